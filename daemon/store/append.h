/* store/append.h: statements to the end of the log, in large writes; a segment that is full is
 * followed by the next. The records count when the view that they were appended to is listed. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "store/view.h"

#define APPEND_BUFFER_BYTES (256u * 1024)

struct appender {
        const struct files *files;
        struct view *view; /* that is being made */
        uint64_t segment_bytes_max;
        uint8_t *buffer;
        size_t used, capacity; /* behind the view's end */
        bool made_files;       /* whose names are not on disk yet */
        bool touched;          /* the last segment, since its last sync */
};

/* All: 0 or -errno. */
int appender_begin(struct appender *appender, const struct files *files, struct view *view,
                   uint64_t segment_bytes_max);
int appender_add(struct appender *appender, struct hash128 hash, struct bytes value, uint64_t *ret_place);
/* All is on disk, but for names. */
int appender_sync(struct appender *appender);
void appender_done(struct appender *appender);
