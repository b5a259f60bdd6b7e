/* query/levels.c: totals that were stated beside their parts, and what each side's figures are made of. */
#include "query/levels.h"

#include <errno.h>
#include <stdio.h>

#include "base/period.h"

#define LEVELS_TEXT_MAX 128

static const char *level_name(uint8_t level)
{
        static const char *const names[LEVEL_COUNT] = {
                [LEVEL_TOTAL] = "total",           [LEVEL_GROUP] = "group",       [LEVEL_CHAPTER] = "chapter",
                [LEVEL_HEADING] = "heading",       [LEVEL_SUBHEADING] = "subheading",
                [LEVEL_NATIONAL] = "national",     [LEVEL_COUNTRY] = "country",
                [LEVEL_SUBDIVISION] = "subdivision", [LEVEL_FACILITY] = "facility", [LEVEL_MODE] = "mode",
        };

        return level < LEVEL_COUNT && names[level] ? names[level] : "other";
}

/* "period=year,commodity=total": the kind of its period, and the levels that do not count. */
static struct text levels_text(struct query *query, const struct control_levels *levels)
{
        const struct {
                const char *coordinate;
                uint8_t level;
        } parts[] = {{"commodity", levels->commodity},
                     {"reporter", levels->reporter},
                     {"partner", levels->partner},
                     {"mode", levels->mode},
                     {"place", levels->place}};
        char buffer[LEVELS_TEXT_MAX];
        int at = 0;

        buffer[0] = '\0';
        if (levels->period != PERIOD_NONE)
                at = snprintf(buffer, sizeof(buffer), "period=%s", period_name(levels->period));
        for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
                if (parts[i].level != LEVEL_NONE)
                        at += snprintf(buffer + at, sizeof(buffer) - (size_t)at, "%s%s=%s", at ? "," : "",
                                       parts[i].coordinate, level_name(parts[i].level));
        return arena_text(&query->arena, text_of(buffer));
}

struct controls {
        struct query *query;
        const struct plan_measure *measure;
        struct list rows;
};

static int add_control(void *context, const struct control_row *row)
{
        struct controls *controls = context;
        struct query *query = controls->query;
        const struct plan_measure *measure = controls->measure;
        Milestone__V1__ControlRow *message = MESSAGE_NEW(query, Milestone__V1__ControlRow,
                                                         milestone__v1__control_row__init);

        if (!message)
                return -ENOMEM;
        message->levels = encode_text(&query->arena, levels_text(query, &row->levels));
        message->period = encode_period(&query->arena, &row->period);
        message->stated = encode_value(&query->arena, &row->stated, measure->unit, measure->scale);
        message->parts = encode_value(&query->arena, &row->parts, measure->unit, measure->scale);
        message->difference = encode_value(&query->arena, &row->difference, measure->unit, measure->scale);
        if (!message->period || !message->stated || !message->parts || !message->difference)
                return -ENOMEM;
        return list_add_row(query, &controls->rows, QUERY_ROWS_MAX, &message->base);
}

int levels_control(struct query *query, uint32_t measure, int32_t first_day, int32_t last_day, Answer *answer,
                   Milestone__V1__MeasureAnswer *message)
{
        struct controls controls = {.query = query, .measure = &core_plan(query->core)->measures[measure]};
        int r;

        r = core_control(query->core, measure, first_day, last_day, add_control, &controls);
        if (r == QUERY_FAILED)
                return fail(query, answer, MILESTONE__V1__FAILURE__WHY__WHY_INVALID, "period",
                            "period: more than %d control totals: ask for fewer windows", QUERY_ROWS_MAX);
        message->control = (Milestone__V1__ControlRow **)controls.rows.items;
        message->n_control = controls.rows.count;
        return r;
}

static int add_basis(void *context, const struct basis_row *row)
{
        struct controls *controls = context;
        struct query *query = controls->query;
        Milestone__V1__BasisRow *message = MESSAGE_NEW(query, Milestone__V1__BasisRow,
                                                       milestone__v1__basis_row__init);

        if (!message)
                return -ENOMEM;
        message->valuation = (Milestone__V1__Valuation)row->valuation;
        message->partner_basis = (Milestone__V1__PartnerBasis)row->partner_basis;
        message->records = row->records;
        return list_add(query, &controls->rows, message);
}

int levels_side(struct query *query, uint32_t measure, Milestone__V1__Side **ret)
{
        const struct plan_measure *of = &core_plan(query->core)->measures[measure];
        struct controls controls = {.query = query, .measure = of};
        Milestone__V1__Side *side = MESSAGE_NEW(query, Milestone__V1__Side, milestone__v1__side__init);
        int r;

        if (!side)
                return -ENOMEM;
        r = core_bases(query->core, measure, add_basis, &controls);
        side->measure = encode_text(&query->arena, of->name);
        side->reporter = encode_text(&query->arena, place_text(&of->reporter));
        side->bases = (Milestone__V1__BasisRow **)controls.rows.items;
        side->n_bases = controls.rows.count;
        *ret = side;
        return r;
}
