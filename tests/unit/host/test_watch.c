/* tests/unit/host/test_watch.c: a real socket in a real loop: it wakes, it is paused, it rests. */
#include "host/watch.h"

#include <check.h>
#include <stdint.h>
#include <zmq.h>

#define LIMIT_MSEC 60000
#define LONG_USEC  UINT64_C(3600000000)
#define TURNS      20 /* of a loop that has nothing to wait for */

static void *context, *receiver, *sender;
static sd_event *event;
static struct watch *watch;
static unsigned taken;

static int take(void *nothing)
{
        char byte;

        (void)nothing;
        ck_assert_int_eq(zmq_recv(receiver, &byte, 1, ZMQ_DONTWAIT), 1);
        taken++;
        return 0;
}

static void setup(void)
{
        taken = 0;
        context = zmq_ctx_new();
        receiver = zmq_socket(context, ZMQ_PAIR);
        sender = zmq_socket(context, ZMQ_PAIR);
        ck_assert_int_eq(zmq_bind(receiver, "inproc://watched"), 0);
        ck_assert_int_eq(zmq_connect(sender, "inproc://watched"), 0);
        ck_assert_int_ge(sd_event_new(&event), 0);
        ck_assert_int_ge(watch_new(event, receiver, take, NULL, &watch), 0);
}

static void teardown(void)
{
        watch_free(watch);
        sd_event_unref(event);
        zmq_close(sender);
        zmq_close(receiver);
        zmq_ctx_term(context);
}

static void say(void)
{
        ck_assert_int_eq(zmq_send(sender, "x", 1, 0), 1);
}

static void run_until_taken(unsigned count)
{
        while (taken < count)
                ck_assert_int_gt(sd_event_run(event, UINT64_C(1000) * LIMIT_MSEC), 0);
}

/* It is there, and the loop has nothing else to do. */
static void run_in_vain(void)
{
        zmq_pollitem_t item = {receiver, 0, ZMQ_POLLIN, 0};
        unsigned before = taken;

        ck_assert_int_eq(zmq_poll(&item, 1, LIMIT_MSEC), 1);
        for (int i = 0; i < TURNS; i++)
                ck_assert_int_ge(sd_event_run(event, 0), 0);
        ck_assert_uint_eq(taken, before);
}

START_TEST(each_message_has_its_turn)
{
        say();
        say();
        run_until_taken(2);
        say();
        run_until_taken(3);
}
END_TEST

START_TEST(a_paused_socket_is_not_read_until_it_goes_on)
{
        watch_pause(watch, true);
        say();
        run_in_vain();
        watch_pause(watch, false);
        run_until_taken(1);
}
END_TEST

/* What came meanwhile is not slept over, whoever asked the socket. */
START_TEST(a_resting_socket_wakes_when_the_time_is_over)
{
        ck_assert_int_ge(watch_rest(watch, LONG_USEC), 0);
        say();
        run_in_vain();
        ck_assert_int_ge(watch_rest(watch, 1), 0);
        run_until_taken(1);
        say();
        run_until_taken(2);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("watch");
        TCase *cases = tcase_create("watch");
        SRunner *runner;
        int failed;

        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, each_message_has_its_turn);
        tcase_add_test(cases, a_paused_socket_is_not_read_until_it_goes_on);
        tcase_add_test(cases, a_resting_socket_wakes_when_the_time_is_over);
        suite_add_tcase(suite, cases);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_ENV);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed > 0;
}
