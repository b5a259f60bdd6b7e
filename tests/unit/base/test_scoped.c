/* tests/unit/base/test_scoped.c */
#include "base/scoped.h"
#include <check.h>
#include <fcntl.h>

struct thing {
        int *freed;
};

static struct thing *thing_free(struct thing *thing)
{
        ck_assert_ptr_nonnull(thing);
        (*thing->freed)++;
        return NULL;
}

SCOPED_FUNCTION(struct thing, thing_free)

/* A batch that was refused half way would leak, or be freed under the journal's hands. */
START_TEST(freed_once_at_the_end_unless_taken)
{
        int freed = 0;
        struct thing thing = {&freed}, *out = NULL;

        {
                SCOPED(thing_freep) struct thing *scoped = &thing;
                ck_assert_int_eq(freed, 0);
                (void)scoped;
        }
        ck_assert_int_eq(freed, 1);

        {
                SCOPED(thing_freep) struct thing *scoped = &thing;
                out = TAKE(scoped);
                ck_assert_ptr_null(scoped);
        }
        ck_assert_int_eq(freed, 1);
        ck_assert_ptr_eq(out, &thing);

        {
                SCOPED(thing_freep) struct thing *scoped = NULL;
                (void)scoped;
        }
        ck_assert_int_eq(freed, 1);
}
END_TEST

/* The place that a pointer is taken from may cost something to work out: it is done once. */
START_TEST(take_works_its_place_out_once)
{
        int freed = 0, at = 0;
        struct thing thing = {&freed}, *things[2] = {&thing, &thing};
        struct thing *out = TAKE(things[at++]);

        ck_assert_int_eq(at, 1);
        ck_assert_ptr_eq(out, &thing);
        ck_assert_ptr_null(things[0]);
        ck_assert_ptr_nonnull(things[1]);
}
END_TEST

/* A daemon that runs for years must not run out of descriptors. */
START_TEST(descriptors_are_closed)
{
        int seen = -1;

        {
                SCOPED(closep) int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
                ck_assert_int_ge(fd, 0);
                seen = fd;
        }
        ck_assert_int_eq(fcntl(seen, F_GETFD), -1);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("scoped");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, freed_once_at_the_end_unless_taken);
        tcase_add_test(cases, take_works_its_place_out_once);
        tcase_add_test(cases, descriptors_are_closed);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
