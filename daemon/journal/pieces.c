/* journal/pieces.c: see pieces.h. */
#include "journal/pieces.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "journal/tail.h"

void journal_pieces_done(struct journal_pieces *pieces)
{
        free(pieces->list);
        *pieces = (struct journal_pieces){0};
}

static int look_at_last(struct folder *folder, uint64_t settled_known, struct journal_pieces *ret, struct why *why)
{
        struct segment *segment = &folder->segments[folder->segments_count - 1];
        struct walk walk = {.window = WALK_WINDOW_LARGE};
        SCOPED(closep) int fd = folder_segment_open(folder, segment->header.first, O_RDONLY);
        struct tail tail;
        int r;

        if (fd < 0)
                return why_say(why, fd, "%s/%012" PRIu64 ".seg cannot be opened: %s.", folder->path,
                               segment->header.first, strerror(-fd));
        walk_begin(&walk, folder->disk, &segment->header, fd, segment->bytes, segment->header.first,
                   SEGMENT_HEADER_BYTES);
        r = tail_read(folder, segment, &walk, settled_known, NULL, NULL, &tail, why);
        walk_done(&walk);
        if (r == 0 && (r = folder->disk->sync(folder->disk->context, fd)) < 0)
                r = why_say(why, r, "%s/%012" PRIu64 ".seg cannot be synced: %s.", folder->path,
                            segment->header.first, strerror(-r));
        if (r != 0)
                return r;

        ret->position = tail.last;
        ret->list[ret->count - 1].bytes = tail.bytes;
        memcpy(ret->chain, tail.chain, JOURNAL_HASH_BYTES);
        return 0;
}

static int list(struct folder *folder, struct journal_pieces *ret)
{
        ret->list = calloc(folder->segments_count, sizeof(*ret->list));
        if (!ret->list)
                return -ENOMEM;
        ret->count = folder->segments_count;
        for (size_t i = 0; i < ret->count; i++)
                ret->list[i] = (struct journal_piece){
                        .first = folder->segments[i].header.first,
                        .bytes = folder->segments[i].bytes,
                        .sealed = i + 1 < ret->count,
                };
        return 0;
}

static int look(struct folder *folder, const char *path, const struct disk *disk,
                uint64_t settled_known, struct journal_pieces *ret, struct why *why)
{
        uint64_t bad;
        int r;

        r = folder_init(folder, path, disk);
        if (r < 0)
                return why_say(why, r, "%s cannot be opened: %s.", path, strerror(-r));
        r = folder_identity_read(folder, &ret->identity, why);
        if (r == 0)
                r = folder_load(folder, &bad, why);
        if (r == JOURNAL_ABSENT || (r == 0 && folder->segments_count == 0))
                return why_say(why, JOURNAL_FOREIGN, "%s is no journal: it has no identity, or no segments.", path);
        if (r == 0)
                r = list(folder, ret);
        return r == 0 ? look_at_last(folder, settled_known, ret, why) : r;
}

int journal_pieces(const char *path, const struct disk *disk, uint64_t settled_known,
                   struct journal_pieces *ret, char **ret_why)
{
        struct folder folder = {.fd = -1, .lock_fd = -1};
        struct why why = {0};
        int r;

        assert(path && ret && ret_why);
        *ret_why = NULL;
        *ret = (struct journal_pieces){0};
        if (sodium_init() < 0)
                return -ENOSYS;
        r = look(&folder, path, disk ? disk : &disk_real, settled_known, ret, &why);
        folder_done(&folder);
        if (r != 0) {
                journal_pieces_done(ret);
                *ret_why = why.text[0] ? strdup(why.text) : NULL;
        }
        return r;
}
