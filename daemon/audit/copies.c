/* audit/copies.c: see files.h. */
#include "audit/copies.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"

#define COPY_BYTES (1024u * 1024)
#define NEW_SUFFIX ".new"

int copies_path(const char *folder, const char *name, char ret[COPIES_PATH_MAX])
{
        int length = snprintf(ret, COPIES_PATH_MAX, "%s/%s", folder, name);

        return length < 0 || length >= COPIES_PATH_MAX ? -ENAMETOOLONG : 0;
}

/* ---- folders ---- */

int copies_sync_folder(const char *path)
{
        SCOPED(closep) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        return fd < 0 || fsync(fd) < 0 ? -errno : 0;
}

int copies_make_folder(const char *path)
{
        char parent[COPIES_PATH_MAX];

        if (mkdir(path, 0700) < 0)
                return errno == EEXIST ? 0 : -errno;
        return copies_path(path, "..", parent) < 0 ? -ENAMETOOLONG : copies_sync_folder(parent);
}

int copies_is_empty(const char *path, bool *ret)
{
        DIR *dir = opendir(path);
        struct dirent *entry;

        *ret = true;
        if (!dir)
                return errno == ENOENT ? 0 : -errno;
        while (*ret && (entry = readdir(dir)))
                *ret = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
        (void)closedir(dir);
        return 0;
}

int copies_remove_folder(const char *path)
{
        DIR *dir = opendir(path);
        struct dirent *entry;
        int r = 0;

        if (!dir)
                return errno == ENOENT ? 0 : -errno;
        while (r == 0 && (entry = readdir(dir)))
                if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 &&
                    unlinkat(dirfd(dir), entry->d_name, 0) < 0)
                        r = -errno;
        (void)closedir(dir);
        return r == 0 && rmdir(path) < 0 ? -errno : r;
}

/* ---- small files ---- */

int copies_read(const char *folder, const char *name, size_t max, char **ret)
{
        SCOPED(freep) char *text = NULL;
        SCOPED(closep) int fd = -1;
        char path[COPIES_PATH_MAX];
        struct stat st;
        ssize_t n;
        int r = copies_path(folder, name, path);

        if (r < 0)
                return r;
        fd = open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0 || fstat(fd, &st) < 0)
                return -errno;
        if ((uint64_t)st.st_size > max)
                return -EFBIG;
        text = malloc((size_t)st.st_size + 1);
        if (!text)
                return -ENOMEM;
        n = pread(fd, text, (size_t)st.st_size, 0);
        if (n < 0)
                return -errno;
        text[n] = '\0';
        *ret = TAKE(text);
        return 0;
}

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

static int create(const char *path, char ret_new[COPIES_PATH_MAX])
{
        int fd, length = snprintf(ret_new, COPIES_PATH_MAX, "%s" NEW_SUFFIX, path);

        if (length < 0 || length >= COPIES_PATH_MAX)
                return -ENAMETOOLONG;
        fd = open(ret_new, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        return fd < 0 ? -errno : fd;
}

static int name(int fd, const char *path_new, const char *path)
{
        return fdatasync(fd) < 0 || rename(path_new, path) < 0 ? -errno : 0;
}

int copies_write(const char *folder, const char *file, const void *data, size_t length)
{
        char path[COPIES_PATH_MAX], path_new[COPIES_PATH_MAX];
        SCOPED(closep) int fd = -1;
        int r = copies_path(folder, file, path);

        if (r == 0)
                r = fd = create(path, path_new);
        if (r >= 0)
                r = write_all(fd, data, length);
        if (r == 0)
                r = name(fd, path_new, path);
        return r == 0 ? copies_sync_folder(folder) : r;
}

/* ---- copies ---- */

static int copy_bytes(int from, int to, uint64_t bytes, crypto_generichash_state *hash)
{
        SCOPED(freep) uint8_t *buffer = malloc(COPY_BYTES);

        if (!buffer)
                return -ENOMEM;
        for (uint64_t at = 0; at < bytes;) {
                size_t want = bytes - at < COPY_BYTES ? (size_t)(bytes - at) : COPY_BYTES;
                ssize_t n = pread(from, buffer, want, (off_t)at);
                int r;

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return n < 0 ? -errno : COPIES_SHORT;
                crypto_generichash_update(hash, buffer, (size_t)n);
                r = to >= 0 ? write_all(to, buffer, (size_t)n) : 0;
                if (r < 0)
                        return r;
                at += (uint64_t)n;
        }
        return 0;
}

int copies_copy(const char *from, const char *to, uint64_t bytes, uint8_t ret_hash[COPIES_HASH_BYTES])
{
        SCOPED(closep) int source = open(from, O_RDONLY | O_CLOEXEC);
        SCOPED(closep) int target = -1;
        crypto_generichash_state hash;
        char path_new[COPIES_PATH_MAX];
        int r = 0;

        if (source < 0)
                return -errno;
        (void)posix_fadvise(source, 0, 0, POSIX_FADV_SEQUENTIAL);
        if (to) {
                target = create(to, path_new);
                if (target < 0)
                        return target;
        }
        crypto_generichash_init(&hash, NULL, 0, COPIES_HASH_BYTES);
        r = copy_bytes(source, target, bytes, &hash);
        crypto_generichash_final(&hash, ret_hash, COPIES_HASH_BYTES);
        return r == 0 && to ? name(target, path_new, to) : r;
}
