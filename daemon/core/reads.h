/* core/reads.h: what may be asked of the core between two entries. Nothing here changes it.
 *
 * Visitors return 0 to go on, anything else ends the walk and is returned. Rows are borrowed
 * until the visitor returns; they come sorted by their names. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/entry.h"
#include "base/plan.h"
#include "base/text.h"
#include "core/core.h"

const struct plan *core_plan(const struct core *core);

struct core_stats {
        uint64_t series, pages, instances, open_releases, names;
        uint64_t records; /* ever accepted: statements that the ledger has written first */
        uint64_t controls_left_out; /* control totals of more levels than are kept */
        uint64_t freezes_lapsed;    /* milestones whose date of freezing was past when it was asked for */
        uint64_t unwatched;         /* amounts that were not watched, since too many levels are */
};
void core_stats(const struct core *core, struct core_stats *ret);

/* ---- measures ---- */

/* One coordinate of a breakdown's row, as text: "flow" = "export". */
struct series_key {
        uint8_t coordinate; /* enum plan_coordinate */
        struct text value;
};

struct measure_row {
        size_t keys_count; /* 0: the total */
        const struct series_key *keys;
        int32_t first_day, last_day; /* of the window */
        struct period period;        /* CALENDAR windows; else kind NONE */
        struct value value;
};
typedef int (*measure_visitor)(void *context, const struct measure_row *row);

/* The value in each window that ends within first_day..last_day: for calendar windows each
 * period of them (its last day counts, also when it lies ahead), for others each border of the
 * measure's resolution. `by` names coordinates of the measure's breakdown (a subset is summed up);
 * none: the total. */
int core_measure(const struct core *core, uint32_t measure, int32_t first_day, int32_t last_day,
                 const uint8_t *by, size_t by_count, measure_visitor visitor, void *context);

/* The last day of the window that the day lies in, as core_measure() has it; CIVIL_NONE: beyond the
 * calendar. */
int32_t core_window_end(const struct core *core, uint32_t measure, int32_t day);

/* The last day that has data in the measure's total; CIVIL_NONE: none has. */
int32_t core_newest_day(const struct core *core, uint32_t measure);

/* The breakdown went over its limit and was closed as a whole. */
bool core_measure_closed(const struct core *core, uint32_t measure);

/* The last day up to which all sources of the measure are complete without a hole, counted from
 * their first complete period; CIVIL_NONE: nothing is. `*ret_held_back_by`: the source (index)
 * that is behind, UINT32_MAX: none. */
int32_t core_complete_until(const struct core *core, uint32_t measure, uint32_t *ret_held_back_by);

/* Have all sources of the measure said all of these days? */
bool core_complete(const struct core *core, uint32_t measure, int32_t first_day, int32_t last_day,
                   uint32_t *ret_held_back_by);

/* ---- control totals (rule 10) ---- */

/* Of a statement that does not count: the kind of its period, and the levels that are others than
 * those that count (LEVEL_NONE where it is the same). */
struct control_levels {
        uint8_t period; /* enum period_kind */
        uint8_t commodity, reporter, partner, mode, place; /* enum event_level */
};

struct control_row {
        struct control_levels levels;
        struct period period;      /* a window of the measure, or of the totals' own kind */
        struct value stated, parts; /* of the total as stated, and of what counts in these days */
        struct value difference;    /* stated - parts; NO_DATA when one of them has none */
};
typedef int (*control_visitor)(void *context, const struct control_row *row);

/* Of a preference those of who is named first; of what is made of others in other ways there are none.
 * By levels, then period: each period that ends within first_day..last_day (CIVIL_NONE: from the
 * first, up to the last) and for which a total was stated. The measure's own calendar windows
 * where the totals' periods lie in them, else the totals' periods. */
int core_control(const struct core *core, uint32_t measure, int32_t first_day, int32_t last_day,
                 control_visitor visitor, void *context);

/* How the values that count were valued and their partners named. */
struct basis_row {
        uint8_t valuation, partner_basis; /* numbers of proto Valuation, PartnerBasis; 0: not stated */
        uint64_t records;
};
typedef int (*basis_visitor)(void *context, const struct basis_row *row);
/* Of measures of trade, over all days; by valuation, then basis. */
int core_bases(const struct core *core, uint32_t measure, basis_visitor visitor, void *context);

struct waiting_row {
        struct currency currency;
        int32_t month; /* civil_month() */
        __int128 units;
        uint64_t records;
};
typedef int (*waiting_visitor)(void *context, const struct waiting_row *row);
int core_waiting(const struct core *core, uint32_t measure, waiting_visitor visitor, void *context);

/* ---- milestones ---- */

struct milestone_row {
        uint32_t milestone;
        struct text series;     /* for-each: "partner=DE"; empty: the total */
        struct period instance; /* kind NONE: the only one */
        uint32_t step_ppm;
        uint8_t outcome; /* as told; OPEN when nothing was told yet */
        struct value value; /* now */
        bool target_known; /* false: its baseline is not known */
        int64_t target;
        bool freeze_lapsed; /* the date of freezing was past when it was asked for: `baseline:` is needed */
        enum period_kind resolution; /* of the interval of reaching */
        int32_t reached_first, reached_last;
        int32_t deadline_day;
        bool confirmed;
        uint64_t known_position; /* of what was told last; 0: nothing was */
        int32_t known_day;
        uint32_t held_back_by; /* source index; UINT32_MAX: none */
        const struct outlook *outlook; /* as it was worked out last; NULL: of a step */
        const struct course_of *course; /* for core_sketch(), while the row is visited */
};
typedef int (*milestone_visitor)(void *context, const struct milestone_row *row);
int core_milestones(const struct core *core, milestone_visitor visitor, void *context);

/* The window of a row in a few points, as if drawn with a pencil: values at ends of months, evenly spread over the
 * window and up to its end. What lies ahead is counted and has no points. */
#define SKETCH_POINTS 12
struct sketch {
        size_t count, ahead; /* together at most SKETCH_POINTS */
        uint32_t gaps;       /* bit i: point i has no value */
        int64_t units[SKETCH_POINTS];
};
void core_sketch(const struct milestone_row *row, struct sketch *ret);

/* A month of a milestone's window: as it was, or as it is projected. */
struct outlook_month {
        int32_t month; /* civil_month() */
        bool known;
        int64_t amount;           /* of the month alone */
        int64_t low, total, high; /* of the window at its end: 10, 50, 90 %; the same where it is known */
        int32_t chance_ppm;       /* of having reached the target by its end */
};
typedef int (*outlook_month_visitor)(void *context, const struct outlook_month *month);

/* A month of the window as it is known now, whatever can be said of what is to come; and of a year before, the same
 * months then. */
struct course_month {
        int32_t month; /* civil_month() */
        bool before;   /* of the year before */
        bool complete; /* all that the value looks at */
        struct value value; /* of the window at the month's end, or at the deadline within it */
};
typedef int (*course_visitor)(void *context, const struct course_month *month);

struct outlook_ask {
        uint32_t milestone;
        struct text series;     /* of one for each series */
        struct period instance; /* kind NONE: the newest one */
        int32_t origin_month;   /* as if no later month were known; INT32_MIN: as it is */
        outlook_month_visitor visitor; /* of the months, where there is a chance to tell */
        course_visitor course;
        void *context;
};

struct outlook_answer {
        struct period instance;
        int32_t deadline_day;
        bool target_known;
        int64_t target;
        struct value value;
        uint8_t outcome;
        struct outlook outlook;
};

/* -ENOENT: there is no such series or instance. */
int core_outlook(const struct core *core, const struct outlook_ask *ask, struct outlook_answer *ret);

/* Baselines that were frozen to a number which no entry of the journal says yet (rule 20): each is to
 * be written as a FREEZE entry, once; what an entry says is listed no more. */
typedef int (*freeze_visitor)(void *context, const struct freeze *freeze);
int core_freezes(const struct core *core, freeze_visitor visitor, void *context);

/* ---- sources and releases ---- */

struct source_row {
        uint32_t source;
        int32_t complete_until_day; /* CIVIL_NONE: nothing is complete */
        int32_t newest_day;
        uint64_t events, disputed, gaps, last_number;
        uint32_t open_releases;
        uint64_t last_vintage; /* event_vintage_number; 0: none finished */
        size_t holes_count;    /* periods before the last complete one that are not complete */
        const struct period *holes; /* the first few */
        /* Periods that it owed by now, and of these: spoken of, and known in time. */
        uint32_t expected, actual, on_time;
        int32_t silent_since; /* the day of telling; CIVIL_NONE: it is not silent */
};
typedef int (*source_visitor)(void *context, const struct source_row *row);
int core_sources(const struct core *core, source_visitor visitor, void *context);
/* The events of one source that were taken: new ones, revisions and withdrawals. */
uint64_t core_source_events(const struct core *core, uint32_t source);

struct release_row {
        uint32_t source;
        struct release_report report;
        uint64_t events;
        int32_t opened_day;
};
typedef int (*release_visitor)(void *context, const struct release_row *row);
/* Open, embargoed and quarantined ones, and the last finished one of each source. */
int core_releases(const struct core *core, release_visitor visitor, void *context);

/* ---- records ---- */

struct statement_view {
        struct event event; /* of the statement; borrowed from the body */
        bool withdrawn, disputed, counts;
        uint64_t disputed_times;
        uint64_t position;
};

/* Reads a stored statement. 0, or -EBADMSG. */
int core_statement(const struct core *core, const struct stored_statement *stored, struct statement_view *ret);
