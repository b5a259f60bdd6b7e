/* base/wide.h: sums that cannot overflow.
 *
 * A single quantity is at most 2^62 of either sign, so 2^64 of them fit into 128 bits. Sums
 * are plain + and - on `wide`; products and quotients go through here, since those can leave
 * the range or need rounding. Nothing here allocates or fails in silence. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

__extension__ typedef __int128 wide;
__extension__ typedef unsigned __int128 wide_magnitude;

#define WIDE_MAX ((wide)(~(wide_magnitude)0 >> 1))
#define WIDE_MIN (-WIDE_MAX - 1)
/* -170141183460469231731687303715884105728 and a NUL. */
#define WIDE_TEXT_MAX 41

enum {
        WIDE_RANGE = 1, /* the result needs more than 128 bits */
};

/* Into decimal digits; returns `buf`. */
const char *wide_format(wide value, char buf[WIDE_TEXT_MAX]);

/* -2^63 .. 2^63 - 1 */
bool wide_fits64(wide value);

/* The absolute value, that of WIDE_MIN included. */
wide_magnitude wide_absolute(wide value);

/* Product: 0 or WIDE_RANGE, `*ret` is then as it was. */
int wide_multiply(wide a, wide b, wide *ret);

/* a / b, rounded to the nearest integer, halves to the even one. b is not zero, and not -1
 * with a of WIDE_MIN. */
wide wide_divide_half_even(wide a, wide b);

/* a x num / den, rounded the same way once, at the end: the product is held in 256 bits.
 * den is not zero. 0 or WIDE_RANGE, `*ret` is then as it was. */
int wide_scale_half_even(wide a, wide num, wide den, wide *ret);

/* Compares a/b with c/d exactly, by 256-bit products: below, at or above zero. b and d are
 * above zero. */
int wide_compare_ratios(wide a, wide b, wide c, wide d);
