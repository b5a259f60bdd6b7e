/* core/measures/waiting.c: the amounts that wait for a rate, of a measure or of all that it is made of: each
 * sum once, however often it is looked at. Of a preference those of who counts. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/measures/inside.h"

struct gathered {
        const struct measures *measures;
        uint32_t preference, operand; /* whose rows come; PLAN_NO_INDEX: they count on every day */
        bool *seen;                   /* sums that were gathered */
        struct waiting_row *rows;
        size_t count, capacity;
};

static bool counts_on(const void *context, int32_t day)
{
        const struct gathered *gathered = context;

        return gathered->preference == PLAN_NO_INDEX ||
               choice_on(gathered->measures, gathered->preference, day) == gathered->operand;
}

static int gather_row(void *context, const struct waiting_row *row)
{
        struct gathered *gathered = context;

        if (gathered->count == gathered->capacity) {
                size_t capacity = gathered->capacity ? gathered->capacity * 2 : 16;
                struct waiting_row *grown = realloc(gathered->rows, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                gathered->rows = grown;
                gathered->capacity = capacity;
        }
        gathered->rows[gathered->count++] = *row;
        return 0;
}

static int gather_sum(struct gathered *gathered, uint32_t measure)
{
        if (gathered->seen[measure])
                return 0;
        gathered->seen[measure] = true;
        return tallies_waiting(gathered->measures->tallies, measure, counts_on, gather_row, gathered);
}

/* The operands of a preference have sums. */
static int gather_preferred(struct gathered *gathered, uint32_t measure)
{
        const struct plan_measure *plan = &gathered->measures->plan->measures[measure];
        int r = 0;

        gathered->preference = measure;
        for (uint32_t i = 0; i < plan->operands_count && r == 0; i++) {
                gathered->operand = i;
                r = gather_sum(gathered, plan->operands[i]);
        }
        gathered->preference = PLAN_NO_INDEX;
        return r;
}

/* In two passes: a sum that counts on every day is not gathered again where it is preferred. */
static int gather(struct gathered *gathered, uint32_t measure, bool preferences)
{
        const struct plan_measure *plan = &gathered->measures->plan->measures[measure];
        int r = 0;

        if (plan_has_sums(plan))
                return preferences ? 0 : gather_sum(gathered, measure);
        if (plan->form == FORM_PREFERENCE)
                return preferences ? gather_preferred(gathered, measure) : 0;
        for (int i = 0; i < plan->operands_count && r == 0; i++)
                r = gather(gathered, plan->operands[i], preferences);
        return r;
}

static int by_currency(const void *left, const void *right)
{
        const struct waiting_row *a = left, *b = right;
        int order = memcmp(a->currency.code, b->currency.code, sizeof(a->currency.code));

        if (order != 0)
                return order;
        return a->month < b->month ? -1 : a->month > b->month;
}

static int visit(const struct gathered *gathered, waiting_visitor visitor, void *context)
{
        int r = 0;

        for (size_t first = 0, end; first < gathered->count && r == 0; first = end) {
                struct waiting_row row = gathered->rows[first];

                for (end = first + 1; end < gathered->count && by_currency(&row, &gathered->rows[end]) == 0; end++) {
                        row.units += gathered->rows[end].units;
                        row.records += gathered->rows[end].records;
                }
                r = visitor(context, &row);
        }
        return r;
}

int measures_waiting(const struct measures *measures, uint32_t measure, waiting_visitor visitor, void *context)
{
        struct gathered gathered = {.measures = measures, .preference = PLAN_NO_INDEX};
        int r;

        assert(measure < measures->plan->measures_count);

        gathered.seen = calloc(measures->plan->measures_count, sizeof(*gathered.seen));
        if (!gathered.seen)
                return -ENOMEM;
        r = gather(&gathered, measure, false);
        if (r == 0)
                r = gather(&gathered, measure, true);
        if (r == 0 && gathered.count > 1)
                qsort(gathered.rows, gathered.count, sizeof(*gathered.rows), by_currency);
        if (r == 0)
                r = visit(&gathered, visitor, context);
        free(gathered.seen);
        free(gathered.rows);
        return r;
}
