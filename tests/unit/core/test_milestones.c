/* tests/unit/core/test_milestones.c: the truth about milestones, and what is told of it. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/stage.h"

/* A release of one batch, told at its end. */
static const char *release(const char *vintage, const char *periods, const char *events)
{
        struct batch *batch = world_staged(&world, vintage, 1, events);

        bench_take(&bench, batch);
        bench_take(&bench, world_end(&world, vintage, 1, batch->events_count, periods));
        return bench_told(&bench);
}

/* ---- reached, in which period ---- */

/* A month's figures would be told as a day, or the month in which they came. */
START_TEST(rule_15_by_event_days_only_never_by_days_of_knowing)
{
        /* rule 15: by event days only, never by days of knowing: reached in time, reached. */
        world_milestone(&world, "goal", DECLARED_YEAR, 100, "2021-06-30");
        begin();
        tick("2021-12-01");
        ck_assert_str_eq(declare("a/1 2021-06 99"), "");
        ck_assert_str_eq(declare("b/1 2021-05 1"), "reached goal in 2021-06 confirmed, awaiting > reached, "
                                                   "no data > 100, records b\n");
        ck_assert_str_eq(bench_milestone(&bench, "goal", NULL, 0), "reached in 2021-06 confirmed");
}
END_TEST

/* A goal that was missed would stay missed when it is reached after all. */
START_TEST(rule_15_after_the_deadline_reached_is_late)
{
        /* rule 15: after the deadline, reached with late. */
        world_milestone(&world, "goal", PORT_SINCE, 100, "2021-03-31");
        begin();
        tick("2021-04-01");
        port("a/1 2021-02-03 60");
        ck_assert_str_eq(port("b/1 2021-04-03 40; c/1 2021-04-05 1"),
                         "reached goal in 2021-04-03 confirmed, awaiting > reached late, no data > 100, "
                         "records b c\n");
        ck_assert_str_eq(port("d/1 2021-03-31 39"), "");
        ck_assert_str_eq(port("d/2 2021-03-31 40"), "");
        ck_assert_str_eq(tick("2021-04-02"),
                         "restated goal in 2021-03-31 was 2021-04-03 confirmed, reached late > "
                         "reached, 100 > 100, tick\n");
}
END_TEST

/* ---- each ---- */

/* Years would be made by data that speak of them, so that a typing error makes a year. */
START_TEST(rule_25_the_clock_makes_the_instances)
{
        /* rule 25: `each: year` needs `from`; the clock makes the instances, data never do. */
        world_each_year(&world, "year", DECLARED_YEAR, 100, 2020);
        begin();
        ck_assert_str_eq(declare("a/1 2020-03 100; b/1 2021-02 100; c/1 2022-05 100; z/1 2019-02 100"), "");
        ck_assert_str_eq(tick("2020-12-31"),
                         "reached year 2020 in 2020-03 confirmed, open > reached, nothing > 100, "
                         "tick\n");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2021", 0), "none");
        ck_assert_int_eq(core_due_day(bench.core), world_day("2021-01-01"));
        ck_assert_str_eq(tick("2021-01-01"),
                         "reached year 2021 in 2021-02 confirmed, open > reached, nothing > 100, "
                         "tick\n");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2022", 0), "none");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2019", 0), "none");
}
END_TEST

/* A small goal of a new year would be seen a month too late when the old years are all reached. */
START_TEST(an_instance_sees_what_came_with_the_day_on_which_it_begins)
{
        world_each_year(&world, "year", CUSTOMS_YEAR, 100, 2021);
        world.plan.clock = CLOCK_EVENTS;
        begin();
        ck_assert_str_eq(release("2021-03-15", "2021-01", "a 2021-01 100"),
                         "reached year 2021 in 2021-01 confirmed, open > reached, nothing > 100, "
                         "release 2021-03-15.0 a\n");
        ck_assert_str_eq(release("2022-03-15", "2022-01", "b 2022-01 100"),
                         "reached year 2022 in 2022-01 confirmed, open > reached, nothing > 100, "
                         "release 2022-03-15.0 b\n");
}
END_TEST

/* A sum since a date, which stands at its amount when a year begins, would not be at it before the next
 * event. */
START_TEST(a_sum_that_goes_on_is_at_its_amount_on_the_first_day)
{
        world_milestone(&world, "from", PORT_SINCE, 50, NULL)->from_day = world_day("2021-07-01");
        world_each_year(&world, "year", PORT_SINCE, 100, 2021);
        begin();
        tick("2021-03-01");
        ck_assert_str_eq(port("a/1 2021-02-03 100"),
                         "reached year 2021 in 2021-02-03 confirmed, open > reached, "
                         "nothing > 100, records a\n");
        ck_assert_str_eq(tick("2021-06-30"), "");
        ck_assert_int_eq(core_due_day(bench.core), world_day("2021-07-01"));
        ck_assert_str_eq(tick("2021-07-01"),
                         "reached from in 2021-07-01 confirmed, open > reached, nothing > 100, "
                         "tick\n");
        ck_assert_str_eq(tick("2022-05-01"), "reached year 2022 in 2022-01-01 confirmed, open > reached, "
                                             "nothing > 100, tick\n");
        ck_assert_str_eq(port("b/1 2021-02-04 -1"),
                         "retracted year 2022 was 2022-01-01, reached > open, 100 > 99, "
                         "records b\n");
}
END_TEST

/* ---- deadlines ---- */

/* Missed would be told while the figures of December are not out. */
START_TEST(rule_19_awaiting_until_the_data_are_complete)
{
        /* rule 19: an outcome needs the periods of its own window only; missed needs them complete. */
        world_milestone(&world, "goal", CUSTOMS_YEAR, 100, "2021-12-31");
        begin();
        tick("2021-12-31");
        release("2022-01-10", "2021-01/2021-11", "a 2021-05 50");
        ck_assert_str_eq(tick("2022-01-01"), "awaiting goal, open > awaiting, nothing > 50, tick\n");
        ck_assert_str_eq(tick("2022-02-01"), "");
        ck_assert_str_eq(release("2022-02-10", "2021-12", "b 2021-12 49"),
                         "missed goal, awaiting > missed, 50 > 99, release 2022-02-10.0 b\n");

        /* A vintage that is not complete takes the certainty back; the next one reaches it. */
        {
                struct batch *end = world_end(&world, "2022-03-10", 0, 0, "2021-12");

                end->end.complete = false;
                bench_take(&bench, end);
        }
        ck_assert_str_eq(bench_told(&bench),
                         "retracted goal, missed > awaiting, 99 > 50, release 2022-03-10.0 b\n");
        ck_assert_str_eq(
                release("2022-04-10", "2021-12", "b 2021-12 50"),
                "reached goal in 2021-12 confirmed, awaiting > reached, 50 > 100, release 2022-04-10.0 b\n");
}
END_TEST

/* A source that went silent would keep a goal open for ever. */
START_TEST(rule_19_or_the_grace_is_over)
{
        /* rule 19: missed needs them complete, or `grace` over. */
        world_milestone(&world, "goal", DECLARED_YEAR, 100, "2021-12-31")->grace_days = 30;
        begin();
        tick("2021-12-31");
        ck_assert_str_eq(tick("2022-01-01"), "awaiting goal, open > awaiting, nothing > no data, tick\n");
        ck_assert_int_eq(core_due_day(bench.core), world_day("2022-01-31"));
        ck_assert_str_eq(tick("2022-01-30"), "");
        ck_assert_str_eq(tick("2022-01-31"), "missed goal, awaiting > missed, no data > no data, tick\n");
        ck_assert_int_eq(core_due_day(bench.core), PLAN_NEVER);
}
END_TEST

/* What the source itself calls complete would be waited for. */
START_TEST(rule_19_the_sources_word_or_its_lateness_completes)
{
        /* rule 19: up to the smaller of (day - stated lateness) and the newest day ..., or its own word. */
        struct batch *word;

        world_milestone(&world, "declared", DECLARED_YEAR, 100, "2021-12-31");
        world_milestone(&world, "port", PORT_SINCE, 100, "2021-03-31");
        begin();
        tick("2021-03-20");
        port("a/1 2021-04-02 10");
        ck_assert_str_eq(tick("2021-04-09"), "awaiting port, open > awaiting, nothing > no data, tick\n");
        ck_assert_str_eq(tick("2021-04-10"), "missed port, awaiting > missed, no data > no data, tick\n");

        ck_assert_str_eq(tick("2022-01-05"), "awaiting declared, open > awaiting, nothing > no data, tick\n");
        word = world_batch(&world, DECLARED, "");
        word->nothing_until_day = world_day("2021-12-31");
        bench_take(&bench, word);
        ck_assert_str_eq(bench_told(&bench), "missed declared, awaiting > missed, no data > no data, tick\n");
}
END_TEST

/* ---- steps ---- */

/* Ten steps passed at once would be eleven pieces of news. */
START_TEST(rule_15_reached_swallows_its_steps)
{
        /* rule 15: a step is a target: the same kinds with `step`; reached swallows its steps. */
        struct plan_milestone *goal = world_milestone(&world, "goal", DECLARED_YEAR, 101, NULL);

        world_steps(&world, goal, 50, 75, 0);
        begin();
        tick("2021-12-01");
        ck_assert_str_eq(declare("a/1 2021-01 50"), "");
        ck_assert_str_eq(declare("b/1 2021-02 1"),
                         "reached goal 50% in 2021-02 confirmed, open > reached, nothing > 51, records b\n");
        ck_assert_str_eq(declare("c/1 2021-03 50"),
                         "reached goal in 2021-03 confirmed, open > reached, nothing > 101, records c\n");
        ck_assert_str_eq(bench_milestone(&bench, "goal", NULL, 75), "reached in 2021-03 confirmed");
        ck_assert_str_eq(declare("c/2 2021-03 30"), "retracted goal was 2021-03, reached > open, 101 > 81, "
                                                    "records c\n");
        ck_assert_str_eq(bench_milestone(&bench, "goal", NULL, 75), "reached in 2021-03 confirmed");
        ck_assert_str_eq(declare("c/3 2021-03 20"),
                         "retracted goal 75% was 2021-03, reached > open, 101 > 71, records c\n");
        ck_assert_str_eq(bench_milestone(&bench, "goal", NULL, 50), "reached in 2021-02 confirmed");
}
END_TEST

/* ---- restated ---- */

/* A thousand late declarations would be a thousand news. */
START_TEST(rule_16_restated_is_told_at_a_tick_or_a_releases_end_only)
{
        /* rule 16: restated at a tick or a release's end only, and only if the interval moved. */
        world_milestone(&world, "goal", DECLARED_YEAR, 100, NULL);
        world_milestone(&world, "two", TWO_YEAR, 100, NULL);
        begin();
        tick("2021-12-01");
        declare("a/1 2021-06 100");
        ck_assert_str_eq(declare("b/1 2021-05 99"), "");
        ck_assert_str_eq(declare("c/1 2021-03 1"), "");
        ck_assert_str_eq(declare("d/1 2021-07 1"), "");
        ck_assert_int_eq(core_due_day(bench.core), world_day("2021-12-02")); /* else it would wait for ever */
        ck_assert_str_eq(
                tick("2021-12-05"),
                "restated goal in 2021-05 was 2021-06 confirmed, reached > reached, 100 > 100, tick\n");
        ck_assert_int_eq(core_due_day(bench.core), PLAN_NEVER);

        /* What moved back before the tick was nothing. */
        ck_assert_str_eq(declare("c/2 2021-03 0"), "");
        ck_assert_str_eq(declare("c/3 2021-03 1"), "");
        ck_assert_str_eq(tick("2021-12-07"), "");
        ck_assert_str_eq(declare("e/1 2021-01 1"), "");
        ck_assert_str_eq(tick("2021-12-08"), "");

        ck_assert_str_eq(
                release("2021-12-08", "2021-01", "a 2021-01 100"),
                "reached two in 2021-01 confirmed, open > reached, nothing > 100, release 2021-12-08.0 a\n");
        ck_assert_str_eq(release("2021-12-09", "2021-01/2021-02", "a 2021-02 100"),
                         "restated two in 2021-02 was 2021-01 confirmed, reached > reached, 100 > 100, "
                         "release 2021-12-09.0 a\n");
}
END_TEST

/* What moved, and then went before the tick, would stand as reached: where it had moved to was never told. */
START_TEST(rule_16_what_moved_and_went_is_retracted)
{
        /* rule 16: restated is told at a tick only; rule 15: no more, retracted. */
        world_milestone(&world, "goal", PORT_SINCE, 100, NULL);
        world_each_year(&world, "year", PORT_SINCE, 100, 2021);
        begin();
        tick("2021-12-01");
        port("a/1 2021-06-01 100");
        ck_assert_str_eq(port("a/2 2021-08-01 100"), "");
        ck_assert_str_eq(port("a/3 2021-09-01 99"),
                         "retracted goal was 2021-06-01, reached > open, 100 > no data, records a\n"
                         "retracted year 2021 was 2021-06-01, reached > open, 100 > 99, records a\n");
}
END_TEST

/* ---- trailing windows ---- */

/* Half a month's figures would be a fall, and the fall of a window news of a month that is not out. */
START_TEST(rule_17_trailing_windows_are_judged_on_complete_days_only)
{
        /* rule 17: trailing windows are judged only on days up to which all sources are complete. */
        world_milestone(&world, "week", COUNTER_WEEK, 70, NULL);
        begin();
        tick("2021-03-01");
        bench_take(&bench, world_batch(&world, COUNTER, "a 2021-03-03 40; b 2021-03-08 30; c 2021-03-09 30"));
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(tick("2021-03-10"), "");
        /* The 8th is complete on the 11th: the 2nd to the 8th are 70. */
        ck_assert_str_eq(tick("2021-03-11"),
                         "reached week in 2021-03-08 confirmed, open > reached, nothing > 70, "
                         "tick\n");
        bench_take(&bench, world_batch(&world, COUNTER, "a 2021-03-03 39"));
        ck_assert_str_eq(bench_told(&bench),
                         "retracted week was 2021-03-08, reached > open, 70 > 69, records a\n");
        ck_assert_str_eq(tick("2021-03-12"),
                         "reached week in 2021-03-09 confirmed, open > reached, 69 > 99, tick\n");
}
END_TEST

/* What was there when the milestone began would have to come again. */
START_TEST(rule_17_what_falls_is_judged_where_the_milestone_begins)
{
        struct plan_milestone *mean = world_milestone(&world, "mean", PORT_SINCE, 10, NULL);

        world.measures[PORT_SINCE].form = FORM_AVERAGE;
        mean->from_day = world_day("2021-01-22");
        begin();
        bench_take(&bench, world_batch(&world, PORT, "a/1 2021-01-03 14; b/1 2021-01-28 0"));
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(tick("2021-03-01"), "reached mean in 2021-01-22 confirmed, open > reached, nothing > 14, "
                                             "tick\n");
}
END_TEST

/* The twelve months would be counted with a month that was never said. */
START_TEST(rule_17_a_hole_in_what_is_complete_is_not_judged_over)
{
        /* rule 17, rule 19: completeness is a set of periods. */
        world_milestone(&world, "twelve", CUSTOMS_12, 100, NULL);
        begin();
        tick("2021-03-01");
        ck_assert_str_eq(
                release("2022-02-01", "2021-01/2021-06,2021-08/2022-01", "a 2021-05 100; b 2022-01 1"), "");
        ck_assert_str_eq(release("2022-02-02", "2021-07", "c 2021-07 0"),
                         "reached twelve in 2021-12 confirmed, open > reached, nothing > 100, "
                         "release 2022-02-02.0 c\n");
}
END_TEST

/* ---- resolution ---- */

/* A quarter's goal would be told for the month of a finer source, and be confirmed with
 * half of its figures. */
START_TEST(rule_11_the_interval_of_reaching_is_the_resolutions_period)
{
        /* rule 11: the interval of reaching is the resolution's period. */
        world_milestone(&world, "office", OFFICE_YEAR, 100, NULL);
        begin();
        tick("2021-12-01");
        ck_assert_str_eq(declare("a/1 2021-01 100"), "reached office in 2021-Q1 confirmed, open > reached, "
                                                     "nothing > 100, records a\n");
        /* A fall within the quarter: it is judged at its end. */
        ck_assert_str_eq(declare("b/1 2021-03 -10"),
                         "retracted office was 2021-Q1, reached > open, 100 > 90, records b\n");
        ck_assert_str_eq(declare("c/1 2021-02 10 provisional"),
                         "reached office in 2021-Q1, open > reached, 90 > 100 (1 provisional), records c\n");
        ck_assert_str_eq(declare("d/1 2021-03 5 provisional; c/2 2021-02 10"), "");
        ck_assert_str_eq(declare("d/2 2021-03 5"),
                         "confirmed office in 2021-Q1 confirmed, reached > reached, "
                         "100 (1 provisional) > 105, records d\n");
        /* What changes in February and March leaves the quarter to January. */
        ck_assert_str_eq(declare("b/2 withdrawn; c/3 withdrawn; d/3 withdrawn"), "");
        ck_assert_str_eq(bench_milestone(&bench, "office", NULL, 0), "reached in 2021-Q1 confirmed");
}
END_TEST

/* ---- confirmed ---- */

/* A provisional figure would be taken for the last word, or the last word never be told. */
START_TEST(rule_24_confirmed_when_nothing_provisional_counts)
{
        /* rule 24: confirmed when no provisional record counts. */
        world_milestone(&world, "goal", DECLARED_YEAR, 100, NULL);
        begin();
        tick("2021-12-01");
        ck_assert_str_eq(
                declare("a/1 2021-01 60 provisional; b/1 2021-02 40 provisional; c/1 2021-03 1 provisional"),
                "reached goal in 2021-02, open > reached, nothing > 100 (2 provisional), records a b c\n");
        ck_assert_str_eq(declare("a/2 2021-01 60"), "");
        ck_assert_str_eq(declare("b/2 2021-02 40"), "confirmed goal in 2021-02 confirmed, reached > reached, "
                                                    "100 (2 provisional) > 100, records b\n");
        ck_assert_str_eq(declare("d/1 2021-01 5 provisional"), "");
        ck_assert_str_eq(bench_milestone(&bench, "goal", NULL, 0), "reached in 2021-02");
        ck_assert_str_eq(declare("d/2 withdrawn"), "confirmed goal in 2021-02 confirmed, reached > reached, "
                                                   "100 > 100, records d\n");
}
END_TEST

/* The final figures of a month that came out provisional, all of them the same, would confirm nothing. */
START_TEST(rule_24_a_vintage_of_the_same_figures_that_is_final_confirms)
{
        /* rule 24: confirmed when no provisional record counts; a release has a status where its events have
         * none. */
        struct batch *end;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 100, NULL);
        begin();
        tick("2021-12-01");
        bench_take(&bench, world_staged(&world, "2021-02-15", 1, "a 2021-01 100"));
        end = world_end(&world, "2021-02-15", 1, 1, "2021-01");
        end->end.status = STATUS_PROVISIONAL;
        bench_take(&bench, end);
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-01, open > reached, nothing > 100 (1 provisional), "
                         "release 2021-02-15.0 a\n");
        bench_take(&bench, world_staged(&world, "2021-03-15", 1, "a 2021-01 100"));
        end = world_end(&world, "2021-03-15", 1, 1, "2021-01");
        end->end.replaces = false; /* nothing is swept away before */
        bench_take(&bench, end);
        ck_assert_str_eq(bench_told(&bench), "confirmed goal in 2021-01 confirmed, reached > reached, "
                                             "100 (1 provisional) > 100, release 2021-03-15.0 a\n");
}
END_TEST

/* ---- order of what is told ---- */

/* Two machines would tell the same in another order. */
START_TEST(rule_36_news_of_one_judgement_are_sorted_by_event_day_then_names)
{
        /* rule 36: sorted by event day, then names. */
        world_milestone(&world, "a", DECLARED_YEAR, 300, NULL);
        world_milestone(&world, "b", DECLARED_YEAR, 100, NULL);
        world_milestone(&world, "c", PORT_SINCE, 10, NULL);
        world_milestone(&world, "d", DECLARED_YEAR, 90, NULL);
        begin();
        tick("2021-12-01");
        ck_assert_str_eq(declare("x/1 2021-01 100; y/1 2021-06 200"),
                         "reached b in 2021-01 confirmed, open > reached, nothing > 100, records x y\n"
                         "reached d in 2021-01 confirmed, open > reached, nothing > 100, records x y\n"
                         "reached a in 2021-06 confirmed, open > reached, nothing > 300, records x y\n");
}
END_TEST

/* The cause of a large release would be another one after a resend in another order, or
 * name an old number. */
START_TEST(a_cause_names_the_first_records_and_counts_the_rest)
{
        const struct news *news;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 100, NULL);
        begin();
        tick("2021-12-01");
        release("2021-02-15", "2021-01", "j 2021-01 1; a 2021-01 1");
        ck_assert_str_eq(
                release("2021-03-15", "2021-01",
                        "j 2021-01 10; i 2021-01 10; h 2021-01 10; g 2021-01 10; f 2021-01 10; e 2021-01 10;"
                        "d 2021-01 10; c 2021-01 10; b 2021-01 10; a 2021-01 10"),
                "reached goal in 2021-01 confirmed, open > reached, nothing > 100, "
                "release 2021-03-15.0 a b c d e f g h of 10\n");
        news = &bench.effects->news[0];
        ck_assert_uint_eq(news->cause.records[0].number, event_vintage_number(world_day("2021-03-15"), 0));
        ck_assert_str_eq(news->cause.records[7].id.data, "h");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("milestones");
        TCase *tcase = tcase_create("milestones");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, stage_setup, stage_teardown);
        tcase_add_test(tcase, rule_15_by_event_days_only_never_by_days_of_knowing);
        tcase_add_test(tcase, rule_15_after_the_deadline_reached_is_late);
        tcase_add_test(tcase, rule_25_the_clock_makes_the_instances);
        tcase_add_test(tcase, an_instance_sees_what_came_with_the_day_on_which_it_begins);
        tcase_add_test(tcase, a_sum_that_goes_on_is_at_its_amount_on_the_first_day);
        tcase_add_test(tcase, rule_19_awaiting_until_the_data_are_complete);
        tcase_add_test(tcase, rule_19_or_the_grace_is_over);
        tcase_add_test(tcase, rule_19_the_sources_word_or_its_lateness_completes);
        tcase_add_test(tcase, rule_15_reached_swallows_its_steps);
        tcase_add_test(tcase, rule_16_restated_is_told_at_a_tick_or_a_releases_end_only);
        tcase_add_test(tcase, rule_16_what_moved_and_went_is_retracted);
        tcase_add_test(tcase, rule_17_trailing_windows_are_judged_on_complete_days_only);
        tcase_add_test(tcase, rule_17_a_hole_in_what_is_complete_is_not_judged_over);
        tcase_add_test(tcase, rule_17_what_falls_is_judged_where_the_milestone_begins);
        tcase_add_test(tcase, rule_11_the_interval_of_reaching_is_the_resolutions_period);
        tcase_add_test(tcase, rule_24_confirmed_when_nothing_provisional_counts);
        tcase_add_test(tcase, rule_24_a_vintage_of_the_same_figures_that_is_final_confirms);
        tcase_add_test(tcase, rule_36_news_of_one_judgement_are_sorted_by_event_day_then_names);
        tcase_add_test(tcase, a_cause_names_the_first_records_and_counts_the_rest);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
