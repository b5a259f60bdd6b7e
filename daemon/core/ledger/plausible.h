/* core/ledger/plausible.h: what is far from usual.
 *
 * A source may ask that its amounts are watched. A level is what is usual of one kind of amount (value,
 * mass, or unit value: value for each tonne) of trade or freight that agrees in source, period's kind,
 * reporter and partner (of freight: origin, destination and stage), flow, commodity, mode and facility,
 * and of money in its currency: the median of the last PLAUSIBLE_MEDIAN amounts that were accepted, of an
 * even number the lower of the two. Once `plausible_after` amounts are known, one that is more than
 * `plausible_factor` times above or below is implausible. Zeros are not looked at, and of a negative amount
 * its size is.
 *
 * What is usual depends on the order in which amounts were accepted: this is one of the exceptions to
 * promise 3 (rule 14), and what it touches says so.
 *
 * At most PLAUSIBLE_LEVELS_MAX levels are kept, 100 bytes each; beyond them new ones are not watched, and
 * counted.
 *
 * May read: base. Must not know: whether an event counts. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/batch.h"
#include "base/plan.h"
#include "core/core.h"

#define PLAUSIBLE_MEDIAN     7
#define PLAUSIBLE_LEVELS_MAX 100000

struct plausible;

int plausible_new(struct plausible **ret);
struct plausible *plausible_free(struct plausible *plausible);

/* 1: an amount of the event is implausible; `*ret` says which, with the usual level in its message (in the
 * arena). 0: none is. -ENOMEM. `batch` knows the decimals of currencies. */
int plausible_judge(struct plausible *plausible, const struct plan_source *source, const struct event *event,
                    const struct batch *batch, struct arena *arena, struct refusal *ret);

/* The event was accepted: its amounts are part of what is usual. */
int plausible_accept(struct plausible *plausible, const struct plan_source *source, const struct event *event);

/* What is accepted between the two is forgotten again: for a dry run. */
void plausible_try_begin(struct plausible *plausible);
void plausible_try_end(struct plausible *plausible);

/* Amounts that were not watched for want of a level. */
uint64_t plausible_unwatched(const struct plausible *plausible);

#define ROW_PLAUSIBLE 7
/* `all`: also what is saved already. */
int plausible_save(struct plausible *plausible, bool all, row_sink sink, void *context);
int plausible_load(struct plausible *plausible, const struct row *row);
