/* host/config/memory.c: a list of chunks; see memory.h. Large pieces get a chunk of their own. */
#include "host/config/memory.h"

#include <assert.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define CHUNK_BYTES 16384

struct chunk {
        struct chunk *next;
        alignas(max_align_t) unsigned char bytes[];
};

struct config_memory {
        struct chunk *chunks;
        size_t left; /* at the end of the newest shared chunk, `free_from` on */
        unsigned char *free_from;
        bool is_short;
};

struct config_memory *config_memory_new(void)
{
        return calloc(1, sizeof(struct config_memory));
}

struct config_memory *config_memory_free(struct config_memory *memory)
{
        if (!memory)
                return NULL;
        for (struct chunk *chunk = memory->chunks, *next; chunk; chunk = next) {
                next = chunk->next;
                free(chunk);
        }
        free(memory);
        return NULL;
}

static unsigned char *chunk_add(struct config_memory *memory, size_t bytes)
{
        struct chunk *chunk = calloc(1, sizeof(*chunk) + bytes);

        if (!chunk) {
                memory->is_short = true;
                return NULL;
        }
        chunk->next = memory->chunks;
        memory->chunks = chunk;
        return chunk->bytes;
}

void *config_memory_take(struct config_memory *memory, size_t count, size_t size)
{
        size_t bytes;
        void *piece;

        assert(memory && size > 0);

        if (count == 0)
                return NULL;
        if (__builtin_mul_overflow(count, size, &bytes) || bytes > SIZE_MAX / 2) {
                memory->is_short = true;
                return NULL;
        }
        bytes = (bytes + alignof(max_align_t) - 1) / alignof(max_align_t) * alignof(max_align_t);

        if (bytes > CHUNK_BYTES / 4)
                return chunk_add(memory, bytes);
        if (bytes > memory->left) {
                memory->free_from = chunk_add(memory, CHUNK_BYTES);
                memory->left = memory->free_from ? CHUNK_BYTES : 0;
        }
        if (bytes > memory->left)
                return NULL;
        piece = memory->free_from;
        memory->free_from += bytes;
        memory->left -= bytes;
        return piece;
}

struct text config_memory_text(struct config_memory *memory, struct text text)
{
        char *copy = config_memory_take(memory, text.length + 1, 1);

        if (!copy)
                return TEXT("");
        if (text.length > 0)
                memcpy(copy, text.data, text.length);
        return (struct text){copy, text.length};
}

const char *config_memory_print(struct config_memory *memory, const char *format, va_list arguments)
{
        va_list again;
        char *line;
        int n;

        va_copy(again, arguments);
        n = vsnprintf(NULL, 0, format, again);
        va_end(again);
        if (n < 0)
                return NULL;

        line = config_memory_take(memory, (size_t)n + 1, 1);
        if (line)
                (void)vsnprintf(line, (size_t)n + 1, format, arguments);
        return line;
}

bool config_memory_is_short(const struct config_memory *memory)
{
        return memory->is_short;
}
