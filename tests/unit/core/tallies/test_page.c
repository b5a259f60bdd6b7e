/* tests/unit/core/tallies/test_page.c */
#include <check.h>
#include <stdlib.h>

#include "base/limits.h"
#include "core/tallies/page.h"
#include "unit/core/tallies/dice.h"

#define ADDS 1000

/* Any order of amounts and take-backs: every pair of days must have the sum of a plain loop, or a
 * window that begins or ends within a month is wrong. */
START_TEST(every_pair_of_days_has_the_sum_of_a_loop)
{
        struct dice dice = dice_of((uint64_t)_i);
        int mday[ADDS];
        int64_t amount[ADDS];
        struct page page;

        ck_assert_int_eq(page_init(&page, 24000, true), 0);
        for (int n = 0; n < ADDS; n++) {
                mday[n] = 1 + (int)dice_roll(&dice, 31);
                amount[n] = dice_roll(&dice, 2000001) - 1000000;
                page_add(&page, mday[n], amount[n]);
        }
        for (int n = 0; n < ADDS; n += 3) {
                page_add(&page, mday[n], -amount[n]);
                amount[n] = 0;
        }

        for (int first = 1; first <= 31; first++)
                for (int last = first; last <= 31; last++) {
                        int64_t sum = 0;

                        for (int n = 0; n < ADDS; n++)
                                sum += mday[n] >= first && mday[n] <= last ? amount[n] : 0;
                        ck_assert(page_sum(&page, 31, first, last) == sum);
                }
        page_done(&page);
}
END_TEST

/* A month's figure counts on the last day of its month: a window that ends on the 30th of January
 * must not have it, one that begins on the 31st must. */
START_TEST(without_day_cells_the_month_counts_on_its_last_day)
{
        struct page page;

        ck_assert_int_eq(page_init(&page, 24000, false), 0);
        page_add(&page, 1, 70);
        ck_assert(page_sum(&page, 31, 1, 30) == 0);
        ck_assert(page_sum(&page, 31, 31, 31) == 70);
        ck_assert(page_sum(&page, 31, 1, 31) == 70);
        ck_assert_int_eq(page_next_mday(&page, 31, 5), 31);
        ck_assert_int_eq(page_last_mday(&page, 31, 31), 31);
        page_add(&page, 31, -70);
        ck_assert(page_is_zero(&page));
        ck_assert_int_eq(page_next_mday(&page, 31, 1), 0);
        page_done(&page);
}
END_TEST

/* rule 12: cells are 128 bits wide, so the largest quantities cannot wrap, and a correction brings
 * back what was. */
START_TEST(rule_12_cells_do_not_overflow)
{
        struct page page;

        ck_assert_int_eq(page_init(&page, 24000, true), 0);
        for (int n = 0; n < 100; n++)
                page_add(&page, 3, AMOUNT_MAX);
        ck_assert(page.total == (wide)100 * AMOUNT_MAX);
        for (int n = 0; n < 101; n++)
                page_add(&page, 3, -AMOUNT_MAX);
        ck_assert(page_sum(&page, 30, 1, 29) == -AMOUNT_MAX);
        page_done(&page);
}
END_TEST

/* A month whose days cancel each other is not empty: forgetting it would lose both. */
START_TEST(days_that_cancel_are_not_nothing)
{
        struct page page;

        ck_assert_int_eq(page_init(&page, 24000, true), 0);
        ck_assert(page_is_zero(&page));
        page_add(&page, 4, 9);
        page_add(&page, 5, -9);
        ck_assert(!page_is_zero(&page));
        ck_assert_int_eq(page_next_mday(&page, 30, 1), 4);
        ck_assert_int_eq(page_next_mday(&page, 30, 5), 5);
        ck_assert_int_eq(page_next_mday(&page, 30, 6), 0);
        ck_assert_int_eq(page_last_mday(&page, 30, 30), 5);
        page_set(&page, 5, 1);
        ck_assert(page.total == 10);
        page_done(&page);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("page");
        TCase *tcase = tcase_create("page");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, every_pair_of_days_has_the_sum_of_a_loop, 0, 8);
        tcase_add_test(tcase, without_day_cells_the_month_counts_on_its_last_day);
        tcase_add_test(tcase, rule_12_cells_do_not_overflow);
        tcase_add_test(tcase, days_that_cancel_are_not_nothing);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
