/* audit/look.c: see look.h. */
#include "audit/look.h"

#include <string.h>

static const char *const names[ENTRY_KIND_COUNT] = {
        [ENTRY_BATCH] = "batch",
        [ENTRY_RELEASE_END] = "release-end",
        [ENTRY_RELEASE_ABORT] = "release-abort",
        [ENTRY_TICK] = "tick",
        [ENTRY_CONFIGURATION] = "configuration",
        [ENTRY_ACTIVATE] = "activate",
        [ENTRY_ABANDON] = "abandon",
        [ENTRY_DECISION] = "decision",
        [ENTRY_FREEZE] = "freeze",
        [ENTRY_EPOCH] = "epoch",
        [ENTRY_UPGRADE] = "upgrade",
        [ENTRY_OUTBOX_HASH] = "outbox-hash",
};

const char *look_kind_name(uint8_t kind)
{
        return kind < ENTRY_KIND_COUNT && names[kind] ? names[kind] : "unknown";
}

uint8_t look_kind_of(const char *name)
{
        for (uint8_t kind = ENTRY_NONE + 1; kind < ENTRY_KIND_COUNT; kind++)
                if (strcmp(names[kind], name) == 0)
                        return kind;
        return ENTRY_NONE;
}

int look_at(struct decoder *decoder, const struct journal_record *record, struct looked *ret)
{
        const uint8_t *body = record->body;
        size_t length = record->body_length;

        *ret = (struct looked){.kind = look_kind_name(record->kind)};
        if (record->erased)
                return 0;
        switch (record->kind) {
        case ENTRY_BATCH:
        case ENTRY_RELEASE_END:
        case ENTRY_RELEASE_ABORT:
                return decode_read_body(decoder, body, length, &ret->batch);
        case ENTRY_TICK:
                return entry_read_tick(body, length, &ret->tick);
        case ENTRY_CONFIGURATION:
                ret->text = (struct text){(const char *)body, length};
                return 0;
        case ENTRY_ACTIVATE:
        case ENTRY_ABANDON:
                return entry_read_position(body, length, &ret->configuration);
        case ENTRY_DECISION:
                return entry_read_decision(body, length, &ret->decision);
        case ENTRY_FREEZE:
                return entry_read_freeze(body, length, &ret->freeze);
        case ENTRY_EPOCH:
                return entry_read_epoch(body, length, &ret->epoch);
        case ENTRY_UPGRADE:
                return entry_read_upgrade(body, length, &ret->upgrade.state_version, &ret->upgrade.program);
        case ENTRY_OUTBOX_HASH:
                return entry_read_mark(body, length, &ret->mark);
        default:
                return 0;
        }
}

void looked_done(struct looked *looked)
{
        batch_free(looked->batch);
        looked->batch = NULL;
}
