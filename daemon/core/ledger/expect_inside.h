/* core/ledger/expect_inside.h: what expect.c and its rows share. */
#pragma once
#include "core/ledger/expect.h"

/* Known on that day: of by-release sources the period with this last day, of others all periods up
 * to it that were not known before. */
struct mark {
        int32_t last_day, known_day;
        bool dirty;
};

struct owing {
        struct mark *marks; /* rising */
        size_t count, capacity;
        struct period told; /* silent, with this period as the first owed; kind NONE: not */
        int32_t told_until; /* the day until which it was owed */
        int32_t told_day;
        bool dirty;
};

struct expect {
        const struct plan *plan;
        struct owing *sources; /* as the plan's */
};

/* The mark with this last day, made if it is not there; NULL: no memory. */
struct mark *mark_need(struct owing *owing, int32_t last_day);
