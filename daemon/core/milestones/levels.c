/* core/milestones/levels.c: what the terms of a milestone ask for (rules 20 and 21).
 *
 * A target that is relative to a baseline floats with it: the measure is asked again whenever its
 * sums or completeness may be others there. Frozen, the baseline is a number; what it was when it
 * was frozen is kept by freezes.c. */
#include <errno.h>

#include "base/civil.h"
#include "base/wide.h"
#include "core/milestones/inside.h"

size_t term_at(const struct plan_milestone *of, int32_t day)
{
        size_t term = 0;

        while (term + 1 < of->terms_count && day != CIVIL_NONE && of->terms[term + 1].on_day <= day)
                term++;
        return term;
}

/* Rule 21: the deadline that is in force on its own day. One that lies before the amendment that would
 * have moved it was over by then. */
int32_t deadline_of(const struct plan_milestone *of)
{
        size_t term = 0;

        while (term + 1 < of->terms_count && (of->terms[term].deadline_day == CIVIL_NONE ||
                                              of->terms[term].deadline_day >= of->terms[term + 1].on_day))
                term++;
        return of->terms[term].deadline_day;
}

bool term_is_relative(const struct plan_terms *terms)
{
        return terms->target.kind != TARGET_AMOUNT;
}

size_t term_today(const struct plan_milestone *of, const struct instance *instance, int32_t day)
{
        if (day == CIVIL_NONE)
                day = instance->first_day;
        if (day != CIVIL_NONE && instance->deadline_day != CIVIL_NONE && day > instance->deadline_day)
                day = instance->deadline_day;
        return term_at(of, day);
}

/* ---- baselines ---- */

struct baseline {
        bool known;
        int64_t units;
        uint64_t provisional_records;
};

/* The same period a year before; of weeks and days that of the same weekday and date. */
static int32_t year_before(struct period period)
{
        switch (period.kind) {
        case PERIOD_WEEK:
                return period.last - 364;
        case PERIOD_DAY:
                return civil_add_months(period.last, -12);
        default:
                return civil_month_last(civil_month(period.last) - 12);
        }
}

/* Rule 20: all of it is complete and nothing in it waits. */
static bool is_settled(const struct scene *scene, int32_t day, struct value *ret)
{
        uint32_t held_back_by;

        if (!measures_complete(scene->milestones->measures, scene->watch->measure, day, &held_back_by))
                return false;
        scene_at(scene, day, ret);
        return ret->state != VALUE_INCOMPLETE && ret->state != VALUE_OUT_OF_RANGE;
}

/* What the window that ends with the day comes to: as it is, or, where it is not complete, as it is projected. 1, or 0:
 * it cannot be said; -ENOMEM. */
static int look(const struct scene *scene, int32_t day, bool ahead, struct value *ret)
{
        int r;

        if (!civil_is_valid(day))
                return 0;
        if (is_settled(scene, day, ret))
                return 1;
        if (!ahead)
                return 0;
        r = projected_at(scene->milestones, scene->watch->measure, watch_key(scene->watch), scene->day, day, ret);
        return r < 0 ? r : ret->state == VALUE_KNOWN;
}

static int take(const struct scene *scene, int32_t day, bool ahead, struct baseline *best)
{
        struct value value;
        int r = look(scene, day, ahead, &value);

        if (r <= 0)
                return r;
        if (value.state == VALUE_KNOWN && (!best->known || value.units > best->units)) {
                best->known = true;
                best->units = value.units;
        }
        best->provisional_records += value.provisional_records;
        return 1;
}

/* As the measure stands. The best of years may have some in which there was nothing. */
static int measured(const struct scene *scene, const struct plan_target *target, const struct instance *instance,
                    bool ahead, struct baseline *ret)
{
        struct baseline best = {0};
        int settled = 1;

        switch (target->kind) {
        case TARGET_OF_PERIOD:
                settled = take(scene, target->first.last, ahead, &best);
                break;
        case TARGET_OF_LAST_YEAR:
                settled = take(scene, year_before(instance->period), ahead, &best);
                break;
        case TARGET_OF_BEST:
                for (struct period period = target->first;
                     settled > 0 && period.kind != PERIOD_NONE && period.last <= target->last.last;
                     period = period_next(period))
                        settled = take(scene, period.last, ahead, &best);
                break;
        case TARGET_AMOUNT:
                break;
        }
        if (settled <= 0 || best.units <= 0)
                best.known = false;
        *ret = best;
        return settled < 0 ? settled : 0;
}

static int32_t baseline_last_day(const struct plan_target *target, const struct instance *instance)
{
        switch (target->kind) {
        case TARGET_OF_PERIOD:
                return target->first.last;
        case TARGET_OF_LAST_YEAR:
                return year_before(instance->period);
        case TARGET_OF_BEST:
                return target->last.last;
        default:
                return INT32_MIN;
        }
}

/* ---- levels ---- */

static struct level level_of(const struct plan_target *target, const struct baseline *baseline)
{
        wide product;

        if (!baseline->known || baseline->units <= 0 ||
            wide_multiply(baseline->units, (wide)target->factor_ppm, &product) != 0 || product > WIDE_MAX / 2 ||
            !wide_fits64((product + 999999) / 1000000))
                return (struct level){0};
        return (struct level){true, (int64_t)((product + 999999) / 1000000), baseline->provisional_records};
}

/* What it is frozen to, or was given; else as measured, which on the day of freezing is kept. */
static int baseline_of(struct milestones *milestones, struct milestone *milestone, const struct instance *instance,
                       size_t term, const struct scene *scene, struct baseline *ret)
{
        const struct plan_target *target = &plan_of_milestone(milestones, milestone)->terms[term].target;
        struct period period = target->kind == TARGET_OF_LAST_YEAR ? instance->period : period_none();
        const struct frozen *frozen = frozen_find(milestone, term, period);
        bool is_time = target->frozen_day != CIVIL_NONE && scene->day != CIVIL_NONE && scene->day >= target->frozen_day;
        int r;

        if (target->is_given || frozen) {
                *ret = (struct baseline){true, frozen ? frozen->baseline : target->given, 0};
                return 0;
        }
        if (freezing_lapsed(milestones, milestone->index, term)) {
                *ret = (struct baseline){0};
                return 0;
        }
        r = measured(scene, target, instance, false, ret);
        if (r < 0 || !is_time || !ret->known)
                return r;
        ret->provisional_records = 0;
        return frozen_add(milestones, milestone,
                          &(struct frozen){.term = term, .instance = period, .baseline = ret->units,
                                           .day = scene->day, .pending = true, .dirty = true});
}

int level_ahead(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                size_t term, struct level *ret)
{
        const struct plan_target *target = &plan_of_milestone(scene->milestones, milestone)->terms[term].target;
        struct baseline baseline;
        int r;

        *ret = instance->levels[term];
        if (ret->known || target->kind == TARGET_AMOUNT || scene->day == CIVIL_NONE ||
            freezing_lapsed(scene->milestones, milestone->index, term))
                return 0;
        r = measured(scene, target, instance, true, &baseline);
        if (r == 0)
                *ret = level_of(target, &baseline);
        return r;
}

static int update_instance(struct milestones *milestones, struct watch *watch, struct milestone *milestone,
                           struct instance *instance, const struct scene *scene, bool *ret_changed)
{
        const struct plan_milestone *of = plan_of_milestone(milestones, milestone);

        for (size_t i = 0; i < of->terms_count; i++) {
                struct level *level = &instance->levels[i], now;
                int32_t last_day = baseline_last_day(&of->terms[i].target, instance);
                struct baseline baseline;
                int r;

                if (!term_is_relative(&of->terms[i]))
                        continue;
                r = baseline_of(milestones, milestone, instance, i, scene, &baseline);
                if (r < 0)
                        return r;
                now = level_of(&of->terms[i].target, &baseline);
                *ret_changed |= now.known != level->known || now.amount != level->amount ||
                                now.provisional_records != level->provisional_records;
                *level = now;
                if (last_day > watch->baseline_until)
                        watch->baseline_until = last_day;
        }
        return 0;
}

int levels_update(struct milestones *milestones, struct watch *watch, const struct scene *scene, bool *ret_changed)
{
        *ret_changed = false;
        watch->baseline_until = INT32_MIN;
        for (size_t i = 0; i < watch->milestones_count; i++) {
                struct milestone *milestone = &watch->milestones[i];

                for (size_t j = 0; j < milestone->instances_count; j++) {
                        int r = update_instance(milestones, watch, milestone, &milestone->instances[j], scene,
                                                ret_changed);

                        if (r < 0)
                                return r;
                }
        }
        return 0;
}
