/* tests/unit/core/tallies/test_lane.c */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/tallies/lane.h"
#include "unit/core/tallies/dice.h"

#define DAYS      900
#define FIRST_DAY 18200 /* 2019-10-31 */

static void add(struct lane *lane, int32_t day, bool days, int64_t amount)
{
        struct page *page;
        int mday;

        civil_to_ymd(day, NULL, NULL, &mday);
        ck_assert_int_eq(lane_page(lane, civil_month(day), days, &page), 0);
        page_add(page, mday, amount);
}

/* Months that come in any order must give the sums, the next and the last days of a plain array. */
START_TEST(any_order_of_months_equals_an_array)
{
        struct dice dice = dice_of((uint64_t)_i);
        bool days = _i % 2;
        struct lane lane = {0};
        int64_t array[DAYS + 31] = {0};

        for (int n = 0; n < 60; n++) {
                int32_t at = (int32_t)dice_roll(&dice, DAYS), day = FIRST_DAY + at;
                int64_t amount = dice_roll(&dice, 7) - 3;

                add(&lane, day, days, amount);
                if (!days)
                        at = civil_month_last(civil_month(day)) - FIRST_DAY;
                array[at] += amount;
        }
        if (_i % 3 == 0)
                lane_sweep(&lane);

        for (int n = 0; n < 400; n++) {
                int32_t first = (int32_t)dice_roll(&dice, DAYS), last = (int32_t)dice_roll(&dice, DAYS),
                        next = CIVIL_NONE;
                int64_t sum = 0;

                for (int32_t at = first; at <= last; at++)
                        sum += array[at];
                ck_assert(lane_sum(&lane, FIRST_DAY + first, FIRST_DAY + last) == sum);
                for (int32_t at = DAYS + 30; at >= first; at--)
                        if (array[at] != 0)
                                next = FIRST_DAY + at;
                ck_assert_int_eq(lane_next_day(&lane, FIRST_DAY + first), next);
        }
        for (int32_t at = DAYS + 30; at >= 0; at--)
                if (array[at] != 0) {
                        ck_assert_int_eq(lane_last_day(&lane), FIRST_DAY + at);
                        break;
                }
        lane_done(&lane);
}
END_TEST

/* The ends of the calendar and no day at all are asked for by milestones that judge "since ever". */
START_TEST(far_days_are_answered)
{
        struct lane lane = {0};

        ck_assert_int_eq(lane_next_day(&lane, CIVIL_NONE), CIVIL_NONE);
        ck_assert_int_eq(lane_last_day(&lane), CIVIL_NONE);
        add(&lane, CIVIL_MIN, true, 1);
        add(&lane, CIVIL_MAX, true, 2);
        ck_assert_int_eq(lane_next_day(&lane, CIVIL_NONE), CIVIL_MIN);
        ck_assert_int_eq(lane_next_day(&lane, CIVIL_MIN + 1), CIVIL_MAX);
        ck_assert_int_eq(lane_next_day(&lane, CIVIL_MAX + 1), CIVIL_NONE);
        ck_assert(lane_sum(&lane, CIVIL_MIN, CIVIL_MAX) == 3);
        lane_done(&lane);
}
END_TEST

/* What was taken back wholly must leave no memory behind, and nothing else may go with it. */
START_TEST(sweeping_frees_what_is_zero)
{
        struct lane lane = {0};

        add(&lane, FIRST_DAY, true, 5);
        add(&lane, FIRST_DAY + 40, true, 6);
        add(&lane, FIRST_DAY + 80, true, 7);
        add(&lane, FIRST_DAY + 40, true, -6);
        lane_sweep(&lane);
        ck_assert_uint_eq(lane.count, 2);
        ck_assert(lane_sum(&lane, FIRST_DAY, FIRST_DAY + 100) == 12);
        lane_clear(&lane);
        ck_assert(lane.pages[0].dirty);
        lane_sweep(&lane);
        ck_assert_uint_eq(lane.count, 0);
        ck_assert_ptr_null(lane.pages);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("lane");
        TCase *tcase = tcase_create("lane");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, any_order_of_months_equals_an_array, 0, 24);
        tcase_add_test(tcase, far_days_are_answered);
        tcase_add_test(tcase, sweeping_frees_what_is_zero);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
