/* tests/unit/core/measures/scene.h: a small plan with the rooms that read it, figures of two coordinates,
 * and the oracle: a list of all figures that is walked for every question. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/plan.h"
#include "core/ledger/coverage.h"
#include "core/measures/measures.h"
#include "core/tallies/tallies.h"
#include "unit/core/tallies/dice.h"

/* All of them end their periods by releases. */
enum { FIRST_OFFICE, SECOND_OFFICE, QUARTERLY, RAIL, WEEKLY, BUILDER, SCENE_SOURCES };

#define SCENE_MEASURES_MAX 48
#define SCENE_PARTNERS 4
#define SCENE_FLOWS 3 /* the first of enum flow */
#define SCENE_FIRST_YEAR 2019
#define SCENE_DAYS (5 * 366)

/* What a source said of the period that ends on `day`. */
struct figure {
        uint32_t source;
        int32_t day;
        int partner, flow; /* of trade */
        bool known, foreign; /* in a currency without a rate */
        int64_t units;
        uint8_t status;
};

struct scene {
        struct plan plan;
        struct plan_measure measures[SCENE_MEASURES_MAX];
        struct plan_milestone milestones[SCENE_MEASURES_MAX];
        struct tallies *tallies;
        struct coverage *coverage;
        struct measures *rooms;
        struct figure *figures;
        size_t figures_count, figures_capacity;
        uint64_t vintage;
        bool complete[SCENE_SOURCES][SCENE_DAYS];
};

int32_t ymd(int year, int month, int mday);

struct scene *scene_new(void);
/* `scene_begin()` makes the rooms: all measures are there then, and changed no more. */
void scene_begin(struct scene *scene);
void scene_free(struct scene *scene);

/* By year, of a trade's value, by partner and flow; the caller may change it. Returns its index. */
uint32_t scene_sum(struct scene *scene, uint32_t source, enum plan_window_kind kind, int32_t count);
uint32_t scene_latest(struct scene *scene);
/* `b` is PLAN_NO_INDEX for GROWTH. */
uint32_t scene_derived(struct scene *scene, enum plan_form form, uint32_t a, uint32_t b);
uint32_t scene_preference(struct scene *scene, uint32_t a, uint32_t b);

/* Adds it (`sign` 1) or takes back one that was added. */
void scene_say(struct scene *scene, const struct figure *figure, int sign);
/* A figure of the first partner's exports that is final. */
void scene_units(struct scene *scene, uint32_t source, int32_t day, int64_t units);
/* The source ends a release for these days, whole periods of its own. */
void scene_end(struct scene *scene, uint32_t source, int32_t first_day, int32_t last_day, bool complete);
/* A judgement is over. */
void scene_judged(struct scene *scene);

struct value scene_at(const struct scene *scene, uint32_t measure, int32_t day);
#define SCENE_ALL (-1)
/* A key of the breakdown. */
struct key scene_key(int partner, int flow);
const char *scene_partner(int partner);

/* ---- the oracle; SCENE_ALL sums a coordinate up ---- */

struct told_value {
        struct value value;
        bool has_records;
};
struct told_value oracle_at(const struct scene *scene, uint32_t measure, int partner, int flow, int32_t day);
bool oracle_complete(const struct scene *scene, uint32_t measure, int32_t day);
bool oracle_complete_days(const struct scene *scene, uint32_t measure, int32_t first_day, int32_t last_day);
int32_t oracle_window_first(const struct scene *scene, uint32_t measure, int32_t day);
