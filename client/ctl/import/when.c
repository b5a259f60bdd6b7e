/* A form is matched from left to right against the text; what was found makes the ISO text of the
 * finest part, so that base/period.h alone knows the calendar. */
#include "import/when.h"
#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* -1: not said. */
struct parts {
        int year, month, mday, week, quarter, half;
};

enum word {
        WORD_NONE,
        WORD_YEAR,
        WORD_YEAR_SHORT,
        WORD_MONTH_NAME,
        WORD_MONTH_SHORT,
        WORD_MONTH_TWO,
        WORD_MONTH,
        WORD_DAY_TWO,
        WORD_DAY,
        WORD_WEEK,
        WORD_QUARTER,
        WORD_HALF,
        WORD_ANYTHING,
};

/* The longer one first where one begins with another. */
static const struct {
        struct text text;
        enum word word;
} words[] = {
        {TEXT_INIT("YYYY"), WORD_YEAR},        {TEXT_INIT("YY"), WORD_YEAR_SHORT},
        {TEXT_INIT("Month"), WORD_MONTH_NAME}, {TEXT_INIT("Mon"), WORD_MONTH_SHORT},
        {TEXT_INIT("MM"), WORD_MONTH_TWO},     {TEXT_INIT("M"), WORD_MONTH},
        {TEXT_INIT("DD"), WORD_DAY_TWO},       {TEXT_INIT("D"), WORD_DAY},
        {TEXT_INIT("WW"), WORD_WEEK},          {TEXT_INIT("Q"), WORD_QUARTER},
        {TEXT_INIT("H"), WORD_HALF},           {TEXT_INIT("*"), WORD_ANYTHING},
};

static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                     "July",    "August",   "September", "October", "November", "December"};

static enum word word_cut(struct text *form)
{
        for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
                if (text_starts(*form, words[i].text)) {
                        form->data += words[i].text.length;
                        form->length -= words[i].text.length;
                        return words[i].word;
                }
        return WORD_NONE;
}

static void advance(struct text *text, size_t n)
{
        text->data += n;
        text->length -= n;
}

/* 'quoted' signs of a form stand for themselves; false where no quote is closed there. */
static bool quoted_cut(struct text *form, struct text *ret)
{
        const char *end;

        if (form->length < 2 || form->data[0] != '\'')
                return false;
        end = memchr(form->data + 1, '\'', form->length - 1);
        if (!end)
                return false;
        *ret = (struct text){form->data + 1, (size_t)(end - form->data) - 1};
        advance(form, ret->length + 2);
        return true;
}

static bool number_cut(struct text *text, size_t min, size_t max, int *ret)
{
        size_t n = 0;
        int number = 0;

        while (n < max && n < text->length && text->data[n] >= '0' && text->data[n] <= '9')
                number = number * 10 + (text->data[n++] - '0');
        if (n < min)
                return false;
        advance(text, n);
        *ret = number;
        return true;
}

static bool month_cut(struct text *text, bool whole, int *ret)
{
        for (int i = 0; i < 12; i++) {
                size_t length = whole ? strlen(months[i]) : 3;

                if (text->length < length || strncasecmp(text->data, months[i], length) != 0)
                        continue;
                advance(text, length);
                if (!whole && text->length > 0 && text->data[0] == '.')
                        advance(text, 1);
                *ret = i + 1;
                return true;
        }
        return false;
}

static bool word_match(enum word word, struct text *text, struct parts *parts)
{
        switch (word) {
        case WORD_YEAR:
                return number_cut(text, 4, 4, &parts->year);
        case WORD_YEAR_SHORT:
                if (!number_cut(text, 2, 2, &parts->year))
                        return false;
                parts->year += parts->year < 70 ? 2000 : 1900;
                return true;
        case WORD_MONTH_NAME:
                return month_cut(text, true, &parts->month);
        case WORD_MONTH_SHORT:
                return month_cut(text, false, &parts->month);
        case WORD_MONTH_TWO:
                return number_cut(text, 2, 2, &parts->month);
        case WORD_MONTH:
                return number_cut(text, 1, 2, &parts->month);
        case WORD_DAY_TWO:
                return number_cut(text, 2, 2, &parts->mday);
        case WORD_DAY:
                return number_cut(text, 1, 2, &parts->mday);
        case WORD_WEEK:
                return number_cut(text, 2, 2, &parts->week);
        case WORD_QUARTER:
                return number_cut(text, 1, 1, &parts->quarter);
        case WORD_HALF:
                return number_cut(text, 1, 1, &parts->half);
        default:
                return false;
        }
}

/* `depth` counts the stars: a form has a few, and each tries what is left of the text. */
static bool match(struct text form, struct text text, struct parts *parts, int depth)
{
        while (form.length > 0) {
                struct text rest = form, quoted;
                enum word word;

                if (quoted_cut(&form, &quoted)) {
                        if (!text_starts(text, quoted))
                                return false;
                        advance(&text, quoted.length);
                        continue;
                }
                word = word_cut(&rest);
                if (word == WORD_ANYTHING) {
                        if (depth == 4)
                                return false;
                        for (size_t n = 0; n <= text.length; n++) {
                                struct parts found = *parts;

                                if (match(rest, (struct text){text.data + n, text.length - n}, &found,
                                          depth + 1)) {
                                        *parts = found;
                                        return true;
                                }
                        }
                        return false;
                }
                if (word != WORD_NONE) {
                        if (!word_match(word, &text, parts))
                                return false;
                        form = rest;
                        continue;
                }
                if (text.length == 0 || text.data[0] != form.data[0])
                        return false;
                advance(&text, 1);
                advance(&form, 1);
        }
        return text.length == 0;
}

/* The finest part that was said, as ISO text, so that the calendar is asked in one place. */
static int parts_period(const struct parts *parts, struct period *ret)
{
        char iso[32];
        int r;

        if (parts->mday >= 0)
                (void)snprintf(iso, sizeof(iso), "%04d-%02d-%02d", parts->year, parts->month, parts->mday);
        else if (parts->month >= 0)
                (void)snprintf(iso, sizeof(iso), "%04d-%02d", parts->year, parts->month);
        else if (parts->week >= 0)
                (void)snprintf(iso, sizeof(iso), "%04d-W%02d", parts->year, parts->week);
        else if (parts->quarter >= 0)
                (void)snprintf(iso, sizeof(iso), "%04d-Q%d", parts->year, parts->quarter);
        else if (parts->half >= 0)
                (void)snprintf(iso, sizeof(iso), "%04d-H%d", parts->year, parts->half);
        else
                (void)snprintf(iso, sizeof(iso), "%04d", parts->year);

        r = period_parse(text_of(iso), ret);
        return r == 0 ? 0 : WHEN_ABSENT;
}

const char *when_form_check(struct text form)
{
        bool year = false, month = false, mday = false;
        int finer = 0, stars = 0;
        struct text quoted;

        if (text_equal(form, TEXT("ISO")))
                return NULL;
        while (form.length > 0) {
                if (quoted_cut(&form, &quoted))
                        continue;
                switch (word_cut(&form)) {
                case WORD_NONE:
                        advance(&form, 1);
                        break;
                case WORD_YEAR:
                case WORD_YEAR_SHORT:
                        year = true;
                        break;
                case WORD_MONTH_NAME:
                case WORD_MONTH_SHORT:
                case WORD_MONTH_TWO:
                case WORD_MONTH:
                        month = true;
                        finer++;
                        break;
                case WORD_DAY_TWO:
                case WORD_DAY:
                        mday = true;
                        break;
                case WORD_ANYTHING:
                        stars++;
                        break;
                default:
                        finer++;
                        break;
                }
        }
        if (!year)
                return "no year (YYYY or YY) in it";
        if (mday && !month)
                return "a day without a month";
        if (finer > 1)
                return "more than one of month, week, quarter and half";
        if (stars > 4)
                return "more than four *";
        return NULL;
}

int when_parse(struct text text, struct text form, struct period *ret)
{
        struct parts parts = {-1, -1, -1, -1, -1, -1};
        int r;

        assert(ret);

        text = text_trim(text);
        if (text_equal(form, TEXT("ISO"))) {
                r = period_parse(text, ret);
                return r == PERIOD_ABSENT ? WHEN_ABSENT : r ? WHEN_SYNTAX : 0;
        }
        if (!match(form, text, &parts, 0))
                return WHEN_SYNTAX;
        return parts_period(&parts, ret);
}

struct publication publication_parse(struct text text)
{
        struct publication ret = {.kind = PUBLICATION_TEXT};
        struct text rest = text_trim(text);
        int n;

        if (civil_parse(rest, &ret.day) == 0) {
                ret.kind = PUBLICATION_DATE;
                return ret;
        }
        if (!text_starts(rest, TEXT("period end")))
                return ret;
        advance(&rest, strlen("period end"));
        rest = text_trim(rest);
        if (rest.length == 0) {
                ret.kind = PUBLICATION_AFTER;
                return ret;
        }
        if (rest.data[0] != '+')
                return ret;
        advance(&rest, 1);
        rest = text_trim(rest);
        if (!number_cut(&rest, 1, 5, &n))
                return ret;
        rest = text_trim(rest);
        if (text_equal(rest, TEXT("days")) || text_equal(rest, TEXT("day")))
                ret.days = n;
        else if (text_equal(rest, TEXT("months")) || text_equal(rest, TEXT("month")))
                ret.months = n;
        else
                return ret;
        ret.kind = PUBLICATION_AFTER;
        return ret;
}

int32_t publication_day(const struct publication *publication, int32_t period_last)
{
        int64_t day;

        assert(publication);

        if (publication->kind == PUBLICATION_DATE)
                return publication->day;
        assert(publication->kind == PUBLICATION_AFTER);
        assert(civil_is_valid(period_last));

        /* Months count from the first day behind the period: the end of a month stays one. */
        if (publication->months > 0) {
                if (!civil_is_valid(period_last + 1))
                        return CIVIL_NONE;
                day = civil_add_months(period_last + 1, publication->months);
                if (day == CIVIL_NONE)
                        return CIVIL_NONE;
                day -= 1;
        } else
                day = (int64_t)period_last + publication->days;
        return day <= CIVIL_MAX ? (int32_t)day : CIVIL_NONE;
}
