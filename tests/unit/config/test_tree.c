/* tests/unit/config/test_tree.c: YAML, and the parts of it that are refused. */
#include "unit/config/written.h"
#include <time.h>

static const struct refused what_is_not_needed_is_refused_table[] = {
        /* Anchors and aliases would let one line stand for thousands. */
        {"a: &x 1\n"
         "b: *x\n",
         "milestoned.yaml:1:1: unknown key \"a\" in the configuration, expected one of timezone, "
         "currency, fiscal-start, clock, until, sources, groups, rates, corridors, templates, measures, "
         "milestones, "
         "endpoints, socket-mode, socket-group, state-folder, beat, measure-updates, settle-in, "
         "checkpoint-interval, checkpoint-events, outbox-retention, free-space-floor, "
         "journal-pending-limit\n"
         "milestoned.yaml:1:4: anchors (&name) are not taken, expected the value itself\n"
         "milestoned.yaml:2:1: unknown key \"b\" in the configuration, expected one of timezone, "
         "currency, fiscal-start, clock, until, sources, groups, rates, corridors, templates, measures, "
         "milestones, "
         "endpoints, socket-mode, socket-group, state-folder, beat, measure-updates, settle-in, "
         "checkpoint-interval, checkpoint-events, outbox-retention, free-space-floor, "
         "journal-pending-limit\n"
         "milestoned.yaml:2:4: aliases (*name) are not taken, expected the value itself\n"},
        /* A tag could ask for a type that we do not know. */
        {"timezone: !!str UTC\n",
         "milestoned.yaml:1:11: tags (!name) are not taken, expected the value itself\n"},
        /* A second document would be read by nobody. */
        {"timezone: UTC\n"
         "---\n"
         "timezone: UTC\n",
         "milestoned.yaml:2:1: a second document, expected one in each file\n"},
        /* A key that is no word. */
        {"timezone: UTC\n"
         "[a]: b\n",
         "milestoned.yaml:2:1: a list or map where a key should be, expected a word\n"},
        /* The same as a map. */
        {"timezone: UTC\n"
         "? {a: b}\n"
         ": c\n",
         "milestoned.yaml:2:3: a list or map where a key should be, expected a word\n"},
        /* A syntax error ends the file with its place. */
        {"timezone: \"UTC\n",
         "milestoned.yaml:2:1: not YAML: while scanning a quoted scalar, found unexpected end of "
         "stream\n"},
        /* What was found before a syntax error is said too; what may have stood behind it is not missing. */
        {"curency: USD\n"
         "sources:\n"
         "  - {name: x\n"
         "beat: 1 s\n",
         "milestoned.yaml:1:1: unknown key \"curency\" in the configuration; did you mean "
         "\"currency\"?\n"
         "milestoned.yaml:3:12: \"x beat\" is no name, expected 1 to 64 of a-z, 0-9 and - (not at the "
         "ends)\n"
         "milestoned.yaml:4:5: not YAML: while parsing a flow mapping, did not find expected ',' or "
         "'}'\n"},
        /* A list at the top. */
        {"- timezone\n",
         "milestoned.yaml:1:1: the configuration must be a map, expected \"key: value\" pairs\n"},
        /* Controls would forge lines of the log. */
        {"timezone: \"U\\tTC\"\n",
         "milestoned.yaml:1:11: control characters in a value, expected one line of text\n"},
        /* Columns are characters, not bytes. */
        {"ä: \"ü\" x\n",
         "milestoned.yaml:1:1: unknown key \"ä\" in the configuration, expected one of timezone, "
         "currency, fiscal-start, clock, until, sources, groups, rates, corridors, templates, measures, "
         "milestones, "
         "endpoints, socket-mode, socket-group, state-folder, beat, measure-updates, settle-in, "
         "checkpoint-interval, checkpoint-events, outbox-retention, free-space-floor, "
         "journal-pending-limit\n"
         "milestoned.yaml:1:8: not YAML: while parsing a block mapping, did not find expected key\n"},
};

/* Each of these would be a way to write a configuration that says something else than it seems to. */
START_TEST(what_is_not_needed_is_refused)
{
        written_refused(what_is_not_needed_is_refused_table[_i].yaml,
                        what_is_not_needed_is_refused_table[_i].said);
}
END_TEST

/* NO is Norway. PyYAML and many others would read false, and a corridor would lose its side. */
START_TEST(norway_is_a_country_and_off_a_name)
{
        struct config *config = written_good("groups:\n"
                                             "  - {name: on, places: [NO, SE]}\n"
                                             "corridors:\n"
                                             "  - {name: off, between: [NO, DK]}\n"
                                             "  - {name: yes, between: [on, any]}\n"
                                             "  - {name: \"1\", between: [NO, SE]}\n");
        const struct plan_corridor *off = WRITTEN_FIND(config->plan, corridors, "off");
        const struct plan_corridor *yes = WRITTEN_FIND(config->plan, corridors, "yes");

        ck_assert_str_eq(off->sides[0].places[0].code, "NO");
        ck_assert_uint_eq(yes->sides[0].places_count, 2);
        ck_assert_uint_eq(config->plan->corridors_count, 3);
        config_free(config);
}
END_TEST

/* 100 kB of brackets would keep yaml_parser_load() busy for minutes, with the old daemon stopped. */
START_TEST(deep_nesting_is_refused_at_once)
{
        size_t length = 100000;
        char *yaml = malloc(length), *said;
        struct timespec before, after;

        memset(yaml, '[', length);
        clock_gettime(CLOCK_MONOTONIC, &before);
        ck_assert_ptr_null(written_read(yaml, length, &said));
        clock_gettime(CLOCK_MONOTONIC, &after);
        ck_assert_str_eq(
                said,
                "milestoned.yaml:1:1: the configuration must be a map, expected \"key: value\" pairs\n"
                "milestoned.yaml:1:17: nested deeper than 16, expected lists and maps as in the manual\n");
        ck_assert_int_lt((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000,
                         1000);
        free(said);
        free(yaml);
}
END_TEST

/* Sixteen levels are read: what is wrong with them is something else. */
START_TEST(depth_has_two_sides)
{
        written_refused("beat: [[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]\n",
                        "milestoned.yaml:1:7: a list where a single value should be, expected a number\n");
        written_refused(
                "beat: [[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]\n",
                "milestoned.yaml:1:7: a list where a single value should be, expected a number\n"
                "milestoned.yaml:1:22: nested deeper than 16, expected lists and maps as in the manual\n");
}
END_TEST

/* Bytes that are no text are said with their place, not with that of the end. */
START_TEST(what_is_no_text_has_a_place)
{
        static const char invalid[] = "timezone: UTC\n# \xc3\xa4 \xff\n", nul[] = "beat: \0 1 s\n";
        char *said;

        ck_assert_ptr_null(written_read(invalid, sizeof(invalid) - 1, &said));
        ck_assert_str_eq(said, "milestoned.yaml:2:5: invalid leading UTF-8 octet, expected UTF-8 without "
                               "control characters\n");
        free(said);
        ck_assert_ptr_null(written_read(nul, sizeof(nul) - 1, &said));
        ck_assert_str_eq(said, "milestoned.yaml:1:7: control characters are not allowed, expected UTF-8 "
                               "without control characters\n");
        free(said);
}
END_TEST

/* A drop-in that only holds comments must not stop the daemon. */
START_TEST(an_empty_file_says_nothing)
{
        config_free(written_good(""));
        config_free(written_good("# nothing yet\n"));
        config_free(written_good("---\n"));
        config_free(written_good("\xef\xbb\xbftimezone: UTC\n"));
}
END_TEST

static Suite *tree_suite(void)
{
        Suite *suite = suite_create("config/tree");
        TCase *tcase = tcase_create("tree");

        tcase_add_loop_test(tcase, what_is_not_needed_is_refused, 0,
                            REFUSED_COUNT(what_is_not_needed_is_refused_table));
        tcase_add_test(tcase, norway_is_a_country_and_off_a_name);
        tcase_add_test(tcase, deep_nesting_is_refused_at_once);
        tcase_add_test(tcase, depth_has_two_sides);
        tcase_add_test(tcase, what_is_no_text_has_a_place);
        tcase_add_test(tcase, an_empty_file_says_nothing);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(tree_suite)
