/* tests/unit/core/rates/model.h: the plain model of rates: a list of all that was published, read
 * through for every question, with fractions of its own. Numbers are small enough for 128 bits. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/event.h"
#include "base/plan.h"
#include "base/wide.h"
#include "unit/core/tallies/dice.h"

/* As the plan's, sorted by name. */
enum {
        BANK,    /* days */
        FIXING,  /* days */
        MONTHLY, /* averages of months */
        RATE_SOURCES,
        SOLD_MONTHS = RATE_SOURCES, /* trade of months */
        SOLD_DAYS,                  /* trade of days */
        MODEL_SOURCES,
};
enum {
        OFFICIAL, /* bank, at most 7 days */
        LONG,     /* bank, at most 40 days */
        IN_ORDER, /* fixing, then bank, then monthly; at most 5 days */
        MODEL_CHAINS,
};

struct published_word {
        bool stands; /* false: taken back */
        uint32_t source;
        struct event event;
        bool provisional;
        char id[16];
};

/* As the plan's, sorted by name. All in calendar years, from RU to BY. */
enum {
        BOTH,   /* office and port by months, in BYN, by flow, chain LONG */
        DAYS,   /* port, in EUR, by flow, chain OFFICIAL */
        MONTHS, /* office, in USD, chain IN_ORDER */
        WAITS,  /* port, in BYN, no chain */
        MODEL_MEASURES,
};

#define MODEL_WORDS_MAX 400

struct sold_word {
        bool stands;
        uint32_t source;
        struct event event;
        uint8_t status;
        char id[16];
};

struct rates_model {
        struct plan plan;
        struct plan_source sources[MODEL_SOURCES];
        int32_t complete_until[MODEL_SOURCES]; /* CIVIL_NONE: nothing is */
        struct published_word words[MODEL_WORDS_MAX];
        size_t words_count;
        struct sold_word sold[MODEL_WORDS_MAX];
        size_t sold_count;
};

struct ratio {
        wide num, den;
};

void model_init(struct rates_model *model);

struct currency model_currency(const char *code);
/* "1.25" is mantissa 125 of scale 2. */
struct published_word *model_publish(struct rates_model *model, uint32_t source, const char *id, int32_t day,
                                     const char *base, const char *quote, const char *rate);
/* A word that was not said yet, by dice, within some days of each other. */
struct published_word *model_publish_any(struct rates_model *model, struct dice *dice, int32_t first_day,
                                         int32_t days);

/* A sale by dice, of any currency and sign. */
struct sold_word *model_sell_any(struct rates_model *model, struct dice *dice, int32_t first_day, int32_t days);

/* The value of a measure on a day that ends a period of its resolution: its cells by plain loops.
 * `flow` 0: the total. */
struct value model_value(const struct rates_model *model, uint32_t measure, uint8_t flow, int32_t day);

/* One of `from` in `to`, without decimals of either. False: there is none. */
bool model_rate(const struct rates_model *model, uint32_t chain, const char *from, const char *to,
                enum period_kind kind, int32_t last_day, struct ratio *ret, bool *ret_provisional);

/* amount x ratio, halves to the even one. */
wide model_times(wide amount, struct ratio ratio);
