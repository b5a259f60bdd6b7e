/* host/config/places.c: places and groups of them. A group is written out where it is named,
 * so the plan knows places only. */
#include "host/config/places.h"

#include <assert.h>
#include <string.h>

#include "host/config/values.h"

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

bool place_read(struct reading *reading, const struct tree_node *node, struct place *ret)
{
        struct plan_side side;

        if (!word_places(reading, node, false, ret, &side))
                return false;
        assert(side.places == ret);
        return true;
}

static int spanned_compare(const void *a, const void *b)
{
        const struct spanned *p = a, *q = b;
        uint64_t x = place_key(p->place), y = place_key(q->place);

        if (x != y)
                return x < y ? -1 : 1;
        return p->span.from_day < q->span.from_day ? -1 : p->span.from_day > q->span.from_day;
}

void spanned_sort(struct spanned *list, size_t count)
{
        if (count > 0)
                qsort(list, count, sizeof(*list), spanned_compare);
}

/* What was sorted, with days that meet as one. */
static size_t spans_join(struct spanned *list, size_t count)
{
        size_t kept = 0;

        for (size_t i = 0; i < count; i++) {
                struct spanned *last = kept > 0 ? &list[kept - 1] : NULL;

                if (!last || !place_equal(last->place, list[i].place) ||
                    list[i].span.from_day > last->span.until_day + 1)
                        list[kept++] = list[i];
                else if (last->span.until_day < list[i].span.until_day)
                        last->span.until_day = list[i].span.until_day;
        }
        return kept;
}

bool side_make(struct reading *reading, struct spanned *list, size_t count, struct plan_side *ret)
{
        struct plan_span *spans = NULL;
        struct place *places;
        bool dated = false;

        spanned_sort(list, count);
        count = spans_join(list, count);
        for (size_t i = 0; i < count; i++)
                dated = dated || list[i].span.from_day != CIVIL_MIN || list[i].span.until_day != CIVIL_MAX;
        places = CONFIG_MEMORY_ARRAY(reading->kept, count, struct place);
        if (dated)
                spans = CONFIG_MEMORY_ARRAY(reading->kept, count, struct plan_span);
        if (!places || (dated && !spans))
                return false;
        for (size_t i = 0; i < count; i++) {
                places[i] = list[i].place;
                if (dated)
                        spans[i] = list[i].span;
        }
        *ret = (struct plan_side){.places_count = count, .places = places, .spans = spans};
        return true;
}

/* Behind what is in the list; how many they were. */
static size_t side_append(const struct plan_side *side, struct spanned *list)
{
        for (size_t i = 0; i < side->places_count; i++) {
                list[i] = (struct spanned){.place = side->places[i], .span = {CIVIL_MIN, CIVIL_MAX}};
                if (side->spans)
                        list[i].span = side->spans[i];
        }
        return side->places_count;
}

bool places_read(struct reading *reading, const struct tree_node *node, bool any_allowed,
                 struct plan_side *ret, struct place *ret_first)
{
        struct plan_side side;
        struct spanned *list;
        struct place one;
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
        list = CONFIG_MEMORY_ARRAY(reading->scratch, count, struct spanned);
        if (!list)
                return false;
        count = 0;
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                (void)word_places(reading, n, any_allowed, &one, &side);
                count += side_append(&side, list + count);
        }
        *ret_first = list[0].place;
        return side_make(reading, list, count, ret);
}

bool places_are_undated(struct reading *reading, const struct tree_node *node, const struct plan_side *side)
{
        if (side->spans)
                reading_say(
                        reading, node,
                        "a group whose members have dates, expected places that stay: reporters are the same "
                        "on every day");
        return !side->spans;
}
