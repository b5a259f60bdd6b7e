/* base/decimal.h: decimal text to integers and back, exactly.
 *
 * An amount is an integer of its smallest unit; the scale says how many decimals the text
 * has: "19944395100.00" at scale 2 is 1994439510000. Nothing here rounds unless its name says
 * so, and then the caller hears that it did. No floating point, no locale: the point is a
 * point, a comma or blank between digits is a syntax error.
 *
 *     number   = [ "+" / "-" ] ( digits [ "." [ digits ] ] / "." digits ) [ exponent ]
 *     exponent = ( "e" / "E" ) [ "+" / "-" ] digits
 *
 * The digits may be as many as the text has; leading and trailing zeros cost nothing.
 * Counted without these, more than DECIMAL_SIGNIFICANT_MAX are DECIMAL_DIGITS. */
#pragma once
#include "base/text.h"
#include "base/wide.h"
#include <stdbool.h>
#include <stdint.h>

#define DECIMAL_SCALE_MAX 18
#define DECIMAL_MAX       (INT64_C(1) << 62) /* the largest quantity of one event, of either sign */
/* More than any unit needs (a double printed in full has 17), few enough for the stack. */
#define DECIMAL_SIGNIFICANT_MAX 64
/* 39 digits or 19 of them zeros, 12 commas, sign, point, NUL. */
#define DECIMAL_TEXT_MAX 64

enum {
        DECIMAL_SYNTAX = 1, /* not a number by the grammar above */
        DECIMAL_DIGITS,     /* non-zero digits below the scale */
        DECIMAL_RANGE,      /* above DECIMAL_MAX or below -DECIMAL_MAX */
};

/* A factor as it is: 1000000/1 for "million USD", 90718474/100 for grams of a short ton.
 * Both are above zero. */
struct ratio {
        int64_t num;
        int64_t den;
};

/* 0 or an outcome; `*ret` is as it was unless 0. `scale` is 0 to DECIMAL_SCALE_MAX. */
int decimal_parse(struct text text, int scale, int64_t *ret);

/* The same, but what is below the scale is rounded, halves to even; `*ret_rounded` says
 * whether anything was lost. SYNTAX, RANGE, and DIGITS for more than the significant ones
 * only. */
int decimal_parse_rounded(struct text text, int scale, int64_t *ret, bool *ret_rounded);

/* text x multiplier at the scale. The product is exact before anything is judged: "0.5" x
 * 1000/1 at scale 0 is 500 and has no digits too many. With `ret_rounded` it is rounded as
 * above, with NULL it is DECIMAL_DIGITS where the product does not fit the scale. */
int decimal_parse_scaled(struct text text, int scale, struct ratio multiplier, int64_t *ret,
                         bool *ret_rounded);

/* A factor from "1000", "0.907", "907184.74" or "1/3", in lowest terms: 0, SYNTAX, or RANGE
 * if it is not above zero or has no num and den of at most DECIMAL_MAX. */
int ratio_parse(struct text text, struct ratio *ret);

/* "19944395100.00", "-0.05"; always `scale` decimals, no point at scale 0. Returns `buf`. */
const char *decimal_format(wide value, int scale, char buf[DECIMAL_TEXT_MAX]);
/* "19,944,395,100.00" */
const char *decimal_format_grouped(wide value, int scale, char buf[DECIMAL_TEXT_MAX]);
