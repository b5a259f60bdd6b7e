/* client/lib/endpoints.h: where a handle connects. */
#pragma once
#include "milestone/client.h"

/* Fills in the defaults for those that are empty. -ENAMETOOLONG: one has no end. */
int endpoints_complete(const struct mst_endpoints *endpoints, struct mst_endpoints *ret);
