/* milestonectl outlook: will it be in time? Rehearsed with histories of one's own. */
#include "ctl.h"
#include "rehearse/cases.h"

enum { KEY_CASES = 0x200 };

struct input {
        const char *cases;
        const char *const *names;
        size_t names_count;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case KEY_CASES:
                input->cases = argument;
                return 0;
        case ARGP_KEY_ARGS:
                input->names = (const char *const *)state->argv + state->next;
                input->names_count = (size_t)(state->argc - state->next);
                return 0;
        case ARGP_KEY_END:
                if (!input->cases)
                        argp_error(state, "--cases FILE, and behind it the files of histories");
                if (input->names_count == 0)
                        argp_error(state, "--cases: behind it stand the files with the histories of its series");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options =
                (const struct argp_option[]){
                        {"cases", KEY_CASES, "FILE", 0,
                         "what would have been said: CSV with series, origin, window, target (and booked, elapsed); "
                         "the histories have series, month, value",
                         0},
                        {0}},
        .parser = parse,
        .args_doc = "--cases FILE HISTORY...",
        .doc = "milestonectl outlook --cases cases.csv histories.csv\n\nPrints for each case the usual error, the "
               "total with low and high, the chance and the dates, by the daemon's own method. Needs no daemon.",
};

int verb_outlook(struct ctl *ctl, int argc, char **argv)
{
        struct input input = {0};

        ctl_parse(ctl, &argp, argc, argv, &input);
        return rehearse_cases(input.cases, input.names, input.names_count, stdout) == 0 ? EXIT_DONE : EXIT_NO;
}
