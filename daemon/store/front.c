/* store/front.c: see front.h. */
#include "store/front.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

struct front *front_new(void)
{
        return calloc(1, sizeof(struct front));
}

struct front *front_free(struct front *front)
{
        if (front) {
                table_done(&front->statements);
                free(front->told);
                free(front->lines);
                free(front->rows);
                arena_done(&front->arena);
                free(front);
        }
        return NULL;
}

static void *take(struct front *front, size_t size)
{
        void *block = arena_take(&front->arena, size);

        if (block)
                front->bytes += size;
        return block;
}

/* Never a NULL, not for nothing either. */
static uint8_t *take_copy(struct front *front, const void *data, size_t length)
{
        uint8_t *copy = take(front, length);

        if (copy && length > 0)
                memcpy(copy, data, length);
        return copy;
}

/* Room for one more item. */
static int reserve(struct front *front, void *items, size_t size, size_t count, size_t *capacity)
{
        size_t more = *capacity ? 2 * *capacity : 64;
        void *grown, **array = items;

        if (count < *capacity)
                return 0;
        grown = reallocarray(*array, more, size);
        if (!grown)
                return -ENOMEM;
        front->bytes += (more - *capacity) * size;
        *array = grown;
        *capacity = more;
        return 0;
}

/* ---- statements ---- */

/* The value's memory: the old one's if it is large enough, since a record that is corrected over
 * and over must not fill the front. */
static int put_value(struct front *front, struct kept *kept, const struct statement_put *put)
{
        size_t length = layout_statement_bytes(put);

        if (length > kept->capacity) {
                size_t capacity = kept->capacity ? 2 * length : length;
                uint8_t *value = take(front, capacity);

                if (!value)
                        return -ENOMEM;
                kept->value = value;
                kept->capacity = capacity;
        }
        layout_statement_write(put, kept->value);
        kept->length = length;
        return 0;
}

static int put_new(struct front *front, const uint64_t secret[2], struct hash128 hash,
                   const struct statement_put *put, struct kept **ret)
{
        size_t before = table_bytes(&front->statements);
        struct kept *kept = take(front, sizeof *kept);
        int r;

        if (!kept)
                return -ENOMEM;
        *kept = (struct kept){.hash = hash,
                              .source_hash = layout_source_hash(secret, put->source),
                              .scope_day = CIVIL_NONE};
        r = put_value(front, kept, put);
        if (r < 0)
                return r;
        r = table_add(&front->statements, hash, kept);
        if (r < 0)
                return r;
        front->bytes += table_bytes(&front->statements) - before;
        *ret = kept;
        return 0;
}

int front_put(struct front *front, const uint64_t secret[2], const struct statement_put *put)
{
        struct hash128 hash = layout_hash(secret, put->source, put->id);
        struct kept *kept = table_find(&front->statements, hash);
        int32_t day = put->scope.kind == PERIOD_NONE ? CIVIL_NONE : put->scope.last;
        size_t before = front->scopes.bytes;
        int r = kept ? put_value(front, kept, put) : put_new(front, secret, hash, put, &kept);

        if (r == 0 && day != CIVIL_NONE) {
                struct spot spot = {kept->source_hash, day, hash};

                r = scopes_add(&front->scopes, &front->arena, &spot, kept);
                front->bytes += front->scopes.bytes - before;
        }
        if (r < 0)
                return r;
        kept->scope_day = day;
        return 0;
}

void front_prefetch(const struct front *front, struct hash128 hash)
{
        if (front)
                table_prefetch(&front->statements, hash);
}

const struct kept *front_find(const struct front *front, struct hash128 hash)
{
        return front ? table_find(&front->statements, hash) : NULL;
}

bool front_next(const struct front *front, bool scoped, const struct spot *from, bool inclusive,
                struct spot *ret)
{
        const struct slot *slot;

        if (!front)
                return false;
        if (scoped)
                return scopes_next(&front->scopes, from, inclusive, ret) &&
                       ret->source_hash == from->source_hash;

        if (inclusive && front_find(front, from->hash)) {
                *ret = *from;
                return true;
        }
        slot = table_after(&front->statements, &from->hash);
        if (!slot)
                return false;
        *ret = (struct spot){.hash = slot->hash};
        return true;
}

/* ---- outbox ---- */

int front_tell(struct front *front, uint64_t sequence, const void *bytes, size_t length)
{
        uint8_t *copy;

        assert(front->told_count == 0 || sequence == front->told_first + front->told_count);
        if (reserve(front, &front->told, sizeof front->told[0], front->told_count, &front->told_capacity) < 0)
                return -ENOMEM;
        copy = take_copy(front, bytes, length);
        if (!copy)
                return -ENOMEM;
        if (front->told_count == 0)
                front->told_first = sequence;
        front->told[front->told_count++] = (struct bytes){copy, length};
        return 0;
}

bool front_told(const struct front *front, uint64_t sequence, struct bytes *ret)
{
        if (!front || sequence < front->told_first || sequence - front->told_first >= front->told_count)
                return false;
        *ret = front->told[sequence - front->told_first];
        return true;
}

/* ---- quarantine ---- */

/* The number of lines whose keys are below `key`. Most keys that come belong at the end. */
static size_t lines_below(const struct front *front, const uint8_t key[LAYOUT_LINE_BYTES])
{
        size_t low = 0, high = front->lines_count;

        if (high > 0 && memcmp(front->lines[high - 1].key, key, LAYOUT_LINE_BYTES) < 0)
                return high;
        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (memcmp(front->lines[middle].key, key, LAYOUT_LINE_BYTES) < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static bool line_is(const struct front *front, size_t i, const uint8_t key[LAYOUT_LINE_BYTES])
{
        return i < front->lines_count && memcmp(front->lines[i].key, key, LAYOUT_LINE_BYTES) == 0;
}

int front_line(struct front *front, const uint8_t key[LAYOUT_LINE_BYTES], struct bytes value)
{
        size_t i = lines_below(front, key);
        uint8_t *copy;

        if (reserve(front, &front->lines, sizeof front->lines[0], front->lines_count,
                    &front->lines_capacity) < 0)
                return -ENOMEM;
        copy = take_copy(front, value.data, value.length);
        if (!copy)
                return -ENOMEM;
        if (!line_is(front, i, key)) {
                memmove(&front->lines[i + 1], &front->lines[i],
                        (front->lines_count - i) * sizeof front->lines[0]);
                front->lines_count++;
                memcpy(front->lines[i].key, key, LAYOUT_LINE_BYTES);
        }
        front->lines[i].value = (struct bytes){copy, value.length};
        return 0;
}

const struct front_line *front_line_after(const struct front *front, const uint8_t after[LAYOUT_LINE_BYTES])
{
        size_t i;

        if (!front)
                return NULL;
        i = lines_below(front, after);
        if (line_is(front, i, after))
                i++;
        return i < front->lines_count ? &front->lines[i] : NULL;
}

bool front_has_line(const struct front *front, const uint8_t key[LAYOUT_LINE_BYTES])
{
        return front && line_is(front, lines_below(front, key), key);
}

/* ---- rows ---- */

int front_row(struct front *front, const struct row *row)
{
        uint8_t *key, *value;

        assert(row->table < ROW_TABLES_MAX && row->key_length <= ROW_KEY_MAX);
        assert(row->key_length > 0 || row->value_length == 0);
        if (reserve(front, &front->rows, sizeof front->rows[0], front->rows_count, &front->rows_capacity) < 0)
                return -ENOMEM;
        key = take_copy(front, row->key, row->key_length);
        value = key ? take_copy(front, row->value, row->value_length) : NULL;
        if (!value)
                return -ENOMEM;
        front->rows[front->rows_count++] = (struct row){.table = row->table,
                                                        .key = key,
                                                        .key_length = row->key_length,
                                                        .value = value,
                                                        .value_length = row->value_length};
        return 0;
}
