/* milestonectl reload, command: what an administrator asks of the daemon, which answers with a
 * sentence, also when it cannot do it. */
#include "session.h"
#include "tell.h"

struct input {
        const char *verb;
        const char *const *arguments;
        size_t n_arguments;
        bool dry_run;
};

static const struct column columns[] = {
        {"Command", "command", COLUMN_CSV},
        {"Done", "done", 0},
        {"Message", "message", 0},
        {0},
};

static int ask(struct ctl *ctl, const struct input *input)
{
        const struct mst_question question = {.ask = MST_ASK_COMMAND,
                                              .verb = input->verb,
                                              .arguments = input->arguments,
                                              .arguments_count = input->n_arguments,
                                              .dry_run = input->dry_run};
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        json_t *object;
        int r;

        r = session_ask_once(ctl, &question, &answer);
        if (r != EXIT_DONE)
                return r;
        object = json_object();
        put_text(object, "command", input->verb);
        put_bool(object, "done", answer->command.done);
        put_text(object, "message", answer->command.message);
        out_object(ctl, columns, object, NULL);
        return answer->command.done ? EXIT_DONE : EXIT_NO;
}

static const struct argp_option options[] = {
        {"dry-run", 'n', NULL, 0, "the daemon's answer, and nothing changed", 0}, {0}};

static error_t parse_command(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        (void)argument;
        switch (key) {
        case 'n':
                input->dry_run = true;
                return 0;
        case ARGP_KEY_ARGS:
                input->verb = state->argv[state->next];
                input->arguments = (const char *const *)state->argv + state->next + 1;
                input->n_arguments = (size_t)(state->argc - state->next - 1);
                return 0;
        case ARGP_KEY_NO_ARGS:
                argp_error(state, "which command?");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

int verb_command(struct ctl *ctl, int argc, char **argv)
{
        static const struct argp argp = {
                .options = options,
                .parser = parse_command,
                .args_doc = "NAME [ARGUMENT...]",
                .doc = "milestonectl command checkpoint\n\nAsks the daemon for a command by its name."};
        struct input input = {0};

        ctl_parse(ctl, &argp, argc, argv, &input);
        return ask(ctl, &input);
}

static error_t parse_reload(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        if (key == 'n')
                input->dry_run = true;
        else if (key == ARGP_KEY_ARG)
                argp_error(state, "reload takes no names: %s", argument);
        else
                return ARGP_ERR_UNKNOWN;
        return 0;
}

int verb_reload(struct ctl *ctl, int argc, char **argv)
{
        static const struct argp argp = {.options = options,
                                         .parser = parse_reload,
                                         .doc = "milestonectl reload --dry-run\n\nMakes the daemon read its "
                                                "configuration again, all of it "
                                                "or nothing."};
        struct input input = {.verb = "reload"};

        ctl_parse(ctl, &argp, argc, argv, &input);
        return ask(ctl, &input);
}
