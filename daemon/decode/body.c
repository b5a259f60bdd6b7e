/* decode/body.c: a batch as the body of its entry in the journal (rule 30), layout 1:
 *     u8      layout of the body: 1
 *     u8      layout of events on the day of receiving (EVENT_LAYOUT)
 *     text    peer: key or endpoint of the sender
 *     i64     instant of receiving, microseconds since 1970 UTC
 *     i32     civil day of receiving
 *     u8      how the source numbers its statements (enum plan_numbers)
 *     varint  currencies used by accepted events, each
 *                 3 bytes code, u8 decimals
 *     bytes   the message as it was received: an EventBatch
 *     varint  events refused, by rising index, each
 *                 varint index, u8 reason, text field, text message
 * after base/wire.h. All events that are not named as refused were accepted. Nothing follows.
 *
 * What it takes to make the same batch again is here and in the bytes alone: no code list, no
 * configuration, no calendar day but the one that is written down. */
#include "decode/judge.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "base/civil.h"

#define BODY_LAYOUT 1

/* The list of refusals, read as the events go by. */
struct verdicts {
        struct wire_in in;
        uint64_t left;
        uint64_t index; /* of `next` */
        struct refusal next;
};

int decode_write_body(const struct batch *batch, struct wire_out *out)
{
        const struct holding *holding;

        assert(batch && out);

        holding = holding_of(batch);
        wire_u8(out, BODY_LAYOUT);
        wire_u8(out, EVENT_LAYOUT);
        wire_text(out, batch->peer);
        wire_i64(out, batch->received_usec);
        wire_i32(out, batch->received_day);
        wire_u8(out, holding->numbers);
        wire_varint(out, batch->scales_count);
        for (size_t i = 0; i < batch->scales_count; i++) {
                wire_raw(out, batch->scales[i].currency.code, 3);
                wire_u8(out, batch->scales[i].digits);
        }
        wire_text(out, holding->received);
        wire_varint(out, batch->refused_count);
        for (size_t i = 0; i < batch->events_count; i++) {
                const struct refusal *refusal = &batch->events[i].refusal;

                if (refusal->reason == REASON_NONE)
                        continue;
                wire_varint(out, i);
                wire_u8(out, refusal->reason);
                wire_text(out, refusal->field);
                wire_text(out, refusal->message);
        }
        return out->failed ? -ENOMEM : 0;
}

static void verdicts_advance(struct verdicts *v)
{
        uint64_t before = v->index;

        if (v->left == 0)
                return;
        v->index = wire_in_varint(&v->in);
        v->next.reason = wire_in_u8(&v->in);
        v->next.field = wire_in_text(&v->in);
        v->next.message = wire_in_text(&v->in);
        if (v->next.reason == REASON_NONE || (before != UINT64_MAX && v->index <= before) ||
            v->index == UINT64_MAX)
                wire_in_fail(&v->in);
}

enum judge_mode verdicts_next(struct verdicts *v, size_t index, struct refusal *ret)
{
        if (v->left == 0 || v->in.failed || v->index != index) {
                *ret = (struct refusal){0};
                return JUDGE_TRUST;
        }
        *ret = v->next;
        v->left--;
        verdicts_advance(v);
        return JUDGE_SALVAGE;
}

/* False: no memory. Of a body that lies there are fewer scales than its bytes. */
static bool read_scales(struct wire_in *in, struct judge *j)
{
        uint64_t count = wire_in_varint(in);
        struct currency_scale *scales;

        if (in->failed || count > wire_in_left(in) / 4 || count > SCALES_MAX) {
                wire_in_fail(in);
                return true;
        }
        if (count == 0)
                return true;

        scales = judge_memory(j, (size_t)count * sizeof(*scales));
        if (!scales)
                return false;
        for (size_t i = 0; i < count; i++) {
                const uint8_t *code = wire_in_raw(in, 3);

                scales[i] = (struct currency_scale){{{0}}, 0};
                if (code)
                        memcpy(scales[i].currency.code, code, 3);
                scales[i].digits = wire_in_u8(in);
        }
        j->batch->scales = scales;
        j->batch->scales_count = (size_t)count;
        return true;
}

static int read_head(struct wire_in *in, struct judge *j)
{
        struct batch *batch = j->batch;

        if (wire_in_u8(in) != BODY_LAYOUT || wire_in_u8(in) != EVENT_LAYOUT)
                return -EBADMSG;
        batch->peer = wire_in_text(in);
        batch->received_usec = wire_in_i64(in);
        batch->received_day = wire_in_i32(in);
        j->holding->numbers = wire_in_u8(in);
        if (j->holding->numbers > NUMBERS_BY_ARRIVAL || !civil_is_valid(batch->received_day))
                return -EBADMSG;
        if (!read_scales(in, j))
                return -ENOMEM;
        j->holding->received = wire_in_text(in);
        return in->failed ? -EBADMSG : 0;
}

int decode_read_body(struct decoder *decoder, const uint8_t *body, size_t length, struct batch **ret)
{
        SCOPED(batch_freep) struct batch *batch = holding_new();
        struct verdicts verdicts = {.index = UINT64_MAX};
        struct refusal none = {0};
        struct judge j = {.decoder = decoder, .batch = batch, .mode = JUDGE_TRUST, .refusal = &none};
        uint8_t *copy;
        int r;

        assert(decoder && body && ret);

        if (!batch)
                return -ENOMEM;
        j.holding = holding_of(batch);
        copy = judge_memory(&j, length);
        if (!copy)
                return -ENOMEM;
        memcpy(copy, body, length);

        verdicts.in = wire_in_of(copy, length);
        r = read_head(&verdicts.in, &j);
        if (r < 0)
                return r;
        verdicts.left = wire_in_varint(&verdicts.in);
        verdicts_advance(&verdicts);

        r = judge_batch(&j, &verdicts);
        if (r < 0)
                return r;
        if (r > 0 || verdicts.left > 0 || !wire_in_complete(&verdicts.in))
                return -EBADMSG;

        *ret = TAKE(batch);
        return 0;
}
