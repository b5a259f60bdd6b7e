/* tests/unit/config/test_measures.c: what is added up. */
#include "unit/config/written.h"

static const struct refused wrong_measures_are_said_table[] = {
        /* A corridor that is not there. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: nort, sum: trade.value, window: calendar-year}\n",
         "milestoned.yaml:8:25: \"nort\" is no corridor; did you mean \"north\"?\n"},
        /* Nothing to add up. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, window: calendar-year}\n",
         "milestoned.yaml:8:5: a measure of nothing, expected one of \"sum\", \"count\", \"average\", "
         "\"latest\", \"ratio\", \"difference\", \"growth\", \"asymmetry\"\n"},
        /* Two things to add up. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, count: trade, window: calendar-year}\n",
         "milestoned.yaml:8:50: \"count\" beside \"sum\", expected one of the two\n"},
        /* A quantity that is not there. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, sum: trade.val, window: calendar-year}\n",
         "milestoned.yaml:8:37: \"trade.val\" is no value for \"sum\"; did you mean \"trade.value\"?\n"},
        /* Value in no currency. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month}\n"
         "corridors:\n"
         "  - {name: north, between: [BY, RU]}\n"
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, window: calendar-year}\n",
         "milestoned.yaml:6:5: a measure of value without \"currency\", expected one here or for all "
         "at the top\n"},
        /* Tonnes have no currency, and nobody reports them for a country. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: freight.mass, where: {stage: arrived}, currency: USD, "
         "reported-by: BY, window: calendar-year}\n",
         "milestoned.yaml:8:76: \"currency\" of a measure that is no sum of money, expected none\n"
         "milestoned.yaml:8:91: \"reported-by\" says nothing about this kind of event, expected it for "
         "trade only\n"},
        /* A window a letter away. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, sum: trade.value, window: calendar-yaer}\n",
         "milestoned.yaml:8:58: \"calendar-yaer\" is no window; did you mean \"calendar-year\"?\n"},
        /* Windows of forms that there are not. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, sum: trade.value, window: year-to-date}\n"
                      "  - {name: y, corridor: north, sum: trade.value, window: last-0-months}\n"
                      "  - {name: z, corridor: north, sum: trade.value, window: last-12-month}\n",
         "milestoned.yaml:8:58: \"year-to-date\" is no window, expected calendar-day, -week, -month, "
         "-quarter, -half or -year, fiscal-quarter, -half or -year, last-N-days, last-N-months or "
         "since-YYYY-MM-DD\n"
         "milestoned.yaml:9:58: \"last-0-months\" is no window, expected calendar-day, -week, -month, "
         "-quarter, -half or -year, fiscal-quarter, -half or -year, last-N-days, last-N-months or "
         "since-YYYY-MM-DD\n"
         "milestoned.yaml:10:58: \"last-12-month\" is no window, expected calendar-day, -week, -month, "
         "-quarter, -half or -year, fiscal-quarter, -half or -year, last-N-days, last-N-months or "
         "since-YYYY-MM-DD\n"},
        /* Since a day that never was. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, sum: trade.value, window: since-2024-02-30}\n",
         "milestoned.yaml:8:58: \"since-2024-02-30\" is no window, expected calendar-day, -week, "
         "-month, -quarter, -half or -year, fiscal-quarter, -half or -year, last-N-days, last-N-months "
         "or since-YYYY-MM-DD\n"},
        /* A fiscal year of unknown beginning. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, sum: trade.value, window: fiscal-year}\n",
         "milestoned.yaml:8:58: \"fiscal-year\" without \"fiscal-start\", expected the month in which "
         "the fiscal year begins\n"},
        /* A calendar year that begins in April. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, window: calendar-year, fiscal-start: april}\n",
         "milestoned.yaml:8:73: \"fiscal-start\" with window \"calendar-year\", expected a fiscal one "
         "like fiscal-year\n"},
        /* No window, and no corridor where there is more than one. */
        {WRITTEN_BASE "  - {name: south, between: [BY, UA]}\n"
                      "measures:\n"
                      "  - {name: x, sum: trade.value}\n",
         "milestoned.yaml:9:5: a measure without \"corridor\", expected: The corridor it is of; needless "
         "where there is only one.\n"
         "milestoned.yaml:9:5: a measure without \"window\", expected: Over which time: calendar-day, "
         "-week, -month, -quarter, -half, -year; fiscal-quarter, -half, -year; last-N-days, "
         "last-N-months; since-YYYY-MM-DD.\n"},
        /* No series at all. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, window: calendar-year, series-max: 0}\n",
         "milestoned.yaml:8:85: \"0\" is out of range, expected 1 to 1000000 for \"series-max\"\n"},
};

/* A measure of something else than was meant has other figures. */
START_TEST(wrong_measures_are_said)
{
        written_refused(wrong_measures_are_said_table[_i].yaml, wrong_measures_are_said_table[_i].said);
}
END_TEST

/* Each kind of quantity has its unit and decimals: a thousandth more or less is another figure. */
START_TEST(quantities_have_their_units)
{
        static const struct {
                const char *what, *unit;
                int kind, quantity, scale;
        } rows[] = {
                {"sum: trade.value, currency: JPY", "JPY", EVENT_TRADE, QUANTITY_VALUE, 0},
                {"sum: trade.value", "USD", EVENT_TRADE, QUANTITY_VALUE, 2},
                {"sum: trade.value, currency: KWD", "KWD", EVENT_TRADE, QUANTITY_VALUE, 3},
                {"sum: trade.mass", "g", EVENT_TRADE, QUANTITY_MASS, 0},
                {"sum: freight.mass, where: {stage: arrived}", "g", EVENT_FREIGHT, QUANTITY_MASS, 0},
                {"sum: freight.teu, where: {stage: arrived}", "TEU", EVENT_FREIGHT, QUANTITY_TEU, 3},
                {"sum: freight.wagons, where: {stage: arrived}", "wagon", EVENT_FREIGHT, QUANTITY_WAGONS, 0},
                {"sum: freight.value, where: {stage: arrived}", "USD", EVENT_FREIGHT, QUANTITY_VALUE, 2},
                {"sum: freight.containers, where: {stage: arrived}", "container", EVENT_FREIGHT,
                 QUANTITY_CONTAINERS, 0},
                {"sum: project.budget, where: {stage: signed}", "USD", EVENT_PROJECT, QUANTITY_BUDGET, 2},
                {"average: project.spent, where: {stage: signed}, currency: JPY", "JPY", EVENT_PROJECT,
                 QUANTITY_SPENT, 0},
                {"count: project", "record", EVENT_PROJECT, QUANTITY_COUNT, 0},
                {"count: project.due", "record", EVENT_PROJECT, QUANTITY_COUNT_DUE, 0},
                {"average: trade.mass", "g", EVENT_TRADE, QUANTITY_MASS, 0},
                {"count: trade", "record", EVENT_TRADE, QUANTITY_COUNT, 0},
                {"count: freight, where: {stage: arrived}", "record", EVENT_FREIGHT, QUANTITY_COUNT, 0},
        };

        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
                char yaml[1024];
                struct config *config;
                const struct plan_measure *measure;

                snprintf(yaml, sizeof(yaml),
                         "%smeasures:\n  - {name: x, corridor: north, window: calendar-year, %s}\n",
                         "currency: USD\n"
                         "sources:\n"
                         "  - {name: s, kinds: [trade, freight, project], resolution: month}\n"
                         "corridors:\n"
                         "  - {name: north, between: [BY, RU-LEN]}\n",
                         rows[i].what);
                config = written_good(yaml);
                measure = &config->plan->measures[0];
                ck_assert_int_eq(measure->event_kind, rows[i].kind);
                ck_assert_int_eq(measure->quantity, rows[i].quantity);
                ck_assert_int_eq(measure->scale, rows[i].scale);
                ck_assert_str_eq(measure->unit.data, rows[i].unit);
                ck_assert_int_eq(measure->form,
                                 strncmp(rows[i].what, "average", 7) == 0 ? FORM_AVERAGE : FORM_TALLY);
                ck_assert_str_eq(measure->currency.code,
                                 plan_is_money(measure->quantity) ? rows[i].unit : "");
                ck_assert_uint_eq(measure->series_max, 10000);
                config_free(config);
        }
}
END_TEST

static Suite *measures_suite(void)
{
        Suite *suite = suite_create("config/measures");
        TCase *tcase = tcase_create("measures");

        tcase_add_loop_test(tcase, wrong_measures_are_said, 0, REFUSED_COUNT(wrong_measures_are_said_table));
        tcase_add_test(tcase, quantities_have_their_units);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(measures_suite)
