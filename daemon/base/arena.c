/* base/arena.c: the chunks of an arena. The newest chunk is the one that is filled; an over-long
 * block gets a chunk of its own size. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct arena_chunk {
        struct arena_chunk *next;
        size_t capacity;
        alignas(max_align_t) uint8_t bytes[];
};

static size_t aligned(size_t size)
{
        return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

void *arena_take(struct arena *arena, size_t size)
{
        struct arena_chunk *chunk = arena->chunks;
        size_t capacity, need = aligned(size ? size : 1);
        void *block;

        if (need < size)
                return NULL;

        if (!chunk || chunk->capacity - arena->used < need) {
                capacity = need > ARENA_CHUNK_BYTES ? need : ARENA_CHUNK_BYTES;
                chunk = malloc(sizeof(*chunk) + capacity);
                if (!chunk)
                        return NULL;

                chunk->capacity = capacity;
                chunk->next = arena->chunks;
                arena->chunks = chunk;
                arena->used = 0;
        }

        block = chunk->bytes + arena->used;
        arena->used += need;
        return block;
}

struct text arena_text(struct arena *arena, struct text text)
{
        char *copy = arena_take(arena, text.length + 1);

        if (!copy)
                return (struct text){NULL, 0};

        if (text.length)
                memcpy(copy, text.data, text.length);
        copy[text.length] = '\0';
        return (struct text){copy, text.length};
}

void arena_reset(struct arena *arena)
{
        struct arena_chunk *chunk = arena->chunks;

        /* One chunk is enough to go on with; a list of them would only be walked again. */
        if (chunk && chunk->capacity <= ARENA_KEEP_BYTES) {
                struct arena_chunk *rest = chunk->next;

                chunk->next = NULL;
                arena->used = 0;
                while (rest) {
                        struct arena_chunk *next = rest->next;

                        free(rest);
                        rest = next;
                }
                return;
        }
        arena_done(arena);
}

void arena_done(struct arena *arena)
{
        while (arena->chunks) {
                struct arena_chunk *next = arena->chunks->next;

                free(arena->chunks);
                arena->chunks = next;
        }
        arena->used = 0;
}
