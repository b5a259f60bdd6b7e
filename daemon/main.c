/* main.c: arguments, the host, run.
 *
 *      milestoned [--config PATH] [--check]
 *
 * PATH is milestoned.yaml or the folder that holds it and conf.d. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "host/clock.h"
#include "host/config/config.h"
#include "host/host.h"

const char *argp_program_version = "milestoned " MILESTONE_VERSION;

struct arguments {
        struct host_options host;
        bool check, describe;
};

static const struct argp_option known_options[] = {
        {"config", 'c', "PATH", 0,
         "milestoned.yaml, or the folder with it and conf.d (default: /etc/milestoned)", 0},
        {"check", 'k', NULL, 0, "Read the configuration, print every error, and leave", 0},
        {"describe", 'd', NULL, 0, "Print every key of the configuration with its meaning, and leave", 0},
        {"replay-only", 'r', NULL, 0, "Replay the journal's tail, write a checkpoint, and leave", 0},
        {0},
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct arguments *arguments = state->input;

        switch (key) {
        case 'c':
                arguments->host.config_path = argument;
                return 0;
        case 'k':
                arguments->check = true;
                return 0;
        case 'd':
                arguments->describe = true;
                return 0;
        case 'r':
                arguments->host.replay_only = true;
                return 0;
        case ARGP_KEY_ARG:
                argp_error(state, "unexpected argument: %s", argument);
                return EINVAL;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static int check(const char *path)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        SCOPED(config_freep) struct config *config = NULL;
        struct config_environment environment = config_environment_of_process();
        int r;

        environment.timezone_is_known = clock_zone_is_known;
        r = config_read(path, &environment, &errors, &config);
        config_errors_print(&errors, stderr);
        return r == 0 ? EXIT_DONE : EXIT_CONFIGURATION;
}

/* After a failure nothing more is written: what the disk holds is known after a restart. */
static int run(const struct host_options *options)
{
        struct host *host = NULL;
        int r, ended;

        r = host_new(options, &host);
        if (r == 0)
                r = host_replay(host);
        if (r == 0 && !options->replay_only)
                r = host_run(host);
        ended = host_free(host, r == 0);
        return r ? r : ended;
}

int main(int argc, char **argv)
{
        static const struct argp argp = {
                known_options,
                parse,
                NULL,
                "Counts trade, freight and projects between places, and tells when milestones are reached.\v"
                "Without --check it runs until SIGTERM. Exit codes: 0 done, 1 failed, 74 a write or sync "
                "failed, "
                "78 the configuration is not usable.",
                NULL,
                NULL,
                NULL};
        struct arguments arguments = {.host = {.config_path = "/etc/milestoned"}};

        argp_err_exit_status = 2;
        argp_parse(&argp, argc, argv, 0, NULL, &arguments);
        if (arguments.describe) {
                config_describe(stdout);
                return 0;
        }
        return arguments.check ? check(arguments.host.config_path) : run(&arguments.host);
}
