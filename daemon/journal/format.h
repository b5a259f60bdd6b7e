/* journal/format.h: the bytes of segments, entries and the identity: pure, no file is touched.
 * FORMAT.md says the same for a second reader; whoever changes one changes both, and the
 * version.
 *
 * An entry is whole if its mark, checksum and journal id fit its segment and its body has the
 * hash that the header names. The mark is eight random bytes of the segment that never leave
 * its files: so no body that a peer sends can contain what looks like an entry. */
#pragma once
#include "journal/journal.h"

#define FORMAT_VERSION 1
#define FORMAT_ALIGN   8 /* entries begin on such borders: what is lost is found again quickly */

#define SEGMENT_HEADER_BYTES 144
#define ENTRY_HEADER_BYTES   136
#define IDENTITY_BYTES       72
#define MARK_BYTES           8

/* Kind 0 is no entry: it closes what is written so far, says that all of it is settled, and is
 * overwritten by the next entry. */
#define KIND_CLOSING 0

#define ENTRY_ERASED 0x01 /* the body is zeros; hash and chain are those of before */

enum {
        FORMAT_NOT_OURS = 1, /* magic or version is another */
        FORMAT_BAD_CHECKSUM,
        FORMAT_BAD_VALUE, /* whole, but says what cannot be */
};

struct segment_header {
        uint8_t mark[MARK_BYTES];
        uint8_t id[JOURNAL_ID_BYTES];
        uint64_t epoch;
        uint8_t epoch_name[JOURNAL_ID_BYTES];
        uint64_t run;
        uint64_t first;                    /* position of its first entry */
        uint64_t before_first;             /* of the segment before; 0: this is the first */
        uint64_t before_bytes;             /* where the entries of that one end */
        uint8_t chain[JOURNAL_HASH_BYTES]; /* before `first` */
};

struct entry_header {
        uint8_t kind;
        uint8_t flags;
        uint32_t length;
        uint64_t position;
        uint64_t settled_through; /* on disk before this entry was written */
        uint64_t epoch;
        uint64_t run;
        uint8_t body_hash[JOURNAL_HASH_BYTES];
        uint8_t chain_before[JOURNAL_HASH_BYTES];
};

void format_segment_write(const struct segment_header *header, uint8_t ret[SEGMENT_HEADER_BYTES]);
int format_segment_read(const uint8_t data[SEGMENT_HEADER_BYTES], struct segment_header *ret);

/* Mark and id are the segment's. */
void format_entry_write(const struct segment_header *segment, const struct entry_header *header,
                        uint8_t ret[ENTRY_HEADER_BYTES]);
int format_entry_read(const struct segment_header *segment, const uint8_t data[ENTRY_HEADER_BYTES],
                      struct entry_header *ret);

void format_identity_write(const struct journal_identity *identity, uint8_t ret[IDENTITY_BYTES]);
int format_identity_read(const uint8_t data[IDENTITY_BYTES], struct journal_identity *ret);

/* Header, body and padding. */
size_t format_entry_bytes(size_t body_length);

void format_body_hash(const void *body, size_t length, uint8_t ret[JOURNAL_HASH_BYTES]);
/* BLAKE2b-256 of chain before, position, kind, hash of the body; `ret` may be `before`. */
void format_chain(const uint8_t before[JOURNAL_HASH_BYTES], uint64_t position, uint8_t kind,
                  const uint8_t body_hash[JOURNAL_HASH_BYTES], uint8_t ret[JOURNAL_HASH_BYTES]);

/* The name of the segment that begins with `first`: twelve digits or more, and ".seg". */
#define SEGMENT_NAME_MAX 32
const char *format_segment_name(uint64_t first, char buf[SEGMENT_NAME_MAX]);
/* 0 if `name` is no such name. */
uint64_t format_segment_first(const char *name);
