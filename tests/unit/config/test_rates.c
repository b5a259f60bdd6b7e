/* tests/unit/config/test_rates.c: chains of rates, and currencies that are one. */
#include "unit/config/written.h"

#define RATES                                                                    \
        "currency: EUR\n"                                                        \
        "sources:\n"                                                             \
        "  - {name: a, kinds: trade, reports: BY, resolution: month}\n"          \
        "  - {name: ecb, kinds: rate, resolution: day, complete-after: 1 day}\n" \
        "  - {name: nbu, kinds: rate, resolution: day, complete-after: 1 day}\n" \
        "corridors:\n"                                                           \
        "  - {name: n, between: [BY, RU]}\n"

static const struct refused wrong_rates_are_said_table[] = {
        /* Nothing, no source, one of another kind, and one twice. */
        {RATES "rates:\n"
               "  - {name: x, sources: []}\n"
               "  - {name: y, sources: [ecp, a]}\n"
               "  - {name: z, sources: [ecb, nbu, ecb]}\n"
               "  - {name: v}\n",
         "milestoned.yaml:9:24: \"sources\" is an empty list, expected the name of a source at least\n"
         "milestoned.yaml:10:25: \"ecp\" is no source; did you mean \"ecb\"?\n"
         "milestoned.yaml:10:30: source \"a\" sends no rates, expected one of kind rate\n"
         "milestoned.yaml:11:35: \"ecb\" is given twice, expected once\n"
         "milestoned.yaml:12:5: rates without \"sources\", expected: Sources of kind rate; the first of "
         "them that has a rate gives it.\n"},
        /* A word that means something else, and a name that is there. */
        {RATES "rates:\n"
               "  - {name: none, sources: ecb}\n"
               "  - {name: x, sources: ecb}\n"
               "  - {name: x, sources: nbu}\n",
         "milestoned.yaml:9:12: \"none\" means that amounts wait, expected another name for rates\n"
         "milestoned.yaml:11:12: rates named \"x\" is there already, expected another name: "
         "milestoned.yaml:10\n"},
        /* How old may a rate be? */
        {RATES "rates:\n"
               "  - {name: x, sources: ecb, at-most: 4000 days}\n"
               "  - {name: y, sources: ecb, at-most: a week}\n",
         "milestoned.yaml:9:38: \"4000 days\" is out of range, expected 0 days to 3660 days for "
         "\"at-most\"\n"
         "milestoned.yaml:10:38: \"a week\" is no value for \"at-most\", expected days as in \"10 "
         "days\"\n"},
        /* A chain that is not there, and rates of tonnes. */
        {RATES "rates:\n"
               "  - {name: official, sources: ecb}\n"
               "measures:\n"
               "  - {name: x, sum: trade.value, window: calendar-year, rates: offical}\n"
               "  - {name: y, sum: trade.mass, window: calendar-year, rates: official}\n"
               "  - {name: z, difference: [v, v], rates: official}\n"
               "  - {name: v, sum: trade.value, window: calendar-year}\n",
         "milestoned.yaml:11:63: \"offical\" is no chain of rates; did you mean \"official\"?\n"
         "milestoned.yaml:12:55: \"rates\" of a measure that is no sum of money, expected none\n"
         "milestoned.yaml:13:35: \"rates\" beside \"difference\", expected none: it is that of the "
         "measures named there\n"},
        /* Rates are no trade. */
        {RATES "measures:\n"
               "  - {name: x, sum: trade.value, window: calendar-year, sources: ecb}\n",
         "milestoned.yaml:9:65: source \"ecb\" does not send what is measured, expected one whose kinds "
         "and reports fit\n"},
};

/* An amount by another rate than was meant is another amount. */
START_TEST(wrong_rates_are_said)
{
        written_refused(wrong_rates_are_said_table[_i].yaml, wrong_rates_are_said_table[_i].said);
}
END_TEST

/* The order of a chain is that of the file, and the first chain is the first of the file. */
START_TEST(chains_keep_their_order)
{
        struct config *config = written_good(
                RATES "rates:\n"
                      "  - {name: z, sources: [nbu, ecb]}\n"
                      "  - {name: official, sources: ecb, at-most: 0 days}\n"
                      "measures:\n"
                      "  - {name: a, sum: trade.value, window: calendar-year}\n"
                      "  - {name: b, sum: trade.value, window: calendar-year, rates: official}\n"
                      "  - {name: c, sum: trade.value, window: calendar-year, rates: none}\n"
                      "  - {name: d, sum: trade.mass, window: calendar-year}\n"
                      "  - {name: e, difference: [a, b]}\n");
        const struct plan *plan = config->plan;

        ck_assert_uint_eq(plan->rates_count, 2);
        ck_assert_str_eq(plan->rates[0].name.data, "official");
        ck_assert_uint_eq(plan->rates[0].sources_count, 1);
        ck_assert_int_eq(plan->rates[0].at_most_days, 0);
        ck_assert_uint_eq(plan->rates[1].sources_count, 2);
        ck_assert_str_eq(plan->sources[plan->rates[1].sources[0]].name.data, "nbu");
        ck_assert_str_eq(plan->sources[plan->rates[1].sources[1]].name.data, "ecb");
        ck_assert_int_eq(plan->rates[1].at_most_days, 7);
        ck_assert_uint_eq(plan->measures[0].rates, 1);
        ck_assert_uint_eq(plan->measures[1].rates, 0);
        for (size_t i = 2; i < 5; i++)
                ck_assert_uint_eq(plan->measures[i].rates, PLAN_NO_INDEX);
        config_free(config);
}
END_TEST

static const struct plan_redenomination *find(const struct plan *plan, const char *old)
{
        for (size_t i = 0; i < plan->redenominations_count; i++)
                if (strcmp(plan->redenominations[i].old.code, old) == 0)
                        return &plan->redenominations[i];
        return NULL;
}

/* What the lists of codes said stands in the text: a later edition of them changes no replay. */
START_TEST(rule_30_redenominations_are_kept_with_the_text)
{
        struct config *config = written_good(RATES "rates:\n  - {name: x, sources: ecb}\n");
        const struct plan_redenomination *row = find(config->plan, "BYR");
        char *text, *line;
        struct plan *again;

        ck_assert_ptr_nonnull(row);
        ck_assert_str_eq(row->new.code, "BYN");
        ck_assert_uint_eq(row->factor, 10000);
        ck_assert_int_eq(row->day, civil_from_ymd(2016, 7, 1));
        ck_assert_ptr_nonnull(find(config->plan, "TRL"));

        text = text_duplicate(config->config_text);
        line = strstr(text, "redenomination BYR BYN 10000 2016-07-01\n");
        ck_assert_ptr_nonnull(line);
        memcpy(line, "redenomination BYR BYX 20000 2017-07-01\n", 40);
        ck_assert_int_eq(config_parse(text_of(text), NULL, &again), 0);
        ck_assert_uint_eq(again->redenominations_count, config->plan->redenominations_count);
        ck_assert_str_eq(find(again, "BYR")->new.code, "BYX");
        ck_assert_uint_eq(find(again, "BYR")->factor, 20000);
        ck_assert_int_eq(find(again, "BYR")->day, civil_from_ymd(2017, 7, 1));
        plan_free(again);
        free(text);
        config_free(config);
}
END_TEST

/* Without rates only those of the plan's own currencies: euros never were anything else. */
START_TEST(redenominations_are_those_that_are_needed)
{
        struct config *config = written_good(
                RATES "measures:\n  - {name: a, sum: trade.value, window: calendar-year, currency: BYN}\n");

        ck_assert_ptr_nonnull(find(config->plan, "BYR"));
        ck_assert_ptr_nonnull(find(config->plan, "BYB"));
        ck_assert_ptr_null(find(config->plan, "TRL"));
        config_free(config);
        config = written_good(RATES "measures:\n  - {name: a, sum: trade.mass, window: calendar-year}\n");
        ck_assert_ptr_null(find(config->plan, "BYR"));
        config_free(config);
}
END_TEST

/* A line that this program did not write. */
START_TEST(damaged_redenominations_are_refused)
{
        static const char *const lines[] = {
                "redenomination BYR BYN 10000\n",
                "redenomination BYR BYN 0 2016-07-01\n",
                "redenomination BYR BYN 4294967296 2016-07-01\n",
                "redenomination BYR BYN 10000 2016-07-32\n",
                "redenomination BYR byn 10000 2016-07-01\n",
                "redenomination BY BYN 10000 2016-07-01\n",
                "redenomination BYR BYN 10000 -\nredenomination BYB BYR 1000 -\n",
                "redenomination BYR BYN 10000 -\nredenomination BYR BYN 10000 -\n",
        };
        char text[256];
        struct plan *plan;

        for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
                snprintf(text, sizeof(text), "milestoned-config 1\n%sfile 0 a.yaml\n\n", lines[i]);
                ck_assert_int_eq(config_parse(text_of(text), NULL, &plan), CONFIG_REFUSED);
        }
        ck_assert_int_eq(
                config_parse(
                        text_of("milestoned-config 1\nredenomination BYR BYN 10000 -\nfile 0 a.yaml\n\n"),
                        NULL, &plan),
                0);
        plan_free(plan);
}
END_TEST

static Suite *rates_suite(void)
{
        Suite *suite = suite_create("config/rates");
        TCase *tcase = tcase_create("rates");

        tcase_add_loop_test(tcase, wrong_rates_are_said, 0, REFUSED_COUNT(wrong_rates_are_said_table));
        tcase_add_test(tcase, chains_keep_their_order);
        tcase_add_test(tcase, rule_30_redenominations_are_kept_with_the_text);
        tcase_add_test(tcase, redenominations_are_those_that_are_needed);
        tcase_add_test(tcase, damaged_redenominations_are_refused);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(rates_suite)
