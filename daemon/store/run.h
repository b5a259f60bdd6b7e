/* store/run.h: an index run: cards sorted by hash and place, a file that never changes.
 *
 *      head | prefixes: for each, the number of cards before it | cards
 *
 * It is mapped; its checksums are looked at when it is opened, all of it, since a card that is lost
 * would make a record that is known look new. Cards come to a run_writer in their order and leave it
 * in two streams, so a run of any length is made in the same memory. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/scoped.h"
#include "disk/disk.h"
#include "store/log_format.h"

/* ---- reading ---- */

struct run {
        uint64_t number;
        struct run_head head;
        const uint8_t *map;
        size_t map_bytes;
        const uint32_t *prefixes;
        const uint64_t *cards;
        unsigned uses; /* of views, see view.h */
};

enum {
        RUN_OK,
        RUN_BAD, /* it is not there, or not whole: runs are made anew from the log */
};

/* `count` as it is listed. 0, BAD or -errno. */
int run_open(const struct disk *disk, int folder_fd, const struct listed_run *listed, struct run **ret);
struct run *run_close(struct run *run);
SCOPED_FUNCTION(struct run, run_close)

/* The three steps of looking up many keys, each for all of them before the next. */
void run_prefetch_prefix(const struct run *run, uint64_t bits);
void run_prefetch_cards(const struct run *run, uint64_t bits);
/* The cards with these bits: `*ret_first` up to, not with, `*ret_end`. False: there are none. */
bool run_find(const struct run *run, uint64_t bits, uint64_t *ret_first, uint64_t *ret_end);

uint64_t run_card(const struct run *run, uint64_t i);

/* ---- walking, cards and the bits that they stand for ---- */

struct run_cursor {
        const struct run *run;
        uint64_t i, prefix;
};

/* At the first card whose bits are not below. */
struct run_cursor run_seek(const struct run *run, uint64_t bits);
bool run_cursor_more(const struct run_cursor *cursor);
/* Of the card at hand. */
uint64_t run_cursor_bits(struct run_cursor *cursor);
void run_cursor_next(struct run_cursor *cursor);

/* ---- writing ---- */

#define RUN_BUFFER_BYTES (64u * 1024)

struct run_stream {
        uint8_t *buffer;
        size_t used;
        uint64_t offset; /* of the file, where the buffer goes */
        uint32_t checksum;
};

struct run_writer {
        const struct disk *disk;
        uint64_t number;
        int fd;
        struct run_head head;
        uint64_t next_prefix;
        struct run_stream prefixes, cards;
};

/* All: 0 or -errno. `most`: there will not be more cards than that. */
int run_writer_begin(struct run_writer *writer, const struct disk *disk, int folder_fd, uint64_t number,
                     uint64_t most);
int run_writer_add(struct run_writer *writer, uint64_t bits, uint64_t card);
/* The file is whole and synced, its name not yet. At least one card was added. */
int run_writer_end(struct run_writer *writer);
/* After any of these. */
void run_writer_done(struct run_writer *writer);
