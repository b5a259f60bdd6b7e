/* journal/reader.h: reads settled entries from the segments while the sync thread adds to them.
 * One reader is one place in the journal; the embedded journal has one for the cursor and one
 * for journal_read(). */
#pragma once
#include "journal/walk.h"
#include "journal/writer.h"

struct reader {
        struct writer *writer; /* for its lock and its folder; borrowed */
        struct walk walk;      /* `position` is 0 before the first read */
        int fd;
};

/* `window` as in struct walk. */
void reader_init(struct reader *reader, struct writer *writer, size_t window);
void reader_done(struct reader *reader);
/* An entry that is on disk. The body is borrowed until the next call. What lies right behind the
 * last one read is found without a search. 0, DAMAGED or -errno. */
int reader_read(struct reader *reader, uint64_t position, struct journal_record *ret, struct why *why);
