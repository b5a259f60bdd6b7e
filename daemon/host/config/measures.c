/* host/config/measures.c: what is added up: quantity, reporter, sources, window, filter. */
#include "host/config/reading.h"

#include <assert.h>

#include "host/config/filters.h"
#include "host/config/perspective.h"
#include "host/config/values.h"
#include "host/config/windows.h"

/* ---- what ------------------------------------------------------------------------------- */

static bool quantity_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct tree_node *sum = fields_value(fields, "sum"), *count = fields_value(fields, "count");
        int word;

        if (sum && count) {
                reading_say_at(reading, fields_mark(fields, "count"),
                               "\"count\" beside \"sum\", expected one of the two");
                return false;
        }
        if (!sum && !count) {
                if (!fields->has_later && !reading->is_cut && !fields_given(fields, "sum") &&
                    !fields_given(fields, "count"))
                        reading_say(reading, fields->map,
                                    "a measure without \"sum\" or \"count\", expected one of the two");
                return false;
        }
        if (!value_word(reading, fields, sum ? "sum" : "count", &word))
                return false;
        measure->event_kind = (uint8_t)(word / 10);
        measure->quantity = (enum plan_quantity)(word % 10);
        return true;
}

static bool currency_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct fields *from = fields_value(fields, "currency") ? fields : &reading->top;
        struct reading_currency currency;

        if (!fields_value(from, "currency")) {
                if (!reading->is_cut && !fields_given(from, "currency"))
                        reading_say(reading, fields->map,
                                    "a measure of value without \"currency\", expected one here or for all "
                                    "at the top");
                return false;
        }
        if (!value_currency(reading, from, "currency", &currency))
                return false;
        measure->currency = currency.currency;
        measure->scale = (uint8_t)currency.digits;
        measure->unit = config_memory_text(reading->kept, (struct text){currency.currency.code, 3});
        return true;
}

static bool unit_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        if (measure->quantity == QUANTITY_VALUE)
                return currency_read(reading, fields, measure);
        if (fields_value(fields, "currency"))
                reading_say_at(reading, fields_mark(fields, "currency"),
                               "\"currency\" of a measure that is no sum of value, expected none");
        switch (measure->quantity) {
        case QUANTITY_MASS:
                measure->unit = config_memory_text(reading->kept, TEXT("g"));
                break;
        case QUANTITY_TEU:
                measure->unit = config_memory_text(reading->kept, TEXT("TEU"));
                measure->scale = 3;
                break;
        case QUANTITY_WAGONS:
                measure->unit = config_memory_text(reading->kept, TEXT("wagon"));
                break;
        default:
                measure->unit = config_memory_text(reading->kept, TEXT("record"));
                break;
        }
        return true;
}

/* ---- over which time --------------------------------------------------------------------- */

static bool time_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct tree_node *window = fields_value(fields, "window");
        const struct tree_node *own = fields_value(fields, "fiscal-start");
        int month = 0;

        if (!value_word(reading, own ? fields : &reading->top, "fiscal-start", &month))
                month = 0;
        if (!window || !window_read(reading, window, month, &measure->window))
                return false;
        if (own && !text_starts(window->text, TEXT("fiscal-"))) {
                reading_say_at(reading, fields_mark(fields, "fiscal-start"),
                               "\"fiscal-start\" with window \"%" TEXT_FORMAT
                               "\", expected a fiscal one like fiscal-year",
                               TEXT_ARGUMENTS(window->text));
                return false;
        }
        if (measure->resolution == PERIOD_NONE)
                return true;
        return window_fits(reading, window, &measure->window, measure->resolution);
}

static bool measure_read(struct reading *reading, const struct item *item, struct plan_measure *measure)
{
        const struct fields *fields = &item->fields;
        const struct tree_node *node = fields_value(fields, "corridor");
        size_t corridor = 0;
        int64_t series_max = 0;
        bool is_placed, has_quantity, sound;

        measure->name = config_memory_text(reading->kept, item->name);
        measure->mirror = measure->rates = PLAN_NO_INDEX;
        is_placed = node && items_resolve(reading, &reading->corridors, node, &corridor) &&
                    reading->corridors.list[corridor].sound;
        measure->corridor = (uint32_t)corridor;
        has_quantity = quantity_read(reading, fields, measure);
        sound = has_quantity && unit_read(reading, fields, measure);
        if (is_placed && has_quantity) {
                sound = reporter_read(reading, fields, measure) && sources_choose(reading, fields, measure) &&
                        sound;
                where_read(reading, item, measure);
                by_read(reading, item, measure);
        }
        sound = time_read(reading, fields, measure) && sound;
        if (value_number(reading, fields, "series-max", &series_max))
                measure->series_max = (uint32_t)series_max;
        return sound && is_placed;
}

void measures_read(struct reading *reading)
{
        items_read(reading, SECTION_MEASURE, "measures", &reading->measures);
        reading->plan_measures = CONFIG_MEMORY_ARRAY(reading->kept, reading->measures.count,
                                                     struct plan_measure);
        if (!reading->plan_measures || config_memory_is_short(reading->kept))
                return;
        for (size_t i = 0; i < reading->measures.count; i++)
                reading->measures.list[i].sound = measure_read(reading, &reading->measures.list[i],
                                                               &reading->plan_measures[i]);
}
