/* host/config/groups.c: names for several places together, each from a day to a day where it has not
 * always been among them. */
#include "host/config/places.h"

#include <assert.h>

#include "host/config/values.h"

static bool span_is_open(struct plan_span span)
{
        return span.from_day == CIVIL_MIN && span.until_day == CIVIL_MAX;
}

/* {place: HR, from: 2013-07-01} */
static bool member_read(struct reading *reading, const struct tree_node *node, struct spanned *ret)
{
        const struct tree_node *place;
        struct fields fields;

        if (!fields_read(reading, node, SECTION_MEMBER, &fields))
                return false;
        place = fields_value(&fields, "place");
        (void)value_date(reading, &fields, "from", &ret->span.from_day);
        (void)value_date(reading, &fields, "until", &ret->span.until_day);
        if (ret->span.until_day < ret->span.from_day) {
                reading_say(reading, fields_value(&fields, "until"),
                            "\"until\" is before \"from\", expected a later day");
                return false;
        }
        return place && place_read(reading, place, &ret->place);
}

/* Two memberships of one place: the days of each are its own. */
static bool repeats_say(struct reading *reading, struct spanned *list, size_t count)
{
        bool said = false;

        spanned_sort(list, count);
        for (size_t i = 1; i < count; i++) {
                const struct spanned *a = &list[i - 1], *b = &list[i];

                if (!place_equal(a->place, b->place) || a->span.until_day < b->span.from_day ||
                    (span_is_open(a->span) && span_is_open(b->span)))
                        continue;
                reading_say(reading, b->node,
                            "\"%" TEXT_FORMAT
                            "\" is a member twice on some days, expected days that do not meet",
                            TEXT_ARGUMENTS(place_text(&b->place)));
                said = true;
        }
        return said;
}

static bool group_read(struct reading *reading, const struct tree_node *node, struct plan_side *ret)
{
        size_t most = elements_count(node), count = 0;
        struct spanned *list = CONFIG_MEMORY_ARRAY(reading->scratch, most, struct spanned);
        bool good = true;

        if (node->kind == TREE_BROKEN || (most > 0 && !list))
                return false;
        if (most == 0 || most > PLACES_MAX) {
                reading_say(reading, node, "%zu places, expected 1 to %d", most, PLACES_MAX);
                return false;
        }
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                list[count] = (struct spanned){.span = {CIVIL_MIN, CIVIL_MAX}, .node = n};
                if (n->kind == TREE_MAP ? member_read(reading, n, &list[count])
                                        : place_read(reading, n, &list[count].place))
                        count++;
                else
                        good = false;
        }
        return !repeats_say(reading, list, count) && good && side_make(reading, list, count, ret);
}

void groups_read(struct reading *reading)
{
        struct plan_side *sides;

        items_read(reading, SECTION_GROUP, "groups", &reading->groups);
        sides = CONFIG_MEMORY_ARRAY(reading->scratch, reading->groups.count, struct plan_side);
        if (!sides)
                return;
        reading->in_groups = true;
        /* Not yet visible: a group of groups is no group. */
        for (size_t i = 0; i < reading->groups.count; i++) {
                const struct tree_node *node = fields_value(&reading->groups.list[i].fields, "places");

                if (node)
                        reading->groups.list[i].sound = group_read(reading, node, &sides[i]);
        }
        reading->in_groups = false;
        reading->group_sides = sides;
}
