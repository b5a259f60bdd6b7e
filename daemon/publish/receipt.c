/* publish/receipt.c: the answer to a batch. */
#include <errno.h>
#include <string.h>

#include "publish/encode.h"

static int exceptions(struct arena *arena, const struct effects *effects, Milestone__V1__Receipt *receipt)
{
        receipt->exceptions = arena_take(arena,
                                         (effects->exceptions_count + 1) * sizeof(*receipt->exceptions));
        if (!receipt->exceptions)
                return -ENOMEM;

        for (size_t i = 0; i < effects->exceptions_count; i++) {
                const struct exception *exception = &effects->exceptions[i];
                Milestone__V1__Exception *message = arena_take(arena, sizeof(*message));

                if (!message)
                        return -ENOMEM;
                milestone__v1__exception__init(message);
                message->index = exception->index;
                message->id = encode_text(arena, exception->id);
                message->verdict = (Milestone__V1__Verdict)exception->verdict;
                message->reason = (Milestone__V1__Reason)exception->refusal.reason;
                message->field = encode_text(arena, exception->refusal.field);
                message->message = encode_text(arena, exception->refusal.message);
                message->release_batch = exception->release_batch;
                receipt->exceptions[receipt->n_exceptions++] = message;
        }
        receipt->exceptions_left_out = effects->exceptions_left_out;
        return 0;
}

int encode_receipt(const struct receipt *receipt, const struct identity *identity, struct arena *arena,
                   struct wire_out *out)
{
        const struct refusal *refusal = receipt->effects ? &receipt->effects->refusal : &receipt->refusal;
        Milestone__V1__Receipt message;
        uint8_t journal_id[JOURNAL_ID_LENGTH];
        int r;

        milestone__v1__receipt__init(&message);
        memcpy(journal_id, identity->journal_id, sizeof(journal_id));
        message.version = PROTOCOL_VERSION;
        message.request_id.data = (uint8_t *)encode_text(arena, receipt->request_id);
        message.request_id.len = receipt->request_id.length;
        message.journal_id.data = journal_id;
        message.journal_id.len = sizeof(journal_id);
        message.epoch = identity->epoch;
        message.position = receipt->position;
        message.dry_run = receipt->dry_run;
        message.reason = (Milestone__V1__Reason)refusal->reason;
        message.field = encode_text(arena, refusal->field);
        message.message = encode_text(arena, refusal->message);
        if (receipt->effects) {
                r = exceptions(arena, receipt->effects, &message);
                if (r < 0)
                        return r;
                message.counts = encode_counts(arena, &receipt->effects->counts);
                message.release = encode_release(arena, &receipt->effects->release);
        }
        return encode_message(&message.base, out);
}
