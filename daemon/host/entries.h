/* host/entries.h: the bodies of the small entries of the journal: ticks, frozen baselines, activations,
 * upgrades, the outbox's hash. Batches are decode's, configurations are their own text.
 *
 *      TICK         text member, i64 instant (usec since 1970 UTC), i32 civil day
 *      FREEZE       text milestone, text series, u8 kind of the instance, i32 its first and last day, i32
 *                   day of the terms, i32 day, i64 baseline
 *      DECISION     u8 what (1: released from quarantine), u64 position of the batch, u32 index in it
 *      ACTIVATE     u64 position of the configuration that takes effect
 *      ABANDON      u64 position of the configuration that does not
 *      EPOCH        u64 number, 16 bytes: its name
 *      UPGRADE      u32 state version, text program version
 *      OUTBOX_HASH  u64 sequence, 32 bytes: hash over all notifications up to it
 *
 * Written with base/wire.h. Readers: 0 or -EBADMSG. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/entry.h"
#include "base/wire.h"
#include "publish/outbox.h"

void entry_write_tick(const struct tick *tick, struct wire_out *out);
int entry_read_tick(const uint8_t *body, size_t length, struct tick *ret);

void entry_write_freeze(const struct freeze *freeze, struct wire_out *out);
int entry_read_freeze(const uint8_t *body, size_t length, struct freeze *ret);

void entry_write_decision(const struct decision *decision, struct wire_out *out);
int entry_read_decision(const uint8_t *body, size_t length, struct decision *ret);

void entry_write_position(uint64_t position, struct wire_out *out);
int entry_read_position(const uint8_t *body, size_t length, uint64_t *ret);

/* What is told behind it is of this epoch (rule 34). */
struct epoch_begun {
        uint64_t number;
        uint8_t name[16];
};
void entry_write_epoch(const struct epoch_begun *epoch, struct wire_out *out);
int entry_read_epoch(const uint8_t *body, size_t length, struct epoch_begun *ret);

void entry_write_upgrade(uint32_t state_version, struct text program, struct wire_out *out);
int entry_read_upgrade(const uint8_t *body, size_t length, uint32_t *ret_state_version,
                       struct text *ret_program);

struct outbox_mark {
        uint64_t sequence;
        uint8_t hash[OUTBOX_HASH_BYTES];
};
void entry_write_mark(const struct outbox_mark *mark, struct wire_out *out);
int entry_read_mark(const uint8_t *body, size_t length, struct outbox_mark *ret);
