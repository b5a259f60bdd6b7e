/* audit/verify.c: see verify.h. The snapshot is taken first, so the journal that is read behind it holds all
 * that it follows from. */
#include "audit/verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/copies.h"
#include "audit/say.h"
#include "base/bytes.h"
#include "base/civil.h"
#include "base/entry.h"
#include "core/reads.h"
#include "host/replica.h"
#include "store/snapshot.h"

#define PROGRESS_ENTRIES 256

struct verification {
        const struct verify_options *options;
        struct verify_report *report;
        char **why;
        char journal[COPIES_PATH_MAX], store[COPIES_PATH_MAX]; /* "" : there is none */
        char scratch[COPIES_PATH_MAX], snapshot[COPIES_PATH_MAX], replayed[COPIES_PATH_MAX];
};

static int failed(struct verification *verification, int r, const char *what)
{
        return audit_say(verification->why, r, "%s: %s", what, strerror(-r));
}

static void tell(struct verification *verification, const char *unit, uint64_t done, uint64_t total)
{
        if (verification->options->progress)
                verification->options->progress(verification->options->context, unit, done, total);
}

/* ---- what lies in the folder ---- */

static bool has(const char *folder, const char *name)
{
        char path[COPIES_PATH_MAX];

        return copies_path(folder, name, path) == 0 && access(path, F_OK) == 0;
}

static int locate_backup(struct verification *verification)
{
        const struct verify_options *options = verification->options;
        uint64_t store_position;
        int r = backup_check(options->folder, options->progress, options->context, &store_position,
                             verification->why);

        verification->report->is_backup = true;
        if (r == 0)
                r = copies_path(options->folder, "journal", verification->journal);
        if (r == 0 && store_position)
                r = backup_store_folder(options->folder, store_position, verification->store, COPIES_PATH_MAX);
        return r == AUDIT_REFUSED ? VERIFY_DIFFERS : r;
}

static int locate(struct verification *verification)
{
        const char *folder = verification->options->folder;
        int r;

        if (backup_is(folder))
                return locate_backup(verification);
        if (has(folder, "journal")) {
                r = copies_path(folder, "journal", verification->journal);
                if (r == 0 && has(folder, "store/store.mdb"))
                        r = copies_path(folder, "store", verification->store);
                return r;
        }
        if (has(folder, "identity"))
                return copies_path(folder, ".", verification->journal);
        return audit_say(verification->why, AUDIT_REFUSED,
                         "%s is no state folder of a daemon, no backup and no journal: it has neither \"journal\", "
                         "nor \"inventory\", nor \"identity\"",
                         folder);
}

static int take_snapshot(struct verification *verification)
{
        struct snapshot_options options = {
                .folder = verification->store, .to = verification->snapshot, .links = true};
        struct snapshot snapshot;
        int r;

        if (!verification->store[0])
                return 0;
        r = store_snapshot(&options, &snapshot, verification->why);
        if (r == STORE_ABSENT) {
                free(*verification->why); /* a daemon that is young has none yet */
                *verification->why = NULL;
                verification->store[0] = '\0';
                return 0;
        }
        if (r != 0)
                return r > 0 || r == -EBADMSG ? VERIFY_DIFFERS : r;
        verification->report->store_position = snapshot.position;
        snapshot_done(&snapshot);
        return 0;
}

/* ---- read ---- */

static int look_at_entry(void *context, const struct journal_record *record)
{
        struct verification *verification = context;

        if (record->kind == ENTRY_UPGRADE)
                verification->report->marks_from = record->position;
        if (record->position % PROGRESS_ENTRIES == 0)
                tell(verification, "entries read", record->position, 0);
        return 0;
}

static int read_journal(struct verification *verification)
{
        struct verify_report *report = verification->report;
        int r = journal_verify(verification->journal, NULL, look_at_entry, verification, &report->journal,
                               verification->why);

        report->bad_position = report->journal.bad_position;
        report->bad_segment = report->journal.bad_segment;
        report->bad_offset = report->journal.bad_offset;
        if (r < 0)
                return failed(verification, r, verification->journal);
        if (r == 0 && report->journal.entries < report->store_position)
                return audit_say(verification->why, VERIFY_DIFFERS,
                                 "the store stands at position %" PRIu64 ", but the journal ends at %" PRIu64,
                                 report->store_position, report->journal.entries);
        return r == 0 ? 0 : VERIFY_DIFFERS;
}

/* ---- replay ---- */

static int differs_mark(struct verification *verification, const struct replica *replica)
{
        verification->report->bad_position = replica->pipeline.mark_differs;
        return audit_say(verification->why, VERIFY_DIFFERS,
                         "position %" PRIu64 " of the journal says what had been told up to there; replayed by this "
                         "program, the entries before it lead to something else",
                         replica->pipeline.mark_differs);
}

static int stopped(struct verification *verification, const struct replica *replica)
{
        if (replica->pipeline.mark_differs)
                return differs_mark(verification, replica);
        verification->report->bad_position = replica->pipeline.applied + 1;
        return audit_say(verification->why, VERIFY_DIFFERS, "the entry at position %" PRIu64 " cannot be replayed: %s",
                         replica->pipeline.applied + 1, replica->why);
}

static int go(struct verification *verification, struct replica *replica, uint64_t position)
{
        struct verify_report *report = verification->report;
        bool more = true;
        int r = 0;

        while (r == 0 && more && replica->pipeline.applied < position) {
                r = replica_step(replica, &more);
                if (replica->pipeline.applied % PROGRESS_ENTRIES == 0)
                        tell(verification, "entries replayed", replica->pipeline.applied, report->journal.entries);
        }
        if (r > 0)
                return stopped(verification, replica);
        report->replayed = replica->pipeline.applied;
        return r;
}

static int compare(struct verification *verification, struct replica *replica)
{
        struct verify_report *report = verification->report;
        struct store_options options = {.folder = verification->snapshot, .read_only = true};
        SCOPED(store_closep) struct store *kept = NULL;
        int r;

        r = replica_cut(replica);
        if (r < 0)
                return failed(verification, r, verification->replayed);
        memcpy(options.journal_id, report->journal.identity.id, sizeof(options.journal_id));
        r = store_open(&options, &kept, verification->why);
        if (r == 0)
                r = compare_stores(replica->pipeline.store, kept, &report->compared, &report->bad_position,
                                   verification->why);
        if (r == 0)
                return 0;
        if (report->bad_position == 0)
                report->bad_position = report->store_position;
        return r > 0 || r == -EBADMSG ? VERIFY_DIFFERS : r;
}

/* ---- what was told, for a comparison elsewhere ---- */

static int write_all(int fd, const void *data, size_t length)
{
        for (size_t done = 0; done < length;) {
                ssize_t n = write(fd, (const char *)data + done, length - done);

                if (n < 0 && errno != EINTR)
                        return -errno;
                done += n > 0 ? (size_t)n : 0;
        }
        return 0;
}

static int write_told(struct verification *verification, struct store *store)
{
        int fd = verification->options->told_fd, r = 0;

        for (uint64_t sequence = 1; r == 0 && fd >= 0 && sequence <= store_last_told(store); sequence++) {
                const uint8_t *bytes;
                uint8_t head[4];
                size_t length;

                r = store_told(store, sequence, &bytes, &length);
                put_le32(head, (uint32_t)length);
                if (r == 0)
                        r = write_all(fd, head, sizeof(head));
                if (r == 0)
                        r = write_all(fd, bytes, length);
        }
        return r == 0 ? 0 : failed(verification, r < 0 ? r : -ENODATA, "what was told cannot be written");
}

static int replay(struct verification *verification)
{
        struct verify_report *report = verification->report;
        SCOPED(replica_close)
        struct replica replica = {
                .journal_folder = verification->journal,
                .store_folder = verification->replayed,
                .keep_notifications = UINT64_MAX,
                .pipeline = {.marks_from = report->marks_from},
        };
        int r = replica_open(&replica);

        if (r != 0)
                return r > 0 ? audit_say(verification->why, AUDIT_REFUSED, "%s", replica.why) : r;
        r = go(verification, &replica, report->store_position);
        if (r == 0 && report->store_position)
                r = compare(verification, &replica);
        if (r == 0)
                r = go(verification, &replica, report->journal.entries);
        if (r != 0)
                return r;
        report->day = core_day(replica.pipeline.core);
        report->outbox_sequence = outbox_sequence(replica.pipeline.outbox);
        memcpy(report->outbox_hash, outbox_hash(replica.pipeline.outbox), sizeof(report->outbox_hash));
        return write_told(verification, replica.pipeline.store);
}

/* ---- the whole ---- */

static int verify(struct verification *verification)
{
        int r = locate(verification);

        if (r == 0 && !verification->options->journal_only)
                r = take_snapshot(verification);
        if (r == 0)
                r = read_journal(verification);
        if (r == 0 && !verification->options->journal_only)
                r = replay(verification);
        return r;
}

static int make_scratch(struct verification *verification)
{
        int length = snprintf(verification->scratch, COPIES_PATH_MAX, "%s/milestone-verify-XXXXXX",
                              verification->options->scratch);

        if (length < 0 || length >= COPIES_PATH_MAX - 32)
                return -ENAMETOOLONG;
        if (!mkdtemp(verification->scratch))
                return -errno;
        (void)copies_path(verification->scratch, "snapshot", verification->snapshot);
        return copies_path(verification->scratch, "replayed", verification->replayed);
}

int verify_folder(const struct verify_options *options, struct verify_report *ret, char **ret_why)
{
        struct verification verification = {.options = options, .report = ret, .why = ret_why};
        int r;

        *ret = (struct verify_report){.day = CIVIL_NONE};
        *ret_why = NULL;
        r = make_scratch(&verification);
        if (r < 0)
                return failed(&verification, r, options->scratch);
        r = verify(&verification);
        (void)snapshot_remove(verification.snapshot);
        (void)rmdir(verification.scratch);
        return r < 0 ? failed(&verification, r, options->folder) : r;
}
