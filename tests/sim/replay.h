/* tests/sim/replay.h: what the journal held at each start, kept apart; and a replay of it from nothing, in
 * rooms that no fault reaches, which the daemon is compared with. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host/pipeline.h"
#include "query/query.h"

struct replay;

/* `folder`: for a store of its own, which never writes a checkpoint. */
struct replay *replay_new(const char *folder);
struct replay *replay_free(struct replay *replay);
/* Everything that is known of the journal is applied. */
struct pipeline *replay_go(struct replay *replay);
struct query *replay_query(struct replay *replay);

/* Takes over what a start has found, which is promised for ever. Acknowledged is in it, and it is in
 * what was sent. */
void known_take(struct journal *journal);
uint64_t known_last(void);
/* For the plain model. */
struct known {
        struct journal_record record;
        size_t sent; /* SENT_MAX: no batch */
};
const struct known *known_at(uint64_t position);
