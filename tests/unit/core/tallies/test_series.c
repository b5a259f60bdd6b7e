/* tests/unit/core/tallies/test_series.c */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/tallies/series.h"
#include "unit/core/tallies/world.h"

#define KEYS 400

/* Series that come and go in the table of a breakdown: one that cannot be found again would be
 * made a second time, and half of its sum be gone. */
START_TEST(series_that_come_and_go_are_found)
{
        static struct series *all[KEYS];
        struct dice dice = dice_of((uint64_t)_i);
        struct breakdown breakdown = {0};
        size_t count = 0;

        memset(all, 0, sizeof(all));
        for (int n = 0; n < 20000; n++) {
                int k = (int)dice_roll(&dice, KEYS);
                struct key key = {{(uint64_t)k % 7, (uint64_t)k << 60 | (uint64_t)k}};

                ck_assert_ptr_eq(breakdown_find(&breakdown, &key), all[k]);
                if (all[k]) {
                        breakdown_remove(&breakdown, all[k]);
                        free(all[k]);
                        all[k] = NULL;
                        count--;
                } else {
                        all[k] = calloc(1, sizeof(*all[k]));
                        all[k]->key = key;
                        ck_assert_int_eq(breakdown_add(&breakdown, all[k]), 0);
                        count++;
                }
                ck_assert_uint_eq(breakdown.count, count);
        }
        breakdown_done(&breakdown);
}
END_TEST

static struct change change_of(const char *currency, bool known, int64_t amount, int sign)
{
        return (struct change){
                .sign = sign,
                .month = civil_month_of(2021, 3),
                .mday = 5,
                .known = known,
                .foreign = strcmp(currency, "USD") != 0,
                .period = PERIOD_DAY,
                .amount = amount,
                .currency = world_currency(currency),
        };
}

static struct value value_of(const struct series *series)
{
        struct sums sums = {0};

        series_sum(series, civil_from_ymd(2021, 1, 1), civil_from_ymd(2021, 12, 31), &sums);
        return sums_value(&sums);
}

/* rule 13: number, zero and unknown are three things, and nothing at all is a fourth. */
START_TEST(rule_13_zero_unknown_and_nothing)
{
        struct series series = {.days = _i};
        struct change zero = change_of("USD", true, 0, 1), unknown = change_of("USD", false, 77, 1);

        ck_assert_int_eq(value_of(&series).state, VALUE_NO_DATA);
        ck_assert_int_eq(series_count(&series, &zero), 0);
        ck_assert_int_eq(value_of(&series).state, VALUE_KNOWN);
        ck_assert_int_eq(value_of(&series).units, 0);

        ck_assert_int_eq(series_count(&series, &unknown), 0);
        ck_assert_int_eq(value_of(&series).state, VALUE_INCOMPLETE);
        ck_assert_int_eq(value_of(&series).units, 0);
        ck_assert_uint_eq(value_of(&series).unknown_records, 1);

        zero.sign = unknown.sign = -1;
        ck_assert_int_eq(series_count(&series, &zero), 0);
        ck_assert_int_eq(value_of(&series).state, VALUE_INCOMPLETE);
        ck_assert_int_eq(series_count(&series, &unknown), 0);
        ck_assert_int_eq(value_of(&series).state, VALUE_NO_DATA);
        series_sweep(&series);
        ck_assert(series_is_empty(&series));
        series_done(&series);
}
END_TEST

/* An amount in another currency is counted in cells of its own, by code, and never added as it is. */
START_TEST(other_currencies_are_kept_apart)
{
        struct series series = {.days = _i};
        struct change usd = change_of("USD", true, 100, 1), eur = change_of("EUR", true, 7, 1);
        struct change byn = change_of("BYN", true, 9, 1);

        ck_assert_int_eq(series_count(&series, &eur), 0);
        ck_assert_int_eq(series_count(&series, &byn), 0);
        ck_assert_int_eq(series_count(&series, &usd), 0);
        ck_assert_int_eq(value_of(&series).units, 100);
        ck_assert_str_eq(series.foreign->currency.code, "BYN");
        ck_assert(lane_cell(&series.foreign->lanes[FOREIGN_AMOUNT], civil_month_of(2021, 3), 5) == 9);
        ck_assert_int_eq(series.foreign->stale_first, civil_month_of(2021, 3));
        ck_assert_str_eq(series.foreign->next->currency.code, "EUR");

        eur.sign = byn.sign = -1;
        ck_assert_int_eq(series_count(&series, &eur), 0);
        ck_assert_int_eq(series_count(&series, &byn), 0);
        ck_assert_int_eq(value_of(&series).state, VALUE_KNOWN);
        series_sweep(&series);
        ck_assert_ptr_null(series.foreign);
        series_done(&series);
}
END_TEST

/* rule 12: beyond 64 bits is a state with a name, of either sign, and a correction heals it. */
START_TEST(rule_12_out_of_range_and_healed)
{
        struct series series = {.days = _i % 2};
        int64_t most = _i / 2 ? AMOUNT_MAX : -AMOUNT_MAX;
        struct change change = change_of("USD", true, most, 1);

        ck_assert_int_eq(series_count(&series, &change), 0);
        ck_assert_int_eq(value_of(&series).units, most);
        ck_assert_int_eq(series_count(&series, &change), 0);
        ck_assert_int_eq(series_count(&series, &change), 0);
        ck_assert_int_eq(value_of(&series).state, VALUE_OUT_OF_RANGE);
        ck_assert_int_eq(value_of(&series).units, 0);
        change.sign = -1;
        ck_assert_int_eq(series_count(&series, &change), 0);
        ck_assert_int_eq(series_count(&series, &change), 0);
        ck_assert_int_eq(value_of(&series).state, VALUE_KNOWN);
        ck_assert_int_eq(value_of(&series).units, most);
        series_done(&series);
}
END_TEST

/* rule 12: the border is that of 64 bits, to the unit. */
START_TEST(rule_12_border)
{
        struct sums sums = {.amount = INT64_MAX, .records = 1};

        ck_assert_int_eq(sums_value(&sums).units, INT64_MAX);
        sums.amount++;
        ck_assert_int_eq(sums_value(&sums).state, VALUE_OUT_OF_RANGE);
        sums.amount = INT64_MIN;
        ck_assert_int_eq(sums_value(&sums).units, INT64_MIN);
        sums.amount--;
        ck_assert_int_eq(sums_value(&sums).state, VALUE_OUT_OF_RANGE);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("series");
        TCase *tcase = tcase_create("series");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, series_that_come_and_go_are_found, 0, 6);
        tcase_add_loop_test(tcase, rule_13_zero_unknown_and_nothing, 0, 2);
        tcase_add_loop_test(tcase, other_currencies_are_kept_apart, 0, 2);
        tcase_add_loop_test(tcase, rule_12_out_of_range_and_healed, 0, 4);
        tcase_add_test(tcase, rule_12_border);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
