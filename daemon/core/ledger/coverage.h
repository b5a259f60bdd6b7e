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

#include "base/batch.h"
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

/* The same as it will be when a release that replaces has ended with these ranges. */
uint64_t coverage_after(const struct coverage *coverage, uint32_t source, const struct period *period,
                        const struct period_range *ranges, size_t ranges_count, uint64_t vintage);

/* Are all days first..last said completely by all of `sources`? `*ret_held_back_by` is the first
 * (by index) that is not, UINT32_MAX when all are. */
bool coverage_complete(const struct coverage *coverage, const uint32_t *sources, size_t sources_count,
                       int32_t first_day, int32_t last_day, uint32_t *ret_held_back_by);

/* The same as runs: what all of `sources` have said completely, in order. They lie in memory of
 * the coverage (which is why it is not const) and are valid until the next call. -ENOMEM. */
int coverage_runs(struct coverage *coverage, const uint32_t *sources, size_t sources_count,
                  const struct complete_run **ret, size_t *ret_count);

/* Did anything about a source's completeness change since coverage_judged()? */
bool coverage_changed(const struct coverage *coverage, uint32_t source);
void coverage_judged(struct coverage *coverage);

/* ---- life and what changes it; core.c's ---- */

int coverage_new(const struct plan *plan, struct coverage **ret);
struct coverage *coverage_free(struct coverage *coverage);

/* What was said under another plan, by the names of the sources; a source whose resolution or
 * numbering is another one begins anew. */
int coverage_take_over(struct coverage *coverage, const struct coverage *old);

/* The day moves on: stated lateness runs. */
void coverage_set_day(struct coverage *coverage, int32_t day);
int32_t coverage_day(const struct coverage *coverage);

/* Something that the source sent speaks of this day (the last one of a period). */
void coverage_saw(struct coverage *coverage, uint32_t source, int32_t day);

/* The source's own word: it has sent all that it has up to this day. */
void coverage_nothing_until(struct coverage *coverage, uint32_t source, int32_t day);

/* A release ended for these days, which lie on borders of the source's resolution
 * (coverage_on_borders()). */
int coverage_ended(struct coverage *coverage, uint32_t source, const struct period_range *ranges,
                   size_t ranges_count, uint64_t vintage, bool replaces, bool complete);
bool coverage_on_borders(const struct coverage *coverage, uint32_t source, const struct period_range *range);

/* For the sources' row of core/reads.h; holes are the first `max` of them, `*ret_count` is how
 * many were written. */
int32_t coverage_newest_day(const struct coverage *coverage, uint32_t source);
int32_t coverage_until(const struct coverage *coverage, uint32_t source);
void coverage_holes(const struct coverage *coverage, uint32_t source, struct period *ret, size_t max,
                    size_t *ret_count);

/* The next day after `day` on which time alone completes something; PLAN_NEVER. */
int32_t coverage_due_day(const struct coverage *coverage, int32_t day);

#define ROW_COVERAGE 0 /* and 1 */
int coverage_save(struct coverage *coverage, row_sink sink, void *context);
int coverage_load(struct coverage *coverage, const struct row *row);
