/* tests/unit/core/test_expect.c: what sources owe, when they are told to be silent, and that who waits
 * for them is told once. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/story.h"

static struct world world;
static struct bench bench;

static void setup(void)
{
        world_init(&world);
}

static void teardown(void)
{
        bench_done(&bench);
        world_done(&world);
}

static void begin(void)
{
        bench_init(&bench, &world.plan);
}

static void expect(uint32_t source, int32_t days, const char *from)
{
        world.sources[source].expect_days = days;
        if (from)
                world.sources[source].expect_from_day = world_day(from);
}

static void release(const char *vintage, const char *periods)
{
        bench_take(&bench, world_end(&world, vintage, 0, 0, periods));
}

struct asked {
        uint32_t source;
        struct lines lines;
};

static int take_row(void *context, const struct source_row *row)
{
        struct asked *asked = context;
        char since[CIVIL_TEXT_MAX];

        if (row->source == asked->source)
                lines_add(&asked->lines, "%u of %u, %u on time, silent %s", row->actual, row->expected, row->on_time,
                          civil_format(row->silent_since, since));
        return 0;
}

static void ck_assert_row(uint32_t source, const char *wanted)
{
        struct asked asked = {.source = source};

        ck_assert_int_eq(core_sources(bench.core, take_row, &asked), 0);
        ck_assert_str_eq(asked.lines.text, wanted);
        free(asked.lines.text);
}

/* An office that stopped to publish would look as if there were no trade. */
START_TEST(a_source_that_owes_is_silent_once_and_speaks_when_nothing_is_owed)
{
        expect(CUSTOMS, 45, NULL);
        begin();
        bench_tick(&bench, "2021-12-01");
        release("2021-12-10", "2021-10");
        bench_tick(&bench, "2022-01-14"); /* 2021-11 and 45 days */
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_int_eq(core_due_day(bench.core), world_day("2022-01-15"));
        bench_tick(&bench, "2022-01-15");
        ck_assert_str_eq(bench_told(&bench), "silent customs 2021-11, tick\n");
        ck_assert_row(CUSTOMS, "1 of 2, 1 on time, silent 2022-01-15");

        bench_tick(&bench, "2022-02-15"); /* 2021-12 is owed as well */
        release("2022-02-15", "2021-11");
        bench_tick(&bench, "2022-02-20");
        ck_assert_str_eq(bench_told(&bench), "");
        release("2022-02-20", "2021-12");
        ck_assert_str_eq(bench_told(&bench), ""); /* at the tick */
        ck_assert_int_eq(core_due_day(bench.core), world_day("2022-02-21"));
        bench_tick(&bench, "2022-02-21");
        ck_assert_str_eq(bench_told(&bench), "speaking customs 2021-11, tick\n");
        ck_assert_row(CUSTOMS, "3 of 3, 1 on time, silent -");
}
END_TEST

/* A backlog of an hour would be told as silence for months, or the silence of months not at all. */
START_TEST(rule_27_a_tick_over_many_days_tells_each_silence_on_its_day)
{
        /* rule 27: a tick over several days equals one for each. */
        expect(CUSTOMS, 45, "2021-10-01");
        expect(PORT, 3, NULL);
        begin();
        bench.with_positions = true;
        bench_tick(&bench, "2021-10-01");
        bench_take(&bench, world_batch(&world, PORT, "a/1 2021-10-01 5"));
        (void)bench_told(&bench);
        bench_tick(&bench, "2022-03-01");
        ck_assert_str_eq(bench_told(&bench), "4 2021-10-06: silent port 2021-10-02, tick\n"
                                             "4 2021-12-16: silent customs 2021-10, tick\n");
}
END_TEST

/* The order of a judgement's news would depend on who told them. */
START_TEST(rule_36_news_of_sources_are_sorted_among_those_of_milestones)
{
        /* rule 36: notifications of one judgement are sorted by event day, then names. */
        expect(CUSTOMS, 45, "2021-10-01");
        expect(OFFICE, 76, "2021-07-01"); /* 2021-Q3 until 2021-12-15 */
        expect(PORT, 30, "2021-11-15");
        world_milestone(&world, "goal", PORT_SINCE, 800, "2021-12-14");
        world_milestone(&world, "hope", PORT_SINCE, 800, "2021-12-15");
        begin();
        bench_tick(&bench, "2021-12-10");
        bench.position = 1;
        bench_tick(&bench, "2021-12-15");
        ck_assert_str_eq(bench_told(&bench), "awaiting goal, open > awaiting, nothing > no data, tick\n");
        bench_tick(&bench, "2021-12-16");
        ck_assert_str_eq(bench_told(&bench), "silent customs 2021-10, tick\n"
                                             "silent office 2021-Q3, tick\n"
                                             "silent port 2021-11-15, tick\n"
                                             "awaiting hope, open > awaiting, nothing > no data, tick\n");
}
END_TEST

/* A source that was closed years ago would be silent for ever. */
START_TEST(what_ends_after_a_source_retired_is_not_owed)
{
        expect(CUSTOMS, 45, "2021-10-01");
        world.sources[CUSTOMS].retired_day = world_day("2021-11-30");
        begin();
        bench_tick(&bench, "2021-12-01");
        release("2021-12-01", "2021-10");
        bench_tick(&bench, "2023-01-01");
        ck_assert_str_eq(bench_told(&bench), "silent customs 2021-11, tick\n");
        ck_assert_row(CUSTOMS, "1 of 2, 1 on time, silent 2022-01-15");
        release("2023-01-01", "2021-11");
        bench_tick(&bench, "2023-01-02");
        ck_assert_str_eq(bench_told(&bench), "speaking customs 2021-11, tick\n");
        ck_assert_int_eq(core_due_day(bench.core), PLAN_NEVER);
}
END_TEST

/* "Nothing until Monday" would be silence. */
START_TEST(a_sources_own_word_counts_as_speaking)
{
        struct batch *word;

        expect(PORT, 2, "2021-10-01");
        begin();
        bench_tick(&bench, "2021-10-02");
        word = world_batch(&world, PORT, "");
        word->nothing_until_day = world_day("2021-10-10");
        bench_take(&bench, word);
        bench_tick(&bench, "2021-10-13");
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_row(PORT, "10 of 10, 10 on time, silent -");
        bench_tick(&bench, "2021-10-14");
        ck_assert_str_eq(bench_told(&bench), "silent port 2021-10-11, tick\n");
}
END_TEST

/* With an archive the silence of then would be told with the clock of now, or never. */
START_TEST(rule_28_with_the_clock_of_events_silence_is_told_as_the_day_moves)
{
        /* rule 28: `clock: events`: the day is the greatest vintage day of a finished release or ... */
        expect(CUSTOMS, 45, NULL);
        world.plan.clock = CLOCK_EVENTS;
        begin();
        release("2021-12-10", "2021-10");
        ck_assert_str_eq(bench_told(&bench), "");
        release("2022-03-10", "2021-12");
        ck_assert_str_eq(bench_told(&bench), "silent customs 2021-11, tick\n");
        release("2022-03-11", "2021-11/2022-01");
        ck_assert_str_eq(bench_told(&bench), "speaking customs 2021-11, tick\n");
        ck_assert_row(CUSTOMS, "3 of 3, 1 on time, silent -");
}
END_TEST

/* After a reload everybody would be told again, or who waits would never hear the end of a silence. */
START_TEST(another_plan_takes_over_what_was_told_and_known)
{
        static struct world next;

        expect(CUSTOMS, 45, "2021-10-01");
        expect(PORT, 3, "2021-10-01");
        begin();
        bench_tick(&bench, "2021-11-20");
        release("2021-11-20", "2021-10");
        bench_tick(&bench, "2022-01-20");
        ck_assert_str_eq(bench_told(&bench), "silent port 2021-10-01, tick\nsilent customs 2021-11, tick\n");
        world_init(&next);
        next.sources[CUSTOMS].expect_days = 20;
        next.sources[CUSTOMS].expect_from_day = world_day("2021-10-01");
        bench_activate(&bench, &next.plan); /* nobody expects the port any more */
        ck_assert_str_eq(bench_told(&bench), "");
        ck_assert_row(CUSTOMS, "1 of 2, 1 on time, silent 2022-01-15");
        bench_tick(&bench, "2022-01-21");
        ck_assert_str_eq(bench_told(&bench), "speaking port 2021-10-01, tick\n");
        next.sources[CUSTOMS].expect_days = 19; /* one day less than it took in October */
        ck_assert_row(CUSTOMS, "1 of 3, 0 on time, silent 2022-01-15");
        bench_checkpoint(&bench);
        {
                struct bench again;

                bench_restart(&bench, &next.plan, &again);
                bench_done(&bench);
                bench = again;
        }
        ck_assert_row(CUSTOMS, "1 of 3, 0 on time, silent 2022-01-15");
        release("2022-01-21", "2021-11/2021-12");
        bench_tick(&bench, "2022-01-22");
        ck_assert_str_eq(bench_told(&bench), "speaking customs 2021-11, tick\n");
        world_done(&next);
}
END_TEST

/* ---- by dice ---- */

/* When was it first true that the period had been spoken of; by going through all days of all entries. */
struct plain {
        struct period period;
        int32_t known_day;
};

struct heard {
        size_t count;
        struct plain periods[2000];
        int32_t until;
        bool silent;
};

static struct plain *plain_of(struct heard *heard, struct period period)
{
        for (size_t i = 0; i < heard->count; i++)
                if (period_equal(heard->periods[i].period, period))
                        return &heard->periods[i];
        return NULL;
}

static void hear_period(struct heard *heard, struct period period, int32_t day)
{
        if (day == CIVIL_NONE || plain_of(heard, period))
                return;
        ck_assert_uint_lt(heard->count, 2000);
        heard->periods[heard->count++] = (struct plain){period, day};
}

struct listener {
        const struct bench *bench;
        struct heard heard[WORLD_SOURCES];
        const struct plan *plan;
};

static int hear_source(void *context, const struct source_row *row)
{
        struct listener *listener = context;
        const struct plan_source *source = &listener->plan->sources[row->source];
        struct heard *heard = &listener->heard[row->source];
        int32_t day = core_day(listener->bench->core);
        uint32_t expected = 0, actual = 0, on_time = 0;
        struct period period;

        /* The newest day that it spoke of is known of the row; so is who said "nothing until". */
        if (source->numbers != NUMBERS_BY_RELEASE) {
                if (row->newest_day != CIVIL_NONE && (heard->until == CIVIL_NONE || row->newest_day > heard->until))
                        heard->until = row->newest_day;
                for (period = period_at(source->resolution, civil_from_ymd(2020, 7, 1), 1);
                     heard->until != CIVIL_NONE && period.last <= heard->until; period = period_next(period))
                        hear_period(heard, period, day);
        }
        if (source->expect_days <= 0 || source->expect_from_day == CIVIL_NONE || day == CIVIL_NONE)
                return 0;

        for (period = period_at(source->resolution, source->expect_from_day, 1);
             period.last + source->expect_days < day; period = period_next(period)) {
                const struct plain *plain = plain_of(heard, period);

                if (source->retired_day != CIVIL_NONE && period.last > source->retired_day)
                        break;
                expected++;
                actual += plain != NULL;
                on_time += plain && plain->known_day <= period.last + source->expect_days;
        }
        ck_assert_uint_eq(row->expected, expected);
        ck_assert_uint_eq(row->actual, actual);
        ck_assert_uint_eq(row->on_time, on_time);
        ck_assert_int_eq(row->silent_since != CIVIL_NONE, heard->silent);
        return 0;
}

static void hear_word(struct listener *listener, const struct batch *batch)
{
        for (uint32_t i = 0; batch && batch->nothing_until_day != CIVIL_NONE && i < WORLD_SOURCES; i++) {
                struct heard *heard = &listener->heard[i];

                if (text_equal(listener->plan->sources[i].name, batch->source) &&
                    (heard->until == CIVIL_NONE || batch->nothing_until_day > heard->until))
                        heard->until = batch->nothing_until_day;
        }
}

/* Silent is told when it was not, speaking when it was; and between two ticks nothing is. */
static void hear_news(struct listener *listener, bool may_tell)
{
        const struct effects *effects = listener->bench->effects;

        for (size_t i = 0; i < effects->news_count; i++) {
                const struct news *news = &effects->news[i];

                if (news->kind != NEWS_SILENT && news->kind != NEWS_SPEAKING)
                        continue;
                ck_assert(may_tell);
                for (uint32_t s = 0; s < WORLD_SOURCES; s++)
                        if (text_equal(listener->plan->sources[s].name, news->source)) {
                                ck_assert_int_eq(listener->heard[s].silent, news->kind == NEWS_SPEAKING);
                                listener->heard[s].silent = news->kind == NEWS_SILENT;
                        }
        }
}

/* Whatever comes in whatever order, what a source owes would not be what the calendar says. */
START_TEST(what_is_expected_spoken_and_in_time_is_what_a_plain_list_says)
{
        static struct story story;
        static struct listener listener;

        story_make(&story, 7000 + (uint64_t)_i);
        for (uint32_t i = 0; i < WORLD_SOURCES; i++) { /* releases have a test of their own */
                story.world.sources[i].expect_from_day = civil_from_ymd(2020, 9, 1) + _i % 90;
                story.world.sources[i].expect_days = 1 + (_i + (int)i * 13) % 50;
        }
        story.world.sources[CUSTOMS].expect_days = 0;
        memset(&listener, 0, sizeof(listener));
        listener.plan = &story.world.plan;
        for (uint32_t i = 0; i < WORLD_SOURCES; i++)
                listener.heard[i].until = CIVIL_NONE;
        bench_init(&bench, &story.world.plan);
        listener.bench = &bench;
        for (size_t i = 0; i < story.count; i++) {
                if (story.entries[i].plan)
                        continue;
                story_tell(&bench, &story.entries[i]);
                hear_word(&listener, story.entries[i].batch);
                hear_news(&listener, !story.entries[i].batch || story.world.plan.clock == CLOCK_EVENTS);
                ck_assert_int_eq(core_sources(bench.core, hear_source, &listener), 0);
        }
        story_done(&story);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("expect");
        TCase *tcase = tcase_create("expect");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, a_source_that_owes_is_silent_once_and_speaks_when_nothing_is_owed);
        tcase_add_test(tcase, rule_27_a_tick_over_many_days_tells_each_silence_on_its_day);
        tcase_add_test(tcase, rule_36_news_of_sources_are_sorted_among_those_of_milestones);
        tcase_add_test(tcase, what_ends_after_a_source_retired_is_not_owed);
        tcase_add_test(tcase, a_sources_own_word_counts_as_speaking);
        tcase_add_test(tcase, rule_28_with_the_clock_of_events_silence_is_told_as_the_day_moves);
        tcase_add_test(tcase, another_plan_takes_over_what_was_told_and_known);
        tcase_add_loop_test(tcase, what_is_expected_spoken_and_in_time_is_what_a_plain_list_says, 0, 30);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
