/* tests/unit/core/outlook/test_state.c: on track, at risk: the table of turns, chance by chance. */
#include <check.h>
#include <stdlib.h>

#include "core/outlook/outlook.h"

static const struct {
        const char *what;
        int chances[4]; /* percent; -1: no more */
        uint8_t state;
} turns[] = {
        {"the first clear one says it: yes", {65, -1}, OUTLOOK_ON_TRACK},
        {"the first clear one says it: no", {35, -1}, OUTLOOK_AT_RISK},
        {"nothing is said yet, just below a yes", {64, -1}, OUTLOOK_NONE},
        {"nothing is said yet, just above a no", {36, -1}, OUTLOOK_NONE},
        {"nothing is said of a half for long, then it is", {50, 36, 64, 66}, OUTLOOK_ON_TRACK},
        {"a doubt before the first word is none behind it", {38, 66, 39, 41}, OUTLOOK_ON_TRACK},
        {"a clear no", {70, 19, -1}, OUTLOOK_AT_RISK},
        {"no clear no", {70, 20, -1}, OUTLOOK_ON_TRACK},
        {"a doubt twice", {70, 39, 39, -1}, OUTLOOK_AT_RISK},
        {"a doubt once", {70, 39, 40, 39}, OUTLOOK_ON_TRACK},
        {"no doubt", {70, 40, 40, 40}, OUTLOOK_ON_TRACK},
        {"a clear yes", {30, 80, -1}, OUTLOOK_ON_TRACK},
        {"no clear yes", {30, 79, -1}, OUTLOOK_AT_RISK},
        {"a hope twice", {30, 60, 60, -1}, OUTLOOK_ON_TRACK},
        {"a hope once", {30, 60, 59, 60}, OUTLOOK_AT_RISK},
        {"a turn begins anew", {70, 39, 39, 60}, OUTLOOK_AT_RISK},
        {"a turn ends the doubt", {30, 80, 39, 41}, OUTLOOK_ON_TRACK},
};

/* A state that flaps at one line would be told and taken back month by month. */
START_TEST(a_state_turns_at_a_clear_word_or_at_two_in_a_row)
{
        struct outlook_fold fold = {0};

        for (size_t i = 0; i < 4 && turns[_i].chances[i] >= 0; i++)
                outlook_fold(&fold, turns[_i].chances[i] * 10000);
        ck_assert_msg(fold.state == turns[_i].state, "%s: %d", turns[_i].what, fold.state);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("state");
        TCase *cases = tcase_create("state");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(cases, a_state_turns_at_a_clear_word_or_at_two_in_a_row, 0,
                            sizeof(turns) / sizeof(*turns));
        suite_add_tcase(suite, cases);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
