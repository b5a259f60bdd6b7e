/* tests/unit/disk/false_disk.h: a disk that fails, waits, fills and forgets when it is told to.
 *
 * Files lie in a real folder, which is what a process sees (the page cache). Beside it the false
 * disk keeps what a power loss would leave: contents as of each file's last sync, names as of
 * the folder's last sync, and the writes since. LMDB's file is not among them: of it a commit is
 * all or nothing, by LMDB's own tests. */
#pragma once
#include <pthread.h>
#include <stdbool.h>

#include "disk/disk.h"

#define FALSE_FILES_MAX 1024
#define FALSE_FDS_MAX   1024

struct false_write;

/* A file, by its inode. */
struct false_file {
        uint64_t inode;
        uint8_t *data; /* as of its last sync */
        size_t length;
        struct false_write *writes; /* since, in order */
        char name[64];              /* as of the folder's last sync; "": none */
        char name_now[64];
};

struct false_disk {
        struct disk disk; /* to be given to journal_open() or store_open() */
        pthread_mutex_t lock;
        pthread_cond_t changed;
        unsigned calls;   /* that change something, or sync */
        unsigned fail_at; /* the call of this number fails, and counts from 1; 0: none */
        int error;        /* with this */
        bool for_ever;    /* and so do all after it */
        bool failed;      /* it has come to that */
        size_t write_max; /* longer writes are short; 0: none */
        uint64_t read_cold; /* of `cached` reads, each one in so many is COLD; 0: none */
        uint64_t reads;
        bool hold_syncs;  /* syncs wait until it is false */
        unsigned held;    /* so many wait */
        unsigned syncs;   /* done, of files */
        uint64_t free_bytes;
        struct false_file files[FALSE_FILES_MAX];
        size_t files_count;
        struct false_file *of_fd[FALSE_FDS_MAX]; /* what was opened last with that number */
};

void false_disk_init(struct false_disk *disk);
void false_disk_done(struct false_disk *disk);
/* Lets no sync pass, or all. */
void false_disk_hold(struct false_disk *disk, bool hold);
/* Waits until a sync waits. */
void false_disk_await_held(struct false_disk *disk);
/* Makes of `folder`, its own or an empty one, what is left after a power loss now. Of what was never
 * synced each sector of 512 bytes and each name is there or not, as the seed wills; seed 0: nothing
 * of it is. */
void false_disk_power_loss(struct false_disk *disk, const char *folder, unsigned seed);
