/* core/tallies/concern.h: the index from (source, kind, places, facility) to the measures that an
 * event concerns.
 *
 * The first sight of a combination asks filter_concerns() of every measure of the source; later
 * ones are one look into a table. The table is a cache of two ways and bounded: a combination
 * that was pushed out is asked again. What it answers never depends on what it remembers. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/plan.h"
#include "core/tallies/facts.h"

/* Two sources of 200 partners each are 400; a thousand facilities by a few routes still fit. */
#define CONCERN_ENTRIES 4096 /* a power of two */

/* Numbers of measures in all entries: with tens of thousands of measures that a combination
 * concerns, the table must not grow into hundreds of megabytes; beyond it, it begins anew. */
#define CONCERN_MEASURES_MAX (4 * 1024 * 1024)

/* A combination in words of 8 bytes: source, kind, two places and a facility of NAME_BYTES_MAX
 * are 12. Longer ones (a project in many places) are rare and asked each time. */
#define CONCERN_WORDS_MAX 24

struct concern;

int concern_new(const struct plan *plan, struct concern **ret);
struct concern *concern_free(struct concern *concern);

/* Indexes of measures, rising; good until the next call. 0 or -ENOMEM. */
int concern_find(struct concern *concern, const struct facts *facts, const uint32_t **ret, size_t *ret_count);
