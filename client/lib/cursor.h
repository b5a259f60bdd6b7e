/* client/lib/cursor.h: where a subscriber stands: everything up to and including `sequence` of
 * this journal and epoch has been seen.
 *
 * As text, one line of ASCII: "1:JOURNAL:EPOCH:SEQUENCE:HASH", the first number being the version
 * of this text, ids and hashes in hexadecimal, unknown ones empty. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "milestone/client.h"
#include "milestone/v1/desk.pb-c.h"

#define CURSOR_ID_BYTES_MAX 32u

struct cursor {
        unsigned char journal_id[CURSOR_ID_BYTES_MAX];
        size_t journal_id_size; /* 0: any journal */
        uint64_t epoch;
        uint64_t sequence;
        unsigned char hash[CURSOR_ID_BYTES_MAX]; /* of the outbox, after `sequence` */
        size_t hash_size;                        /* 0: unknown */
};

/* MST_CURSOR: it is none. */
int cursor_parse(const char *text, struct cursor *ret);
void cursor_format(const struct cursor *cursor, char ret[MST_CURSOR_TEXT_MAX]);

/* Of the same journal and epoch. */
bool cursor_fits(const struct cursor *cursor, ProtobufCBinaryData journal_id, uint64_t epoch);
/* An id or hash that is longer than ours is taken as unknown. */
void cursor_set_journal(struct cursor *cursor, ProtobufCBinaryData journal_id, uint64_t epoch);
/* Forgets the hash, if the sequence is another one. */
void cursor_advance(struct cursor *cursor, uint64_t sequence);
void cursor_set_hash(struct cursor *cursor, ProtobufCBinaryData hash);

/* `wire` borrows from the cursor. */
void cursor_to_wire(const struct cursor *cursor, Milestone__V1__Cursor *wire);
void cursor_from_wire(const Milestone__V1__Cursor *wire, struct cursor *ret);
