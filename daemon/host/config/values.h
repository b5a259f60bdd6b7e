/* host/config/values.h: scalars into numbers, days, words. Each reads one key of a map, or its
 * default from the table, and is silent about a key that is not there.
 *
 * True: `*ret` is the value. False: there is none, or it is wrong and was said; `*ret` is then
 * as it was. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/plan.h"
#include "host/config/keys.h"
#include "host/config/reading.h"

/* Ends in a NUL, lives as long as the reading. */
bool value_text(struct reading *reading, const struct fields *fields, const char *name, struct text *ret);
bool value_word(struct reading *reading, const struct fields *fields, const char *name, int *ret);
/* The union of 1u << value over one word or a list. */
bool value_words(struct reading *reading, const struct fields *fields, const char *name, uint32_t *ret);
bool value_date(struct reading *reading, const struct fields *fields, const char *name, int32_t *ret);
/* NUMBER, DAYS, DURATION (microseconds), BYTES, MODE: by the type of the key. */
bool value_number(struct reading *reading, const struct fields *fields, const char *name, int64_t *ret);
bool value_flag(struct reading *reading, const struct fields *fields, const char *name, bool *ret);
bool value_currency(struct reading *reading, const struct fields *fields, const char *name,
                    struct reading_currency *ret);
/* Rising shares between 0 and 100 %, as ppm; kept. */
bool value_shares(struct reading *reading, const struct fields *fields, const char *name, size_t *ret_count,
                  const uint32_t **ret);

bool words_read(struct reading *reading, const struct tree_node *node, const struct word *words,
                const char *name, uint32_t *ret);
/* A word of a table, anywhere; `name` is of the key. */
bool word_read(struct reading *reading, const struct tree_node *node, const struct word *words,
               const char *name, int *ret);
bool node_is_scalar(struct reading *reading, const struct tree_node *node, const char *expected);
/* The key's scalar, or its default as if it had been written (in `standard`). NULL: there is
 * none, or it was said. */
const struct tree_node *scalar_of(struct reading *reading, const struct fields *fields, const char *name,
                                  const char *expected, struct tree_node *standard);
/* A date in a text: true, or what is wrong with it in `*ret_why`. */
bool date_read(struct text text, int32_t *ret, const char **ret_why);

/* Walks over a list, or over one scalar as if it were a list of one:
 *     for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) */
const struct tree_node *elements_first(const struct tree_node *node);
const struct tree_node *elements_next(const struct tree_node *node, const struct tree_node *element);
size_t elements_count(const struct tree_node *node);

/* "1_000.5 bn USD": digits without underscores (at most 64, in `buf`), the power of ten that a
 * word stands for, and the unit behind it. */
#define QUANTITY_DIGITS_MAX 64
struct written {
        char digits[QUANTITY_DIGITS_MAX + 1];
        struct text number;
        int64_t multiplier;
        struct text unit;
};
/* False: it does not begin with a number. */
bool written_read(struct text text, struct written *ret);
