/* milestonectl plot: one milestone's window as a picture: a file, or letters on the terminal. */
#include "verbs/plot.h"
#include "tell.h"
#include "verbs/outlook_question.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define LETTERS_COLUMNS     100
#define LETTERS_COLUMNS_MAX 160
#define LETTERS_ROWS        30

enum { KEY_TERMINAL = 0x200 };

struct input {
        struct outlook_question asked;
        const char *output;
        enum terminal kind; /* of the output */
        bool terminal;
};

static enum terminal kind_of(const char *output, struct argp_state *state)
{
        const char *dot = strrchr(output, '.');

        if (dot && strcasecmp(dot, ".png") == 0)
                return TERMINAL_PNG;
        if (!dot || strcasecmp(dot, ".svg") != 0)
                argp_error(state, "--output: \"%s\": expected a name that ends with .svg or .png", output);
        return TERMINAL_SVG;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case ARGP_KEY_INIT:
                state->child_inputs[0] = &input->asked;
                return 0;
        case KEY_TERMINAL:
                input->terminal = true;
                return 0;
        case 'o':
                input->output = argument;
                input->kind = kind_of(argument, state);
                return 0;
        case ARGP_KEY_ARG:
                if (input->asked.name)
                        argp_error(state, "the name of one milestone");
                input->asked.name = argument;
                return 0;
        case ARGP_KEY_NO_ARGS:
                argp_error(state, "the name of one milestone");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options =
                (const struct argp_option[]){
                        {"output", 'o', "FILE", 0, "into a file, FILE.svg or FILE.png", 0},
                        {"terminal", KEY_TERMINAL, NULL, 0, "on the terminal, also where there is a file", 0},
                        {0}},
        .parser = parse,
        .children = (const struct argp_child[]){{&outlook_question_argp, 0, NULL, 0}, {0}},
        .args_doc = "[CORRIDOR/]MILESTONE",
        .doc = "milestonectl plot turnover-35bn --instance 2021 --output turnover.svg\n\nDraws a milestone's window "
               "with target and deadline, the year before, what is to come, and what was told of that; with "
               "gnuplot, which --format json and csv do without: they print the figures.",
};

/* ---- what is asked ------------------------------------------------------------------------- */

struct facts {
        struct plot_facts plot;
        struct mst_answer *answer; /* of the outlook */
        struct foretold_list told;
        struct mst_milestone_row row;
        struct level steps[LEVELS_MAX];
};

static void take_row(struct ctl *ctl, struct facts *facts, const struct mst_milestone_row *row)
{
        const struct mst_milestone_row *of = &facts->answer->outlook.milestone;

        if (strcmp(row->milestone, of->milestone) != 0 || strcmp(row->instance, of->instance) != 0 ||
            strcmp(row->series, of->series) != 0)
                return;
        if (row->step_ppm == 0) {
                facts->row = (struct mst_milestone_row){
                        .reached.period = pool_text(&ctl->pool, text_of(row->reached.period)),
                        .reached.last = pool_text(&ctl->pool, text_of(row->reached.last)),
                        .known.day = pool_text(&ctl->pool, text_of(row->known.day)),
                };
                facts->plot.row = &facts->row;
        } else if (row->target.known && facts->plot.steps_count < LEVELS_MAX) {
                facts->steps[facts->plot.steps_count++] = (struct level){row->step_ppm, row->target.units};
        }
}

static int read_rows(struct ctl *ctl, struct mst_desk *desk, const char *topic, struct facts *facts)
{
        struct mst_question question = {.ask = MST_ASK_MILESTONES, .topics = &topic, .topics_count = 1};
        const char *next = "";

        do {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
                int r;

                question.after = next;
                r = session_ask(ctl, desk, &question, &answer);
                if (r != EXIT_DONE)
                        return r;
                for (size_t i = 0; i < answer->milestones.rows_count; i++)
                        take_row(ctl, facts, &answer->milestones.rows[i]);
                next = pool_text(&ctl->pool, text_of(answer->milestones.next));
        } while (*next);
        return EXIT_DONE;
}

static int read_facts(struct ctl *ctl, const struct outlook_question *asked, struct facts *facts)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        const char *as_of = ctl->as_of, *topic;
        int r;

        r = outlook_question_ask(ctl, asked, &desk, &facts->answer, &topic);
        if (r != EXIT_DONE)
                return r;
        r = read_rows(ctl, desk, topic, facts);
        ctl->as_of = NULL; /* what was told was told; what came later is left out by its position */
        if (r == EXIT_DONE)
                r = foretold_read(ctl, desk, &topic, 1, &facts->told);
        ctl->as_of = as_of;
        facts->plot.answer = &facts->answer->outlook;
        facts->plot.steps = facts->steps;
        facts->plot.told = &facts->told;
        facts->plot.position = as_of ? facts->answer->position : UINT64_MAX;
        facts->plot.origin = asked->origin && *asked->origin ? asked->origin : NULL;
        return r;
}

/* ---- what is drawn ------------------------------------------------------------------------- */

static int draw(const struct picture *picture, enum terminal terminal, int columns, int output)
{
        int fd = memfd_create("gnuplot-script", MFD_CLOEXEC), r = -errno;
        FILE *stream = fd < 0 ? NULL : fdopen(fd, "w");

        if (!stream) {
                r = ctl_fail(fd < 0 ? r : -errno, "plot");
                if (fd >= 0)
                        close(fd);
                return r;
        }
        r = script_write(picture, terminal, columns, LETTERS_ROWS, stream);
        r = r < 0 ? ctl_fail(r, "plot") : gnuplot_run(fd, output);
        (void)fclose(stream);
        return r;
}

/* The file is there when the picture is whole, and not before. */
static int draw_file(struct ctl *ctl, const struct picture *picture, const struct input *input)
{
        char *other = pool_print(&ctl->pool, "%s.XXXXXX", input->output);
        int fd = mkostemp(other, O_CLOEXEC), r;
        mode_t mask;

        if (fd < 0)
                return ctl_fail(-errno, pool_print(&ctl->pool, "plot: %s", input->output));
        r = draw(picture, input->kind, 0, fd);
        mask = umask(0);
        (void)umask(mask);
        if (r == EXIT_DONE && (fchmod(fd, 0666 & ~mask) < 0 || rename(other, input->output) < 0))
                r = ctl_fail(-errno, pool_print(&ctl->pool, "plot: %s", input->output));
        close(fd);
        if (r != EXIT_DONE)
                (void)unlink(other);
        return r;
}

static int draw_letters(const struct picture *picture)
{
        int columns = LETTERS_COLUMNS;
        struct axis axis = picture_axis(picture);
        struct winsize size;

        if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 40)
                columns = size.ws_col < LETTERS_COLUMNS_MAX ? size.ws_col : LETTERS_COLUMNS_MAX;
        printf("%s\n%s\n%s\n%s", picture->title, picture->sentence, picture->as_of, axis.unit);
        fflush(stdout);
        return draw(picture, TERMINAL_DUMB, columns, STDOUT_FILENO);
}

static int show(struct ctl *ctl, const struct picture *picture, const struct input *input,
                const struct mst_value *like)
{
        int r = EXIT_DONE;

        if (input->output)
                r = draw_file(ctl, picture, input);
        if (r == EXIT_DONE && ctl->format != FORMAT_TABLE)
                plot_print(ctl, picture, like);
        else if (r == EXIT_DONE && (input->terminal || !input->output))
                r = draw_letters(picture);
        return r;
}

int verb_plot(struct ctl *ctl, int argc, char **argv)
{
        struct input input = {0};
        struct facts facts = {0};
        struct picture picture = {0};
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        r = read_facts(ctl, &input.asked, &facts);
        if (r == EXIT_DONE) {
                plot_compose(&ctl->pool, &facts.plot, &picture);
                r = show(ctl, &picture, &input, &facts.answer->outlook.milestone.value);
        }
        picture_done(&picture);
        free(facts.told.list);
        mst_answer_unref(facts.answer);
        return r;
}
