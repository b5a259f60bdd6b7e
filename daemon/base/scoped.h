/* base/scoped.h: freeing by scope, and moving that can be seen.
 *
 *     SCOPED(batch_freep) struct batch *batch = NULL;
 *     ...
 *     return journal_append(journal, TAKE(batch));
 *
 * A scoped variable is freed at the end of its block, whichever way the block is left. It
 * must be initialised where it is declared. What is handed on is taken out with TAKE(), which
 * leaves NULL behind, so nothing is freed twice. */
#pragma once
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

/* `freep` gets the address of the variable when its scope ends. */
#define SCOPED(freep) __attribute__((cleanup(freep)))

/* The pointer, which is NULL from here on: the callee or the caller owns it now. */
#define TAKE(ptr)                                     \
        __extension__({                               \
                __typeof__(ptr) *take_from_ = &(ptr); \
                __typeof__(ptr) taken_ = *take_from_; \
                *take_from_ = NULL;                   \
                taken_;                               \
        })

/* Defines `func`p for SCOPED(): SCOPED_FUNCTION(struct batch, batch_free) makes batch_freep().
 * `func` is called for what is not NULL only, its result is ignored. */
#define SCOPED_FUNCTION(type, func)          \
        static inline void func##p(type **p) \
        {                                    \
                if (*p)                      \
                        (void)func(*p);      \
                *p = NULL;                   \
        }

/* For memory of malloc() of any type: SCOPED(freep) char *name = NULL; */
static inline void freep(void *p)
{
        free(*(void **)p);
}

/* For a file descriptor, -1 is none: SCOPED(closep) int fd = -1; */
static inline void closep(int *fd)
{
        if (*fd >= 0)
                (void)close(*fd);
        *fd = -1;
}
