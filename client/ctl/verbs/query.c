/* milestonectl query: the values of a measure. */
#include "base/text.h"
#include "query_rows.h"
#include "session.h"
#include <string.h>

#define BY_MAX 16

struct input {
        const char *measure, *corridor, *period;
        const char *by[BY_MAX];
        size_t n_by;
        bool mirror, control;
        struct ctl *ctl;
};

enum { KEY_BY = 0x200, KEY_MIRROR, KEY_CONTROL };

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
        case KEY_MIRROR:
                input->mirror = true;
                return 0;
        case KEY_CONTROL:
                input->control = true;
                return 0;
        case ARGP_KEY_END:
                if (input->mirror && input->control)
                        argp_error(state, "--mirror beside --control: one at a time");
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
                                                {"mirror", KEY_MIRROR, NULL, 0,
                                                 "the other side's figures beside, with difference and asymmetry", 0},
                                                {"control", KEY_CONTROL, NULL, 0,
                                                 "the totals that sources stated beside the sums of their parts", 0},
                                                {0}},
        .parser = parse,
        .args_doc = "[CORRIDOR/]MEASURE",
        .doc = "milestonectl query turnover --period 2006..2021\n\nPrints the values of a measure, exactly.",
};

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

static void say_sides(struct ctl *ctl, const struct mst_measure_answer *m)
{
        if (ctl->format != FORMAT_TABLE || !*m->mirror_side.measure)
                return;
        fprintf(stderr, "%s\n%s\n", query_side_words(&ctl->pool, &m->side),
                query_side_words(&ctl->pool, &m->mirror_side));
}

static const struct column *columns_of(const struct input *input)
{
        return input->mirror ? query_mirror_columns : input->control ? query_control_columns : query_columns;
}

static void print_page(struct out *out, const struct input *input, const struct mst_measure_answer *m)
{
        for (size_t i = 0; i < m->rows_count && !input->control; i++)
                (input->mirror ? query_print_mirror : query_print_row)(out, m, &m->rows[i]);
        for (size_t i = 0; i < m->control_count; i++)
                query_print_control(out, m, &m->control[i]);
        for (size_t i = 0; i < m->waiting_count && !input->control; i++)
                query_print_waiting(out, m, &m->waiting[i]);
}

static struct mst_question question_of(const struct input *input)
{
        return (struct mst_question){
                .ask = MST_ASK_MEASURE,
                .measure = input->measure,
                .corridor = input->corridor,
                .period = input->period,
                .by = input->by,
                .by_count = input->n_by,
                .mirror = input->mirror,
                .control = input->control,
        };
}

int verb_query(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        struct input input = {.ctl = ctl};
        struct mst_question question;
        struct out *out = NULL;
        const char *next = "";
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        question = question_of(&input);

        r = session_open(ctl, &desk);
        while (r == EXIT_DONE) {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;

                question.after = next;
                r = session_ask(ctl, desk, &question, &answer);
                if (r != EXIT_DONE)
                        break;
                if (!out)
                        out = out_begin(ctl, columns_of(&input));
                print_page(out, &input, &answer->measure);
                next = pool_text(&ctl->pool, text_of(answer->measure.next));
                if (*next)
                        continue;
                out_end(out);
                say_completeness(ctl, &answer->measure);
                say_sides(ctl, &answer->measure);
                return EXIT_DONE;
        }
        out_end(out);
        return r;
}
