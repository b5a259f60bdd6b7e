/* tests/unit/publish/test_hold.c */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "publish/hold.h"

struct told {
        char text[256];
        int fail_at; /* the sink fails at this call; 0: never */
        int calls;
};

static int note(void *context, const struct held *held)
{
        struct told *told = context;
        size_t at = strlen(told->text);

        snprintf(told->text + at, sizeof(told->text) - at, "%llu:%.*s ", (unsigned long long)held->position,
                 (int)held->length, (const char *)held->bytes);
        return ++told->calls == told->fail_at ? -5 : 0;
}

/* rule 32: nothing leaves that follows from an entry not yet settled. A receipt that left early
 * would be a lie after a power cut. */
START_TEST(rule_32_nothing_leaves_before_its_entry_is_settled)
{
        const struct route route = {.length = 1};
        struct told told = {0};
        struct topics topics;
        struct hold *hold;

        topics_of(NEWS_REACHED, TEXT("c"), TEXT("m"), TEXT(""), &topics);
        ck_assert_int_eq(hold_new(&hold), 0);
        ck_assert_int_eq(hold_add_reply(hold, HELD_RECEIPT, 4, NULL, &route, "a", 1), 0);
        ck_assert_int_eq(hold_add_told(hold, HELD_NEWS, 5, &topics, "b", 1), 0);
        ck_assert_int_eq(hold_add_reply(hold, HELD_ANSWER, 5, NULL, &route, "c", 1), 0);
        ck_assert_int_eq(hold_add_reply(hold, HELD_RECEIPT, 6, NULL, &route, "d", 1), 0);

        ck_assert_int_eq(hold_release(hold, 3, note, &told), 0);
        ck_assert_str_eq(told.text, "");
        ck_assert_int_eq(hold_release(hold, 5, note, &told), 0);
        ck_assert_str_eq(told.text, "4:a 5:b 5:c ");
        ck_assert_uint_eq(hold_count(hold), 1);
        ck_assert_int_eq(hold_release(hold, 6, note, &told), 0);
        ck_assert_str_eq(told.text, "4:a 5:b 5:c 6:d ");
        ck_assert_uint_eq(hold_bytes(hold), 0);
        hold_free(hold);
}
END_TEST

/* The topics that the stream sends under are those of the notification, each whole. */
START_TEST(topics_are_kept_with_what_is_told)
{
        struct topics topics;
        struct hold *hold;
        struct told told = {0};

        topics_of(NEWS_REACHED, TEXT("north"), TEXT("rails"), TEXT(""), &topics);
        ck_assert_int_eq(hold_new(&hold), 0);
        ck_assert_int_eq(hold_add_told(hold, HELD_NEWS, 1, &topics, "xyz", 3), 0);
        memset(&topics, 0, sizeof(topics)); /* copied */
        ck_assert_int_eq(hold_release(hold, 1, note, &told), 0);
        ck_assert_str_eq(told.text, "1:xyz ");
        hold_free(hold);
}
END_TEST

/* A sink that fails ends the release, and what it failed on is not tried again. */
START_TEST(a_failure_ends_the_release)
{
        const struct route route = {.length = 1};
        struct told told = {.fail_at = 1};
        struct hold *hold;

        ck_assert_int_eq(hold_new(&hold), 0);
        ck_assert_int_eq(hold_add_reply(hold, HELD_RECEIPT, 1, NULL, &route, "a", 1), 0);
        ck_assert_int_eq(hold_add_reply(hold, HELD_RECEIPT, 2, NULL, &route, "b", 1), 0);
        ck_assert_int_eq(hold_release(hold, 2, note, &told), -5);
        ck_assert_uint_eq(hold_count(hold), 1);
        ck_assert_int_eq(hold_release(hold, 2, note, &told), 0);
        ck_assert_str_eq(told.text, "1:a 2:b ");
        ck_assert_ptr_null(hold_free(hold));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("hold");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, rule_32_nothing_leaves_before_its_entry_is_settled);
        tcase_add_test(cases, topics_are_kept_with_what_is_told);
        tcase_add_test(cases, a_failure_ends_the_release);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
