/* base/plan.h: the configuration as the core uses it: names resolved to indexes, every choice
 * made, nothing left to default. host/config makes it from the YAML text and checks it; the
 * core trusts it. Arrays are sorted by name. All memory belongs to the plan. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event.h"
#include "base/period.h"
#include "base/place.h"
#include "base/text.h"

enum plan_clock { CLOCK_SYSTEM, CLOCK_EVENTS };
enum plan_numbers { NUMBERS_EXPLICIT, NUMBERS_BY_RELEASE, NUMBERS_BY_ARRIVAL };

#define PLAN_NEVER INT32_MAX

/* A place's membership of a group: the event days on which it counts, ends included. */
struct plan_span {
        int32_t from_day, until_day; /* CIVIL_MIN and CIVIL_MAX where open */
};

enum plan_plausible { PLAUSIBLE_OFF, PLAUSIBLE_FLAG, PLAUSIBLE_QUARANTINE };

struct plan_source {
        struct text name;
        uint32_t kinds; /* bits 1u << enum event_kind */
        size_t reports_count;
        const struct place *reports; /* reporters that it speaks for; none: any */
        enum period_kind resolution; /* the level of periods that counts */
        enum plan_numbers numbers;
        int32_t complete_after_days; /* stated lateness, at least 1; -1: none, releases say it */
        int32_t retired_day;         /* CIVIL_NONE: not */
        struct event_levels levels;  /* that count; LEVEL_NONE: whatever comes */
        int32_t expect_days;         /* a period of the resolution is owed so long after its end; -1: never */
        int32_t expect_from_day;     /* the first day of the first period owed; CIVIL_NONE: the first spoken of */
        enum plan_plausible plausible;
        uint32_t plausible_factor; /* above or below the usual level by more than this */
        uint32_t plausible_after;  /* amounts that make a level usual */
        uint64_t events_max;       /* that are taken of it; 0: as many as it sends */
        size_t editions_count;     /* HS editions that it uses; none: whatever comes */
        const uint16_t *editions;
};

/* One side of a corridor: places, each with all that lies in it; `any`: all but the other side's. */
struct plan_side {
        bool any;
        size_t places_count;
        const struct place *places;
        const struct plan_span *spans; /* as many; NULL: always */
};

struct plan_corridor {
        struct text name;
        struct plan_side sides[2];
        size_t facilities_count;
        const struct text *facilities;
};

/* Where rates come from, in order of preference. */
struct plan_rates {
        struct text name;
        size_t sources_count;
        const uint32_t *sources;
        int32_t at_most_days; /* an older rate is none */
};

/* `factor` units of the old currency became one of the new on `day`. */
struct plan_redenomination {
        struct currency old, new;
        uint32_t factor;
        int32_t day;
};

enum plan_quantity {
        QUANTITY_VALUE,
        QUANTITY_MASS,
        QUANTITY_TEU,
        QUANTITY_WAGONS,
        QUANTITY_COUNT,
        QUANTITY_CONTAINERS,
        QUANTITY_BUDGET,
        QUANTITY_SPENT,
        QUANTITY_PROGRESS,
        QUANTITY_COUNT_DUE, /* projects, on the day on which they are due */
};

static inline bool plan_is_money(enum plan_quantity quantity)
{
        return quantity == QUANTITY_VALUE || quantity == QUANTITY_BUDGET || quantity == QUANTITY_SPENT;
}

/* Coordinates of filters and breakdowns. */
enum plan_coordinate {
        BY_FLOW,
        BY_HS2,
        BY_HS4,
        BY_HS6,
        BY_PARTNER,
        BY_MODE,
        BY_FACILITY,
        BY_PROJECT,
        BY_STATUS,
        BY_SOURCE,
        BY_REPORTER,
        BY_STAGE,
        BY_COUNT,
};
#define PLAN_BY_MAX 10 /* all coordinates, of HS levels one */

/* An event counts when it passes every part; a mask of 0 and an empty list pass everything. */
struct plan_filter {
        uint32_t flows, supplies, modes, stages, statuses; /* bits 1u << enum value */
        uint32_t valuations, project_kinds;
        size_t commodities_count;
        const struct text *commodities; /* prefixes of digits */
        size_t partners_count;
        const struct place *partners;
        const struct plan_span *partner_spans; /* as many; NULL: always */
        size_t facilities_count;
        const struct text *facilities;
        size_t projects_count;
        const struct text *projects;
};

enum plan_window_kind {
        WINDOW_CALENDAR,    /* day, week, month, quarter, half or year, from its first day on */
        WINDOW_LAST_DAYS,   /* the last `count` days */
        WINDOW_LAST_MONTHS, /* the last `count` months (rule 11) */
        WINDOW_SINCE,       /* since `since_day` */
};

struct plan_window {
        enum plan_window_kind kind;
        enum period_kind period; /* CALENDAR */
        uint8_t fiscal_start;    /* month in which quarters, halves and years begin: 1..12 */
        int32_t count;
        int32_t since_day;
};

/* What a measure is made of: sums of its own, or other measures (core/measures/). */
enum plan_form {
        FORM_TALLY,      /* the sum over the window */
        FORM_AVERAGE,    /* the sum over the window for each record */
        FORM_LATEST,     /* the newest report's quantity */
        FORM_RATIO,      /* operand 0 / operand 1 */
        FORM_DIFFERENCE, /* operand 0 - operand 1 */
        FORM_GROWTH,     /* of operand 0 over a year before, or over `base` */
        FORM_ASYMMETRY,  /* 2 (a - b) / (a + b) */
        FORM_PREFERENCE, /* for each period the first operand that has spoken (rule 22) */
};
#define PLAN_OPERANDS_MAX 8
#define PLAN_DEPTH_MAX 4 /* measures of measures of ... */
#define PLAN_NO_INDEX UINT32_MAX

struct plan_measure {
        struct text name;
        enum plan_form form;
        bool hidden; /* an operand that no name of the configuration stands for: never shown */
        uint8_t operands_count;
        uint32_t operands[PLAN_OPERANDS_MAX]; /* measures of the plan */
        struct period base;                   /* of GROWTH; kind NONE: a year before */
        uint32_t mirror;                      /* the measure of the other side; PLAN_NO_INDEX */
        uint32_t rates;                       /* chain that values it; PLAN_NO_INDEX: amounts wait */
        uint32_t corridor;
        uint8_t event_kind; /* enum event_kind */
        enum plan_quantity quantity;
        struct place reporter; /* trade: whose reports count */
        size_t sources_count;
        const uint32_t *sources; /* indexes; the events of others do not count */
        struct currency currency; /* of money */
        uint8_t scale;            /* decimals of a unit when written: 2 for USD, 3 for TEU */
        struct text unit;         /* "USD", "g", "TEU", "wagon", "record" */
        enum period_kind resolution; /* the coarsest of its sources */
        struct plan_filter where;
        struct plan_window window;
        uint8_t by_count;
        uint8_t by[PLAN_BY_MAX]; /* enum plan_coordinate */
        uint32_t series_max;     /* rule 14 */
};

/* Has it sums of its own? Else it is made of its operands. */
static inline bool plan_has_sums(const struct plan_measure *measure)
{
        return measure->form <= FORM_LATEST;
}

enum plan_target_kind {
        TARGET_AMOUNT,
        TARGET_OF_PERIOD,    /* factor x the measure at the end of `first` */
        TARGET_OF_LAST_YEAR, /* factor x the measure a year before the instance's end */
        TARGET_OF_BEST,      /* factor x the greatest of the periods first..last */
};

/* How much. A baseline is known when its periods are complete and nothing in it waits (rule 20). */
struct plan_target {
        enum plan_target_kind kind;
        int64_t amount;      /* AMOUNT, or the level of HOLD: in the measure's smallest unit */
        uint64_t factor_ppm; /* of a baseline */
        struct period first, last;
        int32_t frozen_day;  /* from its tick on the baseline is a fixed number; CIVIL_NONE: floats */
        bool is_given;       /* the baseline is this number */
        int64_t given;
};

/* What holds from a day on (rule 21). */
struct plan_terms {
        int32_t on_day; /* CIVIL_NONE: from the beginning */
        struct plan_target target;
        int32_t deadline_day; /* last day in time; CIVIL_NONE: none; `each`: the instance's end */
        struct text reason;
};

enum plan_milestone_form { MILESTONE_REACH, MILESTONE_HOLD, MILESTONE_OF_OTHERS };

struct plan_milestone {
        struct text name;
        enum plan_milestone_form form;
        uint32_t corridor; /* the measure's; of OF_OTHERS the first member's */
        uint32_t measure;  /* PLAN_NO_INDEX for OF_OTHERS */
        size_t terms_count; /* at least one; amendments rise by on_day */
        const struct plan_terms *terms;
        int64_t band;          /* HOLD: below amount - band it falls */
        bool for_each;         /* of each series of the measure's breakdown */
        size_t members_count;  /* OF_OTHERS */
        const uint32_t *members;
        uint32_t members_needed; /* so many of them */
        enum period_kind each; /* PERIOD_NONE, or one instance for each such period */
        uint8_t fiscal_start;
        int32_t from_day;     /* first day that is judged; CIVIL_NONE: the beginning; set with each */
        int32_t grace_days;   /* after the deadline, missed though incomplete; PLAN_NEVER */
        size_t steps_count;
        const uint32_t *steps_ppm; /* rising, below 1,000,000 */
};

struct plan {
        enum plan_clock clock;
        int32_t until_day; /* CLOCK_EVENTS: the day never goes beyond; CIVIL_NONE: no end */
        struct text timezone;
        size_t sources_count, corridors_count, rates_count, measures_count, milestones_count;
        const struct plan_source *sources;
        const struct plan_corridor *corridors;
        const struct plan_rates *rates;
        const struct plan_measure *measures;
        const struct plan_milestone *milestones;
        size_t redenominations_count;
        const struct plan_redenomination *redenominations; /* by old code; of the code lists, kept with the plan */
        void *arena; /* of host/config */
};

void plan_free(struct plan *plan);
