/* tests/unit/host/test_clock.c */
#include <check.h>

#include "base/civil.h"
#include "host/clock.h"

static struct clock *clock_in(const char *zone)
{
        struct clock *clock;

        ck_assert_int_eq(clock_new(text_of(zone), &clock), 0);
        return clock;
}

static int64_t instant(int year, int month, int mday, int hour, int minute)
{
        return ((int64_t)civil_from_ymd(year, month, mday) * 86400 + hour * 3600 + minute * 60) * 1000000;
}

/* An event of the evening in Minsk belongs to that day, though in Greenwich it is the same evening;
 * three hours before midnight UTC it is the next day there. */
START_TEST(the_civil_day_is_that_of_the_zone)
{
        struct clock *clock = clock_in("Europe/Minsk");

        ck_assert_int_eq(clock_day(clock, instant(2024, 5, 1, 20, 59)), civil_from_ymd(2024, 5, 1));
        ck_assert_int_eq(clock_day(clock, instant(2024, 5, 1, 21, 0)), civil_from_ymd(2024, 5, 2));
        ck_assert_int_eq(clock_day(clock, instant(1969, 12, 31, 20, 59)), civil_from_ymd(1969, 12, 31));
        ck_assert_int_eq(clock_day(clock, instant(1969, 12, 31, 21, 0)), civil_from_ymd(1970, 1, 1));
        clock_free(clock);
}
END_TEST

/* Days of 23 and 25 hours: a tick that came an hour late or early would judge a deadline wrongly. */
START_TEST(the_next_day_begins_at_its_midnight)
{
        struct clock *clock = clock_in("Europe/Helsinki");

        /* Sunday, 31 March 2024, has 23 hours; 27 October 25. */
        ck_assert_int_eq(clock_next_day_usec(clock, instant(2024, 3, 31, 12, 0)), instant(2024, 3, 31, 21, 0));
        ck_assert_int_eq(clock_next_day_usec(clock, instant(2024, 3, 30, 22, 0)), instant(2024, 3, 31, 21, 0));
        ck_assert_int_eq(clock_next_day_usec(clock, instant(2024, 10, 26, 21, 0)), instant(2024, 10, 27, 22, 0));
        for (int64_t at = instant(2024, 1, 1, 0, 0); at < instant(2025, 1, 1, 0, 0); at += INT64_C(3600) * 1000000) {
                int64_t next = clock_next_day_usec(clock, at);

                ck_assert_int_eq(clock_day(clock, next), clock_day(clock, at) + 1);
                ck_assert_int_eq(clock_day(clock, next - 1), clock_day(clock, at));
        }
        clock_free(clock);
}
END_TEST

/* An unknown zone taken for UTC would shift every day of a corridor without a word. */
START_TEST(an_unknown_zone_is_refused)
{
        struct clock *clock;

        ck_assert_int_eq(clock_new(TEXT("Europe/Minks"), &clock), CLOCK_NO_ZONE);
        ck_assert(!clock_zone_is_known("Europe/Minks"));
        ck_assert(clock_zone_is_known("Europe/Minsk"));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("clock");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, the_civil_day_is_that_of_the_zone);
        tcase_add_test(cases, the_next_day_begins_at_its_midnight);
        tcase_add_test(cases, an_unknown_zone_is_refused);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
