/* store/front.h: what has followed since the last cut, in memory.
 *
 * A store has two: one fills; the other, closed by a cut, is read by everybody while the writer
 * puts it on disk, and is freed when it is there. What goes in is copied and its bytes are counted.
 * A filling front belongs to the store's thread; a closed one never changes. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rows.h"
#include "base/scoped.h"
#include "base/wants.h"
#include "store/layout.h"
#include "store/scopes.h"
#include "store/store.h"
#include "store/table.h"

/* A statement, its value as on disk. */
struct kept {
        struct hash128 hash;
        uint64_t source_hash;
        int32_t scope_day; /* as in the value; CIVIL_NONE: not indexed */
        uint8_t *value;
        size_t length, capacity;
};

struct front_line {
        uint8_t key[LAYOUT_LINE_BYTES];
        struct bytes value;
};

struct front {
        struct arena arena; /* all bytes that anything below points to */
        size_t bytes;       /* that this front has taken in all */

        struct table statements;
        struct scopes scopes;

        uint64_t told_first; /* sequence of told[0] */
        struct bytes *told;
        size_t told_count, told_capacity;

        struct front_line *lines; /* rising by key */
        size_t lines_count, lines_capacity;

        struct row *rows; /* in the order in which they came */
        size_t rows_count, rows_capacity;

        struct checkpoint_mark mark; /* set by the cut */
};

struct front *front_new(void);
struct front *front_free(struct front *front);
SCOPED_FUNCTION(struct front, front_free)

/* All of these: 0 or -ENOMEM, and then what the front holds is not to be relied upon. */
int front_put(struct front *front, const uint64_t secret[2], const struct statement_put *put);
int front_tell(struct front *front, uint64_t sequence, const void *bytes, size_t length);
/* `value` as layout_line_write() makes it; an equal key gets the new value. */
int front_line(struct front *front, const uint8_t key[LAYOUT_LINE_BYTES], struct bytes value);
int front_row(struct front *front, const struct row *row);

/* ---- reads; of a front that is NULL nothing is found ---- */

void front_prefetch(const struct front *front, struct hash128 hash);
const struct kept *front_find(const struct front *front, struct hash128 hash);

/* What a walk comes to next. `scoped`: the statements under the source of `from`, of its day and
 * later ones; else all. `inclusive`: `from` itself too. */
bool front_next(const struct front *front, bool scoped, const struct spot *from, bool inclusive,
                struct spot *ret);

/* False: this front does not hold it. */
bool front_told(const struct front *front, uint64_t sequence, struct bytes *ret);

/* The first line whose key is above `after`, NULL if there is none. */
const struct front_line *front_line_after(const struct front *front, const uint8_t after[LAYOUT_LINE_BYTES]);
/* Whether there is a line with this key. */
bool front_has_line(const struct front *front, const uint8_t key[LAYOUT_LINE_BYTES]);
