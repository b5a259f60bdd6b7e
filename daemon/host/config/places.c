/* host/config/places.c: places and groups of them. A group is written out where it is named,
 * so the plan knows places only. */
#include "host/config/reading.h"

#include <assert.h>
#include <string.h>

#include "host/config/values.h"

/* Of one list, groups written out: the world has 250 countries and 5,000 regions. */
#define PLACES_MAX 10000

static bool place_exists(const struct reading *reading, struct place place, struct text text)
{
        if (reading->from_journal)
                return true;
        if (place_is_region(place))
                return codes_is_subdivision(text);
        /* Within groups only, where they get a name: elsewhere XX is mostly a slip. */
        if (reading->in_groups && codes_is_of_users(text))
                return true;
        return codes_is_country(text) || codes_is_former_country(text);
}

static void unknown_say(struct reading *reading, const struct tree_node *node, bool any_allowed)
{
        struct text shown = config_shown(node->text), near, names[64];
        size_t count = !reading->group_sides ? 0 : reading->groups.count < 64 ? reading->groups.count : 64;

        for (size_t i = 0; i < count; i++)
                names[i] = reading->groups.list[i].name;
        if (!text_nearest(node->text, names, count, &near) &&
            (reading->from_journal || !codes_nearest_country(node->text, &near)))
                near = TEXT("");
        if (near.length > 0)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no place or group; did you mean \"%" TEXT_FORMAT "\"?",
                            TEXT_ARGUMENTS(shown), TEXT_ARGUMENTS(near));
        else
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT
                            "\" is no place, expected an ISO 3166 code like BY or RU-LEN, or a group%s",
                            TEXT_ARGUMENTS(shown), any_allowed ? ", or any" : "");
}

/* The places that one word stands for: borrowed, or one in `*buf`. False: it is said. */
static bool word_places(struct reading *reading, const struct tree_node *node, bool any_allowed,
                        struct place *buf, struct plan_side *ret)
{
        size_t group;

        if (!node_is_scalar(reading, node, "a place"))
                return false;
        if (text_equal(node->text, TEXT("any")) && any_allowed) {
                *ret = (struct plan_side){.any = true};
                return true;
        }
        if (place_parse(node->text, buf) == 0 && place_exists(reading, *buf, node->text)) {
                *ret = (struct plan_side){.places_count = 1, .places = buf};
                return true;
        }
        if (reading->group_sides && node->text.length > 0 &&
            items_find(&reading->groups, node->text, &group)) {
                *ret = reading->group_sides[group];
                return reading->groups.list[group].sound;
        }
        /* It may have been a group that was cut off. */
        if (!reading->is_cut || !text_is_name(node->text))
                unknown_say(reading, node, any_allowed);
        return false;
}

static int place_compare(const void *a, const void *b)
{
        uint64_t x = place_key(*(const struct place *)a), y = place_key(*(const struct place *)b);

        return x < y ? -1 : x > y;
}

static size_t places_sort(struct place *places, size_t count)
{
        size_t kept = 0;

        if (count > 0)
                qsort(places, count, sizeof(*places), place_compare);
        for (size_t i = 0; i < count; i++)
                if (i == 0 || !place_equal(places[kept - 1], places[i]))
                        places[kept++] = places[i];
        return kept;
}

bool places_read(struct reading *reading, const struct tree_node *node, bool any_allowed,
                 struct plan_side *ret, struct place *ret_first)
{
        struct plan_side side;
        struct place one, *places;
        size_t count = 0;
        bool good = true, any = false;

        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                if (!word_places(reading, n, any_allowed, &one, &side))
                        good = false;
                else if (side.any)
                        any = true;
                else
                        count += side.places_count;
        }
        if (!good)
                return false;
        *ret_first = place_none();
        *ret = (struct plan_side){.any = any};
        if (any)
                return true;
        if (count == 0 || count > PLACES_MAX) {
                if (node->kind != TREE_BROKEN)
                        reading_say(reading, node, "%zu places, expected 1 to %d", count, PLACES_MAX);
                return false;
        }
        places = CONFIG_MEMORY_ARRAY(reading->kept, count, struct place);
        if (!places)
                return false;
        count = 0;
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                (void)word_places(reading, n, any_allowed, &one, &side);
                memcpy(places + count, side.places, side.places_count * sizeof(*places));
                count += side.places_count;
        }
        *ret_first = places[0];
        ret->places = places;
        ret->places_count = places_sort(places, count);
        return true;
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
                struct place first;

                if (node)
                        reading->groups.list[i].sound = places_read(reading, node, false, &sides[i], &first);
        }
        reading->in_groups = false;
        reading->group_sides = sides;
}
