/* tests/unit/store/test_store_snapshot.c: a picture of a store that another process is writing holds one
 * position, all of it, whatever passes meanwhile. */
#include "scratch.h"

#include <check.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/snapshot.h"

#define RECORDS   300
#define SNAPSHOTS 12

static char folder[SCRATCH_PATH_MAX], store_folder[SCRATCH_PATH_MAX];

static void setup(void)
{
        scratch_make(folder);
        scratch_path(folder, "store", store_folder);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
        (void)st;
        (void)flag;
        (void)ftw;
        return remove(path);
}

static void teardown(void)
{
        ck_assert_int_eq(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

static void round_of(struct store *store, unsigned round)
{
        for (unsigned i = 0; i < RECORDS; i++)
                scratch_put(store, i, round, 200);
        ck_assert_int_eq(store_tell(store, store_last_told(store) + 1, "news", 4), 0);
        scratch_checkpoint(store, round);
}

/* Checkpoints without end: files come and go. */
static pid_t write_for_ever(int ready)
{
        pid_t pid = fork();

        ck_assert_int_ge(pid, 0);
        if (pid == 0) {
                struct store_options options = scratch_options(store_folder);
                struct store *store;

                options.segment_bytes = 64 * 1024;
                store = scratch_open_with(&options);
                for (unsigned round = 1;; round++) {
                        round_of(store, round);
                        if (round == 2)
                                ck_assert_int_eq(write(ready, "r", 1), 1);
                }
        }
        return pid;
}

static void check_snapshot(const char *path, uint64_t position, bool read_only)
{
        struct store_options options = scratch_options(path);
        struct store *store;

        options.read_only = read_only;
        store = scratch_open_with(&options);
        ck_assert_uint_eq(store_position(store), position);
        ck_assert_uint_eq(store_last_told(store), position);
        for (unsigned i = 0; i < RECORDS; i++)
                scratch_check(store, i, (unsigned)position, 200);
        if (!read_only)
                round_of(store, (unsigned)position + 1); /* it goes on like any other */
        store_close(store);
}

static void take(const char *name, bool links, const char *before, char ret_path[SCRATCH_PATH_MAX],
                 struct snapshot *ret)
{
        struct snapshot_options options = {.folder = store_folder, .to = ret_path, .links = links, .before = before};
        char *why;

        scratch_path(folder, name, ret_path);
        ck_assert_int_eq(store_snapshot(&options, ret, &why), 0);
        ck_assert_ptr_null(why);
        for (size_t i = 0; i < ret->files_count; i++) {
                char path[SCRATCH_PATH_MAX];
                struct stat st;

                scratch_path(ret_path, ret->files[i].name, path);
                ck_assert_int_eq(stat(path, &st), 0);
                ck_assert_uint_ge((uint64_t)st.st_size, ret->files[i].bytes);
        }
}

/* A comparison beside a daemon that writes checkpoints all the time sees one state, not two halves. */
START_TEST(it_holds_one_position_while_another_process_writes)
{
        char path[SCRATCH_PATH_MAX], word;
        int ready[2], status;
        pid_t writer;

        ck_assert_int_eq(pipe(ready), 0);
        writer = write_for_ever(ready[1]);
        ck_assert_int_eq(read(ready[0], &word, 1), 1);
        for (int i = 0; i < SNAPSHOTS; i++) {
                struct snapshot snapshot;
                bool links = i % 2 == 0;

                take("snapshot", links, NULL, path, &snapshot);
                check_snapshot(path, snapshot.position, links);
                snapshot_done(&snapshot);
                ck_assert_int_eq(snapshot_remove(path), 0);
                ck_assert_int_ne(access(path, F_OK), 0);
        }
        (void)kill(writer, SIGKILL);
        ck_assert_int_eq(waitpid(writer, &status, 0), writer);
        (void)close(ready[0]);
        (void)close(ready[1]);
}
END_TEST

static ino_t inode_of(const char *path, const char *name)
{
        char file[SCRATCH_PATH_MAX];
        struct stat st;

        scratch_path(path, name, file);
        ck_assert_int_eq(stat(file, &st), 0);
        return st.st_ino;
}

/* In a child of its own, so that the store's file is open in one process only. */
static void in_a_child(void (*run)(unsigned), unsigned argument)
{
        pid_t pid = fork();
        int status;

        if (pid == 0) {
                run(argument);
                exit(0);
        }
        ck_assert_int_eq(waitpid(pid, &status, 0), pid);
        ck_assert_int_eq(status, 0);
}

static void write_round(unsigned round)
{
        struct store_options options = scratch_options(store_folder);
        struct store *store;

        options.segment_bytes = 16 * 1024; /* a round fills several */
        store = scratch_open_with(&options);
        for (unsigned i = 0; i < RECORDS; i++)
                scratch_put(store, 1000 * round + i, round, 200);
        scratch_checkpoint(store, round);
        store_close(store);
}

/* The second backup costs what is new: files that stand as they were are shared with the first. */
START_TEST(what_has_not_changed_is_shared_with_the_one_before)
{
        char first_path[SCRATCH_PATH_MAX], second_path[SCRATCH_PATH_MAX];
        struct snapshot first, second;
        size_t shared = 0;

        in_a_child(write_round, 1);
        take("first", false, NULL, first_path, &first);
        in_a_child(write_round, 2);
        take("second", false, first_path, second_path, &second);
        ck_assert_uint_gt(second.files_count, first.files_count);
        for (size_t i = 0; i < first.files_count; i++) {
                char path[SCRATCH_PATH_MAX];

                scratch_path(second_path, first.files[i].name, path);
                shared += access(path, F_OK) == 0 &&
                          inode_of(first_path, first.files[i].name) == inode_of(second_path, first.files[i].name);
        }
        ck_assert_uint_ge(shared, 3);
        snapshot_done(&first);
        snapshot_done(&second);
}
END_TEST

/* A store that was thrown away and made anew gives its files the same numbers; they are not the same. */
START_TEST(another_store_with_the_same_names_is_copied)
{
        char first_path[SCRATCH_PATH_MAX], second_path[SCRATCH_PATH_MAX];
        struct snapshot first, second;

        in_a_child(write_round, 1);
        take("first", false, NULL, first_path, &first);
        ck_assert_int_eq(store_remove(store_folder), 0);
        in_a_child(write_round, 1);
        take("second", false, first_path, second_path, &second);
        for (size_t i = 0; i < first.files_count; i++)
                ck_assert_uint_ne(inode_of(first_path, first.files[i].name),
                                  inode_of(second_path, first.files[i].name));
        snapshot_done(&first);
        snapshot_done(&second);
}
END_TEST

/* Before the first checkpoint there is nothing to take, and nothing is left behind. */
START_TEST(no_checkpoint_is_said)
{
        struct snapshot_options options = {.folder = store_folder};
        char path[SCRATCH_PATH_MAX];
        struct snapshot snapshot;
        char *why;

        scratch_path(folder, "snapshot", path);
        options.to = path;
        ck_assert_int_eq(store_snapshot(&options, &snapshot, &why), STORE_ABSENT);
        ck_assert_ptr_nonnull(strstr(why, "no checkpoint"));
        free(why);
        store_close(scratch_open(store_folder));
        ck_assert_int_eq(store_snapshot(&options, &snapshot, &why), STORE_ABSENT);
        free(why);
        ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("store snapshot");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_set_timeout(cases, 120);
        tcase_add_test(cases, it_holds_one_position_while_another_process_writes);
        tcase_add_test(cases, what_has_not_changed_is_shared_with_the_one_before);
        tcase_add_test(cases, another_store_with_the_same_names_is_copied);
        tcase_add_test(cases, no_checkpoint_is_said);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
