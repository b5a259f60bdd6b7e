/* tests/support/spoilers/failing_malloc.c: LD_PRELOAD: allocations fail from the FAILING_MALLOC-th of the
 * process on, FAILURES of them; those behind them are good again. */
#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#define FAILURES 3

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_long first, calls; /* 0: none fails */

/* Allocations of the dynamic linker come before there is an environment. */
__attribute__((constructor)) static void begin(void)
{
        const char *text = getenv("FAILING_MALLOC");

        atomic_store(&first, text ? strtol(text, NULL, 10) : 0);
        atomic_store(&calls, 0);
}

static bool fails(void)
{
        long now = atomic_fetch_add(&calls, 1) + 1, from = atomic_load(&first);

        if (from == 0 || now < from || now >= from + FAILURES)
                return false;
        errno = ENOMEM;
        return true;
}

void *malloc(size_t size)
{
        return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
        return fails() ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size)
{
        return fails() ? NULL : __libc_realloc(old, size);
}
