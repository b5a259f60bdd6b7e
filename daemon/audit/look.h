/* audit/look.h: an entry of the journal, opened for somebody who looks at it. */
#pragma once
#include "base/batch.h"
#include "decode/decode.h"
#include "host/entries.h"
#include "journal/journal.h"

struct looked {
        const char *kind; /* "batch"; "unknown" for one of a later program */
        struct batch *batch; /* BATCH, RELEASE_END, RELEASE_ABORT; the looked's */
        union {
                struct tick tick;
                struct freeze freeze;
                struct decision decision;
                struct epoch_begun epoch;
                struct outbox_mark mark;
                uint64_t configuration; /* ACTIVATE, ABANDON: its position */
                struct text text;       /* CONFIGURATION */
                struct {
                        uint32_t state_version;
                        struct text program;
                } upgrade;
        };
};

/* Borrows from the record. An erased body is nothing but its kind. 0, -EBADMSG or -ENOMEM. */
int look_at(struct decoder *decoder, const struct journal_record *record, struct looked *ret);
void looked_done(struct looked *looked);

/* The name of a kind, and back: ENTRY_NONE if there is none such. */
const char *look_kind_name(uint8_t kind);
uint8_t look_kind_of(const char *name);
