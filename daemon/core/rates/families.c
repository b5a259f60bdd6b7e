/* core/rates/families.c: old codes are followed to the current one once, when the plan is taken up. */
#include "core/rates/families.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int currency_compare(struct currency a, struct currency b)
{
        return memcmp(a.code, b.code, sizeof(a.code));
}

uint16_t family_number(const struct families *families, struct currency code)
{
        size_t low = 0, high = families->plan->redenominations_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = currency_compare(families->plan->redenominations[middle].old, code);

                if (order == 0)
                        return (uint16_t)(middle + 1);
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return 0;
}

int families_init(struct families *families, const struct plan *plan)
{
        size_t count = plan->redenominations_count;

        assert(count < FAMILY_CODES_MAX);

        families->plan = plan;
        families->olds = calloc(count + 1, sizeof(*families->olds));
        if (!families->olds)
                return -ENOMEM;
        for (size_t i = 0; i < count; i++) {
                struct old_code old = {plan->redenominations[i].old, 1};
                size_t steps = 0;

                for (uint16_t n; (n = family_number(families, old.current)) > 0; steps++) {
                        const struct plan_redenomination *step = &plan->redenominations[n - 1];

                        assert(steps < count);
                        if (wide_multiply(old.factor, step->factor, &old.factor) != 0)
                                assert(!"factors fit 128 bits");
                        old.current = step->new;
                }
                families->olds[i] = old;
        }
        return 0;
}

void families_done(struct families *families)
{
        free(families->olds);
        families->olds = NULL;
}

struct currency family_current(const struct families *families, struct currency code)
{
        uint16_t number = family_number(families, code);

        return number ? families->olds[number - 1].current : code;
}

wide family_factor(const struct families *families, uint16_t number)
{
        return number ? families->olds[number - 1].factor : 1;
}
