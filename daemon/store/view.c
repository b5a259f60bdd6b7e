/* store/view.c: see view.h. */
#include "store/view.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define READ_GUESS_BYTES 512 /* most records are read by one call */

/* Room for one more item. */
static int reserve(void *items, size_t size, size_t count, size_t *capacity)
{
        size_t more = *capacity ? 2 * *capacity : 16;
        void *grown, **array = items;

        if (count < *capacity)
                return 0;
        grown = reallocarray(*array, more, size);
        if (!grown)
                return -ENOMEM;
        *array = grown;
        *capacity = more;
        return 0;
}

/* ---- files ---- */

void files_done(struct files *files)
{
        free(files->unused_segments);
        free(files->unused_runs);
        files->unused_segments = NULL;
        files->unused_runs = NULL;
}

/* A number that finds no memory is a file that the next start deletes. */
static void segment_unuse(struct segment *segment, struct files *files)
{
        assert(segment->uses > 0);
        if (--segment->uses > 0)
                return;
        if (!files->keep && reserve(&files->unused_segments, sizeof files->unused_segments[0],
                                    files->unused_segments_count, &files->unused_segments_capacity) == 0)
                files->unused_segments[files->unused_segments_count++] = segment->number;
        (void)close(segment->fd);
        free(segment);
}

static void run_unuse(struct run *run, struct files *files)
{
        assert(run->uses > 0);
        if (--run->uses > 0)
                return;
        if (!files->keep && reserve(&files->unused_runs, sizeof files->unused_runs[0],
                                    files->unused_runs_count, &files->unused_runs_capacity) == 0)
                files->unused_runs[files->unused_runs_count++] = run->number;
        run_close(run);
}

static int delete(const struct files *files, const char *name)
{
        int r = files->disk->unlink(files->disk->context, files->folder_fd, name);

        return r == -ENOENT ? 0 : r;
}

int files_delete_unused(struct files *files)
{
        char name[LOG_NAME_MAX];
        int r = 0;

        while (r == 0 && files->unused_segments_count > 0) {
                log_segment_name(files->unused_segments[--files->unused_segments_count], name);
                r = delete(files, name);
        }
        while (r == 0 && files->unused_runs_count > 0) {
                log_run_name(files->unused_runs[--files->unused_runs_count], name);
                r = delete(files, name);
        }
        return r;
}

/* ---- views ---- */

struct view *view_new(void)
{
        struct view *view = calloc(1, sizeof *view);

        if (view) {
                view->next_number = 1;
                view->end = 1;
        }
        return view;
}

struct view *view_copy(const struct view *view)
{
        struct view *copy = malloc(sizeof *copy);

        if (!copy)
                return NULL;
        *copy = *view;
        copy->segments_capacity = view->segments_count + 1;
        copy->runs_capacity = view->runs_count + 1;
        copy->segments = calloc(copy->segments_capacity, sizeof copy->segments[0]);
        copy->runs = calloc(copy->runs_capacity, sizeof copy->runs[0]);
        if (!copy->segments || !copy->runs) {
                free(copy->segments);
                free(copy->runs);
                free(copy);
                return NULL;
        }
        for (size_t i = 0; i < view->segments_count; i++) {
                copy->segments[i] = view->segments[i];
                copy->segments[i].file->uses++;
        }
        for (size_t i = 0; i < view->runs_count; i++) {
                copy->runs[i] = view->runs[i];
                copy->runs[i]->uses++;
        }
        return copy;
}

struct view *view_free(struct view *view, struct files *files)
{
        if (view) {
                for (size_t i = 0; i < view->segments_count; i++)
                        segment_unuse(view->segments[i].file, files);
                for (size_t i = 0; i < view->runs_count; i++)
                        run_unuse(view->runs[i], files);
                free(view->segments);
                free(view->runs);
                free(view);
        }
        return NULL;
}

int view_add_segment(struct view *view, struct segment *segment, uint64_t bytes, uint64_t dead)
{
        if (reserve(&view->segments, sizeof view->segments[0], view->segments_count,
                    &view->segments_capacity) < 0)
                return -ENOMEM;
        segment->uses++;
        view->segments[view->segments_count++] = (struct view_segment){segment, bytes, dead};
        return 0;
}

int view_add_run(struct view *view, struct run *run)
{
        if (reserve(&view->runs, sizeof view->runs[0], view->runs_count, &view->runs_capacity) < 0)
                return -ENOMEM;
        run->uses++;
        view->runs[view->runs_count++] = run;
        return 0;
}

void view_drop_segment(struct view *view, size_t i, struct files *files)
{
        segment_unuse(view->segments[i].file, files);
        memmove(&view->segments[i], &view->segments[i + 1],
                (--view->segments_count - i) * sizeof view->segments[0]);
}

void view_drop_last_run(struct view *view, struct files *files)
{
        run_unuse(view->runs[--view->runs_count], files);
}

void view_replace_runs(struct view *view, size_t first, size_t count, struct run *run, struct files *files)
{
        assert(count > 0 && first + count <= view->runs_count);
        run->uses++;
        for (size_t i = first; i < first + count; i++)
                run_unuse(view->runs[i], files);
        view->runs[first] = run;
        memmove(&view->runs[first + 1], &view->runs[first + count],
                (view->runs_count - first - count) * sizeof view->runs[0]);
        view->runs_count -= count - 1;
}

struct view_segment *view_segment_of(const struct view *view, uint64_t place)
{
        size_t low = 0, high = view->segments_count;
        struct view_segment *segment;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (view->segments[middle].file->first <= place)
                        low = middle + 1;
                else
                        high = middle;
        }
        if (low == 0)
                return NULL;
        segment = &view->segments[low - 1];
        return (place - segment->file->first) * LOG_PLACE_BYTES < segment->bytes ? segment : NULL;
}

/* ---- reading ---- */

/* What the guess did not reach. */
static int read_rest(const struct disk *disk, int fd, uint64_t offset, bool cached, uint8_t *at,
                     size_t length)
{
        ssize_t n = disk_read(disk, fd, at, length, offset, cached);

        if (n == -EAGAIN || (cached && n >= 0 && (size_t)n < length)) {
                (void)posix_fadvise(fd, (off_t)offset, (off_t)length, POSIX_FADV_WILLNEED);
                return VIEW_COLD;
        }
        if (n < 0)
                return (int)n;
        return (size_t)n == length ? 0 : -EBADMSG;
}

int view_read(const struct view *view, const struct disk *disk, uint64_t place, bool cached,
              struct arena *arena, struct record *ret)
{
        const struct view_segment *segment = view_segment_of(view, place);
        uint64_t offset, left;
        struct log_head head;
        uint8_t *bytes;
        size_t got;
        int r;

        if (!segment)
                return VIEW_GONE;
        offset = (place - segment->file->first) * LOG_PLACE_BYTES;
        left = segment->bytes - offset;
        got = left < READ_GUESS_BYTES ? (size_t)left : READ_GUESS_BYTES;
        bytes = arena_take(arena, READ_GUESS_BYTES);
        if (!bytes)
                return -ENOMEM;
        r = got < LOG_HEAD_BYTES ? -EBADMSG : read_rest(disk, segment->file->fd, offset, cached, bytes, got);
        if (r != 0)
                return r;

        head = log_head_read(bytes);
        if (head.length > LOG_VALUE_MAX || log_record_bytes(head.length) > left)
                return -EBADMSG;
        if (LOG_HEAD_BYTES + head.length > got) {
                uint8_t *longer = arena_take(arena, LOG_HEAD_BYTES + head.length);

                if (!longer)
                        return -ENOMEM;
                memcpy(longer, bytes, got);
                r = read_rest(disk, segment->file->fd, offset + got, cached, longer + got,
                              LOG_HEAD_BYTES + head.length - got);
                if (r != 0)
                        return r;
                bytes = longer;
        }
        if (!log_record_is_whole(bytes, bytes + LOG_HEAD_BYTES))
                return -EBADMSG;
        *ret = (struct record){head.hash, {bytes + LOG_HEAD_BYTES, head.length}};
        return 0;
}

/* ---- the list ---- */

int view_write(const struct view *view, struct wire_out *out)
{
        log_list_write(&(struct log_list){view->next_number, view->end, view->statements,
                                          (uint32_t)view->segments_count, (uint32_t)view->runs_count},
                       out);
        for (size_t i = 0; i < view->segments_count; i++) {
                const struct view_segment *segment = &view->segments[i];

                log_listed_segment_write(&(struct listed_segment){segment->file->number, segment->file->first,
                                                                  segment->bytes, segment->dead},
                                         out);
        }
        for (size_t i = 0; i < view->runs_count; i++)
                log_listed_run_write(&(struct listed_run){view->runs[i]->number, view->runs[i]->head.count},
                                     out);
        return out->failed ? -ENOMEM : 0;
}

static int open_segment(const struct listed_segment *listed, const struct files *files, struct segment **ret)
{
        struct segment *segment;
        char name[LOG_NAME_MAX];
        struct stat st;
        int fd, r;

        log_segment_name(listed->number, name);
        fd = files->disk->open(files->disk->context, files->folder_fd, name,
                               files->keep ? O_RDONLY : O_RDWR, 0);
        if (fd < 0)
                return fd == -ENOENT ? VIEW_GONE : fd;
        if (fstat(fd, &st) < 0)
                r = -errno;
        else
                r = (uint64_t)st.st_size < listed->bytes ? -EBADMSG : 0;
        segment = r == 0 ? calloc(1, sizeof *segment) : NULL;
        if (!segment) {
                (void)close(fd);
                return r == 0 ? -ENOMEM : r;
        }
        *segment = (struct segment){.number = listed->number, .first = listed->first, .fd = fd};
        *ret = segment;
        return 0;
}

static int take_segment(struct view *view, const struct listed_segment *listed, const struct files *files,
                        const struct view *known)
{
        struct segment *segment = NULL;
        int r = 0;

        for (size_t i = 0; known && !segment && i < known->segments_count; i++)
                if (known->segments[i].file->number == listed->number)
                        segment = known->segments[i].file;
        if (!segment)
                r = open_segment(listed, files, &segment);
        if (r != 0)
                return r;
        r = view_add_segment(view, segment, listed->bytes, listed->dead);
        if (r < 0 && segment->uses == 0) {
                (void)close(segment->fd);
                free(segment);
        }
        return r;
}

static int take_run(struct view *view, const struct listed_run *listed, const struct files *files,
                    const struct view *known, unsigned *ret_bad)
{
        struct run *run = NULL;
        int r = RUN_OK;

        for (size_t i = 0; known && !run && i < known->runs_count; i++)
                if (known->runs[i]->number == listed->number)
                        run = known->runs[i];
        if (!run)
                r = run_open(files->disk, files->folder_fd, listed, &run);
        if (r == RUN_BAD && ret_bad) {
                ++*ret_bad;
                return 0;
        }
        if (r != RUN_OK)
                return r == RUN_BAD ? VIEW_GONE : r;
        r = view_add_run(view, run);
        if (r < 0 && run->uses == 0)
                run_close(run);
        return r;
}

/* A list that could not have been written by us. */
static bool is_possible(const struct log_list *list, const struct wire_in *in)
{
        return !in->failed && list->end > 0 && list->end <= LOG_PLACES_MAX &&
               wire_in_left(in) == (uint64_t)list->segments_count * 32 + (uint64_t)list->runs_count * 16;
}

int view_read_list(struct bytes bytes, const struct files *files, const struct view *known, struct view **ret,
                   unsigned *ret_bad)
{
        struct files nothing = *files; /* what is closed on the way out is not to be deleted */
        struct wire_in in = wire_in_of(bytes.data, bytes.length);
        struct log_list list = log_list_read(&in);
        struct view *view;
        int r = 0;

        if (!is_possible(&list, &in))
                return -EBADMSG;
        view = view_new();
        if (!view)
                return -ENOMEM;
        view->next_number = list.next_number;
        view->end = list.end;
        view->statements = list.statements;
        for (uint32_t i = 0; r == 0 && i < list.segments_count; i++) {
                struct listed_segment listed = log_listed_segment_read(&in);

                r = take_segment(view, &listed, files, known);
        }
        for (uint32_t i = 0; r == 0 && i < list.runs_count; i++) {
                struct listed_run listed = log_listed_run_read(&in);

                r = take_run(view, &listed, files, known, ret_bad);
        }
        if (r == 0) {
                *ret = view;
                return 0;
        }
        nothing.keep = true;
        view_free(view, &nothing);
        return r;
}
