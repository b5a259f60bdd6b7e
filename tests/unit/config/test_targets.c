/* tests/unit/config/test_targets.c: targets relative to what was, levels to hold, amendments. */
#include "unit/config/written.h"

#define TARGETS                                                                                 \
        "fiscal-start: april\n"                                                                 \
        "sources:\n"                                                                            \
        "  - {name: a, kinds: trade, reports: BY, resolution: month}\n"                         \
        "  - {name: p, kinds: project, resolution: day, complete-after: 1 day}\n"               \
        "corridors:\n"                                                                          \
        "  - {name: n, between: [BY, RU]}\n"                                                    \
        "measures:\n"                                                                           \
        "  - {name: usd, sum: trade.value, currency: USD, window: calendar-year}\n"             \
        "  - {name: fisc, sum: trade.value, currency: USD, window: fiscal-year}\n"              \
        "  - {name: many, count: trade, window: last-12-months}\n"                              \
        "  - {name: split, sum: trade.value, currency: USD, window: calendar-year, by: [flow, " \
        "partner]}\n"                                                                           \
        "  - {name: share, ratio: [split, split]}\n"                                            \
        "  - {name: port, latest: project.progress, where: {project: port}}\n"                  \
        "  - {name: odd, ratio: [usd, fisc]}\n"                                                 \
        "milestones:\n"

static const struct refused wrong_targets_are_said_table[] = {
        /* Factors that are none. */
        {TARGETS "  - {name: x, measure: usd, reach: one x 2023}\n"
                 "  - {name: y, measure: usd, reach: 0 x 2023}\n"
                 "  - {name: z, measure: usd, reach: 1.2345678 x 2023}\n"
                 "  - {name: v, measure: usd, reach: 1_000_001 x 2023}\n",
         "milestoned.yaml:16:36: \"one\" is no factor, expected one like 1.5, above 0, at most 1000000, "
         "with at most 6 decimals\n"
         "milestoned.yaml:17:36: \"0\" is no factor, expected one like 1.5, above 0, at most 1000000, "
         "with at most 6 decimals\n"
         "milestoned.yaml:18:36: \"1.2345678\" is no factor, expected one like 1.5, above 0, at most "
         "1000000, with at most 6 decimals\n"
         "milestoned.yaml:19:36: \"1_000_001\" is no factor, expected one like 1.5, above 0, at most "
         "1000000, with at most 6 decimals\n"},
        /* Baselines that are none. */
        {TARGETS "  - {name: x, measure: usd, reach: 1.5 x yesterday}\n"
                 "  - {name: y, measure: usd, reach: 1.5 x 2023-13}\n"
                 "  - {name: z, measure: usd, reach: 1.5 x 1899}\n"
                 "  - {name: v, measure: usd, reach: 1.5 x }\n"
                 "  - {name: w, measure: usd, reach: [1.5 x 2023]}\n",
         "milestoned.yaml:16:36: \"yesterday\" is no period, expected one like 2023, 2023-Q1, 2023-05, "
         "2023-W18 or 2023-05-01\n"
         "milestoned.yaml:17:36: \"2023-13\" is no period, expected one like 2023, 2023-Q1, 2023-05, "
         "2023-W18 or 2023-05-01\n"
         "milestoned.yaml:18:36: \"1899\" is no period, expected one like 2023, 2023-Q1, 2023-05, "
         "2023-W18 or 2023-05-01\n"
         "milestoned.yaml:19:36: \"1.5 x\" is not in the unit of measure \"usd\", expected an amount in "
         "USD\n"
         "milestoned.yaml:20:36: a list where a single value should be, expected a target like 35 bn USD "
         "or 1.5 x 2023\n"},
        /* A quarter is not what a year adds up, nor this year that one. */
        {TARGETS "  - {name: x, measure: usd, reach: 2 x 2023-Q1}\n"
                 "  - {name: y, measure: fisc, reach: 2 x 2023}\n"
                 "  - {name: z, measure: many, reach: 2 x 2023-H1}\n"
                 "  - {name: v, measure: odd, reach: 2 x 2023}\n",
         "milestoned.yaml:16:36: \"2023-Q1\" is not what measure \"usd\" looks at on 2023-03-31, "
         "expected a period that its window is on its last day\n"
         "milestoned.yaml:17:37: \"2023\" is not what measure \"fisc\" looks at on 2023-12-31, expected "
         "a period that its window is on its last day\n"
         "milestoned.yaml:18:37: \"2023-H1\" is not what measure \"many\" looks at on 2023-06-30, "
         "expected a period that its window is on its last day\n"
         "milestoned.yaml:19:36: \"2023\" is not what measure \"odd\" looks at on 2023-12-31, expected a "
         "period that its window is on its last day\n"},
        /* The month up to the first of May began in April. */
        {"sources:\n"
         "  - {name: p, kinds: project, resolution: day, complete-after: 1 day}\n"
         "corridors:\n"
         "  - {name: n, between: [BY, RU]}\n"
         "measures:\n"
         "  - {name: works, count: project, window: last-1-months}\n"
         "milestones:\n"
         "  - {name: x, measure: works, reach: 1 x 2023-05-01}\n",
         "milestoned.yaml:8:38: \"2023-05-01\" is not what measure \"works\" looks at on 2023-05-01, "
         "expected a period that its window is on its last day\n"},
        /* The best of nothing, of two kinds, of a range that goes back, and of too many. */
        {TARGETS "  - {name: x, measure: usd, reach: 1 x best of 2015}\n"
                 "  - {name: y, measure: usd, reach: 1 x best of 2015..2019-Q1}\n"
                 "  - {name: z, measure: usd, reach: 1 x best of 2019..2015}\n"
                 "  - {name: v, measure: usd, reach: 1 x best of 1900..2000}\n",
         "milestoned.yaml:16:36: \"2015\" is no range of periods, expected one like 2015..2019\n"
         "milestoned.yaml:17:36: \"2019-Q1\" is not what measure \"usd\" looks at on 2019-03-31, "
         "expected a period that its window is on its last day\n"
         "milestoned.yaml:18:36: \"2019..2015\" are not 1 to 100 periods one after another, expected "
         "them from the earlier to the later\n"
         "milestoned.yaml:19:36: \"1900..2000\" are not 1 to 100 periods one after another, expected "
         "them from the earlier to the later\n"},
        /* A year before what? */
        {TARGETS "  - {name: x, measure: usd, reach: 1.1 x last year, by: 2024-12-31}\n",
         "milestoned.yaml:16:36: \"last year\" without \"each\", expected both, or a year by its number\n"},
        /* A level has no sums to be compared to. */
        {TARGETS "  - {name: x, measure: port, reach: 1.1 x 2023}\n"
                 "  - {name: y, measure: port, reach: 1.1 x last year}\n",
         "milestoned.yaml:16:37: \"2023\" of measure \"port\", expected a measure that is no level: it "
         "has no sum of a period\n"
         "milestoned.yaml:17:37: \"last year\" of measure \"port\", expected a measure that is no level: "
         "it has no sum of a period\n"},
        /* A share is no amount, and a number is no share. */
        {TARGETS "  - {name: x, measure: share, reach: 5, for-each: [flow, partner]}\n"
                 "  - {name: y, measure: share, reach: 0.00001%}\n"
                 "  - {name: z, measure: share, reach: \"%\"}\n"
                 "  - {name: v, measure: share, reach: 5 bn}\n",
         "milestoned.yaml:16:38: \"5\" is not in the unit of measure \"share\", expected an amount in %\n"
         "milestoned.yaml:17:38: \"0.00001%\" has more decimals than its unit, expected at most 4\n"
         "milestoned.yaml:18:38: \"%\" is no amount, expected one like 30%\n"
         "milestoned.yaml:19:38: \"5 bn\" is not in the unit of measure \"share\", expected an amount in "
         "%\n"},
        /* Frozen before it is over, without anything to freeze, and a baseline of the wrong unit. */
        {TARGETS
         "  - {name: x, measure: usd, reach: 1.5 x 2023, frozen: 2023-12-31}\n"
         "  - {name: y, measure: usd, reach: 1 bn USD, frozen: 2024-12-31, baseline: 5 USD}\n"
         "  - {name: z, measure: usd, reach: 1.1 x last year, each: year, from: 2024-01-01, frozen: "
         "2024-05-01}\n"
         "  - {name: v, measure: split, reach: 1.5 x 2023, for-each: [flow, partner], baseline: 5 USD}\n"
         "  - {name: w, measure: usd, reach: 1.5 x 2023, baseline: 5 EUR}\n"
         "  - {name: u, measure: usd, reach: 1.5 x 2023, baseline: 0 USD}\n",
         "milestoned.yaml:16:56: \"2023-12-31\" is before the end of what the target is relative to, "
         "expected a day after 2023-12-31\n"
         "milestoned.yaml:17:46: \"frozen\" says nothing here, expected a target that is so many times "
         "what was, as in 1.5 x 2023\n"
         "milestoned.yaml:17:66: \"baseline\" says nothing here, expected a target that is so many times "
         "what was, as in 1.5 x 2023\n"
         "milestoned.yaml:18:83: \"frozen\" says nothing here, expected a target on a period by its "
         "name: each instance has a last year of its own\n"
         "milestoned.yaml:19:77: \"baseline\" says nothing here, expected no \"for-each\": each series "
         "has a period of its own\n"
         "milestoned.yaml:20:58: \"5 EUR\" is not in the unit of measure \"usd\", expected an amount in "
         "USD\n"
         "milestoned.yaml:21:58: \"0 USD\" is not above zero, expected a target that is\n"},
};

/* A target that rests on something else than was meant is told on another day. */
START_TEST(wrong_targets_are_said)
{
        written_refused(wrong_targets_are_said_table[_i].yaml, wrong_targets_are_said_table[_i].said);
}
END_TEST

static const struct refused wrong_holds_are_said_table[] = {
        /* A level and a target, and what only a target has. */
        {TARGETS "  - {name: x, measure: share, hold: 30%, reach: 40%, by: 2024-12-31, grace: 5 days, steps: "
                 "[50%], frozen: 2024-01-01}\n"
                 "  - {name: y, measure: usd, hold: 1 bn USD, each: year, from: 2024-01-01, baseline: 5 USD, "
                 "amendments: []}\n",
         "milestoned.yaml:16:42: \"reach\" beside \"hold\", expected none: a level is held at every "
         "time\n"
         "milestoned.yaml:16:54: \"by\" beside \"hold\", expected none: a level is held at every time\n"
         "milestoned.yaml:16:70: \"grace\" beside \"hold\", expected none: a level is held at every "
         "time\n"
         "milestoned.yaml:16:85: \"steps\" beside \"hold\", expected none: a level is held at every "
         "time\n"
         "milestoned.yaml:16:99: \"frozen\" beside \"hold\", expected none: a level is held at every "
         "time\n"
         "milestoned.yaml:17:45: \"each\" beside \"hold\", expected none: a level is held at every time\n"
         "milestoned.yaml:17:75: \"baseline\" beside \"hold\", expected none: a level is held at every "
         "time\n"
         "milestoned.yaml:17:92: \"amendments\" beside \"hold\", expected none: a level is held at every "
         "time\n"},
        /* A band without a level, below zero, and of another unit. */
        {TARGETS "  - {name: x, measure: share, reach: 30%, band: 1%}\n"
                 "  - {name: y, measure: share, hold: 30%, band: -1%}\n"
                 "  - {name: z, measure: share, hold: 30%, band: 1 USD}\n"
                 "  - {name: v, measure: usd, hold: 30%}\n",
         "milestoned.yaml:16:43: \"band\" without \"hold\", expected both or none\n"
         "milestoned.yaml:17:48: \"-1%\" is below zero, expected zero or more\n"
         "milestoned.yaml:18:48: \"1 USD\" is not in the unit of measure \"share\", expected an amount "
         "in %\n"
         "milestoned.yaml:19:35: \"30%\" is not in the unit of measure \"usd\", expected an amount in "
         "USD\n"},
        /* Starts lie on borders here too. */
        {TARGETS "  - {name: x, measure: share, hold: 30%, from: 2024-01-15}\n",
         "milestoned.yaml:16:48: \"2024-01-15\" is not the first day of a month, expected 2024-01-01 or "
         "2024-02-01\n"},
        /* Each series, but of another breakdown, or of none. */
        {TARGETS "  - {name: x, measure: split, reach: 1 USD, for-each: flow}\n"
                 "  - {name: y, measure: usd, reach: 1 USD, for-each: flow}\n"
                 "  - {name: z, measure: split, reach: 1 USD, for-each: [flow, partner, mode]}\n"
                 "  - {name: v, measure: split, reach: 1 USD, for-each: series}\n",
         "milestoned.yaml:16:55: \"for-each\" is not the breakdown of measure \"split\", expected all "
         "that stands in its \"by\", and no more\n"
         "milestoned.yaml:17:53: \"for-each\" is not the breakdown of measure \"usd\", expected all that "
         "stands in its \"by\", and no more\n"
         "milestoned.yaml:18:55: \"for-each\" is not the breakdown of measure \"split\", expected all "
         "that stands in its \"by\", and no more\n"
         "milestoned.yaml:19:55: \"series\" is no value for \"for-each\", expected one of flow, hs2, "
         "hs4, hs6, partner, mode, facility, project, status, source, reporter, stage\n"},
};

/* A level is held or not; what it does not have is not passed over. */
START_TEST(wrong_holds_are_said)
{
        written_refused(wrong_holds_are_said_table[_i].yaml, wrong_holds_are_said_table[_i].said);
}
END_TEST

static const struct refused wrong_amendments_are_said_table[] = {
        /* No list, an empty one, and one of a word. */
        {TARGETS "  - {name: x, measure: usd, reach: 1 USD, amendments: {on: 2024-01-01}}\n"
                 "  - {name: y, measure: usd, reach: 1 USD, amendments: []}\n"
                 "  - {name: z, measure: usd, reach: 1 USD, amendments: [later]}\n",
         "milestoned.yaml:16:55: \"amendments\" must be a list of 1 to 64, expected \"- on: ...\" for "
         "each\n"
         "milestoned.yaml:17:55: \"amendments\" must be a list of 1 to 64, expected \"- on: ...\" for "
         "each\n"
         "milestoned.yaml:18:56: an amendment must be a map, expected \"key: value\" pairs\n"},
        /* From when on, and what? */
        {TARGETS "  - name: x\n"
                 "    measure: usd\n"
                 "    reach: 1 USD\n"
                 "    amendments:\n"
                 "      - {by: 2025-12-31}\n"
                 "      - {on: 2024-02-01, reason: none}\n"
                 "      - {on: 2024-03-01, target: 5 USD}\n",
         "milestoned.yaml:20:9: an amendment without \"on\", expected: The first day that is judged by "
         "it: the first of a period of the measure.\n"
         "milestoned.yaml:21:9: an amendment that changes nothing, expected \"reach\" or \"by\"\n"
         "milestoned.yaml:22:9: an amendment that changes nothing, expected \"reach\" or \"by\"\n"
         "milestoned.yaml:22:26: unknown key \"target\" in an amendment, expected one of on, reach, by, "
         "reason\n"},
        /* Rule 11: borders of months; rule 21: one after another. */
        {TARGETS "  - name: x\n"
                 "    measure: usd\n"
                 "    reach: 1 USD\n"
                 "    from: 2024-01-01\n"
                 "    by: 2024-12-31\n"
                 "    amendments:\n"
                 "      - {on: 2024-01-01, by: 2025-12-30}\n"
                 "      - {on: 2024-03-15, by: 2024-01-31}\n"
                 "      - {on: 2024-02-01, reach: 2 EUR}\n",
         "milestoned.yaml:22:14: \"2024-01-01\" is not after \"from\", expected a later day\n"
         "milestoned.yaml:22:30: \"2025-12-30\" is not the last day of a month, expected 2025-11-30 or "
         "2025-12-31\n"
         "milestoned.yaml:23:14: \"2024-03-15\" is not the first day of a month, expected 2024-03-01 or "
         "2024-04-01\n"
         "milestoned.yaml:23:30: \"by\" is before \"on\", expected a later day\n"
         "milestoned.yaml:24:14: \"2024-02-01\" is not after the amendment before it, expected a later "
         "day\n"
         "milestoned.yaml:24:33: \"2 EUR\" is not in the unit of measure \"usd\", expected an amount in "
         "USD\n"},
        /* A deadline of its own beside each year, and a year before without them. */
        {TARGETS "  - name: x\n"
                 "    measure: usd\n"
                 "    reach: 1 USD\n"
                 "    each: year\n"
                 "    from: 2024-01-01\n"
                 "    amendments: [{on: 2025-01-01, by: 2025-12-31}]\n"
                 "  - name: y\n"
                 "    measure: usd\n"
                 "    reach: 1 USD\n"
                 "    amendments: [{on: 2025-01-01, reach: 1.1 x last year}]\n",
         "milestoned.yaml:21:35: \"by\" of an amendment beside \"each\", expected none: each period ends "
         "on its last day\n"
         "milestoned.yaml:25:42: \"last year\" without \"each\", expected both, or a year by its number\n"},
};

/* rules 11 and 21: each from a border on, one after another, and each changes something. */
START_TEST(rule_21_wrong_amendments_are_said)
{
        written_refused(wrong_amendments_are_said_table[_i].yaml, wrong_amendments_are_said_table[_i].said);
}
END_TEST

static const struct {
        const char *milestone;
        int kind;
        uint64_t factor_ppm;
        const char *first, *last; /* last days */
} relative_table[] = {
        {"measure: usd, reach: 1.5 x 2023", TARGET_OF_PERIOD, 1500000, "2023-12-31", "2023-12-31"},
        {"measure: usd, reach: 0.000001 x 2023", TARGET_OF_PERIOD, 1, "2023-12-31", "2023-12-31"},
        {"measure: usd, reach: 1000000 x 1900", TARGET_OF_PERIOD, UINT64_C(1000000000000), "1900-12-31",
         "1900-12-31"},
        {"measure: fisc, reach: 2 x FY2022/23", TARGET_OF_PERIOD, 2000000, "2023-03-31", "2023-03-31"},
        {"measure: many, reach: 1.5 x 2023", TARGET_OF_PERIOD, 1500000, "2023-12-31", "2023-12-31"},
        {"measure: many, reach: 1.5 x 2022-05/2023-04", TARGET_OF_PERIOD, 1500000, "2023-04-30",
         "2023-04-30"},
        {"measure: usd, reach: 1 x best of 2015..2019", TARGET_OF_BEST, 1000000, "2015-12-31", "2019-12-31"},
        {"measure: usd, reach: 1.25 x best of 1901..2000", TARGET_OF_BEST, 1250000, "1901-12-31",
         "2000-12-31"},
        {"measure: fisc, reach: 1 x best of FY2015/16 .. FY2015/16", TARGET_OF_BEST, 1000000, "2016-03-31",
         "2016-03-31"},
        {"measure: usd, reach: 1.1 x last year, each: year, from: 2024-01-01", TARGET_OF_LAST_YEAR, 1100000,
         "-", "-"},
        {"measure: fisc, reach: 1.1 x last year, each: year, from: 2024-04-01", TARGET_OF_LAST_YEAR, 1100000,
         "-", "-"},
};

/* A factor of 1.5 is neither 15 nor 0.15, and its year is the year that was named. */
START_TEST(relative_targets_are_exact)
{
        char yaml[2048], day[CIVIL_TEXT_MAX];
        struct config *config;
        const struct plan_target *target;

        snprintf(yaml, sizeof(yaml), TARGETS "  - {name: x, %s}\n", relative_table[_i].milestone);
        config = written_good(yaml);
        target = &config->plan->milestones[0].terms[0].target;
        ck_assert_int_eq(target->kind, relative_table[_i].kind);
        ck_assert_uint_eq(target->factor_ppm, relative_table[_i].factor_ppm);
        ck_assert_str_eq(civil_format(target->first.kind ? target->first.last : CIVIL_NONE, day),
                         relative_table[_i].first);
        ck_assert_str_eq(civil_format(target->last.kind ? target->last.last : CIVIL_NONE, day),
                         relative_table[_i].last);
        ck_assert_int_eq(target->frozen_day, CIVIL_NONE);
        ck_assert(!target->is_given);
        config_free(config);
}
END_TEST

/* What is fixed is fixed: the day, and the number by hand. */
START_TEST(rule_20_a_baseline_may_be_frozen_or_given)
{
        struct config *config = written_good(
                TARGETS
                "  - {name: x, measure: usd, reach: 1.5 x 2023, frozen: 2024-01-01, baseline: 0.5 bn USD}\n");
        const struct plan_target *target = &config->plan->milestones[0].terms[0].target;

        ck_assert_int_eq(target->frozen_day, civil_from_ymd(2024, 1, 1));
        ck_assert(target->is_given);
        ck_assert_int_eq(target->given, INT64_C(50000000000));
        config_free(config);
}
END_TEST

/* A tenth of a percent more or less is another level. */
START_TEST(a_level_to_hold_is_read_whole)
{
        struct config *config = written_good(
                TARGETS "  - {name: a, measure: share, hold: 30%, band: 1.25%, for-each: [partner, flow]}\n"
                        "  - {name: b, measure: many, hold: 5 records, from: 2024-02-01}\n"
                        "  - {name: c, measure: odd, hold: -12.5 %}\n"
                        "  - {name: d, measure: port, reach: 100%, steps: [25%]}\n");
        const struct plan_milestone *m = config->plan->milestones;

        ck_assert_int_eq(m[0].form, MILESTONE_HOLD);
        ck_assert_int_eq(m[0].terms[0].target.amount, 300000);
        ck_assert_int_eq(m[0].band, 12500);
        ck_assert(m[0].for_each);
        ck_assert_uint_eq(m[0].terms_count, 1);
        ck_assert_int_eq(m[1].band, 0);
        ck_assert_int_eq(m[1].terms[0].target.amount, 5);
        ck_assert_int_eq(m[1].from_day, civil_from_ymd(2024, 2, 1));
        ck_assert(!m[1].for_each);
        ck_assert_int_eq(m[1].grace_days, PLAN_NEVER);
        ck_assert_int_eq(m[2].terms[0].target.amount, -125000);
        ck_assert_int_eq(m[3].form, MILESTONE_REACH);
        ck_assert_int_eq(m[3].terms[0].target.amount, 1000000);
        config_free(config);
}
END_TEST

/* rule 21: what an amendment does not name stands as it was. */
START_TEST(rule_21_amendments_are_read_whole)
{
        struct config *config = written_good(TARGETS
                                             "  - name: x\n"
                                             "    measure: usd\n"
                                             "    reach: 1 bn USD\n"
                                             "    amendments:\n"
                                             "      - {on: 2024-02-01, by: 2024-12-31}\n"
                                             "      - {on: 2024-03-01, reach: 2 x 2023, reason: a new plan}\n"
                                             "      - {on: 2025-01-01, reach: 3 bn USD, by: 2026-12-31}\n");
        const struct plan_milestone *x = &config->plan->milestones[0];

        ck_assert_uint_eq(x->terms_count, 4);
        ck_assert_int_eq(x->terms[0].on_day, CIVIL_NONE);
        ck_assert_int_eq(x->terms[0].deadline_day, CIVIL_NONE);
        ck_assert_int_eq(x->terms[1].on_day, civil_from_ymd(2024, 2, 1));
        ck_assert_int_eq(x->terms[1].target.amount, INT64_C(100000000000));
        ck_assert_int_eq(x->terms[1].deadline_day, civil_from_ymd(2024, 12, 31));
        ck_assert_int_eq(x->terms[2].target.kind, TARGET_OF_PERIOD);
        ck_assert_int_eq(x->terms[2].target.amount, 0);
        ck_assert_int_eq(x->terms[2].deadline_day, civil_from_ymd(2024, 12, 31));
        ck_assert_str_eq(x->terms[2].reason.data, "a new plan");
        ck_assert_int_eq(x->terms[3].target.kind, TARGET_AMOUNT);
        ck_assert_int_eq(x->terms[3].target.amount, INT64_C(300000000000));
        ck_assert_int_eq(x->terms[3].deadline_day, civil_from_ymd(2026, 12, 31));
        ck_assert_uint_eq(x->terms[3].reason.length, 0);
        config_free(config);
}
END_TEST

/* One more is refused as a whole; a reason has the length of a note. */
START_TEST(amendments_have_limits)
{
        char *yaml = NULL, *said;
        size_t length;

        for (int count = 64; count <= 65; count++) {
                FILE *out = open_memstream(&yaml, &length);
                struct config *config;

                fputs(TARGETS "  - name: x\n    measure: usd\n    reach: 1 bn USD\n    amendments:\n", out);
                for (int i = 0; i < count; i++)
                        fprintf(out, "      - {on: %d-01-01, reach: %d USD, reason: \"%0*d\"}\n", 2020 + i,
                                i + 1, count == 64 ? 512 : 1, 0);
                fclose(out);
                config = written_read(yaml, length, &said);
                if (count == 64)
                        ck_assert_str_eq(said, "");
                else
                        ck_assert_str_eq(said,
                                         "milestoned.yaml:20:7: \"amendments\" must be a list of 1 to 64, "
                                         "expected \"- on: ...\" for each\n");
                free(said);
                free(yaml);
                config_free(config);
        }
        ck_assert_int_gt(asprintf(&yaml,
                                  TARGETS
                                  "  - name: x\n    measure: usd\n    reach: 1 bn USD\n"
                                  "    amendments: [{on: 2024-01-01, reach: 1 USD, reason: %0513d}]\n",
                                  0),
                         0);
        written_refused(yaml, "milestoned.yaml:19:57: a reason of 513 bytes, expected at most 512\n");
        free(yaml);
}
END_TEST

static Suite *targets_suite(void)
{
        Suite *suite = suite_create("config/targets");
        TCase *tcase = tcase_create("targets");

        tcase_add_loop_test(tcase, wrong_targets_are_said, 0, REFUSED_COUNT(wrong_targets_are_said_table));
        tcase_add_loop_test(tcase, wrong_holds_are_said, 0, REFUSED_COUNT(wrong_holds_are_said_table));
        tcase_add_loop_test(tcase, rule_21_wrong_amendments_are_said, 0,
                            REFUSED_COUNT(wrong_amendments_are_said_table));
        tcase_add_loop_test(tcase, relative_targets_are_exact, 0, REFUSED_COUNT(relative_table));
        tcase_add_test(tcase, rule_20_a_baseline_may_be_frozen_or_given);
        tcase_add_test(tcase, a_level_to_hold_is_read_whole);
        tcase_add_test(tcase, rule_21_amendments_are_read_whole);
        tcase_add_test(tcase, amendments_have_limits);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(targets_suite)
