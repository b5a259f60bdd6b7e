/* store/log_format.h: the bytes of the statement log's files; FORMAT.md says the same at length.
 *
 * Pure: nothing here allocates or reads. Numbers are little endian. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "base/wire.h"
#include "store/layout.h"

#define LOG_VERSION 1

/* ---- places: 8 bytes of log each, counted over all segments from the first that was ever made;
 * none is used twice, the first is 1 ---- */

#define LOG_PLACE_BYTES 8
#define LOG_PLACE_BITS  37 /* a tebibyte of statements in the life of a store */
#define LOG_PLACES_MAX  (UINT64_C(1) << LOG_PLACE_BITS)

/* ---- records of a segment ---- */

#define LOG_HEAD_BYTES 24
/* Of a value: what a read takes memory for at most. A batch is a mebibyte. */
#define LOG_VALUE_MAX (16u * 1024 * 1024)

struct log_head {
        struct hash128 hash;
        uint32_t length, checksum;
};

/* With head and padding. */
size_t log_record_bytes(size_t value_length);
void log_record_write(struct hash128 hash, const void *value, size_t length, uint8_t *ret);
struct log_head log_head_read(const uint8_t bytes[LOG_HEAD_BYTES]);
/* Whether the bytes behind the head are the ones that were written with it. */
bool log_record_is_whole(const uint8_t head[LOG_HEAD_BYTES], const uint8_t *value);

/* ---- cards: 26 bits of hash, 1 bit "replaces", 37 bits of place ---- */

#define CARD_HASH_BITS    40 /* of the key's hash, its leading ones */
#define CARD_IMPLIED_BITS 14 /* of these, the first: they follow from where the card lies */
#define CARD_TAIL_BITS    (CARD_HASH_BITS - CARD_IMPLIED_BITS)

/* The bits that find the cards of a key; of fewer than 40, for tests, the others are 0. */
uint64_t card_bits(struct hash128 hash, unsigned hash_bits);
uint64_t card_make(uint64_t bits, bool replaces, uint64_t place);
uint64_t card_tail(uint64_t card);
bool card_replaces(uint64_t card);
uint64_t card_place(uint64_t card);

/* ---- runs ---- */

#define RUN_HEAD_BYTES       64
#define RUN_PREFIX_BITS_MIN  CARD_IMPLIED_BITS
#define RUN_PREFIX_BITS_MAX  30
#define RUN_CARDS_A_PREFIX   8 /* at most, on the average */

struct run_head {
        unsigned prefix_bits;
        uint64_t count, first_place, last_place;
        uint32_t prefixes_checksum, cards_checksum;
};

unsigned run_prefix_bits(uint64_t count);
uint64_t run_cards_offset(unsigned prefix_bits);
void run_head_write(const struct run_head *head, uint8_t ret[RUN_HEAD_BYTES]);
/* False: no run's, of another version, or damaged. */
bool run_head_read(const uint8_t bytes[RUN_HEAD_BYTES], struct run_head *ret);

/* ---- the list of files, which alone makes a file count ---- */

struct listed_segment {
        uint64_t number, first, bytes, dead;
};

struct listed_run {
        uint64_t number, count;
};

struct log_list {
        uint64_t next_number, end, statements;
        uint32_t segments_count, runs_count;
};

#define LOG_NAME_MAX  24
#define LOG_FILE_MODE 0600 /* hashes by a secret are in it */
void log_segment_name(uint64_t number, char ret[LOG_NAME_MAX]);
void log_run_name(uint64_t number, char ret[LOG_NAME_MAX]);

void log_list_write(const struct log_list *list, struct wire_out *out);
void log_listed_segment_write(const struct listed_segment *segment, struct wire_out *out);
void log_listed_run_write(const struct listed_run *run, struct wire_out *out);
/* Sticky, as all of wire.h; a version that is not ours is a failure. */
struct log_list log_list_read(struct wire_in *in);
struct listed_segment log_listed_segment_read(struct wire_in *in);
struct listed_run log_listed_run_read(struct wire_in *in);
