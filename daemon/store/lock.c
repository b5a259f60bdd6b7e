/* store/lock.c: see lock.h. */
#include "store/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/scoped.h"
#include "store/store.h"

int lock_sync_folder(const char *path)
{
        SCOPED(closep) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (fd < 0)
                return -errno;
        return fsync(fd) < 0 ? -errno : 0;
}

int lock_make_folder(const char *path)
{
        SCOPED(freep) char *parent = NULL;
        size_t length = strlen(path);

        if (mkdir(path, 0750) < 0)
                return errno == EEXIST ? 0 : -errno;

        /* The parent, found by name: "a/b/" lies in "a", "b" in ".". */
        while (length > 1 && path[length - 1] == '/')
                length--;
        while (length > 0 && path[length - 1] != '/')
                length--;
        parent = length > 0 ? strndup(path, length) : strdup(".");
        return parent ? lock_sync_folder(parent) : -ENOMEM;
}

int lock_take(const char *folder, int *ret_fd)
{
        SCOPED(freep) char *path = NULL;
        SCOPED(closep) int fd = -1;

        if (asprintf(&path, "%s/store.lock", folder) < 0) {
                path = NULL;
                return -ENOMEM;
        }
        fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
        if (fd < 0)
                return -errno;
        if (flock(fd, LOCK_EX | LOCK_NB) < 0)
                return errno == EWOULDBLOCK ? STORE_LOCKED : -errno;
        *ret_fd = fd;
        fd = -1;
        return 0;
}
