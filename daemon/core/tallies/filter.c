/* core/tallies/filter.c: filters, corridors, reporters. */
#include "core/tallies/filter.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"

#define LOCODE_LENGTH 5

static uint32_t mask_of(uint32_t mask)
{
        return mask ? mask : UINT32_MAX;
}

int filter_init(struct filter *filter, const struct plan *plan, const struct plan_measure *measure)
{
        const struct plan_corridor *corridor = &plan->corridors[measure->corridor];
        const struct plan_filter *where = &measure->where;

        *filter = (struct filter){
                .flows = mask_of(where->flows),
                .supplies = mask_of(where->supplies),
                .modes = mask_of(where->modes),
                .stages = mask_of(where->stages),
                .statuses = mask_of(where->statuses),
                .valuations = mask_of(where->valuations),
                .project_kinds = mask_of(where->project_kinds),
                .dated = where->partner_spans || corridor->sides[0].spans || corridor->sides[1].spans,
        };
        if (where->commodities_count == 0)
                return 0;

        filter->prefixes = calloc(where->commodities_count, sizeof(*filter->prefixes));
        if (!filter->prefixes)
                return -ENOMEM;
        for (size_t i = 0; i < where->commodities_count; i++) {
                struct text code = where->commodities[i];

                filter->prefixes[i].digits = facts_commodity(code);
                filter->prefixes[i].mask = code.length ? UINT64_MAX << (64 - 4 * code.length) : 0;
        }
        filter->prefixes_count = where->commodities_count;
        return 0;
}

void filter_done(struct filter *filter)
{
        free(filter->prefixes);
        *filter = (struct filter){0};
}

static bool in_mask(uint32_t mask, uint8_t value)
{
        return value < 32 && (mask >> value & 1);
}

bool filter_passes(const struct filter *filter, const struct facts *facts)
{
        if (!in_mask(filter->flows, facts->flow) || !in_mask(filter->supplies, facts->supply) ||
            !in_mask(filter->modes, facts->mode) || !in_mask(filter->stages, facts->stage) ||
            !in_mask(filter->statuses, facts->status) || !in_mask(filter->valuations, facts->valuation) ||
            !in_mask(filter->project_kinds, facts->project_kind))
                return false;
        if (filter->prefixes_count == 0)
                return true;
        for (size_t i = 0; i < filter->prefixes_count; i++)
                if ((facts->commodity & filter->prefixes[i].mask) == filter->prefixes[i].digits)
                        return true;
        return false;
}

struct place filter_place_of(struct text code)
{
        struct place place = place_none();

        if (place_parse(code, &place) == 0)
                return place;
        if (code.length == LOCODE_LENGTH)
                (void)place_parse((struct text){code.data, 2}, &place);
        return place;
}

/* A place among places, each with all that lies in it and with the days on which it counts. */
struct members {
        size_t count;
        const struct place *places;
        const struct plan_span *spans; /* NULL: always */
};

/* Without a day (CIVIL_NONE): is it there on some day? */
static bool is_member(struct place place, const struct members *members, int32_t day)
{
        for (size_t i = 0; i < members->count; i++) {
                const struct plan_span *span = members->spans ? &members->spans[i] : NULL;

                if (!place_is_within(place, members->places[i]))
                        continue;
                if (!span || day == CIVIL_NONE || (day >= span->from_day && day <= span->until_day))
                        return true;
        }
        return false;
}

static bool is_always_member(struct place place, const struct members *members)
{
        for (size_t i = 0; i < members->count; i++)
                if (place_is_within(place, members->places[i]) &&
                    (!members->spans || (members->spans[i].from_day <= CIVIL_MIN &&
                                         members->spans[i].until_day >= CIVIL_MAX)))
                        return true;
        return false;
}

static struct members members_of(const struct plan_side *side)
{
        return (struct members){side->places_count, side->places, side->spans};
}

/* `any` is every place that is not the other side's own: RU's trade with itself is not trade
 * between RU and any. Who has left the other side is one of any. */
static bool is_in_side(struct place place, const struct plan_corridor *corridor, int side, int32_t day)
{
        struct members own = members_of(&corridor->sides[side]), others = members_of(&corridor->sides[1 - side]);

        if (place_is_none(place))
                return false;
        if (!corridor->sides[side].any)
                return is_member(place, &own, day);
        return day == CIVIL_NONE ? !is_always_member(place, &others) : !is_member(place, &others, day);
}

static bool is_between(const struct plan_corridor *corridor, struct place a, struct place b, int32_t day)
{
        if (corridor->sides[0].any && corridor->sides[1].any && place_equal(a, b))
                return false;
        return (is_in_side(a, corridor, 0, day) && is_in_side(b, corridor, 1, day)) ||
               (is_in_side(a, corridor, 1, day) && is_in_side(b, corridor, 0, day));
}

static bool is_in_list(struct text text, const struct text *list, size_t count)
{
        if (text.length == 0)
                return false;
        for (size_t i = 0; i < count; i++)
                if (text_equal(text, list[i]))
                        return true;
        return false;
}

/* A source whose trade counts as a total with the world names no partner (rule 10), and neither does
 * a control total of that breadth: it is between its reporter and `any`. */
static bool is_with_world(const struct plan *plan, const struct plan_corridor *corridor,
                          const struct facts *facts, int32_t day)
{
        if (!place_is_none(facts->partner))
                return false;
        if (!facts->is_total && plan->sources[facts->source].levels.partner != LEVEL_TOTAL)
                return false;
        for (int side = 0; side < 2; side++)
                if (corridor->sides[1 - side].any && is_in_side(facts->reporter, corridor, side, day))
                        return true;
        return false;
}

static bool is_in_corridor(const struct plan *plan, const struct plan_measure *measure,
                           const struct facts *facts, int32_t day)
{
        const struct plan_corridor *corridor = &plan->corridors[measure->corridor];
        const struct event *event = facts->event;

        switch (event->kind) {
        case EVENT_TRADE:
                return place_is_within(facts->reporter, measure->reporter) &&
                       (is_between(corridor, facts->reporter, facts->partner, day) ||
                        is_with_world(plan, corridor, facts, day));
        case EVENT_FREIGHT:
                return is_in_list(facts->facility, corridor->facilities, corridor->facilities_count) ||
                       is_between(corridor, filter_place_of(event->freight.origin),
                                  filter_place_of(event->freight.destination), day);
        case EVENT_PROJECT:
                if (is_in_list(facts->facility, corridor->facilities, corridor->facilities_count))
                        return true;
                for (int i = 0; i < event->project.places_count; i++)
                        if (is_in_side(event->project.places[i], corridor, 0, day) ||
                            is_in_side(event->project.places[i], corridor, 1, day))
                                return true;
                return false;
        default:
                return false;
        }
}

static bool is_partner(const struct plan_filter *where, struct place partner, int32_t day)
{
        struct members members = {where->partners_count, where->partners, where->partner_spans};

        return where->partners_count == 0 || is_member(partner, &members, day);
}

static bool concerns(const struct plan *plan, const struct plan_measure *measure, const struct facts *facts,
                     int32_t day)
{
        const struct plan_filter *where = &measure->where;

        assert(measure->corridor < plan->corridors_count);

        if (facts->event->kind != measure->event_kind)
                return false;
        if (where->facilities_count > 0 &&
            !is_in_list(facts->facility, where->facilities, where->facilities_count))
                return false;
        if (where->projects_count > 0 && !is_in_list(facts->project, where->projects, where->projects_count))
                return false;
        return is_partner(where, facts->partner, day) && is_in_corridor(plan, measure, facts, day);
}

bool filter_concerns(const struct plan *plan, const struct plan_measure *measure, const struct facts *facts)
{
        return concerns(plan, measure, facts, CIVIL_NONE);
}

bool filter_counts_on(const struct plan *plan, const struct plan_measure *measure, const struct facts *facts)
{
        return concerns(plan, measure, facts, facts->day);
}
