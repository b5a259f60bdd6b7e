/* query/inside.h: one function for each question. Each fills the answer with memory of the query's
 * arena: 0, -errno, or QUERY_FAILED with the failure filled in. */
#pragma once
#include "core/reads.h"
#include "query/query.h"

enum { QUERY_FAILED = 1 };

typedef Milestone__V1__Question Question;
typedef Milestone__V1__Answer Answer;

/* A name that is not known, with the nearest one that is. */
int fail(struct query *query, Answer *answer, Milestone__V1__Failure__Why why, const char *field,
         const char *format, ...) __attribute__((format(printf, 5, 6)));
int fail_unknown(struct query *query, Answer *answer, const char *field, struct text name,
                 const struct text *known, size_t known_count);

/* A growing list of messages in the arena. */
struct list {
        void **items;
        size_t count, capacity;
        size_t bytes; /* packed, of what list_add_row() added */
};
int list_add(struct query *query, struct list *list, void *item);
/* A row of a page: 0, or QUERY_FAILED if the page is full and the row is not in it. NULL: -ENOMEM. */
int list_add_row(struct query *query, struct list *list, size_t limit, ProtobufCMessage *row);

/* Where a page begins and how it ends. Rows have keys; `after` is the key of the last row of the
 * page before, which must still be there: else rows would be missed, or an end be told that is
 * none, so the peer is told to begin again. */
#define KEY_BYTES_MAX 512
struct page {
        struct query *query;
        struct text after;
        bool skipping; /* the row of `after` has not come yet */
        size_t limit;
        char key[KEY_BYTES_MAX]; /* of the last row that is in the page */
};
struct page page_of(struct query *query, uint32_t limit, const char *after);
/* Whether a row lies before the page: `after` itself, too. */
bool page_skips(struct page *page, const char *key);
/* 0, or QUERY_FAILED: `after` was not found. */
int page_found(const struct page *page, Answer *answer);
char *page_next(const struct page *page);

/* The topics of a question as texts; QUERY_FAILED: too many. */
int prefixes_of(struct query *query, char **topics, size_t count, Answer *answer, struct text **ret);

/* measures.c */
int32_t newest_end(const struct query *query, uint32_t measure);
/* "calendar-year"; NULL: -ENOMEM. */
const char *window_text(struct query *query, const struct plan_window *window);
/* "flow=export,hs2=27"; empty: the total. */
struct text series_text(struct query *query, const struct measure_row *row);
int answer_measure(struct query *query, const Milestone__V1__MeasureQuestion *question, Answer *answer);
/* milestones.c */
int answer_milestones(struct query *query, const Milestone__V1__MilestonesQuestion *question, Answer *answer);
int answer_snapshot(struct query *query, const Milestone__V1__SnapshotQuestion *question, Answer *answer);
/* outlook.c */
int answer_outlook(struct query *query, const Milestone__V1__OutlookQuestion *question, Answer *answer);
/* records.c */
int answer_record(struct query *query, const Milestone__V1__RecordQuestion *question, Answer *answer);
int answer_quarantine(struct query *query, const Milestone__V1__QuarantineQuestion *question, Answer *answer);
Milestone__V1__Event *event_message(struct query *query, const struct event *event);
/* replay.c */
int answer_replay(struct query *query, const Milestone__V1__ReplayQuestion *question, Answer *answer);
/* status.c */
/* The source's index, or QUERY_FAILED. */
int known_source(struct query *query, struct text name, Answer *answer, uint32_t *ret);
int answer_status(struct query *query, Answer *answer);
int answer_sources(struct query *query, Answer *answer);
int answer_releases(struct query *query, const Milestone__V1__ReleasesQuestion *question, Answer *answer);
int answer_arrival(struct query *query, const Milestone__V1__ArrivalQuestion *question, Answer *answer);
int answer_counters(struct query *query, Answer *answer);
int answer_command(struct query *query, const Milestone__V1__CommandQuestion *question, Answer *answer);

/* Memory of the arena, initialised by protobuf-c; NULL: none. */
#define MESSAGE_NEW(query, type, init)                                      \
        __extension__({                                                     \
                type *message_ = arena_take(&(query)->arena, sizeof(type)); \
                if (message_)                                               \
                        init(message_);                                     \
                message_;                                                   \
        })
