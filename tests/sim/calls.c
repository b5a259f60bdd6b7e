/* tests/sim/calls.c: libc's calls that change files, in this program. For files of the state folder they
 * keep the false disk (disk.h) beside the real one; all else goes on as it came.
 *
 * The daemon's rooms and liblmdb.so find these definitions before libc's. Locks are left alone: a
 * crash frees them. */
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "sim/disk.h"
#include "sim/finding.h"

#define EXPORTED    __attribute__((visibility("default")))
#define HANDLES_MAX 1024

/* What a descriptor is of; both NULL: none of ours. */
struct handle {
        struct file *file;
        struct folder *folder;
        bool synchronous; /* O_DSYNC */
        bool lmdb;        /* takes a short write for EIO, which it is only where a disk is full */
};
static struct handle handles[HANDLES_MAX];

static const struct handle *handle_of(int fd)
{
        static const struct handle none;

        return fd >= 0 && fd < HANDLES_MAX ? &handles[fd] : &none;
}

static int fails(int error)
{
        errno = error == DISK_DIES ? EIO : error;
        return -1;
}

/* ---- names ---- */

/* Of the state folder: the folder, and in `*ret_name` what it is called there ("": the folder itself). */
static struct folder *look_up(int folder_fd, const char *path, const char **ret_name)
{
        size_t length = strlen(disk_root());

        if (path[0] != '/') {
                *ret_name = path;
                return handle_of(folder_fd)->folder;
        }
        if (length == 0 || strncmp(path, disk_root(), length) != 0)
                return NULL;
        path += length;
        if (path[0] == '\0') {
                *ret_name = path;
                return &folders[FOLDER_ROOT];
        }
        if (*path++ != '/')
                return NULL;
        for (size_t i = FOLDER_ROOT + 1; i < FOLDERS; i++) {
                size_t own = strlen(folders[i].name);

                if (strncmp(path, folders[i].name, own) == 0 && (path[own] == '/' || path[own] == '\0')) {
                        *ret_name = path[own] ? path + own + 1 : path + own;
                        return &folders[i];
                }
        }
        *ret_name = path;
        return &folders[FOLDER_ROOT];
}

static bool is_lock(const char *name)
{
        size_t length = strlen(name);

        return (length >= 4 && strcmp(name + length - 4, "lock") == 0) || strcmp(name, ".") == 0;
}

static int real_open(int folder_fd, const char *path, int flags, unsigned mode)
{
        return (int)syscall(SYS_openat, folder_fd, path, flags, mode);
}

/* The file of a name, made if `flags` say so; an errno. */
static int open_file(struct folder *folder, const char *name, int flags, struct file **ret)
{
        struct file *file = names_find(&folder->now, name);
        int fate;

        if (!file && (flags & O_CREAT)) {
                fate = disk_fate(DISK_CREATE);
                if (fate > 0)
                        return fate;
                file = file_new();
                folder_change(folder, "", name, file);
        } else if (file && (flags & O_TRUNC)) {
                fate = disk_fate(DISK_TRUNCATE);
                if (fate > 0)
                        return fate;
                file_change(file, 0, NULL, 0);
                file->size_now = 0;
        }
        *ret = file;
        return 0;
}

static int open_any(int folder_fd, const char *path, int flags, unsigned mode)
{
        const char *name = "";
        struct folder *folder = look_up(folder_fd, path, &name);
        struct file *file = NULL;
        int fd, r;

        if (folder && name[0] && !is_lock(name)) {
                r = open_file(folder, name, flags, &file);
                if (r != 0)
                        return fails(r);
        } else if (folder && name[0]) {
                folder = NULL;
        }
        fd = real_open(folder_fd, path, flags, mode);
        if (fd >= 0 && file && disk_is_dead()) { /* it was the last call, or nobody will see what it does */
                (void)syscall(SYS_close, fd);
                return fails(EIO);
        }
        if (fd >= 0 && fd < HANDLES_MAX)
                handles[fd] = (struct handle){file, name[0] ? NULL : folder, (flags & O_DSYNC) != 0,
                                              strncmp(name, "store.mdb", 9) == 0};
        return fd;
}

static unsigned mode_of(int flags, va_list arguments)
{
        return flags & O_CREAT ? va_arg(arguments, unsigned) : 0;
}

EXPORTED int open(const char *path, int flags, ...)
{
        va_list arguments;
        unsigned mode;

        va_start(arguments, flags);
        mode = mode_of(flags, arguments);
        va_end(arguments);
        return open_any(AT_FDCWD, path, flags, mode);
}

EXPORTED int openat(int folder_fd, const char *path, int flags, ...)
{
        va_list arguments;
        unsigned mode;

        va_start(arguments, flags);
        mode = mode_of(flags, arguments);
        va_end(arguments);
        return open_any(folder_fd, path, flags, mode);
}

EXPORTED int close(int fd)
{
        if (fd >= 0 && fd < HANDLES_MAX)
                handles[fd] = (struct handle){0};
        return (int)syscall(SYS_close, fd);
}

EXPORTED int mkdir(const char *path, mode_t mode)
{
        const char *name = "";
        struct folder *folder = look_up(AT_FDCWD, path, &name);
        int r, fate;

        if (!folder || folder == &folders[FOLDER_ROOT] || folder->there_now)
                return (int)syscall(SYS_mkdir, path, mode);
        fate = disk_fate(DISK_MAKE_FOLDER);
        if (fate > 0)
                return fails(fate);
        r = (int)syscall(SYS_mkdir, path, mode);
        if (r == 0) {
                folder->there_now = true;
                folder_change(&folders[FOLDER_ROOT], "", folder->name, NULL);
        }
        return fate == DISK_DIES ? fails(fate) : r;
}

EXPORTED int renameat(int from_fd, const char *from, int to_fd, const char *to)
{
        const char *old_name = "", *new_name = "";
        struct folder *folder = look_up(from_fd, from, &old_name);
        int r, fate;

        (void)look_up(to_fd, to, &new_name);
        fate = folder ? disk_fate(DISK_RENAME) : 0;
        if (fate > 0)
                return fails(fate);
        r = (int)syscall(SYS_renameat, from_fd, from, to_fd, to);
        if (r == 0 && folder)
                folder_change(folder, old_name, new_name, names_find(&folder->now, old_name));
        return fate == DISK_DIES ? fails(fate) : r;
}

EXPORTED int rename(const char *from, const char *to)
{
        return renameat(AT_FDCWD, from, AT_FDCWD, to);
}

EXPORTED int unlinkat(int folder_fd, const char *path, int flags)
{
        const char *name = "";
        struct folder *folder = look_up(folder_fd, path, &name);
        struct file *file = folder ? names_find(&folder->now, name) : NULL;
        int r, fate = file ? disk_fate(DISK_UNLINK) : 0;

        if (fate > 0)
                return fails(fate);
        r = (int)syscall(SYS_unlinkat, folder_fd, path, flags);
        if (r == 0 && file) {
                folder_change(folder, name, "", NULL);
                if (disk_free() != UINT64_MAX)
                        disk_set_free(disk_free() + file->size_now);
        }
        return fate == DISK_DIES ? fails(fate) : r;
}

EXPORTED int unlink(const char *path)
{
        return unlinkat(AT_FDCWD, path, 0);
}

/* ---- bytes ---- */

static ssize_t real_write(int fd, const void *data, size_t length, off_t offset)
{
        return syscall(SYS_pwrite64, fd, data, length, offset);
}

/* Of a write that is the last call, or that is short, some first bytes are in the cache. */
static size_t part_of(size_t length, off_t offset, int fate)
{
        size_t done = length > 1 ? (size_t)rng_below(disk_rng(), length) : 0;
        uint64_t end = (uint64_t)offset + done;

        if (fate == DISK_SHORT)
                return done > 0 ? done : 1;
        if (rng_chance(disk_rng(), 300))
                return length;
        return end - end % DISK_SECTOR > (uint64_t)offset
                       ? (size_t)(end - end % DISK_SECTOR - (uint64_t)offset)
                       : 0;
}

/* O_DSYNC: this write alone is on disk, or, where it failed, perhaps. */
static void write_through(struct file *file, uint64_t offset, const void *data, size_t length, int fate)
{
        struct change change = {.offset = offset, .length = length, .data = (uint8_t *)(uintptr_t)data};

        if (fate == 0 || rng_chance(disk_rng(), 500))
                file_apply(file, &change);
}

static ssize_t write_at(int fd, const void *data, size_t length, off_t offset)
{
        const struct handle *handle = handle_of(fd);
        struct file *file = handle->file;
        int fate = disk_fate(DISK_WRITE);
        size_t done = length;

        if (disk_is_dead() && fate != DISK_DIES)
                return fails(EIO);
        if (fate > 0 && !handle->synchronous)
                return fails(fate);
        if (fate == DISK_SHORT && handle->lmdb)
                fate = 0;
        if (disk_is_full(file, (uint64_t)offset + length))
                return fails(ENOSPC);
        if (fate == DISK_DIES || fate == DISK_SHORT)
                done = part_of(length, offset, fate);
        if (real_write(fd, data, done, offset) != (ssize_t)done)
                broken("a real disk", "the file system under the false disk cannot be written: %s",
                       strerror(errno));
        disk_grown(file, (uint64_t)offset + done);
        if (handle->synchronous && fate != DISK_DIES)
                write_through(file, (uint64_t)offset, data, done, fate);
        else
                file_change(file, (uint64_t)offset, data, done);
        return fate > 0 || fate == DISK_DIES ? fails(fate) : (ssize_t)done;
}

EXPORTED ssize_t pwrite(int fd, const void *data, size_t length, off_t offset)
{
        return handle_of(fd)->file ? write_at(fd, data, length, offset)
                                   : real_write(fd, data, length, offset);
}

/* LMDB's: pages that lie behind each other, from where lseek() stands. */
EXPORTED ssize_t writev(int fd, const struct iovec *list, int count)
{
        uint8_t *data, *at;
        size_t length = 0;
        ssize_t n;
        off_t offset;

        if (!handle_of(fd)->file)
                return syscall(SYS_writev, fd, list, count);
        for (int i = 0; i < count; i++)
                length += list[i].iov_len;
        at = data = malloc(length ? length : 1);
        if (!data)
                return fails(ENOMEM);
        for (int i = 0; i < count; at += list[i++].iov_len)
                memcpy(at, list[i].iov_base, list[i].iov_len);
        offset = lseek(fd, 0, SEEK_CUR);
        n = write_at(fd, data, length, offset);
        if (n > 0)
                (void)lseek(fd, offset + n, SEEK_SET);
        free(data);
        return n;
}

EXPORTED int ftruncate(int fd, off_t size)
{
        struct file *file = handle_of(fd)->file;
        int r, fate = file ? disk_fate(DISK_TRUNCATE) : 0;

        if (fate > 0)
                return fails(fate);
        r = (int)syscall(SYS_ftruncate, fd, size);
        if (r == 0 && file) {
                file_change(file, (uint64_t)size, NULL, 0);
                file->size_now = (uint64_t)size;
        }
        return fate == DISK_DIES ? fails(fate) : r;
}

/* One of a file that failed has written something, and what it has not written is forgotten. Names are
 * not: where a file system cannot write its own journal, it says so from then on. */
static int sync_any(const struct handle *handle)
{
        int fate = disk_fate(handle->folder ? DISK_SYNC_FOLDER : DISK_SYNC);

        if (fate == DISK_DIES)
                return fails(fate); /* what it has done by then follows from the image */
        if (handle->folder && fate == 0)
                folder_settle(handle->folder, false);
        else if (handle->file && !disk_is_dead())
                file_settle(handle->file, fate != 0);
        return fate != 0 ? fails(fate) : 0;
}

EXPORTED int fdatasync(int fd)
{
        const struct handle *handle = handle_of(fd);

        return handle->file || handle->folder ? sync_any(handle) : (int)syscall(SYS_fdatasync, fd);
}

EXPORTED int fsync(int fd)
{
        return fdatasync(fd);
}

EXPORTED int fstatvfs(int fd, struct statvfs *ret)
{
        (void)fd;
        *ret = (struct statvfs){.f_frsize = 1, .f_bsize = 1, .f_bavail = disk_free(), .f_blocks = UINT64_MAX};
        return 0;
}
