/* tests/unit/core/test_plausible.c: amounts that are far from what is usual of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "core/ledger/plausible_inside.h"
#include "unit/core/tallies/dice.h"
#include "unit/core/world.h"

static struct world world;
static struct bench bench;

static void setup(void)
{
        world_init(&world);
        world.sources[DECLARED].plausible = PLAUSIBLE_QUARANTINE;
        world.sources[DECLARED].plausible_factor = 100;
        world.sources[DECLARED].plausible_after = 6;
        bench_init(&bench, &world.plan);
}

static void teardown(void)
{
        bench_done(&bench);
        world_done(&world);
}

static const struct currency_scale scales[] = {{{"USD"}, 2}, {{"EUR"}, 0}};

static const char *take(struct batch *batch)
{
        batch->scales = scales;
        batch->scales_count = 2;
        for (size_t i = 0; i < batch->events_count; i++) {
                struct event *event = &batch->events[i].event;

                if (event->kind == EVENT_TRADE)
                        event->trade.commodity.code = TEXT("2709");
        }
        bench_take(&bench, batch);
        return bench_verdicts(&bench);
}

/* Seven months of 1,234.00. */
static void usual(void)
{
        for (int month = 1; month <= 7; month++) {
                char events[64];

                snprintf(events, sizeof(events), "m%d/1 2021-%02d 123400", month, month);
                ck_assert_str_eq(take(world_batch(&world, DECLARED, events)), "accepted 1");
        }
}

#define WHY(at, wanted)                                                                      \
        do {                                                                                 \
                const struct exception *why_ = &bench.effects->exceptions[at];               \
                                                                                             \
                ck_assert_uint_lt(at, bench.effects->exceptions_count);                      \
                ck_assert_int_eq(why_->refusal.reason, REASON_PLAUSIBILITY);                 \
                ck_assert_msg(text_equal(why_->refusal.message, TEXT(wanted)), "%.*s",       \
                              (int)why_->refusal.message.length, why_->refusal.message.data); \
        } while (0)

/* A slip of three noughts would be told as the year's success. */
START_TEST(what_is_far_from_usual_is_quarantined_with_the_usual_level)
{
        struct held_event held;

        usual();
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "x/1 2021-08 123400000; y/1 2021-08 2000")),
                         "accepted 1 refused 1 (x)");
        WHY(0, "value 1,234,000.00 USD is 1000 times the usual 1,234.00 USD of RU-BY export 2709 (median of 7)");
        ck_assert(text_equal(bench.effects->exceptions[0].refusal.field, TEXT("trade.value")));
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 7 * 123400 + 2000);
        ck_assert_uint_eq(bench.held_count, 1);
        held = bench.held[0];
        ck_assert_uint_eq(held.position, bench.position);
        ck_assert_uint_eq(held.index, 0);
        ck_assert_int_eq(held.refusal.reason, REASON_PLAUSIBILITY);

        ck_assert_str_eq(take(world_batch(&world, DECLARED, "z/1 2021-08 1233; z/2 2021-08 1234")),
                         "accepted 1 refused 1 (z)");
        WHY(0, "value 12.33 USD is 1/100 of the usual 1,234.00 USD of RU-BY export 2709 (median of 7)");
}
END_TEST

/* Both sides of the factor and of the number that makes it usual. */
START_TEST(limits_of_what_is_far)
{
        struct lines events = {0};

        for (int i = 1; i <= 5; i++)
                lines_add(&events, "a%d/1 2021-01 100;", i);
        take(world_batch(&world, DECLARED, events.text));
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "b/1 2021-01 99999")), "accepted 1"); /* the sixth */
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "c/1 2021-01 10000")), "accepted 1");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "d/1 2021-01 10001")), "refused 1 (d)");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "d/1 2021-01 1")), "accepted 1");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "e/1 2021-01 0")), "accepted 1");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "f/1 2021-01 -10001")), "refused 1 (f)");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "g/1 2021-01 10001 EUR")), "accepted 1");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "h/1 2021-01 10001 import")), "accepted 1");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "i/1 2021-Q1 10001")), "accepted 1");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a1/2 2021-01 10001")), "refused 1 (a1)"); /* a revision */
        free(events.text);
}
END_TEST

/* One who only wants to be told would lose the figure; or would not be told. */
START_TEST(what_is_flagged_counts_and_says_so)
{
        world.sources[DECLARED].plausible = PLAUSIBLE_FLAG;
        usual();
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "x/1 2021-08 123400000")), "accepted 1 (x)");
        WHY(0, "value 1,234,000.00 USD is 1000 times the usual 1,234.00 USD of RU-BY export 2709 (median of 7)");
        ck_assert_int_eq(bench.effects->exceptions[0].verdict, VERDICT_ACCEPTED);
        ck_assert_uint_eq(bench.held_count, 0);
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 7 * 123400 + 123400000);
}
END_TEST

/* A price of a thousand times would hide behind a plausible value and a plausible mass. */
START_TEST(a_unit_value_is_watched_too)
{
        struct batch *batch;

        for (int i = 1; i <= 7; i++) {
                batch = world_batch(&world, DECLARED, "m/1 2021-01 100000");
                batch->events[0].event.number = (uint64_t)i;
                batch->events[0].event.trade.net_mass = (struct quantity){true, 2000000};
                world_content(&batch->events[0]);
                take(batch);
        }
        batch = world_batch(&world, DECLARED, "x/1 2021-01 1200000");
        batch->events[0].event.trade.net_mass = (struct quantity){true, 200000};
        ck_assert_str_eq(take(batch), "refused 1 (x)");
        WHY(0, "unit value 60,000.00 USD per t is 120 times the usual 500.00 USD per t of RU-BY export 2709 "
               "(median of 7)");
        batch = world_batch(&world, DECLARED, "y/1 2021-01 ?");
        batch->events[0].event.trade.net_mass = (struct quantity){true, 2000};
        ck_assert_str_eq(take(batch), "refused 1 (y)");
        WHY(0, "mass 2,000 g is 1/1000 of the usual 2,000,000 g of RU-BY export 2709 (median of 7)");
}
END_TEST

/* In a release the whole of it would be refused, or the figure counted. */
START_TEST(of_a_release_only_what_is_far_is_quarantined)
{
        struct batch *staged;

        world.sources[CUSTOMS].plausible = PLAUSIBLE_QUARANTINE;
        world.sources[CUSTOMS].plausible_factor = 10;
        world.sources[CUSTOMS].plausible_after = 2;
        staged = world_staged(&world, "2021-12-15", 1, "a 2021-10 10; b 2021-11 11; c 2021-11 1000; d 2021-11 12");
        staged->peer = TEXT("somebody");
        ck_assert_str_eq(take(staged), "staged 4");
        take(world_end(&world, "2021-12-15", 1, 4, "2021-10/2021-11"));
        ck_assert_str_eq(bench_release(&bench), "counted 1/1 accepted 3 refused 1");
        WHY(0, "value 10.00 USD is 100 times the usual 0.10 USD of RU-BY export 2709 (median of 2)");
        ck_assert_uint_eq(bench.effects->exceptions[0].release_batch, 1);
        ck_assert_uint_eq(bench.held_count, 1);
        ck_assert_uint_eq(bench.held[0].position, bench.position - 1); /* of the batch */
        ck_assert_uint_eq(bench.held[0].index, 2);
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 33);
}
END_TEST

/* The true figure of an extraordinary month could never count; or released twice, count twice. */
START_TEST(rule_30_a_release_from_quarantine_applies_the_event_with_its_own_number)
{
        /* rule 30: release from quarantine is a decision that applies the event with its own number. */
        static struct world next;
        uint64_t position;

        world_init(&next);
        world_milestone(&next, "goal", DECLARED_YEAR, 100000000, NULL);
        next.sources[DECLARED] = world.sources[DECLARED];
        bench_activate(&bench, &next.plan);
        usual();
        take(world_batch(&world, DECLARED, "y/1 2021-08 2000; x/3 2021-08 123400000; z/1 2021-08 5 refused"));
        position = bench.held[0].position;
        ck_assert_uint_eq(bench.held[0].index, 1);
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "x/2 2021-08 120000")), "accepted 1");
        (void)bench_told(&bench);

        bench_release_held(&bench, position, 1);
        ck_assert_str_eq(bench_verdicts(&bench), "revised 1");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 7 * 123400 + 2000 + 123400000);
        ck_assert_str_eq(bench_told(&bench), "reached goal in 2021-08 confirmed, open > reached, nothing > "
                                             "124265800, administrator x\n");
        bench_release_held(&bench, position, 1);
        ck_assert_str_eq(bench_verdicts(&bench), "repeated 1");

        /* What decode refused, and what is not there. */
        bench_release_held(&bench, position, 2);
        ck_assert_str_eq(bench_verdicts(&bench), "refused: no event that could be applied lies there");
        bench_release_held(&bench, position, 3);
        ck_assert_str_eq(bench_verdicts(&bench), "refused: no event that could be applied lies there");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "v/1 2021-08 123400000")), "refused 1 (v)");
        bench_activate(&bench, &world.plan);
        world_done(&next);
}
END_TEST

/* A rehearsal would teach it what is usual. */
START_TEST(rule_40_a_dry_run_says_the_same_and_learns_nothing)
{
        /* rule 40: a dry run goes through the same judging function, on copies. */
        struct batch *batch = world_batch(&world, DECLARED,
                                          "a/1 2021-01 9; b/1 2021-01 9; c/1 2021-01 9; d/1 2021-01 9; e/1 2021-01 9;"
                                          "f/1 2021-01 9; g/1 2021-01 900; h/1 2021-01 901; i/1 2021-02 9 import");
        char *rows, *after, *verdicts;

        bench_checkpoint(&bench);
        rows = bench_rows(&bench);
        for (int i = 0; i < 2; i++)
                ck_assert_str_eq(bench_try(&bench, batch), "accepted 8 refused 1 (h)");
        bench_checkpoint(&bench);
        after = bench_rows(&bench);
        ck_assert_str_eq(after, rows);
        verdicts = strdup(bench_try(&bench, batch));
        bench_take(&bench, batch);
        ck_assert_str_eq(bench_verdicts(&bench), verdicts);
        free(verdicts);
        free(after);
        free(rows);
}
END_TEST

/* Of the table of levels. */
static char *levels(const struct bench *of)
{
        char *rows = bench_rows(of), *rest = NULL;
        struct lines lines = {0};

        lines_add(&lines, "%s", "");
        for (char *row = strtok_r(rows, "\n", &rest); row; row = strtok_r(NULL, "\n", &rest))
                if (row[0] == '7' && row[1] == ' ')
                        lines_add(&lines, "%s\n", row);
        free(rows);
        return lines.text;
}

/* After a crash something else would be usual. */
START_TEST(what_is_usual_outlives_a_restart_and_another_plan)
{
        struct bench again;
        char *rows, *after;

        usual();
        bench_checkpoint(&bench);
        rows = levels(&bench);
        ck_assert_uint_gt(strlen(rows), 0);
        bench_restart(&bench, &world.plan, &again);
        bench_done(&bench);
        bench = again;
        bench_activate(&bench, &world.plan);
        bench_checkpoint(&bench);
        after = levels(&bench);
        ck_assert_str_eq(after, rows);
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "x/1 2021-08 123400000")), "refused 1 (x)");
        free(after);
        free(rows);
}
END_TEST

/* ---- levels against a plain list ---- */

static int64_t plain_usual(const int64_t *all, size_t count)
{
        size_t from = count > PLAUSIBLE_MEDIAN ? count - PLAUSIBLE_MEDIAN : 0, n = count - from;

        for (size_t i = from; i < count; i++) {
                size_t below = 0, equal = 0;

                for (size_t j = from; j < count; j++) {
                        below += all[j] < all[i];
                        equal += all[j] == all[i];
                }
                if (below <= (n - 1) / 2 && (n - 1) / 2 < below + equal)
                        return all[i];
        }
        ck_abort_msg("no median");
}

START_TEST(the_usual_level_is_the_median_of_the_last_seven)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct plausible *plausible;
        int64_t all[40];

        ck_assert_int_eq(plausible_new(&plausible), 0);
        for (size_t i = 0; i < 40; i++) {
                struct level *level;

                all[i] = 1 + dice_roll(&dice, 50);
                ck_assert_int_eq(level_need(plausible, (struct hash128){7, 8}, &level), 0);
                level_add(level, all[i]);
                ck_assert_int_eq(level_usual(level), plain_usual(all, i + 1));
                if (dice_roll(&dice, 3) == 0) {
                        plausible_try_begin(plausible);
                        for (uint64_t n = 0; n < 600; n++) {
                                ck_assert_int_eq(level_need(plausible, (struct hash128){n % 300, 8}, &level), 0);
                                level_add(level, 1000000);
                        }
                        plausible_try_end(plausible);
                        ck_assert_ptr_null(level_find(plausible, (struct hash128){0, 8}));
                }
        }
        plausible_free(plausible);
}
END_TEST

/* Codes that a publisher makes up would fill the memory. */
START_TEST(rule_14_levels_beyond_the_limit_are_not_watched_and_counted)
{
        struct plausible *plausible;
        struct level *level;

        ck_assert_int_eq(plausible_new(&plausible), 0);
        for (uint64_t i = 0; i < PLAUSIBLE_LEVELS_MAX; i++) {
                ck_assert_int_eq(level_need(plausible, (struct hash128){i * 3, i}, &level), 0);
                ck_assert_ptr_nonnull(level);
        }
        ck_assert_uint_eq(plausible_unwatched(plausible), 0);
        ck_assert_int_eq(level_need(plausible, (struct hash128){1, 2}, &level), 0);
        ck_assert_ptr_null(level);
        ck_assert_uint_eq(plausible_unwatched(plausible), 1);
        ck_assert_ptr_nonnull(level_find(plausible, (struct hash128){3, 1}));
        plausible_free(plausible);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("plausible");
        TCase *tcase = tcase_create("plausible");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, what_is_far_from_usual_is_quarantined_with_the_usual_level);
        tcase_add_test(tcase, limits_of_what_is_far);
        tcase_add_test(tcase, what_is_flagged_counts_and_says_so);
        tcase_add_test(tcase, a_unit_value_is_watched_too);
        tcase_add_test(tcase, of_a_release_only_what_is_far_is_quarantined);
        tcase_add_test(tcase, rule_30_a_release_from_quarantine_applies_the_event_with_its_own_number);
        tcase_add_test(tcase, rule_40_a_dry_run_says_the_same_and_learns_nothing);
        tcase_add_test(tcase, what_is_usual_outlives_a_restart_and_another_plan);
        tcase_add_loop_test(tcase, the_usual_level_is_the_median_of_the_last_seven, 0, 10);
        tcase_add_test(tcase, rule_14_levels_beyond_the_limit_are_not_watched_and_counted);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
