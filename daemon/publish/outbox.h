/* publish/outbox.h: gives each notification its sequence, the sequences before it on the four
 * chains, and its bytes; and keeps a running hash over all bytes.
 *
 * A pure function of the news and where it stood: after a replay the same comes out of it, byte
 * for byte. Its state is a handful of rows of the checkpoint. */
#pragma once
#include <stdint.h>

#include "base/rows.h"
#include "publish/encode.h"
#include "publish/topics.h"

#define ROW_OUTBOX        24 /* to 26 */
#define OUTBOX_HASH_BYTES 32

struct outbox;

/* The journal is the identity's; it begins with epoch 1, whatever epoch it is in now. */
int outbox_new(const struct identity *identity, struct outbox **ret);
struct outbox *outbox_free(struct outbox *outbox);

/* Bytes and topics are valid until the next call. */
struct told_news {
        uint64_t sequence;
        const uint8_t *bytes;
        size_t length;
        struct topics topics;
};
int outbox_tell(struct outbox *outbox, const struct news *news, const uint8_t chain[CHAIN_BYTES],
                struct told_news *ret);

uint64_t outbox_sequence(const struct outbox *outbox);
/* Over all notifications up to the last: hash(hash before, bytes), BLAKE2b-256; zeros before the first. */
const uint8_t *outbox_hash(const struct outbox *outbox);

/* ---- epochs (rule 34): what is told from here on names the new one ---- */

/* `epoch` is above the one before: 0, or -EBADMSG. */
int outbox_begin_epoch(struct outbox *outbox, uint64_t epoch);
uint64_t outbox_epoch(const struct outbox *outbox);
/* Up to which sequence what was told in `epoch` stands: all of it in the present one; in an earlier one
 * up to where the next that followed it began; of one that never was, nothing. */
uint64_t outbox_stands(const struct outbox *outbox, uint64_t epoch);

/* The last sequence on each chain that changed since the last call with `forget`. */
enum chain_of { CHAIN_CORRIDOR = 1, CHAIN_KIND, CHAIN_SOURCE };
typedef int (*chain_visitor)(void *context, enum chain_of of, struct text name, uint64_t sequence);
int outbox_changed(struct outbox *outbox, bool forget, chain_visitor visitor, void *context);

int outbox_save(struct outbox *outbox, row_sink sink, void *context);
int outbox_load(struct outbox *outbox, const struct row *row);
