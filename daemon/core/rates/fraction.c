/* core/rates/fraction.c: what is common is divided out before it is multiplied, so that a product
 * leaves 128 bits only if its lowest terms do. */
#include "core/rates/fraction.h"

#include <assert.h>
#include <stdint.h>

#include "core/rates/rates.h"

wide fraction_tens(unsigned exponent)
{
        wide tens = 1;

        assert(exponent <= FRACTION_TENS_MAX);
        while (exponent-- > 0)
                tens *= 10;
        return tens;
}

static uint64_t common64(uint64_t a, uint64_t b)
{
        while (b != 0) {
                uint64_t rest = a % b;

                a = b;
                b = rest;
        }
        return a;
}

/* The greatest common divisor. */
static wide common(wide a, wide b)
{
        assert(a > 0 && b > 0);

        while (b != 0) {
                wide rest;

                if (wide_fits64(a) && wide_fits64(b))
                        return (wide)common64((uint64_t)a, (uint64_t)b);
                rest = a % b;
                a = b;
                b = rest;
        }
        return a;
}

struct fraction fraction_reduced(struct fraction fraction)
{
        wide divisor = common(fraction.num, fraction.den);

        return (struct fraction){fraction.num / divisor, fraction.den / divisor};
}

struct fraction fraction_inverse(struct fraction fraction)
{
        return (struct fraction){fraction.den, fraction.num};
}

int fraction_multiply(struct fraction a, struct fraction b, struct fraction *ret)
{
        struct fraction left = fraction_reduced((struct fraction){a.num, b.den});
        struct fraction right = fraction_reduced((struct fraction){b.num, a.den});
        struct fraction product;

        if (wide_multiply(left.num, right.num, &product.num) != 0 ||
            wide_multiply(left.den, right.den, &product.den) != 0)
                return RATES_RANGE;

        *ret = fraction_reduced(product);
        return 0;
}

int fraction_add(struct fraction a, struct fraction b, struct fraction *ret)
{
        struct fraction sum = {.den = a.den};
        wide divisor, left = a.num, right = b.num;

        if (a.den != b.den) {
                divisor = common(a.den, b.den);
                if (wide_multiply(a.num, b.den / divisor, &left) != 0 ||
                    wide_multiply(b.num, a.den / divisor, &right) != 0 ||
                    wide_multiply(a.den, b.den / divisor, &sum.den) != 0)
                        return RATES_RANGE;
        }
        if (left > WIDE_MAX - right)
                return RATES_RANGE;

        sum.num = left + right;
        *ret = a.den == b.den ? sum : fraction_reduced(sum);
        return 0;
}
