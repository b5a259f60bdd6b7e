/* tests/unit/client/test_merge.c: the merge against the plainest model: a list of all that was told,
 * a stream that loses what it likes, and a desk that answers late. The seed is the loop's
 * number, so that a failure names itself. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "merge.h"

#define TOLD_MAX 120u
#define SEEDS 200

static const char *const corridors[] = {"north", "south", "east"};

/* One in the list of all that was told. */
struct told {
        unsigned int corridor;
        Milestone__V1__Kind kind;
        uint64_t before_corridor;
        uint64_t before_kind;
        unsigned char bytes[256];
        size_t size;
};

struct world {
        struct told told[TOLD_MAX + 1]; /* by sequence */
        uint64_t last;
        uint64_t epoch;
        size_t page;
        uint64_t beaten; /* sequence of the beat before */
        struct filter filter;
        struct merge merge;
        uint64_t handed[TOLD_MAX * 4];
        size_t handed_count;
        unsigned int seed;
};

static struct world w;

static unsigned int chance(unsigned int below)
{
        return (unsigned int)rand_r(&w.seed) % below;
}

static ProtobufCBinaryData journal(void)
{
        static const char id[] = "j";

        return (ProtobufCBinaryData){.len = 1, .data = (uint8_t *)(uintptr_t)id};
}

static void world_init(unsigned int seed, const char *const *topics)
{
        struct cursor cursor = {0};

        memset(&w, 0, sizeof(w));
        w.seed = seed;
        w.epoch = 1;
        w.page = 1 + chance(9);
        for (; topics && *topics; topics++)
                ck_assert_int_eq(filter_add(&w.filter, *topics), 0);
        ck_assert_int_eq(filter_settle(&w.filter), 0);
        merge_init(&w.merge, &w.filter, 1 + chance(6));
        cursor_set_journal(&cursor, journal(), w.epoch);
        merge_begin(&w.merge, &cursor);
}

static void world_done(void)
{
        merge_done(&w.merge);
        filter_done(&w.filter);
}

static uint64_t last_with(unsigned int corridor, Milestone__V1__Kind kind, bool by_kind)
{
        for (uint64_t i = w.last; i > 0; i--)
                if (by_kind ? w.told[i].kind == kind : w.told[i].corridor == corridor)
                        return i;
        return 0;
}

static void tell(void)
{
        struct told told = {.corridor = chance(3), .kind = (Milestone__V1__Kind)(1 + chance(3))};
        Milestone__V1__Notification n;
        Milestone__V1__Before before;

        milestone__v1__notification__init(&n);
        milestone__v1__before__init(&before);
        before.all = w.last;
        before.corridor = last_with(told.corridor, told.kind, false);
        before.kind = last_with(told.corridor, told.kind, true);
        n.version = 1;
        n.journal_id = journal();
        n.epoch = w.epoch;
        n.sequence = w.last + 1;
        n.before = &before;
        n.corridor = (char *)(uintptr_t)corridors[told.corridor];
        n.milestone = (char *)(uintptr_t)"m";
        n.kind = told.kind;
        told.size = milestone__v1__notification__pack(&n, told.bytes);
        w.told[++w.last] = told;
}

static bool wanted_by(const struct told *told)
{
        char topic[2][64];

        (void)snprintf(topic[0], 64, "milestone/%s/m/%s/", corridors[told->corridor],
                       mst_enum_name(MST_ENUM_KIND, (int)told->kind));
        (void)snprintf(topic[1], 64, "kind/%s/%s/m/", mst_enum_name(MST_ENUM_KIND, (int)told->kind),
                       corridors[told->corridor]);
        for (size_t i = 0; i < w.filter.count; i++)
                for (size_t j = 0; j < 2; j++)
                        if (strncmp(topic[j], w.filter.topics[i], strlen(w.filter.topics[i])) == 0)
                                return true;
        return w.filter.count == 0;
}

static void live(uint64_t sequence)
{
        struct news_box *box;

        if (!wanted_by(&w.told[sequence]))
                return;
        ck_assert_int_eq(news_notification(w.told[sequence].bytes, w.told[sequence].size, &box), 0);
        merge_live(&w.merge, box);
}

static void beat(bool lost)
{
        Milestone__V1__Beat b;
        Milestone__V1__Beat__Chain chains[6], *list[6];

        milestone__v1__beat__init(&b);
        b.version = 1;
        b.journal_id = journal();
        b.epoch = w.epoch;
        b.sequence = w.last;
        for (unsigned int i = 0; i < 6; i++) {
                unsigned int corridor = i % 3;
                Milestone__V1__Kind kind = (Milestone__V1__Kind)(1 + i % 3);
                uint64_t last = last_with(corridor, kind, i >= 3);

                milestone__v1__beat__chain__init(&chains[i]);
                chains[i].of = i < 3 ? MILESTONE__V1__BEAT__CHAIN__OF__OF_CORRIDOR
                                     : MILESTONE__V1__BEAT__CHAIN__OF__OF_KIND;
                chains[i].name = (char *)(uintptr_t)(i < 3 ? corridors[corridor]
                                                           : mst_enum_name(MST_ENUM_KIND, (int)kind));
                chains[i].sequence = last;
                if (last > w.beaten)
                        list[b.n_chains++] = &chains[i];
        }
        b.chains = list;
        w.beaten = w.last;
        if (!lost)
                merge_beat(&w.merge, &b);
}

/* The desk's page after `after`, when `last` was the last. */
static void page_then(uint64_t after, uint64_t last)
{
        Milestone__V1__Answer answer;
        Milestone__V1__ReplayAnswer replay;
        ProtobufCBinaryData list[TOLD_MAX];

        milestone__v1__answer__init(&answer);
        milestone__v1__replay_answer__init(&replay);
        answer.journal_id = journal();
        answer.epoch = w.epoch;
        answer.tell_case = MILESTONE__V1__ANSWER__TELL_REPLAY;
        answer.replay = &replay;
        replay.notifications = list;
        replay.end = true;
        replay.up_to = last;
        for (uint64_t i = after + 1; i <= last; i++) {
                if (!wanted_by(&w.told[i]))
                        continue;
                if (replay.n_notifications == w.page) {
                        replay.end = false;
                        replay.up_to = i - 1;
                        break;
                }
                list[replay.n_notifications++] =
                        (ProtobufCBinaryData){.len = w.told[i].size, .data = w.told[i].bytes};
        }
        ck_assert_int_ge(merge_page(&w.merge, &answer), 0);
}

static void page(uint64_t after)
{
        page_then(after, w.last);
}

static void hand_over(void)
{
        struct news_box *box;

        while ((box = news_queue_pop(&w.merge.ready))) {
                ck_assert_uint_eq(box->cursor.sequence, box->news.sequence);
                w.handed[w.handed_count++] = box->news.sequence;
                news_box_free(box);
        }
}

static void each_once_and_in_order(unsigned int seed)
{
        size_t at = 0;

        for (uint64_t i = 1; i <= w.last; i++)
                if (wanted_by(&w.told[i])) {
                        ck_assert_msg(at < w.handed_count && w.handed[at] == i, "seed %u: %lu is missing",
                                      seed, (unsigned long)i);
                        at++;
                }
        ck_assert_msg(at == w.handed_count, "seed %u: too many", seed);
}

/* A stream that loses a third, repeats some, and beats that are lost, too; a desk whose answers are
 * of the moment when it was asked, and come when later messages have been seen. */
static void run(unsigned int seed, const char *const *topics)
{
        uint64_t asked_after = 0, asked_last = 0;
        bool asked = false;

        world_init(seed, topics);
        while (w.last < TOLD_MAX) {
                tell();
                if (chance(3))
                        live(w.last);
                if (chance(4) == 0)
                        live(1 + chance((unsigned int)w.last)); /* under another topic, or again */
                if (chance(6) == 0)
                        beat(chance(3) == 0);
                if (asked && chance(4) == 0) {
                        page_then(asked_after, asked_last);
                        asked = false;
                }
                if (w.merge.wanted && !asked && chance(2)) {
                        asked = true;
                        asked_after = w.merge.seen.sequence;
                        asked_last = w.last;
                }
                if (chance(3) == 0)
                        hand_over();
                ck_assert_uint_le(w.merge.held_count, w.merge.held_max);
        }
        beat(false);
        for (int i = 0; w.merge.wanted && i < 1000; i++)
                page(w.merge.seen.sequence);
        hand_over();
        ck_assert(!w.merge.wanted);
        ck_assert_uint_eq(w.merge.seen.sequence, w.last);
        each_once_and_in_order(seed);
        world_done();
}

/* promise 7, rule 37: whatever is lost, each notification is handed over once and in order, under
 * every kind of filter, and nothing is still missing after the first beat that arrives. */
START_TEST(rule_37_each_once_and_in_order)
{
        static const char *const none[] = {NULL};
        static const char *const corridor[] = {"milestone/north/", NULL};
        static const char *const narrower[] = {"milestone/north/m/reached/", "milestone/north/m/retracted/",
                                               NULL};
        static const char *const kind[] = {"kind/reached/", NULL};
        static const char *const mixed[] = {"milestone/north/", "kind/confirmed/", NULL};
        static const char *const overlapping[] = {"milestone/south/", "kind/reached/south/", "milestone/",
                                                  NULL};
        static const char *const *const filters[] = {none, corridor, narrower, kind, mixed, overlapping};

        run((unsigned int)_i, filters[_i % 6]);
}
END_TEST

/* A subscriber to one corridor is not made to ask the desk by what happens in others. */
START_TEST(rule_37_a_whole_chain_needs_no_desk)
{
        static const char *const corridor[] = {"milestone/north/", NULL};

        world_init(7, corridor);
        page(0);
        while (w.last < TOLD_MAX) {
                tell();
                live(w.last);
                ck_assert(!w.merge.wanted);
        }
        while (last_with(0, 0, false) <= w.beaten)
                tell();
        beat(false);
        ck_assert(!w.merge.wanted);
        ck_assert_uint_eq(w.merge.seen.sequence, w.last);
        ck_assert_uint_eq(w.merge.gaps, 0);
        hand_over();
        each_once_and_in_order(7);
        world_done();
}
END_TEST

/* rule 34: a daemon that was restored is told from one that goes on, what it had told since is said
 * to be void, and its own account follows. */
START_TEST(rule_34_another_epoch_is_a_resync)
{
        Milestone__V1__Answer answer;
        Milestone__V1__ReplayAnswer replay;
        struct news_box *box;

        milestone__v1__answer__init(&answer);
        milestone__v1__replay_answer__init(&replay);
        world_init(3, NULL);
        page(0);
        for (int i = 0; i < 10; i++) {
                tell();
                live(w.last);
        }
        hand_over();
        ck_assert_uint_eq(w.merge.seen.sequence, 10);

        beat(false);
        w.epoch = 2;
        w.last = 6;
        tell();
        live(7);
        ck_assert_msg(w.merge.wanted, "sequence 7 of another epoch is no repeat of ours");
        ck_assert_ptr_null(w.merge.ready.first);
        answer.journal_id = journal();
        answer.epoch = 2;
        answer.tell_case = MILESTONE__V1__ANSWER__TELL_REPLAY;
        answer.replay = &replay;
        replay.diverged = true;
        replay.diverged_after = 6;
        ck_assert_int_eq(merge_page(&w.merge, &answer), 0);
        ck_assert(w.merge.wanted);
        box = news_queue_pop(&w.merge.ready);
        ck_assert_int_eq(box->news.what, MST_NEWS_RESYNC);
        ck_assert_uint_eq(box->news.sequence, 6);
        ck_assert_uint_eq(box->cursor.epoch, 2);
        news_box_free(box);
        ck_assert_int_eq(merge_page(&w.merge, &answer), MST_NONE); /* said twice, it is told once */
        ck_assert_ptr_null(w.merge.ready.first);

        w.page = 100;
        page(6);
        box = news_queue_pop(&w.merge.ready);
        ck_assert_uint_eq(box->news.sequence, 7);
        news_box_free(box);
        ck_assert(!w.merge.wanted);
        world_done();
}
END_TEST

/* rule 39: what is no longer kept is said, with a number, and the rest is not withheld. */
START_TEST(rule_39_gone_is_told)
{
        Milestone__V1__Answer answer;
        Milestone__V1__ReplayAnswer replay;
        struct news_box *box;

        milestone__v1__answer__init(&answer);
        milestone__v1__replay_answer__init(&replay);
        world_init(3, NULL);
        for (int i = 0; i < 10; i++)
                tell();
        answer.journal_id = journal();
        answer.epoch = 1;
        answer.replay = &replay;
        replay.gone = true;
        replay.oldest = 8;
        ck_assert_int_eq(merge_page(&w.merge, &answer), 0);
        box = news_queue_pop(&w.merge.ready);
        ck_assert_int_eq(box->news.what, MST_NEWS_GONE);
        ck_assert_uint_eq(box->news.sequence, 8);
        ck_assert_uint_eq(box->cursor.sequence, 7);
        news_box_free(box);
        ck_assert_int_eq(merge_page(&w.merge, &answer), MST_NONE);
        w.page = 100;
        page(7);
        hand_over();
        ck_assert_uint_eq(w.handed_count, 3);
        ck_assert_uint_eq(w.handed[0], 8);
        world_done();
}
END_TEST

/* A daemon that sends what we cannot read does not stop the rest, and it is counted. */
START_TEST(what_cannot_be_read_is_counted)
{
        Milestone__V1__Answer answer;
        Milestone__V1__ReplayAnswer replay;
        static unsigned char damaged[] = {0xff, 0xff};
        ProtobufCBinaryData list[2] = {{.len = 2, .data = damaged}};

        milestone__v1__answer__init(&answer);
        milestone__v1__replay_answer__init(&replay);
        world_init(3, NULL);
        tell();
        tell();
        list[1] = (ProtobufCBinaryData){.len = w.told[2].size, .data = w.told[2].bytes};
        answer.journal_id = journal();
        answer.epoch = 1;
        answer.replay = &replay;
        replay.notifications = list;
        replay.n_notifications = 2;
        replay.up_to = 2;
        replay.end = true;
        ck_assert_int_eq(merge_page(&w.merge, &answer), 0);
        hand_over();
        ck_assert_uint_eq(w.handed_count, 1);
        ck_assert_uint_eq(w.merge.unreadable, 1);
        ck_assert_uint_eq(w.merge.seen.sequence, 2);
        world_done();
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_merge");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_loop_test(cases, rule_37_each_once_and_in_order, 0, SEEDS);
        tcase_add_test(cases, rule_37_a_whole_chain_needs_no_desk);
        tcase_add_test(cases, rule_34_another_epoch_is_a_resync);
        tcase_add_test(cases, rule_39_gone_is_told);
        tcase_add_test(cases, what_cannot_be_read_is_counted);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
