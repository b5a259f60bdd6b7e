/* tests/unit/core/tallies/test_names.c */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/tallies/names.h"
#include "unit/core/tallies/dice.h"

#define WORDS 300

static struct text word_of(int n, char buf[32])
{
        snprintf(buf, 32, "facility-%d", n * n);
        return text_of(buf);
}

/* Names that come and go for ever: one text must have one number as long as anybody holds it, or
 * two facilities' tonnes end in one row; and nothing may grow. */
START_TEST(names_that_come_and_go_stay_apart)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct names names = {0};
        uint32_t number[WORDS], holders[WORDS] = {0}, held = 0, got;
        char buf[32];

        for (int n = 0; n < 20000; n++) {
                int w = (int)dice_roll(&dice, WORDS);

                if (holders[w] > 0 && dice_roll(&dice, 2)) {
                        names_drop(&names, number[w]);
                        held -= --holders[w] == 0;
                        continue;
                }
                ck_assert_int_eq(names_intern(&names, word_of(w, buf), &got), 0);
                ck_assert_uint_ne(got, NAMES_EMPTY);
                if (holders[w] > 0)
                        ck_assert_uint_eq(got, number[w]);
                number[w] = got;
                names_hold(&names, got);
                held += holders[w]++ == 0;
                ck_assert_uint_eq(names.count, held);
        }
        for (int w = 0; w < WORDS; w++)
                if (holders[w] > 0) {
                        ck_assert(text_equal(names_text(&names, number[w]), word_of(w, buf)));
                        ck_assert_int_eq(names_intern(&names, word_of(w, buf), &got), 0);
                        ck_assert_uint_eq(got, number[w]);
                }
        ck_assert_uint_le(names.list_count, WORDS + 1);
        names_done(&names);
}
END_TEST

/* An event without a facility belongs to the row of the empty text, not to a name. */
START_TEST(the_empty_text_is_no_name)
{
        struct names names = {0};
        uint32_t number = 7;

        ck_assert_int_eq(names_intern(&names, TEXT(""), &number), 0);
        ck_assert_uint_eq(number, NAMES_EMPTY);
        names_hold(&names, number);
        names_drop(&names, number);
        ck_assert_uint_eq(names_text(&names, number).length, 0);
        ck_assert_uint_eq(names.count, 0);
        names_done(&names);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("names");
        TCase *tcase = tcase_create("names");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, names_that_come_and_go_stay_apart, 0, 6);
        tcase_add_test(tcase, the_empty_text_is_no_name);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
