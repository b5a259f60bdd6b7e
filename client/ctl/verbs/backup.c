/* milestonectl backup, restore: a daemon's journal in another folder, and back from there. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "number.h"
#include "state.h"
#include "tell.h"

/* What a backup and a folder that was restored say alike: which journal they hold, and how far. */
static json_t *folder_object(struct pool *pool, const char *folder, const struct journal_identity *identity,
                             uint64_t position, const uint8_t *chain, uint64_t store_position)
{
        json_t *object = json_object();

        put_text(object, "folder", folder);
        state_put_identity(object, pool, identity);
        put_number(object, "position", position);
        put_text(object, "chain", state_hex(pool, chain, JOURNAL_HASH_BYTES));
        put_number(object, "store_position", store_position);
        return object;
}

/* ---- backup ---- */

static error_t parse_backup(int key, char *argument, struct argp_state *state)
{
        struct backup_options *options = state->input;

        switch (key) {
        case 'c':
                options->with_store = true;
                return 0;
        default:
                return state_parse(key, argument, state, "folder", &options->state, &options->to);
        }
}

static const struct argp backup_argp = {
        .options = (const struct argp_option[]){
                STATE_OPTION("the daemon's state folder"),
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

static void print_backup(struct ctl *ctl, const char *folder, const struct backup_report *report)
{
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        struct pool *pool = &ctl->pool;
        json_t *object = folder_object(pool, folder, &report->identity, report->position, report->chain,
                                       report->store_position);

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
        struct state_progress progress = {0};
        struct backup_options options = {
                .state = state_default(), .progress = state_progress, .context = &progress};
        struct backup_report report;
        char *why;
        int r;

        ctl_parse(ctl, &backup_argp, argc, argv, &options);
        r = backup_make(&options, &report, &why);
        (void)state_progress_end(&progress, &ctl->pool);
        if (r != 0)
                return state_failed(r, why);
        print_backup(ctl, options.to, &report);
        return EXIT_DONE;
}

/* ---- restore ---- */

static error_t parse_restore(int key, char *argument, struct argp_state *state)
{
        struct restore_options *options = state->input;

        switch (key) {
        case 'e':
                if (!number_parse(argument, 1, &options->epoch))
                        argp_error(state, "--epoch: \"%s\" is no number from 1 on", argument);
                return 0;
        case 'j':
                options->without_store = true;
                return 0;
        case ARGP_KEY_ARG:
                if (options->to)
                        argp_error(state, "a backup or an export, and a folder: %s is too much", argument);
                *(options->from ? &options->to : &options->from) = argument;
                return 0;
        case ARGP_KEY_END:
                if (!options->to)
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

static void print_restore(struct ctl *ctl, const char *folder, const struct restore_report *report)
{
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        struct pool *pool = &ctl->pool;
        json_t *object = folder_object(pool, folder, &report->identity, report->position, report->chain,
                                       report->store_position);

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
        struct state_progress progress = {0};
        struct restore_options options = {.progress = state_progress, .context = &progress};
        struct restore_report report;
        char *why;
        int r;

        ctl_parse(ctl, &restore_argp, argc, argv, &options);
        r = restore(&options, &report, &why);
        (void)state_progress_end(&progress, &ctl->pool);
        if (r != 0)
                return state_failed(r, why);
        print_restore(ctl, options.to, &report);
        ctl_say("%s goes on in epoch %llu behind position %llu; it belongs to who ran this: give it to the user of "
                "the daemon",
                options.to, (unsigned long long)report.identity.epoch, (unsigned long long)report.position);
        return EXIT_DONE;
}
