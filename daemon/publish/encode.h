/* publish/encode.h: what the core says, as messages of proto/milestone/v1. The same content gives
 * the same bytes: what is told twice, after a replay, is told alike.
 *
 * protobuf-c wants texts with a NUL behind them; copies are taken from the caller's arena, which
 * is the caller's to reset. All functions: 0 or -ENOMEM. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/effects.h"
#include "base/wire.h"
#include "milestone/v1/desk.pb-c.h"
#include "milestone/v1/notification.pb-c.h"
#include "milestone/v1/receipt.pb-c.h"
#include "publish/words.h"

#define PROTOCOL_VERSION  1
#define JOURNAL_ID_LENGTH 16
#define CHAIN_BYTES       32

/* Who speaks: the journal, as every message names it. */
struct identity {
        uint8_t journal_id[JOURNAL_ID_LENGTH];
        uint64_t epoch;
};

/* Of a notification, and of those before it with the same corridor, kind and source; 0: none. */
struct sequences {
        uint64_t sequence, corridor, kind, source;
};

int encode_notification(const struct news *news, const struct identity *identity,
                        const struct sequences *sequences, const uint8_t chain[CHAIN_BYTES],
                        struct arena *arena, struct wire_out *out);

/* What a receipt is made of; `effects` NULL: nothing was kept, `refusal` says why. */
struct receipt {
        struct text request_id;
        uint64_t position; /* 0: no entry was written */
        bool dry_run;
        const struct effects *effects;
        struct refusal refusal;
};
int encode_receipt(const struct receipt *receipt, const struct identity *identity, struct arena *arena,
                   struct wire_out *out);

/* A value in a window, as a message of its own. */
struct update {
        uint64_t position;
        struct text corridor, measure, unit;
        uint8_t scale;
        struct text period;
        struct value value;
        int32_t complete_until_day;
};
int encode_update(const struct update *update, const struct identity *identity, struct arena *arena,
                  struct wire_out *out);

/* Appends a packed message. */
int encode_message(const ProtobufCMessage *message, struct wire_out *out);

/* ---- pieces, for the answers of the desk, too; NULL or an empty text where there is none ---- */

char *encode_text(struct arena *arena, struct text text);
char *encode_day(struct arena *arena, int32_t day);
char *encode_period(struct arena *arena, const struct period *period);
/* Of a measure: its period where it is one, else "2021-01-05..2021-02-03". */
char *encode_window(struct arena *arena, const struct period *period, int32_t first_day, int32_t last_day);
Milestone__V1__Value *encode_value(struct arena *arena, const struct value *value, struct text unit,
                                   uint8_t scale);
Milestone__V1__Quantity *encode_quantity(struct arena *arena, int64_t units);
/* NULL where its state is NONE. */
Milestone__V1__Outlook *encode_outlook(struct arena *arena, const struct outlook *outlook,
                                       const struct outlook_words *words);
Milestone__V1__Interval *encode_interval(struct arena *arena, int32_t first_day, int32_t last_day,
                                         enum period_kind resolution);
Milestone__V1__Vintage *encode_vintage(struct arena *arena, int32_t day, uint32_t serial);
Milestone__V1__Counts *encode_counts(struct arena *arena, const struct counts *of);
Milestone__V1__ReleaseVerdict *encode_release(struct arena *arena, const struct release_report *report);
