/* decode/project.c: a report about an agreement, a meeting or something that is being built. */
#include "decode/judge.h"

static void take_places(struct judge *j, const struct fields *project, struct event_project *ret)
{
        struct text rest = project->bytes, code;
        uint64_t count = fields_number(project, AT_PROJECT_PLACES);

        if (count > PROJECT_PLACES_MAX) {
                judge_fail(j, REASON_RANGE, project, AT_PROJECT_PLACES, "are more than %d",
                           PROJECT_PLACES_MAX);
                return;
        }
        while (count > 0 && fields_next(&rest, AT_PROJECT_PLACES, &code)) {
                struct place place = judge_place(j, project, AT_PROJECT_PLACES, code, false);

                judge_require(j, project, AT_PROJECT_PLACES, code.length > 0);
                if (!place_is_none(place))
                        ret->places[ret->places_count++] = place;
        }
}

void take_project(struct judge *j, const struct fields *project, struct event *ret)
{
        struct event_project *p = &ret->project;

        p->project = take_name(j, project, AT_PROJECT_PROJECT);
        judge_require(j, project, AT_PROJECT_PROJECT, p->project.length > 0);
        p->kind = take_enum(j, project, AT_PROJECT_KIND);
        p->stage = take_enum(j, project, AT_PROJECT_STAGE);
        p->progress = take_quantity(j, project, AT_PROJECT_PROGRESS);
        p->budget = take_quantity(j, project, AT_PROJECT_BUDGET);
        p->spent = take_quantity(j, project, AT_PROJECT_SPENT);
        p->currency = take_currency(j, project, AT_PROJECT_CURRENCY, ret->period.last, true);
        judge_currency_stated(j, project, AT_PROJECT_CURRENCY, p->currency,
                              p->budget.known || p->spent.known);
        p->due_day = take_day(j, project, AT_PROJECT_DUE, HORIZON_PLANNED_DAYS);
        take_places(j, project, p);
        p->facility = take_facility(j, project, AT_PROJECT_FACILITY);
        p->parent = take_name(j, project, AT_PROJECT_PARENT);
        p->title = take_text(j, project, AT_PROJECT_TITLE, NOTE_BYTES_MAX);
}
