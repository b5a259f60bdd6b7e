/* milestonectl record: the statement of one record, in the words that publish reads. */
#include "fields.h"
#include "session.h"
#include "tell.h"
#include <string.h>

struct input {
        const char *source, *id;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case ARGP_KEY_ARG:
                if (!input->source)
                        input->source = argument;
                else if (!input->id)
                        input->id = argument;
                else
                        argp_error(state, "a source and an id are enough");
                return 0;
        case ARGP_KEY_END:
                if (!input->id)
                        argp_error(state, "which record? a source and an id");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .parser = parse,
        .args_doc = "SOURCE ID",
        .doc = "milestonectl record fts-ru RU-BY-X-2021-11\n\nPrints what stands of a record, and since "
               "when. "
               "With --json, \"event\" can be sent with milestonectl publish.",
};

#define HEAD 10
static const struct column head[HEAD] = {
        {"Source", "source", 0},
        {"Id", "id", 0},
        {"Number", "number", COLUMN_CSV},
        {"Vintage", "vintage.date", 0},
        {"Serial", "vintage.serial", COLUMN_CSV},
        {"Counts", "counts", 0},
        {"Withdrawn", "withdrawn", 0},
        {"Disputed", "disputed", 0},
        {"Times disputed", "disputed_times", 0},
        {"Position", "position", 0},
};

static json_t *tell_record(const struct input *input, const struct mst_record_answer *record)
{
        json_t *object = json_object();

        put_text(object, "source", input->source);
        put_text(object, "id", input->id);
        put_number(object, "number", record->number);
        put(object, "vintage", tell_vintage(&record->vintage));
        put_bool(object, "counts", record->counts);
        put_bool(object, "withdrawn", record->withdrawn);
        put_bool(object, "disputed", record->disputed);
        if (record->disputed_times > 0)
                put_number(object, "disputed_times", record->disputed_times);
        put_number(object, "position", record->position);
        if (record->statement) {
                json_t *event = tell_event(record->statement);

                /* Of a source with releases the number is the vintage, and no event states it. */
                if (*record->vintage.date)
                        (void)json_object_del(event, "revision");
                put(object, "event", event);
        }
        return object;
}

/* The head, and each field of an event of this kind. */
static const struct column *columns_make(struct ctl *ctl, const struct mst_event *event)
{
        struct column *columns = pool_array(&ctl->pool, HEAD + n_fields + 1, sizeof(*columns));
        size_t n = 0;

        for (; n < HEAD; n++)
                columns[n] = head[n];
        for (size_t i = 0; event && i < n_fields; i++) {
                const struct field *field = &fields[i];

                if (strcmp(field->path, "id") == 0 ||
                    (field->kind != MST_EVENT_UNSPECIFIED && field->kind != event->kind))
                        continue;
                columns[n++] = (struct column){field_name(field),
                                               pool_print(&ctl->pool, "event.%s", field->path), 0};
        }
        return columns;
}

int verb_record(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        struct mst_question question = {.ask = MST_ASK_RECORD};
        struct input input = {0};
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        question.source = input.source;
        question.id = input.id;
        r = session_ask_once(ctl, &question, &answer);
        if (r != EXIT_DONE)
                return r;
        if (!answer->record.found) {
                ctl_say("no record \"%s\" of the source %s", input.id, input.source);
                return EXIT_NO;
        }
        out_object(ctl, columns_make(ctl, answer->record.statement), tell_record(&input, &answer->record),
                   NULL);
        return EXIT_DONE;
}
