/* core/measures/inside.h: what the files of this room share; nobody else includes it. */
#pragma once
#include "core/measures/measures.h"
#include "core/tallies/series.h"

/* Days without a hole, in order; owned. */
struct runs {
        struct complete_run *runs;
        size_t count, capacity;
};

/* From this day on, up to the next choice, this operand of a preference is the one that counts. */
struct choice {
        int32_t first_day;
        uint32_t operand; /* its place among the operands */
};

/* One measure of the plan. */
struct node {
        bool falls;
        bool is_count;   /* nothing counted is a count: as an operand it reads 0 */
        bool by_weeks;   /* a year before is 52 weeks before */
        bool ordered;    /* it is in `order` */
        uint32_t shape;  /* whose window its rows have: its first operand's, down to what has sums */
        struct runs complete; /* as at the last look */
        /* PREFERENCE: */
        struct choice *choices;
        size_t choices_count, choices_capacity;
        struct runs substituted; /* periods that a complete substitute speaks for */
        struct runs helped_out;  /* those that one speaks for who is not complete there */
        /* since measures_judged(): */
        bool changed;
        struct measure_change change;
        int32_t completed_day; /* the first day whose completeness is another; INT32_MAX: none */
        struct key_change *keys; /* scratch of measures_changed_keys() */
        size_t keys_capacity;
};

struct measures {
        const struct plan *plan;
        struct tallies *tallies;
        struct coverage *coverage;
        struct node *nodes;    /* as the plan's */
        uint32_t *order;       /* what has operands, is one, or falls: operands come first */
        size_t order_count;
        bool looked; /* completeness and choices were taken up once */
        struct measure_change *changes; /* room for all */
        size_t changes_count;
};

/* Whose sums: of all these keys together; NULL: the total. */
struct scope {
        const struct key *keys;
        size_t count;
};

/* value.c */
/* A value, and whether any record lies in the windows that it looks at. */
struct reading {
        struct value value;
        bool has_records;
};
void reading_at(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t day,
                struct reading *ret);
/* The day that GROWTH compares with; CIVIL_NONE beyond the calendar. */
int32_t growth_before(const struct measures *measures, uint32_t measure, int32_t day);

/* days.c */
/* The last day up to `day` that has records of the scope, in a measure with sums. */
int32_t scope_day_until(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t day);

/* complete.c */
/* Takes `now` over and says in `*ret_day` from which day on it differs; INT32_MAX: nowhere. */
int runs_take(struct runs *kept, const struct complete_run *now, size_t count, int32_t *ret_day);
int runs_add(struct runs *runs, int32_t first_day, int32_t last_day);
/* Nothing from `day` on is left. */
void runs_cut(struct runs *runs, int32_t day);
bool runs_contain(const struct runs *runs, int32_t first_day, int32_t last_day);
void runs_done(struct runs *runs);

/* choices.c */
/* Chooses anew from `from_day` on. `*ret_day`: the first day on which another operand counts now;
 * INT32_MAX: none. */
int choices_renew(struct measures *measures, uint32_t measure, int32_t from_day, int32_t *ret_day);
/* The place of the operand that counts on the day. */
uint32_t choice_on(const struct measures *measures, uint32_t measure, int32_t day);
/* The last day on which who counts has records. */
int32_t choices_newest_day(const struct measures *measures, uint32_t measure, const struct key *key);
/* Adds what the chosen ones hold of the days; what a substitute holds counts as provisional. */
void choices_sum(const struct measures *measures, uint32_t measure, const struct scope *scope,
                 int32_t first_day, int32_t last_day, struct sums *sums);
/* The sums of a measure that has some. */
void scope_sum(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t first_day,
               int32_t last_day, struct sums *sums);
