/* tests/sim/replay.c: see replay.h. */
#include "sim/replay.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/entry.h"
#include "base/wire.h"
#include "journal/port.h"
#include "sim/finding.h"
#include "sim/peers.h"
#include "sim/publisher.h"

#define KNOWN_MAX 65536

static struct known known[KNOWN_MAX]; /* by position, from 1 on */
static uint64_t last;
static struct journal_identity identity;

uint64_t known_last(void)
{
        return last;
}

const struct known *known_at(uint64_t position)
{
        return &known[position];
}

/* ---- what was found ---- */

/* Which message a batch's body holds (decode/body.c says where). */
static size_t message_of(const struct journal_record *record)
{
        struct wire_in in = wire_in_of(record->body, record->body_length);
        const uint8_t *bytes;
        uint64_t scales;
        size_t length;

        (void)wire_in_u8(&in);
        (void)wire_in_u8(&in);
        (void)wire_in_text(&in);
        (void)wire_in_i64(&in);
        (void)wire_in_i32(&in);
        (void)wire_in_u8(&in);
        scales = wire_in_varint(&in);
        for (uint64_t i = 0; i < scales && !in.failed; i++)
                (void)wire_in_raw(&in, 4);
        bytes = wire_in_bytes(&in, &length);
        for (size_t i = 0; bytes && i < sent_count; i++)
                if (sent[i].length == length && memcmp(sent[i].bytes, bytes, length) == 0 && sent[i].keeps)
                        return i;
        broken("in the journal: what was sent", "position %" PRIu64 " holds a batch that nobody sent",
               record->position);
}

static bool is_batch(uint8_t kind)
{
        return kind == ENTRY_BATCH || kind == ENTRY_RELEASE_END || kind == ENTRY_RELEASE_ABORT;
}

static void take_one(struct journal *journal, uint64_t position)
{
        struct journal_buffer buffer = {0};
        struct known *one = &known[position];
        int r = journal_read(journal, position, &buffer, &one->record);

        CHECK(r == 0, "the journal is readable", "position %" PRIu64 ": %d, %s", position, r,
              journal_why(journal));
        one->record.body = buffer.data; /* kept to the end of the run */
        one->sent = is_batch(one->record.kind) ? message_of(&one->record) : SENT_MAX;
        trace_bytes(one->record.chain, JOURNAL_HASH_BYTES);
        finding->entries++;
}

static void compare_receipts(void)
{
        for (size_t i = 0; i < peers_receipts_count; i++) {
                const struct acknowledged *one = &peers_receipts[i];

                CHECK(one->position <= last, "acknowledged: in the journal",
                      "a receipt named position %" PRIu64 ", and the journal ends at %" PRIu64, one->position,
                      last);
                CHECK(known[one->position].sent == one->sent ||
                              (known[one->position].sent < SENT_MAX &&
                               sent[known[one->position].sent].length == sent[one->sent].length &&
                               memcmp(sent[known[one->position].sent].bytes, sent[one->sent].bytes,
                                      sent[one->sent].length) == 0),
                      "acknowledged: in the journal",
                      "position %" PRIu64 " is not the batch whose receipt named it", one->position);
        }
}

void known_take(struct journal *journal)
{
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint64_t now = journal_last(journal);

        CHECK(now < KNOWN_MAX, "a short journal", "more than %d entries", KNOWN_MAX);
        CHECK(now >= last, "what a start found stays",
              "a start found %" PRIu64 " entries, the next one %" PRIu64, last, now);
        if (last > 0) {
                CHECK(journal_chain_at(journal, last, chain) == 0 &&
                              memcmp(chain, known[last].record.chain, sizeof chain) == 0,
                      "what a start found stays",
                      "position %" PRIu64 " has another chain than at an earlier start", last);
        }
        identity = *journal_identity(journal);
        while (last < now) {
                take_one(journal, last + 1);
                last++;
        }
        compare_receipts();
}

/* ---- the journal of a replay: port.h over what is known ---- */

struct memory {
        struct journal journal; /* first */
        uint64_t cursor;
};

static int memory_close(struct journal *journal)
{
        free(journal);
        return 0;
}

static int memory_append(struct journal *journal, uint8_t kind, const void *body, size_t length, void *cargo,
                         uint64_t *ret_position)
{
        (void)journal;
        (void)kind;
        (void)body;
        (void)length;
        (void)cargo;
        (void)ret_position;
        return -EROFS;
}

static int memory_next(struct journal *journal, struct journal_record *ret)
{
        struct memory *memory = (struct memory *)journal;

        if (memory->cursor == last)
                return JOURNAL_EMPTY;
        *ret = known[++memory->cursor].record;
        ret->cargo = NULL;
        return 0;
}

static int memory_seek(struct journal *journal, uint64_t after_position)
{
        ((struct memory *)journal)->cursor = after_position;
        return 0;
}

static int memory_read(struct journal *journal, uint64_t position, struct journal_buffer *buffer,
                       struct journal_record *ret)
{
        (void)journal;
        (void)buffer;
        if (position == 0 || position > last)
                return JOURNAL_ABSENT;
        *ret = known[position].record;
        return 0;
}

static int memory_dispatch(struct journal *journal)
{
        (void)journal;
        return 0;
}

static int memory_fd(const struct journal *journal)
{
        (void)journal;
        return -1;
}

static uint64_t memory_last(const struct journal *journal)
{
        (void)journal;
        return last;
}

static int memory_chain_at(struct journal *journal, uint64_t position, uint8_t ret[JOURNAL_HASH_BYTES])
{
        (void)journal;
        memcpy(ret, known[position].record.chain, JOURNAL_HASH_BYTES);
        return 0;
}

static const struct journal_identity *memory_identity(const struct journal *journal)
{
        (void)journal;
        return &identity;
}

static const char *memory_why(const struct journal *journal)
{
        (void)journal;
        return "";
}

static void memory_stats(const struct journal *journal, struct journal_stats *ret)
{
        (void)journal;
        *ret = (struct journal_stats){0};
}

static const struct journal_port memory_port = {
        memory_close,    memory_append, memory_next,  memory_seek, memory_read,
        memory_dispatch, memory_fd,     memory_last,  memory_last, memory_chain_at,
        memory_identity, memory_why,    memory_stats,
};

/* ---- the replay ---- */

struct replay {
        struct pipeline pipeline;
        struct counters counters;
        struct query query;
};

struct replay *replay_new(const char *folder)
{
        struct replay *replay = calloc(1, sizeof *replay);
        struct memory *memory = calloc(1, sizeof *memory);
        struct store_options options = {.folder = folder, .front_bytes_max = SIZE_MAX, .map_bytes = 1 << 20};
        struct pipeline *pipeline;
        char *why = NULL;
        int r;

        if (!replay || !memory)
                abort();
        pipeline = &replay->pipeline;
        memory->journal.port = &memory_port;
        *pipeline = (struct pipeline){.counters = &replay->counters, .looks_back = true};
        pipeline->journal = &memory->journal;
        memcpy(pipeline->identity.journal_id, identity.id, sizeof identity.id);
        pipeline->identity.epoch = identity.epoch;
        memcpy(options.journal_id, identity.id, sizeof identity.id);
        r = store_open(&options, &pipeline->store, &why);
        CHECK(r == 0, "a replay is possible", "its store cannot be opened: %s", why ? why : "");
        if (decoder_new(&pipeline->decoder) < 0 || core_new(&pipeline->core) < 0 ||
            outbox_new(&pipeline->identity, &pipeline->outbox) < 0 || hold_new(&pipeline->hold) < 0)
                abort();
        return replay;
}

struct replay *replay_free(struct replay *replay)
{
        struct pipeline *pipeline;

        if (replay) {
                pipeline = &replay->pipeline;
                query_done(&replay->query);
                store_close(pipeline->store);
                (void)journal_close(pipeline->journal);
                core_free(pipeline->core);
                outbox_free(pipeline->outbox);
                hold_free(pipeline->hold);
                decoder_free(pipeline->decoder);
                pipeline_done(pipeline);
                free(replay);
        }
        return NULL;
}

struct pipeline *replay_go(struct replay *replay)
{
        struct pipeline *pipeline = &replay->pipeline;
        bool more = true;

        while (more) {
                int r = pipeline_work(pipeline, &more);

                CHECK(r == 0, "a replay is possible", "at position %" PRIu64 " of %" PRIu64 ": %s",
                      pipeline->applied + 1, last, strerror(-r));
        }
        return pipeline;
}

struct query *replay_query(struct replay *replay)
{
        struct pipeline *pipeline = &replay->pipeline;

        replay->query.core = pipeline->core;
        replay->query.store = pipeline->store;
        replay->query.outbox = pipeline->outbox;
        replay->query.identity = pipeline->identity;
        replay->query.position = pipeline->applied;
        return &replay->query;
}
