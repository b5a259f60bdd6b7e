/* base/decimal.c: decimal text to integers and back.
 *
 * A number is kept as its digits d1 d2 ... dn without zeros at either end and the place of its
 * point: 0.d1d2...dn x 10^point. The scale moves the point. A multiplier num/den is a
 * multiplication of the digits by num, then a division by den that goes through the digits
 * before the point as one does on paper; what is left over, and any digit behind the point,
 * is what does not fit the scale. So nothing is rounded before the end, whatever the exponent,
 * and what is too large is seen after some twenty digits. */
#include "base/decimal.h"
#include <assert.h>
#include <string.h>

#define EXPONENT_MAX 100000 /* larger ones are as good as this: out of range, or nothing */
#define PRODUCT_MAX  (DECIMAL_SIGNIFICANT_MAX + 20)

struct digits {
        uint8_t digit[PRODUCT_MAX];
        int n; /* 0 is the number zero */
        int64_t point;
        bool negative;
};

static bool is_digit(struct text text, size_t at)
{
        return at < text.length && text.data[at] >= '0' && text.data[at] <= '9';
}

static bool is_char(struct text text, size_t at, char lower)
{
        return at < text.length && (text.data[at] | 0x20) == lower;
}

static bool read_sign(struct text text, size_t *at)
{
        bool negative = *at < text.length && text.data[*at] == '-';

        if (negative || (*at < text.length && text.data[*at] == '+'))
                (*at)++;
        return negative;
}

/* Takes one more digit of the text; false if there are more significant ones than we hold.
 * Zeros wait in `*zeros` until a digit comes behind them. */
static bool take_digit(struct digits *x, uint8_t digit, int64_t *zeros)
{
        if (digit == 0) {
                if (x->n > 0)
                        (*zeros)++;
                return true;
        }
        if (x->n + *zeros + 1 > DECIMAL_SIGNIFICANT_MAX)
                return false;
        for (; *zeros > 0; (*zeros)--)
                x->digit[x->n++] = 0;
        x->digit[x->n++] = digit;
        return true;
}

/* The digits and the point, from `*at` on. `*ret_full` says that some did not fit. */
static int read_digits(struct text text, size_t *at, struct digits *x, bool *ret_full)
{
        bool point_seen = false, any = false;
        int64_t zeros = 0;

        *ret_full = false;
        for (;; (*at)++) {
                if (!point_seen && *at < text.length && text.data[*at] == '.') {
                        point_seen = true;
                        continue;
                }
                if (!is_digit(text, *at))
                        break;

                any = true;
                if (!take_digit(x, (uint8_t)(text.data[*at] - '0'), &zeros))
                        *ret_full = true;
                if (!point_seen)
                        x->point += x->n > 0;
                else
                        x->point -= x->n == 0;
        }
        return any ? 0 : DECIMAL_SYNTAX;
}

static int read_exponent(struct text text, size_t *at, struct digits *x)
{
        int64_t exponent = 0;
        bool negative;

        (*at)++;
        negative = read_sign(text, at);
        if (!is_digit(text, *at))
                return DECIMAL_SYNTAX;
        for (; is_digit(text, *at); (*at)++)
                if (exponent < EXPONENT_MAX)
                        exponent = exponent * 10 + (text.data[*at] - '0');

        x->point += negative ? -exponent : exponent;
        return 0;
}

static int read_number(struct text text, struct digits *ret)
{
        struct digits x = {.n = 0};
        size_t at = 0;
        bool full;
        int r;

        x.negative = read_sign(text, &at);
        r = read_digits(text, &at, &x, &full);
        if (r != 0)
                return r;
        if (is_char(text, at, 'e')) {
                r = read_exponent(text, &at, &x);
                if (r != 0)
                        return r;
        }
        if (at != text.length)
                return DECIMAL_SYNTAX;
        if (full)
                return DECIMAL_DIGITS;

        *ret = x;
        return 0;
}

/* From the last digit to the first; the carry leaves up to 19 more in front. */
static void multiply(struct digits *x, int64_t by)
{
        uint8_t product[PRODUCT_MAX];
        wide carry = 0;
        int at = PRODUCT_MAX;
        int before = x->n;

        for (int i = x->n - 1; i >= 0; i--) {
                carry += (wide)x->digit[i] * by;
                product[--at] = (uint8_t)(carry % 10);
                carry /= 10;
        }
        for (; carry > 0; carry /= 10)
                product[--at] = (uint8_t)(carry % 10);

        x->n = PRODUCT_MAX - at;
        x->point += x->n - before;
        memcpy(x->digit, product + at, (size_t)x->n);
        while (x->n > 0 && x->digit[x->n - 1] == 0)
                x->n--;
}

/* Below, at or above one half: what is behind the point, as a part of one. */
static int compare_half(const struct digits *x)
{
        if (x->point < 0 || x->point >= x->n || x->digit[x->point] < 5)
                return -1;
        return x->digit[x->point] > 5 || x->point + 1 < x->n ? 1 : 0;
}

/* The place of (rest + what is behind the point) between 0 and `den`: below, at or above its
 * half. `rest` is whole, so only where it is exactly half, or one half less, do the digits
 * matter. */
static int compare_rest(const struct digits *x, int64_t rest, int64_t den)
{
        int64_t missing = den - rest;
        bool any = x->point < x->n;

        if (rest > missing)
                return 1;
        if (rest == missing)
                return any ? 1 : 0;
        return rest + 1 == missing ? compare_half(x) : -1;
}

/* Divides by `den`; `*ret_order` is the place of what is lost, -2 if nothing is. */
static int divide(const struct digits *x, int64_t den, int64_t *ret, int *ret_order)
{
        wide quotient = 0, rest = 0;

        for (int64_t i = 0; i < x->point; i++) {
                rest = rest * 10 + (i < x->n ? x->digit[i] : 0);
                quotient = quotient * 10 + rest / den;
                rest %= den;
                if (quotient > DECIMAL_MAX)
                        return DECIMAL_RANGE;
        }

        *ret = (int64_t)quotient;
        *ret_order = rest == 0 && x->point >= x->n ? -2 : compare_rest(x, (int64_t)rest, den);
        return 0;
}

int decimal_parse_scaled(struct text text, int scale, struct ratio multiplier, int64_t *ret,
                         bool *ret_rounded)
{
        struct digits x;
        int64_t value = 0;
        int order = -2, r;

        assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
        assert(multiplier.num > 0 && multiplier.den > 0);
        assert(ret);

        r = read_number(text, &x);
        if (r != 0)
                return r;

        if (x.n > 0) {
                x.point += scale;
                if (multiplier.num != 1)
                        multiply(&x, multiplier.num);
                r = divide(&x, multiplier.den, &value, &order);
                if (r != 0)
                        return r;
        }
        if (order > -2 && value == DECIMAL_MAX && (!ret_rounded || order > 0))
                return DECIMAL_RANGE;
        if (order > -2 && !ret_rounded)
                return DECIMAL_DIGITS;
        if (order > 0 || (order == 0 && (value & 1)))
                value++;

        if (ret_rounded)
                *ret_rounded = order > -2;
        *ret = x.negative ? -value : value;
        return 0;
}

int decimal_parse(struct text text, int scale, int64_t *ret)
{
        return decimal_parse_scaled(text, scale, (struct ratio){1, 1}, ret, NULL);
}

int decimal_parse_rounded(struct text text, int scale, int64_t *ret, bool *ret_rounded)
{
        assert(ret_rounded);
        return decimal_parse_scaled(text, scale, (struct ratio){1, 1}, ret, ret_rounded);
}

static int64_t greatest_common_divisor(int64_t a, int64_t b)
{
        while (b != 0) {
                int64_t rest = a % b;

                a = b;
                b = rest;
        }
        return a;
}

/* The smallest scale at which the text is whole. */
static int parse_factor(struct text text, int64_t *ret_num, int64_t *ret_den)
{
        int64_t den = 1;
        int r = decimal_parse(text, 0, ret_num);

        for (int scale = 1; r == DECIMAL_DIGITS && scale <= DECIMAL_SCALE_MAX; scale++) {
                den *= 10;
                r = decimal_parse(text, scale, ret_num);
        }
        *ret_den = den;
        return r == DECIMAL_DIGITS ? DECIMAL_RANGE : r;
}

int ratio_parse(struct text text, struct ratio *ret)
{
        int64_t num, num_den, den = 1, den_den = 1, common;
        struct text front;
        wide n, d;
        int r;

        assert(ret);

        if (!text_cut(&text, '/', &front))
                return DECIMAL_SYNTAX;
        r = parse_factor(front, &num, &num_den);
        if (r != 0)
                return r;
        if (text.data) {
                r = parse_factor(text, &den, &den_den);
                if (r != 0)
                        return r;
        }
        if (num <= 0 || den <= 0)
                return DECIMAL_RANGE;

        /* (num / num_den) / (den / den_den), in lowest terms before and so after. */
        common = greatest_common_divisor(num, den);
        num /= common;
        den /= common;
        common = greatest_common_divisor(den_den, num_den);
        den_den /= common;
        num_den /= common;
        common = greatest_common_divisor(num, num_den);
        num /= common;
        num_den /= common;
        common = greatest_common_divisor(den, den_den);
        den /= common;
        den_den /= common;

        n = (wide)num * den_den;
        d = (wide)den * num_den;
        if (n > DECIMAL_MAX || d > DECIMAL_MAX)
                return DECIMAL_RANGE;
        *ret = (struct ratio){(int64_t)n, (int64_t)d};
        return 0;
}

static const char *format(wide value, int scale, bool grouped, char buf[DECIMAL_TEXT_MAX])
{
        char digits[WIDE_TEXT_MAX];
        const char *digit;
        int n, whole;
        size_t at = 0;

        assert(scale >= 0 && scale <= DECIMAL_SCALE_MAX);
        assert(buf);

        digit = wide_format(value, digits);
        if (*digit == '-')
                buf[at++] = *digit++;
        n = (int)strlen(digit);
        whole = n > scale ? n - scale : 0;

        if (whole == 0)
                buf[at++] = '0';
        for (int i = 0; i < whole; i++) {
                if (grouped && i > 0 && (whole - i) % 3 == 0)
                        buf[at++] = ',';
                buf[at++] = digit[i];
        }
        if (scale > 0)
                buf[at++] = '.';
        for (int i = n; i < scale; i++)
                buf[at++] = '0';
        for (int i = whole; i < n; i++)
                buf[at++] = digit[i];
        buf[at] = '\0';
        return buf;
}

const char *decimal_format(wide value, int scale, char buf[DECIMAL_TEXT_MAX])
{
        return format(value, scale, false, buf);
}

const char *decimal_format_grouped(wide value, int scale, char buf[DECIMAL_TEXT_MAX])
{
        return format(value, scale, true, buf);
}
