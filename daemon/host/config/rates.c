/* host/config/rates.c: chains of sources of rates, and redenominations; see rates.h. */
#include "host/config/rates.h"

#include <assert.h>
#include <string.h>

#include "host/config/values.h"

/* ---- chains ------------------------------------------------------------------------------- */

static bool source_is_of_rates(struct reading *reading, const struct tree_node *node, size_t i)
{
        if (!reading->sources.list[i].sound)
                return false;
        if (reading->plan_sources[i].kinds & 1u << EVENT_RATE)
                return true;
        reading_say(reading, node, "source \"%" TEXT_FORMAT "\" sends no rates, expected one of kind rate",
                    TEXT_ARGUMENTS(node->text));
        return false;
}

static bool chain_has(const uint32_t *sources, size_t count, size_t source)
{
        for (size_t i = 0; i < count; i++)
                if (sources[i] == source)
                        return true;
        return false;
}

/* In the order in which they stand: the first that has a rate gives it. */
static bool chain_read(struct reading *reading, const struct tree_node *node, struct plan_rates *ret)
{
        uint32_t *sources = CONFIG_MEMORY_ARRAY(reading->kept, elements_count(node), uint32_t);
        size_t count = 0, i;
        bool good = true;

        if (elements_count(node) == 0)
                reading_say(reading, node,
                            "\"sources\" is an empty list, expected the name of a source at least");
        for (const struct tree_node *n = elements_first(node); sources && n; n = elements_next(node, n)) {
                if (!items_resolve(reading, &reading->sources, n, &i) || !source_is_of_rates(reading, n, i)) {
                        good = false;
                } else if (chain_has(sources, count, i)) {
                        reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(n->text));
                } else {
                        sources[count++] = (uint32_t)i;
                }
        }
        ret->sources = sources;
        ret->sources_count = count;
        return good && count > 0;
}

static bool is_before(struct config_mark a, struct config_mark b)
{
        if (a.file != b.file)
                return a.file < b.file;
        return a.line != b.line ? a.line < b.line : a.column < b.column;
}

void rates_read(struct reading *reading)
{
        struct items *items = &reading->rates;

        items_read(reading, SECTION_RATES, "rates", items);
        reading->plan_rates = CONFIG_MEMORY_ARRAY(reading->kept, items->count, struct plan_rates);
        for (size_t i = 0; reading->plan_rates && i < items->count; i++) {
                struct item *item = &items->list[i];
                const struct tree_node *sources = fields_value(&item->fields, "sources");
                int64_t days = 0;

                reading->plan_rates[i].name = config_memory_text(reading->kept, item->name);
                item->sound = sources && chain_read(reading, sources, &reading->plan_rates[i]);
                (void)value_number(reading, &item->fields, "at-most", &days);
                reading->plan_rates[i].at_most_days = (int32_t)days;
                if (i == 0 ||
                    is_before(item->fields.map->mark, items->list[reading->rates_first].fields.map->mark))
                        reading->rates_first = i;
        }
}

bool measure_rates_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure)
{
        const struct tree_node *node = fields_value(fields, "rates");
        size_t i = reading->rates_first;

        if (!plan_is_money(measure->quantity)) {
                if (fields_given(fields, "rates"))
                        reading_say_at(reading, fields_mark(fields, "rates"),
                                       "\"rates\" of a measure that is no sum of money, expected none");
                return true;
        }
        if (!node) {
                if (reading->rates.count == 0 || fields_given(fields, "rates"))
                        return true;
        } else if (node->kind == TREE_SCALAR && text_equal(node->text, TEXT("none"))) {
                return true;
        } else if (!items_resolve(reading, &reading->rates, node, &i)) {
                return false;
        }
        measure->rates = (uint32_t)i;
        return reading->rates.list[i].sound;
}

/* ---- which currencies are one ---------------------------------------------------------------- */

void redenominations_find(struct reading *reading)
{
        struct codes_currency found;

        for (size_t i = 0; codes_redenominated(i, &found); i++) {
                struct plan_redenomination *row;

                assert(i < READING_REDENOMINATIONS_MAX && found.successor.length == 3);
                row = &reading->redenominations[reading->redenominations_count++];
                memcpy(row->old.code, found.code, 3);
                memcpy(row->new.code, found.successor.data, 3);
                row->factor = found.factor;
                row->day = found.last_day == CIVIL_NONE ? CIVIL_NONE : found.last_day + 1;
        }
}

/* The code that a currency has now. A list that goes in a circle ends too. */
static struct currency newest(const struct reading *reading, struct currency currency)
{
        for (size_t steps = 0; steps < reading->redenominations_count; steps++) {
                size_t i = 0;

                while (i < reading->redenominations_count &&
                       memcmp(reading->redenominations[i].old.code, currency.code, 3) != 0)
                        i++;
                if (i == reading->redenominations_count)
                        break;
                currency = reading->redenominations[i].new;
        }
        return currency;
}

void redenominations_choose(struct reading *reading)
{
        struct plan_redenomination *list = reading->redenominations;
        size_t kept = 0;
        bool needed[READING_REDENOMINATIONS_MAX];

        for (size_t i = 0; i < reading->redenominations_count; i++) {
                struct currency now = newest(reading, list[i].old);

                needed[i] = reading->rates.count > 0;
                for (size_t k = 0; k < reading->currencies_count && !needed[i]; k++)
                        needed[i] = memcmp(newest(reading, reading->currencies[k].currency).code, now.code,
                                           3) == 0;
        }
        for (size_t i = 0; i < reading->redenominations_count; i++)
                if (needed[i])
                        list[kept++] = list[i];
        reading->redenominations_count = kept;
}
