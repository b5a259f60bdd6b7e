/* tests/sim/model.h: the rules 3 to 5 as a plain loop over a list of records, written apart from the core:
 * what the sums by day of `registry` and the counts by month of `queue` must be. */
#pragma once
#include "host/pipeline.h"

/* Over everything that is known of the journal, against the daemon's answers. */
void model_compare(struct pipeline *daemon);
