/* host/config/filters.c: where and by.
 *
 * A coordinate must fit the kind of event, and it must be one that the sources tell apart: a
 * source whose level of a coordinate is a total, or coarser than what is asked for, would make
 * a sum that is always empty (rule 10). */
#include "host/config/filters.h"

#include <assert.h>

#include "host/config/corridors.h"
#include "host/config/values.h"

#define KIND(kind) (1u << (kind))

/* What may be asked of which kind of event. */
static const struct {
        const char *where;
        uint32_t kinds;
} where_kinds[] = {
        {"flow", KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT)},
        {"supply", KIND(EVENT_TRADE)},
        {"mode", KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT)},
        {"stage", KIND(EVENT_FREIGHT) | KIND(EVENT_PROJECT)},
        {"status", KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT) | KIND(EVENT_PROJECT)},
        {"commodity", KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT)},
        {"partner", KIND(EVENT_TRADE)},
        {"facility", KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT) | KIND(EVENT_PROJECT)},
        {"project", KIND(EVENT_PROJECT)},
        {"kind", KIND(EVENT_PROJECT)},
        {"valuation", KIND(EVENT_TRADE)},
};

static const uint32_t by_kinds[BY_COUNT] = {
        [BY_FLOW] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT),
        [BY_HS2] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT),
        [BY_HS4] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT),
        [BY_HS6] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT),
        [BY_PARTNER] = KIND(EVENT_TRADE),
        [BY_MODE] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT),
        [BY_FACILITY] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT) | KIND(EVENT_PROJECT),
        [BY_PROJECT] = KIND(EVENT_PROJECT),
        [BY_STATUS] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT) | KIND(EVENT_PROJECT),
        [BY_SOURCE] = KIND(EVENT_TRADE) | KIND(EVENT_FREIGHT) | KIND(EVENT_PROJECT),
        [BY_REPORTER] = KIND(EVENT_TRADE),
        [BY_STAGE] = KIND(EVENT_FREIGHT) | KIND(EVENT_PROJECT),
};

static const char *kind_noun(uint8_t kind)
{
        return kind == EVENT_TRADE ? "trade" : kind == EVENT_FREIGHT ? "freight" : "projects";
}

/* ---- levels ----------------------------------------------------------------------------- */

/* Digits of a commodity that a level tells apart; 12: as many as there are. */
static size_t level_digits(uint8_t level)
{
        switch (level) {
        case LEVEL_TOTAL:
        case LEVEL_GROUP:
                return 0;
        case LEVEL_CHAPTER:
                return 2;
        case LEVEL_HEADING:
                return 4;
        case LEVEL_SUBHEADING:
                return 6;
        default:
                return COMMODITY_BYTES_MAX;
        }
}

/* The name of a source of the measure that does not tell the coordinate apart, NULL if all do. */
static const struct plan_source *source_too_coarse(const struct reading *reading,
                                                   const struct plan_measure *measure, int by, size_t digits)
{
        for (size_t i = 0; i < measure->sources_count; i++) {
                const struct plan_source *source = &reading->plan_sources[measure->sources[i]];
                const struct event_levels *levels = &source->levels;
                bool coarse = false;

                if (by == BY_HS2 || by == BY_HS4 || by == BY_HS6)
                        coarse = level_digits(levels->commodity) < digits;
                else if (by == BY_PARTNER)
                        coarse = levels->partner == LEVEL_TOTAL;
                else if (by == BY_REPORTER)
                        coarse = levels->reporter == LEVEL_TOTAL;
                else if (by == BY_MODE)
                        coarse = levels->mode == LEVEL_TOTAL;
                else if (by == BY_FACILITY && measure->event_kind == EVENT_FREIGHT)
                        coarse = levels->place != LEVEL_NONE && levels->place != LEVEL_FACILITY;
                if (coarse)
                        return source;
        }
        return NULL;
}

static void level_check(struct reading *reading, const struct tree_node *node,
                        const struct plan_measure *measure, int by, size_t digits)
{
        const struct plan_source *source = source_too_coarse(reading, measure, by, digits);

        if (!source)
                return;
        reading_say(reading, node,
                    "\"%" TEXT_FORMAT "\" is not told apart by the levels of source \"%" TEXT_FORMAT
                    "\", expected a coordinate that is",
                    TEXT_ARGUMENTS(node->text), TEXT_ARGUMENTS(source->name));
}

static void level_check_all(struct reading *reading, const struct tree_node *list,
                            const struct plan_measure *measure, int by)
{
        for (const struct tree_node *n = list ? elements_first(list) : NULL; n; n = elements_next(list, n))
                if (n->kind == TREE_SCALAR)
                        level_check(reading, n, measure, by, n->text.length);
}

/* Headings and chapters change little; what a code of six digits means changes with the edition. */
#define DIGITS_OF_ALL_EDITIONS 4

/* Says so if the measure's sources count in more than one edition. */
static void editions_check(struct reading *reading, const struct tree_node *node,
                           const struct plan_measure *measure)
{
        const struct plan_source *first = NULL;

        for (size_t i = 0; i < measure->sources_count; i++) {
                const struct plan_source *source = &reading->plan_sources[measure->sources[i]];
                const struct plan_source *from = first ? first : source;
                uint16_t other;

                if (source->editions_count == 0)
                        continue;
                other = source->editions[source->editions[0] != from->editions[0]
                                                 ? 0
                                                 : source->editions_count - 1];
                if (other != from->editions[0]) {
                        reading_say(reading, node,
                                    "\"%" TEXT_FORMAT "\" means other goods in HS %u (source \"%" TEXT_FORMAT
                                    "\") and HS %u (source \"%" TEXT_FORMAT
                                    "\"), expected sources of one edition, or at most %d digits",
                                    TEXT_ARGUMENTS(node->text), from->editions[0], TEXT_ARGUMENTS(from->name),
                                    other, TEXT_ARGUMENTS(source->name), DIGITS_OF_ALL_EDITIONS);
                        return;
                }
                first = from;
        }
}

/* ---- where ------------------------------------------------------------------------------ */

static bool commodity_is_good(const struct reading *reading, struct text code)
{
        (void)reading;
        if (code.length < 1 || code.length > COMMODITY_BYTES_MAX)
                return false;
        for (size_t i = 0; i < code.length; i++)
                if (code.data[i] < '0' || code.data[i] > '9')
                        return false;
        return true;
}

static bool project_is_good(const struct reading *reading, struct text code)
{
        (void)reading;
        return code.length >= 1 && code.length <= NAME_BYTES_MAX;
}

/* A corridor that names its facilities knows all of them. */
static void facilities_check(struct reading *reading, const struct tree_node *node,
                             const struct plan_corridor *corridor)
{
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                bool found = corridor->facilities_count == 0;

                for (size_t i = 0; i < corridor->facilities_count && !found; i++)
                        found = text_equal(corridor->facilities[i], n->text);
                if (!found)
                        reading_say_near(reading, n, "facility of the corridor", n->text,
                                         corridor->facilities, corridor->facilities_count,
                                         "one that the corridor names");
        }
}

static void masks_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        struct plan_filter *where = &measure->where;
        const struct tree_node *stage = fields_value(fields, "stage");

        (void)value_words(reading, fields, "flow", &where->flows);
        if (value_words(reading, fields, "supply", &where->supplies) &&
            (where->supplies & 1u << SUPPLY_GOODS))
                where->supplies |= 1u << SUPPLY_NONE; /* not stated: goods */
        if (value_words(reading, fields, "mode", &where->modes))
                level_check_all(reading, fields_value(fields, "mode"), measure, BY_MODE);
        (void)value_words(reading, fields, "status", &where->statuses);
        (void)value_words(reading, fields, "kind", &where->project_kinds);
        (void)value_words(reading, fields, "valuation", &where->valuations);
        if (stage)
                (void)words_read(reading, stage,
                                 measure->event_kind == EVENT_PROJECT ? words_project_stages : words_stages,
                                 "stage", &where->stages);
}

static void commodities_check(struct reading *reading, const struct tree_node *list,
                              const struct plan_measure *measure)
{
        level_check_all(reading, list, measure, BY_HS2);
        for (const struct tree_node *n = elements_first(list); n; n = elements_next(list, n))
                if (n->text.length > DIGITS_OF_ALL_EDITIONS) {
                        editions_check(reading, n, measure);
                        return;
                }
}

static void codes_lists_read(struct reading *reading, const struct fields *fields,
                             struct plan_measure *measure)
{
        struct plan_filter *where = &measure->where;
        const struct tree_node *commodity = fields_value(fields, "commodity");
        const struct tree_node *facility = fields_value(fields, "facility");
        const struct tree_node *project = fields_value(fields, "project");
        const struct tree_node *partner = fields_value(fields, "partner");
        struct plan_side partners;
        struct place first;

        if (commodity && code_list_read(reading, commodity, "commodity", "1 to 12 digits", commodity_is_good,
                                        &where->commodities_count, &where->commodities))
                commodities_check(reading, commodity, measure);
        if (facility && code_list_read(reading, facility, "facility", FACILITY_EXPECTED, facility_is_good,
                                       &where->facilities_count, &where->facilities)) {
                facilities_check(reading, facility, &reading->plan_corridors[measure->corridor]);
                level_check_all(reading, facility, measure, BY_FACILITY);
        }
        if (project)
                (void)code_list_read(reading, project, "project", "a text of 1 to 64 bytes", project_is_good,
                                     &where->projects_count, &where->projects);
        if (partner && places_read(reading, partner, false, &partners, &first)) {
                where->partners = partners.places;
                where->partners_count = partners.places_count;
                where->partner_spans = partners.spans;
                level_check_all(reading, partner, measure, BY_PARTNER);
        }
}

/* Each stage of a consignment or a project is a record of its own (rule 2): two stages would count it
 * twice. How many projects there are may be asked of all stages. */
static void stage_check(struct reading *reading, const struct item *item, const struct fields *where,
                        const struct plan_measure *measure)
{
        const struct tree_node *stage = where->map ? fields_value(where, "stage") : NULL;
        bool freight = measure->event_kind == EVENT_FREIGHT;

        if (!freight && !plan_is_money(measure->quantity))
                return;
        if (measure->event_kind == EVENT_TRADE)
                return;
        if (!stage && !(where->map && where->has_later))
                reading_say(reading, item->fields.map,
                            "a measure of %s without \"stage\" in \"where\", expected the one at which "
                            "it counts, as in {stage: %s}",
                            freight ? "freight" : "money of projects", freight ? "arrived" : "signed");
        else if (stage && elements_count(stage) > 1)
                reading_say(reading, stage, "%zu stages would count a %s more than once, expected one",
                            elements_count(stage), freight ? "consignment" : "project");
}

void where_read(struct reading *reading, const struct item *item, struct plan_measure *measure)
{
        const struct tree_node *node = fields_value(&item->fields, "where");
        struct fields where = {.section = SECTION_WHERE};

        if (node && !fields_read(reading, node, SECTION_WHERE, &where))
                return;
        for (size_t i = 0; node && i < sizeof(where_kinds) / sizeof(where_kinds[0]); i++)
                if (fields_value(&where, where_kinds[i].where) &&
                    !(where_kinds[i].kinds & KIND(measure->event_kind)))
                        reading_say_at(reading, fields_mark(&where, where_kinds[i].where),
                                       "\"%s\" says nothing about %s, expected another coordinate",
                                       where_kinds[i].where, kind_noun(measure->event_kind));
        if (node) {
                masks_read(reading, &where, measure);
                codes_lists_read(reading, &where, measure);
        }
        stage_check(reading, item, &where, measure);
}

/* ---- by --------------------------------------------------------------------------------- */

static void by_check(struct reading *reading, const struct tree_node *node,
                     const struct plan_measure *measure, int by)
{
        static const size_t digits[BY_COUNT] = {[BY_HS2] = 2, [BY_HS4] = 4, [BY_HS6] = 6};

        if (!(by_kinds[by] & KIND(measure->event_kind))) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" says nothing about %s, expected another coordinate",
                            TEXT_ARGUMENTS(node->text), kind_noun(measure->event_kind));
                return;
        }
        for (size_t i = 0; i < measure->by_count; i++) {
                if (measure->by[i] == by)
                        reading_say(reading, node, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(node->text));
                else if (digits[measure->by[i]] > 0 && digits[by] > 0)
                        reading_say(reading, node,
                                    "\"%" TEXT_FORMAT
                                    "\" beside another level of the same code, expected one of hs2, hs4, hs6",
                                    TEXT_ARGUMENTS(node->text));
        }
        level_check(reading, node, measure, by, digits[by]);
        if (digits[by] > DIGITS_OF_ALL_EDITIONS)
                editions_check(reading, node, measure);
}

void by_read(struct reading *reading, const struct item *item, struct plan_measure *measure)
{
        const struct tree_node *node = fields_value(&item->fields, "by");

        if (!node)
                return;
        if (elements_count(node) < 1 || elements_count(node) > PLAN_BY_MAX) {
                reading_say(reading, node, "%zu coordinates in \"by\", expected 1 to %d",
                            elements_count(node), PLAN_BY_MAX);
                return;
        }
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                int by;

                if (!word_read(reading, n, words_by, "by", &by))
                        continue;
                by_check(reading, n, measure, by);
                measure->by[measure->by_count++] = (uint8_t)by;
        }
}
