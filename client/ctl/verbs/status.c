/* milestonectl status: how the daemon is; what needs a person goes to stderr as well. A person also sees which
 * milestones are next. */
#include "session.h"
#include "sparkline.h"
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
        .doc = "milestonectl status\n\nSays how the daemon is, and which milestones are next. Waits up to --timeout "
               "for it to be there.",
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

/* ---- what is next ---------------------------------------------------------------------------- */

#define NEXT_MAX 5
/* Beyond so many milestones they are not asked for: who looks whether the daemon is there costs it nothing. */
#define NEXT_OF_MAX 1000

/* In this order: at risk, awaited, by their deadlines. */
static int urgency(const struct mst_milestone_row *row)
{
        if (row->outlook.state == MST_OUTLOOK_AT_RISK)
                return 0;
        return row->outcome == MST_STANDING_AWAITING ? 1 : 2;
}

static bool is_sooner(const struct mst_milestone_row *a, const struct mst_milestone_row *b)
{
        if (urgency(a) != urgency(b))
                return urgency(a) < urgency(b);
        return strcmp(*a->deadline ? a->deadline : "9999", *b->deadline ? b->deadline : "9999") < 0;
}

static size_t pick_next(const struct mst_milestones_answer *answer, const struct mst_milestone_row *next[NEXT_MAX])
{
        size_t count = 0;

        for (size_t i = 0; i < answer->rows_count; i++) {
                const struct mst_milestone_row *row = &answer->rows[i];
                size_t at;

                if (row->step_ppm != 0 ||
                    (row->outcome != MST_STANDING_OPEN && row->outcome != MST_STANDING_AWAITING))
                        continue;
                for (at = count; at > 0 && is_sooner(row, next[at - 1]); at--)
                        if (at < NEXT_MAX)
                                next[at] = next[at - 1];
                if (at < NEXT_MAX) {
                        next[at] = row;
                        count += count < NEXT_MAX;
                }
        }
        return count;
}

static const struct column next_columns[] = {
        {"NEXT", "outcome", COLUMN_STATE}, {"MILESTONE", "milestone", 0}, {"INSTANCE", "instance", 0},
        {"PROGRESS", "progress", 0},       {"DEADLINE", "deadline", 0},   {"OUTLOOK", "outlook.state", 0},
        {0},
};

static int print_next(struct ctl *ctl, struct mst_desk *desk)
{
        const struct mst_question question = {.ask = MST_ASK_MILESTONES, .sketches = true};
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        const struct mst_milestone_row *next[NEXT_MAX];
        struct out *out;
        size_t count;
        int r;

        r = session_ask(ctl, desk, &question, &answer);
        if (r != EXIT_DONE)
                return r;
        count = pick_next(&answer->milestones, next);
        if (count == 0)
                return EXIT_DONE;
        putchar('\n');
        out = out_begin(ctl, next_columns);
        for (size_t i = 0; i < count; i++) {
                const char *cells[OUT_COLUMNS_MAX] = {
                        [2] = tell_instance_words(&ctl->pool, next[i]->instance, next[i]->series),
                        [3] = sparkline(&ctl->pool, &next[i]->sketch, &next[i]->target, ctl->ascii),
                };

                out_row(out, tell_milestone(next[i]), cells);
        }
        out_end(out);
        return EXIT_DONE;
}

int verb_status(struct ctl *ctl, int argc, char **argv)
{
        const struct mst_question question = {.ask = MST_ASK_STATUS};
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        struct input input = {0};
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        r = session_open(ctl, &desk);
        if (r == EXIT_DONE)
                r = session_ask(ctl, desk, &question, &answer);
        if (r != EXIT_DONE)
                return r;

        for (size_t i = 0; columns[i].path; i++)
                if (strcmp(columns[i].path, "disk_free_bytes") == 0)
                        cells[i] = tell_size_words(&ctl->pool, answer->status.disk_free_bytes);
        out_object(ctl, columns, tell_status(answer, &ctl->pool), cells);
        if (ctl->format == FORMAT_TABLE && answer->status.milestones > 0 && answer->status.milestones <= NEXT_OF_MAX)
                r = print_next(ctl, desk);
        if (ctl->format == FORMAT_TABLE)
                for (size_t i = 0; i < answer->status.attention_count; i++)
                        ctl_say("%s", answer->status.attention[i]);
        return input.strict && answer->status.attention_count > 0 ? EXIT_NO : r;
}
