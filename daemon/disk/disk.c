/* disk/disk.c: the real disk, and what every disk's caller needs. */
#include "disk/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

static int real_open(void *context, int folder_fd, const char *name, int flags, mode_t mode)
{
        int fd;

        (void)context;
        fd = openat(folder_fd, name, flags | O_CLOEXEC, mode);
        return fd < 0 ? -errno : fd;
}

static ssize_t real_pread(void *context, int fd, void *data, size_t length, uint64_t offset, bool cached)
{
        struct iovec iovec = {data, length};
        ssize_t n;

        (void)context;
        if (cached) {
                n = preadv2(fd, &iovec, 1, (off_t)offset, RWF_NOWAIT);
                if (n >= 0)
                        return n;
                if (errno != EOPNOTSUPP && errno != ENOSYS)
                        return -errno;
        }
        do
                n = pread(fd, data, length, (off_t)offset);
        while (n < 0 && errno == EINTR);
        return n < 0 ? -errno : n;
}

static ssize_t real_pwrite(void *context, int fd, const void *data, size_t length, uint64_t offset)
{
        ssize_t n;

        (void)context;
        do
                n = pwrite(fd, data, length, (off_t)offset);
        while (n < 0 && errno == EINTR);
        return n < 0 ? -errno : n;
}

static int real_truncate(void *context, int fd, uint64_t size)
{
        (void)context;
        return ftruncate(fd, (off_t)size) < 0 ? -errno : 0;
}

static int real_sync(void *context, int fd)
{
        (void)context;
        return fdatasync(fd) < 0 ? -errno : 0;
}

static int real_sync_folder(void *context, int folder_fd)
{
        (void)context;
        return fsync(folder_fd) < 0 ? -errno : 0;
}

static int real_rename(void *context, int folder_fd, const char *from, const char *to)
{
        (void)context;
        return renameat(folder_fd, from, folder_fd, to) < 0 ? -errno : 0;
}

static int real_unlink(void *context, int folder_fd, const char *name)
{
        (void)context;
        return unlinkat(folder_fd, name, 0) < 0 ? -errno : 0;
}

static int real_size(void *context, int fd, uint64_t *ret)
{
        struct stat st;

        (void)context;
        if (fstat(fd, &st) < 0)
                return -errno;
        *ret = (uint64_t)st.st_size;
        return 0;
}

static int real_free_bytes(void *context, int folder_fd, uint64_t *ret)
{
        struct statvfs vfs;

        (void)context;
        if (fstatvfs(folder_fd, &vfs) < 0)
                return -errno;
        *ret = (uint64_t)vfs.f_bavail * vfs.f_frsize;
        return 0;
}

const struct disk disk_real = {
        .open = real_open,
        .pread = real_pread,
        .pwrite = real_pwrite,
        .truncate = real_truncate,
        .sync = real_sync,
        .sync_folder = real_sync_folder,
        .rename = real_rename,
        .unlink = real_unlink,
        .size = real_size,
        .free_bytes = real_free_bytes,
};

int disk_write(const struct disk *disk, int fd, const void *data, size_t length, uint64_t offset)
{
        const uint8_t *at = data;

        while (length > 0) {
                ssize_t n = disk->pwrite(disk->context, fd, at, length, offset);

                if (n < 0)
                        return (int)n;
                if (n == 0)
                        return -EIO;
                at += n;
                length -= (size_t)n;
                offset += (uint64_t)n;
        }
        return 0;
}

ssize_t disk_read(const struct disk *disk, int fd, void *data, size_t length, uint64_t offset, bool cached)
{
        size_t done = 0;

        while (done < length) {
                ssize_t n = disk->pread(disk->context, fd, (uint8_t *)data + done, length - done,
                                        offset + done, cached);

                if (n < 0)
                        return done > 0 && cached ? (ssize_t)done : n;
                if (n == 0)
                        break;
                done += (size_t)n;
        }
        return (ssize_t)done;
}
