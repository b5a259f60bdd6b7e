/* journal/portable_format.h: the bytes of an export, inside its compression; FORMAT.md says the same. */
#pragma once
#include "journal/journal.h"

#define PORTABLE_VERSION      1
#define PORTABLE_HEADER_BYTES 64
#define PORTABLE_ENTRY_BYTES  64
#define PORTABLE_END          0 /* in the place of a kind */


/* Of an entry; or the end, with the last position, and the chain after it in the place of the hash. */
struct portable_entry {
        uint8_t kind;
        bool erased;
        uint32_t length;
        uint64_t position, epoch, run;
        uint8_t hash[JOURNAL_HASH_BYTES];
};

void portable_header_write(const struct journal_identity *identity, uint8_t ret[PORTABLE_HEADER_BYTES]);
/* 0, or an outcome of journal/format.h. */
int portable_header_read(const uint8_t data[PORTABLE_HEADER_BYTES], struct journal_identity *ret);
void portable_entry_write(const struct portable_entry *entry, uint8_t ret[PORTABLE_ENTRY_BYTES]);
int portable_entry_read(const uint8_t data[PORTABLE_ENTRY_BYTES], struct portable_entry *ret);
