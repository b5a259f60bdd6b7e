/* host/catchup.c: see catchup.h. */
#include "host/catchup.h"

#include <errno.h>
#include <poll.h>

#include "host/log.h"
#include "host/messages.h"

#define PROGRESS_ENTRIES 10000 /* applied, between two words to who asks */

static int checkpoint(const struct catchup *catchup)
{
        return pipeline_checkpoint(catchup->pipeline, catchup->keep_notifications);
}

/* Until journal or store have something to say, and takes it in. A checkpoint waits for the journal to be
 * settled at its position, so both are listened to. */
static int wait_for_disk(struct pipeline *pipeline)
{
        struct pollfd fds[] = {{.fd = store_fd(pipeline->store), .events = POLLIN},
                               {.fd = journal_fd(pipeline->journal), .events = POLLIN}};
        int r;

        while (poll(fds, 2, -1) < 0)
                if (errno != EINTR)
                        return -errno;
        r = journal_dispatch(pipeline->journal);
        if (r == 0)
                r = pipeline_settled(pipeline);
        return r < 0 ? r : store_dispatch(pipeline->store);
}

/* A checkpoint when it is due; the one before is waited for if the store's front is full. */
static int cut_if_due(const struct catchup *catchup)
{
        struct pipeline *pipeline = catchup->pipeline;
        int r = 0;

        while (r == 0 && pipeline_cut_is_due(pipeline, catchup->checkpoint_events)) {
                r = checkpoint(catchup);
                if (r != STORE_BUSY)
                        break;
                r = pipeline_settled(pipeline);
                if (r == 0 && !store_wants_cut(pipeline->store))
                        break;
                if (r == 0)
                        r = wait_for_disk(pipeline);
        }
        return r;
}

int catchup_apply(const struct catchup *catchup)
{
        struct pipeline *pipeline = catchup->pipeline;
        uint64_t told = pipeline->applied;
        bool more = true;
        int r = 0;

        while ((more || pipeline_is_parked(pipeline)) && r == 0) {
                r = pipeline_work(pipeline, &more);
                if (r == 0)
                        r = cut_if_due(catchup);
                if (r == 0)
                        r = pipeline_settled(pipeline);
                if (r == 0)
                        r = store_dispatch(pipeline->store);
                if (catchup->progress && pipeline->applied - told >= PROGRESS_ENTRIES) {
                        told = pipeline->applied;
                        catchup->progress(pipeline);
                }
        }
        return r;
}

/* ---- configuration ---- */

/* The text that is in force, or about to be, against the one that was read. */
static int same_text(struct pipeline *pipeline, uint64_t configuration, struct text config_text, bool *ret)
{
        struct journal_record record;
        int r;

        *ret = false;
        if (!configuration)
                return 0;
        r = journal_read(pipeline->journal, configuration, &pipeline->buffer, &record);
        if (r == 0)
                *ret = text_equal((struct text){(const char *)record.body, record.body_length}, config_text);
        return r > 0 ? -EBADMSG : r;
}

/* A restored journal goes on in an epoch of its own, which the entries say before anything else. */
static int enter_epoch(const struct catchup *catchup)
{
        struct pipeline *pipeline = catchup->pipeline;
        int r;

        if (outbox_epoch(pipeline->outbox) >= journal_identity(pipeline->journal)->epoch)
                return 0;
        r = pipeline_append_epoch(pipeline);
        if (r == 0)
                r = catchup_apply(catchup);
        if (r == 0)
                log_line(
                        LOG_NOTICE, MESSAGE_EPOCH,
                        "epoch %llu begins at position %llu, behind notification %llu: what an earlier epoch "
                        "had told beyond it is void",
                        (unsigned long long)outbox_epoch(pipeline->outbox),
                        (unsigned long long)pipeline->applied,
                        (unsigned long long)outbox_sequence(pipeline->outbox));
        return r;
}

/* One that was neither activated nor abandoned. */
static int finish_configuration(const struct catchup *catchup, struct text config_text)
{
        struct pipeline *pipeline = catchup->pipeline;
        bool same;
        int r;

        if (!pipeline->configuration_new)
                return 0;
        r = same_text(pipeline, pipeline->configuration_new, config_text, &same);
        if (r == 0)
                r = same ? pipeline_append_activate(pipeline, pipeline->configuration_new)
                         : pipeline_append_abandon(pipeline, pipeline->configuration_new);
        return r;
}

int catchup_configure(const struct catchup *catchup, struct text config_text, bool *ret_changed)
{
        struct pipeline *pipeline = catchup->pipeline;
        bool same = false;
        int r = 0;

        *ret_changed = false;
        if (journal_last(pipeline->journal) == 0)
                r = pipeline_append_upgrade(pipeline);
        if (r == 0)
                r = enter_epoch(catchup);
        if (r == 0)
                r = finish_configuration(catchup, config_text);
        if (r == 0)
                r = catchup_apply(catchup);
        if (r == 0)
                r = same_text(pipeline, pipeline->configuration, config_text, &same);
        if (r < 0 || same)
                return r;

        r = pipeline_append_configuration(pipeline, config_text);
        if (r == 0)
                r = catchup_apply(catchup);
        if (r == 0)
                r = pipeline_append_activate(pipeline, pipeline->configuration_new);
        if (r == 0)
                r = catchup_apply(catchup);
        *ret_changed = r == 0;
        return r;
}

/* ---- stop ---- */

/* A checkpoint may put an entry of its own behind itself, so this takes two rounds. */
int catchup_settle(const struct catchup *catchup)
{
        struct pipeline *pipeline = catchup->pipeline;
        int r = catchup_apply(catchup);

        while (r == 0 && store_position(pipeline->store) < pipeline->applied) {
                uint64_t before = store_position(pipeline->store);

                r = checkpoint(catchup);
                while (r >= 0 && (store_position(pipeline->store) == before ||
                                  journal_settled(pipeline->journal) < journal_last(pipeline->journal)))
                        r = wait_for_disk(pipeline);
                if (r >= 0)
                        r = catchup_apply(catchup);
        }
        return r;
}
