/* tests/unit/ctl/test_number.c */
#include "number.h"
#include "suite.h"

/* A position is taken as it was written, up to the last one that there can be. */
START_TEST(digits_are_a_number)
{
        uint64_t number = 7;

        ck_assert(number_parse("0", 0, &number));
        ck_assert_uint_eq(number, 0);
        ck_assert(number_parse("007", 1, &number));
        ck_assert_uint_eq(number, 7);
        ck_assert(number_parse("18446744073709551615", 0, &number));
        ck_assert_uint_eq(number, UINT64_MAX);
}
END_TEST

/* What is no number, or is too small, is refused by every option alike; "-1" is not the largest of all. */
START_TEST(all_else_is_refused)
{
        static const char *const others[] = {"", "-1", "+1", " 1", "1 ", "1x", "x", "0x10", "1.0",
                                             "18446744073709551616"};
        uint64_t number = 7;

        for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
                ck_assert_msg(!number_parse(others[i], 0, &number), "\"%s\"", others[i]);
        ck_assert(!number_parse("0", 1, &number));
        ck_assert(!number_parse("41", 42, &number));
        ck_assert_uint_eq(number, 7);
        ck_assert(number_parse("42", 42, &number));
}
END_TEST

SUITE("number", digits_are_a_number, all_else_is_refused)
