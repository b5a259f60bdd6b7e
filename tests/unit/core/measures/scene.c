/* tests/unit/core/measures/scene.c: the plan of the tests, and what sources say. */
#include "unit/core/measures/scene.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/tallies/world.h"

#define SOURCE(name_, resolution_) \
        {.name = TEXT_INIT(name_), .resolution = (resolution_), .numbers = NUMBERS_BY_RELEASE, \
         .complete_after_days = -1, .retired_day = CIVIL_NONE}

static const struct plan_source sources[SCENE_SOURCES] = {
        [FIRST_OFFICE] = SOURCE("a-office", PERIOD_MONTH),
        [SECOND_OFFICE] = SOURCE("b-office", PERIOD_MONTH),
        [QUARTERLY] = SOURCE("c-quarterly", PERIOD_QUARTER),
        [RAIL] = SOURCE("d-rail", PERIOD_DAY),
        [WEEKLY] = SOURCE("e-weekly", PERIOD_WEEK),
        [BUILDER] = SOURCE("f-builder", PERIOD_DAY),
};
static const uint32_t source_of[SCENE_SOURCES] = {0, 1, 2, 3, 4, 5};

static const struct place place_ru[] = {{"RU"}};
static const struct plan_corridor corridor = {
        .name = TEXT_INIT("ru-any"), .sides = {{.places_count = 1, .places = place_ru}, {.any = true}}};
static const char *const partners[SCENE_PARTNERS] = {"CN", "BY", "DE", "KZ"};

int32_t ymd(int year, int month, int mday)
{
        return civil_from_ymd(year, month, mday);
}

const char *scene_partner(int partner)
{
        return partners[partner];
}

struct scene *scene_new(void)
{
        struct scene *scene = calloc(1, sizeof(*scene));

        ck_assert_ptr_nonnull(scene);
        scene->plan = (struct plan){
                .sources_count = SCENE_SOURCES,
                .sources = sources,
                .corridors_count = 1,
                .corridors = &corridor,
                .measures = scene->measures,
                .milestones = scene->milestones,
        };
        return scene;
}

void scene_begin(struct scene *scene)
{
        ck_assert_int_eq(tallies_new(&scene->plan, &scene->tallies), 0);
        ck_assert_int_eq(coverage_new(&scene->plan, &scene->coverage), 0);
        ck_assert_int_eq(measures_new(&scene->plan, scene->tallies, scene->coverage, &scene->rooms), 0);
}

void scene_free(struct scene *scene)
{
        measures_free(scene->rooms);
        tallies_free(scene->tallies);
        coverage_free(scene->coverage);
        free(scene->figures);
        free(scene);
}

/* ---- measures ---- */

static struct plan_measure *measure_add(struct scene *scene, uint32_t *ret)
{
        struct plan_measure *measure = &scene->measures[scene->plan.measures_count];

        ck_assert_uint_lt(scene->plan.measures_count, SCENE_MEASURES_MAX);
        *ret = (uint32_t)scene->plan.measures_count++;
        *measure = (struct plan_measure){
                .name = TEXT("measure"),
                .mirror = PLAN_NO_INDEX,
                .rates = PLAN_NO_INDEX,
                .reporter = place_ru[0],
                .currency = world_currency("USD"),
                .by_count = 2,
                .by = {BY_PARTNER, BY_FLOW},
                .series_max = 1000,
        };
        return measure;
}

uint32_t scene_sum(struct scene *scene, uint32_t source, enum plan_window_kind kind, int32_t count)
{
        uint32_t index;
        struct plan_measure *measure = measure_add(scene, &index);

        measure->form = FORM_TALLY;
        measure->event_kind = EVENT_TRADE;
        measure->quantity = QUANTITY_VALUE;
        measure->sources_count = 1;
        measure->sources = &source_of[source];
        measure->resolution = sources[source].resolution;
        measure->window = (struct plan_window){
                .kind = kind, .period = PERIOD_YEAR, .fiscal_start = 1, .count = count, .since_day = ymd(2020, 1, 1)};
        return index;
}

uint32_t scene_latest(struct scene *scene)
{
        uint32_t index = scene_sum(scene, BUILDER, WINDOW_CALENDAR, 0);
        struct plan_measure *measure = &scene->measures[index];

        measure->form = FORM_LATEST;
        measure->event_kind = EVENT_PROJECT;
        measure->quantity = QUANTITY_PROGRESS;
        measure->window = (struct plan_window){0};
        measure->by_count = 0;
        return index;
}

static enum period_kind coarser(enum period_kind a, enum period_kind b)
{
        return a > b ? a : b;
}

uint32_t scene_derived(struct scene *scene, enum plan_form form, uint32_t a, uint32_t b)
{
        uint32_t index;
        struct plan_measure *measure = measure_add(scene, &index);

        measure->form = form;
        measure->operands[measure->operands_count++] = a;
        measure->resolution = scene->measures[a].resolution;
        measure->window = scene->measures[a].window;
        measure->by_count = scene->measures[a].by_count;
        if (form == FORM_GROWTH)
                return index;
        measure->operands[measure->operands_count++] = b;
        measure->resolution = coarser(measure->resolution, scene->measures[b].resolution);
        return index;
}

uint32_t scene_preference(struct scene *scene, uint32_t a, uint32_t b)
{
        return scene_derived(scene, FORM_PREFERENCE, a, b);
}

/* ---- what is said ---- */

static struct event event_of(const struct figure *figure)
{
        struct event event = {
                .kind = EVENT_TRADE,
                .status = figure->status,
                .period = period_at(sources[figure->source].resolution, figure->day, 1),
                .trade = {.reporter = place_ru[0],
                          .partner = world_place(partners[figure->partner]),
                          .flow = (uint8_t)(FLOW_IMPORT + figure->flow),
                          .value = {figure->known, figure->units},
                          .currency = world_currency(figure->foreign ? "EUR" : "USD")},
        };

        if (figure->source == BUILDER) {
                event.kind = EVENT_PROJECT;
                event.project = (struct event_project){
                        .project = TEXT("port"),
                        .places_count = 1,
                        .places = {place_ru[0]},
                        .progress = {figure->known, figure->units},
                };
        }
        return event;
}

static void keep(struct scene *scene, const struct figure *figure)
{
        if (scene->figures_count == scene->figures_capacity) {
                scene->figures_capacity = scene->figures_capacity ? scene->figures_capacity * 2 : 64;
                scene->figures = realloc(scene->figures, scene->figures_capacity * sizeof(*figure));
                ck_assert_ptr_nonnull(scene->figures);
        }
        scene->figures[scene->figures_count++] = *figure;
}

static void forget(struct scene *scene, const struct figure *figure)
{
        for (size_t i = 0; i < scene->figures_count; i++)
                if (memcmp(&scene->figures[i], figure, sizeof(*figure)) == 0) {
                        scene->figures[i] = scene->figures[--scene->figures_count];
                        return;
                }
        ck_abort_msg("it was not said");
}

void scene_say(struct scene *scene, const struct figure *figure, int sign)
{
        struct figure said = *figure;
        struct event event = event_of(&said);
        char id[32];

        snprintf(id, sizeof(id), "%d/%d/%d", (int)said.day, said.partner, said.flow);
        event.id = text_of(id);
        ck_assert_int_eq(event.period.last, said.day);
        if (sign > 0)
                keep(scene, &said);
        else
                forget(scene, figure);
        tallies_next_record(scene->tallies, 1);
        ck_assert_int_eq(tallies_count(scene->tallies, &event, said.source, said.status, sign), 0);
        ck_assert_int_eq(tallies_value(scene->tallies, NULL), 0);
}

void scene_units(struct scene *scene, uint32_t source, int32_t day, int64_t units)
{
        struct figure figure;

        memset(&figure, 0, sizeof(figure));
        figure.source = source;
        figure.day = day;
        figure.flow = 1;
        figure.known = true;
        figure.units = units;
        figure.status = STATUS_FINAL;
        scene_say(scene, &figure, 1);
}

void scene_end(struct scene *scene, uint32_t source, int32_t first_day, int32_t last_day, bool complete)
{
        struct period_range range = {first_day, last_day};

        ck_assert(coverage_on_borders(scene->coverage, source, &range));
        ck_assert_int_eq(coverage_ended(scene->coverage, source, &range, 1, ++scene->vintage, true, complete), 0);
        for (int32_t day = first_day; day <= last_day; day++) {
                int32_t at = day - ymd(SCENE_FIRST_YEAR, 1, 1);

                if (at >= 0 && at < SCENE_DAYS)
                        scene->complete[source][at] = complete;
        }
}

void scene_judged(struct scene *scene)
{
        const struct measure_change *changes;
        size_t count;

        ck_assert_int_eq(measures_changed(scene->rooms, &changes, &count), 0);
        measures_judged(scene->rooms);
        tallies_judged(scene->tallies);
        coverage_judged(scene->coverage);
}

struct value scene_at(const struct scene *scene, uint32_t measure, int32_t day)
{
        struct value value;

        measures_at(scene->rooms, measure, NULL, day, &value);
        return value;
}

struct key scene_key(int partner, int flow)
{
        return (struct key){{place_key(world_place(partners[partner])), (uint64_t)(FLOW_IMPORT + flow)}};
}
