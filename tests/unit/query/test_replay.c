/* tests/unit/query/test_replay.c: notifications after a cursor: rule 34 (a cursor that does not fit
 * is said to), rule 37 (nothing else up to N), rule 39 (what is kept no longer is said to be gone). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milestone/v1/notification.pb-c.h"
#include "unit/ctl/suite.h"
#include "unit/query/way.h"

#define TOLD 40

static struct way way;

/* A day each, in batches of their own: TOLD notifications about each-day, and in the middle one
 * about turnover. */
static void say_days(void)
{
        const struct said month = {.id = "a", .period = "2024-01", .value = 50000};

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        for (unsigned i = 0; i < TOLD - 1; i++) {
                char id[16], period[16];
                struct said said = {.id = id, .number = 1, .period = period, .value = 1000};

                (void)snprintf(id, sizeof(id), "id-%u", i);
                (void)snprintf(period, sizeof(period), "2024-%02u-%02u", i / 28 + 1, i % 28 + 1);
                way_say(&way, "registry", &said, 1);
                if (i == TOLD / 2)
                        way_release(&way, "2024-02-10", "2024-01", &month, 1);
        }
        ck_assert_uint_ge(outbox_sequence(way.pipeline.outbox), TOLD);
}

static Milestone__V1__Cursor cursor_at(uint64_t sequence)
{
        Milestone__V1__Cursor cursor;

        milestone__v1__cursor__init(&cursor);
        cursor.journal_id = (ProtobufCBinaryData){JOURNAL_ID_LENGTH, way.pipeline.identity.journal_id};
        cursor.epoch = way.pipeline.identity.epoch;
        cursor.sequence = sequence;
        return cursor;
}

static Answer *ask_replay(Milestone__V1__Cursor *after, char **topics, size_t count, uint32_t limit)
{
        ASKING(Replay, replay, REPLAY);

        ask.after = after;
        ask.topics = topics;
        ask.n_topics = count;
        ask.limit = limit;
        return way_ask(&way, &question);
}

/* A replay gives the bytes that were told, none left out, in pages of any size; the last page ends
 * and its cursor carries the running hash. */
START_TEST(pages_hold_what_was_told)
{
        uint64_t last;

        say_days();
        last = outbox_sequence(way.pipeline.outbox);
        for (uint32_t limit = 0; limit < 50; limit += limit < 3 ? 1 : 13) {
                Milestone__V1__Cursor cursor; /* a newcomer's to begin with */
                uint8_t journal_id[JOURNAL_ID_LENGTH];
                uint64_t sequence = 0;
                bool end = false;

                milestone__v1__cursor__init(&cursor);
                while (!end) {
                        SCOPED(answer_freep) Answer *answer = ask_replay(&cursor, NULL, 0, limit);
                        const Milestone__V1__ReplayAnswer *page = answer->replay;

                        ck_assert(!page->gone && !page->diverged);
                        ck_assert(page->n_notifications > 0 || sequence == last);
                        ck_assert_uint_eq(page->oldest, 1);
                        for (size_t i = 0; i < page->n_notifications; i++) {
                                const uint8_t *told;
                                size_t length;

                                ck_assert_int_eq(store_told(way.pipeline.store, ++sequence, &told, &length),
                                                 0);
                                ck_assert_uint_eq(page->notifications[i].len, length);
                                ck_assert_mem_eq(page->notifications[i].data, told, length);
                        }
                        end = page->end;
                        ck_assert_uint_eq(page->up_to, sequence);
                        ck_assert_uint_eq(page->cursor->sequence, sequence);
                        ck_assert_uint_eq(page->cursor->epoch, way.pipeline.identity.epoch);
                        ck_assert_uint_eq(page->cursor->outbox_hash.len, end ? OUTBOX_HASH_BYTES : 0);
                        ck_assert_uint_eq(page->cursor->journal_id.len, JOURNAL_ID_LENGTH);
                        memcpy(journal_id, page->cursor->journal_id.data, JOURNAL_ID_LENGTH);
                        cursor = cursor_at(page->cursor->sequence);
                        cursor.journal_id.data = journal_id;
                }
                ck_assert_uint_eq(sequence, last);
        }
        way_done(&way);
}
END_TEST

/* The bytes come back the same after a checkpoint and a restart: what was told stays as told. */
START_TEST(bytes_survive_a_restart)
{
        Milestone__V1__Cursor cursor;
        SCOPED(answer_freep) Answer *before = NULL;
        SCOPED(answer_freep) Answer *after = NULL;

        say_days();
        cursor = cursor_at(3);
        before = ask_replay(&cursor, NULL, 0, 0);
        way_checkpoint(&way, 1000);
        way_down(&way);
        ck_assert_int_eq(way_up(&way), 0);
        way_settle(&way);
        cursor = cursor_at(3);
        after = ask_replay(&cursor, NULL, 0, 0);
        ck_assert_uint_eq(after->replay->n_notifications, before->replay->n_notifications);
        for (size_t i = 0; i < before->replay->n_notifications; i++) {
                ck_assert_uint_eq(after->replay->notifications[i].len, before->replay->notifications[i].len);
                ck_assert_mem_eq(after->replay->notifications[i].data, before->replay->notifications[i].data,
                                 before->replay->notifications[i].len);
        }
        way_done(&way);
}
END_TEST

/* rule 37: under a filter the answer says up to where there is nothing else, so that a subscriber to
 * one milestone need not ask again for what is not his. */
START_TEST(rule_37_nothing_else_up_to)
{
        char *topics[] = {SAY("milestone/north/turnover-1000/reached/")}, *none[] = {SAY("kind/silent/")};
        Milestone__V1__Notification *told;
        SCOPED(answer_freep) Answer *one = NULL;
        SCOPED(answer_freep) Answer *nothing = NULL;
        SCOPED(answer_freep) Answer *page = NULL;
        char *days[] = {SAY("kind/reached/north/each-day/")};
        uint64_t last;

        say_days();
        last = outbox_sequence(way.pipeline.outbox);
        one = ask_replay(NULL, topics, 1, 0);
        ck_assert_uint_eq(one->replay->n_notifications, 1);
        told = milestone__v1__notification__unpack(NULL, one->replay->notifications[0].len,
                                                   one->replay->notifications[0].data);
        ck_assert_str_eq(told->milestone, "turnover-1000");
        milestone__v1__notification__free_unpacked(told, NULL);
        ck_assert_uint_eq(one->replay->up_to, last);
        ck_assert(one->replay->end);
        nothing = ask_replay(NULL, none, 1, 0);
        ck_assert_uint_eq(nothing->replay->n_notifications, 0);
        ck_assert_uint_eq(nothing->replay->up_to, last);
        ck_assert(nothing->replay->end);
        /* A full page looks on to the one that does not fit, and no further. */
        page = ask_replay(NULL, days, 1, 2);
        ck_assert_uint_eq(page->replay->n_notifications, 2);
        ck_assert_uint_eq(page->replay->up_to, 2);
        ck_assert(!page->replay->end);
        way_done(&way);
}
END_TEST

static void check_diverged(Milestone__V1__Cursor *cursor, uint64_t common)
{
        SCOPED(answer_freep) Answer *answer = ask_replay(cursor, NULL, 0, 0);

        ck_assert(answer->replay->diverged);
        ck_assert(!answer->replay->gone && !answer->replay->end);
        ck_assert_uint_eq(answer->replay->n_notifications, 0);
        ck_assert_uint_eq(answer->replay->diverged_after, common);
        ck_assert_uint_eq(answer->replay->cursor->sequence, common);
        ck_assert_mem_eq(answer->replay->cursor->journal_id.data, way.pipeline.identity.journal_id,
                         JOURNAL_ID_LENGTH);
}

/* rule 34: a cursor of another journal, epoch or history does not fit; the one that comes with the
 * answer does, and goes on from what both have. */
START_TEST(rule_34_a_cursor_that_does_not_fit)
{
        uint8_t other[JOURNAL_ID_LENGTH] = {9}, hash[OUTBOX_HASH_BYTES] = {1};
        Milestone__V1__Cursor cursor;
        uint64_t last;

        say_days();
        last = outbox_sequence(way.pipeline.outbox);
        cursor = cursor_at(5);
        cursor.journal_id.data = other;
        check_diverged(&cursor, 0);
        cursor = cursor_at(5);
        cursor.journal_id.len = 3;
        check_diverged(&cursor, 0);
        cursor = cursor_at(5);
        cursor.epoch++;
        check_diverged(&cursor, 0);
        cursor = cursor_at(last + 1);
        check_diverged(&cursor, last);
        cursor = cursor_at(UINT64_MAX);
        check_diverged(&cursor, last);
        cursor.journal_id.len = 0; /* of any journal: it has not told so much either */
        check_diverged(&cursor, last);
        cursor = cursor_at(last);
        cursor.outbox_hash = (ProtobufCBinaryData){sizeof(hash), hash};
        check_diverged(&cursor, 0);
        way_done(&way);
}
END_TEST

/* rule 34: after a restore a cursor of before is told how far it stands: up to where the backup ended, or all
 * of it if it had not come so far. */
START_TEST(rule_34_a_cursor_of_an_earlier_epoch)
{
        Milestone__V1__Cursor cursor;
        uint64_t common;

        say_days();
        common = outbox_sequence(way.pipeline.outbox);
        cursor = cursor_at(common + 7); /* what the backup had not */
        way.pipeline.identity.epoch = 2;
        way.query.identity.epoch = 2;
        ck_assert_int_eq(outbox_begin_epoch(way.pipeline.outbox, 2), 0);
        check_diverged(&cursor, common);
        cursor.sequence = common - 3;
        check_diverged(&cursor, common - 3);
        cursor.epoch = 7;
        check_diverged(&cursor, 0);
        way_done(&way);
}
END_TEST

/* rule 39: beyond its retention the outbox says which is the oldest, and gives none in its place. */
START_TEST(rule_39_gone)
{
        Milestone__V1__Cursor cursor;
        SCOPED(answer_freep) Answer *gone = NULL;
        SCOPED(answer_freep) Answer *newcomer = NULL;
        SCOPED(answer_freep) Answer *oldest = NULL;
        uint64_t last;

        say_days();
        last = outbox_sequence(way.pipeline.outbox);
        way_checkpoint(&way, 10);
        cursor = cursor_at(5);
        gone = ask_replay(&cursor, NULL, 0, 0);
        ck_assert(gone->replay->gone && !gone->replay->end && !gone->replay->diverged);
        ck_assert_uint_eq(gone->replay->oldest, last - 9);
        ck_assert_uint_eq(gone->replay->n_notifications, 0);
        newcomer = ask_replay(NULL, NULL, 0, 0);
        ck_assert(newcomer->replay->gone);
        cursor = cursor_at(last - 10);
        oldest = ask_replay(&cursor, NULL, 0, 0);
        ck_assert(!oldest->replay->gone && oldest->replay->end);
        ck_assert_uint_eq(oldest->replay->n_notifications, 10);
        way_done(&way);
}
END_TEST

/* A narrow filter over a long outbox is looked through in bounded pieces; each says how far. */
START_TEST(a_question_looks_at_a_bounded_number)
{
        char *none[] = {SAY("kind/missed/north/turnover-1000/")};
        enum { MANY = 6000 };
        const struct news news = {.kind = NEWS_REACHED,
                                  .corridor = TEXT("north"),
                                  .milestone = TEXT("each-day"),
                                  .measure = TEXT("daily")};
        const uint8_t chain[CHAIN_BYTES] = {0};
        SCOPED(answer_freep) Answer *first = NULL;
        SCOPED(answer_freep) Answer *second = NULL;

        way_init(&way, NULL);
        way_configure(&way, way_yaml);
        for (int i = 0; i < MANY; i++) {
                struct told_news told;

                ck_assert_int_eq(outbox_tell(way.pipeline.outbox, &news, chain, &told), 0);
                ck_assert_int_eq(store_tell(way.pipeline.store, told.sequence, told.bytes, told.length), 0);
        }
        first = ask_replay(NULL, none, 1, 0);
        ck_assert(!first->replay->end);
        ck_assert_uint_eq(first->replay->up_to, 5000);
        second = ask_replay(first->replay->cursor, none, 1, 0);
        ck_assert(second->replay->end);
        ck_assert_uint_eq(second->replay->up_to, MANY);
        way_done(&way);
}
END_TEST

SUITE("query replay", pages_hold_what_was_told, bytes_survive_a_restart, rule_37_nothing_else_up_to,
      rule_34_a_cursor_that_does_not_fit, rule_34_a_cursor_of_an_earlier_epoch, rule_39_gone,
      a_question_looks_at_a_bounded_number)
