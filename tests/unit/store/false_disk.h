/* tests/unit/store/false_disk.h: a disk of the statement log that fails, is short, and forgets what was
 * never synced.
 *
 * Files lie in the store's real folder, which is what a process sees (the page cache). Beside it the
 * false disk keeps what a power loss would leave of them: contents as of each file's last sync, names
 * as of the folder's last sync, and the writes since. LMDB's file is not among them: of it a commit
 * is all or nothing, by LMDB's own tests. */
#pragma once
#include <pthread.h>
#include <stdbool.h>

#include "store/disk.h"

#define FALSE_FILES_MAX 512
#define FALSE_FDS_MAX   1024

struct false_write;

struct false_file {
        char name[32];
        bool is_there, is_there_synced; /* its name */
        uint8_t *data;                  /* as of its last sync */
        size_t length;
        struct false_write *writes; /* since, in order */
};

struct false_disk {
        struct store_disk disk;
        pthread_mutex_t lock;
        unsigned calls;   /* that change something, or sync */
        unsigned fail_at; /* the call of this number fails, and counts from 1; 0: none */
        int error;        /* with this */
        bool for_ever;    /* and so do all after it */
        bool failed;      /* it has come to that */
        size_t write_max; /* longer writes are short; 0: none */
        uint64_t read_cold; /* of `cached` reads, each one in so many is COLD; 0: none */
        uint64_t reads;
        struct false_file files[FALSE_FILES_MAX];
        size_t files_count;
        struct false_file *of_fd[FALSE_FDS_MAX];
};

void false_disk_init(struct false_disk *disk);
void false_disk_done(struct false_disk *disk);
/* Makes of the folder what is left after a power loss now. Of what was never synced each sector of
 * 512 bytes and each name is there or not, as the seed wills; seed 0: nothing of it is. */
void false_disk_power_loss(struct false_disk *disk, const char *folder, unsigned seed);
