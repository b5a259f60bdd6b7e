/* journal/folder.c: see folder.h. */
#include "journal/folder.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define LOCK_NAME     "lock"
#define IDENTITY_NAME "identity"
#define NEW_SUFFIX    ".new"
#define FILE_MODE     0640

int folder_init(struct folder *folder, const char *path, const struct disk *disk)
{
        *folder = (struct folder){.fd = -1, .lock_fd = -1, .disk = disk};
        folder->path = strdup(path);
        if (!folder->path)
                return -ENOMEM;
        folder->fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        return folder->fd < 0 ? -errno : 0;
}

int folder_create(const char *path, const struct disk *disk)
{
        SCOPED(freep) char *parent = NULL;
        SCOPED(closep) int parent_fd = -1;
        size_t length = strlen(path);

        if (mkdir(path, 0750) < 0)
                return errno == EEXIST ? 0 : -errno;

        /* The parent, found by name: "a/b/" lies in "a", "b" in ".". */
        while (length > 1 && path[length - 1] == '/')
                length--;
        while (length > 0 && path[length - 1] != '/')
                length--;
        parent = length > 0 ? strndup(path, length) : strdup(".");
        if (!parent)
                return -ENOMEM;
        parent_fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (parent_fd < 0)
                return -errno;
        return disk->sync_folder(disk->context, parent_fd);
}

void folder_done(struct folder *folder)
{
        for (size_t i = 0; i < folder->segments_count; i++)
                free(folder->segments[i].steps);
        free(folder->segments);
        free(folder->path);
        if (folder->lock_fd >= 0)
                (void)close(folder->lock_fd);
        if (folder->fd >= 0)
                (void)close(folder->fd);
        *folder = (struct folder){.fd = -1, .lock_fd = -1};
}

int folder_lock(struct folder *folder)
{
        int fd = openat(folder->fd, LOCK_NAME, O_RDWR | O_CREAT | O_CLOEXEC, FILE_MODE);

        if (fd < 0)
                return -errno;
        if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
                int r = -errno;

                (void)close(fd);
                return r == -EWOULDBLOCK ? JOURNAL_LOCKED : r;
        }
        folder->lock_fd = fd;
        return 0;
}

static int compare_firsts(const void *a, const void *b)
{
        const uint64_t *x = a, *y = b;

        return *x < *y ? -1 : *x > *y;
}

struct firsts {
        uint64_t *items;
        size_t count, capacity;
};

static int firsts_add(struct firsts *firsts, uint64_t first)
{
        if (firsts->count == firsts->capacity) {
                size_t more = firsts->capacity ? 2 * firsts->capacity : 64;
                uint64_t *grown = reallocarray(firsts->items, more, sizeof *grown);

                if (!grown)
                        return -ENOMEM;
                firsts->items = grown;
                firsts->capacity = more;
        }
        firsts->items[firsts->count++] = first;
        return 0;
}

/* The first positions of all segments by their names, rising; the items are to be freed. */
static int list_segments(struct folder *folder, struct firsts *ret)
{
        int fd, r = 0;
        DIR *dir;

        fd = openat(folder->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0)
                return -errno;
        dir = fdopendir(fd);
        if (!dir) {
                r = -errno;
                (void)close(fd);
                return r;
        }
        while (r == 0) {
                const struct dirent *entry;
                uint64_t first;

                errno = 0;
                entry = readdir(dir);
                if (!entry) {
                        r = -errno;
                        break;
                }
                first = format_segment_first(entry->d_name);
                if (first > 0)
                        r = firsts_add(ret, first);
        }
        (void)closedir(dir);
        if (r == 0 && ret->count > 0)
                qsort(ret->items, ret->count, sizeof *ret->items, compare_firsts);
        return r;
}

/* Whether this header may follow what is in the list. */
static int check_sequence(struct folder *folder, const char *name, const struct segment_header *header,
                          uint64_t first, struct why *why)
{
        const struct segment *before;

        if (header->first != first)
                return why_say(why, JOURNAL_DAMAGED,
                               "%s/%s says that it begins with position %" PRIu64
                               ": the file was renamed. Give it its old name.",
                               folder->path, name, header->first);
        if (folder->segments_count == 0) {
                if (header->first == 1)
                        return 0;
                return why_say(
                        why, JOURNAL_DAMAGED,
                        "%s: the journal begins with position %" PRIu64
                        ", the segments before it are missing. Put them back from a backup or a replica.",
                        folder->path, header->first);
        }
        before = &folder->segments[folder->segments_count - 1];
        if (memcmp(header->id, before->header.id, JOURNAL_ID_BYTES) != 0)
                return why_say(why, JOURNAL_DAMAGED, "%s/%s belongs to another journal. Take it away.",
                               folder->path, name);
        if (header->before_first != before->header.first)
                return why_say(why, JOURNAL_DAMAGED,
                               "%s: between the segments that begin with positions %" PRIu64 " and %" PRIu64
                               " one is missing (%012" PRIu64
                               ".seg, or more). Put it back from a backup or a replica.",
                               folder->path, before->header.first, header->first, header->before_first);
        return 0;
}

/* Reads the header of one segment and adds it to the list. */
static int load_segment(struct folder *folder, uint64_t first, struct why *why)
{
        const struct disk *disk = folder->disk;
        uint8_t data[SEGMENT_HEADER_BYTES];
        struct segment_header header;
        SCOPED(closep) int fd = -1;
        char name[SEGMENT_NAME_MAX];
        uint64_t bytes;
        ssize_t n;
        int r;

        (void)format_segment_name(first, name);
        fd = folder_segment_open(folder, first, O_RDONLY);
        if (fd < 0)
                return why_say(why, fd, "%s/%s cannot be opened: %s.", folder->path, name, strerror(-fd));
        r = disk->size(disk->context, fd, &bytes);
        if (r < 0)
                return r;
        n = disk_read(disk, fd, data, sizeof data, 0, false);
        if (n < 0)
                return why_say(why, (int)n, "%s/%s cannot be read: %s.", folder->path, name,
                               strerror((int)-n));
        if (n < SEGMENT_HEADER_BYTES)
                return why_say(why, JOURNAL_DAMAGED,
                               "%s/%s at byte 0, position %" PRIu64
                               ": the file ends within its header. Put it back from a backup or a replica.",
                               folder->path, name, first);
        r = format_segment_read(data, &header);
        if (r == FORMAT_NOT_OURS)
                return why_say(why, JOURNAL_FOREIGN,
                               "%s/%s is no segment of a journal of format %d. It is of a newer program, or "
                               "something else; nothing was changed.",
                               folder->path, name, FORMAT_VERSION);
        if (r > 0)
                return why_say(why, JOURNAL_DAMAGED,
                               "%s/%s at byte 0, position %" PRIu64
                               ": the header of the file is damaged. Put it back from a backup or a replica.",
                               folder->path, name, first);
        r = check_sequence(folder, name, &header, first, why);
        if (r != 0)
                return r;

        /* The one before was complete when this one was made. */
        if (folder->segments_count > 0) {
                struct segment *before = &folder->segments[folder->segments_count - 1];

                if (before->bytes != header.before_bytes)
                        return why_say(why, JOURNAL_DAMAGED,
                                       "%s/%012" PRIu64 ".seg has %" PRIu64 " bytes, but had %" PRIu64
                                       " when it was complete. Put it back from a backup or a replica.",
                                       folder->path, before->header.first, before->bytes,
                                       header.before_bytes);
        }
        r = folder_segment_add(folder, &header);
        if (r < 0)
                return r;
        folder->segments[folder->segments_count - 1].bytes = bytes;
        return 0;
}

int folder_load(struct folder *folder, uint64_t *ret_bad, struct why *why)
{
        struct firsts firsts = {0};
        int r;

        *ret_bad = 0;
        r = list_segments(folder, &firsts);
        if (r < 0)
                (void)why_say(why, r, "%s cannot be listed: %s.", folder->path, strerror(-r));
        for (size_t i = 0; r == 0 && i < firsts.count; i++) {
                r = load_segment(folder, firsts.items[i], why);
                if (r != 0)
                        *ret_bad = firsts.items[i];
        }
        free(firsts.items);
        return r;
}

/* Writes a file under a name of its own, syncs it and only then gives it its name. Returns the
 * descriptor. */
static int create_file(struct folder *folder, const char *name, const void *data, size_t length)
{
        const struct disk *disk = folder->disk;
        char new_name[SEGMENT_NAME_MAX + sizeof NEW_SUFFIX];
        SCOPED(closep) int fd = -1;
        int ret, r;

        (void)snprintf(new_name, sizeof new_name, "%s" NEW_SUFFIX, name);
        fd = disk->open(disk->context, folder->fd, new_name, O_RDWR | O_CREAT | O_TRUNC, FILE_MODE);
        if (fd < 0)
                return fd;
        r = disk_write(disk, fd, data, length, 0);
        if (r < 0)
                return r;
        r = disk->sync(disk->context, fd);
        if (r < 0)
                return r;
        r = disk->rename(disk->context, folder->fd, new_name, name);
        if (r < 0)
                return r;
        r = disk->sync_folder(disk->context, folder->fd);
        if (r < 0)
                return r;

        ret = fd;
        fd = -1;
        return ret;
}

int folder_identity_read(struct folder *folder, struct journal_identity *ret, struct why *why)
{
        const struct disk *disk = folder->disk;
        uint8_t data[IDENTITY_BYTES];
        SCOPED(closep) int fd = -1;
        ssize_t n;
        int r;

        fd = disk->open(disk->context, folder->fd, IDENTITY_NAME, O_RDONLY, 0);
        if (fd == -ENOENT)
                return JOURNAL_ABSENT;
        if (fd < 0)
                return why_say(why, fd, "%s/" IDENTITY_NAME " cannot be opened: %s.", folder->path,
                               strerror(-fd));
        n = disk_read(disk, fd, data, sizeof data, 0, false);
        if (n < 0)
                return why_say(why, (int)n, "%s/" IDENTITY_NAME " cannot be read: %s.", folder->path,
                               strerror((int)-n));
        r = n < IDENTITY_BYTES ? FORMAT_BAD_CHECKSUM : format_identity_read(data, ret);
        if (r == FORMAT_NOT_OURS)
                return why_say(why, JOURNAL_FOREIGN,
                               "%s/" IDENTITY_NAME " is not that of a journal of format %d. It is of a newer "
                               "program, or something else; nothing was changed.",
                               folder->path, FORMAT_VERSION);
        if (r > 0)
                return why_say(why, JOURNAL_DAMAGED,
                               "%s/" IDENTITY_NAME
                               " is damaged. Put it back from a backup, or take it away and "
                               "begin a new epoch.",
                               folder->path);
        return 0;
}

int folder_identity_write(struct folder *folder, const struct journal_identity *identity)
{
        uint8_t data[IDENTITY_BYTES];
        SCOPED(closep) int fd = -1;

        format_identity_write(identity, data);
        fd = create_file(folder, IDENTITY_NAME, data, sizeof data);
        return fd < 0 ? fd : 0;
}

int folder_segment_create(struct folder *folder, const struct segment_header *header)
{
        uint8_t data[SEGMENT_HEADER_BYTES];
        char name[SEGMENT_NAME_MAX];

        format_segment_write(header, data);
        return create_file(folder, format_segment_name(header->first, name), data, sizeof data);
}

int folder_segment_add(struct folder *folder, const struct segment_header *header)
{
        if (folder->segments_count == folder->segments_capacity) {
                size_t more = folder->segments_capacity ? 2 * folder->segments_capacity : 16;
                struct segment *grown = reallocarray(folder->segments, more, sizeof *grown);

                if (!grown)
                        return -ENOMEM;
                folder->segments = grown;
                folder->segments_capacity = more;
        }
        folder->segments[folder->segments_count++] = (struct segment){
                .header = *header,
                .bytes = SEGMENT_HEADER_BYTES,
        };
        return 0;
}

int folder_segment_open(struct folder *folder, uint64_t first, int flags)
{
        char name[SEGMENT_NAME_MAX];

        return folder->disk->open(folder->disk->context, folder->fd, format_segment_name(first, name), flags,
                                  FILE_MODE);
}

struct segment *folder_segment_of(struct folder *folder, uint64_t position)
{
        size_t low = 0, high = folder->segments_count;

        assert(high > 0 && position >= folder->segments[0].header.first);
        while (high - low > 1) {
                size_t middle = low + (high - low) / 2;

                if (folder->segments[middle].header.first <= position)
                        low = middle;
                else
                        high = middle;
        }
        return &folder->segments[low];
}

struct index_step segment_nearest(const struct segment *segment, uint64_t position)
{
        size_t low = 0, high = segment->steps_count; /* steps before `low` are at or before it */

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (segment->steps[middle].position <= position)
                        low = middle + 1;
                else
                        high = middle;
        }
        if (low == 0)
                return (struct index_step){segment->header.first, SEGMENT_HEADER_BYTES};
        return segment->steps[low - 1];
}

void segment_learn(struct segment *segment, uint64_t position, uint64_t offset)
{
        uint64_t known = SEGMENT_HEADER_BYTES;

        if (segment->steps_count > 0)
                known = segment->steps[segment->steps_count - 1].offset;
        if (offset < known + INDEX_STEP_BYTES)
                return;
        if (segment->steps_count == segment->steps_capacity) {
                size_t more = segment->steps_capacity ? 2 * segment->steps_capacity : 16;
                struct index_step *grown = reallocarray(segment->steps, more, sizeof *grown);

                if (!grown)
                        return;
                segment->steps = grown;
                segment->steps_capacity = more;
        }
        segment->steps[segment->steps_count++] = (struct index_step){position, offset};
}
