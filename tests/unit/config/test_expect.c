/* tests/unit/config/test_expect.c: what a source owes, what of it is believed, and its editions. */
#include "unit/config/written.h"

static const struct refused wrong_expectations_are_said_table[] = {
        /* What is owed is a sentence of three parts. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, expect: monthly}\n"
         "  - {name: b, kinds: trade, resolution: month, expect: monthly in 45 days}\n"
         "  - {name: c, kinds: trade, resolution: month, expect: often within 45 days}\n"
         "  - {name: d, kinds: trade, resolution: month, expect: monthly within 0 days}\n"
         "  - {name: e, kinds: trade, resolution: month, expect: monthly within 3661 days}\n"
         "  - {name: f, kinds: trade, resolution: month, expect: monthly within 4.5 days}\n"
         "  - {name: g, kinds: trade, resolution: month, expect: [monthly]}\n",
         "milestoned.yaml:2:56: \"monthly\" is not what a source may owe, expected daily, weekly, "
         "monthly, quarterly, half-yearly or yearly, \"within\", and 1 to 3660 days: monthly within 45 "
         "days\n"
         "milestoned.yaml:3:56: \"monthly in 45 days\" is not what a source may owe, expected daily, "
         "weekly, monthly, quarterly, half-yearly or yearly, \"within\", and 1 to 3660 days: monthly "
         "within 45 days\n"
         "milestoned.yaml:4:56: \"often within 45 days\" is not what a source may owe, expected daily, "
         "weekly, monthly, quarterly, half-yearly or yearly, \"within\", and 1 to 3660 days: monthly "
         "within 45 days\n"
         "milestoned.yaml:5:56: \"monthly within 0 days\" is not what a source may owe, expected daily, "
         "weekly, monthly, quarterly, half-yearly or yearly, \"within\", and 1 to 3660 days: monthly "
         "within 45 days\n"
         "milestoned.yaml:6:56: \"monthly within 3661 days\" is not what a source may owe, expected "
         "daily, weekly, monthly, quarterly, half-yearly or yearly, \"within\", and 1 to 3660 days: "
         "monthly within 45 days\n"
         "milestoned.yaml:7:56: \"monthly within 4.5 days\" is not what a source may owe, expected "
         "daily, weekly, monthly, quarterly, half-yearly or yearly, \"within\", and 1 to 3660 days: "
         "monthly within 45 days\n"
         "milestoned.yaml:8:56: a list where a single value should be, expected what is owed, as in "
         "monthly within 45 days\n"},
        /* Days of a source of months. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, expect: daily within 2 days}\n"
         "  - {name: b, kinds: trade, resolution: week, expect: monthly within 45 days}\n"
         "  - {name: c, kinds: trade, resolution: half, expect: yearly within 45 days}\n",
         "milestoned.yaml:2:56: \"daily within 2 days\" of a source whose resolution is month, expected "
         "monthly\n"
         "milestoned.yaml:3:55: \"monthly within 45 days\" of a source whose resolution is week, "
         "expected weekly\n"
         "milestoned.yaml:4:55: \"yearly within 45 days\" of a source whose resolution is half, expected "
         "half-yearly\n"},
        /* Rule 11: what is owed first begins on a border; and nothing is owed without saying what. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, expect: monthly within 45 days, expect-from: "
         "2024-01-15}\n"
         "  - {name: b, kinds: trade, resolution: month, expect-from: 2024-01-01}\n",
         "milestoned.yaml:2:93: \"2024-01-15\" is not the first day of a month, expected 2024-01-01 or "
         "2024-02-01\n"
         "milestoned.yaml:3:48: \"expect-from\" without \"expect\", expected both or none\n"},
        /* What is far, and what is done about it. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, plausible: yes}\n"
         "  - {name: b, kinds: trade, resolution: month, plausible: {factor: 1, action: refuse, after: "
         "0}}\n"
         "  - {name: c, kinds: trade, resolution: month, plausible: {factor: 1.5, when: always}}\n",
         "milestoned.yaml:2:59: plausible must be a map, expected \"key: value\" pairs\n"
         "milestoned.yaml:3:68: \"1\" is out of range, expected 2 to 1000000 for \"factor\"\n"
         "milestoned.yaml:3:79: \"refuse\" is no value for \"action\", expected one of flag, quarantine\n"
         "milestoned.yaml:3:94: \"0\" is out of range, expected 1 to 1000 for \"after\"\n"
         "milestoned.yaml:4:68: \"1.5\" is no value for \"factor\", expected a whole number like 1_000\n"
         "milestoned.yaml:4:73: unknown key \"when\" in plausible, expected one of action, factor, "
         "after\n"},
        /* Editions that there were. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, hs-edition: 2021}\n"
         "  - {name: b, kinds: trade, resolution: month, hs-edition: [2022, 2017, 2022]}\n"
         "  - {name: c, kinds: trade, resolution: month, hs-edition: []}\n",
         "milestoned.yaml:2:60: \"2021\" is no edition of the HS, expected one of 1988, 1992, 1996, "
         "2002, 2007, 2012, 2017, 2022, 2028\n"
         "milestoned.yaml:3:73: \"2022\" is given twice, expected once\n"
         "milestoned.yaml:4:60: \"hs-edition\" is an empty list, expected a year at least\n"},
        /* Rates are a source of their own, of days or months. */
        {"sources:\n"
         "  - {name: a, kinds: [trade, rate], resolution: day}\n"
         "  - {name: b, kinds: rate, resolution: year}\n",
         "milestoned.yaml:2:22: \"rate\" beside other kinds, expected a source of its own for each\n"
         "milestoned.yaml:3:40: rates of a year, expected those of a day or the averages of a month\n"},
};

/* A source that owes something else than was meant is told as silent while it speaks. */
START_TEST(wrong_expectations_are_said)
{
        written_refused(wrong_expectations_are_said_table[_i].yaml,
                        wrong_expectations_are_said_table[_i].said);
}
END_TEST

static const struct refused wrong_editions_are_said_table[] = {
        /* Subheadings of two editions, of one source and of two. */
        {"currency: EUR\n"
         "sources:\n"
         "  - {name: a, kinds: trade, reports: BY, resolution: month, hs-edition: [2017, 2022]}\n"
         "  - {name: b, kinds: trade, reports: RU-SPE, resolution: month, hs-edition: 2017}\n"
         "  - {name: c, kinds: trade, reports: RU-LEN, resolution: month, hs-edition: [2012, 2017]}\n"
         "corridors:\n"
         "  - {name: n, between: [BY, any]}\n"
         "  - {name: r, between: [RU, any]}\n"
         "measures:\n"
         "  - {name: x, corridor: n, sum: trade.value, window: calendar-year, by: hs6}\n"
         "  - {name: y, corridor: n, sum: trade.value, window: calendar-year, where: {commodity: [27, "
         "270900]}}\n"
         "  - {name: z, corridor: r, count: trade, window: calendar-year, by: hs6, reported-by: RU, "
         "sources: [b, c]}\n",
         "milestoned.yaml:10:73: \"hs6\" means other goods in HS 2017 (source \"a\") and HS 2022 (source "
         "\"a\"), expected sources of one edition, or at most 4 digits\n"
         "milestoned.yaml:11:93: \"270900\" means other goods in HS 2017 (source \"a\") and HS 2022 "
         "(source \"a\"), expected sources of one edition, or at most 4 digits\n"
         "milestoned.yaml:12:69: \"hs6\" means other goods in HS 2017 (source \"b\") and HS 2012 (source "
         "\"c\"), expected sources of one edition, or at most 4 digits\n"},
};

/* Goods that are not the same are not added up under one code. */
START_TEST(wrong_editions_are_said)
{
        written_refused(wrong_editions_are_said_table[_i].yaml, wrong_editions_are_said_table[_i].said);
}
END_TEST

/* Nothing is owed, doubted or refused that was not asked for. */
START_TEST(a_source_is_expected_as_written)
{
        struct config *config = written_good(
                "sources:\n"
                "  - {name: a, kinds: trade, resolution: month}\n"
                "  - {name: b, kinds: trade, resolution: month, expect: monthly within 45 days, "
                "expect-from:\n"
                "     2024-01-01, hs-edition: [2022, 2012, 2017], plausible: {}}\n"
                "  - {name: c, kinds: trade, resolution: week, expect: weekly within 1 day, plausible:\n"
                "     {factor: 1000, action: quarantine, after: 3}}\n"
                "  - {name: d, kinds: trade, resolution: half, expect: half-yearly within 3660 days}\n"
                "  - {name: e, kinds: rate, resolution: month, expect: monthly within 3 days, "
                "events-max: 1_000}\n");
        const struct plan_source *s = config->plan->sources;

        ck_assert_int_eq(s[0].expect_days, -1);
        ck_assert_int_eq(s[0].expect_from_day, CIVIL_NONE);
        ck_assert_int_eq(s[0].plausible, PLAUSIBLE_OFF);
        ck_assert_uint_eq(s[0].editions_count, 0);
        ck_assert_uint_eq(s[0].events_max, 0);
        ck_assert_uint_eq(s[4].events_max, 1000);
        ck_assert_int_eq(s[1].expect_days, 45);
        ck_assert_int_eq(s[1].expect_from_day, civil_from_ymd(2024, 1, 1));
        ck_assert_int_eq(s[1].plausible, PLAUSIBLE_FLAG);
        ck_assert_uint_eq(s[1].plausible_factor, 100);
        ck_assert_uint_eq(s[1].plausible_after, 6);
        ck_assert_uint_eq(s[1].editions_count, 3);
        ck_assert_uint_eq(s[1].editions[0], 2012);
        ck_assert_uint_eq(s[1].editions[1], 2017);
        ck_assert_uint_eq(s[1].editions[2], 2022);
        ck_assert_int_eq(s[2].expect_days, 1);
        ck_assert_int_eq(s[2].plausible, PLAUSIBLE_QUARANTINE);
        ck_assert_uint_eq(s[2].plausible_factor, 1000);
        ck_assert_uint_eq(s[2].plausible_after, 3);
        ck_assert_int_eq(s[3].expect_days, 3660);
        ck_assert_uint_eq(s[4].kinds, 1u << EVENT_RATE);
        config_free(config);
}
END_TEST

/* Chapters of several editions, and subheadings of one, may be asked for. */
START_TEST(one_edition_may_be_fine)
{
        config_free(written_good(
                "currency: EUR\n"
                "sources:\n"
                "  - {name: a, kinds: trade, reports: BY, resolution: month, hs-edition: [2017, 2022]}\n"
                "  - {name: b, kinds: trade, reports: RU-SPE, resolution: month, hs-edition: 2017}\n"
                "  - {name: c, kinds: trade, reports: RU-LEN, resolution: month, hs-edition: 2017}\n"
                "corridors:\n"
                "  - {name: n, between: [BY, any]}\n"
                "  - {name: r, between: [RU, any]}\n"
                "measures:\n"
                "  - {name: x, corridor: n, sum: trade.value, window: calendar-year, by: hs4, where: "
                "{commodity: "
                "2709}}\n"
                "  - {name: z, corridor: r, count: trade, window: calendar-year, by: hs6, reported-by: RU, "
                "sources: "
                "[b, c]}\n"));
}
END_TEST

static Suite *expect_suite(void)
{
        Suite *suite = suite_create("config/expect");
        TCase *tcase = tcase_create("expect");

        tcase_add_loop_test(tcase, wrong_expectations_are_said, 0,
                            REFUSED_COUNT(wrong_expectations_are_said_table));
        tcase_add_loop_test(tcase, wrong_editions_are_said, 0, REFUSED_COUNT(wrong_editions_are_said_table));
        tcase_add_test(tcase, a_source_is_expected_as_written);
        tcase_add_test(tcase, one_edition_may_be_fine);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(expect_suite)
