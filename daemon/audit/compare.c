/* audit/compare.c: see compare.h. A store's own order of statements is secret and differs: those of the one
 * are looked up in the other. Rows and notifications come in the same order from both. */
#include "audit/compare.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "audit/say.h"
#include "base/arena.h"
#include "milestone/v1/notification.pb-c.h"

#define HASH_BYTES 16
#define PAGE_LINES 1000

struct comparing {
        struct store *fresh, *kept;
        struct compared *report;
        uint64_t *position;
        char **why;
};

/* ---- rows ---- */

struct kept_row {
        const uint8_t *key;
        size_t key_length;
        uint8_t table;
        uint8_t hash[HASH_BYTES]; /* of the value */
};

struct rows {
        struct arena keys;
        struct kept_row *list;
        size_t count, capacity;
        size_t next; /* to be compared */
        struct comparing *comparing;
};

static void hash_value(const struct row *row, uint8_t ret[HASH_BYTES])
{
        crypto_generichash(ret, HASH_BYTES, row->value, row->value_length, NULL, 0);
}

static int keep_row(void *context, const struct row *row)
{
        struct rows *rows = context;
        struct kept_row kept = {.key_length = row->key_length, .table = row->table};
        uint8_t *key;

        if (rows->count == rows->capacity) {
                size_t capacity = rows->capacity ? 2 * rows->capacity : 1024;
                struct kept_row *list = reallocarray(rows->list, capacity, sizeof(*list));

                if (!list)
                        return -ENOMEM;
                rows->list = list;
                rows->capacity = capacity;
        }
        key = arena_take(&rows->keys, row->key_length);
        if (!key)
                return -ENOMEM;
        memcpy(key, row->key, row->key_length);
        kept.key = key;
        hash_value(row, kept.hash);
        rows->list[rows->count++] = kept;
        return 0;
}

static const char *room_of(uint8_t table)
{
        static const struct {
                uint8_t from;
                const char *name;
        } rooms[] = {{0, "coverage and completeness"}, {2, "releases"}, {5, "the core"},
                     {7, "what is usual"}, {8, "sums"}, {12, "rates"}, {14, "what sources owe"},
                     {16, "milestones and what was told"}, {24, "the outbox"}, {28, "the host"}};
        const char *name = rooms[0].name;

        for (size_t i = 0; i < sizeof(rooms) / sizeof(rooms[0]); i++)
                if (table >= rooms[i].from)
                        name = rooms[i].name;
        return name;
}

static int differs_row(struct rows *rows, uint8_t table, const uint8_t *key, size_t key_length, const char *how)
{
        char text[2 * 32 + 1];

        sodium_bin2hex(text, sizeof(text), key, key_length < 32 ? key_length : 32);
        return audit_say(rows->comparing->why, COMPARE_DIFFERS,
                         "%s: row %s of table %u %s", room_of(table), text, table, how);
}

static int compare_row(void *context, const struct row *row)
{
        struct rows *rows = context;
        const struct kept_row *fresh = rows->next < rows->count ? &rows->list[rows->next] : NULL;
        uint8_t hash[HASH_BYTES];
        size_t shorter;
        int order = -1;

        if (fresh) {
                shorter = fresh->key_length < row->key_length ? fresh->key_length : row->key_length;
                order = (int)row->table - (int)fresh->table;
                if (order == 0)
                        order = memcmp(row->key, fresh->key, shorter);
                if (order == 0)
                        order = (row->key_length > fresh->key_length) - (row->key_length < fresh->key_length);
        }
        if (order < 0)
                return differs_row(rows, row->table, row->key, row->key_length,
                                   "stands in the store, and does not follow from the journal");
        if (order > 0)
                return differs_row(rows, fresh->table, fresh->key, fresh->key_length,
                                   "follows from the journal, and is missing in the store");
        hash_value(row, hash);
        if (memcmp(hash, fresh->hash, sizeof(hash)) != 0)
                return differs_row(rows, row->table, row->key, row->key_length,
                                   "has another value in the store than follows from the journal");
        rows->next++;
        rows->comparing->report->rows++;
        return 0;
}

static int compare_rows(struct comparing *comparing)
{
        struct rows rows = {.comparing = comparing};
        int r = store_rows(comparing->fresh, keep_row, &rows);

        if (r == 0)
                r = store_rows(comparing->kept, compare_row, &rows);
        if (r == 0 && rows.next < rows.count)
                r = differs_row(&rows, rows.list[rows.next].table, rows.list[rows.next].key,
                                rows.list[rows.next].key_length,
                                "follows from the journal, and is missing in the store");
        arena_done(&rows.keys);
        free(rows.list);
        return r;
}

/* ---- statements ---- */

static int compare_statement(struct comparing *comparing, const struct stored_statement *a,
                             const struct stored_statement *b, const char *missing)
{
        if (b->body && a->body_length == b->body_length && memcmp(a->body, b->body, a->body_length) == 0)
                return 0;
        return audit_say(comparing->why, COMPARE_DIFFERS,
                         "statements: record \"%.*s\" of source \"%.*s\" %s", (int)a->id.length, a->id.data,
                         (int)a->source.length, a->source.data,
                         b->body ? "has another statement in the store than follows from the journal" : missing);
}

/* All of `from` in `in`. */
static int compare_all(struct comparing *comparing, struct store *from, struct store *in, const char *missing,
                       uint64_t *ret_count)
{
        SCOPED(freep) struct record_key *keys = calloc(STORE_WALK_STATEMENTS_MAX, sizeof(*keys));
        SCOPED(freep) struct stored_statement *found = calloc(STORE_WALK_STATEMENTS_MAX, sizeof(*found));
        struct want want = {.kind = WANT_ALL};
        bool more = true;
        int r = keys && found ? 0 : -ENOMEM;

        while (r == 0 && more) {
                const struct stored_statement *statements;
                size_t count;

                r = store_walk(from, &want, &statements, &count, &more, &want.cursor);
                for (size_t i = 0; r == 0 && i < count; i++)
                        keys[i] = (struct record_key){statements[i].source, statements[i].id};
                if (r == 0 && count > 0)
                        r = store_statements(in, keys, count, true, found);
                for (size_t i = 0; r == 0 && i < count; i++)
                        r = compare_statement(comparing, &statements[i], &found[i], missing);
                *ret_count += count;
        }
        return r;
}

static int compare_statements(struct comparing *comparing)
{
        struct store_stats fresh;
        uint64_t ignored = 0;
        int r = compare_all(comparing, comparing->kept, comparing->fresh,
                            "stands in the store, and does not follow from the journal",
                            &comparing->report->statements);

        store_stats(comparing->fresh, &fresh);
        if (r != 0 || fresh.statements == comparing->report->statements)
                return r;
        r = compare_all(comparing, comparing->fresh, comparing->kept,
                        "follows from the journal, and is missing in the store", &ignored);
        return r == 0 ? audit_say(comparing->why, COMPARE_DIFFERS,
                                  "statements: the store counts others than it has")
                      : r;
}

/* ---- notifications ---- */

static uint64_t known_position(const uint8_t *bytes, size_t length)
{
        Milestone__V1__Notification *notification = milestone__v1__notification__unpack(NULL, length, bytes);
        uint64_t position = notification && notification->known ? notification->known->position : 0;

        if (notification)
                milestone__v1__notification__free_unpacked(notification, NULL);
        return position;
}

static int compare_told(struct comparing *comparing)
{
        struct store *fresh = comparing->fresh, *kept = comparing->kept;
        uint64_t last = store_last_told(kept);

        if (store_last_told(fresh) != last)
                return audit_say(comparing->why, COMPARE_DIFFERS,
                                 "notifications: the store says that %" PRIu64
                                 " were told, and %" PRIu64 " follow from the journal",
                                 last, store_last_told(fresh));
        for (uint64_t sequence = store_oldest_told(kept); sequence <= last; sequence++) {
                const uint8_t *a, *b;
                size_t a_length, b_length;
                int r = store_told(fresh, sequence, &a, &a_length);

                if (r != 0)
                        return r < 0 ? r : -ENODATA;
                r = store_told(kept, sequence, &b, &b_length);
                if (r < 0 && r != -EBADMSG) /* that is damage, and then it is another */
                        return r;
                if (r != 0 || a_length != b_length || memcmp(a, b, a_length) != 0) {
                        *comparing->position = known_position(a, a_length);
                        return audit_say(comparing->why, COMPARE_DIFFERS,
                                         "notifications: number %" PRIu64 " %s", sequence,
                                         r == 0  ? "is another in the store than follows from the journal"
                                         : r > 0 ? "is missing in the store"
                                                 : "is damaged in the store");
                }
                comparing->report->notifications++;
        }
        return 0;
}

/* ---- quarantine ---- */

static bool same_line(const struct quarantined *a, const struct quarantined *b)
{
        return a->position == b->position && a->index == b->index && a->reason == b->reason &&
               a->received_usec == b->received_usec && text_equal(a->source, b->source) &&
               text_equal(a->id, b->id) && text_equal(a->field, b->field) && text_equal(a->message, b->message) &&
               text_equal(a->sender, b->sender);
}

static int differs_line(struct comparing *comparing, const struct quarantined *line)
{
        *comparing->position = line->position;
        return audit_say(comparing->why, COMPARE_DIFFERS,
                         "quarantine: event %" PRIu32 " of the entry at position %" PRIu64
                         " has another line in the store than follows from the journal, or none",
                         line->index, line->position);
}

static int compare_quarantine(struct comparing *comparing)
{
        uint64_t position = 0, a_total, b_total;
        uint32_t index = 0;
        size_t a_count = PAGE_LINES, b_count;

        while (a_count == PAGE_LINES) {
                const struct quarantined *a, *b;
                int r = store_quarantined(comparing->fresh, position, index, PAGE_LINES, &a, &a_count, &a_total);

                if (r == 0)
                        r = store_quarantined(comparing->kept, position, index, PAGE_LINES, &b, &b_count,
                                              &b_total);
                if (r < 0)
                        return r;
                for (size_t i = 0; i < a_count || i < b_count; i++)
                        if (i >= a_count || i >= b_count || !same_line(&a[i], &b[i]))
                                return differs_line(comparing, i < a_count ? &a[i] : &b[i]);
                comparing->report->quarantined += a_count;
                if (a_count > 0) {
                        position = a[a_count - 1].position;
                        index = a[a_count - 1].index;
                }
        }
        return 0;
}

int compare_stores(struct store *fresh, struct store *kept, struct compared *ret, uint64_t *ret_position,
                   char **ret_why)
{
        struct comparing comparing = {
                .fresh = fresh, .kept = kept, .report = ret, .position = ret_position, .why = ret_why};
        int r;

        *ret = (struct compared){0};
        r = compare_told(&comparing);
        if (r == 0)
                r = compare_rows(&comparing);
        if (r == 0)
                r = compare_statements(&comparing);
        if (r == 0)
                r = compare_quarantine(&comparing);
        if (r < 0)
                (void)audit_say(ret_why, r, "the store cannot be read: %s",
                                store_why(kept)[0] ? store_why(kept) : strerror(-r));
        return r;
}
