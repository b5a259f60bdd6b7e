/* ctl/lines.h: lines of a descriptor, and whether one is there without waiting. */
#pragma once
#include "base/text.h"
#include <stdbool.h>
#include <stdint.h>

enum {
        LINES_NONE = 1, /* none is whole yet, and nothing can be read without waiting */
        LINES_END,
        LINES_TOO_LONG,
};

struct lines {
        int fd;
        char *bytes;
        size_t begin, end, allocated;
        bool ended;
        uint64_t line; /* of the last one, from 1 */
};

void lines_init(struct lines *lines, int fd);
void lines_done(struct lines *lines);

/* The next line without its end; good until the next call. With `wait` it waits for one. 0, an
 * outcome, or -errno. */
int lines_next(struct lines *lines, bool wait, size_t max, struct text *ret);
