/* tests/unit/journal/false_disk.h: a disk that fails, waits, fills and forgets when it is told to.
 *
 * Files lie in a real folder, which is what a process sees (the page cache). Beside it the false
 * disk keeps what a power loss would leave: contents as of each file's last sync, names as of
 * the folder's last sync, and the writes since. */
#pragma once
#include "journal/disk.h"
#include <pthread.h>
#include <stdbool.h>

#define FALSE_FILES_MAX 64

struct false_write {
        struct false_write *next;
        uint64_t offset;
        size_t length; /* with `truncate`: nothing, the file ends at offset */
        bool truncate;
        uint8_t data[];
};

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
        struct journal_disk disk; /* to be given to journal_open() */
        pthread_mutex_t lock;
        pthread_cond_t changed;
        unsigned calls;   /* that change something, or sync */
        unsigned fail_at; /* the call of this number fails, and counts from 1; 0: none */
        int error;        /* with this */
        bool for_ever;    /* and so do all after it */
        bool failed;      /* it has come to that */
        size_t write_max; /* longer writes are short; 0: none */
        bool hold_syncs;  /* syncs wait until it is false */
        unsigned held;    /* so many wait */
        unsigned syncs;   /* done, of files */
        uint64_t free_bytes;
        struct false_file files[FALSE_FILES_MAX];
        size_t files_count;
        struct {
                int fd;
                size_t file;
        } open[FALSE_FILES_MAX]; /* the last opened one with a number counts */
        size_t open_count;
};

void false_disk_init(struct false_disk *disk);
void false_disk_done(struct false_disk *disk);
/* Lets no sync pass, or all. */
void false_disk_hold(struct false_disk *disk, bool hold);
/* Waits until a sync waits. */
void false_disk_await_held(struct false_disk *disk);
/* Fills the empty folder `path` with what is left after a power loss now. Of what was never
 * synced each sector of 512 bytes and each name is there or not, as the seed wills; seed 0:
 * nothing of it is. */
void false_disk_power_loss(struct false_disk *disk, const char *path, unsigned seed);
