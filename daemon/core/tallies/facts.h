/* core/tallies/facts.h: what filters, keys and lanes look at of an event, drawn out once for all
 * the measures that it concerns. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/event.h"

/* The digits of a commodity's code, four bits each from the top, digit + 1, so that a prefix is
 * a masked comparison and the order of numbers is that of the texts. */
#define COMMODITY_DIGITS_MAX 16

struct facts {
        const struct event *event;
        uint32_t source;
        int32_t day; /* on which it counts: the last of its period */
        int32_t month, month_last_day;
        int mday;
        uint8_t status;
        uint8_t flow, supply, mode, stage; /* 0: the event has none */
        uint8_t valuation, project_kind;
        bool is_total; /* a control total: it may be one with the whole world */
        uint64_t commodity;
        struct text facility, project;
        struct place reporter, partner;
};

struct facts facts_of(const struct event *event, uint32_t source, uint8_t status);

/* The same, counted on another day: projects that count on the day on which they are due. */
struct facts facts_on(const struct facts *facts, int32_t day);

uint64_t facts_commodity(struct text code);
