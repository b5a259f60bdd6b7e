/* journal/writer.h: the sync thread, and what waits for it.
 *
 *     owner                        thread
 *     writer_append ──> [group] ─> write, sync ─> settled, index, eventfd
 *                       [group]    (the next fills meanwhile)
 *
 * No waiting when idle: the thread takes the first group as soon as there is one, so a lone
 * entry is on its way at once, and while it syncs the others gather. When nothing waits, the
 * thread closes what it wrote with a mark that says it is settled, without a sync.
 *
 * The lock guards the waiting groups, the folder's list and index of segments, and the figures;
 * it is never held during a read, write or sync. */
#pragma once
#include "journal/folder.h"
#include "journal/group.h"
#include "journal/tail.h"
#include <pthread.h>

struct writer {
        /* Fixed while the thread runs. */
        struct folder *folder;
        const struct disk *disk;
        struct journal_options options;
        struct journal_identity identity;
        pthread_t thread;
        bool running;
        int event_fd;

        pthread_mutex_t lock;
        pthread_cond_t wake;
        /* Under the lock. */
        struct group *head, *tail; /* wait, in order; the head is being written if `taken` */
        struct group *spare;
        bool taken;
        bool stop;
        bool low_space;
        int failed; /* the first -errno */
        struct why why;
        uint64_t settled;
        struct journal_stats stats;

        /* The thread's own. */
        int fd; /* of the last segment */
        struct segment_header segment;
        uint64_t offset;       /* where the next group goes */
        uint64_t closed_at;    /* a closing mark stands at this offset; 0: none */
        uint64_t written_last; /* position */
        uint8_t written_chain[JOURNAL_HASH_BYTES];
};

/* Takes over `fd` of the last segment, which ends as `tail` says, and starts the thread. 0 or
 * -errno; writer_done() is right in any case. */
int writer_init(struct writer *writer, struct folder *folder, const struct journal_options *options,
                const struct journal_identity *identity, int fd, const struct tail *tail);
/* Waits until everything is on disk or has failed. 0 or the first -errno. */
int writer_stop(struct writer *writer);
void writer_done(struct writer *writer);

/* 0, BUSY, NO_SPACE or -errno. */
int writer_append(struct writer *writer, const struct entry_header *header, const void *body);
/* 0 if the position waits, copied to `buffer`; else ABSENT: it is on disk. Or -ENOMEM. */
int writer_read(struct writer *writer, uint64_t position, struct journal_buffer *buffer,
                struct journal_record *ret);
/* How far the disk is, and the first failure. */
int writer_state(struct writer *writer, uint64_t *ret_settled, struct why *ret_why);
void writer_stats(struct writer *writer, struct journal_stats *ret);
