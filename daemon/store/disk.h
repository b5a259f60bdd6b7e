/* store/disk.h: what the statement log asks of a disk, as a table, so that tests can make the Nth
 * call fail or be short, and forget what was never synced. LMDB's file is not written through it.
 *
 * All return 0 or more on success and -errno on failure. Names are relative to the folder's
 * descriptor. The main thread reads while the writer and the merger write: a context locks for
 * itself. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct store_disk {
        void *context;
        /* As openat(2); `flags` without O_CLOEXEC, files are made with mode 0600: the hashes are secret. */
        int (*open)(void *context, int folder_fd, const char *name, int flags);
        /* `cached`: -EAGAIN instead of waiting for the disk. */
        ssize_t (*pread)(void *context, int fd, void *data, size_t length, uint64_t offset, bool cached);
        ssize_t (*pwrite)(void *context, int fd, const void *data, size_t length, uint64_t offset);
        int (*truncate)(void *context, int fd, uint64_t size);
        /* fdatasync(2), for files; fsync(2), for the folder. */
        int (*sync)(void *context, int fd);
        int (*sync_folder)(void *context, int folder_fd);
        int (*unlink)(void *context, int folder_fd, const char *name);
};

/* libc. */
extern const struct store_disk store_disk_real;

/* All of it: short writes are continued, one that gets nowhere is -EIO. */
int store_disk_write(const struct store_disk *disk, int fd, const void *data, size_t length, uint64_t offset);
/* Up to `length`, as much as there is: the bytes read, or -errno; of what is `cached` perhaps fewer. */
ssize_t store_disk_read(const struct store_disk *disk, int fd, void *data, size_t length, uint64_t offset,
                        bool cached);
