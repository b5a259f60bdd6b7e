/* host/appends.c: entries that the host itself puts into the journal. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "core/reads.h"
#include "host/entries.h"
#include "host/pipeline_inside.h"

/* These are small and few; where a batch would be told to come again, they are not appended and
 * the caller tries at its next turn. */
static int append(struct pipeline *pipeline, uint8_t kind)
{
        uint64_t position;
        int r;

        if (pipeline->bytes.failed)
                return -ENOMEM;
        r = journal_append(pipeline->journal, kind, pipeline->bytes.data, pipeline->bytes.length, NULL,
                           &position);
        return r > 0 ? -EAGAIN : r;
}

int pipeline_append_tick(struct pipeline *pipeline, int64_t instant_usec, int32_t day)
{
        char member[64] = "milestoned";
        struct tick tick = {.instant_usec = instant_usec, .day = day};

        (void)gethostname(member, sizeof(member) - 1);
        member[sizeof(member) - 1] = '\0';
        tick.member = text_of(member);
        wire_out_clear(&pipeline->bytes);
        entry_write_tick(&tick, &pipeline->bytes);
        return append(pipeline, ENTRY_TICK);
}

static int append_freeze(void *context, const struct freeze *freeze)
{
        struct pipeline *pipeline = context;

        wire_out_clear(&pipeline->bytes);
        entry_write_freeze(freeze, &pipeline->bytes);
        return append(pipeline, ENTRY_FREEZE);
}

/* What was appended in this run and not yet applied is still pending in the core: it is not asked again
 * before its entries have come by. */
int pipeline_append_freezes(struct pipeline *pipeline)
{
        uint64_t before = journal_last(pipeline->journal), last;
        int r;

        if (pipeline->applied < pipeline->freezes_appended)
                return 0;
        r = core_freezes(pipeline->core, append_freeze, pipeline);
        last = journal_last(pipeline->journal);
        if (last > before)
                pipeline->freezes_appended = last;
        return r;
}

int pipeline_append_decision(struct pipeline *pipeline, const struct decision *decision)
{
        wire_out_clear(&pipeline->bytes);
        entry_write_decision(decision, &pipeline->bytes);
        return append(pipeline, ENTRY_DECISION);
}

int pipeline_append_configuration(struct pipeline *pipeline, struct text config_text)
{
        wire_out_clear(&pipeline->bytes);
        wire_raw(&pipeline->bytes, config_text.data, config_text.length);
        return append(pipeline, ENTRY_CONFIGURATION);
}

int pipeline_append_activate(struct pipeline *pipeline, uint64_t configuration)
{
        wire_out_clear(&pipeline->bytes);
        entry_write_position(configuration, &pipeline->bytes);
        return append(pipeline, ENTRY_ACTIVATE);
}

int pipeline_append_abandon(struct pipeline *pipeline, uint64_t configuration)
{
        wire_out_clear(&pipeline->bytes);
        entry_write_position(configuration, &pipeline->bytes);
        return append(pipeline, ENTRY_ABANDON);
}

int pipeline_append_epoch(struct pipeline *pipeline)
{
        const struct journal_identity *identity = journal_identity(pipeline->journal);
        struct epoch_begun epoch = {.number = identity->epoch};

        memcpy(epoch.name, identity->epoch_name, sizeof(epoch.name));
        wire_out_clear(&pipeline->bytes);
        entry_write_epoch(&epoch, &pipeline->bytes);
        return append(pipeline, ENTRY_EPOCH);
}

int pipeline_append_upgrade(struct pipeline *pipeline)
{
        wire_out_clear(&pipeline->bytes);
        entry_write_upgrade(CORE_STATE_VERSION, TEXT(MILESTONE_VERSION), &pipeline->bytes);
        return append(pipeline, ENTRY_UPGRADE);
}
