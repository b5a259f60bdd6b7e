/* store/log_open.c: what a start finds of the log. What is not listed does not count: files of a
 * checkpoint that never was are deleted, a segment's end that was not listed is cut. */
#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "store/log_inside.h"

static const struct bytes list_key = {(const uint8_t *)"files", 5};

int log_get_list(struct log *log, struct bytes *ret)
{
        return lmdb_get(log->lmdb, LMDB_LEDGER, list_key, ret);
}

int log_put_list(struct log *log, const struct view *view)
{
        struct wire_out list = {0};
        int r = view_write(view, &list);

        if (r == 0)
                r = lmdb_put(log->lmdb, LMDB_LEDGER, list_key, (struct bytes){list.data, list.length});
        wire_out_done(&list);
        return r;
}

bool log_owns(const char *name)
{
        size_t digits = strspn(name, "0123456789");

        return digits >= 8 && (strcmp(name + digits, ".log") == 0 || strcmp(name + digits, ".run") == 0);
}

/* ---- files that nobody listed ---- */

static bool is_listed(const struct view *view, const char *name)
{
        char listed[LOG_NAME_MAX];

        for (size_t i = 0; i < view->segments_count; i++) {
                log_segment_name(view->segments[i].file->number, listed);
                if (strcmp(name, listed) == 0)
                        return true;
        }
        for (size_t i = 0; i < view->runs_count; i++) {
                log_run_name(view->runs[i]->number, listed);
                if (strcmp(name, listed) == 0)
                        return true;
        }
        return false;
}

static int delete_unlisted(struct log *log, const char *folder)
{
        DIR *dir = opendir(folder);
        struct dirent *entry;
        int r = 0;

        if (!dir)
                return -errno;
        while (r == 0 && (entry = readdir(dir)))
                if (log_owns(entry->d_name) && !is_listed(log->now, entry->d_name)) {
                        r = log->files.disk->unlink(log->files.disk->context, log->files.folder_fd,
                                                    entry->d_name);
                        log->stats.deleted_at_start++;
                }
        (void)closedir(dir);
        return r;
}

/* The torn end of the last segment; others were full before it began. */
static int cut_tail(struct log *log)
{
        const struct view_segment *last;
        struct stat st;
        int r;

        if (log->now->segments_count == 0)
                return 0;
        last = &log->now->segments[log->now->segments_count - 1];
        if (fstat(last->file->fd, &st) < 0)
                return -errno;
        if ((uint64_t)st.st_size <= last->bytes)
                return 0;
        r = log->files.disk->truncate(log->files.disk->context, last->file->fd, last->bytes);
        if (r == 0)
                log->stats.cut_bytes_at_start += (uint64_t)st.st_size - last->bytes;
        return r;
}

/* ---- open ---- */

/* The view of the last checkpoint; `*ret_bad`: runs that are not in it for they cannot be read. */
static int read_now(struct log *log, unsigned *ret_bad)
{
        struct bytes list;
        int r = lmdb_read_begin(log->lmdb);

        if (r != 0)
                return r;
        r = log_get_list(log, &list);
        if (r == 0)
                r = view_read_list(list, &log->files, NULL, &log->now, ret_bad);
        else if (r == LMDB_NOTHING) {
                log->now = view_new();
                r = log->now ? 0 : -ENOMEM;
        }
        lmdb_read_end(log->lmdb);
        return r;
}

/* At the same position, with the same statements. */
static int write_rebuilt(struct log *log)
{
        int r;

        do {
                r = lmdb_write_begin(log->lmdb);
                if (r != 0)
                        return r;
                r = log_put_list(log, log->next);
                if (r == 0)
                        r = lmdb_write_commit(log->lmdb);
                else
                        lmdb_write_abort(log->lmdb);
                if (r == LMDB_FULL && lmdb_grow(log->lmdb) < 0)
                        return -ENOSPC;
        } while (r == LMDB_FULL);
        return r;
}

static int rebuild(struct log *log)
{
        int r;

        log->next = view_copy(log->now);
        if (!log->next)
                return -ENOMEM;
        r = log_rebuild(log);
        if (r == 0)
                r = log->files.disk->sync_folder(log->files.disk->context, log->files.folder_fd);
        if (r == 0)
                r = write_rebuilt(log);
        if (r == 0)
                r = log_kind.adopt(&log->ledger);
        return r;
}

static int recover(struct log *log, const char *folder, char why[LEDGER_WHY])
{
        unsigned bad = 0;
        int r = read_now(log, &bad);

        if (r == VIEW_GONE || r == -EBADMSG) {
                (void)snprintf(why, LEDGER_WHY, "a segment of the statement log is missing or too short");
                return -EBADMSG;
        }
        if (r == 0)
                r = delete_unlisted(log, folder);
        if (r == 0)
                r = cut_tail(log);
        if (r == 0 && bad > 0) {
                log->stats.runs_bad_at_start = bad;
                r = rebuild(log);
                if (r == -EBADMSG)
                        (void)snprintf(why, LEDGER_WHY, "%u index runs are missing or damaged, and so is the "
                                                        "statement log that they are made of", bad);
        }
        return r;
}

/* A reader takes up the list when it reads. */
static int open_parts(struct log *log, const char *folder, char why[LEDGER_WHY])
{
        int r;

        log->files.folder_fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (log->files.folder_fd < 0)
                return -errno;
        if (log->read_only) {
                log->now = view_new();
                return log->now ? 0 : -ENOMEM;
        }
        r = recover(log, folder, why);
        return r == 0 ? merger_new(&log->files, &log->merger) : r;
}

int log_open(const struct ledger_options *options, struct ledger **ret, char ret_why[LEDGER_WHY])
{
        struct log *log = calloc(1, sizeof *log);
        int r;

        if (!log)
                return -ENOMEM;
        log->ledger.kind = &log_kind;
        log->files = (struct files){.disk = options->disk, .folder_fd = -1, .keep = options->read_only};
        log->read_only = options->read_only;
        log->lmdb = options->lmdb;
        log->segment_bytes = options->segment_bytes;
        log->hash_bits = options->hash_bits;
        log->sealer = (struct sealer){.files = &log->files, .hash_bits = options->hash_bits};
        r = open_parts(log, options->folder, ret_why);
        if (r != 0) {
                log_close(&log->ledger);
                return r;
        }
        *ret = &log->ledger;
        return 0;
}

struct ledger *log_close(struct ledger *ledger)
{
        struct log *log = (struct log *)ledger;

        merger_free(log->merger); /* before the runs that it reads */
        view_free(log->next, &log->files);
        view_free(log->now, &log->files);
        lookup_done(&log->lookup);
        card_walk_done(&log->walk);
        free(log->walked.records);
        arena_done(&log->walk_arena);
        wire_out_done(&log->list);
        sealer_done(&log->sealer);
        free(log->fresh);
        files_done(&log->files);
        if (log->files.folder_fd >= 0)
                (void)close(log->files.folder_fd);
        free(log);
        return NULL;
}
