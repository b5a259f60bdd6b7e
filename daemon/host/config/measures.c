/* host/config/measures.c: what is measured: of each its form, corridor, reporter, sources, window and
 * filter. Measures of measures come last, since they may name any other. */
#include "host/config/reading.h"

#include <assert.h>

#include "host/config/derived.h"
#include "host/config/filters.h"
#include "host/config/mirror.h"
#include "host/config/perspective.h"
#include "host/config/preference.h"
#include "host/config/quantities.h"
#include "host/config/rates.h"
#include "host/config/values.h"
#include "host/config/windows.h"

/* ---- of which corridor ------------------------------------------------------------------- */

static bool corridor_read(struct reading *reading, const struct fields *fields, uint32_t *ret)
{
        const struct tree_node *node = fields_value(fields, "corridor");
        size_t corridor = 0;

        if (node) {
                if (!items_resolve(reading, &reading->corridors, node, &corridor))
                        return false;
        } else if (fields->map->mark.instance > 0) {
                corridor = fields->map->mark.instance - 1;
        } else if (fields_given(fields, "corridor") || reading->corridors.count != 1) {
                fields_miss(reading, fields, "corridor");
                return false;
        }
        *ret = (uint32_t)corridor;
        return reading->corridors.list[corridor].sound;
}

/* ---- over which time --------------------------------------------------------------------- */

static bool time_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct tree_node *window = fields_value(fields, "window");
        const struct tree_node *own = fields_value(fields, "fiscal-start");
        int month = 0;

        if (!window)
                fields_miss(reading, fields, "window");
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

/* A level has no window: its newest report may be of any day. */
static bool level_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        static const char *const needless[] = {"window", "fiscal-start", "by", "series-max"};
        bool sound = measure->sources_count == 1;

        for (size_t i = 0; i < sizeof(needless) / sizeof(needless[0]); i++)
                if (fields_given(fields, needless[i]))
                        reading_say_at(reading, fields_mark(fields, needless[i]),
                                       "\"%s\" beside \"latest\", expected none: what the newest report says "
                                       "is one level",
                                       needless[i]);
        measure->window = (struct plan_window){
                .kind = WINDOW_SINCE, .fiscal_start = 1, .since_day = EVENT_DAY_MIN};
        if (measure->sources_count > 1)
                reading_say_at(reading,
                               fields_mark(fields, fields_given(fields, "sources") ? "sources" : "latest"),
                               "%zu sources report what is \"latest\", expected one in \"sources\"",
                               measure->sources_count);
        if (measure->sources_count > 0 && measure->where.projects_count != 1) {
                reading_say_at(reading, fields_mark(fields, "latest"),
                               "\"latest\" of %zu projects, expected one in \"where\", as in {project: NAME}",
                               measure->where.projects_count);
                sound = false;
        }
        return sound;
}

/* ---- all of it --------------------------------------------------------------------------- */

/* Whose reports, from which sources. */
static bool perspective_read(struct reading *reading, const struct fields *fields,
                             struct plan_measure *measure, struct plan_measure *hidden)
{
        if (fields_given(fields, "prefer") || preference_count(fields) > 0)
                return preference_read(reading, fields, measure, hidden);
        return reporter_read(reading, fields, measure) && sources_choose(reading, fields, measure);
}

/* `hidden`: as many as preference_count() says, the first of them at `first` in the plan. */
static bool own_read(struct reading *reading, const struct item *item, struct plan_measure *measure,
                     struct plan_measure *hidden, uint32_t first)
{
        const struct fields *fields = &item->fields;
        int64_t series_max = 0;
        bool is_placed, has_quantity, sound;

        is_placed = corridor_read(reading, fields, &measure->corridor);
        has_quantity = quantity_read(reading, fields, measure);
        sound = has_quantity && unit_read(reading, fields, measure) &&
                measure_rates_read(reading, fields, measure);
        if (is_placed && has_quantity) {
                sound = perspective_read(reading, fields, measure, hidden) && sound;
                where_read(reading, item, measure);
                if (measure->form != FORM_LATEST)
                        by_read(reading, item, measure);
        }
        if (fields_given(fields, "over"))
                reading_say_at(reading, fields_mark(fields, "over"),
                               "\"over\" without \"growth\", expected both or none");
        if (measure->form == FORM_LATEST)
                sound = level_read(reading, fields, measure) && sound;
        else
                sound = time_read(reading, fields, measure) && sound;
        if (value_number(reading, fields, "series-max", &series_max))
                measure->series_max = (uint32_t)series_max;
        if (sound && is_placed && preference_count(fields) > 0)
                preference_finish(reading, measure, hidden, preference_count(fields), first);
        return sound && is_placed;
}

struct plan_measure *reading_measure(const struct reading *reading, size_t item)
{
        return &reading->plan_measures[reading->measure_indexes[item]];
}

uint32_t reading_measure_index(const struct reading *reading, size_t item)
{
        return reading->measure_indexes[item];
}

/* ---- their places in the plan -------------------------------------------------------------- */

struct slot {
        struct text name;
        size_t item;
        size_t hidden; /* 0: the item itself; else the Nth of its order */
};

static int slot_compare(const void *a, const void *b)
{
        const struct slot *x = a, *y = b;
        int order = text_compare(x->name, y->name);

        return order != 0 ? order : x->item < y->item ? -1 : x->item > y->item;
}

static size_t slots_fill(struct reading *reading, struct slot *slots)
{
        size_t count = 0;

        for (size_t i = 0; i < reading->measures.count; i++) {
                const struct item *item = &reading->measures.list[i];
                size_t hidden = preference_count(&item->fields);

                slots[count++] = (struct slot){item->name, i, 0};
                for (size_t n = 1; n <= hidden; n++)
                        slots[count++] = (struct slot){preference_name(reading->scratch, item->name, n), i,
                                                       n};
        }
        return count;
}

/* Sorted by name, as the plan is: the hidden ones of a measure stand together, since no other name
 * begins like theirs. False: there are none. */
static bool slots_make(struct reading *reading)
{
        const struct items *items = &reading->measures;
        size_t count = items->count;
        struct slot *slots;

        for (size_t i = 0; i < items->count; i++)
                count += preference_count(&items->list[i].fields);
        slots = CONFIG_MEMORY_ARRAY(reading->scratch, count, struct slot);
        reading->measure_indexes = CONFIG_MEMORY_ARRAY(reading->scratch, items->count, uint32_t);
        reading->measure_hidden = CONFIG_MEMORY_ARRAY(reading->scratch, items->count, uint32_t);
        reading->plan_measures = CONFIG_MEMORY_ARRAY(reading->kept, count, struct plan_measure);
        if (!slots || !reading->measure_indexes || !reading->measure_hidden || !reading->plan_measures)
                return false;
        reading->plan_measures_count = slots_fill(reading, slots);
        qsort(slots, count, sizeof(*slots), slot_compare);
        for (size_t i = 0; i < count; i++)
                if (slots[i].hidden == 0)
                        reading->measure_indexes[slots[i].item] = (uint32_t)i;
                else if (slots[i].hidden == 1)
                        reading->measure_hidden[slots[i].item] = (uint32_t)i;
        return true;
}

void measures_read(struct reading *reading)
{
        struct items *items = &reading->measures;

        items_read(reading, SECTION_MEASURE, "measures", items);
        if (!slots_make(reading) || config_memory_is_short(reading->kept))
                return;
        for (size_t i = 0; i < items->count; i++) {
                struct item *item = &items->list[i];
                struct plan_measure *measure = reading_measure(reading, i);
                enum plan_form form = FORM_TALLY;

                measure->name = config_memory_text(reading->kept, item->name);
                measure->mirror = measure->rates = PLAN_NO_INDEX;
                form_check(reading, &item->fields);
                if (!form_find(&item->fields, &form) || !form_is_derived(form))
                        item->sound = own_read(reading, item, measure,
                                               &reading->plan_measures[reading->measure_hidden[i]],
                                               reading->measure_hidden[i]);
        }
        derived_read(reading);
        mirrors_read(reading);
}
