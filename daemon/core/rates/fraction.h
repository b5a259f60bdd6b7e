/* core/rates/fraction.h: exact fractions of 128 bits. Numerator and denominator are above zero. What
 * does not fit is an outcome, RATES_RANGE, and `*ret` is then as it was. */
#pragma once
#include "base/wide.h"

#define FRACTION_TENS_MAX 38 /* 10^38 fits, 10^39 does not */

struct fraction {
        wide num, den;
};

wide fraction_tens(unsigned exponent);

/* In lowest terms. */
struct fraction fraction_reduced(struct fraction fraction);
struct fraction fraction_inverse(struct fraction fraction);

/* Results are in lowest terms; of fraction_add() only where the denominators differ, so that a sum of
 * many with one denominator is one addition each. */
int fraction_multiply(struct fraction a, struct fraction b, struct fraction *ret);
int fraction_add(struct fraction a, struct fraction b, struct fraction *ret);
