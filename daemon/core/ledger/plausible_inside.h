/* core/ledger/plausible_inside.h: what plausible.c (judging), its levels and its sentences share. */
#pragma once
#include "base/hash.h"
#include "base/wire.h"
#include "core/ledger/plausible.h"

enum watched { WATCHED_VALUE, WATCHED_MASS, WATCHED_UNIT_VALUE, WATCHED_COUNT };

struct level {
        struct hash128 key;
        uint32_t seen;                  /* ever */
        uint8_t count, next;            /* of the ring; where the next one goes */
        bool dirty;
        int64_t ring[PLAUSIBLE_MEDIAN]; /* the last ones */
};

/* How a level was before a dry run touched it. */
struct undo {
        uint32_t index;
        bool is_new;
        struct level before;
};

struct plausible {
        struct level *levels;
        uint32_t count, capacity;
        uint32_t *slots; /* open addressing: an index of levels, or UINT32_MAX */
        uint32_t slots_count;
        uint64_t unwatched;
        bool unwatched_dirty;
        struct wire_out key; /* scratch */
        bool trying;
        struct undo *undo;
        size_t undo_count, undo_capacity;
        uint64_t unwatched_before;
};

/* levels.c: NULL: there is none (and `make`: the limit, or no memory: *ret_r). */
struct level *level_find(const struct plausible *plausible, struct hash128 key);
int level_need(struct plausible *plausible, struct hash128 key, struct level **ret);
void level_add(struct level *level, int64_t amount);
int64_t level_usual(const struct level *level);

/* What an implausible amount is told as. */
struct told_level {
        enum watched watched;
        const struct event *event;
        const struct batch *batch;
        int64_t amount, usual;
        uint8_t count;
};
int plausible_tell(const struct told_level *told, struct arena *arena, struct refusal *ret);
