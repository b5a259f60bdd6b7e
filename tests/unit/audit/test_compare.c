/* tests/unit/audit/test_compare.c: two stores at one position are the same, or the first thing that differs
 * is named: each of the four things that are compared, other, missing, and too many. */
#include "audit/compare.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"
#include "unit/ctl/suite.h"

#define RECORDS 1500 /* more than a chunk of a walk */
#define LINES   1001 /* and a page of quarantine */
#define TOLD    5

/* What one of the two has otherwise; 0: nothing. */
struct other {
        unsigned record, record_more;
        unsigned row, row_more;
        unsigned told, told_more;
        unsigned line, line_more;
};

static char folders[2][SCRATCH_PATH_MAX];

static void put_row(struct store *store, uint8_t table, const char *key, const char *value)
{
        const struct row row = {table, (const uint8_t *)key, strlen(key), (const uint8_t *)value, strlen(value)};

        ck_assert_int_eq(store_row(store, &row), 0);
}

static void put_line(struct store *store, unsigned number, bool other)
{
        const struct quarantined line = {
                .position = number,
                .index = number % 3,
                .reason = REASON_CODE,
                .source = TEXT("s"),
                .id = TEXT("id"),
                .field = TEXT("trade.partner"),
                .message = other ? TEXT("an other word") : TEXT("a word"),
                .sender = TEXT("peer"),
                .received_usec = 5,
        };

        ck_assert_int_eq(store_quarantine(store, &line), 0);
}

static struct store *fill(int which, const struct other *other)
{
        struct store_options options;
        struct store *store;

        scratch_make(folders[which]);
        options = scratch_options(folders[which]);
        options.front_bytes_max = 16 * 1024 * 1024;
        store = scratch_open_with(&options);
        for (unsigned i = 1; i <= RECORDS; i++)
                scratch_put(store, i, 1 + (other->record == i), 80);
        if (other->record_more)
                scratch_put(store, RECORDS + 1, 1, 80);
        for (unsigned i = 1; i <= TOLD + other->told_more; i++)
                ck_assert_int_eq(store_tell(store, i, other->told == i ? "nows" : "news", 4), 0);
        for (unsigned i = 1; i <= LINES + other->line_more; i++)
                put_line(store, i, other->line == i);
        ck_assert_int_eq(store_cut(store, 7, 1), 0);
        put_row(store, 8, "a", "1");
        put_row(store, 8, "b", other->row ? "2" : "1");
        if (other->row_more)
                put_row(store, 16, "c", "1");
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, 7), 0);
        ck_assert_int_eq(scratch_await(store), 0);
        return store;
}

/* `words` must be in the sentence, whichever of the two has it otherwise; NULL: they are the same. */
static void check(struct other other, const char *words, uint64_t position)
{
        for (int swapped = 0; swapped < 2; swapped++) {
                struct other none = {0};
                struct store *a = fill(0, swapped ? &other : &none), *b = fill(1, swapped ? &none : &other);
                struct compared compared;
                uint64_t found = 0;
                char *why = NULL;
                int r = compare_stores(a, b, &compared, &found, &why);

                if (words) {
                        ck_assert_int_eq(r, COMPARE_DIFFERS);
                        ck_assert_msg(strstr(why, words) != NULL, "%s", why);
                        ck_assert_uint_eq(found, position);
                } else {
                        ck_assert_msg(r == 0, "%s", why);
                        ck_assert_uint_eq(compared.statements, RECORDS);
                        ck_assert_uint_eq(compared.rows, 2);
                        ck_assert_uint_eq(compared.notifications, TOLD);
                        ck_assert_uint_eq(compared.quarantined, LINES);
                }
                free(why);
                store_close(a);
                store_close(b);
                scratch_remove(folders[0]);
                scratch_remove(folders[1]);
        }
}

START_TEST(the_same_is_the_same)
{
        check((struct other){0}, NULL, 0);
}
END_TEST

/* A sum that somebody altered, or a row that is missing, is said with the room whose it is. */
START_TEST(a_row_is_named)
{
        check((struct other){.row = 1}, "sums: row 62 of table 8 has another value", 0);
        check((struct other){.row_more = 1}, "milestones and what was told: row 63 of table 16", 0);
}
END_TEST

START_TEST(a_statement_is_named)
{
        check((struct other){.record = RECORDS}, "has another statement", 0);
        check((struct other){.record_more = 1}, "statements: record", 0);
}
END_TEST

START_TEST(what_was_told_is_named)
{
        check((struct other){.told = 3}, "notifications: number 3", 0);
        check((struct other){.told_more = 1}, "notifications: the store says", 0);
}
END_TEST

START_TEST(a_line_of_quarantine_is_named)
{
        check((struct other){.line = LINES}, "of the entry at position 1001", LINES);
        check((struct other){.line_more = 1}, "of the entry at position 1002", LINES + 1);
}
END_TEST

SUITE("compare", the_same_is_the_same, a_row_is_named, a_statement_is_named, what_was_told_is_named,
      a_line_of_quarantine_is_named)
