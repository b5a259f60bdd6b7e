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
};

/* One side of a corridor: places, each with all that lies in it; `any` is every place. */
struct plan_side {
        bool any;
        size_t places_count;
        const struct place *places;
};

struct plan_corridor {
        struct text name;
        struct plan_side sides[2];
        size_t facilities_count;
        const struct text *facilities;
};

enum plan_quantity { QUANTITY_VALUE, QUANTITY_MASS, QUANTITY_TEU, QUANTITY_WAGONS, QUANTITY_COUNT };

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
        BY_COUNT,
};
#define PLAN_BY_MAX 4 /* coordinates of one breakdown: more cells than events otherwise */

/* An event counts when it passes every part; a mask of 0 and an empty list pass everything. */
struct plan_filter {
        uint32_t flows, supplies, modes, stages, statuses; /* bits 1u << enum value */
        size_t commodities_count;
        const struct text *commodities; /* prefixes of digits */
        size_t partners_count;
        const struct place *partners;
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

struct plan_measure {
        struct text name;
        uint32_t corridor;
        uint8_t event_kind; /* enum event_kind */
        enum plan_quantity quantity;
        struct place reporter; /* trade: whose reports count */
        size_t sources_count;
        const uint32_t *sources; /* indexes; the events of others do not count */
        struct currency currency; /* QUANTITY_VALUE */
        uint8_t scale;            /* decimals of a unit when written: 2 for USD, 3 for TEU */
        struct text unit;         /* "USD", "g", "TEU", "wagon", "record" */
        enum period_kind resolution; /* the coarsest of its sources */
        struct plan_filter where;
        struct plan_window window;
        uint8_t by_count;
        uint8_t by[PLAN_BY_MAX]; /* enum plan_coordinate */
        uint32_t series_max;     /* rule 14 */
};

struct plan_milestone {
        struct text name;
        uint32_t corridor; /* the measure's */
        uint32_t measure;
        int64_t target; /* above zero, in the measure's smallest unit */
        enum period_kind each; /* PERIOD_NONE, or one instance for each such period */
        uint8_t fiscal_start;
        int32_t from_day;     /* first day that is judged; CIVIL_NONE: the beginning; set with each */
        int32_t deadline_day; /* last day in time; CIVIL_NONE: none; `each`: the instance's end */
        int32_t grace_days;   /* after the deadline, missed though incomplete; PLAN_NEVER */
        size_t steps_count;
        const uint32_t *steps_ppm; /* rising, below 1,000,000 */
};

struct plan {
        enum plan_clock clock;
        int32_t until_day; /* CLOCK_EVENTS: the day never goes beyond; CIVIL_NONE: no end */
        struct text timezone;
        size_t sources_count, corridors_count, measures_count, milestones_count;
        const struct plan_source *sources;
        const struct plan_corridor *corridors;
        const struct plan_measure *measures;
        const struct plan_milestone *milestones;
        void *arena; /* of host/config */
};

void plan_free(struct plan *plan);
