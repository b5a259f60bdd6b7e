/* tests/unit/core/test_releases.c: the staging of releases, without what counts of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "core/ledger/releases.h"
#include "unit/core/tallies/dice.h"
#include "unit/core/world.h"

static struct world world;
static struct releases *releases;
static struct arena arena;
static struct refusal refusal;
static int32_t day = CIVIL_NONE;
static uint64_t position;

static void setup(void)
{
        world_init(&world);
        ck_assert_int_eq(releases_new(&world.plan, &releases), 0);
}

static void teardown(void)
{
        releases_free(releases);
        arena_done(&arena);
        world_done(&world);
}

static int take(const struct batch *batch)
{
        struct release *release = NULL;
        struct text why;
        int r;

        if (batch->kind == BATCH_RELEASE_END)
                r = releases_end(releases, CUSTOMS, batch, ++position, day, &release, &refusal);
        else
                r = releases_batch(releases, CUSTOMS, batch, ++position, day, &release, &refusal);
        if (r == RELEASES_STAGED || r == RELEASES_REPEATED)
                releases_whole(release, &arena, &why);
        return r;
}

static struct release *find(const char *vintage)
{
        return releases_find(releases, CUSTOMS, event_vintage_number(world_day(vintage), 0));
}

static const char *why_not(const struct batch *end)
{
        struct release *release;
        struct text why;

        ck_assert_int_eq(releases_end(releases, CUSTOMS, end, ++position, day, &release, &refusal),
                         RELEASES_STAGED);
        if (releases_whole(release, &arena, &why))
                return "whole";
        return why.length ? why.data : "not yet";
}

/* A publisher with several connections would have to keep an order that ZeroMQ does not. */
START_TEST(rule_7_batches_and_end_in_any_order)
{
        /* rule 7: there is no begin: the first batch opens it; batches and end may come in any order. */
        struct dice dice = dice_of((uint64_t)_i);
        const struct batch *pieces[5];
        struct release_report report;
        size_t count = 0;

        for (uint32_t number = 1; number <= 4; number++) {
                char events[40];

                snprintf(events, sizeof(events), "a%u 2021-01 %u", number, number);
                pieces[count++] = world_staged(&world, "2021-02-15", number, events);
        }
        pieces[count++] = world_end(&world, "2021-02-15", 4, 4, "2021-01");
        while (count > 0) {
                size_t at = (size_t)dice_roll(&dice, (int64_t)count);

                ck_assert_ptr_null(releases_ready(releases, day));
                ck_assert_int_eq(take(pieces[at]), RELEASES_STAGED);
                ck_assert_int_eq(take(pieces[at]), RELEASES_REPEATED);
                pieces[at] = pieces[--count];
        }
        ck_assert_ptr_eq(releases_ready(releases, day), find("2021-02-15"));
        releases_report(find("2021-02-15"), &report);
        ck_assert_uint_eq(report.missing_count, 0);
        for (uint32_t i = 0; i < 4; i++)
                ck_assert_uint_eq(find("2021-02-15")->batches[i].number, i + 1);
}
END_TEST

/* Two publishers with one name would make one release of two. */
START_TEST(rule_8_what_contradicts_itself_is_refused)
{
        /* rule 8: a release is whole when its end and all its batches are there; there is one of each. */
        struct batch *end;

        ck_assert_int_eq(take(world_staged(&world, "2021-02-15", 1, "a 2021-01 1")), RELEASES_STAGED);
        ck_assert_int_eq(take(world_staged(&world, "2021-02-15", 1, "a 2021-01 2")), RELEASES_REFUSED);
        ck_assert_uint_eq(refusal.reason, REASON_RELEASE);
        ck_assert_int_eq(take(world_staged(&world, "2021-02-15", 1, "b 2021-01 1")), RELEASES_REFUSED);
        ck_assert_int_eq(take(world_staged(&world, "2021-02-15", 3, "c 2021-01 3")), RELEASES_STAGED);
        ck_assert_int_eq(take(world_end(&world, "2021-02-15", 2, 2, "2021-01")), RELEASES_REFUSED);
        ck_assert_int_eq(take(world_end(&world, "2021-02-15", 4, 4, "2021-01")), RELEASES_STAGED);
        ck_assert_int_eq(take(world_end(&world, "2021-02-15", 4, 5, "2021-01")), RELEASES_REFUSED);
        end = world_end(&world, "2021-02-15", 4, 4, "2021-01");
        end->end.complete = false;
        ck_assert_int_eq(take(end), RELEASES_REFUSED);
        ck_assert_int_eq(take(world_end(&world, "2021-02-15", 4, 4, "2021-01")), RELEASES_REPEATED);
        ck_assert_int_eq(take(world_staged(&world, "2021-02-15", 5, "e 2021-01 5")), RELEASES_REFUSED);

        /* A refused first word leaves no release behind. */
        ck_assert_int_eq(take(world_staged(&world, "2021-03-15", RELEASE_BATCHES_MAX + 1, "a 2021-01 1")),
                         RELEASES_REFUSED);
        ck_assert_uint_eq(refusal.reason, REASON_LIMIT);
        ck_assert_ptr_null(find("2021-03-15"));
        ck_assert_int_eq(take(world_staged(&world, "2021-03-15", RELEASE_BATCHES_MAX, "a 2021-01 1")),
                         RELEASES_STAGED);
        ck_assert_int_eq(take(world_end(&world, "2021-04-15", RELEASE_BATCHES_MAX + 1, 1, "")),
                         RELEASES_REFUSED);
        ck_assert_ptr_null(find("2021-04-15"));
}
END_TEST

/* What was lost on the way would be noticed by nobody, or a sound release would be held back. */
START_TEST(rule_8_control_totals)
{
        /* rule 8: control totals that do not fit put it into quarantine whole. */
        struct control_total controls[4] = {
                {.of = CONTROL_RECORDS, .period = period_none(), .sum = 4},
                {.of = CONTROL_VALUE, .currency = {"USD"}, .period = period_none(), .sum = 111},
                {.of = CONTROL_VALUE,
                 .currency = {"USD"},
                 .flow = FLOW_IMPORT,
                 .period = period_none(),
                 .sum = 10},
                {.of = CONTROL_VALUE, .currency = {"EUR"}, .period = period_none(), .sum = 1000},
        };
        struct batch *end;

        take(world_staged(&world, "2021-02-15", 1,
                          "a 2021-01 1; b 2021-02 10 import; c 2021-02 100; d withdrawn"));
        take(world_staged(&world, "2021-02-15", 2,
                          "e 2021-01 1000 EUR; f 2021-01 5000 refused; a 2021-01 ?"));
        end = world_end(&world, "2021-02-15", 2, 6, "2021-01/2021-02");
        ck_assert_str_eq(why_not(end), "6 events announced, 7 found");
        ck_assert_int_eq(find("2021-02-15")->state, RELEASE_QUARANTINED);
        ck_assert_ptr_null(releases_ready(releases, day));

        end = world_end(&world, "2021-02-15", 2, 7, "2021-01/2021-02");
        end->end.controls = controls;
        end->end.controls_count = 4;
        ck_assert_str_eq(why_not(end), "control total of records: 4 announced, 5 found");
        controls[0].sum = 5;
        controls[3].sum = 999;
        ck_assert_str_eq(why_not(end), "control total of value in EUR: 999 announced, 1000 found");
        controls[3].sum = 1000;
        controls[2].flow = FLOW_EXPORT;
        ck_assert_str_eq(why_not(end), "control total of value in USD: 10 announced, 101 found");
        controls[2].sum = 101;
        controls[1].period = period_at(PERIOD_MONTH, world_day("2021-02-28"), 1);
        ck_assert_str_eq(why_not(end), "control total of value in USD: 111 announced, 110 found");
        controls[1].sum = 110;
        ck_assert_str_eq(why_not(end), "whole");
        ck_assert_ptr_nonnull(releases_ready(releases, day));
}
END_TEST

/* A figure would be told before its hour, or a day late. */
START_TEST(rule_8_embargo_and_order_of_what_is_ready)
{
        /* rule 8: or at the first tick at or after its embargo. */
        struct batch *end = world_end(&world, "2021-02-15", 0, 0, "2021-01");

        end->end.embargo_day = world_day("2021-02-20");
        take(end);
        ck_assert_ptr_null(releases_ready(releases, CIVIL_NONE));
        ck_assert_ptr_null(releases_ready(releases, world_day("2021-02-19")));
        ck_assert_int_eq(releases_due_day(releases, world_day("2021-02-19")), world_day("2021-02-20"));
        ck_assert_int_eq(releases_due_day(releases, world_day("2021-02-20")), PLAN_NEVER);
        ck_assert_ptr_eq(releases_ready(releases, world_day("2021-02-20")), find("2021-02-15"));
        take(world_end(&world, "2021-01-15", 0, 0, "2020-12"));
        ck_assert_ptr_eq(releases_ready(releases, world_day("2021-02-20")), find("2021-01-15"));
}
END_TEST

/* A release that was begun and forgotten would be kept for ever. */
START_TEST(rule_8_a_limit_of_days_of_ticks)
{
        /* rule 8: a limit of days of ticks drops it. */
        int32_t first = world_day("2021-02-20");

        take(world_staged(&world, "2021-02-15", 1, "a 2021-01 1")); /* before the first tick */
        ck_assert_ptr_null(releases_overdue(releases, first));
        ck_assert_int_eq(releases_due_day(releases, first), first + RELEASE_DAYS_MAX + 1);
        ck_assert_ptr_null(releases_overdue(releases, first + RELEASE_DAYS_MAX));
        ck_assert_ptr_eq(releases_overdue(releases, first + RELEASE_DAYS_MAX + 1), find("2021-02-15"));

        /* What waits for its embargo waits as long as it must. */
        take(world_end(&world, "2021-02-15", 1, 1, ""));
        ck_assert_ptr_null(releases_overdue(releases, first + RELEASE_DAYS_MAX + 1));
}
END_TEST

/* One source would fill the memory with releases that it never ends. */
START_TEST(only_so_many_releases_are_open_at_a_time)
{
        char vintage[32];

        for (unsigned i = 0; i < RELEASES_OPEN_MAX; i++) {
                snprintf(vintage, sizeof(vintage), "2021-02-15.%u", i);
                ck_assert_int_eq(take(world_staged(&world, vintage, 1, "a 2021-01 1")), RELEASES_STAGED);
        }
        ck_assert_int_eq(take(world_staged(&world, "2021-03-15", 1, "a 2021-01 1")), RELEASES_REFUSED);
        ck_assert_uint_eq(refusal.reason, REASON_LIMIT);
        ck_assert_uint_eq(releases_open(releases, CUSTOMS), RELEASES_OPEN_MAX);
        ck_assert_uint_eq(releases_open(releases, DECLARED), 0);
        releases_drop(releases, find("2021-02-15"));
        ck_assert_int_eq(take(world_staged(&world, "2021-03-15", 1, "a 2021-01 1")), RELEASES_STAGED);
}
END_TEST

/* A receipt would not say what a release lacks, or never end. */
START_TEST(a_report_names_what_is_missing)
{
        struct release_report report;

        take(world_staged(&world, "2021-02-15", 2, "a 2021-01 1"));
        releases_report(find("2021-02-15"), &report);
        ck_assert(report.end_missing);
        ck_assert_uint_eq(report.missing_count, 0);
        take(world_end(&world, "2021-02-15", 4, 4, ""));
        releases_report(find("2021-02-15"), &report);
        ck_assert_uint_eq(report.missing_count, 3);
        ck_assert_uint_eq(report.missing[0], 1);
        ck_assert_uint_eq(report.missing[1], 3);
        ck_assert_uint_eq(report.missing[2], 4);
        take(world_end(&world, "2021-03-15", 5000, 4, ""));
        releases_report(find("2021-03-15"), &report);
        ck_assert_uint_eq(report.missing_count, RELEASE_MISSING_MAX);
        ck_assert_uint_eq(report.missing[RELEASE_MISSING_MAX - 1], RELEASE_MISSING_MAX);
}
END_TEST

/* What is sent again would be staged again once its release counted, and its end could be another one. */
START_TEST(rule_5_of_one_that_counted_a_trace_is_left)
{
        /* rule 5: equal number and equal content: repeated, for ever and not for a window of time. */
        struct counts counts = {.of = {[VERDICT_ACCEPTED] = 7}};
        struct batch *end = world_end(&world, "2021-02-15", 0, 0, "2021-01");
        struct release_report report;
        uint64_t vintage = event_vintage_number(world_day("2021-02-15"), 0);

        take(end);
        ck_assert_int_eq(releases_counted(releases, find("2021-02-15"), &counts), 0);
        ck_assert_ptr_null(find("2021-02-15"));
        ck_assert_int_eq(take(end), RELEASES_FINISHED);
        ck_assert_int_eq(take(world_staged(&world, "2021-02-15", 1, "a 2021-01 1")), RELEASES_FINISHED);
        ck_assert_int_eq(take(world_end(&world, "2021-02-15", 1, 1, "2021-01")), RELEASES_REFUSED);
        ck_assert(releases_trace(releases, CUSTOMS, vintage, &report));
        ck_assert_int_eq(report.state, RELEASE_COUNTED);
        ck_assert_uint_eq(report.counts.of[VERDICT_ACCEPTED], 7);
        ck_assert_uint_eq(releases_last_vintage(releases, CUSTOMS), vintage);
        ck_assert_uint_eq(releases_last_vintage(releases, DECLARED), 0);
        ck_assert(!releases_trace(releases, DECLARED, vintage, &report));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("releases");
        TCase *tcase = tcase_create("releases");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_loop_test(tcase, rule_7_batches_and_end_in_any_order, 0, 40);
        tcase_add_test(tcase, rule_8_what_contradicts_itself_is_refused);
        tcase_add_test(tcase, rule_8_control_totals);
        tcase_add_test(tcase, rule_8_embargo_and_order_of_what_is_ready);
        tcase_add_test(tcase, rule_8_a_limit_of_days_of_ticks);
        tcase_add_test(tcase, only_so_many_releases_are_open_at_a_time);
        tcase_add_test(tcase, a_report_names_what_is_missing);
        tcase_add_test(tcase, rule_5_of_one_that_counted_a_trace_is_left);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
