/* host/clock.c: the only file that knows GLib, for its time zones: tzset() is global and takes an
 * unknown zone for UTC. */
#include "host/clock.h"

#include <errno.h>
#include <glib.h>
#include <stdlib.h>
#include <time.h>

#include "base/civil.h"
#include "base/scoped.h"

#define DAY_SECONDS 86400

struct clock {
        GTimeZone *zone;
};

bool clock_zone_is_known(const char *zone)
{
        GTimeZone *known = g_time_zone_new_identifier(zone);

        if (!known)
                return false;
        g_time_zone_unref(known);
        return true;
}

int clock_new(struct text zone, struct clock **ret)
{
        SCOPED(freep) char *name = text_duplicate(zone);
        struct clock *clock = calloc(1, sizeof(*clock));

        if (!name || !clock) {
                free(clock);
                return -ENOMEM;
        }
        clock->zone = g_time_zone_new_identifier(name);
        if (!clock->zone) {
                free(clock);
                return CLOCK_NO_ZONE;
        }
        *ret = clock;
        return 0;
}

struct clock *clock_free(struct clock *clock)
{
        if (!clock)
                return NULL;
        g_time_zone_unref(clock->zone);
        free(clock);
        return NULL;
}

int64_t clock_now_usec(void)
{
        struct timespec now;

        clock_gettime(CLOCK_REALTIME, &now);
        return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
        return a / b - (a % b < 0);
}

static int64_t local_seconds(const struct clock *clock, int64_t seconds)
{
        int interval = g_time_zone_find_interval(clock->zone, G_TIME_TYPE_UNIVERSAL, seconds);

        return seconds + g_time_zone_get_offset(clock->zone, interval);
}

int32_t clock_day(const struct clock *clock, int64_t usec)
{
        return (int32_t)floor_divide(local_seconds(clock, floor_divide(usec, 1000000)), DAY_SECONDS);
}

/* Days are 23, 24 or 25 hours long, so the border is looked for: by halves. */
int64_t clock_next_day_usec(const struct clock *clock, int64_t usec)
{
        int64_t low = floor_divide(usec, 1000000), high = low + 2 * DAY_SECONDS;
        int32_t today = clock_day(clock, usec);

        while (high - low > 1) {
                int64_t middle = low + (high - low) / 2;

                if (floor_divide(local_seconds(clock, middle), DAY_SECONDS) > today)
                        high = middle;
                else
                        low = middle;
        }
        return high * 1000000;
}
