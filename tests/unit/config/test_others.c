/* tests/unit/config/test_others.c: milestones of other milestones. */
#include "unit/config/written.h"

#define OTHERS                                                                                \
        "sources:\n"                                                                          \
        "  - {name: a, kinds: trade, reports: BY, resolution: month}\n"                       \
        "  - {name: f, kinds: freight, resolution: week}\n"                                   \
        "corridors:\n"                                                                        \
        "  - {name: n, between: [BY, RU]}\n"                                                  \
        "measures:\n"                                                                         \
        "  - {name: usd, sum: trade.value, currency: USD, window: calendar-year, by: flow}\n" \
        "  - {name: many, count: freight, window: calendar-week, where: {stage: border}}\n"   \
        "milestones:\n"                                                                       \
        "  - {name: one, measure: usd, reach: 1 bn USD, by: 2024-12-31}\n"                    \
        "  - {name: two, measure: many, reach: 5 records}\n"                                  \
        "  - {name: held, measure: usd, hold: 1 USD}\n"                                       \
        "  - {name: yearly, measure: usd, reach: 1 bn USD, each: year, from: 2024-01-01}\n"   \
        "  - {name: every, measure: usd, reach: 1 bn USD, for-each: flow}\n"

static const struct refused wrong_others_are_said_table[] = {
        /* Members that are not there, given twice, or none. */
        {OTHERS "  - {name: x, all-of: [one, to]}\n"
                "  - {name: y, any-of: [one, one]}\n"
                "  - {name: z, all-of: []}\n"
                "  - {name: v, any-of: {one: two}}\n",
         "milestoned.yaml:15:29: \"to\" is no milestone; did you mean \"two\"?\n"
         "milestoned.yaml:16:29: \"one\" is given twice, expected once\n"
         "milestoned.yaml:17:23: \"all-of\" must be a list of 1 to 100 milestones\n"
         "milestoned.yaml:18:23: \"any-of\" must be a list of 1 to 100 milestones\n"},
        /* Two lists, and half of one. */
        {OTHERS "  - {name: x, all-of: [one], any-of: [two]}\n"
                "  - {name: y, at-least: 1}\n"
                "  - {name: z, of: [one, two]}\n"
                "  - {name: v, at-least: 3, of: [one, two]}\n"
                "  - {name: w, at-least: 0, of: [one, two]}\n",
         "milestoned.yaml:15:30: \"any-of\" beside \"all-of\", expected one of the two\n"
         "milestoned.yaml:16:15: \"at-least\" and \"of\" go together, expected both or none\n"
         "milestoned.yaml:17:15: \"at-least\" and \"of\" go together, expected both or none\n"
         "milestoned.yaml:18:25: at least 3 of 2 milestones, expected not more than there are\n"
         "milestoned.yaml:19:25: \"0\" is out of range, expected 1 to 100 for \"at-least\"\n"},
        /* What only a measure has. */
        {OTHERS
         "  - {name: x, all-of: [one], measure: usd, reach: 1 USD, from: 2024-01-01, steps: [50%]}\n"
         "  - {name: y, any-of: [one], hold: 1 USD, band: 1 USD, each: year, for-each: flow, amendments: "
         "[]}\n"
         "  - {name: z, at-least: 1, of: [one], frozen: 2024-01-01, baseline: 1 USD}\n",
         "milestoned.yaml:15:30: \"measure\" beside \"all-of\", expected none: what the other milestones "
         "say is all\n"
         "milestoned.yaml:15:44: \"reach\" beside \"all-of\", expected none: what the other milestones "
         "say is all\n"
         "milestoned.yaml:15:58: \"from\" beside \"all-of\", expected none: what the other milestones "
         "say is all\n"
         "milestoned.yaml:15:76: \"steps\" beside \"all-of\", expected none: what the other milestones "
         "say is all\n"
         "milestoned.yaml:16:30: \"hold\" beside \"any-of\", expected none: what the other milestones "
         "say is all\n"
         "milestoned.yaml:16:43: \"band\" beside \"any-of\", expected none: what the other milestones "
         "say is all\n"
         "milestoned.yaml:16:56: \"each\" beside \"any-of\", expected none: what the other milestones "
         "say is all\n"
         "milestoned.yaml:16:68: \"for-each\" beside \"any-of\", expected none: what the other "
         "milestones say is all\n"
         "milestoned.yaml:16:84: \"amendments\" beside \"any-of\", expected none: what the other "
         "milestones say is all\n"
         "milestoned.yaml:17:39: \"frozen\" beside \"at-least\", expected none: what the other "
         "milestones say is all\n"
         "milestoned.yaml:17:59: \"baseline\" beside \"at-least\", expected none: what the other "
         "milestones say is all\n"},
        /* What is not reached once. */
        {OTHERS "  - {name: x, all-of: [one, held, yearly, every]}\n",
         "milestoned.yaml:15:29: \"held\" is a level to hold, expected a milestone that is reached once\n"
         "milestoned.yaml:15:35: \"yearly\" has an instance for each period, expected a milestone that "
         "is reached once\n"
         "milestoned.yaml:15:43: \"every\" has an instance for each series, expected a milestone that is "
         "reached once\n"},
        /* A deadline within a month of one, and within a week of the other; grace after nothing. */
        {OTHERS "  - {name: x, all-of: [one], by: 2024-12-30}\n"
                "  - {name: y, all-of: [one, two], by: 2024-12-31}\n"
                "  - {name: z, all-of: [y], by: 2024-12-30}\n"
                "  - {name: v, all-of: [two], grace: 5 days}\n",
         "milestoned.yaml:15:34: \"2024-12-30\" is not the last day of a month, expected 2024-11-30 or "
         "2024-12-31\n"
         "milestoned.yaml:16:39: \"2024-12-31\" is not the last day of a week, expected 2024-12-29 or "
         "2025-01-05\n"
         "milestoned.yaml:17:32: \"2024-12-30\" is not the last day of a month, expected 2024-11-30 or "
         "2024-12-31\n"
         "milestoned.yaml:17:32: \"2024-12-30\" is not the last day of a week, expected 2024-12-29 or "
         "2025-01-05\n"
         "milestoned.yaml:18:30: \"grace\" without a deadline, expected \"by\" or \"each\" too\n"},
        /* In a circle, and too many above each other. */
        {OTHERS "  - {name: x, all-of: [one, y]}\n"
                "  - {name: y, any-of: [x, two]}\n"
                "  - {name: z, all-of: [z]}\n"
                "  - {name: a, any-of: [one]}\n"
                "  - {name: b, any-of: [a]}\n"
                "  - {name: c, any-of: [b]}\n"
                "  - {name: d, any-of: [c]}\n"
                "  - {name: e, any-of: [d, one]}\n",
         "milestoned.yaml:15:15: milestones in a circle, expected none: x -> y -> x\n"
         "milestoned.yaml:17:15: milestones in a circle, expected none: z -> z\n"
         "milestoned.yaml:22:15: milestones too many above each other, expected at most 4 of them: e -> "
         "d -> c -> b -> a -> one\n"},
};

/* A milestone of others is reached when they are: none of them may be of another kind, or itself. */
START_TEST(wrong_others_are_said)
{
        written_refused(wrong_others_are_said_table[_i].yaml, wrong_others_are_said_table[_i].said);
}
END_TEST

/* In any order of the file, four above each other, and so many of them. */
START_TEST(others_are_read_whole)
{
        struct config *config = written_good(
                OTHERS "  - {name: d, any-of: [c]}\n"
                       "  - {name: c, all-of: [b, two], by: 2024-06-30, grace: 7 days}\n"
                       "  - {name: b, any-of: [a]}\n"
                       "  - {name: a, at-least: 2, of: [two, three, one]}\n"
                       "  - {name: three, measure: usd, reach: 2 x 2023}\n");
        const struct plan *plan = config->plan;
        const struct plan_milestone *a = WRITTEN_FIND(plan, milestones, "a"),
                                    *b = WRITTEN_FIND(plan, milestones, "b"),
                                    *c = WRITTEN_FIND(plan, milestones, "c");

        ck_assert_int_eq(a->form, MILESTONE_OF_OTHERS);
        ck_assert_uint_eq(a->measure, PLAN_NO_INDEX);
        ck_assert_uint_eq(a->corridor, 0);
        ck_assert_uint_eq(a->members_count, 3);
        ck_assert_uint_eq(a->members_needed, 2);
        ck_assert_str_eq(plan->milestones[a->members[0]].name.data, "two");
        ck_assert_str_eq(plan->milestones[a->members[1]].name.data, "three");
        ck_assert_str_eq(plan->milestones[a->members[2]].name.data, "one");
        ck_assert_uint_eq(a->terms_count, 1);
        ck_assert_int_eq(a->terms[0].target.amount, 2);
        ck_assert_int_eq(a->terms[0].deadline_day, CIVIL_NONE);
        ck_assert_uint_eq(b->members_needed, 1);
        ck_assert_uint_eq(c->members_needed, 2);
        ck_assert_int_eq(c->terms[0].deadline_day, civil_from_ymd(2024, 6, 30)); /* a Sunday */
        ck_assert_int_eq(c->grace_days, 7);
        config_free(config);
}
END_TEST

static Suite *others_suite(void)
{
        Suite *suite = suite_create("config/others");
        TCase *tcase = tcase_create("others");

        tcase_add_loop_test(tcase, wrong_others_are_said, 0, REFUSED_COUNT(wrong_others_are_said_table));
        tcase_add_test(tcase, others_are_read_whole);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(others_suite)
