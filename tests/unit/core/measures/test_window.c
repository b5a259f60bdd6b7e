/* tests/unit/core/measures/test_window.c */
#include <check.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/measures/window.h"
#include "unit/core/tallies/world.h"

static int32_t ymd(int year, int month, int mday)
{
        return civil_from_ymd(year, month, mday);
}

/* rule 11: trailing months at the end of a month are whole months, also at the end of February
 * after or in a leap year; else they begin on the day after the day moved back, clipped. */
START_TEST(rule_11_trailing_months)
{
        static const struct {
                int count, at[3], first[3];
        } cases[] = {
                {12, {2013, 2, 28}, {2012, 3, 1}}, /* 2012-02-29 is not in it */
                {12, {2012, 2, 29}, {2011, 3, 1}},
                {12, {2012, 2, 28}, {2011, 3, 1}}, /* not the end of its month; moved back: the 28th */
                {12, {2021, 12, 31}, {2021, 1, 1}},
                {1, {2021, 4, 30}, {2021, 4, 1}}, /* the 31st of March is not in it */
                {1, {2021, 3, 30}, {2021, 3, 1}}, /* moved back and clipped: February 28th */
                {1, {2021, 3, 29}, {2021, 3, 1}},
                {1, {2024, 3, 29}, {2024, 3, 1}},
                {1, {2024, 3, 28}, {2024, 2, 29}},
                {3, {2021, 5, 15}, {2021, 2, 16}},
                {24, {2021, 1, 1}, {2019, 1, 2}},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                struct plan_window window = {.kind = WINDOW_LAST_MONTHS, .count = cases[i].count};

                ck_assert_int_eq(window_first(&window, ymd(cases[i].at[0], cases[i].at[1], cases[i].at[2])),
                                 ymd(cases[i].first[0], cases[i].first[1], cases[i].first[2]));
        }
}
END_TEST

/* rule 11: of two windows of whole months that follow each other, no day is in both or in none. */
START_TEST(rule_11_whole_months_follow_each_other)
{
        struct plan_window window = {.kind = WINDOW_LAST_MONTHS, .count = 1 + _i};

        for (int32_t month = civil_month_of(2010, 1); month < civil_month_of(2030, 1); month++)
                ck_assert_int_eq(window_first(&window, civil_month_last(month)),
                                 civil_month_last(month - window.count) + 1);
}
END_TEST

/* A year of 53 weeks ends with its Sunday, in January if need be. */
START_TEST(iso_weeks_and_their_year)
{
        struct plan_window window = {.kind = WINDOW_CALENDAR, .period = PERIOD_WEEK, .fiscal_start = 1};
        struct period period;

        ck_assert_int_eq(window_first(&window, ymd(2021, 1, 3)), ymd(2020, 12, 28)); /* 2020-W53 */
        ck_assert_int_eq(window_end(&window, PERIOD_DAY, ymd(2020, 12, 30), &period), ymd(2021, 1, 3));
        ck_assert_int_eq(period.kind, PERIOD_WEEK);
        ck_assert_int_eq(window_border(&window, PERIOD_WEEK, ymd(2021, 1, 4)), ymd(2021, 1, 10));
}
END_TEST

/* A fiscal year that begins in April, its halves and quarters. */
START_TEST(fiscal_years)
{
        struct plan_window window = {.kind = WINDOW_CALENDAR, .period = PERIOD_YEAR, .fiscal_start = 4};
        struct period period;

        ck_assert_int_eq(window_first(&window, ymd(2024, 3, 31)), ymd(2023, 4, 1));
        ck_assert_int_eq(window_first(&window, ymd(2024, 4, 1)), ymd(2024, 4, 1));
        ck_assert_int_eq(window_end(&window, PERIOD_MONTH, ymd(2024, 4, 1), &period), ymd(2025, 3, 31));
        window.period = PERIOD_HALF;
        ck_assert_int_eq(window_first(&window, ymd(2024, 3, 31)), ymd(2023, 10, 1));
        window.fiscal_start = 2;
        window.period = PERIOD_QUARTER;
        ck_assert_int_eq(window_first(&window, ymd(2024, 1, 31)), ymd(2023, 11, 1));
}
END_TEST

/* Days at the ends of the calendar have windows too; none reaches beyond. */
START_TEST(ends_of_the_calendar)
{
        struct plan_window days = {.kind = WINDOW_LAST_DAYS, .count = INT32_MAX};
        struct plan_window months = {.kind = WINDOW_LAST_MONTHS, .count = 12};
        struct plan_window since = {.kind = WINDOW_SINCE, .since_day = 100};
        struct period period;

        ck_assert_int_eq(window_first(&days, CIVIL_MIN + 3), CIVIL_MIN);
        ck_assert_int_eq(window_first(&months, CIVIL_MIN + 3), CIVIL_MIN);
        ck_assert_int_eq(window_first(&months, ymd(1600, 1, 31)), CIVIL_MIN);
        ck_assert_int_eq(window_first(&since, 5), 100);
        ck_assert_int_eq(window_end(&since, PERIOD_MONTH, CIVIL_MAX + 1, &period), CIVIL_NONE);
        ck_assert_int_eq(window_end(&since, PERIOD_MONTH, CIVIL_MAX - 1, &period), CIVIL_MAX);
        days.count = 7;
        ck_assert_int_eq(window_first(&days, 10), 4);
}
END_TEST

/* Every kind of window, day by day over four years, against counting the days back. */
START_TEST(every_day_equals_counting_back)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct plan_measure measure = {.window = {
                                               .kind = (enum plan_window_kind)(_i % 3),
                                               .period = (enum period_kind)(PERIOD_DAY + dice_roll(&dice, 6)),
                                               .fiscal_start = (uint8_t)(1 + dice_roll(&dice, 12)),
                                               .count = 1 + (int32_t)dice_roll(&dice, 40),
                                       }};

        for (int32_t day = ymd(2019, 1, 1); day <= ymd(2022, 12, 31); day++)
                ck_assert_int_eq(window_first(&measure.window, day), model_window_first(&measure, day));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("window");
        TCase *tcase = tcase_create("window");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_test(tcase, rule_11_trailing_months);
        tcase_add_loop_test(tcase, rule_11_whole_months_follow_each_other, 0, 24);
        tcase_add_test(tcase, iso_weeks_and_their_year);
        tcase_add_test(tcase, fiscal_years);
        tcase_add_test(tcase, ends_of_the_calendar);
        tcase_add_loop_test(tcase, every_day_equals_counting_back, 0, 48);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
