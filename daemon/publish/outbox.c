/* publish/outbox.c: chains lie in one array sorted by (what, name): as many as there are
 * corridors, kinds and sources. */
#include "publish/outbox.h"

#include <endian.h>
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire.h"

enum { TABLE_STATE = ROW_OUTBOX, TABLE_CHAIN, TABLE_EPOCH };

#define FIRST_EPOCH 1

struct chain {
        uint8_t of; /* enum chain_of */
        struct text name;
        uint64_t sequence;
        bool changed; /* since the last beat */
        bool dirty;   /* since the last checkpoint */
};

/* A restored journal goes on in a new one. */
struct epoch {
        uint64_t number;
        uint64_t before; /* the last sequence that was told when it began */
        bool dirty;
};

struct outbox {
        struct identity identity; /* with the epoch of what is told next */
        uint64_t sequence;
        uint8_t hash[OUTBOX_HASH_BYTES];
        bool dirty;
        size_t chains_count, chains_capacity;
        struct chain *chains;
        size_t epochs_count;
        struct epoch *epochs; /* but the first; rising. As many as there were restores */
        struct arena names; /* of the chains; grows with the configuration only */
        struct arena scratch;
        struct wire_out bytes;
};

int outbox_new(const struct identity *identity, struct outbox **ret)
{
        struct outbox *outbox = calloc(1, sizeof(*outbox));

        if (!outbox)
                return -ENOMEM;

        outbox->identity = *identity;
        outbox->identity.epoch = FIRST_EPOCH;
        *ret = outbox;
        return 0;
}

struct outbox *outbox_free(struct outbox *outbox)
{
        if (!outbox)
                return NULL;

        arena_done(&outbox->names);
        arena_done(&outbox->scratch);
        wire_out_done(&outbox->bytes);
        free(outbox->chains);
        free(outbox->epochs);
        free(outbox);
        return NULL;
}

static int chain_compare(const struct chain *chain, enum chain_of of, struct text name)
{
        if (chain->of != of)
                return chain->of < of ? -1 : 1;
        return text_compare(chain->name, name);
}

/* The chain of a name, begun if it is new; NULL: no memory. */
static struct chain *chain_need(struct outbox *outbox, enum chain_of of, struct text name)
{
        size_t low = 0, high = outbox->chains_count;
        struct text copy;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = chain_compare(&outbox->chains[middle], of, name);

                if (order == 0)
                        return &outbox->chains[middle];
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }

        if (outbox->chains_count == outbox->chains_capacity) {
                size_t capacity = outbox->chains_capacity ? outbox->chains_capacity * 2 : 32;
                struct chain *chains = realloc(outbox->chains, capacity * sizeof(*chains));

                if (!chains)
                        return NULL;
                outbox->chains = chains;
                outbox->chains_capacity = capacity;
        }
        copy = arena_text(&outbox->names, name);
        if (!copy.data)
                return NULL;

        memmove(outbox->chains + low + 1, outbox->chains + low,
                (outbox->chains_count - low) * sizeof(*outbox->chains));
        outbox->chains_count++;
        outbox->chains[low] = (struct chain){.of = (uint8_t)of, .name = copy};
        return &outbox->chains[low];
}

/* Moves a chain on; gives the sequence before. A name of length 0 has no chain. */
static int chain_move(struct outbox *outbox, enum chain_of of, struct text name, uint64_t sequence,
                      uint64_t *ret_before)
{
        struct chain *chain;

        *ret_before = 0;
        if (name.length == 0)
                return 0;

        chain = chain_need(outbox, of, name);
        if (!chain)
                return -ENOMEM;

        *ret_before = chain->sequence;
        chain->sequence = sequence;
        chain->changed = chain->dirty = true;
        return 0;
}

static void hash_on(struct outbox *outbox)
{
        crypto_generichash_state state;

        crypto_generichash_init(&state, NULL, 0, OUTBOX_HASH_BYTES);
        crypto_generichash_update(&state, outbox->hash, OUTBOX_HASH_BYTES);
        crypto_generichash_update(&state, outbox->bytes.data, outbox->bytes.length);
        crypto_generichash_final(&state, outbox->hash, OUTBOX_HASH_BYTES);
}

int outbox_tell(struct outbox *outbox, const struct news *news, const uint8_t chain[CHAIN_BYTES],
                struct told_news *ret)
{
        struct sequences sequences = {.sequence = outbox->sequence + 1};
        int r;

        r = chain_move(outbox, CHAIN_CORRIDOR, news->corridor, sequences.sequence, &sequences.corridor);
        if (r == 0)
                r = chain_move(outbox, CHAIN_KIND, text_of(topic_kind(news->kind)), sequences.sequence,
                               &sequences.kind);
        if (r == 0)
                r = chain_move(outbox, CHAIN_SOURCE, news->source, sequences.sequence, &sequences.source);
        if (r < 0)
                return r;

        arena_reset(&outbox->scratch);
        wire_out_clear(&outbox->bytes);
        r = encode_notification(news, &outbox->identity, &sequences, chain, &outbox->scratch, &outbox->bytes);
        if (r < 0)
                return r;

        outbox->sequence = sequences.sequence;
        outbox->dirty = true;
        hash_on(outbox);

        ret->sequence = outbox->sequence;
        ret->bytes = outbox->bytes.data;
        ret->length = outbox->bytes.length;
        topics_of(news->kind, news->corridor, news->milestone, news->source, &ret->topics);
        return 0;
}

uint64_t outbox_sequence(const struct outbox *outbox)
{
        return outbox->sequence;
}

const uint8_t *outbox_hash(const struct outbox *outbox)
{
        return outbox->hash;
}

/* ---- epochs ---- */

static int epoch_add(struct outbox *outbox, const struct epoch *epoch)
{
        struct epoch *epochs;

        if (epoch->number <= outbox->identity.epoch)
                return -EBADMSG;
        epochs = realloc(outbox->epochs, (outbox->epochs_count + 1) * sizeof(*epochs));
        if (!epochs)
                return -ENOMEM;

        outbox->epochs = epochs;
        epochs[outbox->epochs_count++] = *epoch;
        outbox->identity.epoch = epoch->number;
        return 0;
}

int outbox_begin_epoch(struct outbox *outbox, uint64_t epoch)
{
        return epoch_add(outbox, &(struct epoch){.number = epoch, .before = outbox->sequence, .dirty = true});
}

uint64_t outbox_epoch(const struct outbox *outbox)
{
        return outbox->identity.epoch;
}

uint64_t outbox_stands(const struct outbox *outbox, uint64_t epoch)
{
        bool was = epoch == FIRST_EPOCH;

        for (size_t i = 0; i < outbox->epochs_count; i++) {
                if (was)
                        return outbox->epochs[i].before;
                was = outbox->epochs[i].number == epoch;
        }
        return was ? outbox->sequence : 0;
}

/* ---- reads ---- */

int outbox_changed(struct outbox *outbox, bool forget, chain_visitor visitor, void *context)
{
        int r = 0;

        for (size_t i = 0; i < outbox->chains_count && r == 0; i++) {
                struct chain *chain = &outbox->chains[i];

                if (!chain->changed)
                        continue;
                r = visitor(context, chain->of, chain->name, chain->sequence);
                chain->changed = !forget;
        }
        return r;
}

static int save_epochs(struct outbox *outbox, row_sink sink, void *context)
{
        int r = 0;

        for (size_t i = 0; i < outbox->epochs_count && r == 0; i++) {
                struct epoch *epoch = &outbox->epochs[i];
                struct wire_out key = {0}, value = {0};
                uint64_t number = htobe64(epoch->number); /* keys sort as bytes: they come back rising */

                if (!epoch->dirty)
                        continue;
                wire_raw(&key, &number, sizeof(number));
                wire_u64(&value, epoch->before);
                r = key.failed || value.failed
                            ? -ENOMEM
                            : sink(context, &(struct row){TABLE_EPOCH, key.data, key.length, value.data,
                                                          value.length});
                epoch->dirty = r < 0;
                wire_out_done(&key);
                wire_out_done(&value);
        }
        return r;
}

int outbox_save(struct outbox *outbox, row_sink sink, void *context)
{
        struct wire_out key = {0}, value = {0};
        int r = 0;

        if (outbox->dirty) {
                wire_u64(&value, outbox->sequence);
                wire_raw(&value, outbox->hash, OUTBOX_HASH_BYTES);
                r = value.failed ? -ENOMEM
                                 : sink(context, &(struct row){TABLE_STATE, (const uint8_t *)"last", 4,
                                                               value.data, value.length});
                outbox->dirty = r < 0;
        }
        for (size_t i = 0; i < outbox->chains_count && r == 0; i++) {
                struct chain *chain = &outbox->chains[i];

                if (!chain->dirty)
                        continue;
                wire_out_clear(&key);
                wire_out_clear(&value);
                wire_u8(&key, chain->of);
                wire_text(&key, chain->name);
                wire_u64(&value, chain->sequence);
                r = key.failed || value.failed
                            ? -ENOMEM
                            : sink(context, &(struct row){TABLE_CHAIN, key.data, key.length, value.data,
                                                          value.length});
                chain->dirty = r < 0;
        }
        wire_out_done(&key);
        wire_out_done(&value);
        return r == 0 ? save_epochs(outbox, sink, context) : r;
}

int outbox_load(struct outbox *outbox, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        const uint8_t *hash;
        struct chain *chain;
        uint8_t of;

        if (row->table == TABLE_STATE) {
                outbox->sequence = wire_in_u64(&value);
                hash = wire_in_raw(&value, OUTBOX_HASH_BYTES);
                if (!hash || !wire_in_complete(&value))
                        return -EBADMSG;
                memcpy(outbox->hash, hash, OUTBOX_HASH_BYTES);
                return 0;
        }
        if (row->table == TABLE_EPOCH) {
                struct epoch epoch = {.before = wire_in_u64(&value)};

                if (row->key_length != sizeof(epoch.number) || !wire_in_complete(&value))
                        return -EBADMSG;
                memcpy(&epoch.number, row->key, sizeof(epoch.number));
                epoch.number = be64toh(epoch.number);
                return epoch_add(outbox, &epoch);
        }

        of = wire_in_u8(&key);
        chain = chain_need(outbox, of, wire_in_text(&key));
        if (!chain)
                return -ENOMEM;
        chain->sequence = wire_in_u64(&value);
        return wire_in_complete(&key) && wire_in_complete(&value) ? 0 : -EBADMSG;
}
