/* base/wide.c: products and quotients of 128-bit integers, exact or rounded half to even. */
#include "base/wide.h"
#include <assert.h>
#include <string.h>

/* The product of two magnitudes. */
struct product {
        wide_magnitude high;
        wide_magnitude low;
};

const char *wide_format(wide value, char buf[WIDE_TEXT_MAX])
{
        wide_magnitude left = wide_absolute(value);
        char digits[WIDE_TEXT_MAX];
        size_t n = 0, at = 0;

        assert(buf);

        do {
                digits[n++] = (char)('0' + (int)(left % 10));
                left /= 10;
        } while (left > 0);

        if (value < 0)
                buf[at++] = '-';
        while (n > 0)
                buf[at++] = digits[--n];
        buf[at] = '\0';
        return buf;
}

bool wide_fits64(wide value)
{
        return value >= INT64_MIN && value <= INT64_MAX;
}

wide_magnitude wide_absolute(wide value)
{
        return value < 0 ? -(wide_magnitude)value : (wide_magnitude)value;
}

int wide_multiply(wide a, wide b, wide *ret)
{
        wide product;

        assert(ret);

        if (__builtin_mul_overflow(a, b, &product))
                return WIDE_RANGE;
        *ret = product;
        return 0;
}

/* `floor` and `rest` are the whole part and the rest of a division by `by`: whether the
 * quotient is rounded away from zero. The rest is compared with what is missing to `by`,
 * since twice the rest might not fit. */
static bool is_rounded_up(wide_magnitude floor, wide_magnitude rest, wide_magnitude by)
{
        wide_magnitude missing = by - rest;

        return rest > missing || (rest == missing && (floor & 1));
}

wide wide_divide_half_even(wide a, wide b)
{
        wide_magnitude by = wide_absolute(b), floor, rest;

        assert(b != 0);
        assert(a != WIDE_MIN || b != -1);

        floor = wide_absolute(a) / by;
        rest = wide_absolute(a) % by;
        if (is_rounded_up(floor, rest, by))
                floor++;
        return (a < 0) != (b < 0) ? (wide)-floor : (wide)floor;
}

/* Schoolbook, by halves of 64 bits. */
static struct product multiply(wide_magnitude a, wide_magnitude b)
{
        wide_magnitude a0 = (uint64_t)a, a1 = a >> 64, b0 = (uint64_t)b, b1 = b >> 64;
        wide_magnitude low = a0 * b0, left = a1 * b0, right = a0 * b1;
        wide_magnitude middle = (low >> 64) + (uint64_t)left + (uint64_t)right;

        return (struct product){
                .high = a1 * b1 + (left >> 64) + (right >> 64) + (middle >> 64),
                .low = (middle << 64) | (uint64_t)low,
        };
}

/* Bit by bit. `p.high` is below `by`, so the quotient fits; `by` is at most 2^127, so the rest
 * can be doubled. */
static wide_magnitude divide(struct product p, wide_magnitude by, wide_magnitude *ret_rest)
{
        wide_magnitude rest = p.high, quotient = 0;

        assert(p.high < by && by <= (wide_magnitude)1 << 127);

        if (p.high == 0) {
                *ret_rest = p.low % by;
                return p.low / by;
        }

        for (int bit = 127; bit >= 0; bit--) {
                rest = (rest << 1) | ((p.low >> bit) & 1);
                quotient <<= 1;
                if (rest >= by) {
                        rest -= by;
                        quotient |= 1;
                }
        }
        *ret_rest = rest;
        return quotient;
}

int wide_scale_half_even(wide a, wide num, wide den, wide *ret)
{
        bool negative = ((a < 0) != (num < 0)) != (den < 0);
        wide_magnitude by = wide_absolute(den), floor, rest;
        struct product product;

        assert(den != 0);
        assert(ret);

        product = multiply(wide_absolute(a), wide_absolute(num));
        if (product.high >= by)
                return WIDE_RANGE;

        floor = divide(product, by, &rest);
        if (is_rounded_up(floor, rest, by) && ++floor == 0)
                return WIDE_RANGE;
        if (floor > (wide_magnitude)WIDE_MAX + negative)
                return WIDE_RANGE;

        *ret = negative ? (wide)-floor : (wide)floor;
        return 0;
}

static int compare_magnitudes(struct product x, struct product y)
{
        if (x.high != y.high)
                return x.high > y.high ? 1 : -1;
        return (x.low > y.low) - (x.low < y.low);
}

int wide_compare_ratios(wide a, wide b, wide c, wide d)
{
        int order;

        assert(b > 0 && d > 0);

        if ((a < 0) != (c < 0))
                return a < 0 ? -1 : 1;

        order = compare_magnitudes(multiply(wide_absolute(a), wide_absolute(d)),
                                   multiply(wide_absolute(c), wide_absolute(b)));
        return a < 0 ? -order : order;
}
