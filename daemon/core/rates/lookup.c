/* core/rates/lookup.c: from what was published to the fraction that an amount is taken by. */
#include <assert.h>

#include "base/civil.h"
#include "core/rates/inside.h"

/* Quote for one of base, both in their newest codes. */
struct leg {
        struct fraction fraction;
        bool provisional;
};

/* What is asked of one source. */
struct ask {
        const struct rates *rates;
        const struct publisher *publisher;
        uint32_t source;
        enum period_kind resolution; /* of the source */
        enum period_kind kind;
        int32_t first_day, last_day;
        int32_t at_most_days;
};

static int32_t first_of(enum period_kind kind, int32_t last_day)
{
        int32_t month;

        switch (kind) {
        case PERIOD_DAY:
                return last_day;
        case PERIOD_WEEK:
                return last_day - 6;
        default:
                month = civil_month(last_day) - period_months(kind) + 1;
                return month < civil_month(CIVIL_MIN) ? CIVIL_MIN : civil_month_first(month);
        }
}

static int leg_of(const struct rates *rates, const struct published *record, struct leg *ret)
{
        struct leg leg = {{record->mantissa, fraction_tens(record->scale)}, record->provisional};
        wide base = family_factor(&rates->families, record->base_old);
        wide quote = family_factor(&rates->families, record->quote_old);

        if (base != 1 || quote != 1) {
                int r = fraction_multiply(leg.fraction, (struct fraction){base, quote}, &leg.fraction);

                if (r != 0)
                        return r;
        }
        *ret = leg;
        return 0;
}

static bool is_complete(const struct ask *ask, int32_t first_day, int32_t last_day)
{
        uint32_t held_back_by;

        return coverage_complete(ask->rates->coverage, &ask->source, 1, first_day, last_day, &held_back_by);
}

/* Rule 23: that nothing was published since is known only where everything was said. */
static int of_day(const struct ask *ask, const struct pair *pair, struct leg *ret)
{
        int32_t first_day = ask->last_day - CIVIL_MIN < ask->at_most_days ? CIVIL_MIN :
                                                                          ask->last_day - ask->at_most_days;
        const struct published *record;
        int32_t day;

        record = pair_newest(pair, first_day, ask->last_day, &day);
        if (!record || (day < ask->last_day && !is_complete(ask, day + 1, ask->last_day)))
                return RATES_NONE;
        return leg_of(ask->rates, record, ret);
}

/* The source's own word on the period. */
static int of_stated(const struct ask *ask, const struct pair *pair, struct leg *ret)
{
        int32_t day;
        const struct published *record = pair_newest(pair, ask->last_day, ask->last_day, &day);

        return record ? leg_of(ask->rates, record, ret) : RATES_NONE;
}

struct mean {
        const struct rates *rates;
        struct leg sum;
        wide count;
};

static int add_to_mean(void *context, const struct published *record)
{
        struct mean *mean = context;
        struct leg leg;
        int r;

        r = leg_of(mean->rates, record, &leg);
        if (r == 0 && mean->count > 0)
                r = fraction_add(mean->sum.fraction, leg.fraction, &leg.fraction);
        if (r != 0)
                return r;
        mean->sum.fraction = leg.fraction;
        mean->sum.provisional |= leg.provisional;
        mean->count++;
        return 0;
}

static int of_mean(const struct ask *ask, const struct pair *pair, struct leg *ret)
{
        struct mean mean = {.rates = ask->rates};
        int r;

        if (!is_complete(ask, ask->first_day, ask->last_day))
                return RATES_NONE;
        r = pair_standing(pair, ask->first_day, ask->last_day, add_to_mean, &mean);
        if (r != 0)
                return r;
        if (mean.count == 0)
                return RATES_NONE;

        ret->provisional = mean.sum.provisional;
        return fraction_multiply(mean.sum.fraction, (struct fraction){1, mean.count}, &ret->fraction);
}

static int of_pair(const struct ask *ask, struct currency base, struct currency quote, struct leg *ret)
{
        const struct pair *pair = publisher_pair(ask->publisher, base, quote);

        if (!pair)
                return RATES_NONE;
        if (ask->resolution == PERIOD_DAY)
                return ask->kind == PERIOD_DAY ? of_day(ask, pair, ret) : of_mean(ask, pair, ret);
        return ask->kind == ask->resolution ? of_stated(ask, pair, ret) : RATES_NONE;
}

/* As published, else the other way round. */
static int of_both(const struct ask *ask, struct currency from, struct currency to, struct leg *ret)
{
        int r;

        r = of_pair(ask, from, to, ret);
        if (r != RATES_NONE)
                return r;
        r = of_pair(ask, to, from, ret);
        if (r == 0)
                ret->fraction = fraction_inverse(ret->fraction);
        return r;
}

/* The alphabetically next currency behind `after` that has a pair with `from`. */
static bool next_neighbour(const struct publisher *publisher, struct currency from, struct currency *after)
{
        struct currency best = {{0}};

        for (size_t i = 0; i < publisher->pairs_count; i++) {
                const struct pair *pair = &publisher->pairs[i];
                struct currency other;

                if (currency_compare(pair->base, from) == 0)
                        other = pair->quote;
                else if (currency_compare(pair->quote, from) == 0)
                        other = pair->base;
                else
                        continue;
                if (currency_compare(other, *after) > 0 &&
                    (best.code[0] == '\0' || currency_compare(other, best) < 0))
                        best = other;
        }
        *after = best;
        return best.code[0] != '\0';
}

static int of_crossing(const struct ask *ask, struct currency from, struct currency to, struct leg *ret)
{
        struct currency through = {{0}};
        struct leg first, second;
        int r;

        while (next_neighbour(ask->publisher, from, &through)) {
                if (currency_compare(through, to) == 0)
                        continue;
                r = of_both(ask, from, through, &first);
                if (r == 0)
                        r = of_both(ask, through, to, &second);
                if (r == RATES_NONE)
                        continue;
                if (r != 0)
                        return r;
                ret->provisional = first.provisional || second.provisional;
                return fraction_multiply(first.fraction, second.fraction, &ret->fraction);
        }
        return RATES_NONE;
}

/* One of `from` in `to`, both in their newest codes. */
static int of_chain(const struct rates *rates, const struct rate_question *question, struct currency from,
                    struct currency to, struct leg *ret)
{
        const struct plan_rates *chain;

        if (question->chain >= rates->plan->rates_count)
                return RATES_NONE;

        chain = &rates->plan->rates[question->chain];
        for (size_t i = 0; i < chain->sources_count; i++) {
                uint32_t source = chain->sources[i];
                struct ask ask = {
                        .rates = rates,
                        .publisher = &rates->publishers[source],
                        .source = source,
                        .resolution = rates->plan->sources[source].resolution,
                        .kind = question->kind,
                        .first_day = first_of(question->kind, question->last_day),
                        .last_day = question->last_day,
                        .at_most_days = chain->at_most_days,
                };
                int r;

                r = of_both(&ask, from, to, ret);
                if (r == RATES_NONE)
                        r = of_crossing(&ask, from, to, ret);
                if (r != RATES_NONE)
                        return r;
        }
        return RATES_NONE;
}

int rates_of(const struct rates *rates, const struct rate_question *question, struct rate *ret)
{
        struct currency from = family_current(&rates->families, question->from);
        struct currency to = family_current(&rates->families, question->to);
        struct fraction into, out_of;
        struct leg leg = {{1, 1}, false};
        uint8_t digits;
        int r = 0;

        assert(question->to_scale <= FRACTION_TENS_MAX);

        if (!rates_digits(rates, question->from, &digits))
                return RATES_NONE;
        if (currency_compare(from, to) != 0)
                r = of_chain(rates, question, from, to, &leg);
        if (r != 0)
                return r;

        into.num = family_factor(&rates->families, family_number(&rates->families, question->to));
        into.den = fraction_tens(digits);
        out_of.num = fraction_tens(question->to_scale);
        out_of.den = family_factor(&rates->families, family_number(&rates->families, question->from));
        r = fraction_multiply(leg.fraction, into, &leg.fraction);
        if (r == 0)
                r = fraction_multiply(leg.fraction, out_of, &leg.fraction);
        if (r != 0)
                return r;

        *ret = (struct rate){leg.fraction.num, leg.fraction.den, leg.provisional};
        return 0;
}
