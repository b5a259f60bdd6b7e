/* verbs/publish.h: what milestonectl publish was asked for. */
#pragma once
#include "ctl.h"

struct publish_input {
        struct pool *pool;
        const char *source, *file;
        struct mst_vintage vintage; /* date NULL: no release */
        struct mst_release_end end;
        bool sends_end;
        const char *abort, *nothing_until;
        uint32_t first_batch, batch_events;
        uint64_t number;
        bool dry_run;
};

/* Its input is a struct publish_input with pool, and defaults, set. */
extern const struct argp publish_argp;
