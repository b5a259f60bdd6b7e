/* host/config/perspective.h: whose reports a measure counts, and from which sources. */
#pragma once
#include "host/config/reading.h"

/* `measure->reporter`, once kind and corridor are known. False: it is said. */
bool reporter_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure);

/* `measure->sources` and `resolution`, once the reporter is known. False: it is said, or nothing
 * can be said since a source is broken. */
bool sources_choose(struct reading *reading, const struct fields *fields, struct plan_measure *measure);
