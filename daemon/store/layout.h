/* store/layout.h: what keys and values look like, in the front and in LMDB. FORMAT.md has the whole.
 *
 * Keys compare as bytes, so numbers in them are big endian; values are little endian.
 *
 *      a statement  key    hash, 16: SipHash-2-4-128 of source, a zero byte, id, by the store's
 *                          secret key; the high half first
 *                   value  i32 last day of its scope, or CIVIL_NONE; u16 length of source;
 *                          u16 length of id; source; id; the rest is the body
 *      ledger       "files"        which files of the statement log count, log_format.h
 *      scopes       key    u64 SipHash of the source; u32 last day, its sign turned; hash, 16
 *                   value  empty
 *      outbox       key    u64 sequence
 *                   value  what was told
 *      quarantine   key    u64 position; u32 index
 *                   value  u8 reason; i64 received_usec; source, id, field, message, sender,
 *                          each u32 length and bytes
 *      rows.NN      key and value as the core gave them, a database for each table
 *      meta         "identity"    u32 format, u32 state version, 16 bytes journal id
 *                   "secret"      16 bytes, random: places in tables, steered by nobody outside
 *                   "checkpoint"  u64 position, last told, oldest told, lines in quarantine
 *
 * Pure: nothing here allocates, but for what goes through a wire_out. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/hash.h"
#include "base/text.h"
#include "base/wire.h"
#include "store/store.h"

#define LAYOUT_FORMAT 3 /* of all of the above */

#define META_IDENTITY   "identity"
#define META_SECRET     "secret"
#define META_CHECKPOINT "checkpoint"

#define LAYOUT_SECRET_BYTES     16
#define LAYOUT_HASH_BYTES       16
#define LAYOUT_SCOPE_BYTES      28
#define LAYOUT_SEQUENCE_BYTES   8
#define LAYOUT_LINE_BYTES       12
#define LAYOUT_IDENTITY_BYTES   24
#define LAYOUT_CHECKPOINT_BYTES 32

/* Borrowed. */
struct bytes {
        const uint8_t *data;
        size_t length;
};

/* ---- keys ---- */

struct hash128 layout_hash(const uint64_t secret[2], struct text source, struct text id);
uint64_t layout_source_hash(const uint64_t secret[2], struct text source);
/* Below, at or above zero, in the order of the keys. */
int layout_hash_compare(struct hash128 a, struct hash128 b);

/* A statement under a source and a day, and where a walk goes on. Of a walk over everything, source
 * and day are 0. */
struct spot {
        uint64_t source_hash;
        int32_t day;
        struct hash128 hash;
};
int layout_spot_compare(const struct spot *a, const struct spot *b);

void layout_hash_write(struct hash128 hash, uint8_t ret[LAYOUT_HASH_BYTES]);
struct hash128 layout_hash_read(const uint8_t bytes[LAYOUT_HASH_BYTES]);
void layout_spot_write(const struct spot *spot, uint8_t ret[LAYOUT_SCOPE_BYTES]);
struct spot layout_spot_read(const uint8_t bytes[LAYOUT_SCOPE_BYTES]);
void layout_sequence_write(uint64_t sequence, uint8_t ret[LAYOUT_SEQUENCE_BYTES]);
uint64_t layout_sequence_read(const uint8_t bytes[LAYOUT_SEQUENCE_BYTES]);
void layout_line_key_write(uint64_t position, uint32_t index, uint8_t ret[LAYOUT_LINE_BYTES]);

/* ---- values: a read gives 0, or -EBADMSG for bytes that were never written by us ---- */

struct kept_statement {
        struct text source, id;
        int32_t scope_day; /* CIVIL_NONE: not indexed */
        struct bytes body;
};

size_t layout_statement_bytes(const struct statement_put *put);
void layout_statement_write(const struct statement_put *put, uint8_t *ret);
/* Borrows the bytes. */
int layout_statement_read(struct bytes value, struct kept_statement *ret);

void layout_line_write(const struct quarantined *line, struct wire_out *out);
/* `key` of LAYOUT_LINE_BYTES; borrows the value. */
int layout_line_read(const uint8_t *key, struct bytes value, struct quarantined *ret);

struct checkpoint_mark {
        uint64_t position;
        uint64_t last_told;
        uint64_t oldest_told;
        uint64_t quarantined;
};
void layout_checkpoint_write(const struct checkpoint_mark *mark, uint8_t ret[LAYOUT_CHECKPOINT_BYTES]);
int layout_checkpoint_read(struct bytes value, struct checkpoint_mark *ret);
