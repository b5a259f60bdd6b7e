/* milestonectl milestones: how they stand. */
#include "base/text.h"
#include "session.h"
#include "sparkline.h"
#include "tell.h"
#include <string.h>

struct input {
        char **names;
        size_t n_names;
        int outcome; /* 0: any */
        bool *found; /* of each name */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case 'o':
                if (mst_enum_value(MST_ENUM_STANDING, argument, &input->outcome) != 0 || input->outcome == 0)
                        argp_error(state,
                                   "--outcome: \"%s\" is none of open, awaiting, reached, reached-late, "
                                   "missed, retired, unknown, fell-below",
                                   argument);
                return 0;
        case ARGP_KEY_ARGS:
                input->names = state->argv + state->next;
                input->n_names = (size_t)(state->argc - state->next);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options = (const struct argp_option[]){{"outcome", 'o', "WORD", 0,
                                                 "only those that are open, awaiting, reached, missed, ...",
                                                 0},
                                                {0}},
        .parser = parse,
        .args_doc = "[NAME...]",
        .doc = "milestonectl milestones --outcome missed\n\nPrints how milestones stand; a NAME is that of a "
               "milestone, of a corridor, or CORRIDOR/MILESTONE.",
};

static const struct column columns[] = {
        {"OUTCOME", "outcome", COLUMN_STATE},
        {"MILESTONE", "milestone", 0},
        {"INSTANCE", "instance", 0},
        {"STEP", "step_ppm", 0},
        {"VALUE", "value.amount", COLUMN_RIGHT},
        {"TARGET", "target.amount", COLUMN_RIGHT},
        {"PROGRESS", "progress", COLUMN_TABLE},
        {"REACHED", "reached.period", 0},
        {"DEADLINE", "deadline", 0},
        {"KNOWN", "known.day", 0},
        {"CORRIDOR", "corridor", 0},
        {"OUTLOOK", "outlook.state", 0},
        {"CHANCE", "outlook.chance_ppm", COLUMN_CSV},
        {"SENTENCE", "outlook.sentence", COLUMN_CSV},
        {"MEASURE", "measure", COLUMN_CSV},
        {"SERIES", "series", COLUMN_CSV},
        {"CURRENCY", "value.currency", COLUMN_CSV},
        {"UNIT", "value.unit", COLUMN_CSV},
        {"STATE", "value.state", COLUMN_CSV},
        {"TARGET CURRENCY", "target.currency", COLUMN_CSV},
        {"TARGET UNIT", "target.unit", COLUMN_CSV},
        {"CONFIRMED", "confirmed", COLUMN_CSV},
        {"POSITION", "known.position", COLUMN_CSV},
        {"HELD BACK BY", "held_back_by", COLUMN_CSV},
        {"ATTENTION", "attention", COLUMN_CSV},
        {0},
};

static bool name_is(const char *name, const struct mst_milestone_row *row)
{
        size_t length = strlen(row->corridor);

        if (strcmp(name, row->milestone) == 0 || strcmp(name, row->corridor) == 0)
                return true;
        return strncmp(name, row->corridor, length) == 0 && name[length] == '/' &&
               strcmp(name + length + 1, row->milestone) == 0;
}

static bool is_wanted(struct input *input, const struct mst_milestone_row *row)
{
        bool wanted = input->n_names == 0;

        for (size_t i = 0; i < input->n_names; i++)
                if (name_is(input->names[i], row)) {
                        input->found[i] = true;
                        wanted = true;
                }
        return wanted && (input->outcome == 0 || (int)row->outcome == input->outcome);
}

/* The state while it is open, and what can be said. */
static const char *outlook_words(struct pool *pool, const struct mst_milestone_row *row)
{
        const struct mst_outlook *outlook = &row->outlook;

        if (outlook->state == MST_OUTLOOK_UNSPECIFIED || outlook->reason == MST_OUTLOOK_REASON_OVER)
                return "";
        if (outlook->state == MST_OUTLOOK_UNKNOWN)
                return outlook->sentence;
        return pool_print(pool, "%s: %s", mst_enum_name(MST_ENUM_OUTLOOK_STATE, (int)outlook->state),
                          outlook->sentence);
}

static void print_row(struct ctl *ctl, struct out *out, const struct mst_milestone_row *row)
{
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {NULL,
                                              NULL,
                                              tell_instance_words(&pool, row->instance, row->series),
                                              tell_step_words(&pool, row->step_ppm),
                                              tell_value_words(&pool, &row->value),
                                              tell_quantity_words(&pool, &row->target, &row->value),
                                              sparkline(&pool, &row->sketch, &row->target, ctl->ascii),
                                              tell_interval_words(&row->reached),
                                              [11] = outlook_words(&pool, row)};

        out_row(out, tell_milestone(row), cells);
        pool_done(&pool);
}

/* What needs a person, behind the table; the other formats have it in the row. */
static void note_attention(struct ctl *ctl, const char **sentences, const struct mst_milestone_row *row)
{
        if (ctl->format == FORMAT_TABLE && *row->attention)
                *sentences = pool_print(&ctl->pool, "%s%s: %s\n", *sentences, row->milestone, row->attention);
}

/* The names of all rows that went by, for the nearest one. */
struct seen {
        struct text *names;
        size_t n, allocated;
};

static void see(struct seen *seen, struct pool *pool, const struct mst_milestone_row *row)
{
        if (seen->n > 0 && text_equal(seen->names[seen->n - 1], text_of(row->milestone)))
                return;
        if (seen->n == seen->allocated)
                seen->names = array_grow(seen->names, &seen->allocated, seen->n + 1, sizeof(*seen->names));
        seen->names[seen->n++] = text_of(pool_text(pool, text_of(row->milestone)));
}

static int say_missing(const struct input *input, const struct seen *seen)
{
        int r = EXIT_DONE;

        for (size_t i = 0; i < input->n_names; i++) {
                struct text nearest;

                if (input->found[i])
                        continue;
                r = EXIT_NO;
                if (text_nearest(text_of(input->names[i]), seen->names, seen->n, &nearest))
                        ctl_say("no milestone or corridor \"%s\"; did you mean \"%s\"?", input->names[i],
                                nearest.data);
                else
                        ctl_say("no milestone or corridor \"%s\"", input->names[i]);
        }
        return r;
}

int verb_milestones(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        struct mst_question question = {.ask = MST_ASK_MILESTONES};
        struct input input = {0};
        struct seen seen = {0};
        struct out *out;
        const char *next = "", *attention = "";
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        input.found = pool_array(&ctl->pool, input.n_names + 1, sizeof(bool));
        r = session_open(ctl, &desk);
        if (r != EXIT_DONE)
                return r;

        question.sketches = ctl->format == FORMAT_TABLE;
        out = out_begin(ctl, columns);
        do {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;

                question.after = next;
                r = session_ask(ctl, desk, &question, &answer);
                if (r != EXIT_DONE)
                        break;
                for (size_t i = 0; i < answer->milestones.rows_count; i++) {
                        see(&seen, &ctl->pool, &answer->milestones.rows[i]);
                        if (!is_wanted(&input, &answer->milestones.rows[i]))
                                continue;
                        print_row(ctl, out, &answer->milestones.rows[i]);
                        note_attention(ctl, &attention, &answer->milestones.rows[i]);
                }
                next = pool_text(&ctl->pool, text_of(answer->milestones.next));
        } while (*next);
        out_end(out);
        fflush(stdout);
        fputs(attention, stderr);
        if (r == EXIT_DONE)
                r = say_missing(&input, &seen);
        free(seen.names);
        return r;
}
