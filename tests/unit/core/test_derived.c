/* tests/unit/core/test_derived.c: measures of measures on the whole way: what is told of them, why, and that a
 * restart knows them again. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/world.h"

enum { GROWTH = WORLD_MEASURES, PORT_DAY, COUNTER_DAY, PREFERRED, SHARE, MEASURES };

static struct world world;
static struct bench bench;
static struct plan_measure measures[MEASURES];

static void sum_of_days(uint32_t measure, uint32_t like)
{
        measures[measure] = world.measures[like];
        measures[measure].hidden = true;
        measures[measure].window = (struct plan_window){.kind = WINDOW_SINCE, .since_day = world_day("2021-01-01")};
}

static void derive(uint32_t measure, enum plan_form form, const char *name, uint32_t a, uint32_t b)
{
        measures[measure] = measures[a];
        measures[measure].form = form;
        measures[measure].hidden = false;
        measures[measure].name = text_of(name);
        measures[measure].by_count = 0;
        measures[measure].operands_count = form == FORM_GROWTH ? 1 : 2;
        measures[measure].operands[0] = a;
        measures[measure].operands[1] = b;
}

static void setup(void)
{
        static uint32_t both[] = {COUNTER, PORT};

        world_init(&world);
        memcpy(measures, world.measures, sizeof(world.measures));
        derive(GROWTH, FORM_GROWTH, "u-growth", CUSTOMS_YEAR, PLAN_NO_INDEX);
        sum_of_days(PORT_DAY, PORT_SINCE);
        sum_of_days(COUNTER_DAY, COUNTER_WEEK);
        derive(PREFERRED, FORM_PREFERENCE, "x-preferred", PORT_DAY, COUNTER_DAY);
        measures[PREFERRED].sources = both;
        measures[PREFERRED].sources_count = 2;
        derive(SHARE, FORM_RATIO, "y-share", PREFERRED, PORT_SINCE);
        world.plan.measures = measures;
        world.plan.measures_count = MEASURES;
}

static void begin(void)
{
        bench_init(&bench, &world.plan);
        bench_told(&bench);
}

static void teardown(void)
{
        bench_done(&bench);
        world_done(&world);
}

/* A release of one batch of customs, told at its end. */
static const char *release(const char *vintage, const char *periods, const char *events)
{
        struct batch *batch = world_staged(&world, vintage, 1, events);

        bench_take(&bench, batch);
        bench_take(&bench, world_end(&world, vintage, 1, batch->events_count, periods));
        return bench_told(&bench);
}

static const char *tick(const char *day)
{
        bench_tick(&bench, day);
        return bench_told(&bench);
}

static bool is_touched(uint32_t measure)
{
        for (size_t i = 0; i < bench.effects->touched_count; i++)
                if (bench.effects->touched[i].measure == measure)
                        return true;
        return false;
}

/* Growth is told when both years are out, with the records that made it; and a correction of the year before
 * takes it back. */
START_TEST(rule_17_growth_is_told_where_both_years_are_complete)
{
        world_milestone(&world, "goal", GROWTH, 500000, NULL);
        begin();
        ck_assert_str_eq(release("2022-02-10", "2022-01", "b 2022-01 150"), "");
        ck_assert_str_eq(release("2021-02-10", "2021-01", "a 2021-01 100"),
                         "reached goal in 2022-01 confirmed, open > reached, nothing > 500000, "
                         "release 2021-02-10.0 a\n");
        ck_assert(is_touched(GROWTH) && is_touched(CUSTOMS_YEAR));
        ck_assert_str_eq(release("2022-03-10", "2021-01", "a 2021-01 140"),
                         "retracted goal was 2022-01, reached > open, 500000 > 71428, release 2022-03-10.0 a\n");
}
END_TEST

/* A level would wait for a port that has never said anything, though another speaks for it. */
START_TEST(rule_17_a_level_is_judged_where_who_counts_is_complete)
{
        for (uint32_t i = PORT_DAY; i <= PREFERRED; i++)
                measures[i].window =
                        (struct plan_window){.kind = WINDOW_CALENDAR, .period = PERIOD_DAY, .fiscal_start = 1};
        world_hold(&world, "level", PREFERRED, 100, 0);
        begin();
        bench_tick(&bench, "2021-02-21");
        bench_take(&bench, world_batch(&world, COUNTER, "a 2021-02-20 120; b 2021-02-22 1"));
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(tick("2021-02-22"), "");
        ck_assert_str_eq(tick("2021-02-23"), "reached level in 2021-02-20, open > reached, "
                                             "nothing > 120 (1 provisional), tick\n");
        ck_assert_str_eq(tick("2021-02-25"), "fell below level in 2021-02-22 was 2021-02-20, reached > fell below, "
                                             "120 (1 provisional) > 1 (1 provisional), tick\n");
        /* The port's own word comes first as soon as it is there and complete. */
        bench_take(&bench, world_batch(&world, PORT, "c/1 2021-02-20 3; d/1 2021-02-22 1"));
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_str_eq(tick("2021-03-02"), "retracted level was 2021-02-22, fell below > open, "
                                             "1 (1 provisional) > 1 (1 provisional), perspective\n");
}
END_TEST

/* A goal would stay missed on a day that nobody has said all of any more, or not, as the words came. */
START_TEST(rule_22_who_counts_now_may_not_be_complete)
{
        struct batch *word;

        world_milestone(&world, "goal", PREFERRED, 100, "2021-03-05");
        begin();
        ck_assert_str_eq(tick("2021-03-06"), "awaiting goal, open > awaiting, nothing > no data, tick\n");
        word = world_batch(&world, PORT, "");
        word->nothing_until_day = world_day("2021-03-05");
        bench_take(&bench, word);
        ck_assert_str_eq(bench_told(&bench), "missed goal, awaiting > missed, no data > no data, tick\n");
        bench_take(&bench, world_batch(&world, COUNTER, "b 2021-03-05 7"));
        ck_assert_str_eq(bench_told(&bench), "retracted goal, missed > awaiting, no data > 7 (1 provisional), "
                                             "records b\n");
        ck_assert_str_eq(tick("2021-03-08"), "missed goal, awaiting > missed, 7 (1 provisional) > 7 (1 provisional), "
                                             "tick\n");
}
END_TEST

/* What nobody corrected, but another voice says since it is complete now, is told as that. */
/* A record that moves away leaves the day to who is complete there, though nobody's figures are chosen anew. */
START_TEST(rule_22_missed_is_told_when_records_make_it_complete)
{
        struct batch *word;

        world_milestone(&world, "goal", PREFERRED, 100, "2021-03-05");
        begin();
        tick("2021-03-06");
        word = world_batch(&world, PORT, "");
        word->nothing_until_day = world_day("2021-03-05");
        bench_take(&bench, word);
        bench_take(&bench, world_batch(&world, COUNTER, "a 2021-03-04 7; b 2021-03-05 7; c 2021-03-07 7"));
        bench_told(&bench);
        ck_assert_str_eq(tick("2021-03-07"), "");
        bench_take(&bench, world_batch(&world, COUNTER, "b 2021-03-06 7"));
        ck_assert_str_eq(bench_told(&bench),
                         "missed goal, awaiting > missed, 14 (2 provisional) > 7 (1 provisional), records b\n");
}
END_TEST

START_TEST(rule_22_a_switch_is_told_with_cause_perspective)
{
        world_milestone(&world, "goal", PREFERRED, 100, NULL);
        begin();
        bench_tick(&bench, "2021-03-01");
        bench_take(&bench, world_batch(&world, PORT, "p 2021-03-01 50"));
        bench_take(&bench, world_batch(&world, COUNTER, "c 2021-03-01 100"));
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert(!is_touched(PORT_DAY) && !is_touched(COUNTER_DAY)); /* hidden ones are nobody's */
        ck_assert(is_touched(PREFERRED));

        ck_assert_str_eq(tick("2021-03-04"),
                         "reached goal in 2021-03-01, open > reached, nothing > 100 (1 provisional), perspective\n");
        ck_assert(is_touched(PREFERRED) && is_touched(SHARE));
        ck_assert_str_eq(tick("2021-03-11"),
                         "retracted goal was 2021-03-01, reached > open, 100 (1 provisional) > 50, perspective\n");
}
END_TEST

/* After a restart every value is the same, though nothing of what is derived is kept. */
START_TEST(a_restart_derives_the_same)
{
        struct bench again;
        char *state;

        world_milestone(&world, "goal", PREFERRED, 100, NULL);
        begin();
        release("2021-02-10", "2021-01", "a 2021-01 100");
        release("2022-02-10", "2022-01", "b 2022-01 150");
        bench_tick(&bench, "2022-03-01");
        bench_take(&bench, world_batch(&world, COUNTER, "c 2022-03-01 100; d 2022-03-02 7"));
        bench_take(&bench, world_batch(&world, PORT, "p 2022-03-01 50; q 2022-03-03 9"));
        bench_tick(&bench, "2022-03-04");
        ck_assert_int_eq(bench_value(&bench, PREFERRED, "2022-03-03"), 100 + 7 + 9);
        ck_assert_int_eq(bench_value(&bench, GROWTH, "2022-12-31"), 500000);
        ck_assert_int_eq(bench_value(&bench, SHARE, "2022-03-03"), 1966101); /* 116 to 59 */
        bench_checkpoint(&bench);
        state = strdup(bench_state(&bench));

        bench_restart(&bench, &world.plan, &again);
        ck_assert_str_eq(bench_state(&again), state);
        bench_tick(&bench, "2022-03-14");
        bench_tick(&again, "2022-03-14");
        ck_assert_int_eq(bench_value(&again, PREFERRED, "2022-03-03"), 50 + 7 + 9);
        ck_assert_str_eq(bench_state(&again), bench_state(&bench));
        free(state);
        bench_done(&again);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("core: measures of measures");
        TCase *tcase = tcase_create("derived");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, rule_17_growth_is_told_where_both_years_are_complete);
        tcase_add_test(tcase, rule_17_a_level_is_judged_where_who_counts_is_complete);
        tcase_add_test(tcase, rule_22_who_counts_now_may_not_be_complete);
        tcase_add_test(tcase, rule_22_missed_is_told_when_records_make_it_complete);
        tcase_add_test(tcase, rule_22_a_switch_is_told_with_cause_perspective);
        tcase_add_test(tcase, a_restart_derives_the_same);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
