/* decode/levels.c: of which breadth an event's coordinates are.
 *
 * Not stated, a level is what the value looks like: an empty code is a total, four digits are a
 * heading, RU-LEN is a subdivision. Stated, it must fit the value; only a group may look like
 * anything. A level is filled in either way, so that who states the obvious and who does not
 * say the same. Of classifications other than HS digits say nothing. */
#include "decode/judge.h"

static const char *const names[LEVEL_COUNT] = {
        [LEVEL_NONE] = "nothing",      [LEVEL_TOTAL] = "total",     [LEVEL_GROUP] = "group",
        [LEVEL_CHAPTER] = "chapter",   [LEVEL_HEADING] = "heading", [LEVEL_SUBHEADING] = "subheading",
        [LEVEL_NATIONAL] = "national", [LEVEL_COUNTRY] = "country", [LEVEL_SUBDIVISION] = "subdivision",
        [LEVEL_FACILITY] = "facility", [LEVEL_MODE] = "mode",
};

void take_levels(struct judge *j, const struct fields *event, struct event *ret)
{
        struct fields levels;

        if (!take_message(j, event, AT_EVENT_LEVELS, SHAPE_LEVELS, "levels.", &levels))
                return;

        ret->levels.commodity = take_enum(j, &levels, AT_LEVELS_COMMODITY);
        ret->levels.reporter = take_enum(j, &levels, AT_LEVELS_REPORTER);
        ret->levels.partner = take_enum(j, &levels, AT_LEVELS_PARTNER);
        ret->levels.mode = take_enum(j, &levels, AT_LEVELS_MODE);
        ret->levels.place = take_enum(j, &levels, AT_LEVELS_PLACE);
}

/* `looks` is LEVEL_NONE where any level would do. */
static uint8_t fit(struct judge *j, const struct fields *at, unsigned number, uint8_t stated,
                   enum event_level looks)
{
        if (stated == LEVEL_NONE)
                return (uint8_t)looks;
        if (stated != LEVEL_GROUP && looks != LEVEL_NONE && stated != looks)
                judge_refuse(j, REASON_CODE, at, number, "its level is stated as %s, but it looks like %s",
                             names[stated], names[looks]);
        return stated;
}

uint8_t level_commodity(struct judge *j, const struct fields *at, unsigned number, uint8_t stated,
                        struct commodity commodity)
{
        bool hs = commodity.classification.length == 0 || text_equal(commodity.classification, TEXT("HS"));
        enum event_level looks = LEVEL_NATIONAL;

        if (commodity.code.length == 0)
                looks = LEVEL_TOTAL;
        else if (!hs)
                looks = LEVEL_NONE;
        else if (commodity.code.length == 2)
                looks = LEVEL_CHAPTER;
        else if (commodity.code.length == 4)
                looks = LEVEL_HEADING;
        else if (commodity.code.length == 6)
                looks = LEVEL_SUBHEADING;
        return fit(j, at, number, stated, looks);
}

uint8_t level_place(struct judge *j, const struct fields *at, unsigned number, uint8_t stated,
                    struct place place)
{
        if (place_is_none(place))
                return fit(j, at, number, stated, LEVEL_TOTAL);
        return fit(j, at, number, stated, place_is_region(place) ? LEVEL_SUBDIVISION : LEVEL_COUNTRY);
}

uint8_t level_mode(struct judge *j, const struct fields *at, unsigned number, uint8_t stated, uint8_t mode)
{
        return fit(j, at, number, stated, mode == MODE_NONE ? LEVEL_TOTAL : LEVEL_MODE);
}

uint8_t level_freight(struct judge *j, const struct fields *at, uint8_t stated,
                      const struct event_freight *freight)
{
        struct text point = freight->origin.length ? freight->origin : freight->destination;
        struct place place = place_none();

        if (freight->facility.length)
                return fit(j, at, AT_FREIGHT_FACILITY, stated, LEVEL_FACILITY);
        if (point.length && place_parse(point, &place) != 0)
                return fit(j, at, AT_FREIGHT_ORIGIN, stated, LEVEL_FACILITY); /* a UN/LOCODE */
        return level_place(j, at, AT_FREIGHT_ORIGIN, stated, place);
}
