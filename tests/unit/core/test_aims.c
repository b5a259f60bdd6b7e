/* tests/unit/core/test_aims.c: what a milestone asks for: amendments, baselines that float and freeze. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/stage.h"

/* ---- rule 21: amendments ---- */

/* A goal that was raised in summer would take back what spring had reached, or a goal that was lowered
 * be reached in spring. */
START_TEST(rule_21_a_day_is_judged_by_the_target_of_that_day)
{
        /* rule 21: a day is judged by the target in force on that day; an amendment never undoes what an
         * earlier day reached. */
        struct plan_milestone *raised = world_milestone(&world, "a-raised", PORT_SINCE, 100, NULL);
        struct plan_milestone *lowered = world_milestone(&world, "b-lowered", PORT_SINCE, 200, NULL);
        struct plan_terms *terms = world_terms(&world, raised, 2);

        terms[1].on_day = world_day("2021-07-01");
        terms[1].target.amount = 300;
        terms = world_terms(&world, lowered, 2);
        terms[1].on_day = world_day("2021-07-01");
        terms[1].target.amount = 90;
        begin();
        tick("2021-03-01");
        ck_assert_str_eq(port("a/1 2021-02-03 100"), "reached a-raised in 2021-02-03 confirmed, open > reached, "
                                                     "nothing > 100, records a\n");
        ck_assert_int_eq(core_due_day(bench.core), world_day("2021-07-01"));
        ck_assert_str_eq(tick("2021-06-30"), "");
        /* On the day of the amendment the sum is there already; nothing else happens on it. */
        ck_assert_str_eq(tick("2021-07-01"), "reached b-lowered in 2021-07-01 confirmed, open > reached, "
                                             "nothing > 100, tick\n");
        ck_assert_str_eq(row("a-raised"), "reached in 2021-02-03 confirmed");
        /* Without what spring had, the day would have to reach the raised one. */
        ck_assert_str_eq(port("a/2 2021-02-03 99"), "retracted a-raised was 2021-02-03, reached > open, 100 > 99, "
                                                    "records a\n");
        ck_assert_str_eq(port("b/1 2021-07-02 200"), "");
        ck_assert_str_eq(port("b/2 2021-07-02 201"), "reached a-raised in 2021-07-02 confirmed, open > reached, "
                                                     "99 > 300, records b\n");
}
END_TEST

/* A subscriber would not hear that there is another year's time, or hear it every day. */
START_TEST(rule_21_rescheduled_is_told_once)
{
        /* rule 21: an amendment moves steps without retracting; it is told as rescheduled. */
        struct plan_milestone *goal = world_milestone(&world, "goal", PORT_SINCE, 100, "2021-12-31");
        struct plan_terms *terms = world_terms(&world, goal, 2);

        world_steps(&world, goal, 50, 0, 0);
        terms[1].on_day = world_day("2021-07-01");
        terms[1].target.amount = 120;
        terms[1].deadline_day = world_day("2022-12-31");
        terms[1].reason = TEXT("the bridge is late");
        begin();
        ck_assert_str_eq(tick("2021-06-30"), "");
        ck_assert_str_eq(port("a/1 2021-02-03 50"), "reached goal 50% in 2021-02-03 confirmed, open > reached, "
                                                    "nothing > 50, records a\n");
        ck_assert_str_eq(tick("2021-07-01"), "rescheduled goal, open > open, nothing > 50, tick\n");
        ck_assert_int_eq(bench.effects->news[0].target, 120);
        ck_assert_int_eq(bench.effects->news[0].deadline_day, world_day("2022-12-31"));
        ck_assert(text_equal(bench.effects->news[0].reason, TEXT("the bridge is late")));
        ck_assert_str_eq(bench_milestone(&bench, "goal", NULL, 50), "reached in 2021-02-03 confirmed");
        ck_assert_str_eq(tick("2021-07-02"), "");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(tick("2021-07-03"), "");
        bench_activate(&bench, &world.plan);
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(tick("2022-01-05"), ""); /* that deadline is none any more */
        ck_assert_str_eq(tick("2023-01-01"), "awaiting goal, open > awaiting, 50 > 50, tick\n");
}
END_TEST

/* A deadline that passed before it was moved would be told four times. */
START_TEST(rule_15_the_target_speaks_of_terms_and_deadlines)
{
        struct plan_milestone *goal = world_milestone(&world, "goal", PORT_SINCE, 100, "2021-02-28");
        struct plan_terms *terms = world_terms(&world, goal, 2);

        world_steps(&world, goal, 25, 50, 75);
        terms[1].on_day = world_day("2021-03-10");
        terms[1].target.amount = 120;
        begin();
        ck_assert_str_eq(tick("2021-03-20"), "rescheduled goal, open > awaiting, nothing > no data, tick\n");
        ck_assert_str_eq(tick("2021-03-21"), "");
        ck_assert_str_eq(port("a/1 2021-02-03 30; b/1 2021-03-01 0"),
                         "reached goal 25% in 2021-02-03 confirmed, awaiting > reached, no data > 30, records a b\n"
                         "missed goal, awaiting > missed, no data > 30, records a b\n");
}
END_TEST

/* What is new about a goal that is reached already would be news of no consequence. */
START_TEST(rule_21_what_is_reached_is_not_rescheduled)
{
        /* rule 21: it is told as rescheduled, of what is not decided yet. */
        struct plan_milestone *goal = world_milestone(&world, "goal", PORT_SINCE, 100, "2021-12-31");
        struct plan_terms *terms = world_terms(&world, goal, 2);

        terms[1].on_day = world_day("2021-07-01");
        terms[1].target.amount = 120;
        begin();
        tick("2021-03-01");
        port("a/1 2021-02-03 100");
        ck_assert_str_eq(tick("2021-07-01"), "");
        ck_assert_str_eq(row("goal"), "reached in 2021-02-03 confirmed");
        /* Nor when it turns out later that it was not: the moment was that of the amendment. */
        ck_assert_str_eq(port("a/2 2021-02-03 99"), "retracted goal was 2021-02-03, reached > open, 100 > 99, "
                                                    "records a\n");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(tick("2021-07-02"), "");
}
END_TEST

/* What was missed when it was amended would be open again. */
START_TEST(rule_21_what_was_missed_before_stands)
{
        /* rule 21: leaves a missed that stood before it standing. */
        struct plan_milestone *goal = world_milestone(&world, "goal", PORT_SINCE, 100, "2021-03-31");
        struct plan_terms *terms = world_terms(&world, goal, 2);

        terms[1].on_day = world_day("2021-07-01");
        terms[1].target.amount = 80;
        terms[1].deadline_day = world_day("2022-12-31");
        begin();
        tick("2021-03-01");
        port("a/1 2021-02-03 50; b/1 2021-04-02 1");
        ck_assert_str_eq(tick("2021-05-01"), "at risk goal, open > open, nothing > 50, tick\n"
                                             "awaiting goal, open > awaiting, nothing > 50, tick\n"
                                             "missed goal, awaiting > missed, 50 > 50, tick\n");
        ck_assert_str_eq(tick("2021-07-01"), "");
        ck_assert_str_eq(row("goal"), "missed");
        /* Late it may still be reached, by the target of that day. */
        ck_assert_str_eq(port("c/1 2021-06-29 28"), "");
        ck_assert_str_eq(tick("2021-07-10"), "");
        ck_assert_str_eq(port("d/1 2021-06-30 1"), "reached goal in 2021-07-01 confirmed, missed > reached late, "
                                                   "50 > 80, records d\n");
}
END_TEST

/* An amendment within a year would change the years before it, or a year that began under it be told of
 * it. */
START_TEST(rule_21_each_year_by_the_target_of_its_days)
{
        /* rule 21: a day is judged by the target in force on that day. */
        struct plan_milestone *year = world_each_year(&world, "year", PORT_SINCE, 100, 2021);
        struct plan_terms *terms = world_terms(&world, year, 2);

        terms[1].on_day = world_day("2022-07-01");
        terms[1].target.amount = 50;
        begin();
        tick("2021-03-01");
        port("a/1 2021-02-01 60; b/1 2022-01-10 1");
        ck_assert_str_eq(tick("2022-01-15"), "on track year 2021, open > open, nothing > 60, tick\n"
                                             "at risk year 2021, open > open, nothing > 60, tick\n"
                                             "awaiting year 2021, open > awaiting, nothing > 60, tick\n"
                                             "missed year 2021, awaiting > missed, 60 > 60, tick\n");
        ck_assert_str_eq(tick("2022-07-01"), "on track year 2022, open > open, nothing > 61, tick\n"
                                             "reached year 2022 in 2022-07-01 confirmed, open > reached, "
                                             "nothing > 61, tick\n");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2021", 0), "missed");
        ck_assert_str_eq(tick("2023-01-01"), "reached year 2023 in 2023-01-01 confirmed, open > reached, "
                                             "nothing > 61, tick\n");
}
END_TEST

/* ---- rule 20: baselines ---- */

/* A goal of half as much again would be judged by a year that is not out, or by the first word on it. */
START_TEST(rule_20_a_target_floats_with_its_baseline)
{
        /* rule 20: a baseline is known when all its periods are complete and nothing in it waits; before
         * that target and outcome are unknown. */
        struct plan_milestone *goal = world_milestone(&world, "goal", DECLARED_YEAR, 0, NULL);

        goal->from_day = world_day("2021-01-01");
        world_relative(&world, goal, 150, "2020");
        begin();
        tick("2021-12-01");
        ck_assert_str_eq(declare("a/1 2020-06 101; b/1 2021-05 160"), "");
        ck_assert_str_eq(row("goal"), "unknown");
        ck_assert_str_eq(restart(), "");
        ck_assert_str_eq(row("goal"), "unknown");
        /* 1.5 x 101 is 151.5, and no cent less than that is enough. */
        ck_assert_str_eq(said_until(DECLARED, "2020-12-31"), "reached goal in 2021-05 confirmed, unknown > reached, "
                                                       "nothing > 160, tick\n");
        ck_assert_int_eq(bench.effects->news[0].target, 152);
        ck_assert_str_eq(declare("b/2 2021-05 151; c/1 2021-06 1"), "");
        ck_assert_str_eq(tick("2021-12-02"), "restated goal in 2021-06 was 2021-05 confirmed, reached > reached, "
                                             "160 > 152, tick\n");
        /* A revision of the year moves the target. */
        ck_assert_str_eq(declare("a/2 2020-06 102"), "retracted goal was 2021-06, reached > open, 152 > 152, "
                                                     "records a\n");
        ck_assert_int_eq(bench.effects->news[0].target, 153);
        ck_assert_str_eq(declare("a/3 2020-06 101"), "reached goal in 2021-06 confirmed, open > reached, 152 > 152, "
                                                     "records a\n");
        /* What waits, and what is not known, makes it unknown again. */
        ck_assert_str_eq(declare("d/1 2020-07 ?"), "retracted goal was 2021-06, reached > unknown, 152 > 152, "
                                                   "records d\n");
        ck_assert_str_eq(declare("d/2 withdrawn; e/1 2020-07 5 EUR"), "");
        ck_assert_str_eq(row("goal"), "unknown");
        ck_assert(!bench.effects->news_count);
        ck_assert_str_eq(declare("e/2 withdrawn"), "reached goal in 2021-06 confirmed, unknown > reached, "
                                                   "152 > 152, records e\n");
        /* Nothing is half as much again as nothing. */
        ck_assert_str_eq(declare("a/4 withdrawn"), "retracted goal was 2021-06, reached > unknown, 152 > 152, "
                                                   "records a\n");
}
END_TEST

/* Twice last year's would be twice the first year's in every year; the best of years the last of them. */
START_TEST(rule_20_last_year_and_the_best_of_years)
{
        /* rule 20: a baseline is known when all its periods are complete. */
        struct plan_milestone *best = world_milestone(&world, "best", DECLARED_YEAR, 0, NULL);
        struct plan_milestone *year;

        world_relative(&world, best, 100, "2018..2020");
        year = world_each_year(&world, "year", DECLARED_YEAR, 0, 2020);
        world_relative(&world, year, 200, "");
        begin();
        tick("2022-03-01");
        said_until(DECLARED, "2021-12-31");
        /* 2018 has nothing, which is no more than the others. */
        declare("a/1 2019-06 50; b/1 2020-03 60; c/1 2020-04 39; d/1 2021-03 120; e/1 2022-01 600");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2020", 0), "missed");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2021", 0), "missed");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2022", 0), "reached in 2022-01 confirmed");
        ck_assert_str_eq(row("best"), "reached in 2020-04 confirmed");
        declare("b/2 2020-03 61");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2020", 0), "reached in 2020-04 confirmed");
        declare("f/1 2018-01 101");
        tick("2022-03-02");
        ck_assert_str_eq(row("best"), "reached in 2018-01 confirmed");
}
END_TEST

/* Confirmed would be told of a target that may yet be another one. */
START_TEST(rule_24_confirmed_needs_a_final_baseline)
{
        /* rule 24: confirmed when no provisional record counts, those of baseline and rates included. */
        struct plan_milestone *goal = world_milestone(&world, "goal", DECLARED_YEAR, 0, NULL);

        goal->from_day = world_day("2021-01-01");
        world_relative(&world, goal, 100, "2020");
        begin();
        tick("2021-12-01");
        said_until(DECLARED, "2020-12-31");
        ck_assert_str_eq(declare("a/1 2020-06 100 provisional; b/1 2021-05 100"),
                         "reached goal in 2021-05, unknown > reached, nothing > 100, records a b\n");
        ck_assert_str_eq(declare("a/2 2020-06 100"), "confirmed goal in 2021-05 confirmed, reached > reached, "
                                                     "100 > 100, records a\n");
}
END_TEST

/* A goal by contract would move with every revision of the year that it was made by. */
START_TEST(rule_20_a_frozen_baseline_is_a_number)
{
        /* rule 20: freezing is an entry with the number, written at its tick. */
        struct plan_milestone *goal = world_milestone(&world, "goal", DECLARED_YEAR, 0, NULL);
        struct world other, third;

        goal->from_day = world_day("2021-01-01");
        world_relative(&world, goal, 200, "2020")->frozen_day = world_day("2021-03-01");
        begin();
        tick("2021-02-01");
        said_until(DECLARED, "2020-12-31");
        declare("a/1 2020-06 50");
        ck_assert_int_eq(bench_freeze(&bench), 0);
        ck_assert_int_eq(core_due_day(bench.core), world_day("2021-03-01"));
        ck_assert_str_eq(tick("2021-03-01"), "");
        /* The number is that of the day, whatever comes before its entry; it is asked for until then. */
        ck_assert_str_eq(declare("a/2 2020-06 60; b/1 2021-01 100"),
                         "reached goal in 2021-01 confirmed, open > reached, nothing > 100, records a b\n");
        ck_assert_str_eq(restart(), "");
        ck_assert_int_eq(bench_freeze(&bench), 1);
        ck_assert_int_eq(bench_freeze(&bench), 0);
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(restart(), "");
        ck_assert_int_eq(bench_freeze(&bench), 0);
        ck_assert_str_eq(declare("a/3 2020-06 70"), "");
        ck_assert_str_eq(tick("2021-03-05"), "");
        ck_assert_str_eq(row("goal"), "reached in 2021-01 confirmed");

        /* It survives another configuration by the milestone's name, but not as another year's. */
        world_init(&other);
        world_milestone(&other, "early", DECLARED_YEAR, 1000, NULL);
        goal = world_milestone(&other, "goal", DECLARED_YEAR, 0, NULL);
        goal->from_day = world_day("2021-01-01");
        world_relative(&other, goal, 190, "2020")->frozen_day = world_day("2021-03-01");
        bench_activate(&bench, &other.plan);
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(row("goal"), "reached in 2021-01 confirmed");
        world_init(&third);
        goal = world_milestone(&third, "goal", DECLARED_YEAR, 0, NULL);
        goal->from_day = world_day("2021-01-01");
        world_relative(&third, goal, 190, "2019")->frozen_day = world_day("2021-03-01");
        bench_activate(&bench, &third.plan);
        ck_assert_str_eq(row("goal"), "unknown");
        bench_done(&bench);
        world_done(&third);
        world_done(&other);
        bench_init(&bench, &world.plan);
}
END_TEST

/* A date that was past would freeze the number of today, which nobody agreed on. */
START_TEST(rule_20_a_date_already_past_needs_the_number_by_hand)
{
        /* rule 20: a date already past needs the number by hand. */
        struct plan_milestone *given = world_milestone(&world, "given", DECLARED_YEAR, 0, NULL), *late;
        struct plan_target *target = world_relative(&world, given, 200, "2020");

        target->frozen_day = world_day("2021-03-01");
        target->is_given = true;
        target->given = 50;
        late = world_milestone(&world, "late", DECLARED_YEAR, 0, NULL);
        world_relative(&world, late, 200, "2020")->frozen_day = world_day("2021-03-01");
        begin();
        said_until(DECLARED, "2020-12-31");
        declare("a/1 2020-06 60; b/1 2021-01 100");
        tick("2021-03-02");
        ck_assert_str_eq(row("given"), "reached in 2021-01 confirmed");
        ck_assert_str_eq(row("late"), "unknown");
        ck_assert_int_eq(bench_freeze(&bench), 0);
        restart();
        ck_assert_str_eq(declare("c/1 2021-02 1"), "");
        ck_assert_str_eq(row("late"), "unknown");
        /* The same at a later configuration; and on the date itself it is in time. */
        bench_activate(&bench, &world.plan);
        ck_assert_str_eq(row("late"), "unknown");
        bench_done(&bench);
        begin();
        said_until(DECLARED, "2020-12-31");
        declare("a/1 2020-06 60");
        tick("2021-03-01");
        ck_assert_int_eq(bench_freeze(&bench), 1);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("aims");
        TCase *tcase = tcase_create("aims");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, stage_setup, stage_teardown);
        tcase_add_test(tcase, rule_21_a_day_is_judged_by_the_target_of_that_day);
        tcase_add_test(tcase, rule_21_rescheduled_is_told_once);
        tcase_add_test(tcase, rule_15_the_target_speaks_of_terms_and_deadlines);
        tcase_add_test(tcase, rule_21_what_is_reached_is_not_rescheduled);
        tcase_add_test(tcase, rule_21_what_was_missed_before_stands);
        tcase_add_test(tcase, rule_21_each_year_by_the_target_of_its_days);
        tcase_add_test(tcase, rule_20_a_target_floats_with_its_baseline);
        tcase_add_test(tcase, rule_20_last_year_and_the_best_of_years);
        tcase_add_test(tcase, rule_24_confirmed_needs_a_final_baseline);
        tcase_add_test(tcase, rule_20_a_frozen_baseline_is_a_number);
        tcase_add_test(tcase, rule_20_a_date_already_past_needs_the_number_by_hand);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
