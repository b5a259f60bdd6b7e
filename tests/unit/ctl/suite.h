/* tests/unit/ctl/suite.h: the main() of a program of tests: SUITE("name", test, test, ...). */
#pragma once
#include <check.h>

static inline int suite_run(const char *name, const TTest *const *tests)
{
        Suite *suite = suite_create(name);
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        for (; *tests; tests++)
                tcase_add_test(cases, *tests);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}

#define SUITE(name, ...)                                          \
        int main(void)                                            \
        {                                                         \
                const TTest *const tests[] = {__VA_ARGS__, NULL}; \
                return suite_run(name, tests);                    \
        }
