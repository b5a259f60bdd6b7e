/* tests/unit/core/test_outlooks.c: outlooks in the core: which months count, what is told and when, and that
 * neither order nor repetition nor a storm of corrections makes another story of the same figures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/stage.h"

/* One month of customs as a release of its own. */
static struct batch *staged(const char *vintage, const char *month, int64_t units)
{
        char events[64];

        snprintf(events, sizeof(events), "m%s %s %ld", month, month, (long)units);
        return world_staged(&world, vintage, 1, events);
}

static const char *publish(const char *vintage, const char *month, int64_t units)
{
        bench_take(&bench, staged(vintage, month, units));
        bench_take(&bench, world_end(&world, vintage, 1, 1, month));
        return bench_told(&bench);
}

/* 100 a month from 2018 to 2020. */
static void history(void)
{
        char month[16], vintage[16];

        for (int i = 0; i < 36; i++) {
                snprintf(month, sizeof(month), "%d-%02d", 2018 + i / 12, i % 12 + 1);
                snprintf(vintage, sizeof(vintage), "%d-%02d-20", 2018 + (i + 1) / 12, (i + 1) % 12 + 1);
                publish(vintage, month, 100);
        }
}

static int find_row(void *context, const struct milestone_row *row)
{
        if (row->outlook)
                *(struct outlook *)context = *row->outlook;
        return 0;
}

/* Of the last milestone by name. */
static struct outlook outlook(void)
{
        struct outlook found = {0};

        ck_assert_int_eq(core_milestones(bench.core, find_row, &found), 0);
        return found;
}

/* ---- what is told ---- */

START_TEST(a_state_is_told_when_it_turns_and_not_again)
{
        world_milestone(&world, "goal", CUSTOMS_YEAR, 1400, "2021-12-31")->from_day = world_day("2021-01-01");
        begin();
        tick("2021-01-01");
        history();
        ck_assert_int_eq(outlook().state, OUTLOOK_UNKNOWN);
        ck_assert_int_eq(outlook().months_known, 36);
        ck_assert_str_eq(publish("2021-02-20", "2021-01", 130),
                         "at risk goal, open > open, nothing > 130, release 2021-02-20.0 m2021-01\n");
        ck_assert_str_eq(publish("2021-03-20", "2021-02", 130), "");
        ck_assert_str_eq(publish("2021-04-20", "2021-03", 160),
                         "on track goal, open > open, nothing > 420, release 2021-04-20.0 m2021-03\n");
        ck_assert_str_eq(publish("2021-05-20", "2021-04", 130), "");
}
END_TEST

/* 1,200 are as likely as not: that is an outlook, and no word to pass on until the figures lean. */
START_TEST(what_may_go_either_way_is_not_told)
{
        world_milestone(&world, "goal", CUSTOMS_YEAR, 1200, "2021-12-31")->from_day = world_day("2021-01-01");
        begin();
        tick("2021-01-01");
        history();
        ck_assert_str_eq(publish("2021-02-20", "2021-01", 100), "");
        ck_assert_int_eq(outlook().state, OUTLOOK_UNKNOWN);
        ck_assert_int_eq(outlook().reason, OUTLOOK_SAID);
        ck_assert_int_gt(outlook().chance_ppm, 350000);
        ck_assert_int_lt(outlook().chance_ppm, 650000);
        ck_assert_str_eq(publish("2021-03-20", "2021-02", 140),
                         "on track goal, open > open, nothing > 240, release 2021-03-20.0 m2021-02\n");
}
END_TEST

/* Half as much again as 2021, of which half the year is known: what 2021 comes to is projected with it. */
START_TEST(a_target_relative_to_what_is_not_complete_is_projected)
{
        char month[16], vintage[16];

        world_relative(&world, world_milestone(&world, "goal", CUSTOMS_YEAR, 0, "2022-12-31"), 110, "2021");
        begin();
        tick("2021-01-01");
        history();
        for (int i = 1; i <= 6; i++) {
                snprintf(month, sizeof(month), "2021-%02d", i);
                snprintf(vintage, sizeof(vintage), "2021-%02d-20", i + 1);
                publish(vintage, month, 120);
        }
        ck_assert_int_eq(outlook().reason, OUTLOOK_SAID);
        ck_assert(outlook().has_target);
        /* 720 and six months of some 115 to 120 are expected of 2021. */
        ck_assert_int_gt(outlook().target, 1540);
        ck_assert_int_lt(outlook().target, 1600);
        ck_assert_int_gt(outlook().total, 1350);
        ck_assert_int_lt(outlook().chance_ppm, 500000);
        for (int i = 7; i <= 12; i++) {
                snprintf(month, sizeof(month), "2021-%02d", i);
                snprintf(vintage, sizeof(vintage), "%d-%02d-20", i < 12 ? 2021 : 2022, i % 12 + 1);
                publish(vintage, month, 100);
        }
        ck_assert(!outlook().has_target);
        ck_assert_int_eq(outlook().reason, OUTLOOK_SAID);
}
END_TEST

/* Silence is neither good nor bad news: the day alone turns nothing, though the deadline comes near. */
START_TEST(a_source_that_is_silent_turns_nothing)
{
        world_milestone(&world, "goal", CUSTOMS_YEAR, 1250, "2021-12-31")->from_day = world_day("2021-01-01");
        begin();
        tick("2021-01-01");
        history();
        publish("2021-02-20", "2021-01", 150);
        ck_assert_int_eq(outlook().state, OUTLOOK_ON_TRACK);
        for (int month = 3; month <= 12; month++) {
                char day[16];

                snprintf(day, sizeof(day), "2021-%02d-28", month);
                ck_assert_str_eq(tick(day), "");
        }
        ck_assert_str_eq(tick("2022-01-01"), "awaiting goal, open > awaiting, nothing > 150, tick\n");
        /* What comes then decides, and nothing foretells any more. */
        ck_assert_str_eq(publish("2022-02-20", "2021-02", 1), "");
}
END_TEST

/* A figure that is unknown, or waits, is no low figure. */
START_TEST(a_month_that_is_not_complete_says_nothing)
{
        world_milestone(&world, "goal", CUSTOMS_YEAR, 1250, "2021-12-31")->from_day = world_day("2021-01-01");
        begin();
        tick("2021-01-01");
        history();
        publish("2021-02-20", "2021-01", 150);
        bench_take(&bench, world_staged(&world, "2021-03-20", 1, "u 2021-02 ?"));
        bench_take(&bench, world_end(&world, "2021-03-20", 1, 1, "2021-02"));
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_int_eq(outlook().reason, OUTLOOK_INCOMPLETE);
        /* The month that was not published lies between. */
        ck_assert_str_eq(publish("2021-05-20", "2021-04", 1), "");
        ck_assert_int_eq(outlook().reason, OUTLOOK_INCOMPLETE);
        bench_take(&bench, world_staged(&world, "2021-06-20", 1, "u 2021-02 100; m2021-03 2021-03 100"));
        bench_take(&bench, world_end(&world, "2021-06-20", 1, 2, "2021-02,2021-03"));
        ck_assert_int_eq(outlook().reason, OUTLOOK_SAID);
        ck_assert_int_eq(outlook().months_known, 40);
}
END_TEST

/* ---- corrections ---- */

/* A revision of an old month is as if it had always been so; a storm of them is one change at most. */
START_TEST(a_storm_of_corrections_tells_one_change_at_most)
{
        world_milestone(&world, "goal", DECLARED_YEAR, 1250, "2021-12-31")->from_day = world_day("2021-01-01");
        world.sources[DECLARED].complete_after_days = 1;
        begin();
        tick("2021-01-01");
        for (int i = 0; i < 42; i++) {
                char events[64];

                snprintf(events, sizeof(events), "m%d/1 %d-%02d 110", i, 2018 + i / 12, i % 12 + 1);
                bench_take(&bench, world_batch(&world, DECLARED, events));
        }
        tick("2021-07-05");
        ck_assert_int_eq(outlook().state, OUTLOOK_ON_TRACK);
        for (int i = 0; i < 1000; i++) {
                char events[64];

                snprintf(events, sizeof(events), "m%d/%d %d-%02d %d", i % 42, i / 42 + 2, 2018 + i % 42 / 12,
                         i % 42 % 12 + 1, i % 2 ? 10 : 90);
                bench_take(&bench, world_batch(&world, DECLARED, events));
                ck_assert_str_eq(bench_told(&bench), "");
        }
        ck_assert_int_eq(core_due_day(bench.core), world_day("2021-07-06"));
        ck_assert_str_eq(tick("2021-07-06"), "at risk goal, open > open, nothing > 300, tick\n");
        ck_assert_str_eq(tick("2021-07-07"), "");
}
END_TEST

/* ---- order ---- */

#define ORDERS 40

static void shuffle(struct batch **batches, size_t count, uint64_t seed)
{
        uint64_t dice = seed * 0x9e3779b97f4a7c15u + 88172645463325252u;

        for (size_t i = count; i > 1; i--) {
                struct batch *kept = batches[i - 1];

                dice ^= dice << 13;
                dice ^= dice >> 7;
                dice ^= dice << 17;
                batches[i - 1] = batches[dice % i];
                batches[dice % i] = kept;
        }
}

/* The same figures, revised and repeated, in any order: the same outlook and the same state in the end. */
START_TEST(the_order_of_the_figures_makes_no_other_outlook)
{
        struct outlook first = {0};

        for (uint64_t seed = 0; seed < ORDERS; seed++) {
                struct batch *batches[200];
                struct outlook now;
                size_t count = 0;

                if (seed > 0) {
                        stage_teardown();
                        stage_setup();
                }
                world_milestone(&world, "goal", DECLARED_YEAR, 900, "2021-12-31")->from_day = world_day("2021-01-01");
                world.sources[DECLARED].complete_after_days = 1;
                begin();
                tick("2021-01-01");
                for (int i = 0; i < 42; i++) {
                        char events[64];

                        for (int revision = 1; revision <= 1 + i % 3; revision++) {
                                snprintf(events, sizeof(events), "m%d/%d %d-%02d %d", i, revision, 2018 + i / 12,
                                         i % 12 + 1, 50 + i * 37 % 60 + revision);
                                batches[count++] = world_batch(&world, DECLARED, events);
                        }
                        if (i % 4 == 0)
                                batches[count++] = world_batch(&world, DECLARED, events);
                }
                shuffle(batches, count, seed);
                for (size_t i = 0; i < count; i++) {
                        bench_take(&bench, batches[i]);
                        if (i % 20 == seed % 20)
                                bench_tick_day(&bench, world_day("2021-07-01") + (int32_t)(i / 20));
                }
                bench_tick(&bench, "2021-07-20");
                now = outlook();
                ck_assert_int_eq(now.reason, OUTLOOK_SAID);
                if (seed == 0)
                        first = now;
                ck_assert_msg(memcmp(&now, &first, sizeof(now)) == 0, "order %ld: chance %d, %d", (long)seed,
                              now.chance_ppm, first.chance_ppm);
        }
}
END_TEST

/* ---- other windows and measures ---- */

/* Any month until the deadline may do it: the state follows the milestone's own days, window by window. */
START_TEST(short_windows_have_a_state_of_the_whole_milestone)
{
        world.measures[CUSTOMS_YEAR].window.period = PERIOD_MONTH;
        world_milestone(&world, "goal", CUSTOMS_YEAR, 300, "2021-12-31")->from_day = world_day("2020-06-01");
        begin();
        tick("2020-06-01");
        history();
        ck_assert_int_eq(outlook().state, OUTLOOK_AT_RISK);
        ck_assert_int_eq(outlook().months_known, 36);
        stage_teardown();

        stage_setup();
        world.measures[CUSTOMS_YEAR].window.period = PERIOD_MONTH;
        world_milestone(&world, "goal", CUSTOMS_YEAR, 150, "2022-12-31");
        begin();
        tick("2020-06-01");
        history();
        ck_assert_int_ne(outlook().state, OUTLOOK_UNKNOWN);
}
END_TEST

/* Of figures by day the month that is going on counts each seventh day. */
START_TEST(days_of_the_current_month_count_by_sevens)
{
        world_milestone(&world, "goal", PORT_SINCE, 36000, "2021-12-31");
        begin();
        tick("2021-01-01");
        for (int32_t day = world_day("2021-01-01"); day <= world_day("2021-03-16"); day++) {
                char events[64], text[CIVIL_TEXT_MAX];

                snprintf(events, sizeof(events), "d%d/1 %s 100", day, civil_format(day, text));
                bench_take(&bench, world_batch(&world, PORT, events));
        }
        /* Complete ten days later: up to the thirteenth, of which the seventh is an origin. */
        tick("2021-03-23");
        ck_assert_int_eq(outlook().origin_day, world_day("2021-03-07"));
        ck_assert_int_eq(outlook().known, 5900 + 700);
        ck_assert_int_eq(outlook().last_complete_month, civil_month(world_day("2021-02-01")));
        tick("2021-03-24");
        ck_assert_int_eq(outlook().origin_day, world_day("2021-03-14"));
        ck_assert_int_eq(outlook().known, 5900 + 1400);
        ck_assert_int_eq(outlook().state, OUTLOOK_ON_TRACK);
}
END_TEST

/* A bad month is told of before it is over, and on no other day than when a seventh one is complete. */
START_TEST(a_seventh_day_may_turn_the_state)
{
        int32_t end = world_day("2021-07-31"), turned = CIVIL_NONE;

        world_milestone(&world, "goal", PORT_SINCE, 37200, "2021-12-31");
        begin();
        tick("2021-01-01");
        for (int32_t day = world_day("2021-01-01"); day <= end; day++) {
                char events[64], text[CIVIL_TEXT_MAX];

                snprintf(events, sizeof(events), "d%d/1 %s %d", day, civil_format(day, text),
                         day < world_day("2021-06-01") ? 100 : 1);
                bench_take(&bench, world_batch(&world, PORT, events));
                bench_tick_day(&bench, day + 1);
                if (strstr(bench_told(&bench), "at risk") && turned == CIVIL_NONE)
                        turned = day + 1;
        }
        /* Complete ten days later. */
        ck_assert_int_eq(turned, world_day("2021-07-01"));
}
END_TEST

/* What was told is not told again by a core that took up a checkpoint, and goes on from there. */
START_TEST(a_restart_forgets_nothing_that_was_told)
{
        struct bench again;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 1400, "2021-12-31")->from_day = world_day("2021-01-01");
        begin();
        tick("2021-01-01");
        history();
        publish("2021-02-20", "2021-01", 130);
        ck_assert_int_eq(outlook().state, OUTLOOK_AT_RISK);
        bench_checkpoint(&bench);
        bench_restart(&bench, bench.plan, &again);
        bench_done(&bench);
        bench = again;
        ck_assert_int_eq(outlook().state, OUTLOOK_AT_RISK);
        ck_assert_str_eq(tick("2021-02-25"), "");
        ck_assert_str_eq(publish("2021-03-20", "2021-02", 130), "");
        ck_assert_str_eq(publish("2021-04-20", "2021-03", 160),
                         "on track goal, open > open, nothing > 420, release 2021-04-20.0 m2021-03\n");
}
END_TEST

START_TEST(what_has_no_forecast_says_why)
{
        world_milestone(&world, "a", CUSTOMS_YEAR, 1, NULL);
        world_others(&world, "b", 1, "a", "2021-12-31");
        begin();
        tick("2021-01-01");
        ck_assert_int_eq(outlook().state, OUTLOOK_NONE);
        stage_teardown();

        stage_setup();
        world_hold(&world, "level", CUSTOMS_12, 100, 10);
        begin();
        tick("2021-01-01");
        history();
        ck_assert_int_eq(outlook().reason, OUTLOOK_NOT_ADDITIVE);
        stage_teardown();

        stage_setup();
        world_milestone(&world, "goal", OFFICE_YEAR, 100, "2021-12-31");
        begin();
        tick("2021-01-01");
        ck_assert_int_eq(outlook().reason, OUTLOOK_NOT_MONTHLY);
        stage_teardown();

        stage_setup();
        world_milestone(&world, "goal", CUSTOMS_YEAR, 100, "2021-12-31");
        begin();
        tick("2021-01-01");
        ck_assert_int_eq(outlook().reason, OUTLOOK_NO_MONTHS);
        stage_teardown();

        stage_setup();
        world_relative(&world, world_milestone(&world, "goal", CUSTOMS_YEAR, 0, "2021-12-31"), 150, "2010");
        begin();
        tick("2021-01-01");
        history();
        ck_assert_int_eq(outlook().reason, OUTLOOK_NO_TARGET);
}
END_TEST

/* ---- for who draws it ---- */

struct drawn {
        char text[1024];
};

static int draw_month(void *context, const struct course_month *month)
{
        struct drawn *drawn = context;
        size_t at = strlen(drawn->text);

        snprintf(drawn->text + at, sizeof(drawn->text) - at, "%s%d-%02d%s%s %ld", at ? ", " : "", month->month / 12,
                 month->month % 12 + 1, month->before ? " before" : "", month->complete ? "" : " not complete",
                 (long)month->value.units);
        return 0;
}

/* The course of the window of the last milestone by name. */
static const char *course(uint32_t milestone)
{
        static struct drawn drawn;
        struct outlook_ask ask = {.milestone = milestone, .origin_month = INT32_MIN, .course = draw_month,
                                  .context = &drawn};
        struct outlook_answer answer;

        drawn.text[0] = '\0';
        ck_assert_int_eq(core_outlook(bench.core, &ask, &answer), 0);
        return drawn.text;
}

static int sketch_row(void *context, const struct milestone_row *row)
{
        core_sketch(row, context);
        return 0;
}

static struct sketch sketch(void)
{
        struct sketch ret;

        ck_assert_int_eq(core_milestones(bench.core, sketch_row, &ret), 0);
        return ret;
}

/* What is decided has a course like what is open; months that nobody has spoken of have none. */
START_TEST(the_course_of_a_window_is_there_whatever_can_be_said)
{
        world_milestone(&world, "goal", CUSTOMS_YEAR, 250, "2021-04-30")->from_day = world_day("2021-01-01");
        begin();
        tick("2021-01-01");
        ck_assert_str_eq(course(0), "");
        history();
        publish("2021-02-20", "2021-01", 130);
        publish("2021-04-20", "2021-03", 60);
        ck_assert_str_eq(course(0), "2020-01 before 100, 2021-01 130, 2020-02 before 200, 2021-02 not complete 130, "
                                    "2020-03 before 300, 2021-03 not complete 190, 2020-04 before 400");
        publish("2021-04-25", "2021-02", 70);
        ck_assert_str_eq(course(0), "2020-01 before 100, 2021-01 130, 2020-02 before 200, 2021-02 200, "
                                    "2020-03 before 300, 2021-03 260, 2020-04 before 400");
}
END_TEST

/* A small drawing spans the window up to its end, in as many points as there is room for. */
START_TEST(a_sketch_spans_the_window)
{
        world_milestone(&world, "goal", CUSTOMS_YEAR, 1250, "2021-12-31")->from_day = world_day("2021-01-01");
        begin();
        tick("2021-01-01");
        ck_assert_uint_eq(sketch().count, 0);
        ck_assert_uint_eq(sketch().ahead, 12);
        history();
        publish("2021-02-20", "2021-01", 130);
        publish("2021-03-20", "2021-02", 70);
        ck_assert_uint_eq(sketch().count, 2);
        ck_assert_uint_eq(sketch().ahead, 10);
        ck_assert_int_eq(sketch().units[0], 130);
        ck_assert_int_eq(sketch().units[1], 200);
        stage_teardown();

        /* Five years of moving windows since it is looked at: every fifth month, the last one is the deadline's. */
        stage_setup();
        world_milestone(&world, "goal", CUSTOMS_12, 1250, "2022-12-31")->from_day = world_day("2018-01-01");
        begin();
        tick("2021-01-01");
        history();
        ck_assert_uint_eq(sketch().count + sketch().ahead, SKETCH_POINTS);
        ck_assert_uint_eq(sketch().ahead, 5);
        ck_assert_int_eq(sketch().units[0], 500);
        ck_assert_int_eq(sketch().units[6], 1200);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("outlooks");
        TCase *cases = tcase_create("outlooks");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(cases, stage_setup, stage_teardown);
        tcase_add_test(cases, a_state_is_told_when_it_turns_and_not_again);
        tcase_add_test(cases, what_may_go_either_way_is_not_told);
        tcase_add_test(cases, a_target_relative_to_what_is_not_complete_is_projected);
        tcase_add_test(cases, a_source_that_is_silent_turns_nothing);
        tcase_add_test(cases, a_month_that_is_not_complete_says_nothing);
        tcase_add_test(cases, a_storm_of_corrections_tells_one_change_at_most);
        tcase_add_test(cases, the_order_of_the_figures_makes_no_other_outlook);
        tcase_add_test(cases, short_windows_have_a_state_of_the_whole_milestone);
        tcase_add_test(cases, days_of_the_current_month_count_by_sevens);
        tcase_add_test(cases, a_seventh_day_may_turn_the_state);
        tcase_add_test(cases, a_restart_forgets_nothing_that_was_told);
        tcase_add_test(cases, what_has_no_forecast_says_why);
        tcase_add_test(cases, the_course_of_a_window_is_there_whatever_can_be_said);
        tcase_add_test(cases, a_sketch_spans_the_window);
        suite_add_tcase(suite, cases);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
