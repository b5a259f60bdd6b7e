/* Blocks in a list, the newest first; a thing that does not fit into what is left opens a new
 * one, of twice the size or as large as the thing. */
#include "pool.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES     16384
#define BLOCK_BYTES_MAX (1024 * 1024)

struct pool_block {
        struct pool_block *next;
        size_t size;
        _Alignas(max_align_t) char bytes[];
};

void out_of_memory(void)
{
        fputs("milestonectl: out of memory\n", stderr);
        exit(1);
}

static void block_add(struct pool *pool, size_t size)
{
        size_t block_size = pool->blocks ? pool->blocks->size * 2 : BLOCK_BYTES;
        struct pool_block *block;

        if (block_size > BLOCK_BYTES_MAX)
                block_size = BLOCK_BYTES_MAX;
        if (block_size < size)
                block_size = size;
        block = malloc(sizeof(*block) + block_size);
        if (!block)
                out_of_memory();
        block->next = pool->blocks;
        block->size = block_size;
        pool->blocks = block;
        pool->used = 0;
}

void pool_done(struct pool *pool)
{
        assert(pool);

        while (pool->blocks) {
                struct pool_block *next = pool->blocks->next;

                free(pool->blocks);
                pool->blocks = next;
        }
        pool->used = 0;
}

void pool_reset(struct pool *pool)
{
        struct pool_block *kept;

        assert(pool);

        kept = pool->blocks;
        if (!kept)
                return;
        pool->blocks = kept->next;
        pool_done(pool);
        kept->next = NULL;
        pool->blocks = kept;
}

void *pool_take(struct pool *pool, size_t size)
{
        void *ret;

        assert(pool);

        if (size > SIZE_MAX / 4)
                out_of_memory();
        size = (size + _Alignof(max_align_t) - 1) & ~(_Alignof(max_align_t) - 1);
        if (!pool->blocks || pool->blocks->size - pool->used < size)
                block_add(pool, size);
        ret = pool->blocks->bytes + pool->used;
        pool->used += size;
        memset(ret, 0, size);
        return ret;
}

void *pool_array(struct pool *pool, size_t n, size_t size)
{
        size_t bytes;

        if (__builtin_mul_overflow(n, size, &bytes))
                out_of_memory();
        return pool_take(pool, bytes);
}

char *pool_text(struct pool *pool, struct text text)
{
        char *ret = pool_take(pool, text.length + 1);

        if (text.length > 0)
                memcpy(ret, text.data, text.length);
        return ret;
}

char *pool_print(struct pool *pool, const char *format, ...)
{
        va_list arguments;
        char *ret;
        int length;

        va_start(arguments, format);
        length = vsnprintf(NULL, 0, format, arguments);
        va_end(arguments);
        assert(length >= 0);

        ret = pool_take(pool, (size_t)length + 1);
        va_start(arguments, format);
        (void)vsnprintf(ret, (size_t)length + 1, format, arguments);
        va_end(arguments);
        return ret;
}

void *array_grow(void *array, size_t *allocated, size_t n, size_t size)
{
        size_t wanted = *allocated ? *allocated * 2 : 16, bytes;
        void *ret;

        while (wanted < n)
                wanted *= 2;
        if (__builtin_mul_overflow(wanted, size, &bytes))
                out_of_memory();
        ret = realloc(array, bytes);
        if (!ret)
                out_of_memory();
        *allocated = wanted;
        return ret;
}
