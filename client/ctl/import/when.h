/* import/when.h: how a table writes periods and dates, and when its figures were published.
 *
 * A form is a text in which these words stand for a part of the period, and everything else for
 * itself:
 *     YYYY year   YY year of 1970 to 2069   MM M month   DD D day   WW ISO week   Q quarter
 *     H half      Month "January"           Mon "Jan"    * anything, up to what follows
 * and 'quoted' signs stand for themselves ("'Dec. 'YYYY"). MM, DD and WW want two digits, M and D take one or
 * two. English names of months are read in any case, Mon also with a point behind it. Which words a form has,
 * says which kind of period it reads: "Mon YYYY" a month, "D/M/YYYY" a day, "YYYY" a year. "ISO" is every
 * form of base/period.h: 2021-11, 2021-Q4, 2021-W44, 2021. */
#pragma once
#include "base/civil.h"
#include "base/period.h"
#include "base/text.h"

enum {
        WHEN_SYNTAX = 1, /* not of this form */
        WHEN_ABSENT,     /* the calendar has no such period: the 13th month */
};

/* NULL, or a sentence why this is no form. */
const char *when_form_check(struct text form);

/* 0 or an outcome; `*ret` is as it was unless 0. */
int when_parse(struct text text, struct text form, struct period *ret);

/* When the figures of a period were published: "period end + 45 days", "period end + 2 months",
 * "period end", or a date. */
enum publication_kind {
        PUBLICATION_NONE,
        PUBLICATION_AFTER, /* the end of the release's last period, and so many days or months */
        PUBLICATION_DATE,
        PUBLICATION_TEXT, /* neither: a text from the row, read elsewhere */
};

struct publication {
        enum publication_kind kind;
        int32_t days, months;
        int32_t day;
};

struct publication publication_parse(struct text text);

/* The day; CIVIL_NONE beyond the calendar. For AFTER and DATE only. */
int32_t publication_day(const struct publication *publication, int32_t period_last);
