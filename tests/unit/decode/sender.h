/* tests/unit/decode/sender.h: a publisher for the tests of decode: messages packed by protobuf-c,
 * that is by other code than what reads them, and a configuration to judge them by. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "decode/decode.h"
#include "milestone/v1/event.pb-c.h"

#define TODAY "2024-06-15"

/* One of everything, to be changed by the test. Sources of the plan:
 *     customs    by release, month, trade only, reports BY and RU-LEN
 *     desk       by arrival, any period, any kind
 *     registry   explicit, day, any kind, reports anybody
 *     rail       explicit, month, freight only */
struct sender {
        Milestone__V1__EventBatch batch;
        Milestone__V1__Event event, *events[1];
        Milestone__V1__Levels levels;
        Milestone__V1__Quantity value, mass;
        Milestone__V1__Trade trade;
        Milestone__V1__Freight freight;
        Milestone__V1__Project project;
        Milestone__V1__ExchangeRate rate;
        Milestone__V1__Withdrawal withdrawal;
        Milestone__V1__Vintage vintage;
        Milestone__V1__ReleaseEnd end;
        Milestone__V1__ReleaseAbort abort;
        Milestone__V1__ControlTotal control, *controls[1];
        Milestone__V1__Sender software;

        uint8_t *bytes; /* packed */
        size_t length;
        struct decoder *decoder;
        int r;
        struct batch *got;
        const struct decode_refusal *refusal;
};

const struct plan *sender_plan(void);

/* A good trade event of source "registry", not packed yet. */
void sender_init(struct sender *s);
void sender_done(struct sender *s);

void sender_says_trade(struct sender *s);
void sender_says_freight(struct sender *s);
void sender_says_project(struct sender *s);
void sender_says_rate(struct sender *s);
void sender_says_withdrawal(struct sender *s);
/* Of source "customs". */
void sender_says_release_batch(struct sender *s);
void sender_says_end(struct sender *s);

void sender_pack(struct sender *s);
/* Decodes `bytes`; what came before is freed. */
void sender_decode(struct sender *s);
void sender_decode_bytes(struct sender *s, const uint8_t *bytes, size_t length);
/* Both. */
void sender_send(struct sender *s);

/* Sends, and wants the first event accepted, or refused with this reason and field and a
 * sentence that has `why` in it. */
void sender_accepted(struct sender *s);
void sender_refused(struct sender *s, enum reason reason, const char *field, const char *why);
/* The same of the message as a whole. */
void sender_refused_whole(struct sender *s, enum reason reason, const char *field, const char *why);
