/* tests/unit/core/test_milestone_series.c: what holds a level, what is asked of each series of a breakdown, and what is
 * made of other milestones. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/stage.h"

/* ---- rules 17 and 18: levels to hold ---- */

/* A level would be told as lost whenever the figure trembles, or as held while half a week is out. */
START_TEST(rule_18_a_level_with_a_band)
{
        /* rule 18: a band is a fold over the complete periods; rule 17: judged only where all is complete. */
        world_hold(&world, "week", COUNTER_WEEK, 70, 20);
        begin();
        tick("2021-03-01");
        say(COUNTER, "a 2021-03-03 40; b 2021-03-04 30; c 2021-03-10 25; d 2021-03-20 1");
        ck_assert_str_eq(tick("2021-03-06"), "");
        ck_assert_str_eq(tick("2021-03-07"), "reached week in 2021-03-04 confirmed, open > reached, nothing > 70, "
                                             "tick\n");
        /* On the 10th the 3rd leaves the seven days: 30 and 25 are within the band. On the 11th there are 25. */
        ck_assert_str_eq(tick("2021-03-13"), "");
        ck_assert_str_eq(tick("2021-03-14"), "fell below week in 2021-03-11 was 2021-03-04 confirmed, "
                                             "reached > fell below, 70 > 25, tick\n");
        ck_assert_str_eq(row("week"), "fell below in 2021-03-11 confirmed");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(row("week"), "fell below in 2021-03-11 confirmed");
        /* A late figure: from the 11th to the 16th there are 50 and more, so it never fell until then. */
        ck_assert_str_eq(say(COUNTER, "e 2021-03-11 25"), "reached week in 2021-03-04 was 2021-03-11 confirmed, "
                                                          "fell below > reached, 25 > 70, records e\n");
}
END_TEST

/* A year's sum would be told as held before its month is out. */
START_TEST(rule_17_a_level_of_a_sum_waits_for_completeness)
{
        /* rule 17: everything that can fall because figures are not out yet (hold, ...) is judged only on days
         * up to which all its sources are complete. */
        world_milestone(&world, "goal", DECLARED_YEAR, 100, NULL);
        world_hold(&world, "level", DECLARED_YEAR, 100, 0);
        begin();
        tick("2021-12-01");
        ck_assert_str_eq(say(DECLARED, "a/1 2021-03 100; b/1 2021-05 -10; c/1 2021-06 10; d/1 2022-01 1"),
                         "reached goal in 2021-03 confirmed, open > reached, nothing > 100, records a b c d\n");
        ck_assert_str_eq(said_until(DECLARED, "2021-04-30"), "reached level in 2021-03 confirmed, open > reached, "
                                                             "nothing > 100, tick\n");
        ck_assert_str_eq(said_until(DECLARED, "2021-05-31"), "fell below level in 2021-05 was 2021-03 confirmed, "
                                                             "reached > fell below, 100 > 90, tick\n");
        ck_assert_str_eq(said_until(DECLARED, "2021-12-31"), "reached level in 2021-06 was 2021-05 confirmed, "
                                                             "fell below > reached, 90 > 100, tick\n");
        ck_assert_str_eq(restart(), "");
        /* It was never below: the same level since March, as a restatement. */
        ck_assert_str_eq(say(DECLARED, "b/2 withdrawn"), "");
        ck_assert_str_eq(tick("2021-12-02"), "restated level in 2021-03 was 2021-06 confirmed, reached > reached, "
                                             "100 > 100, tick\n");
        /* Nor was it ever there. */
        ck_assert_str_eq(say(DECLARED, "a/2 2021-03 1; c/2 withdrawn"),
                         "retracted goal was 2021-03, reached > open, 100 > 1, records a c\n"
                         "retracted level was 2021-03, reached > open, 100 > 1, records a c\n");
}
END_TEST

/* A subscriber would be told that records did it, and find none. */
START_TEST(what_records_of_others_make_complete_is_the_days_doing)
{
        world.plan.clock = CLOCK_EVENTS;
        world_hold(&world, "week", COUNTER_WEEK, 70, 0);
        begin();
        ck_assert_str_eq(say(COUNTER, "a 2021-03-03 40; b 2021-03-04 30; c 2021-03-05 0"), "");
        ck_assert_str_eq(say(DECLARED, "x/1 2021-03 5"), "reached week in 2021-03-04 confirmed, open > reached, "
                                                         "nothing > 70, tick\n");
}
END_TEST

/* ---- series of a breakdown ---- */

/* One partner's trade would reach another one's goal. */
START_TEST(each_series_of_a_breakdown_has_a_milestone_of_its_own)
{
        struct plan_milestone *goal = world_milestone(&world, "goal", DECLARED_YEAR, 100, "2021-12-31");

        goal->for_each = true;
        world_steps(&world, goal, 50, 0, 0);
        begin();
        tick("2021-11-01");
        ck_assert_str_eq(say(DECLARED, "a/1 2021-03 99; b/1 2021-05 49 import; c/1 2021-06 1 provisional"),
                         "reached goal flow=export,status=final 50% in 2021-03 confirmed, open > reached, "
                         "nothing > 99, records a b c\n");
        ck_assert_str_eq(say(DECLARED, "d/1 2021-04 1"),
                         "reached goal flow=export,status=final in 2021-04 confirmed, open > reached, nothing > 100, "
                         "records d\n");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(say(DECLARED, "e/1 2021-07 1 import"),
                         "reached goal flow=import,status=final 50% in 2021-07 confirmed, open > reached, "
                         "nothing > 50, records e\n");
        /* What has no records any more and was told nothing of is as if it had never been. */
        say(DECLARED, "c/2 withdrawn");
        ck_assert_str_eq(tick("2022-01-01"),
                         "awaiting goal flow=import,status=final, open > awaiting, nothing > 50, tick\n");
        /* What was told of a series that has none any more is retracted. */
        ck_assert_str_eq(say(DECLARED, "a/2 withdrawn; d/2 withdrawn"),
                         "retracted goal flow=export,status=final was 2021-04, reached > awaiting, 100 > no data, "
                         "records a d\n");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(said_until(DECLARED, "2021-12-31"),
                         "missed goal flow=export,status=final, awaiting > missed, no data > no data, tick\n"
                         "missed goal flow=import,status=final, awaiting > missed, 50 > 50, tick\n");
}
END_TEST

/* A goal would be awaited of a series that went before the goal came, if another goal had told of it. */
START_TEST(a_series_that_went_is_of_those_that_told_of_it)
{
        struct world other;

        world_milestone(&world, "early", DECLARED_YEAR, 10, NULL)->for_each = true;
        begin();
        tick("2021-11-01");
        say(DECLARED, "a/1 2021-03 10; b/1 2021-05 1 import");
        ck_assert_str_eq(say(DECLARED, "a/2 withdrawn"), "retracted early flow=export,status=final was 2021-03, "
                                                         "reached > open, 10 > no data, records a\n");
        world_init(&other);
        world_milestone(&other, "early", DECLARED_YEAR, 10, NULL)->for_each = true;
        world_milestone(&other, "goal", DECLARED_YEAR, 100, "2021-12-31")->for_each = true;
        bench_activate(&bench, &other.plan);
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(tick("2022-01-01"),
                         "awaiting goal flow=import,status=final, open > awaiting, nothing > 1, tick\n");
        bench_done(&bench);
        world_done(&other);
        bench_init(&bench, &world.plan);
}
END_TEST

static int count_row(void *context, const struct milestone_row *row)
{
        *(size_t *)context += row->step_ppm == 0;
        return 0;
}

/* Beyond the limit some series would go on and others not. */
START_TEST(rule_14_a_closed_breakdown_is_judged_no_more)
{
        /* rule 14: a breakdown over its limit closes as a whole. */
        size_t rows = 0;

        world_milestone(&world, "goal", DECLARED_YEAR, 100, NULL)->for_each = true;
        world.measures[DECLARED_YEAR].series_max = 2;
        begin();
        tick("2021-11-01");
        say(DECLARED, "a/1 2021-03 100; b/1 2021-05 99 import");
        ck_assert_str_eq(say(DECLARED, "c/1 2021-06 1 import; d/1 2021-06 1 provisional"), "");
        ck_assert_str_eq(say(DECLARED, "a/2 2021-03 1"), "");
        ck_assert_str_eq(tick("2021-11-02"), "");
        ck_assert_int_eq(core_due_day(bench.core), PLAN_NEVER);
        /* Shown is what was told: of exports, not of imports that nobody asks after any more. */
        ck_assert_int_eq(core_milestones(bench.core, count_row, &rows), 0);
        ck_assert_int_eq(rows, 1);
}
END_TEST

/* What was told of a partner would be told again after a reload, or of another partner. */
START_TEST(what_was_told_of_a_series_stays_told)
{
        struct world other;

        world_milestone(&world, "goal", DECLARED_YEAR, 100, NULL)->for_each = true;
        begin();
        tick("2021-11-01");
        say(DECLARED, "a/1 2021-03 100; b/1 2021-05 100 import");
        world_init(&other);
        world_milestone(&other, "early", DECLARED_YEAR, 90, NULL)->for_each = true;
        world_milestone(&other, "goal", DECLARED_YEAR, 100, NULL)->for_each = true;
        bench_activate(&bench, &other.plan);
        ck_assert_str_eq(bench_told(&bench), "reached early flow=export,status=final in 2021-03 confirmed backfill, "
                                             "open > reached, nothing > 100, plan\n"
                                             "reached early flow=import,status=final in 2021-05 confirmed backfill, "
                                             "open > reached, nothing > 100, plan\n");
        bench_done(&bench);
        world_done(&other);
        bench_init(&bench, &world.plan);
}
END_TEST

/* A partner that was a mistake in one figure would miss goals for ever, if another goal had been told of him. */
START_TEST(a_series_that_is_gone_is_judged_for_what_was_told_of_it_only)
{
        world_milestone(&world, "early", DECLARED_YEAR, 10, NULL)->for_each = true;
        world_milestone(&world, "goal", DECLARED_YEAR, 100, "2021-06-30")->for_each = true;
        begin();
        tick("2021-05-01");
        ck_assert_str_eq(say(DECLARED, "a/1 2021-03 50"), "reached early flow=export,status=final in 2021-03 "
                                                          "confirmed, open > reached, nothing > 50, records a\n");
        ck_assert_str_eq(say(DECLARED, "a/2 withdrawn"), "retracted early flow=export,status=final was 2021-03, "
                                                         "reached > open, 50 > no data, records a\n");
        ck_assert_str_eq(tick("2021-07-01"), "");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(tick("2021-07-02"), "");
        /* It is back: what was over by then is told. */
        ck_assert_str_eq(say(DECLARED, "b/1 2021-02 20"),
                         "reached early flow=export,status=final in 2021-02 confirmed, open > reached, "
                         "no data > 20, records b\n"
                         "awaiting goal flow=export,status=final, open > awaiting, nothing > 20, tick\n");
}
END_TEST

/* ---- others ---- */

/* "All of three" would be reached with the second, or in the period of another one. */
START_TEST(so_many_of_others)
{
        world_milestone(&world, "a", PORT_SINCE, 10, NULL);
        world_milestone(&world, "b", DECLARED_YEAR, 10, NULL);
        world_milestone(&world, "c", OFFICE_YEAR, 1000, NULL);
        world_others(&world, "d-any", 1, "a b", NULL);
        world_steps(&world, world_others(&world, "e-two", 2, "a b c", "2021-12-31"), 50, 0, 0);
        world_others(&world, "f-all", 3, "a b c", NULL);
        world_others(&world, "g-nested", 2, "d-any e-two", NULL);
        begin();
        tick("2021-11-01");
        ck_assert_str_eq(say(PORT, "x/1 2021-04-05 10"),
                         "reached a in 2021-04-05 confirmed, open > reached, nothing > 10, records x\n"
                         "reached d-any in 2021-04-05 confirmed, open > reached, nothing > 1, records x\n"
                         "reached e-two 50% in 2021-04-05 confirmed, open > reached, nothing > 1, records x\n");
        ck_assert_str_eq(say(DECLARED, "y/1 2021-03 10 provisional"),
                         "reached b in 2021-03, open > reached, nothing > 10 (1 provisional), records y\n"
                         "reached e-two in 2021-04-05, open > reached, nothing > 2, records y\n"
                         "reached g-nested in 2021-04-05, open > reached, nothing > 2, records y\n");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(tick("2021-11-02"),
                         "restated d-any in 2021-03 was 2021-04-05, reached > reached, 1 > 2, tick\n"
                         "restated e-two 50% in 2021-03 was 2021-04-05, reached > reached, 1 > 2, tick\n");
        ck_assert_str_eq(say(DECLARED, "y/2 2021-03 10"),
                         "confirmed b in 2021-03 confirmed, reached > reached, 10 (1 provisional) > 10, records y\n"
                         "confirmed d-any in 2021-03 confirmed, reached > reached, 2 > 2, records y\n"
                         "confirmed e-two in 2021-04-05 confirmed, reached > reached, 2 > 2, records y\n"
                         "confirmed g-nested in 2021-04-05 confirmed, reached > reached, 2 > 2, records y\n");
        ck_assert_str_eq(say(PORT, "x/2 2021-04-05 9"),
                         "retracted a was 2021-04-05, reached > open, 10 > 9, records x\n"
                         "retracted e-two was 2021-04-05, reached > open, 2 > 1, records x\n"
                         "retracted g-nested was 2021-04-05, reached > open, 2 > 1, records x\n");
}
END_TEST

/* All of a month and of its last day are reached on that day, whichever is named first; one of them in the month. */
START_TEST(of_others_with_the_same_last_day_the_one_that_began_earlier_comes_first)
{
        world_milestone(&world, "a", PORT_SINCE, 10, NULL);
        world_milestone(&world, "b", DECLARED_YEAR, 10, NULL);
        world_others(&world, "c-all", 2, "a b", NULL);
        world_others(&world, "d-any", 1, "a b", NULL);
        begin();
        tick("2021-11-01");
        say(PORT, "x/1 2021-03-31 10");
        ck_assert_str_eq(say(DECLARED, "y/1 2021-03 10"),
                         "reached b in 2021-03 confirmed, open > reached, nothing > 10, records y\n"
                         "reached c-all in 2021-03-31 confirmed, open > reached, nothing > 2, records y\n");
        ck_assert_str_eq(tick("2021-11-02"),
                         "restated d-any in 2021-03 was 2021-03-31 confirmed, reached > reached, 1 > 2, tick\n");
}
END_TEST

/* The records that did it would go unnamed where a measure whose figures became complete comes first. */
START_TEST(others_name_the_records_of_whichever_member_has_them)
{
        world.plan.clock = CLOCK_EVENTS;
        world_milestone(&world, "a-week", COUNTER_WEEK, 70, NULL);
        world_milestone(&world, "b-year", DECLARED_YEAR, 5, NULL);
        world_others(&world, "both", 2, "a-week b-year", NULL);
        begin();
        ck_assert_str_eq(say(COUNTER, "a 2021-03-03 40; b 2021-03-04 30; c 2021-03-05 0"), "");
        ck_assert_str_eq(say(DECLARED, "x/1 2021-03 5"),
                         "reached b-year in 2021-03 confirmed, open > reached, nothing > 5, records x\n"
                         "reached both in 2021-03 confirmed, open > reached, nothing > 2, records x\n"
                         "reached a-week in 2021-03-04 confirmed, open > reached, nothing > 70, tick\n");
}
END_TEST

/* Missed would be told while a member may yet turn out to have been reached in time. */
START_TEST(rule_19_others_are_missed_when_their_members_are_complete)
{
        /* rule 19: missed needs the periods of its own window complete, or grace over. */
        world_milestone(&world, "a", PORT_SINCE, 10, NULL);
        world_milestone(&world, "b", DECLARED_YEAR, 10, NULL);
        world_others(&world, "both", 2, "a b", "2021-06-30");
        world_others(&world, "graceful", 2, "a b", "2021-06-30")->grace_days = 20;
        begin();
        tick("2021-06-30");
        say(PORT, "x/1 2021-04-05 10; y/1 2021-07-01 1");
        ck_assert_str_eq(tick("2021-07-10"), "awaiting both, open > awaiting, nothing > 1, tick\n"
                                             "awaiting graceful, open > awaiting, nothing > 1, tick\n");
        ck_assert_str_eq(tick("2021-07-21"), "missed graceful, awaiting > missed, 1 > 1, tick\n");
        ck_assert_str_eq(said_until(DECLARED, "2021-05-31"), "");
        ck_assert_str_eq(said_until(DECLARED, "2021-06-30"), "missed both, awaiting > missed, 1 > 1, tick\n");
        ck_assert_str_eq(say(DECLARED, "z/1 2021-07 10"),
                         "reached b in 2021-07 confirmed, open > reached, nothing > 10, records z\n"
                         "reached both in 2021-07 confirmed, missed > reached late, 1 > 2, records z\n"
                         "reached graceful in 2021-07 confirmed, missed > reached late, 1 > 2, records z\n");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("series");
        TCase *tcase = tcase_create("series");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, stage_setup, stage_teardown);
        tcase_add_test(tcase, rule_18_a_level_with_a_band);
        tcase_add_test(tcase, rule_17_a_level_of_a_sum_waits_for_completeness);
        tcase_add_test(tcase, what_records_of_others_make_complete_is_the_days_doing);
        tcase_add_test(tcase, each_series_of_a_breakdown_has_a_milestone_of_its_own);
        tcase_add_test(tcase, a_series_that_went_is_of_those_that_told_of_it);
        tcase_add_test(tcase, rule_14_a_closed_breakdown_is_judged_no_more);
        tcase_add_test(tcase, what_was_told_of_a_series_stays_told);
        tcase_add_test(tcase, a_series_that_is_gone_is_judged_for_what_was_told_of_it_only);
        tcase_add_test(tcase, so_many_of_others);
        tcase_add_test(tcase, of_others_with_the_same_last_day_the_one_that_began_earlier_comes_first);
        tcase_add_test(tcase, others_name_the_records_of_whichever_member_has_them);
        tcase_add_test(tcase, rule_19_others_are_missed_when_their_members_are_complete);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
