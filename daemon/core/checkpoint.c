/* core/checkpoint.c: the core as rows. Its own are the day and the counters of sources; the rooms
 * write theirs. */
#include <errno.h>
#include <stdlib.h>

#include "core/inside.h"

enum { TABLE_CORE = 5, TABLE_SOURCE_STATE = 6 };

static int save_core(struct core *core, row_sink sink, void *context)
{
        struct wire_out value = {0};
        int r;

        if (!core->dirty)
                return 0;

        wire_i32(&value, core->day);
        wire_u64(&value, core->records);
        if (value.failed)
                return -ENOMEM;
        r = sink(context,
                 &(struct row){TABLE_CORE, (const uint8_t *)"day", 3, value.data, value.length});
        wire_out_done(&value);
        core->dirty = r < 0;
        return r;
}

static int save_sources(struct core *core, row_sink sink, void *context)
{
        struct wire_out key = {0}, value = {0};
        int r = 0;

        for (size_t i = 0; i < core->plan->sources_count && r == 0; i++) {
                struct source_state *state = &core->sources[i];

                if (!state->dirty)
                        continue;
                wire_out_clear(&key);
                wire_out_clear(&value);
                wire_text(&key, core->plan->sources[i].name);
                wire_u64(&value, state->events);
                wire_u64(&value, state->disputed);
                wire_u64(&value, state->last_number);
                wire_u64(&value, state->gaps);
                wire_u8(&value, state->longest);
                r = key.failed || value.failed ? -ENOMEM :
                                                 sink(context, &(struct row){TABLE_SOURCE_STATE, key.data, key.length,
                                                                             value.data, value.length});
                state->dirty = r < 0;
        }
        wire_out_done(&key);
        wire_out_done(&value);
        return r;
}

int core_save(struct core *core, row_sink sink, void *context)
{
        int r = 0;

        if (!core->plan)
                return 0;

        for (uint8_t table = 0; core->replanned && table < ROW_CORE_TABLES && r == 0; table++)
                r = sink(context, &(struct row){.table = table});
        if (r == 0)
                r = save_core(core, sink, context);
        if (r == 0)
                r = save_sources(core, sink, context);
        if (r == 0)
                r = plausible_save(core->plausible, core->replanned, sink, context);
        if (r == 0)
                r = coverage_save(core->coverage, sink, context);
        if (r == 0)
                r = expect_save(core->expect, sink, context);
        if (r == 0)
                r = rates_save(core->rates, sink, context);
        if (r == 0)
                r = releases_save(core->releases, sink, context);
        if (r == 0)
                r = tallies_save(core->tallies, sink, context);
        if (r == 0)
                r = milestones_save(core->milestones, sink, context);
        if (r == 0)
                core->replanned = false;
        return r;
}

int core_load_plan(struct core *core, const struct plan *plan)
{
        int r;

        core->sources = calloc(plan->sources_count + 1, sizeof(*core->sources));
        if (!core->sources)
                return -ENOMEM;

        core->plan = plan;
        r = tallies_new(plan, &core->tallies);
        if (r == 0)
                r = coverage_new(plan, &core->coverage);
        if (r == 0)
                r = expect_new(plan, &core->expect);
        if (r == 0)
                r = rates_new(plan, core->coverage, &core->rates);
        if (r == 0)
                r = releases_new(plan, &core->releases);
        if (r == 0)
                r = measures_new(plan, core->tallies, core->coverage, &core->measures);
        if (r == 0)
                r = milestones_new(plan, core->measures, &core->milestones);
        return r;
}

static int load_own(struct core *core, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        struct source_state *state;
        uint32_t source;

        if (row->table == TABLE_CORE) {
                core->day = wire_in_i32(&value);
                core->records = wire_in_u64(&value);
                return wire_in_complete(&value) ? 0 : -EBADMSG;
        }

        source = core_source(core, wire_in_text(&key));
        if (source == UINT32_MAX)
                return -EBADMSG;
        state = &core->sources[source];
        state->events = wire_in_u64(&value);
        state->disputed = wire_in_u64(&value);
        state->last_number = wire_in_u64(&value);
        state->gaps = wire_in_u64(&value);
        state->longest = wire_in_u8(&value);
        return wire_in_complete(&key) && wire_in_complete(&value) ? 0 : -EBADMSG;
}

int core_load(struct core *core, const struct row *row)
{
        if (row->table < ROW_RELEASES)
                return coverage_load(core->coverage, row);
        if (row->table < TABLE_CORE)
                return releases_load(core->releases, row);
        if (row->table <= TABLE_SOURCE_STATE)
                return load_own(core, row);
        if (row->table == ROW_PLAUSIBLE)
                return plausible_load(core->plausible, row);
        if (row->table >= ROW_TALLIES && row->table < ROW_TALLIES + 4)
                return tallies_load(core->tallies, row);
        if (row->table >= ROW_RATES && row->table < ROW_RATES + 2)
                return rates_load(core->rates, row);
        if (row->table >= ROW_EXPECT && row->table < ROW_EXPECT + 2)
                return expect_load(core->expect, row);
        if (row->table >= ROW_MILESTONES && row->table < ROW_MILESTONES + 4)
                return milestones_load(core->milestones, row);
        return -EBADMSG;
}

int core_loaded(struct core *core)
{
        struct judgement judgement = {
                .tallies = core->tallies,
                .coverage = core->coverage,
                .day = core->day,
                .known_day = core->day,
        };
        const struct measure_change *changes;
        size_t count;
        int r;

        coverage_set_day(core->coverage, core->day);
        r = rates_look(core->rates);
        if (r == 0)
                r = tallies_value(core->tallies, core->rates);
        if (r == 0)
                r = measures_changed(core->measures, &changes, &count);
        if (r == 0)
                r = milestones_loaded(core->milestones, &judgement);
        measures_judged(core->measures);
        tallies_judged(core->tallies);
        coverage_judged(core->coverage);
        rates_judged(core->rates);
        return r;
}
