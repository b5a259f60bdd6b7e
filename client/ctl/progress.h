/* ctl/progress.h: how far a long command is: on a terminal's stderr, after a second, and not
 * more often than five times in one; elsewhere nothing. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct progress {
        const char *unit; /* "events" */
        bool shows;       /* stderr is a terminal */
        bool shown;
        int64_t started_msec, last_msec;
};

void progress_begin(struct progress *progress, const char *unit);
void progress_tell(struct progress *progress, uint64_t done, uint64_t total);
/* Wipes the line. Returns the milliseconds since the beginning. */
int64_t progress_end(struct progress *progress);
