/* tests/unit/host/test_counters.c */
#include <check.h>
#include <string.h>

#include "base/text.h"
#include "host/counters.h"

/* No number is published without its meaning, and none under a name that a metrics page refuses. */
START_TEST(every_counter_has_a_name_a_unit_and_a_meaning)
{
        ck_assert_uint_eq(counter_rows_count * sizeof(uint64_t), sizeof(struct counters));
        for (size_t i = 0; i < counter_rows_count; i++) {
                const struct counter_row *row = &counter_rows[i];

                ck_assert_uint_eq(strspn(row->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(row->name));
                ck_assert_uint_gt(strlen(row->unit), 0);
                ck_assert_uint_gt(strlen(row->meaning), 8);
                ck_assert_uint_eq(row->offset, i * sizeof(uint64_t));
                for (size_t j = 0; j < i; j++)
                        ck_assert_str_ne(row->name, counter_rows[j].name);
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("counters");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, every_counter_has_a_name_a_unit_and_a_meaning);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
