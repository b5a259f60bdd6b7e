/* core/rates/rates.c: what was published, as it comes and goes. */
#include "core/rates/rates.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/scoped.h"
#include "core/rates/inside.h"

SCOPED_FUNCTION(struct rates, rates_free)

int rates_grow(void **array, size_t *capacity, size_t count, size_t size)
{
        size_t more = *capacity ? *capacity * 2 : 16;
        void *grown;

        if (count < *capacity)
                return 0;
        grown = realloc(*array, more * size);
        if (!grown)
                return -ENOMEM;
        *array = grown;
        *capacity = more;
        return 0;
}

int rates_new(const struct plan *plan, struct coverage *coverage, struct rates **ret)
{
        SCOPED(rates_freep) struct rates *rates = NULL;
        int r;

        rates = calloc(1, sizeof(*rates));
        if (!rates)
                return -ENOMEM;
        rates->plan = plan;
        rates->coverage = coverage;
        r = families_init(&rates->families, plan);
        if (r < 0)
                return r;
        rates->publishers = calloc(plan->sources_count + 1, sizeof(*rates->publishers));
        if (!rates->publishers)
                return -ENOMEM;
        for (size_t i = 0; i < plan->sources_count; i++) {
                rates->publishers[i].completed_first = INT32_MAX;
                rates->publishers[i].completed_last = INT32_MIN;
        }
        for (size_t i = 0; i < plan->rates_count; i++)
                for (size_t j = 0; j < plan->rates[i].sources_count; j++)
                        rates->publishers[plan->rates[i].sources[j]].in_chain = true;

        *ret = TAKE(rates);
        return 0;
}

struct rates *rates_free(struct rates *rates)
{
        if (!rates)
                return NULL;
        for (size_t i = 0; rates->publishers && i < rates->plan->sources_count; i++) {
                struct publisher *publisher = &rates->publishers[i];

                for (size_t j = 0; j < publisher->pairs_count; j++)
                        pair_done(&publisher->pairs[j]);
                free(publisher->pairs);
                free(publisher->runs);
        }
        families_done(&rates->families);
        free(rates->publishers);
        free(rates->scales);
        free(rates->changes);
        free(rates);
        return NULL;
}

/* ---- pairs ---- */

static size_t pair_place(const struct publisher *publisher, struct currency base, struct currency quote)
{
        size_t low = 0, high = publisher->pairs_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const struct pair *pair = &publisher->pairs[middle];
                int order = currency_compare(pair->base, base);

                if (order == 0)
                        order = currency_compare(pair->quote, quote);
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static bool pair_is(const struct publisher *publisher, size_t at, struct currency base, struct currency quote)
{
        return at < publisher->pairs_count && currency_compare(publisher->pairs[at].base, base) == 0 &&
               currency_compare(publisher->pairs[at].quote, quote) == 0;
}

struct pair *publisher_pair(const struct publisher *publisher, struct currency base, struct currency quote)
{
        size_t at = pair_place(publisher, base, quote);

        return pair_is(publisher, at, base, quote) ? &publisher->pairs[at] : NULL;
}

int publisher_make_pair(struct publisher *publisher, struct currency base, struct currency quote,
                        struct pair **ret)
{
        size_t at = pair_place(publisher, base, quote);
        int r;

        if (!pair_is(publisher, at, base, quote)) {
                r = rates_grow((void **)&publisher->pairs, &publisher->pairs_capacity, publisher->pairs_count,
                               sizeof(*publisher->pairs));
                if (r < 0)
                        return r;
                memmove(&publisher->pairs[at + 1], &publisher->pairs[at],
                        (publisher->pairs_count - at) * sizeof(*publisher->pairs));
                publisher->pairs[at] = (struct pair){
                        .base = base, .quote = quote, .changed_first = INT32_MAX, .changed_last = INT32_MIN};
                publisher->pairs_count++;
        }
        *ret = &publisher->pairs[at];
        return 0;
}

/* ---- records ---- */

int rates_count(struct rates *rates, const struct event *event, uint32_t source, bool provisional, int sign)
{
        const struct event_rate *rate = &event->rate;
        struct publisher *publisher = &rates->publishers[source];
        struct currency base = family_current(&rates->families, rate->base);
        struct currency quote = family_current(&rates->families, rate->quote);
        struct published record = {
                .mantissa = rate->mantissa,
                .scale = rate->scale,
                .base_old = family_number(&rates->families, rate->base),
                .quote_old = family_number(&rates->families, rate->quote),
                .provisional = provisional,
        };
        struct pair *pair;
        int mday, r;

        assert(event->kind == EVENT_RATE && rate->mantissa > 0);
        assert(source < rates->plan->sources_count);
        assert(sign == 1 || sign == -1);

        if (currency_compare(base, quote) == 0)
                return 0; /* the factor says it */

        r = publisher_make_pair(publisher, base, quote, &pair);
        if (r < 0)
                return r;
        rates->changed = true;
        if (sign < 0) {
                pair_remove(pair, event->period.last, event->id);
                return 0;
        }
        civil_to_ymd(event->period.last, NULL, NULL, &mday);
        record.mday = (uint8_t)mday;
        return pair_add(pair, event->period.last, &record, event->id);
}

/* ---- decimals ---- */

static size_t scale_place(const struct rates *rates, struct currency currency)
{
        size_t low = 0, high = rates->scales_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (currency_compare(rates->scales[middle].currency, currency) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

int rates_scale(struct rates *rates, struct currency currency, uint8_t digits)
{
        size_t at = scale_place(rates, currency);
        bool is_known = at < rates->scales_count && currency_compare(rates->scales[at].currency, currency) == 0;
        int r;

        if (is_known && rates->scales[at].digits == digits)
                return 0;
        if (!is_known) {
                r = rates_grow((void **)&rates->scales, &rates->scales_capacity, rates->scales_count,
                               sizeof(*rates->scales));
                if (r < 0)
                        return r;
                memmove(&rates->scales[at + 1], &rates->scales[at],
                        (rates->scales_count - at) * sizeof(*rates->scales));
                rates->scales_count++;
        }
        rates->scales[at] = (struct known_scale){currency, digits, true, true};
        rates->changed = true;
        return 0;
}

bool rates_digits(const struct rates *rates, struct currency currency, uint8_t *ret)
{
        size_t at = scale_place(rates, currency);

        if (at == rates->scales_count || currency_compare(rates->scales[at].currency, currency) != 0)
                return false;
        *ret = rates->scales[at].digits;
        return true;
}

int rates_take_over(struct rates *rates, const struct rates *old)
{
        for (size_t i = 0; i < old->scales_count; i++) {
                int r = rates_scale(rates, old->scales[i].currency, old->scales[i].digits);

                if (r < 0)
                        return r;
        }
        return 0;
}
