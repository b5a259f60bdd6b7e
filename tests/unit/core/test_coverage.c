/* tests/unit/core/test_coverage.c: what is complete, and which vintage covers which period. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "core/ledger/coverage.h"
#include "unit/core/tallies/dice.h"
#include "unit/core/world.h"

static struct world world;
static struct coverage *coverage;

static void setup(void)
{
        world_init(&world);
        ck_assert_int_eq(coverage_new(&world.plan, &coverage), 0);
}

static void teardown(void)
{
        coverage_free(coverage);
        world_done(&world);
}

static void ended(uint32_t source, const char *periods, uint64_t vintage, bool replaces, bool complete)
{
        struct batch *end = world_end(&world, "2021-01-01", 0, 0, periods);

        for (size_t i = 0; i < end->end.periods_count; i++)
                ck_assert(coverage_on_borders(coverage, source, &end->end.periods[i]));
        ck_assert_int_eq(coverage_ended(coverage, source, end->end.periods, end->end.periods_count, vintage,
                                        replaces, complete),
                         0);
}

static uint64_t covers(uint32_t source, const char *text)
{
        struct period period;

        ck_assert_int_eq(period_parse(text_of(text), &period), 0);
        return coverage_of(coverage, source, &period);
}

static bool complete(uint32_t source, const char *first, const char *last)
{
        uint32_t held;
        bool is = coverage_complete(coverage, &source, 1, world_day(first), world_day(last), &held);

        ck_assert_uint_eq(held, is ? UINT32_MAX : source);
        return is;
}

/* "2021-01-01..2021-02-28 ..": runs without a hole, ".." at an end that is open. */
static const char *runs(const uint32_t *sources, size_t count)
{
        static struct lines lines;
        const struct complete_run *run;
        size_t runs_count;
        char day[CIVIL_TEXT_MAX];

        lines.length = 0;
        lines_add(&lines, "%s", "");
        ck_assert_int_eq(coverage_runs(coverage, sources, count, &run, &runs_count), 0);
        for (size_t i = 0; i < runs_count; i++) {
                if (i)
                        lines_add(&lines, " ");
                if (run[i].first_day != INT32_MIN)
                        lines_add(&lines, "%s", civil_format(run[i].first_day, day));
                lines_add(&lines, "..");
                if (run[i].last_day != INT32_MAX)
                        lines_add(&lines, "%s", civil_format(run[i].last_day, day));
        }
        return lines.text;
}

static const char *runs_of(uint32_t source)
{
        return runs(&source, 1);
}

/* A figure that the newest vintage dropped would be counted, or one that it holds would not. */
START_TEST(rule_9_coverage_is_the_highest_vintage_that_replaces)
{
        /* rule 9: coverage of (source, period) is the highest vintage that ended there with `replaces`. */
        ck_assert_uint_eq(covers(CUSTOMS, "2021-02"), 0);
        ended(CUSTOMS, "2021-01/2021-03", 5, true, true);
        ended(CUSTOMS, "2021-02", 9, true, true);
        ended(CUSTOMS, "2021-02/2021-03", 7, true, true);
        ended(CUSTOMS, "2021-03", 11, false, true);
        ck_assert_uint_eq(covers(CUSTOMS, "2021-01"), 5);
        ck_assert_uint_eq(covers(CUSTOMS, "2021-02"), 9);
        ck_assert_uint_eq(covers(CUSTOMS, "2021-03"), 7);
        ck_assert_uint_eq(covers(CUSTOMS, "2021-04"), 0);
        ck_assert_uint_eq(covers(CUSTOMS, "2020-12"), 0);
        /* Of a coarser period the lowest of its parts; 0 where one is not covered. */
        ck_assert_uint_eq(covers(CUSTOMS, "2021-Q1"), 5);
        ck_assert_uint_eq(covers(CUSTOMS, "2021-H1"), 0);
        ck_assert_uint_eq(covers(DECLARED, "2021-01"), 0);
}
END_TEST

/* A year would be called missed while one of its months is not out. */
START_TEST(rule_19_complete_is_a_set_of_periods_with_holes)
{
        /* rule 19: completeness is a set of periods per source. Releases say it. */
        struct period holes[4];
        size_t count;

        ended(CUSTOMS, "2021-01,2021-02,2021-05", 5, true, true);
        ck_assert(complete(CUSTOMS, "2021-01-01", "2021-02-28"));
        ck_assert(!complete(CUSTOMS, "2021-01-01", "2021-03-31"));
        ck_assert(!complete(CUSTOMS, "2021-02-28", "2021-05-01"));
        ck_assert(!complete(CUSTOMS, "2020-12-31", "2021-01-31"));
        ck_assert(complete(CUSTOMS, "2021-05-10", "2021-05-31"));
        ck_assert_int_eq(coverage_until(coverage, CUSTOMS), world_day("2021-02-28"));
        coverage_holes(coverage, CUSTOMS, holes, 4, &count);
        ck_assert_uint_eq(count, 2);
        ck_assert_int_eq(holes[1].last, world_day("2021-04-30"));
        coverage_holes(coverage, CUSTOMS, holes, 1, &count);
        ck_assert_uint_eq(count, 1);
        ck_assert_str_eq(runs_of(CUSTOMS), "2021-01-01..2021-02-28 2021-05-01..2021-05-31");

        /* A newer vintage that is not complete takes it back; one that adds says no more than before. */
        ended(CUSTOMS, "2021-01", 6, true, false);
        ck_assert(!complete(CUSTOMS, "2021-01-01", "2021-01-31"));
        ended(CUSTOMS, "2021-02", 6, false, false);
        ck_assert(complete(CUSTOMS, "2021-02-01", "2021-02-28"));
        ck_assert_str_eq(runs_of(CUSTOMS), "2021-02-01..2021-02-28 2021-05-01..2021-05-31");
        ended(CUSTOMS, "2021-01", 7, false, true);
        ended(CUSTOMS, "2021-03/2021-04", 5, true, true);
        ck_assert_str_eq(runs_of(CUSTOMS), "2021-01-01..2021-05-31");
}
END_TEST

/* A month would be called complete on the day of its first declaration, or never. */
START_TEST(rule_19_lateness_runs_with_the_day_up_to_the_newest_word)
{
        /* rule 19: up to the smaller of (day - stated lateness) and the newest day that anything it sent
         * speaks of. */
        coverage_set_day(coverage, world_day("2021-03-20"));
        ck_assert_str_eq(runs_of(PORT), ""); /* silence completes nothing */
        coverage_saw(coverage, PORT, world_day("2021-03-15"));
        ck_assert_str_eq(runs_of(PORT), "..2021-03-10");
        ck_assert_int_eq(coverage_due_day(coverage, world_day("2021-03-20")), world_day("2021-03-21"));
        coverage_set_day(coverage, world_day("2021-03-30"));
        ck_assert_str_eq(runs_of(PORT), "..2021-03-15");
        coverage_saw(coverage, PORT, world_day("2021-03-01"));
        ck_assert_int_eq(coverage_newest_day(coverage, PORT), world_day("2021-03-15"));
        ck_assert(complete(PORT, "2021-01-01", "2021-03-15"));
        ck_assert(!complete(PORT, "2021-01-01", "2021-03-16"));
        ck_assert_int_eq(coverage_due_day(coverage, world_day("2021-03-30")), PLAN_NEVER);

        /* A coarse period is complete as a whole. */
        coverage_saw(coverage, OFFICE, world_day("2021-06-30"));
        coverage_set_day(coverage, world_day("2021-07-19"));
        ck_assert_str_eq(runs_of(OFFICE), "..2021-03-31");
        ck_assert_int_eq(coverage_due_day(coverage, world_day("2021-07-19")), world_day("2021-07-20"));
        coverage_set_day(coverage, world_day("2021-07-20"));
        ck_assert_str_eq(runs_of(OFFICE), "..2021-06-30");

        /* Nothing of the kind without a stated lateness. */
        coverage_saw(coverage, DECLARED, world_day("2021-03-31"));
        ck_assert_str_eq(runs_of(DECLARED), "");
}
END_TEST

/* A quiet source could never let a milestone be missed, or one that is gone for good would hold all others
 * up. */
START_TEST(rule_19_its_own_word_and_its_retirement)
{
        /* rule 19: or its own word "nothing until D"; `retired: DATE` frees what depends on it. */
        uint32_t both[] = {CUSTOMS, PORT}, held;

        coverage_nothing_until(coverage, DECLARED, world_day("2021-03-30"));
        ck_assert_str_eq(runs_of(DECLARED), "..2021-02-28");
        coverage_nothing_until(coverage, DECLARED, world_day("2021-03-31"));
        coverage_nothing_until(coverage, DECLARED, world_day("2021-01-31"));
        ck_assert_str_eq(runs_of(DECLARED), "..2021-03-31");

        ended(CUSTOMS, "2021-02/2021-04", 5, true, true);
        ended(CUSTOMS, "2021-06", 5, true, true);
        world.sources[PORT].retired_day = world_day("2021-03-15");
        coverage_nothing_until(coverage, PORT, world_day("2021-03-10"));
        ck_assert_str_eq(runs_of(PORT), "..2021-03-10 2021-03-16..");
        ck_assert(complete(PORT, "2021-03-16", "2029-01-01"));
        ck_assert(!complete(PORT, "2021-03-15", "2029-01-01"));
        ck_assert_str_eq(runs(both, 2),
                         "2021-02-01..2021-03-10 2021-03-16..2021-04-30 2021-06-01..2021-06-30");
        ck_assert(!coverage_complete(coverage, both, 2, world_day("2021-02-01"), world_day("2021-03-11"),
                                     &held));
        ck_assert_uint_eq(held, PORT);
        ck_assert(!coverage_complete(coverage, both, 2, world_day("2021-04-01"), world_day("2021-06-30"),
                                     &held));
        ck_assert_uint_eq(held, CUSTOMS);
        coverage_nothing_until(coverage, PORT, world_day("2021-07-10"));
        ck_assert_str_eq(runs_of(PORT), "..");
        ck_assert_str_eq(runs(both, 2), "2021-02-01..2021-04-30 2021-06-01..2021-06-30");
        ck_assert_str_eq(runs(NULL, 0), "");
}
END_TEST

/* The order in which releases arrive would decide what is complete. */
START_TEST(rule_9_what_was_said_in_any_order_is_the_same)
{
        /* rule 9 and promise 3: any order of the same releases. */
        static const struct {
                const char *periods;
                uint64_t vintage;
                bool replaces, complete;
        } all[] = {
                {"2021-01/2021-06", 3, true, true}, {"2021-02/2021-03", 4, true, false},
                {"2021-03", 5, false, true},        {"2021-05/2021-08", 2, true, true},
                {"2021-04", 6, false, false},       {"2021-08/2021-09", 7, true, false},
        };
        struct dice dice = dice_of((uint64_t)_i);
        bool said[6] = {false};

        for (int left = 6; left > 0; left--) {
                int64_t nth = dice_roll(&dice, left);
                size_t at = 0;

                while (said[at] || nth-- > 0)
                        at++;
                said[at] = true;
                ended(CUSTOMS, all[at].periods, all[at].vintage, all[at].replaces, all[at].complete);
                if (dice_roll(&dice, 2))
                        ended(CUSTOMS, all[at].periods, all[at].vintage, all[at].replaces, all[at].complete);
        }
        ck_assert_str_eq(runs_of(CUSTOMS), "2021-01-01..2021-01-31 2021-03-01..2021-07-31");
        ck_assert_uint_eq(covers(CUSTOMS, "2021-03"), 4);
        ck_assert_uint_eq(covers(CUSTOMS, "2021-06"), 3);
        ck_assert_uint_eq(covers(CUSTOMS, "2021-08"), 7);
}
END_TEST

/* A release for half a month would cover the whole of it. */
START_TEST(periods_of_a_release_lie_on_borders)
{
        ck_assert(coverage_on_borders(
                coverage, CUSTOMS, &(struct period_range){world_day("2021-02-01"), world_day("2021-03-31")}));
        ck_assert(!coverage_on_borders(
                coverage, CUSTOMS, &(struct period_range){world_day("2021-02-02"), world_day("2021-03-31")}));
        ck_assert(!coverage_on_borders(
                coverage, CUSTOMS, &(struct period_range){world_day("2021-02-01"), world_day("2021-03-30")}));
}
END_TEST

/* A judgement that had to look would not, or every judgement would. */
START_TEST(changes_are_noted_until_they_are_judged)
{
        coverage_judged(coverage);
        coverage_saw(coverage, PORT, world_day("2021-03-15"));
        ck_assert(coverage_changed(coverage, PORT));
        ck_assert(!coverage_changed(coverage, CUSTOMS));
        coverage_judged(coverage);
        coverage_saw(coverage, PORT, world_day("2021-03-14"));
        ck_assert(!coverage_changed(coverage, PORT));
        coverage_set_day(coverage, world_day("2021-03-20"));
        ck_assert(coverage_changed(coverage, PORT));
        ck_assert(!coverage_changed(coverage, DECLARED));
        ended(CUSTOMS, "2021-01", 1, true, true);
        ck_assert(coverage_changed(coverage, CUSTOMS));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("coverage");
        TCase *tcase = tcase_create("coverage");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, rule_9_coverage_is_the_highest_vintage_that_replaces);
        tcase_add_test(tcase, rule_19_complete_is_a_set_of_periods_with_holes);
        tcase_add_test(tcase, rule_19_lateness_runs_with_the_day_up_to_the_newest_word);
        tcase_add_test(tcase, rule_19_its_own_word_and_its_retirement);
        tcase_add_loop_test(tcase, rule_9_what_was_said_in_any_order_is_the_same, 0, 50);
        tcase_add_test(tcase, periods_of_a_release_lie_on_borders);
        tcase_add_test(tcase, changes_are_noted_until_they_are_judged);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
