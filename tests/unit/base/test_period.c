/* tests/unit/base/test_period.c */
#include "base/period.h"
#include <check.h>
#include <stdio.h>

static int32_t day_of(const char *text)
{
        int32_t day;

        ck_assert_int_eq(civil_parse(text_of(text), &day), 0);
        return day;
}

struct period_case {
        const char *text;
        int fiscal_start_month;
        enum period_kind kind;
        const char *first, *last;
};

static const struct period_case period_cases[] = {
        {"2024-05-01", 1, PERIOD_DAY, "2024-05-01", "2024-05-01"},
        {"2024-W18", 1, PERIOD_WEEK, "2024-04-29", "2024-05-05"},
        {"2020-W53", 1, PERIOD_WEEK, "2020-12-28", "2021-01-03"},
        {"2025-W01", 1, PERIOD_WEEK, "2024-12-30", "2025-01-05"},
        {"2024-02", 1, PERIOD_MONTH, "2024-02-01", "2024-02-29"},
        {"2024-12", 1, PERIOD_MONTH, "2024-12-01", "2024-12-31"},
        {"2024-Q2", 1, PERIOD_QUARTER, "2024-04-01", "2024-06-30"},
        {"2024-Q4", 4, PERIOD_QUARTER, "2024-10-01", "2024-12-31"},
        {"2024-02/2024-04", 2, PERIOD_QUARTER, "2024-02-01", "2024-04-30"},
        {"2023-12/2024-02", 3, PERIOD_QUARTER, "2023-12-01", "2024-02-29"},
        {"2024-H1", 1, PERIOD_HALF, "2024-01-01", "2024-06-30"},
        {"2024-H2", 7, PERIOD_HALF, "2024-07-01", "2024-12-31"},
        {"2024-04/2024-09", 4, PERIOD_HALF, "2024-04-01", "2024-09-30"},
        {"2024-10/2025-03", 4, PERIOD_HALF, "2024-10-01", "2025-03-31"},
        {"2024", 1, PERIOD_YEAR, "2024-01-01", "2024-12-31"},
        {"FY2024/25", 4, PERIOD_YEAR, "2024-04-01", "2025-03-31"},
        {"FY1999/00", 12, PERIOD_YEAR, "1999-12-01", "2000-11-30"},
};
#define CASES (sizeof(period_cases) / sizeof(period_cases[0]))

/* A figure would count on another day than the one that its office meant. */
START_TEST(texts_days_and_kinds_agree)
{
        for (size_t i = 0; i < CASES; i++) {
                const struct period_case *c = &period_cases[i];
                struct period made = {c->kind, day_of(c->first), day_of(c->last)}, read;
                char buf[PERIOD_TEXT_MAX];

                ck_assert_msg(period_parse_fiscal(text_of(c->text), c->fiscal_start_month, &read) == 0, "%s",
                              c->text);
                ck_assert_msg(period_equal(read, made), "%s", c->text);
                ck_assert_str_eq(period_format(made, buf), c->text);
                ck_assert(period_equal(period_at(c->kind, made.first, c->fiscal_start_month), made));
                ck_assert(period_equal(period_at(c->kind, made.last, c->fiscal_start_month), made));
                ck_assert_int_eq(period_parse(text_of(c->text), &read),
                                 c->text[0] == 'F' ? PERIOD_SYNTAX : 0);
        }
}
END_TEST

/* A typing error would be a period, or the last week of a year that has none. */
START_TEST(what_is_no_period_is_refused)
{
        static const struct {
                const char *text;
                int outcome;
        } wrong[] = {
                {"", PERIOD_SYNTAX},
                {"24", PERIOD_SYNTAX},
                {"2024-5", PERIOD_SYNTAX},
                {"2024-05-1", PERIOD_SYNTAX},
                {"2024-W1", PERIOD_SYNTAX},
                {"2024-w18", PERIOD_SYNTAX},
                {"2024-q2", PERIOD_SYNTAX},
                {"2024 ", PERIOD_SYNTAX},
                {"2024/05", PERIOD_SYNTAX},
                {"FY2024", PERIOD_SYNTAX},
                {"2024-W181", PERIOD_SYNTAX},
                {"-", PERIOD_SYNTAX},
                {"2024-13", PERIOD_ABSENT},
                {"2024-00", PERIOD_ABSENT},
                {"2023-02-29", PERIOD_ABSENT},
                {"2023-W53", PERIOD_ABSENT},
                {"2024-W00", PERIOD_ABSENT},
                {"2024-Q0", PERIOD_ABSENT},
                {"2024-Q5", PERIOD_ABSENT},
                {"2024-H0", PERIOD_ABSENT},
                {"2024-H3", PERIOD_ABSENT},
                {"1599", PERIOD_ABSENT},
                {"2401", PERIOD_ABSENT},
                {"0000", PERIOD_ABSENT},
                {"9999-W01", PERIOD_ABSENT},
                {"2024-01/2024-02", PERIOD_ABSENT},
                {"2024-04/2024-01", PERIOD_ABSENT},
                {"2024-00/2024-02", PERIOD_ABSENT},
                {"2024-13/2025-03", PERIOD_ABSENT},
                {"2024-11/2024-13", PERIOD_ABSENT},
                {"2400-11/2401-01", PERIOD_ABSENT},
        };
        struct period period = period_none();

        for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
                int r = period_parse(text_of(wrong[i].text), &period);

                ck_assert_msg(r == wrong[i].outcome, "\"%s\" gives %d", wrong[i].text, r);
                ck_assert(period_equal(period, period_none()));
        }
        ck_assert_int_eq(period_parse_fiscal(TEXT("FY2024/26"), 4, &period), PERIOD_ABSENT);
        ck_assert_int_eq(period_parse_fiscal(TEXT("FY2400/01"), 4, &period), PERIOD_ABSENT);
        ck_assert_int_eq(period_parse_fiscal(TEXT("FY2024/25"), 1, &period), PERIOD_SYNTAX);
        ck_assert_int_eq(period_parse_fiscal(TEXT("2024-Q5"), 4, &period), PERIOD_ABSENT);
}
END_TEST

/* For every day: its period contains it, touches its neighbours, begins where it should and is
 * read back from its text. */
static void walk(enum period_kind kind, int fiscal_start_month)
{
        struct period period = period_none(), before, read;
        char buf[PERIOD_TEXT_MAX];

        for (int32_t day = CIVIL_MIN; day <= CIVIL_MAX; day += kind == PERIOD_DAY ? 1 : 5) {
                struct period at = period_at(kind, day, fiscal_start_month);

                if (at.kind == PERIOD_NONE) {
                        /* At the ends of the calendar only. */
                        if (day > CIVIL_MIN + 366 && day < CIVIL_MAX - 366)
                                ck_abort_msg("no period at %s", civil_format(day, buf));
                        continue;
                }
                if (!period_contains(at, day) || period_contains(at, at.last + 1) ||
                    period_contains(at, at.first - 1))
                        ck_abort_msg("%s does not contain its day", period_format(at, buf));
                if (period_equal(at, period))
                        continue;

                before = period;
                period = at;
                if (before.kind != PERIOD_NONE &&
                    (period.first != before.last + 1 || !period_equal(period_next(before), period) ||
                     !period_equal(period_previous(period), before) || period_compare(before, period) >= 0))
                        ck_abort_msg("%s does not follow", period_format(period, buf));
                if (period_parse_fiscal(text_of(period_format(period, buf)), fiscal_start_month, &read) !=
                            0 ||
                    !period_equal(read, period))
                        ck_abort_msg("%s is not read back", buf);
        }
        ck_assert_int_eq(period_next(period).kind, PERIOD_NONE);
}

/* A window over fiscal years would have a gap, or count a month twice. */
START_TEST(periods_touch_one_another)
{
        for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++)
                for (int month = 1; month <= (kind < PERIOD_QUARTER ? 1 : 12); month++)
                        walk((enum period_kind)kind, month);
        ck_assert_int_eq(period_at(PERIOD_NONE, 0, 1).kind, PERIOD_NONE);
        ck_assert_int_eq(period_next(period_none()).kind, PERIOD_NONE);
        ck_assert_int_eq(period_previous(period_at(PERIOD_DAY, CIVIL_MIN, 1)).kind, PERIOD_NONE);
        ck_assert_int_eq(period_at(PERIOD_WEEK, CIVIL_MIN + 1, 1).kind, PERIOD_NONE);
        ck_assert_int_eq(period_at(PERIOD_WEEK, CIVIL_MIN + 2, 1).kind, PERIOD_WEEK);
        ck_assert_int_eq(period_at(PERIOD_YEAR, CIVIL_MAX, 4).kind, PERIOD_NONE);
        ck_assert_int_eq(period_at(PERIOD_YEAR, CIVIL_MIN, 4).kind, PERIOD_NONE);
}
END_TEST

/* rule 11: weeks with months are refused. What is said to nest does so, on every day of forty
 * years and in every fiscal year; what is said not to, does not on some day. */
START_TEST(rule_11_nesting_is_true)
{
        for (int fine = PERIOD_NONE; fine <= PERIOD_YEAR; fine++) {
                for (int coarse = PERIOD_NONE; coarse <= PERIOD_YEAR; coarse++) {
                        bool nests = fine != PERIOD_NONE && coarse != PERIOD_NONE;

                        for (int i = 0; i < 15000; i += 1 + i % 3) {
                                int month = i % 12 + 1;
                                struct period a = period_at((enum period_kind)fine, i, month);
                                struct period b = period_at((enum period_kind)coarse, i, month);

                                if (!period_is_within(a, b))
                                        nests = false;
                        }
                        ck_assert_msg(period_nests((enum period_kind)fine, (enum period_kind)coarse) == nests,
                                      "%s in %s", period_name((enum period_kind)fine),
                                      period_name((enum period_kind)coarse));
                }
        }
}
END_TEST

/* A configuration says "resolution: month". */
START_TEST(names_are_read_back)
{
        enum period_kind kind = PERIOD_WEEK;

        for (int i = PERIOD_DAY; i <= PERIOD_YEAR; i++) {
                ck_assert(period_kind_parse(text_of(period_name((enum period_kind)i)), &kind));
                ck_assert_int_eq(kind, i);
        }
        kind = PERIOD_WEEK;
        ck_assert(!period_kind_parse(TEXT("none"), &kind));
        ck_assert(!period_kind_parse(TEXT("Month"), &kind));
        ck_assert(!period_kind_parse(TEXT("months"), &kind));
        ck_assert(!period_kind_parse(TEXT(""), &kind));
        ck_assert_int_eq(kind, PERIOD_WEEK);
        ck_assert_str_eq(period_name(PERIOD_MONTH), "month");
        ck_assert_str_eq(period_name(PERIOD_NONE), "none");
}
END_TEST

/* A year beside its months counts on the same last day: the order says which is which. */
START_TEST(order_is_by_last_day)
{
        struct period december = period_at(PERIOD_MONTH, day_of("2024-12-31"), 1);
        struct period year = period_at(PERIOD_YEAR, day_of("2024-12-31"), 1);
        struct period last_day = period_at(PERIOD_DAY, day_of("2024-12-31"), 1);
        struct period january = period_at(PERIOD_MONTH, day_of("2025-01-01"), 1);

        ck_assert_int_lt(period_compare(year, december), 0);
        ck_assert_int_lt(period_compare(december, last_day), 0);
        ck_assert_int_lt(period_compare(last_day, january), 0);
        ck_assert_int_gt(period_compare(january, year), 0);
        ck_assert_int_eq(period_compare(year, year), 0);
        ck_assert(period_is_within(december, year) && !period_is_within(year, december));
        ck_assert(!period_is_within(january, year));
        ck_assert(!period_is_within(period_none(), year) && !period_is_within(year, period_none()));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("period");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, texts_days_and_kinds_agree);
        tcase_add_test(cases, what_is_no_period_is_refused);
        tcase_add_test(cases, periods_touch_one_another);
        tcase_add_test(cases, rule_11_nesting_is_true);
        tcase_add_test(cases, names_are_read_back);
        tcase_add_test(cases, order_is_by_last_day);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
