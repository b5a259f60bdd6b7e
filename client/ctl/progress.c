/* Counts come in, a line on a terminal leaves, and is wiped at the end: a log never sees it. */
#include "progress.h"
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define FIRST_MSEC   1000
#define BETWEEN_MSEC 200

static int64_t now_msec(void)
{
        struct timespec now;

        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *progress, const char *unit)
{
        *progress = (struct progress){.unit = unit, .shows = isatty(STDERR_FILENO)};
        progress->started_msec = now_msec();
        progress->last_msec = progress->started_msec + FIRST_MSEC - BETWEEN_MSEC;
}

void progress_tell(struct progress *progress, uint64_t done, uint64_t total)
{
        int64_t now, spent_msec;
        uint64_t rate, left;

        if (!progress->shows)
                return;
        now = now_msec();
        if (now - progress->last_msec < BETWEEN_MSEC || done == 0)
                return;
        spent_msec = now - progress->started_msec;
        rate = done * 1000 / (uint64_t)spent_msec;
        left = rate > 0 ? (total - done) / rate : 0;
        fprintf(stderr, "\r\033[K%llu/%llu %s, %llu/s, %llu:%02llu left", (unsigned long long)done,
                (unsigned long long)total, progress->unit, (unsigned long long)rate,
                (unsigned long long)(left / 60), (unsigned long long)(left % 60));
        fflush(stderr);
        progress->last_msec = now;
        progress->shown = true;
}

int64_t progress_end(struct progress *progress)
{
        if (progress->shown) {
                fputs("\r\033[K", stderr);
                fflush(stderr);
        }
        return now_msec() - progress->started_msec;
}
