/* store/append.c: see append.h. */
#include "store/append.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static struct view_segment *last(struct view *view)
{
        return view->segments_count > 0 ? &view->segments[view->segments_count - 1] : NULL;
}

int appender_begin(struct appender *appender, const struct files *files, struct view *view,
                   uint64_t segment_bytes_max)
{
        *appender = (struct appender){.files = files, .view = view, .segment_bytes_max = segment_bytes_max};
        return 0;
}

static int flush(struct appender *appender)
{
        struct view_segment *segment = last(appender->view);
        int r;

        if (appender->used == 0)
                return 0;
        r = disk_write(appender->files->disk, segment->file->fd, appender->buffer, appender->used,
                       segment->bytes);
        if (r < 0)
                return r;
        segment->bytes += appender->used;
        appender->used = 0;
        appender->touched = true;
        return 0;
}

/* What a crash left behind its end is cut off, so that it is not taken for ours later. */
static int begin_segment(struct appender *appender)
{
        const struct files *files = appender->files;
        struct view *view = appender->view;
        struct segment *segment = calloc(1, sizeof *segment);
        char name[LOG_NAME_MAX];
        int r;

        if (!segment)
                return -ENOMEM;
        *segment = (struct segment){.number = view->next_number, .first = view->end, .fd = -1};
        log_segment_name(segment->number, name);
        segment->fd = files->disk->open(files->disk->context, files->folder_fd, name,
                                        O_RDWR | O_CREAT | O_TRUNC, LOG_FILE_MODE);
        r = segment->fd < 0 ? segment->fd : view_add_segment(view, segment, 0, 0);
        if (r < 0) {
                if (segment->fd >= 0)
                        (void)close(segment->fd);
                free(segment);
                return r;
        }
        view->next_number++;
        appender->made_files = true;
        return 0;
}

/* Room in the last segment, if need be the next one. */
static int make_room(struct appender *appender, size_t total)
{
        struct view_segment *segment = last(appender->view);
        int r;

        if (segment && segment->bytes + appender->used + total <= appender->segment_bytes_max)
                return 0;
        if (segment && segment->bytes + appender->used == 0)
                return 0; /* one record alone is longer */
        r = appender_sync(appender);
        return r < 0 ? r : begin_segment(appender);
}

/* Room in the buffer. */
static int make_buffer(struct appender *appender, size_t total)
{
        size_t capacity = total > APPEND_BUFFER_BYTES ? total : APPEND_BUFFER_BYTES;
        int r;

        if (appender->capacity - appender->used >= total)
                return 0;
        r = flush(appender);
        if (r < 0 || appender->capacity >= total)
                return r;
        free(appender->buffer);
        appender->buffer = malloc(capacity);
        appender->capacity = appender->buffer ? capacity : 0;
        return appender->buffer ? 0 : -ENOMEM;
}

int appender_add(struct appender *appender, struct hash128 hash, struct bytes value, uint64_t *ret_place)
{
        size_t total = log_record_bytes(value.length);
        struct view *view = appender->view;
        int r;

        if (value.length > LOG_VALUE_MAX)
                return -EMSGSIZE;
        if (view->end + total / LOG_PLACE_BYTES >= LOG_PLACES_MAX)
                return -EFBIG;
        r = make_room(appender, total);
        if (r == 0)
                r = make_buffer(appender, total);
        if (r < 0)
                return r;
        log_record_write(hash, value.data, value.length, appender->buffer + appender->used);
        appender->used += total;
        *ret_place = view->end;
        view->end += total / LOG_PLACE_BYTES;
        return 0;
}

int appender_sync(struct appender *appender)
{
        int r = flush(appender);

        if (r < 0 || !appender->touched)
                return r;
        r = appender->files->disk->sync(appender->files->disk->context, last(appender->view)->file->fd);
        if (r == 0)
                appender->touched = false;
        return r;
}

void appender_done(struct appender *appender)
{
        free(appender->buffer);
        appender->buffer = NULL;
}
