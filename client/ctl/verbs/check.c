/* milestonectl check: what the daemon would say of a configuration, by the daemon's own reader. */
#include "ctl.h"
#include "host/config/config.h"
#include "out.h"

#define CONFIG_DEFAULT "/etc/milestoned"

static error_t parse(int key, char *argument, struct argp_state *state)
{
        const char **path = state->input;

        if (key != ARGP_KEY_ARG)
                return ARGP_ERR_UNKNOWN;
        if (*path)
                argp_error(state, "one file or folder");
        *path = argument;
        return 0;
}

static const struct argp argp = {
        .parser = parse,
        .args_doc = "[FILE]",
        .doc = "milestonectl check /etc/milestoned\n\nPrints all errors of a configuration, a file or a "
               "folder with "
               "milestoned.yaml and conf.d. Needs no daemon.",
};

static const struct column columns[] = {
        {"FILE", "file", 0},
        {"LINE", "line", COLUMN_RIGHT},
        {"COLUMN", "column", COLUMN_RIGHT},
        {"ERROR", "error", 0},
        {0},
};

static void print_errors(struct ctl *ctl, const struct config_errors *errors)
{
        struct out *out;

        /* As a compiler says it: that is what editors jump to. */
        if (ctl->format == FORMAT_TABLE) {
                config_errors_print(errors, stdout);
                return;
        }
        out = out_begin(ctl, columns);
        for (size_t i = 0; i < errors->count; i++) {
                const struct config_error *error = &errors->list[i];
                json_t *object = json_object();

                put_text(object, "file", error->file);
                if (error->line > 0)
                        put(object, "line", json_integer(error->line));
                if (error->column > 0)
                        put(object, "column", json_integer(error->column));
                put_text(object, "error", error->what);
                out_row(out, object, NULL);
        }
        out_end(out);
}

int verb_check(struct ctl *ctl, int argc, char **argv)
{
        const struct config_environment environment = config_environment_of_process();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        SCOPED(config_freep) struct config *config = NULL;
        const char *path = NULL;
        int r;

        ctl_parse(ctl, &argp, argc, argv, &path);
        path = path ? path : CONFIG_DEFAULT;
        r = config_read(path, &environment, &errors, &config);
        if (r < 0)
                return ctl_fail(r, path);
        if (r == 0) {
                print_errors(ctl, &errors);
                ctl_say("%s: no errors", path);
                return EXIT_DONE;
        }
        print_errors(ctl, &errors);
        ctl_say("%s: %zu error%s", path, errors.count + errors.more,
                errors.count + errors.more == 1 ? "" : "s");
        return EXIT_NO;
}
