/* host/config/mirror.c: the measure that shows the same trade from the other side; see mirror.h. */
#include "host/config/mirror.h"

#include <assert.h>

#include "host/config/values.h"

static bool windows_equal(const struct plan_window *a, const struct plan_window *b)
{
        return a->kind == b->kind && a->period == b->period && a->fiscal_start == b->fiscal_start &&
               a->count == b->count && a->since_day == b->since_day;
}

static bool has_reporter(const struct plan_measure *measure)
{
        return measure->form == FORM_TALLY || measure->form == FORM_AVERAGE ||
               measure->form == FORM_PREFERENCE;
}

/* What keeps the two from being compared, NULL if nothing does. */
static const char *difference(const struct plan_measure *a, const struct plan_measure *b)
{
        if (a->event_kind != EVENT_TRADE || b->event_kind != EVENT_TRADE)
                return "it is not of trade";
        if (!has_reporter(b))
                return "it has no reporter of its own";
        if ((a->form == FORM_AVERAGE) != (b->form == FORM_AVERAGE))
                return "its form is another";
        if (a->corridor != b->corridor)
                return "its corridor is another";
        if (a->quantity != b->quantity || !text_equal(a->unit, b->unit))
                return "its quantity or unit is another";
        if (!windows_equal(&a->window, &b->window))
                return "its window is another";
        if (place_equal(a->reporter, b->reporter))
                return "its reporter is the same";
        return NULL;
}

static void mirror_read(struct reading *reading, size_t item)
{
        const struct fields *fields = &reading->measures.list[item].fields;
        const struct tree_node *node = fields_value(fields, "mirror");
        struct plan_measure *measure = reading_measure(reading, item);
        const char *why;
        size_t i;

        if (!node || !items_resolve(reading, &reading->measures, node, &i) ||
            !reading->measures.list[i].sound || !reading->measures.list[item].sound || !has_reporter(measure))
                return;
        why = difference(measure, reading_measure(reading, i));
        if (why)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no mirror of \"%" TEXT_FORMAT
                            "\": %s; expected the same trade by another reporter",
                            TEXT_ARGUMENTS(node->text), TEXT_ARGUMENTS(measure->name), why);
        measure->mirror = reading_measure_index(reading, i);
}

void mirrors_read(struct reading *reading)
{
        for (size_t i = 0; i < reading->measures.count; i++)
                mirror_read(reading, i);
}
