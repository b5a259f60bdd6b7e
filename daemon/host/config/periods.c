/* host/config/periods.c: periods that the files name; see periods.h. */
#include "host/config/periods.h"

#include <assert.h>

#include "host/config/windows.h"

/* The window that ends on the period's last day is the period. */
static bool window_is(const struct plan_window *window, struct period period)
{
        int32_t month = civil_month(period.last);

        switch (window->kind) {
        case WINDOW_CALENDAR:
                return period_equal(period_at(window->period, period.last, window->fiscal_start), period);
        case WINDOW_LAST_DAYS:
                return period.last - window->count + 1 == period.first;
        case WINDOW_LAST_MONTHS:
                return civil_is_month_last(period.last) &&
                       civil_month_first(month - window->count + 1) == period.first;
        case WINDOW_SINCE:
                return window->since_day == period.first;
        }
        return false;
}

/* Measures are at most PLAN_DEPTH_MAX deep. */
static bool measure_is(const struct reading *reading, const struct plan_measure *measure,
                       struct period period)
{
        if (measure->form == FORM_LATEST)
                return false;
        if (measure->form == FORM_TALLY || measure->form == FORM_AVERAGE || measure->form == FORM_PREFERENCE)
                return window_is(&measure->window, period);
        for (size_t i = 0; i < measure->operands_count; i++)
                if (!measure_is(reading, &reading->plan_measures[measure->operands[i]], period))
                        return false;
        return true;
}

bool measure_begins_with(const struct reading *reading, const struct plan_measure *measure,
                         enum period_kind kind)
{
        if (measure->form == FORM_TALLY || measure->form == FORM_AVERAGE || measure->form == FORM_PREFERENCE)
                return measure->window.kind == WINDOW_CALENDAR && measure->window.period == kind;
        for (size_t i = 0; i < measure->operands_count; i++) {
                const struct plan_measure *operand = &reading->plan_measures[measure->operands[i]];

                if (!measure_begins_with(reading, operand, kind) ||
                    operand->window.fiscal_start != measure->window.fiscal_start)
                        return false;
        }
        return measure->operands_count > 0;
}

bool named_period_read(struct reading *reading, const struct tree_node *node, struct text text,
                       const struct plan_measure *measure, struct period *ret)
{
        struct text shown = config_shown(text);
        char last[CIVIL_TEXT_MAX];
        struct period period;

        if (measure->form == FORM_LATEST) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" of measure \"%" TEXT_FORMAT
                            "\", expected a measure that is no level: it has no sum of a period",
                            TEXT_ARGUMENTS(shown), TEXT_ARGUMENTS(measure->name));
                return false;
        }
        if (period_parse_fiscal(text, measure->window.fiscal_start, &period) != 0 ||
            period.first < EVENT_DAY_MIN) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT
                            "\" is no period, expected one like 2023, 2023-Q1, 2023-05, 2023-W18 or "
                            "2023-05-01",
                            TEXT_ARGUMENTS(shown));
                return false;
        }
        if (measure->resolution != PERIOD_NONE && measure_is(reading, measure, period) &&
            border_is_last(measure->resolution, period.last)) {
                *ret = period;
                return true;
        }
        reading_say(reading, node,
                    "\"%" TEXT_FORMAT "\" is not what measure \"%" TEXT_FORMAT
                    "\" looks at on %s, expected a period that its window is on its last day",
                    TEXT_ARGUMENTS(shown), TEXT_ARGUMENTS(measure->name), civil_format(period.last, last));
        return false;
}
