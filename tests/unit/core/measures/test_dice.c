/* tests/unit/core/measures/test_dice.c: plans, figures and releases by dice; every answer is the oracle's. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/measures/by_dice.h"

#define SEEDS 10
#define SAMPLES 20

static struct dice dice;
static struct scene *scene;

static void begin(int seed)
{
        dice = dice_of((uint64_t)seed);
        scene = scene_by_dice(&dice);
        for (int i = 0; i < 150; i++)
                figure_by_dice(&dice, scene);
        for (int i = 0; i < 12; i++)
                release_by_dice(&dice, scene);
        scene_judged(scene);
}

static int32_t border(uint32_t measure, int32_t day)
{
        return period_at(scene->measures[measure].resolution, day, 1).last;
}

static void same(const struct value *got, const struct value *wanted, uint32_t measure, int32_t day)
{
        bool has_units = wanted->state == VALUE_KNOWN || wanted->state == VALUE_INCOMPLETE;

        ck_assert_msg(got->state == wanted->state && (!has_units || got->units == wanted->units),
                      "measure %u of form %d on day %d: state %d, %lld; wanted state %d, %lld", measure,
                      scene->measures[measure].form, (int)day, got->state, (long long)got->units, wanted->state,
                      (long long)wanted->units);
        ck_assert_uint_eq(got->provisional_records, wanted->provisional_records);
        ck_assert_uint_eq(got->unknown_records, wanted->unknown_records);
        ck_assert_uint_eq(got->waiting_records, wanted->waiting_records);
}

/* rule 12 and 13: values, states and how much of them is not final, of the total and of each key. */
START_TEST(rule_13_values_are_the_oracles)
{
        begin(_i);
        for (uint32_t m = 0; m < scene->plan.measures_count; m++)
                for (int i = 0; i < SAMPLES; i++) {
                        int partner = (int)dice_roll(&dice, SCENE_PARTNERS), flow = (int)dice_roll(&dice, SCENE_FLOWS);
                        struct key key = scene_key(partner, flow);
                        int32_t day = day_by_dice(&dice);
                        struct told_value wanted;
                        struct value got;

                        if (dice_roll(&dice, 4))
                                day = border(m, day);
                        wanted = oracle_at(scene, m, SCENE_ALL, SCENE_ALL, day);
                        got = scene_at(scene, m, day);
                        same(&got, &wanted.value, m, day);
                        ck_assert_int_eq(measures_window_first(scene->rooms, m, day),
                                         oracle_window_first(scene, m, day));

                        wanted = oracle_at(scene, m, partner, flow, day);
                        measures_at(scene->rooms, m, &key, day, &got);
                        same(&got, &wanted.value, m, day);
                }
        scene_free(scene);
}
END_TEST

/* Days of a pass would be added up twice, or one window's into the next. */
START_TEST(a_pass_is_asking_day_by_day)
{
        begin(_i);
        for (uint32_t m = 0; m < scene->plan.measures_count; m++) {
                struct key key = scene_key((int)dice_roll(&dice, SCENE_PARTNERS), (int)dice_roll(&dice, SCENE_FLOWS));
                struct measures_pass pass = {0}, pass_of_key = {0};

                for (int32_t day = day_by_dice(&dice), i = 0; i < 4 * SAMPLES; i++) {
                        struct value wanted, got;

                        measures_at(scene->rooms, m, NULL, day, &wanted);
                        measures_pass_at(scene->rooms, m, NULL, day, &pass, &got);
                        same(&got, &wanted, m, day);
                        measures_at(scene->rooms, m, &key, day, &wanted);
                        measures_pass_at(scene->rooms, m, &key, day, &pass_of_key, &got);
                        same(&got, &wanted, m, day);
                        day += (int32_t)dice_roll(&dice, 20);
                }
        }
        scene_free(scene);
}
END_TEST

/* rule 17: a value is complete when each operand's own windows are, of its own sources. */
START_TEST(rule_17_completeness_is_the_oracles)
{
        uint32_t held_back_by;

        begin(_i);
        for (uint32_t m = 0; m < scene->plan.measures_count; m++)
                for (int i = 0; i < SAMPLES; i++) {
                        int32_t day = border(m, day_by_dice(&dice));
                        int32_t last = border(m, day + (int32_t)dice_roll(&dice, 200));

                        ck_assert_msg(measures_complete(scene->rooms, m, day, &held_back_by) ==
                                              oracle_complete(scene, m, day),
                                      "measure %u of form %d on day %d", m, scene->measures[m].form, (int)day);
                        ck_assert(measures_complete(scene->rooms, m, day, &held_back_by) ==
                                  (held_back_by == UINT32_MAX));
                        ck_assert(measures_complete_days(scene->rooms, m, day + 1, last, &held_back_by) ==
                                  oracle_complete_days(scene, m, day + 1, last));
                }
        scene_free(scene);
}
END_TEST

/* ---- what changed ---- */

/* What a measure was on some of its borders. */
struct sample {
        int32_t day;
        struct told_value value, of_key;
        struct key key;
        int partner, flow;
        bool complete;
};
static struct sample samples[SCENE_MEASURES_MAX][SAMPLES];

static struct sample look(uint32_t measure, int32_t day, int partner, int flow)
{
        return (struct sample){
                .day = day,
                .value = oracle_at(scene, measure, SCENE_ALL, SCENE_ALL, day),
                .of_key = oracle_at(scene, measure, partner, flow, day),
                .key = scene_key(partner, flow),
                .partner = partner,
                .flow = flow,
                .complete = oracle_complete(scene, measure, day),
        };
}

static bool is_other(const struct told_value *a, const struct told_value *b)
{
        return a->value.state != b->value.state || a->value.units != b->value.units ||
               a->value.provisional_records != b->value.provisional_records ||
               a->value.unknown_records != b->value.unknown_records ||
               a->value.waiting_records != b->value.waiting_records;
}

static const struct measure_change *change_of(const struct measure_change *changes, size_t count, uint32_t measure)
{
        for (size_t i = 0; i < count; i++)
                if (changes[i].measure == measure)
                        return &changes[i];
        return NULL;
}

static bool key_is_listed(const struct sample *sample, const struct key_change *keys, size_t count)
{
        for (size_t i = 0; i < count; i++)
                if (memcmp(&keys[i].key, &sample->key, sizeof(sample->key)) == 0)
                        return keys[i].day <= sample->day;
        return false;
}

static void check_change(uint32_t measure, const struct sample *before, const struct measure_change *change)
{
        struct sample now = look(measure, before->day, before->partner, before->flow);
        const struct key_change *keys;
        size_t count;

        if (is_other(&before->value, &now.value))
                ck_assert_msg(change && change->day <= now.day &&
                                      (change->by_records || change->by_preference),
                              "measure %u of form %d is another one on day %d", measure,
                              scene->measures[measure].form, (int)now.day);
        if (before->complete != now.complete && measures_falls(scene->rooms, measure))
                ck_assert_msg(change && change->day <= now.day && change->by_completeness,
                              "measure %u of form %d has another completeness on day %d", measure,
                              scene->measures[measure].form, (int)now.day);
        if (is_other(&before->of_key, &now.of_key) && !change->by_preference) {
                ck_assert_int_eq(measures_changed_keys(scene->rooms, measure, &keys, &count), 0);
                ck_assert_msg(key_is_listed(&now, keys, count),
                              "measure %u of form %d: a key is another one", measure,
                              scene->measures[measure].form);
        }
}

static void a_round(bool figures, bool releases)
{
        const struct measure_change *changes, *again;
        size_t count, count_again;

        for (uint32_t m = 0; m < scene->plan.measures_count; m++)
                for (int i = 0; i < SAMPLES; i++)
                        samples[m][i] = look(m, border(m, day_by_dice(&dice)),
                                             (int)dice_roll(&dice, SCENE_PARTNERS), (int)dice_roll(&dice, SCENE_FLOWS));
        for (int i = 0; figures && i < 3; i++)
                figure_by_dice(&dice, scene);
        if (releases)
                release_by_dice(&dice, scene);

        ck_assert_int_eq(measures_changed(scene->rooms, &again, &count_again), 0);
        ck_assert_int_eq(measures_changed(scene->rooms, &changes, &count), 0);
        ck_assert_uint_eq(count, count_again);
        for (size_t i = 0; i < count; i++) {
                ck_assert(i == 0 || changes[i - 1].measure < changes[i].measure);
                ck_assert(figures || !changes[i].by_records);
                ck_assert(releases || !changes[i].by_completeness || scene->measures[changes[i].measure].form !=
                                                                              FORM_TALLY);
                ck_assert(changes[i].by_records || changes[i].by_completeness || changes[i].by_preference);
        }
        for (uint32_t m = 0; m < scene->plan.measures_count; m++)
                for (int i = 0; i < SAMPLES; i++)
                        check_change(m, &samples[m][i], change_of(changes, count, m));
        scene_judged(scene);
        ck_assert_int_eq(measures_changed(scene->rooms, &changes, &count), 0);
        ck_assert_uint_eq(count, 0);
}

/* What nobody hears of is never judged again: every value, key and completeness that is another one is
 * listed, from its first day on, and as what it is. */
START_TEST(what_changed_is_listed)
{
        begin(_i);
        for (int round = 0; round < 6; round++)
                a_round(round % 3 != 1, round % 3 != 0);
        scene_free(scene);
}
END_TEST

/* ---- days ---- */

/* Whoever looks at the days of measures_next_day() only, up to measures_last_day(), sees every height that
 * the value reaches on the first border on which it does. */
START_TEST(next_days_miss_no_height)
{
        begin(_i);
        for (uint32_t m = 0; m < scene->plan.measures_count; m++) {
                int32_t last = measures_last_day(scene->rooms, m, NULL), visited = CIVIL_MIN, next;
                int64_t seen = INT64_MIN, highest = INT64_MIN;

                next = measures_next_day(scene->rooms, m, NULL, visited, last);
                for (int32_t day = border(m, ymd(2018, 1, 1)); day < ymd(2027, 1, 1); day = border(m, day + 1)) {
                        struct value value = scene_at(scene, m, day);
                        bool is_value = value.state == VALUE_KNOWN || value.state == VALUE_INCOMPLETE;

                        if (is_value && value.units > highest && last != CIVIL_NONE &&
                            day >= measures_oldest_day(scene->rooms, m, NULL))
                                highest = value.units;
                        while (next != CIVIL_NONE && border(m, next) <= day) {
                                if (is_value && border(m, next) == day && value.units > seen)
                                        seen = value.units;
                                next = measures_next_day(scene->rooms, m, NULL, border(m, next) + 1, last);
                        }
                        ck_assert_msg(seen == highest, "measure %u of form %d reaches %lld on day %d", m,
                                      scene->measures[m].form, (long long)highest, (int)day);
                }
        }
        scene_free(scene);
}
END_TEST

/* ---- rows ---- */

struct listed {
        const char *partner, *flow;
        int32_t last_day;
        uint32_t measure;
        size_t count;
        char before[2][16];
};

static int flow_of(struct text text)
{
        return text_equal(text, TEXT("import")) ? 0 : text_equal(text, TEXT("export")) ? 1 : 2;
}

static int partner_of(struct text text)
{
        for (int i = 0; i < SCENE_PARTNERS; i++)
                if (text_equal(text, text_of(scene_partner(i))))
                        return i;
        ck_abort_msg("a partner that nobody named");
}

static int check_row(void *context, const struct measure_row *row)
{
        struct listed *listed = context;
        int partner = SCENE_ALL, flow = SCENE_ALL;
        struct told_value wanted;

        for (size_t i = 0; i < row->keys_count; i++) {
                if (row->keys[i].coordinate == BY_PARTNER)
                        partner = partner_of(row->keys[i].value);
                else
                        flow = flow_of(row->keys[i].value);
        }
        if (row->keys_count > 0) { /* sorted, each once */
                struct text first = row->keys[0].value, second = row->keys_count > 1 ? row->keys[1].value : TEXT("");
                int order = text_compare(text_of(listed->before[0]), first);

                if (row->last_day == listed->last_day)
                        ck_assert(order < 0 || (order == 0 && text_compare(text_of(listed->before[1]), second) < 0));
                memset(listed->before, 0, sizeof(listed->before));
                memcpy(listed->before[0], first.data, first.length);
                memcpy(listed->before[1], second.data, second.length);
        }
        listed->last_day = row->last_day;
        wanted = oracle_at(scene, listed->measure, partner, flow, row->last_day);
        same(&row->value, &wanted.value, listed->measure, row->last_day);
        ck_assert(row->keys_count == 0 || wanted.has_records);
        listed->count++;
        return 0;
}

/* How many rows the oracle has of one window. */
/* A measure is shown in the windows of its first operand. */
static bool has_begun(uint32_t measure, int32_t day)
{
        const struct plan_measure *plan = &scene->plan.measures[measure];

        while (plan->operands_count > 0)
                plan = &scene->plan.measures[plan->operands[0]];
        return plan->form == FORM_LATEST || plan->window.kind != WINDOW_SINCE || plan->window.since_day <= day;
}

static size_t rows_wanted(uint32_t measure, const uint8_t *by, size_t by_count, int32_t day)
{
        bool partners = by_count == 2 || (by_count == 1 && by[0] == BY_PARTNER);
        bool flows = by_count == 2 || (by_count == 1 && by[0] == BY_FLOW);
        size_t count = 0;

        if (!has_begun(measure, day))
                return 0;
        for (int partner = partners ? 0 : SCENE_ALL; partner < (partners ? SCENE_PARTNERS : 0); partner++)
                for (int flow = flows ? 0 : SCENE_ALL; flow < (flows ? SCENE_FLOWS : 0); flow++) {
                        struct told_value told = oracle_at(scene, measure, partner, flow, day);

                        count += by_count == 0 || (told.has_records && told.value.state != VALUE_NO_DATA);
                }
        return count;
}

/* Rows of derived measures: what `by` leaves out is summed up before it is divided. */
START_TEST(rows_are_the_oracles)
{
        static const uint8_t bys[][2] = {{BY_PARTNER, BY_FLOW}, {BY_FLOW, BY_PARTNER}, {BY_PARTNER}, {BY_FLOW}};
        static const size_t by_counts[] = {2, 2, 1, 1, 0};

        begin(_i);
        for (uint32_t m = 0; m < scene->plan.measures_count; m++)
                for (size_t i = 0; i < 5; i++) {
                        const uint8_t *by = i < 4 ? bys[i] : NULL;
                        struct listed listed = {.measure = m, .last_day = CIVIL_NONE};
                        struct period period;
                        int32_t day;

                        day = measures_window_end(scene->rooms, m, day_by_dice(&dice), &period);
                        ck_assert_int_eq(measures_rows(scene->rooms, m, day, day, by, by_counts[i], check_row, &listed),
                                         0);
                        ck_assert_uint_eq(listed.count, rows_wanted(m, by, by_counts[i], day));
                }
        scene_free(scene);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("measures by dice");
        TCase *tcase = tcase_create("measures");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_set_timeout(tcase, 120);
        tcase_add_loop_test(tcase, rule_13_values_are_the_oracles, 0, SEEDS);
        tcase_add_loop_test(tcase, a_pass_is_asking_day_by_day, 0, SEEDS);
        tcase_add_loop_test(tcase, rule_17_completeness_is_the_oracles, 0, SEEDS);
        tcase_add_loop_test(tcase, what_changed_is_listed, 0, SEEDS);
        tcase_add_loop_test(tcase, next_days_miss_no_height, 0, SEEDS);
        tcase_add_loop_test(tcase, rows_are_the_oracles, 0, SEEDS);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
