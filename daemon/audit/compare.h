/* audit/compare.h: two stores that should be the same, one of them made anew. */
#pragma once
#include <stdint.h>

#include "store/store.h"

struct compared {
        uint64_t rows, statements, notifications, quarantined; /* that were looked at */
};

#define COMPARE_DIFFERS 1

/* Both stand at the same position. `fresh` is the one that was made anew; it holds all notifications.
 * 0, COMPARE_DIFFERS or -errno; then `*ret_why` is a sentence, and `*ret_position` the entry that it leads
 * to, or 0 where only the checkpoint's is known. */
int compare_stores(struct store *fresh, struct store *kept, struct compared *ret, uint64_t *ret_position,
                   char **ret_why);
