/* base/arena.h: memory that is freed all at once, for what lives as long as one entry.
 *
 * Blocks come from a list of chunks and are aligned for anything. arena_reset() keeps the newest
 * chunk unless it is over ARENA_KEEP_BYTES, so that small entries allocate nothing. */
#pragma once
#include <stddef.h>

#include "base/text.h"

#define ARENA_CHUNK_BYTES (64 * 1024)
#define ARENA_KEEP_BYTES (4 * 1024 * 1024) /* a large release must not stay resident for ever */

struct arena_chunk;

/* All zero is an empty one. */
struct arena {
        struct arena_chunk *chunks; /* the newest first */
        size_t used;                /* of the newest chunk */
};

/* NULL: there was no memory. Not initialised. */
void *arena_take(struct arena *arena, size_t size);
/* A copy of the text; data is NULL (and length 0) when there was no memory. */
struct text arena_text(struct arena *arena, struct text text);
void arena_reset(struct arena *arena);
void arena_done(struct arena *arena);
