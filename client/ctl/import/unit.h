/* import/unit.h: the units in which tables count, as exact factors: grams of a short ton, a
 * hundredth for per cent, a million. */
#pragma once
#include "base/decimal.h"
#include <stdbool.h>

struct unit {
        struct text name;
        struct ratio factor;
        bool is_mass; /* grams of one */
};

/* NULL if there is no such unit. */
const struct unit *unit_find(struct text name);
/* The names with ", " between. */
const char *unit_names(void);

/* The product in lowest terms; false if it has no terms that fit. */
bool ratio_times(struct ratio a, struct ratio b, struct ratio *ret);
