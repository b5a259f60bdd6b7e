/* journal/disk.h: what the embedded journal asks of a disk, as a table, so that tests and the
 * simulation can make the Nth call fail, be short, or forget what was never synced.
 *
 * All functions return 0 or more on success and -errno on failure. Names are relative to the
 * folder's descriptor. Descriptors are close-on-exec from birth. pwrite and sync are called by
 * the sync thread, while pread may be called by the owner: a context locks for itself. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct journal_disk {
        void *context;
        /* As openat(2); `flags` without O_CLOEXEC, files are made with mode 0640. */
        int (*open)(void *context, int folder_fd, const char *name, int flags);
        ssize_t (*pread)(void *context, int fd, void *data, size_t length, uint64_t offset);
        ssize_t (*pwrite)(void *context, int fd, const void *data, size_t length, uint64_t offset);
        /* fdatasync(2), for files; fsync(2), for the folder. */
        int (*sync)(void *context, int fd);
        int (*sync_folder)(void *context, int folder_fd);
        int (*truncate)(void *context, int fd, uint64_t size);
        int (*rename)(void *context, int folder_fd, const char *from, const char *to);
        int (*size)(void *context, int fd, uint64_t *ret);
        /* What an unprivileged writer may still use of the file system. */
        int (*free_bytes)(void *context, int folder_fd, uint64_t *ret);
};

/* libc. */
extern const struct journal_disk journal_disk_real;

/* All of it, at `offset`: short writes are continued, one that gets nowhere is -EIO. */
int journal_disk_write(const struct journal_disk *disk, int fd, const void *data, size_t length,
                       uint64_t offset);
/* As much as there is up to `length`, continued until then: the bytes read, or -errno. */
ssize_t journal_disk_read(const struct journal_disk *disk, int fd, void *data, size_t length,
                          uint64_t offset);
