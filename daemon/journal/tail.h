/* journal/tail.h: walks the last segment to its end and says what lies behind it: nothing, a
 * torn tail, or damage (rule 31). Writes nothing; both open and verify ask it. */
#pragma once
#include "journal/folder.h"
#include "journal/walk.h"

struct tail {
        uint64_t last;       /* the last whole position; the segment's first - 1 if it has none */
        uint64_t bytes;      /* where its entries end */
        uint64_t settled_bytes; /* and from where on nobody says that they are on disk */
        uint64_t torn_bytes; /* behind that, to be cut; a closing mark is not among them */
        uint64_t epoch, run; /* the highest of the segment's */
        uint8_t chain[JOURNAL_HASH_BYTES]; /* after `last` */
        const char *torn_reason;
};

/* `walk` stands at the segment's beginning and is used up; what it passes is put into the index.
 * `settled_known` is what the caller knows to be settled. 0, DAMAGED (then `last` is right too),
 * -errno, or what the visitor said. */
int tail_read(struct folder *folder, struct segment *segment, struct walk *walk, uint64_t settled_known,
              int (*visit)(void *userdata, const struct journal_record *record), void *userdata,
              struct tail *ret, struct why *why);
