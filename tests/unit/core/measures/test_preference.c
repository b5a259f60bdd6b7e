/* tests/unit/core/measures/test_preference.c: whose figures count (rule 22). */
#include <check.h>
#include <stdlib.h>

#include "base/civil.h"
#include "unit/core/measures/scene.h"

static struct scene *scene;
static uint32_t first, second, preferred, twice;

/* By year, of months. */
static void setup(void)
{
        scene = scene_new();
        first = scene_sum(scene, FIRST_OFFICE, WINDOW_CALENDAR, 0);
        second = scene_sum(scene, SECOND_OFFICE, WINDOW_CALENDAR, 0);
        preferred = scene_preference(scene, first, second);
        twice = scene_derived(scene, FORM_RATIO, preferred, second);
        scene_begin(scene);
}

static void teardown(void)
{
        scene_free(scene);
}

static struct value in_2020(uint32_t measure)
{
        return scene_at(scene, measure, ymd(2020, 12, 31));
}

static int32_t last_of(int month)
{
        return civil_month_last(civil_month_of(2020, month));
}

static void end(uint32_t source, int month, bool complete)
{
        scene_end(scene, source, ymd(2020, month, 1), last_of(month), complete);
}

static const struct measure_change *change_of(uint32_t measure)
{
        const struct measure_change *changes;
        size_t count;

        ck_assert_int_eq(measures_changed(scene->rooms, &changes, &count), 0);
        for (size_t i = 0; i < count; i++)
                if (changes[i].measure == measure)
                        return &changes[i];
        return NULL;
}

/* For each month the first that is complete and has spoken; never a mix within one, and what a substitute
 * said is not final. */
START_TEST(rule_22_each_period_has_one_voice)
{
        struct value value;

        for (int month = 1; month <= 3; month++) {
                scene_units(scene, FIRST_OFFICE, last_of(month), 100);
                scene_units(scene, SECOND_OFFICE, last_of(month), 1);
        }
        end(FIRST_OFFICE, 1, true);
        end(SECOND_OFFICE, 1, true);
        end(SECOND_OFFICE, 2, true);
        scene_judged(scene);
        value = in_2020(preferred);
        ck_assert_int_eq(value.units, 100 + 1 + 100); /* of March nobody is complete: the first has records */
        ck_assert_uint_eq(value.provisional_records, 1);

        end(FIRST_OFFICE, 2, true);
        scene_judged(scene);
        value = in_2020(preferred);
        ck_assert_int_eq(value.units, 300);
        ck_assert_uint_eq(value.provisional_records, 0);
}
END_TEST

/* Who is complete and has nothing to say has not spoken for a period in which another has. */
START_TEST(rule_22_complete_silence_is_no_word)
{
        scene_units(scene, SECOND_OFFICE, last_of(4), 7);
        end(FIRST_OFFICE, 4, true);
        scene_judged(scene);
        ck_assert_int_eq(in_2020(preferred).units, 7);

        scene_units(scene, FIRST_OFFICE, last_of(4), 5);
        scene_judged(scene);
        ck_assert_int_eq(in_2020(preferred).units, 5);
}
END_TEST

/* A switch is told as what it is: by completeness alone no record is its cause; and what is made of the
 * measure hears of it. */
START_TEST(rule_22_a_switch_is_a_change)
{
        const struct measure_change *change;

        scene_units(scene, FIRST_OFFICE, last_of(5), 100);
        scene_units(scene, SECOND_OFFICE, last_of(5), 1);
        change = change_of(preferred);
        ck_assert(change && change->by_records);
        scene_judged(scene);

        end(SECOND_OFFICE, 5, true);
        change = change_of(preferred);
        ck_assert(change && change->by_preference && !change->by_records);
        ck_assert_int_le(change->day, last_of(5));
        ck_assert_int_ge(change->day, ymd(2020, 5, 1));
        change = change_of(twice);
        ck_assert(change && change->by_preference && !change->by_records);
        ck_assert_int_eq(in_2020(preferred).units, 1);
        scene_judged(scene);
        ck_assert_ptr_null(change_of(preferred));

        end(SECOND_OFFICE, 5, false);
        ck_assert(change_of(preferred)->by_preference);
        ck_assert_int_eq(in_2020(preferred).units, 100);
        scene_judged(scene);

        end(FIRST_OFFICE, 5, true); /* it counts already */
        change = change_of(preferred);
        ck_assert(!change || !change->by_preference);
}
END_TEST

/* A period is complete when its voice is; without one, when the first has said that there is nothing. */
START_TEST(rule_22_completeness_is_the_voices)
{
        uint32_t held_back_by;

        scene_units(scene, SECOND_OFFICE, last_of(2), 1);
        scene_units(scene, SECOND_OFFICE, last_of(3), 1);
        end(FIRST_OFFICE, 1, true);
        end(SECOND_OFFICE, 2, true);
        scene_judged(scene);
        ck_assert(measures_complete_days(scene->rooms, preferred, ymd(2020, 1, 1), last_of(2), &held_back_by));
        ck_assert_uint_eq(held_back_by, UINT32_MAX);
        ck_assert(!measures_complete_days(scene->rooms, preferred, ymd(2020, 1, 1), last_of(3), &held_back_by));
        ck_assert_uint_eq(held_back_by, FIRST_OFFICE);
        ck_assert_int_eq(measures_complete_until(scene->rooms, preferred, &held_back_by), last_of(2));

        end(SECOND_OFFICE, 4, true); /* about which it has nothing: that is no word for the first */
        scene_judged(scene);
        ck_assert(!measures_complete_days(scene->rooms, preferred, ymd(2020, 4, 1), last_of(4), &held_back_by));
}
END_TEST

/* That the first has nothing to add makes the figures of a substitute no more complete than they are. */
START_TEST(rule_22_a_substitute_is_as_complete_as_it_is)
{
        uint32_t held_back_by;

        scene_units(scene, SECOND_OFFICE, last_of(2), 1);
        scene_end(scene, FIRST_OFFICE, ymd(2020, 1, 1), last_of(3), true);
        scene_judged(scene);
        ck_assert(measures_complete_days(scene->rooms, preferred, ymd(2020, 1, 1), last_of(1), &held_back_by));
        ck_assert(measures_complete_days(scene->rooms, preferred, ymd(2020, 3, 1), last_of(3), &held_back_by));
        ck_assert(!measures_complete_days(scene->rooms, preferred, ymd(2020, 1, 1), last_of(2), &held_back_by));
        ck_assert_uint_eq(held_back_by, SECOND_OFFICE);

        end(SECOND_OFFICE, 2, true);
        scene_judged(scene);
        ck_assert(measures_complete_days(scene->rooms, preferred, ymd(2020, 1, 1), last_of(3), &held_back_by));
}
END_TEST

/* A partner of whom the voice of a month says nothing has nothing in it, whatever the other says. */
START_TEST(rule_22_keys_follow_the_total)
{
        struct key china = scene_key(0, 1), belarus = scene_key(1, 1);
        struct figure figure = {.source = SECOND_OFFICE, .day = last_of(6), .partner = 1, .flow = 1, .known = true,
                                .units = 9, .status = STATUS_FINAL};
        struct value value;

        scene_units(scene, FIRST_OFFICE, last_of(6), 4);
        scene_say(scene, &figure, 1);
        scene_judged(scene);
        measures_at(scene->rooms, preferred, &china, last_of(6), &value);
        ck_assert_int_eq(value.units, 4);
        measures_at(scene->rooms, preferred, &belarus, last_of(6), &value);
        ck_assert_int_eq(value.state, VALUE_NO_DATA);
        ck_assert_int_eq(measures_newest_day(scene->rooms, preferred, &china), last_of(6));
        ck_assert_int_eq(measures_newest_day(scene->rooms, preferred, &belarus), CIVIL_NONE);

        figure.day = last_of(3);
        scene_say(scene, &figure, 1);
        scene_judged(scene);
        ck_assert_int_eq(measures_newest_day(scene->rooms, preferred, &belarus), last_of(3));
}
END_TEST

struct waits {
        int32_t month;
        int64_t units;
        uint64_t records;
        size_t count;
};

static int take_waiting(void *context, const struct waiting_row *row)
{
        struct waits *waits = context;

        *waits = (struct waits){row->month, (int64_t)row->units, row->records, waits->count + 1};
        return 0;
}

static void say_euros_on(uint32_t source, int32_t day, int64_t units)
{
        struct figure figure = {.source = source, .day = day, .flow = 1, .known = true, .foreign = true,
                                .units = units, .status = STATUS_FINAL};

        scene_say(scene, &figure, 1);
}

static void say_euros(uint32_t source, int month, int64_t units)
{
        say_euros_on(source, last_of(month), units);
}

/* What waits is that of who counts; a ratio lists what both its sums wait for, and each of them once. */
START_TEST(rule_22_who_does_not_count_does_not_wait)
{
        struct waits waits = {0};

        say_euros(FIRST_OFFICE, 3, 10);
        say_euros(SECOND_OFFICE, 3, 200);
        scene_judged(scene);
        ck_assert_int_eq(measures_waiting(scene->rooms, preferred, take_waiting, &waits), 0);
        ck_assert_uint_eq(waits.count, 1);
        ck_assert_int_eq(waits.units, 10);
        ck_assert_int_eq(waits.month, civil_month_of(2020, 3));

        waits = (struct waits){0};
        ck_assert_int_eq(measures_waiting(scene->rooms, twice, take_waiting, &waits), 0);
        ck_assert_uint_eq(waits.count, 1);
        ck_assert_uint_eq(waits.records, 2);
        ck_assert_int_eq(waits.units, 210);

        end(SECOND_OFFICE, 3, true);
        scene_judged(scene);
        waits = (struct waits){0};
        ck_assert_int_eq(measures_waiting(scene->rooms, preferred, take_waiting, &waits), 0);
        ck_assert_int_eq(waits.units, 200);
}
END_TEST

/* One month holds weeks of both. */
START_TEST(rule_22_who_counts_in_a_week_waits_in_it)
{
        uint32_t rail, weekly, of_weeks;
        struct waits waits = {0};

        scene_free(scene);
        scene = scene_new();
        rail = scene_sum(scene, RAIL, WINDOW_CALENDAR, 0);
        weekly = scene_sum(scene, WEEKLY, WINDOW_CALENDAR, 0);
        of_weeks = scene_preference(scene, rail, weekly);
        scene_begin(scene);

        say_euros_on(RAIL, ymd(2020, 3, 4), 5);
        say_euros_on(WEEKLY, ymd(2020, 3, 8), 1000);
        say_euros_on(WEEKLY, ymd(2020, 3, 15), 200);
        scene_judged(scene);
        ck_assert_int_eq(measures_waiting(scene->rooms, of_weeks, take_waiting, &waits), 0);
        ck_assert_uint_eq(waits.count, 1);
        ck_assert_uint_eq(waits.records, 2);
        ck_assert_int_eq(waits.units, 205);
}
END_TEST

static int add_records(void *context, const struct basis_row *row)
{
        *(uint64_t *)context += row->records;
        return 0;
}

/* How both were valued can be asked, whoever counts. */
START_TEST(bases_are_those_of_all_operands)
{
        uint64_t records = 0;

        scene_units(scene, FIRST_OFFICE, last_of(1), 1);
        scene_units(scene, SECOND_OFFICE, last_of(1), 1);
        scene_units(scene, SECOND_OFFICE, last_of(2), 1);
        scene_judged(scene);
        ck_assert_int_eq(measures_bases(scene->rooms, preferred, add_records, &records), 0);
        ck_assert_uint_eq(records, 3);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("measures: preference");
        TCase *tcase = tcase_create("preference");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, rule_22_each_period_has_one_voice);
        tcase_add_test(tcase, rule_22_complete_silence_is_no_word);
        tcase_add_test(tcase, rule_22_a_switch_is_a_change);
        tcase_add_test(tcase, rule_22_completeness_is_the_voices);
        tcase_add_test(tcase, rule_22_a_substitute_is_as_complete_as_it_is);
        tcase_add_test(tcase, rule_22_keys_follow_the_total);
        tcase_add_test(tcase, rule_22_who_does_not_count_does_not_wait);
        tcase_add_test(tcase, rule_22_who_counts_in_a_week_waits_in_it);
        tcase_add_test(tcase, bases_are_those_of_all_operands);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
