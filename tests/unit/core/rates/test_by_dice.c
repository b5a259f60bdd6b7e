/* tests/unit/core/rates/test_by_dice.c: the room against the plain model. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/rates/rates.h"
#include "unit/core/rates/model.h"

#define DAYS_OF_IT 90

static const char *const codes[] = {"BYB", "BYN", "BYR", "EUR", "GBP", "RUB", "RUR", "USD"};
#define CODES (sizeof(codes) / sizeof(codes[0]))

static struct rates_model model;
static struct coverage *coverage;
static int32_t first_day;

static struct rates *make(void)
{
        struct rates *rates;

        ck_assert_int_eq(rates_new(&model.plan, coverage, &rates), 0);
        for (size_t i = 0; i < CODES; i++)
                ck_assert_int_eq(rates_scale(rates, model_currency(codes[i]), 2), 0);
        return rates;
}

static void begin(struct dice *dice)
{
        model_init(&model);
        ck_assert_int_eq(coverage_new(&model.plan, &coverage), 0);
        first_day = civil_from_ymd(2024, 1, 1) + (int32_t)dice_roll(dice, 300);
}

static void count(struct rates *rates, const struct published_word *word, int sign)
{
        ck_assert_int_eq(rates_count(rates, &word->event, word->source, word->provisional, sign), 0);
}

static struct rate_question question_by_dice(struct dice *dice)
{
        static const enum period_kind kinds[] = {PERIOD_DAY, PERIOD_DAY,   PERIOD_WEEK,
                                                 PERIOD_MONTH, PERIOD_MONTH, PERIOD_QUARTER};
        struct rate_question question = {
                .chain = (uint32_t)dice_roll(dice, MODEL_CHAINS + 1),
                .from = model_currency(codes[dice_roll(dice, CODES)]),
                .to = model_currency(codes[dice_roll(dice, CODES)]),
                .to_scale = 2,
                .kind = kinds[dice_roll(dice, 6)],
                .last_day = first_day + (int32_t)dice_roll(dice, DAYS_OF_IT + 20),
        };

        question.last_day = period_at(question.kind, question.last_day, 1).last;
        return question;
}

/* What is answered and what the model says, as text: equal or not. */
static void check(const struct rates *rates, const struct rate_question *question)
{
        struct ratio ratio;
        struct rate rate = {0};
        bool provisional = false;
        int r;

        r = rates_of(rates, question, &rate);
        if (!model_rate(&model, question->chain, question->from.code, question->to.code, question->kind,
                        question->last_day, &ratio, &provisional)) {
                ck_assert_int_eq(r, RATES_NONE);
                return;
        }
        ck_assert_int_eq(r, 0);
        ck_assert(rate.num == ratio.num && rate.den == ratio.den);
        ck_assert_int_eq(rate.provisional, provisional);
}

static void complete_by_dice(struct dice *dice)
{
        uint32_t source = (uint32_t)dice_roll(dice, RATE_SOURCES);
        int32_t day = first_day + (int32_t)dice_roll(dice, DAYS_OF_IT + 10);

        if (model.complete_until[source] == CIVIL_NONE || day > model.complete_until[source])
                model.complete_until[source] = day;
        coverage_nothing_until(coverage, source, day);
}

/* Something is published, or taken back, or complete. */
static void step(struct rates *rates, struct dice *dice)
{
        struct published_word *word;

        if (dice_roll(dice, 15) == 0) {
                complete_by_dice(dice);
                return;
        }
        if (model.words_count > 20 && dice_roll(dice, 4) == 0) {
                word = &model.words[dice_roll(dice, (int64_t)model.words_count)];
                count(rates, word, word->stands ? -1 : 1);
                word->stands = !word->stands;
                return;
        }
        word = model_publish_any(&model, dice, first_day, DAYS_OF_IT);
        count(rates, word, 1);
}

/* rule 23: every answer is that of a plain reading of all that was said. */
START_TEST(rule_23_answers_are_those_of_the_model)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct rates *rates;

        begin(&dice);
        rates = make();
        for (int round = 0; round < 8; round++) {
                for (int n = 0; n < 30; n++)
                        step(rates, &dice);
                for (int n = 0; n < 60; n++) {
                        struct rate_question question = question_by_dice(&dice);

                        check(rates, &question);
                }
        }
        rates_free(rates);
        coverage = coverage_free(coverage);
}
END_TEST

static bool is_listed(struct rates *rates, const struct rate_question *question)
{
        const struct rate_change *changes;
        size_t changes_count;

        ck_assert_int_eq(rates_changes(rates, question->chain, question->to, &changes, &changes_count), 0);
        for (size_t i = 0; i < changes_count; i++)
                if (rates_change_is_of(rates, &changes[i], question->from) &&
                    question->last_day >= changes[i].first_day &&
                    question->last_day <= changes[i].last_day + rates_reach(rates, question->chain, question->kind))
                        return true;
        return false;
}

/* Whatever has another rate than before is among what is said to have changed: what is not listed is
 * not valued anew, and would be wrong for ever. */
START_TEST(what_changed_is_listed)
{
        static struct rate_question questions[150];
        static struct rate before[150], after;
        static int outcomes[150];
        struct dice dice = dice_of((uint64_t)_i + 5000);
        struct rates *rates;
        int changed = 0, listed = 0;

        begin(&dice);
        rates = make();
        for (int n = 0; n < 120; n++)
                step(rates, &dice);
        for (int round = 0; round < 25; round++) {
                for (int n = 0; n < 150; n++) {
                        questions[n] = question_by_dice(&dice);
                        before[n] = (struct rate){0};
                        outcomes[n] = rates_of(rates, &questions[n], &before[n]);
                }
                ck_assert_int_eq(rates_look(rates), 0);
                rates_judged(rates);
                coverage_judged(coverage);
                ck_assert(!rates_have_changed(rates));
                for (int64_t n = dice_roll(&dice, 4); n >= 0; n--)
                        step(rates, &dice);
                ck_assert_int_eq(rates_look(rates), 0);
                for (int n = 0; n < 150; n++) {
                        bool is_other;

                        after = (struct rate){0};
                        is_other = rates_of(rates, &questions[n], &after) != outcomes[n] ||
                                   after.num != before[n].num || after.den != before[n].den ||
                                   after.provisional != before[n].provisional;
                        changed += is_other;
                        listed += is_listed(rates, &questions[n]);
                        if (is_other)
                                ck_assert(rates_have_changed(rates) && is_listed(rates, &questions[n]));
                }
        }
        ck_assert_int_gt(changed, 10);
        ck_assert_int_lt(listed, 25 * 150 * 3 / 4); /* and not everything is, each time */
        rates_free(rates);
        coverage = coverage_free(coverage);
}
END_TEST

/* ---- rows ---- */

struct kept {
        uint8_t table, key[ROW_KEY_MAX];
        size_t key_length, value_length;
        uint8_t value[8192];
};
static struct kept rows[2000];
static size_t rows_count;

static int keep(void *context, const struct row *row)
{
        size_t at = 0;

        (void)context;
        while (at < rows_count && (rows[at].table != row->table || rows[at].key_length != row->key_length ||
                                   memcmp(rows[at].key, row->key, row->key_length) != 0))
                at++;
        ck_assert_uint_lt(at, sizeof(rows) / sizeof(rows[0]));
        ck_assert_uint_le(row->value_length, sizeof(rows[at].value));
        rows[at].table = row->table;
        rows[at].key_length = row->key_length;
        memcpy(rows[at].key, row->key, row->key_length);
        rows[at].value_length = row->value_length;
        if (row->value_length > 0)
                memcpy(rows[at].value, row->value, row->value_length);
        if (at == rows_count)
                rows_count++;
        if (row->value_length == 0)
                rows[at] = rows[--rows_count];
        return 0;
}

static struct row row_at(size_t at)
{
        return (struct row){rows[at].table, rows[at].key, rows[at].key_length, rows[at].value,
                            rows[at].value_length};
}

/* After each checkpoint a newcomer loads it and answers the same, and so does the next checkpoint. */
START_TEST(a_checkpoint_leads_to_the_same)
{
        struct dice dice = dice_of((uint64_t)_i + 9000);
        struct rates *rates, *loaded;

        rows_count = 0;
        begin(&dice);
        rates = make();
        for (int round = 0; round < 6; round++) {
                for (int n = 0; n < 20; n++)
                        step(rates, &dice);
                ck_assert_int_eq(rates_save(rates, keep, NULL), 0);
                ck_assert_int_eq(rates_new(&model.plan, coverage, &loaded), 0);
                for (size_t i = rows_count; i-- > 0;) {
                        struct row row = row_at(i);

                        ck_assert_int_eq(rates_load(loaded, &row), 0);
                }
                rates_free(rates);
                rates = loaded; /* the daemon has been started again */
                for (int n = 0; n < 40; n++) {
                        struct rate_question question = question_by_dice(&dice);

                        check(rates, &question);
                }
        }
        for (size_t i = 0; i < model.words_count; i++)
                if (model.words[i].stands)
                        count(rates, &model.words[i], -1);
        ck_assert_int_eq(rates_save(rates, keep, NULL), 0);
        ck_assert_uint_eq(rows_count, CODES); /* decimals stay known */
        rates_free(rates);
        coverage = coverage_free(coverage);
}
END_TEST

/* Damage is an outcome, never a guess: rows that were cut off are refused. */
START_TEST(rows_that_cannot_be_are_refused)
{
        struct dice dice = dice_of(77);
        struct rates *rates;

        rows_count = 0;
        begin(&dice);
        rates = make();
        for (int n = 0; n < 30; n++)
                step(rates, &dice);
        ck_assert_int_eq(rates_save(rates, keep, NULL), 0);
        for (size_t i = 0; i < rows_count; i++) {
                struct row row = row_at(i);

                for (row.key_length = 0; row.key_length < rows[i].key_length; row.key_length++)
                        ck_assert_int_eq(rates_load(rates, &row), -EBADMSG);
                row = row_at(i);
                row.value_length--;
                rates_free(rates);
                ck_assert_int_eq(rates_new(&model.plan, coverage, &rates), 0);
                ck_assert_int_eq(rates_load(rates, &row), -EBADMSG);
                row.table = ROW_RATES + 2;
                ck_assert_int_eq(rates_load(rates, &row), -EBADMSG);
        }
        rates_free(rates);
        coverage = coverage_free(coverage);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("rates by dice");
        TCase *tcase = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_set_timeout(tcase, 120);
        tcase_add_loop_test(tcase, rule_23_answers_are_those_of_the_model, 0, 40);
        tcase_add_loop_test(tcase, what_changed_is_listed, 0, 40);
        tcase_add_loop_test(tcase, a_checkpoint_leads_to_the_same, 0, 15);
        tcase_add_test(tcase, rows_that_cannot_be_are_refused);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? 1 : 0;
}
