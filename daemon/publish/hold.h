/* publish/hold.h: on disk before told (rule 32). What follows from an entry waits here, in order,
 * until that entry is settled: receipts, answers, notifications, measure updates. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "publish/topics.h"
#include "transport/router.h"

enum held_kind { HELD_RECEIPT, HELD_ANSWER, HELD_NEWS, HELD_UPDATE };

struct held {
        enum held_kind kind;
        uint64_t position;
        struct route route;  /* RECEIPT, ANSWER */
        void *socket;        /* ANSWER, RECEIPT: from which the question came */
        size_t topics_count; /* NEWS, UPDATE */
        const char *topics;  /* one after the other, each with a NUL */
        const uint8_t *bytes;
        size_t length;
};

struct hold;

int hold_new(struct hold **ret);
struct hold *hold_free(struct hold *hold);

/* Copied. Positions never fall. */
int hold_add_reply(struct hold *hold, enum held_kind kind, uint64_t position, void *socket,
                   const struct route *route, const void *bytes, size_t length);
int hold_add_told(struct hold *hold, enum held_kind kind, uint64_t position, const struct topics *topics,
                  const void *bytes, size_t length);

/* Hands out everything up to `position`, in order. A failure of the sink ends it and is returned. */
typedef int (*held_sink)(void *context, const struct held *held);
int hold_release(struct hold *hold, uint64_t position, held_sink sink, void *context);

size_t hold_count(const struct hold *hold);
size_t hold_bytes(const struct hold *hold);
