/* tests/unit/core/world.h: the bench of the core's tests.
 *
 * A world is a plan that is made by hand and the memory of all batches that a test writes down in
 * words. A bench drives one core through entries as the pipeline does, answers what it wants
 * from a plain map of statements, in chunks so small that cursors are used, and writes down what
 * is told: so a test compares texts, and so do two runs with each other.
 *
 * Events are words, separated by ';':
 *
 *      id[/number] [period] [units | ?] [import] [provisional] [planned] [EUR] [withdrawn] [refused]
 *
 * An export from RU to BY in USD, final, unless it says otherwise; `?` is an unknown quantity. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"
#include "core/reads.h"

/* As the plan's, sorted by name. */
enum {
        COUNTER,  /* by arrival, days, complete after 3 days */
        CUSTOMS,  /* by release, months */
        DECLARED, /* explicit, months, no lateness */
        OFFICE,   /* explicit, quarters, complete after 20 days */
        PORT,     /* explicit, days, complete after 10 days */
        WORLD_SOURCES,
};

/* As the plan's, sorted by name. */
enum {
        COUNTER_WEEK,  /* counter, last 7 days */
        CUSTOMS_12,    /* customs, last 12 months */
        CUSTOMS_YEAR,  /* customs, calendar year, by flow */
        DECLARED_YEAR, /* declared, calendar year, by flow and status */
        OFFICE_YEAR,   /* declared and office, calendar year, in quarters */
        PORT_SINCE,    /* port, since 2021-01-01 */
        TWO_YEAR,      /* customs and port, calendar year, in months */
        WORLD_MEASURES,
};

#define WORLD_MILESTONES_MAX 24

struct world {
        struct plan plan;
        struct plan_source sources[WORLD_SOURCES];
        struct plan_measure measures[WORLD_MEASURES];
        struct plan_milestone milestones[WORLD_MILESTONES_MAX];
        uint64_t number; /* of the last batch of `counter` */
        void **blocks;
        size_t blocks_count;
};

void world_init(struct world *world);
void world_done(struct world *world);

/* To be added in the order of their names. `by` NULL: no deadline. */
struct plan_milestone *world_milestone(struct world *world, const char *name, uint32_t measure,
                                       int64_t target, const char *by);
/* The same, for each year from the one given. */
struct plan_milestone *world_each_year(struct world *world, const char *name, uint32_t measure,
                                       int64_t target, int from_year);
/* `steps` rising, in per cent; 0 ends. */
void world_steps(struct world *world, struct plan_milestone *milestone, int a, int b, int c);

/* Room for so many terms, the first as it was and the others like it. */
struct plan_terms *world_terms(struct world *world, struct plan_milestone *milestone, size_t count);
/* Its target is this share of a baseline: "2020", or "2019..2020" for the best of them; "" is last year. */
struct plan_target *world_relative(struct world *world, struct plan_milestone *milestone, uint64_t percent,
                                   const char *of);
/* A level to hold instead of a target to reach. */
struct plan_milestone *world_hold(struct world *world, const char *name, uint32_t measure, int64_t level,
                                  int64_t band);
/* So many of other milestones, which are there already. `members`: "a b c". */
struct plan_milestone *world_others(struct world *world, const char *name, uint32_t needed, const char *members,
                                    const char *by);
struct period world_period(const char *text);

int32_t world_day(const char *text);
void *world_block(struct world *world, size_t size);

/* Batches belong to the world. Of `counter` each gets the next number. */
struct batch *world_batch(struct world *world, uint32_t source, const char *events);
/* To be called when a test has changed an event of a batch. */
void world_content(struct batch_event *event);
/* A batch of a release of `customs`; vintage "2021-12-15" or "2021-12-15.2". */
struct batch *world_staged(struct world *world, const char *vintage, uint32_t number, const char *events);
/* Complete and replacing. `periods`: "2021-11", "2021-10/2021-12", several with ','; "" for none. */
struct batch *world_end(struct world *world, const char *vintage, uint32_t batches, uint64_t events,
                        const char *periods);
struct batch *world_abort(struct world *world, const char *vintage);
/* A control total of the value of all events in USD. */
void world_control(struct world *world, struct batch *end, int64_t sum);

/* ---- the bench ---- */

struct kept_statement {
        char *source, *id;
        struct period scope;
        uint8_t *body;
        size_t body_length;
};

struct kept_row {
        uint8_t table;
        size_t key_length, value_length;
        uint8_t *key, *value;
};

struct lines {
        char *text;
        size_t length, capacity;
};
void lines_add(struct lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));
void lines_clear(struct lines *lines);
void lines_value(struct lines *lines, const struct value *value);
void lines_interval(struct lines *lines, const char *word, enum period_kind kind, int32_t first,
                    int32_t last);
extern const char *const world_outcomes[OUTCOME_COUNT];

struct bench {
        struct core *core;
        const struct plan *plan;
        uint64_t position;            /* of the last entry */
        const struct batch **journal; /* by position; NULL: no batch */
        size_t journal_capacity;
        size_t statements_count, statements_capacity;
        struct kept_statement *statements; /* by source and id */
        size_t rows_count, rows_capacity;
        struct kept_row *rows; /* of all checkpoints, by table and key */
        bool with_positions;   /* lines say where and on which day it was known */
        bool quiet;            /* no lines at all */
        struct lines told, state, verdicts;
        size_t told_read;
        const struct effects *effects; /* of the last entry */
        size_t held_count;             /* the last ones that went into quarantine; texts may be gone */
        struct held_event held[8];
};

/* A core with this plan at position 1. */
void bench_init(struct bench *bench, const struct plan *plan);
void bench_done(struct bench *bench);

void bench_activate(struct bench *bench, const struct plan *plan);
const struct effects *bench_take(struct bench *bench, const struct batch *batch);
void bench_tick(struct bench *bench, const char *day);
void bench_release_held(struct bench *bench, uint64_t position, uint32_t index);
void bench_tick_day(struct bench *bench, int32_t day);

/* What the host does when a baseline has frozen: its entries; how many there were. */
int bench_freeze(struct bench *bench);

/* The verdicts of the last entry: "accepted 2 stale 1 (x)", "refused: sentence", "" for none. */
const char *bench_verdicts(struct bench *bench);
/* "counted 1/1 accepted 2", "open 1/2 without 2", "open 1/0 without end" */
const char *bench_release(struct bench *bench);
/* The same for a dry run of the batch. */
const char *bench_try(struct bench *bench, const struct batch *batch);

/* What was told since it was asked last, a line each:
 *      KIND MILESTONE [INSTANCE] [STEP%] [in INTERVAL] [was INTERVAL] [late] [confirmed] [backfill]
 *      OUTCOME BEFORE > OUTCOME, VALUE BEFORE > VALUE, CAUSE */
const char *bench_told(struct bench *bench);

/* Every sum, milestone and source as they stand, without where and when it was known. */
const char *bench_state(struct bench *bench);
int64_t bench_value(struct bench *bench, uint32_t measure, const char *day);
/* The milestone's row as "OUTCOME [in INTERVAL] [confirmed]"; instance NULL: the only one. */
const char *bench_milestone(struct bench *bench, const char *name, const char *instance, int step_percent);

/* Writes what has changed into the bench's rows; makes `ret` of rows and statements, as after a
 * crash behind this entry. */
void bench_checkpoint(struct bench *bench);
void bench_restart(const struct bench *bench, const struct plan *plan, struct bench *ret);
/* All rows of all checkpoints, in order, as text; to be freed. */
char *bench_rows(const struct bench *bench);
