/* tests/unit/config/test_perspective.c: whose reports count, and from which sources. */
#include "unit/config/written.h"

static const struct refused wrong_perspectives_are_said_table[] = {
        /* A reporter whom no source speaks for would be a sum that is always zero. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, window: calendar-year, reported-by: RU-LEN}\n",
         "milestoned.yaml:8:5: no source reports the trade of RU-LEN, expected one among the sources\n"},
        /* A reporter from elsewhere. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, window: calendar-year, reported-by: KZ}\n",
         "milestoned.yaml:8:86: \"KZ\" is on no side of corridor \"north\", expected one that is\n"},
        /* Several places cannot be one reporter. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month}\n"
         "groups:\n"
         "  - {name: two, places: [BY, RU]}\n"
         "corridors:\n"
         "  - {name: g, between: [two, any]}\n"
         "  - {name: h, between: [any, BY]}\n"
         "measures:\n"
         "  - {name: x, corridor: g, count: trade, window: calendar-year}\n"
         "  - {name: y, corridor: h, count: trade, window: calendar-year}\n"
         "  - {name: z, corridor: g, count: trade, window: calendar-year, reported-by: two}\n",
         "milestoned.yaml:9:5: the first side of corridor \"g\" is not one place, expected "
         "\"reported-by\" to say whose reports count\n"
         "milestoned.yaml:10:5: the first side of corridor \"h\" is not one place, expected "
         "\"reported-by\" to say whose reports count\n"
         "milestoned.yaml:11:78: a group of 2 reporters, expected one place\n"},
        /* No source of that kind. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, count: project, window: calendar-year}\n",
         "milestoned.yaml:8:5: no source sends project events, expected one among the sources\n"},
        /* A source that is not there. */
        {WRITTEN_BASE "measures:\n"
                      "  - {name: x, corridor: north, sum: trade.value, window: calendar-year, sources: "
                      "[customs-bj]}\n",
         "milestoned.yaml:8:83: \"customs-bj\" is no source; did you mean \"customs-by\"?\n"},
        /* A source of another kind. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, window: calendar-year, sources: [rail]}\n",
         "milestoned.yaml:8:83: source \"rail\" does not send what is measured, expected one whose "
         "kinds and reports fit\n"},
        /* No source at all. */
        {WRITTEN_BASE
         "measures:\n"
         "  - {name: x, corridor: north, sum: trade.value, window: calendar-year, sources: []}\n",
         "milestoned.yaml:8:82: \"sources\" is an empty list, expected the name of a source at least\n"},
        /* Rule 10: figures on Russia do not say what is the Leningrad Region's. */
        {"currency: USD\n"
         "sources:\n"
         "  - {name: a, kinds: trade, reports: BY, resolution: month, levels: {partner: country}}\n"
         "corridors:\n"
         "  - {name: n, between: [BY, RU-LEN]}\n"
         "measures:\n"
         "  - {name: x, corridor: n, sum: trade.value, window: calendar-year}\n",
         "milestoned.yaml:7:5: the levels of source \"a\" do not tell this corridor's partners apart, "
         "expected a source or a level that does\n"},
        /* Rule 10: trade with all the world is with `any`, and says nothing of one place. */
        {"currency: USD\n"
         "sources:\n"
         "  - {name: a, kinds: trade, reports: BY, resolution: month, levels: {partner: total}}\n"
         "corridors:\n"
         "  - {name: n, between: [BY, RU]}\n"
         "  - {name: w, between: [BY, any]}\n"
         "measures:\n"
         "  - {name: x, corridor: n, sum: trade.value, window: calendar-year}\n"
         "  - {name: y, corridor: w, sum: trade.value, window: calendar-year}\n",
         "milestoned.yaml:8:5: the levels of source \"a\" do not tell this corridor's partners apart, "
         "expected a source or a level that does\n"},
        /* Rule 10: the same of reporters. */
        {"currency: USD\n"
         "sources:\n"
         "  - {name: a, kinds: trade, resolution: month, levels: {reporter: country}}\n"
         "corridors:\n"
         "  - {name: n, between: [RU-LEN, BY]}\n"
         "measures:\n"
         "  - {name: x, corridor: n, sum: trade.value, window: calendar-year}\n",
         "milestoned.yaml:7:5: the levels of source \"a\" do not tell this corridor's reporters apart, "
         "expected a source or a level that does\n"},
};

/* A measure without a voice would stay at zero for ever, and nobody would know why. */
START_TEST(wrong_perspectives_are_said)
{
        written_refused(wrong_perspectives_are_said_table[_i].yaml,
                        wrong_perspectives_are_said_table[_i].said);
}
END_TEST

static const struct refused of_rule_26_one_reporter_has_one_source_table[] = {
        /* Both would be added up, and the trade counted twice. */
        {"currency: USD\n"
         "sources:\n"
         "  - {name: a, kinds: trade, reports: BY, resolution: month}\n"
         "  - {name: b, kinds: trade, resolution: month}\n"
         "corridors:\n"
         "  - {name: n, between: [BY, RU]}\n"
         "measures:\n"
         "  - {name: x, corridor: n, sum: trade.value, window: calendar-year}\n"
         "  - {name: y, corridor: n, sum: trade.value, window: calendar-year, sources: [b, a]}\n",
         "milestoned.yaml:8:5: sources \"a\" and \"b\" both report the trade of BY, expected one in "
         "\"sources\", or an order of them in \"prefer\"\n"
         "milestoned.yaml:9:69: sources \"a\" and \"b\" both report the trade of BY, expected one in "
         "\"sources\", or an order of them in \"prefer\"\n"},
};

/* rule 26: one reporter's figures from two sources in one measure are an error. */
START_TEST(rule_26_one_reporter_has_one_source)
{
        written_refused(of_rule_26_one_reporter_has_one_source_table[_i].yaml,
                        of_rule_26_one_reporter_has_one_source_table[_i].said);
}
END_TEST

/* Two sources of different reporters may stand together; the first place of the corridor reports
 * unless the measure says otherwise; and its sources are those that speak for it. */
START_TEST(reporters_and_sources_are_found)
{
        struct config *config = written_good(
                "currency: USD\n"
                "sources:\n"
                "  - {name: by, kinds: [trade, freight], reports: [BY, KZ], resolution: month}\n"
                "  - {name: len, kinds: trade, reports: RU-LEN, resolution: month}\n"
                "  - {name: spe, kinds: trade, reports: RU-SPE, resolution: quarter}\n"
                "  - {name: rail, kinds: freight, resolution: day}\n"
                "corridors:\n"
                "  - {name: c, between: [BY, RU]}\n"
                "measures:\n"
                "  - {name: a, corridor: c, sum: trade.value, window: calendar-year}\n"
                "  - {name: b, corridor: c, sum: trade.value, window: calendar-year, reported-by: RU-LEN}\n"
                "  - {name: d, corridor: c, sum: trade.value, window: calendar-year, reported-by: RU, "
                "sources: [spe, len]}\n"
                "  - {name: e, corridor: c, sum: freight.teu, window: calendar-year, where: {stage: "
                "border}}\n");
        const struct plan *plan = config->plan;
        const struct plan_measure *a = WRITTEN_FIND(plan, measures, "a"),
                                  *b = WRITTEN_FIND(plan, measures, "b");
        const struct plan_measure *d = WRITTEN_FIND(plan, measures, "d"),
                                  *e = WRITTEN_FIND(plan, measures, "e");

        ck_assert_str_eq(a->reporter.code, "BY");
        ck_assert_uint_eq(a->sources_count, 1);
        ck_assert_str_eq(plan->sources[a->sources[0]].name.data, "by");
        ck_assert_str_eq(b->reporter.code, "RU-LEN");
        ck_assert_str_eq(plan->sources[b->sources[0]].name.data, "len");
        ck_assert_str_eq(d->reporter.code, "RU");
        ck_assert_uint_eq(d->sources_count, 2);
        ck_assert_int_eq(d->resolution, PERIOD_QUARTER);
        ck_assert(place_is_none(e->reporter));
        ck_assert_uint_eq(e->sources_count, 2);
        ck_assert_int_eq(e->resolution, PERIOD_MONTH);
        config_free(config);
}
END_TEST

static Suite *perspective_suite(void)
{
        Suite *suite = suite_create("config/perspective");
        TCase *tcase = tcase_create("perspective");

        tcase_add_loop_test(tcase, wrong_perspectives_are_said, 0,
                            REFUSED_COUNT(wrong_perspectives_are_said_table));
        tcase_add_loop_test(tcase, rule_26_one_reporter_has_one_source, 0,
                            REFUSED_COUNT(of_rule_26_one_reporter_has_one_source_table));
        tcase_add_test(tcase, reporters_and_sources_are_found);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(perspective_suite)
