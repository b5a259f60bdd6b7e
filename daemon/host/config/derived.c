/* host/config/derived.c: measures of measures; see derived.h.
 *
 * Resolved in rounds: the first makes those that name measures with sums of their own only, the
 * next those that name these, and so on. What is left after the last round is too deep, or in a
 * circle. */
#include "host/config/derived.h"

#include <assert.h>

#include "host/config/periods.h"
#include "host/config/quantities.h"
#include "host/config/values.h"

#define OPEN   UINT8_MAX /* no depth yet */
#define NOBODY SIZE_MAX

struct derived {
        const char *key; /* NULL: it has sums of its own, or cannot be read */
        enum plan_form form;
        uint8_t depth; /* 0: sums of its own */
        size_t count;
        size_t operands[2]; /* items */
        size_t walk;        /* in which walk it was met; 0: in none */
};

/* ---- what is said of it --------------------------------------------------------------------- */

/* What the operands say already. */
static void needless_say(struct reading *reading, const struct fields *fields, const struct derived *d)
{
        static const char *const needless[] = {"corridor",   "where",       "window",  "fiscal-start",
                                               "by",         "reported-by", "sources", "currency",
                                               "series-max", "rates",       "prefer",  "mirror"};

        for (size_t i = 0; i < sizeof(needless) / sizeof(needless[0]); i++)
                if (fields_given(fields, needless[i]))
                        reading_say_at(reading, fields_mark(fields, needless[i]),
                                       "\"%s\" beside \"%s\", expected none: it is that of the measures "
                                       "named there",
                                       needless[i], d->key);
        if (d->form != FORM_GROWTH && fields_given(fields, "over"))
                reading_say_at(reading, fields_mark(fields, "over"),
                               "\"over\" without \"growth\", expected both or none");
}

static bool operands_read(struct reading *reading, const struct fields *fields, struct derived *d)
{
        const struct tree_node *node = fields_value(fields, d->key);
        size_t wanted = d->form == FORM_GROWTH ? 1 : 2;
        bool good = true;

        if (elements_count(node) != wanted) {
                reading_say(reading, node, "\"%s\" of %zu measure%s, expected %s", d->key,
                            elements_count(node), elements_count(node) == 1 ? "" : "s",
                            wanted == 1 ? "one" : "two: [a, b]");
                return false;
        }
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n))
                good = items_resolve(reading, &reading->measures, n, &d->operands[d->count++]) && good;
        return good;
}

static void begin(struct reading *reading, struct derived *all, size_t i)
{
        struct item *item = &reading->measures.list[i];
        struct derived *d = &all[i];

        d->key = form_find(&item->fields, &d->form);
        if (!d->key || !form_is_derived(d->form)) {
                d->key = NULL;
                return;
        }
        needless_say(reading, &item->fields, d);
        reading_measure(reading, i)->form = d->form;
        if (operands_read(reading, &item->fields, d))
                d->depth = OPEN;
        else
                d->key = NULL;
}

/* ---- what its operands make of it ----------------------------------------------------------- */

static bool units_fit(struct reading *reading, const struct tree_node *node, const struct derived *d,
                      const struct plan_measure *a, const struct plan_measure *b)
{
        bool counts = text_equal(a->unit, TEXT("record")) != text_equal(b->unit, TEXT("record"));

        if (text_equal(a->unit, b->unit) && a->scale == b->scale)
                return true;
        reading_say(reading, node,
                    "measures \"%" TEXT_FORMAT "\" in %" TEXT_FORMAT " and \"%" TEXT_FORMAT
                    "\" in %" TEXT_FORMAT " have no %s, expected one unit%s",
                    TEXT_ARGUMENTS(a->name), TEXT_ARGUMENTS(a->unit), TEXT_ARGUMENTS(b->name),
                    TEXT_ARGUMENTS(b->unit), d->key,
                    counts && d->form == FORM_RATIO ? " (a sum for each record is \"average\")" : "");
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

static bool fill(struct reading *reading, const struct derived *d, size_t item)
{
        const struct fields *fields = &reading->measures.list[item].fields;
        const struct tree_node *node = fields_value(fields, d->key);
        struct plan_measure *ret = reading_measure(reading, item);
        const struct plan_measure *a = reading_measure(reading, d->operands[0]), *b = a;
        bool sound = true;

        for (size_t i = 0; i < d->count; i++) {
                if (!reading->measures.list[d->operands[i]].sound)
                        return false;
                b = reading_measure(reading, d->operands[i]);
                ret->operands[ret->operands_count++] = reading_measure_index(reading, d->operands[i]);
        }
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
        ret->series_max = a->series_max < b->series_max ? a->series_max : b->series_max;
        sources_join(reading, a, b, ret);
        sound = resolutions_fit(reading, node, a, b, &ret->resolution);
        sound = units_fit(reading, node, d, a, b) && breakdowns_fit(reading, node, a, b) && sound;
        if (d->form == FORM_GROWTH)
                sound = over_read(reading, fields, a, ret) && sound;
        if (d->form != FORM_DIFFERENCE) {
                ret->currency = (struct currency){0};
                unit_set_share(reading, ret);
        }
        return sound;
}

static void rounds(struct reading *reading, struct derived *all)
{
        for (uint8_t depth = 1; depth <= PLAN_DEPTH_MAX; depth++)
                for (size_t i = 0; i < reading->measures.count; i++) {
                        bool ready = all[i].depth == OPEN;

                        for (size_t k = 0; ready && k < all[i].count; k++)
                                ready = all[all[i].operands[k]].depth < depth;
                        if (!ready)
                                continue;
                        all[i].depth = depth;
                        reading->measures.list[i].sound = fill(reading, &all[i], i);
                }
}

/* ---- what is left ----------------------------------------------------------------------------- */

/* An operand that is left too. */
static size_t open_operand(const struct derived *all, size_t i)
{
        for (size_t k = 0; k < all[i].count; k++)
                if (all[all[i].operands[k]].depth == OPEN)
                        return all[i].operands[k];
        return NOBODY;
}

static size_t deepest_operand(const struct derived *all, size_t i)
{
        size_t deepest = all[i].operands[0];

        for (size_t k = 1; k < all[i].count; k++)
                if (all[all[i].operands[k]].depth > all[deepest].depth)
                        deepest = all[i].operands[k];
        return deepest;
}

/* "a -> b -> a", along `next`, until `last` is met again or for so many. */
static void path_say(struct reading *reading, const struct derived *all, size_t first,
                     size_t (*next)(const struct derived *all, size_t i), const char *expected)
{
        char path[8 * (TEXT_NAME_MAX + 4) + 8];
        size_t used = 0, i = first, n = 0;

        for (; n < 7; n++) {
                struct text name = reading->measures.list[i].name;

                used += (size_t)snprintf(path + used, sizeof(path) - used, "%s%" TEXT_FORMAT,
                                         n > 0 ? " -> " : "", TEXT_ARGUMENTS(name));
                if ((n > 0 && i == first) || !all[i].key)
                        break;
                i = next(all, i);
        }
        (void)snprintf(path + used, sizeof(path) - used, "%s", n == 7 ? " -> ..." : "");
        reading_say_at(reading, fields_mark(&reading->measures.list[first].fields, all[first].key), "%s: %s",
                       expected, path);
}

/* Each walk goes along open operands until it meets what was met before: in this walk it is a
 * circle. What only leads to something wrong is not said as well. */
static void left_say(struct reading *reading, struct derived *all)
{
        for (size_t i = 0; i < reading->measures.count; i++) {
                size_t at = i;

                if (all[i].depth != OPEN)
                        continue;
                if (open_operand(all, i) == NOBODY)
                        path_say(reading, all, i, deepest_operand,
                                 "measures of measures of measures, expected at most 4 of them above each "
                                 "other");
                while (at != NOBODY && all[at].walk == 0) {
                        all[at].walk = i + 1;
                        at = open_operand(all, at);
                }
                if (at != NOBODY && all[at].walk == i + 1)
                        path_say(reading, all, at, open_operand, "measures in a circle, expected none");
        }
}

_Static_assert(PLAN_DEPTH_MAX == 4, "the message says so");

void derived_read(struct reading *reading)
{
        struct derived *all = CONFIG_MEMORY_ARRAY(reading->scratch, reading->measures.count, struct derived);

        if (!all)
                return;
        for (size_t i = 0; i < reading->measures.count; i++)
                begin(reading, all, i);
        rounds(reading, all);
        left_say(reading, all);
}
