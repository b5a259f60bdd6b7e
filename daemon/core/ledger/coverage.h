/* core/ledger/coverage.h: for each source, what it has said is complete, and which vintage
 * covers which period (rules 9 and 19).
 *
 * By-release sources: for each period of the source's resolution the highest vintage that ended
 * there with `replaces` (its coverage), and the highest that said `complete`. A period is complete
 * when the latter is not below the former. Other sources: complete up to the smaller of (day -
 * stated lateness) and the newest day that anything they ever sent speaks of, or their own word
 * "nothing until D".
 *
 * The answers depend on what was said, never on the order in which it came. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/plan.h"
#include "core/core.h"

struct coverage;

/* Days without a hole, ends included; first_day INT32_MIN: from ever. */
struct complete_run {
        int32_t first_day, last_day;
};

/* The coverage of a period: a vintage number, 0: none. Of a period coarser than the resolution:
 * the lowest of its parts. */
uint64_t coverage_of(const struct coverage *coverage, uint32_t source, const struct period *period);

/* Are all days first..last said completely by all of `sources`? `*ret_held_back_by` is the first
 * (by index) that is not, UINT32_MAX when all are. */
bool coverage_complete(const struct coverage *coverage, const uint32_t *sources, size_t sources_count,
                       int32_t first_day, int32_t last_day, uint32_t *ret_held_back_by);

/* The same as runs: what all of `sources` have said completely, in order. Valid until the
 * coverage changes. */
const struct complete_run *coverage_runs(const struct coverage *coverage, const uint32_t *sources,
                                         size_t sources_count, size_t *ret_count);

/* Did anything about a source's completeness change since coverage_judged()? */
bool coverage_changed(const struct coverage *coverage, uint32_t source);
