/* journal/port.h: for those who implement the journal: an implementation is a constructor of its
 * own and this table. What each function does and returns is said in journal.h; arguments have
 * been checked before. The implementation's struct begins with the struct journal. */
#pragma once
#include "journal/journal.h"

struct journal_port {
        int (*close)(struct journal *journal);
        int (*append)(struct journal *journal, uint8_t kind, const void *body, size_t length, void *cargo,
                      uint64_t *ret_position);
        int (*next)(struct journal *journal, struct journal_record *ret);
        int (*seek)(struct journal *journal, uint64_t after_position);
        int (*read)(struct journal *journal, uint64_t position, struct journal_buffer *buffer,
                    struct journal_record *ret);
        int (*dispatch)(struct journal *journal);
        int (*fd)(const struct journal *journal);
        uint64_t (*settled)(const struct journal *journal);
        uint64_t (*last)(const struct journal *journal);
        int (*chain_at)(struct journal *journal, uint64_t position, uint8_t ret[JOURNAL_HASH_BYTES]);
        const struct journal_identity *(*identity)(const struct journal *journal);
        const char *(*why)(const struct journal *journal);
        void (*stats)(const struct journal *journal, struct journal_stats *ret);
};

struct journal {
        const struct journal_port *port;
};
