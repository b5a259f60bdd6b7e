/* client/lib/batch.c: one message, as it grows. Events are encoded when they are added; what is
 * said of the batch as a whole is encoded when it is sent, and goes before them. */
#include "batch.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HEAD_BYTES 1024u /* room that is kept for what is said of the batch as a whole */
#define BODY_BYTES_MAX (MST_MESSAGE_BYTES_MAX - HEAD_BYTES)

enum holds { HOLDS_NOTHING, HOLDS_EVENTS, HOLDS_END, HOLDS_ABORT, HOLDS_NOTHING_UNTIL };

struct mst_batch {
        char *source;
        uint64_t number;
        char *vintage_date; /* NULL: of no release */
        uint32_t vintage_serial;
        uint32_t release_batch;
        bool dry_run;
        enum holds holds;
        struct buffer body;
        size_t events;
        char *nothing_until;
};

int mst_batch_new(const char *source, struct mst_batch **ret)
{
        struct mst_batch *batch = calloc(1, sizeof(*batch));

        if (!batch)
                return -ENOMEM;
        batch->source = strdup(source ? source : "");
        if (!batch->source) {
                free(batch);
                return -ENOMEM;
        }
        *ret = batch;
        return 0;
}

struct mst_batch *mst_batch_unref(struct mst_batch *batch)
{
        if (!batch)
                return NULL;
        buffer_done(&batch->body);
        free(batch->source);
        free(batch->vintage_date);
        free(batch->nothing_until);
        free(batch);
        return NULL;
}

int mst_batch_add(struct mst_batch *batch, const struct mst_event *event)
{
        int r;

        if (batch->holds != HOLDS_NOTHING && batch->holds != HOLDS_EVENTS)
                return MST_MIXED;
        if (batch->events == MST_BATCH_EVENTS_MAX)
                return MST_TOO_LARGE;
        r = wire_put_event(&batch->body, event, BODY_BYTES_MAX);
        if (r != 0)
                return r;
        batch->holds = HOLDS_EVENTS;
        batch->events++;
        return 0;
}

void mst_batch_set_number(struct mst_batch *batch, uint64_t number)
{
        batch->number = number;
}

int mst_batch_set_release(struct mst_batch *batch, const struct mst_vintage *vintage, uint32_t release_batch)
{
        char *date = strdup(vintage->date ? vintage->date : "");

        if (!date)
                return -ENOMEM;
        free(batch->vintage_date);
        batch->vintage_date = date;
        batch->vintage_serial = vintage->serial;
        batch->release_batch = release_batch;
        return 0;
}

void mst_batch_set_dry_run(struct mst_batch *batch, bool dry_run)
{
        batch->dry_run = dry_run;
}

int mst_batch_end_release(struct mst_batch *batch, const struct mst_release_end *end)
{
        int r;

        if (batch->holds != HOLDS_NOTHING)
                return MST_MIXED;
        r = wire_put_end(&batch->body, end, BODY_BYTES_MAX);
        if (r == 0)
                batch->holds = HOLDS_END;
        return r;
}

int mst_batch_abort_release(struct mst_batch *batch, const struct mst_vintage *vintage, const char *reason)
{
        int r;

        if (batch->holds != HOLDS_NOTHING)
                return MST_MIXED;
        r = wire_put_abort(&batch->body, vintage, reason, BODY_BYTES_MAX);
        if (r == 0)
                batch->holds = HOLDS_ABORT;
        return r;
}

int mst_batch_nothing_until(struct mst_batch *batch, const char *date)
{
        if (batch->holds != HOLDS_NOTHING)
                return MST_MIXED;
        batch->nothing_until = strdup(date ? date : "");
        if (!batch->nothing_until)
                return -ENOMEM;
        batch->holds = HOLDS_NOTHING_UNTIL;
        return 0;
}

size_t mst_batch_events(const struct mst_batch *batch)
{
        return batch->events;
}

size_t mst_batch_bytes(const struct mst_batch *batch)
{
        return batch->body.size;
}

const char *batch_source(const struct mst_batch *batch)
{
        return batch->source;
}

uint64_t batch_number(const struct mst_batch *batch)
{
        return batch->number;
}

int batch_encode(const struct mst_batch *batch, const unsigned char id[REQUEST_ID_BYTES],
                 const struct mst_options *options, unsigned char **ret_bytes, size_t *ret_size)
{
        Milestone__V1__EventBatch head;
        Milestone__V1__Sender sender;
        Milestone__V1__Vintage vintage;
        struct buffer whole = {0};
        unsigned char *bytes;
        int r;

        milestone__v1__event_batch__init(&head);
        milestone__v1__sender__init(&sender);
        milestone__v1__vintage__init(&vintage);
        if (batch->holds == HOLDS_NOTHING)
                return MST_EMPTY;
        sender.software = wire_text(options->software);
        sender.version = wire_text(options->software_version);
        head.version = MST_PROTOCOL_VERSION;
        head.request_id = wire_bytes(id, REQUEST_ID_BYTES);
        head.source = batch->source;
        head.sender = &sender;
        head.dry_run = batch->dry_run;
        head.number = batch->number;
        if (batch->vintage_date) {
                vintage.date = batch->vintage_date;
                vintage.serial = batch->vintage_serial;
                head.vintage = &vintage;
                head.release_batch = batch->release_batch;
        }
        head.nothing_until = wire_text(batch->nothing_until);
        r = buffer_pack(&whole, &head.base, MST_MESSAGE_BYTES_MAX - batch->body.size);
        if (r != 0)
                return r;

        /* Messages of one type, one after the other, are one message. */
        bytes = realloc(whole.bytes, whole.size + batch->body.size);
        if (!bytes) {
                buffer_done(&whole);
                return -ENOMEM;
        }
        if (batch->body.size)
                memcpy(bytes + whole.size, batch->body.bytes, batch->body.size);
        *ret_bytes = bytes;
        *ret_size = whole.size + batch->body.size;
        return 0;
}
