/* tests/bench/outlooks.c: what outlooks cost in the core alone: 1,000 series of five years of months with ten
 * milestones each, all of whose outlooks are worked out when a day closes; and a day on which one series
 * changed.
 *
 *      bench-outlooks [ROUNDS [CLOSINGS]]
 *
 * One JSON object a line: the median of the rounds' milliseconds, beside the time that a batch of 1,000 events
 * takes in the same rounds. With CLOSINGS a round ends with so many more figures of every series and days that
 * close behind them: two runs of different length tell the instructions of one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/civil.h"
#include "base/scoped.h"
#include "core/core.h"
#include "core/reads.h"
#include "host/config/config.h"
#include "moment.h"

#define SERIES     1000
#define MONTHS     60
#define MILESTONES 10
#define FIRST_YEAR 2019
#define ROUNDS_MAX 32

static void check(bool ok, const char *what)
{
        if (ok)
                return;
        fprintf(stderr, "bench-outlooks: %s\n", what);
        exit(1);
}

static struct config *make_plan(void)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config_environment environment = config_environment_of_process();
        char path[] = "/tmp/bench-outlooks-XXXXXX.yaml";
        int fd = mkstemps(path, 5);
        struct config *config = NULL;
        FILE *file;
        int r;

        check(fd >= 0 && (file = fdopen(fd, "w")) != NULL, "no temporary file");
        fputs("timezone: UTC\ncurrency: USD\n"
              "sources:\n  - {name: s, kinds: trade, reports: BY, resolution: month, complete-after: 1 days}\n"
              "corridors:\n  - {name: c, between: [BY, DE]}\n"
              "measures:\n  - {name: m, corridor: c, sum: trade.value, by: [hs6], window: calendar-year}\n"
              "milestones:\n",
              file);
        for (int i = 0; i < MILESTONES; i++)
                fprintf(file,
                        "  - {name: t%d, measure: m, for-each: hs6, reach: %d USD, each: year, from: %d-01-01}\n",
                        i, 9000 + 1000 * i, FIRST_YEAR + MONTHS / 12);
        fclose(file);
        r = config_read(path, &environment, &errors, &config);
        config_errors_print(&errors, stderr);
        unlink(path);
        check(r == 0, "the configuration is refused");
        return config;
}

/* ---- events ---- */

struct batches {
        struct batch batch;
        struct batch_event events[SERIES];
        char ids[SERIES][24], codes[SERIES][8];
        struct currency_scale scale;
        uint64_t dice;
};

static uint32_t roll(struct batches *batches, uint32_t below)
{
        batches->dice = batches->dice * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)((batches->dice >> 33) % below);
}

/* One month of so many series. */
static const struct batch *month_of(struct batches *batches, int32_t month, size_t series)
{
        batches->batch = (struct batch){.kind = BATCH_EVENTS,
                                        .source = TEXT("s"),
                                        .received_day = civil_month_last(month),
                                        .nothing_until_day = CIVIL_NONE,
                                        .events_count = series,
                                        .events = batches->events,
                                        .scales_count = 1,
                                        .scales = &batches->scale};
        batches->scale = (struct currency_scale){{"USD"}, 2};
        for (size_t i = 0; i < series; i++) {
                struct batch_event *event = &batches->events[i];
                int id = snprintf(batches->ids[i], sizeof(batches->ids[i]), "%d-%zu-%u", month, i,
                                  roll(batches, 1u << 30));

                snprintf(batches->codes[i], sizeof(batches->codes[i]), "%06zu", 100000 + i);
                *event = (struct batch_event){
                        .event = {.source = TEXT("s"),
                                  .id = {batches->ids[i], (size_t)id},
                                  .number = 1,
                                  .period = period_at(PERIOD_MONTH, civil_month_first(month), 1),
                                  .kind = EVENT_TRADE}};
                event->event.trade.flow = FLOW_EXPORT;
                event->event.trade.commodity.code = text_of(batches->codes[i]);
                event->event.trade.value = (struct quantity){true, 50000 + roll(batches, 100000)};
                event->event.trade.currency = (struct currency){"USD"};
                check(place_parse(TEXT("BY"), &event->event.trade.reporter) == 0 &&
                              place_parse(TEXT("DE"), &event->event.trade.partner) == 0,
                      "a place");
        }
        return &batches->batch;
}

/* ---- a core ---- */

static const struct effects *take(struct core *core, const struct entry *entry)
{
        static struct stored_statement absent[SERIES];
        const struct effects *effects;
        struct want want;

        check(core_begin(core, entry) == 0, "an entry");
        while (core_wants(core, &want) == 0 && want.kind != WANT_NOTHING) {
                struct supply supply = {.kind = want.kind};
                struct puts puts;

                if (want.kind == WANT_STATEMENTS) {
                        for (size_t i = 0; i < want.keys_count; i++)
                                absent[i] = (struct stored_statement){.source = want.keys[i].source,
                                                                      .id = want.keys[i].id};
                        supply.statements = absent;
                        supply.statements_count = want.keys_count;
                }
                check(core_feed(core, &supply, &puts) == 0, "a supply");
        }
        check(core_end(core, &effects) == 0, "the end of an entry");
        return effects;
}

struct bench {
        struct core *core;
        struct batches batches;
        uint64_t position;
};

static uint64_t batch_nsec(struct bench *bench, int32_t month, size_t series)
{
        struct entry entry = {.position = ++bench->position,
                              .kind = ENTRY_BATCH,
                              .batch = month_of(&bench->batches, month, series)};
        uint64_t began = moment_nsec();

        check(take(bench->core, &entry)->counts.of[VERDICT_ACCEPTED] == series, "events that were not accepted");
        return moment_nsec() - began;
}

static uint64_t tick_nsec(struct bench *bench, int32_t day, size_t *ret_told)
{
        struct entry entry = {.position = ++bench->position, .kind = ENTRY_TICK, .tick = {.day = day}};
        uint64_t began = moment_nsec();

        *ret_told = take(bench->core, &entry)->news_count;
        return moment_nsec() - began;
}

enum { BATCH, CLOSES, ONE, CASES };

static void run(uint64_t nsec[CASES][ROUNDS_MAX], size_t round, size_t closings)
{
        SCOPED(config_freep) struct config *config = make_plan();
        struct bench *bench = calloc(1, sizeof(*bench));
        struct entry entry = {.position = 1, .kind = ENTRY_ACTIVATE, .plan = config->plan};
        int32_t month = civil_month_of(FIRST_YEAR, 1);
        size_t told;

        check(bench && core_new(&bench->core) == 0, "no memory");
        bench->position = 1;
        take(bench->core, &entry);
        tick_nsec(bench, civil_month_first(month), &told);
        for (int i = 0; i < MONTHS; i++)
                batch_nsec(bench, month + i, SERIES);
        month += MONTHS;
        tick_nsec(bench, civil_month_first(month) + 5, &told);

        /* The first month of the year of the milestones: each has its first word. */
        nsec[BATCH][round] = batch_nsec(bench, month, SERIES);
        nsec[CLOSES][round] = tick_nsec(bench, civil_month_last(month) + 2, &told);
        check(told >= SERIES * MILESTONES / 2, "outlooks that were not told");
        batch_nsec(bench, month, 1);
        nsec[ONE][round] = tick_nsec(bench, civil_month_last(month) + 3, &told);
        for (size_t i = 0; i < closings; i++) {
                batch_nsec(bench, month, SERIES);
                tick_nsec(bench, civil_month_last(month) + 4 + (int32_t)i, &told);
        }
        core_free(bench->core);
        free(bench);
}

int main(int argc, char **argv)
{
        static const char *const names[CASES] = {"a batch of 1000 events",
                                                 "a day closes: 10000 outlooks of 1000 series",
                                                 "a day closes: one series has changed"};
        size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 5;
        static uint64_t nsec[CASES][ROUNDS_MAX];
        double yardstick;

        check(rounds >= 1 && rounds <= ROUNDS_MAX, "usage: bench-outlooks [ROUNDS [CLOSINGS]]");
        for (size_t round = 0; round < rounds; round++)
                run(nsec, round, argc > 2 ? strtoul(argv[2], NULL, 10) : 0);
        yardstick = (double)moment_share(nsec[BATCH], rounds, 500);
        for (size_t i = 0; i < CASES; i++) {
                double median = (double)moment_share(nsec[i], rounds, 500);

                printf("{\"name\": \"outlooks, %s\", \"value\": %.3f, \"unit\": \"ms\", "
                       "\"yardstick\": \"outlooks, %s\", \"ratio\": %.2f}\n",
                       names[i], median / 1e6, names[BATCH], median / yardstick);
        }
        return 0;
}
