/* tests/bench/disk.h: the disk's own time, beside which every latency stands: 4 KiB at the end of a
 * growing file, then fdatasync. */
#pragma once
#include <stdint.h>

/* A file without a name in `folder`. Ends the process if there can be none. */
int disk_open(const char *folder);
/* How long it took. */
uint64_t disk_sync_nsec(int fd);
