/* tests/bench/sync.c: the disk's own time, beside which every latency stands: 4 KiB at the end of a
 * growing file, then fdatasync, so many times.
 *
 *     bench-sync FOLDER COUNT     prints {"p50_usec": ..., "p99_usec": ...} */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "moment.h"

int main(int argc, char **argv)
{
        size_t count = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
        uint64_t *nsec = calloc(count + 1, sizeof(*nsec));
        char path[4096], block[4096];
        int fd;

        if (count == 0 || !nsec) {
                fprintf(stderr, "usage: bench-sync FOLDER COUNT\n");
                return 2;
        }
        memset(block, 'x', sizeof(block));
        snprintf(path, sizeof(path), "%s/bench-sync", argv[1]);
        fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
        if (fd < 0) {
                perror(path);
                return 1;
        }
        for (size_t i = 0; i < count; i++) {
                uint64_t began = moment_nsec();

                if (write(fd, block, sizeof(block)) != (ssize_t)sizeof(block) || fdatasync(fd) < 0) {
                        perror(path);
                        return 1;
                }
                nsec[i] = moment_nsec() - began;
        }
        close(fd);
        unlink(path);
        printf("{\"p50_usec\": %.1f, \"p99_usec\": %.1f}\n", (double)moment_share(nsec, count, 500) / 1e3,
               (double)moment_share(nsec, count, 990) / 1e3);
        free(nsec);
        return 0;
}
