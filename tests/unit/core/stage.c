/* tests/unit/core/stage.c: see stage.h. */
#include "unit/core/stage.h"

struct world world;
struct bench bench;

void stage_setup(void)
{
        world_init(&world);
}

void stage_teardown(void)
{
        bench_done(&bench);
        world_done(&world);
}

void begin(void)
{
        bench_init(&bench, &world.plan);
        bench_told(&bench);
}

const char *say(uint32_t source, const char *events)
{
        bench_take(&bench, world_batch(&world, source, events));
        return bench_told(&bench);
}

const char *declare(const char *events)
{
        return say(DECLARED, events);
}

const char *port(const char *events)
{
        return say(PORT, events);
}

const char *said_until(uint32_t source, const char *day)
{
        struct batch *word = world_batch(&world, source, "");

        word->nothing_until_day = world_day(day);
        bench_take(&bench, word);
        return bench_told(&bench);
}

const char *tick(const char *day)
{
        bench_tick(&bench, day);
        return bench_told(&bench);
}

const char *restart(void)
{
        struct bench again;

        bench_checkpoint(&bench);
        bench_restart(&bench, bench.plan, &again);
        bench_done(&bench);
        bench = again;
        return bench_told(&bench);
}

const char *row(const char *name)
{
        return bench_milestone(&bench, name, NULL, 0);
}
