/* tests/unit/core/test_core.c: whole stories: entries in, verdicts and news out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/stage.h"

static const char *take(struct batch *batch)
{
        bench_take(&bench, batch);
        return bench_verdicts(&bench);
}

/* The months of 2021 with a release each, export 3 and import 1 a month. */
static void year_2021(int months)
{
        for (int month = 1; month <= months; month++) {
                char vintage[CIVIL_TEXT_MAX], period[PERIOD_TEXT_MAX], events[80];
                struct period of = period_at(PERIOD_MONTH, civil_from_ymd(2021, month, 1), 1);

                civil_format(of.last + 45, vintage);
                period_format(of, period);
                snprintf(events, sizeof(events), "e%d %s 300; i%d %s 100 import", month, period, month,
                         period);
                bench_take(&bench, world_staged(&world, vintage, 1, events));
                bench_take(&bench, world_end(&world, vintage, 1, 2, period));
        }
}

/* ---- records ---- */

/* The verdicts of a receipt, and that sums follow them. */
START_TEST(an_explicit_source_hears_what_became_of_each_event)
{
        begin();
        ck_assert_str_eq(
                take(world_batch(&world, DECLARED, "a/1 2021-03 10; b/1 2021-04 20; c/1 2021-04 30 refused")),
                "accepted 2 refused 1 (c)");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 30);
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/1 2021-03 10; b/3 2021-04 25")),
                         "revised 1 repeated 1");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 35);
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/1 2021-03 11; b/2 2021-04 21")),
                         "stale 1 disputed 1 (a b)");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 35);
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/2 withdrawn; b/3 withdrawn")), "withdrawn 2");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 0);
}
END_TEST

/* A contradiction would be forgotten, or win when it is sent often enough. */
START_TEST(rule_5_the_first_stands_and_the_dispute_is_counted)
{
        /* rule 5: same number, other content: the first stands, the record is disputed, listed and
         * counted. */
        struct stored_statement stored;
        struct statement_view view;

        begin();
        take(world_batch(&world, DECLARED, "a/1 2021-03 10"));
        ck_assert_str_eq(
                take(world_batch(&world, DECLARED, "a/1 2021-03 11; a/1 2021-03 12; a/1 2021-03 10")),
                "repeated 1 disputed 2 (a a)");
        stored = (struct stored_statement){TEXT("declared"), TEXT("a"), bench.statements[0].body,
                                           bench.statements[0].body_length};
        ck_assert_int_eq(core_statement(bench.core, &stored, &view), 0);
        ck_assert(view.disputed && view.counts && !view.withdrawn);
        ck_assert_uint_eq(view.disputed_times, 2);
        ck_assert_int_eq(view.event.trade.value.units, 10);

        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/2 2021-03 13")), "revised 1");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 13);
}
END_TEST

/* A withdrawal that overtook its record would be lost, and the record counted for ever. */
START_TEST(rule_4_a_withdrawal_before_its_record_waits_for_it)
{
        /* rule 4: it may come before its record. */
        begin();
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/5 withdrawn")), "withdrawn 1");
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/4 2021-03 10; a/5 2021-03 11")),
                         "stale 2 (a a)");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 0);
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/6 2021-03 12")), "revised 1");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 12);
}
END_TEST

/* An id that occurs twice in one batch would be judged both times against what was there before. */
START_TEST(one_id_several_times_in_a_batch)
{
        begin();
        ck_assert_str_eq(take(world_batch(&world, DECLARED,
                                          "a/1 2021-03 10; a/3 2021-03 30; a/2 2021-03 20; a/3 2021-03 30;"
                                          "a/3 2021-03 31; b/1 withdrawn; b/1 2021-01 5; a/4 2022-01 40")),
                         "accepted 1 revised 2 repeated 1 stale 2 disputed 1 withdrawn 1 (a a b)");
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2021-12-31"), 0);
        ck_assert_int_eq(bench_value(&bench, DECLARED_YEAR, "2022-12-31"), 40);
        ck_assert_str_eq(take(world_batch(&world, DECLARED, "a/4 2022-01 40")), "repeated 1");
}
END_TEST

/* News that a later batch undoes would follow from the order of the journal. */
START_TEST(rule_3_a_batch_that_is_sent_again_undoes_nothing)
{
        /* rule 3: by-arrival: the number of the source's batch; never the order of the journal. */
        struct batch *first, *second;

        begin();
        first = world_batch(&world, COUNTER, "a 2021-03-01 10");
        second = world_batch(&world, COUNTER, "a 2021-03-01 20");
        ck_assert_str_eq(take(second), "accepted 1");
        ck_assert_str_eq(take(first), "stale 1 (a)");
        ck_assert_str_eq(take(second), "repeated 1");
        ck_assert_int_eq(bench_value(&bench, COUNTER_WEEK, "2021-03-01"), 20);
}
END_TEST

/* ---- releases ---- */

/* Half of a month would count while the rest is still under way. */
START_TEST(rule_8_a_release_that_lacks_a_batch_counts_nothing_and_says_what)
{
        /* rule 8: it counts as one judgement when its end and all its batches are there. */
        struct batch *second;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 300, NULL);
        begin();
        bench_tick(&bench, "2022-01-01");
        second = world_staged(&world, "2021-12-15", 2, "b 2021-11 200 import");
        ck_assert_str_eq(take(world_staged(&world, "2021-12-15", 1, "a 2021-11 100")), "staged 1");
        ck_assert_str_eq(bench_release(&bench), "open 1/0 without end");
        ck_assert_str_eq(take(world_end(&world, "2021-12-15", 3, 3, "2021-11")), "");
        ck_assert_str_eq(bench_release(&bench), "open 1/3 without 2,3");
        take(world_staged(&world, "2021-12-15", 3, "c 2021-11 7"));
        ck_assert_str_eq(bench_release(&bench), "open 2/3 without 2");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 0);
        ck_assert_str_eq(bench_told(&bench), "");

        ck_assert_str_eq(take(second), "staged 1");
        ck_assert_str_eq(bench_release(&bench), "counted 3/3 accepted 3");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 307);
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-11 confirmed, open > reached, nothing > 307, "
                         "release 2021-12-15.0 a b c\n");
}
END_TEST

/* A publisher that resends after a crash would hear of disputes, or count its release twice. */
START_TEST(rule_5_what_is_sent_again_after_its_release_counted_is_repeated)
{
        /* rule 5: equal number and equal content: repeated, for ever. */
        struct batch *batch, *end;
        char *rows;

        begin();
        batch = world_staged(&world, "2021-12-15", 1, "a 2021-11 100; b 2021-11 200 import");
        end = world_end(&world, "2021-12-15", 1, 2, "2021-11");
        ck_assert_str_eq(take(batch), "staged 2");
        ck_assert_str_eq(take(batch), "staged 2");
        take(end);
        ck_assert_str_eq(bench_release(&bench), "counted 1/1 accepted 2");
        bench_checkpoint(&bench);
        rows = bench_rows(&bench);

        ck_assert_str_eq(take(batch), "repeated 2");
        ck_assert_str_eq(bench_release(&bench), "counted 1/1 accepted 2");
        ck_assert_str_eq(take(end), "");
        ck_assert_str_eq(bench_release(&bench), "counted 1/1 accepted 2");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 300);

        ck_assert_str_eq(take(world_staged(&world, "2021-12-15", 1, "a 2021-11 100; c 2021-11 1")),
                         "repeated 1 refused 1 (c)");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 300);
        bench_checkpoint(&bench);
        free(rows);
}
END_TEST

/* A source would seem to have spoken of days that nothing of it is kept of. */
START_TEST(a_stale_word_in_a_release_that_has_counted_leaves_nothing)
{
        char *state;

        begin();
        take(world_staged(&world, "2021-12-15", 1, "a 2021-10 100"));
        take(world_end(&world, "2021-12-15", 1, 1, "2021-10"));
        take(world_staged(&world, "2021-11-15", 1, ""));
        take(world_end(&world, "2021-11-15", 1, 0, "2021-09"));
        state = strdup(bench_state(&bench));
        ck_assert_str_eq(take(world_staged(&world, "2021-11-15", 1, "a 2021-12 5")), "stale 1 (a)");
        ck_assert_str_eq(bench_state(&bench), state);
        free(state);
}
END_TEST

/* Nobody would know that a release hung, or it would count what its publisher called wrong. */
START_TEST(rule_8_control_totals_that_do_not_fit_put_it_into_quarantine_whole)
{
        /* rule 8: control totals that do not fit put it into quarantine whole, told under source/. */
        struct batch *end;

        begin();
        take(world_staged(&world, "2021-12-15", 1, "a 2021-11 100; b 2021-11 200 import"));
        end = world_end(&world, "2021-12-15", 1, 2, "2021-11");
        world_control(&world, end, 301);
        take(end);
        ck_assert_str_eq(bench_release(&bench),
                         "quarantined 1/1: control total of value in USD: 301 announced, 300 found");
        ck_assert_str_eq(bench_told(&bench), "dropped customs release 2021-12-15.0\n");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 0);

        end = world_end(&world, "2021-12-15", 1, 2, "2021-11");
        world_control(&world, end, 300);
        take(end);
        ck_assert_str_eq(bench_release(&bench), "counted 1/1 accepted 2");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 300);
}
END_TEST

/* A word to the wise would be on the wire before its hour. */
START_TEST(rule_8_an_embargo_holds_until_its_day)
{
        /* rule 8: or at the first tick at or after its embargo. */
        struct batch *end;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 300, NULL);
        begin();
        bench_tick(&bench, "2021-12-15");
        take(world_staged(&world, "2021-12-15", 1, "a 2021-11 300"));
        end = world_end(&world, "2021-12-15", 1, 1, "2021-11");
        end->end.embargo_day = world_day("2021-12-18");
        take(end);
        ck_assert_str_eq(bench_release(&bench), "embargoed 1/1");
        ck_assert_int_eq(core_due_day(bench.core), world_day("2021-12-18"));
        bench_tick(&bench, "2021-12-17");
        ck_assert_str_eq(bench_told(&bench), "");
        bench_tick(&bench, "2021-12-20");
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-11 confirmed, open > reached, nothing > 300, "
                         "release 2021-12-15.0 a\n");
}
END_TEST

/* A deadline would be missed in the morning and met a moment later. */
START_TEST(rule_8_what_an_embargo_held_is_known_before_the_day_is_judged)
{
        /* rule 8: at the first tick at or after its embargo. */
        struct batch *end;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 300, "2021-11-30");
        begin();
        bench_tick(&bench, "2021-11-15");
        take(world_staged(&world, "2021-11-15", 1, "a 2021-11 300"));
        end = world_end(&world, "2021-11-15", 1, 1, "2021-11");
        end->end.embargo_day = world_day("2021-12-01");
        take(end);
        bench_tick(&bench, "2021-12-01");
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-11 confirmed, open > reached, nothing > 300, "
                         "release 2021-11-15.0 a\n");
}
END_TEST

/* News of the day would be told between two releases, name the last one for the records of the first, and be called
 * backfill. */
START_TEST(rule_8_releases_of_one_day_are_judged_each_and_then_the_day)
{
        /* rule 8: each counts as one judgement; rule 24: what time alone does is no backfill. */
        struct batch *end;

        world_milestone(&world, "first", CUSTOMS_YEAR, 100, NULL);
        world_milestone(&world, "goal", CUSTOMS_YEAR, 300, "2021-11-30");
        world_milestone(&world, "port", PORT_SINCE, 300, "2021-11-30");
        begin();
        bench_tick(&bench, "2021-11-15");
        take(world_staged(&world, "2021-11-15", 1, "a 2021-10 100"));
        end = world_end(&world, "2021-11-15", 1, 1, "2021-10");
        end->end.embargo_day = world_day("2021-12-01");
        end->end.historical = true;
        take(end);
        take(world_staged(&world, "2021-11-16", 1, "b 2021-11 200"));
        end = world_end(&world, "2021-11-16", 1, 1, "2021-11");
        end->end.embargo_day = world_day("2021-12-01");
        end->end.historical = true;
        take(end);
        bench.with_positions = true;
        bench_tick(&bench, "2021-12-01");
        ck_assert_str_eq(bench_told(&bench),
                         "7 2021-12-01: reached first in 2021-10 confirmed backfill, open > reached, nothing > 100, "
                         "release 2021-11-15.0 a\n"
                         "7 2021-12-01: at risk goal backfill, open > open, nothing > 100, release 2021-11-15.0 a\n"
                         "7 2021-12-01: reached goal in 2021-11 confirmed backfill, open > reached, nothing > 300, "
                         "release 2021-11-16.0 b\n"
                         "7 2021-12-01: awaiting port, open > awaiting, nothing > no data, tick\n");
}
END_TEST

/* What a tick leapt over would be told as if the day of the embargo had done it. */
START_TEST(rule_27_a_long_tick_knows_the_day_before_an_embargo_is_over)
{
        /* rule 27: a tick over several days equals one for each. */
        struct plan_milestone *goal = world_milestone(&world, "goal", CUSTOMS_YEAR, 100, "2021-11-30");
        struct batch *end;

        goal->for_each = true; /* nothing is due of a series that is not there yet */
        goal->grace_days = 5;
        begin();
        bench_tick(&bench, "2021-11-15");
        take(world_staged(&world, "2021-11-15", 1, "a 2021-10 50"));
        end = world_end(&world, "2021-11-15", 1, 1, "2021-10");
        end->end.embargo_day = world_day("2021-12-18");
        take(end);
        bench_tick(&bench, "2021-12-20");
        ck_assert_str_eq(bench_told(&bench), "missed goal flow=export, open > missed, nothing > 50, "
                                             "release 2021-11-15.0 a\n");
}
END_TEST

/* Figures that the newer vintage dropped would come back with the mail. */
START_TEST(rule_9_an_older_vintage_after_a_newer_one_changes_nothing)
{
        /* rule 9: an older vintage that comes late is stale, also for records never seen. */
        begin();
        take(world_staged(&world, "2022-01-15", 1, "a 2021-11 100; n 2021-11 5"));
        take(world_end(&world, "2022-01-15", 1, 2, "2021-11"));
        take(world_staged(&world, "2021-12-15", 1, "a 2021-11 90; b 2021-11 200; x 2021-10 7"));
        take(world_end(&world, "2021-12-15", 1, 3, "2021-10/2021-11"));
        ck_assert_str_eq(bench_release(&bench), "counted 1/1 accepted 1 stale 2");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 112);
}
END_TEST

/* What a newer vintage does not repeat would go on to count. */
START_TEST(rule_9_what_a_newer_vintage_leaves_out_vanishes)
{
        /* rule 9: a statement counts if its vintage is not below the coverage of its period. */
        begin();
        take(world_staged(&world, "2021-12-15", 1,
                          "a 2021-11 1; b 2021-11 2; c 2021-11 4; d 2021-10 8; e 2021-11 16; f 2021-11 32"));
        take(world_end(&world, "2021-12-15", 1, 6, "2021-10/2021-11"));
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 63);

        take(world_staged(&world, "2022-01-15", 1, "b 2021-11 2; e 2022-01 16"));
        take(world_end(&world, "2022-01-15", 1, 2, "2021-11"));
        ck_assert_str_eq(bench_release(&bench), "counted 1/1 revised 2");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 2 + 8);
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2022-12-31"), 16);

        /* One that adds takes nothing back. */
        take(world_staged(&world, "2022-02-15", 1, "g 2021-11 64"));
        {
                struct batch *end = world_end(&world, "2022-02-15", 1, 1, "2021-11");

                end->end.replaces = false;
                take(end);
        }
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 2 + 8 + 64);
}
END_TEST

/* ---- corrections ---- */

/* The second half of a year's story: a correction restates, a withdrawal retracts with its cause, the next
 * vintage tells it again with the right month. */
START_TEST(corrections_reach_what_was_told)
{
        world_each_year(&world, "year", CUSTOMS_YEAR, 4400, 2021);
        world.plan.clock = CLOCK_EVENTS;
        begin();
        year_2021(12);
        ck_assert_str_eq(bench_told(&bench),
                         "on track year 2021, open > open, nothing > 400, release 2021-03-17.0 e1 i1\n"
                         "reached year 2021 in 2021-11 confirmed, open > reached, nothing > 4400, "
                         "release 2022-01-14.0 e11 i11\n");

        bench_take(&bench, world_staged(&world, "2022-03-01", 1, "e11 2021-11 250; i11 2021-11 100 import"));
        bench_take(&bench, world_end(&world, "2022-03-01", 1, 2, "2021-11"));
        ck_assert_str_eq(
                bench_told(&bench),
                "restated year 2021 in 2021-12 was 2021-11 confirmed, reached > reached, 4400 > 4750, "
                "release 2022-03-01.0 e11 i11\n");

        bench_take(&bench,
                   world_staged(&world, "2022-04-01", 1, "e11 withdrawn; i11 withdrawn; e12 withdrawn"));
        {
                struct batch *end = world_end(&world, "2022-04-01", 1, 3, "");

                bench_take(&bench, end);
        }
        ck_assert_str_eq(bench_told(&bench),
                         "retracted year 2021 was 2021-12, reached > missed, 4750 > 4100, "
                         "release 2022-04-01.0 e11 e12 i11\n");

        bench_take(&bench, world_staged(&world, "2022-05-01", 1, "e11 2021-11 300; i11 2021-11 100 import"));
        bench_take(&bench, world_end(&world, "2022-05-01", 1, 2, "2021-11"));
        ck_assert_str_eq(bench_told(&bench),
                         "reached year 2021 in 2021-11 confirmed, missed > reached, 4100 > 4400, "
                         "release 2022-05-01.0 e11 i11\n");
        ck_assert_str_eq(bench_milestone(&bench, "year", "2021", 0), "reached in 2021-11 confirmed");
}
END_TEST

/* A state in between would be told, and taken back in the same breath. */
START_TEST(what_a_batch_takes_away_and_gives_back_tells_nothing)
{
        world_milestone(&world, "goal", DECLARED_YEAR, 100, NULL);
        begin();
        bench_tick(&bench, "2022-01-01");
        take(world_batch(&world, DECLARED, "a/1 2021-03 60; b/1 2021-03 40"));
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-03 confirmed, open > reached, nothing > 100, "
                         "records a b\n");
        take(world_batch(&world, DECLARED, "a/2 withdrawn; b/2 2021-03 30; c/1 2021-03 70"));
        ck_assert_str_eq(bench_told(&bench), "");
        take(world_batch(&world, DECLARED, "c/2 withdrawn"));
        ck_assert_str_eq(bench_told(&bench),
                         "retracted goal was 2021-03, reached > open, 100 > 30, records c\n");
}
END_TEST

/* ---- time ---- */

/* A daemon that slept over the new year would tell another story than one that was awake. */
START_TEST(rule_27_a_tick_over_several_days_equals_one_for_each)
{
        /* rule 27: a tick over several days equals one for each. */
        struct bench daily;
        struct batch *end;
        char *told;

        world_each_year(&world, "a-port-year", PORT_SINCE, 500, 2021)->grace_days = 30;
        world_milestone(&world, "b-port", PORT_SINCE, 300, "2021-03-15")->grace_days = 20;
        world_milestone(&world, "c-week", COUNTER_WEEK, 30, "2021-04-01");
        world_milestone(&world, "d-customs", CUSTOMS_YEAR, 100, "2021-02-28");
        begin();
        bench_init(&daily, &world.plan);
        end = world_end(&world, "2021-03-01", 1, 1, "2021-01/2021-02");
        end->end.embargo_day = world_day("2021-03-20");
        for (int i = 0; i < 2; i++) {
                struct bench *one = i ? &daily : &bench;

                one->told_read = 0;
                bench_tick(one, "2021-01-05");
                bench_take(one, world_batch(&world, PORT, "a/1 2021-01-03 100; b/1 2021-01-20 100"));
                bench_take(one, world_batch(&world, COUNTER, "c 2021-03-28 10; d 2021-04-01 19"));
                bench_take(one, world_staged(&world, "2021-03-01", 1, "e 2021-02 99"));
                bench_take(one, end);
                bench_take(one, world_staged(&world, "2021-03-02", 1, "e 2021-02 99")); /* left unfinished */
                if (i)
                        for (int32_t day = world_day("2021-01-06"); day < world_day("2022-06-01"); day++)
                                bench_tick_day(one, day);
                bench_tick(one, "2022-06-01");
        }
        told = strdup(bench_told(&daily));
        ck_assert_str_eq(bench_told(&bench), told);
        ck_assert_uint_gt(strlen(told), 100);
        ck_assert_ptr_nonnull(strstr(told, "dropped customs tick 2021-03-02.0\n"));
        free(told);
        told = strdup(bench_state(&daily));
        ck_assert_str_eq(bench_state(&bench), told);
        free(told);
        bench_done(&daily);
}
END_TEST

/* An archive of sixteen years would be judged on the day of its import. */
START_TEST(rule_28_the_clock_of_events_follows_what_is_counted)
{
        /* rule 28: the greatest vintage day of a finished release or, for other sources, the last day of the
         * period of an accepted actual event; never back, never beyond `until`. */
        world.plan.clock = CLOCK_EVENTS;
        world.plan.until_day = world_day("2022-06-30");
        begin();
        ck_assert_int_eq(core_day(bench.core), CIVIL_NONE);
        take(world_batch(&world, DECLARED, "a/1 2021-03 10; b/1 2021-02 10; c/1 2021-09 9 planned"));
        ck_assert_int_eq(core_day(bench.core), world_day("2021-03-31"));
        take(world_batch(&world, DECLARED, "a/1 2021-03 10; d/1 2021-01 10; e/1 withdrawn"));
        ck_assert_int_eq(core_day(bench.core), world_day("2021-03-31"));
        take(world_staged(&world, "2021-12-15", 1, "a 2021-11 1"));
        ck_assert_int_eq(core_day(bench.core), world_day("2021-03-31"));
        take(world_end(&world, "2021-12-15", 1, 1, "2021-11"));
        ck_assert_int_eq(core_day(bench.core), world_day("2021-12-15"));
        bench_tick(&bench, "2022-03-01");
        ck_assert_int_eq(core_day(bench.core), world_day("2021-12-15"));
        ck_assert_int_eq(core_due_day(bench.core), PLAN_NEVER);
        take(world_staged(&world, "2023-12-15", 1, "a 2021-11 1"));
        take(world_end(&world, "2023-12-15", 1, 1, "2021-11"));
        ck_assert_int_eq(core_day(bench.core), world_day("2022-06-30"));
}
END_TEST

/* ---- the rest of a receipt ---- */

/* A rehearsal would say something else than the performance, or take part in it. */
START_TEST(rule_40_a_dry_run_gives_the_verdicts_of_the_real_run_and_changes_nothing)
{
        /* rule 40: a dry run goes through the same judging function, on copies. */
        static const char *const batches[] = {
                "a/1 2021-03 10; b/1 2021-04 20; c/1 2021-04 30 refused",
                "a/1 2021-03 10; b/3 2021-04 25; d/1 withdrawn; d/1 2021-04 1; d/2 2021-04 1",
                "a/1 2021-03 11; a/2 2021-03 12; a/2 2021-03 13; a/1 2021-03 1; a/3 withdrawn; a/3 2021-03 9",
        };

        begin();
        for (size_t i = 0; i < 3; i++) {
                struct batch *batch = world_batch(&world, DECLARED, batches[i]);
                char *state = strdup(bench_state(&bench)), *verdicts, *rows;

                bench_checkpoint(&bench);
                rows = bench_rows(&bench);
                verdicts = strdup(bench_try(&bench, batch));
                ck_assert_str_eq(bench_try(&bench, batch), verdicts);
                bench_checkpoint(&bench);
                {
                        char *after = bench_rows(&bench);

                        ck_assert_str_eq(after, rows);
                        free(after);
                }
                ck_assert_str_eq(bench_state(&bench), state);
                ck_assert_str_eq(take(batch), verdicts);
                free(state);
                free(verdicts);
                free(rows);
        }
        ck_assert_str_eq(bench_try(&bench, world_end(&world, "2021-12-15", 1, 1, "2021-11")), "");
}
END_TEST

/* A gap in the numbers of a publisher that fires and forgets would not be seen. */
static int take_gaps(void *context, const struct source_row *row)
{
        if (row->source == COUNTER)
                *(uint64_t *)context = row->gaps * 1000 + row->last_number;
        return 0;
}

START_TEST(gaps_in_a_sources_numbers_are_counted)
{
        struct batch *batches[6];
        uint64_t seen = 0;

        begin();
        for (int i = 0; i < 6; i++)
                batches[i] = world_batch(&world, COUNTER, "a 2021-03-01 10");
        take(batches[1]);
        take(batches[2]);
        take(batches[5]);
        take(batches[3]);
        ck_assert_int_eq(core_sources(bench.core, take_gaps, &seen), 0);
        ck_assert_uint_eq(seen, 2006);
}
END_TEST

/* A batch of a source that the configuration lost would bring the daemon down at its replay. */
START_TEST(a_source_that_the_plan_lacks_is_refused_whole)
{
        begin();
        world_init(&world);
        {
                struct batch *batch = world_batch(&world, DECLARED, "a/1 2021-03 10");

                batch->source = TEXT("nobody");
                ck_assert_str_eq(take(batch),
                                 "refused: the configuration in force does not know this source");
        }
}
END_TEST

/* ---- another plan ---- */

/* A milestone of today that was passed last year would be told as news of today, or not at all. */
START_TEST(rule_24_a_new_plan_tells_what_was_passed_as_backfill)
{
        /* rule 24: backfill only if the cause is configuration or program, or the release says historical. */
        static struct world next;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 800, NULL);
        world.plan.clock = CLOCK_EVENTS;
        begin();
        year_2021(4);
        take(world_batch(&world, PORT, "p/1 2021-02-03 77"));
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-02 confirmed, open > reached, nothing > 800, "
                         "release 2021-04-14.0 e2 i2\n");
        world_init(&next);
        next.plan.clock = CLOCK_EVENTS;
        world_milestone(&next, "goal", CUSTOMS_YEAR, 800, NULL);
        world_milestone(&next, "more", CUSTOMS_YEAR, 1200, NULL);
        world_milestone(&next, "port", PORT_SINCE, 70, NULL);
        bench_activate(&bench, &next.plan);
        ck_assert_str_eq(
                bench_told(&bench),
                "reached port in 2021-02-03 confirmed backfill, open > reached, nothing > 77, plan\n"
                "reached more in 2021-03 confirmed backfill, open > reached, nothing > 1200, plan\n");
        ck_assert_int_eq(bench_value(&bench, CUSTOMS_YEAR, "2021-12-31"), 1600);

        /* And nothing is told again, nor forgotten. */
        bench_activate(&bench, &world.plan);
        bench_activate(&bench, &next.plan);
        ck_assert_ptr_null(strstr(bench_told(&bench), "goal"));
        take(world_staged(&world, "2021-12-15", 1,
                          "e2 withdrawn; i2 withdrawn; e1 withdrawn; i1 withdrawn;"
                          "e4 withdrawn"));
        take(world_end(&world, "2021-12-15", 1, 5, ""));
        ck_assert_ptr_nonnull(
                strstr(bench_told(&bench), "retracted goal was 2021-02, reached > open, 800 > "));
        world_done(&next);
}
END_TEST

/* An import of old figures would ring the bells. */
START_TEST(rule_24_a_historical_release_is_backfill)
{
        /* rule 24: or the release says historical. */
        struct batch *end;

        world_milestone(&world, "goal", CUSTOMS_YEAR, 300, NULL);
        begin();
        bench_tick(&bench, "2022-01-01");
        take(world_staged(&world, "2021-12-15", 1, "a 2021-11 300"));
        end = world_end(&world, "2021-12-15", 1, 1, "2021-11");
        end->end.historical = true;
        take(end);
        ck_assert_str_eq(bench_told(&bench),
                         "reached goal in 2021-11 confirmed backfill, open > reached, nothing > "
                         "300, release 2021-12-15.0 a\n");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("core");
        TCase *tcase = tcase_create("core");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, stage_setup, stage_teardown);
        tcase_add_test(tcase, an_explicit_source_hears_what_became_of_each_event);
        tcase_add_test(tcase, rule_5_the_first_stands_and_the_dispute_is_counted);
        tcase_add_test(tcase, rule_4_a_withdrawal_before_its_record_waits_for_it);
        tcase_add_test(tcase, one_id_several_times_in_a_batch);
        tcase_add_test(tcase, rule_3_a_batch_that_is_sent_again_undoes_nothing);
        tcase_add_test(tcase, rule_8_a_release_that_lacks_a_batch_counts_nothing_and_says_what);
        tcase_add_test(tcase, rule_5_what_is_sent_again_after_its_release_counted_is_repeated);
        tcase_add_test(tcase, a_stale_word_in_a_release_that_has_counted_leaves_nothing);
        tcase_add_test(tcase, rule_8_control_totals_that_do_not_fit_put_it_into_quarantine_whole);
        tcase_add_test(tcase, rule_8_an_embargo_holds_until_its_day);
        tcase_add_test(tcase, rule_8_what_an_embargo_held_is_known_before_the_day_is_judged);
        tcase_add_test(tcase, rule_8_releases_of_one_day_are_judged_each_and_then_the_day);
        tcase_add_test(tcase, rule_27_a_long_tick_knows_the_day_before_an_embargo_is_over);
        tcase_add_test(tcase, rule_9_an_older_vintage_after_a_newer_one_changes_nothing);
        tcase_add_test(tcase, rule_9_what_a_newer_vintage_leaves_out_vanishes);
        tcase_add_test(tcase, corrections_reach_what_was_told);
        tcase_add_test(tcase, what_a_batch_takes_away_and_gives_back_tells_nothing);
        tcase_add_test(tcase, rule_27_a_tick_over_several_days_equals_one_for_each);
        tcase_add_test(tcase, rule_28_the_clock_of_events_follows_what_is_counted);
        tcase_add_test(tcase, rule_40_a_dry_run_gives_the_verdicts_of_the_real_run_and_changes_nothing);
        tcase_add_test(tcase, gaps_in_a_sources_numbers_are_counted);
        tcase_add_test(tcase, a_source_that_the_plan_lacks_is_refused_whole);
        tcase_add_test(tcase, rule_24_a_new_plan_tells_what_was_passed_as_backfill);
        tcase_add_test(tcase, rule_24_a_historical_release_is_backfill);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
