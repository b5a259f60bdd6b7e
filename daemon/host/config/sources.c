/* host/config/sources.c: what each source sends, and what of it counts. */
#include "host/config/reading.h"

#include <assert.h>

#include "host/config/expect.h"
#include "host/config/values.h"

static uint8_t level_read(struct reading *reading, const struct fields *levels, const char *name)
{
        int level = LEVEL_NONE;

        (void)value_word(reading, levels, name, &level);
        return (uint8_t)level;
}

static void levels_read(struct reading *reading, const struct fields *source, struct event_levels *ret)
{
        const struct tree_node *node = fields_value(source, "levels");
        struct fields levels;

        if (!node || !fields_read(reading, node, SECTION_LEVELS, &levels))
                return;
        ret->commodity = level_read(reading, &levels, "commodity");
        ret->reporter = level_read(reading, &levels, "reporter");
        ret->partner = level_read(reading, &levels, "partner");
        ret->mode = level_read(reading, &levels, "mode");
        ret->place = level_read(reading, &levels, "place");
}

static void lateness_read(struct reading *reading, const struct fields *fields, struct plan_source *ret)
{
        int64_t days;

        ret->complete_after_days = -1;
        if (!value_number(reading, fields, "complete-after", &days))
                return;
        if (ret->numbers == NUMBERS_BY_RELEASE) {
                reading_say_at(
                        reading, fields_mark(fields, "complete-after"),
                        "\"complete-after\" with by-release numbers: its releases say what is complete, "
                        "expected one of the two");
                return;
        }
        ret->complete_after_days = (int32_t)days;
}

/* Whose reports it makes does not change with the days. */
static bool reports_read(struct reading *reading, const struct fields *fields, struct plan_source *ret)
{
        const struct tree_node *node = fields_value(fields, "reports");
        struct plan_side places = {0};
        struct place first;

        if (!node)
                return true;
        if (!places_read(reading, node, false, &places, &first) ||
            !places_are_undated(reading, node, &places))
                return false;
        ret->reports_count = places.places_count;
        ret->reports = places.places;
        return true;
}

/* Rates are a market's figures of a day, or averages of a month; nothing else is like them. */
static bool rates_fit(struct reading *reading, const struct fields *fields, const struct plan_source *source)
{
        if (!(source->kinds & 1u << EVENT_RATE))
                return true;
        if (source->kinds != 1u << EVENT_RATE) {
                reading_say(reading, fields_value(fields, "kinds"),
                            "\"rate\" beside other kinds, expected a source of its own for each");
                return false;
        }
        if (source->resolution == PERIOD_NONE || source->resolution == PERIOD_DAY ||
            source->resolution == PERIOD_MONTH)
                return true;
        reading_say(reading, fields_value(fields, "resolution"),
                    "rates of a %s, expected those of a day or the averages of a month",
                    period_name(source->resolution));
        return false;
}

static bool source_read(struct reading *reading, const struct item *item, struct plan_source *ret)
{
        const struct fields *fields = &item->fields;
        int64_t number;
        int word;
        bool sound;

        ret->name = config_memory_text(reading->kept, item->name);
        sound = value_words(reading, fields, "kinds", &ret->kinds);
        sound = reports_read(reading, fields, ret) && sound;
        if (value_word(reading, fields, "resolution", &word))
                ret->resolution = (enum period_kind)word;
        else
                sound = false;
        if (value_word(reading, fields, "numbers", &word))
                ret->numbers = (enum plan_numbers)word;
        lateness_read(reading, fields, ret);
        ret->retired_day = CIVIL_NONE;
        (void)value_date(reading, fields, "retired", &ret->retired_day);
        levels_read(reading, fields, &ret->levels);
        if (value_number(reading, fields, "events-max", &number))
                ret->events_max = (uint64_t)number;
        expect_read(reading, fields, ret);
        return rates_fit(reading, fields, ret) && sound;
}

void sources_read(struct reading *reading)
{
        items_read(reading, SECTION_SOURCE, "sources", &reading->sources);
        reading->plan_sources = CONFIG_MEMORY_ARRAY(reading->kept, reading->sources.count,
                                                    struct plan_source);
        for (size_t i = 0; reading->plan_sources && i < reading->sources.count; i++)
                reading->sources.list[i].sound = source_read(reading, &reading->sources.list[i],
                                                             &reading->plan_sources[i]);
}
