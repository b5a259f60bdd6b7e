/* client/lib/arena.h: the memory of one answer. Everything that hangs below a receipt, news or
 * answer comes from one arena and goes with it, so the public types need no destructors.
 *
 * It serves as protobuf-c's allocator too, with a cap: a message that would unpack to more is
 * not unpacked at all (two megabytes on the wire can become 170 in memory). */
#pragma once
#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/scoped.h"

#define ARENA_CAP (64u << 20) /* of one message: 1 MiB of the wire, unpacked at its worst */

struct arena;

/* NULL: out of memory. */
struct arena *arena_new(void);
/* One more owner; each frees it once. */
struct arena *arena_share(struct arena *arena);
struct arena *arena_free(struct arena *arena);
SCOPED_FUNCTION(struct arena, arena_free)

/* Zeroed, aligned for anything; lives as long as the arena. NULL: the cap, or out of memory; the
 * arena remembers that, so that who fills a large answer asks once, at its end. */
void *arena_take(struct arena *arena, size_t count, size_t size);
bool arena_failed(const struct arena *arena);

/* Lower case; "" for none. */
const char *arena_hex(struct arena *arena, ProtobufCBinaryData bytes);

/* Valid while the arena is. Free does nothing. */
ProtobufCAllocator *arena_allocator(struct arena *arena);
