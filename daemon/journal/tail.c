/* journal/tail.c: see tail.h. */
#include "journal/tail.h"

#include <inttypes.h>
#include <string.h>

/* Something that is no entry lies at the walk's offset. It is torn only if no one says that what
 * was there had been settled. */
static int judge(struct folder *folder, struct walk *walk, struct tail *tail, struct why *why)
{
        uint64_t settled;
        int r;

        r = walk_search(walk, &settled);
        if (r < 0)
                return r;
        if (settled >= walk->position)
                return why_say(
                        why, JOURNAL_DAMAGED,
                        "%s/%012" PRIu64 ".seg at byte %" PRIu64 ", position %" PRIu64
                        ": %s. Entries behind it say that everything up to position %" PRIu64
                        " was on disk, so this is damage. Nothing was changed. Put the file back from a "
                        "backup or a replica.",
                        folder->path, walk->segment.first, walk->offset, walk->position, walk->reason,
                        settled);
        tail->torn_bytes = walk->end - walk->offset;
        tail->torn_reason = walk->reason;
        return 0;
}

int tail_read(struct folder *folder, struct segment *segment, struct walk *walk, uint64_t settled_known,
              int (*visit)(void *userdata, const struct journal_record *record), void *userdata,
              struct tail *ret, struct why *why)
{
        struct journal_record record;
        struct tail tail = {.epoch = segment->header.epoch, .run = segment->header.run};
        int visited = 0, r;

        while ((r = walk_next(walk, &record)) == 0) {
                segment_learn(segment, walk->position, walk->offset);
                tail.epoch = record.epoch;
                tail.run = record.run;
                if (visit && (visited = visit(userdata, &record)) != 0)
                        break;
        }
        tail.last = walk->position - 1;
        tail.bytes = walk->offset;
        tail.settled_bytes = walk->settled_bytes;
        memcpy(tail.chain, walk->chain, JOURNAL_HASH_BYTES);
        *ret = tail;
        if (visited != 0)
                return visited;
        if (r < 0)
                return why_say(why, r, "%s/%012" PRIu64 ".seg cannot be read at byte %" PRIu64 ": %s.",
                               folder->path, segment->header.first, walk->offset, strerror(-r));

        /* Behind a closing mark there may be the torn beginning of what was to overwrite it. */
        if (r == WALK_END && walk->offset + ENTRY_HEADER_BYTES < walk->end) {
                walk->reason = "what follows the closing mark is no entry";
                r = WALK_BAD;
        }
        if (r == WALK_BAD) {
                r = judge(folder, walk, &tail, why);
                if (r != 0)
                        return r;
        }
        if (settled_known > tail.last)
                return why_say(
                        why, JOURNAL_DAMAGED,
                        "%s/%012" PRIu64 ".seg at byte %" PRIu64 ", position %" PRIu64
                        ": the journal ends before it, but the store says that everything up to position "
                        "%" PRIu64 " was on disk. Nothing was changed. Put the journal back from a backup or "
                        "a replica; if this is one, older than the store, take the store away and start "
                        "again.",
                        folder->path, segment->header.first, walk->offset, walk->position, settled_known);
        *ret = tail;
        return 0;
}
