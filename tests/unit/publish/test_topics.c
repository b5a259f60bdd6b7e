/* tests/unit/publish/test_topics.c */
#include <check.h>
#include <string.h>

#include "base/limits.h"
#include "publish/topics.h"

/* A subscriber to `milestone/a/` must not get what belongs to corridor `ab`. */
START_TEST(no_name_is_the_prefix_of_another)
{
        const struct text prefix = TEXT("milestone/north/");
        struct topics topics;

        topics_of(NEWS_REACHED, TEXT("north"), TEXT("rails"), TEXT(""), &topics);
        ck_assert(topics_match(&topics, &prefix, 1));
        topics_of(NEWS_REACHED, TEXT("north-east"), TEXT("rails"), TEXT(""), &topics);
        ck_assert(!topics_match(&topics, &prefix, 1));
}
END_TEST

/* Whoever subscribes by kind or by source gets the same notification as by milestone. */
START_TEST(a_notification_has_a_topic_for_each_way_to_ask)
{
        struct topics topics;

        topics_of(NEWS_FELL_BELOW, TEXT("north"), TEXT("rails"), TEXT("customs"), &topics);
        ck_assert_uint_eq(topics.count, 3);
        ck_assert_str_eq(topics.list[0].data, "milestone/north/rails/fell-below/");
        ck_assert_str_eq(topics.list[1].data, "kind/fell-below/north/rails/");
        ck_assert_str_eq(topics.list[2].data, "source/customs/fell-below/");

        topics_of(NEWS_DROPPED, TEXT(""), TEXT(""), TEXT("customs"), &topics);
        ck_assert_uint_eq(topics.count, 1);
        ck_assert_str_eq(topics.list[0].data, "source/customs/dropped/");
}
END_TEST

/* The longest names of the configuration still make a topic. */
START_TEST(the_longest_names_fit)
{
        char name[NAME_BYTES_MAX + 1];
        struct topics topics;

        memset(name, 'n', NAME_BYTES_MAX);
        name[NAME_BYTES_MAX] = '\0';
        for (uint8_t kind = NEWS_REACHED; kind < NEWS_KIND_COUNT; kind++)
                topics_of(kind, text_of(name), text_of(name), text_of(name), &topics);
        topics_of_measure(text_of(name), text_of(name), &topics);
        ck_assert_uint_eq(topics.list[0].length, strlen("measure///") + 2 * NAME_BYTES_MAX);
}
END_TEST

/* No filter is every notification; the empty prefix is, too. */
START_TEST(without_a_filter_everything_matches)
{
        const struct text empty = TEXT("");
        struct topics topics;

        topics_of(NEWS_MISSED, TEXT("c"), TEXT("m"), TEXT(""), &topics);
        ck_assert(topics_match(&topics, NULL, 0));
        ck_assert(topics_match(&topics, &empty, 1));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("topics");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, no_name_is_the_prefix_of_another);
        tcase_add_test(cases, a_notification_has_a_topic_for_each_way_to_ask);
        tcase_add_test(cases, the_longest_names_fit);
        tcase_add_test(cases, without_a_filter_everything_matches);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
