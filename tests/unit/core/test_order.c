/* tests/unit/core/test_order.c: order, repetition and the cut into batches do not matter: the same sums,
 * states and dates, for releases of a corridor and for an explicit source. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/tallies/dice.h"
#include "unit/core/world.h"

#define RECORDS_MAX  24
#define VINTAGES_MAX 40

static struct world world;

/* What a release says, before it is cut into batches. */
struct said {
        char vintage[24], periods[24];
        int count;
        char events[RECORDS_MAX][64];
        bool partly; /* it does not replace */
};
static struct said all[VINTAGES_MAX];
static size_t said_count;

static struct said *saying(const char *vintage, const char *periods)
{
        struct said *said = &all[said_count++];

        *said = (struct said){0};
        strcpy(said->vintage, vintage);
        strcpy(said->periods, periods);
        return said;
}

static void month_said(struct said *said, int month, int lower)
{
        for (int i = 0; i < 5; i++)
                snprintf(said->events[said->count++], 64, "r%02d%d %d-%02d %d %s", month, i,
                         2020 + month / 12, month % 12 + 1, 100 + month * 3 + i - lower,
                         i % 2 ? "import" : "");
}

/* Two years of months, each with its release, and what was corrected, dropped, added and withdrawn later. */
static void setup(void)
{
        struct plan_milestone *milestone;
        struct said *said;

        world_init(&world);
        milestone = world_each_year(&world, "each-year", CUSTOMS_YEAR, 6800, 2020);
        world_steps(&world, milestone, 50, 75, 0);
        world_milestone(&world, "last-12", CUSTOMS_12, 7800, "2021-06-30");
        world_milestone(&world, "never", CUSTOMS_YEAR, 1000000, "2021-12-31");
        world.plan.clock = CLOCK_EVENTS;
        said_count = 0;
        for (int month = 0; month < 24; month++) {
                char vintage[24], period[PERIOD_TEXT_MAX];
                struct period of = period_at(PERIOD_MONTH,
                                             civil_from_ymd(2020 + month / 12, month % 12 + 1, 1), 1);

                civil_format(of.last + 45, vintage);
                month_said(saying(vintage, period_format(of, period)), month, 0);
        }
        month_said(saying("2021-07-20", "2020-11"), 10, 40); /* a correction */
        said = saying("2021-08-20", "2021-02/2021-03");      /* some of it vanishes, some moves, some comes */
        strcpy(said->events[said->count++], "r130 2021-03 500");
        strcpy(said->events[said->count++], "r140 2021-02 7 provisional");
        strcpy(said->events[said->count++], "new 2021-02 9");
        said = saying("2021-08-20.1", "2021-02"); /* it adds */
        said->partly = true;
        strcpy(said->events[said->count++], "more 2021-02 11");
        strcpy(said->events[said->count++], "r001 withdrawn");
        said = saying("2020-02-20", "2020-01/2021-12"); /* an old one, which comes late or early */
        strcpy(said->events[said->count++], "ghost 2020-01 100000");
        strcpy(said->events[said->count++], "ghost2 2021-09 100000");
        strcpy(said->events[said->count++], "r000 2020-05 100000");
}

static void teardown(void)
{
        world_done(&world);
}

/* ---- how it is sent ---- */

struct way {
        int batch_events;
        bool shuffled_events, twice;
        enum { IN_ORDER, REVERSED, SHUFFLED, INTERLEAVED, ENDS_FIRST } releases;
};

struct pieces {
        const struct batch **all;
        size_t count;
};

static void piece_add(struct pieces *pieces, const struct batch *batch)
{
        pieces->all = realloc(pieces->all, (pieces->count + 1) * sizeof(*pieces->all));
        pieces->all[pieces->count++] = batch;
}

static void shuffle(const struct batch **array, size_t count, struct dice *dice)
{
        for (size_t i = count; i > 1; i--) {
                size_t other = (size_t)dice_roll(dice, (int64_t)i);
                const struct batch *swap = array[i - 1];

                array[i - 1] = array[other];
                array[other] = swap;
        }
}

static void cut(const struct said *said, const struct way *way, struct dice *dice, struct pieces *pieces)
{
        struct batch *end;
        uint32_t batches = 0;
        int order[RECORDS_MAX];

        for (int i = 0; i < said->count; i++)
                order[i] = i;
        for (int i = said->count; way->shuffled_events && i > 1; i--) {
                int other = (int)dice_roll(dice, i), swap = order[i - 1];

                order[i - 1] = order[other];
                order[other] = swap;
        }
        for (int i = 0; i < said->count; i += way->batch_events) {
                struct lines events = {0};

                for (int j = i; j < said->count && j < i + way->batch_events; j++)
                        lines_add(&events, "%s;", said->events[order[j]]);
                piece_add(pieces, world_staged(&world, said->vintage, ++batches, events.text));
                free(events.text);
        }
        end = world_end(&world, said->vintage, batches, (uint64_t)said->count, said->periods);
        end->end.replaces = !said->partly;
        piece_add(pieces, end);
        if (way->releases == ENDS_FIRST) {
                memmove(pieces->all + pieces->count - batches, pieces->all + pieces->count - batches - 1,
                        batches * sizeof(*pieces->all));
                pieces->all[pieces->count - batches - 1] = end;
        }
}

static char *send(const struct way *way, uint64_t seed)
{
        struct dice dice = dice_of(seed);
        struct pieces pieces = {0};
        size_t order[VINTAGES_MAX];
        struct bench bench;
        char *state;

        for (size_t i = 0; i < said_count; i++)
                order[i] = way->releases == REVERSED ? said_count - 1 - i : i;
        for (size_t i = said_count; way->releases >= SHUFFLED && i > 1; i--) {
                size_t other = (size_t)dice_roll(&dice, (int64_t)i), swap = order[i - 1];

                order[i - 1] = order[other];
                order[other] = swap;
        }
        for (size_t i = 0; i < said_count; i++)
                cut(&all[order[i]], way, &dice, &pieces);
        if (way->releases == INTERLEAVED)
                shuffle(pieces.all, pieces.count, &dice);

        bench_init(&bench, &world.plan);
        for (size_t i = 0; i < pieces.count; i++)
                for (int j = 0; j <= way->twice; j++)
                        bench_take(&bench, pieces.all[i]);
        for (size_t i = 0; way->twice && i < pieces.count; i++)
                bench_take(&bench, pieces.all[i]);
        state = strdup(bench_state(&bench));
        bench_done(&bench);
        free(pieces.all);
        return state;
}

static const struct way ways[] = {
        {.batch_events = 1, .releases = IN_ORDER},
        {.batch_events = 7, .releases = IN_ORDER, .shuffled_events = true},
        {.batch_events = 1000, .releases = REVERSED},
        {.batch_events = 7, .releases = SHUFFLED, .shuffled_events = true},
        {.batch_events = 1, .releases = INTERLEAVED, .shuffled_events = true},
        {.batch_events = 1, .releases = ENDS_FIRST},
        {.batch_events = 7, .releases = INTERLEAVED, .shuffled_events = true, .twice = true},
        {.batch_events = 1, .releases = SHUFFLED, .twice = true},
};

/* Who sends the same figures in another order would be told other dates. */
START_TEST(releases_in_any_order_lead_to_the_same_sums_states_and_dates)
{
        const struct way plain = {.batch_events = 1000, .releases = IN_ORDER};
        char *wanted = send(&plain, 0);

        ck_assert_ptr_nonnull(strstr(wanted, "each-year 2020 0%: reached in 2020-12 confirmed"));
        ck_assert_ptr_nonnull(strstr(wanted, "each-year 2021 50%: reached in 2021-0"));
        ck_assert_ptr_nonnull(strstr(wanted, "last-12 - 0%: reached late in"));
        ck_assert_ptr_nonnull(strstr(wanted, "never - 0%: missed"));
        for (uint64_t seed = 1; seed <= 3; seed++) {
                char *state = send(&ways[_i], seed);

                ck_assert_msg(strcmp(state, wanted) == 0, "way %d, seed %llu:\n%s\nbut plainly:\n%s", _i,
                              (unsigned long long)seed, state, wanted);
                free(state);
        }
        free(wanted);
}
END_TEST

/* ---- an explicit source ---- */

static char *send_explicit(int batch_events, bool twice, uint64_t seed)
{
        struct dice dice = dice_of(seed);
        char revisions[120][48];
        int order[120], count = 0;
        struct bench bench;
        char *state;

        for (int record = 0; record < 30; record++)
                for (int number = 1; number <= 4; number++)
                        snprintf(revisions[count++], 48,
                                 number == 1 + record % 5 ? "x%d/%d withdrawn" : "x%d/%d 2021-%02d %d",
                                 record, number, 1 + (record + number) % 12, 10 * record + number);
        for (int i = 0; i < count; i++)
                order[i] = i;
        for (int i = count; seed && i > 1; i--) {
                int other = (int)dice_roll(&dice, i), swap = order[i - 1];

                order[i - 1] = order[other];
                order[other] = swap;
        }

        bench_init(&bench, &world.plan);
        for (int i = 0; i < count; i += batch_events) {
                struct lines events = {0};
                const struct batch *batch;

                for (int j = i; j < count && j < i + batch_events; j++)
                        lines_add(&events, "%s;", revisions[order[j]]);
                batch = world_batch(&world, DECLARED, events.text);
                free(events.text);
                for (int j = 0; j <= twice; j++)
                        bench_take(&bench, batch);
        }
        bench_tick(&bench, "2022-02-01");
        state = strdup(bench_state(&bench));
        bench_done(&bench);
        return state;
}

/* Revisions that overtake each other would leave another sum, or a withdrawn record. */
START_TEST(rule_3_revisions_in_any_order_and_batches_of_1_7_and_1000)
{
        /* rule 3 and promise 3: the highest number wins, whatever came first. */
        static const int sizes[] = {1, 7, 1000};
        char *wanted, *state;

        world.plan.milestones_count = 0;
        world_milestone(&world, "declared", DECLARED_YEAR, 2000, "2021-12-31");
        world.plan.clock = CLOCK_SYSTEM;
        wanted = send_explicit(1000, false, 0);
        ck_assert_ptr_nonnull(strstr(wanted, "declared - 0%: reached in 2021-"));
        state = send_explicit(sizes[_i % 3], _i % 2, (uint64_t)_i);
        ck_assert_str_eq(state, wanted);
        free(state);
        free(wanted);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("order");
        TCase *tcase = tcase_create("order");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_loop_test(tcase, releases_in_any_order_lead_to_the_same_sums_states_and_dates, 0,
                            sizeof(ways) / sizeof(*ways));
        tcase_add_loop_test(tcase, rule_3_revisions_in_any_order_and_batches_of_1_7_and_1000, 1, 25);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
