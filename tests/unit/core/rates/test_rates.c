/* tests/unit/core/rates/test_rates.c: which rate an amount is taken by, told by small examples. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/rates/rates.h"
#include "unit/core/rates/model.h"

static struct rates_model model;
static struct coverage *coverage;
static struct rates *rates;

static void begin(void)
{
        static const char *const codes[] = {"BYB", "BYN", "BYR", "EUR", "GBP", "RUB", "RUR", "UAH", "USD"};

        model_init(&model);
        ck_assert_int_eq(coverage_new(&model.plan, &coverage), 0);
        ck_assert_int_eq(rates_new(&model.plan, coverage, &rates), 0);
        for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
                ck_assert_int_eq(rates_scale(rates, model_currency(codes[i]), 2), 0);
}

static void end(void)
{
        rates = rates_free(rates);
        coverage = coverage_free(coverage);
}

static int32_t day_of(const char *text)
{
        int32_t day;

        ck_assert_int_eq(civil_parse(text_of(text), &day), 0);
        return day;
}

static struct published_word *say(uint32_t source, const char *id, const char *day, const char *base,
                                  const char *quote, const char *rate)
{
        struct published_word *word = model_publish(&model, source, id, day_of(day), base, quote, rate);

        ck_assert_int_eq(rates_count(rates, &word->event, source, word->provisional, 1), 0);
        return word;
}

static void unsay(const struct published_word *word)
{
        ck_assert_int_eq(rates_count(rates, &word->event, word->source, word->provisional, -1), 0);
}

static void complete(uint32_t source, const char *until)
{
        coverage_nothing_until(coverage, source, day_of(until));
}

/* "3/4", "3/4 provisional", "none" */
static const char *rate_of(uint32_t chain, const char *from, const char *to, enum period_kind kind,
                           const char *last_day)
{
        static char buf[128];
        char num[WIDE_TEXT_MAX], den[WIDE_TEXT_MAX];
        struct rate rate;
        int r;

        r = rates_of(rates,
                     &(struct rate_question){.chain = chain,
                                             .from = model_currency(from),
                                             .to = model_currency(to),
                                             .to_scale = 2,
                                             .kind = kind,
                                             .last_day = day_of(last_day)},
                     &rate);
        if (r != 0)
                return r == RATES_NONE ? "none" : "range";
        snprintf(buf, sizeof(buf), "%s/%s%s", wide_format(rate.num, num), wide_format(rate.den, den),
                 rate.provisional ? " provisional" : "");
        return buf;
}

static const char *on(const char *from, const char *to, const char *day)
{
        return rate_of(OFFICIAL, from, to, PERIOD_DAY, day);
}

/* The pair as it is published, the other way round, and through a third. */
START_TEST(a_pair_its_inverse_and_a_crossing)
{
        begin();
        say(BANK, "a", "2024-05-02", "EUR", "USD", "1.25");
        say(BANK, "b", "2024-05-02", "EUR", "RUB", "100");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-02"), "5/4");
        ck_assert_str_eq(on("USD", "EUR", "2024-05-02"), "4/5");
        ck_assert_str_eq(on("RUB", "USD", "2024-05-02"), "1/80");
        ck_assert_str_eq(on("USD", "GBP", "2024-05-02"), "none");
        ck_assert_str_eq(on("USD", "USD", "2024-05-02"), "1/1");

        say(BANK, "c", "2024-05-02", "RUB", "USD", "0.02"); /* its own pair goes before a crossing */
        ck_assert_str_eq(on("RUB", "USD", "2024-05-02"), "1/50");
        end();
}
END_TEST

/* Of two ways through a third currency the alphabetically first is taken, not the newest. */
START_TEST(the_first_third_currency_by_its_code)
{
        struct published_word *word;

        begin();
        complete(BANK, "2024-05-31");
        say(BANK, "a", "2024-05-06", "GBP", "USD", "2");
        say(BANK, "b", "2024-05-06", "GBP", "RUB", "300");
        word = say(BANK, "c", "2024-05-02", "EUR", "USD", "1");
        say(BANK, "d", "2024-05-02", "EUR", "RUB", "100");
        ck_assert_str_eq(on("USD", "RUB", "2024-05-06"), "100/1");
        unsay(word);
        ck_assert_str_eq(on("USD", "RUB", "2024-05-06"), "150/1");
        end();
}
END_TEST

/* Holidays and week ends have the rate before them, up to so many days and not one more. */
START_TEST(an_older_rate_at_most_so_many_days)
{
        begin();
        complete(BANK, "2024-12-31");
        say(BANK, "a", "2024-05-02", "EUR", "USD", "1.25");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-01"), "none");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-09"), "5/4");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-10"), "none");
        ck_assert_str_eq(rate_of(LONG, "EUR", "USD", PERIOD_DAY, "2024-06-11"), "5/4");
        ck_assert_str_eq(rate_of(LONG, "EUR", "USD", PERIOD_DAY, "2024-06-12"), "none");
        end();
}
END_TEST

/* rule 23: an older rate stands in only up to where its source is complete; beyond it the amount waits.
 * A day's own rate needs no more. */
START_TEST(rule_23_an_older_rate_only_where_all_is_said)
{
        begin();
        say(BANK, "a", "2024-05-02", "EUR", "USD", "1.25");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-02"), "5/4");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-03"), "none");
        complete(BANK, "2024-05-04");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-03"), "5/4");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-04"), "5/4");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-05"), "none");
        end();
}
END_TEST

/* rule 23: a month's average exists when the month's rates are complete: a mean of half a month would
 * be told, and taken back. Of a year with a single published day that one is the mean. */
START_TEST(rule_23_an_average_when_its_days_are_complete)
{
        begin();
        say(BANK, "a", "2024-05-02", "EUR", "USD", "1.10");
        say(BANK, "b", "2024-05-03", "EUR", "USD", "1.2");
        say(BANK, "c", "2024-05-31", "EUR", "USD", "1.6");
        say(BANK, "d", "2024-06-01", "EUR", "USD", "9");
        complete(BANK, "2024-05-30");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_MONTH, "2024-05-31"), "none");
        complete(BANK, "2024-05-31");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_MONTH, "2024-05-31"), "13/10");
        ck_assert_str_eq(rate_of(OFFICIAL, "USD", "EUR", PERIOD_MONTH, "2024-05-31"), "10/13");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_MONTH, "2024-04-30"), "none"); /* no day */
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_WEEK, "2024-05-05"), "23/20");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_QUARTER, "2024-06-30"), "none");
        complete(BANK, "2024-12-31");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_QUARTER, "2024-06-30"), "129/40");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_HALF, "2024-12-31"), "none");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "USD", PERIOD_YEAR, "2024-12-31"), "129/40");
        end();
}
END_TEST

/* A crossing takes the mean of each leg, and a source that states months is asked for nothing else. */
START_TEST(averages_of_legs_and_stated_averages)
{
        begin();
        complete(BANK, "2024-05-31");
        say(BANK, "a", "2024-05-02", "EUR", "USD", "1");
        say(BANK, "b", "2024-05-03", "EUR", "USD", "3");
        say(BANK, "c", "2024-05-03", "EUR", "RUB", "100");
        ck_assert_str_eq(rate_of(OFFICIAL, "USD", "RUB", PERIOD_MONTH, "2024-05-31"), "50/1");

        say(MONTHLY, "m", "2024-04-30", "USD", "RUB", "90");
        ck_assert_str_eq(rate_of(IN_ORDER, "USD", "RUB", PERIOD_MONTH, "2024-04-30"), "90/1");
        ck_assert_str_eq(rate_of(IN_ORDER, "USD", "RUB", PERIOD_DAY, "2024-04-30"), "none");
        ck_assert_str_eq(rate_of(IN_ORDER, "USD", "RUB", PERIOD_QUARTER, "2024-06-30"), "none");
        ck_assert_str_eq(rate_of(IN_ORDER, "USD", "RUB", PERIOD_MONTH, "2024-05-31"), "50/1");
        end();
}
END_TEST

/* The first source of the chain that has any rate is taken, also if a later one has a newer. */
START_TEST(sources_in_the_order_of_the_chain)
{
        struct published_word *word;

        begin();
        complete(FIXING, "2024-05-31");
        word = say(FIXING, "a", "2024-05-02", "EUR", "USD", "2");
        say(BANK, "b", "2024-05-03", "EUR", "USD", "3");
        ck_assert_str_eq(rate_of(IN_ORDER, "EUR", "USD", PERIOD_DAY, "2024-05-03"), "2/1");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-03"), "3/1");
        unsay(word);
        ck_assert_str_eq(rate_of(IN_ORDER, "EUR", "USD", PERIOD_DAY, "2024-05-03"), "3/1");
        ck_assert_str_eq(rate_of(MODEL_CHAINS, "EUR", "USD", PERIOD_DAY, "2024-05-03"), "none");
        end();
}
END_TEST

/* Two records for one pair and day: the greater id stands, whichever came first, and the other one does
 * when it is taken back. */
START_TEST(of_two_records_of_a_day_the_greater_id)
{
        struct published_word *words[3];
        const char *const rates_of_ids[] = {"1/1", "2/1", "3/1"};

        begin();
        for (int n = 0; n < 3; n++) {
                static const char *const ids[] = {"a", "a1", "b"}, *const values[] = {"1", "2", "3"};
                int i = (n + _i) % 3;

                words[i] = say(BANK, ids[i], "2024-05-02", "EUR", "USD", values[i]);
        }
        for (int i = 2; i > 0; i--) {
                ck_assert_str_eq(on("EUR", "USD", "2024-05-02"), rates_of_ids[i]);
                unsay(words[i]);
        }
        ck_assert_str_eq(on("EUR", "USD", "2024-05-02"), "1/1");
        end();
}
END_TEST

/* Ten thousand BYR became one BYN on 2016-07-01: rates in either are one series, an amount in the old
 * code is worth a ten thousandth, whatever its date; BYB a ten millionth. */
START_TEST(redenominations_are_one_currency)
{
        begin();
        complete(BANK, "2016-12-31");
        say(BANK, "a", "2016-06-30", "BYR", "UAH", "0.00124");
        say(BANK, "b", "2016-07-01", "BYN", "UAH", "12.3814");
        ck_assert_str_eq(on("BYN", "UAH", "2016-06-30"), "62/5");
        ck_assert_str_eq(on("BYR", "UAH", "2016-06-30"), "31/25000");
        ck_assert_str_eq(on("BYN", "UAH", "2016-07-01"), "61907/5000");
        ck_assert_str_eq(on("BYR", "UAH", "2016-07-02"), "61907/50000000");
        ck_assert_str_eq(rate_of(MODEL_CHAINS, "BYR", "BYN", PERIOD_DAY, "2020-01-01"), "1/10000");
        ck_assert_str_eq(rate_of(MODEL_CHAINS, "BYN", "BYB", PERIOD_YEAR, "1999-12-31"), "10000000/1");
        say(BANK, "c", "2016-07-01", "BYR", "BYN", "0.5"); /* of one currency in itself: nothing */
        ck_assert_str_eq(on("BYR", "BYN", "2016-07-01"), "1/10000");
        ck_assert_str_eq(rate_of(OFFICIAL, "UAH", "BYN", PERIOD_MONTH, "2016-07-31"), "5000/61907");
        end();
}
END_TEST

/* The ECB has had no rouble since 2022-03-01: after the days that it may be old the next source of the
 * chain is asked, and crosses through the hryvnia. */
START_TEST(the_rouble_after_the_first_of_march)
{
        begin();
        complete(FIXING, "2022-12-31");
        say(FIXING, "a", "2022-03-01", "EUR", "RUB", "117.201");
        say(FIXING, "b", "2022-03-07", "EUR", "USD", "1.0895");
        say(FIXING, "c", "2022-03-01", "EUR", "USD", "1.1162");
        say(BANK, "d", "2022-03-07", "USD", "UAH", "29.2549");
        say(BANK, "e", "2022-03-07", "RUB", "UAH", "0.27");
        ck_assert_str_eq(rate_of(IN_ORDER, "RUB", "USD", PERIOD_DAY, "2022-03-01"), "1/105");
        ck_assert_str_eq(rate_of(IN_ORDER, "RUB", "USD", PERIOD_DAY, "2022-03-06"), "1/105");
        ck_assert_str_eq(rate_of(IN_ORDER, "RUB", "USD", PERIOD_DAY, "2022-03-07"), "2700/292549");
        ck_assert_str_eq(rate_of(IN_ORDER, "RUB", "USD", PERIOD_MONTH, "2022-03-31"), "3151/334860");
        end();
}
END_TEST

/* Minor units: a yen has none, a dinar three. Without a word on its decimals an amount waits. */
START_TEST(decimals_of_both_currencies)
{
        struct rate rate;
        struct rate_question question = {.chain = OFFICIAL,
                                         .from = model_currency("JPY"),
                                         .to = model_currency("EUR"),
                                         .to_scale = 2,
                                         .kind = PERIOD_DAY,
                                         .last_day = day_of("2024-05-02")};

        begin();
        say(BANK, "a", "2024-05-02", "EUR", "JPY", "160");
        ck_assert_int_eq(rates_of(rates, &question, &rate), RATES_NONE);
        ck_assert_int_eq(rates_scale(rates, question.from, 0), 0);
        ck_assert_int_eq(rates_of(rates, &question, &rate), 0);
        ck_assert(rate.num == 5 && rate.den == 8); /* 1 yen is 0.625 cent */
        question.to_scale = 3;
        ck_assert_int_eq(rates_of(rates, &question, &rate), 0);
        ck_assert(rate.num == 25 && rate.den == 4);
        ck_assert_int_eq(rates_scale(rates, question.from, 3), 0); /* the newest word */
        ck_assert_int_eq(rates_of(rates, &question, &rate), 0);
        ck_assert(rate.num == 1 && rate.den == 160);
        end();
}
END_TEST

/* rule 12: a fraction beyond 128 bits has a name. */
START_TEST(rule_12_beyond_128_bits_is_said)
{
        begin();
        say(BANK, "a", "2024-05-02", "EUR", "USD", "4611686018427387903");
        say(BANK, "b", "2024-05-02", "RUB", "EUR", "4611686018427387901");
        say(BANK, "c", "2024-05-02", "RUB", "GBP", "1");
        ck_assert_str_eq(on("EUR", "USD", "2024-05-02"), "4611686018427387903/1");
        ck_assert_str_eq(on("RUB", "USD", "2024-05-02"), "21267647932558653948014168890775961603/1");
        say(BANK, "d", "2024-05-03", "USD", "EUR", "0.000000000000000001");
        say(BANK, "e", "2024-05-03", "RUB", "EUR", "4611686018427387901");
        ck_assert_int_eq(rates_scale(rates, model_currency("RUB"), 0), 0);
        ck_assert_str_eq(on("RUB", "USD", "2024-05-03"), "range");
        end();
}
END_TEST

/* rule 24: what is not final says so, in every leg and every day of a mean. */
START_TEST(rule_24_provisional_rates_are_known_as_such)
{
        struct published_word *word;

        begin();
        complete(BANK, "2024-05-31");
        say(BANK, "a", "2024-05-02", "EUR", "USD", "1");
        word = model_publish(&model, BANK, "b", day_of("2024-05-03"), "EUR", "RUB", "100");
        ck_assert_int_eq(rates_count(rates, &word->event, BANK, true, 1), 0);
        ck_assert_str_eq(on("EUR", "USD", "2024-05-03"), "1/1");
        ck_assert_str_eq(on("USD", "RUB", "2024-05-03"), "100/1 provisional");
        ck_assert_str_eq(rate_of(OFFICIAL, "EUR", "RUB", PERIOD_MONTH, "2024-05-31"), "100/1 provisional");
        end();
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("rates");
        TCase *tcase = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_test(tcase, a_pair_its_inverse_and_a_crossing);
        tcase_add_test(tcase, the_first_third_currency_by_its_code);
        tcase_add_test(tcase, an_older_rate_at_most_so_many_days);
        tcase_add_test(tcase, rule_23_an_older_rate_only_where_all_is_said);
        tcase_add_test(tcase, rule_23_an_average_when_its_days_are_complete);
        tcase_add_test(tcase, averages_of_legs_and_stated_averages);
        tcase_add_test(tcase, sources_in_the_order_of_the_chain);
        tcase_add_loop_test(tcase, of_two_records_of_a_day_the_greater_id, 0, 3);
        tcase_add_test(tcase, redenominations_are_one_currency);
        tcase_add_test(tcase, the_rouble_after_the_first_of_march);
        tcase_add_test(tcase, decimals_of_both_currencies);
        tcase_add_test(tcase, rule_12_beyond_128_bits_is_said);
        tcase_add_test(tcase, rule_24_provisional_rates_are_known_as_such);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? 1 : 0;
}
