/* publish/hold.c: a queue. What waits is bounded by what may be pending in the journal: intake
 * stops when that is full. */
#include "publish/hold.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct waiting {
        struct waiting *next;
        struct held held;
        uint8_t memory[]; /* topics, then bytes */
};

struct hold {
        struct waiting *first, **end;
        uint64_t last_position;
        size_t count, bytes;
};

int hold_new(struct hold **ret)
{
        struct hold *hold = calloc(1, sizeof(*hold));

        if (!hold)
                return -ENOMEM;
        hold->end = &hold->first;
        *ret = hold;
        return 0;
}

static void drop_first(struct hold *hold)
{
        struct waiting *waiting = hold->first;

        hold->first = waiting->next;
        if (!hold->first)
                hold->end = &hold->first;
        hold->count--;
        hold->bytes -= waiting->held.length;
        free(waiting);
}

struct hold *hold_free(struct hold *hold)
{
        if (!hold)
                return NULL;
        while (hold->first)
                drop_first(hold);
        free(hold);
        return NULL;
}

static struct waiting *add(struct hold *hold, enum held_kind kind, uint64_t position, size_t topics_length,
                           const void *bytes, size_t length)
{
        struct waiting *waiting = malloc(sizeof(*waiting) + topics_length + length);

        assert(position >= hold->last_position);
        if (!waiting)
                return NULL;

        *waiting = (struct waiting){.held = {
                                            .kind = kind,
                                            .position = position,
                                            .topics = (const char *)waiting->memory,
                                            .bytes = waiting->memory + topics_length,
                                            .length = length,
                                    }};
        memcpy(waiting->memory + topics_length, bytes, length);
        *hold->end = waiting;
        hold->end = &waiting->next;
        hold->last_position = position;
        hold->count++;
        hold->bytes += length;
        return waiting;
}

int hold_add_reply(struct hold *hold, enum held_kind kind, uint64_t position, void *socket,
                   const struct route *route, const void *bytes, size_t length)
{
        struct waiting *waiting = add(hold, kind, position, 0, bytes, length);

        if (!waiting)
                return -ENOMEM;
        waiting->held.socket = socket;
        waiting->held.route = *route;
        return 0;
}

int hold_add_told(struct hold *hold, enum held_kind kind, uint64_t position, const struct topics *topics,
                  const void *bytes, size_t length)
{
        struct waiting *waiting;
        size_t topics_length = 0;
        char *at;

        for (size_t i = 0; i < topics->count; i++)
                topics_length += topics->list[i].length + 1;
        waiting = add(hold, kind, position, topics_length, bytes, length);
        if (!waiting)
                return -ENOMEM;

        waiting->held.topics_count = topics->count;
        at = (char *)waiting->memory;
        for (size_t i = 0; i < topics->count; i++) {
                memcpy(at, topics->list[i].data, topics->list[i].length);
                at += topics->list[i].length;
                *at++ = '\0';
        }
        return 0;
}

int hold_release(struct hold *hold, uint64_t position, held_sink sink, void *context)
{
        while (hold->first && hold->first->held.position <= position) {
                int r = sink(context, &hold->first->held);

                drop_first(hold);
                if (r < 0)
                        return r;
        }
        return 0;
}

size_t hold_count(const struct hold *hold)
{
        return hold->count;
}

size_t hold_bytes(const struct hold *hold)
{
        return hold->bytes;
}
