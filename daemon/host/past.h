/* host/past.h: questions about the past, answered on a thread of their own (rule 42).
 *
 *      past_ask ──> queue ──> thread: earlier_go(), query_answer() ──> past_fd() ──> past_take
 *
 * One question after the other; the state that one has led to is kept for the next, so that pages
 * follow each other without a replay, and dropped when nobody has asked for a while. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "query/query.h"
#include "transport/router.h"

/* More waiting questions than this are told to come again. */
#define PAST_QUEUE_MAX 16

struct past;

/* `state_folder` must outlive it. */
int past_new(const char *state_folder, const struct identity *identity, struct past **ret);
/* Waits for the thread, which ends within one entry. */
struct past *past_free(struct past *past);

struct past_question {
        void *socket;
        struct route route;
        const uint8_t *bytes;
        size_t length;
        struct query_as_of as_of;
};

enum { PAST_FULL = 1, PAST_EMPTY };

/* Copied. 0, PAST_FULL or -ENOMEM. */
int past_ask(struct past *past, const struct past_question *question);

/* Readable when an answer is there; past_take() hands it out, borrowed until the next call, or says
 * PAST_EMPTY. Below zero: the thread could not go on, and neither can the daemon. */
int past_fd(const struct past *past);
struct past_answer {
        void *socket;
        struct route route;
        const uint8_t *bytes;
        size_t length;
        bool failed;
};
int past_take(struct past *past, struct past_answer *ret);
