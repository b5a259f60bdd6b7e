/* core/milestones/save.c: what was told, as rows of a checkpoint; the truth is worked out again.
 *
 *      ROW_MILESTONES   (milestone, kind, first and last day of the instance, step) -> what was told
 */
#include <errno.h>

#include "core/milestones/inside.h"

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
        if (ret->outcome >= OUTCOME_COUNT)
                wire_in_fail(in);
}

static int save_target(const struct plan_milestone *of, const struct instance *instance, struct target *target,
                       row_sink sink, void *context)
{
        struct wire_out key = {0}, value = {0};
        int r;

        if (!target->dirty)
                return 0;

        wire_text(&key, of->name);
        wire_u8(&key, (uint8_t)instance->period.kind);
        wire_i32(&key, instance->period.first);
        wire_i32(&key, instance->period.last);
        wire_u32(&key, target->step_ppm);
        told_write(&target->told, &value);
        r = key.failed || value.failed ? -ENOMEM :
                                         sink(context, &(struct row){ROW_MILESTONES, key.data, key.length, value.data,
                                                                     value.length});
        wire_out_done(&key);
        wire_out_done(&value);
        target->dirty = r < 0;
        return r;
}

int milestones_save(struct milestones *milestones, row_sink sink, void *context)
{
        for (size_t i = 0; i < milestones->watches_count; i++)
                for (size_t j = 0; j < milestones->watches[i].milestones_count; j++) {
                        struct milestone *milestone = &milestones->watches[i].milestones[j];
                        const struct plan_milestone *of = &milestones->plan->milestones[milestone->index];

                        for (size_t k = 0; k < milestone->instances_count; k++)
                                for (size_t l = 0; l <= of->steps_count; l++) {
                                        int r = save_target(of, &milestone->instances[k],
                                                            &milestone->instances[k].targets[l], sink, context);

                                        if (r < 0)
                                                return r;
                                }
                }
        return 0;
}

int milestones_load(struct milestones *milestones, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        struct text name = wire_in_text(&key);
        struct period period;
        struct target *target;
        struct told told = {0};
        uint32_t step_ppm;
        int r;

        period.kind = wire_in_u8(&key);
        period.first = wire_in_i32(&key);
        period.last = wire_in_i32(&key);
        step_ppm = wire_in_u32(&key);
        told_read(&value, &told);
        if (!wire_in_complete(&key) || !wire_in_complete(&value))
                return -EBADMSG;

        r = target_need(milestones, name, period, step_ppm, &target);
        if (r == 0 && target)
                target->told = told;
        return r < 0 || target ? r : -EBADMSG;
}

/* Was a restatement put off until the next tick? */
static bool watch_waits(const struct milestones *milestones, const struct watch *watch,
                        const struct judgement *judgement)
{
        struct looked looked = {milestones, watch, judgement, false};

        for (size_t i = 0; i < watch->milestones_count; i++)
                for (size_t j = 0; j < watch->milestones[i].instances_count; j++)
                        if (news_waits(&looked, &watch->milestones[i], &watch->milestones[i].instances[j]))
                                return true;
        return false;
}

int milestones_loaded(struct milestones *milestones, const struct judgement *judgement)
{
        for (size_t i = 0; i < milestones->watches_count; i++) {
                struct watch *watch = &milestones->watches[i];
                bool scan = false, changed;
                struct scanned scanned;
                int32_t day;
                int r;

                r = watch_begin(milestones, watch, judgement, &scan, &day);
                if (r == 0)
                        r = truth_runs_changed(milestones, watch, judgement, &day, &changed);
                if (r == 0)
                        r = truth_scan(milestones, watch, judgement, EVENT_DAY_MIN, &scanned);
                if (r < 0)
                        return r;
                watch_settle(milestones, watch, judgement->tallies, judgement->day);
                watch->pending = watch_waits(milestones, watch, judgement);
        }
        return 0;
}
