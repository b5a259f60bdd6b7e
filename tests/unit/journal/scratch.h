/* tests/unit/journal/scratch.h: folders that a test may ruin, and waiting without a sleep. */
#pragma once
#include "journal/journal.h"

#define SCRATCH_PATH_MAX 256

/* Makes an empty folder of its own; what is in it is removed by scratch_remove(). */
void scratch_make(char ret[SCRATCH_PATH_MAX]);
void scratch_remove(const char *path);
/* Makes `to` a copy of the files in `from`; what was in it before is gone. */
void scratch_copy(const char *from, const char *to);
/* All of a file; to be freed. */
uint8_t *scratch_read(const char *folder, const char *name, size_t *ret_length);
void scratch_write(const char *folder, const char *name, const void *data, size_t length);
void scratch_cut(const char *folder, const char *name, size_t length);
bool scratch_has(const char *folder, const char *name);

/* Opens what must open. NULL options: no floor, else default. */
struct journal *scratch_open(const char *folder, const struct journal_options *options);
/* Appends a body of `length` bytes that can be told from the position; what append said. */
int scratch_try(struct journal *journal, size_t length);
/* The same, and it must go. The position. */
uint64_t scratch_append(struct journal *journal, size_t length);
/* Whether the record is what scratch_append() made. */
void scratch_check(const struct journal_record *record, uint64_t position, size_t length);
/* Waits for the disk, a minute at most; the result of the last dispatch. */
int scratch_await(struct journal *journal, uint64_t position);
