/* host/config/perspective.c: whose reports a measure counts, and from which sources.
 *
 * Both sides report the same trade, so a measure of it has one reporter, and one source for what
 * that reporter says (rule 26). */
#include "host/config/perspective.h"

#include <assert.h>

#include "host/config/values.h"

/* ---- whose reports ------------------------------------------------------------------------ */

static bool side_holds(const struct plan_side *side, struct place place)
{
        if (side->any)
                return true;
        for (size_t i = 0; i < side->places_count; i++)
                if (place_is_within(place, side->places[i]))
                        return true;
        return false;
}

/* The one place that a node names, be it by a group of one. */
static bool reporter_named(struct reading *reading, const struct tree_node *node, struct place *ret)
{
        struct plan_side side;
        struct place first;

        if (!places_read(reading, node, false, &side, &first) || !places_are_undated(reading, node, &side))
                return false;
        if (side.places_count != 1) {
                reading_say(reading, node, "a group of %zu reporters, expected one place", side.places_count);
                return false;
        }
        *ret = first;
        return true;
}

bool reporter_of(struct reading *reading, const struct tree_node *node, struct plan_measure *measure)
{
        const struct plan_corridor *corridor = &reading->plan_corridors[measure->corridor];

        if (!reporter_named(reading, node, &measure->reporter))
                return false;
        if (side_holds(&corridor->sides[0], measure->reporter) ||
            side_holds(&corridor->sides[1], measure->reporter))
                return true;
        reading_say(reading, node,
                    "\"%" TEXT_FORMAT "\" is on no side of corridor \"%" TEXT_FORMAT
                    "\", expected one that is",
                    TEXT_ARGUMENTS(place_text(&measure->reporter)), TEXT_ARGUMENTS(corridor->name));
        return false;
}

bool reporter_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct tree_node *node = fields_value(fields, "reported-by");
        const struct plan_corridor *corridor = &reading->plan_corridors[measure->corridor];

        if (measure->event_kind != EVENT_TRADE) {
                if (node)
                        reading_say_at(reading, fields_mark(fields, "reported-by"),
                                       "\"reported-by\" says nothing about this kind of event, expected it "
                                       "for trade only");
                return true;
        }
        if (!node) {
                if (corridor->sides[0].places_count == 1) {
                        measure->reporter = corridor->sides[0].places[0];
                        return true;
                }
                reading_say(reading, fields->map,
                            "the first side of corridor \"%" TEXT_FORMAT
                            "\" is not one place, expected \"reported-by\" to say whose reports count",
                            TEXT_ARGUMENTS(corridor->name));
                return false;
        }
        return reporter_of(reading, node, measure);
}

/* ---- from which sources -------------------------------------------------------------------- */

bool source_fits(const struct plan_source *source, const struct plan_measure *measure, bool parts)
{
        if (!(source->kinds & 1u << measure->event_kind))
                return false;
        if (measure->event_kind != EVENT_TRADE || source->reports_count == 0)
                return true;
        for (size_t i = 0; i < source->reports_count; i++)
                if (place_is_within(measure->reporter, source->reports[i]) ||
                    (parts && place_is_within(source->reports[i], measure->reporter)))
                        return true;
        return false;
}

/* Both speak for one place. */
static bool sources_overlap(const struct plan_source *a, const struct plan_source *b)
{
        if (a->reports_count == 0 || b->reports_count == 0)
                return true;
        for (size_t i = 0; i < a->reports_count; i++)
                for (size_t k = 0; k < b->reports_count; k++)
                        if (place_is_within(a->reports[i], b->reports[k]) ||
                            place_is_within(b->reports[k], a->reports[i]))
                                return true;
        return false;
}

bool source_sends(struct reading *reading, const struct tree_node *node, size_t i,
                  const struct plan_measure *measure)
{
        if (source_fits(&reading->plan_sources[i], measure, true))
                return true;
        reading_say(reading, node,
                    "source \"%" TEXT_FORMAT
                    "\" does not send what is measured, expected one whose kinds and reports fit",
                    TEXT_ARGUMENTS(node->text));
        return false;
}

static size_t sources_named(struct reading *reading, const struct tree_node *node,
                            const struct plan_measure *measure, bool *chosen)
{
        size_t bad = 0;

        if (elements_count(node) == 0) {
                reading_say(reading, node,
                            "\"sources\" is an empty list, expected the name of a source at least");
                return 1;
        }
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                size_t i;

                if (!items_resolve(reading, &reading->sources, n, &i) || !reading->sources.list[i].sound ||
                    !source_sends(reading, n, i, measure))
                        bad++;
                else if (chosen[i])
                        reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(n->text));
                else
                        chosen[i] = true;
        }
        return bad;
}

static size_t sources_found(struct reading *reading, const struct fields *fields,
                            const struct plan_measure *measure, bool *chosen)
{
        size_t count = 0, bad = 0;

        for (size_t i = 0; i < reading->sources.count; i++) {
                bad += !reading->sources.list[i].sound;
                chosen[i] = source_fits(&reading->plan_sources[i], measure, false);
                count += chosen[i];
        }
        if (count > 0 || bad > 0 || reading->is_cut)
                return bad;
        if (measure->event_kind == EVENT_TRADE)
                reading_say(reading, fields->map,
                            "no source reports the trade of %" TEXT_FORMAT ", expected one among the sources",
                            TEXT_ARGUMENTS(place_text(&measure->reporter)));
        else
                reading_say(reading, fields->map, "no source sends %s events, expected one among the sources",
                            measure->event_kind == EVENT_FREIGHT ? "freight" : "project");
        return 1;
}

/* Rule 26. */
static bool overlaps_say(struct reading *reading, const struct fields *fields,
                         const struct plan_measure *measure)
{
        for (size_t i = 0; measure->event_kind == EVENT_TRADE && i < measure->sources_count; i++)
                for (size_t k = i + 1; k < measure->sources_count; k++) {
                        const struct plan_source *a = &reading->plan_sources[measure->sources[i]];
                        const struct plan_source *b = &reading->plan_sources[measure->sources[k]];

                        if (!sources_overlap(a, b))
                                continue;
                        reading_say_at(reading, fields_mark(fields, "sources"),
                                       "sources \"%" TEXT_FORMAT "\" and \"%" TEXT_FORMAT
                                       "\" both report the trade of %" TEXT_FORMAT
                                       ", expected one in \"sources\", or an order of them in \"prefer\"",
                                       TEXT_ARGUMENTS(a->name), TEXT_ARGUMENTS(b->name),
                                       TEXT_ARGUMENTS(place_text(&measure->reporter)));
                        return true;
                }
        return false;
}

/* ---- what they tell apart ------------------------------------------------------------------ */

static bool has_country(const struct plan_side *side)
{
        for (size_t i = 0; i < side->places_count; i++)
                if (!place_is_region(side->places[i]))
                        return true;
        return side->any;
}

/* Statements of a level can lie in the corridor at all: those on a country do not say what is
 * a region's, those on the whole world only what `any` is (rule 10). */
static bool partners_fit(const struct reading *reading, const struct plan_measure *measure, uint8_t level)
{
        const struct plan_corridor *corridor = &reading->plan_corridors[measure->corridor];

        if (level == LEVEL_NONE || level == LEVEL_SUBDIVISION)
                return true;
        if (level != LEVEL_COUNTRY && level != LEVEL_TOTAL)
                return false;
        for (int i = 0; i < 2; i++) {
                const struct plan_side *other = &corridor->sides[1 - i];

                if (side_holds(&corridor->sides[i], measure->reporter) &&
                    (level == LEVEL_TOTAL ? other->any : has_country(other)))
                        return true;
        }
        return false;
}

static bool reporters_fit(const struct plan_measure *measure, uint8_t level)
{
        return level == LEVEL_NONE || level == LEVEL_SUBDIVISION ||
               (level == LEVEL_COUNTRY && !place_is_region(measure->reporter));
}

static bool levels_fit(struct reading *reading, const struct fields *fields,
                       const struct plan_measure *measure)
{
        for (size_t i = 0; measure->event_kind == EVENT_TRADE && i < measure->sources_count; i++) {
                const struct plan_source *source = &reading->plan_sources[measure->sources[i]];
                const char *what = !partners_fit(reading, measure, source->levels.partner) ? "partners"
                                   : !reporters_fit(measure, source->levels.reporter)      ? "reporters"
                                                                                           : NULL;

                if (!what)
                        continue;
                reading_say_at(
                        reading, fields_mark(fields, "sources"),
                        "the levels of source \"%" TEXT_FORMAT
                        "\" do not tell this corridor's %s apart, expected a source or a level that does",
                        TEXT_ARGUMENTS(source->name), what);
                return false;
        }
        return true;
}

bool resolution_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct plan_source *coarsest = &reading->plan_sources[measure->sources[0]];

        for (size_t i = 1; i < measure->sources_count; i++) {
                const struct plan_source *source = &reading->plan_sources[measure->sources[i]];

                if (period_nests(source->resolution, coarsest->resolution))
                        continue;
                if (!period_nests(coarsest->resolution, source->resolution)) {
                        reading_say_at(reading, fields_mark(fields, "sources"),
                                       "sources \"%" TEXT_FORMAT "\" (%s) and \"%" TEXT_FORMAT
                                       "\" (%s) do not go together, expected resolutions that nest",
                                       TEXT_ARGUMENTS(coarsest->name), period_name(coarsest->resolution),
                                       TEXT_ARGUMENTS(source->name), period_name(source->resolution));
                        return false;
                }
                coarsest = source;
        }
        measure->resolution = coarsest->resolution;
        return true;
}

bool sources_set(struct reading *reading, struct plan_measure *measure, const bool *chosen)
{
        uint32_t *sources;
        size_t count = 0;

        for (size_t i = 0; chosen && i < reading->sources.count; i++)
                count += chosen[i];
        sources = CONFIG_MEMORY_ARRAY(reading->kept, count, uint32_t);
        if (!sources)
                return false;
        count = 0;
        for (size_t i = 0; i < reading->sources.count; i++)
                if (chosen[i])
                        sources[count++] = (uint32_t)i;
        measure->sources = sources;
        measure->sources_count = count;
        return true;
}

bool sources_take(struct reading *reading, const struct fields *fields, struct plan_measure *measure,
                  const bool *chosen)
{
        return sources_set(reading, measure, chosen) && !overlaps_say(reading, fields, measure) &&
               levels_fit(reading, fields, measure) && resolution_read(reading, fields, measure);
}

bool sources_choose(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct tree_node *node = fields_value(fields, "sources");
        bool *chosen = CONFIG_MEMORY_ARRAY(reading->scratch, reading->sources.count, bool);
        size_t bad;

        if (reading->sources.count > 0 && (!chosen || !reading->plan_sources))
                return false;
        bad = node ? sources_named(reading, node, measure, chosen)
                   : sources_found(reading, fields, measure, chosen);
        if (bad > 0) {
                (void)sources_set(reading, measure, chosen);
                return false;
        }
        return sources_take(reading, fields, measure, chosen);
}
