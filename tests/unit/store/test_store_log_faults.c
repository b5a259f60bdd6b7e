/* tests/unit/store/test_store_log_faults.c: the statement log on a disk that fails, is short or loses
 * its power at every call that there is, and files that are damaged, cut, missing or nobody's. */
#include "disk/false_disk.h"
#include "scratch.h"

#include <check.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define RECORDS 300
#define ROUNDS  6

static char folder[SCRATCH_PATH_MAX];
static struct store_options options;
static struct false_disk disk;

/* All records, in few calls: Check notes each assertion, and there would be millions. */
static struct record_key keys[RECORDS];
static char ids[RECORDS][16];

static void name_records(void)
{
        for (unsigned record = 0; record < RECORDS; record++) {
                (void)snprintf(ids[record], sizeof ids[record], "r%u", record);
                keys[record] = (struct record_key){TEXT("s"), text_of(ids[record])};
        }
}

static void setup(void)
{
        scratch_make_in_memory(folder); /* whose power fails when we say so */
        options = scratch_options(folder);
        options.segment_bytes = 16 * 1024;
        options.hash_bits = 14;
        false_disk_init(&disk);
        name_records();
}

static void teardown(void)
{
        false_disk_done(&disk);
        scratch_remove(folder);
}

/* In each round a part of the records gets the round's number as version, so that segments die. */
static bool is_put(unsigned record, unsigned round)
{
        return (record * 7 + round * 3) % 5 < 2;
}

static unsigned version_after(unsigned record, unsigned round)
{
        while (round > 0 && !is_put(record, round))
                round--;
        return round;
}

static size_t length_of(unsigned record)
{
        return 40 + record % 90;
}

static int write_round(struct store *store, unsigned round)
{
        static uint8_t bodies[RECORDS][130];
        struct statement_put puts[RECORDS];
        size_t count = 0;

        for (unsigned record = 0; record < RECORDS; record++) {
                if (!is_put(record, round))
                        continue;
                scratch_body(record, round, bodies[record], length_of(record));
                puts[count++] = (struct statement_put){.source = keys[record].source,
                                                       .id = keys[record].id,
                                                       .body = bodies[record],
                                                       .body_length = length_of(record)};
        }
        ck_assert_int_eq(store_put(store, &(struct puts){.count = count, .puts = puts}), 0);
        ck_assert_int_eq(store_cut(store, round, 0), 0);
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, round), 0);
        return scratch_await(store);
}

/* All as it stood after the round, by lookup and by a walk. */
static void stands_as_after(struct store *store, unsigned round)
{
        static struct stored_statement found[RECORDS];
        struct want want = {.kind = WANT_ALL};
        unsigned wanted = 0, walked = 0;
        bool more = true;

        ck_assert_uint_eq(store_position(store), round);
        ck_assert_int_eq(store_statements(store, keys, RECORDS, true, found), 0);
        for (unsigned record = 0; record < RECORDS; record++) {
                unsigned version = version_after(record, round);
                uint8_t body[130];

                scratch_body(record, version, body, length_of(record));
                if (!found[record].body != (version == 0) ||
                    (version > 0 && (found[record].body_length != length_of(record) ||
                                     memcmp(found[record].body, body, length_of(record)) != 0)))
                        ck_abort_msg("record %u is not version %u", record, version);
                wanted += version > 0;
        }
        while (more) {
                const struct stored_statement *chunk;
                size_t count;

                ck_assert_int_eq(store_walk(store, &want, &chunk, &count, &more, &want.cursor), 0);
                walked += (unsigned)count;
        }
        ck_assert_uint_eq(walked, wanted);
}

/* The last checkpoint; what was begun after it is as if it had never been, and the store goes on. */
static void starts_again_as_after(unsigned round)
{
        struct store_stats stats;
        struct store *store = scratch_open_with(&options);

        stands_as_after(store, round);
        store_stats(store, &stats);
        ck_assert_uint_eq(stats.log.runs_bad_at_start, 0); /* a run that is listed was synced */
        for (unsigned more = round + 1; more <= round + 3; more++)
                ck_assert_int_eq(write_round(store, more), 0);
        stands_as_after(store, round + 3);
        store_stats(store, &stats);
        ck_assert_uint_eq(stats.statements, RECORDS);
        store_close(store);
        store = scratch_open_with(&options);
        stands_as_after(store, round + 3);
        store_close(store);
}

/* Rounds until the first failure; the last one that was written. */
static unsigned run_until_failure(void)
{
        struct store_options failing = options;
        struct store *store;
        unsigned round = 0;
        int r = 0;

        failing.disk = &disk.disk;
        store = scratch_open_with(&failing);
        while (r == 0 && round < ROUNDS)
                r = write_round(store, ++round);
        if (r < 0) {
                ck_assert_int_eq(r, -disk.error);
                ck_assert_int_eq(store_dispatch(store), r);
                ck_assert_ptr_nonnull(strstr(store_why(store), "checkpoint at position"));
                round--;
        }
        store_close(store);
        return round;
}

/* ---- the disk ---- */

/* The Nth write, sync, open or unlink fails, once or for ever: whatever it was, nothing is written any
 * more, and the next start finds the last whole checkpoint, also if the power goes with it and takes
 * what was never synced. */
START_TEST(any_call_may_fail_and_the_power_with_it)
{
        static const int errors[] = {EIO, ENOSPC};
        /* Each call with a loss of power, of the others one in three; short writes now and then. */
        unsigned step = 3, n = 0;

        do {
                unsigned round;

                teardown();
                setup();
                n += step;
                disk.fail_at = _i >= 2 ? n + (unsigned)_i - 4 : n; /* so that the last three meet them all */
                disk.error = errors[n % 2];
                disk.for_ever = n / step % 3 == 0;
                disk.write_max = _i == 1 ? 1000 : 0;
                round = run_until_failure();
                if (_i >= 2)
                        false_disk_power_loss(&disk, folder, n % 4 == 0 ? 0 : n * 31 + (unsigned)_i);
                starts_again_as_after(round);
        } while (disk.failed);
        ck_assert_uint_gt(n, 50);
}
END_TEST

static int fail_at_seven(void *context, uint64_t position)
{
        (void)context;
        return position == 7 ? -EIO : 0;
}

/* Between the log's sync and LMDB's commit: the log is ahead, and what is ahead does not count. */
START_TEST(a_log_ahead_of_its_list_is_cut)
{
        struct store_stats stats;
        struct store *store;

        options.commit_hook = fail_at_seven;
        ck_assert_uint_eq(run_until_failure(), 6);
        options.commit_hook = NULL;
        if (_i > 0)
                false_disk_power_loss(&disk, folder, (unsigned)_i);
        store = scratch_open_with(&options);
        store_stats(store, &stats);
        ck_assert_uint_gt(stats.log.deleted_at_start, 0);
        store_close(store);
        starts_again_as_after(6);
}
END_TEST

/* Reads that are not in memory are asked of the disk all at once, and then waited for: they must come to
 * the same. */
START_TEST(cold_reads_come_to_the_same)
{
        struct store_options cold = options;
        struct store *store;

        disk.read_cold = (uint64_t)_i + 1;
        cold.disk = &disk.disk;
        store = scratch_open_with(&cold);
        for (unsigned round = 1; round <= 5; round++) {
                ck_assert_int_eq(write_round(store, round), 0);
                stands_as_after(store, round);
        }
        ck_assert_uint_gt(disk.reads, 0);
        store_close(store);
}
END_TEST

/* Who may not wait is told so, and has made the disk read all that he lacks: the next call has them. */
START_TEST(who_may_not_wait_is_told_cold)
{
        static struct stored_statement found[RECORDS];
        struct store_options cold = options;
        struct store *store;

        cold.disk = &disk.disk;
        store = scratch_open_with(&cold);
        for (unsigned round = 1; round <= 5; round++)
                ck_assert_int_eq(write_round(store, round), 0);
        disk.read_cold = 3;
        ck_assert_int_eq(store_statements(store, keys, RECORDS, false, found), STORE_COLD);
        disk.read_cold = 0;
        ck_assert_int_eq(store_statements(store, keys, RECORDS, false, found), STORE_OK);
        stands_as_after(store, 5);
        store_close(store);
}
END_TEST

/* ---- files ---- */

/* The names that end so, rising; how many. */
static size_t names(const char *end, char ret[64][32])
{
        DIR *dir = opendir(folder);
        struct dirent *entry;
        size_t count = 0;

        ck_assert_ptr_nonnull(dir);
        while ((entry = readdir(dir)))
                if (strlen(entry->d_name) > 4 && strcmp(entry->d_name + strlen(entry->d_name) - 4, end) == 0) {
                        ck_assert_uint_lt(count, 64);
                        (void)snprintf(ret[count++], 32, "%.31s", entry->d_name);
                }
        (void)closedir(dir);
        qsort(ret, count, 32, (int (*)(const void *, const void *))strcmp);
        return count;
}

static size_t size_of(const char *name)
{
        char path[SCRATCH_PATH_MAX];
        struct stat st;

        scratch_path(folder, name, path);
        ck_assert_int_eq(stat(path, &st), 0);
        return (size_t)st.st_size;
}

static void flip(const char *name, size_t at)
{
        char path[SCRATCH_PATH_MAX];
        uint8_t byte;
        int fd;

        scratch_path(folder, name, path);
        fd = open(path, O_RDWR | O_CLOEXEC);
        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(pread(fd, &byte, 1, (off_t)at), 1);
        byte ^= 0x10;
        ck_assert_int_eq(pwrite(fd, &byte, 1, (off_t)at), 1);
        (void)close(fd);
}

static void write_rounds(unsigned rounds)
{
        struct store *store = scratch_open_with(&options);

        for (unsigned round = 1; round <= rounds; round++)
                ck_assert_int_eq(write_round(store, round), 0);
        store_close(store);
        store_close(scratch_open_with(&options)); /* without what the last merge left */
}

/* A lost card would make a known record new, and count it twice. So a run that is damaged anywhere,
 * cut or missing is noticed at the start, and all runs are made anew from the log; that is said. */
START_TEST(runs_are_made_anew)
{
        char runs[64][32], path[SCRATCH_PATH_MAX];
        struct store_stats stats;
        struct store *store;
        size_t count, size;

        options.hash_bits = _i % 2 ? 14 : 40;
        write_rounds(9);
        count = names(".run", runs);
        ck_assert_uint_gt(count, 0);
        size = size_of(runs[(size_t)_i % count]);
        scratch_path(folder, runs[(size_t)_i % count], path);
        if (_i == 0)
                ck_assert_int_eq(unlink(path), 0);
        else if (_i == 1)
                ck_assert_int_eq(truncate(path, (off_t)size - 8), 0);
        else if (_i == 2)
                ck_assert_int_eq(truncate(path, 10), 0);
        else if (_i == 3)
                flip(runs[(size_t)_i % count], 20); /* the head */
        else if (_i == 4)
                flip(runs[(size_t)_i % count], size - 5); /* a card */
        else
                flip(runs[(size_t)_i % count], 64 + 4 * 1000); /* a prefix */

        store = scratch_open_with(&options);
        store_stats(store, &stats);
        ck_assert_uint_ge(stats.log.runs_bad_at_start, 1);
        ck_assert_uint_eq(stats.statements, RECORDS);
        stands_as_after(store, 9);
        store_close(store);
        store = scratch_open_with(&options); /* once */
        store_stats(store, &stats);
        ck_assert_uint_eq(stats.log.runs_bad_at_start, 0);
        store_close(store);
        starts_again_as_after(9);
}
END_TEST

/* The dead must be counted as before, or a segment would never be reclaimed, or too early. */
START_TEST(runs_made_anew_count_the_dead_as_before)
{
        char runs[64][32], path[SCRATCH_PATH_MAX];
        struct store_stats before, after;
        struct store *store;

        write_rounds(6);
        store = scratch_open_with(&options);
        store_stats(store, &before);
        store_close(store);
        ck_assert_uint_gt(names(".run", runs), 0);
        scratch_path(folder, runs[0], path);
        ck_assert_int_eq(unlink(path), 0);
        store = scratch_open_with(&options);
        store_stats(store, &after);
        ck_assert_uint_eq(after.log.runs_bad_at_start, 1);
        ck_assert_uint_eq(after.log.dead_bytes, before.log.dead_bytes);
        ck_assert_uint_gt(after.log.dead_bytes, 0);
        ck_assert_uint_eq(after.statements, before.statements);
        store_close(store);
}
END_TEST

/* A statement with a wrong bit would be a wrong sum. It is an error with a name, whichever bit it is. */
START_TEST(damage_of_a_segment_is_an_error)
{
        char segments[64][32];
        size_t bad = 0;

        write_rounds(2);
        ck_assert_uint_gt(names(".log", segments), 0);
        for (size_t at = 3 + (size_t)_i; at < size_of(segments[0]); at += 217) {
                struct store *store;

                flip(segments[0], at);
                store = scratch_open_with(&options);
                for (unsigned record = 0; record < RECORDS; record++) {
                        struct stored_statement found;
                        uint8_t body[130];
                        int r = store_statements(store, &keys[record], 1, true, &found);

                        scratch_body(record, version_after(record, 2), body, length_of(record));
                        if (r == -EBADMSG && strstr(store_why(store), "damaged"))
                                bad++;
                        else if (r != 0 || (version_after(record, 2) > 0 &&
                                            (!found.body || memcmp(found.body, body, length_of(record)) != 0)))
                                ck_abort_msg("record %u, flipped at %zu: %d", record, at, r);
                }
                store_close(store);
                flip(segments[0], at);
        }
        ck_assert_uint_gt(bad, 10);
        starts_again_as_after(2);
}
END_TEST

/* Without its log a store is worth nothing; what to do is in the sentence. */
START_TEST(a_missing_segment_refuses_the_start)
{
        char segments[64][32], path[SCRATCH_PATH_MAX];

        write_rounds(4);
        ck_assert_uint_gt(names(".log", segments), 1);
        scratch_path(folder, segments[0], path);
        if (_i == 0)
                ck_assert_int_eq(unlink(path), 0);
        else
                ck_assert_int_eq(truncate(path, (off_t)size_of(segments[0]) - 8), 0);
        scratch_refused(&options, -EBADMSG, "delete the files");
        scratch_refused(&options, -EBADMSG, "segment of the statement log");
}
END_TEST

/* What a crash left behind the end, or beside: it must not be taken for ours, nor stay for ever. */
START_TEST(what_nobody_listed_goes)
{
        char segments[64][32], path[SCRATCH_PATH_MAX], other[SCRATCH_PATH_MAX];
        struct store_stats stats;
        struct store *store;
        size_t count, size;
        FILE *file;

        write_rounds(3);
        count = names(".log", segments);
        size = size_of(segments[count - 1]);
        scratch_path(folder, segments[count - 1], path);
        file = fopen(path, "ae");
        ck_assert_ptr_nonnull(file);
        ck_assert_int_eq(fputs("a record that was torn", file) < 0, 0);
        ck_assert_int_eq(fclose(file), 0);
        scratch_path(folder, "00000999.run", path);
        ck_assert_int_eq(close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), 0);
        scratch_path(folder, "notes.log", other);
        ck_assert_int_eq(close(open(other, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)), 0);

        store = scratch_open_with(&options);
        store_stats(store, &stats);
        ck_assert_uint_eq(stats.log.cut_bytes_at_start, 22);
        ck_assert_uint_ge(stats.log.deleted_at_start, 1);
        ck_assert_uint_eq(size_of(segments[count - 1]), size);
        ck_assert_int_lt(access(path, F_OK), 0);
        ck_assert_int_eq(access(other, F_OK), 0); /* not ours */
        store_close(store);
        starts_again_as_after(3);
}
END_TEST

static Suite *suite_of(void)
{
        Suite *suite = suite_create("store/log faults");
        TCase *tcase = tcase_create("faults");

        tcase_set_timeout(tcase, 500);
        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_loop_test(tcase, a_log_ahead_of_its_list_is_cut, 0, 4);
        tcase_add_loop_test(tcase, cold_reads_come_to_the_same, 0, 3);
        tcase_add_test(tcase, who_may_not_wait_is_told_cold);
        tcase_add_loop_test(tcase, runs_are_made_anew, 0, 6);
        tcase_add_test(tcase, runs_made_anew_count_the_dead_as_before);
        tcase_add_loop_test(tcase, damage_of_a_segment_is_an_error, 0, 2);
        tcase_add_loop_test(tcase, a_missing_segment_refuses_the_start, 0, 2);
        tcase_add_test(tcase, what_nobody_listed_goes);
        tcase_add_loop_test(tcase, any_call_may_fail_and_the_power_with_it, 0, 5);
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
