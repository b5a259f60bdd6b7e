/* tests/unit/base/test_wide.c */
#include "base/wide.h"
#include <check.h>

static uint64_t seed_next(uint64_t *seed)
{
        /* splitmix64 */
        uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));

        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        return z ^ z >> 31;
}

/* Of any size from few bits to 127, of either sign. */
static wide any_wide(uint64_t *seed)
{
        wide value = (wide)((wide_magnitude)seed_next(seed) << 64 | seed_next(seed));

        return value >> seed_next(seed) % 127;
}

static const char *text_of_wide(wide value)
{
        static char buf[WIDE_TEXT_MAX];

        return wide_format(value, buf);
}

/* A sum would be printed wrongly at its very ends. */
START_TEST(format_reaches_both_ends)
{
        ck_assert_str_eq(text_of_wide(0), "0");
        ck_assert_str_eq(text_of_wide(-1), "-1");
        ck_assert_str_eq(text_of_wide(1000), "1000");
        ck_assert_str_eq(text_of_wide(INT64_MIN), "-9223372036854775808");
        ck_assert_str_eq(text_of_wide(WIDE_MAX), "170141183460469231731687303715884105727");
        ck_assert_str_eq(text_of_wide(WIDE_MIN), "-170141183460469231731687303715884105728");
}
END_TEST

/* rule 12: a value that leaves 64 bits is out of range, one that just does not is not. */
START_TEST(rule_12_fits64_on_both_sides)
{
        ck_assert(wide_fits64(INT64_MAX));
        ck_assert(!wide_fits64((wide)INT64_MAX + 1));
        ck_assert(wide_fits64(INT64_MIN));
        ck_assert(!wide_fits64((wide)INT64_MIN - 1));
}
END_TEST

START_TEST(multiply_says_when_it_does_not_fit)
{
        wide product = 7;

        ck_assert_int_eq(wide_multiply(WIDE_MAX, 1, &product), 0);
        ck_assert(product == WIDE_MAX);
        ck_assert_int_eq(wide_multiply(WIDE_MAX, 2, &product), WIDE_RANGE);
        ck_assert_int_eq(wide_multiply(WIDE_MIN, -1, &product), WIDE_RANGE);
        ck_assert(product == WIDE_MAX);
}
END_TEST

/* rule 12: conversions round half to even, or totals drift upwards by half a cent a day. */
START_TEST(rule_12_halves_go_to_the_even_one)
{
        const struct {
                int a, b, quotient;
        } cases[] = {
                {0, 3, 0},   {1, 2, 0},   {3, 2, 2},   {5, 2, 2},   {7, 2, 4},   {-1, 2, 0},  {-3, 2, -2},
                {-5, 2, -2}, {5, -2, -2}, {-7, -2, 4}, {1, 3, 0},   {2, 3, 1},   {-2, 3, -1}, {4, 3, 1},
                {5, 10, 0},  {15, 10, 2}, {25, 10, 2}, {26, 10, 3}, {24, 10, 2}, {7, 1, 7},   {7, 7, 1},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                wide scaled = 99;

                ck_assert_msg(wide_divide_half_even(cases[i].a, cases[i].b) == cases[i].quotient, "%d / %d",
                              cases[i].a, cases[i].b);
                ck_assert_int_eq(wide_scale_half_even(cases[i].a, 1, cases[i].b, &scaled), 0);
                ck_assert(scaled == cases[i].quotient);
        }
        ck_assert(wide_divide_half_even(WIDE_MIN, 1) == WIDE_MIN);
        ck_assert(wide_divide_half_even(WIDE_MIN, WIDE_MIN) == 1);
        ck_assert(wide_divide_half_even(WIDE_MAX, WIDE_MIN) == -1);
        ck_assert(wide_divide_half_even(WIDE_MAX, 2) == WIDE_MAX / 2 + 1); /* ...727 / 2 ends in 63.5 */
}
END_TEST

/* The quotient is the one whose distance is least, and even where two are equally far: said in
 * products that fit. */
START_TEST(quotients_are_the_nearest)
{
        for (uint64_t i = 0; i < 20000; i++) {
                uint64_t seed = i;
                wide a = any_wide(&seed) >> 2, b = any_wide(&seed) >> 2, quotient, rest;

                if (b == 0)
                        continue;
                quotient = wide_divide_half_even(a, b);
                rest = a - quotient * b; /* up to half of b */
                if (wide_absolute(rest) * 2 > wide_absolute(b) ||
                    (wide_absolute(rest) * 2 == wide_absolute(b) && (quotient & 1)))
                        ck_abort_msg("seed %u", (unsigned int)i);
        }
}
END_TEST

/* A conversion by a rate: the product needs 256 bits, the result does not. */
START_TEST(scaling_holds_the_product_whole)
{
        wide ret = 5;

        ck_assert_int_eq(wide_scale_half_even(WIDE_MAX, WIDE_MAX, WIDE_MAX, &ret), 0);
        ck_assert(ret == WIDE_MAX);
        ck_assert_int_eq(wide_scale_half_even(WIDE_MIN, WIDE_MAX, WIDE_MAX, &ret), 0);
        ck_assert(ret == WIDE_MIN);
        ck_assert_int_eq(wide_scale_half_even(WIDE_MIN, 1, -1, &ret), WIDE_RANGE);
        ck_assert_int_eq(wide_scale_half_even(WIDE_MIN, -1, 1, &ret), WIDE_RANGE);
        ck_assert_int_eq(wide_scale_half_even(WIDE_MAX, 2, 1, &ret), WIDE_RANGE);
        ck_assert_int_eq(wide_scale_half_even(WIDE_MAX, WIDE_MAX, 1, &ret), WIDE_RANGE);
        ck_assert(ret == WIDE_MIN);
        /* (2^127 - 1) x 3 / 2: the whole part would fit, but not with its sign. */
        ck_assert_int_eq(wide_scale_half_even(WIDE_MAX, 3, 2, &ret), WIDE_RANGE);
        /* By 10^38 and back, and halves by it. */
        ck_assert_int_eq(wide_scale_half_even(WIDE_MAX, 1000000007, 1000000007, &ret), 0);
        ck_assert(ret == WIDE_MAX);
}
END_TEST

/* Against the plain way, wherever that fits. */
START_TEST(scaling_equals_the_plain_way)
{
        for (uint64_t i = 0; i < 20000; i++) {
                uint64_t seed = i;
                wide a = any_wide(&seed), num = any_wide(&seed), den = any_wide(&seed), product, ret;
                wide factor = any_wide(&seed) >> 64;

                if (den == 0 || wide_multiply(a, num, &product) != 0 || product == WIDE_MIN)
                        continue;
                ck_assert_int_eq(wide_scale_half_even(a, num, den, &ret), 0);
                if (ret != wide_divide_half_even(product, den))
                        ck_abort_msg("seed %u", (unsigned int)i);

                /* The same ratio, with both sides so large that the product is past 128 bits. */
                if (factor == 0 || wide_multiply(num, factor, &num) || wide_multiply(den, factor, &den))
                        continue;
                ck_assert_int_eq(wide_scale_half_even(a, num, den, &product), 0);
                if (product != ret)
                        ck_abort_msg("seed %u, by a factor", (unsigned int)i);
        }
}
END_TEST

/* Promise 5: ratios are compared by cross-multiplication, or 30 % would be reached at 29.99. */
START_TEST(ratios_are_compared_exactly)
{
        ck_assert_int_eq(wide_compare_ratios(1, 3, 2, 6), 0);
        ck_assert_int_gt(wide_compare_ratios(1, 3, 333333, 1000000), 0);
        ck_assert_int_lt(wide_compare_ratios(-1, 3, -333333, 1000000), 0);
        ck_assert_int_lt(wide_compare_ratios(-1, 3, 0, 1), 0);
        ck_assert_int_gt(wide_compare_ratios(0, 3, -1, 1000), 0);
        ck_assert_int_eq(wide_compare_ratios(0, 3, 0, 7), 0);
        ck_assert_int_lt(wide_compare_ratios(-1, 3, 1, 3), 0);
        /* (m - 1) / m is below m / (m + 1), by less than 2^-250. */
        ck_assert_int_lt(wide_compare_ratios(WIDE_MAX - 2, WIDE_MAX - 1, WIDE_MAX - 1, WIDE_MAX), 0);
        ck_assert_int_gt(wide_compare_ratios(WIDE_MAX - 1, WIDE_MAX, WIDE_MAX - 2, WIDE_MAX - 1), 0);
        ck_assert_int_eq(wide_compare_ratios(WIDE_MIN, WIDE_MAX, WIDE_MIN, WIDE_MAX), 0);
        ck_assert_int_lt(wide_compare_ratios(WIDE_MIN, 1, WIDE_MIN, WIDE_MAX), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("wide");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, format_reaches_both_ends);
        tcase_add_test(cases, rule_12_fits64_on_both_sides);
        tcase_add_test(cases, multiply_says_when_it_does_not_fit);
        tcase_add_test(cases, rule_12_halves_go_to_the_even_one);
        tcase_add_test(cases, quotients_are_the_nearest);
        tcase_add_test(cases, scaling_holds_the_product_whole);
        tcase_add_test(cases, scaling_equals_the_plain_way);
        tcase_add_test(cases, ratios_are_compared_exactly);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
