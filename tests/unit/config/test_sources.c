/* tests/unit/config/test_sources.c: sources and groups. */
#include "unit/config/written.h"

static const struct refused wrong_sources_are_said_table[] = {
        /* Two of one name: whose figures would count? */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month}\n"
         "  - {name: a, kinds: trade, resolution: month}\n",
         "milestoned.yaml:3:12: a source named \"a\" is there already, expected another name: "
         "milestoned.yaml:2\n"},
        /* A name is part of topics. */
        {"sources:\n"
         "  - {name: Customs_BY, kinds: trade, resolution: month}\n",
         "milestoned.yaml:2:12: \"Customs_BY\" is no name, expected 1 to 64 of a-z, 0-9 and - (not at "
         "the ends)\n"},
        /* A hyphen within only. */
        {"sources:\n"
         "  - {name: -a, kinds: trade, resolution: month}\n",
         "milestoned.yaml:2:12: \"-a\" is no name, expected 1 to 64 of a-z, 0-9 and - (not at the "
         "ends)\n"},
        /* A source that sends nothing. */
        {"sources:\n"
         "  - {name: a, kinds: [], resolution: month}\n",
         "milestoned.yaml:2:22: \"kinds\" is an empty list, expected a word at least\n"},
        /* Twice the same. */
        {"sources:\n"
         "  - {name: a, kinds: [trade, trade], resolution: month}\n",
         "milestoned.yaml:2:30: \"trade\" is given twice, expected once\n"},
        /* Places that are in no list. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, reports: [XX, BLR, RU-LNE]}\n",
         "milestoned.yaml:2:58: \"XX\" is no place, expected an ISO 3166 code like BY or RU-LEN, or a "
         "group\n"
         "milestoned.yaml:2:62: \"BLR\" is no place or group; did you mean \"BY\"?\n"
         "milestoned.yaml:2:67: \"RU-LNE\" is no place, expected an ISO 3166 code like BY or RU-LEN, "
         "or a group\n"},
        /* Any is said by saying nothing. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, reports: any}\n",
         "milestoned.yaml:2:57: \"any\" is no place, expected an ISO 3166 code like BY or RU-LEN, or a "
         "group\n"},
        /* A resolution a letter away. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: months}\n",
         "milestoned.yaml:2:41: \"months\" is no value for \"resolution\"; did you mean \"month\"?\n"},
        /* Numbers of an unknown kind. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, numbers: by-vintage}\n",
         "milestoned.yaml:2:57: \"by-vintage\" is no value for \"numbers\", expected one of explicit, "
         "by-release, by-arrival\n"},
        /* Complete before it is over. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, complete-after: 0 days}\n",
         "milestoned.yaml:2:64: \"0 days\" is out of range, expected 1 day to 3660 days for "
         "\"complete-after\"\n"},
        /* Ten of what? */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, complete-after: 10}\n",
         "milestoned.yaml:2:64: \"10\" is no value for \"complete-after\", expected days as in \"10 "
         "days\"\n"},
        /* Rule 19: releases say what is complete; a lateness beside them would say it twice. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, numbers: by-release, complete-after: 10 days}\n",
         "milestoned.yaml:2:69: \"complete-after\" with by-release numbers: its releases say what is "
         "complete, expected one of the two\n"},
        /* Levels are of their coordinate. */
        {"sources:\n"
         "  - {name: a, kinds: trade, resolution: month, levels: {commodity: chapters, partner: "
         "heading, mod: total}}\n",
         "milestoned.yaml:2:68: \"chapters\" is no value for \"commodity\"; did you mean \"chapter\"?\n"
         "milestoned.yaml:2:87: \"heading\" is no value for \"partner\", expected one of total, group, "
         "country, subdivision\n"
         "milestoned.yaml:2:96: unknown key \"mod\" in levels; did you mean \"mode\"?\n"},
        /* A group that would hide every place. */
        {"groups:\n"
         "  - {name: any, places: BY}\n",
         "milestoned.yaml:2:12: \"any\" means every place, expected another name for a group\n"},
        /* A group of groups could contain itself. */
        {"groups:\n"
         "  - {name: a, places: [BY, RU]}\n"
         "  - {name: b, places: [a]}\n",
         "milestoned.yaml:3:24: \"a\" is no place, expected an ISO 3166 code like BY or RU-LEN, or a "
         "group\n"},
        /* A group of nothing. */
        {"groups:\n"
         "  - {name: a, places: []}\n",
         "milestoned.yaml:2:23: 0 places, expected 1 to 10000\n"},
};

/* A source that is not what it seems would make figures that are not what they seem. */
START_TEST(wrong_sources_are_said)
{
        written_refused(wrong_sources_are_said_table[_i].yaml, wrong_sources_are_said_table[_i].said);
}
END_TEST

/* What stands in the file is what decode and the core will go by. */
START_TEST(a_source_is_read_whole)
{
        struct config *config = written_good("groups:\n"
                                             "  - {name: union, places: [RU, BY, KZ]}\n"
                                             "sources:\n"
                                             "  - name: z-rail\n"
                                             "    kinds: [freight, project]\n"
                                             "    resolution: week\n"
                                             "    complete-after: 3660 days\n"
                                             "    retired: 2024-06-30\n"
                                             "  - name: a-customs\n"
                                             "    kinds: trade\n"
                                             "    reports: [union, AM]\n"
                                             "    resolution: quarter\n"
                                             "    numbers: by-arrival\n"
                                             "    levels: {commodity: heading, reporter: country, partner: "
                                             "subdivision, mode: total, place: facility}\n");
        const struct plan_source *customs = &config->plan->sources[0], *rail = &config->plan->sources[1];

        ck_assert_uint_eq(config->plan->sources_count, 2);
        ck_assert_str_eq(customs->name.data, "a-customs");
        ck_assert_uint_eq(customs->kinds, 1u << EVENT_TRADE);
        ck_assert_uint_eq(customs->reports_count, 4);
        ck_assert_str_eq(customs->reports[0].code, "AM");
        ck_assert_str_eq(customs->reports[3].code, "RU");
        ck_assert_int_eq(customs->resolution, PERIOD_QUARTER);
        ck_assert_int_eq(customs->numbers, NUMBERS_BY_ARRIVAL);
        ck_assert_int_eq(customs->complete_after_days, -1);
        ck_assert_int_eq(customs->retired_day, CIVIL_NONE);
        ck_assert_uint_eq(customs->levels.commodity, LEVEL_HEADING);
        ck_assert_uint_eq(customs->levels.reporter, LEVEL_COUNTRY);
        ck_assert_uint_eq(customs->levels.partner, LEVEL_SUBDIVISION);
        ck_assert_uint_eq(customs->levels.mode, LEVEL_TOTAL);
        ck_assert_uint_eq(customs->levels.place, LEVEL_FACILITY);

        ck_assert_str_eq(rail->name.data, "z-rail");
        ck_assert_uint_eq(rail->kinds, 1u << EVENT_FREIGHT | 1u << EVENT_PROJECT);
        ck_assert_uint_eq(rail->reports_count, 0);
        ck_assert_int_eq(rail->numbers, NUMBERS_EXPLICIT);
        ck_assert_int_eq(rail->complete_after_days, 3660);
        ck_assert_int_eq(rail->retired_day, civil_from_ymd(2024, 6, 30));
        ck_assert_uint_eq(rail->levels.commodity, LEVEL_NONE);
        config_free(config);
}
END_TEST

static Suite *sources_suite(void)
{
        Suite *suite = suite_create("config/sources");
        TCase *tcase = tcase_create("sources");

        tcase_add_loop_test(tcase, wrong_sources_are_said, 0, REFUSED_COUNT(wrong_sources_are_said_table));
        tcase_add_test(tcase, a_source_is_read_whole);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(sources_suite)
