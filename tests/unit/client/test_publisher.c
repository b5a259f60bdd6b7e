/* tests/unit/client/test_publisher.c: batches and receipts over real sockets, with a daemon that is
 * late, forgets, restarts and answers in any order. */
#include <check.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "peer.h"

static struct peer *peer;
static struct mst_publisher *publisher;
static struct mst_options options = MST_OPTIONS_INIT;

static void setup(void)
{
        peer = peer_new();
        options.linger_msec = 1;
        ck_assert_int_eq(mst_publisher_new(&peer->endpoints, &options, &publisher), 0);
}

static void teardown(void)
{
        publisher = mst_publisher_unref(publisher);
        peer_free(peer);
}

static void reopen(void)
{
        publisher = mst_publisher_unref(publisher);
        ck_assert_int_eq(mst_publisher_new(&peer->endpoints, &options, &publisher), 0);
}

static int send_batch(const char *source, uint64_t number, void *userdata)
{
        const struct mst_event event = {
                .id = "a", .revision = 1, .period = "2024-05", .kind = MST_EVENT_TRADE};
        struct mst_batch *batch;
        int r;

        ck_assert_int_eq(mst_batch_new(source, &batch), 0);
        ck_assert_int_eq(mst_batch_add(batch, &event), 0);
        mst_batch_set_number(batch, number);
        r = mst_publisher_send(publisher, &batch, userdata, NULL);
        ck_assert((r == 0) == !batch);
        mst_batch_unref(batch);
        return r;
}

static void turn(void)
{
        (void)mst_publisher_wait(publisher, 2);
}

static unsigned int in_flight(void)
{
        struct mst_publisher_state state;

        mst_publisher_state(publisher, &state);
        return state.in_flight;
}

static struct mst_receipt *next(void)
{
        struct mst_receipt *receipt = NULL;

        PEER_UNTIL(peer, turn(), mst_publisher_next(publisher, &receipt) == 0);
        return receipt;
}

/* rule 34, rule 40: a receipt says which batch, where it lies, and in which journal. */
START_TEST(rule_40_a_receipt_for_each_batch)
{
        int mine = 0;
        struct mst_receipt *receipt;

        ck_assert_int_eq(send_batch("rail", 5, &mine), 0);
        receipt = next();
        ck_assert_uint_eq(receipt->ticket, 1);
        ck_assert_ptr_eq(receipt->userdata, &mine);
        ck_assert_str_eq(receipt->source, "rail");
        ck_assert_uint_eq(receipt->number, 5);
        ck_assert_uint_eq(receipt->position, 1);
        ck_assert_uint_eq(receipt->counts.accepted, 1);
        ck_assert_uint_eq(receipt->sent_times, 1);
        ck_assert_str_eq(receipt->journal_id, "6a6f75726e616c2d6f662d7374726177");
        ck_assert_uint_eq(receipt->epoch, 1);
        ck_assert(!receipt->journal_changed);
        ck_assert_ptr_null(receipt->release);
        mst_receipt_unref(receipt);
        ck_assert_uint_eq(in_flight(), 0);
}
END_TEST

/* Many are in flight, no more than the window, and each answer finds its batch in whatever order. */
START_TEST(answers_in_any_order_and_a_window)
{
        static int mine[8];
        struct mst_receipt *receipt;

        options.window = 8;
        reopen();
        peer->receipts = false;
        for (size_t i = 0; i < 8; i++)
                ck_assert_int_eq(send_batch("rail", 0, &mine[i]), 0);
        ck_assert_int_eq(send_batch("rail", 0, NULL), MST_WINDOW_FULL);
        PEER_UNTIL(peer, turn(), peer->arrived_count == 8);
        for (size_t i = 8; i > 0; i--)
                peer_receipt(peer, &peer->arrived[i - 1], MILESTONE__V1__REASON__REASON_UNSPECIFIED);
        PEER_UNTIL(peer, turn(), in_flight() == 0);
        ck_assert_int_eq(send_batch("rail", 0, NULL), MST_WINDOW_FULL); /* receipts are to be taken first */
        for (size_t i = 8; i > 0; i--) {
                receipt = next();
                ck_assert_ptr_eq(receipt->userdata, &mine[i - 1]);
                mst_receipt_unref(receipt);
        }
        ck_assert_int_eq(send_batch("rail", 0, NULL), 0);
}
END_TEST

/* A daemon that is not there yet is waited for; what was handed over is not lost meanwhile. */
START_TEST(a_daemon_that_comes_later)
{
        peer_close(peer);
        reopen();
        for (uint64_t i = 1; i <= 5; i++)
                ck_assert_int_eq(send_batch("rail", i, NULL), 0);
        ck_assert_int_eq(mst_publisher_wait(publisher, 50), MST_TIMEOUT);
        peer_open(peer);
        for (uint64_t i = 1; i <= 5; i++) {
                struct mst_receipt *receipt = next();

                ck_assert_uint_eq(receipt->number, i);
                ck_assert_uint_eq(receipt->sent_times, 1);
                mst_receipt_unref(receipt);
        }
}
END_TEST

/* promise 1: what has no receipt when the daemon is killed is sent again, in its order, and nothing
 * that has one is. */
START_TEST(a_restart_resends_what_has_no_receipt)
{
        struct mst_receipt *receipt;

        peer->receipts = false;
        for (uint64_t i = 1; i <= 10; i++)
                ck_assert_int_eq(send_batch("rail", i, NULL), 0);
        PEER_UNTIL(peer, turn(), peer->arrived_count == 10);
        for (size_t i = 0; i < 4; i++) {
                peer_receipt(peer, &peer->arrived[i], MILESTONE__V1__REASON__REASON_UNSPECIFIED);
                receipt = next();
                mst_receipt_unref(receipt);
        }
        peer_close(peer);
        ck_assert_int_eq(send_batch("rail", 11, NULL), 0);
        peer->receipts = true;
        peer_open(peer);
        for (uint64_t i = 5; i <= 11; i++) {
                receipt = next();
                ck_assert_uint_eq(receipt->number, i);
                ck_assert_uint_eq(receipt->sent_times, i < 11 ? 2 : 1);
                mst_receipt_unref(receipt);
        }
        ck_assert_uint_eq(peer->arrived_count, 17);
        ck_assert_uint_eq(in_flight(), 0);
}
END_TEST

/* A receipt that never comes is asked for again; should both come, the second is no receipt. */
START_TEST(a_lost_receipt_is_asked_for_again)
{
        struct mst_publisher_state state;
        struct mst_receipt *receipt;

        options.answer_msec = 50;
        reopen();
        peer->receipts = false;
        ck_assert_int_eq(send_batch("rail", 1, NULL), 0);
        PEER_UNTIL(peer, turn(), peer->arrived_count == 2);
        ck_assert_mem_eq(peer->arrived[0].batch->request_id.data, peer->arrived[1].batch->request_id.data,
                         16);
        peer_receipt(peer, &peer->arrived[0], MILESTONE__V1__REASON__REASON_UNSPECIFIED);
        peer_receipt(peer, &peer->arrived[1], MILESTONE__V1__REASON__REASON_UNSPECIFIED);
        receipt = next();
        ck_assert_uint_ge(receipt->sent_times, 2);
        mst_receipt_unref(receipt);
        do {
                peer_turn(peer);
                turn();
                mst_publisher_state(publisher, &state);
        } while (state.strays == 0);
        ck_assert_uint_eq(state.receipts, 1);
        ck_assert_uint_ge(state.batches_resent, 1);
        ck_assert_int_eq(mst_publisher_next(publisher, &receipt), MST_NONE);
}
END_TEST

/* rule 3: the numbers of a source by arrival rise: what would not is refused here, and while one has
 * to be sent again none of its source passes it; other sources go on. */
START_TEST(rule_3_numbers_are_never_reordered)
{
        struct mst_publisher_state state;
        size_t first_rail = 0;

        ck_assert_int_eq(send_batch("rail", 7, NULL), 0);
        ck_assert_int_eq(send_batch("rail", 7, NULL), MST_ORDER);
        ck_assert_int_eq(send_batch("rail", 6, NULL), MST_ORDER);
        ck_assert_int_eq(send_batch("road", 1, NULL), 0);
        ck_assert_int_eq(send_batch("rail", 0, NULL), 0); /* without a number: any time */
        PEER_UNTIL(peer, turn(), peer->arrived_count == 3);

        peer->receipts = false;
        ck_assert_int_eq(send_batch("rail", 8, NULL), 0);
        PEER_UNTIL(peer, turn(), peer->arrived_count == 4);
        peer_receipt(peer, &peer->arrived[3], MILESTONE__V1__REASON__REASON_RETRY_LATER);
        do {
                turn();
                mst_publisher_state(publisher, &state);
        } while (state.retry_later == 0);
        ck_assert_int_eq(send_batch("rail", 9, NULL), 0);
        ck_assert_int_eq(send_batch("road", 2, NULL), 0);
        PEER_UNTIL(peer, turn(), peer->arrived_count == 7);
        ck_assert_str_eq(peer->arrived[4].batch->source, "road");
        for (size_t i = 5; i < 7; i++) {
                ck_assert_str_eq(peer->arrived[i].batch->source, "rail");
                ck_assert_uint_eq(peer->arrived[i].batch->number, 8 + first_rail++);
        }
}
END_TEST

/* rule 34: a publisher learns from the receipt that the daemon was restored, so that it can send again
 * what went back. */
START_TEST(rule_34_a_restored_daemon_is_told)
{
        struct mst_receipt *receipt;

        ck_assert_int_eq(send_batch("rail", 1, NULL), 0);
        mst_receipt_unref(next());
        peer->epoch = 2;
        ck_assert_int_eq(send_batch("rail", 2, NULL), 0);
        receipt = next();
        ck_assert(receipt->journal_changed);
        mst_receipt_unref(receipt);
        ck_assert_int_eq(send_batch("rail", 3, NULL), 0);
        receipt = next();
        ck_assert(!receipt->journal_changed);
        mst_receipt_unref(receipt);
}
END_TEST

/* A program with a loop of its own: the descriptor stays readable while receipts wait, so that one that
 * takes one at a time does not fall asleep over the rest. */
START_TEST(the_descriptor_is_level_triggered)
{
        struct pollfd pollfd = {.fd = mst_publisher_fd(publisher), .events = POLLIN};

        for (uint64_t i = 1; i <= 3; i++)
                ck_assert_int_eq(send_batch("rail", i, NULL), 0);
        PEER_UNTIL(peer, turn(), in_flight() == 0);
        for (int i = 0; i < 3; i++) {
                ck_assert_int_eq(poll(&pollfd, 1, 0), 1);
                mst_receipt_unref(next());
        }
        ck_assert_int_eq(poll(&pollfd, 1, 50), 0);
}
END_TEST

/* The wake-up is there without a timeout: sent by the caller, answered later, nothing polled between. */
START_TEST(a_loop_that_only_polls_hears_every_receipt)
{
        struct pollfd pollfd = {.fd = mst_publisher_fd(publisher), .events = POLLIN};
        struct mst_receipt *receipt;
        unsigned int receipts = 0;

        peer_thread(peer);
        for (uint64_t i = 1; receipts < 300;) {
                while (i <= 300 && send_batch("rail", i, NULL) == 0)
                        i++;
                ck_assert_int_eq(poll(&pollfd, 1, PEER_WAIT_MSEC), 1);
                ck_assert_int_eq(mst_publisher_dispatch(publisher), 0);
                while (mst_publisher_next(publisher, &receipt) == 0) {
                        receipts++;
                        mst_receipt_unref(receipt);
                }
        }
        peer_thread_end(peer);
        ck_assert_uint_eq(peer->arrived_count, 300);
}
END_TEST

static void count(void *userdata, const struct mst_receipt *receipt)
{
        ck_assert_uint_eq(receipt->counts.accepted, 1);
        ++*(unsigned int *)userdata;
}

/* The blocking way: publish waits for its own receipt and leaves the others to the callback. */
START_TEST(publish_waits_for_its_own)
{
        struct mst_batch *batch;
        struct mst_receipt *receipt;
        unsigned int receipts = 0;

        mst_publisher_set_callback(publisher, count, &receipts);
        peer_thread(peer);
        ck_assert_int_eq(send_batch("rail", 1, NULL), 0);
        ck_assert_int_eq(mst_batch_new("rail", &batch), 0);
        ck_assert_int_eq(mst_batch_nothing_until(batch, "2024-05-31"), 0);
        ck_assert_int_eq(mst_publisher_publish(publisher, &batch, PEER_WAIT_MSEC, &receipt), 0);
        ck_assert_ptr_null(batch);
        ck_assert_uint_eq(receipt->ticket, 2);
        mst_receipt_unref(receipt);
        while (!receipts)
                ck_assert_int_eq(mst_publisher_wait(publisher, PEER_WAIT_MSEC), 0);
        ck_assert_uint_eq(receipts, 1);
        peer_thread_end(peer);
}
END_TEST

/* Nobody is there: the caller's time is kept, and closing takes no longer than lingering may. */
START_TEST(nobody_there_keeps_the_time)
{
        struct mst_receipt *receipt = NULL;
        struct mst_batch *batch;
        int64_t before_msec;

        peer_close(peer);
        reopen();
        before_msec = peer_now_msec();
        ck_assert_int_eq(mst_batch_new("rail", &batch), 0);
        ck_assert_int_eq(mst_batch_nothing_until(batch, "2024-05-31"), 0);
        ck_assert_int_eq(mst_publisher_publish(publisher, &batch, 100, &receipt), MST_TIMEOUT);
        ck_assert_ptr_null(receipt);
        ck_assert_int_eq(mst_publisher_receive(publisher, 0, &receipt), MST_TIMEOUT);
        ck_assert_int_ge(peer_now_msec() - before_msec, 100);
        publisher = mst_publisher_unref(publisher);
        ck_assert_int_lt(peer_now_msec() - before_msec, 5000);
        peer_open(peer);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_publisher");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, rule_40_a_receipt_for_each_batch);
        tcase_add_test(cases, answers_in_any_order_and_a_window);
        tcase_add_test(cases, a_daemon_that_comes_later);
        tcase_add_test(cases, a_restart_resends_what_has_no_receipt);
        tcase_add_test(cases, a_lost_receipt_is_asked_for_again);
        tcase_add_test(cases, rule_3_numbers_are_never_reordered);
        tcase_add_test(cases, rule_34_a_restored_daemon_is_told);
        tcase_add_test(cases, the_descriptor_is_level_triggered);
        tcase_add_test(cases, a_loop_that_only_polls_hears_every_receipt);
        tcase_add_test(cases, publish_waits_for_its_own);
        tcase_add_test(cases, nobody_there_keeps_the_time);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
