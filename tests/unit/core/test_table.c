/* tests/unit/core/test_table.c: told x true, every pair. */
#include <check.h>
#include <stdlib.h>

#include "core/milestones/table.h"

static const uint8_t outcomes[] = {OUTCOME_OPEN,         OUTCOME_AWAITING, OUTCOME_REACHED,   OUTCOME_MISSED,
                                   OUTCOME_REACHED_LATE, OUTCOME_UNKNOWN,  OUTCOME_FELL_BELOW};
#define OUTCOMES 7

/* As rules 15, 18 and 20 say it in words; MOVED is restated, confirmed or nothing, NOTED is a state that
 * nobody is told of. */
#define MOVED 100
#define NOTED 101
static const uint8_t wanted[OUTCOMES][OUTCOMES] = {
        {NEWS_NONE, NEWS_AWAITING, NEWS_REACHED, NEWS_MISSED, NEWS_REACHED, NOTED, NEWS_FELL_BELOW},
        {NEWS_RESCHEDULED, NEWS_NONE, NEWS_REACHED, NEWS_MISSED, NEWS_REACHED, NOTED, NEWS_FELL_BELOW},
        {NEWS_RETRACTED, NEWS_RETRACTED, MOVED, NEWS_RETRACTED, MOVED, NEWS_RETRACTED, NEWS_FELL_BELOW},
        {NEWS_RESCHEDULED, NEWS_RETRACTED, NEWS_REACHED, NEWS_NONE, NEWS_REACHED, NEWS_RETRACTED, NEWS_FELL_BELOW},
        {NEWS_RETRACTED, NEWS_RETRACTED, MOVED, NEWS_RETRACTED, MOVED, NEWS_RETRACTED, NEWS_FELL_BELOW},
        {NOTED, NEWS_AWAITING, NEWS_REACHED, NEWS_MISSED, NEWS_REACHED, NEWS_NONE, NEWS_FELL_BELOW},
        {NEWS_RETRACTED, NEWS_RETRACTED, NEWS_REACHED, NEWS_RETRACTED, NEWS_REACHED, NEWS_RETRACTED, MOVED},
};

static enum news_kind kind_of_moved(const struct verdict_pair *pair)
{
        if (pair->moved || pair->told != pair->truth)
                return pair->may_restate ? NEWS_RESTATED : NEWS_NONE;
        return pair->confirmed_now ? NEWS_CONFIRMED : NEWS_NONE;
}

/* A subscriber would hear of a milestone what did not happen to it, or nothing of what did. */
START_TEST(rule_15_every_pair_of_told_and_true_gives_its_notification)
{
        /* rule 15: one table (told x true) gives the notification of every pair. */
        for (int bits = 0; bits < 8; bits++) {
                struct verdict_pair pair = {
                        .told = outcomes[_i / OUTCOMES],
                        .truth = outcomes[_i % OUTCOMES],
                        .moved = bits & 1,
                        .confirmed_now = bits & 2,
                        .may_restate = bits & 4,
                };
                uint8_t want = wanted[_i / OUTCOMES][_i % OUTCOMES];

                ck_assert_int_eq(table_silent(&pair), want == NOTED);
                if (want == NOTED)
                        want = NEWS_NONE;
                if (want == MOVED)
                        want = (uint8_t)kind_of_moved(&pair);
                ck_assert_msg(table_news(&pair) == want, "told %u, true %u, bits %d: %d, not %u", pair.told,
                              pair.truth, bits, table_news(&pair), want);
        }
}
END_TEST

/* A restatement that was put off would be forgotten. */
START_TEST(rule_16_only_what_moved_between_ticks_waits)
{
        /* rule 16: restated is told at a tick or a release's end only, and only if the interval moved. */
        for (int bits = 0; bits < 8; bits++) {
                struct verdict_pair pair = {
                        .told = outcomes[_i / OUTCOMES],
                        .truth = outcomes[_i % OUTCOMES],
                        .moved = bits & 1,
                        .confirmed_now = bits & 2,
                        .may_restate = bits & 4,
                };
                bool waits = wanted[_i / OUTCOMES][_i % OUTCOMES] == MOVED && (pair.moved || pair.told != pair.truth) &&
                             !pair.may_restate;

                ck_assert_int_eq(table_waits(&pair), waits);
                if (waits)
                        ck_assert_int_eq(table_news(&pair), NEWS_NONE);
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("table");
        TCase *tcase = tcase_create("table");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, rule_15_every_pair_of_told_and_true_gives_its_notification, 0, OUTCOMES * OUTCOMES);
        tcase_add_loop_test(tcase, rule_16_only_what_moved_between_ticks_waits, 0, OUTCOMES * OUTCOMES);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
