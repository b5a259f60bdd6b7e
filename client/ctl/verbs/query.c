/* milestonectl query: the values of a measure. */
#include "base/text.h"
#include "session.h"
#include "tell.h"
#include <string.h>

#define BY_MAX 16

struct input {
        const char *measure, *corridor, *period;
        const char *by[BY_MAX];
        size_t n_by;
        struct ctl *ctl;
};

enum { KEY_BY = 0x200 };

static void set_by(struct input *input, const char *argument, struct argp_state *state)
{
        struct text rest = text_of(argument), word;

        while (text_cut(&rest, ',', &word)) {
                if (input->n_by == BY_MAX)
                        argp_error(state, "--by: more than %d coordinates", BY_MAX);
                input->by[input->n_by++] = pool_text(&input->ctl->pool, word);
        }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;
        char *slash;

        switch (key) {
        case 'p':
                input->period = argument;
                return 0;
        case KEY_BY:
                set_by(input, argument, state);
                return 0;
        case ARGP_KEY_ARG:
                if (input->measure)
                        argp_error(state, "one measure at a time");
                slash = strchr(argument, '/');
                input->measure = slash ? slash + 1 : argument;
                if (slash)
                        input->corridor = pool_text(&input->ctl->pool,
                                                    (struct text){argument, (size_t)(slash - argument)});
                return 0;
        case ARGP_KEY_NO_ARGS:
                argp_error(state, "which measure?");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options = (const struct argp_option[]){{"period", 'p', "PERIOD", 0,
                                                 "the windows that end in a period or a range: 2012, "
                                                 "2021-11, 2006..2021; default: the "
                                                 "window of the daemon's day",
                                                 0},
                                                {"by", KEY_BY, "COORDINATE,...", 0,
                                                 "a row for each: flow, hs2, partner, ...", 0},
                                                {0}},
        .parser = parse,
        .args_doc = "[CORRIDOR/]MEASURE",
        .doc = "milestonectl query turnover --period 2006..2021\n\nPrints the values of a measure, exactly.",
};

static const struct column columns[] = {
        {"PERIOD", "period", 0},
        {"SERIES", "series", 0},
        {"VALUE", "value.amount", COLUMN_RIGHT},
        {"CURRENCY", "value.currency", COLUMN_CSV},
        {"UNIT", "value.unit", COLUMN_CSV},
        {"STATE", "value.state", COLUMN_CSV},
        {"COMPLETE", "complete", 0},
        {"PROVISIONAL", "value.provisional_records", COLUMN_CSV},
        {"UNKNOWN", "value.unknown_records", COLUMN_CSV},
        {"WAITING", "value.waiting_records", COLUMN_CSV},
        {0},
};

/* What a person should know beside the number. */
static const char *remark(struct pool *pool, const struct mst_value *value, bool complete)
{
        const char *words = complete ? "yes" : "not yet";

        if (value->provisional_records > 0)
                words = pool_print(pool, "%s, %llu provisional", words,
                                   (unsigned long long)value->provisional_records);
        if (value->unknown_records > 0)
                words = pool_print(pool, "%s, %llu unknown", words,
                                   (unsigned long long)value->unknown_records);
        if (value->waiting_records > 0)
                words = pool_print(pool, "%s, %llu waiting for a rate", words,
                                   (unsigned long long)value->waiting_records);
        return words;
}

static void print_row(struct out *out, const struct mst_measure_answer *m, const struct mst_measure_row *row)
{
        json_t *object = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {NULL, NULL, tell_value_words(&pool, &row->value),     NULL,
                                              NULL, NULL, remark(&pool, &row->value, row->complete)};

        put_text(object, "corridor", m->corridor);
        put_text(object, "measure", m->measure);
        put_text(object, "period", row->period);
        put_text(object, "series", row->series);
        put(object, "value", tell_value(&row->value));
        put_bool(object, "complete", row->complete);
        out_row(out, object, cells);
        pool_done(&pool);
}

/* An amount that is in no sum, since its currency is another and has no rate. Its minor units
 * are the currency's own, which the answer does not name, so they are told as units. */
static void print_waiting(struct out *out, const struct mst_measure_answer *m,
                          const struct mst_waiting_row *row)
{
        json_t *object = json_object(), *value = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {
                NULL,
                NULL,
                pool_print(&pool, "%lld minor units of %s", (long long)row->units, row->currency),
                NULL,
                NULL,
                NULL,
                pool_print(&pool, "waiting for a rate, %llu records", (unsigned long long)row->records)};

        put_text(object, "corridor", m->corridor);
        put_text(object, "measure", m->measure);
        put_text(object, "period", row->period);
        put_text(value, "minor_units", pool_print(&pool, "%lld", (long long)row->units));
        put_text(value, "currency", row->currency);
        put_text(value, "state", "waiting");
        put_number(value, "waiting_records", row->records);
        put(object, "value", value);
        put_bool(object, "complete", false);
        out_row(out, object, cells);
        pool_done(&pool);
}

static void say_completeness(struct ctl *ctl, const struct mst_measure_answer *m)
{
        const char *sources = "";

        if (ctl->format != FORMAT_TABLE)
                return;
        for (size_t i = 0; i < m->held_back_by_count; i++)
                sources = pool_print(&ctl->pool, "%s%s%s", sources, i ? ", " : ", held back by ",
                                     m->held_back_by[i]);
        fflush(stdout);
        if (*m->complete_until)
                fprintf(stderr, "%s: complete until %s%s\n", m->measure, m->complete_until, sources);
        else
                fprintf(stderr, "%s: nothing is complete yet%s\n", m->measure, sources);
        if (m->breakdown_closed)
                fprintf(stderr, "%s: the breakdown is over its limit, only the total goes on\n", m->measure);
}

int verb_query(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        struct input input = {.ctl = ctl};
        struct mst_question question = {.ask = MST_ASK_MEASURE};
        struct out *out = NULL;
        const char *next = "";
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        question.measure = input.measure;
        question.corridor = input.corridor;
        question.period = input.period;
        question.by = input.by;
        question.by_count = input.n_by;

        r = session_open(ctl, &desk);
        while (r == EXIT_DONE) {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;

                question.after = next;
                r = session_ask(ctl, desk, &question, &answer);
                if (r != EXIT_DONE)
                        break;
                if (!out)
                        out = out_begin(ctl, columns);
                for (size_t i = 0; i < answer->measure.rows_count; i++)
                        print_row(out, &answer->measure, &answer->measure.rows[i]);
                for (size_t i = 0; i < answer->measure.waiting_count; i++)
                        print_waiting(out, &answer->measure, &answer->measure.waiting[i]);
                next = pool_text(&ctl->pool, text_of(answer->measure.next));
                if (*next)
                        continue;
                out_end(out);
                say_completeness(ctl, &answer->measure);
                return EXIT_DONE;
        }
        out_end(out);
        return r;
}
