/* tests/unit/base/test_place.c */
#include "base/place.h"
#include <check.h>
#include <string.h>

static struct place place(const char *code)
{
        struct place place = place_none();

        ck_assert_int_eq(place_parse(text_of(code), &place), 0);
        return place;
}

/* Trade with a place that is none would be counted somewhere. */
START_TEST(only_the_form_is_read)
{
        static const char *const good[] = {"BY",   "RU-LEN", "RU-SPE", "BY-HM",
                                           "FR-1", "FR-75",  "GB-ENG", "ZZ"};
        static const char *const bad[] = {
                "",      "B",     "by",  "By",  "BLR", "RU-",         "RU_LEN",  "RU-LENI",
                "RU-le", "RU--L", "-RU", "RU ", "R1",  "RU-\xD0\x9B", "RUS-LEN",
        };

        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
                struct place p = place(good[i]);
                char buf[PLACE_TEXT_MAX];

                ck_assert_str_eq(place_format(p, buf), good[i]);
                ck_assert(text_equal(place_text(&p), text_of(good[i])));
                ck_assert_int_eq(place_is_region(p), strlen(good[i]) > 2);
                ck_assert(!place_is_none(p));
        }
        for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
                struct place p = place("BY");

                ck_assert_msg(place_parse(text_of(bad[i]), &p) == PLACE_SYNTAX, "\"%s\"", bad[i]);
                ck_assert(place_equal(p, place("BY")));
        }
        ck_assert_int_eq(place_parse(TEXT("RU\0LEN"), &(struct place){{0}}), PLACE_SYNTAX);
}
END_TEST

/* RU-LEN lies in RU: a measure of RU without its regions would be too small; RU-LEN in BY would
 * be too large. */
START_TEST(regions_lie_in_their_country)
{
        ck_assert(place_is_within(place("RU-LEN"), place("RU")));
        ck_assert(place_is_within(place("RU-LEN"), place("RU-LEN")));
        ck_assert(place_is_within(place("RU"), place("RU")));
        ck_assert(!place_is_within(place("RU"), place("RU-LEN")));
        ck_assert(!place_is_within(place("RU-LEN"), place("RU-LE")));
        ck_assert(!place_is_within(place("RU-LEN"), place("RU-SPE")));
        ck_assert(!place_is_within(place("RU-LEN"), place("BY")));
        ck_assert(!place_is_within(place("BY"), place("RU")));
        ck_assert(!place_is_within(place_none(), place("RU")));
        ck_assert(!place_is_within(place("RU"), place_none()));
        ck_assert(!place_is_within(place_none(), place_none()));
        ck_assert(place_equal(place_country(place("RU-LEN")), place("RU")));
        ck_assert(place_equal(place_country(place("RU")), place("RU")));
        ck_assert(place_is_none(place_country(place_none())));
}
END_TEST

/* Tables of places are searched by the key, whose order must be that of the names. */
START_TEST(keys_are_ordered_as_codes)
{
        static const char *const sorted[] = {"AD", "AD-02", "BY", "BY-HM", "RU", "RU-LE", "RU-LEN", "RU-SPE"};

        ck_assert_uint_eq(place_key(place_none()), 0);
        for (size_t i = 0; i < 8; i++)
                for (size_t j = 0; j < 8; j++)
                        ck_assert_int_eq(place_key(place(sorted[i])) < place_key(place(sorted[j])), i < j);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("place");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, only_the_form_is_read);
        tcase_add_test(cases, regions_lie_in_their_country);
        tcase_add_test(cases, keys_are_ordered_as_codes);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
