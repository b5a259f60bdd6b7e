/* decode/rate.c: an exchange rate. Special drawing rights and the like, which no amount is in,
 * have rates all the same. */
#include "decode/judge.h"

#include <inttypes.h>
#include <string.h>

#include "base/decimal.h"

void take_rate(struct judge *j, const struct fields *rate, struct event *ret)
{
        struct event_rate *r = &ret->rate;
        int64_t mantissa = (int64_t)fields_number(rate, AT_RATE_MANTISSA);

        r->base = take_currency(j, rate, AT_RATE_BASE_CURRENCY, ret->period.last, false);
        judge_require(j, rate, AT_RATE_BASE_CURRENCY, r->base.code[0] != '\0');
        r->quote = take_currency(j, rate, AT_RATE_QUOTE_CURRENCY, ret->period.last, false);
        judge_require(j, rate, AT_RATE_QUOTE_CURRENCY, r->quote.code[0] != '\0');
        if (r->base.code[0] != '\0' && memcmp(r->base.code, r->quote.code, sizeof(r->base.code)) == 0)
                judge_refuse(j, REASON_CODE, rate, AT_RATE_QUOTE_CURRENCY, "is the base currency itself");

        if (mantissa > 0 && mantissa <= AMOUNT_MAX)
                r->mantissa = mantissa;
        else
                judge_fail(j, REASON_RANGE, rate, AT_RATE_MANTISSA, "%" PRId64 " is not from 1 to 2^62",
                           mantissa);
        r->scale = (uint8_t)take_u32(j, rate, AT_RATE_SCALE, DECIMAL_SCALE_MAX);
        r->kind = take_enum(j, rate, AT_RATE_KIND);
}
