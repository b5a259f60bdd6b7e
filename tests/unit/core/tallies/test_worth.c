/* tests/unit/core/tallies/test_worth.c: amounts in other currencies, in the sums of a measure: every
 * cell by its rate, whatever came first, against a plain reading of all that was said. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/measures/measures.h"
#include "core/tallies/tallies.h"
#include "unit/core/rates/model.h"

#define DAYS_OF_IT 90

static struct rates_model model;
static struct coverage *coverage;
static struct rates *rates;
static struct tallies *tallies;
static struct measures *measures;
static int32_t first_day;

static void begin(void)
{
        static const char *const codes[] = {"BYB", "BYN", "BYR", "EUR", "GBP", "RUB", "RUR", "UAH", "USD"};

        model_init(&model);
        ck_assert_int_eq(coverage_new(&model.plan, &coverage), 0);
        ck_assert_int_eq(rates_new(&model.plan, coverage, &rates), 0);
        ck_assert_int_eq(tallies_new(&model.plan, &tallies), 0);
        ck_assert_int_eq(measures_new(&model.plan, tallies, coverage, &measures), 0);
        for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
                ck_assert_int_eq(rates_scale(rates, model_currency(codes[i]), 2), 0);
        first_day = civil_from_ymd(2024, 1, 1);
}

static void end(void)
{
        measures = measures_free(measures);
        tallies = tallies_free(tallies);
        rates = rates_free(rates);
        coverage = coverage_free(coverage);
}

static void value(void)
{
        ck_assert_int_eq(rates_look(rates), 0);
        ck_assert_int_eq(tallies_value(tallies, rates), 0);
}

static void judged(void)
{
        tallies_judged(tallies);
        rates_judged(rates);
        coverage_judged(coverage);
}

static void publish(const struct published_word *word, int sign)
{
        ck_assert_int_eq(rates_count(rates, &word->event, word->source, word->provisional, sign), 0);
}

static void sell(const struct sold_word *word, int sign)
{
        ck_assert_int_eq(tallies_count(tallies, &word->event, word->source, word->status, sign), 0);
}

static void complete(uint32_t source, int32_t day)
{
        if (model.complete_until[source] == CIVIL_NONE || day > model.complete_until[source])
                model.complete_until[source] = day;
        coverage_nothing_until(coverage, source, day);
}

static void step(struct dice *dice)
{
        int64_t what = dice_roll(dice, 20);

        if (what == 0) {
                complete((uint32_t)dice_roll(dice, RATE_SOURCES),
                         first_day + (int32_t)dice_roll(dice, DAYS_OF_IT));
        } else if (what < 3 && model.words_count > 10) {
                struct published_word *word = &model.words[dice_roll(dice, (int64_t)model.words_count)];

                publish(word, word->stands ? -1 : 1);
                word->stands = !word->stands;
        } else if (what < 10) {
                publish(model_publish_any(&model, dice, first_day, DAYS_OF_IT), 1);
        } else if (what < 12 && model.sold_count > 10) {
                struct sold_word *word = &model.sold[dice_roll(dice, (int64_t)model.sold_count)];

                sell(word, word->stands ? -1 : 1);
                word->stands = !word->stands;
        } else {
                sell(model_sell_any(&model, dice, first_day, DAYS_OF_IT), 1);
        }
}

static void same(const struct value *got, const struct value *want)
{
        ck_assert_int_eq(got->state, want->state);
        ck_assert_int_eq(got->units, want->units);
        ck_assert_uint_eq(got->provisional_records, want->provisional_records);
        ck_assert_uint_eq(got->unknown_records, want->unknown_records);
        ck_assert_uint_eq(got->waiting_records, want->waiting_records);
}

struct expected_row {
        uint32_t measure;
        int rows;
};

static int check_row(void *context, const struct measure_row *row)
{
        struct expected_row *expected = context;
        bool export = text_equal(row->keys[0].value, TEXT("export"));
        struct value want;

        want = model_value(&model, expected->measure, export ? FLOW_EXPORT : FLOW_IMPORT, row->last_day);

        same(&row->value, &want);
        expected->rows++;
        return 0;
}

static void check_breakdown(uint32_t measure)
{
        const uint8_t by[] = {BY_FLOW};
        struct expected_row expected = {.measure = measure};
        int rows = 0;

        ck_assert_int_eq(
                measures_rows(measures, measure, CIVIL_NONE, CIVIL_NONE, by, 1, check_row, &expected), 0);
        for (uint8_t flow = FLOW_IMPORT; flow <= FLOW_EXPORT; flow++)
                rows += model_value(&model, measure, flow, first_day + 365).state != VALUE_NO_DATA;
        ck_assert_int_eq(expected.rows, rows);
}

static struct value at(uint32_t measure, int32_t day)
{
        struct value value;

        measures_at(measures, measure, NULL, day, &value);
        return value;
}

static void check(struct dice *dice)
{
        for (uint32_t m = 0; m < MODEL_MEASURES; m++)
                for (int n = 0; n < 8; n++) {
                        int32_t day = first_day + (int32_t)dice_roll(dice, DAYS_OF_IT + 40);
                        struct value got, want;

                        if (m == BOTH || m == MONTHS)
                                day = civil_month_last(civil_month(day));
                        got = at(m, day);
                        want = model_value(&model, m, 0, day);
                        same(&got, &want);
                }
        check_breakdown(BOTH);
        check_breakdown(DAYS);
}

/* Rates, amounts, what is taken back of both and what is complete, in any order: the sums are those
 * that all of it makes. */
START_TEST(any_order_of_rates_and_amounts)
{
        struct dice dice = dice_of((uint64_t)_i);

        begin();
        for (int round = 0; round < 8; round++) {
                for (int n = 0; n < 25; n++)
                        step(&dice);
                value();
                check(&dice);
                if (dice_roll(&dice, 2))
                        judged();
        }
        end();
}
END_TEST

/* Touched is each measure from the first day that is worth something else, and by rates only where
 * no record of it changed; a measure that no change concerns is not. */
START_TEST(touched_from_the_first_day_of_another_worth)
{
        struct dice dice = dice_of((uint64_t)_i + 300);
        static struct rates_model before;
        int by_rates = 0;

        begin();
        for (int n = 0; n < 150; n++)
                step(&dice);
        value();
        for (int round = 0; round < 20; round++) {
                const struct touched *touched;
                size_t count;

                judged();
                before = model;
                for (int64_t n = dice_roll(&dice, 2); n >= 0; n--)
                        publish(model_publish_any(&model, &dice, first_day, DAYS_OF_IT), 1);
                value();
                touched = tallies_touched(tallies, &count);
                for (uint32_t m = 0; m < MODEL_MEASURES; m++) {
                        int32_t from = first_day + DAYS_OF_IT + 40, day;
                        struct value a, b;

                        if (count > 0 && touched->measure == m) {
                                ck_assert(touched->by_rates && !touched->by_records);
                                from = touched->day;
                                a = model_value(&before, m, 0, from);
                                b = model_value(&model, m, 0, from);
                                ck_assert(a.units != b.units || a.waiting_records != b.waiting_records ||
                                          a.provisional_records != b.provisional_records);
                                by_rates++;
                                touched++;
                                count--;
                        }
                        for (day = from - 1; day >= first_day; day -= 11) {
                                if (m == BOTH || m == MONTHS)
                                        day = civil_month_first(civil_month(day + 1)) - 1;
                                if (day < first_day)
                                        break;
                                a = model_value(&before, m, 0, day);
                                b = model_value(&model, m, 0, day);
                                same(&b, &a);
                        }
                }
        }
        ck_assert_int_gt(by_rates, 0);
        end();
}
END_TEST

static struct sold_word *sold(const char *day, enum period_kind kind, const char *currency, int64_t units)
{
        struct dice dice = dice_of(1);
        struct sold_word *word = model_sell_any(&model, &dice, first_day, 1);
        int32_t last;

        ck_assert_int_eq(civil_parse(text_of(day), &last), 0);
        word->source = kind == PERIOD_DAY ? SOLD_DAYS : SOLD_MONTHS;
        word->status = STATUS_FINAL;
        word->event.period = period_at(kind, last, 1);
        word->event.trade.value = (struct quantity){true, units};
        word->event.trade.currency = model_currency(currency);
        word->event.trade.flow = FLOW_EXPORT;
        sell(word, 1);
        return word;
}

static int32_t day_of(const char *text)
{
        int32_t day;

        ck_assert_int_eq(civil_parse(text_of(text), &day), 0);
        return day;
}

static void published(const char *day, const char *base, const char *quote, const char *rate)
{
        char id[16];

        snprintf(id, sizeof(id), "p%zu", model.words_count);
        publish(model_publish(&model, BANK, id, day_of(day), base, quote, rate), 1);
}

/* rule 12: half to even per day and currency, also below zero; and a day is rounded as a whole, not
 * each of its records. */
START_TEST(rule_12_half_to_even_per_day_and_currency)
{
        static const struct {
                int64_t units, want;
        } cases[] = {{1, 0}, {3, 2}, {5, 2}, {7, 4}, {-1, 0}, {-3, -2}, {-5, -2}, {-7, -4}, {2, 1}, {-2, -1}};
        struct sold_word *word;

        begin();
        published("2024-02-01", "USD", "EUR", "0.5");
        published("2024-02-01", "GBP", "EUR", "0.5");
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                word = sold("2024-02-01", PERIOD_DAY, "USD", cases[i].units);
                value();
                ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).units, cases[i].want);
                sell(word, -1);
        }
        sold("2024-02-01", PERIOD_DAY, "USD", 1);
        sold("2024-02-01", PERIOD_DAY, "USD", 2);
        value();
        ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).units, 2); /* 1.5; by records it were 0 + 1 */
        sold("2024-02-01", PERIOD_DAY, "GBP", 1);
        value();
        ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).units, 2); /* 1.5 and 0.5, each on its own */
        end();
}
END_TEST

/* rule 12: total and parts are each rounded on their own: the parts of 3 cents make 2, the total 2. */
START_TEST(rule_12_total_and_parts_on_their_own)
{
        struct sold_word *word;

        begin();
        published("2024-02-01", "USD", "EUR", "0.5");
        word = sold("2024-02-01", PERIOD_DAY, "USD", 1);
        sell(word, -1);
        word->event.trade.flow = FLOW_IMPORT;
        sell(word, 1);
        sold("2024-02-01", PERIOD_DAY, "USD", 1);
        value();
        ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).units, 1); /* and each flow is 0.5, so 0 */
        check_breakdown(DAYS);
        end();
}
END_TEST

/* A cell that leaves 128 bits, or a fraction that does, makes the value out of range, and a correction
 * heals it. */
START_TEST(rule_12_out_of_range_has_a_name)
{
        struct sold_word *word;

        begin();
        published("2024-02-01", "USD", "EUR", "4611686018427387903");
        word = sold("2024-02-01", PERIOD_DAY, "USD", INT64_C(1) << 62);
        value();
        ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).state, VALUE_OUT_OF_RANGE);
        sell(word, -1);
        sold("2024-02-01", PERIOD_DAY, "USD", 1);
        value();
        ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).state, VALUE_KNOWN);
        ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).units, INT64_MAX / 2);
        end();
}
END_TEST

static int collect(void *context, const struct waiting_row *row)
{
        char *text = context, buf[WIDE_TEXT_MAX];

        sprintf(text + strlen(text), "%s %d-%02d %s/%llu ", row->currency.code, row->month / 12,
                row->month % 12 + 1, wide_format(row->units, buf), (unsigned long long)row->records);
        return 0;
}

/* rule 23: beyond what the source has said the amount waits, listed by currency and month; a day's
 * amount takes the day's rate, a month's the month's average, once that exists. */
START_TEST(rule_23_what_waits_is_listed_until_there_is_a_rate)
{
        char text[512] = "";

        begin();
        sold("2024-02-10", PERIOD_DAY, "USD", 1000);
        sold("2024-02-29", PERIOD_MONTH, "USD", 7000);
        sold("2024-01-31", PERIOD_DAY, "USD", 30);
        sold("2024-02-10", PERIOD_DAY, "GBP", 5);
        sold("2024-02-10", PERIOD_DAY, "BYR", 20000);
        sold("2024-02-10", PERIOD_DAY, "BYN", 4);
        published("2024-02-09", "USD", "BYN", "3");
        published("2024-02-12", "USD", "BYN", "4");
        value();
        ck_assert_int_eq(tallies_waiting(tallies, BOTH, NULL, collect, text), 0);
        ck_assert_str_eq(text, "GBP 2024-02 5/1 USD 2024-01 30/1 USD 2024-02 8000/2 ");
        ck_assert_int_eq(at(BOTH, day_of("2024-02-29")).units, 6); /* BYR by its factor, BYN as it is */
        ck_assert_int_eq(at(BOTH, day_of("2024-02-29")).state, VALUE_INCOMPLETE);

        complete(BANK, day_of("2024-02-10"));
        value();
        text[0] = '\0';
        ck_assert_int_eq(tallies_waiting(tallies, BOTH, NULL, collect, text), 0);
        ck_assert_str_eq(text, "GBP 2024-02 5/1 USD 2024-01 30/1 USD 2024-02 7000/1 ");
        ck_assert_int_eq(at(BOTH, day_of("2024-02-29")).units, 3006);

        complete(BANK, day_of("2024-02-29"));
        value();
        text[0] = '\0';
        ck_assert_int_eq(tallies_waiting(tallies, BOTH, NULL, collect, text), 0);
        ck_assert_str_eq(text, "GBP 2024-02 5/1 USD 2024-01 30/1 ");
        ck_assert_int_eq(at(BOTH, day_of("2024-02-29")).units, 3006 + 24500);
        ck_assert_uint_eq(at(BOTH, day_of("2024-02-29")).waiting_records, 2);
        text[0] = '\0';
        ck_assert_int_eq(tallies_waiting(tallies, WAITS, NULL, collect, text), 0);
        ck_assert_str_eq(text, "GBP 2024-02 5/1 USD 2024-01 30/1 USD 2024-02 1000/1 ");
        end();
}
END_TEST

/* rule 24: records of a cell whose rate is not final count as provisional, none of them twice. */
START_TEST(rule_24_a_provisional_rate_makes_its_records_so)
{
        struct published_word *word;
        struct sold_word *sale;

        begin();
        word = model_publish(&model, BANK, "p", day_of("2024-02-01"), "USD", "EUR", "0.5");
        word->provisional = true;
        publish(word, 1);
        sold("2024-02-01", PERIOD_DAY, "USD", 10);
        sale = sold("2024-02-01", PERIOD_DAY, "USD", 10);
        sell(sale, -1);
        sale->status = STATUS_ESTIMATED;
        sell(sale, 1);
        sold("2024-02-01", PERIOD_DAY, "EUR", 10);
        value();
        ck_assert_int_eq(at(DAYS, day_of("2024-02-01")).units, 20);
        ck_assert_uint_eq(at(DAYS, day_of("2024-02-01")).provisional_records, 2);
        publish(word, -1);
        word->provisional = false;
        publish(word, 1);
        value();
        ck_assert_uint_eq(at(DAYS, day_of("2024-02-01")).provisional_records, 1);
        end();
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("worth");
        TCase *tcase = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_set_timeout(tcase, 120);
        tcase_add_loop_test(tcase, any_order_of_rates_and_amounts, 0, 40);
        tcase_add_loop_test(tcase, touched_from_the_first_day_of_another_worth, 0, 10);
        tcase_add_test(tcase, rule_12_half_to_even_per_day_and_currency);
        tcase_add_test(tcase, rule_12_total_and_parts_on_their_own);
        tcase_add_test(tcase, rule_12_out_of_range_has_a_name);
        tcase_add_test(tcase, rule_23_what_waits_is_listed_until_there_is_a_rate);
        tcase_add_test(tcase, rule_24_a_provisional_rate_makes_its_records_so);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? 1 : 0;
}
