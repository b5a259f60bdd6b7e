/* base/period.h: the stretch of days that a figure speaks of.
 *
 * A period is a day, ISO week, month, quarter, half or year. A figure of a period counts on
 * its last day. Quarters, halves and years may be those of a fiscal year that begins in any
 * month (1, January, is the calendar's own). A period knows its kind and both its days, so
 * that nothing needs to know the fiscal month again: the next one, the text and the test
 * whether a day lies in it follow from the three.
 *
 * Texts, both ways:
 *     day      2024-05-01
 *     week     2024-W18
 *     month    2024-05
 *     quarter  2024-Q2      if it begins with a quarter of the calendar, else 2024-02/2024-04
 *     half     2024-H1      if it begins with a half of the calendar, else 2024-04/2024-09
 *     year     2024         if it begins in January, else FY2024/25
 * An interval YYYY-MM/YYYY-MM of 3, 6 or 12 months is read wherever it begins. "FY2024/25"
 * does not say its month, so only period_parse_fiscal() reads it. */
#pragma once
#include "base/civil.h"
#include "base/text.h"
#include <stdbool.h>
#include <stdint.h>

#define PERIOD_TEXT_MAX 16 /* "2024-02/2024-04" and a NUL */

/* From fine to coarse; the numbers are in the journal and never change. */
enum period_kind {
        PERIOD_NONE = 0,
        PERIOD_DAY = 1,
        PERIOD_WEEK = 2,
        PERIOD_MONTH = 3,
        PERIOD_QUARTER = 4,
        PERIOD_HALF = 5,
        PERIOD_YEAR = 6,
};
#define PERIOD_KINDS 7

enum {
        PERIOD_SYNTAX = 1, /* none of the forms above */
        PERIOD_ABSENT,     /* the calendar has no such period: 2023-W53, 2024-13, or out of range */
};

/* Of kind NONE both days are CIVIL_NONE. */
struct period {
        enum period_kind kind;
        int32_t first; /* both ends are days of the period */
        int32_t last;
};

struct period period_none(void);

/* The period of the kind that the day lies in. `fiscal_start_month` is 1 to 12 and matters to
 * quarters, halves and years only. NONE if it does not lie in the calendar as a whole (the
 * first two days of 1600 have no week, a fiscal year of 2400 does not end). */
struct period period_at(enum period_kind kind, int32_t day, int fiscal_start_month);

/* The next and the previous one of the same kind, NONE beyond the calendar. */
struct period period_next(struct period period);
struct period period_previous(struct period period);

bool period_equal(struct period a, struct period b);
/* By last day, then by first day (the longer one first): the order in which periods count. */
int period_compare(struct period a, struct period b);
bool period_contains(struct period period, int32_t day);
/* Every day of `inner` is a day of `outer`. */
bool period_is_within(struct period inner, struct period outer);

/* Every period of `fine` lies in one of `coarse`, if quarters, halves and years are of the
 * same fiscal year. A week nests in weeks only. NONE nests in nothing, nothing in NONE. */
bool period_nests(enum period_kind fine, enum period_kind coarse);

/* 1, 3, 6, 12 for month to year, else 0. */
int period_months(enum period_kind kind);

/* Outcomes; `*ret` is as it was unless 0. */
int period_parse(struct text text, struct period *ret);
/* Years without FY are the calendar's here too; "FY2024/25" begins in that month of 2024,
 * which is not January. */
int period_parse_fiscal(struct text text, int fiscal_start_month, struct period *ret);
/* Returns `buf`; NONE is written as "-". */
const char *period_format(struct period period, char buf[PERIOD_TEXT_MAX]);

/* "none", "day", "week", "month", "quarter", "half", "year" */
const char *period_name(enum period_kind kind);
/* False if it is none of these names ("none" is not read); `*ret` is then as it was. */
bool period_kind_parse(struct text name, enum period_kind *ret);
