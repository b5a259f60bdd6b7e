/* tests/unit/store/test_store_faults.c: disks that fail or are full, maps that are too small, files
 * that are not ours or not whole, and a writer that hangs. */
#include "scratch.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/layout.h"
#include "store/lmdb.h"

static char folder[SCRATCH_PATH_MAX];

static void setup(void)
{
        scratch_make(folder);
}

static void teardown(void)
{
        scratch_remove(folder);
}

/* ---- a commit that fails ---- */

struct failing {
        int calls, fail_at;
};

static int fail_once(void *context, uint64_t position)
{
        struct failing *failing = context;

        (void)position;
        return ++failing->calls == failing->fail_at ? -EIO : 0;
}

/* The fsync rule: LMDB would let the commit after a failed one succeed. Whatever the disk holds
 * then is nobody's knowledge, so nothing is written after the first failure, the daemon is told so
 * for ever, and the next start finds the last good checkpoint. */
START_TEST(after_the_first_failure_nothing_is_written)
{
        struct failing failing = {.fail_at = _i + 1};
        struct store_options options = scratch_options(folder);
        struct store *store;
        uint64_t position = 0;
        int r = 0;

        options.commit_hook = fail_once;
        options.commit_context = &failing;
        store = scratch_open_with(&options);
        while (r == 0) {
                position++;
                scratch_put(store, (unsigned)position, 1, 100);
                ck_assert_int_eq(store_cut(store, position, 0), 0);
                ck_assert_int_eq(store_cut_end(store), 0);
                ck_assert_int_eq(store_settled(store, position), 0);
                r = scratch_await(store);
        }
        ck_assert_int_eq(r, -EIO);
        ck_assert_uint_eq(position, (uint64_t)failing.fail_at);
        ck_assert_int_eq(store_dispatch(store), -EIO);
        ck_assert_int_eq(store_cut(store, position + 1, 0), -EIO);
        ck_assert_int_eq(store_settled(store, position + 1), -EIO);
        ck_assert_uint_eq(store_position(store), position - 1);
        ck_assert_ptr_nonnull(strstr(store_why(store), "checkpoint at position"));
        scratch_check(store, (unsigned)position, 1, 100); /* reading goes on */
        store_close(store);
        ck_assert_int_eq(failing.calls, failing.fail_at);

        store = scratch_open(folder);
        ck_assert_uint_eq(store_position(store), position - 1);
        scratch_check(store, (unsigned)position - 1, position > 1, 100);
        scratch_check(store, (unsigned)position, 0, 100);
        store_close(store);
}
END_TEST

/* A disk that is really full: the same, by the errno of the kernel. */
START_TEST(a_full_disk_is_a_failure_and_a_start_is_possible)
{
        struct store *store;
        char inside[SCRATCH_PATH_MAX];
        int r;

        if (unshare(CLONE_NEWNS) < 0 || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
            mount("none", folder, "tmpfs", 0, "size=1m") < 0) {
                printf("skipped: a tmpfs cannot be mounted here (%s)\n", strerror(errno));
                return;
        }
        scratch_path(folder, "in", inside);
        store = scratch_open(inside);
        scratch_put(store, 1, 1, 100);
        scratch_checkpoint(store, 1);
        for (unsigned i = 2; i < 3000; i++)
                scratch_put(store, i, 1, 1000);
        ck_assert_int_eq(store_cut(store, 2, 0), 0);
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, 2), 0);
        r = scratch_await(store);
        ck_assert_msg(r == -ENOSPC || r == -EIO, "%d", r);
        store_close(store);

        store = scratch_open(inside);
        ck_assert_uint_eq(store_position(store), 1);
        scratch_check(store, 1, 1, 100);
        scratch_check(store, 2, 0, 1000);
        store_close(store);
        scratch_remove(inside);
        ck_assert_int_eq(umount(folder), 0);
}
END_TEST

/* ---- a writer that hangs ---- */

struct gate {
        sem_t entered, open;
};

static int wait_at(void *context, uint64_t position)
{
        struct gate *gate = context;

        (void)position;
        (void)sem_post(&gate->entered);
        while (sem_wait(&gate->open) < 0)
                ;
        return 0;
}

/* A slow disk must not show: what is being written is read like everything else, new things come
 * over it, and only a second cut is told to wait. */
START_TEST(a_slow_disk_is_not_waited_for)
{
        struct store_options options = scratch_options(folder);
        struct store_stats stats;
        struct store *store;
        struct gate gate;

        ck_assert_int_eq(sem_init(&gate.entered, 0, 0) | sem_init(&gate.open, 0, 0), 0);
        options.commit_hook = wait_at;
        options.commit_context = &gate;
        store = scratch_open_with(&options);
        scratch_put(store, 1, 1, 50);
        scratch_put(store, 2, 1, 50);
        ck_assert_int_eq(store_cut(store, 5, 0), 0);
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, 5), 0);
        while (sem_wait(&gate.entered) < 0)
                ;

        scratch_put(store, 2, 2, 60);
        scratch_put(store, 3, 1, 50);
        scratch_check(store, 1, 1, 50);
        scratch_check(store, 2, 2, 60);
        scratch_check(store, 3, 1, 50);
        ck_assert_int_eq(store_cut(store, 6, 0), STORE_BUSY);
        ck_assert_int_eq(store_dispatch(store), 0);
        ck_assert_uint_eq(store_position(store), 0);
        store_stats(store, &stats);
        ck_assert_uint_eq(stats.cuts_busy, 1);

        (void)sem_post(&gate.open);
        ck_assert_int_eq(scratch_await(store), 0);
        ck_assert_uint_eq(store_position(store), 5);
        scratch_check(store, 2, 2, 60);
        store_close(store);

        store = scratch_open(folder);
        scratch_check(store, 1, 1, 50);
        scratch_check(store, 2, 1, 50);
        scratch_check(store, 3, 0, 50);
        store_close(store);
}
END_TEST

/* ---- the map ---- */

/* A store that stops when the map is full would stop the daemon on an ordinary day. It grows while
 * the other thread reads, and what was read stays where it is. What is told fills it. */
START_TEST(the_map_grows_under_way)
{
        struct store_options options = scratch_options(folder);
        static const uint8_t news[300];
        struct store_stats stats;
        struct store *store;

        options.map_bytes = 256 * 1024;
        store = scratch_open_with(&options);
        for (unsigned round = 0; round < 6; round++) {
                uint64_t position = round + 1;

                for (unsigned i = 0; i < 2000; i++) {
                        scratch_put(store, round * 1000 + i, round + 1, 300);
                        ck_assert_int_eq(store_tell(store, round * 2000 + i + 1, news, sizeof news), 0);
                }
                ck_assert_int_eq(store_cut(store, position, 0), 0);
                ck_assert_int_eq(store_cut_end(store), 0);
                ck_assert_int_eq(store_settled(store, position), 0);
                while (store_position(store) < position) {
                        for (unsigned i = 0; i < 7000; i += 97)
                                scratch_check(store, i,
                                              i / 1000 <= round       ? i / 1000 + 1
                                              : i / 1000 == round + 1 ? round + 1
                                                                      : 0,
                                              300);
                        ck_assert_int_eq(store_dispatch(store), 0);
                }
        }
        store_stats(store, &stats);
        ck_assert_uint_ge(stats.map_growths, 3);
        ck_assert_uint_ge(stats.map_bytes, options.map_bytes << 3);
        store_close(store);

        store = scratch_open_with(&options); /* a map smaller than the file */
        for (unsigned i = 0; i < 6000; i++)
                scratch_check(store, i, i / 1000 + 1, 300);
        store_close(store);
}
END_TEST

/* ---- retention ---- */

/* The sequences on disk, which must follow each other. */
static void outbox_is(uint64_t first, uint64_t last)
{
        char path[SCRATCH_PATH_MAX], why[LMDB_WHY];
        struct bytes key = {0}, value;
        struct lmdb *lmdb;
        int r;

        scratch_path(folder, "store.mdb", path);
        ck_assert_int_eq(lmdb_open(path, true, STORE_MAP_BYTES, &lmdb, why), 0);
        ck_assert_int_eq(lmdb_ready(lmdb, false), 0);
        ck_assert_int_eq(lmdb_read_begin(lmdb), 0);
        r = lmdb_seek(lmdb, LMDB_OUTBOX, &key, &value);
        for (; r == 0; r = lmdb_next(lmdb, &key, &value))
                ck_assert_uint_eq(layout_sequence_read(key.data), first++);
        ck_assert_int_eq(r, LMDB_NOTHING);
        ck_assert_uint_eq(first, last + 1);
        lmdb_read_end(lmdb);
        lmdb_close(lmdb);
}

/* What nobody can ask for any more must not fill the disk for ever: neither what was there, nor what
 * was told and forgotten between two cuts. */
START_TEST(what_is_forgotten_leaves_the_disk)
{
        static const uint64_t keep_from[] = {0, 40, 150, 301};

        for (uint64_t round = 1; round <= 4; round++) {
                struct store *store = scratch_open(folder);

                for (uint64_t n = 0; n < 75; n++)
                        ck_assert_int_eq(store_tell(store, (round - 1) * 75 + n + 1, "news", 4), 0);
                ck_assert_int_eq(store_cut(store, round, keep_from[round - 1]), 0);
                ck_assert_int_eq(store_cut_end(store), 0);
                ck_assert_int_eq(store_settled(store, round), 0);
                store_close(store);
                outbox_is(round == 1 ? 1 : keep_from[round - 1], round * 75);
        }
}
END_TEST

/* ---- whose it is ---- */

static void write_identity(uint32_t format, uint32_t state)
{
        char path[SCRATCH_PATH_MAX], why[LMDB_WHY];
        struct wire_out out = {0};
        struct lmdb *lmdb;

        scratch_path(folder, "store.mdb", path);
        ck_assert_int_eq(lmdb_open(path, false, STORE_MAP_BYTES, &lmdb, why), 0);
        ck_assert_int_eq(lmdb_write_begin(lmdb), 0);
        wire_u32(&out, format);
        wire_u32(&out, state);
        wire_raw(&out, scratch_options(folder).journal_id, 16);
        ck_assert_int_eq(lmdb_put(lmdb, LMDB_META,
                                  (struct bytes){(const uint8_t *)META_IDENTITY, strlen(META_IDENTITY)},
                                  (struct bytes){out.data, out.length}),
                         0);
        ck_assert_int_eq(lmdb_write_commit(lmdb), 0);
        wire_out_done(&out);
        lmdb_close(lmdb);
}

/* Another journal's sums over this journal's tail would be wrong without a sound. The sentence says
 * what to do. */
START_TEST(a_store_of_another_journal_or_version_is_refused)
{
        struct store_options options = scratch_options(folder), other = options;
        struct store *store = scratch_open(folder);
        char words[32];

        scratch_put(store, 1, 1, 10);
        scratch_checkpoint(store, 1);
        store_close(store);

        other.journal_id[3] ^= 1;
        scratch_refused(&other, STORE_FOREIGN, "another journal");
        other.read_only = true;
        scratch_refused(&other, STORE_FOREIGN, "delete the files");
        write_identity(LAYOUT_FORMAT + 1, CORE_STATE_VERSION);
        (void)snprintf(words, sizeof words, "format %d", LAYOUT_FORMAT + 1);
        scratch_refused(&options, STORE_FOREIGN, words);
        write_identity(LAYOUT_FORMAT, CORE_STATE_VERSION + 1);
        (void)snprintf(words, sizeof words, "state version %d", CORE_STATE_VERSION + 1);
        scratch_refused(&options, STORE_FOREIGN, words);
        write_identity(LAYOUT_FORMAT, CORE_STATE_VERSION);
        store = scratch_open(folder); /* none of which has harmed it */
        scratch_check(store, 1, 1, 10);
        store_close(store);
}
END_TEST

/* Before the journal is opened it is known up to where it was on disk, also of a store whose state another
 * version made. */
START_TEST(a_look_tells_the_position_and_whose_it_is)
{
        struct store_options options = scratch_options(folder);
        struct store *store;
        uint8_t id[16] = {0};
        uint64_t position = 0;

        ck_assert_int_eq(store_look(folder, id, &position), STORE_ABSENT);
        store = scratch_open(folder);
        scratch_put(store, 1, 1, 10);
        scratch_checkpoint(store, 77);
        store_close(store);

        write_identity(LAYOUT_FORMAT, CORE_STATE_VERSION + 1);
        ck_assert_int_eq(store_look(folder, id, &position), 0);
        ck_assert_uint_eq(position, 77);
        ck_assert_mem_eq(id, options.journal_id, sizeof id);
        write_identity(LAYOUT_FORMAT + 1, CORE_STATE_VERSION);
        ck_assert_int_eq(store_look(folder, id, &position), STORE_FOREIGN);
}
END_TEST

/* The store may be thrown away: that is the way out of every damage, so it must work. */
START_TEST(deleted_files_make_a_new_store)
{
        struct store *store = scratch_open(folder);

        scratch_put(store, 1, 1, 10);
        scratch_checkpoint(store, 77);
        store_close(store);
        scratch_remove(folder);
        store = scratch_open(folder);
        ck_assert_uint_eq(store_position(store), 0);
        ck_assert_uint_eq(store_last_told(store), 0);
        scratch_check(store, 1, 0, 10);
        scratch_checkpoint(store, 1);
        store_close(store);
}
END_TEST

static void write_file(const char *name, const void *data, size_t length)
{
        char path[SCRATCH_PATH_MAX];
        int fd;

        scratch_path(folder, name, path);
        fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, data, length), (ssize_t)length);
        (void)close(fd);
}

/* A file of something else is not overwritten; an empty one, as a crash at the very first start
 * leaves it, is no reason to refuse. */
START_TEST(strange_files_are_refused_and_empty_ones_are_not)
{
        static uint8_t strange[16384];
        struct store_options options = scratch_options(folder);

        memset(strange, 'x', sizeof strange);
        write_file("store.mdb", strange, sizeof strange);
        scratch_refused(&options, STORE_FOREIGN, "no store");
        write_file("store.mdb", "", 0);
        options.read_only = true;
        scratch_refused(&options, STORE_ABSENT, "no store");
        store_close(scratch_open(folder));
        options.folder = "/nonexistent/folder";
        scratch_refused(&options, STORE_ABSENT, "no store");
        options.read_only = false;
        scratch_refused(&options, -ENOENT, "/nonexistent/folder");
}
END_TEST

/* What a crash leaves of a store that was being made is not taken for somebody else's file, which would
 * stop every start: it never had the store's name. */
START_TEST(a_store_half_made_is_made_anew)
{
        static uint8_t torn[16384];
        char path[SCRATCH_PATH_MAX + 32];
        struct store *store;

        memset(torn + 4096, 'x', sizeof torn - 4096);
        write_file("store.mdb.new", torn, sizeof torn);
        write_file("store.mdb.new-lock", torn, sizeof torn);
        store = scratch_open(folder);
        scratch_put(store, 1, 1, 100);
        store_close(store);
        (void)snprintf(path, sizeof path, "%s/store.mdb.new", folder);
        ck_assert_int_lt(access(path, F_OK), 0);
        store_close(scratch_open(folder));

        write_file("store.mdb.new", torn, sizeof torn);
        ck_assert_int_eq(store_remove(folder), 0);
        ck_assert_int_lt(access(folder, F_OK), 0);
        scratch_make(folder);
}
END_TEST

/* A file that was cut short must end in an error with a name, at any length: the process would die
 * by SIGBUS if nothing was done. */
START_TEST(a_file_cut_short_is_an_error)
{
        char path[SCRATCH_PATH_MAX];
        struct store *store = scratch_open(folder);
        struct store_options options = scratch_options(folder);
        char *why = NULL;
        struct stat st;

        for (unsigned i = 0; i < 5000; i++)
                scratch_put(store, i, 1, 200);
        scratch_checkpoint(store, 1);
        store_close(store);
        scratch_path(folder, "store.mdb", path);
        ck_assert_int_eq(stat(path, &st), 0);
        ck_assert_int_eq(truncate(path, st.st_size * (_i + 1) / 10), 0);

        if (store_open(&options, &store, &why) == 0) {
                for (unsigned i = 0; i < 5000; i++) {
                        struct record_key key = {.source = TEXT("s")};
                        struct stored_statement found;
                        char id[16];
                        int r;

                        (void)snprintf(id, sizeof id, "r%u", i);
                        key.id = text_of(id);
                        r = store_statements(store, &key, 1, true, &found);
                        ck_assert_msg(r == 0 || r == -EBADMSG, "%d", r);
                        if (r < 0)
                                ck_assert_ptr_nonnull(strstr(store_why(store), "cannot be read"));
                }
                store_close(store);
        } else {
                ck_assert_ptr_nonnull(why);
        }
        free(why);
}
END_TEST

static Suite *suite_of(void)
{
        Suite *suite = suite_create("store/faults");
        TCase *tcase = tcase_create("faults");

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_loop_test(tcase, after_the_first_failure_nothing_is_written, 0, 4);
        tcase_add_test(tcase, a_full_disk_is_a_failure_and_a_start_is_possible);
        tcase_add_test(tcase, a_slow_disk_is_not_waited_for);
        tcase_add_test(tcase, the_map_grows_under_way);
        tcase_add_test(tcase, what_is_forgotten_leaves_the_disk);
        tcase_add_test(tcase, a_store_of_another_journal_or_version_is_refused);
        tcase_add_test(tcase, a_look_tells_the_position_and_whose_it_is);
        tcase_add_test(tcase, deleted_files_make_a_new_store);
        tcase_add_test(tcase, strange_files_are_refused_and_empty_ones_are_not);
        tcase_add_test(tcase, a_store_half_made_is_made_anew);
        tcase_add_loop_test(tcase, a_file_cut_short_is_an_error, 0, 9);
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
