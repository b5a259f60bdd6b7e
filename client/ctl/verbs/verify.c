/* milestonectl verify: whether what a daemon keeps follows from its journal, told as one thing that is
 * whole, or with the first place that is not. */
#include "audit/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "state.h"
#include "tell.h"

struct input {
        const char *folder, *scratch, *told;
        bool journal_only;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case 's':
                input->scratch = argument;
                return 0;
        case 'j':
                input->journal_only = true;
                return 0;
        case 'w':
                input->told = argument;
                return 0;
        case ARGP_KEY_ARG:
                if (input->folder)
                        argp_error(state, "one folder: %s", argument);
                input->folder = argument;
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options = (const struct argp_option[]){
                {"scratch", 's', "DIR", 0,
                 "where the journal is replayed to (default: $TMPDIR, or /var/tmp); on the file system of the "
                 "state it needs no copy of the store",
                 0},
                {"journal-only", 'j', NULL, 0, "read the journal and its chain of hashes, and replay nothing", 0},
                {"told", 'w', "FILE", 0,
                 "write all notifications there as they were told: 4 bytes length, little endian, and bytes, each",
                 0},
                {0}},
        .parser = parse,
        .args_doc = "[FOLDER]",
        .doc = "milestonectl verify /var/lib/milestoned\n\nReads the journal of a state folder, of a backup or of "
               "a folder of its own; replays it from the beginning; and compares sums, statements, what was told and "
               "quarantine with the store, at its checkpoint. Needs no daemon; one that runs goes on. Ends with 0 if "
               "all is as it should be, with 1 if not: then the first place that differs is named.",
};

static const struct column columns[] = {
        {"Verdict", "verdict", COLUMN_STATE},
        {"Folder", "folder", 0},
        {"Journal", "journal_id", 0},
        {"Epoch", "epoch", 0},
        {"Segments", "segments", 0},
        {"Entries", "entries", 0},
        {"Erased", "erased", 0},
        {"Size", "bytes", 0},
        {"Unfinished", "tail_bytes", 0},
        {"Chain", "chain", 0},
        {"Replayed", "replayed", 0},
        {"Day", "day", 0},
        {"Told", "outbox_sequence", 0},
        {"Outbox hash", "outbox_hash", 0},
        {"Hashes from", "outbox_from", COLUMN_CSV},
        {"Store at", "store_position", 0},
        {"Rows", "rows", 0},
        {"Statements", "statements", 0},
        {"Notifications", "notifications", 0},
        {"Quarantined", "quarantined", 0},
        {"Wrong at", "bad_position", 0},
        {"In segment", "bad_segment", 0},
        {"At byte", "bad_offset", 0},
        {"What", "what", 0},
        {0},
};

static void put_journal(json_t *object, const struct verify_report *report, struct pool *pool)
{
        const struct journal_report *journal = &report->journal;

        if (journal->identity.epoch)
                state_put_identity(object, pool, &journal->identity);
        put_number(object, "segments", journal->segments);
        put_number(object, "entries", journal->entries);
        put_number(object, "erased", journal->erased);
        put_number(object, "bytes", journal->bytes);
        put_number(object, "tail_bytes", journal->tail_bytes);
        put_text(object, "chain", state_hex(pool, journal->chain, sizeof(journal->chain)));
}

static void put_replay(json_t *object, const struct verify_report *report, struct pool *pool)
{
        char day[CIVIL_TEXT_MAX];

        put_number(object, "replayed", report->replayed);
        if (report->day != CIVIL_NONE)
                put_text(object, "day", civil_format(report->day, day));
        put_number(object, "outbox_sequence", report->outbox_sequence);
        put_text(object, "outbox_hash", state_hex(pool, report->outbox_hash, sizeof(report->outbox_hash)));
        put_number(object, "outbox_from", report->marks_from);
        if (report->store_position == 0)
                return;
        put_number(object, "store_position", report->store_position);
        put_number(object, "rows", report->compared.rows);
        put_number(object, "statements", report->compared.statements);
        put_number(object, "notifications", report->compared.notifications);
        put_number(object, "quarantined", report->compared.quarantined);
}

static void print(struct ctl *ctl, const struct input *input, const struct verify_report *report, const char *what)
{
        const char *cells[OUT_COLUMNS_MAX] = {NULL};
        char *segment = pool_print(&ctl->pool, "%012llu.seg", (unsigned long long)report->bad_segment);
        json_t *object = json_object();

        put_text(object, "verdict", what ? "differs" : "whole");
        put_text(object, "folder", input->folder);
        put_journal(object, report, &ctl->pool);
        if (!input->journal_only && report->replayed)
                put_replay(object, report, &ctl->pool);
        if (what) {
                put_number(object, "bad_position", report->bad_position);
                if (report->bad_segment) {
                        put_text(object, "bad_segment", segment);
                        put_number(object, "bad_offset", report->bad_offset);
                }
                put_text(object, "what", what);
        }
        for (size_t i = 0; columns[i].path; i++)
                if (strcmp(columns[i].path, "bytes") == 0)
                        cells[i] = tell_size_words(&ctl->pool, report->journal.bytes);
        out_object(ctl, columns, object, cells);
}

static int open_told(const char *path)
{
        int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        if (fd < 0)
                ctl_say("%s: %s", path, strerror(errno));
        return fd;
}

int verb_verify(struct ctl *ctl, int argc, char **argv)
{
        struct input input = {.scratch = getenv("TMPDIR")};
        struct state_progress progress = {0};
        struct verify_options options = {.told_fd = -1, .progress = state_progress, .context = &progress};
        struct verify_report report;
        const char *seconds;
        char *why;
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        input.folder = input.folder ? input.folder : state_default();
        options.folder = input.folder;
        options.scratch = input.scratch && *input.scratch ? input.scratch : "/var/tmp";
        options.journal_only = input.journal_only;
        if (input.told && (options.told_fd = open_told(input.told)) < 0)
                return EXIT_NO;

        r = verify_folder(&options, &report, &why);
        if (options.told_fd >= 0)
                (void)close(options.told_fd);
        seconds = state_progress_end(&progress, &ctl->pool);
        if (r != 0 && r != VERIFY_DIFFERS)
                return state_failed(r, why);
        print(ctl, &input, &report, r == 0 ? NULL : why ? why : "no memory to say what");
        if (r != 0)
                return state_failed(r, why);
        ctl_say("%s is whole: %llu entries, replayed to position %llu, in %s", input.folder,
                (unsigned long long)report.journal.entries, (unsigned long long)report.replayed, seconds);
        return EXIT_DONE;
}
