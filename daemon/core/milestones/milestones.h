/* core/milestones/milestones.h: the truth about each milestone, and the difference to what was
 * told (rules 15 to 21, 24, 36).
 *
 * A milestone has instances (one, or one for each period of `each` that has begun by the day),
 * an instance has targets: its steps and the target itself. For-each, it has them for every series
 * of the measure's breakdown. The truth about a target is a function of the measure, the
 * completeness and the day: the first day on which the measure was at it, and the outcome. After
 * each judgement it is compared with what was told last; one table (table.h) gives the
 * notification for each pair; then told := true. What was told and the numbers of frozen
 * baselines are the only memory.
 *
 * Which days are judged: the borders of the measure's resolution from `from` on, on which the value
 * can be another one. The first of them is judged even if nothing new is on it, since the window
 * brings along what was there before: once the day has come to it. *missed* needs the windows of all
 * judged days up to the deadline complete; without `from`, the window at the deadline. A growth over a
 * base needs its base as well (rule 19).
 *
 * The target's notification speaks for those of its steps that would say the same; awaiting, missed
 * and rescheduled are told of the target only (rule 15). What moved is told at a tick, at a release's
 * end, or with an activation (rule 16).
 *
 * What a milestone asks for on a day is what its terms say on that day (rule 21): an amount, or a
 * share of a baseline that floats until it is frozen (rule 20). What holds and falls is a fold over
 * the complete borders as they stand now (rule 18).
 *
 * Work: only milestones of measures that changed, whose sources' completeness changed, or
 * for which something is due on the day; one pass over the series from the first changed day for
 * all targets on it. Of a breakdown only the series that changed.
 *
 * May read: base, measures, ledger/coverage.h, of tallies the causes and the keys. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/entry.h"
#include "base/plan.h"
#include "core/core.h"
#include "core/ledger/coverage.h"
#include "core/measures/measures.h"
#include "core/reads.h"
#include "core/tallies/tallies.h"

struct milestones;

/* Both must outlive it. */
int milestones_new(const struct plan *plan, struct measures *measures, struct milestones **ret);
struct milestones *milestones_free(struct milestones *milestones);

/* What was told under another plan stays as told: taken over by the names of milestones, series,
 * instances and steps; so do the numbers of frozen baselines. Those that the new plan lacks are
 * forgotten. `day`: that of the last judgement. */
int milestones_take_over(struct milestones *milestones, const struct milestones *old, int32_t day);

struct judgement {
        const struct tallies *tallies;
        struct coverage *coverage; /* not const: coverage_runs() has scratch memory there */
        uint64_t position;
        int32_t day;         /* CIVIL_NONE: before the first tick */
        int32_t known_day;   /* which news say: `day`, or the one that begins as soon as this is judged */
        bool may_restate;    /* a tick or the end of a release (rule 16) */
        bool everything;     /* configuration: every milestone is judged */
        bool backfill;       /* configuration, program, or a historical release (rule 24) */
        struct cause cause;  /* of what records and releases bring */
        bool day_moved;      /* this judgement is at another day than the one before */
};

/* Appends the news of one judgement, sorted by event day, then names (rule 36). `news` is a
 * growing array of the caller's. A target whose only change is that the day moved gets the cause
 * TICK. */
struct news_list {
        struct news *news;
        size_t count, capacity;
};
/* The order of one judgement's news, from the one at `from` on; also with those of sources. */
void news_sort(struct news_list *list, size_t from);
int milestones_judge(struct milestones *milestones, const struct judgement *judgement, struct news_list *news);

/* The first day after `day` on which an instance begins, a deadline or a grace is over, other terms
 * come into force, a baseline freezes, or a restatement that waits is told; PLAN_NEVER. */
int32_t milestones_due_day(const struct milestones *milestones, int32_t day);

/* Numbers that baselines were frozen to and that no entry says yet. */
int milestones_freezes(const struct milestones *milestones, freeze_visitor visitor, void *context);
/* The entry: the number stands from now on, whatever was pending. The next judgement looks at it. */
int milestones_freeze(struct milestones *milestones, const struct freeze *freeze);

int milestones_rows(const struct milestones *milestones, int32_t day, milestone_visitor visitor, void *context);
/* See core_sketch(). */
void milestones_sketch(const struct course_of *course, struct sketch *ret);
/* See core_outlook(). Nothing changes but scratch memory. */
int milestones_outlook(struct milestones *milestones, int32_t day, const struct outlook_ask *ask,
                       struct outlook_answer *ret);
uint64_t milestones_instances(const struct milestones *milestones);
/* Whose baseline was to be frozen on a day that was past when it was asked for, by the terms of `day`. */
uint64_t milestones_lapsed(const struct milestones *milestones, int32_t day);

/* Rows of tables ROW_MILESTONES .. ROW_MILESTONES + 3. */
#define ROW_MILESTONES 16
int milestones_save(struct milestones *milestones, row_sink sink, void *context);
int milestones_load(struct milestones *milestones, const struct row *row);
/* All rows are there: works out what is not kept (the truth as it stands). */
int milestones_loaded(struct milestones *milestones, const struct judgement *judgement);
