/* milestonectl status: how the daemon is; what needs a person goes to stderr as well. */
#include "session.h"
#include "tell.h"
#include <string.h>

struct input {
        bool strict;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        (void)argument;
        switch (key) {
        case 's':
                input->strict = true;
                return 0;
        case ARGP_KEY_ARG:
                argp_error(state, "status takes no names");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options = (const struct argp_option[]){{"strict", 's', NULL, 0,
                                                 "end with 1 if something needs a person", 0},
                                                {0}},
        .parser = parse,
        .doc = "milestonectl status\n\nSays how the daemon is. Waits up to --timeout for it to be there.",
};

static const struct column columns[] = {
        {"State", "state", COLUMN_STATE},
        {"Day", "day", 0},
        {"Clock", "clock", 0},
        {"Time zone", "timezone", 0},
        {"Version", "version", 0},
        {"Started", "started", 0},
        {"Now", "now", COLUMN_CSV},
        {"Journal", "journal_id", COLUMN_CSV},
        {"Epoch", "epoch", COLUMN_CSV},
        {"Position", "position", 0},
        {"On disk", "settled", 0},
        {"Checkpoint", "checkpoint", 0},
        {"Told", "sequence", 0},
        {"Held", "notifications_held", COLUMN_CSV},
        {"Records", "records", 0},
        {"Quarantined", "quarantined", 0},
        {"Milestones", "milestones", 0},
        {"Series", "series", 0},
        {"Tally-months", "pages", 0},
        {"Disk free", "disk_free_bytes", 0},
        {"Outbox hash", "outbox_hash", COLUMN_CSV},
        {"Attention", "attention", COLUMN_CSV},
        {0},
};

static json_t *tell_status(const struct mst_answer *answer, struct pool *pool)
{
        const struct mst_status_answer *s = &answer->status;
        json_t *object = json_object();

        put_text(object, "state", s->state);
        put_text(object, "day", s->day);
        put_text(object, "clock", s->clock);
        put_text(object, "timezone", s->timezone);
        put_text(object, "version", s->software_version);
        put_text(object, "started", tell_instant(pool, s->started_usec));
        put_text(object, "now", tell_instant(pool, s->now_usec));
        put_text(object, "journal_id", answer->journal_id);
        put_number(object, "epoch", answer->epoch);
        put_number(object, "position", s->position);
        put_number(object, "settled", s->settled);
        put_number(object, "checkpoint", s->checkpoint);
        put_number(object, "sequence", s->sequence);
        put_number(object, "notifications_held", s->notifications_held);
        put_number(object, "records", s->records);
        put_number(object, "quarantined", s->quarantined);
        put_number(object, "milestones", s->milestones);
        put_number(object, "series", s->series);
        put_number(object, "pages", s->pages);
        put_number(object, "disk_free_bytes", s->disk_free_bytes);
        put_text(object, "outbox_hash", s->outbox_hash);
        put(object, "attention", tell_texts(s->attention, s->attention_count));
        return object;
}

int verb_status(struct ctl *ctl, int argc, char **argv)
{
        const struct mst_question question = {.ask = MST_ASK_STATUS};
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        struct input input = {0};
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        r = session_ask_once(ctl, &question, &answer);
        if (r != EXIT_DONE)
                return r;

        for (size_t i = 0; columns[i].path; i++)
                if (strcmp(columns[i].path, "disk_free_bytes") == 0)
                        cells[i] = tell_size_words(&ctl->pool, answer->status.disk_free_bytes);
        out_object(ctl, columns, tell_status(answer, &ctl->pool), cells);
        if (ctl->format == FORMAT_TABLE)
                for (size_t i = 0; i < answer->status.attention_count; i++)
                        ctl_say("%s", answer->status.attention[i]);
        return input.strict && answer->status.attention_count > 0 ? EXIT_NO : EXIT_DONE;
}
