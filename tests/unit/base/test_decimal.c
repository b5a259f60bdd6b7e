/* tests/unit/base/test_decimal.c */
#include "base/decimal.h"
#include <check.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define UNTOUCHED INT64_C(-77)

struct parse_case {
        const char *text;
        int scale, outcome;
        int64_t value;
};

static void check_cases(const struct parse_case *cases, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                int64_t value = UNTOUCHED;
                int r = decimal_parse(text_of(cases[i].text), cases[i].scale, &value);

                ck_assert_msg(r == cases[i].outcome, "\"%s\" at %d gives outcome %d", cases[i].text,
                              cases[i].scale, r);
                ck_assert_msg(value == (r == 0 ? cases[i].value : UNTOUCHED), "\"%s\" at %d gives %" PRId64,
                              cases[i].text, cases[i].scale, value);
        }
}
#define CHECK_CASES(cases) check_cases((cases), sizeof(cases) / sizeof((cases)[0]))

/* A figure of the customs would be counted as another one. */
START_TEST(parses_what_is_a_number)
{
        static const struct parse_case cases[] = {
                {"0", 2, 0, 0},
                {"-0", 2, 0, 0},
                {"0.000", 0, 0, 0},
                {"0e99999999999999999999", 2, 0, 0},
                {"1", 2, 0, 100},
                {"+1", 0, 0, 1},
                {"-1.5", 1, 0, -15},
                {"19944395100.00", 2, 0, 1994439510000},
                {"12345.678900", 4, 0, 123456789},
                {"007", 0, 0, 7},
                {"5.", 0, 0, 5},
                {".5", 1, 0, 5},
                {"1.2e3", 0, 0, 1200},
                {"1E-2", 2, 0, 1},
                {"1200e-2", 0, 0, 12},
                {"0.00012e4", 1, 0, 12},
                {"100000000000000000000000000e-26", 0, 0, 1},
                {"0.00000000000000000000000001e26", 0, 0, 1},
                {"37429032480.00", 2, 0, 3742903248000},
        };

        CHECK_CASES(cases);
}
END_TEST

/* "1,234" is a thousand in one office and one in another: neither is guessed. */
START_TEST(refuses_what_is_none)
{
        static const char *const texts[] = {
                "",     " ",  "1 ",  " 1",    "-",     "+",        ".",     "-.",    "e5",
                ".e5",  "1e", "1e+", "1e1.5", "1.2.3", "1,234",    "1 234", "--1",   "+-1",
                "0x10", "1f", "nan", "inf",   "1e5 ",  "\xD9\xA1", "1_000", "1'000",
        };
        int64_t value = UNTOUCHED;

        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
                ck_assert_msg(decimal_parse(text_of(texts[i]), 2, &value) == DECIMAL_SYNTAX, "\"%s\"",
                              texts[i]);
        ck_assert_int_eq(decimal_parse(TEXT("1\0"
                                            "2"),
                                       2, &value),
                         DECIMAL_SYNTAX);
        ck_assert_int_eq(value, UNTOUCHED);
}
END_TEST

/* rule 12: at most 2^62 of the smallest unit, of either sign; one more is refused by name. */
START_TEST(rule_12_both_sides_of_the_range)
{
        static const struct parse_case cases[] = {
                {"4611686018427387904", 0, 0, DECIMAL_MAX},
                {"4611686018427387905", 0, DECIMAL_RANGE, 0},
                {"-4611686018427387904", 0, 0, -DECIMAL_MAX},
                {"-4611686018427387905", 0, DECIMAL_RANGE, 0},
                {"4611686018427387904.0", 0, 0, DECIMAL_MAX},
                {"4611686018427387904.1", 0, DECIMAL_RANGE, 0},
                {"4611686018427387903.1", 0, DECIMAL_DIGITS, 0},
                {"46116860184273879.04", 2, 0, DECIMAL_MAX},
                {"46116860184273879.05", 2, DECIMAL_RANGE, 0},
                {"4.611686018427387904", 18, 0, DECIMAL_MAX},
                {"4.611686018427387905", 18, DECIMAL_RANGE, 0},
                {"9223372036854775808", 0, DECIMAL_RANGE, 0},
                {"18446744073709551617", 0, DECIMAL_RANGE, 0}, /* 2^64 + 1 would wrap to 1 */
                {"340282366920938463463374607431768211457", 0, DECIMAL_RANGE, 0}, /* 2^128 + 1 */
                {"1e18", 0, 0, INT64_C(1000000000000000000)},
                {"1e19", 0, DECIMAL_RANGE, 0},
                {"1e99999", 0, DECIMAL_RANGE, 0},
                {"1e99999999999999999999", 0, DECIMAL_RANGE, 0},
        };

        CHECK_CASES(cases);
}
END_TEST

/* Cents that are not there in the unit would vanish without a word. */
START_TEST(digits_below_the_scale_are_said)
{
        static const struct parse_case cases[] = {
                {"1.23", 2, 0, 123},
                {"1.230000000000000000000000000000000000000000000000000000000000000000000000", 2, 0, 123},
                {"1.234", 2, DECIMAL_DIGITS, 0},
                {"0.001", 2, DECIMAL_DIGITS, 0},
                {"1e-3", 2, DECIMAL_DIGITS, 0},
                {"1e-99999999999999999999", 2, DECIMAL_DIGITS, 0},
                {"0.0000000000000000001", 18, DECIMAL_DIGITS, 0},
        };

        CHECK_CASES(cases);
}
END_TEST

/* Both sides of DECIMAL_SIGNIFICANT_MAX. */
START_TEST(significant_digits_have_a_limit)
{
        char text[DECIMAL_SIGNIFICANT_MAX + 4] = "0.";
        int64_t value = UNTOUCHED;
        bool rounded = false;

        memset(text + 2, '1', DECIMAL_SIGNIFICANT_MAX);
        ck_assert_int_eq(decimal_parse_rounded(text_of(text), 2, &value, &rounded), 0);
        ck_assert_int_eq(value, 11);
        ck_assert(rounded);
        text[2 + DECIMAL_SIGNIFICANT_MAX] = '0';
        ck_assert_int_eq(decimal_parse_rounded(text_of(text), 2, &value, &rounded), 0);
        text[2 + DECIMAL_SIGNIFICANT_MAX] = '1';
        ck_assert_int_eq(decimal_parse_rounded(text_of(text), 2, &value, &rounded), DECIMAL_DIGITS);
}
END_TEST

/* rule 12: rounding is asked for by name, to even, and said. */
START_TEST(rule_12_rounded_half_to_even)
{
        static const struct {
                const char *text;
                int64_t value;
                bool rounded;
        } cases[] = {
                {"2.50", 250, false},
                {"0.005", 0, true},
                {"0.015", 2, true},
                {"0.025", 2, true},
                {"-0.015", -2, true},
                {"-0.005", 0, true},
                {"0.0050000000000000000000000000000000000000000000000001", 1, true},
                {"0.0049999999999999999999999999999999999999999999999999", 0, true},
                {"0.00500", 0, true},
                {"0.0005", 0, true},
                {"0.0095", 1, true},
                {"1e-50", 0, true},
                {"0.999", 100, true},
                {"46116860184273879.044", DECIMAL_MAX, true},
                {"46116860184273879.045", DECIMAL_MAX, true},
        };
        int64_t value = UNTOUCHED;
        bool rounded = false;

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                ck_assert_int_eq(decimal_parse_rounded(text_of(cases[i].text), 2, &value, &rounded), 0);
                ck_assert_msg(value == cases[i].value && rounded == cases[i].rounded, "\"%s\" gives %" PRId64,
                              cases[i].text, value);
        }
        value = UNTOUCHED;
        ck_assert_int_eq(decimal_parse_rounded(TEXT("46116860184273879.0451"), 2, &value, &rounded),
                         DECIMAL_RANGE);
        ck_assert_int_eq(decimal_parse_rounded(TEXT("x"), 2, &value, &rounded), DECIMAL_SYNTAX);
        ck_assert_int_eq(value, UNTOUCHED);
}
END_TEST

/* "thousand USD", "million USD", "short tons": a table in another unit, read exactly. */
START_TEST(scaled_is_exact_before_it_is_judged)
{
        static const struct {
                const char *text;
                int scale;
                struct ratio by;
                int outcome;
                int64_t value;
        } cases[] = {
                {"0.5", 0, {1000, 1}, 0, 500},
                {"19944.3951", 2, {1000000, 1}, 0, 1994439510000},
                {"1.23456789", 2, {1000000, 1}, 0, 123456789},
                {"1.234567891", 2, {1000000, 1}, DECIMAL_DIGITS, 0},
                {"1", 0, {90718474, 100}, DECIMAL_DIGITS, 0}, /* 907,184.74 g */
                {"50", 0, {90718474, 100}, 0, 45359237},
                {"2", 2, {90718474, 100}, 0, 181436948},
                {"-3", 0, {1, 3}, 0, -1},
                {"1", 0, {1, 3}, DECIMAL_DIGITS, 0},
                {"0.00000000000000000001", 0, {DECIMAL_MAX, 1}, DECIMAL_DIGITS, 0},
                {"1", 0, {DECIMAL_MAX, 1}, 0, DECIMAL_MAX},
                {"1.0000000000000000001", 0, {DECIMAL_MAX, 1}, DECIMAL_RANGE, 0},
                {"2", 0, {DECIMAL_MAX, 1}, DECIMAL_RANGE, 0},
                {"2", 0, {DECIMAL_MAX, 2}, 0, DECIMAL_MAX},
                /* 5^35 x 2^35 x 10^-35 is one: no product is cut. */
                {"0.00000000002910383045673370361328125", 0, {INT64_C(1) << 35, 1}, 0, 1},
                {"4611686018427387904e4", 0, {1, 10000}, 0, DECIMAL_MAX},
                {"4611686018427387904e40", 0, {1, 10000}, DECIMAL_RANGE, 0},
                {"1e40", 0, {1, DECIMAL_MAX}, DECIMAL_RANGE, 0},
                {"0", 0, {1, 3}, 0, 0},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                int64_t value = UNTOUCHED;
                int r = decimal_parse_scaled(text_of(cases[i].text), cases[i].scale, cases[i].by, &value,
                                             NULL);

                ck_assert_msg(r == cases[i].outcome, "case %zu gives outcome %d", i, r);
                ck_assert_msg(value == (r == 0 ? cases[i].value : UNTOUCHED), "case %zu gives %" PRId64, i,
                              value);
        }
}
END_TEST

/* Against 128-bit arithmetic, where that is enough: text x num / den, rounded half to even. */
START_TEST(scaled_equals_plain_arithmetic)
{
        for (uint64_t i = 0; i < 50000; i++) {
                uint64_t seed = i * UINT64_C(0x9e3779b97f4a7c15) + 1;
                int64_t mantissa = (int64_t)(seed >> 20 & 0xFFFFFFFFF) - (1 << 30), value;
                int decimals = (int)(seed % 7), scale = (int)(seed / 7 % 5);
                struct ratio by = {1 + (int64_t)(seed >> 40 & 0xFFFFF), 1 + (int64_t)(seed >> 8 & 0xFF)};
                char text[64], digits[DECIMAL_TEXT_MAX];
                wide den = by.den, num = (wide)mantissa * by.num, model;
                bool rounded;

                for (int d = 0; d < decimals; d++)
                        den *= 10;
                for (int d = 0; d < scale; d++)
                        num *= 10;
                snprintf(text, sizeof(text), "%s%s", decimal_format(mantissa, decimals, digits),
                         decimals > 0 && i % 2 ? "000" : "");

                model = wide_divide_half_even(num, den);
                if (model > DECIMAL_MAX || model < -DECIMAL_MAX) {
                        ck_assert_int_eq(decimal_parse_scaled(text_of(text), scale, by, &value, &rounded),
                                         DECIMAL_RANGE);
                        continue;
                }
                ck_assert_int_eq(decimal_parse_scaled(text_of(text), scale, by, &value, &rounded), 0);
                if (value != model || rounded != (num % den != 0))
                        ck_abort_msg("seed %" PRIu64 ": \"%s\" gives %" PRId64, i, text, value);
        }
}
END_TEST

/* A factor of a mapping, as one writes it. */
START_TEST(ratios_are_read_in_lowest_terms)
{
        static const struct {
                const char *text;
                int outcome;
                struct ratio ratio;
        } cases[] = {
                {"1", 0, {1, 1}},
                {"1000000", 0, {1000000, 1}},
                {"1e6", 0, {1000000, 1}},
                {"907184.74", 0, {45359237, 50}},
                {"0.5", 0, {1, 2}},
                {"1/3", 0, {1, 3}},
                {"2/6", 0, {1, 3}},
                {"0.1/0.3", 0, {1, 3}},
                {"1.5/0.25", 0, {6, 1}},
                {"0.000000000000000001", 0, {1, INT64_C(1000000000000000000)}},
                {"0.0000000000000000001", DECIMAL_RANGE, {0, 0}},
                {"4611686018427387904", 0, {DECIMAL_MAX, 1}},
                {"4611686018427387904/0.1", DECIMAL_RANGE, {0, 0}},
                {"0.000000000000000001/10", DECIMAL_RANGE, {0, 0}},
                {"0", DECIMAL_RANGE, {0, 0}},
                {"-1", DECIMAL_RANGE, {0, 0}},
                {"1/0", DECIMAL_RANGE, {0, 0}},
                {"", DECIMAL_SYNTAX, {0, 0}},
                {"1/", DECIMAL_SYNTAX, {0, 0}},
                {"/2", DECIMAL_SYNTAX, {0, 0}},
                {"1/2/3", DECIMAL_SYNTAX, {0, 0}},
                {"x", DECIMAL_SYNTAX, {0, 0}},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                struct ratio ratio = {0, 0};

                ck_assert_msg(ratio_parse(text_of(cases[i].text), &ratio) == cases[i].outcome, "\"%s\"",
                              cases[i].text);
                ck_assert_msg(ratio.num == cases[i].ratio.num && ratio.den == cases[i].ratio.den,
                              "\"%s\" gives %" PRId64 "/%" PRId64, cases[i].text, ratio.num, ratio.den);
        }
}
END_TEST

/* The table of years in the first five minutes. */
START_TEST(formats_as_people_write)
{
        char buf[DECIMAL_TEXT_MAX];

        ck_assert_str_eq(decimal_format(1994439510000, 2, buf), "19944395100.00");
        ck_assert_str_eq(decimal_format_grouped(1994439510000, 2, buf), "19,944,395,100.00");
        ck_assert_str_eq(decimal_format(0, 2, buf), "0.00");
        ck_assert_str_eq(decimal_format(-5, 2, buf), "-0.05");
        ck_assert_str_eq(decimal_format(-100, 2, buf), "-1.00");
        ck_assert_str_eq(decimal_format(7, 0, buf), "7");
        ck_assert_str_eq(decimal_format(1, 18, buf), "0.000000000000000001");
        ck_assert_str_eq(decimal_format_grouped(999, 0, buf), "999");
        ck_assert_str_eq(decimal_format_grouped(1000, 0, buf), "1,000");
        ck_assert_str_eq(decimal_format_grouped(-999999, 3, buf), "-999.999");
        ck_assert_str_eq(decimal_format_grouped(-100000000, 3, buf), "-100,000.000");
        ck_assert_str_eq(decimal_format_grouped(WIDE_MIN, 0, buf),
                         "-170,141,183,460,469,231,731,687,303,715,884,105,728");
        ck_assert_str_eq(decimal_format_grouped(WIDE_MIN, 18, buf),
                         "-170,141,183,460,469,231,731.687303715884105728");
}
END_TEST

/* What we print can be read back: exports and imports of the same figure agree. */
START_TEST(formatted_is_read_back)
{
        for (int64_t i = 0; i < 62; i++) {
                for (int scale = 0; scale <= DECIMAL_SCALE_MAX; scale++) {
                        int64_t value = (INT64_C(1) << i) - i * 7, back = UNTOUCHED;
                        char buf[DECIMAL_TEXT_MAX];

                        ck_assert_int_eq(
                                decimal_parse(text_of(decimal_format(value, scale, buf)), scale, &back), 0);
                        ck_assert_int_eq(back, value);
                }
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("decimal");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, parses_what_is_a_number);
        tcase_add_test(cases, refuses_what_is_none);
        tcase_add_test(cases, rule_12_both_sides_of_the_range);
        tcase_add_test(cases, digits_below_the_scale_are_said);
        tcase_add_test(cases, significant_digits_have_a_limit);
        tcase_add_test(cases, rule_12_rounded_half_to_even);
        tcase_add_test(cases, scaled_is_exact_before_it_is_judged);
        tcase_add_test(cases, scaled_equals_plain_arithmetic);
        tcase_add_test(cases, ratios_are_read_in_lowest_terms);
        tcase_add_test(cases, formats_as_people_write);
        tcase_add_test(cases, formatted_is_read_back);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
