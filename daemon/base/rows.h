/* base/rows.h: a checkpoint is rows; what is in them is known to the room that wrote them.
 *
 * Tables by room: core/ledger/coverage.h 0, core/ledger/releases.h 2, core 5, core/ledger/plausible.h 7,
 * core/tallies 8, core/rates 12, core/ledger/expect.h 14, core/milestones 16, publish/outbox.h 24, host 28. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* Of what the same journal leads to, and of what the rows mean; rule 35. */
#define CORE_STATE_VERSION 4

/* A row is (table, key) -> value; a value of length 0 deletes it, a key of length 0 empties the
 * whole table (before the rows that follow). */
struct row {
        uint8_t table; /* below ROW_TABLES_MAX */
        const uint8_t *key;
        size_t key_length; /* at most ROW_KEY_MAX */
        const uint8_t *value;
        size_t value_length;
};
#define ROW_TABLES_MAX 32
#define ROW_CORE_TABLES 24 /* below it they are the core's, which empties them for another plan */
#define ROW_KEY_MAX 480 /* LMDB's limit is 511 */

typedef int (*row_sink)(void *context, const struct row *row);
