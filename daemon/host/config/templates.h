/* host/config/templates.h: the same measures and milestones for many corridors.
 *
 *     templates:
 *       - name: usual
 *         measures:
 *           - {name: turnover, sum: trade.value, window: calendar-year}
 *         milestones:
 *           - {name: "{corridor}-1bn", measure: turnover, reach: 1 bn USD}
 *     corridors:
 *       - {name: north, between: [BY, RU-LEN], template: usual}
 *
 * makes north-turnover and north-1bn. In every value {corridor} stands for the corridor's name; a name
 * without it gets "CORRIDOR-" put before it, and so does every mention of that name within the
 * template. What is made stands where the template does, so errors point there and name the corridor. */
#pragma once
#include "host/config/reading.h"

/* `reading->made_measures` and `made_milestones`, once the corridors are read. */
void templates_read(struct reading *reading);
