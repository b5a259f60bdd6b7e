/* tests/sim/quiet.c: the daemon's log lines, which nobody reads here: a thousand falls a minute fill a
 * screen. These stand in for host/log.c. */
#include "host/log.h"

void log_line(int priority, const char *id, const char *format, ...)
{
        (void)priority;
        (void)id;
        (void)format;
}

void log_rarely(int priority, const char *id, const char *format, ...)
{
        (void)priority;
        (void)id;
        (void)format;
}
