/* client/lib/wire_release.c: the end and the abort of a release, and receipts. */
#include <stdint.h>
#include <stdlib.h>
#include <errno.h>

#include "wire.h"

static void put_vintage(const struct mst_vintage *vintage, Milestone__V1__Vintage *ret)
{
        milestone__v1__vintage__init(ret);
        ret->date = wire_text(vintage->date);
        ret->serial = vintage->serial;
}

static void put_control(const struct mst_control_total *control, Milestone__V1__ControlTotal *ret)
{
        milestone__v1__control_total__init(ret);
        ret->of = (Milestone__V1__ControlTotal__Of)control->of;
        ret->currency = wire_text(control->currency);
        ret->flow = (Milestone__V1__Flow)control->flow;
        ret->period = wire_text(control->period);
        ret->sum = wire_text(control->sum);
}

int wire_put_end(struct buffer *buffer, const struct mst_release_end *end, size_t largest)
{
        SCOPED(freep)
        Milestone__V1__ControlTotal *controls = calloc(end->control_count + 1, sizeof(*controls));
        SCOPED(freep)
        Milestone__V1__ControlTotal **control = calloc(end->control_count + 1, sizeof(*control));
        Milestone__V1__EventBatch batch;
        Milestone__V1__ReleaseEnd wire;
        Milestone__V1__Vintage vintage;

        milestone__v1__event_batch__init(&batch);
        milestone__v1__release_end__init(&wire);
        if (!controls || !control)
                return -ENOMEM;
        put_vintage(&end->vintage, &vintage);
        for (size_t i = 0; i < end->control_count; i++) {
                put_control(&end->control[i], &controls[i]);
                control[i] = &controls[i];
        }
        wire.vintage = &vintage;
        wire.batches = end->batches;
        wire.events = end->events;
        wire.periods = (char **)(uintptr_t)end->periods;
        wire.n_periods = end->periods_count;
        wire.control = control;
        wire.n_control = end->control_count;
        wire.status = (Milestone__V1__Status)end->status;
        wire.complete = end->complete;
        wire.replaces = end->replaces;
        wire.embargo = wire_text(end->embargo);
        wire.historical = end->historical;
        wire.note = wire_text(end->note);
        batch.release_end = &wire;
        return buffer_pack(buffer, &batch.base, largest);
}

int wire_put_abort(struct buffer *buffer, const struct mst_vintage *vintage, const char *reason,
                   size_t largest)
{
        Milestone__V1__EventBatch batch;
        Milestone__V1__ReleaseAbort wire;
        Milestone__V1__Vintage of;

        milestone__v1__event_batch__init(&batch);
        milestone__v1__release_abort__init(&wire);
        put_vintage(vintage, &of);
        wire.vintage = &of;
        wire.reason = wire_text(reason);
        batch.release_abort = &wire;
        return buffer_pack(buffer, &batch.base, largest);
}

static void counts_from_wire(const Milestone__V1__Counts *wire, struct mst_counts *ret)
{
        *ret = (struct mst_counts){0};
        if (!wire)
                return;
        *ret = (struct mst_counts){
                .accepted = wire->accepted,
                .revised = wire->revised,
                .repeated = wire->repeated,
                .stale = wire->stale,
                .disputed = wire->disputed,
                .withdrawn = wire->withdrawn,
                .staged = wire->staged,
                .refused = wire->refused,
        };
}

void verdict_from_wire(const Milestone__V1__ReleaseVerdict *wire, struct mst_release_verdict *ret)
{
        *ret = (struct mst_release_verdict){.vintage.date = "", .message = ""};
        if (!wire)
                return;
        vintage_from_wire(wire->vintage, &ret->vintage);
        ret->state = (enum mst_release_state)wire->state;
        ret->batches = wire->batches;
        ret->batches_present = wire->batches_present;
        ret->missing = wire->missing;
        ret->missing_count = wire->n_missing;
        ret->end_missing = wire->end_missing;
        counts_from_wire(wire->counts, &ret->counts);
        ret->message = wire->message;
}

static const struct mst_exception *exceptions_from_wire(struct arena *arena,
                                                        const Milestone__V1__Receipt *wire)
{
        struct mst_exception *ret = arena_take(arena, wire->n_exceptions, sizeof(*ret));

        for (size_t i = 0; ret && i < wire->n_exceptions; i++) {
                const Milestone__V1__Exception *from = wire->exceptions[i];

                ret[i] = (struct mst_exception){
                        .index = from->index,
                        .id = from->id,
                        .verdict = (enum mst_verdict)from->verdict,
                        .reason = (enum mst_reason)from->reason,
                        .field = from->field,
                        .message = from->message,
                        .release_batch = from->release_batch,
                };
        }
        return ret;
}

void receipt_from_wire(struct arena *arena, const Milestone__V1__Receipt *wire, struct mst_receipt *ret)
{
        struct mst_release_verdict *release = NULL;

        if (wire->release) {
                release = arena_take(arena, 1, sizeof(*release));
                if (release)
                        verdict_from_wire(wire->release, release);
        }
        *ret = (struct mst_receipt){
                .source = "",
                .journal_id = arena_hex(arena, wire->journal_id),
                .epoch = wire->epoch,
                .position = wire->position,
                .dry_run = wire->dry_run,
                .exceptions = exceptions_from_wire(arena, wire),
                .exceptions_count = wire->n_exceptions,
                .exceptions_left_out = wire->exceptions_left_out,
                .reason = (enum mst_reason)wire->reason,
                .field = wire->field,
                .message = wire->message,
                .release = release,
        };
        counts_from_wire(wire->counts, &ret->counts);
}
