/* tests/unit/core/tallies/world.h: a small plan, events by dice, and the plain model: a list of
 * all events that counts everything anew for every question. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/event.h"
#include "base/plan.h"
#include "core/ledger/coverage.h"
#include "core/measures/measures.h"
#include "core/tallies/tallies.h"
#include "unit/core/tallies/dice.h"

enum { SOURCE_CUSTOMS, SOURCE_OFFICE, SOURCE_RAIL, SOURCE_WEEKLY, WORLD_SOURCES };
enum { CORRIDOR_BY_LEN, CORRIDOR_DATED, CORRIDOR_DATED_ANY, CORRIDOR_GROUPS, CORRIDOR_RU_ANY, WORLD_CORRIDORS };

#define WORLD_MEASURES_MAX 160

struct world {
        struct plan plan;
        struct plan_measure measures[WORLD_MEASURES_MAX];
};

/* The plan without measures. */
void world_init(struct world *world);
/* Adds a measure with everything in its place; the caller may change it before tallies_new(). */
struct plan_measure *world_measure(struct world *world, uint8_t event_kind, enum plan_quantity quantity,
                                   enum period_kind resolution);

/* The year's month or the day, as the only source of that resolution would say it. */
struct event world_trade(const char *reporter, const char *partner, enum period_kind kind, int year,
                         int month, int mday, int64_t value);
struct event world_event(struct dice *dice, uint32_t *ret_source, uint8_t *ret_status);

struct place world_place(const char *code);
struct currency world_currency(const char *code);

/* ---- the model ---- */

struct said {
        struct event event;
        uint32_t source;
        uint8_t status;
        int sign;
};

struct model {
        const struct plan *plan;
        struct said *said;
        size_t count, capacity;
};

void model_add(struct model *model, const struct event *event, uint32_t source, uint8_t status, int sign);
void model_done(struct model *model);

struct value model_at(const struct model *model, uint32_t measure, int32_t day);
int32_t model_next_day(const struct model *model, uint32_t measure, int32_t from_day, int32_t to_day);
int32_t model_window_first(const struct plan_measure *measure, int32_t day);

/* Windows and rows are asked of who reads the tallies. */
struct reader {
        struct coverage *coverage;
        struct measures *measures;
};
void reader_init(struct reader *reader, const struct plan *plan, struct tallies *tallies);
void reader_done(struct reader *reader);

/* The rows as lines of text, to be freed by the caller: of the tallies, and of the model. */
char *world_rows(const struct reader *reader, uint32_t measure, int32_t first_day, int32_t last_day,
                 const uint8_t *by, size_t by_count);
char *model_rows(const struct model *model, uint32_t measure, int32_t first_day, int32_t last_day,
                 const uint8_t *by, size_t by_count);
