/* client/lib/batch.h: what a publisher needs of a batch. */
#pragma once
#include "requests.h"
#include "wire.h"

const char *batch_source(const struct mst_batch *batch);
uint64_t batch_number(const struct mst_batch *batch);

/* The whole message, to be freed. MST_EMPTY, MST_TOO_LARGE. */
int batch_encode(const struct mst_batch *batch, const unsigned char id[REQUEST_ID_BYTES],
                 const struct mst_options *options, unsigned char **ret_bytes, size_t *ret_size);
