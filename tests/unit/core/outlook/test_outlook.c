/* tests/unit/core/outlook/test_outlook.c: what must hold of every outlook, over random series; the current
 * month, deadlines within a month, windows of days. The figures themselves are those of the golden cases. */
#include <check.h>
#include <stdlib.h>

#include "core/outlook/outlook.h"

#define FIRST_MONTH (2000 * 12)
#define LONGEST     180

/* ---- random series ---- */

static uint64_t dice;

static uint64_t roll(uint64_t below)
{
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        return dice % below;
}

/* Amounts of every size, up to the greatest that there is; zeros; months below zero. */
static size_t make_months(int64_t months[LONGEST])
{
        size_t count = 1 + (size_t)roll(roll(2) ? 15 : LONGEST);
        int64_t size = (int64_t)1 << roll(63);
        uint64_t zeros = roll(4), negative = roll(4);

        for (size_t i = 0; i < count; i++) {
                months[i] = (int64_t)roll((uint64_t)size) + (roll(40) == 0 ? size / 2 : 0);
                if (size == INT64_MAX / 2 + 1 && roll(3) == 0)
                        months[i] = INT64_MAX;
                if (zeros == 0 || roll(9) < zeros - 1)
                        months[i] = 0;
                if (negative == 0 && roll(5) == 0)
                        months[i] = -months[i];
        }
        return count;
}

static struct outlook_window make_window(size_t n)
{
        static const int32_t lengths[] = {1, 3, 6, 12};
        struct outlook_window window = {(enum outlook_window_kind)roll(3), 0, 0, roll(2)};

        window.months = window.kind == OUTLOOK_CALENDAR ? lengths[roll(4)] : 1 + (int32_t)roll(24);
        window.first_month = FIRST_MONTH + (int32_t)roll(n + 12) - 3;
        return window;
}

struct made {
        struct history *history;
        size_t n;
        struct ahead ahead[OUTLOOK_AHEAD_MAX + 1];
        struct outlook_question question;
};

static void make(struct made *made, uint64_t seed)
{
        int64_t months[LONGEST];
        struct outlook_window window;
        size_t count;

        dice = seed * 0x9e3779b97f4a7c15u + 1;
        for (int i = 0; i < 8; i++)
                roll(2);
        count = make_months(months);
        ck_assert_int_eq(history_new(FIRST_MONTH, months, count, &made->history), 0);
        made->n = 1 + (size_t)roll(count);
        window = make_window(made->n);
        made->question = (struct outlook_question){
                .ahead = made->ahead,
                .ahead_count = 2 + (size_t)roll(OUTLOOK_AHEAD_MAX - 1),
                .target = roll(8) ? 1 + (int64_t)roll((uint64_t)1 << roll(63)) : INT64_MAX,
                .deadline_day = CIVIL_NONE,
                .present_counts = true,
        };
        made->question.total_at = 1 + (size_t)roll(made->question.ahead_count - 1);
        if (roll(3) == 0) {
                made->question.booked = (int64_t)roll((uint64_t)1 << roll(60));
                made->question.elapsed_ppm = roll(2) ? (int32_t)roll(OUTLOOK_PPM) : 0;
        }
        if (roll(3) == 0)
                made->question.deadline_day =
                        civil_month_first(FIRST_MONTH + (int32_t)made->n + (int32_t)made->question.total_at - 1) +
                        (int32_t)roll(28);
        window_ahead(made->history, made->n, &window, made->ahead, made->question.ahead_count);
}

static bool ordered(int32_t low, int32_t high)
{
        return high == CIVIL_NONE || (low != CIVIL_NONE && low <= high);
}

/* ---- what holds of all ---- */

#define WORLDS 6000

/* An overflow or a division by zero would end a daemon that some source sent odd figures to. */
START_TEST(totals_and_dates_are_in_order_for_every_series)
{
        for (uint64_t seed = 0; seed < WORLDS; seed++) {
                struct outlook outlook;
                struct made made;

                make(&made, seed);
                outlook_at(made.history, made.n, &made.question, &outlook);
                ck_assert_msg(outlook.total_low <= outlook.total && outlook.total <= outlook.total_high,
                              "totals of seed %ld", (long)seed);
                ck_assert_msg(ordered(outlook.date_low, outlook.date) && ordered(outlook.date, outlook.date_high),
                              "dates of seed %ld", (long)seed);
                ck_assert_int_ge(outlook.chance_ppm, 0);
                ck_assert_int_le(outlook.chance_ppm, OUTLOOK_PPM);
                ck_assert_int_gt(outlook.usual_error_ppm, 0);
                history_free(made.history);
        }
}
END_TEST

/* While something is left to reach, nothing is sure: the chance of a sum lies between 0.5 and 99.5 %. */
START_TEST(the_chance_of_a_sum_is_never_sure_while_something_is_left)
{
        for (uint64_t seed = 0; seed < WORLDS; seed++) {
                struct made made;
                size_t n, high;
                int32_t chance;
                wide ahead;

                make(&made, seed);
                n = made.n;
                high = 1 + (size_t)roll(OUTLOOK_AHEAD_MAX);
                ahead = history_ahead(made.history, n, 0, (int32_t)high);
                ck_assert(ahead >= 0);
                chance = chance_of(ahead, 1 + (wide)roll((uint64_t)1 << 62) * (wide)(1 + roll(4)),
                                   history_noise(made.history, n), (int32_t)high);
                ck_assert_int_ge(chance, 5000);
                ck_assert_int_le(chance, 995000);
                ck_assert_int_eq(chance_of(ahead, -(wide)roll(9), history_noise(made.history, n), (int32_t)high),
                                 OUTLOOK_PPM);
                history_free(made.history);
        }
}
END_TEST

START_TEST(a_lower_target_never_has_a_lower_chance)
{
        for (uint64_t seed = 0; seed < WORLDS; seed++) {
                struct outlook higher, lower;
                struct made made;

                make(&made, seed);
                outlook_at(made.history, made.n, &made.question, &higher);
                made.question.target -= (int64_t)roll((uint64_t)made.question.target + 1);
                outlook_at(made.history, made.n, &made.question, &lower);
                ck_assert_msg(lower.chance_ppm >= higher.chance_ppm, "seed %ld: %d after %d", (long)seed,
                              lower.chance_ppm, higher.chance_ppm);
                history_free(made.history);
        }
}
END_TEST

/* The months behind an origin are not known there: an answer that looked at them would score too well. */
START_TEST(an_origin_sees_nothing_of_the_months_behind_it)
{
        for (uint64_t seed = 0; seed < WORLDS / 10; seed++) {
                struct outlook whole, alone;
                struct history *cut;
                struct made made;
                int64_t months[LONGEST];

                make(&made, seed);
                outlook_at(made.history, made.n, &made.question, &whole);
                for (size_t i = 0; i < made.n; i++)
                        months[i] = history_month(made.history, i);
                ck_assert_int_eq(history_new(FIRST_MONTH, months, made.n, &cut), 0);
                outlook_at(cut, made.n, &made.question, &alone);
                ck_assert_int_eq(whole.chance_ppm, alone.chance_ppm);
                ck_assert_int_eq(whole.total, alone.total);
                ck_assert_int_eq(whole.usual_error_ppm, alone.usual_error_ppm);
                history_free(cut);
                history_free(made.history);
        }
}
END_TEST

/* ---- one by one ---- */

/* A steady series: 100 a month for three years up to 2002-12. */
static struct history *steady(void)
{
        struct history *history;
        int64_t months[36];

        for (size_t i = 0; i < 36; i++)
                months[i] = 100;
        ck_assert_int_eq(history_new(FIRST_MONTH, months, 36, &history), 0);
        return history;
}

static struct outlook year_of(struct history *history, int64_t target, int32_t deadline, int64_t booked,
                              int32_t elapsed)
{
        const struct outlook_window year = {OUTLOOK_CALENDAR, FIRST_MONTH + 36, 12, true};
        struct outlook_question question = {.ahead_count = 13,
                                            .target = target,
                                            .deadline_day = deadline,
                                            .total_at = 12,
                                            .booked = booked,
                                            .elapsed_ppm = elapsed,
                                            .present_counts = true};
        struct ahead ahead[13];
        struct outlook outlook;

        window_ahead(history, 36, &year, ahead, 13);
        question.ahead = ahead;
        outlook_at(history, 36, &question, &outlook);
        return outlook;
}

START_TEST(the_current_month_is_taken_for_its_level_then_for_its_own_pace)
{
        struct history *history = steady();
        struct outlook outlook;

        /* F is 1,200 for the year; a noise of 24,615 lets its median lie 0.7 % higher. */
        outlook = year_of(history, 1200, CIVIL_NONE, 0, 0);
        ck_assert_int_eq(outlook.known, 0);
        ck_assert_int_eq(outlook.pace, 100);
        /* Half of the month is over, 80 are counted: half of (half of 100 + 80) is to come. */
        outlook = year_of(history, 1200, CIVIL_NONE, 80, 500000);
        ck_assert_int_eq(outlook.known, 80);
        ck_assert_int_eq(outlook.pace, (1100 + 65) * 1000000LL / 11500000);
        /* Published as a whole: what is above its forecast is new, what is below is awaited. */
        outlook = year_of(history, 1200, CIVIL_NONE, 80, 0);
        ck_assert_int_eq(outlook.pace, (1100 + 20) / 12);
        outlook = year_of(history, 1200, CIVIL_NONE, 130, 0);
        ck_assert_int_eq(outlook.pace, 1100 / 12);
        ck_assert_int_eq(outlook.needed, (1200 - 130 + 11) / 12);
        history_free(history);
}
END_TEST

START_TEST(a_deadline_within_a_month_has_its_days_of_that_months_chance)
{
        struct history *history = steady();
        int32_t end = civil_month_last(FIRST_MONTH + 36 + 8), begin = civil_month_first(FIRST_MONTH + 36 + 8);
        struct outlook before = year_of(history, 900, begin - 1, 0, 0), at_end = year_of(history, 900, end, 0, 0);
        struct outlook within = year_of(history, 900, begin + 9, 0, 0);

        ck_assert_int_gt(at_end.chance_ppm, before.chance_ppm);
        ck_assert_int_eq(within.chance_ppm,
                         before.chance_ppm + (at_end.chance_ppm - before.chance_ppm) * 10 / (end - begin + 1));
        ck_assert_int_gt(within.total, before.total);
        ck_assert_int_lt(within.total, at_end.total);
        ck_assert_int_eq(within.total_day, begin + 9);
        history_free(history);
}
END_TEST

/* "2 bn in a calendar year, by 2005": the years are tried in turn, each from its own beginning. */
START_TEST(later_periods_of_a_window_begin_anew)
{
        const struct outlook_window year = {OUTLOOK_CALENDAR, FIRST_MONTH - 24, 12, false};
        struct history *history = steady();
        struct ahead ahead[30];

        window_ahead(history, 31, &year, ahead, 30);
        ck_assert_int_eq((int64_t)ahead[0].known, 700); /* 2002, up to July */
        ck_assert_int_eq((int64_t)ahead[5].known, 700);
        ck_assert_int_eq(ahead[5].low, 0);
        ck_assert_int_eq(ahead[5].high, 5);
        ck_assert_int_eq((int64_t)ahead[6].known, 0); /* January 2003 alone */
        ck_assert_int_eq(ahead[6].low, 5);
        ck_assert_int_eq(ahead[6].high, 6);
        ck_assert_int_eq(ahead[17].low, 5);
        ck_assert_int_eq(ahead[18].low, 17);
        history_free(history);
}
END_TEST

/* A window of days takes its days' share of each month. */
START_TEST(a_window_of_days_has_a_share_of_its_months)
{
        struct history *history = steady();
        struct ahead ahead[2] = {{.by_days = true, .first_day = 1, .last_day = 0},
                                 {.by_days = true,
                                  .first_day = civil_from_ymd(2003, 1, 25),
                                  .last_day = civil_from_ymd(2003, 1, 31)}};
        struct outlook_question question = {.ahead = ahead,
                                            .ahead_count = 2,
                                            .target = 1000,
                                            .deadline_day = CIVIL_NONE,
                                            .total_at = 1};
        struct outlook outlook;

        outlook_at(history, 36, &question, &outlook);
        ck_assert_int_eq(outlook.pace, 22 * 31 / 7); /* 100 x 7 / 31, whole units, in a month */
        history_free(history);
}
END_TEST

START_TEST(what_is_reached_already_is_sure)
{
        struct history *history = steady();

        ck_assert_int_eq(year_of(history, 100, CIVIL_NONE, 100, 0).chance_ppm, OUTLOOK_PPM);
        ck_assert_int_eq(year_of(history, 100, CIVIL_NONE, 100, 0).date, CIVIL_NONE);
        history_free(history);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("outlook");
        TCase *cases = tcase_create("outlook");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_test(cases, totals_and_dates_are_in_order_for_every_series);
        tcase_add_test(cases, the_chance_of_a_sum_is_never_sure_while_something_is_left);
        tcase_add_test(cases, a_lower_target_never_has_a_lower_chance);
        tcase_add_test(cases, an_origin_sees_nothing_of_the_months_behind_it);
        tcase_add_test(cases, the_current_month_is_taken_for_its_level_then_for_its_own_pace);
        tcase_add_test(cases, a_deadline_within_a_month_has_its_days_of_that_months_chance);
        tcase_add_test(cases, later_periods_of_a_window_begin_anew);
        tcase_add_test(cases, a_window_of_days_has_a_share_of_its_months);
        tcase_add_test(cases, what_is_reached_already_is_sure);
        suite_add_tcase(suite, cases);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
