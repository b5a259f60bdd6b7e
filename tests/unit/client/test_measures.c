/* tests/unit/client/test_measures.c: the newest value of each measure, and only that. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>

#include "measures.h"

static struct measures measures;

static int take(const char *measure, const char *period, uint64_t position, int64_t units)
{
        SCOPED(arena_freep) struct arena *arena = arena_new();
        Milestone__V1__MeasureUpdate wire;
        Milestone__V1__Value value;
        struct news_box *box;
        int r;

        milestone__v1__measure_update__init(&wire);
        milestone__v1__value__init(&value);
        wire.corridor = (char *)(uintptr_t)"north";
        wire.measure = (char *)(uintptr_t)measure;
        wire.period = (char *)(uintptr_t)period;
        wire.position = position;
        value.units = units;
        wire.value = &value;
        ck_assert_int_eq(news_measure(arena, &wire, &box), 0);
        r = measures_take(&measures, box);
        if (r != MEASURES_TAKEN)
                news_box_free(box);
        return r;
}

static int64_t pop(void)
{
        struct news_box *box = measures_pop(&measures);
        int64_t units;

        ck_assert_ptr_nonnull(box);
        units = box->news.measure->value.units;
        news_box_free(box);
        return units;
}

/* rule 38: a slow reader gets the newest value, not all that were in between; what is older than
 * what one has is ignored, also when that was handed over long ago. */
START_TEST(rule_38_newest_only)
{
        measures_init(&measures);
        ck_assert_int_eq(take("turnover", "2021", 5, 1), MEASURES_TAKEN);
        ck_assert_int_eq(take("turnover", "2022", 5, 2), MEASURES_TAKEN);
        ck_assert_int_eq(take("turnover", "2021", 7, 3), MEASURES_TAKEN);
        ck_assert_int_eq(take("turnover", "2021", 6, 4), MEASURES_OLD);
        ck_assert_int_eq(take("turnover", "2021", 7, 5), MEASURES_OLD);
        ck_assert_int_eq(pop(), 3); /* in its old place: it is not put off by changing often */
        ck_assert_int_eq(pop(), 2);
        ck_assert_ptr_null(measures_pop(&measures));
        ck_assert_int_eq(take("turnover", "2021", 7, 6), MEASURES_OLD);
        ck_assert_int_eq(take("turnover", "2021", 8, 7), MEASURES_TAKEN);
        ck_assert_int_eq(pop(), 7);
        ck_assert_uint_eq(measures.newest_position, 8);
        measures_done(&measures);
}
END_TEST

/* After a restore the daemon's positions start lower: its values must not be taken for old ones. */
START_TEST(another_journal_counts_anew)
{
        measures_init(&measures);
        ck_assert_int_eq(take("turnover", "", 100, 1), MEASURES_TAKEN);
        measures_forget(&measures);
        ck_assert_ptr_null(measures_pop(&measures));
        ck_assert_int_eq(take("turnover", "", 3, 2), MEASURES_TAKEN);
        ck_assert_int_eq(pop(), 2);
        measures_done(&measures);
}
END_TEST

/* Memory is bounded: beyond so many measures they come as they are, and those known stay known. */
START_TEST(the_limit_has_both_sides)
{
        char name[16];

        measures_init(&measures);
        for (unsigned int i = 0; i < MEASURES_MAX; i++) {
                (void)snprintf(name, sizeof(name), "m%u", i);
                ck_assert_int_eq(take(name, "", 1, i), MEASURES_TAKEN);
        }
        ck_assert_int_eq(take("one more", "", 1, 1), MEASURES_FULL);
        ck_assert_int_eq(take("m5", "", 2, 1), MEASURES_TAKEN);
        measures_done(&measures);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_measures");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, rule_38_newest_only);
        tcase_add_test(cases, another_journal_counts_anew);
        tcase_add_test(cases, the_limit_has_both_sides);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
