/* base/civil.c: the calendar.
 *
 * Days and dates are turned into one another in years that begin in March, so that the leap day is the last of
 * its year (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"); a day's date without a division by
 * anything but powers of two and constants (C. Neri, L. Schneider, "Euclidean affine functions and their
 * application to calendar algorithms", 2022): sums by month ask for it all the time. */
#include "base/civil.h"
#include <assert.h>
#include <stddef.h>
#include <string.h>

#define CENTURIES_4_DAYS   146097
#define EPOCH_FROM_MARCH_0 719468 /* from 0000-03-01 to 1970-01-01 */
#define MONTH_MIN          (CIVIL_YEAR_MIN * 12)
#define MONTH_MAX          (CIVIL_YEAR_MAX * 12 + 11)

bool civil_is_valid(int32_t day)
{
        return day >= CIVIL_MIN && day <= CIVIL_MAX;
}

static bool is_leap(int year)
{
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int civil_days_in_month(int year, int month)
{
        static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

        assert(month >= 1 && month <= 12);
        return days[month - 1] + (month == 2 && is_leap(year));
}

bool civil_is_valid_ymd(int year, int month, int mday)
{
        if (year < CIVIL_YEAR_MIN || year > CIVIL_YEAR_MAX || month < 1 || month > 12)
                return false;
        return mday >= 1 && mday <= civil_days_in_month(year, month);
}

/* The day on which a month begins; the one behind MONTH_MAX begins, too. */
static int32_t begins(int32_t month)
{
        int32_t year = (month - 2) / 12, of_year = (month - 2) % 12; /* from March on */

        return year * 365 + year / 4 - year / 100 + year / 400 + (153 * of_year + 2) / 5 - EPOCH_FROM_MARCH_0;
}

int32_t civil_from_ymd(int year, int month, int mday)
{
        assert(civil_is_valid_ymd(year, month, mday));

        return begins(civil_month_of(year, month)) + mday - 1;
}

/* The month, and the place of the day in it from 0 on. */
static int32_t month_and_day(int32_t day, int32_t *ret_place)
{
        uint32_t centuries, in_centuries, in_year, month;
        uint64_t years;

        assert(civil_is_valid(day));

        centuries = 4 * (uint32_t)(day + EPOCH_FROM_MARCH_0) + 3;
        in_centuries = centuries % CENTURIES_4_DAYS / 4;
        centuries /= CENTURIES_4_DAYS;
        /* 2939745 / 2^32 is 4 / 1461 for as many days as a century has. */
        years = UINT64_C(2939745) * (4 * in_centuries + 3);
        in_year = (uint32_t)years / 2939745 / 4;
        /* A month is 2141 / 2^16 of so many days, from March on. */
        month = 2141 * in_year + 197913;
        *ret_place = (int32_t)((month & 0xFFFF) / 2141);
        return (int32_t)(12 * (100 * centuries + (uint32_t)(years >> 32)) + (month >> 16)) - 1;
}

void civil_to_ymd(int32_t day, int *ret_year, int *ret_month, int *ret_mday)
{
        int32_t place, month = month_and_day(day, &place);

        if (ret_year)
                *ret_year = month / 12;
        if (ret_month)
                *ret_month = month % 12 + 1;
        if (ret_mday)
                *ret_mday = place + 1;
}

/* `n` digits, -1 if one is none. */
static int read_number(const char *digit, int n)
{
        int value = 0;

        for (int i = 0; i < n; i++) {
                if (digit[i] < '0' || digit[i] > '9')
                        return -1;
                value = value * 10 + (digit[i] - '0');
        }
        return value;
}

int civil_parse(struct text text, int32_t *ret)
{
        int year, month, mday;

        assert(ret);

        if (text.length != 10 || text.data[4] != '-' || text.data[7] != '-')
                return CIVIL_SYNTAX;
        year = read_number(text.data, 4);
        month = read_number(text.data + 5, 2);
        mday = read_number(text.data + 8, 2);
        if (year < 0 || month < 0 || mday < 0)
                return CIVIL_SYNTAX;
        if (!civil_is_valid_ymd(year, month, mday))
                return CIVIL_ABSENT;

        *ret = civil_from_ymd(year, month, mday);
        return 0;
}

static void write_number(char *digit, int n, int value)
{
        for (int i = n - 1; i >= 0; i--, value /= 10)
                digit[i] = (char)('0' + value % 10);
}

const char *civil_format(int32_t day, char buf[CIVIL_TEXT_MAX])
{
        int year, month, mday;

        assert(buf);

        if (day == CIVIL_NONE)
                return strcpy(buf, "-");

        civil_to_ymd(day, &year, &month, &mday);
        write_number(buf, 4, year);
        buf[4] = '-';
        write_number(buf + 5, 2, month);
        buf[7] = '-';
        write_number(buf + 8, 2, mday);
        buf[10] = '\0';
        return buf;
}

int32_t civil_month(int32_t day)
{
        int32_t place;

        return month_and_day(day, &place);
}

int32_t civil_month_of(int year, int month)
{
        assert(year >= CIVIL_YEAR_MIN && year <= CIVIL_YEAR_MAX);
        assert(month >= 1 && month <= 12);
        return year * 12 + month - 1;
}

int32_t civil_month_first(int32_t month)
{
        assert(month >= MONTH_MIN && month <= MONTH_MAX);
        return begins(month);
}

int32_t civil_month_last(int32_t month)
{
        assert(month >= MONTH_MIN && month <= MONTH_MAX);
        return begins(month + 1) - 1;
}

bool civil_is_month_last(int32_t day)
{
        return day == civil_month_last(civil_month(day));
}

int32_t civil_add_months(int32_t day, int32_t n)
{
        int year, month, mday, days;
        int64_t to;

        civil_to_ymd(day, &year, &month, &mday);
        to = (int64_t)civil_month_of(year, month) + n;
        if (to < MONTH_MIN || to > MONTH_MAX)
                return CIVIL_NONE;

        year = (int)to / 12;
        month = (int)to % 12 + 1;
        days = civil_days_in_month(year, month);
        return civil_from_ymd(year, month, mday < days ? mday : days);
}

int civil_weekday(int32_t day)
{
        assert(civil_is_valid(day));
        /* CIVIL_MIN is a Saturday. */
        return (day - CIVIL_MIN + 5) % 7 + 1;
}

/* A year has 53 weeks if it begins on a Thursday, or is a leap year and begins on a Wednesday:
 * then the Thursday that decides to whom a week belongs comes 53 times. */
int civil_iso_weeks_in_year(int year)
{
        int weekday = civil_weekday(civil_from_ymd(year, 1, 1));

        return weekday == 4 || (weekday == 3 && is_leap(year)) ? 53 : 52;
}

void civil_iso_week(int32_t day, int *ret_year, int *ret_week)
{
        int year, week, day_of_year;

        civil_to_ymd(day, &year, NULL, NULL);
        day_of_year = day - civil_from_ymd(year, 1, 1) + 1;
        week = (day_of_year - civil_weekday(day) + 10) / 7;

        if (week < 1) {
                year--;
                /* 1599 began on a Friday, so that 1600 begins in its 52nd week. */
                week = year < CIVIL_YEAR_MIN ? 52 : civil_iso_weeks_in_year(year);
        } else if (week > civil_iso_weeks_in_year(year)) {
                year++;
                week = 1;
        }

        if (ret_year)
                *ret_year = year;
        if (ret_week)
                *ret_week = week;
}

int32_t civil_week_first(int32_t day)
{
        int32_t monday = day - (civil_weekday(day) - CIVIL_MONDAY);

        return civil_is_valid(monday) ? monday : CIVIL_NONE;
}
