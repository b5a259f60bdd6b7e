/* core/plausibility.c: what happens to an event that is far from what is usual, as its source has it: it counts
 * and is flagged, or it is refused and goes into quarantine. */
#include <errno.h>

#include "core/inside.h"

int apply_watch(struct core *core, const struct batch_event *event, struct judged *judged, struct refusal *ret)
{
        const struct plan_source *source = &core->plan->sources[core->work.source];
        int far, r;

        if (!judged->step.write || judged->step.count == USE_NOTHING)
                return 0;

        far = core->work.past_check ? 0
                                    : plausible_judge(core->plausible, source, &event->event, core->work.batch,
                                                      &core->held_texts, ret);
        if (far < 0)
                return far;
        if (far && source->plausible == PLAUSIBLE_QUARANTINE) {
                judged->step = (struct ledger_step){.verdict = VERDICT_REFUSED};
                return APPLY_HELD;
        }
        r = plausible_accept(core->plausible, source, &event->event);
        return r < 0 ? r : far ? APPLY_FLAGGED : 0;
}

int apply_hold(struct core *core, uint32_t index, const struct batch_event *event, const struct refusal *refusal)
{
        const struct work *work = &core->work;
        int r;

        r = core_grow((void **)&core->held, &core->held_capacity, core->held_count, sizeof(*core->held));
        if (r < 0)
                return r;

        core->held[core->held_count++] = (struct held_event){
                .position = work->release ? work->release->batches[work->index].position : work->entry->position,
                .index = index,
                .source = core->plan->sources[work->source].name,
                .id = event->event.id,
                .sender = work->batch->peer,
                .received_usec = work->batch->received_usec,
                .refusal = *refusal,
        };
        return 0;
}
