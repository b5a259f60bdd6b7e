/* tests/unit/store/scratch.h: a folder that a test may ruin, a store in it, and waiting for its
 * writer without a sleep. Everything that must go right is asserted. */
#pragma once
#include "store/store.h"

#define SCRATCH_PATH_MAX 256

void scratch_make(char ret[SCRATCH_PATH_MAX]);
/* Where a sync takes no time, if there is such a place. */
void scratch_make_in_memory(char ret[SCRATCH_PATH_MAX]);
void scratch_remove(const char *folder);
/* "FOLDER/NAME" */
void scratch_path(const char *folder, const char *name, char ret[SCRATCH_PATH_MAX]);

/* Options of a store in the folder: journal id of 16 times 7, a front of 64 KiB. */
struct store_options scratch_options(const char *folder);
struct store *scratch_open(const char *folder);
struct store *scratch_open_with(const struct store_options *options);
/* It must be refused so; what the sentence says must hold `words`. */
void scratch_refused(const struct store_options *options, int outcome, const char *words);

/* Waits until the checkpoint under way is written or has failed; what dispatch says. */
int scratch_await(struct store *store);
/* A cut without rows, settled and awaited. */
void scratch_checkpoint(struct store *store, uint64_t position);

/* One record, source "s", its body of `length` bytes that follow from number and version. */
void scratch_put(struct store *store, unsigned number, unsigned version, size_t length);
/* Of version 0 it must be absent. */
void scratch_check(struct store *store, unsigned number, unsigned version, size_t length);
void scratch_body(unsigned number, unsigned version, uint8_t *ret, size_t length);
