/* tests/fuzz/decode/batch.c: any bytes as a message. What is taken, protobuf-c takes too, with as
 * many events, but for lengths of more than five bytes, which it does not know; it holds what
 * base/event.h promises; and its body is the same batch again. */
#include <assert.h>
#include <stddef.h>

#include "fuzz/harness.h"
#include "judged.h"
#include "milestone/v1/event.pb-c.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        const struct frame frame = {
                .data = data, .length = length, .peer = TEXT("peer"), .received_day = 19889};
        const struct decode_refusal *refusal = NULL;
        Milestone__V1__EventBatch *message;
        struct decoder *decoder = NULL;
        struct batch *batch = NULL;
        int r;

        r = decoder_new(&decoder);
        assert(r == 0);
        r = decode_batch(decoder, &frame, &fuzz_plan, &batch, &refusal);
        assert(r >= 0);
        if (r == DECODE_REFUSED) {
                assert(refusal->refusal.reason != REASON_NONE && refusal->refusal.message.length > 0);
                assert(text_is_plain(refusal->refusal.message) && text_is_plain(refusal->source));
        } else {
                message = milestone__v1__event_batch__unpack(NULL, length, data);
                assert(!message || message->n_events == batch->events_count);
                if (message)
                        milestone__v1__event_batch__free_unpacked(message, NULL);
                assert(text_equal(decode_request_id(data, length), batch->request_id));
                batch_holds(batch);
                batch_returns(decoder, batch);
        }
        batch_free(batch);
        decoder_free(decoder);
        return 0;
}
