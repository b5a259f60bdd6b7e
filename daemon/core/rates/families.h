/* core/rates/families.h: a currency and its successors are one, under several codes. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/plan.h"
#include "base/wide.h"

/* A code that was given up, by way of all that came after it: BYB is 10,000,000 to a BYN. */
struct old_code {
        struct currency current;
        wide factor; /* units of it for one of the current one */
};

struct families {
        const struct plan *plan;
        struct old_code *olds; /* as the plan's redenominations */
};

/* Numbers of codes: 0 is a current one, else that of the redenomination and 1. */
#define FAMILY_CODES_MAX UINT16_MAX

int families_init(struct families *families, const struct plan *plan);
void families_done(struct families *families);

uint16_t family_number(const struct families *families, struct currency code);
struct currency family_current(const struct families *families, struct currency code);
/* Units of the code for one of the current one. */
wide family_factor(const struct families *families, uint16_t number);

int currency_compare(struct currency a, struct currency b);
