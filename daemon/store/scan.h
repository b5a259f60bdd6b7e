/* store/scan.h: a segment from its first record to its last, in large reads. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "store/view.h"

#define SCAN_BUFFER_BYTES (256u * 1024)

struct scan {
        const struct disk *disk;
        struct view_segment segment; /* as it was */
        uint8_t *buffer;
        size_t capacity, at, filled; /* of the buffer */
        uint64_t offset;             /* of the file, where the buffer begins */
};

enum { SCAN_OK, SCAN_END };

void scan_begin(struct scan *scan, const struct disk *disk, const struct view_segment *segment);
/* The value is good until the next call. 0, END, -EBADMSG or -errno. */
int scan_next(struct scan *scan, struct record *ret, uint64_t *ret_place);
void scan_done(struct scan *scan);
