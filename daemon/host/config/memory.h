/* host/config/memory.h: memory that is taken in small pieces and given back at once.
 *
 * A piece that could not be had is NULL, and the memory remembers: readers go on with an empty
 * list or text, and whoever owns the result asks memory_is_short() once, at the end. */
#pragma once
#include "base/scoped.h"
#include "base/text.h"
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct config_memory;

struct config_memory *config_memory_new(void);
struct config_memory *config_memory_free(struct config_memory *memory);
SCOPED_FUNCTION(struct config_memory, config_memory_free)

/* `count` elements of `size` bytes, all zero, aligned for anything; NULL for a count of 0 or
 * when there is no more. */
void *config_memory_take(struct config_memory *memory, size_t count, size_t size);
#define CONFIG_MEMORY_ARRAY(memory, count, type) ((type *)config_memory_take(memory, count, sizeof(type)))

/* A copy with a NUL behind it; the empty text if there is no more memory. */
struct text config_memory_text(struct config_memory *memory, struct text text);
__attribute__((format(printf, 2, 0))) const char *config_memory_print(struct config_memory *memory,
                                                                      const char *format, va_list arguments);

/* A piece was asked for and not had. */
bool config_memory_is_short(const struct config_memory *memory);
