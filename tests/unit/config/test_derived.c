/* tests/unit/config/test_derived.c: measures of measures, and levels. */
#include "unit/config/written.h"

#define DERIVED                                                                                   \
        "sources:\n"                                                                              \
        "  - {name: a, kinds: trade, reports: BY, resolution: month}\n"                           \
        "  - {name: w, kinds: trade, reports: RU, resolution: week}\n"                            \
        "  - {name: f, kinds: freight, resolution: day}\n"                                        \
        "corridors:\n"                                                                            \
        "  - {name: n, between: [BY, RU]}\n"                                                      \
        "measures:\n"                                                                             \
        "  - {name: usd, sum: trade.value, currency: USD, window: calendar-year}\n"               \
        "  - {name: eur, sum: trade.value, currency: EUR, window: calendar-year}\n"               \
        "  - {name: many, count: trade, window: calendar-year}\n"                                 \
        "  - {name: split, sum: trade.value, currency: USD, window: calendar-year, by: flow}\n"   \
        "  - {name: weeks, sum: trade.value, currency: USD, window: calendar-week, reported-by: " \
        "RU}\n"

#define LATEST                                                                    \
        "sources:\n"                                                              \
        "  - {name: p, kinds: project, resolution: day, complete-after: 1 day}\n" \
        "  - {name: q, kinds: project, resolution: day}\n"                        \
        "corridors:\n"                                                            \
        "  - {name: n, between: [BY, RU]}\n"                                      \
        "measures:\n"

static const struct refused wrong_derived_are_said_table[] = {
        /* Two measures make a ratio, one makes a growth. */
        {DERIVED "  - {name: x, ratio: usd}\n"
                 "  - {name: y, difference: [usd, usd, usd]}\n"
                 "  - {name: z, growth: [usd, usd]}\n"
                 "  - {name: v, asymmetry: []}\n",
         "milestoned.yaml:13:22: \"ratio\" of 1 measure, expected two: [a, b]\n"
         "milestoned.yaml:14:27: \"difference\" of 3 measures, expected two: [a, b]\n"
         "milestoned.yaml:15:23: \"growth\" of 2 measures, expected one\n"
         "milestoned.yaml:16:26: \"asymmetry\" of 0 measures, expected two: [a, b]\n"},
        /* An operand that is not there, and a word that is none. */
        {DERIVED "  - {name: x, ratio: [usd, ust]}\n"
                 "  - {name: y, growth: {a: b}}\n",
         "milestoned.yaml:13:28: \"ust\" is no measure; did you mean \"usd\"?\n"
         "milestoned.yaml:14:23: a map where a single value should be, expected a name\n"},
        /* What the operands say already. */
        {DERIVED
         "  - {name: x, ratio: [usd, usd], corridor: n, window: calendar-year, by: flow, currency: USD, "
         "series-max: 5}\n"
         "  - {name: y, difference: [usd, usd], where: {flow: export}, sources: a, reported-by: BY, "
         "fiscal-start: may}\n",
         "milestoned.yaml:13:34: \"corridor\" beside \"ratio\", expected none: it is that of the "
         "measures named there\n"
         "milestoned.yaml:13:47: \"window\" beside \"ratio\", expected none: it is that of the measures "
         "named there\n"
         "milestoned.yaml:13:70: \"by\" beside \"ratio\", expected none: it is that of the measures "
         "named there\n"
         "milestoned.yaml:13:80: \"currency\" beside \"ratio\", expected none: it is that of the "
         "measures named there\n"
         "milestoned.yaml:13:95: \"series-max\" beside \"ratio\", expected none: it is that of the "
         "measures named there\n"
         "milestoned.yaml:14:39: \"where\" beside \"difference\", expected none: it is that of the "
         "measures named there\n"
         "milestoned.yaml:14:62: \"sources\" beside \"difference\", expected none: it is that of the "
         "measures named there\n"
         "milestoned.yaml:14:74: \"reported-by\" beside \"difference\", expected none: it is that of the "
         "measures named there\n"
         "milestoned.yaml:14:91: \"fiscal-start\" beside \"difference\", expected none: it is that of "
         "the measures named there\n"},
        /* Dollars and euros, and dollars for each record. */
        {DERIVED "  - {name: x, difference: [usd, eur]}\n"
                 "  - {name: y, ratio: [usd, many]}\n"
                 "  - {name: z, asymmetry: [eur, usd]}\n",
         "milestoned.yaml:13:27: measures \"usd\" in USD and \"eur\" in EUR have no difference, expected "
         "one unit\n"
         "milestoned.yaml:14:22: measures \"usd\" in USD and \"many\" in record have no ratio, expected "
         "one unit (a sum for each record is \"average\")\n"
         "milestoned.yaml:15:26: measures \"eur\" in EUR and \"usd\" in USD have no asymmetry, expected "
         "one unit\n"},
        /* A value of each flow beside one of all. */
        {DERIVED "  - {name: x, ratio: [split, usd]}\n",
         "milestoned.yaml:13:22: measures \"split\" and \"usd\" are broken down differently, expected "
         "the same \"by\" in both\n"},
        /* Weeks end in other months. */
        {DERIVED "  - {name: x, difference: [usd, weeks]}\n",
         "milestoned.yaml:13:27: measures \"usd\" (month) and \"weeks\" (week) do not go together, "
         "expected resolutions that nest\n"},
        /* Two forms at once. */
        {DERIVED "  - {name: x, ratio: [usd, usd], growth: usd}\n",
         "milestoned.yaml:13:34: \"growth\" beside \"ratio\", expected one of the two\n"},
        /* Over a period that is none, and over one that is no window of it. */
        {DERIVED "  - {name: x, growth: usd, over: last year}\n"
                 "  - {name: y, growth: usd, over: 2019-Q1}\n"
                 "  - {name: z, growth: usd, over: [2019]}\n",
         "milestoned.yaml:13:34: \"last year\" is no period, expected one like 2023, 2023-Q1, 2023-05, "
         "2023-W18 or 2023-05-01\n"
         "milestoned.yaml:14:34: \"2019-Q1\" is not what measure \"usd\" looks at on 2019-03-31, "
         "expected a period that its window is on its last day\n"
         "milestoned.yaml:15:34: a list where a single value should be, expected a period like 2019\n"},
        /* Over what, without growth? */
        {DERIVED "  - {name: x, ratio: [usd, usd], over: 2019}\n"
                 "  - {name: y, count: trade, window: calendar-year, over: 2019}\n",
         "milestoned.yaml:13:34: \"over\" without \"growth\", expected both or none\n"
         "milestoned.yaml:14:52: \"over\" without \"growth\", expected both or none\n"},
        /* What is broken below is said once. */
        {DERIVED "  - {name: x, ratio: [y, usd]}\n"
                 "  - {name: y, sum: trade.val, window: calendar-year}\n",
         "milestoned.yaml:14:20: \"trade.val\" is no value for \"sum\"; did you mean \"trade.value\"?\n"},
        /* A measure of itself, a circle of three, and what only leads there. */
        {DERIVED "  - {name: x, growth: x}\n"
                 "  - {name: c, growth: d}\n"
                 "  - {name: d, difference: [usd, e]}\n"
                 "  - {name: e, growth: c}\n"
                 "  - {name: b, growth: c}\n",
         "milestoned.yaml:13:15: measures in a circle, expected none: x -> x\n"
         "milestoned.yaml:14:15: measures in a circle, expected none: c -> d -> e -> c\n"},
        /* Five above each other; what stands on them is not said as well. */
        {DERIVED "  - {name: e, growth: d}\n"
                 "  - {name: f, growth: e}\n"
                 "  - {name: d, growth: c}\n"
                 "  - {name: c, growth: b}\n"
                 "  - {name: b, ratio: [usd, a]}\n"
                 "  - {name: a, difference: [usd, usd]}\n",
         "milestoned.yaml:13:15: measures too many above each other, expected at most 4 of them: e -> d "
         "-> c -> b -> a -> usd\n"},
        /* A circle of more than fits a line. */
        {DERIVED "  - {name: a, growth: b}\n"
                 "  - {name: b, growth: c}\n"
                 "  - {name: c, growth: d}\n"
                 "  - {name: d, growth: e}\n"
                 "  - {name: e, growth: f}\n"
                 "  - {name: f, growth: g}\n"
                 "  - {name: g, growth: h}\n"
                 "  - {name: h, growth: a}\n",
         "milestoned.yaml:13:15: measures in a circle, expected none: a -> b -> c -> d -> e -> f -> g -> "
         "...\n"},
};

/* A measure of other things than were meant has figures that nobody can explain. */
START_TEST(wrong_derived_are_said)
{
        written_refused(wrong_derived_are_said_table[_i].yaml, wrong_derived_are_said_table[_i].said);
}
END_TEST

static const struct refused wrong_levels_are_said_table[] = {
        /* Of which project, and by whose reports? */
        {LATEST "  - {name: x, latest: project.progress}\n"
                "  - {name: y, latest: project.progress, sources: p, where: {project: [a, b]}}\n"
                "  - {name: z, latest: project.progress, sources: [p, q], where: {project: a}}\n",
         "milestoned.yaml:7:15: \"latest\" of 0 projects, expected one in \"where\", as in {project: "
         "NAME}\n"
         "milestoned.yaml:7:15: 2 sources report what is \"latest\", expected one in \"sources\"\n"
         "milestoned.yaml:8:15: \"latest\" of 2 projects, expected one in \"where\", as in {project: "
         "NAME}\n"
         "milestoned.yaml:9:41: 2 sources report what is \"latest\", expected one in \"sources\"\n"},
        /* A level has no time and no parts. */
        {LATEST "  - {name: x, latest: project.progress, sources: p, where: {project: a}, window: "
                "calendar-year, by: status, fiscal-start: may, series-max: 5}\n",
         "milestoned.yaml:7:74: \"window\" beside \"latest\", expected none: what the newest report says "
         "is one level\n"
         "milestoned.yaml:7:97: \"by\" beside \"latest\", expected none: what the newest report says is "
         "one level\n"
         "milestoned.yaml:7:109: \"fiscal-start\" beside \"latest\", expected none: what the newest "
         "report says is one level\n"
         "milestoned.yaml:7:128: \"series-max\" beside \"latest\", expected none: what the newest report "
         "says is one level\n"},
        /* A level of something that has none. */
        {LATEST "  - {name: x, latest: project.budget, sources: p, where: {project: a}}\n",
         "milestoned.yaml:7:23: \"project.budget\" is no value for \"latest\", expected one of "
         "project.progress\n"},
        /* The year before says nothing about a level. */
        {LATEST "  - {name: x, latest: project.progress, sources: p, where: {project: a}}\n"
                "  - {name: y, growth: x, over: 2019}\n",
         "milestoned.yaml:8:32: \"2019\" of measure \"x\", expected a measure that is no level: it has "
         "no sum of a period\n"},
};

/* A level of two projects would jump from one to the other. */
START_TEST(wrong_levels_are_said)
{
        written_refused(wrong_levels_are_said_table[_i].yaml, wrong_levels_are_said_table[_i].said);
}
END_TEST

/* In any order of the file, four above each other; corridor, breakdown, resolution and sources are those
 * of the operands. */
START_TEST(derived_measures_take_after_their_operands)
{
        struct config *config = written_good(
                DERIVED
                "  - {name: d4, growth: d3}\n"
                "  - {name: d3, ratio: [d2, d2]}\n"
                "  - {name: d2, difference: [d1, split]}\n"
                "  - {name: d1, difference: [split, fine]}\n"
                "  - {name: fine, sum: freight.value, currency: USD, window: last-3-months, by: flow,\n"
                "     where: {stage: border}, series-max: 7}\n"
                "  - {name: over, growth: usd, over: 2019}\n"
                "  - {name: both, asymmetry: [usd, usd]}\n");
        const struct plan *plan = config->plan;
        const struct plan_measure *d1 = WRITTEN_FIND(plan, measures, "d1"),
                                  *d4 = WRITTEN_FIND(plan, measures, "d4"),
                                  *over = WRITTEN_FIND(plan, measures, "over"),
                                  *both = WRITTEN_FIND(plan, measures, "both");

        ck_assert_int_eq(d1->form, FORM_DIFFERENCE);
        ck_assert_uint_eq(d1->operands_count, 2);
        ck_assert_str_eq(plan->measures[d1->operands[0]].name.data, "split");
        ck_assert_str_eq(plan->measures[d1->operands[1]].name.data, "fine");
        ck_assert_str_eq(d1->unit.data, "USD");
        ck_assert_str_eq(d1->currency.code, "USD");
        ck_assert_int_eq(d1->scale, 2);
        ck_assert_int_eq(d1->resolution, PERIOD_MONTH);
        ck_assert_uint_eq(d1->sources_count, 2);
        ck_assert_str_eq(plan->sources[d1->sources[0]].name.data, "a");
        ck_assert_str_eq(plan->sources[d1->sources[1]].name.data, "f");
        ck_assert_int_eq(d1->window.period, PERIOD_YEAR);
        ck_assert_uint_eq(d1->by_count, 1);
        ck_assert_int_eq(d1->by[0], BY_FLOW);
        ck_assert_uint_eq(d1->series_max, 7);
        ck_assert(!d1->hidden);
        ck_assert_uint_eq(d1->mirror, PLAN_NO_INDEX);
        ck_assert_uint_eq(d1->rates, PLAN_NO_INDEX);

        ck_assert_int_eq(d4->form, FORM_GROWTH);
        ck_assert_uint_eq(d4->operands_count, 1);
        ck_assert_str_eq(d4->unit.data, "%");
        ck_assert_int_eq(d4->scale, 4);
        ck_assert_str_eq(d4->currency.code, "");
        ck_assert_int_eq(d4->base.kind, PERIOD_NONE);
        ck_assert_uint_eq(d4->sources_count, 2);

        ck_assert_int_eq(over->base.kind, PERIOD_YEAR);
        ck_assert_int_eq(over->base.last, civil_from_ymd(2019, 12, 31));
        ck_assert_int_eq(both->form, FORM_ASYMMETRY);
        ck_assert_uint_eq(both->operands[0], both->operands[1]);
        config_free(config);
}
END_TEST

/* A report states it, so it has neither window nor parts; of the one corridor without its name. */
START_TEST(a_level_is_read_whole)
{
        struct config *config = written_good(
                LATEST
                "  - {name: x, latest: project.progress, sources: p, where: {project: port, kind: [port,\n"
                "     other]}}\n"
                "  - {name: kept, ratio: [done, due]}\n"
                "  - {name: done, count: project, where: {stage: completed}, window: calendar-year}\n"
                "  - {name: due, count: project.due, window: calendar-year}\n");
        const struct plan_measure *x = WRITTEN_FIND(config->plan, measures, "x"),
                                  *kept = WRITTEN_FIND(config->plan, measures, "kept");

        ck_assert_int_eq(x->form, FORM_LATEST);
        ck_assert_int_eq(x->quantity, QUANTITY_PROGRESS);
        ck_assert_str_eq(x->unit.data, "%");
        ck_assert_int_eq(x->scale, 4);
        ck_assert_uint_eq(x->sources_count, 1);
        ck_assert_str_eq(x->where.projects[0].data, "port");
        ck_assert_uint_eq(x->where.project_kinds, 1u << 4 | 1u << 8);
        ck_assert_int_eq(x->window.kind, WINDOW_SINCE);
        ck_assert_int_eq(x->window.since_day, EVENT_DAY_MIN);
        ck_assert_int_eq(x->resolution, PERIOD_DAY);
        ck_assert_int_eq(kept->event_kind, EVENT_PROJECT);
        ck_assert_uint_eq(kept->sources_count, 2);
        config_free(config);
}
END_TEST

static Suite *derived_suite(void)
{
        Suite *suite = suite_create("config/derived");
        TCase *tcase = tcase_create("derived");

        tcase_add_loop_test(tcase, wrong_derived_are_said, 0, REFUSED_COUNT(wrong_derived_are_said_table));
        tcase_add_loop_test(tcase, wrong_levels_are_said, 0, REFUSED_COUNT(wrong_levels_are_said_table));
        tcase_add_test(tcase, derived_measures_take_after_their_operands);
        tcase_add_test(tcase, a_level_is_read_whole);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(derived_suite)
