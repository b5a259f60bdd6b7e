/* Bytes come in as the descriptor has them, lines leave; whether waiting is allowed, the caller says,
 * since what is held back while nothing comes must be sent first. */
#include "lines.h"
#include "pool.h"
#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_BYTES 65536

void lines_init(struct lines *lines, int fd)
{
        *lines = (struct lines){.fd = fd};
}

void lines_done(struct lines *lines)
{
        free(lines->bytes);
        *lines = (struct lines){.fd = -1};
}

static bool can_read(int fd)
{
        struct pollfd p = {.fd = fd, .events = POLLIN};

        return poll(&p, 1, 0) > 0;
}

static int fill(struct lines *lines)
{
        ssize_t n;

        if (lines->begin > 0) {
                memmove(lines->bytes, lines->bytes + lines->begin, lines->end - lines->begin);
                lines->end -= lines->begin;
                lines->begin = 0;
        }
        if (lines->end + BLOCK_BYTES > lines->allocated)
                lines->bytes = array_grow(lines->bytes, &lines->allocated, lines->end + BLOCK_BYTES, 1);
        n = read(lines->fd, lines->bytes + lines->end, BLOCK_BYTES);
        if (n < 0)
                return errno == EINTR ? 0 : -errno;
        lines->end += (size_t)n;
        lines->ended = n == 0;
        return 0;
}

static void give(struct lines *lines, size_t length, size_t with_end, struct text *ret)
{
        *ret = (struct text){lines->bytes + lines->begin, length};
        lines->begin += with_end;
        lines->line++;
}

int lines_next(struct lines *lines, bool wait, size_t max, struct text *ret)
{
        assert(lines && ret);

        for (;;) {
                size_t length = lines->end - lines->begin;
                const char *end = length ? memchr(lines->bytes + lines->begin, '\n', length) : NULL;
                int r;

                if (end) {
                        length = (size_t)(end - (lines->bytes + lines->begin));
                        give(lines, length, length + 1, ret);
                        return length > max ? LINES_TOO_LONG : 0;
                }
                if (length > max) {
                        lines->line++;
                        return LINES_TOO_LONG;
                }
                if (lines->ended && length == 0)
                        return LINES_END;
                if (lines->ended) {
                        give(lines, length, length, ret);
                        return 0;
                }
                if (!wait && !can_read(lines->fd))
                        return LINES_NONE;
                r = fill(lines);
                if (r < 0)
                        return r;
        }
}
