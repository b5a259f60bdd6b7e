/* include/milestone/types.h: what publishers say and what the daemon answers, as plain structs.
 *
 * Texts are UTF-8. In what the caller gives, NULL and "" both mean "not stated"; in what the
 * library gives, no text is ever NULL. A date is "2024-05-01"; a period is one of "2024-05-01",
 * "2024-W18", "2024-05", "2024-Q2", "2024-H1", "2024". Money is in minor units of its currency
 * (ISO 4217), mass in grams, TEU in thousandths, progress in millionths (ppm). A zero enum
 * value means "not stated". Enum values equal those of proto/milestone/v1; a value that this
 * library does not know is handed on as the number it is.
 *
 * Initialise structs with = {0} and name the fields that you set. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* Limits of the protocol. More than that is refused by the daemon, with a receipt. */
#define MST_MESSAGE_BYTES_MAX 1048576u /* of a batch, encoded */
#define MST_BATCH_EVENTS_MAX 10000u
#define MST_ID_BYTES_MAX 128u
#define MST_NAME_BYTES_MAX 64u

/* Number, zero and unknown are three things: known = false is unknown, whatever units is. */
struct mst_quantity {
        bool known;
        int64_t units; /* at most 2^62 either way */
};

enum mst_status {
        MST_STATUS_UNSPECIFIED = 0,
        MST_STATUS_ESTIMATED = 1,
        MST_STATUS_PROVISIONAL = 2,
        MST_STATUS_FINAL = 3,
};

enum mst_reality {
        MST_REALITY_UNSPECIFIED = 0, /* actual */
        MST_REALITY_ACTUAL = 1,
        MST_REALITY_PLANNED = 2,
};

enum mst_flow {
        MST_FLOW_UNSPECIFIED = 0,
        MST_FLOW_IMPORT = 1,
        MST_FLOW_EXPORT = 2,
        MST_FLOW_RE_IMPORT = 3,
        MST_FLOW_RE_EXPORT = 4,
        MST_FLOW_TRANSIT = 5,
};

enum mst_supply {
        MST_SUPPLY_UNSPECIFIED = 0, /* goods */
        MST_SUPPLY_GOODS = 1,
        MST_SUPPLY_SERVICES = 2,
};

enum mst_partner_basis {
        MST_PARTNER_BASIS_UNSPECIFIED = 0,
        MST_PARTNER_BASIS_ORIGIN = 1,
        MST_PARTNER_BASIS_CONSIGNMENT = 2,
        MST_PARTNER_BASIS_DESTINATION = 3,
        MST_PARTNER_BASIS_PURCHASE = 4,
        MST_PARTNER_BASIS_SALE = 5,
};

enum mst_valuation {
        MST_VALUATION_UNSPECIFIED = 0,
        MST_VALUATION_FOB = 1,
        MST_VALUATION_CIF = 2,
        MST_VALUATION_INVOICE = 3,
        MST_VALUATION_STATISTICAL = 4,
};

enum mst_mode {
        MST_MODE_UNSPECIFIED = 0,
        MST_MODE_SEA = 1,
        MST_MODE_RAIL = 2,
        MST_MODE_ROAD = 3,
        MST_MODE_AIR = 4,
        MST_MODE_POST = 5,
        MST_MODE_PIPELINE = 6,
        MST_MODE_INLAND_WATERWAY = 7,
        MST_MODE_OWN_PROPULSION = 8,
        MST_MODE_MULTIMODAL = 9,
        MST_MODE_OTHER = 10,
};

/* Of which breadth a coordinate is. Not stated: what its value looks like. */
enum mst_level {
        MST_LEVEL_UNSPECIFIED = 0,
        MST_LEVEL_TOTAL = 1,
        MST_LEVEL_GROUP = 2,
        MST_LEVEL_CHAPTER = 3,
        MST_LEVEL_HEADING = 4,
        MST_LEVEL_SUBHEADING = 5,
        MST_LEVEL_NATIONAL = 6,
        MST_LEVEL_COUNTRY = 7,
        MST_LEVEL_SUBDIVISION = 8,
        MST_LEVEL_FACILITY = 9,
        MST_LEVEL_MODE = 10,
};

struct mst_levels {
        enum mst_level commodity;
        enum mst_level reporter;
        enum mst_level partner;
        enum mst_level mode;
        enum mst_level place;
};

/* A declaration, or a published figure. */
struct mst_trade {
        const char *reporter; /* required: ISO 3166-1 alpha-2 or 3166-2 */
        const char *partner;  /* the same; empty with level total */
        enum mst_partner_basis partner_basis;
        enum mst_flow flow; /* required */
        enum mst_supply supply;
        const char *commodity;      /* digits; empty: all */
        const char *classification; /* empty: "HS" */
        uint32_t edition;           /* 2017, 2022; 0: not stated */
        struct mst_quantity value;  /* minor units of currency */
        const char *currency;       /* required when value is known */
        enum mst_valuation valuation;
        struct mst_quantity net_mass;      /* grams */
        struct mst_quantity supplementary; /* thousandths of supplementary_unit */
        const char *supplementary_unit;
        enum mst_mode mode;
        const char *facility; /* UN/LOCODE or a name of the configuration */
        const char *procedure;
        const char *second_partner;
};

enum mst_freight_stage {
        MST_FREIGHT_STAGE_UNSPECIFIED = 0,
        MST_FREIGHT_STAGE_ORDERED = 1,
        MST_FREIGHT_STAGE_LOADED = 2,
        MST_FREIGHT_STAGE_DEPARTED = 3,
        MST_FREIGHT_STAGE_BORDER = 4,
        MST_FREIGHT_STAGE_ARRIVED = 5,
        MST_FREIGHT_STAGE_UNLOADED = 6,
        MST_FREIGHT_STAGE_DELIVERED = 7,
        MST_FREIGHT_STAGE_CANCELLED = 8,
};

/* A consignment at a facility and a stage; each stage is a record of its own. */
struct mst_freight {
        const char *origin;
        const char *destination;
        const char *facility;
        enum mst_mode mode;
        const char *route;
        enum mst_freight_stage stage; /* required */
        enum mst_flow flow;
        const char *commodity;
        const char *classification;
        uint32_t edition;
        struct mst_quantity mass;       /* grams, gross */
        struct mst_quantity wagons;     /* pieces */
        struct mst_quantity teu;        /* thousandths */
        struct mst_quantity containers; /* pieces */
        const char *vehicle;
        const char *consignment;
        struct mst_quantity value; /* minor units of currency */
        const char *currency;
};

enum mst_project_kind {
        MST_PROJECT_KIND_UNSPECIFIED = 0,
        MST_PROJECT_KIND_AGREEMENT = 1,
        MST_PROJECT_KIND_MEETING = 2,
        MST_PROJECT_KIND_RAILWAY = 3,
        MST_PROJECT_KIND_PORT = 4,
        MST_PROJECT_KIND_ROAD = 5,
        MST_PROJECT_KIND_PLANT = 6,
        MST_PROJECT_KIND_PIPELINE = 7,
        MST_PROJECT_KIND_OTHER = 8,
};

enum mst_project_stage {
        MST_PROJECT_STAGE_UNSPECIFIED = 0,
        MST_PROJECT_STAGE_PROPOSED = 1,
        MST_PROJECT_STAGE_AGREED = 2,
        MST_PROJECT_STAGE_SIGNED = 3,
        MST_PROJECT_STAGE_STARTED = 4,
        MST_PROJECT_STAGE_COMPLETED = 5,
        MST_PROJECT_STAGE_SUSPENDED = 6,
        MST_PROJECT_STAGE_CANCELLED = 7,
};

/* A report about an agreement, meeting or building. */
struct mst_project {
        const char *project; /* required: what all its reports share */
        enum mst_project_kind kind;
        enum mst_project_stage stage;
        struct mst_quantity progress; /* ppm */
        struct mst_quantity budget;   /* minor units of currency */
        struct mst_quantity spent;    /* minor units of currency */
        const char *currency;
        const char *due; /* date */
        const char *const *places;
        size_t places_count;
        const char *facility;
        const char *parent;
        const char *title;
};

enum mst_rate_kind {
        MST_RATE_KIND_UNSPECIFIED = 0,
        MST_RATE_KIND_OFFICIAL = 1,
        MST_RATE_KIND_REFERENCE = 2,
        MST_RATE_KIND_MARKET = 3,
        MST_RATE_KIND_MONTH_AVERAGE = 4,
};

/* mantissa / 10^scale units of quote for one unit of base. */
struct mst_rate {
        const char *base;  /* required */
        const char *quote; /* required */
        int64_t mantissa;  /* above zero */
        uint32_t scale;    /* at most 18 */
        enum mst_rate_kind kind;
};

enum mst_withdrawal_reason {
        MST_WITHDRAWAL_REASON_UNSPECIFIED = 0,
        MST_WITHDRAWAL_REASON_ERROR = 1,
        MST_WITHDRAWAL_REASON_CANCELLED = 2,
        MST_WITHDRAWAL_REASON_DUPLICATE = 3,
        MST_WITHDRAWAL_REASON_REPLACED = 4, /* by the successors */
        MST_WITHDRAWAL_REASON_LAW = 5,
};

/* Takes back every revision of its record up to the event's number. */
struct mst_withdrawal {
        enum mst_withdrawal_reason reason; /* required */
        const char *text;
        const char *const *successors; /* ids of the same source */
        size_t successors_count;
};

enum mst_event_kind {
        MST_EVENT_UNSPECIFIED = 0, /* in an answer: a kind that this library does not know */
        MST_EVENT_TRADE = 10,
        MST_EVENT_FREIGHT = 11,
        MST_EVENT_PROJECT = 12,
        MST_EVENT_RATE = 13,
        MST_EVENT_WITHDRAWAL = 14,
};

struct mst_event {
        const char *id;     /* required: names the record, together with the source */
        uint64_t revision;  /* sources with explicit numbers: from 1; others: 0 */
        const char *period; /* required, except in a withdrawal */
        enum mst_status status;
        enum mst_reality reality;
        struct mst_levels levels;
        const char *note;
        enum mst_event_kind kind; /* which of the union */
        union {
                struct mst_trade trade;
                struct mst_freight freight;
                struct mst_project project;
                struct mst_rate rate;
                struct mst_withdrawal withdrawal;
        };
};

/* Which release of a source: the date of publication, and a serial for several on one day. */
struct mst_vintage {
        const char *date;
        uint32_t serial;
};

enum mst_control_of {
        MST_CONTROL_OF_UNSPECIFIED = 0,
        MST_CONTROL_OF_RECORDS = 1,
        MST_CONTROL_OF_VALUE = 2,
        MST_CONTROL_OF_MASS = 3,
        MST_CONTROL_OF_TEU = 4,
        MST_CONTROL_OF_WAGONS = 5,
};

struct mst_control_total {
        enum mst_control_of of;
        const char *currency; /* with value */
        enum mst_flow flow;   /* not stated: all */
        const char *period;   /* empty: all of the release */
        const char *sum;      /* decimal integer in the smallest unit; may exceed 64 bits */
};

/* The end of a release: how much it was, and what the source says of its periods. */
struct mst_release_end {
        struct mst_vintage vintage; /* required */
        uint32_t batches;           /* numbered 1 to batches */
        uint64_t events;
        const char *const *periods; /* "2021-11", or "2021-01..2021-12" */
        size_t periods_count;
        const struct mst_control_total *control;
        size_t control_count;
        enum mst_status status;
        bool complete; /* nothing more is owed for these periods */
        bool replaces; /* what it said of these periods before is void */
        const char *embargo;
        bool historical; /* told as backfill */
        const char *note;
};

/* ---- receipts ---- */

enum mst_verdict {
        MST_VERDICT_UNSPECIFIED = 0,
        MST_VERDICT_ACCEPTED = 1,
        MST_VERDICT_REVISED = 2,
        MST_VERDICT_REPEATED = 3,
        MST_VERDICT_STALE = 4,
        MST_VERDICT_DISPUTED = 5,
        MST_VERDICT_WITHDRAWN = 6,
        MST_VERDICT_STAGED = 7,
        MST_VERDICT_REFUSED = 8,
};

enum mst_reason {
        MST_REASON_UNSPECIFIED = 0,
        MST_REASON_FRAMES = 1,
        MST_REASON_TOO_LARGE = 2,
        MST_REASON_UNREADABLE = 3,
        MST_REASON_VERSION = 4,
        MST_REASON_SOURCE = 5,
        MST_REASON_NOT_PERMITTED = 6,
        MST_REASON_RETRY_LATER = 7,
        MST_REASON_RELEASE = 8,
        MST_REASON_NUMBER = 9,
        MST_REASON_LIMIT = 10,
        MST_REASON_CONTROL_TOTAL = 11,
        MST_REASON_MISSING = 20,
        MST_REASON_TEXT = 21,
        MST_REASON_CODE = 22,
        MST_REASON_ENUM = 23,
        MST_REASON_PERIOD = 24,
        MST_REASON_HORIZON = 25,
        MST_REASON_RANGE = 26,
        MST_REASON_KIND = 27,
        MST_REASON_REPORTER = 28,
        MST_REASON_UNKNOWN_FIELDS = 29,
        MST_REASON_PLAUSIBILITY = 30,
};

struct mst_exception {
        uint32_t index; /* of the event in its batch, from 0 */
        const char *id;
        enum mst_verdict verdict;
        enum mst_reason reason;
        const char *field;      /* "trade.currency" */
        const char *message;    /* one sentence */
        uint32_t release_batch; /* in the verdict on a release: the batch that index counts in */
};

struct mst_counts {
        uint64_t accepted;
        uint64_t revised;
        uint64_t repeated;
        uint64_t stale;
        uint64_t disputed;
        uint64_t withdrawn;
        uint64_t staged;
        uint64_t refused;
};

enum mst_release_state {
        MST_RELEASE_STATE_UNSPECIFIED = 0,
        MST_RELEASE_STATE_OPEN = 1,
        MST_RELEASE_STATE_EMBARGOED = 2,
        MST_RELEASE_STATE_COUNTED = 3,
        MST_RELEASE_STATE_QUARANTINED = 4,
        MST_RELEASE_STATE_ABORTED = 5,
        MST_RELEASE_STATE_DROPPED = 6,
};

struct mst_release_verdict {
        struct mst_vintage vintage;
        enum mst_release_state state;
        uint32_t batches; /* announced by the end; 0 before it */
        uint32_t batches_present;
        const uint32_t *missing; /* numbers of batches, the first 100 */
        size_t missing_count;
        bool end_missing;
        struct mst_counts counts; /* over the whole release, once it counted */
        const char *message;
};

/* The daemon's answer to one batch: it is on disk, or refused whole (reason is set). */
struct mst_receipt {
        uint64_t ticket; /* as mst_publisher_send() gave it */
        void *userdata;  /* as mst_publisher_send() took it */
        const char *source;
        uint64_t number;        /* of the batch, as the caller set it */
        const char *journal_id; /* hexadecimal */
        uint64_t epoch;
        uint64_t position; /* of the entry in the journal; 0: none was written */
        bool dry_run;
        bool journal_changed; /* another journal or epoch than the receipt before: what had higher
                                 positions than this one went back, and must be sent again */
        uint32_t sent_times;  /* 1: at once; more: sent again after a loss of the connection */
        struct mst_counts counts;
        const struct mst_exception *exceptions;
        size_t exceptions_count;
        uint64_t exceptions_left_out;
        enum mst_reason reason; /* unspecified: the batch as a whole was taken */
        const char *field;
        const char *message;
        const struct mst_release_verdict *release; /* NULL: the batch belongs to none */
};

/* ---- what subscribers are told ---- */

enum mst_kind {
        MST_KIND_UNSPECIFIED = 0,
        MST_KIND_REACHED = 1,
        MST_KIND_CONFIRMED = 2,
        MST_KIND_RETRACTED = 3,
        MST_KIND_RESTATED = 4,
        MST_KIND_RESCHEDULED = 5,
        MST_KIND_AWAITING = 6,
        MST_KIND_MISSED = 7,
        MST_KIND_AT_RISK = 8,
        MST_KIND_ON_TRACK = 9,
        MST_KIND_FELL_BELOW = 10,
        MST_KIND_SILENT = 11,
        MST_KIND_SPEAKING = 12,
        MST_KIND_DROPPED = 13,
};

enum mst_standing {
        MST_STANDING_UNSPECIFIED = 0,
        MST_STANDING_OPEN = 1,
        MST_STANDING_AWAITING = 2,
        MST_STANDING_REACHED = 3,
        MST_STANDING_MISSED = 4,
        MST_STANDING_REACHED_LATE = 5,
        MST_STANDING_RETIRED = 6,
        MST_STANDING_UNKNOWN = 7, /* target unknown: its baseline is not complete, or waits */
        MST_STANDING_FELL_BELOW = 8, /* it held its level, and no longer does */
};

enum mst_value_state {
        MST_VALUE_UNSPECIFIED = 0, /* absent from the message */
        MST_VALUE_KNOWN = 1,
        MST_VALUE_NO_DATA = 2,
        MST_VALUE_INCOMPLETE = 3,   /* units is what is known */
        MST_VALUE_OUT_OF_RANGE = 4, /* units says nothing */
};

struct mst_value {
        enum mst_value_state state;
        int64_t units; /* value x 10^scale */
        uint32_t scale;
        const char *unit; /* ISO 4217 code, "g", "TEU", "wagon", "container", "record", "%", "milestone" */
        uint64_t provisional_records;
        uint64_t unknown_records;
        uint64_t waiting_records;
};

/* Ends included; all empty: none. */
struct mst_interval {
        const char *first;
        const char *last;
        const char *period;
};

enum mst_cause_what {
        MST_CAUSE_UNSPECIFIED = 0,
        MST_CAUSE_RECORDS = 1,
        MST_CAUSE_RELEASE = 2,
        MST_CAUSE_RATE = 3,
        MST_CAUSE_TICK = 4,
        MST_CAUSE_CONFIGURATION = 5,
        MST_CAUSE_ADMINISTRATOR = 6,
        MST_CAUSE_PERSPECTIVE = 7,
        MST_CAUSE_PROGRAM = 8,
};

struct mst_record_ref {
        const char *source;
        const char *id;
        uint64_t number;
};

struct mst_cause {
        enum mst_cause_what what;
        const struct mst_record_ref *records; /* the first few of records_total */
        size_t records_count;
        uint64_t records_total;
        const char *release_source; /* empty: no release */
        struct mst_vintage release_vintage;
        const char *text;
};

struct mst_known {
        uint64_t position;
        const char *day;
};

enum mst_outlook_state {
        MST_OUTLOOK_UNSPECIFIED = 0,
        MST_OUTLOOK_UNKNOWN = 1,
        MST_OUTLOOK_ON_TRACK = 2,
        MST_OUTLOOK_AT_RISK = 3,
};

/* Why there is no chance. */
enum mst_outlook_reason {
        MST_OUTLOOK_REASON_UNSPECIFIED = 0, /* there is one */
        MST_OUTLOOK_REASON_OVER = 1,
        MST_OUTLOOK_REASON_NOT_ADDITIVE = 2,
        MST_OUTLOOK_REASON_NO_CHANCE = 3,
        MST_OUTLOOK_REASON_NO_MONTHS = 4,
        MST_OUTLOOK_REASON_INCOMPLETE = 5,
        MST_OUTLOOK_REASON_NO_TARGET = 6,
        MST_OUTLOOK_REASON_OF_OTHERS = 7,
        MST_OUTLOOK_REASON_NOT_MONTHLY = 8,
};

struct mst_outlook {
        enum mst_outlook_state state;
        enum mst_outlook_reason reason;
        uint32_t chance_ppm;
        struct mst_quantity total_low;
        struct mst_quantity total;
        struct mst_quantity total_high;
        const char *date_low;
        const char *date;
        const char *date_high;
        uint32_t usual_error_ppm;
        uint32_t months_known;
        const char *last_complete;
        const char *sentence;
        struct mst_quantity known;  /* what the window has so far */
        struct mst_quantity pace;   /* of a month that is to come */
        struct mst_quantity needed; /* in each of them */
        const char *total_day;
        const char *origin; /* figures up to this day are in it */
        struct mst_quantity target; /* projected, where the milestone's own is not known yet */
};

struct mst_before {
        uint64_t all;
        uint64_t corridor;
        uint64_t kind;
        uint64_t source;
};

struct mst_notification {
        const char *journal_id; /* hexadecimal */
        uint64_t epoch;
        uint64_t sequence;
        struct mst_before before;
        enum mst_kind kind;
        const char *corridor;
        const char *milestone;
        const char *measure;
        const char *series;   /* "partner=BY"; empty: the total */
        const char *instance; /* of `each`: "2021" */
        uint32_t step_ppm;    /* 0: the target itself */
        enum mst_standing outcome;
        enum mst_standing outcome_before;
        struct mst_value value;
        struct mst_value value_before; /* state unspecified: nothing was told before */
        struct mst_quantity target;    /* in the value's scale and unit */
        struct mst_interval reached;
        struct mst_interval reached_before;
        const char *deadline;
        bool late;
        bool confirmed;
        struct mst_known known;
        struct mst_cause cause;
        bool backfill;
        struct mst_outlook outlook;
        const char *source;
        const char *chain; /* hexadecimal */
        const char *text;  /* one sentence for a person */
};

struct mst_measure_update {
        uint64_t position;
        const char *corridor;
        const char *measure;
        const char *series;
        const char *period;
        struct mst_value value;
        const char *complete_until;
};

/* A window in a few points, evenly spread over it: its value at ends of months. */
struct mst_sketch {
        const int64_t *units; /* in the value's scale and unit */
        size_t count;         /* 0: it was not asked for */
        uint32_t gaps;        /* bit i: point i has no value */
        uint32_t ahead;       /* so many points more until the window's end */
};

struct mst_milestone_row {
        const char *corridor;
        const char *milestone;
        const char *measure;
        const char *instance;
        const char *series;
        uint32_t step_ppm;
        enum mst_standing outcome;
        struct mst_outlook outlook;
        struct mst_value value;
        struct mst_quantity target;
        struct mst_interval reached;
        const char *deadline;
        bool confirmed;
        struct mst_known known; /* of what was told last; position 0: nothing was yet */
        const char *held_back_by;
        const char *attention; /* a sentence: what needs a person; empty: nothing */
        struct mst_sketch sketch;
};

enum mst_news_what {
        MST_NEWS_NOTIFICATION = 1, /* each once and in order */
        MST_NEWS_MEASURE = 2,      /* the newest value only */
        MST_NEWS_MILESTONE = 3,    /* of the snapshot: how a milestone stands */
        MST_NEWS_PRESENT = 4,      /* the snapshot is whole, the live stream follows */
        MST_NEWS_RESYNC = 5,       /* the daemon was restored or is another: what was told after
                                      `sequence` is void, its journal's own account follows */
        MST_NEWS_GONE = 6,         /* the daemon keeps nothing between the cursor and `sequence`, which
                                      is the oldest that follows: ask for the present */
};

struct mst_news {
        enum mst_news_what what;
        uint64_t sequence; /* of the notification, or as told above; else 0 */
        const struct mst_notification *notification;
        const struct mst_measure_update *measure;
        const struct mst_milestone_row *milestone;
};

/* ---- names and numbers ---- */

/* The enums above, so that one function names them all. */
enum mst_enum {
        MST_ENUM_STATUS,
        MST_ENUM_REALITY,
        MST_ENUM_FLOW,
        MST_ENUM_SUPPLY,
        MST_ENUM_PARTNER_BASIS,
        MST_ENUM_VALUATION,
        MST_ENUM_MODE,
        MST_ENUM_LEVEL,
        MST_ENUM_FREIGHT_STAGE,
        MST_ENUM_PROJECT_KIND,
        MST_ENUM_PROJECT_STAGE,
        MST_ENUM_RATE_KIND,
        MST_ENUM_WITHDRAWAL_REASON,
        MST_ENUM_CONTROL_OF,
        MST_ENUM_VERDICT,
        MST_ENUM_REASON,
        MST_ENUM_RELEASE_STATE,
        MST_ENUM_KIND,
        MST_ENUM_STANDING,
        MST_ENUM_VALUE_STATE,
        MST_ENUM_CAUSE,
        MST_ENUM_OUTLOOK_STATE,
        MST_ENUM_FAILURE,
        MST_ENUM_OUTLOOK_REASON,
        MST_ENUM_EVENT_KIND,
};

/* "fell-below", "re-export": lower case with '-', as in topics; "" for zero, "?" for a value
 * that this library does not know. Static. */
const char *mst_enum_name(enum mst_enum which, int value);

/* The value with this name, or MST_UNKNOWN_NAME. "" is zero. */
int mst_enum_value(enum mst_enum which, const char *name, int *ret);

/* The names of an enum in order of value, without zero: NULL after the last `index`. Static. */
const char *mst_enum_list(enum mst_enum which, size_t index);

#define MST_UNITS_TEXT_MAX 48u

/* "-1234.50" for -123450 at scale 2: no grouping, no exponent. Returns `ret`. Scale up to 18. */
const char *mst_units_format(int64_t units, uint32_t scale, char ret[MST_UNITS_TEXT_MAX]);

/* The exact inverse, for "1234.5", "-0.07", "+3" and "1_000_000" (an underscore between digits).
 * Zeros beyond the scale are no digits. MST_SYNTAX, MST_DIGITS, MST_RANGE. */
int mst_units_parse(const char *text, uint32_t scale, int64_t *ret);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
