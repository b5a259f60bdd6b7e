/* tests/unit/core/test_currencies.c: rates as events, through the whole core. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/rates/model.h"
#include "unit/core/world.h"

#define DAYS_OF_IT   60
#define SAYINGS_MAX  900
#define TOGETHER_MAX 6

/* One word of a source: an event in some revision, or how far it is complete. */
struct saying {
        uint32_t source;
        struct batch_event event;
        int32_t nothing_until_day;
};

static struct rates_model model;
static struct saying sayings[SAYINGS_MAX];
static size_t sayings_count;
static int32_t first_day;

static void say(uint32_t source, const struct event *event, uint64_t number)
{
        struct saying *saying = &sayings[sayings_count++];

        ck_assert_uint_lt(sayings_count, SAYINGS_MAX);
        *saying = (struct saying){.source = source, .event = {.event = *event}, .nothing_until_day = CIVIL_NONE};
        saying->event.event.number = number;
        saying->event.event.source = model.sources[source].name;
        world_content(&saying->event);
}

/* The record's last word, which the model knows, and what it said before. */
static bool say_record(struct dice *dice, uint32_t source, const struct event *event)
{
        struct event before = *event;
        bool stands = dice_roll(dice, 8) > 0;

        for (uint64_t number = 1; number < 4; number++) {
                if (dice_roll(dice, 2))
                        continue;
                if (event->kind == EVENT_RATE)
                        before.rate.mantissa = 1 + dice_roll(dice, 50);
                else
                        before.trade.value.units = dice_roll(dice, 900);
                if (event->period.kind == PERIOD_DAY)
                        before.period.first = before.period.last = first_day + (int32_t)dice_roll(dice, DAYS_OF_IT);
                say(source, &before, number);
        }
        if (!stands) {
                before.kind = EVENT_WITHDRAWAL;
                before.period = period_none();
                before.withdrawal = (struct event_withdrawal){.reason = 1};
        }
        for (int64_t n = dice_roll(dice, 3); n >= 0; n--)
                say(source, stands ? event : &before, 4);
        return stands;
}

static void invent(struct dice *dice)
{
        model_init(&model);
        sayings_count = 0;
        first_day = civil_from_ymd(2024, 1, 1) + (int32_t)dice_roll(dice, 120);
        for (int n = 0; n < 35; n++) {
                struct published_word *word = model_publish_any(&model, dice, first_day, DAYS_OF_IT);

                word->event.status = word->provisional ? STATUS_PROVISIONAL : STATUS_FINAL;
                word->stands = say_record(dice, word->source, &word->event);
        }
        for (int n = 0; n < 35; n++) {
                struct sold_word *word = model_sell_any(&model, dice, first_day, DAYS_OF_IT);

                word->event.status = word->status;
                word->stands = say_record(dice, word->source, &word->event);
        }
        for (int n = 0; n < 5; n++) {
                uint32_t source = (uint32_t)dice_roll(dice, RATE_SOURCES);
                int32_t day = first_day + (int32_t)dice_roll(dice, DAYS_OF_IT + 20);

                sayings[sayings_count++] = (struct saying){.source = source, .nothing_until_day = day};
                if (model.complete_until[source] == CIVIL_NONE || day > model.complete_until[source])
                        model.complete_until[source] = day;
        }
}

static void shuffle(struct dice *dice)
{
        for (size_t i = 0; i < sayings_count; i++) {
                size_t j = i + (size_t)dice_roll(dice, (int64_t)(sayings_count - i));
                struct saying swapped = sayings[i];

                sayings[i] = sayings[j];
                sayings[j] = swapped;
        }
}

/* From `at` on as many sayings of one source as the dice allow; returns where the next batch begins. */
static size_t send(struct bench *bench, struct dice *dice, size_t at)
{
        static const struct currency_scale scales[] = {
                {{"BYB"}, 2}, {{"BYN"}, 2}, {{"BYR"}, 2}, {{"EUR"}, 2}, {{"GBP"}, 2},
                {{"RUB"}, 2}, {{"RUR"}, 2}, {{"UAH"}, 2}, {{"USD"}, 2},
        };
        struct batch_event events[TOGETHER_MAX];
        struct batch batch = {
                .kind = BATCH_EVENTS,
                .source = model.sources[sayings[at].source].name,
                .received_day = CIVIL_NONE,
                .vintage_day = CIVIL_NONE,
                .nothing_until_day = CIVIL_NONE,
                .events = events,
                .scales = scales,
                .scales_count = sizeof(scales) / sizeof(scales[0]),
        };
        uint32_t source = sayings[at].source;

        do {
                if (sayings[at].nothing_until_day != CIVIL_NONE)
                        batch.nothing_until_day = sayings[at].nothing_until_day;
                else
                        events[batch.events_count++] = sayings[at].event;
                at++;
        } while (at < sayings_count && sayings[at].source == source && batch.events_count < TOGETHER_MAX &&
                 batch.nothing_until_day == CIVIL_NONE && dice_roll(dice, 4));
        bench_take(bench, &batch);
        return at;
}

struct compared {
        uint32_t measure;
        int rows;
};

static int compare_row(void *context, const struct measure_row *row)
{
        struct compared *compared = context;
        uint8_t flow = 0;
        struct value want;

        if (row->keys_count)
                flow = text_equal(row->keys[0].value, TEXT("export")) ? FLOW_EXPORT : FLOW_IMPORT;
        want = model_value(&model, compared->measure, flow, row->last_day);
        ck_assert_int_eq(row->value.state, want.state);
        ck_assert_int_eq(row->value.units, want.units);
        ck_assert_uint_eq(row->value.provisional_records, want.provisional_records);
        ck_assert_uint_eq(row->value.waiting_records, want.waiting_records);
        compared->rows++;
        return 0;
}

static void compare(const struct bench *bench)
{
        const uint8_t by[] = {BY_FLOW};

        for (uint32_t m = 0; m < MODEL_MEASURES; m++) {
                struct compared compared = {.measure = m};

                ck_assert_int_eq(core_measure(bench->core, m, civil_from_ymd(2024, 1, 1), civil_from_ymd(2024, 12, 31),
                                              NULL, 0, compare_row, &compared),
                                 0);
                ck_assert_int_eq(compared.rows, 1);
                if (model.plan.measures[m].by_count)
                        ck_assert_int_eq(core_measure(bench->core, m, civil_from_ymd(2024, 1, 1),
                                                      civil_from_ymd(2024, 12, 31), by, 1, compare_row, &compared),
                                         0);
        }
}

/* Promise 3: rates and amounts in any order, with any repeats, in any batches, revised and withdrawn,
 * end in the same sums, and these are the ones that everything makes; also when the daemon was started
 * again in the middle of it. */
START_TEST(any_order_of_rates_and_amounts_ends_in_the_same)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct bench bench, other, again;
        bool restarted = false;

        invent(&dice);
        shuffle(&dice);
        bench_init(&bench, &model.plan);
        for (size_t at = 0; at < sayings_count;)
                at = send(&bench, &dice, at);
        compare(&bench);

        shuffle(&dice);
        bench_init(&other, &model.plan);
        for (size_t at = 0; at < sayings_count;) {
                at = send(&other, &dice, at);
                if (restarted || at < sayings_count / 2)
                        continue;
                bench_checkpoint(&other);
                bench_restart(&other, &model.plan, &again);
                bench_done(&other);
                other = again;
                restarted = true;
        }
        compare(&other);
        ck_assert_str_eq(bench_state(&other), bench_state(&bench));

        bench_activate(&other, &model.plan); /* everything is made anew from the statements */
        compare(&other);
        bench_done(&bench);
        bench_done(&other);
}
END_TEST

/* ---- what is told ---- */

static struct bench story;
static struct dice no_dice;

static void send_all(void)
{
        for (size_t at = 0; at < sayings_count;)
                at = send(&story, &no_dice, at);
        sayings_count = 0;
}

static struct plan_terms terms;

static void begin(void)
{
        static const struct plan_milestone milestone = {.name = TEXT_INIT("goal"),
                                                        .measure = DAYS,
                                                        .terms_count = 1,
                                                        .terms = &terms,
                                                        .fiscal_start = 1,
                                                        .from_day = CIVIL_NONE,
                                                        .grace_days = PLAN_NEVER};

        terms = (struct plan_terms){
                .on_day = CIVIL_NONE, .target = {.amount = 100, .frozen_day = CIVIL_NONE}, .deadline_day = CIVIL_NONE};
        model_init(&model);
        model.plan.milestones = &milestone;
        model.plan.milestones_count = 1;
        sayings_count = 0;
        no_dice = dice_of(1);
        first_day = civil_from_ymd(2024, 5, 1);
        bench_init(&story, &model.plan);
}

static const char *sell(int64_t dollars)
{
        struct sold_word *word = model_sell_any(&model, &no_dice, first_day, 1);

        word->event.period = period_at(PERIOD_DAY, first_day, 1);
        word->event.trade.value = (struct quantity){true, dollars};
        word->event.trade.currency = model_currency("USD");
        word->event.status = STATUS_FINAL;
        say(SOLD_DAYS, &word->event, 1);
        send_all();
        return bench_told(&story);
}

static const char *publish(uint64_t number, int32_t day, const char *rate)
{
        struct published_word *word = model_publish(&model, BANK, "rate", day, "USD", "EUR", rate);
        struct event event = word->event;

        if (!*rate) {
                event.kind = EVENT_WITHDRAWAL;
                event.period = period_none();
                event.withdrawal = (struct event_withdrawal){.reason = 1};
        }
        say(BANK, &event, number);
        send_all();
        return bench_told(&story);
}

/* A rate that arrives, is corrected or is withdrawn re-values by itself, and says that it was the
 * reason. */
START_TEST(rule_36_rates_are_the_cause_of_what_they_change)
{
        begin();
        ck_assert_str_eq(sell(200), "");
        ck_assert_str_eq(publish(1, first_day, "0.5"),
                         "reached goal in 2024-05-01 confirmed, open > reached, nothing > 100, rate\n");
        ck_assert_str_eq(publish(2, first_day, "0.4"),
                         "retracted goal was 2024-05-01, reached > open, 100 > 80, rate\n");
        ck_assert_str_eq(publish(3, first_day, "0.75"),
                         "reached goal in 2024-05-01 confirmed, open > reached, 80 > 150, rate\n");
        ck_assert_int_eq(bench_value(&story, DAYS, "2024-12-31"), 150);
        publish(4, first_day, "");
        ck_assert_int_eq(bench_value(&story, DAYS, "2024-12-31"), 0);
        bench_done(&story);
}
END_TEST

/* With the clock of the events a rate may bring the day on which a source is complete: that the target is
 * missed is the day's doing, since no figure became another one by the rate. */
START_TEST(rule_36_rates_that_only_move_the_clock_are_no_cause)
{
        begin();
        terms.deadline_day = first_day;
        model.plan.clock = CLOCK_EVENTS;
        model.sources[SOLD_DAYS].complete_after_days = 10;
        bench_activate(&story, &model.plan);
        ck_assert_str_eq(sell(20), "");
        ck_assert_str_eq(publish(1, first_day + 5, "0.5"), "awaiting goal, open > awaiting, nothing > 0?, tick\n");
        ck_assert_str_eq(publish(2, first_day + 30, "0.5"), "missed goal, awaiting > missed, 0? > 0?, tick\n");
        bench_done(&story);
}
END_TEST

/* rule 23: the source's word that nothing came until Sunday lets Friday's rate stand in: the amount no
 * longer waits, and the reason is told as the day's. */
START_TEST(rule_23_new_completeness_values_what_waited)
{
        begin();
        publish(1, first_day - 2, "0.5");
        ck_assert_str_eq(sell(300), "");
        sayings[sayings_count++] = (struct saying){.source = BANK, .nothing_until_day = first_day - 1};
        send_all();
        ck_assert_str_eq(bench_told(&story), "");
        sayings[sayings_count++] = (struct saying){.source = BANK, .nothing_until_day = first_day};
        send_all();
        ck_assert_str_eq(bench_told(&story),
                         "reached goal in 2024-05-01 confirmed, open > reached, nothing > 150, tick\n");
        bench_done(&story);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("currencies");
        TCase *tcase = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        const char *worlds = getenv("CURRENCY_WORLDS");
        int failed;

        tcase_set_timeout(tcase, 120);
        tcase_add_loop_test(tcase, any_order_of_rates_and_amounts_ends_in_the_same, 0, worlds ? atoi(worlds) : 60);
        tcase_add_test(tcase, rule_36_rates_are_the_cause_of_what_they_change);
        tcase_add_test(tcase, rule_36_rates_that_only_move_the_clock_are_no_cause);
        tcase_add_test(tcase, rule_23_new_completeness_values_what_waited);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? 1 : 0;
}
