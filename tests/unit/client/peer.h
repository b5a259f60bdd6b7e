/* tests/unit/client/peer.h: a daemon of straw, with real ZeroMQ sockets in a folder of its own, that
 * answers as proto/README.md says and misbehaves on request: it loses messages, closes, comes
 * back, answers out of order or not at all.
 *
 * It has no thread: the test turns it by peer_turn() between the turns of what it tests, so that
 * a failure happens the same way each time. Where a blocking call is tested, peer_thread() turns
 * it in the background. */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "milestone/client.h"
#include "milestone/v1/desk.pb-c.h"
#include "milestone/v1/event.pb-c.h"
#include "milestone/v1/notification.pb-c.h"
#include "milestone/v1/receipt.pb-c.h"

#define PEER_TOLD_MAX 20000u
#define PEER_ARRIVED_MAX 4096u
#define PEER_MEASURES_MAX 16u
#define PEER_WAIT_MSEC 60000 /* what does not happen within it never does */

struct told {
        uint64_t sequence;
        enum mst_kind kind;
        char corridor[32];
        char milestone[32];
        unsigned char *bytes;
        size_t size;
};

/* A batch that came to the intake. */
struct arrived {
        unsigned char identity[64];
        size_t identity_size;
        bool delimited;
        Milestone__V1__EventBatch *batch;
};

struct peer {
        char folder[64];
        struct mst_endpoints endpoints;
        void *context;
        void *intake;
        void *desk;
        void *notifications;
        unsigned int subscriptions; /* to the beat, that are there now */

        const char *journal_id;
        uint64_t epoch;
        uint64_t position;
        struct told told[PEER_TOLD_MAX];
        size_t told_count;
        size_t told_at_beat;
        uint64_t oldest;
        uint64_t diverged_after;
        size_t page; /* notifications of a page */
        size_t snapshot_page;
        bool tells_between_pages; /* of a snapshot, and the stream loses it */

        struct {
                const char *corridor;
                const char *measure;
                int64_t units;
                uint64_t position;
        } measures[PEER_MEASURES_MAX];
        size_t measures_count;

        bool receipts;      /* each batch gets one at once */
        bool desk_silent;   /* questions are read and not answered */
        unsigned int desk_busy; /* so many questions are answered with a failure */
        struct arrived arrived[PEER_ARRIVED_MAX];
        size_t arrived_count;
        uint64_t questions;
        uint64_t replays;
        uint64_t commands;

        pthread_t thread;
        atomic_bool running;
};

struct peer *peer_new(void);
void peer_free(struct peer *peer);

/* The daemon is gone, and is there again at the same place. */
void peer_close(struct peer *peer);
void peer_open(struct peer *peer);

/* All that is there now. */
void peer_turn(struct peer *peer);
/* Until something is there, at most so long. */
void peer_wait(struct peer *peer, long msec);
void peer_thread(struct peer *peer);
void peer_thread_end(struct peer *peer);

/* A new notification. `lost`: it is in the outbox, and never reaches the stream. */
void peer_tell(struct peer *peer, const char *corridor, const char *milestone, enum mst_kind kind, bool lost);
void peer_beat(struct peer *peer);
/* A measure has a new value; `lost` as above. */
void peer_measure(struct peer *peer, const char *corridor, const char *measure, int64_t units, bool lost);
void peer_send(struct peer *peer, const char *topic, const void *bytes, size_t size);

/* The receipt for what arrived: accepted, or refused whole. */
void peer_receipt(struct peer *peer, const struct arrived *arrived, Milestone__V1__Reason reason);

/* Turns both until the condition holds; fails the test if it never does. */
#define PEER_UNTIL(peer, turn, condition)                                       \
        do {                                                                    \
                int64_t until_msec_ = peer_now_msec() + PEER_WAIT_MSEC;         \
                while (!(condition)) {                                          \
                        peer_turn(peer);                                        \
                        turn;                                                   \
                        if (peer_now_msec() > until_msec_)                      \
                                ck_abort_msg("never: %s", #condition);          \
                }                                                               \
        } while (0)
int64_t peer_now_msec(void);
