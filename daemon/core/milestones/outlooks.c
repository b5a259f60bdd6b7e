/* core/milestones/outlooks.c: will it be in time? The outlook of each instance, from the complete months of its
 * series as they stand now.
 *
 * The state is a fold over the origins since the window began: the ends of complete months, of daily figures
 * also each seventh day. So it depends on the figures alone, and not on when and in which order they came. It
 * is worked out for the series that changed, when a day closes or a release ends. */
#include <assert.h>

#include "base/civil.h"
#include "core/measures/window.h"
#include "core/milestones/inside.h"

/* ---- origins ---- */

static int32_t days_of(int32_t month)
{
        return civil_month_last(month) - civil_month_first(month) + 1;
}

static int64_t booked_until(const struct sought *sought, int32_t first_day, int32_t last_day)
{
        struct value value;

        if (first_day > last_day || sought->milestones->plan->measures[sought->measure].form == FORM_LATEST)
                return 0;
        measures_sum(sought->milestones->measures, sought->measure, sought->key, first_day, last_day, &value);
        return value.state == VALUE_KNOWN ? value.units : 0;
}

static struct origin month_end(const struct sought *sought, int32_t month)
{
        return (struct origin){.n = (size_t)(month - history_first_month(sought->foresight->history) + 1),
                               .day = civil_month_last(month)};
}

/* Within a month whose figures come by days. */
static struct origin month_day(const struct sought *sought, int32_t month, int32_t mday)
{
        struct origin origin = month_end(sought, month - 1);

        origin.day = civil_month_first(month) + mday - 1;
        origin.elapsed_ppm = (int32_t)((int64_t)mday * OUTLOOK_PPM / days_of(month));
        origin.booked = booked_until(sought, civil_month_first(month), origin.day);
        return origin;
}

/* The first month whose end is an origin: of the milestone's own days, else of the window that the deadline lies
 * in; while that has not begun, of the window that goes on, a year at least. */
static int32_t begin_month(const struct sought *sought)
{
        const struct plan_measure *plan = &sought->milestones->plan->measures[sought->measure];
        int32_t last = sought->foresight->last_month, first;

        if (sought->from_day != CIVIL_NONE)
                return civil_month(sought->from_day);
        if (plan->form == FORM_LATEST)
                return history_first_month(sought->foresight->history);
        first = civil_month(window_first(&plan->window, sought->deadline_day));
        if (first <= last)
                return first;
        first = civil_month(window_first(&plan->window, civil_month_last(last)));
        return first < last - 11 ? first : last - 11;
}

/* The first month that the window at the month's end looks at. */
static int32_t window_month(const struct sought *sought, int32_t month)
{
        const struct plan_measure *plan = &sought->milestones->plan->measures[sought->measure];

        if (plan->form == FORM_LATEST)
                return history_first_month(sought->foresight->history);
        return civil_month(window_first(&plan->window, civil_month_last(month)));
}

int32_t sought_begins(const struct sought *sought)
{
        return window_month(sought, sought->foresight->last_month + 1);
}

/* Nothing that is in the window may be missing. */
static bool is_whole(const struct sought *sought, int32_t month)
{
        return window_month(sought, month) > sought->foresight->gap_month;
}

/* ---- the state ---- */

static int fold_origin(const struct sought *sought, const struct origin *origin, struct outlook_fold *fold)
{
        struct outlook_question question;
        int r;

        if (origin->day >= sought->deadline_day)
                return 0;
        r = sought_question(sought, origin, false, &question);
        if (r < 0)
                return r;
        outlook_fold(fold, outlook_chance(sought->foresight->history, origin->n, &question));
        sought_done(&question);
        return 0;
}

/* The seventh days of a month up to the last one that is known, its end left out. */
static int fold_days(const struct sought *sought, int32_t month, struct outlook_fold *fold)
{
        int r = 0;

        for (int32_t mday = 7; mday < days_of(month) && r == 0; mday += 7) {
                struct origin origin;

                if (civil_month_first(month) + mday - 1 > sought->foresight->until_day)
                        return 0;
                if (month <= history_first_month(sought->foresight->history) || mday > 28)
                        continue;
                origin = month_day(sought, month, mday);
                r = fold_origin(sought, &origin, fold);
        }
        return r;
}

static int fold_all(const struct sought *sought, struct outlook_fold *fold)
{
        const struct foresight *foresight = sought->foresight;
        int32_t first = history_first_month(foresight->history), month = begin_month(sought);
        int r = 0;

        for (month = month > first ? month : first; month <= foresight->last_month + 1 && r == 0; month++) {
                struct origin origin;

                if (!is_whole(sought, month))
                        continue;
                if (foresight->by_days)
                        r = fold_days(sought, month, fold);
                if (r < 0 || month > foresight->last_month)
                        break;
                origin = month_end(sought, month);
                r = fold_origin(sought, &origin, fold);
        }
        return r;
}

/* ---- the figures ---- */

/* The newest origin: of daily figures the last seventh day. */
struct origin sought_newest(const struct sought *sought)
{
        const struct foresight *foresight = sought->foresight;
        int32_t month = foresight->last_month + 1, mday = foresight->until_day - civil_month_first(month) + 1;
        struct origin origin = month_end(sought, foresight->last_month);

        if (foresight->by_days && mday >= 7)
                return month_day(sought, month, mday > 28 ? 28 : mday / 7 * 7);
        if (!foresight->by_days && !foresight->behind)
                origin.booked = booked_until(sought, civil_month_first(month), civil_month_last(month));
        return origin;
}

/* A month that is not complete may speak for the milestone, never against it. */
static int say_figures(const struct sought *sought, struct outlook *ret)
{
        struct origin origin = sought_newest(sought);
        struct outlook_question question;
        int32_t without;
        int r;

        r = sought_question(sought, &origin, true, &question);
        if (r < 0)
                return r;
        outlook_at(sought->foresight->history, origin.n, &question, ret);
        ret->origin_day = origin.day;
        if (origin.elapsed_ppm == 0 && origin.booked != 0) {
                question.booked = 0;
                without = outlook_chance(sought->foresight->history, origin.n, &question);
                ret->chance_ppm = without > ret->chance_ppm ? without : ret->chance_ppm;
        }
        sought_done(&question);
        return 0;
}

static void add_offset(int64_t offset, struct outlook *outlook)
{
        outlook->known += offset;
        outlook->total += offset;
        outlook->total_low += offset;
        outlook->total_high += offset;
}

static int say(const struct sought *sought, struct outlook *ret)
{
        struct outlook_fold fold = {0};
        int r;

        /* What is complete up to the deadline is decided as soon as the day says so. */
        if (sought->deadline_day != CIVIL_NONE && sought_newest(sought).day >= sought->deadline_day) {
                ret->reason = OUTLOOK_OVER;
                return 0;
        }
        if (!is_whole(sought, sought->foresight->last_month + 1)) {
                ret->reason = OUTLOOK_INCOMPLETE;
                return 0;
        }
        r = say_figures(sought, ret);
        if (r == 0 && sought->deadline_day != CIVIL_NONE)
                r = fold_all(sought, &fold);
        ret->state = fold.state ? fold.state : OUTLOOK_UNKNOWN;
        add_offset(sought->foresight->offset, ret);
        return r;
}

/* ---- instances ---- */

static struct outlook nothing(uint8_t reason)
{
        return (struct outlook){.state = OUTLOOK_UNKNOWN,
                                .reason = reason,
                                .date = CIVIL_NONE,
                                .date_low = CIVIL_NONE,
                                .date_high = CIVIL_NONE,
                                .total_day = CIVIL_NONE,
                                .origin_day = CIVIL_NONE,
                                .last_complete_month = INT32_MIN};
}

/* The day whose value decides: of the deadline, else of the window that goes on. */
static int32_t deciding_day(const struct scene *scene, const struct instance *instance)
{
        struct period period;

        if (instance->deadline_day != CIVIL_NONE)
                return instance->deadline_day;
        return measures_window_end(scene->milestones->measures, scene->watch->measure, scene->day, &period);
}

/* What is no sum is projected without a chance. */
static int say_projected(const struct scene *scene, const struct instance *instance, struct outlook *ret)
{
        struct value value = {0};
        int r;

        if (scene->day == CIVIL_NONE)
                return 0;
        ret->total_day = deciding_day(scene, instance);
        r = projected_at(scene->milestones, scene->watch->measure, watch_key(scene->watch), scene->day, ret->total_day,
                         &value);
        ret->has_total = value.state == VALUE_KNOWN;
        ret->total = value.units;
        return r;
}

/* What it is judged by on the last day in time: an amendment that will be in force by then counts. */
static size_t deciding_term(const struct plan_milestone *of, const struct instance *instance, int32_t day)
{
        if (instance->deadline_day != CIVIL_NONE)
                return term_at(of, instance->deadline_day);
        return term_today(of, instance, day);
}

static const struct level *deciding_level(const struct plan_milestone *of, const struct instance *instance, int32_t day)
{
        return &instance->levels[deciding_term(of, instance, day)];
}

static uint8_t reason_of_instance(const struct plan_milestone *of, const struct instance *instance,
                                  const struct scene *scene, bool past)
{
        const struct target *target = &instance->targets[of->steps_count];

        if (of->form == MILESTONE_HOLD)
                return OUTLOOK_NOT_ADDITIVE;
        if (past)
                return deciding_level(of, instance, scene->day)->known ? OUTLOOK_SAID : OUTLOOK_NO_TARGET;
        if (target->crossing != CIVIL_NONE ||
            (instance->deadline_day != CIVIL_NONE && scene->day > instance->deadline_day))
                return OUTLOOK_OVER;
        return deciding_level(of, instance, scene->day)->known ? OUTLOOK_SAID : OUTLOOK_NO_TARGET;
}

struct sought sought_of(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                        struct foresight *foresight)
{
        const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);

        return (struct sought){
                .milestones = scene->milestones,
                .measure = scene->watch->measure,
                .key = watch_key(scene->watch),
                .foresight = foresight,
                .from_day = instance->first_day,
                .deadline_day = instance->deadline_day,
                .target = deciding_level(of, instance, scene->day)->amount - foresight->offset,
        };
}

int outlook_of(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
               struct foresight *foresight, bool past, struct outlook *ret)
{
        const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);
        uint8_t reason = reason_of_instance(of, instance, scene, past);
        struct sought sought = sought_of(scene, milestone, instance, foresight);
        struct level ahead = {0};
        int r = 0;

        /* The target is relative to what is not complete: what that comes to is projected, too. */
        if (reason == OUTLOOK_NO_TARGET && foresight->reason == OUTLOOK_SAID)
                r = level_ahead(scene, milestone, instance, deciding_term(of, instance, scene->day), &ahead);
        if (r < 0)
                return r;
        if (ahead.known) {
                reason = OUTLOOK_SAID;
                sought.target = ahead.amount - foresight->offset;
        }
        *ret = nothing(reason == OUTLOOK_SAID ? foresight->reason : reason);
        if (reason == OUTLOOK_SAID && foresight->reason == OUTLOOK_NO_CHANCE)
                return say_projected(scene, instance, ret);
        if (ret->reason != OUTLOOK_SAID)
                return 0;
        r = say(&sought, ret);
        ret->has_target = ahead.known;
        ret->target = ahead.amount;
        return r;
}

static bool is_told(const struct instance *instance, const struct target *target)
{
        return instance->outlook.state <= OUTLOOK_UNKNOWN || instance->outlook.state == target->told.outlook;
}

/* A target that is not known may still be projected. */
static bool is_open(uint8_t reason)
{
        return reason == OUTLOOK_SAID || reason == OUTLOOK_NO_TARGET;
}

/* Is any of them still open? */
static bool wants_months(const struct scene *scene)
{
        for (size_t i = 0; i < scene->watch->milestones_count; i++) {
                const struct milestone *milestone = &scene->watch->milestones[i];
                const struct plan_milestone *of = plan_of_milestone(scene->milestones, milestone);

                for (size_t j = 0; j < milestone->instances_count; j++)
                        if (is_open(reason_of_instance(of, &milestone->instances[j], scene, false)))
                                return true;
        }
        return false;
}

int outlooks_renew(struct milestones *milestones, struct watch *watch, int32_t day, bool *ret_differs)
{
        struct scene scene = {milestones, watch, day};
        struct foresight foresight = {.reason = OUTLOOK_NO_MONTHS};
        int r = 0;

        *ret_differs = false;
        if (wants_months(&scene))
                r = foresight_make(milestones, watch->measure, watch_key(watch), day, &foresight);
        for (size_t i = 0; i < watch->milestones_count && r == 0; i++) {
                struct milestone *milestone = &watch->milestones[i];
                size_t steps = plan_of_milestone(milestones, milestone)->steps_count;

                for (size_t j = 0; j < milestone->instances_count && r == 0; j++) {
                        struct instance *instance = &milestone->instances[j];

                        r = outlook_of(&scene, milestone, instance, &foresight, false, &instance->outlook);
                        *ret_differs |= !is_told(instance, &instance->targets[steps]);
                }
        }
        foresight_done(&foresight);
        return r;
}

int outlooks_tell(const struct looked *looked, struct watch *watch, struct news_list *news)
{
        struct milestones *milestones = (struct milestones *)(uintptr_t)looked->scene->milestones;
        bool differs;
        int r;

        watch->stale = false;
        r = outlooks_renew(milestones, watch, looked->scene->day, &differs);
        for (size_t i = 0; i < watch->milestones_count && r == 0 && differs; i++) {
                struct milestone *milestone = &watch->milestones[i];
                size_t steps = plan_of_milestone(milestones, milestone)->steps_count;

                for (size_t j = 0; j < milestone->instances_count && r == 0; j++) {
                        struct instance *instance = &milestone->instances[j];
                        struct target *target = &instance->targets[steps];

                        if (is_told(instance, target))
                                continue;
                        r = news_of_outlook(looked, milestone, instance, news);
                        target->told.outlook = instance->outlook.state;
                        target->dirty = true;
                }
        }
        return r;
}
