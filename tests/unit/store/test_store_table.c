/* tests/unit/store/test_store_table.c: the ordered hash table against a sorted array. */
#include "store/table.h"

#include <check.h>
#include <stdlib.h>

#include "store/layout.h"

#define HASHES_MAX 5000

static struct hash128 hashes[HASHES_MAX];
static size_t count;

static uint64_t random_of(uint64_t *seed)
{
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        return *seed;
}

static int compare(const void *a, const void *b)
{
        return layout_hash_compare(*(const struct hash128 *)a, *(const struct hash128 *)b);
}

/* The table never looks into what it holds: the hash's own address will do. */
static struct kept *kept_of(const struct hash128 *hash)
{
        return (struct kept *)(uintptr_t)hash;
}

static void check_all(const struct table *table)
{
        static struct hash128 sorted[HASHES_MAX];
        const struct slot *slot = table_after(table, NULL);

        for (size_t i = 0; i < count; i++) {
                ck_assert_ptr_eq(table_find(table, hashes[i]), kept_of(&hashes[i]));
                sorted[i] = hashes[i];
        }
        qsort(sorted, count, sizeof sorted[0], compare);
        for (size_t i = 0; i < count; i++) {
                ck_assert_ptr_nonnull(slot);
                ck_assert(layout_hash_compare(slot->hash, sorted[i]) == 0);
                slot = table_after(table, &sorted[i]);
        }
        ck_assert_ptr_null(slot);
}

/* Seeds choose how bad the hashes are: even, all in a few clusters, all at the very end. */
static struct hash128 hash_of(uint64_t *seed, int kind)
{
        struct hash128 hash = {.low = random_of(seed), .high = random_of(seed)};

        if (kind == 1)
                hash.high = (hash.high % 8) << 61 | hash.high % 1024;
        if (kind == 2)
                hash.high = UINT64_MAX - hash.high % 512;
        return hash;
}

/* A statement that is not found would be judged as never seen, and counted twice; a walk out of
 * order would hand one out twice or not at all. */
START_TEST(finds_and_walks_like_a_sorted_array)
{
        uint64_t seed = 88172645463325252u + (uint64_t)_i;
        int kind = _i % 3;
        struct table table = {0};
        size_t wanted = kind == 0 ? HASHES_MAX : 300;

        ck_assert_ptr_null(table_after(&table, NULL));
        for (count = 0; count < wanted; count++) {
                hashes[count] = hash_of(&seed, kind);
                ck_assert_ptr_null(table_find(&table, hashes[count]));
                ck_assert_int_eq(table_add(&table, hashes[count], kept_of(&hashes[count])), 0);
                if (count % 797 == 0) {
                        count++;
                        check_all(&table);
                        count--;
                }
        }
        check_all(&table);
        ck_assert_uint_eq(table.count, wanted);
        for (int i = 0; i < 1000; i++) {
                struct hash128 hash = hash_of(&seed, 0);
                const struct slot *slot = table_after(&table, &hash);

                ck_assert_ptr_null(table_find(&table, hash));
                ck_assert(!slot || layout_hash_compare(slot->hash, hash) > 0);
        }
        table_done(&table);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("store/table");
        TCase *tcase = tcase_create("table");
        SRunner *runner;
        int failed;

        tcase_add_loop_test(tcase, finds_and_walks_like_a_sorted_array, 0, 9);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
