/* tests/unit/client/test_subscriber.c: each notification once and in order over real sockets, with a
 * daemon that loses messages, restarts, is restored and forgets. */
#include <check.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

#define HANDED_MAX 4096u

static struct peer *peer;
static struct mst_subscriber *subscriber;
static struct mst_options options = MST_OPTIONS_INIT;

/* What was handed over, in short. */
static struct handed {
        enum mst_news_what what;
        uint64_t sequence;
        int64_t units; /* of a measure */
} handed[HANDED_MAX];
static size_t handed_count;
static char cursor[MST_CURSOR_TEXT_MAX];

static void subscriber_open(enum mst_start start, const char *const *topics)
{
        ck_assert_int_eq(mst_subscriber_new(&peer->endpoints, &options, &subscriber), 0);
        ck_assert_int_eq(mst_subscriber_set_start(subscriber, start), 0);
        for (; topics && *topics; topics++)
                ck_assert_int_eq(mst_subscriber_add_topic(subscriber, *topics), 0);
}

static void setup(void)
{
        options.linger_msec = 1;
        handed_count = 0;
        peer = peer_new();
}

static void teardown(void)
{
        subscriber = mst_subscriber_unref(subscriber);
        peer_free(peer);
}

static void turn(void)
{
        struct mst_news *news;

        (void)mst_subscriber_wait(subscriber, 2);
        while (mst_subscriber_next(subscriber, &news) == 0) {
                ck_assert_uint_lt(handed_count, HANDED_MAX);
                handed[handed_count++] = (struct handed){
                        .what = news->what,
                        .sequence = news->sequence,
                        .units = news->measure ? news->measure->value.units : 0,
                };
                if (news->notification) {
                        ck_assert_uint_eq(news->notification->sequence, news->sequence);
                        ck_assert_str_eq(news->notification->value.unit, "USD");
                }
                mst_news_unref(news);
        }
}

static struct mst_subscriber_state state(void)
{
        struct mst_subscriber_state ret;

        mst_subscriber_state(subscriber, &ret);
        return ret;
}

static bool caught_up(void)
{
        struct mst_subscriber_state now = state();

        return now.caught_up &&
               now.beat_sequence == (peer->told_count ? peer->told[peer->told_count - 1].sequence : 0);
}

/* One beat, and what follows from it. */
static void one_beat(void)
{
        peer_beat(peer);
        PEER_UNTIL(peer, turn(), caught_up());
}

/* Beats from time to time, as a daemon does: the first ones may come before the subscription, or
 * before the desk's word on the journal. */
static void beat_at_times(void)
{
        static int64_t last_msec;

        if (peer_now_msec() - last_msec < 50)
                return;
        last_msec = peer_now_msec();
        peer_beat(peer);
}

/* Subscribed, and at one with the daemon: a beat was heard, so what follows is heard too. */
static void settle(void)
{
        PEER_UNTIL(peer, (beat_at_times(), turn()),
                   peer->subscriptions == 1 && state().connected && state().desk_connected && caught_up());
}

static void told_are(size_t from, const uint64_t *sequences, size_t count)
{
        size_t at = 0;

        for (size_t i = from; i < handed_count; i++) {
                if (handed[i].what != MST_NEWS_NOTIFICATION)
                        continue;
                ck_assert_msg(at < count && handed[i].sequence == sequences[at], "%lu instead of %lu",
                              (unsigned long)handed[i].sequence,
                              (unsigned long)(at < count ? sequences[at] : 0));
                at++;
        }
        ck_assert_uint_eq(at, count);
}

static void told_all(uint64_t first, uint64_t last)
{
        uint64_t all[HANDED_MAX];

        for (uint64_t i = first; i <= last; i++)
                all[i - first] = i;
        told_are(0, all, (size_t)(last + 1 - first));
}

/* promise 7: each once, though the stream brings it under two topics. */
START_TEST(each_once_under_overlapping_topics)
{
        subscriber_open(MST_START_LIVE, NULL);
        settle();
        for (int i = 0; i < 50; i++)
                peer_tell(peer, i % 2 ? "north" : "south", "m", MST_KIND_REACHED, false);
        one_beat();
        told_all(1, 50);
        ck_assert_uint_eq(state().gaps, 0);
        ck_assert_uint_eq(state().delivered, 50);
        ck_assert_uint_ge(state().repeats, 49);
}
END_TEST

/* rule 37: five are lost, among them the last before a beat, under a filter: the first beat after the
 * loss shows it, and afterwards each was handed over once. */
START_TEST(rule_37_five_lost_among_them_the_last)
{
        static const char *const north[] = {"milestone/north/", NULL};
        static const uint64_t expected[] = {1, 3, 5, 7, 9, 11, 13, 15, 17, 19};

        subscriber_open(MST_START_LIVE, north);
        settle();
        for (uint64_t i = 1; i <= 20; i++)
                peer_tell(peer, i % 2 ? "north" : "south", "m", MST_KIND_REACHED,
                          i == 5 || i == 9 || i == 11 || i == 17 || i == 19);
        one_beat();
        told_are(0, expected, 10);
        ck_assert_uint_eq(state().recovered, 5);
        ck_assert_uint_ge(state().gaps, 1);
}
END_TEST

/* The same where no chain has all topics: the order is kept over corridors and kinds. */
START_TEST(rule_37_losses_under_a_mixed_filter)
{
        static const char *const mixed[] = {"milestone/north/", "kind/missed/", NULL};
        static const uint64_t expected[] = {1, 2, 4, 5, 7, 8, 10};

        subscriber_open(MST_START_LIVE, mixed);
        settle();
        for (uint64_t i = 1; i <= 10; i++)
                peer_tell(peer, i % 3 == 1 ? "north" : "south", "m",
                          i % 3 == 2 ? MST_KIND_MISSED : MST_KIND_REACHED, i == 4 || i == 5 || i == 10);
        one_beat();
        told_are(0, expected, 7);
        ck_assert_uint_eq(state().recovered, 3);
}
END_TEST

/* A beat that was lost with the last message is no excuse: the next one shows it. */
START_TEST(a_lost_beat_hides_nothing)
{
        static const char *const north[] = {"milestone/north/", NULL};
        static const uint64_t expected[] = {1, 2};
        void *stream;

        subscriber_open(MST_START_LIVE, north);
        settle();
        peer_tell(peer, "north", "m", MST_KIND_REACHED, false);
        one_beat();
        peer_tell(peer, "north", "m", MST_KIND_MISSED, true);
        stream = peer->notifications;
        peer->notifications = NULL;
        peer_beat(peer); /* names the chain, and is lost */
        peer->notifications = stream;
        peer_tell(peer, "south", "m", MST_KIND_REACHED, false);
        one_beat();
        told_are(0, expected, 2);
}
END_TEST

/* Restarts of the daemon lose nothing, whatever happened while the subscriber could not hear. */
START_TEST(a_restarted_daemon_is_caught_up_with)
{
        subscriber_open(MST_START_LIVE, NULL);
        settle();
        for (int i = 0; i < 5; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, false);
        one_beat();
        peer_close(peer);
        for (int i = 0; i < 7; i++)
                peer_tell(peer, "north", "m", MST_KIND_RESTATED, true);
        peer_open(peer);
        PEER_UNTIL(peer, turn(), handed_count == 12);
        told_all(1, 12);
        settle();
        peer_tell(peer, "north", "m", MST_KIND_MISSED, false);
        one_beat();
        told_all(1, 13);
}
END_TEST

/* Restarts of the subscriber: the cursor goes on exactly behind what was handed over last. */
START_TEST(a_cursor_goes_on_where_it_ended)
{
        struct mst_news *news;

        subscriber_open(MST_START_OLDEST, NULL);
        ck_assert_int_eq(mst_subscriber_cursor(subscriber, cursor), MST_NONE);
        for (int i = 0; i < 10; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        for (uint64_t i = 1; i <= 4; i++) {
                PEER_UNTIL(peer, (void)mst_subscriber_wait(subscriber, 2),
                           mst_subscriber_next(subscriber, &news) == 0);
                ck_assert_uint_eq(news->sequence, i);
                mst_news_unref(news);
        }
        ck_assert_int_eq(mst_subscriber_cursor(subscriber, cursor), 0);
        mst_subscriber_unref(subscriber);

        subscriber_open(MST_START_PRESENT, NULL); /* a cursor comes before it */
        ck_assert_int_eq(mst_subscriber_set_cursor(subscriber, "nonsense"), MST_CURSOR);
        ck_assert_int_eq(mst_subscriber_set_cursor(subscriber, cursor), 0);
        settle();
        told_all(5, 10);
        ck_assert_int_eq(mst_subscriber_set_cursor(subscriber, cursor), MST_STARTED);
        ck_assert_int_eq(mst_subscriber_add_topic(subscriber, "kind/"), MST_STARTED);
        ck_assert_int_eq(mst_subscriber_set_start(subscriber, MST_START_LIVE), MST_STARTED);
}
END_TEST

/* What does not concern the topics moves the cursor too, or it would fall out of what is kept. */
START_TEST(the_cursor_moves_with_what_is_not_ours)
{
        static const char *const north[] = {"milestone/north/", NULL};

        subscriber_open(MST_START_LIVE, north);
        settle();
        for (int i = 0; i < 10; i++)
                peer_tell(peer, "south", "m", MST_KIND_REACHED, false);
        one_beat();
        ck_assert_uint_eq(handed_count, 0);
        ck_assert_uint_eq(state().sequence, 10);
        ck_assert_int_eq(mst_subscriber_cursor(subscriber, cursor), 0);
        ck_assert_ptr_nonnull(strstr(cursor, ":1:10:"));
}
END_TEST

/* promise 8: a newcomer has the present first, all pages of it, then what follows, without a gap. */
START_TEST(a_newcomer_has_the_present_first)
{
        size_t at = 0;

        peer->snapshot_page = 2;
        peer->tells_between_pages = true;
        for (int i = 0; i < 5; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        peer_measure(peer, "north", "a", 1, true);
        peer_measure(peer, "north", "b", 2, true);
        peer_measure(peer, "north", "c", 3, true);
        subscriber_open(MST_START_PRESENT, NULL);
        settle();
        ck_assert_uint_eq(handed_count, 6);
        ck_assert_int_eq(handed[at++].what, MST_NEWS_MILESTONE);
        for (int64_t i = 1; i <= 3; i++) {
                ck_assert_int_eq(handed[at].what, MST_NEWS_MEASURE);
                ck_assert_int_eq(handed[at++].units, i);
        }
        ck_assert_int_eq(handed[at].what, MST_NEWS_PRESENT);
        ck_assert_uint_eq(handed[at].sequence, 5); /* of the first page: the second one was later */
        peer_tell(peer, "north", "m", MST_KIND_MISSED, false);
        one_beat();
        told_are(0, (const uint64_t[]){6, 7}, 2);
}
END_TEST

/* rule 38: the newest value of a measure, and one that was lost comes by the beat. */
START_TEST(rule_38_measures_newest_only)
{
        static const char *const measures[] = {"measure/north/", NULL};
        int64_t last = 0;

        subscriber_open(MST_START_LIVE, measures);
        settle();
        for (int64_t i = 1; i <= 20; i++)
                peer_measure(peer, "north", "a", i, false);
        PEER_UNTIL(peer, turn(), handed_count && handed[handed_count - 1].units == 20);
        for (size_t i = 0; i < handed_count; i++) {
                ck_assert_int_gt(handed[i].units, last);
                last = handed[i].units;
        }
        peer_measure(peer, "north", "a", 21, true);
        peer_beat(peer);
        PEER_UNTIL(peer, turn(), handed[handed_count - 1].units == 21);
        peer_tell(peer, "north", "m", MST_KIND_REACHED, false);
        peer_beat(peer);
        PEER_UNTIL(peer, turn(), state().sequence == 1); /* none of ours, and known to be none */
        told_are(0, NULL, 0);
}
END_TEST

/* rule 34: the daemon came back from a backup: what was told after it is void, its own account follows. */
START_TEST(rule_34_a_restored_daemon_is_a_resync)
{
        static const uint64_t before[] = {1, 2, 3, 4, 5, 6, 7, 8};
        static const uint64_t after[] = {6, 7};
        size_t resync;

        subscriber_open(MST_START_LIVE, NULL);
        settle();
        for (int i = 0; i < 8; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, false);
        one_beat();
        told_are(0, before, 8);
        resync = handed_count;

        peer_close(peer);
        while (peer->told_count > 5)
                free(peer->told[--peer->told_count].bytes);
        peer->told_at_beat = 5;
        peer->epoch = 2;
        peer->diverged_after = 5;
        peer_tell(peer, "north", "m", MST_KIND_MISSED, true);
        peer_open(peer);
        settle();
        ck_assert_int_eq(handed[resync].what, MST_NEWS_RESYNC);
        ck_assert_uint_eq(handed[resync].sequence, 5);
        peer_tell(peer, "north", "m", MST_KIND_RETRACTED, false);
        one_beat();
        told_are(resync, after, 2);
        ck_assert_int_eq(mst_subscriber_cursor(subscriber, cursor), 0);
        ck_assert_ptr_nonnull(strstr(cursor, ":2:7:"));
}
END_TEST

/* rule 39: an old cursor is told that something is gone for good, and gets the rest. */
START_TEST(rule_39_gone_is_told_with_a_number)
{
        static const uint64_t rest[] = {6, 7, 8};

        for (int i = 0; i < 8; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        peer->oldest = 6;
        subscriber_open(MST_START_LIVE, NULL);
        ck_assert_int_eq(mst_subscriber_set_cursor(subscriber, "1:6a6f75726e616c2d6f662d7374726177:1:2:"), 0);
        settle();
        ck_assert_int_eq(handed[0].what, MST_NEWS_GONE);
        ck_assert_uint_eq(handed[0].sequence, 6);
        told_are(0, rest, 3);
        subscriber = mst_subscriber_unref(subscriber);

        handed_count = 0;
        subscriber_open(MST_START_OLDEST, NULL); /* who asks for what is kept is not told that some is not */
        settle();
        ck_assert_uint_eq(handed_count, 3);
        told_are(0, rest, 3);
}
END_TEST

/* A long absence comes in pages, while the stream goes on. */
START_TEST(pages_while_the_stream_goes_on)
{
        peer->page = 7;
        for (int i = 0; i < 1000; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        subscriber_open(MST_START_OLDEST, NULL);
        PEER_UNTIL(peer, turn(), peer->subscriptions == 1 && handed_count > 20);
        for (int i = 0; i < 100; i++) {
                peer_tell(peer, "north", "m", MST_KIND_REACHED, false);
                peer_turn(peer);
                turn();
        }
        one_beat();
        told_all(1, 1100);
        ck_assert_uint_ge(peer->replays, 1000 / 7);
}
END_TEST

/* A desk that cannot yet is asked again, and the reason can be shown meanwhile. */
START_TEST(a_busy_desk_is_asked_again)
{
        peer->desk_busy = 2;
        peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        subscriber_open(MST_START_PRESENT, NULL);
        PEER_UNTIL(peer, turn(), state().refused == MST_FAILURE_BUSY);
        ck_assert_str_eq(state().refused_message, "replaying");
        settle();
        ck_assert_int_eq(handed[handed_count - 1].what, MST_NEWS_PRESENT);
        ck_assert_int_eq(state().refused, MST_FAILURE_UNSPECIFIED);
}
END_TEST

/* What cannot be read is counted, and neither stops nor confuses the rest. */
START_TEST(garbage_is_counted)
{
        subscriber_open(MST_START_LIVE, NULL);
        settle();
        peer_send(peer, "milestone/north/", "\xff\xff\xff", 3);
        peer_send(peer, "beat/", "\xff\xff\xff", 3);
        peer_send(peer, "measure/north/", "\xff\xff\xff", 3);
        peer_send(peer, "", "", 0); /* a notification without a version */
        peer_tell(peer, "north", "m", MST_KIND_REACHED, false);
        one_beat();
        told_all(1, 1);
        ck_assert_uint_eq(state().unreadable, 4);
}
END_TEST

static void count(void *userdata, const struct mst_news *news)
{
        ++*(unsigned int *)userdata;
        ck_assert_int_eq(news->what, MST_NEWS_NOTIFICATION);
}

/* A program with a loop of its own needs the descriptor and dispatch, from the first call on. */
START_TEST(a_loop_that_only_polls_hears_everything)
{
        struct pollfd pollfd;
        unsigned int told = 0;

        for (int i = 0; i < 100; i++)
                peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        peer->page = 10;
        subscriber_open(MST_START_OLDEST, NULL);
        mst_subscriber_set_callback(subscriber, count, &told);
        pollfd = (struct pollfd){.fd = mst_subscriber_fd(subscriber), .events = POLLIN};
        peer_thread(peer);
        while (told < 100) {
                ck_assert_int_eq(poll(&pollfd, 1, PEER_WAIT_MSEC), 1);
                ck_assert_int_eq(mst_subscriber_dispatch(subscriber), 0);
        }
        peer_thread_end(peer);
        ck_assert_uint_eq(told, 100);
}
END_TEST

/* The blocking way, and its time when nobody is there. */
START_TEST(receive_waits_and_keeps_the_time)
{
        struct mst_news *news;

        peer_tell(peer, "north", "m", MST_KIND_REACHED, true);
        subscriber_open(MST_START_OLDEST, NULL);
        peer_thread(peer);
        ck_assert_int_eq(mst_subscriber_receive(subscriber, PEER_WAIT_MSEC, &news), 0);
        ck_assert_str_eq(news->notification->corridor, "north");
        ck_assert_int_eq(news->notification->kind, MST_KIND_REACHED);
        mst_news_unref(news);
        ck_assert_int_eq(mst_subscriber_receive(subscriber, 50, &news), MST_TIMEOUT);
        peer_thread_end(peer);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_subscriber");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, each_once_under_overlapping_topics);
        tcase_add_test(cases, rule_37_five_lost_among_them_the_last);
        tcase_add_test(cases, rule_37_losses_under_a_mixed_filter);
        tcase_add_test(cases, a_lost_beat_hides_nothing);
        tcase_add_test(cases, a_restarted_daemon_is_caught_up_with);
        tcase_add_test(cases, a_cursor_goes_on_where_it_ended);
        tcase_add_test(cases, the_cursor_moves_with_what_is_not_ours);
        tcase_add_test(cases, a_newcomer_has_the_present_first);
        tcase_add_test(cases, rule_38_measures_newest_only);
        tcase_add_test(cases, rule_34_a_restored_daemon_is_a_resync);
        tcase_add_test(cases, rule_39_gone_is_told_with_a_number);
        tcase_add_test(cases, pages_while_the_stream_goes_on);
        tcase_add_test(cases, a_busy_desk_is_asked_again);
        tcase_add_test(cases, garbage_is_counted);
        tcase_add_test(cases, a_loop_that_only_polls_hears_everything);
        tcase_add_test(cases, receive_waits_and_keeps_the_time);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
