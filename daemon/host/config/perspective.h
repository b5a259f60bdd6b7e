/* host/config/perspective.h: whose reports a measure counts, and from which sources. */
#pragma once
#include "host/config/reading.h"

/* `measure->reporter`, once kind and corridor are known. False: it is said. */
bool reporter_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure);

/* `measure->sources` and `resolution`, once the reporter is known. False: it is said, or nothing
 * can be said since a source is broken. */
bool sources_choose(struct reading *reading, const struct fields *fields, struct plan_measure *measure);

/* ---- its parts, for an order of preference ---- */

/* The one reporter that a node names, on a side of the measure's corridor. */
bool reporter_of(struct reading *reading, const struct tree_node *node, struct plan_measure *measure);
/* A source reports for the reporter as a whole; `parts`: or for something within it. */
bool source_fits(const struct plan_source *source, const struct plan_measure *measure, bool parts);
/* Says so if it does not fit, be it in part. */
bool source_sends(struct reading *reading, const struct tree_node *node, size_t i,
                  const struct plan_measure *measure);
/* `chosen`: one for each source of the configuration. sources_take() checks them against each other
 * and the corridor and finds the resolution, too. */
bool sources_set(struct reading *reading, struct plan_measure *measure, const bool *chosen);
bool sources_take(struct reading *reading, const struct fields *fields, struct plan_measure *measure,
                  const bool *chosen);
/* The coarsest of its sources; weeks do not go with months. */
bool resolution_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure);
