/* tests/bench/core.c: what counting and judging cost in the core alone, without decode, journal, store
 * and sockets: so that a step that grows with what the configuration holds shows.
 *
 *      bench-core [ROUNDS [BATCHES [CASE]]]     CASE, from 0: that one alone, for a profiler
 *
 * In each round every case takes the same batches of new records after one another. A case is a number
 * of tallies of which each event concerns eight (corridors of eight measures each, an event belongs to
 * one of them), or a number of milestones on one measure. One JSON object a line: the median of the
 * rounds' events a second, beside a yardstick of the same rounds; then bytes of memory. */
#include <malloc.h>
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

#define BATCH_EVENTS 1000
#define CONCERNED    8 /* measures of a corridor */
#define ROUNDS_MAX   32
#define WARM_UP      20 /* batches that are not timed: half of the milestones are reached there, once */
#define PARTNERS     (26 * 26)

/* A name, how many corridors of CONCERNED measures, and milestones on the first. */
struct one {
        const char *name;
        const char *yardstick; /* NULL: none */
        unsigned measures, corridors, milestones;
};

static const struct one cases[] = {
        {"1 tally", NULL, 1, 1, 1},
        {"8 tallies, all concerned", NULL, CONCERNED, 1, 1},
        {"104 tallies, 8 concerned", "8 tallies, all concerned", CONCERNED, 13, 1},
        {"1000 tallies, 8 concerned", "8 tallies, all concerned", CONCERNED, 125, 1},
        {"1 tally, 10000 milestones", "1 tally", 1, 1, 10000},
};
#define CASES (sizeof(cases) / sizeof(cases[0]))

static void check(bool ok, const char *what)
{
        if (ok)
                return;
        fprintf(stderr, "bench-core: %s\n", what);
        exit(1);
}

/* ---- the plan ---- */

/* Countries that exist and are not BY, in some order. */
static const char *const countries[] = {
        "AD", "AE", "AF", "AG", "AL", "AM", "AO", "AR", "AT", "AU", "AZ", "BA", "BB", "BD", "BE", "BF",
        "BG", "BH", "BI", "BJ", "BN", "BO", "BR", "BS", "BT", "BW", "BZ", "CA", "CD", "CF", "CG", "CH",
        "CI", "CL", "CM", "CN", "CO", "CR", "CU", "CV", "CY", "CZ", "DE", "DJ", "DK", "DM", "DO", "DZ",
        "EC", "EE", "EG", "ER", "ES", "ET", "FI", "FJ", "FR", "GA", "GB", "GD", "GE", "GH", "GM", "GN",
        "GQ", "GR", "GT", "GW", "GY", "HN", "HR", "HT", "HU", "ID", "IE", "IL", "IN", "IQ", "IR", "IS",
        "IT", "JM", "JO", "JP", "KE", "KG", "KH", "KI", "KM", "KN", "KP", "KR", "KW", "KZ", "LA", "LB",
        "LC", "LI", "LK", "LR", "LS", "LT", "LU", "LV", "LY", "MA", "MC", "MD", "ME", "MG", "MK", "ML",
        "MM", "MN", "MR", "MT", "MU", "MV", "MW", "MX", "MY", "MZ", "NA", "NE", "NG"};

static void write_plan(FILE *file, const struct one *one)
{
        static const char *const windows[CONCERNED] = {"calendar-year",  "calendar-month", "calendar-quarter",
                                                       "last-12-months", "last-30-days",   "since-2020-01-01",
                                                       "calendar-half",  "calendar-week"};

        fputs("timezone: UTC\ncurrency: USD\nclock: events\n"
              "sources:\n  - {name: s, kinds: trade, reports: BY, resolution: day, complete-after: 10 days}\n"
              "corridors:\n",
              file);
        for (unsigned i = 0; i < one->corridors; i++)
                fprintf(file, "  - {name: c%u, between: [BY, %s]}\n", i, countries[i]);
        fputs("measures:\n", file);
        for (unsigned i = 0; i < one->corridors; i++)
                for (unsigned j = 0; j < one->measures; j++)
                        fprintf(file, "  - {name: m%u-%u, corridor: c%u, sum: trade.value, window: %s}\n", i,
                                j, i, windows[j]);
        fputs("milestones:\n", file);
        for (unsigned i = 0; i < one->milestones; i++)
                fprintf(file, "  - {name: t%u, measure: m0-0, reach: %u USD}\n", i,
                        i % 2 ? 1000 + i : 4000000000u + i);
}

static struct config *make_plan(const struct one *one)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config_environment environment = config_environment_of_process();
        char path[] = "/tmp/bench-core-XXXXXX.yaml";
        int fd = mkstemps(path, 5);
        struct config *config = NULL;
        FILE *file;
        int r;

        check(fd >= 0 && (file = fdopen(fd, "w")) != NULL, "no temporary file");
        write_plan(file, one);
        fclose(file);
        r = config_read(path, &environment, &errors, &config);
        config_errors_print(&errors, stderr);
        unlink(path);
        check(r == 0, "the configuration is refused");
        return config;
}

/* ---- the events ---- */

struct source_of_batches {
        struct batch batch;
        struct batch_event events[BATCH_EVENTS];
        char ids[BATCH_EVENTS][16];
        struct currency_scale scale;
        uint64_t next, dice;
};

static uint32_t roll(struct source_of_batches *source, uint32_t below)
{
        source->dice = source->dice * 6364136223846793005u + 1442695040888963407u;
        return (uint32_t)((source->dice >> 33) % below);
}

static const struct batch *next_batch(struct source_of_batches *source, unsigned corridors)
{
        source->batch = (struct batch){.kind = BATCH_EVENTS,
                                       .source = TEXT("s"),
                                       .received_day = civil_from_ymd(2024, 12, 31),
                                       .nothing_until_day = CIVIL_NONE,
                                       .events_count = BATCH_EVENTS,
                                       .events = source->events,
                                       .scales_count = 1,
                                       .scales = &source->scale};
        source->scale = (struct currency_scale){{"USD"}, 2};
        for (size_t i = 0; i < BATCH_EVENTS; i++) {
                int length = snprintf(source->ids[i], sizeof(source->ids[i]), "%llu",
                                      (unsigned long long)source->next++);
                struct batch_event *event = &source->events[i];

                *event = (struct batch_event){
                        .event = {.source = TEXT("s"),
                                  .id = {source->ids[i], (size_t)length},
                                  .number = 1,
                                  .period = period_at(PERIOD_DAY,
                                                      civil_from_ymd(2024, 1, 1) + (int32_t)roll(source, 366),
                                                      1),
                                  .kind = EVENT_TRADE}};
                event->event.trade.flow = FLOW_EXPORT;
                event->event.trade.value = (struct quantity){true, 100 + roll(source, 100000)};
                event->event.trade.currency = (struct currency){"USD"};
                check(place_parse(TEXT("BY"), &event->event.trade.reporter) == 0 &&
                              place_parse(text_of(countries[roll(source, corridors)]),
                                          &event->event.trade.partner) == 0,
                      "a place");
        }
        return &source->batch;
}

/* ---- a run ---- */

static void take(struct core *core, const struct entry *entry)
{
        static struct stored_statement absent[BATCH_EVENTS];
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
        if (entry->kind == ENTRY_BATCH)
                check(effects->counts.of[VERDICT_ACCEPTED] == BATCH_EVENTS, "events that were not accepted");
}

/* Events a second of one case; `*ret_pages` and `*ret_bytes` of what it left behind. */
static double run(const struct one *one, size_t batches, uint64_t *ret_pages, uint64_t *ret_bytes)
{
        SCOPED(config_freep) struct config *config = make_plan(one);
        struct source_of_batches *source = calloc(1, sizeof(*source));
        struct entry entry = {.position = 1, .kind = ENTRY_ACTIVATE, .plan = config->plan};
        struct core *core = NULL;
        struct core_stats stats;
        uint64_t spent = 0;
        size_t before;

        check(source && core_new(&core) == 0, "no memory");
        take(core, &entry);
        before = mallinfo2().uordblks;
        for (size_t i = 0; i < WARM_UP + batches; i++) {
                uint64_t began;

                entry = (struct entry){
                        .position = i + 2, .kind = ENTRY_BATCH, .batch = next_batch(source, one->corridors)};
                began = moment_nsec();
                take(core, &entry);
                if (i >= WARM_UP)
                        spent += moment_nsec() - began;
        }
        core_stats(core, &stats);
        *ret_pages = stats.pages;
        *ret_bytes = mallinfo2().uordblks - before;
        core_free(core);
        free(source);
        return (double)(batches * BATCH_EVENTS) * 1e9 / (double)spent;
}

/* ---- telling ---- */

static int compare(const void *a, const void *b)
{
        double x = *(const double *)a, y = *(const double *)b;

        return (x > y) - (x < y);
}

static double median(const double *values, size_t count)
{
        double sorted[ROUNDS_MAX];

        memcpy(sorted, values, count * sizeof(*sorted));
        qsort(sorted, count, sizeof(*sorted), compare);
        return sorted[count / 2];
}

static void tell(size_t i, double rates[CASES][ROUNDS_MAX], size_t rounds)
{
        double ratios[ROUNDS_MAX];

        printf("{\"name\": \"core, %s\", \"value\": %.0f, \"unit\": \"events/s\"", cases[i].name,
               median(rates[i], rounds));
        for (size_t j = 0; cases[i].yardstick && j < CASES; j++) {
                if (strcmp(cases[j].name, cases[i].yardstick) != 0)
                        continue;
                for (size_t k = 0; k < rounds; k++)
                        ratios[k] = rates[i][k] / rates[j][k];
                printf(", \"yardstick\": \"core, %s\", \"ratio\": %.4f", cases[j].name,
                       median(ratios, rounds));
        }
        printf("}\n");
}

int main(int argc, char **argv)
{
        size_t rounds = argc > 1 ? strtoul(argv[1], NULL, 10) : 5,
               batches = argc > 2 ? strtoul(argv[2], NULL, 10) : 200;
        static double rates[CASES][ROUNDS_MAX];
        uint64_t pages[CASES], bytes[CASES];
        size_t only = argc > 3 ? strtoul(argv[3], NULL, 10) : CASES;

        check(rounds >= 1 && rounds <= ROUNDS_MAX && batches >= 1, "usage: bench-core [ROUNDS [BATCHES]]");
        for (size_t round = 0; round < rounds; round++)
                for (size_t i = 0; i < CASES; i++)
                        if (only == CASES || only == i)
                                rates[i][round] = run(&cases[i], batches, &pages[i], &bytes[i]);
        if (only < CASES)
                return 0;
        for (size_t i = 0; i < CASES; i++)
                tell(i, rates, rounds);
        for (size_t i = 1; i < 4; i++)
                printf("{\"name\": \"memory of a tally-month with days, %s\", \"value\": %.0f, \"unit\": "
                       "\"bytes\", "
                       "\"tally-months\": %llu}\n",
                       cases[i].name, (double)bytes[i] / (double)pages[i], (unsigned long long)pages[i]);
        return 0;
}
