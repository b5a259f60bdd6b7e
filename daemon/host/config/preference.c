/* host/config/preference.c: one side's reports, or one source's, before another's; see preference.h. */
#include "host/config/preference.h"

#include <assert.h>
#include <stdio.h>

#include "host/config/perspective.h"
#include "host/config/quantities.h"
#include "host/config/values.h"

/* By `prefer`, else by a list of reporters. */
static const struct tree_node *order_of(const struct fields *fields)
{
        const struct tree_node *prefer = fields_value(fields, "prefer");
        const struct tree_node *reporters = fields_value(fields, "reported-by");

        if (prefer)
                return prefer;
        return reporters && reporters->kind == TREE_LIST && reporters->count > 1 ? reporters : NULL;
}

size_t preference_count(const struct fields *fields)
{
        const struct tree_node *node = order_of(fields);
        enum plan_form form;

        if (!node || !form_find(fields, &form) || form_is_derived(form))
                return 0;
        return elements_count(node) <= PLAN_OPERANDS_MAX ? elements_count(node) : PLAN_OPERANDS_MAX;
}

/* What a period adds up can be chosen for each; an average or a level cannot. */
static bool order_fits(struct reading *reading, const struct tree_node *node,
                       const struct plan_measure *measure)
{
        bool fits = true;

        if (elements_count(node) < 2 || elements_count(node) > PLAN_OPERANDS_MAX) {
                reading_say(reading, node, "an order of %zu, expected 2 to %d, the best one first",
                            elements_count(node), PLAN_OPERANDS_MAX);
                fits = false;
        }
        if (measure->form != FORM_TALLY) {
                reading_say(reading, node,
                            "an order of preference beside \"%s\", expected it for \"sum\" and \"count\"",
                            measure->form == FORM_AVERAGE ? "average" : "latest");
                fits = false;
        }
        return fits;
}

/* ---- by reporter ---------------------------------------------------------------------------- */

static bool is_named(const struct tree_node *list, struct text name)
{
        for (const struct tree_node *n = elements_first(list); n; n = elements_next(list, n))
                if (n->kind == TREE_SCALAR && text_equal(n->text, name))
                        return true;
        return false;
}

/* Each of the named sources must speak for one of the reporters. */
static bool named_fit(struct reading *reading, const struct tree_node *named,
                      const struct plan_measure *hidden, size_t count)
{
        bool good = true;

        for (const struct tree_node *n = elements_first(named); n; n = elements_next(named, n)) {
                bool fits = false;
                size_t i;

                if (!items_resolve(reading, &reading->sources, n, &i) || !reading->sources.list[i].sound) {
                        good = false;
                        continue;
                }
                for (size_t k = 0; k < count && !fits; k++)
                        fits = source_fits(&reading->plan_sources[i], &hidden[k], true);
                if (fits)
                        continue;
                reading_say(reading, n,
                            "source \"%" TEXT_FORMAT
                            "\" reports the trade of none of them, expected one that "
                            "does",
                            TEXT_ARGUMENTS(n->text));
                good = false;
        }
        return good;
}

static bool reporter_sources(struct reading *reading, const struct fields *fields,
                             const struct tree_node *node, struct plan_measure *hidden)
{
        const struct tree_node *named = fields_value(fields, "sources");
        bool *chosen = CONFIG_MEMORY_ARRAY(reading->scratch, reading->sources.count, bool);
        size_t count = 0, bad = 0;

        for (size_t i = 0; chosen && reading->plan_sources && i < reading->sources.count; i++) {
                const struct plan_source *source = &reading->plan_sources[i];

                bad += !reading->sources.list[i].sound;
                chosen[i] = source_fits(source, hidden, named != NULL) &&
                            (!named || is_named(named, source->name));
                count += chosen[i];
        }
        if (count == 0) {
                if (bad == 0 && !reading->is_cut)
                        reading_say(reading, node,
                                    "no source%s reports the trade of %" TEXT_FORMAT
                                    ", expected one that does",
                                    named ? " of those named" : "",
                                    TEXT_ARGUMENTS(place_text(&hidden->reporter)));
                return false;
        }
        return sources_take(reading, fields, hidden, chosen) && bad == 0;
}

static bool reporters_read(struct reading *reading, const struct fields *fields,
                           const struct plan_measure *measure, struct plan_measure *hidden)
{
        const struct tree_node *node = fields_value(fields, "reported-by"),
                               *named = fields_value(fields, "sources");
        size_t count = 0;
        bool good = true;

        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                hidden[count].event_kind = measure->event_kind;
                hidden[count].corridor = measure->corridor;
                if (!reporter_of(reading, n, &hidden[count])) {
                        good = false;
                        continue;
                }
                for (size_t i = 0; i < count; i++)
                        if (place_equal(hidden[i].reporter, hidden[count].reporter)) {
                                reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                            TEXT_ARGUMENTS(n->text));
                                good = false;
                        }
                count++;
        }
        if (!good || (named && !named_fit(reading, named, hidden, count)))
                return false;
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n), hidden++)
                good = reporter_sources(reading, fields, n, hidden) && good;
        return good;
}

/* ---- by source -------------------------------------------------------------------------------- */

static bool prefer_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure,
                        struct plan_measure *hidden)
{
        const struct tree_node *node = fields_value(fields, "prefer");
        bool *seen = CONFIG_MEMORY_ARRAY(reading->scratch, reading->sources.count, bool), good = true;

        if (fields_given(fields, "sources"))
                reading_say_at(reading, fields_mark(fields, "sources"),
                               "\"sources\" beside \"prefer\", expected one of the two");
        if (!reporter_read(reading, fields, measure))
                return false;
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n), hidden++) {
                bool *chosen = CONFIG_MEMORY_ARRAY(reading->scratch, reading->sources.count, bool);
                size_t i;

                if (!items_resolve(reading, &reading->sources, n, &i) || !reading->sources.list[i].sound ||
                    !chosen || !seen) {
                        good = false;
                        continue;
                }
                if (seen[i]) {
                        reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(n->text));
                        good = false;
                        continue;
                }
                seen[i] = chosen[i] = true;
                *hidden = (struct plan_measure){.event_kind = measure->event_kind,
                                                .corridor = measure->corridor,
                                                .reporter = measure->reporter};
                good = source_sends(reading, n, i, measure) &&
                       sources_take(reading, fields, hidden, chosen) && good;
        }
        return good;
}

/* ---- both ------------------------------------------------------------------------------------- */

/* All that one of them may choose from, and the coarsest of their periods. */
static bool join(struct reading *reading, const struct fields *fields, struct plan_measure *measure,
                 const struct plan_measure *hidden, size_t count)
{
        bool *any = CONFIG_MEMORY_ARRAY(reading->scratch, reading->sources.count, bool);

        if (!any)
                return false;
        for (size_t k = 0; k < count; k++)
                for (size_t i = 0; i < hidden[k].sources_count; i++)
                        any[hidden[k].sources[i]] = true;
        measure->reporter = hidden[0].reporter;
        return sources_set(reading, measure, any) && resolution_read(reading, fields, measure);
}

bool preference_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure,
                     struct plan_measure *hidden)
{
        const struct tree_node *node = order_of(fields), *reporters = fields_value(fields, "reported-by");
        bool by_source = fields_value(fields, "prefer") != NULL, good;

        if (!node || !order_fits(reading, node, measure))
                return false;
        if (by_source && reporters && elements_count(reporters) > 1) {
                reading_say_at(reading, fields_mark(fields, "prefer"),
                               "\"prefer\" beside several reporters, expected one of the two orders");
                return false;
        }
        if (!by_source && measure->event_kind != EVENT_TRADE)
                return reporter_read(reading, fields, measure) && false; /* which says why */
        good = by_source ? prefer_read(reading, fields, measure, hidden)
                         : reporters_read(reading, fields, measure, hidden);
        return good && join(reading, fields, measure, hidden, elements_count(node));
}

struct text preference_name(struct config_memory *memory, struct text name, size_t n)
{
        char buf[TEXT_NAME_MAX + 8];
        int length = snprintf(buf, sizeof(buf), "%" TEXT_FORMAT "@%zu", TEXT_ARGUMENTS(name), n);

        return config_memory_text(memory, (struct text){buf, (size_t)length});
}

void preference_finish(struct reading *reading, struct plan_measure *measure, struct plan_measure *hidden,
                       size_t count, uint32_t first)
{
        for (size_t i = 0; i < count; i++) {
                const struct plan_measure own = hidden[i];

                hidden[i] = *measure;
                hidden[i].name = preference_name(reading->kept, measure->name, i + 1);
                hidden[i].hidden = true;
                hidden[i].reporter = own.reporter;
                hidden[i].sources = own.sources;
                hidden[i].sources_count = own.sources_count;
                hidden[i].resolution = own.resolution;
        }
        for (size_t i = 0; i < count; i++)
                measure->operands[measure->operands_count++] = first + (uint32_t)i;
        measure->form = FORM_PREFERENCE;
}
