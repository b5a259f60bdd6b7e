/* tests/unit/config/test_corridors.c: corridors. */
#include "unit/config/written.h"

static const struct refused wrong_corridors_are_said_table[] = {
        /* One side. */
        {"corridors:\n"
         "  - {name: x, between: BY}\n",
         "milestoned.yaml:2:24: \"between\" must have two sides, expected [BY, RU-LEN] or the like\n"},
        /* Three sides. */
        {"corridors:\n"
         "  - {name: x, between: [BY, RU, KZ]}\n",
         "milestoned.yaml:2:24: \"between\" must have two sides, expected [BY, RU-LEN] or the like\n"},
        /* A corridor from a place to itself. */
        {"corridors:\n"
         "  - {name: x, between: [BY, BY]}\n",
         "milestoned.yaml:2:29: \"BY\" on both sides, expected two different ones\n"},
        /* Codes are capitals; a group must be there. */
        {"corridors:\n"
         "  - {name: x, between: [by, eaeu]}\n",
         "milestoned.yaml:2:25: \"by\" is no place or group; did you mean \"BY\"?\n"
         "milestoned.yaml:2:29: \"eaeu\" is no place, expected an ISO 3166 code like BY or RU-LEN, or "
         "a group, or any\n"},
        /* A group two letters away. */
        {"groups:\n"
         "  - {name: eaeu, places: [BY, RU]}\n"
         "corridors:\n"
         "  - {name: x, between: [eaue, any]}\n",
         "milestoned.yaml:4:25: \"eaue\" is no place or group; did you mean \"eaeu\"?\n"},
        /* Facilities that no event can name. */
        {"corridors:\n"
         "  - {name: x, between: [BY, RU], facilities: [Rail_North, XXULU, \"\"]}\n",
         "milestoned.yaml:2:47: \"Rail_North\" is no facility, expected a UN/LOCODE like RUULU or a "
         "name of a-z, 0-9 and -\n"
         "milestoned.yaml:2:59: \"XXULU\" is no facility, expected a UN/LOCODE like RUULU or a name of "
         "a-z, 0-9 and -\n"
         "milestoned.yaml:2:66: \"\" is no facility, expected a UN/LOCODE like RUULU or a name of a-z, "
         "0-9 and -\n"},
        /* Twice the same. */
        {"corridors:\n"
         "  - {name: x, between: [BY, RU], facilities: [RUULU, RUULU]}\n",
         "milestoned.yaml:2:46: \"RUULU\" is given twice, expected once\n"},
};

/* A corridor between other places than was meant has other figures. */
START_TEST(wrong_corridors_are_said)
{
        written_refused(wrong_corridors_are_said_table[_i].yaml, wrong_corridors_are_said_table[_i].said);
}
END_TEST

/* Both sides are places in the end, and facilities are found by their order. */
START_TEST(a_corridor_is_read_whole)
{
        struct config *config = written_good(
                "groups:\n"
                "  - {name: north-west, places: [RU-SPE, RU-LEN, RU-LEN]}\n"
                "corridors:\n"
                "  - {name: b, between: [[BY, north-west], any], facilities: rail-north}\n"
                "  - {name: a, between: [RU, north-west], facilities: [rail-north, RUMMK, RUULU]}\n");
        const struct plan_corridor *a = &config->plan->corridors[0], *b = &config->plan->corridors[1];

        ck_assert_str_eq(a->name.data, "a");
        ck_assert_uint_eq(a->sides[1].places_count, 2);
        ck_assert_str_eq(a->sides[1].places[0].code, "RU-LEN");
        ck_assert_uint_eq(a->facilities_count, 3);
        ck_assert_str_eq(a->facilities[0].data, "RUMMK");
        ck_assert_str_eq(a->facilities[2].data, "rail-north");
        ck_assert(!a->sides[0].any);
        ck_assert_uint_eq(b->sides[0].places_count, 3);
        ck_assert(b->sides[1].any);
        ck_assert_uint_eq(b->facilities_count, 1);
        config_free(config);
}
END_TEST

/* A code that ISO leaves to users is known by the name that a group gives it, and else a slip. */
START_TEST(a_group_names_codes_of_users)
{
        struct config *config = written_good("groups:\n"
                                             "  - {name: eu, places: EU}\n"
                                             "  - {name: stores, places: [QR, QS]}\n"
                                             "corridors:\n"
                                             "  - {name: a, between: [eu, stores]}\n");
        const struct plan_corridor *a = &config->plan->corridors[0];

        ck_assert_str_eq(a->sides[0].places[0].code, "EU");
        ck_assert_uint_eq(a->sides[1].places_count, 2);
        config_free(config);
        written_refused("corridors:\n"
                        "  - {name: a, between: [BY, QR]}\n",
                        "milestoned.yaml:2:29: \"QR\" is no place, expected an ISO 3166 code like BY or "
                        "RU-LEN, or a group, or any\n");
}
END_TEST

static Suite *corridors_suite(void)
{
        Suite *suite = suite_create("config/corridors");
        TCase *tcase = tcase_create("corridors");

        tcase_add_loop_test(tcase, wrong_corridors_are_said, 0,
                            REFUSED_COUNT(wrong_corridors_are_said_table));
        tcase_add_test(tcase, a_corridor_is_read_whole);
        tcase_add_test(tcase, a_group_names_codes_of_users);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(corridors_suite)
