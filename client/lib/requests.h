/* client/lib/requests.h: messages that want an answer: batches for the intake, questions for the
 * desk. Each carries a request id that its answer repeats.
 *
 *             sent                    answered
 *   WAITING ---------> ON_THE_WAY ----------------> gone
 *      ^                 |     |
 *      |  link lost, or  |     | answered: retry later
 *      |  overdue        |     v
 *      +-----------------+   PAUSED
 *      +------------------------+
 *            pause is over
 *
 * What holds: requests leave in the order in which they came, and one never leaves before an
 * earlier one of its lane (a source) that waits or pauses. At most `window` are kept. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link.h"

#define REQUEST_ID_BYTES 16u

enum request_state { REQUEST_WAITING, REQUEST_ON_THE_WAY, REQUEST_PAUSED };

struct request {
        struct request *next;
        struct request *previous;
        enum request_state state;
        uint64_t ticket;
        char *lane; /* "": none */
        uint64_t number;
        void *userdata;
        int ask;
        bool once; /* never sent again: a command */
        unsigned char *bytes;
        size_t size;
        uint32_t sent_times;
        int64_t due_usec; /* ON_THE_WAY: overdue then; PAUSED: over then */
};

struct requests {
        struct link link;
        struct request *first;
        struct request *last;
        unsigned int count;
        unsigned int paused;
        unsigned int window;
        int64_t answer_usec;
        int64_t pause_usec; /* of the next retry later; grows until something succeeds */
        uint64_t tickets;
        unsigned char nonce[REQUEST_ID_BYTES - sizeof(uint64_t)];
        uint64_t sent;
        uint64_t sent_again;
        uint64_t strays;
};

int requests_init(struct requests *requests, void *context, const char *endpoint,
                  const struct mst_options *options, struct bell *bell);
void requests_done(struct requests *requests);

/* The id of the next request, to be encoded into it. */
void requests_next_id(const struct requests *requests, unsigned char ret[REQUEST_ID_BYTES]);

/* Takes `bytes` (of malloc) on success. MST_WINDOW_FULL. The request is the list's. */
int requests_add(struct requests *requests, const char *lane, unsigned char *bytes, size_t size,
                 struct request **ret);

/* Sends what may be sent now. */
int requests_pump(struct requests *requests);

/* The request that an answer with this id is to: NULL, counted as a stray, if it is to none. */
struct request *requests_find(struct requests *requests, const unsigned char *id, size_t size);
struct request *requests_find_ticket(const struct requests *requests, uint64_t ticket);

/* It was answered: gone. */
void requests_remove(struct requests *requests, struct request *request);
/* It was answered with retry later. */
void requests_pause(struct requests *requests, struct request *request);

/* Something is to be received, or to be sent and may be. */
bool requests_work(const struct requests *requests);
/* When something is to be done though nobody sends anything; BELL_NEVER. */
int64_t requests_due_usec(const struct requests *requests);
