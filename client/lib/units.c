/* client/lib/units.c: exact decimals, text to integer at a scale and back. Nothing is rounded. */
#include <assert.h>
#include <stdint.h>
#include <string.h>

#include "milestone/errors.h"
#include "milestone/types.h"

#define SCALE_MAX 18u

const char *mst_units_format(int64_t units, uint32_t scale, char ret[MST_UNITS_TEXT_MAX])
{
        uint64_t rest = units < 0 ? -(uint64_t)units : (uint64_t)units;
        char *end = ret + MST_UNITS_TEXT_MAX - 1;
        char *at = end;

        if (scale > SCALE_MAX)
                scale = SCALE_MAX;
        *at = '\0';
        for (uint32_t digits = 0; rest || digits <= scale; digits++) {
                if (digits == scale && scale)
                        *--at = '.';
                *--at = (char)('0' + rest % 10);
                rest /= 10;
        }
        if (units < 0)
                *--at = '-';
        memmove(ret, at, (size_t)(end - at) + 1);
        return ret;
}

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

/* One more digit at the right end; `sum` is negative or zero, since that side reaches further. */
static int push(int64_t *sum, char digit)
{
        if (__builtin_mul_overflow(*sum, INT64_C(10), sum) ||
            __builtin_sub_overflow(*sum, (int64_t)(digit - '0'), sum))
                return MST_RANGE;
        return 0;
}

static int parse_whole(const char **text, int64_t *sum)
{
        const char *at = *text;
        int r = is_digit(*at) ? 0 : MST_SYNTAX;

        while (r == 0 && (is_digit(*at) || (*at == '_' && is_digit(at[1])))) {
                if (*at != '_')
                        r = push(sum, *at);
                at++;
        }
        *text = at;
        return r;
}

static int parse_fraction(const char **text, uint32_t scale, int64_t *sum)
{
        const char *at = *text;
        int r = 0;

        if (*at == '.') {
                if (!is_digit(*++at))
                        return MST_SYNTAX;
                for (; r == 0 && is_digit(*at); at++) {
                        if (scale) {
                                r = push(sum, *at);
                                scale--;
                        } else if (*at != '0') {
                                return MST_DIGITS;
                        }
                }
        }
        for (; r == 0 && scale; scale--)
                r = push(sum, '0');
        *text = at;
        return r;
}

int mst_units_parse(const char *text, uint32_t scale, int64_t *ret)
{
        bool negative;
        int64_t sum = 0;
        int r;

        if (!text || scale > SCALE_MAX)
                return MST_SYNTAX;
        negative = *text == '-';
        if (*text == '-' || *text == '+')
                text++;
        r = parse_whole(&text, &sum);
        if (r == 0)
                r = parse_fraction(&text, scale, &sum);
        if (r != 0)
                return r;
        if (*text)
                return MST_SYNTAX;
        if (!negative && __builtin_sub_overflow(INT64_C(0), sum, &sum))
                return MST_RANGE;
        *ret = sum;
        return 0;
}
