/* host/clock.h: instants, and the civil day that an instant is in the configured time zone. What
 * comes out of it is written into the journal: a newer tzdata changes no replay. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/text.h"

struct clock;

enum { CLOCK_NO_ZONE = 1 }; /* the machine does not know this time zone */

int clock_new(struct text zone, struct clock **ret);
struct clock *clock_free(struct clock *clock);

int64_t clock_now_usec(void); /* since 1970 UTC */
int32_t clock_day(const struct clock *clock, int64_t usec);
/* When the civil day after `usec` begins. */
int64_t clock_next_day_usec(const struct clock *clock, int64_t usec);

bool clock_zone_is_known(const char *zone);
