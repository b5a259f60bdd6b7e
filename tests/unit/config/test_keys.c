/* tests/unit/config/test_keys.c: maps against the table of keys. */
#include "host/config/keys.h"
#include "unit/config/written.h"

static const struct refused keys_are_those_of_the_table_table[] = {
        /* A key with a letter missing is not silently nothing. */
        {"timezon: UTC\n", "milestoned.yaml:1:1: unknown key \"timezon\" in the configuration; did you mean "
                           "\"timezone\"?\n"},
        /* Far from every key: all that there are. */
        {WRITTEN_BASE "groups:\n"
                      "  - {name: x, zzzzzz: 1, places: BY}\n",
         "milestoned.yaml:8:15: unknown key \"zzzzzz\" in a group, expected one of name, places\n"},
        /* The second would win, and nobody would know. */
        {"beat: 1 s\n"
         "beat: 2 s\n",
         "milestoned.yaml:2:1: key \"beat\" is given twice, expected once: it stands at line 1 too\n"},
        /* A key without a value is not the default. */
        {"beat:\n", "milestoned.yaml:1:1: \"beat\" has no value, expected one behind the colon\n"},
        /* All that is missing, each with what it is for. */
        {"sources:\n"
         "  - {}\n",
         "milestoned.yaml:2:5: a source without \"kinds\", expected: The kinds of events that it "
         "sends.\n"
         "milestoned.yaml:2:5: a source without \"name\", expected: As batches name it.\n"
         "milestoned.yaml:2:5: a source without \"resolution\", expected: The level of periods that "
         "counts; figures of others are control totals.\n"},
        /* A map where a list is due. */
        {"sources: {name: x}\n",
         "milestoned.yaml:1:10: \"sources\" must be a list, expected \"- name: ...\" for each\n"},
        /* A word where a map is due. */
        {"sources: [x]\n", "milestoned.yaml:1:11: a source must be a map, expected \"key: value\" pairs\n"},
        /* The same of a map at the top. */
        {"endpoints: x\n", "milestoned.yaml:1:12: endpoints must be a map, expected \"key: value\" pairs\n"},
        /* Later work is known, refused with its sentence, and what it makes needless is not missing. */
        {"endpoints:\n"
         "  desk:\n"
         "    - {curve: x}\n",
         "milestoned.yaml:3:8: \"curve\" is not supported by this version: encryption and keys\n"},
};

/* What is misspelled, repeated, missing or not there yet is said, never passed over. */
START_TEST(keys_are_those_of_the_table)
{
        written_refused(keys_are_those_of_the_table_table[_i].yaml,
                        keys_are_those_of_the_table_table[_i].said);
}
END_TEST

/* The manual is made of this: a key that is read but not told would be found by nobody. */
START_TEST(the_description_tells_every_key)
{
        char *all = NULL;
        size_t length;
        FILE *out = open_memstream(&all, &length);

        config_describe(out);
        fclose(out);
        ck_assert_ptr_nonnull(strstr(
                all, "\nbeat: duration in ms, s, min, h or days; 100 ms to 3600000 ms; default 5 s\n"));
        ck_assert_ptr_nonnull(strstr(
                all, "\nsources[].numbers: one of explicit, by-release, by-arrival; default explicit\n"));
        ck_assert_ptr_nonnull(strstr(all, "\nmeasures[].where.stage: one or a list of ordered, loaded,"));
        ck_assert_ptr_nonnull(strstr(all, "\nendpoints.*[].curve: not supported by this version\n"));
        for (size_t section = 0; section < SECTIONS; section++) {
                size_t count;
                const struct key *keys = section_keys(section, &count);

                for (size_t i = 0; i < count; i++) {
                        ck_assert_ptr_nonnull(strstr(all, keys[i].sentence));
                        ck_assert_ptr_nonnull(strstr(all, keys[i].name));
                        ck_assert_int_le(keys[i].minimum, keys[i].maximum);
                }
        }
        free(all);
}
END_TEST

/* Two rows of one name: the second would never be read. */
START_TEST(every_key_has_one_row)
{
        for (size_t section = 0; section < SECTIONS; section++) {
                size_t count;
                const struct key *keys = section_keys(section, &count);

                ck_assert_uint_le(count, KEYS_MAX);
                for (size_t i = 0; i < count; i++)
                        for (size_t k = i + 1; k < count; k++)
                                ck_assert_str_ne(keys[i].name, keys[k].name);
        }
}
END_TEST

static Suite *keys_suite(void)
{
        Suite *suite = suite_create("config/keys");
        TCase *tcase = tcase_create("keys");

        tcase_add_loop_test(tcase, keys_are_those_of_the_table, 0,
                            REFUSED_COUNT(keys_are_those_of_the_table_table));
        tcase_add_test(tcase, the_description_tells_every_key);
        tcase_add_test(tcase, every_key_has_one_row);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(keys_suite)
