/* tests/unit/store/test_store_log.c: runs, merges, reclaiming and a reader beside them, each against
 * what a plain list says. */
#include "scratch.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/card_walk.h"
#include "store/layout.h"
#include "store/log_format.h"
#include "store/merge.h"
#include "store/run.h"
#include "store/view.h"

static char folder[SCRATCH_PATH_MAX];
static struct files files;
static uint64_t seed;

static uint64_t chance(uint64_t below)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return (seed >> 11) % below;
}

static void setup(void)
{
        scratch_make(folder);
        files = (struct files){.disk = &disk_real, .folder_fd = open(folder, O_RDONLY | O_DIRECTORY)};
        ck_assert_int_ge(files.folder_fd, 0);
        seed = 88172645463325252u;
}

static void teardown(void)
{
        (void)close(files.folder_fd);
        files_done(&files);
        scratch_remove(folder);
}

/* ---- format ---- */

/* A second program reads these bytes by FORMAT.md alone: they are written out here. */
START_TEST(bytes_are_as_format_says)
{
        static const uint8_t wanted[32] = {0x08, 7, 6, 5, 4, 3, 2, 1, 0x18, 0x17, 0x16, 0x15,
                                           0x14, 0x13, 0x12, 0x11, 3, 0, 0, 0};
        const struct hash128 hash = {.high = 0x0102030405060708, .low = 0x1112131415161718};
        uint8_t record[32];
        uint64_t card = card_make(card_bits(hash, 40), true, 5);

        ck_assert_uint_eq(log_record_bytes(3), 32);
        ck_assert_uint_eq(log_record_bytes(8), 32);
        ck_assert_uint_eq(log_record_bytes(9), 40);
        log_record_write(hash, "abc", 3, record);
        ck_assert_mem_eq(record, wanted, 20);
        ck_assert_mem_eq(record + 24, "abc\0\0\0\0\0", 8);
        ck_assert(log_record_is_whole(record, record + 24));
        record[25] ^= 1;
        ck_assert(!log_record_is_whole(record, record + 24));

        ck_assert_uint_eq(card_bits(hash, 40), 0x0102030405);
        ck_assert_uint_eq(card_bits(hash, 24), 0x0102030000);
        ck_assert_uint_eq(card, (UINT64_C(0x0102030405) & 0x3ffffff) << 38 | UINT64_C(1) << 37 | 5);
        ck_assert(card_replaces(card) && !card_replaces(card_make(9, false, LOG_PLACES_MAX - 1)));
        ck_assert_uint_eq(card_place(card_make(9, true, LOG_PLACES_MAX - 1)), LOG_PLACES_MAX - 1);
        ck_assert_uint_eq(run_prefix_bits(1), 14);
        ck_assert_uint_eq(run_prefix_bits(262143), 15);
        ck_assert_uint_eq(run_cards_offset(14), 64 + 4 * 16384 + 8);
}
END_TEST

/* ---- runs ---- */

#define PATTERNS 1500
#define PLACES   6000

struct plain_card {
        uint64_t bits, place;
        bool replaces;
};

static int by_bits(const void *a, const void *b)
{
        const struct plain_card *x = a, *y = b;

        if (x->bits != y->bits)
                return x->bits < y->bits ? -1 : 1;
        return x->place < y->place ? -1 : x->place > y->place;
}

/* Cards of places first to end, of few patterns of bits, which they share. */
static struct run *make_run(struct plain_card *plain, uint64_t number, uint64_t first, uint64_t end)
{
        struct run_writer writer;
        struct run *run = NULL;
        size_t count = end - first;

        for (size_t i = 0; i < count; i++)
                plain[i] = (struct plain_card){(chance(PATTERNS) * 733007751851) & ((UINT64_C(1) << 40) - 1),
                                               first + i, chance(4) == 0};
        qsort(plain, count, sizeof *plain, by_bits);
        ck_assert_int_eq(run_writer_begin(&writer, files.disk, files.folder_fd, number, count), 0);
        for (size_t i = 0; i < count; i++)
                ck_assert_int_eq(run_writer_add(&writer, plain[i].bits,
                                                card_make(plain[i].bits, plain[i].replaces, plain[i].place)),
                                 0);
        ck_assert_int_eq(run_writer_end(&writer), 0);
        run_writer_done(&writer);
        ck_assert_int_eq(run_open(files.disk, files.folder_fd, &(struct listed_run){number, count}, &run), 0);
        ck_assert_uint_eq(run->head.first_place, first);
        ck_assert_uint_eq(run->head.last_place, end - 1);
        return run;
}

/* A run gives the cards of a pattern and no others, the first and the last ones too. */
START_TEST(a_run_finds_what_was_put)
{
        static struct plain_card plain[PLACES];
        size_t count = _i == 0 ? 1 : _i == 1 ? 37 : PLACES;
        struct run *run = make_run(plain, 1, 1, 1 + count);
        uint64_t first, end;

        for (size_t i = 0; i < count;) {
                size_t of_these = 1;

                while (i + of_these < count && plain[i + of_these].bits == plain[i].bits)
                        of_these++;
                ck_assert(run_find(run, plain[i].bits, &first, &end));
                if (first != i || end != i + of_these)
                        ck_abort_msg("card %zu", i);
                for (; of_these > 0; of_these--, i++)
                        if (card_place(run_card(run, i)) != plain[i].place)
                                ck_abort_msg("card %zu has another place", i);
        }
        for (int i = 0; i < 1000; i++) {
                struct plain_card key = {.bits = chance(UINT64_C(1) << 40)};
                bool any = false;

                for (size_t j = 0; j < count; j++)
                        any |= plain[j].bits == key.bits;
                if (run_find(run, key.bits, &first, &end) != any)
                        ck_abort_msg("%llx", (unsigned long long)key.bits);
        }
        run_close(run);
}
END_TEST

/* What is left of all runs when R has been heeded, as a plain list. */
static size_t living(struct plain_card *all, size_t count)
{
        size_t left = 0;

        qsort(all, count, sizeof *all, by_bits);
        for (size_t i = 0; i < count; i++) {
                bool dead = false;

                for (size_t j = i + 1; j < count && all[j].bits == all[i].bits; j++)
                        dead |= all[j].replaces;
                if (!dead)
                        all[left++] = all[i];
        }
        return left;
}

/* A merge may drop what an R calls dead, and nothing else; order and prefixes stay right. */
START_TEST(a_merge_keeps_what_lives)
{
        static struct plain_card all[5 * PLACES];
        size_t count = (size_t)_i + 2, sum = 0, left;
        struct run *runs[5], *merged;
        struct card_walk walk = {0};

        for (size_t i = 0; i < count; i++) {
                size_t some = 1 + chance(PLACES);

                runs[i] = make_run(all + sum, i + 1, 1 + sum, 1 + sum + some);
                sum += some;
        }
        left = living(all, sum);
        ck_assert_int_eq(merge_runs(&files, runs, count, 9, &merged), 0);
        ck_assert_uint_eq(merged->head.count, left);
        ck_assert_uint_lt(left, sum);
        ck_assert_int_eq(card_walk_begin(&walk, &merged, 1, 0), 0);
        for (size_t i = 0; i < left;) {
                ck_assert_int_eq(card_walk_next(&walk), 0);
                if (walk.cards_count == 0 || walk.bits != all[i].bits)
                        ck_abort_msg("card %zu", i);
                for (size_t j = 0; j < walk.cards_count; j++, i++)
                        if (card_place(walk.cards[j]) != all[i].place ||
                            card_replaces(walk.cards[j]) != all[i].replaces)
                                ck_abort_msg("card %zu", i);
        }
        ck_assert_int_eq(card_walk_next(&walk), 0);
        ck_assert_uint_eq(walk.cards_count, 0);
        card_walk_done(&walk);
        for (size_t i = 0; i < count; i++)
                run_close(runs[i]);
        run_close(merged);
}
END_TEST

/* ---- a store that goes on and on ---- */

static struct store *open_small(uint64_t segment_bytes, unsigned hash_bits)
{
        struct store_options options = scratch_options(folder);

        options.segment_bytes = segment_bytes;
        options.hash_bits = hash_bits;
        return scratch_open_with(&options);
}

static uint64_t folder_bytes(void)
{
        DIR *dir = opendir(folder);
        struct dirent *entry;
        uint64_t bytes = 0;

        ck_assert_ptr_nonnull(dir);
        while ((entry = readdir(dir))) {
                int fd = openat(dirfd(dir), entry->d_name, O_RDONLY | O_CLOEXEC);

                if (strstr(entry->d_name, ".log"))
                        bytes += (uint64_t)lseek(fd, 0, SEEK_END);
                (void)close(fd);
        }
        (void)closedir(dir);
        return bytes;
}

/* Records that are corrected for years must not fill the disk: what is dead is given back, and runs
 * stay few, whatever was merged when. */
START_TEST(the_dead_give_their_room_back)
{
        enum { RECORDS = 500, ROUNDS = 120 };
        static unsigned versions[RECORDS];
        struct store *store = open_small(64 * 1024, _i ? 14 : 0);
        struct store_stats stats;

        memset(versions, 0, sizeof versions);
        for (unsigned round = 1; round <= ROUNDS; round++) {
                for (unsigned i = 0; i < 150; i++) {
                        unsigned record = (unsigned)chance(RECORDS);

                        scratch_put(store, record, ++versions[record], 150);
                }
                scratch_checkpoint(store, round);
        }
        store_stats(store, &stats);
        ck_assert_uint_gt(stats.log.segments_reclaimed, 5);
        ck_assert_uint_gt(stats.log.merges, 5);
        ck_assert_uint_le(stats.log.runs, VIEW_RUNS_MAX);
        ck_assert_uint_gt(stats.log.appended_bytes, UINT64_C(1500000));
        ck_assert_uint_lt(folder_bytes(), 450000); /* 100,000 live */
        for (unsigned record = 0; record < RECORDS; record++)
                scratch_check(store, record, versions[record], 150);
        store_close(store);
        store = open_small(64 * 1024, _i ? 14 : 0);
        for (unsigned record = 0; record < RECORDS; record++)
                scratch_check(store, record, versions[record], 150);
        store_close(store);
}
END_TEST

/* A checkpoint without a statement costs no file of the log. */
START_TEST(a_checkpoint_of_nothing_appends_nothing)
{
        struct store *store = open_small(0, 0);
        struct store_stats before, after;

        scratch_put(store, 1, 1, 50);
        scratch_checkpoint(store, 1);
        store_stats(store, &before);
        scratch_checkpoint(store, 2);
        scratch_checkpoint(store, 3);
        store_stats(store, &after);
        ck_assert_uint_eq(after.log.segments, before.log.segments);
        ck_assert_uint_eq(after.log.runs, before.log.runs);
        ck_assert_uint_eq(after.log.appended_bytes, before.log.appended_bytes);
        ck_assert_uint_eq(after.statements, 1);
        scratch_check(store, 1, 1, 50);
        store_close(store);
}
END_TEST

/* ---- a second process ---- */

#define CHURN_RECORDS 300
#define CHURN_ROUNDS  60

/* Each read must be one checkpoint: all records of one version, and never an older one than before. */
static void read_until(unsigned last)
{
        struct store_options options = scratch_options(folder);
        static struct record_key keys[CHURN_RECORDS];
        static struct stored_statement found[CHURN_RECORDS];
        static char ids[CHURN_RECORDS][16];
        static uint8_t body[64];
        struct store *store;
        uint64_t round = 1;

        options.read_only = true;
        options.hash_bits = 14;
        for (unsigned i = 0; i < CHURN_RECORDS; i++) {
                (void)snprintf(ids[i], sizeof ids[i], "r%u", i);
                keys[i] = (struct record_key){TEXT("s"), text_of(ids[i])};
        }
        store = scratch_open_with(&options);
        while (round < last) {
                ck_assert_int_eq(store_statements(store, keys, CHURN_RECORDS, true, found), 0);
                ck_assert_uint_ge(store_position(store), round);
                round = store_position(store);
                for (unsigned i = 0; i < CHURN_RECORDS; i++) {
                        scratch_body(i, (unsigned)round, body, sizeof body);
                        if (found[i].body_length != sizeof body ||
                            memcmp(found[i].body, body, sizeof body) != 0)
                                ck_abort_msg("record %u is not of round %u", i, (unsigned)round);
                }
        }
        store_close(store);
}

static void churn(struct store *store, unsigned round)
{
        for (unsigned i = 0; i < CHURN_RECORDS; i++)
                scratch_put(store, i, round, 64);
        scratch_checkpoint(store, round);
}

/* Segments and runs are made, merged, left out and deleted under a reader in another process. */
START_TEST(a_reader_sees_whole_checkpoints_while_files_come_and_go)
{
        struct store *store;
        struct store_stats stats;
        int status, ready[2];
        char byte = 0;
        pid_t pid;

        ck_assert_int_eq(pipe(ready), 0);
        pid = fork();
        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
                ck_assert_int_eq(read(ready[0], &byte, 1), 1);
                read_until(CHURN_ROUNDS);
                exit(0);
        }
        store = open_small(16 * 1024, 14);
        churn(store, 1);
        ck_assert_int_eq(write(ready[1], &byte, 1), 1);
        for (unsigned round = 2; round <= CHURN_ROUNDS; round++)
                churn(store, round);
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert_int_eq(status, 0);
        store_stats(store, &stats);
        ck_assert_uint_gt(stats.log.segments_reclaimed, 10);
        store_close(store);
        (void)close(ready[0]);
        (void)close(ready[1]);
}
END_TEST

/* What is thrown away is thrown away whole, and what is not ours stays. */
START_TEST(a_store_is_removed_with_all_its_files)
{
        char inside[SCRATCH_PATH_MAX], path[SCRATCH_PATH_MAX];
        struct store_options options;
        struct store *store;

        scratch_path(folder, "in", inside);
        options = scratch_options(inside);
        store = scratch_open_with(&options);
        scratch_put(store, 1, 1, 50);
        scratch_checkpoint(store, 1);
        store_close(store);
        ck_assert_int_eq(store_remove(inside), 0);
        ck_assert_int_lt(access(inside, F_OK), 0);
        ck_assert_int_eq(store_remove(inside), 0);

        store_close(scratch_open_with(&options));
        scratch_path(inside, "letter", path);
        (void)close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
        ck_assert_int_eq(store_remove(inside), 0);
        ck_assert_int_eq(access(path, F_OK), 0);
        scratch_remove(inside);
}
END_TEST

static Suite *suite_of(void)
{
        Suite *suite = suite_create("store/log");
        TCase *tcase = tcase_create("log");

        tcase_set_timeout(tcase, 120);
        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, bytes_are_as_format_says);
        tcase_add_loop_test(tcase, a_run_finds_what_was_put, 0, 3);
        tcase_add_loop_test(tcase, a_merge_keeps_what_lives, 0, 4);
        tcase_add_test(tcase, a_checkpoint_of_nothing_appends_nothing);
        tcase_add_test(tcase, a_store_is_removed_with_all_its_files);
        tcase_add_loop_test(tcase, the_dead_give_their_room_back, 0, 2);
        tcase_add_test(tcase, a_reader_sees_whole_checkpoints_while_files_come_and_go);
        suite_add_tcase(suite, tcase);
        return suite;
}

int main(void)
{
        SRunner *runner = srunner_create(suite_of());
        int failed;

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
