/* tests/unit/core/test_totals.c: totals beside their parts (rule 10): kept, compared, never added; corrected
 * and taken away like anything else; and how values were valued. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "core/tallies/control.h"
#include "unit/core/story.h"

static const struct place place_ru[] = {{"RU"}};
static const struct plan_corridor with_any[] = {
        {.name = TEXT_INIT("corridor"), .sides = {{.places_count = 1, .places = place_ru}, {.any = true}}},
};

static struct world world;
static struct bench bench;
static struct lines lines;

#define BATCHES 60

static void setup(void)
{
        world_init(&world);
        world.plan.corridors = with_any;
        world.sources[DECLARED].levels.commodity = LEVEL_TOTAL;
        world.sources[DECLARED].levels.partner = LEVEL_COUNTRY;
        world.sources[CUSTOMS].levels.partner = LEVEL_COUNTRY;
        bench_init(&bench, &world.plan);
}

static void teardown(void)
{
        bench_done(&bench);
        world_done(&world);
        free(lines.text);
        lines = (struct lines){0};
}

static void add_levels(struct lines *to, const struct control_levels *levels)
{
        static const char *const names[LEVEL_COUNT] = {
                [LEVEL_TOTAL] = "total",     [LEVEL_GROUP] = "group",       [LEVEL_CHAPTER] = "chapter",
                [LEVEL_HEADING] = "heading", [LEVEL_NATIONAL] = "national", [LEVEL_COUNTRY] = "country"};

        lines_add(to, "%s", period_name((enum period_kind)levels->period));
        if (levels->commodity)
                lines_add(to, " commodity %s", names[levels->commodity]);
        if (levels->partner)
                lines_add(to, " partner %s", names[levels->partner]);
        if (levels->mode)
                lines_add(to, " mode %s", names[levels->mode]);
}

static int take_row(void *context, const struct control_row *row)
{
        char text[PERIOD_TEXT_MAX];

        add_levels(context, &row->levels);
        lines_add(context, " in %s: ", period_format(row->period, text));
        lines_value(context, &row->stated);
        lines_add(context, " of ");
        lines_value(context, &row->parts);
        lines_add(context, " = ");
        lines_value(context, &row->difference);
        lines_add(context, "\n");
        return 0;
}

static const char *control_of(const struct bench *of, uint32_t measure)
{
        lines_clear(&lines);
        ck_assert_int_eq(core_control(of->core, measure, CIVIL_NONE, CIVIL_NONE, take_row, &lines), 0);
        return lines.text;
}

static void take(struct batch *batch)
{
        bench_take(&bench, batch);
}

/* "World" names no partner. */
static struct batch *with_world(struct batch *batch, size_t index)
{
        batch->events[index].event.trade.partner = place_none();
        return batch;
}

/* A year beside its months would be added to them; or nobody could see that a month is missing. */
START_TEST(rule_10_a_total_is_compared_with_its_parts_and_never_added)
{
        /* rule 10: statements of other levels are control totals: kept, compared, never added. */
        take(with_world(world_batch(&world, DECLARED,
                                    "a/1 2021-01 10; b/1 2021-02 20; y/1 2021-01/2021-12 35; w/1 2021-01 12"),
                        3));
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 30);
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "month partner total in 2021: 12 of 30 = -18\n"
                                                            "year in 2021: 35 of 30 = 5\n");

        /* Corrections reach both sides of it. */
        take(with_world(world_batch(&world, DECLARED,
                                    "b/2 2021-02 25; y/2 2021-01/2021-12 36 provisional; w/2 withdrawn"),
                        0));
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "month partner total in 2021: 25 of 10 = 15\n"
                                                            "year in 2021: 36 (1 provisional) of 10 = 26\n");
        take(world_batch(&world, DECLARED, "b/3 2021-02 25; y/3 withdrawn"));
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 35);
}
END_TEST

/* A total would ring the bell. */
START_TEST(rule_10_judging_never_looks_at_totals)
{
        static struct world next;

        world_init(&next);
        world_milestone(&next, "goal", DECLARED_YEAR, 30, NULL);
        bench_activate(&bench, &next.plan);
        take(world_batch(&next, DECLARED, "a/1 2021-01 10; y/1 2021-01/2021-12 1000"));
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_uint_eq(bench.effects->touched_count, 2); /* the office adds its quarters to it */
        take(world_batch(&next, DECLARED, "y/2 2021-01/2021-12 2000"));
        ck_assert_uint_eq(bench.effects->touched_count, 0);
        take(world_batch(&next, DECLARED, "a/2 2021-01 40"));
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-01 confirmed, open > reached, nothing > 40, records a\n");
        bench_done(&bench);
        bench_init(&bench, &world.plan);
        world_done(&next);
}
END_TEST

/* What World or all commodities contain beyond the filter would look like a difference. */
START_TEST(rule_10_a_total_passes_only_where_nothing_is_filtered_that_it_does_not_say)
{
        static const struct text chapters[] = {TEXT_INIT("27")};
        struct batch *batch = with_world(world_batch(&world, DECLARED, "a/1 2021-01 10; w/1 2021-01 12"), 1);

        world.measures[DECLARED_YEAR].where.modes = 1u << MODE_RAIL;
        bench_activate(&bench, &world.plan);
        take(batch);
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "");
        world.measures[DECLARED_YEAR].where = (struct plan_filter){.commodities = chapters, .commodities_count = 1};
        bench_activate(&bench, &world.plan);
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "");
        world.measures[DECLARED_YEAR].where = (struct plan_filter){0};
        bench_activate(&bench, &world.plan);
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "month partner total in 2021: 12 of 10 = 2\n");
}
END_TEST

/* A year's total of an old vintage would stand beside months of new ones, or vanish with the first of them. */
START_TEST(rule_9_a_total_is_covered_when_all_its_parts_are)
{
        /* rule 9: a statement counts if its vintage is not below the coverage of its period. */
        static const char *const orders[][2] = {{"2021-01/2021-06", "2021-07/2021-12"},
                                                {"2021-07/2021-12", "2021-01/2021-06"},
                                                {"2021-01/2021-03,2021-10/2021-12", "2021-04/2021-09"}};

        for (size_t i = 0; i < 3; i++) {
                bench_activate(&bench, &world.plan);
                bench_tick(&bench, "2022-06-01");
                take(world_staged(&world, "2022-02-10", 1, "a 2021-12 5; y 2021-01/2021-12 35; q 2021-Q1 9"));
                take(world_end(&world, "2022-02-10", 1, 3, "2021-01/2021-12"));
                ck_assert_str_eq(control_of(&bench, CUSTOMS_YEAR), "quarter in 2021: 9 of 5 = 4\n"
                                                                   "year in 2021: 35 of 5 = 30\n");
                take(world_end(&world, "2022-03-10", 0, 0, orders[i][0]));
                ck_assert_ptr_nonnull(strstr(control_of(&bench, CUSTOMS_YEAR), "year in 2021: 35 of "));
                take(world_end(&world, "2022-04-10", 0, 0, orders[i][1]));
                ck_assert_str_eq(control_of(&bench, CUSTOMS_YEAR), "");
                teardown();
                setup();
        }
}
END_TEST

/* A quarter lies in a fiscal year that begins with one of them; one that begins elsewhere cuts quarters. */
START_TEST(rule_10_totals_lie_in_fiscal_years_as_a_whole)
{
        world.measures[DECLARED_YEAR].window.fiscal_start = 4;
        bench_activate(&bench, &world.plan);
        take(world_batch(&world, DECLARED, "a/1 2022-01 10; q/1 2021-Q2 9; r/1 2022-Q1 12"));
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "quarter in FY2021/22: 21 of 10 = 11\n");
        world.measures[DECLARED_YEAR].window.fiscal_start = 2;
        bench_activate(&bench, &world.plan);
        ck_assert_str_eq(control_of(&bench, DECLARED_YEAR), "quarter in 2021-Q2: 9 of no data = no data\n"
                                                            "quarter in 2022-Q1: 12 of 10 = 2\n");
}
END_TEST

/* Levels that a publisher makes up would fill the memory. */
START_TEST(rule_14_levels_beyond_the_limit_are_left_out_and_counted)
{
        struct control control = {0};
        struct control_series *series;
        struct control_levels levels = {.period = PERIOD_MONTH};

        for (int i = 0; i < CONTROL_LEVELS_MAX; i++) {
                levels.commodity = (uint8_t)(i % 8);
                levels.partner = (uint8_t)(i / 8);
                ck_assert_int_eq(control_series(&control, 0, &levels, &series), 0);
                ck_assert_ptr_nonnull(series);
        }
        levels.mode = 1;
        ck_assert_int_eq(control_series(&control, 0, &levels, &series), 0);
        ck_assert_ptr_null(series);
        levels.mode = 0; /* one that is there goes on */
        ck_assert_int_eq(control_series(&control, 0, &levels, &series), 0);
        ck_assert_ptr_nonnull(series);
        for (size_t i = 1; i < control.count; i++)
                ck_assert_int_lt(memcmp(&control.of[i - 1]->levels, &control.of[i]->levels, sizeof(levels)), 0);
        control_done(&control);
}
END_TEST

static int take_basis(void *context, const struct basis_row *row)
{
        lines_add(context, "%u/%u %llu\n", row->valuation, row->partner_basis, (unsigned long long)row->records);
        return 0;
}

static const char *bases_of(const struct bench *of, uint32_t measure)
{
        lines_clear(&lines);
        ck_assert_int_eq(core_bases(of->core, measure, take_basis, &lines), 0);
        return lines.text;
}

/* FOB would be compared with CIF, and nobody could see it. */
START_TEST(valuations_and_bases_are_counted_of_what_counts)
{
        struct batch *batch = world_batch(
                &world, DECLARED, "a/1 2021-01 10; b/1 2021-02 20; y/1 2021-01/2021-12 35; c/1 2021-02 1");

        for (size_t i = 0; i < batch->events_count; i++) {
                batch->events[i].event.trade.valuation = (uint8_t)(1 + i % 2);
                batch->events[i].event.trade.partner_basis = i == 3 ? 4 : 3;
        }
        take(batch);
        ck_assert_str_eq(bases_of(&bench, DECLARED_YEAR), "1/3 1\n2/3 1\n2/4 1\n");
        take(world_batch(&world, DECLARED, "a/2 withdrawn; b/2 2021-02 7"));
        ck_assert_str_eq(bases_of(&bench, DECLARED_YEAR), "0/0 1\n2/4 1\n");
}
END_TEST

/* ---- by dice: any order, any split, any cut, another plan in between: the same totals ---- */

static void totals_by_dice(struct batch *batch, struct dice *dice)
{
        for (size_t i = 0; i < batch->events_count; i++) {
                struct event *event = &batch->events[i].event;

                if (event->kind != EVENT_TRADE)
                        continue;
                if (dice_roll(dice, 3) == 0)
                        event->trade.partner = place_none();
                if (dice_roll(dice, 4) == 0)
                        event->levels.commodity = LEVEL_HEADING;
                event->trade.valuation = (uint8_t)dice_roll(dice, 5);
                world_content(&batch->events[i]);
        }
}

static char *everything(const struct bench *of)
{
        struct lines all = {0};

        for (uint32_t m = 0; m < WORLD_MEASURES; m++) {
                lines_add(&all, "%u\n%s", m, control_of(of, m));
                lines_add(&all, "%s", bases_of(of, m));
        }
        return all.text;
}

static void equal(char *a, char *b, int seed, const char *what)
{
        ck_assert_msg(strcmp(a, b) == 0, "world %d, %s:\n%s\nbut\n%s", seed, what, a, b);
        free(b);
}

static struct batch *batch_by_dice(int number, struct dice *dice)
{
        struct lines events = {0};
        struct batch *batch;

        for (int n = 0; n < 3; n++) {
                int month = 1 + (int)dice_roll(dice, 12), kind = (int)dice_roll(dice, 8);

                lines_add(&events, "%c%d/%d ", 'a' + (int)dice_roll(dice, 4), (int)dice_roll(dice, 3),
                          number * 3 + n + 1);
                if (kind == 0)
                        lines_add(&events, "withdrawn;");
                else if (kind == 1)
                        lines_add(&events, "2021-01/2021-12 %d;", (int)dice_roll(dice, 900));
                else if (kind < 4)
                        lines_add(&events, "2021-Q%d %d;", (month + 2) / 3, (int)dice_roll(dice, 90));
                else
                        lines_add(&events, "2021-%02d %d;", month, (int)dice_roll(dice, 90));
        }
        batch = world_batch(&world, DECLARED, events.text);
        free(events.text);
        totals_by_dice(batch, dice);
        return batch;
}

static void cut(struct bench *at)
{
        struct bench again;

        bench_checkpoint(at);
        bench_restart(at, &world.plan, &again);
        bench_done(at);
        *at = again;
}

START_TEST(promise_3_totals_do_not_depend_on_order_repeats_cuts_or_reloads)
{
        struct batch *batches[BATCHES];
        struct dice dice = dice_of((uint64_t)_i);
        struct bench other;
        char *once;

        for (int i = 0; i < BATCHES; i++) {
                batches[i] = batch_by_dice(i, &dice);
                take(batches[i]);
        }
        once = everything(&bench);
        ck_assert_ptr_nonnull(strstr(once, "quarter"));
        ck_assert_ptr_nonnull(strstr(once, "heading"));

        bench_init(&other, &world.plan);
        for (int i = BATCHES; i-- > 0;) {
                bench_take(&other, batches[i]);
                if (i % 7 == 0)
                        bench_take(&other, batches[dice_roll(&dice, BATCHES)]);
                if (i % 11 == 0)
                        cut(&other);
        }
        equal(once, everything(&other), _i, "backwards, with cuts");
        bench_activate(&other, &world.plan);
        equal(once, everything(&other), _i, "from all statements");
        cut(&other);
        equal(once, everything(&other), _i, "and cut again");
        bench_done(&other);
        free(once);
}
END_TEST

/* What a release takes away would stay, or go twice; or a year's total would not go with the last of its
 * months. What is there after any story is what all statements come to. */
START_TEST(rule_9_totals_of_releases_are_what_all_statements_come_to)
{
        static struct story story;

        bench_done(&bench);
        story_make(&story, 9000 + (uint64_t)_i);
        bench_init(&bench, &story.world.plan);
        for (size_t i = 0; i < story.count; i++) {
                struct bench again;
                char *once;

                story_tell(&bench, &story.entries[i]);
                if (i % 9 != (size_t)_i % 9 && i + 1 < story.count)
                        continue;
                once = everything(&bench);
                bench_checkpoint(&bench);
                bench_restart(&bench, bench.plan, &again);
                equal(once, everything(&again), _i, "after a restart");
                bench_activate(&again, bench.plan);
                equal(once, everything(&again), _i, "from all statements");
                bench_done(&again);
                free(once);
        }
        story_done(&story);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("totals");
        TCase *tcase = tcase_create("totals");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, rule_10_a_total_is_compared_with_its_parts_and_never_added);
        tcase_add_test(tcase, rule_10_judging_never_looks_at_totals);
        tcase_add_test(tcase, rule_10_a_total_passes_only_where_nothing_is_filtered_that_it_does_not_say);
        tcase_add_test(tcase, rule_10_totals_lie_in_fiscal_years_as_a_whole);
        tcase_add_test(tcase, rule_9_a_total_is_covered_when_all_its_parts_are);
        tcase_add_test(tcase, rule_14_levels_beyond_the_limit_are_left_out_and_counted);
        tcase_add_test(tcase, valuations_and_bases_are_counted_of_what_counts);
        tcase_add_loop_test(tcase, promise_3_totals_do_not_depend_on_order_repeats_cuts_or_reloads, 0, 40);
        tcase_add_loop_test(tcase, rule_9_totals_of_releases_are_what_all_statements_come_to, 0, 30);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
