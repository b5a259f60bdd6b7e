/* include/milestone/client.h: a milestoned daemon from a C program.
 *
 * Three handles: a *publisher* hands batches in and gets receipts, a *subscriber* is told every
 * notification once and in order, a *desk* asks. Each handle belongs to one thread at a time,
 * opens its own connections, and knows nothing of the others. After fork() only the process
 * that made a handle may use it.
 *
 * Each handle works in two ways, which may be mixed:
 *   blocking    the functions with `timeout_msec` wait until there is something, at most so
 *               long (0: do not wait; -1: for ever), and return MST_TIMEOUT;
 *   in a loop   wait until mst_x_fd() is readable (poll, epoll, sd-event; it stays readable
 *               while there is work, and timers are in it), call mst_x_dispatch(), then take
 *               what is there with mst_x_next() until it says MST_NONE. Where a callback is
 *               set, dispatch calls it instead. A callback must not free its handle.
 *
 * The library starts no threads of its own (libzmq has one for input and output in each
 * handle, with all signals blocked), installs no signal handlers, writes nothing anywhere.
 * A daemon that is not there is no error: handles wait for it and go on when it comes. Ask
 * mst_x_state() who wants to know.
 *
 * Every `struct mst_x *` that comes through `ret` is the caller's, who gives it back to
 * mst_x_unref(); NULL is fine there, and NULL comes back. All that hangs below a receipt, news
 * or answer lives as long as it does. */
#pragma once
#include "milestone/answers.h"
#include "milestone/errors.h"
#include "milestone/types.h"
#include "milestone/version.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* ---- where the daemon is ---- */

#define MST_ENDPOINT_MAX 256u

/* ZeroMQ endpoints: "ipc:///run/milestoned/intake", "tcp://host:5570". An empty one stands for
 * the default. */
struct mst_endpoints {
        char intake[MST_ENDPOINT_MAX];
        char desk[MST_ENDPOINT_MAX];
        char notifications[MST_ENDPOINT_MAX];
};

/* The three ipc sockets in a daemon's runtime directory, "/run/milestoned" when NULL.
 * -ENAMETOOLONG: a socket's path would have more than 107 bytes. */
int mst_endpoints_from_folder(const char *folder, struct mst_endpoints *ret);

/* How to connect. Zero and NULL stand for the defaults. */
struct mst_options {
        size_t size; /* sizeof(struct mst_options), so that later versions may add to it */

        /* CURVE, as Z85 text of 40 characters: all three or none. */
        const char *server_key;
        const char *public_key;
        const char *secret_key;

        /* Who sends, for the daemon's log and quarantine. */
        const char *software;
        const char *software_version;

        unsigned int linger_msec; /* 2000: how long unref waits for what was handed over to leave */
        unsigned int answer_msec; /* 10000: after so long without receipt or answer, ask again */
        unsigned int window;      /* 32 batches in flight; at most 1024 */
        unsigned int held_max;    /* 10000 notifications kept while a gap is being filled */
};

#define MST_OPTIONS_INIT                                                                                     \
        {                                                                                                    \
                .size = sizeof(struct mst_options)                                                           \
        }

/* ---- batches ---- */

/* One message: the events of one source, judged as a whole. Or the end or abort of a release,
 * or "nothing until". Each event is encoded when it is added; nothing of the caller's is kept. */
struct mst_batch;

int mst_batch_new(const char *source, struct mst_batch **ret);
struct mst_batch *mst_batch_unref(struct mst_batch *batch);

/* MST_TOO_LARGE: the batch is full and is as it was: send it, and add the event to the next.
 * On an empty batch: this event alone is more than a message may be. -EINVAL: no kind.
 * What the daemon would refuse is not refused here: its receipt says it better. */
int mst_batch_add(struct mst_batch *batch, const struct mst_event *event);

/* Required for sources whose numbers come by arrival: above the last one, mst_desk_arrival()
 * knows it. Useful for all: a gap in it is noticed and shown. */
void mst_batch_set_number(struct mst_batch *batch, uint64_t number);

/* By-release sources: the release that this batch belongs to, and its number there, from 1. */
int mst_batch_set_release(struct mst_batch *batch, const struct mst_vintage *vintage, uint32_t release_batch);

/* Full receipt, nothing kept. */
void mst_batch_set_dry_run(struct mst_batch *batch, bool dry_run);

/* The end, or the abort, of a release; and the source's word that it has sent all that it has
 * up to this day. A batch of its own each. */
int mst_batch_end_release(struct mst_batch *batch, const struct mst_release_end *end);
int mst_batch_abort_release(struct mst_batch *batch, const struct mst_vintage *vintage, const char *reason);
int mst_batch_nothing_until(struct mst_batch *batch, const char *date);

size_t mst_batch_events(const struct mst_batch *batch);
size_t mst_batch_bytes(const struct mst_batch *batch);

/* ---- publisher ---- */

/* Sends batches over DEALER and gives every one its receipt. Up to `window` are in flight; who
 * sends more is told so. What has no receipt when the connection comes back, or after
 * answer_msec, is sent again in its order (the daemon says *repeated*: harmless), and so is
 * what was answered *retry later*, after a pause; such an answer is no receipt. A batch never
 * leaves before an earlier one of its source that has to be sent again. Receipts come in the
 * order of the daemon's answers. */
struct mst_publisher;

struct mst_publisher_state {
        bool connected;
        unsigned int in_flight;   /* sent, or waiting to be sent, without receipt */
        unsigned int window;
        uint64_t batches_sent;    /* that have been on the wire, each counted once */
        uint64_t batches_resent;  /* times that one was sent again */
        uint64_t receipts;
        uint64_t retry_later;     /* such answers */
        uint64_t strays;          /* answers to nothing that is in flight: second receipts */
        uint64_t unreadable;      /* messages that are no receipts */
};

int mst_publisher_new(const struct mst_endpoints *endpoints, const struct mst_options *options,
                      struct mst_publisher **ret);
/* Batches without a receipt may or may not be on disk: whoever must know waits for it before. */
struct mst_publisher *mst_publisher_unref(struct mst_publisher *publisher);

/* Takes *batch and sets it NULL on 0, leaves it on anything else. Never waits: MST_WINDOW_FULL
 * asks to take a receipt first; receipts that nobody took count too. MST_ORDER: its number is set
 * and not above the last one sent for this source. `userdata` comes back in the receipt.
 * `ret_ticket` may be NULL. */
int mst_publisher_send(struct mst_publisher *publisher, struct mst_batch **batch, void *userdata,
                       uint64_t *ret_ticket);

/* The same, and waits for its own receipt. Receipts of others that come meanwhile stay for next()
 * or the next dispatch. After MST_TIMEOUT the batch is still in flight, and *batch NULL. */
int mst_publisher_publish(struct mst_publisher *publisher, struct mst_batch **batch, int timeout_msec,
                          struct mst_receipt **ret);

/* The next receipt: MST_NONE at once, or after waiting MST_TIMEOUT. */
int mst_publisher_next(struct mst_publisher *publisher, struct mst_receipt **ret);
int mst_publisher_receive(struct mst_publisher *publisher, int timeout_msec, struct mst_receipt **ret);
struct mst_receipt *mst_receipt_unref(struct mst_receipt *receipt);

/* Called by dispatch for each receipt, instead of next(). The receipt is borrowed until it returns. */
void mst_publisher_set_callback(struct mst_publisher *publisher,
                                void (*callback)(void *userdata, const struct mst_receipt *receipt),
                                void *userdata);

int mst_publisher_fd(struct mst_publisher *publisher);
int mst_publisher_dispatch(struct mst_publisher *publisher);
/* Waits until the descriptor is readable and dispatches once. */
int mst_publisher_wait(struct mst_publisher *publisher, int timeout_msec);
void mst_publisher_state(const struct mst_publisher *publisher, struct mst_publisher_state *ret);

/* ---- subscriber ---- */

/* Hears each notification of its topics once and in order, across restarts of the daemon and
 * its own, and the newest value of each measure. It subscribes, compares the sequences and the
 * beat with its cursor, asks the desk for what it lacks, and merges.
 *
 * Topics are prefixes: "milestone/CORRIDOR/MILESTONE/KIND/", "kind/KIND/CORRIDOR/MILESTONE/",
 * "source/SOURCE/KIND/", "measure/CORRIDOR/MEASURE/"; each part ends with '/'. */
struct mst_subscriber;

enum mst_start {
        MST_START_PRESENT = 0, /* how everything stands now, then what follows */
        MST_START_LIVE = 1,    /* what follows from now on */
        MST_START_OLDEST = 2,  /* all that the daemon still keeps, then what follows */
};

#define MST_REFUSED_TEXT_MAX 256u

struct mst_subscriber_state {
        bool connected;      /* to the stream of notifications */
        bool desk_connected;
        bool caught_up;      /* up to the newest beat, nothing is missing */
        uint64_t sequence;   /* all up to here was handed over, or does not concern the topics */
        uint64_t beat_sequence;
        int64_t beat_age_msec; /* -1: none yet */
        uint64_t delivered;
        uint64_t gaps;       /* times that something was missing */
        uint64_t recovered;  /* notifications that came by replay */
        uint64_t repeats;    /* dropped since they were known */
        uint64_t held;       /* waiting for a gap before them to be filled */
        uint64_t unreadable;
        uint64_t questions;
        enum mst_failure_why refused; /* the desk's last answer was a failure; it is asked again */
        char refused_message[MST_REFUSED_TEXT_MAX];
};

int mst_subscriber_new(const struct mst_endpoints *endpoints, const struct mst_options *options,
                       struct mst_subscriber **ret);
struct mst_subscriber *mst_subscriber_unref(struct mst_subscriber *subscriber);

/* Before the first wait, dispatch or next; later: MST_STARTED. None: everything. */
int mst_subscriber_add_topic(struct mst_subscriber *subscriber, const char *prefix);

/* Where to begin when there is no cursor. */
int mst_subscriber_set_start(struct mst_subscriber *subscriber, enum mst_start start);

/* The cursor of an earlier run: text of one line, at most 255 bytes, ASCII. MST_CURSOR: it is
 * none. NULL or "": none yet. */
#define MST_CURSOR_TEXT_MAX 256u
int mst_subscriber_set_cursor(struct mst_subscriber *subscriber, const char *text);
/* The cursor after what next() or the callback handed over last. Save it when you are done with
 * that, in the same transaction if you can. MST_NONE: nothing is known yet. */
int mst_subscriber_cursor(const struct mst_subscriber *subscriber, char ret[MST_CURSOR_TEXT_MAX]);

int mst_subscriber_next(struct mst_subscriber *subscriber, struct mst_news **ret);
int mst_subscriber_receive(struct mst_subscriber *subscriber, int timeout_msec, struct mst_news **ret);
struct mst_news *mst_news_unref(struct mst_news *news);

void mst_subscriber_set_callback(struct mst_subscriber *subscriber,
                                 void (*callback)(void *userdata, const struct mst_news *news),
                                 void *userdata);

int mst_subscriber_fd(struct mst_subscriber *subscriber);
int mst_subscriber_dispatch(struct mst_subscriber *subscriber);
int mst_subscriber_wait(struct mst_subscriber *subscriber, int timeout_msec);
void mst_subscriber_state(const struct mst_subscriber *subscriber, struct mst_subscriber_state *ret);

/* ---- desk ---- */

/* Asks and is answered. Questions may be in flight together; each is repeated after answer_msec
 * and when the connection comes back, but for commands, which are sent once. */
struct mst_desk;

struct mst_desk_state {
        bool connected;
        unsigned int in_flight;
        uint64_t asked;
        uint64_t answered;
        uint64_t asked_again;
        uint64_t strays;
        uint64_t unreadable;
};

int mst_desk_new(const struct mst_endpoints *endpoints, const struct mst_options *options,
                 struct mst_desk **ret);
struct mst_desk *mst_desk_unref(struct mst_desk *desk);

/* Never waits. MST_WINDOW_FULL: as many questions as `window` are in flight. -EINVAL: no such ask.
 * MST_CURSOR: its cursor is none. */
int mst_desk_ask(struct mst_desk *desk, const struct mst_question *question, uint64_t *ret_ticket);
int mst_desk_next(struct mst_desk *desk, struct mst_answer **ret);
struct mst_answer *mst_answer_unref(struct mst_answer *answer);

/* Asks and waits. MST_FAILED: the daemon could not; *ret is set all the same, and its `failure`
 * says why. After MST_TIMEOUT the question is forgotten. */
int mst_desk_query(struct mst_desk *desk, const struct mst_question *question, int timeout_msec,
                   struct mst_answer **ret);

/* The commonest questions. */
int mst_desk_status(struct mst_desk *desk, int timeout_msec, struct mst_answer **ret);
int mst_desk_measure(struct mst_desk *desk, const char *measure, const char *period, int timeout_msec,
                     struct mst_answer **ret);
int mst_desk_record(struct mst_desk *desk, const char *source, const char *id, int timeout_msec,
                    struct mst_answer **ret);
int mst_desk_arrival(struct mst_desk *desk, const char *source, int timeout_msec, uint64_t *ret_number);

void mst_desk_set_callback(struct mst_desk *desk,
                           void (*callback)(void *userdata, const struct mst_answer *answer), void *userdata);

int mst_desk_fd(struct mst_desk *desk);
int mst_desk_dispatch(struct mst_desk *desk);
int mst_desk_wait(struct mst_desk *desk, int timeout_msec);
void mst_desk_state(const struct mst_desk *desk, struct mst_desk_state *ret);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
