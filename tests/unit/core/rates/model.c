/* tests/unit/core/rates/model.c: rates by reading everything that was said. */
#include "unit/core/rates/model.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

static const uint32_t of_official[] = {BANK}, of_order[] = {FIXING, BANK, MONTHLY};
static const struct plan_rates chains[MODEL_CHAINS] = {
        [OFFICIAL] = {TEXT_INIT("official"), 1, of_official, 7},
        [LONG] = {TEXT_INIT("long"), 1, of_official, 40},
        [IN_ORDER] = {TEXT_INIT("order"), 3, of_order, 5},
};
static const struct plan_redenomination redenominations[] = {
        {{"BYB"}, {"BYR"}, 1000, 10957},
        {{"BYR"}, {"BYN"}, 10000, 16983},
        {{"RUR"}, {"RUB"}, 1000, 10227},
};
static const struct place place_ru[] = {{"RU"}}, place_by[] = {{"BY"}};
static const struct plan_corridor corridors[] = {
        {.name = TEXT_INIT("corridor"),
         .sides = {{.places_count = 1, .places = place_ru}, {.places_count = 1, .places = place_by}}},
};
static const uint32_t of_both_sources[] = {SOLD_MONTHS, SOLD_DAYS};
static const uint32_t of_office[] = {SOLD_MONTHS}, of_port[] = {SOLD_DAYS};
#define MEASURE(word, of, n, code, every, chain, keys)                                                       \
        {.name = TEXT_INIT(word),                                                                            \
         .mirror = PLAN_NO_INDEX,                                                                            \
         .rates = (chain),                                                                                   \
         .event_kind = EVENT_TRADE,                                                                          \
         .quantity = QUANTITY_VALUE,                                                                         \
         .reporter = {"RU"},                                                                                 \
         .sources_count = (n),                                                                               \
         .sources = (of),                                                                                    \
         .currency = {code},                                                                                 \
         .scale = 2,                                                                                         \
         .unit = TEXT_INIT(code),                                                                            \
         .resolution = (every),                                                                              \
         .window = {.kind = WINDOW_CALENDAR, .period = PERIOD_YEAR, .fiscal_start = 1},                      \
         .by_count = (keys),                                                                                 \
         .by = {BY_FLOW},                                                                                    \
         .series_max = 100}
static const struct plan_measure measures[MODEL_MEASURES] = {
        [BOTH] = MEASURE("both", of_both_sources, 2, "BYN", PERIOD_MONTH, LONG, 1),
        [DAYS] = MEASURE("days", of_port, 1, "EUR", PERIOD_DAY, OFFICIAL, 1),
        [MONTHS] = MEASURE("months", of_office, 1, "USD", PERIOD_MONTH, IN_ORDER, 0),
        [WAITS] = MEASURE("waits", of_port, 1, "BYN", PERIOD_DAY, PLAN_NO_INDEX, 0),
};
#define OLDS (sizeof(redenominations) / sizeof(redenominations[0]))

void model_init(struct rates_model *model)
{
        static const struct text names[] = {TEXT_INIT("bank"), TEXT_INIT("fixing"), TEXT_INIT("monthly"),
                                            TEXT_INIT("office"), TEXT_INIT("port")};

        *model = (struct rates_model){0};
        for (int i = 0; i < MODEL_SOURCES; i++) {
                model->sources[i] = (struct plan_source){
                        .name = names[i],
                        .kinds = 1u << (i < RATE_SOURCES ? EVENT_RATE : EVENT_TRADE) | 1u << EVENT_WITHDRAWAL,
                        .resolution = i == MONTHLY || i == SOLD_MONTHS ? PERIOD_MONTH : PERIOD_DAY,
                        .numbers = NUMBERS_EXPLICIT,
                        .complete_after_days = -1,
                        .retired_day = CIVIL_NONE,
                        .expect_days = -1,
                        .expect_from_day = CIVIL_NONE,
                };
                model->complete_until[i] = CIVIL_NONE;
        }
        model->plan = (struct plan){
                .until_day = CIVIL_NONE,
                .sources_count = MODEL_SOURCES,
                .sources = model->sources,
                .corridors_count = 1,
                .corridors = corridors,
                .measures_count = MODEL_MEASURES,
                .measures = measures,
                .rates_count = MODEL_CHAINS,
                .rates = chains,
                .redenominations_count = OLDS,
                .redenominations = redenominations,
        };
}

struct currency model_currency(const char *code)
{
        struct currency currency = {{0}};

        memcpy(currency.code, code, 3);
        return currency;
}

struct published_word *model_publish(struct rates_model *model, uint32_t source, const char *id, int32_t day,
                                     const char *base, const char *quote, const char *rate)
{
        struct published_word *word = &model->words[model->words_count++];
        const char *point = strchr(rate, '.');

        ck_assert_uint_le(model->words_count, MODEL_WORDS_MAX);
        *word = (struct published_word){.stands = true, .source = source};
        snprintf(word->id, sizeof(word->id), "%s", id);
        word->event = (struct event){
                .id = text_of(word->id),
                .kind = EVENT_RATE,
                .period = {model->sources[source].resolution, day, day},
                .rate = {.base = model_currency(base), .quote = model_currency(quote)},
        };
        if (model->sources[source].resolution == PERIOD_MONTH)
                word->event.period.first = civil_month_first(civil_month(day));
        for (const char *at = rate; *at; at++)
                if (*at != '.')
                        word->event.rate.mantissa = word->event.rate.mantissa * 10 + (*at - '0');
        word->event.rate.scale = (uint8_t)(point ? strlen(point + 1) : 0);
        return word;
}

struct published_word *model_publish_any(struct rates_model *model, struct dice *dice, int32_t first_day,
                                         int32_t days)
{
        static const char *const codes[] = {"BYB", "BYN", "BYR", "EUR", "GBP", "RUB", "RUR", "USD"};
        static const char *const zeros[] = {"", "0", "00"};
        uint32_t source = (uint32_t)dice_roll(dice, RATE_SOURCES);
        int32_t day = first_day + (int32_t)dice_roll(dice, days);
        int64_t base = dice_roll(dice, 8), quote = (base + 1 + dice_roll(dice, 7)) % 8;
        struct published_word *word;
        char rate[32], id[16];

        if (source == MONTHLY)
                day = civil_month_last(civil_month(day));
        if (dice_roll(dice, 3) > 0)
                base = 3; /* most speak of the euro, so that there are crossings */
        if (base == quote)
                quote = 7;
        snprintf(rate, sizeof(rate), "%u.%s%u", (unsigned)dice_roll(dice, 3), zeros[dice_roll(dice, 3)],
                 (unsigned)dice_roll(dice, 9) + 1);
        snprintf(id, sizeof(id), "%c%u", (char)('a' + dice_roll(dice, 26)), (unsigned)model->words_count);
        word = model_publish(model, source, id, day, codes[base], codes[quote], rate);
        word->provisional = dice_roll(dice, 6) == 0;
        return word;
}

/* ---- fractions ---- */

static struct ratio reduced(wide num, wide den)
{
        wide a = num, b = den;

        while (b != 0) {
                wide rest = a % b;

                a = b;
                b = rest;
        }
        return (struct ratio){num / a, den / a};
}

static struct ratio times(struct ratio a, struct ratio b)
{
        struct ratio left = reduced(a.num, b.den), right = reduced(b.num, a.den);

        return reduced(left.num * right.num, left.den * right.den);
}

wide model_times(wide amount, struct ratio ratio)
{
        wide product = amount * ratio.num, down = product / ratio.den, rest = product % ratio.den;

        if (rest < 0) {
                rest += ratio.den;
                down--;
        }
        if (2 * rest > ratio.den || (2 * rest == ratio.den && down % 2 != 0))
                down++;
        return down;
}

/* ---- what is said ---- */

/* Its newest code; `*units` of the one given are one of it. */
static struct currency newest(struct currency code, wide *units)
{
        *units = 1;
        for (size_t i = 0; i < OLDS; i++) {
                if (memcmp(&redenominations[i].old, &code, sizeof(code)) != 0)
                        continue;
                code = redenominations[i].new;
                *units *= redenominations[i].factor;
                i = (size_t)-1;
        }
        return code;
}

static bool is(struct currency a, struct currency b)
{
        return memcmp(&a, &b, sizeof(a)) == 0;
}

struct found {
        struct ratio ratio;
        bool provisional;
};

/* The word that stands for the pair as it is published on that very day. */
static bool on_day(const struct rates_model *model, uint32_t source, struct currency base,
                   struct currency quote, int32_t day, struct found *ret)
{
        const struct published_word *best = NULL;
        wide base_units, quote_units, tens = 1;

        for (size_t i = 0; i < model->words_count; i++) {
                const struct published_word *word = &model->words[i];
                wide units;

                if (!word->stands || word->source != source || word->event.period.last != day ||
                    !is(newest(word->event.rate.base, &units), base) ||
                    !is(newest(word->event.rate.quote, &units), quote))
                        continue;
                if (!best || strcmp(word->id, best->id) > 0)
                        best = word;
        }
        if (!best)
                return false;
        newest(best->event.rate.base, &base_units);
        newest(best->event.rate.quote, &quote_units);
        for (int i = 0; i < best->event.rate.scale; i++)
                tens *= 10;
        ret->ratio = reduced(best->event.rate.mantissa * base_units, tens * quote_units);
        ret->provisional = best->provisional;
        return true;
}

static int32_t first_of(enum period_kind kind, int32_t last_day)
{
        return period_at(kind, last_day, 1).first;
}

static bool of_pair(const struct rates_model *model, uint32_t chain, uint32_t source, struct currency base,
                    struct currency quote, enum period_kind kind, int32_t last_day, struct found *ret)
{
        int32_t until = model->complete_until[source], count = 0;
        struct found sum = {{0, 1}, false}, one;

        if (source == MONTHLY)
                return kind == PERIOD_MONTH && on_day(model, source, base, quote, last_day, ret);
        if (kind == PERIOD_DAY) {
                for (int32_t day = last_day; day >= last_day - chains[chain].at_most_days; day--)
                        if (on_day(model, source, base, quote, day, ret))
                                return day == last_day || (until != CIVIL_NONE && last_day <= until);
                return false;
        }
        if (until == CIVIL_NONE || until < last_day)
                return false;
        for (int32_t day = first_of(kind, last_day); day <= last_day; day++) {
                if (!on_day(model, source, base, quote, day, &one))
                        continue;
                sum.ratio = reduced(sum.ratio.num * one.ratio.den + one.ratio.num * sum.ratio.den,
                                    sum.ratio.den * one.ratio.den);
                sum.provisional |= one.provisional;
                count++;
        }
        if (count == 0)
                return false;
        *ret = (struct found){reduced(sum.ratio.num, sum.ratio.den * count), sum.provisional};
        return true;
}

static bool of_both(const struct rates_model *model, uint32_t chain, uint32_t source, struct currency from,
                    struct currency to, enum period_kind kind, int32_t last_day, struct found *ret)
{
        if (of_pair(model, chain, source, from, to, kind, last_day, ret))
                return true;
        if (!of_pair(model, chain, source, to, from, kind, last_day, ret))
                return false;
        ret->ratio = (struct ratio){ret->ratio.den, ret->ratio.num};
        return true;
}

bool model_rate(const struct rates_model *model, uint32_t chain, const char *from, const char *to,
                enum period_kind kind, int32_t last_day, struct ratio *ret, bool *ret_provisional)
{
        static const char *const all[] = {"BYN", "EUR", "GBP", "RUB", "UAH", "USD"}; /* by code */
        wide from_units, to_units;
        struct currency a = newest(model_currency(from), &from_units);
        struct currency c = newest(model_currency(to), &to_units);
        struct found found = {{1, 1}, false}, second;
        bool any = is(a, c);

        for (size_t i = 0; chain < MODEL_CHAINS && i < chains[chain].sources_count && !any; i++) {
                uint32_t source = chains[chain].sources[i];

                any = of_both(model, chain, source, a, c, kind, last_day, &found);
                for (size_t x = 0; x < sizeof(all) / sizeof(all[0]) && !any; x++) {
                        struct currency through = model_currency(all[x]);

                        if (is(through, a) || is(through, c) ||
                            !of_both(model, chain, source, a, through, kind, last_day, &found) ||
                            !of_both(model, chain, source, through, c, kind, last_day, &second))
                                continue;
                        found.ratio = times(found.ratio, second.ratio);
                        found.provisional |= second.provisional;
                        any = true;
                }
        }
        if (!any)
                return false;
        *ret = times(found.ratio, reduced(to_units, from_units));
        *ret_provisional = found.provisional;
        return true;
}

/* ---- what was sold ---- */

struct sold_word *model_sell_any(struct rates_model *model, struct dice *dice, int32_t first_day,
                                 int32_t days)
{
        static const char *const codes[] = {"BYB", "BYN", "BYR", "EUR", "GBP", "RUB", "UAH", "USD"};
        struct sold_word *word = &model->sold[model->sold_count++];
        int32_t day = first_day + (int32_t)dice_roll(dice, days);

        ck_assert_uint_le(model->sold_count, MODEL_WORDS_MAX);
        *word = (struct sold_word){.stands = true, .source = dice_roll(dice, 2) ? SOLD_DAYS : SOLD_MONTHS};
        word->status = dice_roll(dice, 4) ? STATUS_FINAL : STATUS_PROVISIONAL;
        snprintf(word->id, sizeof(word->id), "s%u", (unsigned)model->sold_count);
        word->event = (struct event){
                .id = text_of(word->id),
                .kind = EVENT_TRADE,
                .period = period_at(word->source == SOLD_MONTHS ? PERIOD_MONTH : PERIOD_DAY, day, 1),
                .trade = {.reporter = {"RU"},
                          .partner = {"BY"},
                          .flow = dice_roll(dice, 2) ? FLOW_EXPORT : FLOW_IMPORT,
                          .value = {dice_roll(dice, 9) > 0, dice_roll(dice, 2000) - 800},
                          .currency = model_currency(codes[dice_roll(dice, 8)])},
        };
        return word;
}

static bool is_of(const struct sold_word *word, const struct plan_measure *measure, uint8_t flow)
{
        bool of_source = false;

        for (size_t i = 0; i < measure->sources_count; i++)
                of_source |= measure->sources[i] == word->source;
        return of_source && word->stands && (!flow || word->event.trade.flow == flow);
}

static bool same_cell(const struct event *a, const struct event *b)
{
        return a->period.kind == b->period.kind && a->period.last == b->period.last && a->trade.value.known &&
               b->trade.value.known && is(a->trade.currency, b->trade.currency);
}

/* The cell that begins with this word (others of it come behind). */
static void add_cell(const struct rates_model *model, const struct plan_measure *measure, uint8_t flow, size_t at,
                     struct value *value)
{
        const struct event *event = &model->sold[at].event;
        struct ratio ratio;
        bool provisional;
        wide amount = 0;
        uint64_t records = 0, final = 0;

        for (size_t i = 0; i < model->sold_count; i++) {
                const struct sold_word *word = &model->sold[i];

                if (!is_of(word, measure, flow) || !same_cell(&word->event, event))
                        continue;
                if (i < at)
                        return; /* was done */
                amount += word->event.trade.value.units;
                records++;
                final += word->status == STATUS_FINAL;
        }
        if (!model_rate(model, measure->rates, event->trade.currency.code, measure->currency.code,
                        event->period.kind, event->period.last, &ratio, &provisional)) {
                value->waiting_records += records;
                return;
        }
        value->units += (int64_t)model_times(amount, ratio);
        value->provisional_records += provisional ? final : 0;
}

struct value model_value(const struct rates_model *model, uint32_t m, uint8_t flow, int32_t day)
{
        const struct plan_measure *measure = &measures[m];
        struct value value = {.state = VALUE_NO_DATA};

        for (size_t i = 0; i < model->sold_count; i++) {
                const struct sold_word *word = &model->sold[i];

                if (!is_of(word, measure, flow) || word->event.period.last > day ||
                    word->event.period.last < period_at(PERIOD_YEAR, day, 1).first)
                        continue;
                value.state = VALUE_KNOWN;
                value.provisional_records += word->status != STATUS_FINAL;
                value.unknown_records += !word->event.trade.value.known;
                if (word->event.trade.value.known)
                        add_cell(model, measure, flow, i, &value);
        }
        if (value.unknown_records || value.waiting_records)
                value.state = VALUE_INCOMPLETE;
        return value;
}
