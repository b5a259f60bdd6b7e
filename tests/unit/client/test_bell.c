/* tests/unit/client/test_bell.c: the one descriptor of a handle. */
#include <check.h>
#include <errno.h>
#include <unistd.h>

#include "bell.h"
#include "milestone/errors.h"

static struct bell bell;

/* A caller's loop must neither sleep while there is work nor spin while there is none. */
START_TEST(readable_while_there_is_work)
{
        ck_assert_int_eq(bell_init(&bell), 0);
        ck_assert_int_eq(bell_wait(&bell, 0), MST_TIMEOUT);
        bell_set(&bell, true, BELL_NEVER);
        bell_set(&bell, true, BELL_NEVER);
        ck_assert_int_eq(bell_wait(&bell, 0), 0);
        ck_assert_int_eq(bell_wait(&bell, 0), 0);
        bell_set(&bell, false, BELL_NEVER);
        ck_assert_int_eq(bell_wait(&bell, 0), MST_TIMEOUT);
        bell_done(&bell);
}
END_TEST

/* What is due wakes the loop by itself, and not again once it was seen to. */
START_TEST(readable_when_it_is_due)
{
        int64_t now_usec = bell_now_usec();

        ck_assert_int_eq(bell_init(&bell), 0);
        bell_set(&bell, false, now_usec + 20000);
        ck_assert_int_eq(bell_wait(&bell, 10000), 0);
        ck_assert_int_ge(bell_now_usec(), now_usec + 20000);
        bell_set(&bell, false, now_usec + 10000); /* over already */
        ck_assert_int_eq(bell_wait(&bell, 10000), 0);
        bell_set(&bell, false, BELL_NEVER);
        ck_assert_int_eq(bell_wait(&bell, 0), MST_TIMEOUT);
        bell_done(&bell);
}
END_TEST

START_TEST(readable_with_what_is_added)
{
        int pipes[2];

        ck_assert_int_eq(pipe(pipes), 0);
        ck_assert_int_eq(bell_init(&bell), 0);
        ck_assert_int_eq(bell_add(&bell, pipes[0]), 0);
        ck_assert_int_eq(bell_wait(&bell, 0), MST_TIMEOUT);
        ck_assert_int_eq(write(pipes[1], "x", 1), 1);
        ck_assert_int_eq(bell_wait(&bell, 0), 0);
        ck_assert_int_eq(bell_add(&bell, pipes[0]), -EEXIST);
        bell_done(&bell);
        ck_assert_int_eq(bell.epoll_fd, -1);
        (void)close(pipes[0]);
        (void)close(pipes[1]);
}
END_TEST

START_TEST(what_is_left_of_a_timeout)
{
        ck_assert_int_eq(bell_left_msec(bell_until_usec(-1)), -1);
        ck_assert_int_eq(bell_left_msec(bell_now_usec() - 5), 0);
        ck_assert_int_gt(bell_left_msec(bell_until_usec(60000)), 59000);
        ck_assert_int_eq(bell_left_msec(bell_now_usec() + 100), 1); /* rounded up: never a busy wait */
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_bell");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, readable_while_there_is_work);
        tcase_add_test(cases, readable_when_it_is_due);
        tcase_add_test(cases, readable_with_what_is_added);
        tcase_add_test(cases, what_is_left_of_a_timeout);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
