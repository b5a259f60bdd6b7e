/* The global options up to the verb, then the verb's own. */
#include "base/text.h"
#include "ctl.h"
#include "number.h"
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The C library looks for it by name, so it must be seen from there. */
__attribute__((visibility("default"))) const char *argp_program_version = "milestonectl " MILESTONE_VERSION;

static const struct verb verbs[] = {
        {"status", "how the daemon is", verb_status},
        {"milestones", "how the milestones stand", verb_milestones},
        {"outlook", "will it be in time", verb_outlook},
        {"plot", "a milestone's window as a picture", verb_plot},
        {"query", "the values of a measure, by window and breakdown", verb_query},
        {"watch", "what is told, as it is told", verb_watch},
        {"replay", "what was told before", verb_replay},
        {"publish", "send events (JSON Lines) and get receipts", verb_publish},
        {"import", "send the rows of tables, by a mapping", verb_import},
        {"record", "what is known of one record", verb_record},
        {"sources", "the sources, and what they are complete until", verb_sources},
        {"releases", "releases that are open or counted last", verb_releases},
        {"quarantine", "events that were refused", verb_quarantine},
        {"counters", "what the daemon counts", verb_counters},
        {"check", "what the daemon would say of a configuration", verb_check},
        {"journal", "the entries of a journal", verb_journal},
        {"verify", "whether what is kept follows from the journal", verb_verify},
        {"backup", "copy the journal, while the daemon runs", verb_backup},
        {"restore", "make a state folder from a backup or an export", verb_restore},
        {"export", "the journal as one portable file", verb_export},
        {"archive", "old segments of the journal on another disk", verb_archive},
        {"reload", "take a changed configuration", verb_reload},
        {"command", "another command for the daemon, by name", verb_command},
};
#define N_VERBS (sizeof(verbs) / sizeof(*verbs))

enum {
        KEY_FOLDER = 0x100,
        KEY_ENDPOINT,
        KEY_FORMAT,
        KEY_JSON,
        KEY_COLOR,
        KEY_TIMEOUT,
        KEY_AS_OF,
};

static const struct argp_option global_options[] = {
        {"folder", KEY_FOLDER, "DIR", 0,
         "folder of the daemon's sockets intake, desk and notifications (default: $MILESTONE_FOLDER, "
         "or /run/milestoned)",
         10},
        {"endpoint", KEY_ENDPOINT, "NAME=ADDRESS", 0,
         "another address of intake, desk or notifications, as in desk=tcp://127.0.0.1:7003", 10},
        {"format", KEY_FORMAT, "FORMAT", 0, "table (default), json (one object a line) or csv", 10},
        {"json", KEY_JSON, NULL, 0, "the same as --format=json", 10},
        {"color", KEY_COLOR, "WHEN", 0, "auto (default), always or never", 10},
        {"as-of", KEY_AS_OF, "POSITION|DAY", 0,
         "answers as they would have been after the journal's entry at a position, or at the end of a day: "
         "of query, milestones, record, sources, releases; worked out from the journal, so it may take a while",
         10},
        {"timeout", KEY_TIMEOUT, "SECONDS", 0,
         "wait so long for the daemon and its answer (default: 10); 0: for ever", 10},
        {0},
};

void ctl_say(const char *format, ...)
{
        char text[2048];
        va_list arguments;

        va_start(arguments, format);
        (void)vsnprintf(text, sizeof(text), format, arguments);
        va_end(arguments);
        fflush(stdout); /* words come behind the data that they are about */
        /* In one piece, since others may write to the same terminal. */
        fprintf(stderr, "milestonectl: %s\n", text);
}

int ctl_fail(int r, const char *what)
{
        ctl_say("%s: %s", what, mst_error_text(r));
        if (r == MST_TIMEOUT)
                return EXIT_TIMEOUT;
        return r == -ENAMETOOLONG || r == -EINVAL ? EXIT_USAGE : EXIT_NO;
}

static void set_endpoint(struct ctl *ctl, const char *argument, struct argp_state *state)
{
        static const char *const names[] = {"intake", "desk", "notifications"};
        char *const places[] = {ctl->endpoints.intake, ctl->endpoints.desk, ctl->endpoints.notifications};
        const char *address = strchr(argument, '=');

        for (size_t i = 0; address && i < 3; i++) {
                size_t length = (size_t)(address - argument);

                if (length != strlen(names[i]) || strncmp(argument, names[i], length) != 0)
                        continue;
                if (strlen(address + 1) >= MST_ENDPOINT_MAX)
                        argp_error(state, "the address is too long: %s", address + 1);
                (void)snprintf(places[i], MST_ENDPOINT_MAX, "%s", address + 1);
                return;
        }
        argp_error(state, "--endpoint wants intake=, desk= or notifications= and an address: %s", argument);
}

/* What was set by --endpoint stays. */
static void set_folder(struct ctl *ctl, const char *folder, struct argp_state *state)
{
        struct mst_endpoints endpoints;
        int r;

        r = mst_endpoints_from_folder(folder, &endpoints);
        if (r != 0)
                argp_error(state, "%s: %s", folder, mst_error_text(r));
        ctl->endpoints = endpoints;
}

static int word_of(const char *argument, const char *const *words, struct argp_state *state,
                   const char *option)
{
        for (int i = 0; words[i]; i++)
                if (strcmp(argument, words[i]) == 0)
                        return i;
        argp_error(state, "--%s: \"%s\" is none of %s, %s, %s", option, argument, words[0], words[1],
                   words[2]);
        return 0;
}

static void set_timeout(struct ctl *ctl, const char *argument, struct argp_state *state)
{
        uint64_t seconds = 0;

        if (!number_parse(argument, 0, &seconds) || seconds > 1000000)
                argp_error(state, "--timeout: \"%s\" is no number of seconds", argument);
        ctl->timeout_msec = seconds == 0 ? -1 : (int)(seconds * 1000);
        ctl->timeout_stated = true;
}

static error_t parse_global(int key, char *argument, struct argp_state *state)
{
        static const char *const formats[] = {"table", "json", "csv", NULL};
        static const char *const colors[] = {"auto", "always", "never", NULL};
        struct ctl *ctl = state->input;

        switch (key) {
        case KEY_FOLDER:
                set_folder(ctl, argument, state);
                return 0;
        case KEY_ENDPOINT:
                set_endpoint(ctl, argument, state);
                return 0;
        case KEY_FORMAT:
                ctl->format = (enum format)word_of(argument, formats, state, "format");
                return 0;
        case KEY_JSON:
                ctl->format = FORMAT_JSON;
                return 0;
        case KEY_COLOR:
                ctl->color = (enum color)word_of(argument, colors, state, "color");
                return 0;
        case KEY_AS_OF:
                ctl->as_of = argument;
                return 0;
        case KEY_TIMEOUT:
                set_timeout(ctl, argument, state);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

const struct argp ctl_argp = {.options = global_options, .parser = parse_global};

/* Hands a verb's input to its parser and ours to the global options. */
struct both {
        void *verb_input;
        struct ctl *ctl;
};

static error_t parse_both(int key, char *argument, struct argp_state *state)
{
        struct both *both = state->input;

        (void)argument;
        if (key == ARGP_KEY_INIT) {
                state->child_inputs[0] = both->verb_input;
                state->child_inputs[1] = both->ctl;
        }
        return ARGP_ERR_UNKNOWN;
}

void ctl_parse(struct ctl *ctl, const struct argp *argp, int argc, char **argv, void *verb_input)
{
        /* The words are the whole's, else argp would print them twice. */
        const struct argp own = {
                .options = argp->options, .parser = argp->parser, .children = argp->children};
        const struct argp_child children[] = {{&own, 0, NULL, 0}, {&ctl_argp, 0, "For every verb:", 10}, {0}};
        const struct argp whole = {
                .parser = parse_both, .args_doc = argp->args_doc, .doc = argp->doc, .children = children};
        struct both both = {verb_input, ctl};

        (void)argp_parse(&whole, argc, argv, 0, NULL, &both);
}

struct mst_options ctl_options(const struct ctl *ctl)
{
        struct mst_options options = MST_OPTIONS_INIT;

        (void)ctl;
        options.software = "milestonectl";
        options.software_version = MILESTONE_VERSION;
        return options;
}

/* ---- the verb ------------------------------------------------------------------------------ */

static const struct verb *verb_find(const char *name)
{
        for (size_t i = 0; i < N_VERBS; i++)
                if (strcmp(verbs[i].name, name) == 0)
                        return &verbs[i];
        return NULL;
}

static void verb_unknown(const char *name)
{
        struct text known[N_VERBS], nearest;

        for (size_t i = 0; i < N_VERBS; i++)
                known[i] = text_of(verbs[i].name);
        if (text_nearest(text_of(name), known, N_VERBS, &nearest))
                ctl_say("there is no verb \"%s\"; did you mean \"%s\"?", name, nearest.data);
        else
                ctl_say("there is no verb \"%s\"; milestonectl --help lists them", name);
}

struct first {
        struct ctl *ctl;
        int verb; /* its index in argv */
};

static error_t parse_first(int key, char *argument, struct argp_state *state)
{
        struct first *first = state->input;

        (void)argument;
        switch (key) {
        case ARGP_KEY_INIT:
                state->child_inputs[0] = first->ctl;
                return 0;
        case ARGP_KEY_ARG:
                first->verb = state->next - 1;
                state->next = state->argc; /* the rest is the verb's */
                return 0;
        case ARGP_KEY_NO_ARGS:
                argp_usage(state);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static char *help_filter(int key, const char *text, void *input)
{
        struct ctl *ctl = ((struct first *)input)->ctl;
        char *list;

        if (key != ARGP_KEY_HELP_POST_DOC)
                return (char *)(uintptr_t)text;
        list = pool_text(&ctl->pool, text_of("Verbs:\n"));
        for (size_t i = 0; i < N_VERBS; i++)
                list = pool_print(&ctl->pool, "%s  %-12s%s\n", list, verbs[i].name, verbs[i].sentence);
        return strdup(pool_print(&ctl->pool, "%s\nmilestonectl VERB --help says more of each.", list));
}

static int find_verb(struct ctl *ctl, int argc, char **argv)
{
        const struct argp_child children[] = {{&ctl_argp, 0, NULL, 0}, {0}};
        const struct argp argp = {
                .parser = parse_first,
                .args_doc = "VERB [NAME...]",
                .doc = "milestonectl milestones\n\nAsks a milestoned daemon, tells it, and listens to it.\v ",
                .children = children,
                .help_filter = help_filter};
        struct first first = {.ctl = ctl};

        (void)argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, &first);
        return first.verb;
}

int main(int argc, char **argv)
{
        struct ctl ctl = {.timeout_msec = CTL_TIMEOUT_MSEC};
        const struct verb *verb;
        int at, r;

        argp_err_exit_status = EXIT_USAGE;
        ctl.ascii = !setlocale(LC_ALL, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0;
        if (MB_CUR_MAX == 1)
                (void)setlocale(LC_CTYPE, "C.UTF-8");
        (void)mst_endpoints_from_folder(getenv("MILESTONE_FOLDER"), &ctl.endpoints);

        at = find_verb(&ctl, argc, argv);
        verb = verb_find(argv[at]);
        if (!verb) {
                verb_unknown(argv[at]);
                return EXIT_USAGE;
        }
        argv[at] = pool_print(&ctl.pool, "milestonectl %s", verb->name);
        r = verb->run(&ctl, argc - at, argv + at);
        if (fflush(stdout) != 0 && r == EXIT_DONE)
                r = EXIT_NO;
        pool_done(&ctl.pool);
        return r;
}
