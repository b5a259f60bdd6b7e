/* host/earlier.c: a pipeline over a journal that somebody else writes. */
#include "host/earlier.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/reads.h"
#include "host/pipeline.h"

#define PATH_BYTES_MAX 4096
#define WHY_MAX        512
#define SCRATCH        "earlier"

struct earlier {
        const char *state_folder;
        const atomic_bool *stop;
        struct pipeline pipeline;
        struct counters counters; /* nobody looks at them */
        struct identity identity;
        struct query query;
        char why[WHY_MAX];
};

static int say(struct earlier *earlier, int r, char *why)
{
        snprintf(earlier->why, sizeof(earlier->why), "%s", why ? why : strerror(r < 0 ? -r : EINVAL));
        free(why);
        return EARLIER_UNREADABLE;
}

static void path_of(const struct earlier *earlier, const char *name, char ret[PATH_BYTES_MAX])
{
        snprintf(ret, PATH_BYTES_MAX, "%s/%s", earlier->state_folder, name);
}

static void remove_scratch(const struct earlier *earlier)
{
        char path[PATH_BYTES_MAX];

        path_of(earlier, SCRATCH, path);
        (void)store_remove(path);
}

static void close_rooms(struct earlier *earlier)
{
        struct pipeline *pipeline = &earlier->pipeline;

        query_done(&earlier->query);
        store_close(pipeline->store);
        if (pipeline->journal)
                (void)journal_close(pipeline->journal);
        core_free(pipeline->core);
        outbox_free(pipeline->outbox);
        hold_free(pipeline->hold);
        decoder_free(pipeline->decoder);
        pipeline_done(pipeline);
        *pipeline = (struct pipeline){
                .counters = &earlier->counters, .looks_back = true, .identity = earlier->identity};
        earlier->query = (struct query){.identity = earlier->identity};
}

int earlier_new(const char *state_folder, const struct identity *identity, const atomic_bool *stop,
                struct earlier **ret)
{
        struct earlier *earlier = calloc(1, sizeof(*earlier));

        if (!earlier)
                return -ENOMEM;
        earlier->state_folder = state_folder;
        earlier->stop = stop;
        earlier->identity = *identity;
        close_rooms(earlier);
        *ret = earlier;
        return 0;
}

struct earlier *earlier_free(struct earlier *earlier)
{
        if (!earlier)
                return NULL;
        close_rooms(earlier);
        remove_scratch(earlier);
        free(earlier);
        return NULL;
}

/* ---- opening ---- */

/* What the writer has added since is found by opening anew. */
static int open_journal(struct earlier *earlier)
{
        struct pipeline *pipeline = &earlier->pipeline;
        char folder[PATH_BYTES_MAX], *why = NULL;
        int r;

        if (pipeline->journal)
                (void)journal_close(pipeline->journal);
        pipeline->journal = NULL;
        path_of(earlier, "journal", folder);
        r = journal_open_reading(folder, NULL, &pipeline->journal, &why);
        if (r == 0)
                r = journal_seek(pipeline->journal, pipeline->applied);
        return r != 0 ? say(earlier, r, why) : 0;
}

static int open_store(struct earlier *earlier)
{
        struct pipeline *pipeline = &earlier->pipeline;
        char folder[PATH_BYTES_MAX], *why = NULL;
        struct store_options options = {.folder = folder};
        int r;

        remove_scratch(earlier);
        path_of(earlier, SCRATCH, folder);
        memcpy(options.journal_id, pipeline->identity.journal_id, sizeof(options.journal_id));
        r = store_open(&options, &pipeline->store, &why);
        return r != 0 ? say(earlier, r, why) : 0;
}

static int begin_anew(struct earlier *earlier)
{
        struct pipeline *pipeline = &earlier->pipeline;
        int r;

        close_rooms(earlier);
        r = open_journal(earlier);
        if (r != 0)
                return r;

        r = decoder_new(&pipeline->decoder);
        if (r == 0)
                r = core_new(&pipeline->core);
        if (r == 0)
                r = outbox_new(&pipeline->identity, &pipeline->outbox);
        if (r == 0)
                r = hold_new(&pipeline->hold);
        if (r == 0)
                r = open_store(earlier);
        if (r != 0)
                return r;
        earlier->query = (struct query){
                .core = pipeline->core,
                .store = pipeline->store,
                .outbox = pipeline->outbox,
                .identity = pipeline->identity,
        };
        return 0;
}

/* ---- moving ---- */

/* The scratch store is cut like any other, and waited for: there is nobody who must not wait. */
static int cut_if_due(struct earlier *earlier)
{
        struct pipeline *pipeline = &earlier->pipeline;
        struct pollfd written = {.fd = store_fd(pipeline->store), .events = POLLIN};
        int r;

        if (!store_wants_cut(pipeline->store))
                return 0;
        r = pipeline_checkpoint(pipeline, 1);
        if (r == 0)
                r = pipeline_settled(pipeline);
        while (r == 0 && store_position(pipeline->store) < pipeline->applied) {
                if (poll(&written, 1, -1) < 0 && errno != EINTR)
                        return -errno;
                r = store_dispatch(pipeline->store);
        }
        return r > 0 ? 0 : r;
}

static int step(struct earlier *earlier, bool *ret_more)
{
        int r;

        if (atomic_load(earlier->stop))
                return -ECANCELED;
        r = pipeline_step(&earlier->pipeline, ret_more);
        if (r == 0)
                r = cut_if_due(earlier);
        if (r < 0) {
                /* In the middle of an entry nothing can be read: the next move begins anew. */
                close_rooms(earlier);
                return r == -ECANCELED ? r : say(earlier, r, NULL);
        }
        return 0;
}

int earlier_go(struct earlier *earlier, uint64_t position)
{
        struct pipeline *pipeline = &earlier->pipeline;
        bool more = true;
        int r = 0;

        if (!pipeline->journal || pipeline->applied > position)
                r = begin_anew(earlier);
        else if (journal_last(pipeline->journal) < position)
                r = open_journal(earlier);
        if (r == 0 && position > journal_last(pipeline->journal))
                return EARLIER_AHEAD;

        while (r == 0 && more && pipeline->applied < position)
                r = step(earlier, &more);
        earlier->query.position = pipeline->applied;
        return r;
}

int earlier_go_to_day(struct earlier *earlier, int32_t day)
{
        struct pipeline *pipeline = &earlier->pipeline;
        bool more = true;
        int r = 0;

        if (!pipeline->journal || core_day(pipeline->core) > day)
                r = begin_anew(earlier);
        else
                r = open_journal(earlier);

        while (r == 0 && more && core_day(pipeline->core) <= day)
                r = step(earlier, &more);
        if (r == 0 && core_day(pipeline->core) > day)
                return earlier_go(earlier, pipeline->applied - 1);
        earlier->query.position = pipeline->applied;
        return r;
}

const char *earlier_why(const struct earlier *earlier)
{
        return earlier->why;
}

struct query *earlier_query(struct earlier *earlier)
{
        return &earlier->query;
}
