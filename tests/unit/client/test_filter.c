/* tests/unit/client/test_filter.c: what the topics of a subscriber let it conclude. */
#include <check.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include "filter.h"

static struct filter filter;

/* NULL-terminated. */
static enum filter_chain chain_of(const char *topic, ...)
{
        va_list topics;

        filter_done(&filter);
        va_start(topics, topic);
        for (; topic; topic = va_arg(topics, const char *))
                ck_assert_int_eq(filter_add(&filter, topic), 0);
        va_end(topics);
        ck_assert_int_eq(filter_settle(&filter), 0);
        return filter.chain;
}

/* rule 37: a chain proves that nothing is missing only if all topics lie within it; to trust one
 * that is narrower than the topics would lose notifications for good. */
START_TEST(rule_37_one_chain_or_none)
{
        ck_assert_int_eq(chain_of(NULL), FILTER_ALL);
        ck_assert_int_eq(chain_of("", NULL), FILTER_ALL);
        ck_assert_int_eq(chain_of("milestone/north/", "", NULL), FILTER_ALL);
        ck_assert_int_eq(chain_of("milestone/north/", NULL), FILTER_CORRIDOR);
        ck_assert_str_eq(filter.name, "north");
        ck_assert_int_eq(chain_of("milestone/north/a/", "milestone/north/b/reached/", NULL), FILTER_CORRIDOR);
        ck_assert_int_eq(chain_of("milestone/north/", "measure/south/", "beat/", NULL), FILTER_CORRIDOR);
        ck_assert_int_eq(chain_of("milestone/north/", "milestone/south/", NULL), FILTER_MIXED);
        ck_assert_int_eq(chain_of("milestone/north/", "milestone/northeast/", NULL), FILTER_MIXED);
        ck_assert_int_eq(chain_of("milestone/north", NULL), FILTER_MIXED);
        ck_assert_int_eq(chain_of("milestone/", NULL), FILTER_MIXED);
        ck_assert_int_eq(chain_of("m", NULL), FILTER_MIXED);
        ck_assert_int_eq(chain_of("kind/reached/", "kind/reached/north/", NULL), FILTER_KIND);
        ck_assert_int_eq(chain_of("kind/reached/", "kind/missed/", NULL), FILTER_MIXED);
        ck_assert_int_eq(chain_of("kind/reached/", "milestone/reached/", NULL), FILTER_MIXED);
        ck_assert_int_eq(chain_of("source/rail/", NULL), FILTER_SOURCE);
        ck_assert_int_eq(chain_of("measure/", NULL), FILTER_NOTHING);
        filter_done(&filter);
}
END_TEST

/* rule 38: a snapshot of the measures alone asks for those, and never for everything. */
START_TEST(rule_38_which_topics_are_of_measures)
{
        chain_of(NULL);
        ck_assert_uint_eq(filter.measures_count, 1);
        ck_assert_str_eq(filter.measures[0], "measure/");
        chain_of("m", "measure/north/", "milestone/north/", NULL);
        ck_assert_uint_eq(filter.measures_count, 2);
        ck_assert_str_eq(filter.measures[0], "measure/");
        ck_assert_str_eq(filter.measures[1], "measure/north/");
        chain_of("milestone/north/", NULL);
        ck_assert_uint_eq(filter.measures_count, 0);
        filter_done(&filter);
}
END_TEST

/* The beat's word on the chain of another corridor is no word on ours. */
START_TEST(a_beat_speaks_of_the_chains_it_names)
{
        Milestone__V1__Beat beat;
        Milestone__V1__Beat__Chain chains[2];
        Milestone__V1__Beat__Chain *list[] = {&chains[0], &chains[1]};
        uint64_t last = 0;

        milestone__v1__beat__init(&beat);
        milestone__v1__beat__chain__init(&chains[0]);
        milestone__v1__beat__chain__init(&chains[1]);
        beat.sequence = 9;
        beat.chains = list;
        beat.n_chains = 2;
        chains[0].of = MILESTONE__V1__BEAT__CHAIN__OF__OF_KIND;
        chains[0].name = (char *)(uintptr_t)"north";
        chains[0].sequence = 3;
        chains[1].of = MILESTONE__V1__BEAT__CHAIN__OF__OF_CORRIDOR;
        chains[1].name = (char *)(uintptr_t)"north";
        chains[1].sequence = 7;
        chain_of("milestone/north/", NULL);
        ck_assert(filter_last(&filter, &beat, &last));
        ck_assert_uint_eq(last, 7);
        chain_of("milestone/south/", NULL);
        ck_assert(!filter_last(&filter, &beat, &last));
        chain_of("milestone/south/", "milestone/north/", NULL);
        ck_assert(!filter_last(&filter, &beat, &last));
        chain_of(NULL);
        ck_assert(filter_last(&filter, &beat, &last));
        ck_assert_uint_eq(last, 9);
        filter_done(&filter);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_filter");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, rule_37_one_chain_or_none);
        tcase_add_test(cases, rule_38_which_topics_are_of_measures);
        tcase_add_test(cases, a_beat_speaks_of_the_chains_it_names);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
