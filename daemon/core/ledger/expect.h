/* core/ledger/expect.h: what sources owe, and whether they are silent.
 *
 * A source that is expected owes each period of its resolution for `expect_days` days after the
 * period's end, from the period of `expect_from_day` on, else from the first that it ever spoke of;
 * a period that ends after it retired is not owed. It has spoken of a period when a release that
 * counted ended with it, or, without releases, when the newest day that it spoke of, or its word
 * "nothing until D", is not before the period's end.
 *
 *      day <= last + expect_days   the source has time yet
 *      day >  last + expect_days   owed: what was not spoken of makes the source silent
 *
 * Told once: *silent* with the first period owed, when the day moves; *speaking* when nothing is
 * owed any more. What was told, and the day on which each period was first known, is all that is
 * remembered: a mark for each period of by-release sources, for others one for each day on which
 * they went on. Both are bounded by the calendar.
 *
 * May read: base, coverage. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/effects.h"
#include "base/plan.h"
#include "core/core.h"
#include "core/ledger/coverage.h"

struct expect;

int expect_new(const struct plan *plan, struct expect **ret);
struct expect *expect_free(struct expect *expect);

/* By the names of sources; when the resolution or the numbering is another one the days of knowing
 * begin anew. */
int expect_take_over(struct expect *expect, const struct expect *old);

/* Remembers what has been spoken of since the last judgement as known on this day. */
int expect_note(struct expect *expect, const struct coverage *coverage, int32_t day);

/* News of sources that fell silent or speak again, by source. True: `*ret` is one, told from now
 * on; call again. To be called after expect_note(), when the day has moved. */
bool expect_tell(struct expect *expect, const struct coverage *coverage, int32_t day, uint64_t position,
                 struct news *ret);

/* The first day after `day` on which a source falls silent, or speaks again; PLAN_NEVER. */
int32_t expect_due_day(const struct expect *expect, const struct coverage *coverage, int32_t day);

/* Periods whose time is over, and of these: spoken of, and known in time. */
struct expect_counts {
        uint32_t expected, actual, on_time;
};
void expect_count(const struct expect *expect, const struct coverage *coverage, uint32_t source, int32_t day,
                  struct expect_counts *ret);

/* The day on which *silent* was told; CIVIL_NONE: it is not silent. */
int32_t expect_silent_since(const struct expect *expect, uint32_t source);

#define ROW_EXPECT 14 /* and 15 */
int expect_save(struct expect *expect, row_sink sink, void *context);
int expect_load(struct expect *expect, const struct row *row);
