/* audit/backup.c: makes a backup; restore.c reads it. The order matters: the store is taken before the
 * journal, which is then never behind it; what is listed is on disk before the list is. */
#include "audit/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/copies.h"
#include "audit/inventory.h"
#include "audit/say.h"
#include "base/scoped.h"
#include "journal/builder.h"
#include "journal/pieces.h"
#include "store/snapshot.h"

#define LOCK_NAME "lock"

struct backup {
        const struct backup_options *options;
        struct backup_report *report;
        char **why;
        struct inventory before, now;
        char journal[COPIES_PATH_MAX], store[COPIES_PATH_MAX]; /* of the state */
        char to_journal[COPIES_PATH_MAX];
};

bool backup_is(const char *folder)
{
        char path[COPIES_PATH_MAX];

        return copies_path(folder, INVENTORY_NAME, path) == 0 && access(path, F_OK) == 0;
}

int backup_store_folder(const char *backup, uint64_t store_position, char *ret, size_t size)
{
        int length = snprintf(ret, size, "%s/store-%" PRIu64, backup, store_position);

        return length < 0 || (size_t)length >= size ? -ENAMETOOLONG : 0;
}

static int failed(struct backup *backup, int r, const char *what)
{
        return audit_say(backup->why, r, "%s: %s", what, r > 0 ? "it changed while it was copied" : strerror(-r));
}

static void tell(struct backup *backup, uint64_t done, uint64_t total)
{
        if (backup->options->progress)
                backup->options->progress(backup->options->context, "files", done, total);
}

/* ---- before ---- */

static int lock(struct backup *backup, int *ret_fd)
{
        char path[COPIES_PATH_MAX];
        int r = copies_path(backup->options->to, LOCK_NAME, path);

        if (r < 0)
                return r;
        *ret_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (*ret_fd < 0)
                return failed(backup, -errno, path);
        if (flock(*ret_fd, LOCK_EX | LOCK_NB) < 0)
                return audit_say(backup->why, AUDIT_REFUSED, "%s: another backup is being made there",
                                 backup->options->to);
        return 0;
}

/* A folder with something else in it is not taken for a backup. */
static int prepare_folder(struct backup *backup, int *ret_lock_fd)
{
        const char *to = backup->options->to;
        char path[COPIES_PATH_MAX];
        bool empty;
        int r = copies_is_empty(to, &empty);

        if (r == 0 && copies_path(to, LOCK_NAME, path) == 0 && !empty && access(path, F_OK) < 0)
                return audit_say(backup->why, AUDIT_REFUSED,
                                 "%s is neither empty nor a backup: name another folder, or make it empty", to);
        if (r == 0)
                r = copies_make_folder(to);
        if (r == 0)
                r = lock(backup, ret_lock_fd);
        if (r == 0)
                r = copies_make_folder(backup->to_journal);
        return r < 0 ? failed(backup, r, to) : r;
}

/* The history that the backup holds must be ours up to where it ends. */
static int check_history(struct backup *backup)
{
        const struct inventory *before = &backup->before;
        SCOPED(journal_closep) struct journal *journal = NULL;
        uint8_t chain[JOURNAL_HASH_BYTES];
        int r;

        r = journal_open_reading(backup->journal, NULL, &journal, backup->why);
        if (r != 0)
                return r < 0 ? failed(backup, r, backup->journal) : AUDIT_REFUSED;
        r = journal_chain_at(journal, before->position, chain);
        if (r < 0)
                return failed(backup, r, backup->journal);
        if (r == 0 && memcmp(chain, before->chain, sizeof(chain)) == 0 &&
            memcmp(journal_identity(journal)->id, before->identity.id, JOURNAL_ID_BYTES) == 0)
                return 0;
        return audit_say(backup->why, AUDIT_REFUSED,
                         "the backup in %s ends at position %" PRIu64
                         " of a history that is not this journal's, which was restored from an earlier one, or is "
                         "another: keep it, and make the next backup in another folder",
                         backup->options->to, before->position);
}

static int read_before(struct backup *backup)
{
        int r = inventory_read(backup->options->to, &backup->before);

        if (r == INVENTORY_ABSENT)
                return 0;
        if (r == INVENTORY_DAMAGED)
                return audit_say(backup->why, AUDIT_REFUSED,
                                 "%s/" INVENTORY_NAME " is damaged, or of a newer program: make the next backup in "
                                 "another folder",
                                 backup->options->to);
        if (r < 0)
                return failed(backup, r, backup->options->to);
        return check_history(backup);
}

/* ---- the store ---- */

/* The hash of a file that is shared with the one before: nobody writes it. */
static bool hash_before(struct backup *backup, const struct snapshot_file *file, const char *path,
                        struct inventory_file *listed)
{
        char name[INVENTORY_NAME_MAX], path_before[COPIES_PATH_MAX];
        const struct inventory_file *before;
        struct stat st, st_before;

        (void)snprintf(name, sizeof(name), "store-%" PRIu64 "/%s", backup->before.store_position, file->name);
        before = inventory_find(&backup->before, name);
        if (!before || before->bytes != file->bytes || copies_path(backup->options->to, name, path_before) < 0 ||
            stat(path, &st) < 0 || stat(path_before, &st_before) < 0 || st.st_ino != st_before.st_ino)
                return false;
        memcpy(listed->hash, before->hash, sizeof(listed->hash));
        return true;
}

static int list_file(struct backup *backup, const char *folder, const struct snapshot_file *file)
{
        struct inventory_file listed = {.bytes = file->bytes};
        char path[COPIES_PATH_MAX];
        int r = copies_path(folder, file->name, path);

        (void)snprintf(listed.name, sizeof(listed.name), "store-%" PRIu64 "/%s", backup->now.store_position,
                       file->name);
        if (r == 0 && !hash_before(backup, file, path, &listed)) {
                r = copies_copy(path, NULL, file->bytes, listed.hash);
                backup->report->files_copied++;
                backup->report->bytes_copied += file->bytes;
        }
        return r == 0 ? inventory_add(&backup->now, &listed) : failed(backup, r, path);
}

/* The checkpoint of the backup before stays good: the journal has what follows from there. */
static int list_store_before(struct backup *backup)
{
        int r = 0;

        backup->now.store_position = backup->before.store_position;
        for (size_t i = 0; r == 0 && i < backup->before.files_count; i++)
                if (strncmp(backup->before.files[i].name, "store-", 6) == 0)
                        r = inventory_add(&backup->now, &backup->before.files[i]);
        return r;
}

static int list_snapshot(struct backup *backup, const char *folder, const struct snapshot *snapshot)
{
        char final[COPIES_PATH_MAX];
        int r = backup_store_folder(backup->options->to, snapshot->position, final, sizeof(final));

        backup->now.store_position = snapshot->position;
        if (r == 0)
                r = copies_remove_folder(final); /* of a run that was interrupted */
        for (size_t i = 0; r == 0 && i < snapshot->files_count; i++)
                r = list_file(backup, folder, &snapshot->files[i]);
        return r == 0 && rename(folder, final) < 0 ? failed(backup, -errno, final) : r;
}

/* Under another name until its position is known, and with it its own. */
static int copy_store(struct backup *backup)
{
        char folder[COPIES_PATH_MAX], before[COPIES_PATH_MAX];
        struct snapshot_options options = {.folder = backup->store, .to = folder};
        struct snapshot snapshot = {0};
        int r = copies_path(backup->options->to, "store.new", folder);

        if (r == 0)
                r = copies_remove_folder(folder);
        if (r < 0)
                return failed(backup, r, folder);
        if (backup->before.store_position &&
            backup_store_folder(backup->options->to, backup->before.store_position, before, sizeof(before)) == 0)
                options.before = before;
        r = store_snapshot(&options, &snapshot, backup->why);
        if (r != 0)
                return r > 0 ? AUDIT_REFUSED : r;
        if (snapshot.position == backup->before.store_position) {
                r = copies_remove_folder(folder);
                if (r == 0)
                        r = list_store_before(backup);
        } else {
                r = list_snapshot(backup, folder, &snapshot);
        }
        snapshot_done(&snapshot);
        return r < 0 ? failed(backup, r, folder) : r;
}

/* ---- the journal ---- */

/* What was complete then is there. */
static bool is_there(struct backup *backup, const struct journal_piece *piece, const char *name, const char *path,
                     struct inventory_file *ret)
{
        const struct inventory_file *before = inventory_find(&backup->before, name);
        struct stat st;

        if (!before || before->bytes != piece->bytes || stat(path, &st) < 0 ||
            (uint64_t)st.st_size < piece->bytes)
                return false;
        *ret = *before;
        return true;
}

static int copy_piece(struct backup *backup, const struct journal_piece *piece)
{
        struct inventory_file listed = {.bytes = piece->bytes};
        char from[COPIES_PATH_MAX], to[COPIES_PATH_MAX];
        int r;

        (void)snprintf(listed.name, sizeof(listed.name), "journal/%012" PRIu64 ".seg", piece->first);
        r = copies_path(backup->options->state, listed.name, from);
        if (r == 0)
                r = copies_path(backup->options->to, listed.name, to);
        if (r == 0 && !is_there(backup, piece, listed.name, to, &listed)) {
                r = copies_copy(from, to, piece->bytes, listed.hash);
                backup->report->files_copied++;
                backup->report->bytes_copied += piece->bytes;
        }
        return r == 0 ? inventory_add(&backup->now, &listed) : failed(backup, r, from);
}

static int copy_journal(struct backup *backup)
{
        struct journal_pieces pieces;
        int r = journal_pieces(backup->journal, NULL, backup->now.store_position, &pieces, backup->why);

        if (r != 0)
                return r > 0 ? AUDIT_REFUSED : r;
        backup->now.identity = pieces.identity;
        backup->now.position = pieces.position;
        memcpy(backup->now.chain, pieces.chain, sizeof(pieces.chain));
        for (size_t i = 0; r == 0 && i < pieces.count; i++) {
                r = copy_piece(backup, &pieces.list[i]);
                tell(backup, i + 1, pieces.count);
        }
        if (r == 0)
                r = journal_identify(backup->to_journal, NULL, &pieces.identity);
        if (r == 0)
                r = copies_sync_folder(backup->to_journal);
        journal_pieces_done(&pieces);
        return r < 0 ? failed(backup, r, backup->to_journal) : r;
}

/* ---- the whole ---- */

static int forget_store_before(struct backup *backup)
{
        uint64_t before = backup->before.store_position;
        char folder[COPIES_PATH_MAX];
        int r;

        if (before == 0 || before == backup->now.store_position)
                return 0;
        r = backup_store_folder(backup->options->to, before, folder, sizeof(folder));
        return r == 0 ? copies_remove_folder(folder) : r;
}

static void fill_report(struct backup *backup)
{
        struct backup_report *report = backup->report;

        report->identity = backup->now.identity;
        report->position = backup->now.position;
        report->store_position = backup->now.store_position;
        memcpy(report->chain, backup->now.chain, sizeof(report->chain));
        report->files = backup->now.files_count;
        for (size_t i = 0; i < backup->now.files_count; i++)
                report->bytes += backup->now.files[i].bytes;
}

static int make(struct backup *backup)
{
        const struct backup_options *options = backup->options;
        SCOPED(closep) int lock_fd = -1;
        int r;

        r = copies_path(options->state, "journal", backup->journal);
        if (r == 0)
                r = copies_path(options->state, "store", backup->store);
        if (r == 0)
                r = copies_path(options->to, "journal", backup->to_journal);
        if (r == 0)
                r = prepare_folder(backup, &lock_fd);
        if (r == 0)
                r = read_before(backup);
        if (r == 0)
                r = options->with_store ? copy_store(backup) : list_store_before(backup);
        if (r == 0)
                r = copy_journal(backup);
        if (r == 0)
                r = copies_sync_folder(options->to);
        if (r == 0)
                r = inventory_write(options->to, &backup->now);
        if (r == 0)
                r = forget_store_before(backup);
        if (r == 0)
                fill_report(backup);
        return r < 0 ? failed(backup, r, options->to) : r;
}

int backup_make(const struct backup_options *options, struct backup_report *ret, char **ret_why)
{
        struct backup backup = {.options = options, .report = ret, .why = ret_why};
        int r;

        *ret = (struct backup_report){0};
        *ret_why = NULL;
        r = make(&backup);
        inventory_done(&backup.before);
        inventory_done(&backup.now);
        return r;
}
