/* tests/support/shuffle/order.h: the same batches in another order, decided by a seed. */
#pragma once
#include "import/send.h"
#include <stdbool.h>
#include <stdint.h>

enum turn {
        TURN_FORWARD,
        TURN_REVERSE,
        TURN_SHUFFLE,
};

struct order {
        enum turn releases;
        uint64_t releases_seed;
        bool shuffles_rows; /* within their release */
        uint64_t rows_seed;
        bool ends_first;
        uint32_t interleave; /* releases that are open at once, from 1 */
        bool twice;
        uint32_t leave_out_batch; /* of every release that has it; 0: none */
};

/* Reorders the manifest's rows and makes the schedule. */
void order_make(const struct order *order, struct manifest *manifest, struct schedule *ret);
