/* core/milestones/fan.c: thousands of plain milestones on one series.
 *
 * Plain is what is reached once, at one amount, from the beginning on: so of two such targets on a series
 * the lower one is never crossed later. They lie in one list by amount, beside the values of the scan
 * that rise above all before them; both are gone through once. What was told of a target is looked at
 * where it lies, and only where it may differ from what is true now is the milestone itself asked. */
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

static bool is_plain(const struct plan_milestone *of)
{
        return of->form == MILESTONE_REACH && of->each == PERIOD_NONE && of->from_day == CIVIL_NONE &&
               of->terms_count == 1 && !term_is_relative(&of->terms[0]);
}

static int by_amount(const void *left, const void *right)
{
        const struct fan_entry *a = left, *b = right;

        if (a->amount != b->amount)
                return a->amount < b->amount ? -1 : 1;
        if (a->milestone->index != b->milestone->index)
                return a->milestone->index < b->milestone->index ? -1 : 1;
        return a->target < b->target ? -1 : a->target > b->target;
}

static size_t list_all(const struct milestones *milestones, struct watch *watch, bool fill)
{
        size_t fan = 0, general = 0;

        for (size_t i = 0; i < watch->milestones_count; i++) {
                struct milestone *milestone = &watch->milestones[i];
                const struct plan_milestone *of = plan_of_milestone(milestones, milestone);
                struct instance *instance = milestone->instances;

                if (!is_plain(of)) {
                        if (fill)
                                watch->general[general] = milestone;
                        general++;
                        continue;
                }
                for (size_t j = 0; j <= of->steps_count; j++, fan++)
                        if (fill)
                                watch->fan[fan] = (struct fan_entry){
                                        step_amount(instance->levels[0].amount, instance->targets[j].step_ppm),
                                        &instance->targets[j], milestone};
        }
        watch->general_count = general;
        return fan;
}

int fan_begin(const struct milestones *milestones, struct watch *watch)
{
        if (watch->fanned)
                return 0;

        watch->fan_count = list_all(milestones, watch, false);
        watch->fan = calloc(watch->fan_count + 1, sizeof(*watch->fan));
        watch->general = calloc(watch->general_count + 1, sizeof(struct milestone *));
        if (!watch->fan || !watch->general)
                return -ENOMEM;
        list_all(milestones, watch, true);
        qsort(watch->fan, watch->fan_count, sizeof(*watch->fan), by_amount);
        watch->fanned = true;
        return 0;
}

/* The first that was crossed from the day on, or not at all. */
static size_t first_from(const struct watch *watch, int32_t from_day)
{
        size_t low = 0, high = watch->fan_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int32_t crossing = watch->fan[middle].target->crossing;

                if (crossing != CIVIL_NONE && crossing < from_day)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

/* Can there be anything to tell of the target, crossed now on this day? */
static bool is_loud(const struct target *target, const struct seen *seen, bool may_restate, bool *ret_waits)
{
        const struct told *told = &target->told;
        bool reached = told->outcome == OUTCOME_REACHED || told->outcome == OUTCOME_REACHED_LATE;

        if (!seen || !reached)
                return seen || reached;
        if (told->reached_last == seen->day)
                return told->confirmed == seen->provisional;
        *ret_waits |= !may_restate;
        return may_restate || (told->confirmed && seen->provisional);
}

static int make_loud(struct scan *scan, struct milestone *milestone)
{
        if (scan->loud_count && scan->loud[scan->loud_count - 1] == milestone)
                return 0;
        if (scan->loud_count == scan->loud_capacity) {
                size_t capacity = scan->loud_capacity ? scan->loud_capacity * 2 : 64;
                struct milestone **grown = realloc(scan->loud, capacity * sizeof(struct milestone *));

                if (!grown)
                        return -ENOMEM;
                scan->loud = grown;
                scan->loud_capacity = capacity;
        }
        scan->loud[scan->loud_count++] = milestone;
        return 0;
}

int fan_cross(struct scan *scan, struct watch *watch, int32_t from_day, bool may_restate, struct scanned *scanned)
{
        size_t at = 0;
        int r = 0;

        scan->loud_count = 0;
        for (size_t i = first_from(watch, from_day); i < watch->fan_count && r == 0; i++) {
                const struct fan_entry *entry = &watch->fan[i];
                struct target *target = entry->target;
                const struct seen *seen;

                while (at < scan->count && scan->seen[at].units < entry->amount)
                        at++;
                seen = at < scan->count ? &scan->seen[at] : NULL;
                if (!seen && target->crossing == CIVIL_NONE)
                        break; /* and none behind it is or was */
                scanned->moved |= target->crossing != (seen ? seen->day : CIVIL_NONE);
                target->crossing = seen ? seen->day : CIVIL_NONE;
                if (is_loud(target, seen, may_restate, &scanned->waits))
                        r = make_loud(scan, entry->milestone);
        }
        return r;
}

void fan_settle(struct watch *watch)
{
        size_t open = first_from(watch, INT32_MAX);

        if (open > 0 && watch->fan[open - 1].target->crossing > watch->settled_until)
                watch->settled_until = watch->fan[open - 1].target->crossing;
        if (open < watch->fan_count && watch->fan[open].amount < watch->lowest_open)
                watch->lowest_open = watch->fan[open].amount;
}
