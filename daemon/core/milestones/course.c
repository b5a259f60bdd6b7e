/* core/milestones/course.c: the window of an instance as it is known, month by month, for who draws it: also where
 * nothing can be said of what is to come, and where it is decided.
 *
 * The window is the one that decides: in which it was reached, else that of the deadline, else the one that goes
 * on. Months that are not complete have what is known of them; behind the newest record there are none. */
#include "base/civil.h"
#include "core/measures/window.h"
#include "core/milestones/inside.h"

#define LONGEST  (12 * 50)
#define SHORTEST 3 /* months; a window of less is drawn among the others of its year */

struct span {
        int32_t first, last; /* months of the window; first > last: there is none */
        int32_t known;       /* the last month that anything is known of */
};

static int32_t earlier(int32_t a, int32_t b)
{
        return a < b ? a : b;
}

static int32_t later(int32_t a, int32_t b)
{
        return a > b ? a : b;
}

static const struct plan_measure *shape_of(const struct scene *scene)
{
        return measures_shape(scene->milestones->measures, scene->watch->measure);
}

static bool is_moving(const struct plan_measure *shape)
{
        return shape->form != FORM_LATEST &&
               (shape->window.kind == WINDOW_LAST_DAYS || shape->window.kind == WINDOW_LAST_MONTHS);
}

/* The first day of the window that `day` lies in. */
static int32_t window_begin(const struct scene *scene, int32_t day)
{
        const struct plan_measure *shape = shape_of(scene);
        int32_t oldest = measures_oldest_day(scene->milestones->measures, scene->watch->measure,
                                             watch_key(scene->watch));

        if (shape->form == FORM_LATEST)
                return oldest == CIVIL_NONE ? day : earlier(oldest, day);
        if (shape->window.kind == WINDOW_SINCE && oldest != CIVIL_NONE)
                return later(oldest, window_first(&shape->window, day));
        return window_first(&shape->window, day);
}

/* Up to the deadline, or where it was reached after it; without one to the end of the calendar's window. */
static int32_t window_last(const struct course_of *of, int32_t day)
{
        struct period period;
        int32_t end;

        if (of->instance->deadline_day != CIVIL_NONE)
                return later(day, of->instance->deadline_day);
        end = measures_window_end(of->scene->milestones->measures, of->scene->watch->measure, day, &period);
        return period.kind != PERIOD_NONE && end != CIVIL_NONE ? end : day;
}

/* The day that decides; CIVIL_NONE: nothing has begun. */
static int32_t deciding_day(const struct course_of *of, int32_t now)
{
        const struct instance *instance = of->instance;
        int32_t crossing = instance->targets[of->milestone->steps_count].crossing;

        /* Of one that is held it is where that began or ended last. */
        if (crossing != CIVIL_NONE && of->milestone->form != MILESTONE_HOLD)
                return crossing;
        if (instance->deadline_day != CIVIL_NONE && window_begin(of->scene, instance->deadline_day) <= now)
                return instance->deadline_day;
        return now;
}

static struct span span_of(const struct course_of *of)
{
        const struct scene *scene = of->scene;
        int32_t newest, until, day;
        uint32_t held_back_by;
        struct span ret;

        if (watch_is_of_others(scene->watch)) /* it has no measure */
                return (struct span){1, 0, 0};
        newest = scene_newest_day(scene);
        if (newest == CIVIL_NONE && scene->day == CIVIL_NONE)
                return (struct span){1, 0, 0};
        until = measures_complete_until(scene->milestones->measures, scene->watch->measure, &held_back_by);
        until = later(newest, earlier(until, scene->day));
        day = deciding_day(of, later(newest, scene->day));
        ret.first = civil_month(window_begin(scene, day));
        ret.last = civil_month(window_last(of, day));
        ret.known = until == CIVIL_NONE ? INT32_MIN : civil_month(until);
        /* A window that moves on with the days has a course since it was first looked at. */
        if (is_moving(shape_of(scene)) && of->instance->first_day != CIVIL_NONE)
                ret.first = earlier(ret.first, civil_month(of->instance->first_day));
        if (ret.last - ret.first + 1 < SHORTEST)
                ret.first = ret.last - 11;
        ret.first = later(ret.first, civil_month(CIVIL_MIN) + 12);
        ret.first = later(ret.first, ret.last - LONGEST + 1);
        return ret;
}

/* At the month's end, or at the deadline within it. */
static int32_t day_of(const struct course_of *of, int32_t month)
{
        int32_t last = civil_month_last(month), deadline = of->instance->deadline_day;

        return deadline != CIVIL_NONE && civil_month(deadline) == month ? deadline : last;
}

static bool has_value(const struct value *value)
{
        return value->state == VALUE_KNOWN || value->state == VALUE_INCOMPLETE;
}

int course_visit(const struct course_of *of, course_visitor visitor, void *context)
{
        const struct scene *scene = of->scene;
        struct span span = span_of(of);
        int r = 0;

        for (int32_t month = span.first; month <= span.last && r == 0; month++) {
                struct course_month before = {.month = month - 12, .before = true};
                struct course_month visited = {.month = month};
                uint32_t held_back_by;

                scene_at(scene, civil_month_last(month - 12), &before.value);
                before.complete = measures_complete(scene->milestones->measures, scene->watch->measure,
                                                    civil_month_last(month - 12), &held_back_by);
                if (has_value(&before.value) && month - 12 <= span.known)
                        r = visitor(context, &before);
                if (month > span.known || r != 0)
                        continue;
                scene_at(scene, day_of(of, month), &visited.value);
                visited.complete = measures_complete(scene->milestones->measures, scene->watch->measure,
                                                     day_of(of, month), &held_back_by);
                r = visitor(context, &visited);
        }
        return r;
}

/* The last point is the window's end, the others stand evenly before it. */
void milestones_sketch(const struct course_of *of, struct sketch *ret)
{
        struct span span = span_of(of);
        int32_t step = (span.last - span.first) / SKETCH_POINTS + 1;

        *ret = (struct sketch){0};
        if (span.first > span.last)
                return;
        for (int32_t month = span.last - (span.last - span.first) / step * step; month <= span.last; month += step) {
                struct value value;

                if (month > span.known) {
                        ret->ahead++;
                        continue;
                }
                scene_at(of->scene, day_of(of, month), &value);
                if (has_value(&value))
                        ret->units[ret->count] = value.units;
                else
                        ret->gaps |= UINT32_C(1) << ret->count;
                ret->count++;
        }
}
