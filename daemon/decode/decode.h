/* decode/decode.h: bytes into events, or why not.
 *
 * In comes one message of a peer (an EventBatch of proto/milestone/v1), out goes a batch: every
 * event checked against limits.h, the code lists and what the configuration says of its source,
 * with a verdict on each. A bad event is refused with what, where and why, and the good ones of
 * its message survive it; a message that cannot be read, or that contradicts itself as a whole,
 * is refused whole.
 *
 * A batch goes into the journal as a body: the bytes as they came, the circumstances of their
 * coming, and the verdicts. Read again, the events are made from the same bytes and the
 * verdicts are taken as they stand: no code list, no horizon and no configuration is asked a
 * second time (rule 30), which is why reading a body wants no plan.
 *
 * The bytes are read where they lie, by the descriptors that protobuf-c generates: no tree is
 * built, so memory is bounded by the message and the number of its events whatever is nested
 * in it. This room touches no socket, no clock and no disk, and never logs. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/batch.h"
#include "base/limits.h"
#include "base/plan.h"
#include "base/scoped.h"
#include "base/text.h"
#include "base/wire.h"

/* A sentence of refusal and the name of its field are cut there. What a peer can make a receipt,
 * a quarantine and a body grow by follows from it. */
#define DECODE_MESSAGE_BYTES_MAX 240
#define DECODE_FIELD_BYTES_MAX   48
#define DECODE_PEER_BYTES_MAX    256 /* a public key in text, or an endpoint */

/* No body is longer: the message, its circumstances, and each event refused. */
#define DECODE_BODY_BYTES_MAX       \
        (MESSAGE_BYTES_MAX + 1024 + \
         BATCH_EVENTS_MAX * (DECODE_MESSAGE_BYTES_MAX + DECODE_FIELD_BYTES_MAX + 16))

enum {
        DECODE_REFUSED = 1, /* the whole message: nothing of it is kept */
};

/* One message, borrowed for the call. `received_day` is the civil day of `received_usec` in the
 * configured zone, as host found it: horizons are measured from it, here once and for all. */
struct frame {
        const uint8_t *data;
        size_t length;
        struct text peer; /* key or endpoint of the sender; cut at DECODE_PEER_BYTES_MAX */
        int64_t received_usec;
        int32_t received_day;
};

/* Enough for a receipt: request id, source and dry run as far as they could be read (empty
 * otherwise; the source is escaped where it is not valid text). */
struct decode_refusal {
        struct text request_id;
        struct text source;
        bool dry_run;
        struct refusal refusal;
};

struct decoder;

/* One for a thread: it keeps the tables and the scratch memory. 0 or -ENOMEM. */
int decoder_new(struct decoder **ret);
struct decoder *decoder_free(struct decoder *decoder);
SCOPED_FUNCTION(struct decoder, decoder_free)

/* 0 and a batch of the caller's, to be freed with batch_free(); or DECODE_REFUSED and a refusal
 * that is good until the decoder's next call; or -ENOMEM. Nothing borrows from the frame or the
 * plan afterwards. */
int decode_batch(struct decoder *decoder, const struct frame *frame, const struct plan *plan,
                 struct batch **ret, const struct decode_refusal **ret_refusal);

/* The request id of a message that is refused unread: borrowed from it, empty if there is none. */
struct text decode_request_id(const void *data, size_t length);

/* Appends the body of the batch's entry in the journal; its layout stands in body.c. The batch
 * is one of decode_batch() or decode_read_body(). 0 or -ENOMEM; `out` may hold a part then. */
int decode_write_body(const struct batch *batch, struct wire_out *out);

/* The batch as it was written, the verdicts as they were given. 0, -EBADMSG (not a body, or of
 * a layout that this program does not know) or -ENOMEM. Nothing borrows from `body` afterwards. */
int decode_read_body(struct decoder *decoder, const uint8_t *body, size_t length, struct batch **ret);
