/* decode/decoder.c: the door: from a frame to a batch or a refusal, and whose memory is whose.
 *
 * A batch lies in its own arena, with the bytes as they were received, its events and the words
 * of their refusals. The arena of a message that was refused whole is kept until the next call,
 * since the refusal's texts lie in it. */
#include "decode/judge.h"

#include <assert.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

struct batch *holding_new(void)
{
        struct arena arena = {0};
        struct holding *holding = arena_take(&arena, sizeof(*holding));
        struct batch *batch = holding ? arena_take(&arena, sizeof(*batch)) : NULL;

        if (!batch) {
                arena_done(&arena);
                return NULL;
        }
        *holding = (struct holding){.arena = arena};
        *batch = (struct batch){.arena = holding};
        return batch;
}

struct holding *holding_of(const struct batch *batch)
{
        assert(batch && batch->arena);
        return batch->arena;
}

static void holding_free(struct holding *holding)
{
        struct arena arena = holding->arena; /* it holds itself */

        arena_done(&arena);
}

void batch_free(struct batch *batch)
{
        if (batch && batch->arena)
                holding_free(batch->arena);
}

int decoder_new(struct decoder **ret)
{
        struct decoder *decoder = calloc(1, sizeof(*decoder));

        assert(ret);

        if (!decoder)
                return -ENOMEM;
        if (sodium_init() < 0) { /* it finds the fastest code for this machine; once is enough */
                free(decoder);
                return -ENOSYS;
        }
        shapes_init(decoder->shapes);
        *ret = decoder;
        return 0;
}

static void drop_refused(struct decoder *decoder)
{
        if (decoder->refused)
                holding_free(decoder->refused);
        decoder->refused = NULL;
        decoder->refusal = (struct decode_refusal){0};
}

struct decoder *decoder_free(struct decoder *decoder)
{
        if (!decoder)
                return NULL;

        drop_refused(decoder);
        wire_out_done(&decoder->content);
        free(decoder);
        return NULL;
}

/* The frame's bytes and circumstances, copied: nothing borrows from it afterwards. */
static int take_frame(struct judge *j, const struct frame *frame)
{
        size_t peer_length = frame->peer.length < DECODE_PEER_BYTES_MAX ? frame->peer.length
                                                                        : DECODE_PEER_BYTES_MAX;
        char *copy = judge_memory(j, frame->length + peer_length);

        if (!copy)
                return -ENOMEM;
        if (frame->length)
                memcpy(copy, frame->data, frame->length);
        if (peer_length)
                memcpy(copy + frame->length, frame->peer.data, peer_length);

        j->holding->received = (struct text){copy, frame->length};
        j->batch->peer = (struct text){copy + frame->length, peer_length};
        j->batch->received_usec = frame->received_usec;
        j->batch->received_day = frame->received_day;
        return 0;
}

/* The scales of what the accepted events use, from the decoder's scratch. */
static int keep_scales(struct judge *j)
{
        size_t size = j->decoder->scales_count * sizeof(*j->decoder->scales);
        void *scales = judge_memory(j, size);

        if (!scales)
                return -ENOMEM;
        memcpy(scales, j->decoder->scales, size);
        j->batch->scales = scales;
        j->batch->scales_count = j->decoder->scales_count;
        return 0;
}

static int judge_frame(struct judge *j, const struct frame *frame)
{
        static const struct shape nothing;
        const struct fields message = {.shape = &nothing, .prefix = ""};
        int r;

        if (frame->length > MESSAGE_BYTES_MAX) {
                judge_refuse(j, REASON_TOO_LARGE, &message, 0,
                             "the message is of %zu bytes, at most %d are taken", frame->length,
                             MESSAGE_BYTES_MAX);
                return j->no_memory ? -ENOMEM : DECODE_REFUSED;
        }
        r = take_frame(j, frame);
        if (r < 0)
                return r;
        r = judge_batch(j, NULL);
        return r != 0 ? r : keep_scales(j);
}

int decode_batch(struct decoder *decoder, const struct frame *frame, const struct plan *plan,
                 struct batch **ret, const struct decode_refusal **ret_refusal)
{
        SCOPED(batch_freep) struct batch *batch = NULL;
        struct judge j = {.decoder = decoder, .plan = plan, .mode = JUDGE_NEW};
        int r;

        assert(decoder && frame && plan && ret && ret_refusal);
        assert(frame->data || frame->length == 0);
        assert(civil_is_valid(frame->received_day));

        drop_refused(decoder);
        batch = holding_new();
        if (!batch)
                return -ENOMEM;
        j.batch = batch;
        j.holding = holding_of(batch);
        j.refusal = &decoder->refusal.refusal;

        r = judge_frame(&j, frame);
        if (r < 0)
                return r;
        if (r == DECODE_REFUSED) {
                decoder->refusal.request_id = batch->request_id;
                decoder->refusal.source = batch->source;
                decoder->refusal.dry_run = batch->dry_run;
                decoder->refused = holding_of(TAKE(batch));
                *ret_refusal = &decoder->refusal;
                return r;
        }

        *ret = TAKE(batch);
        return 0;
}
