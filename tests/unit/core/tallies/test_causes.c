/* tests/unit/core/tallies/test_causes.c */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "core/tallies/causes.h"

static struct causes causes;

static void note(const char *id, uint64_t number, bool again)
{
        char volatile_id[32];

        /* The text is gone when the call returns: ids are copied. */
        snprintf(volatile_id, sizeof(volatile_id), "%s", id);
        causes_note(&causes, TEXT("customs"), text_of(volatile_id), number, again);
        memset(volatile_id, 'x', sizeof(volatile_id));
}

static const char *listed(void)
{
        static char text[512];
        size_t at = 0;

        text[0] = '\0';
        for (size_t i = 0; i < causes.count; i++)
                at += (size_t)snprintf(text + at, sizeof(text) - at, "%.*s:%llu ",
                                       (int)causes.records[i].id.length, causes.records[i].id.data,
                                       (unsigned long long)causes.records[i].number);
        return text;
}

/* Which records are named must not depend on the order in which they came: the same journal in
 * other batches would tell other news. */
START_TEST(the_smallest_few_in_any_order)
{
        for (int step = 1; step < 19; step += 6) {
                char id[8];

                causes_clear(&causes);
                for (int i = 0; i < 19; i++) {
                        snprintf(id, sizeof(id), "r-%02d", (i * step) % 19);
                        note(id, 1, false);
                }
                ck_assert_uint_eq(causes.total, 19);
                ck_assert_str_eq(listed(), "r-00:1 r-01:1 r-02:1 r-03:1 r-04:1 r-05:1 r-06:1 r-07:1 ");
        }
}
END_TEST

/* A revision takes back and counts anew: one record, one cause, the number that did it. */
START_TEST(a_record_is_counted_once)
{
        causes_clear(&causes);
        note("a", 2, false);
        note("a", 2, true);
        note("b", 1, false);
        note("a", 3, false);
        ck_assert_uint_eq(causes.total, 2);
        ck_assert_str_eq(listed(), "a:3 b:1 ");

        /* Also one that is behind those that are named. */
        causes_clear(&causes);
        for (char id[] = "a"; *id < 'i'; ++*id)
                note(id, 1, false);
        note("z", 1, false);
        note("z", 1, true);
        ck_assert_uint_eq(causes.total, 9);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("causes");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, the_smallest_few_in_any_order);
        tcase_add_test(cases, a_record_is_counted_once);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
