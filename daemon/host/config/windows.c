/* host/config/windows.c: windows and borders; see windows.h.
 *
 *     calendar-day -week -month -quarter -half -year      fiscal-quarter -half -year
 *     last-N-days   last-N-months   since-YYYY-MM-DD */
#include "host/config/windows.h"

#include <assert.h>

#include "base/decimal.h"
#include "host/config/values.h"

#define LAST_DAYS_MAX   36600 /* a hundred years */
#define LAST_MONTHS_MAX 1200  /* the same */

#define WINDOW_EXPECTED                                                                           \
        "calendar-day, -week, -month, -quarter, -half or -year, fiscal-quarter, -half or -year, " \
        "last-N-days, "                                                                           \
        "last-N-months or since-YYYY-MM-DD"

static bool cut_front(struct text *text, struct text front)
{
        if (!text_starts(*text, front))
                return false;
        text->data += front.length;
        text->length -= front.length;
        return true;
}

static bool cut_back(struct text *text, struct text back)
{
        if (text->length < back.length ||
            !text_equal((struct text){text->data + text->length - back.length, back.length}, back))
                return false;
        text->length -= back.length;
        return true;
}

static bool last_read(struct text text, struct plan_window *ret)
{
        int64_t count, most;

        if (cut_back(&text, TEXT("-days"))) {
                ret->kind = WINDOW_LAST_DAYS;
                most = LAST_DAYS_MAX;
        } else if (cut_back(&text, TEXT("-months"))) {
                ret->kind = WINDOW_LAST_MONTHS;
                most = LAST_MONTHS_MAX;
        } else {
                return false;
        }
        for (size_t i = 0; i < text.length; i++)
                if (text.data[i] < '0' || text.data[i] > '9')
                        return false;
        if (decimal_parse(text, 0, &count) != 0 || count < 1 || count > most)
                return false;
        ret->count = (int32_t)count;
        return true;
}

/* 0: it is none; -1: it is one, but wrong, and said. */
static int fiscal_read(struct reading *reading, const struct tree_node *node, struct text text,
                       int fiscal_start, struct plan_window *ret)
{
        if (!period_kind_parse(text, &ret->period) || period_months(ret->period) < 3)
                return 0;
        if (fiscal_start == 0) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT
                            "\" without \"fiscal-start\", expected the month in which the fiscal year begins",
                            TEXT_ARGUMENTS(node->text));
                return -1;
        }
        ret->fiscal_start = (uint8_t)fiscal_start;
        return 1;
}

static void unknown_say(struct reading *reading, const struct tree_node *node)
{
        static const struct text known[] = {
                TEXT_INIT("calendar-day"),     TEXT_INIT("calendar-week"), TEXT_INIT("calendar-month"),
                TEXT_INIT("calendar-quarter"), TEXT_INIT("calendar-half"), TEXT_INIT("calendar-year"),
                TEXT_INIT("fiscal-quarter"),   TEXT_INIT("fiscal-half"),   TEXT_INIT("fiscal-year"),
        };

        reading_say_near(reading, node, "window", node->text, known, sizeof(known) / sizeof(known[0]),
                         WINDOW_EXPECTED);
}

bool window_read(struct reading *reading, const struct tree_node *node, int fiscal_start,
                 struct plan_window *ret)
{
        struct plan_window window = {.fiscal_start = 1, .since_day = CIVIL_NONE};
        struct text rest;
        const char *why;
        int r = 0;

        if (!node_is_scalar(reading, node, "a window like calendar-year"))
                return false;
        rest = node->text;
        if (cut_front(&rest, TEXT("calendar-"))) {
                window.kind = WINDOW_CALENDAR;
                r = period_kind_parse(rest, &window.period);
        } else if (cut_front(&rest, TEXT("fiscal-"))) {
                window.kind = WINDOW_CALENDAR;
                r = fiscal_read(reading, node, rest, fiscal_start, &window);
        } else if (cut_front(&rest, TEXT("last-"))) {
                r = last_read(rest, &window);
        } else if (cut_front(&rest, TEXT("since-"))) {
                window.kind = WINDOW_SINCE;
                r = date_read(rest, &window.since_day, &why);
        }
        if (r == 0)
                unknown_say(reading, node);
        if (r <= 0)
                return false;
        *ret = window;
        return true;
}

const char *border_noun(enum period_kind resolution)
{
        static const char *const nouns[PERIOD_KINDS] = {"a period",  "a day",  "a week", "a month",
                                                        "a quarter", "a half", "a year"};

        return nouns[resolution];
}

bool border_is_first(enum period_kind resolution, int32_t day)
{
        return period_at(resolution, day, 1).first == day;
}

bool border_is_last(enum period_kind resolution, int32_t day)
{
        return period_at(resolution, day, 1).last == day;
}

static bool calendar_fits(const struct plan_window *window, enum period_kind resolution)
{
        int months = period_months(resolution);

        if (!period_nests(resolution, window->period))
                return false;
        /* Quarters, halves and years of sources are the calendar's own. */
        return months < 2 || (window->fiscal_start - 1) % months == 0;
}

bool window_fits(struct reading *reading, const struct tree_node *node, const struct plan_window *window,
                 enum period_kind resolution)
{
        int months = period_months(resolution);
        bool fits = false;

        assert(resolution != PERIOD_NONE);

        switch (window->kind) {
        case WINDOW_CALENDAR:
                fits = calendar_fits(window, resolution);
                break;
        case WINDOW_LAST_DAYS:
                fits = resolution == PERIOD_DAY;
                break;
        case WINDOW_LAST_MONTHS:
                fits = resolution == PERIOD_DAY || (months > 0 && window->count % months == 0);
                break;
        case WINDOW_SINCE:
                fits = border_is_first(resolution, window->since_day);
                break;
        }
        if (!fits)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT
                            "\" over figures of %s each, expected a window that begins and ends with %s",
                            TEXT_ARGUMENTS(node->text), border_noun(resolution), border_noun(resolution));
        return fits;
}
