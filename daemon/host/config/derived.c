/* host/config/derived.c: measures of measures; see derived.h. */
#include "host/config/derived.h"

#include <assert.h>

#include "host/config/layers.h"
#include "host/config/periods.h"
#include "host/config/quantities.h"
#include "host/config/values.h"

/* ---- what is said of it --------------------------------------------------------------------- */

/* What the operands say already. */
static void needless_say(struct reading *reading, const struct fields *fields, const char *key)
{
        static const char *const needless[] = {"corridor",   "where",       "window",  "fiscal-start",
                                               "by",         "reported-by", "sources", "currency",
                                               "series-max", "rates",       "prefer",  "mirror"};

        for (size_t i = 0; i < sizeof(needless) / sizeof(needless[0]); i++)
                if (fields_given(fields, needless[i]))
                        reading_say_at(reading, fields_mark(fields, needless[i]),
                                       "\"%s\" beside \"%s\", expected none: it is that of the measures "
                                       "named there",
                                       needless[i], key);
        if (!fields_value(fields, "growth") && fields_given(fields, "over"))
                reading_say_at(reading, fields_mark(fields, "over"),
                               "\"over\" without \"growth\", expected both or none");
}

static bool operands_read(struct reading *reading, const struct fields *fields, struct layer *layer,
                          size_t wanted)
{
        const struct tree_node *node = fields_value(fields, layer->key);
        size_t *operands = CONFIG_MEMORY_ARRAY(reading->scratch, wanted, size_t);
        bool good = true;

        if (elements_count(node) != wanted) {
                reading_say(reading, node, "\"%s\" of %zu measure%s, expected %s", layer->key,
                            elements_count(node), elements_count(node) == 1 ? "" : "s",
                            wanted == 1 ? "one" : "two: [a, b]");
                return false;
        }
        for (const struct tree_node *n = elements_first(node); operands && n; n = elements_next(node, n))
                good = items_resolve(reading, &reading->measures, n, &operands[layer->count++]) && good;
        layer->below = operands;
        return good && operands;
}

static void begin(struct reading *reading, struct layer *layer, size_t i)
{
        const struct fields *fields = &reading->measures.list[i].fields;
        struct plan_measure *measure = reading_measure(reading, i);
        enum plan_form form;
        const char *key = form_find(fields, &form);

        if (!key || !form_is_derived(form))
                return;
        measure->form = form;
        needless_say(reading, fields, key);
        layer->key = key;
        if (operands_read(reading, fields, layer, form == FORM_GROWTH ? 1 : 2))
                layer->depth = LAYER_OPEN;
        else
                *layer = (struct layer){.key = NULL};
}

/* ---- what its operands make of it ----------------------------------------------------------- */

static bool units_fit(struct reading *reading, const struct tree_node *node, const char *key,
                      const struct plan_measure *a, const struct plan_measure *b)
{
        bool counts = text_equal(a->unit, TEXT("record")) != text_equal(b->unit, TEXT("record"));

        if (text_equal(a->unit, b->unit) && a->scale == b->scale)
                return true;
        reading_say(reading, node,
                    "measures \"%" TEXT_FORMAT "\" in %" TEXT_FORMAT " and \"%" TEXT_FORMAT
                    "\" in %" TEXT_FORMAT " have no %s, expected one unit%s",
                    TEXT_ARGUMENTS(a->name), TEXT_ARGUMENTS(a->unit), TEXT_ARGUMENTS(b->name),
                    TEXT_ARGUMENTS(b->unit), key,
                    counts && text_equal(text_of(key), TEXT("ratio"))
                            ? " (a sum for each record is \"average\")"
                            : "");
        return false;
}

static bool breakdowns_fit(struct reading *reading, const struct tree_node *node,
                           const struct plan_measure *a, const struct plan_measure *b)
{
        bool same = a->by_count == b->by_count;

        for (size_t i = 0; same && i < a->by_count; i++)
                same = a->by[i] == b->by[i];
        if (!same)
                reading_say(reading, node,
                            "measures \"%" TEXT_FORMAT "\" and \"%" TEXT_FORMAT
                            "\" are broken down differently, expected the same \"by\" in both",
                            TEXT_ARGUMENTS(a->name), TEXT_ARGUMENTS(b->name));
        return same;
}

/* The coarser of two. */
static bool resolutions_fit(struct reading *reading, const struct tree_node *node,
                            const struct plan_measure *a, const struct plan_measure *b, enum period_kind *ret)
{
        if (period_nests(b->resolution, a->resolution)) {
                *ret = a->resolution;
                return true;
        }
        if (period_nests(a->resolution, b->resolution)) {
                *ret = b->resolution;
                return true;
        }
        reading_say(reading, node,
                    "measures \"%" TEXT_FORMAT "\" (%s) and \"%" TEXT_FORMAT
                    "\" (%s) do not go together, expected resolutions that nest",
                    TEXT_ARGUMENTS(a->name), period_name(a->resolution), TEXT_ARGUMENTS(b->name),
                    period_name(b->resolution));
        return false;
}

/* Both lists are sorted, and so is their union. */
static void sources_join(struct reading *reading, const struct plan_measure *a, const struct plan_measure *b,
                         struct plan_measure *ret)
{
        uint32_t *list = CONFIG_MEMORY_ARRAY(reading->kept, a->sources_count + b->sources_count, uint32_t);
        size_t i = 0, k = 0, count = 0;

        while (list && (i < a->sources_count || k < b->sources_count)) {
                uint32_t x = i < a->sources_count ? a->sources[i] : UINT32_MAX;
                uint32_t y = k < b->sources_count ? b->sources[k] : UINT32_MAX;

                list[count++] = x < y ? x : y;
                i += x <= y;
                k += y <= x;
        }
        ret->sources = list;
        ret->sources_count = count;
}

/* Rule 11: the named period is what the operand adds up on its last day. */
static bool over_read(struct reading *reading, const struct fields *fields, const struct plan_measure *a,
                      struct plan_measure *ret)
{
        const struct tree_node *node = fields_value(fields, "over");

        if (!node)
                return !fields_given(fields, "over");
        if (!node_is_scalar(reading, node, "a period like 2019"))
                return false;
        return named_period_read(reading, node, node->text, a, &ret->base);
}

/* What it has of its first operand. */
static void inherit(struct plan_measure *ret, const struct plan_measure *a)
{
        ret->corridor = a->corridor;
        ret->event_kind = a->event_kind;
        ret->quantity = a->quantity;
        ret->reporter = a->reporter;
        ret->currency = a->currency;
        ret->scale = a->scale;
        ret->unit = a->unit;
        ret->window = a->window;
        ret->by_count = a->by_count;
        for (size_t i = 0; i < a->by_count; i++)
                ret->by[i] = a->by[i];
}

static void fill(struct reading *reading, const struct layer *layer, size_t item)
{
        const struct fields *fields = &reading->measures.list[item].fields;
        const struct tree_node *node = fields_value(fields, layer->key);
        struct plan_measure *ret = reading_measure(reading, item);
        const struct plan_measure *a = reading_measure(reading, layer->below[0]), *b = a;
        bool sound = true;

        for (size_t i = 0; i < layer->count; i++) {
                if (!reading->measures.list[layer->below[i]].sound)
                        return;
                b = reading_measure(reading, layer->below[i]);
                ret->operands[ret->operands_count++] = reading_measure_index(reading, layer->below[i]);
        }
        inherit(ret, a);
        ret->series_max = a->series_max < b->series_max ? a->series_max : b->series_max;
        sources_join(reading, a, b, ret);
        sound = resolutions_fit(reading, node, a, b, &ret->resolution);
        sound = units_fit(reading, node, layer->key, a, b) && breakdowns_fit(reading, node, a, b) && sound;
        if (ret->form == FORM_GROWTH)
                sound = over_read(reading, fields, a, ret) && sound;
        if (ret->form != FORM_DIFFERENCE) {
                ret->currency = (struct currency){0};
                unit_set_share(reading, ret);
        }
        reading->measures.list[item].sound = sound;
}

void derived_read(struct reading *reading)
{
        struct layer *all = CONFIG_MEMORY_ARRAY(reading->scratch, reading->measures.count, struct layer);

        if (!all)
                return;
        for (size_t i = 0; i < reading->measures.count; i++)
                begin(reading, &all[i], i);
        layers_resolve(reading, &reading->measures, all, fill);
}
