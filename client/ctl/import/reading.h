/* import/reading.h: how a mapping's file is read, word by word; for mapping.c, cells.c and words.c
 * only. What a reader finds wrong it says with the place of the word, and goes on, so that all
 * errors are told in one go; what it returns then is as it was. */
#pragma once
#include "import/mapping.h"
#include "import/node.h"

struct reader {
        struct mapping *mapping;
        struct faults *faults;
};

/* ---- words.c */

void read_fault(struct reader *r, const struct node *at, const char *what);
/* NULL after a fault where something else than a word stands. */
const char *read_word(struct reader *r, const struct node *node);
bool read_bool(struct reader *r, const struct node *node, bool *ret);
bool read_number(struct reader *r, const struct node *node, int64_t min, int64_t max, uint32_t *ret);
/* One word, or a list of words. */
void read_words(struct reader *r, const struct node *node, struct text_list *ret);
/* Entries of a list or mapping; NULL has none. */
size_t read_count(const struct node *node);
/* A fault for each key that is none of `known`, which ends with NULL. */
void read_keys(struct reader *r, const struct node *node, const char *const *known);

/* ---- transforms.c: the keys of a cell by the same names */

void read_replace(struct reader *r, const struct node *node, struct cell *cell);
void read_capture(struct reader *r, const struct node *node, struct cell *cell);
void read_lookup(struct reader *r, const struct node *node, struct cell *cell);
void read_times(struct reader *r, const struct node *node, struct cell *cell);
void read_per(struct reader *r, const struct node *node, struct cell *cell);
void read_unit(struct reader *r, const struct node *node, struct cell *cell);
void read_round(struct reader *r, const struct node *node, struct cell *cell);

/* ---- rules.c */

/* NULL after a fault. */
struct pattern *read_pattern(struct reader *r, const struct node *node);
/* {COLUMN: words, COLUMN: {match: ...}}; all have to hold. */
void read_conditions(struct reader *r, const struct node *node, struct conditions *ret);
/* Columns with their words, each a rule of its own, or a list of rules with names. */
void read_rules(struct reader *r, const struct node *node, bool keeps);
void read_wide(struct reader *r, const struct node *node);
/* After the cells, of which it may be about all quantities. */
void read_cumulative(struct reader *r, const struct node *node);

/* ---- cells.c */

void read_template(struct reader *r, const struct node *node, struct template *ret);
/* One sign of ASCII. */
void read_sign(struct reader *r, const struct node *node, char *ret);
/* A text, a mapping that says more of it, or a list of cases. */
void read_cell(struct reader *r, const struct node *node, struct cell *cell);
void read_event(struct reader *r, const struct node *node);
