/* tests/unit/base/test_civil.c
 *
 * The model is libc: timegm, gmtime_r and strftime's %G and %V, for every day of the calendar. */
#include "base/civil.h"
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static struct tm tm_of(int32_t day)
{
        time_t seconds = (time_t)day * 86400;
        struct tm tm;

        ck_assert_ptr_nonnull(gmtime_r(&seconds, &tm));
        return tm;
}

/* A day would be counted in another month, and a milestone reached in it. */
START_TEST(every_day_is_that_of_libc)
{
        for (int32_t day = CIVIL_MIN; day <= CIVIL_MAX; day++) {
                time_t seconds = (time_t)day * 86400;
                char buf[CIVIL_TEXT_MAX], model[64];
                int year, month, mday;
                int32_t back;
                struct tm tm;

                gmtime_r(&seconds, &tm);
                civil_to_ymd(day, &year, &month, &mday);
                strftime(model, sizeof(model), "%Y-%m-%d", &tm);
                if (year != tm.tm_year + 1900 || month != tm.tm_mon + 1 || mday != tm.tm_mday ||
                    civil_from_ymd(year, month, mday) != day || timegm(&tm) != seconds ||
                    civil_weekday(day) != (tm.tm_wday + 6) % 7 + 1 ||
                    civil_month(day) != year * 12 + month - 1 || strcmp(civil_format(day, buf), model) != 0 ||
                    civil_parse(text_of(model), &back) != 0 || back != day)
                        ck_abort_msg("day %d is %s", (int)day, model);
        }
}
END_TEST

/* A week of a railway's report would belong to another year. */
START_TEST(every_iso_week_is_that_of_libc)
{
        for (int32_t day = CIVIL_MIN; day <= CIVIL_MAX; day++) {
                struct tm tm = {0};
                time_t seconds = (time_t)day * 86400;
                char model[32], ours[32];
                int year, week;
                int32_t monday;

                gmtime_r(&seconds, &tm);
                strftime(model, sizeof(model), "%G-%V", &tm);
                civil_iso_week(day, &year, &week);
                snprintf(ours, sizeof(ours), "%d-%02d", year, week);
                monday = civil_week_first(day);
                if (strcmp(model, ours) != 0 ||
                    (monday == CIVIL_NONE ? day > CIVIL_MIN + 1
                                          : monday > day || day - monday > 6 || civil_weekday(monday) != 1))
                        ck_abort_msg("day %d is in %s, not %s", (int)day, model, ours);
        }
}
END_TEST

/* The weeks that are most often wrong. */
START_TEST(weeks_about_new_year)
{
        static const struct {
                int year, month, mday, iso_year, iso_week;
        } cases[] = {
                {2004, 12, 31, 2004, 53}, {2005, 1, 1, 2004, 53},   {2005, 1, 3, 2005, 1},
                {2008, 12, 29, 2009, 1},  {2010, 1, 3, 2009, 53},   {2015, 12, 31, 2015, 53},
                {2016, 1, 3, 2015, 53},   {2020, 12, 31, 2020, 53}, {2021, 1, 4, 2021, 1},
                {2024, 12, 30, 2025, 1},  {1600, 1, 1, 1599, 52},   {1600, 1, 3, 1600, 1},
                {2400, 12, 31, 2400, 52},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                int year, week;

                civil_iso_week(civil_from_ymd(cases[i].year, cases[i].month, cases[i].mday), &year, &week);
                ck_assert_int_eq(year, cases[i].iso_year);
                ck_assert_int_eq(week, cases[i].iso_week);
        }
        ck_assert_int_eq(civil_iso_weeks_in_year(2020), 53);
        ck_assert_int_eq(civil_iso_weeks_in_year(2021), 52);
        ck_assert_int_eq(civil_week_first(CIVIL_MIN), CIVIL_NONE);
        ck_assert_int_eq(civil_week_first(CIVIL_MIN + 1), CIVIL_NONE);
        ck_assert_int_eq(civil_week_first(CIVIL_MIN + 2), CIVIL_MIN + 2);
}
END_TEST

/* A typing error in a date would be counted somewhere. */
START_TEST(parse_is_strict)
{
        static const struct {
                const char *text;
                int outcome;
        } cases[] = {
                {"2024-02-29", 0},
                {"1600-01-01", 0},
                {"2400-12-31", 0},
                {"2023-02-29", CIVIL_ABSENT},
                {"1900-02-29", CIVIL_ABSENT},
                {"2024-00-10", CIVIL_ABSENT},
                {"2024-13-01", CIVIL_ABSENT},
                {"2024-04-31", CIVIL_ABSENT},
                {"2024-04-00", CIVIL_ABSENT},
                {"1599-12-31", CIVIL_ABSENT},
                {"2401-01-01", CIVIL_ABSENT},
                {"9999-12-31", CIVIL_ABSENT},
                {"", CIVIL_SYNTAX},
                {"-", CIVIL_SYNTAX},
                {"2024-4-30", CIVIL_SYNTAX},
                {"2024/04/30", CIVIL_SYNTAX},
                {"2024-04-30 ", CIVIL_SYNTAX},
                {" 2024-04-30", CIVIL_SYNTAX},
                {"2024-04-3x", CIVIL_SYNTAX},
                {"2024-04/30", CIVIL_SYNTAX},
                {"2024/04-30", CIVIL_SYNTAX},
                {"2024-0+-30", CIVIL_SYNTAX},
                {"+024-04-30", CIVIL_SYNTAX},
                {"20240430", CIVIL_SYNTAX},
                {"30.04.2024", CIVIL_SYNTAX},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                int32_t day = CIVIL_NONE;

                ck_assert_msg(civil_parse(text_of(cases[i].text), &day) == cases[i].outcome, "\"%s\"",
                              cases[i].text);
                ck_assert_int_eq(day != CIVIL_NONE, cases[i].outcome == 0);
        }
}
END_TEST

/* Both sides of the calendar's ends. */
START_TEST(the_calendar_ends_where_it_says)
{
        char buf[CIVIL_TEXT_MAX];

        ck_assert_int_eq(civil_from_ymd(1970, 1, 1), 0);
        ck_assert_int_eq(civil_from_ymd(CIVIL_YEAR_MIN, 1, 1), CIVIL_MIN);
        ck_assert_int_eq(civil_from_ymd(CIVIL_YEAR_MAX, 12, 31), CIVIL_MAX);
        ck_assert(civil_is_valid(CIVIL_MIN) && !civil_is_valid(CIVIL_MIN - 1));
        ck_assert(civil_is_valid(CIVIL_MAX) && !civil_is_valid(CIVIL_MAX + 1));
        ck_assert(!civil_is_valid(CIVIL_NONE));
        ck_assert_str_eq(civil_format(CIVIL_NONE, buf), "-");
        ck_assert_int_eq(tm_of(CIVIL_MAX).tm_year, 500);
}
END_TEST

/* rule 11: N months back from a day is the same day, or the last one of a shorter month. */
START_TEST(rule_11_months_are_added_and_clipped)
{
        static const struct {
                const char *from;
                int32_t n;
                const char *to;
        } cases[] = {
                {"2024-01-31", 1, "2024-02-29"},
                {"2023-01-31", 1, "2023-02-28"},
                {"2024-02-29", 12, "2025-02-28"},
                {"2024-02-29", -12, "2023-02-28"},
                {"2024-02-29", 48, "2028-02-29"},
                {"2024-03-31", -1, "2024-02-29"},
                {"2024-12-15", 1, "2025-01-15"},
                {"2024-01-15", -1, "2023-12-15"},
                {"2024-05-30", 0, "2024-05-30"},
                {"2024-01-15", -13, "2022-12-15"},
                {"1600-01-15", -1, "-"},
                {"2400-12-15", 1, "-"},
                {"2024-01-15", INT32_MAX, "-"},
                {"2024-01-15", INT32_MIN, "-"},
                {"1600-01-15", 9611, "2400-12-15"},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                char buf[CIVIL_TEXT_MAX];
                int32_t day;

                ck_assert_int_eq(civil_parse(text_of(cases[i].from), &day), 0);
                ck_assert_str_eq(civil_format(civil_add_months(day, cases[i].n), buf), cases[i].to);
        }
}
END_TEST

/* A month is a whole month, also after a leap year. */
START_TEST(months_touch_one_another)
{
        int32_t next = CIVIL_MIN;

        for (int32_t month = civil_month(CIVIL_MIN); month <= civil_month(CIVIL_MAX); month++) {
                ck_assert_int_eq(civil_month_first(month), next);
                ck_assert_int_eq(civil_month_last(month) - next + 1,
                                 civil_days_in_month(month / 12, month % 12 + 1));
                ck_assert(civil_is_month_last(civil_month_last(month)));
                ck_assert(!civil_is_month_last(civil_month_last(month) - 1));
                ck_assert_int_eq(civil_month_of(month / 12, month % 12 + 1), month);
                next = civil_month_last(month) + 1;
        }
        ck_assert_int_eq(next, CIVIL_MAX + 1);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("civil");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, every_day_is_that_of_libc);
        tcase_add_test(cases, every_iso_week_is_that_of_libc);
        tcase_add_test(cases, weeks_about_new_year);
        tcase_add_test(cases, parse_is_strict);
        tcase_add_test(cases, the_calendar_ends_where_it_says);
        tcase_add_test(cases, rule_11_months_are_added_and_clipped);
        tcase_add_test(cases, months_touch_one_another);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
