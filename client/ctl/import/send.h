/* import/send.h: the batches of a manifest leave in the order of a schedule, and every one is
 * followed until its receipt is there.
 *
 * Many batches are in flight, as many as the publisher's window permits; what got no receipt
 * when the connection was lost is sent again by the library. An exception in a receipt is told
 * with the file and line of its row. */
#pragma once
#include "import/manifest.h"
#include <milestone/client.h>

/* One message: a batch of a release, from 1, or its end. */
struct step {
        uint32_t release;
        uint32_t batch; /* 0: the end */
};

struct schedule {
        struct step *steps;
        size_t n, allocated;
};

void schedule_add(struct schedule *schedule, uint32_t release, uint32_t batch);
void schedule_done(struct schedule *schedule);
/* Release by release, each with its batches in order and then its end. */
void schedule_forward(const struct manifest *manifest, struct schedule *ret);

uint32_t release_batches(const struct manifest *manifest, const struct manifest_release *release);

struct send_options {
        bool dry_run;
        int connect_msec;      /* so long for the daemon to be there at all; -1: for ever */
        int quiet_msec;        /* so long without any receipt; -1: for ever */
        uint64_t first_number; /* of by-arrival sources: of the first batch; else 0 */
        /* Called after each receipt; may be NULL. */
        void (*progress)(void *userdata, uint64_t events_done, uint64_t events_total);
        void *userdata;
};

enum send_end {
        SEND_DONE,
        SEND_UNREACHED, /* the daemon was never there */
        SEND_TIMEOUT,   /* it was, and then said nothing for too long */
        SEND_TOO_LARGE, /* a batch does not fit a message */
};

struct send_result {
        enum send_end end;
        struct mst_counts counts; /* of the receipts; staged ones are judged with the release */
        struct mst_counts judged; /* of the releases that counted */
        uint64_t batches, events; /* with a receipt */
        uint64_t resent;
        uint64_t batches_refused;                    /* as a whole */
        uint64_t releases_counted, releases_waiting; /* the latter: not whole, or under embargo */
        uint64_t releases_failed;                    /* in quarantine, aborted, dropped */
        struct faults faults; /* exceptions with their line, and what was refused whole */
        bool journal_changed;
};

/* 0 or -errno; what became of it is in `*ret`, whose faults are the caller's to free. */
int send_all(struct manifest *manifest, const struct schedule *schedule, struct mst_publisher *publisher,
             const struct send_options *options, struct send_result *ret);

/* What a receipt says of one event: the field and the sentence, each once. May be of `pool`. */
const char *exception_words(const struct mst_exception *exception, struct pool *pool);

/* Something was refused or disputed, or a release did not come to count. */
bool send_has_refusals(const struct send_result *result);
