/* client/lib/wire.h: between the public structs and the wire format. Only the files wire_*.c, and
 * those that hold a message by its type, see generated code.
 *
 * Out: the message is built on the stack and packed at the end of a buffer. In: the message is
 * unpacked into an arena and the public struct is filled beside it; texts are the message's own
 * and are not copied. What does not fit into the arena is seen by arena_failed() at the end. */
#pragma once
#include <stddef.h>

#include "arena.h"
#include "milestone/client.h"
#include "milestone/v1/desk.pb-c.h"
#include "milestone/v1/event.pb-c.h"
#include "milestone/v1/notification.pb-c.h"
#include "milestone/v1/receipt.pb-c.h"

/* Bytes that grow. Freed by buffer_done(); {0} is empty. */
struct buffer {
        unsigned char *bytes;
        size_t size;
        size_t capacity;
};

void buffer_done(struct buffer *buffer);
/* Packs the message at the end. MST_TOO_LARGE: it would then have more than `largest` bytes; as
 * with any failure, the buffer is as it was. */
int buffer_pack(struct buffer *buffer, const ProtobufCMessage *message, size_t largest);

/* For fields of messages that are packed and not changed; NULL becomes "". */
char *wire_text(const char *text);
ProtobufCBinaryData wire_bytes(const void *bytes, size_t size);

/* ---- out ---- */

/* Each packs an EventBatch that holds this alone; such batches one after the other are one batch. */
int wire_put_event(struct buffer *buffer, const struct mst_event *event, size_t largest);
int wire_put_end(struct buffer *buffer, const struct mst_release_end *end, size_t largest);
int wire_put_abort(struct buffer *buffer, const struct mst_vintage *vintage, const char *reason,
                   size_t largest);

/* The Question without its id, into `ret`, whose parts are in `parts`. -EINVAL, MST_CURSOR. */
struct question_parts;
struct question_parts *question_parts_new(void);
struct question_parts *question_parts_free(struct question_parts *parts);
SCOPED_FUNCTION(struct question_parts, question_parts_free)
int wire_question(const struct mst_question *question, struct question_parts *parts,
                  Milestone__V1__Question **ret);

/* ---- in ---- */

void event_from_wire(const Milestone__V1__Event *wire, struct mst_event *ret);
void vintage_from_wire(const Milestone__V1__Vintage *wire, struct mst_vintage *ret);
void quantity_from_wire(const Milestone__V1__Quantity *wire, struct mst_quantity *ret);
void receipt_from_wire(struct arena *arena, const Milestone__V1__Receipt *wire, struct mst_receipt *ret);
void verdict_from_wire(const Milestone__V1__ReleaseVerdict *wire, struct mst_release_verdict *ret);
void value_from_wire(const Milestone__V1__Value *wire, struct mst_value *ret);
void interval_from_wire(const Milestone__V1__Interval *wire, struct mst_interval *ret);
void outlook_from_wire(const Milestone__V1__Outlook *wire, struct mst_outlook *ret);
void notification_from_wire(struct arena *arena, const Milestone__V1__Notification *wire,
                            struct mst_notification *ret);
void update_from_wire(const Milestone__V1__MeasureUpdate *wire, struct mst_measure_update *ret);
void row_from_wire(const Milestone__V1__MilestoneRow *wire, struct mst_milestone_row *ret);
/* MST_PROTOCOL: an answer to a question that is none of ours. */
int answer_from_wire(struct arena *arena, const Milestone__V1__Answer *wire, struct mst_answer *ret);
