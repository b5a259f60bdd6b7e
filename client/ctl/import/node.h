/* import/node.h: a YAML document as a small tree that knows where each word stands.
 *
 * Only what a mapping needs: mappings, lists and plain words. Every scalar is a text, so NO
 * stays Norway and 01 a chapter. Anchors, aliases, tags and more than NODE_DEPTH_MAX levels are
 * refused, so are two equal keys of a mapping. Keys are compared with _ for -: "net-mass" and
 * "net_mass" are one key. */
#pragma once
#include "import/faults.h"
#include "pool.h"
#include <stdbool.h>
#include <stdint.h>

#define NODE_DEPTH_MAX      16
#define NODE_FILE_BYTES_MAX (1024 * 1024)

enum node_kind {
        NODE_SCALAR,
        NODE_LIST,
        NODE_MAPPING,
};

struct node {
        enum node_kind kind;
        uint32_t line, column; /* from 1 */
        const char *scalar;    /* of a scalar; may be "" */
        bool quoted;
        const char *key; /* of an entry of a mapping, else NULL */
        uint32_t key_line, key_column;
        struct node *first; /* entries of a list or mapping, in order */
        struct node *next;  /* the one behind it */
};

/* The tree of a file, out of `pool`; NULL after adding to `faults` what is wrong with it. */
struct node *node_read(const char *path, struct pool *pool, struct faults *faults);
/* The same from memory; `path` is for the faults. */
struct node *node_parse(struct text text, const char *path, struct pool *pool, struct faults *faults);

/* The entry of a mapping with that key, or NULL. */
struct node *node_find(const struct node *mapping, const char *key);
/* Equal, with _ for -. */
bool node_key_is(const char *key, const char *name);
