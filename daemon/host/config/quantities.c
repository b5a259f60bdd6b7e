/* host/config/quantities.c: what a measure is made of, and its unit; see quantities.h. */
#include "host/config/quantities.h"

#include <assert.h>

#include "host/config/values.h"

/* ---- what ------------------------------------------------------------------------------- */

static const struct {
        const char *key;
        enum plan_form form;
} forms[] = {
        {"sum", FORM_TALLY},     {"count", FORM_TALLY},         {"average", FORM_AVERAGE},
        {"latest", FORM_LATEST}, {"ratio", FORM_RATIO},         {"difference", FORM_DIFFERENCE},
        {"growth", FORM_GROWTH}, {"asymmetry", FORM_ASYMMETRY},
};
#define FORMS_COUNT (sizeof(forms) / sizeof(forms[0]))

bool form_is_derived(enum plan_form form)
{
        return form != FORM_TALLY && form != FORM_AVERAGE && form != FORM_LATEST;
}

const char *form_find(const struct fields *fields, enum plan_form *ret)
{
        for (size_t i = 0; i < FORMS_COUNT; i++)
                if (fields_value(fields, forms[i].key)) {
                        *ret = forms[i].form;
                        return forms[i].key;
                }
        return NULL;
}

void form_check(struct reading *reading, const struct fields *fields)
{
        const char *first = NULL;

        for (size_t i = 0; i < FORMS_COUNT; i++) {
                if (!fields_given(fields, forms[i].key))
                        continue;
                if (first)
                        reading_say_at(reading, fields_mark(fields, forms[i].key),
                                       "\"%s\" beside \"%s\", expected one of the two", forms[i].key, first);
                else
                        first = forms[i].key;
        }
        if (!first && !fields->has_later && !reading->is_cut)
                reading_say(reading, fields->map,
                            "a measure of nothing, expected one of \"sum\", \"count\", \"average\", "
                            "\"latest\", \"ratio\", \"difference\", \"growth\", \"asymmetry\"");
}

bool quantity_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const char *key = form_find(fields, &measure->form);
        int word;

        if (!key || !value_word(reading, fields, key, &word))
                return false;
        measure->event_kind = (uint8_t)(word / 10);
        measure->quantity = (enum plan_quantity)(word % 10);
        return true;
}

/* ---- in which unit ------------------------------------------------------------------------ */

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

static struct text unit_of(enum plan_quantity quantity)
{
        switch (quantity) {
        case QUANTITY_MASS:
                return TEXT("g");
        case QUANTITY_TEU:
                return TEXT("TEU");
        case QUANTITY_WAGONS:
                return TEXT("wagon");
        case QUANTITY_CONTAINERS:
                return TEXT("container");
        default:
                return TEXT("record");
        }
}

bool unit_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        if (plan_is_money(measure->quantity))
                return currency_read(reading, fields, measure);
        if (fields_value(fields, "currency"))
                reading_say_at(reading, fields_mark(fields, "currency"),
                               "\"currency\" of a measure that is no sum of money, expected none");
        if (measure->quantity == QUANTITY_PROGRESS) {
                unit_set_share(reading, measure);
                return true;
        }
        measure->unit = config_memory_text(reading->kept, unit_of(measure->quantity));
        measure->scale = measure->quantity == QUANTITY_TEU ? 3 : 0;
        return true;
}

void unit_set_share(struct reading *reading, struct plan_measure *measure)
{
        measure->quantity = QUANTITY_PROGRESS;
        measure->unit = config_memory_text(reading->kept, TEXT("%"));
        measure->scale = 4;
}

bool unit_is_share(const struct plan_measure *measure)
{
        return measure->quantity == QUANTITY_PROGRESS;
}
