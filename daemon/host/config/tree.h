/* host/config/tree.h: one YAML file as a small tree that remembers where everything stood.
 *
 * Scalars come untyped: NO is the text "NO". What is not needed is refused at the event, with
 * its place: anchors, aliases, tags, several documents, keys that are not words, and nesting
 * deeper than TREE_DEPTH_MAX. A syntax error ends the file; what was read before stays. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/text.h"
#include "host/config/errors.h"

/* Ours needs 5; libyaml's time grows with the square of the depth. */
#define TREE_DEPTH_MAX 16

enum tree_kind {
        TREE_BROKEN, /* refused and said; whoever meets it is silent */
        TREE_SCALAR,
        TREE_LIST,
        TREE_MAP,
};

struct tree_node {
        enum tree_kind kind;
        struct config_mark mark;
        struct text text; /* SCALAR: UTF-8 without controls, ends in a NUL */
        bool quoted;
        struct text key; /* within a map */
        struct config_mark key_mark;
        size_t count; /* LIST, MAP */
        struct tree_node *first, *last, *next;
};

struct reading;

/* All of the tree is the reading's. `*ret` is NULL for a file that says nothing (or whose
 * beginning cannot be read). 0 or -ENOMEM. */
int tree_read(struct reading *reading, uint32_t file, struct text bytes, const struct tree_node **ret);
