/* base/outlook.h: whether a milestone will be reached in time, as far as it can be said: worked out by
 * the core, told by publish, shown by query.
 *
 * Amounts are in the measure's smallest unit, shares in ppm. An amount beyond 64 bits is the nearest
 * that fits. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* The numbers of proto Outlook.State. */
enum outlook_state {
        OUTLOOK_NONE,
        OUTLOOK_UNKNOWN,
        OUTLOOK_ON_TRACK,
        OUTLOOK_AT_RISK,
        OUTLOOK_STATE_COUNT,
};

/* Why there is no chance to tell. The numbers of proto Outlook.Reason. */
enum outlook_reason {
        OUTLOOK_SAID,         /* there is one */
        OUTLOOK_OVER,         /* reached, missed, or the deadline is over: the events know */
        OUTLOOK_NOT_ADDITIVE, /* stock values, prices, averages, levels that are held */
        OUTLOOK_NO_CHANCE,    /* a ratio, a difference, a growth: projected, without a chance */
        OUTLOOK_NO_MONTHS,    /* no month of the series is complete yet */
        OUTLOOK_INCOMPLETE,   /* a month of the window is not complete, or waits for a rate */
        OUTLOOK_NO_TARGET,    /* it is relative to what is not known yet */
        OUTLOOK_OF_OTHERS,    /* made of other milestones, each with its own */
        OUTLOOK_NOT_MONTHLY,  /* figures of weeks, quarters or years make no months */
        OUTLOOK_REASON_COUNT,
};

struct outlook {
        uint8_t state;  /* enum outlook_state */
        uint8_t reason; /* enum outlook_reason */
        bool has_total; /* with NO_CHANCE the total alone, without low and high */
        int32_t chance_ppm; /* at the deadline */
        int64_t total, total_low, total_high; /* of the window that ends on `total_day` */
        int32_t total_day;
        int64_t known;   /* what the window has so far */
        int32_t date, date_low, date_high; /* of reaching; CIVIL_NONE: not as far as is looked */
        int32_t usual_error_ppm;
        uint32_t months_known;
        int32_t last_complete_month; /* civil_month(); INT32_MIN: none */
        int32_t origin_day; /* figures up to this day are in it */
        int64_t pace;       /* a month of the last ones makes so much */
        int64_t needed;     /* a month from here to the deadline would have to make so much */
        bool has_target;    /* the milestone's is not known yet; of what it is relative to this is projected: */
        int64_t target;
};
