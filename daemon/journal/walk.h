/* journal/walk.h: reads the entries of one segment one after another and looks at everything
 * that can be checked: checksum, journal id, position, run, link of the chain, hash of the body. */
#pragma once
#include "disk/disk.h"
#include "journal/format.h"

enum {
        WALK_END = 1, /* at the end of the entries; `offset` is that end */
        WALK_BAD,     /* what lies at `offset` is not the entry `position`; `reason` says why */
};

#define WALK_WINDOW_SMALL (64 * 1024)
#define WALK_WINDOW_LARGE (1024 * 1024)

struct walk {
        const struct disk *disk;
        struct segment_header segment;
        int fd;            /* borrowed */
        uint64_t end;      /* nothing is read at or behind this byte; may grow between calls */
        uint64_t offset;   /* of the next entry */
        uint64_t position; /* of the next entry */
        uint64_t settled_bytes; /* before this byte all is on disk, as what was read says */
        bool chained;      /* `chain` is known: else it is taken from the next entry */
        uint8_t chain[JOURNAL_HASH_BYTES]; /* before the next entry */
        uint64_t run;                      /* of the entry before: it never falls */
        const char *reason;
        /* What is read at once, and what has been. A search wants a small window, a replay a
         * large one; 0 is WALK_WINDOW_SMALL. */
        size_t window;
        uint8_t *data;
        size_t filled, capacity;
        uint64_t data_offset;
};

/* Begins with `position` at `offset`, which the index named, or, for the segment's first
 * position, behind the header, where the chain is known. Window and memory of an earlier walk are kept. */
void walk_begin(struct walk *walk, const struct disk *disk, const struct segment_header *segment,
                int fd, uint64_t end, uint64_t position, uint64_t offset);
void walk_done(struct walk *walk);

/* 0, END, BAD or -errno. The record's body is borrowed until the next call. */
int walk_next(struct walk *walk, struct journal_record *ret);

/* Looks for whole headers anywhere from `offset` to `end`, and says in `ret_settled` the highest
 * position that one of them calls settled (0: there are none). What torn writes have left is
 * told from damage by it (rule 31). 0 or -errno. */
int walk_search(struct walk *walk, uint64_t *ret_settled);
