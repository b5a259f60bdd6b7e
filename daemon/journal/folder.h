/* journal/folder.h: the folder of an embedded journal: its lock, its identity, its segments,
 * and where in them a position is found.
 *
 *     lock              held (flock) by the one process that writes
 *     identity          journal id, epoch, run; replaced as a whole at each open
 *     NNNNNNNNNNNN.seg  segments, named by their first position
 *     NAME.new          one of these being made; not part of the journal
 *
 * A file gets its name only when its content is on disk, so a half-made one never counts.
 * Segments name the one before them and its size: a missing or shortened one is seen without
 * reading it. The index of each segment is sparse and grows when the segment is written or
 * walked. No locking here: the owner does. */
#pragma once
#include "disk/disk.h"
#include "journal/format.h"
#include "journal/why.h"

/* One step of the index for so many bytes: a search reads that much at most. */
#define INDEX_STEP_BYTES (64 * 1024)

struct index_step {
        uint64_t position;
        uint64_t offset;
};

struct segment {
        struct segment_header header;
        uint64_t bytes; /* where its entries end; of the last one: as far as is known to be settled */
        struct index_step *steps; /* rising; the first entry has none */
        size_t steps_count, steps_capacity;
};

struct folder {
        int fd;
        int lock_fd; /* -1: not held */
        char *path;  /* for sentences only */
        const struct disk *disk;
        struct segment *segments; /* in order; may move when one is added */
        size_t segments_count, segments_capacity;
};

/* Opens an existing folder. 0 or -errno; folder_done() is right in any case. */
int folder_init(struct folder *folder, const char *path, const struct disk *disk);
/* Creates the folder if it is not there (not its parents), and syncs its parent then. 0 or -errno. */
int folder_create(const char *path, const struct disk *disk);
void folder_done(struct folder *folder);
/* 0, LOCKED or -errno. */
int folder_lock(struct folder *folder);

/* Reads the headers of all segments; `bytes` of the last one is its size. 0, DAMAGED, FOREIGN or
 * -errno; then the segments before the bad one are there, and `*ret_bad` is its first position. */
int folder_load(struct folder *folder, uint64_t *ret_bad, struct why *why);

/* 0, ABSENT if there is none, DAMAGED, FOREIGN or -errno. */
int folder_identity_read(struct folder *folder, struct journal_identity *ret, struct why *why);
/* On disk when it returns. 0 or -errno. */
int folder_identity_write(struct folder *folder, const struct journal_identity *identity);

/* Makes the file of a segment, on disk under its name when it returns; a descriptor for reading
 * and writing, or -errno. A file of that name is replaced. */
int folder_segment_create(struct folder *folder, const struct segment_header *header);
/* Adds it to the list; `bytes` is the header's. 0 or -ENOMEM. */
int folder_segment_add(struct folder *folder, const struct segment_header *header);
/* A descriptor or -errno. */
int folder_segment_open(struct folder *folder, uint64_t first, int flags);

/* The segment in which `position` lies or would lie: the last that begins at or before it. */
struct segment *folder_segment_of(struct folder *folder, uint64_t position);
/* The nearest known place at or before `position`: offset of an entry and its position. */
struct index_step segment_nearest(const struct segment *segment, uint64_t position);
/* An entry begins there; kept if it is a step away from the last one. Without memory the index
 * stays coarser, which is slower and nothing else. */
void segment_learn(struct segment *segment, uint64_t position, uint64_t offset);
