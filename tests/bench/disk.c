/* tests/bench/disk.c */
#include "disk.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "moment.h"

int disk_open(const char *folder)
{
        char path[4096];
        int fd;

        snprintf(path, sizeof(path), "%s/sync", folder);
        fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        if (fd < 0) {
                perror(path);
                exit(1);
        }
        unlink(path);
        return fd;
}

uint64_t disk_sync_nsec(int fd)
{
        uint64_t began = moment_nsec();
        char block[4096];

        memset(block, 'x', sizeof(block));
        if (write(fd, block, sizeof(block)) != (ssize_t)sizeof(block) || fdatasync(fd) < 0) {
                perror("sync");
                exit(1);
        }
        return moment_nsec() - began;
}
