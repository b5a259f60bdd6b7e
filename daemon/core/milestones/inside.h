/* core/milestones/inside.h: what the files of this room share.
 *
 *      milestones.c   life, and a judgement from above
 *      watches.c      which watches there are, and what is in them by name
 *      rest.c         instances that begin in them, and what lets them rest
 *      instances.c    the instances of a milestone
 *      levels.c       what each term asks for: amounts, baselines, frozen numbers
 *      fan.c          the plain ones among them, by amount
 *      scan.c         the values of a series, and where the targets are crossed
 *      others.c       milestones that are made of other milestones
 *      truth.c        the outcome that follows on a day
 *      news.c         the difference to what was told, by table.c
 *      foresee.c      the months of a series, and what of them is complete
 *      outlooks.c     will it be in time: each instance's outlook, and what is told of it
 *      asked.c        the outlook of one, and the curve of its window
 *      course.c       the window of one as it is known, for who draws it
 *      projected.c    what is no sum: ratios, growth, progress; baselines that are not complete
 *      freezes.c      numbers that baselines are fixed to
 *      take_over.c, save.c, load.c, rows.c
 *
 * A watch is all milestones on one series: the total of a measure, or one series of its breakdown
 * (for-each). They share one scan of it. The watch of others has those that are made of others. */
#pragma once
#include "base/wire.h"
#include "core/milestones/milestones.h"
#include "core/outlook/outlook.h"

/* What was told last about a target. */
struct told {
        uint8_t outcome; /* OUTCOME_OPEN until something is told */
        bool confirmed;
        int32_t reached_first, reached_last; /* CIVIL_NONE */
        struct value value;
        uint64_t position; /* 0: nothing was told */
        int32_t day;
        int32_t terms_day; /* of the newest amendment that was told or noted; CIVIL_NONE: none was */
        uint8_t outlook;   /* enum outlook_state, of the target itself; NONE until one is told */
};

struct target {
        uint32_t step_ppm; /* 0: the target itself, which is the last one of its instance */
        int32_t crossing;  /* the truth: first day at the amount, of HOLD the last switch; CIVIL_NONE */
        struct told told;
        bool dirty;
};

/* What a term of a milestone asks for, as its baseline stands. */
struct level {
        bool known;
        int64_t amount;
        uint64_t provisional_records; /* of the baseline */
};

/* Of HOLD: the days on which it began to hold, fell below, began to hold again, ... */
struct switches {
        size_t count, capacity;
        int32_t *days;
};

struct instance {
        struct period period;        /* kind NONE: the only one */
        int32_t first_day, last_day; /* that are judged; CIVIL_NONE: open at that end */
        int32_t deadline_day;        /* the effective one (rule 21); CIVIL_NONE: none */
        int32_t grace_end_day;       /* the last day of grace; PLAN_NEVER */
        struct level *levels;        /* as the milestone's terms */
        struct target *targets;      /* steps rising, then the target: steps_count + 1 */
        struct switches switches;
        bool moved; /* a crossing was another one before this judgement */
        struct outlook outlook; /* as it was worked out last */
};

/* The number that a baseline was fixed to (rule 20). */
struct frozen {
        size_t term;
        struct period instance; /* of TARGET_OF_LAST_YEAR; else kind NONE */
        int64_t baseline;
        int32_t day;
        bool pending; /* no entry says so yet */
        bool dirty;
};

struct milestone {
        uint32_t index; /* of the plan */
        size_t instances_count, instances_capacity;
        struct instance *instances; /* by period */
        bool begun;                 /* the first instance was made */
        size_t frozen_count, frozen_capacity;
        struct frozen *frozen;
        /* Of others: those of its members that have crossed, by crossing, and how many. */
        uint32_t *crossed;
        size_t crossed_count;
};

/* A target of a plain milestone. */
struct fan_entry {
        int64_t amount;
        struct target *target;
        struct milestone *milestone;
};

struct watch {
        uint32_t measure; /* PLAN_NO_INDEX: the watch of others */
        char *series;     /* "partner=DE"; NULL: the total */
        struct key key;   /* of a series; its names are held */
        size_t milestones_count;
        struct milestone *milestones; /* by name */
        bool pending; /* look at all of them at the next judgement, whatever changed */
        bool waits;   /* a restatement waits for the next judgement that may tell it */
        bool vacant;  /* a series without records, as it was settled last */
        bool asleep;  /* a series without records, of which nothing was told */
        int32_t changed_day; /* of a series, in this judgement; CIVIL_NONE */
        bool changed_by_records;
        int32_t next_due_day;
        int32_t begun_day; /* of the last look for instances that begin; CIVIL_NONE */
        bool awaiting;     /* an instance waits for completeness */
        bool stale;        /* outlooks are to be worked out anew, at the next tick or release's end */
        bool unsure;       /* the same if other months are complete by then */
        struct complete_run reach; /* what was complete at the last time, up to an origin */
        bool has_hold, has_relative, has_members, has_deadline; /* of its milestones */
        /* What lets most judgements pass by in constant work: a change behind `settled_until` that
         * stays below `lowest_open` moves no target. The former is the last crossing and the end
         * of the last instance that is over without one, the latter the lowest amount that is
         * still open in the others. */
        int32_t settled_until;
        int64_t lowest_open;
        int32_t baseline_until; /* the last day that a baseline looks at; INT32_MIN */
        bool fanned; /* the two lists are there */
        size_t fan_count, general_count;
        struct fan_entry *fan;      /* of those that are plain, by amount */
        struct milestone **general; /* the others */
        /* Days on which a sum that goes on may be at a target though nothing speaks of them: the first
         * of an instance, the first of an amendment. In order. */
        size_t begins_count, begins_capacity;
        int32_t *begins;
        /* Completeness as it was at the last scan; only for HOLD of what is else judged at once. */
        struct complete_run *runs;
        size_t runs_count, runs_capacity;
};

/* All series of a measure that milestones are for-each on. */
struct group {
        uint32_t measure;
        size_t milestones_count;
        bool pending, waits; /* one of them does */
        size_t count, capacity;
        struct watch **watches;
        size_t slots_count; /* a power of two; 0: none yet */
        uint32_t *slots;    /* of `watches`, by series; UINT32_MAX: free */
};

/* The measure's value on a day of the scan. */
struct seen {
        int32_t day;
        bool complete; /* all that it looks at; only known in watches with HOLD */
        bool provisional;
        int64_t units;
};

/* Scratch of a scan. `highest` is a tree over `seen`: node n is the greater of 2n and 2n + 1, the
 * leaves begin at `leaves`. */
struct scan {
        size_t count, capacity;
        struct seen *seen;
        size_t leaves, highest_capacity;
        int64_t *highest; /* [1] is that of all */
        size_t loud_count, loud_capacity;
        struct milestone **loud; /* plain ones of which there may be something to tell */
};

enum freezing { FREEZING_FRESH, FREEZING_ARMED, FREEZING_LAPSED };

/* Of each milestone of the plan. */
struct place_of {
        struct watch *watch; /* NULL: for-each */
        struct milestone *milestone;
        uint8_t *freezing; /* enum freezing, as its terms; NULL: none freezes */
        bool dirty;
};

struct touched_watch {
        struct watch *watch;
        int32_t day;
};

struct milestones {
        const struct plan *plan;
        struct measures *measures;
        size_t watches_count;
        struct watch *watches; /* of totals, by measure; only those with milestones */
        struct watch others;
        size_t groups_count;
        struct group *groups; /* by measure */
        struct place_of *places;
        size_t freezes_pending;
        bool *sources_of_others; /* as the plan's: the members of others read it */
        bool freezing_begun; /* a day is known */
        struct scan scan;
        struct touched_watch *touched; /* scratch of a judgement */
        size_t touched_capacity;
};

/* What a question about a watch reads. */
struct scene {
        const struct milestones *milestones;
        const struct watch *watch;
        int32_t day;
};
void scene_at(const struct scene *scene, int32_t day, struct value *ret);
int32_t scene_newest_day(const struct scene *scene);

static inline const struct plan_milestone *plan_of_milestone(const struct milestones *milestones,
                                                             const struct milestone *milestone)
{
        return &milestones->plan->milestones[milestone->index];
}

static inline bool watch_is_of_others(const struct watch *watch)
{
        return watch->measure == PLAN_NO_INDEX;
}

/* The series as measures know it; NULL: the total. */
static inline const struct key *watch_key(const struct watch *watch)
{
        return watch->series ? &watch->key : NULL;
}

/* ---- watches.c ---- */

#define SERIES_TEXT_MAX 1024 /* ten coordinates, of which names are at most four */

/* Every watch, one after the other; start with all zero. NULL at the end. */
struct watch_cursor {
        size_t at, group;
};
struct watch *watch_next(const struct milestones *milestones, struct watch_cursor *cursor);

int watches_new(struct milestones *milestones);
void watches_free(struct milestones *milestones);
struct group *group_of(const struct milestones *milestones, uint32_t measure);
/* The watch of a series, made when there is none; NULL in `*ret`: the breakdown has no such key. */
int group_need(struct milestones *milestones, struct group *group, struct text series, struct watch **ret);

/* The target of these names, its instance made if need be; NULL in `*ret`: the plan has none. */
struct target_name {
        struct text milestone, series;
        struct period period;
        uint32_t step_ppm;
};
int target_need(struct milestones *milestones, const struct target_name *name, struct target **ret);
/* The milestone of these names; NULL in `*ret`: the plan has none. */
int milestone_need(struct milestones *milestones, struct text name, struct text series, struct watch **ret_watch,
                   struct milestone **ret);

/* ---- rest.c ---- */

/* A series that has nothing, and of which nothing was told, is as if it had never been. */
bool watch_is_empty(const struct milestones *milestones, const struct watch *watch);
/* A series that went is one of those milestones only that have told of it: of others it never was. */
bool watch_speaks_of(const struct milestones *milestones, const struct watch *watch,
                     const struct milestone *milestone);

struct from {
        bool scan;
        int32_t day;
};
void from_earlier(struct from *from, int32_t day);

/* Makes the instances that have begun; `*from` moves back to the first new day. */
int watch_begin(struct milestones *milestones, struct watch *watch, int32_t day, struct from *from);
/* What lets later judgements pass by quickly. */
void watch_settle(struct milestones *milestones, struct watch *watch, const struct scene *scene);
/* The same where nothing but crossings has changed. */
void watch_settle_crossings(struct milestones *milestones, struct watch *watch, const struct scene *scene);
/* Does the measure go on, on this day, with what was before it? */
bool watch_carries(const struct milestones *milestones, const struct watch *watch, int32_t day);

/* ---- instances.c ---- */

int instances_until(const struct plan *plan, struct milestone *milestone, int32_t day);
int instance_need(const struct plan *plan, struct milestone *milestone, struct period period, struct instance **ret);
int32_t instances_next_begin(const struct plan *plan, const struct milestone *milestone, int32_t day);
void milestone_done(struct milestone *milestone);
/* The smallest amount that is at least this share of the target; 0: the whole. */
int64_t step_amount(int64_t target, uint32_t ppm);

/* ---- levels.c ---- */

/* The term in force on a day; of CIVIL_NONE the first. */
size_t term_at(const struct plan_milestone *of, int32_t day);
int32_t deadline_of(const struct plan_milestone *of);
bool term_is_relative(const struct plan_terms *terms);
/* Works out what the terms ask for; `*ret_changed`: something is another one now. */
int levels_update(struct milestones *milestones, struct watch *watch, const struct scene *scene, bool *ret_changed);

/* What a term will ask for: as it is, or, of a baseline that is not complete, as that is projected. Not known where
 * that cannot be said, or a number is owed by hand. */
int level_ahead(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                size_t term, struct level *ret);

/* The term that an instance which is not reached is judged by: in force today, at its end or deadline. */
size_t term_today(const struct plan_milestone *of, const struct instance *instance, int32_t day);

/* ---- freezes.c ---- */

struct frozen *frozen_find(const struct milestone *milestone, size_t term, struct period instance);
int frozen_add(struct milestones *milestones, struct milestone *milestone, const struct frozen *frozen);
/* The day has come: what was never asked before it lapses. */
void freezing_begin(struct milestones *milestones, int32_t day);
/* After a checkpoint: what had lapsed says so itself. */
void freezing_loaded(struct milestones *milestones, int32_t day);
bool freezing_lapsed(const struct milestones *milestones, uint32_t milestone, size_t term);
/* A row says that it lapsed. False: there is no such term. */
bool freezing_load(struct milestones *milestones, struct text name, int32_t terms_day);
int freezes_take_over(struct milestones *milestones, const struct milestones *old, int32_t day);

/* ---- scan.c ---- */

/* Works out the crossings of all targets of the watch anew from `from_day` on. */
struct scanned {
        int32_t from_day; /* the border of the resolution before it */
        bool concerns;    /* false: no target can be concerned, and none was looked at */
        bool moved;       /* a crossing is another one now */
        bool waits;       /* of a plain one, until it may be told */
};
int watch_scan(struct milestones *milestones, struct watch *watch, const struct scene *scene, int32_t from_day,
               bool may_restate, struct scanned *ret);
/* The first day whose completeness is another than at the last call moves `*from` back. */
int watch_runs(struct milestones *milestones, struct watch *watch, struct from *from);

/* ---- fan.c ---- */

/* Makes the two lists once the instances are there. */
int fan_begin(const struct milestones *milestones, struct watch *watch);
int fan_cross(struct scan *scan, struct watch *watch, int32_t from_day, bool may_restate, struct scanned *scanned);
void fan_settle(struct watch *watch);

/* ---- others.c ---- */

void others_cross(struct milestones *milestones);
/* Resolution of the interval in which a milestone of the plan was reached. */
enum period_kind resolution_of(const struct milestones *milestones, uint32_t milestone, uint32_t step_ppm);

/* ---- truth.c ---- */

struct truth {
        uint8_t outcome;
        int32_t reached_first, reached_last;
        enum period_kind resolution;
        bool confirmed;
        struct value value;
        bool target_known;
        int64_t target;
        uint32_t held_back_by;
};
void truth_of(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
              const struct target *target, struct truth *ret);
/* others.c */
void truth_of_others(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                     const struct target *target, struct truth *ret);

/* ---- foresee.c ---- */

/* The months of a series, as far as they are complete on the day. */
struct foresight {
        uint8_t reason;          /* enum outlook_reason; SAID: there is a history */
        struct history *history; /* owned */
        int32_t last_month;      /* its last one */
        int32_t gap_month;       /* months up to this one are not known; INT32_MIN: all before it are zero */
        int32_t until_day;       /* complete up to here; behind the last month's end only by days */
        bool by_days;
        bool behind;    /* the months that follow are passed over, not missing */
        int64_t offset; /* what the first month began with, of progress */
};
int foresight_make(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t day,
                   struct foresight *ret);
void foresight_done(struct foresight *foresight);
/* The days whose months count on the day, up to the last origin; none: last_day INT32_MIN. */
int foresight_reach(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t day,
                    struct complete_run *ret);
/* As if no month behind this one were known. */
void foresight_behind(struct foresight *foresight, int32_t month);

/* A point of time that an outlook is told for: behind `n` months, and some days of the next one. */
struct origin {
        size_t n;
        int32_t day;         /* the last that is known */
        int32_t elapsed_ppm; /* of the month that is not over; 0: none of it */
        int64_t booked;
};

/* Which part of a series is asked for, and until when. */
struct sought {
        const struct milestones *milestones;
        uint32_t measure;
        const struct key *key;
        struct foresight *foresight;
        int32_t from_day;     /* CIVIL_NONE */
        int32_t deadline_day; /* CIVIL_NONE */
        int64_t target;
};

/* The windows ahead of an origin; `*ret_question` has them until sought_done(). `far`: also months behind the
 * deadline, where the window goes on. -ENOMEM. */
int sought_question(const struct sought *sought, const struct origin *origin, bool far,
                    struct outlook_question *ret_question);
void sought_done(struct outlook_question *question);

/* ---- outlooks.c ---- */

struct looked;

/* What is asked of the series for an instance. */
struct sought sought_of(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
                        struct foresight *foresight);
/* The newest origin. */
struct origin sought_newest(const struct sought *sought);
/* The first month of the window that the next month lies in. */
int32_t sought_begins(const struct sought *sought);
/* Of one instance, from the months of its watch as they are. `past`: also of one that is decided. */
int outlook_of(const struct scene *scene, const struct milestone *milestone, const struct instance *instance,
               struct foresight *foresight, bool past, struct outlook *ret);
/* The outlooks of the watch's instances, worked out anew. */
int outlooks_renew(struct milestones *milestones, struct watch *watch, int32_t day, bool *ret_differs);
/* Tells those whose state is another one than was told. */
int outlooks_tell(const struct looked *looked, struct watch *watch, struct news_list *news);

/* ---- course.c ---- */

struct course_of {
        const struct scene *scene;
        const struct plan_milestone *milestone;
        const struct instance *instance;
};

/* The months of the window and of the year before; stops at what the visitor returns. */
int course_visit(const struct course_of *of, course_visitor visitor, void *context);

/* ---- projected.c ---- */

/* Of what is made of others: what it comes to in the window of that day, without a chance. */
int projected_at(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t today,
                 int32_t day, struct value *ret);

/* ---- news.c ---- */

/* On track, at risk. */
int news_of_outlook(const struct looked *looked, const struct milestone *milestone, const struct instance *instance,
                    struct news_list *news);

/* Can a change from this day on have anything to tell of the instance: is a target reached there, was
 * it before, or was told so? */
bool news_concerns(const struct milestones *milestones, const struct milestone *milestone,
                   const struct instance *instance, int32_t from_day);
struct looked {
        const struct scene *scene;
        const struct judgement *judgement;
        bool by_change; /* the measure or its completeness changed: the judgement's cause is it */
        const struct measure_change *change; /* NULL: not the measure itself */
};
int news_of_instance(const struct looked *looked, struct milestone *milestone, struct instance *instance,
                     struct news_list *news, bool *ret_waits);
/* Is there a difference that must wait for the next tick or release's end? */
bool news_waits(const struct looked *looked, const struct milestone *milestone, const struct instance *instance);
