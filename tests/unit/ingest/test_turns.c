/* tests/unit/ingest/test_turns.c: turns by cost, and what happens to who sends without end. No socket is
 * needed: an arrival is a route and bytes. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/turns.h"

static struct turns *turns;
static int socket_a, socket_b; /* what tells sockets apart is an address */

static void setup(void)
{
        ck_assert_int_eq(turns_new(&turns), 0);
}

static void teardown(void)
{
        turns = turns_free(turns);
}

static int put_from(int *from, char peer, size_t length, char mark)
{
        struct arrival arrival = {.socket = from, .route = {.length = 1, .id = {(uint8_t)peer}}};
        int r;

        zmq_msg_init_size(&arrival.body, length);
        memset(zmq_msg_data(&arrival.body), mark, length);
        r = turns_put(turns, from, &arrival);
        zmq_msg_close(&arrival.body);
        return r;
}

static int put(char peer, size_t length)
{
        return put_from(&socket_a, peer, length, peer);
}

/* Whose it was, or 0. */
static char next(void)
{
        struct arrival arrival;
        char ret;

        if (!turns_next(turns, &arrival))
                return 0;
        ret = (char)arrival.route.id[0];
        zmq_msg_close(&arrival.body);
        return ret;
}

/* One that sends a hundred times as much does not get more: both get the same bytes in the same time. */
START_TEST(turns_are_by_cost)
{
        size_t large = 0, small = 0;

        for (int i = 0; i < 4; i++)
                ck_assert_int_eq(put('L', 500 * 1024), 0);
        for (int i = 0; i < 200; i++)
                ck_assert_int_eq(put('s', 4 * 1024), 0);
        while (small < 200) {
                char who = next();

                ck_assert_int_ne(who, 0);
                large += who == 'L';
                small += who == 's';
                ck_assert_uint_le(large * 500, small * 5 + 500);
        }
        ck_assert_uint_ge(large, 1);
        while (next())
                large++;
        ck_assert_uint_eq(large, 4);
        ck_assert_uint_eq(turns_waiting(turns), 0);
}
END_TEST

/* Of one connection the order stays: numbers by arrival are given in it. */
START_TEST(a_connection_keeps_its_order)
{
        struct arrival arrival;

        for (char i = 1; i <= 50; i++) {
                ck_assert_int_eq(put_from(&socket_a, 'a', (size_t)i * 997, i), 0);
                ck_assert_int_eq(put_from(&socket_b, 'a', 10, i), 0); /* another socket: another peer */
        }
        for (char a = 1, b = 1; a <= 50 || b <= 50;) {
                char mark;

                ck_assert(turns_next(turns, &arrival));
                mark = *(char *)zmq_msg_data(&arrival.body);
                ck_assert_int_eq(mark, arrival.socket == &socket_a ? a++ : b++);
                zmq_msg_close(&arrival.body);
        }
}
END_TEST

/* Alone it may fill all the room, then the sockets are not read; beside others it is told to come later,
 * and they are not. */
START_TEST(who_sends_without_end_is_told_to_come_later)
{
        for (size_t i = 0; turns_have_room(turns); i++)
                ck_assert_int_eq(put('f', 10), 0);
        ck_assert_uint_eq(turns_waiting(turns), TURNS_MESSAGES_MAX);
        while (turns_waiting(turns) > TURNS_PEER_MESSAGES_MAX)
                ck_assert_int_eq(next(), 'f');
        ck_assert_int_eq(put('f', 10), 0);
        ck_assert_int_eq(put('g', 10), 0);
        ck_assert_int_eq(put('f', 10), TURNS_CROWDED);
        for (int i = 1; i < TURNS_PEER_MESSAGES_MAX; i++)
                ck_assert_int_eq(put('g', 10), 0);
        ck_assert_int_eq(put('g', 10), TURNS_CROWDED);
        while (next())
                ;
        ck_assert_int_eq(put('f', 10), 0);
}
END_TEST

START_TEST(and_who_sends_large_ones)
{
        ck_assert_int_eq(put('g', 10), 0);
        for (size_t bytes = 0; bytes + (1 << 20) <= TURNS_PEER_BYTES_MAX; bytes += 1 << 20)
                ck_assert_int_eq(put('f', 1 << 20), 0);
        ck_assert_int_eq(put('f', 1), TURNS_CROWDED);
}
END_TEST

/* A feed would not hear that it should come later: it is not refused, its socket is not read instead. */
START_TEST(a_feed_is_never_refused)
{
        ck_assert_int_eq(put('g', 10), 0);
        for (int i = 0; i < TURNS_MESSAGES_MAX; i++) {
                struct arrival arrival = {.socket = NULL};

                zmq_msg_init_size(&arrival.body, 10);
                ck_assert_int_eq(turns_put(turns, &socket_b, &arrival), 0);
                zmq_msg_close(&arrival.body);
        }
        ck_assert(!turns_have_room(turns));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("ingest/turns");
        TCase *tcase = tcase_create("turns");
        SRunner *runner;
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, turns_are_by_cost);
        tcase_add_test(tcase, a_connection_keeps_its_order);
        tcase_add_test(tcase, who_sends_without_end_is_told_to_come_later);
        tcase_add_test(tcase, and_who_sends_large_ones);
        tcase_add_test(tcase, a_feed_is_never_refused);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
