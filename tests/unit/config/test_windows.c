/* tests/unit/config/test_windows.c: windows and their borders. */
#include "unit/config/written.h"

#define PERIODS                                                      \
        "currency: USD\n"                                            \
        "sources:\n"                                                 \
        "  - {name: day, kinds: freight, resolution: day}\n"         \
        "  - {name: week, kinds: freight, resolution: week}\n"       \
        "  - {name: month, kinds: freight, resolution: month}\n"     \
        "  - {name: quarter, kinds: freight, resolution: quarter}\n" \
        "corridors:\n"                                               \
        "  - {name: n, between: [BY, RU]}\n"                         \
        "measures:\n"

static const struct refused of_rule_11_windows_lie_on_borders_table[] = {
        /* Calendar windows that cut periods. */
        {PERIODS
         "  - {name: x1, corridor: n, count: freight, where: {stage: arrived}, window: calendar-month, "
         "sources: [week]}\n"
         "  - {name: x2, corridor: n, count: freight, where: {stage: arrived}, window: calendar-week, "
         "sources: [month]}\n"
         "  - {name: x3, corridor: n, count: freight, where: {stage: arrived}, window: calendar-day, "
         "sources: [week]}\n"
         "  - {name: x4, corridor: n, count: freight, where: {stage: arrived}, window: calendar-month, "
         "sources: [quarter]}\n",
         "milestoned.yaml:10:78: \"calendar-month\" over figures of a week each, expected a window "
         "that begins and ends with a week\n"
         "milestoned.yaml:11:78: \"calendar-week\" over figures of a month each, expected a window "
         "that begins and ends with a month\n"
         "milestoned.yaml:12:78: \"calendar-day\" over figures of a week each, expected a window that "
         "begins and ends with a week\n"
         "milestoned.yaml:13:78: \"calendar-month\" over figures of a quarter each, expected a window "
         "that begins and ends with a quarter\n"},
        /* Trailing windows that cut periods. */
        {PERIODS
         "  - {name: x5, corridor: n, count: freight, where: {stage: arrived}, window: last-30-days, "
         "sources: [month]}\n"
         "  - {name: x6, corridor: n, count: freight, where: {stage: arrived}, window: last-14-days, "
         "sources: [week]}\n"
         "  - {name: x7, corridor: n, count: freight, where: {stage: arrived}, window: last-3-months, "
         "sources: [week]}\n"
         "  - {name: x8, corridor: n, count: freight, where: {stage: arrived}, window: last-4-months, "
         "sources: [quarter]}\n",
         "milestoned.yaml:10:78: \"last-30-days\" over figures of a month each, expected a window that "
         "begins and ends with a month\n"
         "milestoned.yaml:11:78: \"last-14-days\" over figures of a week each, expected a window that "
         "begins and ends with a week\n"
         "milestoned.yaml:12:78: \"last-3-months\" over figures of a week each, expected a window that "
         "begins and ends with a week\n"
         "milestoned.yaml:13:78: \"last-4-months\" over figures of a quarter each, expected a window "
         "that begins and ends with a quarter\n"},
        /* Beginnings that cut periods. */
        {PERIODS "  - {name: x9, corridor: n, count: freight, where: {stage: arrived}, window: "
                 "since-2024-01-15, sources: [month]}\n"
                 "  - {name: x10, corridor: n, count: freight, where: {stage: arrived}, window: "
                 "since-2024-02-01, sources: [quarter]}\n"
                 "  - {name: x11, corridor: n, count: freight, where: {stage: arrived}, window: "
                 "since-2024-01-02, sources: [week]}\n",
         "milestoned.yaml:10:78: \"since-2024-01-15\" over figures of a month each, expected a window "
         "that begins and ends with a month\n"
         "milestoned.yaml:11:79: \"since-2024-02-01\" over figures of a quarter each, expected a "
         "window that begins and ends with a quarter\n"
         "milestoned.yaml:12:79: \"since-2024-01-02\" over figures of a week each, expected a window "
         "that begins and ends with a week\n"},
        /* Fiscal years that cut quarters, and weeks. */
        {PERIODS "  - {name: x12, corridor: n, count: freight, where: {stage: arrived}, window: fiscal-year, "
                 "sources: [quarter], fiscal-start: may}\n"
                 "  - {name: x13, corridor: n, count: freight, where: {stage: arrived}, window: "
                 "fiscal-quarter, sources: [week], fiscal-start: april}\n",
         "milestoned.yaml:10:79: \"fiscal-year\" over figures of a quarter each, expected a window "
         "that begins and ends with a quarter\n"
         "milestoned.yaml:11:79: \"fiscal-quarter\" over figures of a week each, expected a window "
         "that begins and ends with a week\n"},
        /* Weeks with months. */
        {PERIODS
         "  - {name: x14, corridor: n, count: freight, where: {stage: arrived}, window: calendar-year, "
         "sources: [week, month]}\n",
         "milestoned.yaml:10:94: sources \"month\" (month) and \"week\" (week) do not go together, "
         "expected resolutions that nest\n"},
        /* The coarsest of the sources decides. */
        {PERIODS
         "  - {name: x15, corridor: n, count: freight, where: {stage: arrived}, window: last-30-days, "
         "sources: [day, month]}\n",
         "milestoned.yaml:10:79: \"last-30-days\" over figures of a month each, expected a window that "
         "begins and ends with a month\n"},
};

/* rule 11: borders of windows lie on borders of the coarsest resolution of the sources. */
START_TEST(rule_11_windows_lie_on_borders)
{
        written_refused(of_rule_11_windows_lie_on_borders_table[_i].yaml,
                        of_rule_11_windows_lie_on_borders_table[_i].said);
}
END_TEST

struct fitting {
        const char *window, *source;
        struct plan_window is;
};

static const struct fitting fitting_table[] = {
        {"calendar-day", "day", {WINDOW_CALENDAR, PERIOD_DAY, 1, 0, CIVIL_NONE}},
        {"calendar-week", "week", {WINDOW_CALENDAR, PERIOD_WEEK, 1, 0, CIVIL_NONE}},
        {"calendar-week", "day", {WINDOW_CALENDAR, PERIOD_WEEK, 1, 0, CIVIL_NONE}},
        {"calendar-month", "month", {WINDOW_CALENDAR, PERIOD_MONTH, 1, 0, CIVIL_NONE}},
        {"calendar-quarter", "quarter", {WINDOW_CALENDAR, PERIOD_QUARTER, 1, 0, CIVIL_NONE}},
        {"calendar-half", "quarter", {WINDOW_CALENDAR, PERIOD_HALF, 1, 0, CIVIL_NONE}},
        {"calendar-year", "quarter", {WINDOW_CALENDAR, PERIOD_YEAR, 1, 0, CIVIL_NONE}},
        {"fiscal-year, fiscal-start: april", "quarter", {WINDOW_CALENDAR, PERIOD_YEAR, 4, 0, CIVIL_NONE}},
        {"fiscal-year, fiscal-start: may", "month", {WINDOW_CALENDAR, PERIOD_YEAR, 5, 0, CIVIL_NONE}},
        {"fiscal-half, fiscal-start: july", "month", {WINDOW_CALENDAR, PERIOD_HALF, 7, 0, CIVIL_NONE}},
        {"fiscal-quarter, fiscal-start: october",
         "quarter",
         {WINDOW_CALENDAR, PERIOD_QUARTER, 10, 0, CIVIL_NONE}},
        {"last-1-days", "day", {WINDOW_LAST_DAYS, PERIOD_NONE, 1, 1, CIVIL_NONE}},
        {"last-36600-days", "day", {WINDOW_LAST_DAYS, PERIOD_NONE, 1, 36600, CIVIL_NONE}},
        {"last-12-months", "day", {WINDOW_LAST_MONTHS, PERIOD_NONE, 1, 12, CIVIL_NONE}},
        {"last-5-months", "month", {WINDOW_LAST_MONTHS, PERIOD_NONE, 1, 5, CIVIL_NONE}},
        {"last-6-months", "quarter", {WINDOW_LAST_MONTHS, PERIOD_NONE, 1, 6, CIVIL_NONE}},
        {"last-1200-months", "quarter", {WINDOW_LAST_MONTHS, PERIOD_NONE, 1, 1200, CIVIL_NONE}},
        {"since-2024-01-15", "day", {WINDOW_SINCE, PERIOD_NONE, 1, 0, 19737}},
        {"since-2024-01-01", "week", {WINDOW_SINCE, PERIOD_NONE, 1, 0, 19723}}, /* a Monday */
        {"since-2024-01-01", "quarter", {WINDOW_SINCE, PERIOD_NONE, 1, 0, 19723}},
};

/* Every kind of window that an analyst may ask for, on the coarsest figures that allow it. */
START_TEST(windows_that_fit_are_read)
{
        const struct fitting *row = &fitting_table[_i];
        struct config *config;
        const struct plan_window *window;
        char yaml[1024];

        snprintf(yaml, sizeof(yaml),
                 PERIODS "  - {name: x, corridor: n, count: freight, where: {stage: arrived}, sources: %s, "
                         "window: %s}\n",
                 row->source, row->window);
        config = written_good(yaml);
        window = &config->plan->measures[0].window;
        ck_assert_int_eq(window->kind, row->is.kind);
        ck_assert_int_eq(window->period, row->is.period);
        ck_assert_int_eq(window->fiscal_start, row->is.fiscal_start);
        ck_assert_int_eq(window->count, row->is.count);
        ck_assert_int_eq(window->since_day, row->is.since_day);
        config_free(config);
}
END_TEST

/* The fiscal year of the house is said once, at the top. */
START_TEST(fiscal_start_is_taken_from_the_top)
{
        struct config *config = written_good(
                "fiscal-start: april\n" WRITTEN_BASE "measures:\n"
                "  - {name: a, corridor: north, count: trade, window: fiscal-year}\n"
                "  - {name: b, corridor: north, count: trade, window: fiscal-year, fiscal-start: july}\n"
                "  - {name: c, corridor: north, count: trade, window: calendar-year}\n");

        ck_assert_int_eq(config->plan->measures[0].window.fiscal_start, 4);
        ck_assert_int_eq(config->plan->measures[1].window.fiscal_start, 7);
        ck_assert_int_eq(config->plan->measures[2].window.fiscal_start, 1);
        config_free(config);
}
END_TEST

static Suite *windows_suite(void)
{
        Suite *suite = suite_create("config/windows");
        TCase *tcase = tcase_create("windows");

        tcase_add_loop_test(tcase, rule_11_windows_lie_on_borders, 0,
                            REFUSED_COUNT(of_rule_11_windows_lie_on_borders_table));
        tcase_add_loop_test(tcase, windows_that_fit_are_read, 0, REFUSED_COUNT(fitting_table));
        tcase_add_test(tcase, fiscal_start_is_taken_from_the_top);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(windows_suite)
