/* tests/unit/core/measures/test_value.c: each form on figures that are easily reckoned by head. */
#include <check.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/limits.h"
#include "unit/core/measures/scene.h"

static struct scene *scene;

static void setup(void)
{
        scene = scene_new();
}

static void teardown(void)
{
        scene_free(scene);
}

static uint32_t of_month(uint32_t source)
{
        uint32_t measure = scene_sum(scene, source, WINDOW_CALENDAR, 0);

        scene->measures[measure].window.period = PERIOD_MONTH;
        return measure;
}

static void is(uint32_t measure, int32_t day, enum value_state state, int64_t units)
{
        struct value value = scene_at(scene, measure, day);
        bool has_units = state == VALUE_KNOWN || state == VALUE_INCOMPLETE;

        ck_assert_int_eq(value.state, state);
        if (has_units)
                ck_assert_int_eq(value.units, units);
}

/* An import and an export of the same month are in one window. */
static void say(uint32_t source, int32_t day, int64_t units, bool known, uint8_t status)
{
        struct figure figure = {.source = source, .day = day, .known = known, .units = units, .status = status};

        scene_say(scene, &figure, 1);
}

/* A third is 33.3333 %, minus a third is -33.3334 %: at -33.3333 % it is not there yet. */
START_TEST(quotients_are_rounded_down)
{
        uint32_t a = of_month(FIRST_OFFICE), b = of_month(SECOND_OFFICE);
        uint32_t ratio = scene_derived(scene, FORM_RATIO, a, b);
        uint32_t asymmetry = scene_derived(scene, FORM_ASYMMETRY, a, b);

        scene_begin(scene);
        scene_units(scene, FIRST_OFFICE, ymd(2020, 1, 31), 1);
        scene_units(scene, SECOND_OFFICE, ymd(2020, 1, 31), 3);
        scene_units(scene, FIRST_OFFICE, ymd(2020, 2, 29), -1);
        scene_units(scene, SECOND_OFFICE, ymd(2020, 2, 29), 3);
        is(ratio, ymd(2020, 1, 31), VALUE_KNOWN, 333333);
        is(ratio, ymd(2020, 2, 29), VALUE_KNOWN, -333334);
        is(asymmetry, ymd(2020, 1, 31), VALUE_KNOWN, -1000000); /* 2 (1 - 3) / 4 */
        is(asymmetry, ymd(2020, 2, 29), VALUE_KNOWN, -4000000); /* 2 (-1 - 3) / 2 */
}
END_TEST

/* A ratio to what was taken back below zero has a sign; growth and asymmetry of it mean nothing, nor
 * does anything to zero. */
START_TEST(divisors_below_zero_and_zero)
{
        uint32_t a = of_month(FIRST_OFFICE), b = of_month(SECOND_OFFICE);
        uint32_t ratio = scene_derived(scene, FORM_RATIO, a, b);
        uint32_t asymmetry = scene_derived(scene, FORM_ASYMMETRY, a, b);
        uint32_t growth = scene_derived(scene, FORM_GROWTH, b, PLAN_NO_INDEX);

        scene_begin(scene);
        scene_units(scene, FIRST_OFFICE, ymd(2020, 1, 31), 1);
        scene_units(scene, SECOND_OFFICE, ymd(2020, 1, 31), -3);
        scene_units(scene, FIRST_OFFICE, ymd(2020, 2, 29), 0);
        scene_units(scene, SECOND_OFFICE, ymd(2020, 2, 29), 0);
        scene_units(scene, SECOND_OFFICE, ymd(2021, 1, 31), 3);
        scene_units(scene, SECOND_OFFICE, ymd(2021, 2, 28), 3);
        is(ratio, ymd(2020, 1, 31), VALUE_KNOWN, -333334);
        is(asymmetry, ymd(2020, 1, 31), VALUE_NO_DATA, 0);
        is(growth, ymd(2021, 1, 31), VALUE_NO_DATA, 0);
        is(ratio, ymd(2020, 2, 29), VALUE_NO_DATA, 0);
        is(asymmetry, ymd(2020, 2, 29), VALUE_NO_DATA, 0);
        is(growth, ymd(2021, 2, 28), VALUE_NO_DATA, 0);
}
END_TEST

/* rule 13: an amount that nobody stated is not zero, a count that nobody was counted in is. */
START_TEST(rule_13_no_records_and_no_count)
{
        uint32_t amount = of_month(FIRST_OFFICE), count = of_month(SECOND_OFFICE), done = of_month(FIRST_OFFICE);
        uint32_t share = scene_derived(scene, FORM_RATIO, done, count);
        uint32_t left = scene_derived(scene, FORM_DIFFERENCE, count, done);
        uint32_t amounts = scene_derived(scene, FORM_DIFFERENCE, amount, of_month(SECOND_OFFICE));

        scene->measures[count].quantity = scene->measures[done].quantity = QUANTITY_COUNT;
        scene_begin(scene);
        scene_units(scene, SECOND_OFFICE, ymd(2020, 1, 31), 7);
        is(done, ymd(2020, 1, 31), VALUE_NO_DATA, 0);
        is(share, ymd(2020, 1, 31), VALUE_KNOWN, 0);
        is(left, ymd(2020, 1, 31), VALUE_KNOWN, 1);
        is(amounts, ymd(2020, 1, 31), VALUE_NO_DATA, 0);
        is(share, ymd(2020, 3, 31), VALUE_NO_DATA, 0); /* nothing is due */
        is(left, ymd(2020, 3, 31), VALUE_KNOWN, 0);
}
END_TEST

/* rule 13: what is unknown in one operand makes the result incomplete, and records are added up. */
START_TEST(rule_13_companions_of_operands)
{
        uint32_t a = of_month(FIRST_OFFICE), b = of_month(SECOND_OFFICE);
        uint32_t ratio = scene_derived(scene, FORM_RATIO, a, b);
        int32_t day = ymd(2020, 1, 31);
        struct value value;

        scene_begin(scene);
        say(FIRST_OFFICE, day, 10, true, STATUS_PROVISIONAL);
        say(FIRST_OFFICE, day, 0, false, STATUS_FINAL);
        say(SECOND_OFFICE, day, 20, true, STATUS_PROVISIONAL);
        scene_say(scene, &(struct figure){.source = SECOND_OFFICE, .day = day, .known = true, .foreign = true,
                                          .units = 5, .status = STATUS_FINAL}, 1);
        value = scene_at(scene, ratio, day);
        ck_assert_int_eq(value.state, VALUE_INCOMPLETE);
        ck_assert_int_eq(value.units, 500000);
        ck_assert_uint_eq(value.provisional_records, 2);
        ck_assert_uint_eq(value.unknown_records, 1);
        ck_assert_uint_eq(value.waiting_records, 1);
}
END_TEST

/* rule 12: what leaves 64 bits is out of range and makes all that is made of it so. */
START_TEST(rule_12_out_of_range_and_healed)
{
        uint32_t a = of_month(FIRST_OFFICE), b = of_month(SECOND_OFFICE), mean = of_month(FIRST_OFFICE);
        uint32_t ratio = scene_derived(scene, FORM_RATIO, a, b), growth = scene_derived(scene, FORM_GROWTH, b, 0);
        uint32_t difference = scene_derived(scene, FORM_DIFFERENCE, a, b);
        int32_t day = ymd(2020, 1, 31);

        scene->measures[mean].form = FORM_AVERAGE;
        scene_begin(scene);
        for (int i = 0; i < 2; i++)
                say(FIRST_OFFICE, day, AMOUNT_MAX, true, STATUS_FINAL);
        is(a, day, VALUE_OUT_OF_RANGE, 0);
        is(ratio, day, VALUE_NO_DATA, 0); /* whatever the one is, the other has none */
        is(mean, day, VALUE_OUT_OF_RANGE, 0);

        say(FIRST_OFFICE, day, -1, true, STATUS_FINAL);
        say(SECOND_OFFICE, day, -2, true, STATUS_FINAL);
        is(a, day, VALUE_KNOWN, INT64_MAX);
        is(mean, day, VALUE_KNOWN, INT64_MAX / 3);
        is(difference, day, VALUE_OUT_OF_RANGE, 0);
        is(ratio, day, VALUE_OUT_OF_RANGE, 0);
        say(SECOND_OFFICE, day, 2, true, STATUS_FINAL);
        is(difference, day, VALUE_KNOWN, INT64_MAX);

        say(SECOND_OFFICE, ymd(2021, 1, 31), AMOUNT_MAX, true, STATUS_FINAL);
        say(SECOND_OFFICE, day, 1, true, STATUS_FINAL);
        is(growth, ymd(2021, 1, 31), VALUE_OUT_OF_RANGE, 0); /* four millions of millions of millions of % */
}
END_TEST

/* The last of February is compared with the last of February, whichever day that is. */
START_TEST(growth_at_leap_days)
{
        uint32_t a = scene_sum(scene, RAIL, WINDOW_LAST_DAYS, 1), growth = scene_derived(scene, FORM_GROWTH, a, 0);
        static const int days[][3] = {{2019, 2, 27}, {2019, 2, 28}, {2020, 2, 27}, {2020, 2, 28}, {2020, 2, 29},
                                      {2021, 2, 27}, {2021, 2, 28}, {2020, 4, 30}, {2021, 4, 30}};

        scene_begin(scene);
        for (size_t i = 0; i < sizeof(days) / sizeof(days[0]); i++)
                scene_units(scene, RAIL, ymd(days[i][0], days[i][1], days[i][2]), 100 * ((int64_t)i + 1));
        is(growth, ymd(2020, 2, 28), VALUE_KNOWN, 1000000); /* 400 to 200, of the 28th */
        is(growth, ymd(2020, 2, 29), VALUE_KNOWN, 1500000); /* 500 to 200: both are the last */
        is(growth, ymd(2021, 2, 28), VALUE_KNOWN, 400000);  /* 700 to 500 of the 29th */
        is(growth, ymd(2021, 2, 27), VALUE_KNOWN, 1000000);
        is(growth, ymd(2021, 4, 30), VALUE_KNOWN, 125000);
}
END_TEST

/* A week is compared with the one 52 weeks before, also the 53rd, and a Sunday with a Sunday. */
START_TEST(growth_of_iso_week_53)
{
        uint32_t a = scene_sum(scene, WEEKLY, WINDOW_CALENDAR, 0), growth;

        scene->measures[a].window.period = PERIOD_WEEK;
        growth = scene_derived(scene, FORM_GROWTH, a, 0);
        scene_begin(scene);
        scene_units(scene, WEEKLY, ymd(2020, 1, 5), 100); /* 2020-W01 */
        scene_units(scene, WEEKLY, ymd(2021, 1, 3), 150); /* 2020-W53 */
        scene_units(scene, WEEKLY, ymd(2022, 1, 2), 300); /* 2021-W52 */
        is(growth, ymd(2021, 1, 3), VALUE_KNOWN, 500000);
        is(growth, ymd(2022, 1, 2), VALUE_KNOWN, 1000000);
}
END_TEST

/* Against a named year: every year to that one, as it stands now. */
START_TEST(growth_over_a_named_year)
{
        uint32_t a = scene_sum(scene, FIRST_OFFICE, WINDOW_CALENDAR, 0);
        uint32_t growth = scene_derived(scene, FORM_GROWTH, a, 0);

        scene->measures[growth].base = period_at(PERIOD_YEAR, ymd(2019, 1, 1), 1);
        scene_begin(scene);
        scene_units(scene, FIRST_OFFICE, ymd(2019, 1, 31), 30);
        scene_units(scene, FIRST_OFFICE, ymd(2019, 12, 31), 10);
        scene_units(scene, FIRST_OFFICE, ymd(2021, 3, 31), 50);
        is(growth, ymd(2021, 12, 31), VALUE_KNOWN, 250000);
        is(growth, ymd(2019, 12, 31), VALUE_KNOWN, 0);
        is(growth, ymd(2020, 12, 31), VALUE_NO_DATA, 0);
        scene_units(scene, FIRST_OFFICE, ymd(2019, 2, 28), 60);
        is(growth, ymd(2021, 12, 31), VALUE_KNOWN, -500000);
}
END_TEST

/* A mean is of the records that say how much; it is rounded down, and without any there is none. */
START_TEST(means_are_of_known_records)
{
        uint32_t mean = of_month(FIRST_OFFICE);
        int32_t day = ymd(2020, 1, 31);

        scene->measures[mean].form = FORM_AVERAGE;
        scene_begin(scene);
        say(FIRST_OFFICE, day, 0, false, STATUS_FINAL);
        is(mean, day, VALUE_NO_DATA, 0);
        ck_assert_uint_eq(scene_at(scene, mean, day).unknown_records, 1);
        say(FIRST_OFFICE, day, -1, true, STATUS_FINAL);
        say(FIRST_OFFICE, day, -2, true, STATUS_FINAL);
        is(mean, day, VALUE_INCOMPLETE, -2);
        ck_assert(measures_falls(scene->rooms, mean));
}
END_TEST

/* A level is what the newest report says, for as long as there is no newer one; reports that do not say
 * are passed by, and of several on one day it is the mean. */
START_TEST(latest_is_the_newest_known_report)
{
        uint32_t latest = scene_latest(scene);

        scene_begin(scene);
        is(latest, ymd(2020, 1, 1), VALUE_NO_DATA, 0);
        scene_units(scene, BUILDER, ymd(2020, 3, 1), 250000);
        say(BUILDER, ymd(2020, 5, 1), 0, false, STATUS_FINAL);
        scene_units(scene, BUILDER, ymd(2020, 7, 1), 400000);
        scene_units(scene, BUILDER, ymd(2020, 7, 1), 400001);
        is(latest, ymd(2020, 2, 29), VALUE_NO_DATA, 0);
        is(latest, ymd(2020, 3, 1), VALUE_KNOWN, 250000);
        is(latest, ymd(2020, 6, 30), VALUE_KNOWN, 250000);
        ck_assert_uint_eq(scene_at(scene, latest, ymd(2020, 6, 30)).unknown_records, 0);
        is(latest, ymd(2020, 7, 1), VALUE_KNOWN, 400000);
        is(latest, ymd(2023, 1, 1), VALUE_KNOWN, 400000);
        ck_assert(!measures_falls(scene->rooms, latest));
        ck_assert_int_eq(measures_window_first(scene->rooms, latest, ymd(2020, 6, 30)), ymd(2020, 3, 1));
        ck_assert_int_eq(measures_last_day(scene->rooms, latest, NULL), ymd(2020, 7, 1));
}
END_TEST

/* After its last figure a count goes on being compared: it falls to nothing, and the year after too. */
START_TEST(what_is_empty_still_changes)
{
        uint32_t a = of_month(FIRST_OFFICE), b = scene_sum(scene, SECOND_OFFICE, WINDOW_SINCE, 0);
        uint32_t difference = scene_derived(scene, FORM_DIFFERENCE, b, a);
        uint32_t growth = scene_derived(scene, FORM_GROWTH, a, 0);

        scene->measures[a].quantity = scene->measures[b].quantity = QUANTITY_COUNT;
        scene_begin(scene);
        scene_units(scene, FIRST_OFFICE, ymd(2020, 5, 31), 1);
        scene_units(scene, SECOND_OFFICE, ymd(2020, 3, 31), 1);
        is(difference, ymd(2020, 5, 31), VALUE_KNOWN, 0);
        is(difference, ymd(2020, 6, 30), VALUE_KNOWN, 1);
        ck_assert_int_ge(measures_last_day(scene->rooms, difference, NULL), ymd(2020, 6, 30));
        is(growth, ymd(2021, 5, 31), VALUE_KNOWN, -1000000);
        ck_assert_int_ge(measures_last_day(scene->rooms, growth, NULL), ymd(2021, 5, 31));
        ck_assert_int_eq(measures_last_day(scene->rooms, a, NULL), ymd(2020, 5, 31));
}
END_TEST

/* rule 17: growth needs the year before as well, each operand its own window and its own sources. */
START_TEST(rule_17_all_windows_that_are_looked_at)
{
        uint32_t a = of_month(FIRST_OFFICE), b = scene_sum(scene, SECOND_OFFICE, WINDOW_LAST_MONTHS, 3);
        uint32_t growth = scene_derived(scene, FORM_GROWTH, a, 0), ratio = scene_derived(scene, FORM_RATIO, a, b);
        int32_t day = ymd(2021, 3, 31);
        uint32_t held_back_by;

        scene_begin(scene);
        scene_end(scene, FIRST_OFFICE, ymd(2021, 3, 1), day, true);
        ck_assert(measures_complete(scene->rooms, a, day, &held_back_by));
        ck_assert(!measures_complete(scene->rooms, growth, day, &held_back_by));
        ck_assert_uint_eq(held_back_by, FIRST_OFFICE);
        scene_end(scene, FIRST_OFFICE, ymd(2020, 3, 1), ymd(2020, 3, 31), true);
        ck_assert(measures_complete(scene->rooms, growth, day, &held_back_by));

        scene_end(scene, SECOND_OFFICE, ymd(2021, 2, 1), day, true);
        ck_assert(!measures_complete(scene->rooms, ratio, day, &held_back_by));
        ck_assert_uint_eq(held_back_by, SECOND_OFFICE);
        scene_end(scene, SECOND_OFFICE, ymd(2021, 1, 1), ymd(2021, 1, 31), true);
        ck_assert(measures_complete(scene->rooms, ratio, day, &held_back_by));
        ck_assert(measures_falls(scene->rooms, ratio) && measures_falls(scene->rooms, growth) &&
                  measures_falls(scene->rooms, b) && !measures_falls(scene->rooms, a));
}
END_TEST

/* A growth over a year to come would be missed before that year is told. */
START_TEST(rule_19_a_base_is_looked_at_wherever_it_lies)
{
        uint32_t a = of_month(FIRST_OFFICE), growth = scene_derived(scene, FORM_GROWTH, a, 0);
        int32_t first = ymd(2021, 1, 1), last = ymd(2021, 2, 28);
        uint32_t held_back_by;

        scene->measures[growth].base = period_at(PERIOD_MONTH, ymd(2021, 6, 1), 1);
        scene_begin(scene);
        scene_end(scene, FIRST_OFFICE, first, last, true);
        ck_assert(!measures_complete_days(scene->rooms, growth, first, last, &held_back_by));
        ck_assert_uint_eq(held_back_by, FIRST_OFFICE);
        scene_end(scene, FIRST_OFFICE, ymd(2021, 6, 1), ymd(2021, 6, 30), true);
        ck_assert(measures_complete_days(scene->rooms, growth, first, last, &held_back_by));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("measures: values");
        TCase *tcase = tcase_create("value");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, quotients_are_rounded_down);
        tcase_add_test(tcase, divisors_below_zero_and_zero);
        tcase_add_test(tcase, rule_13_no_records_and_no_count);
        tcase_add_test(tcase, rule_13_companions_of_operands);
        tcase_add_test(tcase, rule_12_out_of_range_and_healed);
        tcase_add_test(tcase, growth_at_leap_days);
        tcase_add_test(tcase, growth_of_iso_week_53);
        tcase_add_test(tcase, growth_over_a_named_year);
        tcase_add_test(tcase, means_are_of_known_records);
        tcase_add_test(tcase, latest_is_the_newest_known_report);
        tcase_add_test(tcase, what_is_empty_still_changes);
        tcase_add_test(tcase, rule_17_all_windows_that_are_looked_at);
        tcase_add_test(tcase, rule_19_a_base_is_looked_at_wherever_it_lies);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
