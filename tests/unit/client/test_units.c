/* tests/unit/client/test_units.c: exact decimals. */
#include <check.h>
#include <inttypes.h>
#include <stdint.h>
#include <string.h>

#include "milestone/client.h"

static int64_t parsed(const char *text, uint32_t scale)
{
        int64_t units = 4711;

        ck_assert_msg(mst_units_parse(text, scale, &units) == 0, "%s", text);
        return units;
}

/* An analyst types figures as people write them; each is one integer, exactly. */
START_TEST(what_people_write_is_read_exactly)
{
        ck_assert_int_eq(parsed("1234.5", 2), 123450);
        ck_assert_int_eq(parsed("-0.07", 2), -7);
        ck_assert_int_eq(parsed("+3", 0), 3);
        ck_assert_int_eq(parsed("1_000_000", 2), 100000000);
        ck_assert_int_eq(parsed("0.5000", 1), 5);
        ck_assert_int_eq(parsed("-0", 2), 0);
        ck_assert_int_eq(parsed("9223372036854775807", 0), INT64_MAX);
        ck_assert_int_eq(parsed("-9223372036854775808", 0), INT64_MIN);
        ck_assert_int_eq(parsed("-92233720368547758.08", 2), INT64_MIN);
}
END_TEST

/* What cannot be held exactly is refused with the reason, and nothing is rounded or wrapped. */
START_TEST(what_does_not_fit_is_refused)
{
        static const struct {
                const char *text;
                uint32_t scale;
                int r;
        } cases[] = {
                {"1.005", 2, MST_DIGITS},
                {"9223372036854775808", 0, MST_RANGE},
                {"-9223372036854775809", 0, MST_RANGE},
                {"92233720368547758.08", 2, MST_RANGE},
                {"", 2, MST_SYNTAX},
                {"-", 2, MST_SYNTAX},
                {"1.", 2, MST_SYNTAX},
                {".5", 2, MST_SYNTAX},
                {"1,5", 2, MST_SYNTAX},
                {"1e3", 2, MST_SYNTAX},
                {" 1", 2, MST_SYNTAX},
                {"1 ", 2, MST_SYNTAX},
                {"1_", 2, MST_SYNTAX},
                {"_1", 2, MST_SYNTAX},
                {"1__0", 2, MST_SYNTAX},
                {"--1", 2, MST_SYNTAX},
                {"1", 19, MST_SYNTAX},
        };
        int64_t units = 4711;

        for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
                ck_assert_msg(mst_units_parse(cases[i].text, cases[i].scale, &units) == cases[i].r, "\"%s\"",
                              cases[i].text);
                ck_assert_int_eq(units, 4711);
        }
        ck_assert_int_eq(mst_units_parse(NULL, 2, &units), MST_SYNTAX);
}
END_TEST

/* What is printed can be typed in again, at every scale, also at the ends of the range. */
START_TEST(what_is_printed_reads_back)
{
        static const int64_t units[] = {0,   1,    -1,     9,         10,        99,
                                        100, -100, 123456, INT64_MAX, INT64_MIN, INT64_MIN + 1};
        char text[MST_UNITS_TEXT_MAX];

        ck_assert_str_eq(mst_units_format(-123450, 2, text), "-1234.50");
        ck_assert_str_eq(mst_units_format(5, 3, text), "0.005");
        ck_assert_str_eq(mst_units_format(-7, 0, text), "-7");
        ck_assert_str_eq(mst_units_format(INT64_MIN, 18, text), "-9.223372036854775808");
        for (uint32_t scale = 0; scale <= 18; scale++)
                for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++)
                        ck_assert_int_eq(parsed(mst_units_format(units[i], scale, text), scale), units[i]);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_units");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, what_people_write_is_read_exactly);
        tcase_add_test(cases, what_does_not_fit_is_refused);
        tcase_add_test(cases, what_is_printed_reads_back);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
