/* core/milestones/inside.h: what the files of this room share.
 *
 * A watch is all milestones on one measure: they share one scan of its series. */
#pragma once
#include "base/wire.h"
#include "core/milestones/milestones.h"

/* What was told last about a target. */
struct told {
        uint8_t outcome; /* OUTCOME_OPEN until something is told */
        bool confirmed;
        int32_t reached_first, reached_last; /* CIVIL_NONE */
        struct value value;
        uint64_t position; /* 0: nothing was told */
        int32_t day;
};

struct target {
        uint32_t step_ppm; /* 0: the target itself, which is the last one of its instance */
        int64_t amount;
        int32_t crossing; /* the truth: first day at the amount; CIVIL_NONE */
        struct told told;
        bool dirty;
};

struct instance {
        struct period period;          /* kind NONE: the only one */
        int32_t first_day, last_day;   /* that are judged; CIVIL_NONE: open at that end */
        int32_t deadline_day;          /* CIVIL_NONE: none */
        int32_t grace_end_day;         /* the last day of grace; PLAN_NEVER */
        struct target *targets;        /* steps rising, then the target: steps_count + 1 */
};

struct milestone {
        uint32_t index; /* of the plan */
        size_t instances_count, instances_capacity;
        struct instance *instances; /* by period */
        bool begun;                 /* the first instance was made */
};

struct watch {
        uint32_t measure;
        size_t milestones_count;
        struct milestone *milestones; /* by name */
        bool pending; /* look at all of them at the next judgement, whatever changed: it is the first,
                         or a restatement waits for it, which is due on the next day */
        int32_t next_due_day;
        bool carries;  /* an instance begins with a sum that goes on: watch_carries() */
        bool awaiting; /* an instance waits for completeness */
        /* What lets most judgements pass by in constant work: a change behind `settled_until` that
         * stays below `lowest_open` moves no target. The former is the last crossing and the end
         * of the last instance that is over without one, the latter the lowest amount that is
         * still open in the others. */
        int32_t settled_until;
        int64_t lowest_open;
        struct seen *seen; /* scratch of the scan */
        size_t seen_capacity;
        /* Completeness as it was at the last scan; only for windows that let days go. */
        struct complete_run *runs;
        size_t runs_count, runs_capacity;
};

/* The measure's value on a day of the scan. */
struct seen {
        int32_t day;
        int64_t units;
        int64_t highest; /* of this and all before it in the scan */
};

struct milestones {
        const struct plan *plan;
        size_t watches_count;
        struct watch *watches; /* by measure; only those with milestones */
};

/* milestones.c */
/* The target of these names, its instance made if need be; NULL in `*ret`: the plan has none. */
int target_need(struct milestones *milestones, struct text name, struct period period, uint32_t step_ppm,
                struct target **ret);
/* Makes the instances that have begun; `*from_day` moves back to the first new one. */
int watch_begin(struct milestones *milestones, struct watch *watch, const struct judgement *judgement, bool *scan,
                int32_t *from_day);
/* What lets later judgements pass by quickly. */
void watch_settle(const struct milestones *milestones, struct watch *watch, const struct tallies *tallies,
                  int32_t day);

/* instances.c */
int instances_until(const struct plan *plan, struct milestone *milestone, int32_t day);
int instance_need(const struct plan *plan, struct milestone *milestone, struct period period, struct instance **ret);
int32_t instances_next_begin(const struct plan *plan, const struct milestone *milestone, int32_t day);
void milestone_done(struct milestone *milestone);

/* truth.c */
struct truth {
        uint8_t outcome;
        int32_t reached_first, reached_last;
        bool confirmed;
        struct value value;
        uint32_t held_back_by;
};
/* Works out the crossings of all targets of the watch anew from `from_day` on. */
struct scanned {
        int32_t from_day; /* the border of the resolution before it */
        bool concerns;    /* false: no target can be concerned, and none was looked at */
        bool moved;       /* a crossing is another one now */
};
int truth_scan(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
               int32_t from_day, struct scanned *ret);
/* The first day whose completeness is another than at the last scan, which is forgotten; CIVIL_NONE:
 * none, INT32_MIN counts as a day. `*ret_changed` says whether there is one. */
int truth_runs_changed(struct milestones *milestones, struct watch *watch, const struct judgement *judgement,
                       int32_t *ret_day, bool *ret_changed);
void truth_of(const struct milestones *milestones, const struct watch *watch, const struct instance *instance,
              const struct target *target, const struct tallies *tallies, const struct coverage *coverage, int32_t day,
              struct truth *ret);
/* Does the measure go on, in an instance that begins on this day, with what was before it? */
bool watch_carries(const struct milestones *milestones, const struct watch *watch, const struct tallies *tallies,
                   int32_t first_day);
bool watch_falls(const struct milestones *milestones, const struct watch *watch);

/* news.c */
/* Can a change from this day on have anything to tell of the instance: is a target reached there, or
 * was told so? */
bool news_concerns(const struct milestones *milestones, const struct milestone *milestone,
                   const struct instance *instance, int32_t from_day);
struct looked {
        const struct milestones *milestones;
        const struct watch *watch;
        const struct judgement *judgement;
        bool by_change; /* the measure or its completeness changed: the judgement's cause is it */
};
int news_of_instance(const struct looked *looked, struct milestone *milestone, struct instance *instance,
                     struct news_list *news, bool *ret_waits);
/* Is there a difference that must wait for the next tick or release's end? */
bool news_waits(const struct looked *looked, const struct milestone *milestone, const struct instance *instance);
