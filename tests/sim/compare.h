/* tests/sim/compare.h: two pipelines over the same journal give the same answers: sums, milestones, sources,
 * releases, quarantine; the same statements; the same notifications, which are also those that were
 * told. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "host/pipeline.h"
#include "query/query.h"
#include "sim/replay.h"

void compare_begin(void);
/* The replay goes on to the journal's end first. */
void compare(struct pipeline *daemon, struct query *query, struct replay *replay);
/* The notifications after a sequence, as a question to be sent; good until the next. */
const uint8_t *compare_replay_question(uint64_t after, uint32_t limit, size_t *ret_length);
