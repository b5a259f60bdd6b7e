/* core/measures/bases.c: how the values that count in a measure were valued and their partners named, of all
 * that it is made of. */
#include <assert.h>

#include "core/measures/inside.h"
#include "core/tallies/control.h"

struct piled {
        uint64_t records[BASES_MAX][BASES_MAX];
};

static int pile_row(void *context, const struct basis_row *row)
{
        struct piled *piled = context;

        piled->records[row->valuation][row->partner_basis] += row->records;
        return 0;
}

static int pile(const struct measures *measures, uint32_t measure, struct piled *piled)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int r = 0;

        if (plan_has_sums(plan))
                return tallies_bases(measures->tallies, measure, pile_row, piled);
        for (int i = 0; i < plan->operands_count && r == 0; i++)
                r = pile(measures, plan->operands[i], piled);
        return r;
}

int measures_bases(const struct measures *measures, uint32_t measure, basis_visitor visitor, void *context)
{
        struct piled piled = {0};
        int r;

        assert(measure < measures->plan->measures_count);

        r = pile(measures, measure, &piled);
        for (uint8_t valuation = 0; valuation < BASES_MAX; valuation++)
                for (uint8_t basis = 0; basis < BASES_MAX && r == 0; basis++) {
                        struct basis_row row = {valuation, basis, piled.records[valuation][basis]};

                        if (row.records > 0)
                                r = visitor(context, &row);
                }
        return r;
}
