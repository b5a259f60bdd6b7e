/* import/lookup.h: words of a table and what they stand for.
 *
 * A list of words comes from the mapping itself, from a CSV file beside it, or is one of the lists
 * that ISO keeps: "iso-3166-name", "iso-3166-alpha-3", "iso-3166-numeric", "iso-4217-numeric". */
#pragma once
#include "base/codes/codes.h"
#include "base/text.h"
#include "import/faults.h"
#include <stdbool.h>

#define LOOKUP_ROWS_MAX (1024 * 1024) /* of one file */

struct lookup_entry {
        struct text word, value;
};

struct lookup {
        struct lookup_entry *entries; /* sorted by word */
        size_t n;
        bool is_alias; /* one of ISO's lists, instead of entries */
        enum codes_alias alias;
};

/* `entries` are sorted and kept. */
struct lookup lookup_of(struct lookup_entry *entries, size_t n);
/* False if there is no such list of ISO's. */
bool lookup_of_iso(struct text name, struct lookup *ret);
/* "FILE", "FILE#VALUE" or "FILE#WORD#VALUE" with the names of the columns, which else are the
 * first two; beside the file of the mapping. The table is out of `pool`; NULL, or a sentence why
 * there is none. */
const char *lookup_of_file(struct text name, const char *mapping_path, struct pool *pool, struct lookup *ret);

bool lookup_find(const struct lookup *lookup, struct text word, struct text *ret);
