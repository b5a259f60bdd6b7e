/* include/milestone/answers.h: what one asks the desk, and what it answers, as plain structs. The
 * conventions are those of types.h. Lists come in pages: `next` of one page is `after` of the next
 * question; for the quarantine it is the position and the index of the last row. */
#pragma once
#include "milestone/types.h"

#ifdef __cplusplus
extern "C" {
#endif

enum mst_ask {
        MST_ASK_STATUS = 10,
        MST_ASK_MEASURE = 11,
        MST_ASK_MILESTONES = 12,
        MST_ASK_RECORD = 13,
        MST_ASK_SOURCES = 14,
        MST_ASK_QUARANTINE = 15,
        MST_ASK_REPLAY = 16,
        MST_ASK_SNAPSHOT = 17,
        MST_ASK_ARRIVAL = 18,
        MST_ASK_COUNTERS = 19,
        MST_ASK_RELEASES = 20,
        MST_ASK_COMMAND = 21,
        MST_ASK_OUTLOOK = 22,
};

/* One question; the fields that an `ask` does not name are ignored. */
struct mst_question {
        enum mst_ask ask;
        uint64_t not_before;  /* answer only when this position is applied and on disk */
        /* Measures, milestones, outlooks, records, sources, releases as they were known then: after the entry at a
         * position, or at the end of a day ("2021-11-30"); neither: now. It may take a while. */
        uint64_t as_of_position;
        const char *as_of_day;
        bool mirror;  /* measure: the other side's figures beside */
        bool control; /* measure: the totals that were stated beside their parts */
        const char *corridor; /* measure, outlook */
        const char *measure;  /* measure */
        const char *period;   /* measure: "2021", "2019..2021"; empty: the window of the day */
        const char *const *by; /* measure: coordinates of the breakdown */
        size_t by_count;
        const char *milestone; /* outlook */
        const char *series;    /* outlook: of a milestone for each series */
        const char *instance;  /* outlook: "2021"; empty: the newest one */
        const char *origin;    /* outlook: "2021-06": as if no later month were known; empty: as it is */
        const char *const *topics; /* milestones, replay, snapshot: prefixes; none: all */
        size_t topics_count;
        const char *source; /* record, arrival, releases */
        const char *id;     /* record */
        uint32_t limit;     /* rows of a page; 0: the daemon's */
        bool sketches;      /* milestones: each row's window in a few points */
        const char *after;  /* measure, milestones, snapshot: `next` of the page before */
        uint64_t after_position; /* quarantine: of the last row seen */
        uint32_t after_index;
        const char *cursor;      /* replay: text of a cursor; empty: after_sequence of any journal */
        uint64_t after_sequence; /* replay */
        const char *verb;        /* command: "reload", "checkpoint", ... */
        const char *const *arguments;
        size_t arguments_count;
        bool dry_run;
};

struct mst_status_answer {
        const char *software_version;
        const char *state;
        const char *day;
        const char *clock;
        uint64_t position;
        uint64_t settled;
        uint64_t checkpoint;
        uint64_t sequence;
        uint64_t records;
        uint64_t quarantined;
        uint64_t milestones;
        uint64_t series;
        uint64_t pages;
        int64_t started_usec;
        int64_t now_usec;
        const char *timezone;
        uint64_t notifications_held;
        const char *outbox_hash;
        uint64_t disk_free_bytes;
        const char *const *attention;
        size_t attention_count;
};

struct mst_measure_row {
        const char *series;
        const char *period;
        struct mst_value value;
        bool complete;
        bool has_mirror; /* the three below are there */
        struct mst_value mirror;
        struct mst_value difference; /* value - mirror */
        struct mst_value asymmetry;  /* 2 (value - mirror) / (value + mirror), in "%" */
};

/* How many records that count are valued and name their partner so. */
struct mst_basis_row {
        enum mst_valuation valuation;
        enum mst_partner_basis partner_basis;
        uint64_t records;
};

/* What one side's figures are made of. */
struct mst_side {
        const char *measure; /* empty: there is no such side */
        const char *reporter;
        const struct mst_basis_row *bases;
        size_t bases_count;
};

/* A total that a source stated beside its parts. */
struct mst_control_row {
        const char *levels; /* "period=month,commodity=total", "period=year,partner=group" */
        const char *period;
        struct mst_value stated, parts, difference; /* stated - parts */
};

struct mst_waiting_row {
        const char *currency;
        const char *period;
        int64_t units;
        uint64_t records;
};

struct mst_measure_answer {
        const char *corridor;
        const char *measure;
        const char *window;
        const char *resolution;
        const char *const *by;
        size_t by_count;
        const char *complete_until;
        const char *const *held_back_by;
        size_t held_back_by_count;
        const struct mst_measure_row *rows;
        size_t rows_count;
        const struct mst_waiting_row *waiting;
        size_t waiting_count;
        const char *next; /* empty: this was the last page */
        bool breakdown_closed;
        struct mst_side side, mirror_side;
        const struct mst_control_row *control;
        size_t control_count;
};

struct mst_milestones_answer {
        const struct mst_milestone_row *rows;
        size_t rows_count;
        const char *next;
};

struct mst_record_answer {
        bool found;
        uint64_t number;
        const struct mst_event *statement; /* NULL: none */
        const char *source;
        bool withdrawn;
        bool counts;
        bool disputed;
        uint64_t disputed_times;
        uint64_t position;
        struct mst_vintage vintage;
};

struct mst_source_row {
        const char *source;
        const char *complete_until;
        const char *newest_day;
        const char *numbers;
        const char *resolution;
        uint64_t events;
        uint64_t disputed;
        uint64_t gaps;
        uint64_t last_number;
        uint32_t open_releases;
        struct mst_vintage last_vintage;
        const char *const *holes;
        size_t holes_count;
        /* Of a source that is expected: periods whose time is over; of these: spoken of, in time. */
        uint32_t expected, actual, on_time;
        const char *silent_since; /* a day; "": it is not silent */
};

struct mst_sources_answer {
        const struct mst_source_row *rows;
        size_t rows_count;
};

struct mst_quarantine_row {
        uint64_t position;
        uint32_t index;
        const char *source;
        const char *id;
        enum mst_reason reason;
        const char *field;
        const char *message;
        const char *sender;
        int64_t received_usec;
};

struct mst_quarantine_answer {
        const struct mst_quarantine_row *rows;
        size_t rows_count;
        uint64_t total;
        bool more;
};

struct mst_replay_answer {
        const struct mst_notification *notifications;
        size_t notifications_count;
        uint64_t up_to; /* nothing else for these topics up to this sequence */
        bool end;
        bool gone;
        uint64_t oldest;
        bool diverged;
        uint64_t diverged_after;
        const char *cursor; /* text: where one stands after this page */
};

struct mst_snapshot_answer {
        const struct mst_milestone_row *milestones;
        size_t milestones_count;
        const struct mst_measure_update *measures;
        size_t measures_count;
        const char *cursor; /* text; of several pages, the first one's counts */
        const char *next;
};

struct mst_arrival_answer {
        uint64_t last_number;
};

struct mst_counter_row {
        const char *name;
        const char *unit;
        const char *help;
        uint64_t value;
        bool gauge;
};

struct mst_counters_answer {
        const struct mst_counter_row *rows;
        size_t rows_count;
};

struct mst_release_row {
        const char *source;
        struct mst_release_verdict verdict;
        uint64_t events;
        const char *opened_day;
};

struct mst_releases_answer {
        const struct mst_release_row *rows;
        size_t rows_count;
};

struct mst_command_answer {
        bool done;
        const char *message;
};

enum mst_failure_why {
        MST_FAILURE_UNSPECIFIED = 0, /* no failure */
        MST_FAILURE_UNREADABLE = 1,
        MST_FAILURE_VERSION = 2,
        MST_FAILURE_UNKNOWN_NAME = 3,
        MST_FAILURE_NOT_PERMITTED = 4,
        MST_FAILURE_NOT_YET = 5,
        MST_FAILURE_INVALID = 6,
        MST_FAILURE_BUSY = 7,
};

/* A month of a milestone's window, as it was or as it is projected. */
struct mst_outlook_month {
        const char *month;
        bool known;
        struct mst_quantity amount; /* of the month alone */
        struct mst_quantity low;    /* of the window at its end: 10, 50 and 90 % */
        struct mst_quantity total;
        struct mst_quantity high;
        uint32_t chance_ppm; /* of having reached the target by its end */
};

/* A month of the window as it is known now. */
struct mst_course_month {
        const char *month;
        bool complete; /* all that the value looks at */
        struct mst_value value; /* of the window at the month's end, or at the deadline within it */
};

struct mst_outlook_answer {
        struct mst_milestone_row milestone; /* with the outlook */
        const struct mst_outlook_month *months;
        size_t months_count;
        const struct mst_course_month *course; /* as far as anything is known, whatever `origin` is */
        size_t course_count;
        const struct mst_course_month *course_before; /* a year before, month by month */
        size_t course_before_count;
        const char *window; /* "calendar-year" */
        const char *day;    /* the daemon's, or that of `as_of` */
};

struct mst_failure {
        enum mst_failure_why why;
        const char *field;
        const char *message;
        const char *nearest; /* the nearest known name */
};

struct mst_answer {
        enum mst_ask ask; /* which of the union */
        uint64_t ticket;  /* as mst_desk_ask() gave it */
        const char *journal_id;
        uint64_t epoch;
        uint64_t position;          /* that the answer reflects, on disk */
        struct mst_failure failure; /* why is set: the daemon could not, and the union is empty */
        union {
                struct mst_status_answer status;
                struct mst_measure_answer measure;
                struct mst_milestones_answer milestones;
                struct mst_record_answer record;
                struct mst_sources_answer sources;
                struct mst_quarantine_answer quarantine;
                struct mst_replay_answer replay;
                struct mst_snapshot_answer snapshot;
                struct mst_arrival_answer arrival;
                struct mst_counters_answer counters;
                struct mst_releases_answer releases;
                struct mst_command_answer command;
                struct mst_outlook_answer outlook;
        };
};

#ifdef __cplusplus
}
#endif
