/* disk/disk.h: what the journal and the statement log ask of a disk, as a table, so that tests can make the
 * Nth call fail, be short or wait, and forget what was never synced. LMDB's file is not written through it.
 *
 * All functions return 0 or more on success and -errno on failure; a signal ends no read or write. Names are
 * relative to the folder's descriptor. Descriptors are close-on-exec from birth. Threads that write and
 * sync run beside one that reads: a context locks for itself. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct disk {
        void *context;
        /* As openat(2); `flags` without O_CLOEXEC, `mode` of a file that is made. */
        int (*open)(void *context, int folder_fd, const char *name, int flags, mode_t mode);
        /* `cached`: -EAGAIN instead of waiting for the disk. */
        ssize_t (*pread)(void *context, int fd, void *data, size_t length, uint64_t offset, bool cached);
        ssize_t (*pwrite)(void *context, int fd, const void *data, size_t length, uint64_t offset);
        int (*truncate)(void *context, int fd, uint64_t size);
        /* fdatasync(2), for files; fsync(2), for the folder. */
        int (*sync)(void *context, int fd);
        int (*sync_folder)(void *context, int folder_fd);
        int (*rename)(void *context, int folder_fd, const char *from, const char *to);
        int (*unlink)(void *context, int folder_fd, const char *name);
        int (*size)(void *context, int fd, uint64_t *ret);
        /* What an unprivileged writer may still use of the file system. */
        int (*free_bytes)(void *context, int folder_fd, uint64_t *ret);
};

/* libc. */
extern const struct disk disk_real;

/* All of it: short writes are continued, one that gets nowhere is -EIO. */
int disk_write(const struct disk *disk, int fd, const void *data, size_t length, uint64_t offset);
/* Up to `length`, as much as there is: the bytes read, or -errno; of what is `cached` perhaps fewer. */
ssize_t disk_read(const struct disk *disk, int fd, void *data, size_t length, uint64_t offset, bool cached);
