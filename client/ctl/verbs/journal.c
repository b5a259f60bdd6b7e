/* milestonectl journal: the entries of a journal, one a line, or one of them whole. */
#include "audit/look.h"

#include <errno.h>
#include <string.h>

#include "base/civil.h"
#include "journal_tell.h"
#include "number.h"
#include "state.h"

struct input {
        const char *state, *source;
        uint64_t position, from, to;
        uint8_t kind; /* ENTRY_NONE: all */
};

static uint64_t number_of(const char *argument, struct argp_state *state)
{
        uint64_t number = 0;

        if (!number_parse(argument, 1, &number))
                argp_error(state, "\"%s\" is no position: they are numbers from 1 on", argument);
        return number;
}

static uint8_t kind_of(const char *argument, struct argp_state *state)
{
        struct text known[ENTRY_KIND_COUNT], nearest;
        uint8_t kind = look_kind_of(argument);

        if (kind != ENTRY_NONE)
                return kind;
        for (uint8_t i = ENTRY_NONE + 1; i < ENTRY_KIND_COUNT; i++)
                known[i - 1] = text_of(look_kind_name(i));
        if (text_nearest(text_of(argument), known, ENTRY_KIND_COUNT - 1, &nearest))
                argp_error(state, "--kind: there is no kind \"%s\"; did you mean \"%s\"?", argument, nearest.data);
        argp_error(state, "--kind: there is no kind \"%s\"", argument);
        return ENTRY_NONE;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case 's':
                input->state = argument;
                return 0;
        case 'f':
                input->from = number_of(argument, state);
                return 0;
        case 't':
                input->to = number_of(argument, state);
                return 0;
        case 'k':
                input->kind = kind_of(argument, state);
                return 0;
        case 'S':
                input->source = argument;
                return 0;
        case ARGP_KEY_ARG:
                if (input->position)
                        argp_error(state, "one position: %s; --from and --to name a range", argument);
                input->position = number_of(argument, state);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options = (const struct argp_option[]){
                STATE_OPTION("a state folder, a backup, or a journal's own folder"),
                {"from", 'f', "POSITION", 0, "entries from this one on", 0},
                {"to", 't', "POSITION", 0, "entries up to this one", 0},
                {"kind", 'k', "KIND", 0,
                 "entries of this kind: batch, release-end, release-abort, tick, configuration, activate, abandon, "
                 "decision, freeze, epoch, upgrade, outbox-hash",
                 0},
                {"source", 'S', "NAME", 0, "batches of this source", 0},
                {0}},
        .parser = parse,
        .args_doc = "[POSITION]",
        .doc = "milestonectl journal --from 100 --kind batch\n\nLists the entries of a journal, while its daemon runs "
               "or does not; with a POSITION that entry whole: events with their verdicts, or the text of a "
               "configuration.",
};

static const struct column columns[] = {
        {"POSITION", "position", COLUMN_RIGHT},
        {"KIND", "kind", 0},
        {"TIME", "time", 0},
        {"DAY", "day", COLUMN_CSV},
        {"SOURCE", "source", 0},
        {"EVENTS", "events", COLUMN_RIGHT},
        {"REFUSED", "refused", COLUMN_RIGHT},
        {"BYTES", "bytes", COLUMN_RIGHT},
        {"SENDER", "sender", COLUMN_CSV},
        {"REQUEST", "request_id", COLUMN_CSV},
        {"EPOCH", "epoch", COLUMN_CSV},
        {"RUN", "run", COLUMN_CSV},
        {"HASH", "hash", COLUMN_CSV},
        {"CHAIN", "chain", COLUMN_CSV},
        {"WHAT", "what", 0},
        {0},
};

static const struct column whole_columns[] = {
        {"Position", "position", 0},
        {"Kind", "kind", 0},
        {"Time", "time", 0},
        {"Day", "day", 0},
        {"Source", "source", 0},
        {"Sender", "sender", 0},
        {"Request", "request_id", 0},
        {"Events", "events", 0},
        {"Refused", "refused", 0},
        {"Bytes", "bytes", 0},
        {"Epoch", "epoch", 0},
        {"Run", "run", 0},
        {"Hash", "hash", 0},
        {"Chain", "chain", 0},
        {"What", "what", 0},
        {0},
};

static const struct column event_columns[] = {
        {"EVENT", "index", COLUMN_RIGHT}, {"ID", "id", 0},           {"PERIOD", "period", 0},
        {"NUMBER", "number", COLUMN_RIGHT}, {"REFUSED", "reason", 0}, {"FIELD", "field", 0},
        {"WHY", "message", 0},            {0},
};

struct listing {
        struct ctl *ctl;
        const struct input *input;
        struct journal *journal;
        struct decoder *decoder;
        struct out *out;
        struct pool pool; /* of an entry */
};

static int unreadable(struct listing *listing, int r, uint64_t position)
{
        const char *why = journal_why(listing->journal);

        ctl_say("position %llu cannot be read: %s", (unsigned long long)position,
                why[0] ? why : strerror(r < 0 ? -r : EBADMSG));
        return EXIT_NO;
}

static int print_one(struct listing *listing, uint64_t position)
{
        struct journal_buffer buffer = {0};
        struct journal_record record;
        struct looked looked;
        json_t *object;
        int r;

        r = journal_read(listing->journal, position, &buffer, &record);
        if (r == JOURNAL_ABSENT) {
                ctl_say("the journal ends at position %llu", (unsigned long long)journal_last(listing->journal));
                return EXIT_NO;
        }
        if (r == 0)
                r = look_at(listing->decoder, &record, &looked);
        if (r != 0) {
                journal_buffer_done(&buffer);
                return unreadable(listing, r, position);
        }
        object = journal_tell(&listing->pool, &record, &looked);
        if (listing->ctl->format == FORMAT_JSON)
                journal_tell_whole(object, &record, &looked);
        out_object(listing->ctl, whole_columns, object, NULL);
        if (listing->ctl->format == FORMAT_TABLE && looked.batch && looked.batch->events_count > 0) {
                struct out *out = out_begin(listing->ctl, event_columns);

                for (size_t i = 0; i < looked.batch->events_count; i++)
                        out_row(out, journal_tell_event(looked.batch, i), NULL);
                out_end(out);
        }
        if (listing->ctl->format == FORMAT_TABLE && record.kind == ENTRY_CONFIGURATION && !record.erased)
                (void)fwrite(looked.text.data, 1, looked.text.length, stdout);
        looked_done(&looked);
        journal_buffer_done(&buffer);
        return EXIT_DONE;
}

static bool is_wanted(const struct input *input, const struct looked *looked)
{
        return !input->source || (looked->batch && text_equal(looked->batch->source, text_of(input->source)));
}

static int list_one(struct listing *listing, const struct journal_record *record)
{
        struct looked looked;
        int r;

        if (listing->input->kind != ENTRY_NONE && record->kind != listing->input->kind)
                return 0;
        r = look_at(listing->decoder, record, &looked);
        if (r < 0)
                return r;
        pool_reset(&listing->pool);
        if (is_wanted(listing->input, &looked))
                out_row(listing->out, journal_tell(&listing->pool, record, &looked), NULL);
        looked_done(&looked);
        return 0;
}

static int list(struct listing *listing)
{
        const struct input *input = listing->input;
        uint64_t last = journal_last(listing->journal);
        struct journal_record record;
        int r = 0;

        if (input->from > last) {
                ctl_say("the journal ends at position %llu", (unsigned long long)last);
                return EXIT_NO;
        }
        if (input->to && input->to < last)
                last = input->to;
        (void)journal_seek(listing->journal, input->from ? input->from - 1 : 0);
        listing->out = out_begin(listing->ctl, columns);
        for (uint64_t position = input->from ? input->from : 1; r == 0 && position <= last; position++) {
                r = journal_next(listing->journal, &record);
                if (r == 0)
                        r = list_one(listing, &record);
                if (r != 0)
                        (void)unreadable(listing, r, position);
        }
        out_end(listing->out);
        return r == 0 ? EXIT_DONE : EXIT_NO;
}

int verb_journal(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(journal_closep) struct journal *journal = NULL;
        SCOPED(decoder_freep) struct decoder *decoder = NULL;
        struct input input = {.state = state_default()};
        struct listing listing = {.ctl = ctl, .input = &input};
        char *why = NULL;
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        r = journal_open_reading(state_journal(&ctl->pool, input.state), NULL, &journal, &why);
        if (r != 0)
                return state_failed(r, why);
        r = decoder_new(&decoder);
        if (r < 0)
                return state_failed(r, NULL);
        listing.journal = journal;
        listing.decoder = decoder;
        r = input.position ? print_one(&listing, input.position) : list(&listing);
        pool_done(&listing.pool);
        return r;
}
