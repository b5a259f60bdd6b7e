/* core/milestones/save.c: what was told, as rows of a checkpoint; the truth is worked out again.
 *
 *      ROW_MILESTONES + 0   (milestone, series, kind, first and last day of the instance, step) -> what was told
 *                     + 1   (milestone, day of the terms, series, instance) -> the number of a frozen baseline
 *                     + 2   (milestone, day of the terms) -> its freezing has lapsed
 */
#include <errno.h>

#include "core/milestones/inside.h"

enum { ROW_TOLD = ROW_MILESTONES, ROW_FROZEN, ROW_LAPSED };

static void told_write(const struct told *told, struct wire_out *out)
{
        wire_u8(out, told->outcome);
        wire_u8(out, told->confirmed);
        wire_i32(out, told->reached_first);
        wire_i32(out, told->reached_last);
        wire_u64(out, told->position);
        wire_i32(out, told->day);
        wire_u8(out, told->value.state);
        wire_i64(out, told->value.units);
        wire_varint(out, told->value.provisional_records);
        wire_varint(out, told->value.unknown_records);
        wire_varint(out, told->value.waiting_records);
        wire_i32(out, told->terms_day);
        wire_u8(out, told->outlook);
}

static void told_read(struct wire_in *in, struct told *ret)
{
        ret->outcome = wire_in_u8(in);
        ret->confirmed = wire_in_u8(in);
        ret->reached_first = wire_in_i32(in);
        ret->reached_last = wire_in_i32(in);
        ret->position = wire_in_u64(in);
        ret->day = wire_in_i32(in);
        ret->value.state = wire_in_u8(in);
        ret->value.units = wire_in_i64(in);
        ret->value.provisional_records = wire_in_varint(in);
        ret->value.unknown_records = wire_in_varint(in);
        ret->value.waiting_records = wire_in_varint(in);
        ret->terms_day = wire_in_i32(in);
        ret->outlook = wire_in_u8(in);
        if (ret->outcome >= OUTCOME_COUNT || ret->outlook >= OUTLOOK_STATE_COUNT)
                wire_in_fail(in);
}

static void period_write(struct period period, struct wire_out *out)
{
        wire_u8(out, (uint8_t)period.kind);
        wire_i32(out, period.first);
        wire_i32(out, period.last);
}

static struct period period_read(struct wire_in *in)
{
        struct period period;

        period.kind = wire_in_u8(in);
        period.first = wire_in_i32(in);
        period.last = wire_in_i32(in);
        return period;
}

/* Where rows go, and memory for one of them. */
struct saving {
        row_sink sink;
        void *context;
        struct wire_out key, value;
};

static int put(struct saving *saving, uint8_t table)
{
        int r = -ENOMEM;

        if (!saving->key.failed && !saving->value.failed)
                r = saving->sink(saving->context, &(struct row){table, saving->key.data, saving->key.length,
                                                                saving->value.data, saving->value.length});
        wire_out_clear(&saving->key);
        wire_out_clear(&saving->value);
        return r;
}

static int save_target(struct saving *saving, const struct plan_milestone *of, const struct watch *watch,
                       const struct instance *instance, struct target *target)
{
        int r;

        if (!target->dirty)
                return 0;
        wire_text(&saving->key, of->name);
        wire_text(&saving->key, text_of(watch->series));
        period_write(instance->period, &saving->key);
        wire_u32(&saving->key, target->step_ppm);
        told_write(&target->told, &saving->value);
        r = put(saving, ROW_TOLD);
        target->dirty = r < 0;
        return r;
}

static int save_frozen(struct saving *saving, const struct plan_milestone *of, const struct watch *watch,
                       struct frozen *frozen)
{
        int r;

        if (!frozen->dirty)
                return 0;
        wire_text(&saving->key, of->name);
        wire_i32(&saving->key, of->terms[frozen->term].on_day);
        wire_text(&saving->key, text_of(watch->series));
        period_write(frozen->instance, &saving->key);
        wire_i64(&saving->value, frozen->baseline);
        wire_i32(&saving->value, frozen->day);
        wire_u8(&saving->value, frozen->pending);
        r = put(saving, ROW_FROZEN);
        frozen->dirty = r < 0;
        return r;
}

static int save_milestone(struct saving *saving, const struct milestones *milestones, const struct watch *watch,
                          struct milestone *milestone)
{
        const struct plan_milestone *of = plan_of_milestone(milestones, milestone);
        int r = 0;

        for (size_t i = 0; i < milestone->instances_count; i++)
                for (size_t j = 0; j <= of->steps_count && r == 0; j++)
                        r = save_target(saving, of, watch, &milestone->instances[i],
                                        &milestone->instances[i].targets[j]);
        for (size_t i = 0; i < milestone->frozen_count && r == 0; i++)
                r = save_frozen(saving, of, watch, &milestone->frozen[i]);
        return r;
}

static int save_lapsed(struct saving *saving, struct milestones *milestones)
{
        int r = 0;

        for (size_t i = 0; i < milestones->plan->milestones_count && r == 0; i++) {
                const struct plan_milestone *of = &milestones->plan->milestones[i];
                struct place_of *place = &milestones->places[i];

                if (!place->dirty)
                        continue;
                for (size_t j = 0; j < of->terms_count && r == 0; j++) {
                        if (place->freezing[j] != FREEZING_LAPSED)
                                continue;
                        wire_text(&saving->key, of->name);
                        wire_i32(&saving->key, of->terms[j].on_day);
                        wire_u8(&saving->value, 1);
                        r = put(saving, ROW_LAPSED);
                }
                place->dirty = r < 0;
        }
        return r;
}

int milestones_save(struct milestones *milestones, row_sink sink, void *context)
{
        struct saving saving = {.sink = sink, .context = context};
        struct watch_cursor cursor = {0};
        struct watch *watch;
        int r;

        r = save_lapsed(&saving, milestones);
        while (r == 0 && (watch = watch_next(milestones, &cursor)))
                for (size_t i = 0; i < watch->milestones_count && r == 0; i++)
                        r = save_milestone(&saving, milestones, watch, &watch->milestones[i]);
        wire_out_done(&saving.key);
        wire_out_done(&saving.value);
        return r;
}

/* ---- load ---- */

static int load_told(struct milestones *milestones, struct wire_in *key, struct wire_in *value)
{
        struct target_name name = {.milestone = wire_in_text(key)};
        struct told told = {0};
        struct target *target;
        int r;

        name.series = wire_in_text(key);
        name.period = period_read(key);
        name.step_ppm = wire_in_u32(key);
        told_read(value, &told);
        if (!wire_in_complete(key) || !wire_in_complete(value))
                return -EBADMSG;

        r = target_need(milestones, &name, &target);
        if (r == 0 && target)
                target->told = told;
        return r < 0 || target ? r : -EBADMSG;
}

/* The term of a row; terms_count: none. */
static size_t term_of(const struct plan_milestone *of, int32_t on_day)
{
        size_t term = 0;

        while (term < of->terms_count && of->terms[term].on_day != on_day)
                term++;
        return term;
}

static int load_frozen(struct milestones *milestones, struct wire_in *key, struct wire_in *value)
{
        struct text name = wire_in_text(key), series;
        int32_t on_day = wire_in_i32(key);
        struct frozen frozen = {0};
        struct milestone *milestone;
        struct watch *watch;
        int r;

        series = wire_in_text(key);
        frozen.instance = period_read(key);
        frozen.baseline = wire_in_i64(value);
        frozen.day = wire_in_i32(value);
        frozen.pending = wire_in_u8(value);
        if (!wire_in_complete(key) || !wire_in_complete(value))
                return -EBADMSG;

        r = milestone_need(milestones, name, series, &watch, &milestone);
        if (r < 0)
                return r;
        if (milestone)
                frozen.term = term_of(plan_of_milestone(milestones, milestone), on_day);
        if (!milestone || frozen.term == plan_of_milestone(milestones, milestone)->terms_count)
                return -EBADMSG;
        return frozen_add(milestones, milestone, &frozen);
}

static int load_lapsed(struct milestones *milestones, struct wire_in *key, struct wire_in *value)
{
        struct text name = wire_in_text(key);
        int32_t on_day = wire_in_i32(key);

        wire_in_u8(value);
        if (!wire_in_complete(key) || !wire_in_complete(value))
                return -EBADMSG;
        return freezing_load(milestones, name, on_day) ? 0 : -EBADMSG;
}

int milestones_load(struct milestones *milestones, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);

        switch (row->table) {
        case ROW_TOLD:
                return load_told(milestones, &key, &value);
        case ROW_FROZEN:
                return load_frozen(milestones, &key, &value);
        case ROW_LAPSED:
                return load_lapsed(milestones, &key, &value);
        default:
                return -EBADMSG;
        }
}
