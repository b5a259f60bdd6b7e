/* milestonectl outlook: will it be in time? Of a milestone, as it is or as it would have been told behind an
 * earlier month; rehearsed with histories of one's own; and what was told, scored. */
#include "verbs/outlook.h"
#include "foretold.h"
#include "rehearse/cases.h"
#include "tell.h"
#include "verbs/outlook_question.h"
#include <stdlib.h>
#include <string.h>

enum { KEY_CASES = 0x200, KEY_SCORE, KEY_STATES };

struct input {
        struct outlook_question asked;
        const char *cases;
        bool score, states;
        const char *const *names;
        size_t names_count;
};

static void check(const struct input *input, struct argp_state *state)
{
        bool of_one = input->asked.origin || input->asked.instance || input->asked.series;

        if (input->cases ? of_one || input->score : input->score && of_one)
                argp_error(state, "--cases, --score and the name of a milestone are three questions: ask one");
        if (input->states && !input->cases)
                argp_error(state, "--states: a column of --cases");
        if (input->cases && input->names_count == 0)
                argp_error(state, "--cases: behind it stand the files with the histories of its series");
        if (!input->cases && input->names_count != (input->score ? 0 : 1))
                argp_error(state, input->score ? "--score: no name stands behind it" : "the name of one milestone");
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case ARGP_KEY_INIT:
                state->child_inputs[0] = &input->asked;
                return 0;
        case KEY_CASES:
                input->cases = argument;
                return 0;
        case KEY_SCORE:
                input->score = true;
                return 0;
        case KEY_STATES:
                input->states = true;
                return 0;
        case ARGP_KEY_ARGS:
                input->names = (const char *const *)state->argv + state->next;
                input->names_count = (size_t)(state->argc - state->next);
                return 0;
        case ARGP_KEY_END:
                check(input, state);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options =
                (const struct argp_option[]){
                        {"score", KEY_SCORE, NULL, 0, "what was told so far, against what came true", 0},
                        {"cases", KEY_CASES, "FILE", 0,
                         "what would have been said: CSV with series, origin, window, target (and booked, elapsed); "
                         "the histories have series, month, value",
                         0},
                        {"states", KEY_STATES, NULL, 0, "with --cases: on track or at risk, too", 0},
                        {0}},
        .parser = parse,
        .children = (const struct argp_child[]){{&outlook_question_argp, 0, NULL, 0}, {0}},
        .args_doc = "[CORRIDOR/]MILESTONE\n--score\n--cases FILE [--states] HISTORY...",
        .doc = "milestonectl outlook turnover-35bn --instance 2021 --origin 2021-06\n\nPrints what is to come of a "
               "milestone, and its window month by month; with --score how well such outlooks did; with --cases "
               "what would be said of histories of one's own, which needs no daemon.",
};

static const struct column columns[] = {
        {"MONTH", "month", 0},
        {"KNOWN", "known", 0},
        {"MADE", "amount.amount", COLUMN_RIGHT},
        {"LOW", "low.amount", COLUMN_RIGHT},
        {"TOTAL", "total.amount", COLUMN_RIGHT},
        {"HIGH", "high.amount", COLUMN_RIGHT},
        {"CHANCE", "chance_ppm", COLUMN_RIGHT},
        {"CURRENCY", "total.currency", COLUMN_CSV},
        {"UNIT", "total.unit", COLUMN_CSV},
        {0},
};

/* ---- one milestone ------------------------------------------------------------------------- */

static json_t *month_object(const struct mst_outlook_month *month, const struct mst_value *like)
{
        json_t *object = json_object();

        put_text(object, "month", month->month);
        put_bool(object, "known", month->known);
        put(object, "amount", tell_quantity(&month->amount, like));
        put(object, "low", tell_quantity(&month->low, like));
        put(object, "total", tell_quantity(&month->total, like));
        put(object, "high", tell_quantity(&month->high, like));
        if (!month->known)
                put(object, "chance_ppm", json_integer(month->chance_ppm));
        return object;
}

static void append(json_t *array, json_t *object)
{
        if (json_array_append_new(array, object) != 0)
                out_of_memory();
}

static json_t *told_object(const struct foretold *told)
{
        json_t *object = json_object();

        put_text(object, "kind", told->kind);
        put_text(object, "known", told->known_day);
        put(object, "outlook", tell_outlook(&told->outlook, &told->value));
        return object;
}

/* All of it as one object: what a drawing needs. */
static void print_json(const struct mst_outlook_answer *answer, const struct foretold_list *told)
{
        json_t *object = tell_milestone(&answer->milestone), *months = json_array(), *before = json_array();
        char *line;

        for (size_t i = 0; i < answer->months_count; i++)
                append(months, month_object(&answer->months[i], &answer->milestone.value));
        for (size_t i = 0; i < told->count; i++)
                if (told->list[i].outlook.state != MST_OUTLOOK_UNSPECIFIED &&
                    strcmp(told->list[i].instance, answer->milestone.instance) == 0 &&
                    strcmp(told->list[i].series, answer->milestone.series) == 0)
                        append(before, told_object(&told->list[i]));
        put(object, "months", months);
        put(object, "told", before);
        line = json_dumps(object, JSON_COMPACT);
        if (!line)
                out_of_memory();
        puts(line);
        free(line);
        json_decref(object);
}

static const char *chance_words(struct pool *pool, const struct mst_outlook_month *month)
{
        return month->known ? "" : pool_print(pool, "%u %%", (month->chance_ppm + 5000) / 10000);
}

static void print_months(struct ctl *ctl, const struct mst_outlook_answer *answer)
{
        const struct mst_value *like = &answer->milestone.value;
        struct out *out = out_begin(ctl, columns);
        struct pool pool = {0};

        for (size_t i = 0; i < answer->months_count; i++) {
                const struct mst_outlook_month *month = &answer->months[i];
                const char *cells[OUT_COLUMNS_MAX] = {
                        [2] = tell_quantity_words(&pool, &month->amount, like),
                        [3] = month->known ? "" : tell_quantity_words(&pool, &month->low, like),
                        [4] = tell_quantity_words(&pool, &month->total, like),
                        [5] = month->known ? "" : tell_quantity_words(&pool, &month->high, like),
                        [6] = chance_words(&pool, month),
                };

                out_row(out, month_object(month, like), cells);
        }
        out_end(out);
        pool_done(&pool);
}

static void print_answer(struct ctl *ctl, const struct mst_outlook_answer *answer, const struct foretold_list *told)
{
        const struct mst_milestone_row *row = &answer->milestone;
        const char *sentence = *row->outlook.sentence ? row->outlook.sentence :
                                                        mst_enum_name(MST_ENUM_STANDING, (int)row->outcome);
        const char *which;

        if (ctl->format == FORMAT_JSON) {
                print_json(answer, told);
                return;
        }
        if (ctl->format == FORMAT_TABLE) {
                which = tell_instance_words(&ctl->pool, row->instance, row->series);
                printf("%s%s%s: %s%s%s\n", row->milestone, *which ? " " : "", which,
                       row->outlook.state >= MST_OUTLOOK_ON_TRACK ?
                               mst_enum_name(MST_ENUM_OUTLOOK_STATE, (int)row->outlook.state) :
                               "",
                       row->outlook.state >= MST_OUTLOOK_ON_TRACK ? ", " : "", sentence);
        }
        print_months(ctl, answer);
}

static int outlook_of_one(struct ctl *ctl, const struct outlook_question *asked)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        struct foretold_list told = {0};
        const char *topic;
        int r;

        r = outlook_question_ask(ctl, asked, &desk, &answer, &topic);
        if (r != EXIT_DONE)
                return r;
        if (ctl->format == FORMAT_JSON && !ctl->as_of)
                r = foretold_read(ctl, desk, &topic, 1, &told);
        if (r == EXIT_DONE)
                print_answer(ctl, &answer->outlook, &told);
        free(told.list);
        return r;
}

int verb_outlook(struct ctl *ctl, int argc, char **argv)
{
        struct input input = {0};

        ctl_parse(ctl, &argp, argc, argv, &input);
        if (input.cases)
                return rehearse_cases(input.cases, input.names, input.names_count, input.states, stdout) == 0 ?
                               EXIT_DONE :
                               EXIT_NO;
        if (input.score)
                return outlook_score(ctl);
        input.asked.name = input.names[0];
        return outlook_of_one(ctl, &input.asked);
}
