/* core/tallies/dependents.c: which measures are made of which, so that the records that change a sum are
 * known to all that look at it. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "core/tallies/inside.h"

/* Measures come in rising order, so one that is there is the last. */
static int add_dependent(struct tally *tally, uint32_t measure)
{
        uint32_t *grown;

        if (tally->dependents_count > 0 && tally->dependents[tally->dependents_count - 1] == measure)
                return 0;
        grown = realloc(tally->dependents, (tally->dependents_count + 1) * sizeof(*grown));
        if (!grown)
                return -ENOMEM;
        grown[tally->dependents_count++] = measure;
        tally->dependents = grown;
        return 0;
}

/* All that `measure` is made of, `at` among it, has `dependent` as a dependent. */
static int link_operands(struct tallies *tallies, uint32_t dependent, uint32_t at, int depth)
{
        const struct plan_measure *measure = &tallies->plan->measures[at];
        int r = 0;

        assert(depth <= PLAN_DEPTH_MAX + 1); /* alternatives of a preference are one more */

        if (plan_has_sums(measure))
                return at == dependent ? 0 : add_dependent(&tallies->tallies[at], dependent);
        for (int i = 0; i < measure->operands_count && r == 0; i++)
                r = link_operands(tallies, dependent, measure->operands[i], depth + 1);
        return r;
}

int tallies_link(struct tallies *tallies)
{
        const struct plan *plan = tallies->plan;
        int r = 0;

        for (uint32_t m = 0; m < plan->measures_count && r == 0; m++)
                r = link_operands(tallies, m, m, 0);

        for (size_t i = 0; i < plan->milestones_count; i++)
                if (plan->milestones[i].for_each)
                        tallies->tallies[plan->milestones[i].measure].keys_matter = true;
        for (uint32_t m = 0; m < plan->measures_count; m++)
                for (size_t i = 0; i < tallies->tallies[m].dependents_count; i++)
                        if (tallies->tallies[tallies->tallies[m].dependents[i]].keys_matter)
                                tallies->tallies[m].keys_matter = true;
        return r;
}
