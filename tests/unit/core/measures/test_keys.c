/* tests/unit/core/measures/test_keys.c: series as text, both ways; who is caused by whose records. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/measures/scene.h"

#define TEXT_ROOM 200

static struct scene *scene;
static uint32_t sum, named, share;

static void setup(void)
{
        scene = scene_new();
        sum = scene_sum(scene, FIRST_OFFICE, WINDOW_CALENDAR, 0);
        named = scene_latest(scene);
        scene->measures[named].form = FORM_TALLY;
        scene->measures[named].window = scene->measures[sum].window;
        scene->measures[named].by_count = 2;
        scene->measures[named].by[0] = BY_FACILITY;
        scene->measures[named].by[1] = BY_PROJECT;
        share = scene_derived(scene, FORM_RATIO, sum, sum);
        scene->milestones[0] = (struct plan_milestone){.measure = share, .for_each = true};
        scene->plan.milestones_count = 1;
        scene_begin(scene);
}

static void teardown(void)
{
        scene_free(scene);
}

static void reads_back(uint32_t measure, const char *text)
{
        char buf[TEXT_ROOM], small[4];
        struct key key = {{0}};

        ck_assert_int_eq(measures_key_of(scene->rooms, measure, text_of(text), &key), 0);
        measures_key_hold(scene->rooms, measure, &key);
        ck_assert_uint_eq(measures_key_text(scene->rooms, measure, &key, buf, sizeof(buf)), strlen(text));
        ck_assert_str_eq(buf, text);
        ck_assert_uint_eq(measures_key_text(scene->rooms, measure, &key, small, sizeof(small)), strlen(text));
        ck_assert_str_eq(small, ((char[]){text[0], text[1], text[2], '\0'}));
        measures_key_drop(scene->rooms, measure, &key);
}

/* A subscriber hears of "partner=DE,flow=export"; the state of a milestone is found again by it. */
START_TEST(texts_of_keys_both_ways)
{
        struct key key, wanted = scene_key(2, 1);

        reads_back(sum, "partner=DE,flow=export");
        reads_back(share, "partner=,flow=");
        reads_back(named, "facility=a, b=c,project=north");
        reads_back(named, "facility=,project=");
        ck_assert_int_eq(measures_key_of(scene->rooms, sum, TEXT("partner=DE,flow=export"), &key), 0);
        ck_assert_mem_eq(&key, &wanted, sizeof(key));
}
END_TEST

START_TEST(texts_that_are_no_keys)
{
        static const char *const texts[] = {"", "partner=DE", "flow=export,partner=DE", "partner=DE,flow=sideways",
                                            "partner=DE,flow=export,", "partner=D,flow=export", "partner"};
        struct key key = scene_key(0, 0), before = key;

        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
                ck_assert_int_eq(measures_key_of(scene->rooms, sum, text_of(texts[i]), &key), -EBADMSG);
        ck_assert_mem_eq(&key, &before, sizeof(key));
}
END_TEST

/* A key that is held keeps its names though the series that had them goes. */
START_TEST(names_of_held_keys_stay)
{
        struct key key, other;
        char buf[TEXT_ROOM];

        ck_assert_int_eq(measures_key_of(scene->rooms, named, TEXT("facility=port,project=quay"), &key), 0);
        measures_key_hold(scene->rooms, named, &key);
        measures_key_hold(scene->rooms, named, &key);
        measures_key_drop(scene->rooms, named, &key);
        ck_assert_int_eq(measures_key_of(scene->rooms, named, TEXT("facility=mole,project=pier"), &other), 0);
        measures_key_text(scene->rooms, named, &key, buf, sizeof(buf));
        ck_assert_str_eq(buf, "facility=port,project=quay");
        measures_key_drop(scene->rooms, named, &key);
}
END_TEST

/* Keys are listed where a milestone is for-each on what is made of the measure, each once and with its
 * first day; and the records are causes of it, too. */
START_TEST(keys_and_causes_reach_what_is_made_of_them)
{
        struct figure figure = {.source = FIRST_OFFICE, .partner = 2, .flow = 1, .known = true, .units = 5,
                                .status = STATUS_FINAL};
        const struct key_change *keys;
        struct cause cause = {0};
        size_t count;

        figure.day = ymd(2020, 5, 31);
        scene_say(scene, &figure, 1);
        figure.day = ymd(2020, 2, 29);
        scene_say(scene, &figure, 1);
        ck_assert_int_eq(measures_changed_keys(scene->rooms, share, &keys, &count), 0);
        ck_assert_uint_eq(count, 1);
        ck_assert_int_eq(keys[0].day, ymd(2020, 2, 29));
        ck_assert_mem_eq(&keys[0].key, &(struct key[]){scene_key(2, 1)}[0], sizeof(struct key));
        tallies_cause(scene->tallies, share, &cause);
        ck_assert_uint_eq(cause.records_total, 2);

        scene_judged(scene);
        ck_assert_int_eq(measures_changed_keys(scene->rooms, share, &keys, &count), 0);
        ck_assert_uint_eq(count, 0);
        tallies_cause(scene->tallies, share, &cause);
        ck_assert_uint_eq(cause.records_total, 0);
        scene_say(scene, &figure, -1);
        ck_assert_int_eq(measures_changed_keys(scene->rooms, share, &keys, &count), 0);
        ck_assert_uint_eq(count, 1);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("measures: keys");
        TCase *tcase = tcase_create("keys");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, texts_of_keys_both_ways);
        tcase_add_test(tcase, texts_that_are_no_keys);
        tcase_add_test(tcase, names_of_held_keys_stay);
        tcase_add_test(tcase, keys_and_causes_reach_what_is_made_of_them);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
