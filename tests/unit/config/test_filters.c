/* tests/unit/config/test_filters.c: where and by. */
#include "unit/config/written.h"

#define COARSE                                                                                               \
        "sources:\n"                                                                                         \
        "  - {name: a, kinds: trade, resolution: month, levels: {commodity: chapter, mode: total, partner: " \
        "country}}\n"                                                                                        \
        "  - {name: f, kinds: freight, resolution: day, levels: {place: country, mode: total, commodity: "   \
        "total}}\n"                                                                                          \
        "  - {name: p, kinds: project, resolution: day}\n"                                                   \
        "corridors:\n"                                                                                       \
        "  - {name: n, between: [BY, RU], facilities: [RUULU, rail-north]}\n"                                \
        "measures:\n"

static const struct refused wrong_filters_are_said_table[] = {
        /* Words of filters. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, where: {flow: exprot, mode: "
                "[boat], status: sure, supply: good}}\n",
         "milestoned.yaml:8:79: \"exprot\" is no value for \"flow\"; did you mean \"export\"?\n"
         "milestoned.yaml:8:94: \"boat\" is no value for \"mode\", expected one of sea, rail, road, "
         "air, post, pipeline, inland-waterway, own-propulsion, multimodal, other\n"
         "milestoned.yaml:8:109: \"sure\" is no value for \"status\", expected one of estimated, "
         "provisional, final\n"
         "milestoned.yaml:8:123: \"good\" is no value for \"supply\"; did you mean \"goods\"?\n"},
        /* Coordinates that trade does not have. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, where: {stage: arrived, "
                "project: x}}\n",
         "milestoned.yaml:8:73: \"stage\" says nothing about trade, expected another coordinate\n"
         "milestoned.yaml:8:89: \"project\" says nothing about trade, expected another coordinate\n"},
        /* Coordinates that projects do not have. */
        {COARSE
         "  - {name: x, corridor: n, count: project, window: calendar-year, where: {flow: import, "
         "supply: goods, mode: sea, commodity: 27, partner: BY, stage: arrived}, by: [flow, reporter]}\n",
         "milestoned.yaml:8:75: \"flow\" says nothing about projects, expected another coordinate\n"
         "milestoned.yaml:8:89: \"supply\" says nothing about projects, expected another coordinate\n"
         "milestoned.yaml:8:104: \"mode\" says nothing about projects, expected another coordinate\n"
         "milestoned.yaml:8:115: \"commodity\" says nothing about projects, expected another "
         "coordinate\n"
         "milestoned.yaml:8:130: \"partner\" says nothing about projects, expected another coordinate\n"
         "milestoned.yaml:8:150: \"arrived\" is no value for \"stage\", expected one of proposed, "
         "agreed, signed, started, completed, suspended, cancelled\n"
         "milestoned.yaml:8:165: \"flow\" says nothing about projects, expected another coordinate\n"
         "milestoned.yaml:8:171: \"reporter\" says nothing about projects, expected another coordinate\n"},
        /* Words of projects' kinds and of valuations. */
        {COARSE
         "  - {name: x, corridor: n, count: trade, window: calendar-year, where: {kind: port, valuation: "
         "[fob, cfi]}}\n"
         "  - {name: y, corridor: n, count: project, window: calendar-year, where: {kind: tunnel, "
         "valuation: cif}}\n",
         "milestoned.yaml:8:73: \"kind\" says nothing about trade, expected another coordinate\n"
         "milestoned.yaml:8:102: \"cfi\" is no value for \"valuation\"; did you mean \"cif\"?\n"
         "milestoned.yaml:9:81: \"tunnel\" is no value for \"kind\", expected one of agreement, meeting, "
         "railway, port, road, plant, pipeline, other\n"
         "milestoned.yaml:9:89: \"valuation\" says nothing about projects, expected another coordinate\n"},
        /* Rule 2: money of a project at no stage, and at two. */
        {COARSE "  - {name: x, corridor: n, sum: project.spent, currency: USD, window: calendar-year}\n"
                "  - {name: y, corridor: n, average: project.budget, currency: USD, window: calendar-year, "
                "where: {stage: [signed, started]}}\n",
         "milestoned.yaml:8:5: a measure of money of projects without \"stage\" in \"where\", expected the "
         "one "
         "at which it counts, as in {stage: signed}\n"
         "milestoned.yaml:9:106: 2 stages would count a project more than once, expected one\n"},
        /* Codes that no event has. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, where: {commodity: [27x, "
                "1234567890123], facility: rail-nort}}\n",
         "milestoned.yaml:8:85: \"27x\" is no commodity, expected 1 to 12 digits\n"
         "milestoned.yaml:8:90: \"1234567890123\" is no commodity, expected 1 to 12 digits\n"
         "milestoned.yaml:8:116: \"rail-nort\" is no facility of the corridor; did you mean "
         "\"rail-north\"?\n"},
        /* Partners that are no places. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, where: {partner: [any, "
                "DEU]}}\n",
         "milestoned.yaml:8:83: \"any\" is no place, expected an ISO 3166 code like BY or RU-LEN, or a "
         "group\n"
         "milestoned.yaml:8:88: \"DEU\" is no place or group; did you mean \"DE\"?\n"},
        /* A measure of freight at no stage would count a consignment at each. */
        {COARSE "  - {name: x, corridor: n, sum: freight.mass, window: calendar-year}\n",
         "milestoned.yaml:8:5: a measure of freight without \"stage\" in \"where\", expected the one "
         "at which it counts, as in {stage: arrived}\n"},
        /* At two stages it would count twice. */
        {COARSE
         "  - {name: x, corridor: n, sum: freight.mass, window: calendar-year, where: {stage: [loaded, "
         "arrived]}}\n",
         "milestoned.yaml:8:85: 2 stages would count a consignment more than once, expected one\n"},
        /* More coordinates than there are that may stand together. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, by: [flow, hs2, partner, "
                "status, source, reporter, flow, hs2, partner, status, source]}\n",
         "milestoned.yaml:8:69: 11 coordinates in \"by\", expected 1 to 10\n"},
        /* And none. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, by: []}\n",
         "milestoned.yaml:8:69: 0 coordinates in \"by\", expected 1 to 10\n"},
        /* Twice, and one that there is not. */
        {COARSE
         "  - {name: x, corridor: n, count: trade, window: calendar-year, by: [flow, flow, chapter]}\n",
         "milestoned.yaml:8:76: \"flow\" is given twice, expected once\n"
         "milestoned.yaml:8:82: \"chapter\" is no value for \"by\", expected one of flow, hs2, hs4, "
         "hs6, partner, mode, facility, project, status, source, reporter, stage\n"},
};

/* A filter that lets other events pass than was meant makes other figures. */
START_TEST(wrong_filters_are_said)
{
        written_refused(wrong_filters_are_said_table[_i].yaml, wrong_filters_are_said_table[_i].said);
}
END_TEST

static const struct refused of_rule_10_totals_are_not_broken_down_table[] = {
        /* All modes are one figure, and chapters have no headings. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, by: [mode, hs4]}\n",
         "milestoned.yaml:8:70: \"mode\" is not told apart by the levels of source \"a\", expected a "
         "coordinate that is\n"
         "milestoned.yaml:8:76: \"hs4\" is not told apart by the levels of source \"a\", expected a "
         "coordinate that is\n"},
        /* Two levels of one code. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, by: [hs2, hs6]}\n",
         "milestoned.yaml:8:75: \"hs6\" beside another level of the same code, expected one of hs2, "
         "hs4, hs6\n"
         "milestoned.yaml:8:75: \"hs6\" is not told apart by the levels of source \"a\", expected a "
         "coordinate that is\n"},
        /* The same of filters. */
        {COARSE "  - {name: x, corridor: n, count: trade, window: calendar-year, where: {mode: [rail], "
                "commodity: [27, 2709]}}\n",
         "milestoned.yaml:8:80: \"rail\" is not told apart by the levels of source \"a\", expected a "
         "coordinate that is\n"
         "milestoned.yaml:8:103: \"2709\" is not told apart by the levels of source \"a\", expected a "
         "coordinate that is\n"},
        /* The same of freight. */
        {COARSE "  - {name: x, corridor: n, sum: freight.teu, window: calendar-year, where: {stage: arrived, "
                "facility: RUULU}, by: [hs2, facility, mode]}\n",
         "milestoned.yaml:8:103: \"RUULU\" is not told apart by the levels of source \"f\", expected a "
         "coordinate that is\n"
         "milestoned.yaml:8:116: \"hs2\" is not told apart by the levels of source \"f\", expected a "
         "coordinate that is\n"
         "milestoned.yaml:8:121: \"facility\" is not told apart by the levels of source \"f\", "
         "expected a coordinate that is\n"
         "milestoned.yaml:8:131: \"mode\" is not told apart by the levels of source \"f\", expected a "
         "coordinate that is\n"},
};

/* rule 10: asking by or where on a coordinate that counts as a total is an error of the configuration. */
START_TEST(rule_10_totals_are_not_broken_down)
{
        written_refused(of_rule_10_totals_are_not_broken_down_table[_i].yaml,
                        of_rule_10_totals_are_not_broken_down_table[_i].said);
}
END_TEST

/* What is asked for is what the core will look at; nothing asked for lets everything pass. */
START_TEST(filters_and_breakdowns_are_read_whole)
{
        struct config *config = written_good(COARSE
                                             "  - {name: a, corridor: n, count: trade, window: "
                                             "calendar-year, by: [partner, hs2, flow, status], where: {flow: "
                                             "[import, re-export], supply: goods, status: [final], "
                                             "commodity: [\"27\", \"01\"], partner: [PL, LT]}}\n"
                                             "  - {name: b, corridor: n, sum: freight.mass, window: "
                                             "last-30-days, where: {stage: border, flow: transit}}\n"
                                             "  - {name: c, corridor: n, count: project, window: "
                                             "calendar-year, by: [project, facility, source], where: {stage: "
                                             "[signed, cancelled], project: Port 4, facility: RUULU}}\n");
        const struct plan_measure *a = &config->plan->measures[0], *b = &config->plan->measures[1];
        const struct plan_measure *c = &config->plan->measures[2];

        ck_assert_uint_eq(a->where.flows, 1u << FLOW_IMPORT | 1u << FLOW_RE_EXPORT);
        ck_assert_uint_eq(a->where.supplies, 1u << SUPPLY_GOODS | 1u << SUPPLY_NONE);
        ck_assert_uint_eq(a->where.statuses, 1u << STATUS_FINAL);
        ck_assert_uint_eq(a->where.modes, 0);
        ck_assert_uint_eq(a->where.commodities_count, 2);
        ck_assert_str_eq(a->where.commodities[0].data, "01");
        ck_assert_uint_eq(a->where.partners_count, 2);
        ck_assert_str_eq(a->where.partners[0].code, "LT");
        ck_assert_uint_eq(a->by_count, 4);
        ck_assert_uint_eq(a->by[0], BY_PARTNER);
        ck_assert_uint_eq(a->by[3], BY_STATUS);

        ck_assert_uint_eq(b->where.stages, 1u << FREIGHT_BORDER);
        ck_assert_uint_eq(b->where.flows, 1u << FLOW_TRANSIT);
        ck_assert_uint_eq(b->by_count, 0);

        ck_assert_uint_eq(c->where.stages, 1u << 3 | 1u << 7); /* of the protocol's ProjectStage */
        ck_assert_str_eq(c->where.projects[0].data, "Port 4");
        ck_assert_str_eq(c->where.facilities[0].data, "RUULU");
        ck_assert_uint_eq(c->by[0], BY_PROJECT);
        config_free(config);
}
END_TEST

static Suite *filters_suite(void)
{
        Suite *suite = suite_create("config/filters");
        TCase *tcase = tcase_create("filters");

        tcase_add_loop_test(tcase, wrong_filters_are_said, 0, REFUSED_COUNT(wrong_filters_are_said_table));
        tcase_add_loop_test(tcase, rule_10_totals_are_not_broken_down, 0,
                            REFUSED_COUNT(of_rule_10_totals_are_not_broken_down_table));
        tcase_add_test(tcase, filters_and_breakdowns_are_read_whole);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(filters_suite)
