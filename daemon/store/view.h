/* store/view.h: the files of the statement log as one checkpoint has them: segments with their
 * lengths, and index runs, the oldest first.
 *
 * A view never changes once it is in use: the writer makes the next one from it (view_copy()), and
 * the store's thread takes that up when it is on disk. Files are shared by views and count their
 * uses; only one of the two threads has to do with that at a time (ledger.h). What no view uses any
 * more is put by, for the writer to delete. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/scoped.h"
#include "disk/disk.h"
#include "store/log_format.h"
#include "store/run.h"

#define SEGMENT_BYTES (64u * 1024 * 1024)
/* Of a view: what a lookup has to go through at most. The writer waits for a merge beyond it. */
#define VIEW_RUNS_MAX 24

struct segment {
        uint64_t number;
        uint64_t first; /* place */
        int fd;
        unsigned uses;
};

struct view_segment {
        struct segment *file;
        uint64_t bytes; /* of the file, that count */
        uint64_t dead;  /* of these, records that a later one replaced */
};

struct view {
        struct view_segment *segments; /* rising by place */
        size_t segments_count, segments_capacity;
        struct run **runs; /* rising by age: all places of one lie behind those of the one before */
        size_t runs_count, runs_capacity;
        uint64_t next_number; /* of the next file */
        uint64_t end;         /* place of the next record */
        uint64_t statements;
};

/* Where the files are, and what became of those that no view uses. */
struct files {
        const struct disk *disk;
        int folder_fd;
        bool keep; /* read_only: nothing is deleted */
        uint64_t *unused_segments; /* numbers */
        size_t unused_segments_count, unused_segments_capacity;
        uint64_t *unused_runs;
        size_t unused_runs_count, unused_runs_capacity;
};
void files_done(struct files *files);
/* What is not used any more. 0 or -errno. */
int files_delete_unused(struct files *files);

struct view *view_new(void);
/* With one more use of each file; NULL: there was no memory. */
struct view *view_copy(const struct view *view);
/* With one use of each file less. Returns NULL. */
struct view *view_free(struct view *view, struct files *files);

/* Both: 0 or -ENOMEM; the file is used once more. */
int view_add_segment(struct view *view, struct segment *segment, uint64_t bytes, uint64_t dead);
int view_add_run(struct view *view, struct run *run);
/* A segment is left out of a view that is being made. */
void view_drop_segment(struct view *view, size_t i, struct files *files);
void view_drop_last_run(struct view *view, struct files *files);
/* `count` runs from the first on become one. */
void view_replace_runs(struct view *view, size_t first, size_t count, struct run *run, struct files *files);

/* NULL: its segment is gone, and with it every statement in it. */
struct view_segment *view_segment_of(const struct view *view, uint64_t place);

/* A statement as it lies in the log. */
struct record {
        struct hash128 hash;
        struct bytes value;
};
enum {
        VIEW_OK,
        VIEW_GONE, /* the place is in no segment */
        VIEW_COLD, /* not in memory, and `cached` was asked for; it is being read now */
};
/* 0, GONE, COLD or -errno: -EBADMSG if what is there was never written, or is damaged. The value is
 * in the arena. */
int view_read(const struct view *view, const struct disk *disk, uint64_t place, bool cached,
              struct arena *arena, struct record *ret);

/* ---- the list, on disk ---- */

int view_write(const struct view *view, struct wire_out *out);
/* Opens what is listed. Runs that are not there or not whole are left out if `ret_bad` is not NULL,
 * and counted there. 0, VIEW_GONE (a segment is missing, or a run that must be there), -EBADMSG or
 * -errno. Files that `known` (or NULL) has are not opened again. */
int view_read_list(struct bytes list, const struct files *files, const struct view *known, struct view **ret,
                   unsigned *ret_bad);
