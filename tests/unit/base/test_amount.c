/* tests/unit/base/test_amount.c */
#include "base/amount.h"
#include <check.h>
#include <stdio.h>

static const char *said(const char *unit, int scale, wide units)
{
        static char buf[DECIMAL_TEXT_MAX + 16];
        struct amount_form form = amount_form(text_of(unit), scale, units);
        char text[DECIMAL_TEXT_MAX];

        (void)snprintf(buf, sizeof(buf), "%s %" TEXT_FORMAT "%s", amount_format(&form, units, text),
                       TEXT_ARGUMENTS(form.unit), amount_ending(&form, units));
        return buf;
}

/* Nothing may be lost: whoever reads 120.000001 t has every gram. */
START_TEST(mass_is_said_in_a_unit_that_fits_and_whole)
{
        ck_assert_str_eq(said("g", 0, 0), "0 g");
        ck_assert_str_eq(said("g", 0, 999), "999 g");
        ck_assert_str_eq(said("g", 0, 1000), "1 kg");
        ck_assert_str_eq(said("g", 0, -999999), "-999.999 kg");
        ck_assert_str_eq(said("g", 0, 1000000), "1 t");
        ck_assert_str_eq(said("g", 0, 1234120000001), "1,234,120.000001 t");
        ck_assert_str_eq(said("g", 0, -120500000), "-120.5 t");
        ck_assert_str_eq(said("g", 2, 100000000), "1,000,000.00 g"); /* no measure's: left as it is */
}
END_TEST

/* Money keeps its cents; a share and TEU do not drag noughts along. */
START_TEST(noughts_behind_the_point)
{
        ck_assert_str_eq(said("USD", 2, 100000), "1,000.00 USD");
        ck_assert_str_eq(said("%", 4, 300000), "30 %");
        ck_assert_str_eq(said("%", 4, -33334), "-3.3334 %");
        ck_assert_str_eq(said("%", 4, 0), "0 %");
        ck_assert_str_eq(said("%", 4, 1000000), "100 %");
        ck_assert_str_eq(said("TEU", 3, 10000500), "10,000.5 TEU");
        ck_assert_str_eq(said("JPY", 0, 100), "100 JPY");
}
END_TEST

START_TEST(many_are_told_as_many)
{
        ck_assert_str_eq(said("record", 0, 0), "0 records");
        ck_assert_str_eq(said("record", 0, 1), "1 record");
        ck_assert_str_eq(said("milestone", 0, 2), "2 milestones");
        ck_assert_str_eq(said("wagon", 0, 1200), "1,200 wagons");
        ck_assert_str_eq(said("container", 0, -1), "-1 containers");
}
END_TEST

/* "at 999 of 1,000,000 g": a value is said in the unit of its target. */
START_TEST(a_form_serves_two_amounts)
{
        struct amount_form form = amount_form(TEXT("g"), 0, 150000000);
        char text[DECIMAL_TEXT_MAX];

        ck_assert_str_eq(amount_format(&form, 999, text), "0.000999");
        ck_assert_str_eq(amount_format(&form, 150000000, text), "150");
        ck_assert_str_eq(amount_format(&form, 0, text), "0");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("amount");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, mass_is_said_in_a_unit_that_fits_and_whole);
        tcase_add_test(cases, noughts_behind_the_point);
        tcase_add_test(cases, many_are_told_as_many);
        tcase_add_test(cases, a_form_serves_two_amounts);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
