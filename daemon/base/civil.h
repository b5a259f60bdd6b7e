/* base/civil.h: the civil day of events, as a number.
 *
 * A day is an int32_t: days since 1970-01-01 in the proleptic Gregorian calendar, without
 * time of day and without zone. Event time is made of these; wall-clock time is `_usec` and
 * never mixes with it. A month is a number too: year x 12 + month - 1, so months are counted
 * by plain subtraction. Nothing here reads a clock or a time zone.
 *
 * The calendar reaches from CIVIL_MIN to CIVIL_MAX: wide enough for any statistics, narrow
 * enough that sums of days and months cannot overflow. Functions assert that days given to
 * them lie in it; what comes from outside goes through civil_parse() or civil_is_valid(). */
#pragma once
#include "base/text.h"
#include <stdbool.h>
#include <stdint.h>

#define CIVIL_MIN      INT32_C(-135140) /* 1600-01-01, a Saturday */
#define CIVIL_MAX      INT32_C(157419)  /* 2400-12-31, a Sunday */
#define CIVIL_NONE     INT32_MIN        /* no day: outside of the calendar, or not said */
#define CIVIL_YEAR_MIN 1600
#define CIVIL_YEAR_MAX 2400
#define CIVIL_TEXT_MAX 11 /* "2024-05-01" and a NUL */

enum {
        CIVIL_SYNTAX = 1, /* not of the form YYYY-MM-DD */
        CIVIL_ABSENT,     /* the calendar has no such day (2023-02-29), or it is out of range */
};

/* Monday is 1, Sunday is 7 (ISO 8601). */
enum { CIVIL_MONDAY = 1, CIVIL_SUNDAY = 7 };

bool civil_is_valid(int32_t day);
bool civil_is_valid_ymd(int year, int month, int mday);
/* 28 to 31. */
int civil_days_in_month(int year, int month);

/* The three of a day that exists. */
int32_t civil_from_ymd(int year, int month, int mday);
/* Any of the three may be NULL. */
void civil_to_ymd(int32_t day, int *ret_year, int *ret_month, int *ret_mday);

/* Strictly "YYYY-MM-DD": four, two and two digits, nothing before or behind. */
int civil_parse(struct text text, int32_t *ret);
/* Returns `buf`; CIVIL_NONE is written as "-". */
const char *civil_format(int32_t day, char buf[CIVIL_TEXT_MAX]);

/* year x 12 + month - 1 */
int32_t civil_month(int32_t day);
int32_t civil_month_of(int year, int month);
/* A month of the calendar. */
int32_t civil_month_first(int32_t month);
int32_t civil_month_last(int32_t month);
bool civil_is_month_last(int32_t day);

/* `n` months on (or back), the day clipped to the end of the month: 2024-01-31 and one is
 * 2024-02-29. CIVIL_NONE if that is outside of the calendar. */
int32_t civil_add_months(int32_t day, int32_t n);

int civil_weekday(int32_t day);
/* The ISO week that the day lies in and the year whose week it is (which, about New Year, may
 * be another than the day's; 1599 for 1600-01-01). Either may be NULL. */
void civil_iso_week(int32_t day, int *ret_year, int *ret_week);
/* 52 or 53. */
int civil_iso_weeks_in_year(int year);
/* The Monday of the day's week; CIVIL_NONE for the first two days of the calendar, whose
 * Monday lies before it. */
int32_t civil_week_first(int32_t day);
