/* host/measures.c: the newest values of measures, for those who watch them: conflated, at a
 * bounded rate, each with the position that it reflects. */
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/reads.h"
#include "host/pipeline_inside.h"

struct telling {
        struct pipeline *pipeline;
        uint32_t measure;
};

static int tell_row(void *context, const struct measure_row *row)
{
        struct telling *telling = context;
        struct pipeline *pipeline = telling->pipeline;
        const struct plan_measure *measure = &pipeline->plan->measures[telling->measure];
        struct update update = {
                .position = pipeline->applied,
                .corridor = pipeline->plan->corridors[measure->corridor].name,
                .measure = measure->name,
                .unit = measure->unit,
                .scale = measure->scale,
                .value = row->value,
        };
        struct topics topics;
        uint32_t held_back_by;
        int r;

        update.complete_until_day = core_complete_until(pipeline->core, telling->measure, &held_back_by);

        arena_reset(&pipeline->arena);
        wire_out_clear(&pipeline->bytes);
        update.period = text_of(encode_window(&pipeline->arena, &row->period, row->first_day, row->last_day));
        r = encode_update(&update, &pipeline->identity, &pipeline->arena, &pipeline->bytes);
        if (r < 0)
                return r;
        topics_of_measure(update.corridor, update.measure, &topics);
        return hold_add_told(pipeline->hold, HELD_UPDATE, pipeline->applied, &topics, pipeline->bytes.data,
                             pipeline->bytes.length);
}

/* The window of the first day that changed, and the newest one. */
static int tell_measure(struct pipeline *pipeline, uint32_t measure)
{
        struct telling telling = {.pipeline = pipeline, .measure = measure};
        int32_t changed = core_window_end(pipeline->core, measure, pipeline->touched_day[measure]);
        int32_t newest = core_newest_day(pipeline->core, measure);
        int r;

        if (newest != CIVIL_NONE)
                newest = core_window_end(pipeline->core, measure, newest);
        r = core_measure(pipeline->core, measure, changed, changed, NULL, 0, tell_row, &telling);
        if (r == 0 && newest != CIVIL_NONE && newest > changed)
                r = core_measure(pipeline->core, measure, newest, newest, NULL, 0, tell_row, &telling);
        return r;
}

int pipeline_tell_measures(struct pipeline *pipeline)
{
        if (!pipeline->touched)
                return 0;

        for (uint32_t i = 0; i < pipeline->plan->measures_count; i++) {
                int r;

                if (!pipeline->touched[i])
                        continue;
                pipeline->touched[i] = false;
                r = tell_measure(pipeline, i);
                if (r < 0)
                        return r;
        }
        return 0;
}
