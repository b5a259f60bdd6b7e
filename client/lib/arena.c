/* client/lib/arena.c: a list of chunks, each twice as large as the one before up to a limit. */
#include "arena.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_FIRST 2048u
#define CHUNK_LARGEST (256u << 10)

struct chunk {
        struct chunk *next;
        size_t used;
        size_t size;
        alignas(max_align_t) unsigned char bytes[];
};

struct arena {
        struct chunk *chunks; /* newest first */
        unsigned int owners;
        size_t total;
        size_t chunk_next;
        bool failed;
        ProtobufCAllocator allocator;
};

static void *allocator_take(void *arena, size_t size)
{
        return arena_take(arena, 1, size);
}

static void allocator_free(void *arena, void *memory)
{
        (void)arena;
        (void)memory;
}

struct arena *arena_new(void)
{
        struct arena *arena = calloc(1, sizeof(*arena));

        if (!arena)
                return NULL;
        arena->owners = 1;
        arena->chunk_next = CHUNK_FIRST;
        arena->allocator = (ProtobufCAllocator){
                .alloc = allocator_take,
                .free = allocator_free,
                .allocator_data = arena,
        };
        return arena;
}

struct arena *arena_share(struct arena *arena)
{
        arena->owners++;
        return arena;
}

struct arena *arena_free(struct arena *arena)
{
        struct chunk *chunk, *next;

        if (!arena || --arena->owners)
                return NULL;
        for (chunk = arena->chunks; chunk; chunk = next) {
                next = chunk->next;
                free(chunk);
        }
        free(arena);
        return NULL;
}

static struct chunk *chunk_add(struct arena *arena, size_t least)
{
        size_t size = arena->chunk_next > least ? arena->chunk_next : least;
        struct chunk *chunk;

        if (size > ARENA_CAP - arena->total)
                return NULL;
        chunk = calloc(1, sizeof(*chunk) + size);
        if (!chunk)
                return NULL;
        chunk->size = size;
        chunk->next = arena->chunks;
        arena->chunks = chunk;
        arena->total += size;
        if (arena->chunk_next < CHUNK_LARGEST)
                arena->chunk_next *= 2;
        return chunk;
}

void *arena_take(struct arena *arena, size_t count, size_t size)
{
        struct chunk *chunk = NULL;
        size_t bytes;
        void *ret;

        assert(arena);

        if (!__builtin_mul_overflow(count, size, &bytes) && bytes <= ARENA_CAP) {
                bytes = (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);
                chunk = arena->chunks;
                if (!chunk || bytes > chunk->size - chunk->used)
                        chunk = chunk_add(arena, bytes);
        }
        if (!chunk) {
                arena->failed = true;
                return NULL;
        }
        ret = chunk->bytes + chunk->used;
        chunk->used += bytes;
        return ret;
}

bool arena_failed(const struct arena *arena)
{
        return arena->failed;
}

const char *arena_hex(struct arena *arena, ProtobufCBinaryData bytes)
{
        static const char digits[] = "0123456789abcdef";
        char *ret;

        if (!bytes.len)
                return "";
        ret = arena_take(arena, bytes.len + 1, 2);
        if (!ret)
                return "";
        for (size_t i = 0; i < bytes.len; i++) {
                ret[2 * i] = digits[bytes.data[i] >> 4];
                ret[2 * i + 1] = digits[bytes.data[i] & 15];
        }
        return ret;
}

ProtobufCAllocator *arena_allocator(struct arena *arena)
{
        return &arena->allocator;
}
