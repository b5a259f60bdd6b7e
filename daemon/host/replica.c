/* host/replica.c: see replica.h. */
#include "host/replica.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int say(struct replica *replica, int r, char *why)
{
        snprintf(replica->why, sizeof(replica->why), "%s", why ? why : strerror(r < 0 ? -r : EINVAL));
        free(why);
        return REPLICA_UNREADABLE;
}

static void close_rooms(struct replica *replica)
{
        struct pipeline *pipeline = &replica->pipeline;
        uint64_t marks_from = pipeline->marks_from;

        store_close(pipeline->store);
        if (pipeline->journal)
                (void)journal_close(pipeline->journal);
        core_free(pipeline->core);
        outbox_free(pipeline->outbox);
        hold_free(pipeline->hold);
        decoder_free(pipeline->decoder);
        pipeline_done(pipeline);
        *pipeline = (struct pipeline){
                .counters = &replica->counters, .looks_back = true, .marks_from = marks_from};
}

void replica_close(struct replica *replica)
{
        bool is_open = replica_is_open(replica);

        close_rooms(replica);
        if (is_open)
                (void)store_remove(replica->store_folder);
}

bool replica_is_open(const struct replica *replica)
{
        return replica->pipeline.journal != NULL;
}

/* ---- opening ---- */

int replica_reopen_journal(struct replica *replica)
{
        struct pipeline *pipeline = &replica->pipeline;
        const struct journal_identity *identity;
        char *why = NULL;
        int r;

        if (pipeline->journal)
                (void)journal_close(pipeline->journal);
        pipeline->journal = NULL;
        r = journal_open_reading(replica->journal_folder, NULL, &pipeline->journal, &why);
        if (r == 0)
                r = journal_seek(pipeline->journal, pipeline->applied);
        if (r != 0)
                return say(replica, r, why);
        identity = journal_identity(pipeline->journal);
        memcpy(pipeline->identity.journal_id, identity->id, sizeof(identity->id));
        pipeline->identity.epoch = identity->epoch;
        return 0;
}

static int open_store(struct replica *replica)
{
        struct pipeline *pipeline = &replica->pipeline;
        struct store_options options = {.folder = replica->store_folder};
        char *why = NULL;
        int r;

        (void)store_remove(replica->store_folder);
        memcpy(options.journal_id, pipeline->identity.journal_id, sizeof(options.journal_id));
        r = store_open(&options, &pipeline->store, &why);
        return r != 0 ? say(replica, r, why) : 0;
}

int replica_open(struct replica *replica)
{
        struct pipeline *pipeline = &replica->pipeline;
        int r;

        close_rooms(replica);
        r = replica_reopen_journal(replica);
        if (r != 0)
                return r;

        r = decoder_new(&pipeline->decoder);
        if (r == 0)
                r = core_new(&pipeline->core);
        if (r == 0)
                r = outbox_new(&pipeline->identity, &pipeline->outbox);
        if (r == 0)
                r = hold_new(&pipeline->hold);
        return r == 0 ? open_store(replica) : r;
}

/* ---- moving ---- */

/* There is nobody who must not wait. */
int replica_cut(struct replica *replica)
{
        struct pipeline *pipeline = &replica->pipeline;
        struct pollfd written = {.fd = store_fd(pipeline->store), .events = POLLIN};
        uint64_t keep = replica->keep_notifications ? replica->keep_notifications : 1;
        int r;

        r = pipeline_checkpoint(pipeline, keep);
        if (r == 0)
                r = pipeline_settled(pipeline);
        while (r == 0 && store_position(pipeline->store) < pipeline->applied) {
                if (poll(&written, 1, -1) < 0 && errno != EINTR)
                        return -errno;
                r = store_dispatch(pipeline->store);
        }
        return r > 0 ? 0 : r;
}

/* In the middle of an entry nothing can be read. Where it ended is still told. */
static int fail(struct replica *replica, int r)
{
        struct pipeline *pipeline = &replica->pipeline;
        uint64_t applied = pipeline->applied, differs = pipeline->mark_differs;
        const char *why = journal_why(pipeline->journal);

        (void)say(replica, r, why[0] ? strdup(why) : NULL);
        replica_close(replica);
        pipeline->applied = applied;
        pipeline->mark_differs = differs;
        return REPLICA_UNREADABLE;
}

int replica_step(struct replica *replica, bool *ret_more)
{
        int r;

        if (replica->stop && atomic_load(replica->stop))
                return -ECANCELED;
        r = pipeline_step(&replica->pipeline, ret_more);
        if (r == 0 && store_wants_cut(replica->pipeline.store))
                r = replica_cut(replica);
        return r < 0 ? fail(replica, r) : 0;
}
