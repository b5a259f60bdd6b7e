/* client/lib/wire_news.c: what subscribers are told, in. */
#include "wire.h"

void value_from_wire(const Milestone__V1__Value *wire, struct mst_value *ret)
{
        *ret = (struct mst_value){.unit = ""};
        if (!wire)
                return;
        *ret = (struct mst_value){
                .state = (enum mst_value_state)wire->state,
                .units = wire->units,
                .scale = wire->scale,
                .unit = wire->unit,
                .provisional_records = wire->provisional_records,
                .unknown_records = wire->unknown_records,
                .waiting_records = wire->waiting_records,
        };
}

void interval_from_wire(const Milestone__V1__Interval *wire, struct mst_interval *ret)
{
        *ret = (struct mst_interval){
                .first = wire ? wire->first : "",
                .last = wire ? wire->last : "",
                .period = wire ? wire->period : "",
        };
}

void outlook_from_wire(const Milestone__V1__Outlook *wire, struct mst_outlook *ret)
{
        *ret = (struct mst_outlook){
                .date_low = "", .date = "",      .date_high = "", .last_complete = "",
                .sentence = "", .total_day = "", .origin = ""};
        if (!wire)
                return;
        *ret = (struct mst_outlook){
                .state = (enum mst_outlook_state)wire->state,
                .chance_ppm = wire->chance_ppm,
                .date_low = wire->date_low,
                .date = wire->date,
                .date_high = wire->date_high,
                .usual_error_ppm = wire->usual_error_ppm,
                .months_known = wire->months_known,
                .last_complete = wire->last_complete,
                .sentence = wire->sentence,
                .reason = (enum mst_outlook_reason)wire->reason,
                .total_day = wire->total_day,
                .origin = wire->origin,
        };
        quantity_from_wire(wire->known, &ret->known);
        quantity_from_wire(wire->pace, &ret->pace);
        quantity_from_wire(wire->needed, &ret->needed);
        quantity_from_wire(wire->target, &ret->target);
        quantity_from_wire(wire->total_low, &ret->total_low);
        quantity_from_wire(wire->total, &ret->total);
        quantity_from_wire(wire->total_high, &ret->total_high);
}

static void cause_from_wire(struct arena *arena, const Milestone__V1__Cause *wire, struct mst_cause *ret)
{
        struct mst_record_ref *records;

        *ret = (struct mst_cause){.release_source = "", .release_vintage.date = "", .text = ""};
        if (!wire)
                return;
        records = arena_take(arena, wire->n_records, sizeof(*records));
        for (size_t i = 0; records && i < wire->n_records; i++)
                records[i] = (struct mst_record_ref){
                        .source = wire->records[i]->source,
                        .id = wire->records[i]->id,
                        .number = wire->records[i]->number,
                };
        ret->what = (enum mst_cause_what)wire->what;
        ret->records = records;
        ret->records_count = wire->n_records;
        ret->records_total = wire->records_total;
        ret->text = wire->text;
        if (wire->release) {
                ret->release_source = wire->release->source;
                vintage_from_wire(wire->release->vintage, &ret->release_vintage);
        }
}

static void known_from_wire(const Milestone__V1__Known *wire, struct mst_known *ret)
{
        *ret = (struct mst_known){.position = wire ? wire->position : 0, .day = wire ? wire->day : ""};
}

static void before_from_wire(const Milestone__V1__Before *wire, struct mst_before *ret)
{
        *ret = (struct mst_before){0};
        if (wire)
                *ret = (struct mst_before){
                        .all = wire->all,
                        .corridor = wire->corridor,
                        .kind = wire->kind,
                        .source = wire->source,
                };
}

void notification_from_wire(struct arena *arena, const Milestone__V1__Notification *wire,
                            struct mst_notification *ret)
{
        *ret = (struct mst_notification){
                .journal_id = arena_hex(arena, wire->journal_id),
                .epoch = wire->epoch,
                .sequence = wire->sequence,
                .kind = (enum mst_kind)wire->kind,
                .corridor = wire->corridor,
                .milestone = wire->milestone,
                .measure = wire->measure,
                .series = wire->series,
                .instance = wire->instance,
                .step_ppm = wire->step_ppm,
                .outcome = (enum mst_standing)wire->outcome,
                .outcome_before = (enum mst_standing)wire->outcome_before,
                .deadline = wire->deadline,
                .late = wire->late,
                .confirmed = wire->confirmed,
                .backfill = wire->backfill,
                .source = wire->source,
                .chain = arena_hex(arena, wire->chain),
                .text = wire->text,
        };
        before_from_wire(wire->before, &ret->before);
        value_from_wire(wire->value, &ret->value);
        value_from_wire(wire->value_before, &ret->value_before);
        quantity_from_wire(wire->target, &ret->target);
        interval_from_wire(wire->reached, &ret->reached);
        interval_from_wire(wire->reached_before, &ret->reached_before);
        known_from_wire(wire->known, &ret->known);
        cause_from_wire(arena, wire->cause, &ret->cause);
        outlook_from_wire(wire->outlook, &ret->outlook);
}

void update_from_wire(const Milestone__V1__MeasureUpdate *wire, struct mst_measure_update *ret)
{
        *ret = (struct mst_measure_update){
                .position = wire->position,
                .corridor = wire->corridor,
                .measure = wire->measure,
                .series = wire->series,
                .period = wire->period,
                .complete_until = wire->complete_until,
        };
        value_from_wire(wire->value, &ret->value);
}

void row_from_wire(const Milestone__V1__MilestoneRow *wire, struct mst_milestone_row *ret)
{
        *ret = (struct mst_milestone_row){
                .corridor = wire->corridor,
                .milestone = wire->milestone,
                .measure = wire->measure,
                .instance = wire->instance,
                .series = wire->series,
                .step_ppm = wire->step_ppm,
                .outcome = (enum mst_standing)wire->outcome,
                .deadline = wire->deadline,
                .confirmed = wire->confirmed,
                .held_back_by = wire->held_back_by,
                .attention = wire->attention,
        };
        outlook_from_wire(wire->outlook, &ret->outlook);
        value_from_wire(wire->value, &ret->value);
        quantity_from_wire(wire->target, &ret->target);
        interval_from_wire(wire->reached, &ret->reached);
        known_from_wire(wire->known, &ret->known);
        if (wire->sketch)
                ret->sketch = (struct mst_sketch){
                        .units = wire->sketch->units,
                        .count = wire->sketch->n_units,
                        .gaps = wire->sketch->gaps,
                        .ahead = wire->sketch->ahead,
                };
}
