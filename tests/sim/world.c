/* tests/sim/world.c: see world.h. */
#include "sim/world.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "host/config/config.h"

#define SOURCES                                                                                             \
        "currency: USD\n"                                                                                   \
        "sources:\n"                                                                                        \
        "  - {name: customs, kinds: trade, reports: BY, resolution: month, numbers: by-release,\n"          \
        "     levels: {commodity: chapter}, expect: monthly within 20 days}\n"                              \
        "  - {name: registry, kinds: trade, reports: BY, resolution: day, complete-after: 10 days,\n"       \
        "     levels: {commodity: chapter}}\n"                                                              \
        "  - {name: queue, kinds: trade, reports: BY, resolution: day, numbers: by-arrival}\n"              \
        "  - {name: watched, kinds: trade, reports: BY, resolution: day,\n"                                 \
        "     levels: {commodity: chapter}, plausible: {factor: 10, action: quarantine, after: 3}}\n"       \
        "corridors:\n"                                                                                      \
        "  - {name: north, between: [BY, RU]}\n"                                                            \
        "  - {name: south, between: [BY, UA]}\n"                                                            \
        "measures:\n"                                                                                       \
        "  - {name: daily, corridor: north, sum: trade.value, window: calendar-day, by: [flow, hs2],\n"     \
        "     sources: [registry]}\n"                                                                       \
        "  - {name: arrived, corridor: south, count: trade, window: calendar-month, sources: [queue]}\n"    \
        "  - {name: turnover, corridor: north, sum: trade.value, window: calendar-year, by: [flow, hs2],\n" \
        "     sources: [customs]}\n"                                                                        \
        "  - {name: trailing, corridor: north, sum: trade.value, window: last-3-months, sources: "          \
        "[customs]}\n"                                                                                      \
        "  - {name: monthly, corridor: north, sum: trade.value, window: calendar-month, sources: "          \
        "[registry]}\n"                                                                                     \
        "  - {name: odd, corridor: north, sum: trade.value, window: calendar-month, sources: [watched]}\n"

static const char *const yamls[WORLD_CONFIGURATIONS] = {
        SOURCES
        "milestones:\n"
        "  - {name: each-day, measure: daily, reach: 40 USD, each: day, from: 2024-01-01}\n"
        "  - {name: month, measure: monthly, reach: 900 USD, each: month, from: 2024-01-01, grace: 5 days,\n"
        "     steps: [50%]}\n"
        "  - {name: year, measure: turnover, reach: 4000 USD, from: 2024-01-01, by: 2024-12-31,\n"
        "     steps: [25%, 50%, 75%]}\n"
        "  - {name: level, measure: trailing, hold: 900 USD, band: 100 USD, from: 2024-01-01}\n",

        SOURCES
        "  - {name: weekly, corridor: north, count: trade, window: calendar-week, sources: [registry]}\n"
        "milestones:\n"
        "  - {name: each-day, measure: daily, reach: 60 USD, each: day, from: 2024-01-01}\n"
        "  - {name: month, measure: monthly, reach: 900 USD, each: month, from: 2024-01-01, grace: 5 days,\n"
        "     steps: [50%]}\n"
        "  - {name: weeks, measure: weekly, reach: 5 records, each: week, from: 2024-01-01}\n"
        "  - {name: half, measure: turnover, reach: 1500 USD, from: 2024-01-01, by: 2024-06-30}\n",

        SOURCES
        "milestones:\n"
        "  - {name: month, measure: monthly, reach: 700 USD, each: month, from: 2024-01-01, grace: 5 days}\n"
        "  - {name: year, measure: turnover, reach: 4000 USD, from: 2024-01-01, by: 2024-12-31,\n"
        "     steps: [50%]}\n"
        "  - {name: strange, measure: odd, reach: 300 USD, each: month, from: 2024-01-01}\n"
        "  - {name: arrivals, measure: arrived, reach: 12 records, each: month, from: 2024-01-01}\n",
};

static struct text texts[WORLD_CONFIGURATIONS];

/* The text names its file, so it is always the same one. */
#define FILE_NAME "sim.yaml"

static struct text read_one(const char *yaml)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        const struct config_environment environment = {"/run/milestoned", "/var/lib/milestoned", NULL};
        struct config *config = NULL;
        struct text text = {0};
        FILE *file = fopen(FILE_NAME, "w");

        if (!file || fputs(yaml, file) < 0 || fclose(file) != 0)
                abort();
        if (config_read(FILE_NAME, &environment, &errors, &config) != 0) {
                config_errors_print(&errors, stderr);
                abort();
        }
        (void)unlink(FILE_NAME);
        text.data = text_duplicate(config->config_text);
        text.length = config->config_text.length;
        config_free(config);
        return text;
}

void world_read_configurations(void)
{
        char folder[] = "/tmp/milestone-sim-XXXXXX";
        int here = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

        if (here < 0 || !mkdtemp(folder) || chdir(folder) < 0)
                abort();
        for (size_t i = 0; i < WORLD_CONFIGURATIONS; i++)
                texts[i] = read_one(yamls[i]);
        if (fchdir(here) < 0)
                abort();
        (void)close(here);
        (void)rmdir(folder);
}

struct text world_configuration(unsigned which)
{
        return texts[which % WORLD_CONFIGURATIONS];
}

/* Small rooms: their borders are where mistakes lie. */
struct world world_of(uint64_t seed)
{
        static const uint64_t segments[] = {2048, 8192, 65536, 1 << 20};
        static const uint64_t groups[] = {512, 4096, 1 << 16};
        static const uint64_t fronts[] = {4096, 32768, 1 << 20};
        static const unsigned bits[] = {18, 24, 40};
        struct rng rng = {rng_mix(seed, 77)};
        bool tight = rng_chance(&rng, 300);

        return (struct world){
                .journal = {.segment_bytes = segments[rng_below(&rng, 4)],
                            .group_bytes = groups[rng_below(&rng, 3)],
                            .pending_bytes_max = tight ? 8192 : 1 << 20,
                            .free_floor_bytes = 1 << 20},
                .store = {.front_bytes_max = fronts[rng_below(&rng, 3)],
                          .map_bytes = rng_chance(&rng, 300) ? 1 << 18 : 1 << 24,
                          .segment_bytes = segments[rng_below(&rng, 4)],
                          .hash_bits = bits[rng_below(&rng, 3)]},
                .checkpoint_events = rng_between(&rng, 5, 200),
                .keep_notifications = rng_chance(&rng, 200) ? rng_between(&rng, 5, 50) : 100000,
                .records = (unsigned)rng_between(&rng, 5, 60),
                .loss_per_mille = rng_chance(&rng, 500) ? 100 : 0,
                .faults_per_mille = rng_chance(&rng, 100) ? 0 : (unsigned)rng_between(&rng, 5, 60),
                .starts_hit_per_mille = rng_chance(&rng, 500) ? 300 : 0,
        };
}
