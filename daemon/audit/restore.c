/* audit/restore.c: from a backup or an export to a state folder. The journal's identity comes last: a
 * folder that was only half restored is no journal, and no daemon starts on it. */
#include "audit/backup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "audit/copies.h"
#include "audit/inventory.h"
#include "audit/say.h"
#include "journal/builder.h"

static int failed(char **why, int r, const char *what)
{
        return audit_say(why, r, "%s: %s", what, strerror(-r));
}

/* Where a journal is already nothing is put. */
static int prepare(const char *to, const char *folder, char **why)
{
        char path[COPIES_PATH_MAX];
        bool empty;
        int r = copies_is_empty(to, &empty);

        if (r == 0 && !empty)
                return audit_say(why, AUDIT_REFUSED,
                                 "%s is not empty: a restore begins in an empty folder, so that nothing is "
                                 "overwritten; move away what is there",
                                 to);
        if (r == 0)
                r = copies_make_folder(to);
        if (r == 0)
                r = copies_path(to, folder, path);
        if (r == 0)
                r = copies_make_folder(path);
        return r < 0 ? failed(why, r, to) : 0;
}

/* ---- the files of a backup ---- */

static int read_inventory(const char *backup, struct inventory *ret, char **why)
{
        int r = inventory_read(backup, ret);

        if (r == INVENTORY_ABSENT)
                return audit_say(why, AUDIT_REFUSED,
                                 "%s is no backup, or the first one there was interrupted: it has no " INVENTORY_NAME,
                                 backup);
        if (r == INVENTORY_DAMAGED)
                return audit_say(why, AUDIT_REFUSED, "%s/" INVENTORY_NAME " is damaged, or of a newer program",
                                 backup);
        return r < 0 ? failed(why, r, backup) : 0;
}

/* `to` NULL: only looked at. */
static int take_file(const char *backup, const struct inventory_file *file, const char *to, char **why)
{
        uint8_t hash[COPIES_HASH_BYTES];
        char from[COPIES_PATH_MAX];
        int r = copies_path(backup, file->name, from);

        if (r == 0)
                r = copies_copy(from, to, file->bytes, hash);
        if (r < 0)
                return r == -ENOENT ? audit_say(why, AUDIT_REFUSED, "%s is missing in the backup", from)
                                    : failed(why, r, from);
        if (r == COPIES_SHORT)
                return audit_say(why, AUDIT_REFUSED, "%s is shorter than the backup's list says", from);
        if (memcmp(hash, file->hash, sizeof(hash)) != 0)
                return audit_say(why, AUDIT_REFUSED,
                                 "%s does not have the hash that the backup's list names: it was damaged or altered",
                                 from);
        return 0;
}

int backup_check(const char *backup, audit_progress *progress, void *context, uint64_t *ret_store_position,
                 char **ret_why)
{
        struct inventory inventory;
        int r = read_inventory(backup, &inventory, ret_why);

        for (size_t i = 0; r == 0 && i < inventory.files_count; i++) {
                r = take_file(backup, &inventory.files[i], NULL, ret_why);
                if (progress)
                        progress(context, "files", i + 1, inventory.files_count);
        }
        *ret_store_position = inventory.store_position;
        inventory_done(&inventory);
        return r;
}

/* "store-NNN/NAME" becomes "store/NAME". */
static int target_of(const char *to, const char *name, char ret[COPIES_PATH_MAX])
{
        const char *file = strchr(name, '/');
        int length = snprintf(ret, COPIES_PATH_MAX, "%s/%s%s", to, name[0] == 's' ? "store" : "journal", file);

        return length < 0 || length >= COPIES_PATH_MAX ? -ENAMETOOLONG : 0;
}

static int copy_all(const struct restore_options *options, const struct inventory *inventory,
                    struct restore_report *report, char **why)
{
        int r = 0;

        for (size_t i = 0; r == 0 && i < inventory->files_count; i++) {
                const struct inventory_file *file = &inventory->files[i];
                char to[COPIES_PATH_MAX];

                if (file->name[0] == 's' && options->without_store)
                        continue;
                r = target_of(options->to, file->name, to);
                if (r == 0)
                        r = take_file(options->from, file, to, why);
                report->bytes += file->bytes;
                if (options->progress)
                        options->progress(options->context, "files", i + 1, inventory->files_count);
        }
        return r;
}

static int sync_folders(const struct restore_options *options, bool with_store)
{
        char path[COPIES_PATH_MAX];
        int r = copies_path(options->to, "journal", path);

        if (r == 0)
                r = copies_sync_folder(path);
        if (r == 0 && with_store)
                r = copies_path(options->to, "store", path);
        if (r == 0 && with_store)
                r = copies_sync_folder(path);
        return r == 0 ? copies_sync_folder(options->to) : r;
}

/* From here on it is a journal. */
static int identify(const struct restore_options *options, const struct journal_identity *identity,
                    struct restore_report *report)
{
        char path[COPIES_PATH_MAX];
        int r = copies_path(options->to, "journal", path);

        report->identity = journal_next_epoch(identity, options->epoch);
        return r == 0 ? journal_identify(path, NULL, &report->identity) : r;
}

static int restore(const struct restore_options *options, const struct inventory *inventory,
                   struct restore_report *report, char **why)
{
        bool with_store = inventory->store_position && !options->without_store;
        char path[COPIES_PATH_MAX];
        int r = prepare(options->to, "journal", why);

        if (r == 0 && with_store) {
                r = copies_path(options->to, "store", path);
                if (r == 0)
                        r = copies_make_folder(path);
        }
        if (r == 0)
                r = copy_all(options, inventory, report, why);
        if (r == 0)
                r = sync_folders(options, with_store);
        if (r == 0)
                r = identify(options, &inventory->identity, report);
        report->position = inventory->position;
        report->store_position = with_store ? inventory->store_position : 0;
        memcpy(report->chain, inventory->chain, sizeof(report->chain));
        return r < 0 ? failed(why, r, options->to) : r;
}

int backup_restore(const struct restore_options *options, struct restore_report *ret, char **ret_why)
{
        struct inventory inventory;
        int r;

        *ret = (struct restore_report){0};
        *ret_why = NULL;
        r = read_inventory(options->from, &inventory, ret_why);
        if (r == 0)
                r = restore(options, &inventory, ret, ret_why);
        inventory_done(&inventory);
        return r;
}

/* ---- an export ---- */

struct watching {
        const struct restore_options *options;
};

static int watch(void *context, uint64_t position, uint64_t last)
{
        const struct restore_options *options = ((const struct watching *)context)->options;

        if (options->progress && position % 1024 == 0)
                options->progress(options->context, "entries", position, last);
        return 0;
}

int backup_restore_export(const struct restore_options *options, int fd, struct restore_report *ret, char **ret_why)
{
        struct watching watching = {options};
        struct portable_report report;
        char path[COPIES_PATH_MAX];
        int r;

        *ret = (struct restore_report){0};
        *ret_why = NULL;
        r = prepare(options->to, "journal", ret_why);
        if (r == 0)
                r = copies_path(options->to, "journal", path);
        if (r == 0)
                r = journal_import(fd, path, 0, watch, &watching, &report, ret_why);
        if (r != 0)
                return r > 0 ? AUDIT_REFUSED : failed(ret_why, r, options->from);
        r = sync_folders(options, false);
        if (r == 0)
                r = identify(options, &report.identity, ret);
        ret->position = report.entries;
        ret->bytes = report.bytes;
        memcpy(ret->chain, report.chain, sizeof(ret->chain));
        return r < 0 ? failed(ret_why, r, options->to) : 0;
}
