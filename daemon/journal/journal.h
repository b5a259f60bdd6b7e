/* journal/journal.h: the port of the journal: puts what comes in into one order, hands it out
 * in that order, and says up to where it is safe on disk. All else follows from it.
 *
 * What comes in are bodies (bytes; what they mean is known to decode and the core, never here).
 * What leaves are records: position, kind, body, and a chain of hashes that covers them all.
 *
 * What always holds:
 *   - Positions are 1, 2, 3 ... without a gap, and never change their content.
 *   - append and next never wait for a disk's sync. next hands out an entry at once, while its
 *     sync is under way; whatever follows from it is held until settled() has reached it (rule 32).
 *   - The first write or sync that fails is the last one: from then on dispatch and append
 *     return its -errno for ever, and settled() stands still. The caller ends the process; what
 *     the disk holds is known after the next open (RELIABILITY: the fsync rule).
 *   - An entry that was settled is never cut by a later open, silently shortened or skipped.
 *
 * One thread owns a journal and calls it; journal_verify() may run anywhere. Bodies that are
 * handed out are bytes as they were given in, nothing in them is aligned.
 *
 * journal_open() is the embedded journal, files of our own (FORMAT.md). Another implementation
 * is another constructor and another table of journal/port.h; all pass tests/unit/journal/
 * test_contract.c, which knows only this header. */
#pragma once
#include "base/scoped.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct journal;

/* ---- limits -------------------------------------------------------------------------------- */

/* One body. A batch: a message of 1 MiB, and a refusal of 300 bytes for each of 10,000 events. */
#define JOURNAL_BODY_MAX (4u * 1024 * 1024)
/* Segment file: large enough that a roll (three syncs) is rare, small enough to copy and check. */
#define JOURNAL_SEGMENT_BYTES (64u * 1024 * 1024)
/* What one write and one sync carry: 7000 trade events, 3 ms on a plain virtual disk. */
#define JOURNAL_GROUP_BYTES (1u * 1024 * 1024)
/* What may wait for the disk: 50 ms of it. Beyond, append is BUSY and publishers feel it. */
#define JOURNAL_PENDING_BYTES (16u * 1024 * 1024)
/* Left free on the file system, for the store, the logs and the administrator's way out. */
#define JOURNAL_FREE_FLOOR_BYTES (UINT64_C(256) * 1024 * 1024)

#define JOURNAL_HASH_BYTES 32 /* BLAKE2b-256, of bodies and of the chain */
#define JOURNAL_ID_BYTES   16

/* ---- outcomes ------------------------------------------------------------------------------ */

enum {
        JOURNAL_OK,
        JOURNAL_EMPTY,     /* next: nothing behind the cursor now */
        JOURNAL_ABSENT,    /* read, seek, chain_at: the journal has no such position */
        JOURNAL_BUSY,      /* append: too much waits for the disk; try again after dispatch */
        JOURNAL_NO_SPACE,  /* append: below the floor of free space; retry later */
        JOURNAL_OVERSIZED, /* append: a body above JOURNAL_BODY_MAX; never retry */
        JOURNAL_DAMAGED,   /* settled entries cannot be read; where and what to do: `why` */
        JOURNAL_FOREIGN,   /* not a journal, or of a format that this program does not know */
        JOURNAL_LOCKED,    /* another process has it open for writing */
};

/* ---- what is handed out -------------------------------------------------------------------- */

/* Who this journal is. `id` is shared by replicas and copies; the epoch changes when a restored
 * backup goes on (rule 34); `run` rises with each open. */
struct journal_identity {
        uint8_t id[JOURNAL_ID_BYTES];
        uint64_t epoch;
        uint8_t epoch_name[JOURNAL_ID_BYTES];
        uint64_t run;
};

/* One entry. `chain` is the hash after it, over position, kind, body_hash and the chain before
 * (BLAKE2b-256 of the four; 32 zero bytes before position 1): two journals with equal content
 * have equal chains. */
struct journal_record {
        uint64_t position;
        uint64_t epoch;
        uint64_t run;
        uint8_t kind;        /* enum entry_kind; 1 to 255 here */
        bool erased;         /* the body was erased by law: body is NULL, hash and chain stand */
        const uint8_t *body; /* not NULL unless erased or with cargo, also when body_length is 0 */
        size_t body_length;
        uint8_t body_hash[JOURNAL_HASH_BYTES];
        uint8_t chain[JOURNAL_HASH_BYTES];
        void *cargo; /* what append was given in this run, handed out once, by next; else NULL */
};

/* Memory for journal_read(), the caller's. All zero is an empty one. */
struct journal_buffer {
        uint8_t *data;
        size_t capacity;
};
void journal_buffer_done(struct journal_buffer *buffer);

struct journal_stats {
        uint64_t entries;           /* appended in this run */
        uint64_t bytes;             /* written in this run, headers included */
        uint64_t groups;            /* written in this run */
        uint64_t group_entries_max; /* the fullest of them */
        uint64_t syncs;             /* of segments and folder, in this run */
        uint64_t sync_usec;         /* spent in them */
        uint64_t sync_usec_max;     /* the longest */
        uint64_t segments;          /* that the journal consists of */
        uint64_t pending_bytes;     /* wait for the disk now */
        uint64_t pending_usec;      /* how long the oldest of these has waited; 0: none */
        uint64_t busy;              /* appends refused: BUSY */
        uint64_t no_space;          /* appends refused: NO_SPACE */
        uint64_t oversized;         /* appends refused: OVERSIZED */
        uint64_t cut_bytes;         /* of a torn tail, at open */
};

/* ---- life ---------------------------------------------------------------------------------- */

/* Zero means the default above, wherever a zero makes no sense. */
struct journal_options {
        uint64_t segment_bytes;
        uint64_t group_bytes;
        uint64_t pending_bytes_max;
        uint64_t free_floor_bytes; /* taken as it is: 0 is no floor */
        /* The caller knows that this position was settled (its checkpoint says so): if the
         * journal ends before it, that is damage and no torn tail. 0: knows nothing. It knows it of the
         * journal with this id only; NULL: of whichever is in the folder. */
        uint64_t settled_known;
        const uint8_t *settled_of; /* JOURNAL_ID_BYTES */
        /* Begin a new epoch: a restored backup. The number rises by one, the name is new. */
        bool new_epoch;
        /* The disk; NULL is the real one. Borrowed until close. See journal/disk.h. */
        const struct disk *disk;
};

/* Opens or creates the journal in `folder`, which is created too if its parent is there. A torn
 * tail is cut. The cursor stands before position 1.
 * 0, JOURNAL_DAMAGED, FOREIGN, LOCKED or -errno. Unless 0, `*ret_why` is a sentence for the
 * administrator (file, offset, position, advice), to be freed by the caller; NULL on 0. */
int journal_open(const char *folder, const struct journal_options *options, struct journal **ret,
                 char **ret_why);

/* A second reader, in another thread or process than the one that writes: no lock is taken and
 * nothing is cut or written. It ends where the tail was whole when it was opened, all of it counts
 * as settled, append is -EROFS and the descriptor never readable (-1). Only the embedded journal.
 * Results as those of journal_open(). */
int journal_open_reading(const char *folder, const struct disk *disk, struct journal **ret,
                         char **ret_why);

/* Writes and syncs what waits, then frees. 0, or the -errno of the first failed write or sync;
 * the journal is freed in any case. Cargo that was not handed out is forgotten, not freed. */
int journal_close(struct journal *journal);
SCOPED_FUNCTION(struct journal, journal_close)

/* ---- verbs --------------------------------------------------------------------------------- */

/* Puts a copy of the body at the end. `cargo` travels with it to journal_next() and stays the
 * caller's. 0, BUSY, NO_SPACE, OVERSIZED, or the -errno of the first failed write or sync. */
int journal_append(struct journal *journal, uint8_t kind, const void *body, size_t length, void *cargo,
                   uint64_t *ret_position);

/* The entry behind the cursor, which moves past it. First what was on disk, then what is
 * appended, at once. With its cargo comes no body: who gave the one had the other. The body is
 * borrowed until the next next, seek or close; append, read and dispatch leave it alone.
 * 0, EMPTY, DAMAGED (see journal_why) or -errno. */
int journal_next(struct journal *journal, struct journal_record *ret);

/* Puts the cursor behind `position`; 0 is the beginning. Cargo of entries up to there is
 * forgotten. 0 or ABSENT. */
int journal_seek(struct journal *journal, uint64_t after_position);

/* Any entry, settled or not; the cursor stays. The body lies in `buffer`, which grows, and is
 * borrowed until that is used again. 0, ABSENT, DAMAGED or -errno. */
int journal_read(struct journal *journal, uint64_t position, struct journal_buffer *buffer,
                 struct journal_record *ret);

/* To be called when journal_fd() is readable: takes in how far the disk has come, so that
 * settled() moves; it moves here only. 0, or the -errno of the first failed write or sync. */
int journal_dispatch(struct journal *journal);

/* ---- reads --------------------------------------------------------------------------------- */

/* Readable when dispatch has news; for poll, belongs to the journal. */
int journal_fd(const struct journal *journal);
/* Every entry up to here is on disk. What open found is settled. */
uint64_t journal_settled(const struct journal *journal);
/* The last position that was given out; 0: none. */
uint64_t journal_last(const struct journal *journal);
/* The chain after `position`; 0 is the beginning. 0, ABSENT, DAMAGED or -errno. */
int journal_chain_at(struct journal *journal, uint64_t position, uint8_t ret[JOURNAL_HASH_BYTES]);
/* Lives as long as the journal. */
const struct journal_identity *journal_identity(const struct journal *journal);
/* The sentence that belongs to the last DAMAGED, or to the write or sync that failed (file,
 * offset, position, errno); "" if there was none. Lives until the next call of the journal. */
const char *journal_why(const struct journal *journal);
void journal_stats(const struct journal *journal, struct journal_stats *ret);
