/* base/period.c: periods of the calendar and of fiscal years, and their texts. */
#include "base/period.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

static const char *const names[PERIOD_KINDS] = {
        [PERIOD_NONE] = "none",   [PERIOD_DAY] = "day",         [PERIOD_WEEK] = "week",
        [PERIOD_MONTH] = "month", [PERIOD_QUARTER] = "quarter", [PERIOD_HALF] = "half",
        [PERIOD_YEAR] = "year",
};

struct period period_none(void)
{
        return (struct period){PERIOD_NONE, CIVIL_NONE, CIVIL_NONE};
}

int period_months(enum period_kind kind)
{
        switch (kind) {
        case PERIOD_MONTH:
                return 1;
        case PERIOD_QUARTER:
                return 3;
        case PERIOD_HALF:
                return 6;
        case PERIOD_YEAR:
                return 12;
        default:
                return 0;
        }
}

static bool is_month_valid(int32_t month)
{
        return month >= CIVIL_YEAR_MIN * 12 && month < (CIVIL_YEAR_MAX + 1) * 12;
}

/* From the first day of a month on; NONE if it does not lie in the calendar. */
static struct period of_months(enum period_kind kind, int32_t month)
{
        int32_t last = month + period_months(kind) - 1;

        if (!is_month_valid(month) || !is_month_valid(last))
                return period_none();
        return (struct period){kind, civil_month_first(month), civil_month_last(last)};
}

static struct period of_days(enum period_kind kind, int32_t first, int32_t last)
{
        if (!civil_is_valid(first) || !civil_is_valid(last))
                return period_none();
        return (struct period){kind, first, last};
}

struct period period_at(enum period_kind kind, int32_t day, int fiscal_start_month)
{
        int32_t month;

        assert(civil_is_valid(day));
        assert(fiscal_start_month >= 1 && fiscal_start_month <= 12);

        switch (kind) {
        case PERIOD_NONE:
                return period_none();
        case PERIOD_DAY:
                return of_days(kind, day, day);
        case PERIOD_WEEK:
                day -= civil_weekday(day) - CIVIL_MONDAY;
                return of_days(kind, day, day + 6);
        case PERIOD_MONTH:
                return of_months(kind, civil_month(day));
        case PERIOD_QUARTER:
        case PERIOD_HALF:
        case PERIOD_YEAR:
                month = civil_month(day);
                month -= (month - (fiscal_start_month - 1)) % period_months(kind);
                return of_months(kind, month);
        }
        assert(!"a kind of period");
        return period_none();
}

/* The one that lies `n` periods of its kind away. */
static struct period moved(struct period period, int n)
{
        switch (period.kind) {
        case PERIOD_NONE:
                return period_none();
        case PERIOD_DAY:
                return of_days(period.kind, period.first + n, period.last + n);
        case PERIOD_WEEK:
                return of_days(period.kind, period.first + 7 * n, period.last + 7 * n);
        default:
                return of_months(period.kind, civil_month(period.first) + n * period_months(period.kind));
        }
}

struct period period_next(struct period period)
{
        return moved(period, 1);
}

struct period period_previous(struct period period)
{
        return moved(period, -1);
}

bool period_equal(struct period a, struct period b)
{
        return a.kind == b.kind && a.first == b.first && a.last == b.last;
}

int period_compare(struct period a, struct period b)
{
        if (a.last != b.last)
                return a.last > b.last ? 1 : -1;
        if (a.first != b.first)
                return a.first > b.first ? 1 : -1;
        return (a.kind < b.kind) - (a.kind > b.kind);
}

bool period_contains(struct period period, int32_t day)
{
        return period.kind != PERIOD_NONE && day >= period.first && day <= period.last;
}

bool period_is_within(struct period inner, struct period outer)
{
        return inner.kind != PERIOD_NONE && period_contains(outer, inner.first) &&
               period_contains(outer, inner.last);
}

bool period_nests(enum period_kind fine, enum period_kind coarse)
{
        if (fine == PERIOD_NONE || coarse == PERIOD_NONE)
                return false;
        if (fine == PERIOD_WEEK || coarse == PERIOD_WEEK)
                return coarse == PERIOD_WEEK && fine <= PERIOD_WEEK;
        return fine <= coarse;
}

/* The form of a text: 0 stands for any digit, the rest for itself. */
static bool has_form(struct text text, const char *form)
{
        if (text.length != strlen(form))
                return false;
        for (size_t i = 0; i < text.length; i++) {
                if (form[i] == '0' && (text.data[i] < '0' || text.data[i] > '9'))
                        return false;
                if (form[i] != '0' && text.data[i] != form[i])
                        return false;
        }
        return true;
}

/* The digits are digits already. */
static int number_at(struct text text, size_t at, size_t n)
{
        int value = 0;

        for (size_t i = at; i < at + n; i++)
                value = value * 10 + (text.data[i] - '0');
        return value;
}

static int found(struct period period, struct period *ret)
{
        if (period.kind == PERIOD_NONE)
                return PERIOD_ABSENT;
        *ret = period;
        return 0;
}

/* The nth period of its kind in a year that begins in `start_month`. */
static int nth_of_year(enum period_kind kind, int year, int start_month, int nth, struct period *ret)
{
        int each = period_months(kind);

        if (nth < 1 || nth > 12 / each)
                return PERIOD_ABSENT;
        return found(of_months(kind, year * 12 + start_month - 1 + (nth - 1) * each), ret);
}

static int parse_day(struct text text, struct period *ret)
{
        int32_t day;

        if (civil_parse(text, &day) != 0)
                return PERIOD_ABSENT;
        return found(of_days(PERIOD_DAY, day, day), ret);
}

static int parse_week(int year, int week, struct period *ret)
{
        int32_t fourth, monday;

        if (year < CIVIL_YEAR_MIN || year > CIVIL_YEAR_MAX)
                return PERIOD_ABSENT;
        if (week < 1 || week > civil_iso_weeks_in_year(year))
                return PERIOD_ABSENT;

        /* January 4th lies in the first week. */
        fourth = civil_from_ymd(year, 1, 4);
        monday = fourth - (civil_weekday(fourth) - CIVIL_MONDAY) + 7 * (week - 1);
        return found(of_days(PERIOD_WEEK, monday, monday + 6), ret);
}

static int parse_interval(struct text text, struct period *ret)
{
        int32_t first = number_at(text, 0, 4) * 12 + number_at(text, 5, 2) - 1;
        int32_t last = number_at(text, 8, 4) * 12 + number_at(text, 13, 2) - 1;

        if (number_at(text, 5, 2) < 1 || number_at(text, 5, 2) > 12)
                return PERIOD_ABSENT;
        if (number_at(text, 13, 2) < 1 || number_at(text, 13, 2) > 12)
                return PERIOD_ABSENT;

        for (int kind = PERIOD_QUARTER; kind <= PERIOD_YEAR; kind++)
                if (last - first + 1 == period_months((enum period_kind)kind))
                        return found(of_months((enum period_kind)kind, first), ret);
        return PERIOD_ABSENT;
}

int period_parse(struct text text, struct period *ret)
{
        assert(ret);

        if (has_form(text, "0000-00-00"))
                return parse_day(text, ret);
        if (has_form(text, "0000-W00"))
                return parse_week(number_at(text, 0, 4), number_at(text, 6, 2), ret);
        if (has_form(text, "0000-00"))
                return nth_of_year(PERIOD_MONTH, number_at(text, 0, 4), 1, number_at(text, 5, 2), ret);
        if (has_form(text, "0000-Q0"))
                return nth_of_year(PERIOD_QUARTER, number_at(text, 0, 4), 1, number_at(text, 6, 1), ret);
        if (has_form(text, "0000-H0"))
                return nth_of_year(PERIOD_HALF, number_at(text, 0, 4), 1, number_at(text, 6, 1), ret);
        if (has_form(text, "0000"))
                return nth_of_year(PERIOD_YEAR, number_at(text, 0, 4), 1, 1, ret);
        if (has_form(text, "0000-00/0000-00"))
                return parse_interval(text, ret);
        return PERIOD_SYNTAX;
}

int period_parse_fiscal(struct text text, int fiscal_start_month, struct period *ret)
{
        int year;

        assert(ret);
        assert(fiscal_start_month >= 1 && fiscal_start_month <= 12);

        if (fiscal_start_month == 1 || !has_form(text, "FY0000/00"))
                return period_parse(text, ret);

        year = number_at(text, 2, 4);
        if ((year + 1) % 100 != number_at(text, 7, 2))
                return PERIOD_ABSENT;
        return nth_of_year(PERIOD_YEAR, year, fiscal_start_month, 1, ret);
}

/* `buf` is large enough for every period of the calendar; the precision says so to the
 * compiler, which does not know it. */
static const char *format_months(struct period period, char buf[PERIOD_TEXT_MAX])
{
        unsigned int year = (unsigned int)civil_month(period.first) / 12 % 10000;
        unsigned int month = (unsigned int)civil_month(period.first) % 12; /* 0 is January */
        unsigned int last_year = (unsigned int)civil_month(period.last) / 12 % 10000;
        unsigned int last_month = (unsigned int)civil_month(period.last) % 12;

        if (period.kind == PERIOD_MONTH)
                snprintf(buf, PERIOD_TEXT_MAX, "%04u-%02u", year, month + 1);
        else if (period.kind == PERIOD_QUARTER && month % 3 == 0)
                snprintf(buf, PERIOD_TEXT_MAX, "%04u-Q%u", year, month / 3 + 1);
        else if (period.kind == PERIOD_HALF && month % 6 == 0)
                snprintf(buf, PERIOD_TEXT_MAX, "%04u-H%u", year, month / 6 + 1);
        else if (period.kind == PERIOD_YEAR && month == 0)
                snprintf(buf, PERIOD_TEXT_MAX, "%04u", year);
        else if (period.kind == PERIOD_YEAR)
                snprintf(buf, PERIOD_TEXT_MAX, "FY%04u/%02u", year, (year + 1) % 100);
        else
                snprintf(buf, PERIOD_TEXT_MAX, "%04u-%02u/%04u-%02u", year, month + 1, last_year,
                         last_month + 1);
        return buf;
}

const char *period_format(struct period period, char buf[PERIOD_TEXT_MAX])
{
        int year, week;

        assert(buf);

        switch (period.kind) {
        case PERIOD_NONE:
                return strcpy(buf, "-");
        case PERIOD_DAY:
                return civil_format(period.first, buf);
        case PERIOD_WEEK:
                civil_iso_week(period.first, &year, &week);
                snprintf(buf, PERIOD_TEXT_MAX, "%04u-W%02u", (unsigned int)year % 10000,
                         (unsigned int)week % 100);
                return buf;
        default:
                return format_months(period, buf);
        }
}

const char *period_name(enum period_kind kind)
{
        assert(kind >= PERIOD_NONE && kind <= PERIOD_YEAR);
        return names[kind];
}

bool period_kind_parse(struct text name, enum period_kind *ret)
{
        assert(ret);

        for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++) {
                if (text_equal(name, text_of(names[kind]))) {
                        *ret = (enum period_kind)kind;
                        return true;
                }
        }
        return false;
}
