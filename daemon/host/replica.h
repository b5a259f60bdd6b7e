/* host/replica.h: the way once more, beside the one that serves: rooms of its own over a journal that
 * somebody else writes, or nobody.
 *
 *      replica_open    journal open for reading, a scratch store, everything at position 0
 *      replica_step    the next entry applied; nothing is told, nothing is appended
 *      replica_cut     all of the state into the scratch store, so that it can be compared
 *
 * What the journal leads to is the same here as there, to the byte (promise 2). One thread owns it. */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "host/pipeline.h"

#define REPLICA_WHY_MAX 512

enum {
        REPLICA_UNREADABLE = 1, /* `why` says what is wrong with the journal or the scratch store */
};

struct replica {
        /* The caller's, before replica_open(); all must outlive it. */
        const char *journal_folder;
        const char *store_folder;    /* emptied at open, gone at close; its parent is there */
        uint64_t keep_notifications; /* that the scratch store keeps; 0: one */
        const atomic_bool *stop;     /* true ends a step with -ECANCELED; may be NULL */

        struct pipeline pipeline;
        struct counters counters; /* nobody looks at them */
        char why[REPLICA_WHY_MAX];
};

/* Begins anew, also one that is open. 0, UNREADABLE or -errno. */
int replica_open(struct replica *replica);
/* Also of one that is not open; fits SCOPED(). */
void replica_close(struct replica *replica);

/* Whether it is open: a step that failed closes it, since in the middle of an entry nothing can be read. */
bool replica_is_open(const struct replica *replica);
/* What the writer has added since is found by opening the journal anew; it goes on where it was. */
int replica_reopen_journal(struct replica *replica);
/* `*ret_more`: there was an entry. 0, UNREADABLE, -ECANCELED or -errno. */
int replica_step(struct replica *replica, bool *ret_more);
/* Waits until the scratch store holds the state after the last entry applied. */
int replica_cut(struct replica *replica);
