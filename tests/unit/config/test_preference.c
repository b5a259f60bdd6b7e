/* tests/unit/config/test_preference.c: one side's reports before another's, and the mirror. */
#include "unit/config/written.h"

#define SIDES                                                                  \
        "currency: USD\n"                                                      \
        "sources:\n"                                                           \
        "  - {name: by, kinds: trade, reports: BY, resolution: month}\n"       \
        "  - {name: by-old, kinds: trade, reports: BY, resolution: quarter}\n" \
        "  - {name: len, kinds: trade, reports: RU-LEN, resolution: month}\n"  \
        "  - {name: spe, kinds: trade, reports: RU-SPE, resolution: month}\n"  \
        "  - {name: weeks, kinds: trade, reports: RU-MOW, resolution: week}\n" \
        "  - {name: rail, kinds: freight, resolution: day}\n"                  \
        "  - {name: road, kinds: freight, resolution: day}\n"                  \
        "corridors:\n"                                                         \
        "  - {name: n, between: [BY, RU]}\n"                                   \
        "measures:\n"

static const struct refused wrong_orders_are_said_table[] = {
        /* One reporter twice, one from elsewhere, a place that is none. */
        {SIDES "  - {name: x, sum: trade.value, window: calendar-year, reported-by: [BY, BY]}\n"
               "  - {name: y, sum: trade.value, window: calendar-year, reported-by: [BY, KZ]}\n"
               "  - {name: z, sum: trade.value, window: calendar-year, reported-by: [RU-LEN, RU-LEM]}\n",
         "milestoned.yaml:13:74: \"BY\" is given twice, expected once\n"
         "milestoned.yaml:14:74: \"KZ\" is on no side of corridor \"n\", expected one that is\n"
         "milestoned.yaml:15:78: \"RU-LEM\" is no place, expected an ISO 3166 code like BY or RU-LEN, or "
         "a group\n"},
        /* One reporter from two sources, and one from none. */
        {SIDES
         "  - {name: x, sum: trade.value, window: calendar-year, reported-by: [RU-LEN, BY]}\n"
         "  - {name: y, sum: trade.value, window: calendar-year, reported-by: [RU-LEN, BY], sources: "
         "[len]}\n"
         "  - {name: z, sum: trade.value, window: calendar-year, reported-by: [RU-LEN, RU-KGD], sources: "
         "len}\n",
         "milestoned.yaml:13:5: sources \"by\" and \"by-old\" both report the trade of BY, expected one "
         "in \"sources\", or an order of them in \"prefer\"\n"
         "milestoned.yaml:14:78: no source of those named reports the trade of BY, expected one that "
         "does\n"
         "milestoned.yaml:15:78: no source of those named reports the trade of RU-KGD, expected one that "
         "does\n"},
        /* Sources that are not there, and that speak for neither. */
        {SIDES "  - {name: x, sum: trade.value, window: calendar-year, reported-by: [RU-LEN, BY], sources: "
               "[len, by, rail, bi]}\n",
         "milestoned.yaml:13:102: source \"rail\" reports the trade of none of them, expected one that "
         "does\n"
         "milestoned.yaml:13:108: \"bi\" is no source, expected the name of one of the configuration\n"},
        /* Periods that do not nest. */
        {SIDES "  - {name: x, sum: trade.value, window: calendar-year, reported-by: [BY, RU-MOW], sources: "
               "[by, weeks]}\n",
         "milestoned.yaml:13:83: sources \"by\" (month) and \"weeks\" (week) do not go together, "
         "expected resolutions that nest\n"},
        /* Orders of one, of nine, and two orders. */
        {SIDES
         "  - {name: x, sum: trade.value, window: calendar-year, prefer: by}\n"
         "  - {name: y, sum: trade.value, window: calendar-year, prefer: [by, by, by, by, by, by, by, "
         "by, by]}\n"
         "  - {name: z, sum: trade.value, window: calendar-year, prefer: [by, by-old], reported-by: [BY, "
         "RU-LEN]}\n"
         "  - {name: v, sum: trade.value, window: calendar-year, prefer: [by, by-old], sources: [by]}\n"
         "  - {name: w, sum: trade.value, window: calendar-year, prefer: }\n",
         "milestoned.yaml:13:64: an order of 1, expected 2 to 8, the best one first\n"
         "milestoned.yaml:14:64: an order of 9, expected 2 to 8, the best one first\n"
         "milestoned.yaml:15:56: \"prefer\" beside several reporters, expected one of the two orders\n"
         "milestoned.yaml:16:78: \"sources\" beside \"prefer\", expected one of the two\n"
         "milestoned.yaml:17:56: \"prefer\" has no value, expected one behind the colon\n"},
        /* Twice the same, and sources of another reporter. */
        {SIDES "  - {name: x, sum: trade.value, window: calendar-year, prefer: [by, by]}\n"
               "  - {name: y, sum: trade.value, window: calendar-year, prefer: [by, len, rail]}\n",
         "milestoned.yaml:13:69: \"by\" is given twice, expected once\n"
         "milestoned.yaml:14:69: source \"len\" does not send what is measured, expected one whose kinds "
         "and reports fit\n"
         "milestoned.yaml:14:74: source \"rail\" does not send what is measured, expected one whose "
         "kinds and reports fit\n"},
        /* An average of choices, a level of them, and reporters of freight. */
        {SIDES
         "  - {name: x, average: trade.value, window: calendar-year, prefer: [by, by-old]}\n"
         "  - {name: y, sum: freight.value, window: calendar-year, reported-by: [BY, RU], where: {stage: "
         "border}}\n"
         "  - {name: z, ratio: [x, x], prefer: [by, by-old]}\n",
         "milestoned.yaml:13:68: an order of preference beside \"average\", expected it for \"sum\" and "
         "\"count\"\n"
         "milestoned.yaml:14:58: \"reported-by\" says nothing about this kind of event, expected it for "
         "trade only\n"
         "milestoned.yaml:15:30: \"prefer\" beside \"ratio\", expected none: it is that of the measures "
         "named there\n"},
        /* A window within a quarter of one of them. */
        {SIDES "  - {name: x, sum: trade.value, window: calendar-month, prefer: [by, by-old]}\n",
         "milestoned.yaml:13:41: \"calendar-month\" over figures of a quarter each, expected a window "
         "that begins and ends with a quarter\n"},
        /* What stands behind an order has no name. */
        {SIDES "  - {name: x, sum: trade.value, window: calendar-year, prefer: [by, by-old]}\n"
               "  - {name: y, growth: x@1}\n"
               "  - {name: x@2, growth: x}\n",
         "milestoned.yaml:14:23: \"x@1\" is no measure, expected the name of one of the configuration\n"
         "milestoned.yaml:15:12: \"x@2\" is no name, expected 1 to 64 of a-z, 0-9 and - (not at the "
         "ends)\n"},
};

/* rules 22 and 26: whose figures count is never left to chance. */
START_TEST(rule_22_wrong_orders_are_said)
{
        written_refused(wrong_orders_are_said_table[_i].yaml, wrong_orders_are_said_table[_i].said);
}
END_TEST

static const struct refused wrong_mirrors_are_said_table[] = {
        /* Not there, itself, and of other things. */
        {SIDES "  - {name: x, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: xx}\n"
               "  - {name: y, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: y}\n"
               "  - {name: z, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: mass}\n"
               "  - {name: mass, sum: trade.mass, window: calendar-year, sources: by}\n"
               "  - {name: v, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: month}\n"
               "  - {name: month, sum: trade.value, window: calendar-month, sources: by}\n"
               "  - {name: w, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: euro}\n"
               "  - {name: euro, sum: trade.value, window: calendar-year, sources: by, currency: EUR}\n",
         "milestoned.yaml:13:85: \"xx\" is no measure, expected the name of one of the configuration\n"
         "milestoned.yaml:14:85: \"y\" is no mirror of \"y\": its reporter is the same; expected the "
         "same trade by another reporter\n"
         "milestoned.yaml:15:85: \"mass\" is no mirror of \"z\": its quantity or unit is another; "
         "expected the same trade by another reporter\n"
         "milestoned.yaml:17:85: \"month\" is no mirror of \"v\": its window is another; expected the "
         "same trade by another reporter\n"
         "milestoned.yaml:19:85: \"euro\" is no mirror of \"w\": its quantity or unit is another; "
         "expected the same trade by another reporter\n"},
        /* Freight has no sides, a growth no reporter, an average is no sum. */
        {SIDES "  - {name: x, sum: freight.value, window: calendar-year, where: {stage: border}, mirror: x}\n"
               "  - {name: y, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: g}\n"
               "  - {name: g, growth: y, mirror: y}\n"
               "  - {name: z, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: a}\n"
               "  - {name: a, average: trade.value, window: calendar-year, sources: by}\n",
         "milestoned.yaml:13:90: \"x\" is no mirror of \"x\": it is not of trade; expected the same "
         "trade by another reporter\n"
         "milestoned.yaml:14:85: \"g\" is no mirror of \"y\": it has no reporter of its own; expected "
         "the same trade by another reporter\n"
         "milestoned.yaml:15:26: \"mirror\" beside \"growth\", expected none: it is that of the measures "
         "named there\n"
         "milestoned.yaml:16:85: \"a\" is no mirror of \"z\": its form is another; expected the same "
         "trade by another reporter\n"},
};

/* Two things that differ by more than who says them cannot be compared. */
START_TEST(wrong_mirrors_are_said)
{
        written_refused(wrong_mirrors_are_said_table[_i].yaml, wrong_mirrors_are_said_table[_i].said);
}
END_TEST

/* Each stands behind the measure as one of its own, in the order of the file; the plan stays sorted. */
START_TEST(rule_22_an_order_is_a_measure_of_hidden_ones)
{
        struct config *config = written_good(
                SIDES
                "  - {name: x, sum: trade.value, window: calendar-year, by: [flow], where: {mode: sea},\n"
                "     reported-by: [RU, BY], sources: [by-old, len, spe]}\n"
                "  - {name: x-1, sum: trade.value, window: calendar-year, sources: by}\n"
                "  - {name: y, growth: x}\n"
                "  - {name: xa, count: freight, window: calendar-year, where: {stage: border}, prefer: "
                "[road,\n"
                "     rail]}\n");
        const struct plan *plan = config->plan;
        const struct plan_measure *x = WRITTEN_FIND(plan, measures, "x"),
                                  *y = WRITTEN_FIND(plan, measures, "y"),
                                  *xa = WRITTEN_FIND(plan, measures, "xa");
        const struct plan_measure *ru = &plan->measures[x->operands[0]],
                                  *by = &plan->measures[x->operands[1]];

        ck_assert_uint_eq(plan->measures_count, 8);
        for (size_t i = 1; i < plan->measures_count; i++)
                ck_assert_int_lt(text_compare(plan->measures[i - 1].name, plan->measures[i].name), 0);

        ck_assert_int_eq(x->form, FORM_PREFERENCE);
        ck_assert(!x->hidden);
        ck_assert_uint_eq(x->operands_count, 2);
        ck_assert_uint_eq(x->sources_count, 3);
        ck_assert_int_eq(x->resolution, PERIOD_QUARTER);
        ck_assert_str_eq(x->reporter.code, "RU");

        ck_assert_str_eq(ru->name.data, "x@1");
        ck_assert_str_eq(by->name.data, "x@2");
        ck_assert(ru->hidden && by->hidden);
        ck_assert_int_eq(ru->form, FORM_TALLY);
        ck_assert_uint_eq(ru->operands_count, 0);
        ck_assert_str_eq(ru->reporter.code, "RU");
        ck_assert_uint_eq(ru->sources_count, 2);
        ck_assert_str_eq(plan->sources[ru->sources[0]].name.data, "len");
        ck_assert_str_eq(plan->sources[ru->sources[1]].name.data, "spe");
        ck_assert_int_eq(ru->resolution, PERIOD_MONTH);
        ck_assert_uint_eq(ru->where.modes, 1u << MODE_SEA);
        ck_assert_uint_eq(ru->by_count, 1);
        ck_assert_str_eq(ru->unit.data, "USD");
        ck_assert_uint_eq(ru->mirror, PLAN_NO_INDEX);
        ck_assert_str_eq(by->reporter.code, "BY");
        ck_assert_uint_eq(by->sources_count, 1);
        ck_assert_int_eq(by->resolution, PERIOD_QUARTER);

        ck_assert_str_eq(plan->measures[y->operands[0]].name.data, "x");
        ck_assert_str_eq(plan->measures[xa->operands[0]].name.data, "xa@1");
        ck_assert_str_eq(plan->sources[plan->measures[xa->operands[0]].sources[0]].name.data, "road");
        ck_assert_str_eq(plan->sources[plan->measures[xa->operands[1]].sources[0]].name.data, "rail");
        config_free(config);
}
END_TEST

/* Without `sources` each reporter's own are found. */
START_TEST(sources_of_each_reporter_are_found)
{
        struct config *config = written_good(
                SIDES "  - {name: x, sum: trade.value, window: calendar-year, reported-by: [RU-LEN, "
                      "RU-SPE], sources: [spe, len]}\n"
                      "  - {name: z, sum: trade.value, window: calendar-quarter, prefer: [by, by-old]}\n");
        const struct plan *plan = config->plan;
        const struct plan_measure *x = WRITTEN_FIND(plan, measures, "x"),
                                  *z = WRITTEN_FIND(plan, measures, "z");

        ck_assert_str_eq(plan->sources[plan->measures[x->operands[0]].sources[0]].name.data, "len");
        ck_assert_str_eq(plan->sources[plan->measures[x->operands[1]].sources[0]].name.data, "spe");
        ck_assert_str_eq(plan->sources[plan->measures[z->operands[0]].sources[0]].name.data, "by");
        ck_assert_str_eq(plan->measures[z->operands[1]].reporter.code, "BY");
        config_free(config);
}
END_TEST

/* The other side may choose, too; in any order of the file. */
START_TEST(a_mirror_is_found)
{
        struct config *config = written_good(
                SIDES
                "  - {name: x, sum: trade.value, window: calendar-year, reported-by: RU-LEN, mirror: y}\n"
                "  - {name: y, sum: trade.value, window: calendar-year, sources: by, mirror: z}\n"
                "  - {name: z, sum: trade.value, window: calendar-year, reported-by: [RU-LEN, RU-SPE]}\n");
        const struct plan *plan = config->plan;
        const struct plan_measure *x = WRITTEN_FIND(plan, measures, "x"),
                                  *y = WRITTEN_FIND(plan, measures, "y"),
                                  *z = WRITTEN_FIND(plan, measures, "z");

        ck_assert_ptr_eq(&plan->measures[x->mirror], y);
        ck_assert_ptr_eq(&plan->measures[y->mirror], z);
        ck_assert_uint_eq(z->mirror, PLAN_NO_INDEX);
        config_free(config);
}
END_TEST

static Suite *preference_suite(void)
{
        Suite *suite = suite_create("config/preference");
        TCase *tcase = tcase_create("preference");

        tcase_add_loop_test(tcase, rule_22_wrong_orders_are_said, 0,
                            REFUSED_COUNT(wrong_orders_are_said_table));
        tcase_add_loop_test(tcase, wrong_mirrors_are_said, 0, REFUSED_COUNT(wrong_mirrors_are_said_table));
        tcase_add_test(tcase, rule_22_an_order_is_a_measure_of_hidden_ones);
        tcase_add_test(tcase, sources_of_each_reporter_are_found);
        tcase_add_test(tcase, a_mirror_is_found);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(preference_suite)
