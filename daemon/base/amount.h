/* base/amount.h: an amount as it is said to a person: exact, in a unit that fits its size.
 *
 * 120,000,000 g is "120 t", 30.0000 % is "30 %", two of the unit "record" are "2 records"; money has
 * all decimals of its currency. Programs get numbers in the measure's unit and not this. */
#pragma once
#include "base/decimal.h"
#include "base/text.h"
#include "base/wide.h"

/* How amounts of a unit are said that are about as large as one of them: the same for a value and its
 * target, so that they can be compared at a glance. */
struct amount_form {
        struct text unit;
        int scale;
        bool cut;    /* noughts behind the point are left out */
        bool plural; /* more than one is told with an s */
};

struct amount_form amount_form(struct text unit, int scale, wide like);
/* "1,234.5"; returns `buf`. */
const char *amount_format(const struct amount_form *form, wide units, char buf[DECIMAL_TEXT_MAX]);
/* What stands behind it: "s" for many of what can be counted. */
const char *amount_ending(const struct amount_form *form, wide units);
