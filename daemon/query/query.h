/* query/query.h: what may be asked, answered from the core between two entries, from the store and
 * from the outbox. Reads only: nothing here changes a state.
 *
 * A question is one message, its answer another; asking again is the credit for the next page, so
 * a peer that does not read costs nothing. Work for an answer is bounded by its page. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"
#include "publish/encode.h"
#include "publish/outbox.h"
#include "store/store.h"

/* A page fits a message of 1 MiB, whatever is in it: the page ends where its rows would fill more
 * than QUERY_PAGE_BYTES_MAX, the rest is for what stands around them. */
#define QUERY_ROWS_MAX       1000
#define QUERY_REPLAY_MAX     500
#define QUERY_PAGE_BYTES_MAX (900 * 1024)
/* Prefixes of a question: each row is compared with each of them, and a subscriber has some tens. */
#define QUERY_TOPICS_MAX 1000

/* What only the host knows; filled in by it before each question. */
struct query_status {
        const char *state; /* "running", "refusing: ..." */
        const char *timezone;
        uint64_t journal_last, journal_settled;
        int64_t started_usec, now_usec;
        uint64_t held, disk_free_bytes;
        size_t attention_count;
        const char *const *attention;
};

/* Counters as the host has them: a table of rows. */
struct query_counter {
        const char *name, *unit, *meaning;
        bool gauge;
        uint64_t value;
};
typedef size_t (*query_counters)(void *context, struct query_counter *ret, size_t max);

/* Administration: control's. `*ret_message` is a sentence, borrowed until the next command. */
typedef bool (*query_command)(void *context, const char *verb, char *const *arguments, size_t arguments_count,
                              bool dry_run, const char **ret_message);

struct query {
        struct core *core;
        struct store *store;
        struct outbox *outbox;
        struct identity identity;
        uint64_t position; /* last entry applied: answers reflect it */
        struct query_status status;
        query_counters counters;
        query_command command;
        void *context; /* of both */
        struct arena arena;
        size_t unpacked_bytes; /* of the question at hand */
};

/* Appends the answer, which is never longer than MESSAGE_BYTES_MAX. `question` NULL: what came was
 * not one frame. `*ret_failed`: it is a Failure. 0 or -errno. */
int query_answer(struct query *query, const uint8_t *question, size_t length, struct wire_out *out,
                 bool *ret_failed);
/* Does the question ask for what was known earlier? Then another query, over an earlier state, has to
 * answer it, and its own position and day are not looked at again. */
struct query_as_of {
        bool asked;
        uint64_t position; /* 0: by day */
        int32_t day;       /* its end */
};
enum { QUERY_BAD_TIME = 1 };
/* 0, or QUERY_BAD_TIME: both, no day, or a question that cannot be asked of the past; `*ret_why` is a
 * sentence for ever. What cannot be read at all asks for nothing. */
int query_as_of(struct query *query, const uint8_t *question, size_t length, struct query_as_of *ret,
                const char **ret_why);
/* An answer that is a failure: INVALID, or BUSY. */
int query_refuse(struct query *query, const uint8_t *question, size_t length, bool busy, const char *field,
                 const char *why, struct wire_out *out);
void query_done(struct query *query);
