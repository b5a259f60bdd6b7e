/* tests/unit/core/tallies/test_model.c: tallies against a list of all events, for measures and
 * events by dice. A failure names its seed: the number of the loop. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/tallies/world.h"

#define EVENTS 260

static const struct place partners[] = {{"BY"}, {"RU"}, {"CN"}};
static const struct plan_span spans[] = {{18262, 18809}, {CIVIL_MIN, 18505}, {18506, CIVIL_MAX}};
static const struct text facilities[] = {TEXT_INIT("RUMMK"), TEXT_INIT("rail-north")};
static const struct text commodities[] = {TEXT_INIT("2710"), TEXT_INIT("31")};
static const struct text projects[] = {TEXT_INIT("x"), TEXT_INIT("RUULU")};

static uint32_t mask_by_dice(struct dice *dice)
{
        return dice_roll(dice, 3) ? 0 : (uint32_t)dice_roll(dice, 256);
}

static void filter_by_dice(struct dice *dice, struct plan_filter *where)
{
        where->flows = mask_by_dice(dice);
        where->modes = mask_by_dice(dice);
        where->stages = mask_by_dice(dice);
        where->supplies = mask_by_dice(dice);
        where->statuses = mask_by_dice(dice);
        where->valuations = mask_by_dice(dice);
        where->project_kinds = mask_by_dice(dice);
        where->commodities = commodities;
        where->commodities_count = dice_roll(dice, 3) ? 0 : 2;
        where->partners = partners;
        where->partner_spans = dice_roll(dice, 2) ? spans : NULL;
        where->partners_count = dice_roll(dice, 3) ? 0 : (size_t)dice_roll(dice, 4);
        where->facilities = facilities;
        where->facilities_count = dice_roll(dice, 4) ? 0 : (size_t)dice_roll(dice, 3);
        where->projects = projects;
        where->projects_count = dice_roll(dice, 4) ? 0 : (size_t)dice_roll(dice, 3);
}

static void measure_by_dice(struct dice *dice, struct world *world)
{
        static const char *const reporters[] = {"RU", "BY", "RU-LEN", "CN"};
        uint8_t kind = (uint8_t)(EVENT_TRADE + dice_roll(dice, 3));
        enum plan_quantity quantity = (enum plan_quantity)dice_roll(dice, QUANTITY_COUNT + 1);
        enum period_kind resolution = (enum period_kind)(PERIOD_DAY + dice_roll(dice, 6));
        struct plan_measure *measure = world_measure(world, kind, quantity, resolution);

        if (kind == EVENT_PROJECT && dice_roll(dice, 2))
                measure->quantity = QUANTITY_COUNT_DUE;
        measure->corridor = (uint32_t)dice_roll(dice, WORLD_CORRIDORS);
        measure->reporter = world_place(reporters[dice_roll(dice, 4)]);
        measure->window = (struct plan_window){
                .kind = (enum plan_window_kind)dice_roll(dice, 4),
                .period = (enum period_kind)(PERIOD_DAY + dice_roll(dice, 6)),
                .fiscal_start = (uint8_t)(1 + dice_roll(dice, 12)),
                .count = 1 + (int32_t)dice_roll(dice, 30),
                .since_day = civil_from_ymd(2019, 12, 1) + (int32_t)dice_roll(dice, 700),
        };
        if (dice_roll(dice, 2))
                filter_by_dice(dice, &measure->where);

        measure->by_count = (uint8_t)dice_roll(dice, PLAN_BY_MAX + 1);
        for (uint8_t i = 0; i < measure->by_count; i++) {
                bool twice;

                do {
                        twice = false;
                        measure->by[i] = (uint8_t)dice_roll(dice, BY_COUNT);
                        for (uint8_t j = 0; j < i; j++)
                                twice |= measure->by[j] == measure->by[i];
                } while (twice);
        }
}

struct scene {
        struct dice dice;
        struct world world;
        struct tallies *tallies;
        struct reader reader;
        struct model model;
};

static void scene_init(struct scene *scene, int seed, int measures)
{
        memset(scene, 0, sizeof(*scene));
        scene->dice = dice_of((uint64_t)seed);
        world_init(&scene->world);
        for (int n = 0; n < measures; n++)
                measure_by_dice(&scene->dice, &scene->world);
        scene->model.plan = &scene->world.plan;
        ck_assert_int_eq(tallies_new(&scene->world.plan, &scene->tallies), 0);
        reader_init(&scene->reader, &scene->world.plan, scene->tallies);
}

static void scene_done(struct scene *scene)
{
        reader_done(&scene->reader);
        scene->tallies = tallies_free(scene->tallies);
        model_done(&scene->model);
}

static void count(struct scene *scene, const struct said *said, int sign)
{
        ck_assert_int_eq(tallies_count(scene->tallies, &said->event, said->source, said->status, sign), 0);
        ck_assert_int_eq(tallies_value(scene->tallies, NULL), 0);
        model_add(&scene->model, &said->event, said->source, said->status, sign);
}

/* Adds, and take-backs of things added before or only afterwards. */
static void tell(struct scene *scene, int steps)
{
        static struct said pool[80];

        for (size_t i = 0; i < sizeof(pool) / sizeof(pool[0]); i++)
                pool[i].event = world_event(&scene->dice, &pool[i].source, &pool[i].status);
        for (int n = 0; n < steps; n++) {
                const struct said *said = &pool[dice_roll(&scene->dice, 80)];

                count(scene, said, dice_roll(&scene->dice, 3) ? 1 : -1);
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

static void check_values(struct scene *scene)
{
        int32_t first = civil_from_ymd(2019, 10, 1), last = civil_from_ymd(2022, 6, 30);

        for (uint32_t m = 0; m < scene->world.plan.measures_count; m++) {
                for (int n = 0; n < 40; n++) {
                        int32_t day = first + (int32_t)dice_roll(&scene->dice, last - first + 1);
                        struct value got, want;

                        if (dice_roll(&scene->dice, 2))
                                day = civil_month_last(civil_month(day));
                        want = model_at(&scene->model, m, day);
                        measures_at(scene->reader.measures, m, NULL, day, &got);
                        same(&got, &want);
                        ck_assert_int_eq(measures_window_first(scene->reader.measures, m, day),
                                         model_window_first(&scene->world.measures[m], day));
                }
        }
}

/* Values of every kind of window and resolution, after adds and take-backs in any order. */
START_TEST(values_equal_a_list_of_all_events)
{
        static struct scene scene;

        scene_init(&scene, _i, 24);
        for (int n = 0; n < 3; n++) {
                tell(&scene, EVENTS / 3);
                check_values(&scene);
        }
        scene_done(&scene);
}
END_TEST

/* The days that a milestone looks at: one left out would be a milestone told too late. */
START_TEST(next_days_equal_a_list_of_all_events)
{
        static struct scene scene;
        int32_t first = civil_from_ymd(2019, 9, 1), last = civil_from_ymd(2022, 6, 30);

        scene_init(&scene, 1000 + _i, 24);
        tell(&scene, EVENTS);
        for (uint32_t m = 0; m < scene.world.plan.measures_count; m++)
                for (int n = 0; n < 8; n++) {
                        int32_t from = first + (int32_t)dice_roll(&scene.dice, last - first);
                        int32_t to = from + (int32_t)dice_roll(&scene.dice, 200);

                        ck_assert_int_eq(measures_next_day(scene.reader.measures, m, NULL, from, to),
                                         model_next_day(&scene.model, m, from, to));
                }
        scene_done(&scene);
}
END_TEST

/* Rows of windows and keys, of the whole breakdown and of parts of it: sorted, none left out. */
START_TEST(rows_equal_a_list_of_all_events)
{
        static struct scene scene;

        scene_init(&scene, 2000 + _i, 16);
        tell(&scene, EVENTS);
        for (uint32_t m = 0; m < scene.world.plan.measures_count; m++) {
                const struct plan_measure *measure = &scene.world.measures[m];
                int32_t first = civil_from_ymd(2019, 11, 1) + (int32_t)dice_roll(&scene.dice, 500);
                int32_t last = first + (int32_t)dice_roll(&scene.dice, 180);
                uint8_t by[PLAN_BY_MAX];
                size_t by_count = 0;
                char *got, *want;

                for (uint8_t i = 0; i < measure->by_count; i++)
                        if (dice_roll(&scene.dice, 3))
                                by[by_count++] = measure->by[measure->by_count - 1 - i];
                got = world_rows(&scene.reader, m, first, last, by, by_count);
                want = model_rows(&scene.model, m, first, last, by, by_count);
                ck_assert_str_eq(got, want);
                free(got);
                free(want);
        }
        scene_done(&scene);
}
END_TEST

/* Everything, from the first cell to the last, as one text. */
static char *all_rows(const struct reader *reader, const struct plan *plan)
{
        char *text = NULL;
        size_t length;
        FILE *out = open_memstream(&text, &length);

        for (uint32_t m = 0; m < plan->measures_count; m++) {
                const struct plan_measure *measure = &plan->measures[m];
                char *total = world_rows(reader, m, CIVIL_NONE, CIVIL_NONE, NULL, 0);
                char *rows = world_rows(reader, m, CIVIL_NONE, CIVIL_NONE, measure->by, measure->by_count);

                fprintf(out, "%u\n%s%s%d\n", m, total, rows, (int)measures_newest_day(reader->measures, m, NULL));
                free(total);
                free(rows);
        }
        fclose(out);
        return text;
}

/* Promise 3: the same events in any order, with things added and taken back in between, end in the
 * same rows, byte for byte. */
START_TEST(any_order_gives_the_same_rows)
{
        static struct said all[EVENTS];
        static struct scene scene;
        struct tallies *other = NULL;
        struct reader reader;
        char *once, *again;

        scene_init(&scene, 3000 + _i, 30);
        for (int n = 0; n < EVENTS; n++) {
                all[n].event = world_event(&scene.dice, &all[n].source, &all[n].status);
                count(&scene, &all[n], 1);
        }
        once = all_rows(&scene.reader, &scene.world.plan);

        ck_assert_int_eq(tallies_new(&scene.world.plan, &other), 0);
        for (int n = 0; n < EVENTS; n++) {
                struct said *a = &all[n], *b = &all[n + dice_roll(&scene.dice, EVENTS - n)], swapped = *a;

                *a = *b;
                *b = swapped;
        }
        for (int n = 0; n < EVENTS; n++) {
                const struct said *noise = &all[dice_roll(&scene.dice, EVENTS)], *said = &all[n];

                ck_assert_int_eq(tallies_count(other, &noise->event, noise->source, noise->status, -1), 0);
                ck_assert_int_eq(tallies_count(other, &said->event, said->source, said->status, 1), 0);
                ck_assert_int_eq(tallies_count(other, &noise->event, noise->source, noise->status, 1), 0);
        }
        ck_assert_int_eq(tallies_value(other, NULL), 0);
        reader_init(&reader, &scene.world.plan, other);
        again = all_rows(&reader, &scene.world.plan);
        ck_assert_str_eq(once, again);

        free(once);
        free(again);
        reader_done(&reader);
        tallies_free(other);
        scene_done(&scene);
}
END_TEST

/* What was touched begins at the first day whose value is another: a later one would leave a
 * milestone as it was told, an earlier one only costs. */
START_TEST(touched_days_are_the_first_that_changed)
{
        static struct scene scene;

        scene_init(&scene, 4000 + _i, 24);
        tell(&scene, 100);
        for (int n = 0; n < 20; n++) {
                size_t told = scene.model.count, touched_count;
                const struct touched *touched;

                tallies_judged(scene.tallies);
                tell(&scene, 3);
                touched = tallies_touched(scene.tallies, &touched_count);
                for (uint32_t m = 0; m < scene.world.plan.measures_count; m++) {
                        size_t at = 0;
                        int32_t day, end = civil_from_ymd(2022, 6, 30);
                        struct model before = {
                                .plan = scene.model.plan, .said = scene.model.said, .count = told};
                        struct value a, b;

                        while (at < touched_count && touched[at].measure < m)
                                at++;
                        if (at < touched_count && touched[at].measure == m)
                                end = touched[at].day - 1;
                        for (day = end; day > end - 40; day -= 7) {
                                a = model_at(&before, m, day);
                                b = model_at(&scene.model, m, day);
                                same(&b, &a);
                        }
                }
                for (size_t i = 1; i < touched_count; i++)
                        ck_assert_uint_lt(touched[i - 1].measure, touched[i].measure);
        }
        scene_done(&scene);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("model");
        TCase *tcase = tcase_create("model");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, values_equal_a_list_of_all_events, 0, 30);
        tcase_add_loop_test(tcase, next_days_equal_a_list_of_all_events, 0, 12);
        tcase_add_loop_test(tcase, rows_equal_a_list_of_all_events, 0, 20);
        tcase_add_loop_test(tcase, any_order_gives_the_same_rows, 0, 12);
        tcase_add_loop_test(tcase, touched_days_are_the_first_that_changed, 0, 8);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
