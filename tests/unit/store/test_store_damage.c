/* tests/unit/store/test_store_damage.c: a disk that changed a byte of LMDB's file. Whatever byte it is: the
 * store says so, or LMDB ends the process, or all that is read is what was written. Never another number. */
#include "scratch.h"

#include <check.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { REFUSED = 1, DIFFERS };

#define TABLES  3
#define ROWS    300
#define TOLD    80
#define LINES   20
#define STRIDE  499 /* a prime: all kinds of places of a page */
#define SLICES  8
#define PAGE    4096

static char folder[SCRATCH_PATH_MAX];

static void setup(void)
{
        scratch_make_in_memory(folder);
}

static void teardown(void)
{
        scratch_remove(folder);
}

static void fill_quarantine(struct store *store)
{
        for (uint32_t i = 0; i < LINES; i++) {
                const struct quarantined line = {
                        .position = 1, .index = i, .reason = 3, .source = TEXT("s"), .message = TEXT("why")};

                ck_assert_int_eq(store_quarantine(store, &line), 0);
        }
}

static void fill(void)
{
        struct store *store = scratch_open(folder);
        uint8_t key[8] = {0}, value[40];

        for (uint64_t sequence = 1; sequence <= TOLD; sequence++) {
                memset(value, (int)sequence, sizeof(value));
                ck_assert_int_eq(store_tell(store, sequence, value, sizeof(value)), 0);
        }
        fill_quarantine(store);
        ck_assert_int_eq(store_cut(store, 1, 0), 0);
        for (int i = 0; i < TABLES * ROWS; i++) {
                struct row row = {(uint8_t)(i / ROWS), key, sizeof(key), value, 1 + (size_t)i % sizeof(value)};

                key[0] = (uint8_t)(i % ROWS >> 8);
                key[1] = (uint8_t)(i % ROWS);
                memset(value, i, sizeof(value));
                ck_assert_int_eq(store_row(store, &row), 0);
        }
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, 1), 0);
        ck_assert_int_ge(scratch_await(store), 0);
        store_close(store);
}

static void hash(crypto_generichash_state *state, const void *bytes, size_t length)
{
        crypto_generichash_update(state, (const uint8_t *)&length, sizeof(length));
        crypto_generichash_update(state, bytes, length);
}

static int take_row(void *context, const struct row *row)
{
        hash(context, &row->table, 1);
        hash(context, row->key, row->key_length);
        hash(context, row->value, row->value_length);
        return 0;
}

static int read_rest(struct store *store, crypto_generichash_state *state)
{
        const struct quarantined *lines;
        uint64_t total;
        size_t count;
        int r = 0;

        for (uint64_t sequence = store_oldest_told(store); sequence <= store_last_told(store); sequence++) {
                const uint8_t *bytes;
                size_t length;

                r = store_told(store, sequence, &bytes, &length);
                if (r < 0)
                        return r;
                ck_assert_int_eq(r, 0);
                hash(state, bytes, length);
        }
        r = store_quarantined(store, 0, 0, LINES + 1, &lines, &count, &total);
        for (size_t i = 0; i < count && r == 0; i++)
                hash(state, &lines[i].index, sizeof(lines[i].index));
        return r;
}

/* All there is. 0 or what the store said. */
static int read_all(uint8_t ret[32])
{
        struct store_options options = scratch_options(folder);
        crypto_generichash_state state;
        struct store *store = NULL;
        char *why = NULL;
        int r = store_open(&options, &store, &why);

        free(why);
        if (r != 0)
                return r;
        crypto_generichash_init(&state, NULL, 0, 32);
        r = store_rows(store, take_row, &state);
        if (r == 0)
                r = read_rest(store, &state);
        ck_assert(r == 0 || *store_why(store));
        hash(&state, &(uint64_t){store_position(store)}, 8);
        crypto_generichash_final(&state, ret, 32);
        store_close(store);
        return r;
}

/* In a process that LMDB may end. 0: all is as it was. */
static int outcome(const uint8_t expected[32])
{
        uint8_t seen[32];
        int status;
        pid_t pid = fork();

        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
                (void)signal(SIGSEGV, SIG_DFL);
                (void)signal(SIGBUS, SIG_DFL);
                _exit(read_all(seen) != 0 ? REFUSED : memcmp(seen, expected, sizeof(seen)) == 0 ? 0 : DIFFERS);
        }
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        return WIFSIGNALED(status) ? REFUSED : WEXITSTATUS(status);
}

static uint8_t *load(const char *path, size_t *ret_length)
{
        FILE *file = fopen(path, "rbe");
        uint8_t *ret = malloc(4u << 20);

        ck_assert(file && ret);
        *ret_length = fread(ret, 1, 4u << 20, file);
        (void)fclose(file);
        return ret;
}

static void put(const char *path, long at, const uint8_t *bytes, size_t length)
{
        FILE *file = fopen(path, "r+be");

        ck_assert(file && fseek(file, at, SEEK_SET) == 0);
        ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
        ck_assert_int_eq(fclose(file), 0);
}

/* LMDB's own table of databases. Where one begins may be changed to a page of an earlier checkpoint,
 * which is whole: nothing but `milestonectl verify` finds that. */
static bool is_of_roots(const uint8_t *bytes, size_t at)
{
        return memmem(bytes + at / PAGE * PAGE, PAGE, "rows.00", 7) != NULL;
}

START_TEST(a_changed_byte_is_found_or_does_no_harm)
{
        char path[SCRATCH_PATH_MAX];
        uint8_t expected[32], *bytes;
        size_t length, found = 0;
        int r;

        fill();
        ck_assert_int_eq(read_all(expected), 0);
        scratch_path(folder, "store.mdb", path);
        bytes = load(path, &length);
        for (size_t at = (size_t)_i * STRIDE; at < length; at += (size_t)STRIDE * SLICES) {
                uint8_t changed = bytes[at] ^ 0x04;

                if (is_of_roots(bytes, at))
                        continue;
                put(path, (long)at, &changed, 1);
                r = outcome(expected);
                ck_assert_msg(r != DIFFERS, "byte %zu", at);
                found += r == REFUSED;
                put(path, 0, bytes, length);
        }
        ck_assert_uint_gt(found, 0);
        ck_assert_int_eq(outcome(expected), 0);
        free(bytes);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("store/damage");
        TCase *damage = tcase_create("damage");
        SRunner *runner;
        int failed;

        if (sodium_init() < 0)
                return EXIT_FAILURE;
        tcase_add_checked_fixture(damage, setup, teardown);
        tcase_add_loop_test(damage, a_changed_byte_is_found_or_does_no_harm, 0, SLICES);
        suite_add_tcase(suite, damage);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
