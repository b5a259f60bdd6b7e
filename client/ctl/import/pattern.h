/* import/pattern.h: a regular expression of a mapping, POSIX extended.
 *
 * It is looked for anywhere in a text, as in grep -E; ^ and $ tie it to the ends. What stands in
 * its round brackets are groups, from 1; group 0 is all that fitted. */
#pragma once
#include "base/text.h"
#include "pool.h"
#include <stdbool.h>

#define PATTERN_GROUPS_MAX 9

struct pattern;

struct pattern_found {
        struct text groups[PATTERN_GROUPS_MAX + 1]; /* borrowed from the text; unused ones are empty */
};

/* NULL, or a sentence out of `pool` why it is none. It is put in front of `*list`, for
 * patterns_free(). */
const char *pattern_new(const char *text, struct pattern **list, struct pool *pool, struct pattern **ret);
void patterns_free(struct pattern **list);

/* How many groups it has, without group 0. */
size_t pattern_groups(const struct pattern *pattern);

/* The first place from byte `from` on; what lies before it is not looked through, but ^ does not
 * fit there. `ret` may be NULL. */
bool pattern_find(const struct pattern *pattern, struct text text, size_t from, struct pattern_found *ret);

/* `form` with {1} to {9} and {0} for the groups; out of `pool`. */
struct text pattern_write(struct text form, const struct pattern_found *found, struct pool *pool);
