/* store/scan.c: see scan.h. */
#include "store/scan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void scan_begin(struct scan *scan, const struct disk *disk, const struct view_segment *segment)
{
        *scan = (struct scan){.disk = disk, .segment = *segment};
}

/* At least `length` bytes from `at` on, which the segment has. */
static int fill(struct scan *scan, size_t length)
{
        size_t left = scan->filled - scan->at;
        uint64_t rest;
        ssize_t n;

        if (left >= length)
                return 0;
        if (length > scan->capacity) {
                size_t capacity = length > SCAN_BUFFER_BYTES ? length : SCAN_BUFFER_BYTES;
                uint8_t *buffer = realloc(scan->buffer, capacity);

                if (!buffer)
                        return -ENOMEM;
                scan->buffer = buffer;
                scan->capacity = capacity;
        }
        memmove(scan->buffer, scan->buffer + scan->at, left);
        scan->offset += scan->at;
        scan->at = 0;
        scan->filled = left;
        rest = scan->segment.bytes - scan->offset - left;
        n = disk_read(scan->disk, scan->segment.file->fd, scan->buffer + left,
                      rest < scan->capacity - left ? (size_t)rest : scan->capacity - left,
                      scan->offset + left, false);
        if (n < 0)
                return (int)n;
        scan->filled += (size_t)n;
        return scan->filled >= length ? 0 : -EBADMSG;
}

int scan_next(struct scan *scan, struct record *ret, uint64_t *ret_place)
{
        uint64_t offset = scan->offset + scan->at, left = scan->segment.bytes - offset;
        struct log_head head;
        int r;

        if (left == 0)
                return SCAN_END;
        r = left < LOG_HEAD_BYTES ? -EBADMSG : fill(scan, LOG_HEAD_BYTES);
        if (r < 0)
                return r;
        head = log_head_read(scan->buffer + scan->at);
        if (head.length > LOG_VALUE_MAX || log_record_bytes(head.length) > left)
                return -EBADMSG;
        r = fill(scan, log_record_bytes(head.length));
        if (r < 0)
                return r;
        if (!log_record_is_whole(scan->buffer + scan->at, scan->buffer + scan->at + LOG_HEAD_BYTES))
                return -EBADMSG;
        *ret = (struct record){head.hash, {scan->buffer + scan->at + LOG_HEAD_BYTES, head.length}};
        *ret_place = scan->segment.file->first + offset / LOG_PLACE_BYTES;
        scan->at += log_record_bytes(head.length);
        return SCAN_OK;
}

void scan_done(struct scan *scan)
{
        free(scan->buffer);
        *scan = (struct scan){0};
}
