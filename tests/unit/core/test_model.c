/* tests/unit/core/test_model.c: the core against the rules written as plain lists, for worlds by dice: after
 * each entry the same sums and the same truth, and what was told leads to what stands as told. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/model.h"

/* In CI; as many as one has time for with MILESTONE_WORLDS. */
#define WORLDS   60
#define TOLD_MAX 2000

/* What a subscriber knows who has heard everything. */
struct known {
        struct text milestone;
        char series[SERIES_TEXT_MAX];
        struct period instance;
        uint32_t step_ppm;
        uint8_t outcome;
        bool confirmed;
        int32_t reached_first;
        uint8_t last_kind;
        uint64_t last_position;
};

struct compared {
        int seed;
        size_t at;
        struct story *story;
        struct bench *bench;
        const struct model *model;
        bool truths; /* the model is asked, which takes long */
        int rows;        /* of milestones without a breakdown */
        int series_rows; /* of series that have records */
        size_t known_count;
        struct known known[TOLD_MAX];
};

static struct known *known_of(struct compared *compared, struct text milestone, struct text series,
                              struct period instance, uint32_t step_ppm)
{
        struct known *known;

        for (size_t i = 0; i < compared->known_count; i++) {
                known = &compared->known[i];
                if (text_equal(known->milestone, milestone) && period_equal(known->instance, instance) &&
                    known->step_ppm == step_ppm && text_equal(text_of(known->series), series))
                        return known;
        }
        ck_assert_uint_lt(compared->known_count, TOLD_MAX);
        ck_assert_uint_lt(series.length, SERIES_TEXT_MAX);
        known = &compared->known[compared->known_count++];
        *known = (struct known){.milestone = milestone,
                                .instance = instance,
                                .step_ppm = step_ppm,
                                .outcome = OUTCOME_OPEN,
                                .reached_first = CIVIL_NONE};
        if (series.length)
                memcpy(known->series, series.data, series.length);
        return known;
}

/* That a target is not known, or is again, changes what stands as told, and nobody is told. */
static bool is_noted(uint8_t from, uint8_t to)
{
        return to == OUTCOME_UNKNOWN || (from == OUTCOME_UNKNOWN && to == OUTCOME_OPEN);
}

/* Each piece of news speaks of a change from what is known to something else. */
static void hear(struct compared *compared)
{
        const struct effects *effects = compared->bench->effects;

        for (size_t i = 0; i < effects->news_count; i++) {
                const struct news *news = &effects->news[i];
                struct known *known;

                if (news->source.length || news->outlook.state) /* of sources; of what is to come */
                        continue;
                known = known_of(compared, news->milestone, news->series, news->instance, news->step_ppm);
                if (!news->step_ppm) { /* steps may have been swallowed */
                        ck_assert(news->outcome_before == known->outcome ||
                                  is_noted(known->outcome, news->outcome_before));
                        ck_assert_int_eq(news->before_first, known->reached_first);
                }
                ck_assert(news->outcome != news->outcome_before ||
                          news->reached_first != news->before_first ||
                          (news->kind == NEWS_CONFIRMED && news->confirmed) || news->kind == NEWS_RESCHEDULED);
                known->outcome = news->outcome;
                known->confirmed = news->confirmed;
                known->reached_first = news->reached_first;
                known->last_kind = news->kind;
                known->last_position = effects->position;
        }
}

/* Another plan: names may mean something else, so what stands is learned anew. */
static int learn(void *context, const struct milestone_row *row)
{
        struct compared *compared = context;
        struct known *known = known_of(compared, compared->model->plan->milestones[row->milestone].name,
                                       row->series, row->instance, row->step_ppm);

        known->outcome = row->outcome;
        known->reached_first = row->reached_first;
        known->last_position = row->known_position;
        return 0;
}

static bool is_reached(uint8_t outcome)
{
        return outcome == OUTCOME_REACHED || outcome == OUTCOME_REACHED_LATE;
}

static bool is_alike(uint8_t a, uint8_t b)
{
        return a == b || (is_reached(a) && is_reached(b));
}

static bool has_records(const struct compared *compared, uint32_t measure, struct text series)
{
        char all[SERIES_MAX][SERIES_TEXT_MAX];
        size_t count = model_series(compared->model, measure, all);

        for (size_t i = 0; i < count; i++)
                if (text_equal(text_of(all[i]), series))
                        return true;
        return false;
}

static int compare_milestone(void *context, const struct milestone_row *row)
{
        struct compared *compared = context;
        const struct plan_milestone *of = &compared->model->plan->milestones[row->milestone];
        struct known *known = known_of(compared, of->name, row->series, row->instance, row->step_ppm);
        struct truth_of_model truth;
        char text[PERIOD_TEXT_MAX];
        bool waits;

        compared->rows += !of->for_each;
        if (of->for_each && compared->truths)
                compared->series_rows += has_records(compared, of->measure, row->series);
        if (is_noted(known->outcome, row->outcome) && known->last_position == row->known_position)
                known->outcome = row->outcome;
        if (row->step_ppm && row->known_position == compared->bench->position &&
            known->last_position != row->known_position) {
                /* Swallowed by the target, which said the same. */
                const struct known *target = known_of(compared, of->name, row->series, row->instance, 0);

                ck_assert_uint_eq(target->last_position, row->known_position);
                known->outcome = row->outcome;
                known->reached_first = row->reached_first;
        }
        ck_assert_uint_eq(known->outcome, row->outcome);
        ck_assert_int_eq(known->reached_first, row->reached_first);
        if (!compared->truths)
                return 0;

        truth = model_truth(compared->model, row->milestone, row->series, &row->instance, row->step_ppm);
        waits = !compared->model->may_restate && is_alike(row->outcome, truth.outcome) &&
                truth.reached_first != CIVIL_NONE &&
                (row->outcome != truth.outcome || row->reached_first != truth.reached_first);
        ck_assert_msg(waits || (row->outcome == truth.outcome && row->reached_first == truth.reached_first &&
                                row->reached_last == truth.reached_last && row->confirmed == truth.confirmed),
                      "world %d, entry %zu: %.*s %s %u ppm: told outcome %d from %d%s, but in truth %d from "
                      "%d%s\n%s",
                      compared->seed, compared->at, (int)of->name.length, of->name.data,
                      period_format(row->instance, text), row->step_ppm, row->outcome, row->reached_first,
                      row->confirmed ? " confirmed" : "", truth.outcome, truth.reached_first,
                      truth.confirmed ? " confirmed" : "", compared->bench->told.text);
        return 0;
}

static int compare_measure(void *context, const struct measure_row *row)
{
        struct compared *compared = context;
        struct value_of_model value = model_value(compared->model, (uint32_t)compared->rows, TEXT(""),
                                                  row->last_day);

        ck_assert_msg(
                row->value.units == value.units && (row->value.state == VALUE_NO_DATA) == (value.records == 0) &&
                        row->value.provisional_records == (uint64_t)value.provisional,
                "world %d, entry %zu: measure %d on day %d: %lld (state %d), but in truth %lld of %d records",
                compared->seed, compared->at, compared->rows, row->last_day, (long long)row->value.units,
                row->value.state, (long long)value.units, value.records);
        return 0;
}

static void compare(struct compared *compared)
{
        struct core *core = compared->bench->core;
        int32_t first = civil_from_ymd(2021, 1, 1), last = civil_from_ymd(2022, 6, 30);
        int instances = 0, series_instances = 0;

        ck_assert_int_eq(core_day(core), compared->model->day);
        for (compared->rows = 0; compared->truths && compared->rows < WORLD_MEASURES; compared->rows++) {
                uint32_t held;

                ck_assert_int_eq(core_measure(core, (uint32_t)compared->rows, first, last, NULL, 0,
                                              compare_measure, compared),
                                 0);
                for (int32_t day = first; day < last; day += 17)
                        ck_assert_int_eq(
                                core_complete(core, (uint32_t)compared->rows, day, day + 5, &held),
                                model_complete(compared->model, (uint32_t)compared->rows, day, day + 5));
        }
        compared->rows = compared->series_rows = 0;
        ck_assert_int_eq(core_milestones(core, compare_milestone, compared), 0);

        /* Rule 25: the clock makes the instances. */
        for (size_t i = 0; i < compared->model->plan->milestones_count; i++) {
                const struct plan_milestone *of = &compared->model->plan->milestones[i];
                char series[SERIES_MAX][SERIES_TEXT_MAX];
                int count = of->each == PERIOD_NONE;

                for (int year = 2020; of->each != PERIOD_NONE && year < 2030; year++)
                        count += civil_from_ymd(year, 1, 1) >= of->from_day &&
                                 compared->model->day != CIVIL_NONE &&
                                 civil_from_ymd(year, 1, 1) <= compared->model->day;
                count *= (int)of->steps_count + 1;
                if (!of->for_each)
                        instances += count;
                else if (compared->truths)
                        series_instances += count * (int)model_series(compared->model, of->measure, series);
        }
        ck_assert_int_eq(compared->rows, instances);
        ck_assert_int_eq(compared->series_rows, series_instances);
}

/* Whatever comes in whatever order, the sums, outcomes and dates would not be those of the rules. */
START_TEST(the_core_is_the_rules)
{
        static struct compared compared;
        static struct model model;
        static struct story story;
        struct bench bench;

        story_make(&story, (uint64_t)_i);
        compared = (struct compared){.seed = _i, .story = &story, .bench = &bench, .model = &model};
        bench_init(&bench, &story.world.plan);
        model_init(&model, &story.world.plan);
        for (size_t i = 0; i < story.count; i++) {
                compared.at = i;
                compared.truths = i % 5 == (size_t)_i % 5 || i + 1 == story.count;
                story_tell(&bench, &story.entries[i]);
                model_take(&model, &story.entries[i]);
                if (story.entries[i].plan) {
                        compared.known_count = 0;
                        ck_assert_int_eq(core_milestones(bench.core, learn, &compared), 0);
                } else {
                        hear(&compared);
                }
                compare(&compared);
        }
        bench_done(&bench);
        story_done(&story);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("core model");
        TCase *tcase = tcase_create("core model");
        SRunner *runner = srunner_create(suite);
        const char *worlds = getenv("MILESTONE_WORLDS");
        int failed;

        tcase_add_loop_test(tcase, the_core_is_the_rules, 0, worlds ? atoi(worlds) : WORLDS);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
