/* journal/verify.c: see verify.h. */
#include "journal/verify.h"

#include "journal/tail.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

struct verification {
        struct folder folder;
        struct walk walk;
        journal_visitor *visitor;
        void *userdata;
        struct journal_report *report;
        struct why why;
};

/* Counts an entry that was found whole, and shows it. */
static int count(void *userdata, const struct journal_record *record)
{
        struct verification *verification = userdata;
        struct journal_report *report = verification->report;

        report->entries = record->position;
        report->erased += record->erased;
        memcpy(report->chain, record->chain, JOURNAL_HASH_BYTES);
        return verification->visitor ? verification->visitor(verification->userdata, record) : 0;
}

/* A complete segment: nothing but entries, and at its end the next one's beginning. */
static int verify_complete(struct verification *verification, const struct segment *segment,
                           const struct segment *next)
{
        struct walk *walk = &verification->walk;
        struct journal_record record;
        int r;

        while ((r = walk_next(walk, &record)) == 0) {
                r = count(verification, &record);
                if (r != 0)
                        return r;
        }
        if (r < 0)
                return why_say(&verification->why, r,
                               "%s/%012" PRIu64 ".seg cannot be read at byte %" PRIu64 ": %s.",
                               verification->folder.path, segment->header.first, walk->offset, strerror(-r));
        if (r == WALK_END && walk->offset < segment->bytes) {
                walk->reason = "a closing mark stands in a complete segment";
                r = WALK_BAD;
        }
        if (r == WALK_END && next &&
            (next->header.first != walk->position ||
             memcmp(next->header.chain, walk->chain, JOURNAL_HASH_BYTES) != 0)) {
                walk->reason = "the next segment does not follow from the end of this one";
                r = WALK_BAD;
        }
        if (r == WALK_BAD) {
                verification->report->bad_position = walk->position;
                verification->report->bad_segment = segment->header.first;
                verification->report->bad_offset = walk->offset;
                return why_say(&verification->why, JOURNAL_DAMAGED,
                               "%s/%012" PRIu64 ".seg at byte %" PRIu64 ", position %" PRIu64
                               ": %s. Put the file back from a backup or a replica.",
                               verification->folder.path, segment->header.first, walk->offset, walk->position,
                               walk->reason);
        }
        return 0;
}

static int verify_last(struct verification *verification, struct segment *segment)
{
        struct tail tail;
        int r;

        r = tail_read(&verification->folder, segment, &verification->walk, 0, count, verification, &tail,
                      &verification->why);
        if (r == JOURNAL_DAMAGED) {
                verification->report->bad_position = tail.last + 1;
                verification->report->bad_segment = segment->header.first;
                verification->report->bad_offset = tail.bytes;
        }
        if (r == 0)
                verification->report->tail_bytes = tail.torn_bytes;
        return r;
}

/* `is_last`: a torn tail may be there; not if the next one's header could not be read. */
static int verify_segment(struct verification *verification, size_t i, bool is_last)
{
        struct folder *folder = &verification->folder;
        struct segment *segment = &folder->segments[i];
        const struct segment *next = i + 1 < folder->segments_count ? segment + 1 : NULL;
        SCOPED(closep) int fd = -1;

        fd = folder_segment_open(folder, segment->header.first, O_RDONLY);
        if (fd < 0)
                return why_say(&verification->why, fd, "%s/%012" PRIu64 ".seg cannot be opened: %s.",
                               folder->path, segment->header.first, strerror(-fd));
        walk_begin(&verification->walk, folder->disk, &segment->header, fd, segment->bytes,
                   segment->header.first, SEGMENT_HEADER_BYTES);
        verification->report->segments++;
        verification->report->bytes += segment->bytes;
        if (is_last)
                return verify_last(verification, segment);
        return verify_complete(verification, segment, next);
}

/* First what the segments say in order, then what was wrong with the list of them, so that the
 * first bad position is the one that is named. */
static int verify(struct verification *verification, const char *path, const struct disk *disk)
{
        struct folder *folder = &verification->folder;
        struct why list_why = {0};
        uint64_t bad;
        int list, r;

        r = folder_init(folder, path, disk);
        if (r < 0)
                return why_say(&verification->why, r, "%s cannot be opened: %s.", path, strerror(-r));
        list = folder_load(folder, &bad, &list_why);
        for (size_t i = 0; i < folder->segments_count; i++) {
                r = verify_segment(verification, i, list == 0 && i + 1 == folder->segments_count);
                if (r != 0)
                        return r;
        }
        if (list != 0) {
                verification->report->bad_position = verification->report->bad_segment = bad;
                verification->why = list_why;
                return list;
        }

        r = folder_identity_read(folder, &verification->report->identity, &verification->why);
        if (r == JOURNAL_ABSENT)
                return why_say(&verification->why, JOURNAL_DAMAGED,
                               "%s has no identity: it is no journal, or only a "
                               "part of one.",
                               path);
        if (r == 0 && folder->segments_count == 0)
                return why_say(&verification->why, JOURNAL_DAMAGED, "%s has no segments.", path);
        if (r == 0 &&
            memcmp(verification->report->identity.id, folder->segments[0].header.id, JOURNAL_ID_BYTES) != 0)
                return why_say(&verification->why, JOURNAL_DAMAGED,
                               "%s: identity and segments belong to different journals.", path);
        return r;
}

int journal_verify(const char *folder, const struct disk *disk, journal_visitor *visitor,
                   void *userdata, struct journal_report *ret, char **ret_why)
{
        struct verification verification = {
                .visitor = visitor,
                .userdata = userdata,
                .report = ret,
        };
        int r;

        assert(folder && ret && ret_why);
        *ret_why = NULL;
        *ret = (struct journal_report){0};
        if (sodium_init() < 0)
                return -ENOSYS;
        verification.folder.fd = -1;
        verification.folder.lock_fd = -1;
        verification.walk.window = WALK_WINDOW_LARGE;

        r = verify(&verification, folder, disk ? disk : &disk_real);
        if (r != 0 && verification.why.text[0] != '\0')
                *ret_why = strdup(verification.why.text);
        walk_done(&verification.walk);
        folder_done(&verification.folder);
        return r;
}
