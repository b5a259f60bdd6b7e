/* host/earlier.h: the state as it was at an earlier position, worked out from the journal into rooms of
 * its own, beside the daemon that goes on (rule 42).
 *
 * It is moved forward by replaying; to go back it begins anew. Its store lies in a folder of its
 * own and may be deleted at any time it is not open. One thread owns it. */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/scoped.h"
#include "query/query.h"

struct earlier;

/* `state_folder` holds the journal and is where the scratch store goes. `stop`: when it becomes true,
 * a move ends with -ECANCELED. Both must outlive it. */
int earlier_new(const char *state_folder, const struct identity *identity, const atomic_bool *stop,
                struct earlier **ret);
struct earlier *earlier_free(struct earlier *earlier);
SCOPED_FUNCTION(struct earlier, earlier_free)

enum {
        EARLIER_AHEAD = 1,  /* the position, or any on that day, has not come yet */
        EARLIER_UNREADABLE, /* earlier_why() says what is wrong with the journal or the scratch store */
};

/* To the state after the entry at `position`. */
int earlier_go(struct earlier *earlier, uint64_t position);
/* To the state at the end of a day: before the entry with which the next one began. */
int earlier_go_to_day(struct earlier *earlier, int32_t day);
const char *earlier_why(const struct earlier *earlier);

/* Answers from the state that was reached; good until the next move. */
struct query *earlier_query(struct earlier *earlier);
