/* tests/unit/config/test_milestones.c: targets. */
#include "unit/config/written.h"

static const struct refused wrong_milestones_are_said_table[] = {
        /* A measure that is not there. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnovr, reach: 1 bn USD}\n",
         "milestoned.yaml:11:24: \"turnovr\" is no measure; did you mean \"turnover\"?\n"},
        /* No target. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover}\n",
         "milestoned.yaml:11:5: a milestone without a target, expected \"reach\", \"hold\", \"all-of\", "
         "\"any-of\" or \"at-least\"\n"},
        /* No amount. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: a lot}\n",
         "milestoned.yaml:11:41: \"a lot\" is no amount, expected one like 1_000_000 USD or 1.5 bn USD\n"},
        /* An amount of what? */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1_000_000}\n",
         "milestoned.yaml:11:41: \"1_000_000\" is not in the unit of measure \"turnover\", expected an "
         "amount in USD\n"},
        /* Another currency is not added, so never reached. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 bn EUR}\n",
         "milestoned.yaml:11:41: \"1 bn EUR\" is not in the unit of measure \"turnover\", expected an "
         "amount in USD\n"},
        /* Commas are points elsewhere. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: \"1,000,000 USD\"}\n"
                          "  - {name: y, measure: turnover, reach: 1__0 USD}\n"
                          "  - {name: z, measure: turnover, reach: 1.2.3 USD}\n",
         "milestoned.yaml:11:41: \"1,000,000 USD\" is no amount, expected one like 1_000_000 USD or "
         "1.5 bn USD\n"
         "milestoned.yaml:12:41: \"1__0 USD\" is no amount, expected one like 1_000_000 USD or 1.5 bn "
         "USD\n"
         "milestoned.yaml:13:41: \"1.2.3 USD\" is no amount, expected one like 1_000_000 USD\n"},
        /* m is a thousandth, a metre or a million. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 35 m USD}\n",
         "milestoned.yaml:11:41: \"35 m USD\" is not in the unit of measure \"turnover\", expected an "
         "amount in USD\n"},
        /* Less than the smallest unit. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 0.001 USD}\n",
         "milestoned.yaml:11:41: \"0.001 USD\" has more decimals than its unit, expected at most 2\n"},
        /* Reached before anything is known. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 0 USD}\n"
                          "  - {name: y, measure: turnover, reach: -5 USD}\n",
         "milestoned.yaml:11:41: \"0 USD\" is not above zero, expected a target that is\n"
         "milestoned.yaml:12:41: \"-5 USD\" is not above zero, expected a target that is\n"},
        /* More than a sum may be. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 46116860184273879.05 USD}\n",
         "milestoned.yaml:11:41: \"46116860184273879.05 USD\" is too large, expected at most 2^62 of "
         "the smallest unit\n"},
        /* Tonnes have one name here. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: rail-mass, reach: 1 million USD}\n"
                          "  - {name: y, measure: rail-mass, reach: 1 million tons}\n",
         "milestoned.yaml:11:42: \"1 million USD\" is not in the unit of measure \"rail-mass\", "
         "expected an amount in t, kg or g\n"
         "milestoned.yaml:12:42: \"1 million tons\" is not in the unit of measure \"rail-mass\", "
         "expected an amount in t, kg or g\n"},
        /* Steps rise, and lie within. */
        {WRITTEN_MEASURES
         "milestones:\n"
         "  - {name: x, measure: turnover, reach: 1 USD, steps: [50%, 40%, 0%, 100%, half, 12.34567%]}\n",
         "milestoned.yaml:11:61: \"40%\" is not above the share before it, expected rising ones\n"
         "milestoned.yaml:11:66: \"0%\" is no share, expected one like 50% or 12.5%, above 0% and "
         "below 100%\n"
         "milestoned.yaml:11:70: \"100%\" is no share, expected one like 50% or 12.5%, above 0% and "
         "below 100%\n"
         "milestoned.yaml:11:76: \"half\" is no share, expected one like 50% or 12.5%, above 0% and "
         "below 100%\n"
         "milestoned.yaml:11:82: \"12.34567%\" is no share, expected one like 50% or 12.5%, above 0% "
         "and below 100%\n"},
        /* Twice the same would be told twice. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 USD, steps: [50%, 50%]}\n",
         "milestoned.yaml:11:61: \"50%\" is not above the share before it, expected rising ones\n"},
        /* Over before it begins. */
        {WRITTEN_MEASURES
         "milestones:\n"
         "  - {name: x, measure: turnover, reach: 1 USD, from: 2024-01-01, by: 2023-12-31}\n",
         "milestoned.yaml:11:70: \"by\" is before \"from\", expected a later day\n"},
        /* A grace after nothing. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 USD, grace: 30 days}\n",
         "milestoned.yaml:11:48: \"grace\" without a deadline, expected \"by\" or \"each\" too\n"},
        /* A grace without end, and one in weeks. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 USD, by: 2024-12-31, grace: 3661 days}\n"
                          "  - {name: y, measure: turnover, reach: 1 USD, by: 2024-12-31, grace: 2 weeks}\n",
         "milestoned.yaml:11:71: \"3661 days\" is out of range, expected 0 days to 3660 days for "
         "\"grace\"\n"
         "milestoned.yaml:12:71: \"2 weeks\" is no value for \"grace\", expected days as in \"10 "
         "days\"\n"},
};

/* A milestone that is told on another day than was meant is worse than none. */
START_TEST(wrong_milestones_are_said)
{
        written_refused(wrong_milestones_are_said_table[_i].yaml, wrong_milestones_are_said_table[_i].said);
}
END_TEST

static const struct refused of_rule_11_deadlines_lie_on_borders_table[] = {
        /* Figures of a month say nothing about its last day but one. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 USD, by: 2024-12-30}\n",
         "milestoned.yaml:11:52: \"2024-12-30\" is not the last day of a month, expected 2024-11-30 or "
         "2024-12-31\n"},
        /* Nor about its second. */
        {WRITTEN_MEASURES
         "milestones:\n"
         "  - {name: x, measure: turnover, reach: 1 USD, from: 2024-01-02, by: 2024-12-31}\n",
         "milestoned.yaml:11:54: \"2024-01-02\" is not the first day of a month, expected 2024-01-01 "
         "or 2024-02-01\n"},
};

/* rule 11: starts and deadlines lie on borders of the measure's resolution. */
START_TEST(rule_11_deadlines_lie_on_borders)
{
        written_refused(of_rule_11_deadlines_lie_on_borders_table[_i].yaml,
                        of_rule_11_deadlines_lie_on_borders_table[_i].said);
}
END_TEST

static const struct refused of_rule_25_each_needs_from_table[] = {
        /* Which year is the first? */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 USD, each: year}\n",
         "milestoned.yaml:11:48: \"each\" without \"from\", expected the first day of the first period\n"},
        /* A year that begins in February. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 USD, each: year, from: 2024-02-01}\n",
         "milestoned.yaml:11:66: \"2024-02-01\" is not the first day of such a year, expected "
         "2024-01-01 or 2025-01-01\n"},
        /* Each year has its own end. */
        {WRITTEN_MEASURES
         "milestones:\n"
         "  - {name: x, measure: turnover, reach: 1 USD, each: year, from: 2024-01-01, by: 2024-12-31}\n",
         "milestoned.yaml:11:78: \"by\" beside \"each\", expected one of the two: each period ends on "
         "its last day\n"},
        /* The sum of a year is no sum of a month; a trailing one begins with none. */
        {WRITTEN_MEASURES "milestones:\n"
                          "  - {name: x, measure: turnover, reach: 1 USD, each: month, from: 2024-01-01}\n"
                          "  - {name: y, measure: rail-mass, reach: 1 t, each: year, from: 2024-01-01}\n",
         "milestoned.yaml:11:54: \"each: month\" on measure \"turnover\", expected a measure whose "
         "window is that period\n"
         "milestoned.yaml:12:53: \"each: year\" on measure \"rail-mass\", expected a measure whose "
         "window is that period\n"},
};

/* rule 25: `each` needs `from`, on a border of its period, and a window that is the period. */
START_TEST(rule_25_each_needs_from)
{
        written_refused(of_rule_25_each_needs_from_table[_i].yaml, of_rule_25_each_needs_from_table[_i].said);
}
END_TEST

struct amount {
        const char *measure, *reach;
        int64_t target;
};

static const struct amount amounts_table[] = {
        {"turnover", "1_000_000_000 USD", INT64_C(100000000000)},
        {"turnover", "35 bn USD", INT64_C(3500000000000)},
        {"turnover", "1.5 billion USD", INT64_C(150000000000)},
        {"turnover", "2 mn USD", 200000000},
        {"turnover", "0.25 million USD", 25000000},
        {"turnover", "3 thousand USD", 300000},
        {"turnover", "1 tn USD", INT64_C(100000000000000)},
        {"turnover", "0.01 USD", 1},
        {"turnover", "19944395100.50USD", INT64_C(1994439510050)},
        {"turnover", "46116860184273879.04 USD", INT64_C(1) << 62},
        {"rail-mass", "1.5 million t", INT64_C(1500000000000)},
        {"rail-mass", "12 kg", 12000},
        {"rail-mass", "7 g", 7},
        {"rail-mass", "0.000001 t", 1},
        {"boxes", "10_000 TEU", 10000000},
        {"boxes", "0.5 TEU", 500},
        {"cars", "400 wagons", 400},
        {"cars", "1 wagon", 1},
        {"papers", "12 records", 12},
        {"papers", "1 thousand records", 1000},
};

/* A target a thousand times too low is reached at once, and told to everybody. */
START_TEST(amounts_are_exact)
{
        const struct amount *row = &amounts_table[_i];
        struct config *config;
        char yaml[2048];

        snprintf(yaml, sizeof(yaml),
                 WRITTEN_MEASURES "  - {name: boxes, corridor: north, sum: freight.teu, window: "
                                  "calendar-year, where: {stage: arrived}}\n"
                                  "  - {name: cars, corridor: north, sum: freight.wagons, window: "
                                  "calendar-year, where: {stage: arrived}}\n"
                                  "  - {name: papers, corridor: north, count: trade, window: calendar-year}\n"
                                  "milestones:\n  - {name: x, measure: %s, reach: %s}\n",
                 row->measure, row->reach);
        config = written_good(yaml);
        ck_assert_int_eq(config->plan->milestones[0].terms[0].target.amount, row->target);
        config_free(config);
}
END_TEST

/* What an administrator leaves out must be what he expects. */
START_TEST(a_milestone_is_read_whole)
{
        struct config *config = written_good(
                "fiscal-start: april\n" WRITTEN_MEASURES
                "  - {name: fiscal, corridor: north, sum: trade.value, window: fiscal-year}\n"
                "milestones:\n"
                "  - {name: c, measure: turnover, reach: 1 bn USD, from: 2024-02-01, by: 2024-12-31, grace: "
                "0 days, steps: [33.3%, 50%, 99.9999%]}\n"
                "  - {name: b, measure: rail-mass, reach: 1 t}\n"
                "  - {name: a, measure: fiscal, reach: 1 USD, each: year, from: 2023-04-01, grace: 90 "
                "days}\n");
        const struct plan *plan = config->plan;
        const struct plan_milestone *a = &plan->milestones[0], *b = &plan->milestones[1],
                                    *c = &plan->milestones[2];

        ck_assert_str_eq(plan->measures[a->measure].name.data, "fiscal");
        ck_assert_int_eq(a->each, PERIOD_YEAR);
        ck_assert_int_eq(a->fiscal_start, 4);
        ck_assert_int_eq(a->from_day, civil_from_ymd(2023, 4, 1));
        ck_assert_int_eq(a->terms[0].deadline_day, CIVIL_NONE);
        ck_assert_int_eq(a->grace_days, 90);

        ck_assert_str_eq(plan->measures[b->measure].name.data, "rail-mass");
        ck_assert_int_eq(b->each, PERIOD_NONE);
        ck_assert_int_eq(b->from_day, CIVIL_NONE);
        ck_assert_int_eq(b->terms[0].deadline_day, CIVIL_NONE);
        ck_assert_int_eq(b->grace_days, PLAN_NEVER);
        ck_assert_uint_eq(b->steps_count, 0);

        ck_assert_str_eq(plan->measures[c->measure].name.data, "turnover");
        ck_assert_int_eq(c->from_day, civil_from_ymd(2024, 2, 1));
        ck_assert_int_eq(c->terms[0].deadline_day, civil_from_ymd(2024, 12, 31));
        ck_assert_int_eq(c->grace_days, 0);
        ck_assert_uint_eq(c->steps_count, 3);
        ck_assert_uint_eq(c->steps_ppm[0], 333000);
        ck_assert_uint_eq(c->steps_ppm[2], 999999);
        config_free(config);
}
END_TEST

static Suite *milestones_suite(void)
{
        Suite *suite = suite_create("config/milestones");
        TCase *tcase = tcase_create("milestones");

        tcase_add_loop_test(tcase, wrong_milestones_are_said, 0,
                            REFUSED_COUNT(wrong_milestones_are_said_table));
        tcase_add_loop_test(tcase, rule_11_deadlines_lie_on_borders, 0,
                            REFUSED_COUNT(of_rule_11_deadlines_lie_on_borders_table));
        tcase_add_loop_test(tcase, rule_25_each_needs_from, 0,
                            REFUSED_COUNT(of_rule_25_each_needs_from_table));
        tcase_add_loop_test(tcase, amounts_are_exact, 0, REFUSED_COUNT(amounts_table));
        tcase_add_test(tcase, a_milestone_is_read_whole);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(milestones_suite)
