/* journal/portable.h: a journal as one portable file: an export. FORMAT.md has its bytes.
 *
 * It holds what the chain covers, and nothing of one machine's files: segments, marks and groups are left
 * out. Whoever reads it makes the same chain again, and the file ends with the one that it has to be: what
 * was cut or altered on the way is found. */
#pragma once
#include "journal/journal.h"

/* ---- writing ---- */

/* Called now and then; a result that is not 0 ends it and is returned. NULL: nobody looks. */
typedef int journal_progress(void *context, uint64_t position, uint64_t last);

struct portable_report {
        struct journal_identity identity; /* of the exported journal */
        uint64_t entries, erased;
        uint64_t bytes; /* of the file */
        uint8_t chain[JOURNAL_HASH_BYTES];
};

/* All entries of a folder that are on disk (a daemon may go on writing), to a descriptor, which may be a
 * pipe. Every entry is verified on the way. 0, DAMAGED, FOREIGN or -errno; unless 0, `*ret_why` is a
 * sentence, to be freed by the caller. */
int journal_export(const char *folder, int fd, journal_progress *progress, void *context,
                   struct portable_report *ret, char **ret_why);

/* ---- reading ---- */

/* Makes the segments of a journal in an empty folder, all on disk when it returns. It is no journal yet:
 * see journal_identify(). Results as above. */
int journal_import(int fd, const char *folder, uint64_t segment_bytes, journal_progress *progress, void *context,
                   struct portable_report *ret, char **ret_why);
