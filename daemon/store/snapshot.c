/* store/snapshot.c: see snapshot.h. */
#include "store/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/lmdb.h"
#include "store/lock.h"
#include "store/log_format.h"

#define FILE_NAME   "store.mdb"
#define LOCK_NAME   "store.mdb-lock"
#define TRIES       8 /* two checkpoints pass in a second at most, links take a millisecond */
#define PATH_MAX_   4096
#define COPY_BYTES  (1024 * 1024)

static const struct bytes files_key = {(const uint8_t *)"files", 5};

/* What the copy of LMDB's file says. */
struct facts {
        uint8_t secret[LAYOUT_SECRET_BYTES]; /* the same: the same store, whose files keep their numbers */
        struct checkpoint_mark mark;
        struct snapshot list;
};

static struct bytes meta_key(const char *name)
{
        return (struct bytes){(const uint8_t *)name, strlen(name)};
}

void snapshot_done(struct snapshot *snapshot)
{
        free(snapshot->files);
        *snapshot = (struct snapshot){0};
}

static void path_of(const char *folder, const char *name, char ret[PATH_MAX_])
{
        (void)snprintf(ret, PATH_MAX_, "%s/%s", folder, name);
}

/* ---- what belongs to it ---- */

static int add_file(struct snapshot *list, const char *name, uint64_t bytes)
{
        struct snapshot_file *files = reallocarray(list->files, list->files_count + 1, sizeof(*files));

        if (!files)
                return -ENOMEM;
        list->files = files;
        (void)snprintf(files[list->files_count].name, SNAPSHOT_NAME_MAX, "%s", name);
        files[list->files_count++].bytes = bytes;
        return 0;
}

#define ALL_BYTES 0 /* of a run, which is whole or nothing */

static int read_list(struct bytes bytes, struct snapshot *ret)
{
        struct wire_in in = wire_in_of(bytes.data, bytes.length);
        struct log_list list = log_list_read(&in);
        char name[LOG_NAME_MAX];
        int r = 0;

        for (uint32_t i = 0; r == 0 && !in.failed && i < list.segments_count; i++) {
                struct listed_segment segment = log_listed_segment_read(&in);

                log_segment_name(segment.number, name);
                r = add_file(ret, name, segment.bytes);
        }
        for (uint32_t i = 0; r == 0 && !in.failed && i < list.runs_count; i++) {
                log_run_name(log_listed_run_read(&in).number, name);
                r = add_file(ret, name, ALL_BYTES);
        }
        return r < 0 ? r : wire_in_complete(&in) ? 0 : -EBADMSG;
}

static int read_facts(struct lmdb *lmdb, struct facts *ret)
{
        struct bytes bytes;
        int r = lmdb_read_begin(lmdb);

        if (r != 0)
                return r;
        r = lmdb_get(lmdb, LMDB_META, meta_key(META_SECRET), &bytes);
        if (r == 0 && bytes.length != sizeof(ret->secret))
                r = -EBADMSG;
        if (r == 0)
                memcpy(ret->secret, bytes.data, sizeof(ret->secret));
        if (r == 0)
                r = lmdb_get(lmdb, LMDB_META, meta_key(META_CHECKPOINT), &bytes);
        if (r == 0)
                r = layout_checkpoint_read(bytes, &ret->mark);
        if (r == 0)
                r = lmdb_get(lmdb, LMDB_LEDGER, files_key, &bytes);
        if (r == 0)
                r = read_list(bytes, &ret->list);
        lmdb_read_end(lmdb);
        return r;
}

/* Of the file in a folder where nobody writes. LMDB_NOTHING: none, or no checkpoint yet. */
static int facts_of(const char *folder, struct facts *ret)
{
        SCOPED(lmdb_closep) struct lmdb *lmdb = NULL;
        char path[PATH_MAX_], why[LMDB_WHY];
        int r;

        path_of(folder, FILE_NAME, path);
        r = lmdb_open(path, true, STORE_MAP_BYTES, &lmdb, why);
        if (r == 0)
                r = lmdb_ready(lmdb, false);
        return r == 0 ? read_facts(lmdb, ret) : r;
}

/* ---- files ---- */

static int copy_bytes(int from, int to, uint64_t bytes)
{
        SCOPED(freep) char *buffer = malloc(COPY_BYTES);

        if (!buffer)
                return -ENOMEM;
        for (uint64_t at = 0; at < bytes;) {
                size_t want = bytes - at < COPY_BYTES ? (size_t)(bytes - at) : COPY_BYTES;
                ssize_t n = pread(from, buffer, want, (off_t)at);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? -errno : -EBADMSG; /* shorter than it is said to be */
                for (ssize_t done = 0; done < n;) {
                        ssize_t m = write(to, buffer + done, (size_t)(n - done));

                        if (m < 0 && errno != EINTR)
                                return -errno;
                        done += m > 0 ? m : 0;
                }
                at += (uint64_t)n;
        }
        return fdatasync(to) < 0 ? -errno : 0;
}

/* The same file with the same length: what is there of it never changes. */
static bool link_before(const char *before, const struct snapshot_file *file, const char *to)
{
        char path[PATH_MAX_];
        struct stat st;

        path_of(before, file->name, path);
        return stat(path, &st) == 0 && (uint64_t)st.st_size == file->bytes && link(path, to) == 0;
}

static int copy_file(const struct snapshot_options *options, bool before, const struct snapshot_file *file, int fd)
{
        SCOPED(closep) int target = -1;
        char to[PATH_MAX_];

        path_of(options->to, file->name, to);
        if (before && link_before(options->before, file, to))
                return 0;
        target = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        return target < 0 ? -errno : copy_bytes(fd, target, file->bytes);
}

/* Linked, or held by a descriptor: from then on it may be deleted under its old name. `*ret_fd` is -1 for
 * what is linked. */
static int hold_file(const struct snapshot_options *options, struct snapshot_file *file, int *ret_fd)
{
        char from[PATH_MAX_], to[PATH_MAX_];
        struct stat st;

        path_of(options->folder, file->name, from);
        path_of(options->to, file->name, to);
        *ret_fd = open(from, O_RDONLY | O_CLOEXEC);
        if (*ret_fd < 0 || fstat(*ret_fd, &st) < 0)
                return -errno;
        if (file->bytes == ALL_BYTES)
                file->bytes = (uint64_t)st.st_size;
        if (!options->links)
                return 0;
        if (link(from, to) == 0)
                closep(ret_fd);
        else if (errno != EXDEV && errno != EPERM && errno != EMLINK && errno != EOPNOTSUPP)
                return -errno;
        return 0;
}

/* All are held before the first is copied. */
static int take_files(const struct snapshot_options *options, bool before, struct snapshot *list)
{
        SCOPED(freep) int *fds = calloc(list->files_count + 1, sizeof(*fds));
        size_t held = 0;
        int r = fds ? 0 : -ENOMEM;

        while (r == 0 && held < list->files_count) {
                r = hold_file(options, &list->files[held], &fds[held]);
                held++;
        }
        for (size_t i = 0; i < held; i++) {
                if (r == 0 && fds[i] >= 0)
                        r = copy_file(options, before, &list->files[i], fds[i]);
                closep(&fds[i]);
        }
        return r;
}

/* ---- the snapshot ---- */

static int sync_lmdb(const struct snapshot_options *options)
{
        SCOPED(closep) int fd = -1;
        char path[PATH_MAX_];

        path_of(options->to, FILE_NAME, path);
        fd = open(path, O_RDONLY | O_CLOEXEC);
        return fd < 0 || fdatasync(fd) < 0 ? -errno : 0;
}

/* The file itself is one of the list, with the length that it came to. */
static int add_lmdb(const struct snapshot_options *options, struct snapshot *list)
{
        char path[PATH_MAX_];
        struct stat st;

        path_of(options->to, LOCK_NAME, path); /* left by our own look at it */
        if (unlink(path) < 0 && errno != ENOENT)
                return -errno;
        path_of(options->to, FILE_NAME, path);
        if (stat(path, &st) < 0)
                return -errno;
        return add_file(list, FILE_NAME, (uint64_t)st.st_size);
}

static int try(struct lmdb *lmdb, const struct snapshot_options *options, struct facts *facts)
{
        struct facts before = {0};
        char path[PATH_MAX_];
        bool same = false;
        int r = lock_make_folder(options->to);

        path_of(options->to, FILE_NAME, path);
        if (r == 0)
                r = lmdb_copy(lmdb, path);
        if (r == 0)
                r = facts_of(options->to, facts);
        if (r == 0 && options->before && facts_of(options->before, &before) == 0)
                same = memcmp(before.secret, facts->secret, sizeof(before.secret)) == 0;
        if (r == 0)
                r = take_files(options, same, &facts->list);
        if (r == 0)
                r = sync_lmdb(options);
        if (r == 0)
                r = add_lmdb(options, &facts->list);
        if (r == 0)
                r = lock_sync_folder(options->to);
        snapshot_done(&before.list);
        return r;
}

static int try_until_whole(struct lmdb *lmdb, const struct snapshot_options *options, struct facts *ret)
{
        int r = -ENOENT;

        for (int i = 0; r == -ENOENT && i < TRIES; i++) {
                r = try(lmdb, options, ret);
                if (r == 0 && ret->mark.position > 0)
                        return 0;
                (void)snapshot_remove(options->to);
                snapshot_done(&ret->list);
        }
        return r == 0 ? LMDB_NOTHING : r;
}

/* Open until the files are taken: what was written once is not given up while we copy. */
static int open_lmdb(const struct snapshot_options *options, struct lmdb **ret, char why[LMDB_WHY])
{
        char path[PATH_MAX_];
        int r;

        path_of(options->folder, FILE_NAME, path);
        r = lmdb_open(path, true, STORE_MAP_BYTES, ret, why);
        return r == 0 ? lmdb_ready(*ret, false) : r;
}

static int say(char **ret_why, int outcome, const char *folder, const char *what)
{
        if (asprintf(ret_why, "the store in %s: %s", folder, what) < 0)
                *ret_why = NULL;
        return outcome;
}

int store_snapshot(const struct snapshot_options *options, struct snapshot *ret, char **ret_why)
{
        SCOPED(lmdb_closep) struct lmdb *lmdb = NULL;
        struct facts facts = {0};
        char why[LMDB_WHY] = "";
        int r;

        *ret_why = NULL;
        r = open_lmdb(options, &lmdb, why);
        if (r == 0)
                r = try_until_whole(lmdb, options, &facts);
        if (r == 0) {
                facts.list.position = facts.mark.position;
                *ret = facts.list;
                return 0;
        }
        if (r == LMDB_NOTHING)
                return say(ret_why, STORE_ABSENT, options->folder, "there is no checkpoint yet");
        if (r == LMDB_STRANGE)
                return say(ret_why, STORE_FOREIGN, options->folder, why);
        return say(ret_why, r > 0 ? -EBADMSG : r, options->folder, strerror(r > 0 ? EBADMSG : -r));
}
