/* tests/sim/compare.c: see compare.h. */
#include "sim/compare.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "core/reads.h"
#include "milestone/v1/desk.pb-c.h"
#include "sim/finding.h"
#include "sim/peers.h"

#define QUESTIONS_MAX  16
#define QUESTION_BYTES 256
#define SAY(text)      ((char *)(uintptr_t)(text))

struct packed {
        const char *about;
        size_t length;
        uint8_t bytes[QUESTION_BYTES];
};

static struct packed questions[QUESTIONS_MAX];
static size_t questions_count;

static void pack(const Milestone__V1__Question *question, struct packed *ret)
{
        ret->length = milestone__v1__question__get_packed_size(question);
        if (ret->length > QUESTION_BYTES)
                abort();
        milestone__v1__question__pack(question, ret->bytes);
}

static Milestone__V1__Question question_of(Milestone__V1__Question__AskCase ask)
{
        Milestone__V1__Question question;

        milestone__v1__question__init(&question);
        question.version = PROTOCOL_VERSION;
        question.ask_case = ask;
        return question;
}

static void add_measure(const char *name)
{
        Milestone__V1__Question question = question_of(MILESTONE__V1__QUESTION__ASK_MEASURE);
        Milestone__V1__MeasureQuestion ask;
        char *by[] = {SAY("flow"), SAY("hs2")};

        milestone__v1__measure_question__init(&ask);
        ask.measure = SAY(name);
        ask.period = SAY("2024");
        if (strcmp(name, "daily") == 0 || strcmp(name, "turnover") == 0) {
                ask.by = by;
                ask.n_by = 2;
        }
        question.measure = &ask;
        questions[questions_count].about = name;
        pack(&question, &questions[questions_count++]);
}

void compare_begin(void)
{
        static const char *const measures[] = {"daily", "arrived", "turnover", "trailing", "monthly", "odd"};
        Milestone__V1__Question question;
        Milestone__V1__MilestonesQuestion milestones;
        Milestone__V1__SourcesQuestion sources;
        Milestone__V1__ReleasesQuestion releases;
        Milestone__V1__QuarantineQuestion quarantine;

        for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++)
                add_measure(measures[i]);

        milestone__v1__milestones_question__init(&milestones);
        question = question_of(MILESTONE__V1__QUESTION__ASK_MILESTONES);
        question.milestones = &milestones;
        questions[questions_count].about = "milestones";
        pack(&question, &questions[questions_count++]);

        milestone__v1__sources_question__init(&sources);
        question = question_of(MILESTONE__V1__QUESTION__ASK_SOURCES);
        question.sources = &sources;
        questions[questions_count].about = "sources";
        pack(&question, &questions[questions_count++]);

        milestone__v1__releases_question__init(&releases);
        question = question_of(MILESTONE__V1__QUESTION__ASK_RELEASES);
        question.releases = &releases;
        questions[questions_count].about = "releases";
        pack(&question, &questions[questions_count++]);

        milestone__v1__quarantine_question__init(&quarantine);
        question = question_of(MILESTONE__V1__QUESTION__ASK_QUARANTINE);
        question.quarantine = &quarantine;
        questions[questions_count].about = "quarantine";
        pack(&question, &questions[questions_count++]);
}

const uint8_t *compare_replay_question(uint64_t after, uint32_t limit, size_t *ret_length)
{
        static struct packed packed;
        Milestone__V1__Question question = question_of(MILESTONE__V1__QUESTION__ASK_REPLAY);
        Milestone__V1__ReplayQuestion replay;
        Milestone__V1__Cursor cursor;

        milestone__v1__replay_question__init(&replay);
        milestone__v1__cursor__init(&cursor);
        cursor.sequence = after;
        replay.after = &cursor;
        replay.limit = limit;
        question.replay = &replay;
        pack(&question, &packed);
        *ret_length = packed.length;
        return packed.bytes;
}

/* ---- answers ---- */

static void compare_answer(const struct packed *question, struct query *query, struct query *other)
{
        struct wire_out left = {0}, right = {0};
        bool left_failed, right_failed;

        if (query_answer(query, question->bytes, question->length, &left, &left_failed) < 0 ||
            query_answer(other, question->bytes, question->length, &right, &right_failed) < 0)
                broken("questions are answered", "%s is not", question->about);
        CHECK(left.length == right.length && memcmp(left.data, right.data, left.length) == 0,
              "answers equal a replay from nothing", "about %s, at position %" PRIu64, question->about,
              query->position);
        wire_out_done(&left);
        wire_out_done(&right);
}

/* ---- statements: in the order of a secret hash, so they are added up ---- */

static void add_up(struct store *store, uint64_t *ret_count, uint64_t *ret_sum)
{
        static const uint64_t key[2] = {7, 8};
        struct want want = {.kind = WANT_ALL};
        bool more = true;

        *ret_count = *ret_sum = 0;
        while (more) {
                const struct stored_statement *statements;
                size_t count;
                int r = store_walk(store, &want, &statements, &count, &more, &want.cursor);

                CHECK(r == 0, "the store is readable", "%s", store_why(store));
                for (size_t i = 0; i < count; i++)
                        *ret_sum += hash64(statements[i].body, statements[i].body_length, key) ^
                                    hash64(statements[i].source.data, statements[i].source.length, key) * 3 ^
                                    hash64(statements[i].id.data, statements[i].id.length, key) * 5;
                *ret_count += count;
        }
}

static void compare_statements(struct store *store, struct store *other)
{
        uint64_t count, sum, other_count, other_sum;

        add_up(store, &count, &sum);
        add_up(other, &other_count, &other_sum);
        CHECK(count == other_count, "statements equal a replay from nothing",
              "%" PRIu64 " are there, and of a replay %" PRIu64, count, other_count);
        CHECK(sum == other_sum, "statements equal a replay from nothing",
              "of %" PRIu64 " some have another content", count);
}

/* ---- notifications ---- */

static void compare_told(struct pipeline *daemon, struct pipeline *replay)
{
        uint64_t last = outbox_sequence(daemon->outbox);

        CHECK(last == outbox_sequence(replay->outbox), "notifications equal a replay from nothing",
              "the last is %" PRIu64 ", of a replay %" PRIu64, last, outbox_sequence(replay->outbox));
        CHECK(memcmp(outbox_hash(daemon->outbox), outbox_hash(replay->outbox), OUTBOX_HASH_BYTES) == 0,
              "notifications equal a replay from nothing", "their hash is another one");
        CHECK(last >= peers_told(), "told is told", "%" PRIu64 " was told, and the last is %" PRIu64,
              peers_told(), last);
        CHECK(store_last_told(daemon->store) == last, "the outbox is whole",
              "the store's last is %" PRIu64 ", the outbox' %" PRIu64, store_last_told(daemon->store), last);
        for (uint64_t sequence = store_oldest_told(daemon->store); sequence <= last; sequence++) {
                const uint8_t *bytes, *other;
                size_t length, other_length;

                CHECK(store_told(daemon->store, sequence, &bytes, &length) == 0 &&
                              store_told(replay->store, sequence, &other, &other_length) == 0,
                      "the outbox is whole", "%" PRIu64 " is not kept", sequence);
                CHECK(length == other_length && memcmp(bytes, other, length) == 0,
                      "notifications equal a replay from nothing", "%" PRIu64 " has other bytes", sequence);
                peers_compare(sequence, bytes, length);
        }
}

void compare(struct pipeline *daemon, struct query *query, struct replay *beside)
{
        struct pipeline *replay = replay_go(beside);
        struct query *other = replay_query(beside);

        CHECK(daemon->applied == replay->applied, "the journal is applied to its end",
              "%" PRIu64 ", a replay %" PRIu64, daemon->applied, replay->applied);
        query->position = daemon->applied;
        for (size_t i = 0; core_plan(daemon->core) && i < questions_count; i++)
                compare_answer(&questions[i], query, other);
        compare_statements(daemon->store, replay->store);
        compare_told(daemon, replay);
}
