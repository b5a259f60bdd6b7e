/* milestonectl backup, restore: a daemon's journal in another folder, and back from there. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "state.h"
#include "tell.h"

/* ---- backup ---- */

struct backup_input {
        const char *state, *to;
        bool with_store;
};

static error_t parse_backup(int key, char *argument, struct argp_state *state)
{
        struct backup_input *input = state->input;

        switch (key) {
        case 's':
                input->state = argument;
                return 0;
        case 'c':
                input->with_store = true;
                return 0;
        case ARGP_KEY_ARG:
                if (input->to)
                        argp_error(state, "one folder: %s", argument);
                input->to = argument;
                return 0;
        case ARGP_KEY_END:
                if (!input->to)
                        argp_error(state, "into which folder?");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp backup_argp = {
        .options = (const struct argp_option[]){
                {"state", 's', "DIR", 0,
                 "the daemon's state folder (default: $STATE_DIRECTORY, or /var/lib/milestoned)", 0},
                {"with-store", 'c', NULL, 0,
                 "a checkpoint of the store as well, so that a restored daemon need not replay all of the journal",
                 0},
                {0}},
        .parser = parse_backup,
        .args_doc = "FOLDER",
        .doc = "milestonectl backup /srv/backup/milestoned\n\nCopies the journal, while the daemon runs or does "
               "not. A second run into the same folder copies what is new. What was interrupted is not taken for a "
               "backup: the one before stays good. milestonectl verify FOLDER looks whether a backup is whole.",
};

static const struct column backup_columns[] = {
        {"Folder", "folder", 0},
        {"Journal", "journal_id", 0},
        {"Epoch", "epoch", 0},
        {"Position", "position", 0},
        {"Chain", "chain", 0},
        {"Store at", "store_position", 0},
        {"Files", "files", 0},
        {"Size", "bytes", 0},
        {"Copied files", "files_copied", 0},
        {"Copied", "bytes_copied", 0},
        {0},
};

static void print_backup(struct ctl *ctl, const struct backup_input *input, const struct backup_report *report)
{
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        json_t *object = json_object();
        struct pool *pool = &ctl->pool;

        put_text(object, "folder", input->to);
        put_text(object, "journal_id", state_hex(pool, report->identity.id, sizeof(report->identity.id)));
        put_number(object, "epoch", report->identity.epoch);
        put_number(object, "position", report->position);
        put_text(object, "chain", state_hex(pool, report->chain, sizeof(report->chain)));
        put_number(object, "store_position", report->store_position);
        put_number(object, "files", report->files);
        put_number(object, "bytes", report->bytes);
        put_number(object, "files_copied", report->files_copied);
        put_number(object, "bytes_copied", report->bytes_copied);
        cells[7] = tell_size_words(pool, report->bytes);
        cells[9] = tell_size_words(pool, report->bytes_copied);
        out_object(ctl, backup_columns, object, cells);
}

int verb_backup(struct ctl *ctl, int argc, char **argv)
{
        struct backup_input input = {.state = state_default()};
        struct state_progress progress = {0};
        struct backup_options options = {.progress = state_progress, .context = &progress};
        struct backup_report report;
        char *why;
        int r;

        ctl_parse(ctl, &backup_argp, argc, argv, &input);
        options.state = input.state;
        options.to = input.to;
        options.with_store = input.with_store;
        r = backup_make(&options, &report, &why);
        (void)state_progress_end(&progress, &ctl->pool);
        if (r != 0)
                return state_failed(r, why);
        print_backup(ctl, &input, &report);
        return EXIT_DONE;
}

/* ---- restore ---- */

struct restore_input {
        const char *from, *to;
        uint64_t epoch;
        bool without_store;
};

static void set_epoch(struct restore_input *input, const char *argument, struct argp_state *state)
{
        char *end;

        errno = 0;
        input->epoch = strtoull(argument, &end, 10);
        if (errno || *end || argument[0] < '1' || argument[0] > '9')
                argp_error(state, "--epoch: \"%s\" is no number from 1 on", argument);
}

static error_t parse_restore(int key, char *argument, struct argp_state *state)
{
        struct restore_input *input = state->input;

        switch (key) {
        case 'e':
                set_epoch(input, argument, state);
                return 0;
        case 'j':
                input->without_store = true;
                return 0;
        case ARGP_KEY_ARG:
                if (input->to)
                        argp_error(state, "a backup or an export, and a folder: %s is too much", argument);
                *(input->from ? &input->to : &input->from) = argument;
                return 0;
        case ARGP_KEY_END:
                if (!input->to)
                        argp_error(state, "from which backup or export, into which folder?");
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp restore_argp = {
        .options = (const struct argp_option[]){
                {"epoch", 'e', "NUMBER", 0,
                 "at least this number for the new epoch: of a backup that was restored before, one above the "
                 "epoch that the daemon had then, so that those who heard it see the difference",
                 0},
                {"without-store", 'j', NULL, 0, "the journal alone: the daemon replays all of it when it starts", 0},
                {0}},
        .parser = parse_restore,
        .args_doc = "BACKUP|EXPORT FOLDER",
        .doc = "milestonectl restore /srv/backup/milestoned /var/lib/milestoned\n\nMakes a state folder from a "
               "backup, or from the file of milestonectl export (\"-\" is stdin). FOLDER must be empty, or not be "
               "there. The daemon that starts on it goes on in a new epoch: subscribers and publishers see what went "
               "back, and resynchronise.",
};

static const struct column restore_columns[] = {
        {"Folder", "folder", 0},
        {"Journal", "journal_id", 0},
        {"Epoch", "epoch", 0},
        {"Position", "position", 0},
        {"Chain", "chain", 0},
        {"Store at", "store_position", 0},
        {"Read", "bytes", 0},
        {0},
};

static void print_restore(struct ctl *ctl, const struct restore_input *input, const struct restore_report *report)
{
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        json_t *object = json_object();
        struct pool *pool = &ctl->pool;

        put_text(object, "folder", input->to);
        put_text(object, "journal_id", state_hex(pool, report->identity.id, sizeof(report->identity.id)));
        put_number(object, "epoch", report->identity.epoch);
        put_number(object, "position", report->position);
        put_text(object, "chain", state_hex(pool, report->chain, sizeof(report->chain)));
        put_number(object, "store_position", report->store_position);
        put_number(object, "bytes", report->bytes);
        cells[6] = tell_size_words(pool, report->bytes);
        out_object(ctl, restore_columns, object, cells);
}

/* A folder is a backup, all else an export. */
static int restore(const struct restore_options *options, struct restore_report *ret, char **ret_why)
{
        SCOPED(closep) int fd = -1;
        struct stat st;

        *ret_why = NULL;
        if (strcmp(options->from, "-") == 0)
                return backup_restore_export(options, STDIN_FILENO, ret, ret_why);
        fd = open(options->from, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0) {
                int r = -errno;

                if (asprintf(ret_why, "%s: %s", options->from, strerror(-r)) < 0)
                        *ret_why = NULL;
                return r;
        }
        return S_ISDIR(st.st_mode) ? backup_restore(options, ret, ret_why)
                                   : backup_restore_export(options, fd, ret, ret_why);
}

int verb_restore(struct ctl *ctl, int argc, char **argv)
{
        struct restore_input input = {0};
        struct state_progress progress = {0};
        struct restore_options options = {.progress = state_progress, .context = &progress};
        struct restore_report report;
        char *why;
        int r;

        ctl_parse(ctl, &restore_argp, argc, argv, &input);
        options.from = input.from;
        options.to = input.to;
        options.epoch = input.epoch;
        options.without_store = input.without_store;
        r = restore(&options, &report, &why);
        (void)state_progress_end(&progress, &ctl->pool);
        if (r != 0)
                return state_failed(r, why);
        print_restore(ctl, &input, &report);
        ctl_say("%s goes on in epoch %llu behind position %llu; it belongs to who ran this: give it to the user of "
                "the daemon",
                input.to, (unsigned long long)report.identity.epoch, (unsigned long long)report.position);
        return EXIT_DONE;
}
