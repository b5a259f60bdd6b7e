/* ctl/pool.h: memory that is freed at once.
 *
 * A command lives for seconds and keeps nothing that could be lost; so where memory is out it
 * says so and ends (exit 1), and no caller has to check. What comes out of a pool lives until
 * the pool is reset or done, and is never freed alone. */
#pragma once
#include "base/text.h"
#include <stddef.h>
#include <stdint.h>

struct pool_block;

/* All zero is an empty pool. */
struct pool {
        struct pool_block *blocks;
        size_t used; /* of the first block */
};

void pool_done(struct pool *pool);
/* Everything is void, one block is kept for what comes next. */
void pool_reset(struct pool *pool);

/* Zeroed, aligned for anything; never NULL. */
void *pool_take(struct pool *pool, size_t size);
/* `n` objects; ends the program if the product overflows. */
void *pool_array(struct pool *pool, size_t n, size_t size);
/* A copy with a NUL behind it. */
char *pool_text(struct pool *pool, struct text text);
char *pool_print(struct pool *pool, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* realloc() of a growing array, for `n` elements in all; `*allocated` counts them. The result
 * belongs to the caller, free() it. */
void *array_grow(void *array, size_t *allocated, size_t n, size_t size);

/* Says that memory is out and ends the program. */
_Noreturn void out_of_memory(void);
