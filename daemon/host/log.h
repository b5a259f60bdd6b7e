/* host/log.h: one line for one decision, to the journal of the system with its message id, or to
 * standard error with the priority before it where there is none. Nobody but host logs. */
#pragma once
#include <stdarg.h>
#include <syslog.h> /* LOG_ERR, LOG_WARNING, LOG_NOTICE, LOG_INFO */

/* `id` is of messages.h. The text is one line; what a peer sent must be escaped by the caller. */
__attribute__((format(printf, 3, 4))) void log_line(int priority, const char *id, const char *format, ...);

/* At most one line an id and minute; the rest is counted and told with the next. */
__attribute__((format(printf, 3, 4))) void log_rarely(int priority, const char *id, const char *format, ...);
