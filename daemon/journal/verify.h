/* journal/verify.h: reads a whole embedded journal and says whether it is what it was.
 *
 * Reads files only: it takes no lock and may run in another process or thread while a daemon
 * writes the same folder; it then sees what had been written when it began. Every checksum,
 * body, position and link of the chain is looked at, from position 1 on. */
#pragma once
#include "journal/journal.h"

struct journal_report {
        struct journal_identity identity; /* `run` is the last one that opened it */
        uint64_t segments;
        uint64_t entries;                  /* whole and chained, from position 1 on */
        uint64_t erased;                   /* of these, without their bodies */
        uint64_t bytes;                    /* of all files */
        uint64_t tail_bytes;               /* behind the last whole entry: torn, or being written now */
        uint64_t bad_position;             /* DAMAGED: the first entry that cannot be read; else 0 */
        uint64_t bad_segment;              /* and the first position of its file, which names it */
        uint64_t bad_offset;               /* and where in it */
        uint8_t chain[JOURNAL_HASH_BYTES]; /* after `entries` */
};

/* Called for each entry in order; the record is borrowed for the call, its cargo is NULL. A
 * result that is not 0 ends the walk and is returned. NULL: no one looks. */
typedef int journal_visitor(void *userdata, const struct journal_record *record);

/* 0, DAMAGED, FOREIGN, -errno, or what the visitor said. The report is filled as far as the walk
 * came. Unless 0, `*ret_why` is a sentence, to be freed by the caller; else NULL. */
int journal_verify(const char *folder, const struct disk *disk, journal_visitor *visitor,
                   void *userdata, struct journal_report *ret, char **ret_why);
