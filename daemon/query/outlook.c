/* query/outlook.c: one milestone's outlook, as it is or behind an earlier month, and the curve of its window. */
#include <errno.h>
#include <stdio.h>

#include "base/civil.h"
#include "base/period.h"
#include "query/inside.h"

struct months {
        struct query *query;
        const struct plan_measure *measure;
        struct list list, course, before;
};

static int add_month(void *context, const struct outlook_month *month)
{
        struct months *months = context;
        struct arena *arena = &months->query->arena;
        Milestone__V1__OutlookMonth *message = MESSAGE_NEW(months->query, Milestone__V1__OutlookMonth,
                                                           milestone__v1__outlook_month__init);
        struct period period = period_at(PERIOD_MONTH, civil_month_first(month->month), 1);

        if (!message)
                return -ENOMEM;
        message->month = encode_period(arena, &period);
        message->known = month->known;
        message->amount = encode_quantity(arena, month->amount);
        message->low = encode_quantity(arena, month->low);
        message->total = encode_quantity(arena, month->total);
        message->high = encode_quantity(arena, month->high);
        message->chance_ppm = (uint32_t)month->chance_ppm;
        return list_add(months->query, &months->list, message);
}

static int add_course(void *context, const struct course_month *month)
{
        struct months *months = context;
        struct arena *arena = &months->query->arena;
        Milestone__V1__CourseMonth *message = MESSAGE_NEW(months->query, Milestone__V1__CourseMonth,
                                                          milestone__v1__course_month__init);
        struct period period = period_at(PERIOD_MONTH, civil_month_first(month->month), 1);

        if (!message)
                return -ENOMEM;
        message->month = encode_period(arena, &period);
        message->complete = month->complete;
        message->value = encode_value(arena, &month->value, months->measure->unit, months->measure->scale);
        return list_add(months->query, month->before ? &months->before : &months->course, message);
}

/* ---- which one ---- */

static int find_milestone(struct query *query, const Milestone__V1__OutlookQuestion *question, Answer *answer,
                          uint32_t *ret)
{
        const struct plan *plan = core_plan(query->core);
        struct text name = text_of(question->milestone), corridor = text_of(question->corridor);
        struct text *known = arena_take(&query->arena, (plan->milestones_count + 1) * sizeof(*known));
        size_t known_count = 0;

        if (!known)
                return -ENOMEM;
        for (uint32_t i = 0; i < plan->milestones_count; i++) {
                const struct plan_milestone *milestone = &plan->milestones[i];

                if (corridor.length && !text_equal(plan->corridors[milestone->corridor].name, corridor))
                        continue;
                known[known_count++] = milestone->name;
                if (text_equal(milestone->name, name)) {
                        *ret = i;
                        return 0;
                }
        }
        return fail_unknown(query, answer, "milestone", name, known, known_count);
}

static int read_instance(struct query *query, const Milestone__V1__OutlookQuestion *question,
                         const struct plan_milestone *of, Answer *answer, struct period *ret)
{
        *ret = period_none();
        if (!*question->instance)
                return 0;
        if (of->each == PERIOD_NONE)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "instance",
                            "instance: %.64s: the milestone has no instances", question->instance);
        if (period_parse_fiscal(text_of(question->instance), of->fiscal_start ? of->fiscal_start : 1, ret) == 0 &&
            ret->kind == of->each)
                return 0;
        return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "instance",
                    "instance: \"%.64s\" is no %s", question->instance, period_name(of->each));
}

static int read_origin(struct query *query, const Milestone__V1__OutlookQuestion *question, Answer *answer,
                       int32_t *ret)
{
        struct period period;

        *ret = INT32_MIN;
        if (!*question->origin)
                return 0;
        if (period_parse(text_of(question->origin), &period) == 0 && period.kind == PERIOD_MONTH) {
                *ret = civil_month(period.first);
                return 0;
        }
        return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "origin",
                    "origin: \"%.64s\" is no month: expected the last one that is known, as 2021-06",
                    question->origin);
}

/* ---- the answer ---- */

static Milestone__V1__MilestoneRow *row_of(struct query *query, const struct outlook_ask *ask,
                                           const struct outlook_answer *found)
{
        const struct plan *plan = core_plan(query->core);
        const struct plan_milestone *of = &plan->milestones[ask->milestone];
        const struct plan_measure others = {.unit = TEXT("milestone")};
        const struct plan_measure *measure = of->measure == PLAN_NO_INDEX ? &others : &plan->measures[of->measure];
        const struct outlook_words words = {measure->unit, measure->scale, found->target_known, found->target,
                                            found->deadline_day};
        Milestone__V1__MilestoneRow *row = MESSAGE_NEW(query, Milestone__V1__MilestoneRow,
                                                       milestone__v1__milestone_row__init);

        if (!row)
                return NULL;
        row->corridor = encode_text(&query->arena, plan->corridors[of->corridor].name);
        row->milestone = encode_text(&query->arena, of->name);
        row->measure = encode_text(&query->arena, measure->name);
        row->series = encode_text(&query->arena, ask->series);
        row->instance = encode_period(&query->arena, &found->instance);
        row->outcome = (Milestone__V1__Outcome)found->outcome;
        row->value = encode_value(&query->arena, &found->value, measure->unit, measure->scale);
        if (found->target_known)
                row->target = encode_quantity(&query->arena, found->target);
        row->deadline = encode_day(&query->arena, found->deadline_day);
        row->outlook = encode_outlook(&query->arena, &found->outlook, &words);
        return row;
}

static int tell(struct query *query, const struct outlook_ask *ask, const struct months *months,
                const struct outlook_answer *found, Answer *answer)
{
        Milestone__V1__OutlookAnswer *message = MESSAGE_NEW(query, Milestone__V1__OutlookAnswer,
                                                            milestone__v1__outlook_answer__init);

        if (!message)
                return -ENOMEM;
        message->milestone = row_of(query, ask, found);
        message->months = (Milestone__V1__OutlookMonth **)months->list.items;
        message->n_months = months->list.count;
        message->course = (Milestone__V1__CourseMonth **)months->course.items;
        message->n_course = months->course.count;
        message->course_before = (Milestone__V1__CourseMonth **)months->before.items;
        message->n_course_before = months->before.count;
        message->day = encode_day(&query->arena, core_day(query->core));
        if (months->measure)
                message->window = (char *)(uintptr_t)window_text(query, &months->measure->window);
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_OUTLOOK;
        answer->outlook = message;
        return message->milestone ? 0 : -ENOMEM;
}

int answer_outlook(struct query *query, const Milestone__V1__OutlookQuestion *question, Answer *answer)
{
        struct months months = {.query = query};
        struct outlook_ask ask = {.series = text_of(question->series), .visitor = add_month, .course = add_course,
                                  .context = &months};
        uint32_t measure;
        struct outlook_answer found;
        int r;

        r = find_milestone(query, question, answer, &ask.milestone);
        if (r == 0)
                r = read_instance(query, question, &core_plan(query->core)->milestones[ask.milestone], answer,
                                  &ask.instance);
        if (r == 0)
                r = read_origin(query, question, answer, &ask.origin_month);
        if (r != 0)
                return r;
        measure = core_plan(query->core)->milestones[ask.milestone].measure;
        months.measure = measure == PLAN_NO_INDEX ? NULL : &core_plan(query->core)->measures[measure];
        r = core_outlook(query->core, &ask, &found);
        if (r == -ENOENT)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_UNKNOWN_NAME,
                            ask.series.length || core_plan(query->core)->milestones[ask.milestone].for_each ?
                                    "series" :
                                    "instance",
                            "%.64s: there is no such series or instance; of one for each series name it, as "
                            "partner=DE",
                            question->milestone);
        return r < 0 ? r : tell(query, &ask, &months, &found, answer);
}
