/* client/lib/desk.h: one answer of the desk as it came; for the desk's handle and the subscriber. */
#pragma once
#include "requests.h"
#include "wire.h"

/* A question that is asked. The id is put into it here. */
int desk_put(struct requests *requests, Milestone__V1__Question *question, bool once, struct request **ret);

/* An answer to one of the requests, unpacked. MST_NONE: nothing is there; what is none of ours is
 * counted. The request stays in the list. */
int desk_get(struct requests *requests, uint64_t *unreadable, struct arena **ret_arena,
             Milestone__V1__Answer **ret, struct request **ret_request);
