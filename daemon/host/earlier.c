/* host/earlier.c: a replica that is moved to and fro, and asked. */
#include "host/earlier.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/reads.h"
#include "host/replica.h"

#define PATH_BYTES_MAX 4096
#define SCRATCH        "earlier"

struct earlier {
        char journal_folder[PATH_BYTES_MAX], scratch_folder[PATH_BYTES_MAX];
        struct replica replica;
        struct identity identity;
        struct query query;
};

/* Answers name who is asked now, whatever the epoch was then. */
static void forget_query(struct earlier *earlier)
{
        query_done(&earlier->query);
        earlier->query = (struct query){.identity = earlier->identity};
}

int earlier_new(const char *state_folder, const struct identity *identity, const atomic_bool *stop,
                struct earlier **ret)
{
        struct earlier *earlier = calloc(1, sizeof(*earlier));

        if (!earlier)
                return -ENOMEM;
        snprintf(earlier->journal_folder, PATH_BYTES_MAX, "%s/journal", state_folder);
        snprintf(earlier->scratch_folder, PATH_BYTES_MAX, "%s/" SCRATCH, state_folder);
        earlier->replica = (struct replica){
                .journal_folder = earlier->journal_folder,
                .store_folder = earlier->scratch_folder,
                .stop = stop,
        };
        earlier->identity = *identity;
        forget_query(earlier);
        *ret = earlier;
        return 0;
}

struct earlier *earlier_free(struct earlier *earlier)
{
        if (!earlier)
                return NULL;
        forget_query(earlier);
        replica_close(&earlier->replica);
        free(earlier);
        return NULL;
}

/* ---- moving ---- */

static int outcome(int r)
{
        return r > 0 ? EARLIER_UNREADABLE : r;
}

static int begin_anew(struct earlier *earlier)
{
        const struct pipeline *pipeline = &earlier->replica.pipeline;
        int r;

        forget_query(earlier);
        r = replica_open(&earlier->replica);
        if (r != 0)
                return outcome(r);
        earlier->query = (struct query){
                .core = pipeline->core,
                .store = pipeline->store,
                .outbox = pipeline->outbox,
                .identity = earlier->identity,
        };
        return 0;
}

static int step(struct earlier *earlier, bool *ret_more)
{
        int r = replica_step(&earlier->replica, ret_more);

        if (!replica_is_open(&earlier->replica))
                forget_query(earlier);
        return outcome(r);
}

int earlier_go(struct earlier *earlier, uint64_t position)
{
        struct pipeline *pipeline = &earlier->replica.pipeline;
        bool more = true;
        int r = 0;

        if (!pipeline->journal || pipeline->applied > position)
                r = begin_anew(earlier);
        else if (journal_last(pipeline->journal) < position)
                r = outcome(replica_reopen_journal(&earlier->replica));
        if (r == 0 && position > journal_last(pipeline->journal))
                return EARLIER_AHEAD;

        while (r == 0 && more && pipeline->applied < position)
                r = step(earlier, &more);
        earlier->query.position = pipeline->applied;
        return r;
}

int earlier_go_to_day(struct earlier *earlier, int32_t day)
{
        struct pipeline *pipeline = &earlier->replica.pipeline;
        bool more = true;
        int r = 0;

        if (!pipeline->journal || core_day(pipeline->core) > day)
                r = begin_anew(earlier);
        else
                r = outcome(replica_reopen_journal(&earlier->replica));

        while (r == 0 && more && core_day(pipeline->core) <= day)
                r = step(earlier, &more);
        if (r == 0 && core_day(pipeline->core) > day)
                return earlier_go(earlier, pipeline->applied - 1);
        earlier->query.position = pipeline->applied;
        return r;
}

const char *earlier_why(const struct earlier *earlier)
{
        return earlier->replica.why;
}

struct query *earlier_query(struct earlier *earlier)
{
        return &earlier->query;
}
