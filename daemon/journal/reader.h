/* journal/reader.h: reads settled entries from the segments while the sync thread adds to them.
 * One reader is one place in the journal; a journal has one for the cursor and one for
 * journal_read(). */
#pragma once
#include "journal/folder.h"
#include "journal/walk.h"
#include <pthread.h>

struct reader {
        struct folder *folder; /* borrowed */
        pthread_mutex_t *lock; /* of the folder, while another thread adds to it; else NULL */
        struct walk walk;      /* `position` is 0 before the first read */
        int fd;
};

/* `window` as in struct walk. */
void reader_init(struct reader *reader, struct folder *folder, pthread_mutex_t *lock, size_t window);
void reader_done(struct reader *reader);
/* An entry that is on disk. The body is borrowed until the next call. What lies right behind the
 * last one read is found without a search. 0, DAMAGED or -errno. */
int reader_read(struct reader *reader, uint64_t position, struct journal_record *ret, struct why *why);
/* The body from the reader's window into memory of the caller's. 0 or -ENOMEM. */
int reader_copy(struct journal_record *record, struct journal_buffer *buffer);
