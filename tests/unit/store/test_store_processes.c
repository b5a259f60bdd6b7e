/* tests/unit/store/test_store_processes.c: two processes at one store, and processes that die. The
 * others are forked before a store is open; they talk by one byte at a time. */
#include "scratch.h"

#include <check.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[SCRATCH_PATH_MAX];

static void setup(void)
{
        scratch_make(folder);
}

static void teardown(void)
{
        scratch_remove(folder);
}

struct other {
        pid_t pid;
        int to, from;
};

static void say(int fd, char word)
{
        ck_assert_int_eq(write(fd, &word, 1), 1);
}

static void hear(int fd, char word)
{
        char heard = 0;

        ck_assert_int_eq(read(fd, &heard, 1), 1);
        ck_assert_int_eq(heard, word);
}

/* A failed assertion of the other ends it here, and is seen by other_join(). */
static struct other other_start(void (*run)(int from, int to))
{
        int there[2], back[2];
        struct other other;

        ck_assert_int_eq(pipe(there) | pipe(back), 0);
        other.pid = fork();
        ck_assert_int_ge(other.pid, 0);
        if (other.pid == 0) {
                (void)close(there[1]);
                (void)close(back[0]);
                run(there[0], back[1]);
                exit(0);
        }
        (void)close(there[0]);
        (void)close(back[1]);
        other.to = there[1];
        other.from = back[0];
        return other;
}

static int other_join(struct other *other)
{
        int status;

        ck_assert_int_eq(waitpid(other->pid, &status, 0), other->pid);
        (void)close(other->to);
        (void)close(other->from);
        return status;
}

/* ---- a reader and a second writer ---- */

static void checkpoint_of(struct store *store, unsigned round)
{
        for (unsigned i = 0; i < 1000; i++)
                scratch_put(store, i, round, 400);
        for (unsigned i = 0; i < 10; i++)
                ck_assert_int_eq(store_tell(store, store_last_told(store) + 1, "news", 4), 0);
        scratch_checkpoint(store, round);
}

static void read_rounds(int from, int to)
{
        struct store_options options = scratch_options(folder);
        const uint8_t *bytes;
        struct store *store;
        size_t length;

        scratch_refused(&options, STORE_LOCKED, "another process");
        options.read_only = true;
        options.map_bytes = 256 * 1024;
        store = scratch_open_with(&options);
        ck_assert_uint_eq(store_position(store), 1);
        ck_assert_int_eq(store_fd(store), -1);
        for (unsigned round = 1; round <= 5; round++) {
                if (round > 1)
                        hear(from, 'r');
                for (unsigned i = 0; i < 1000; i++)
                        scratch_check(store, i, round, 400);
                ck_assert_uint_eq(store_position(store), round);
                ck_assert_int_eq(store_told(store, 10 * round, &bytes, &length), 0);
                ck_assert_int_eq(store_told(store, 10 * round + 1, &bytes, &length), STORE_ABSENT);
                say(to, 'd');
        }
        store_close(store);
}

static void wait_and_read_rounds(int from, int to)
{
        hear(from, 'r');
        read_rounds(from, to);
}

/* Tools look into a running daemon's store: they must see whole checkpoints, the newest, while the
 * file grows beneath them, and must not be able to write beside the daemon. */
START_TEST(another_process_reads_and_may_not_write)
{
        struct other other = other_start(wait_and_read_rounds);
        struct store_options options = scratch_options(folder);
        struct store *store;

        options.map_bytes = 256 * 1024;
        options.front_bytes_max = 1024 * 1024;
        store = scratch_open_with(&options);
        for (unsigned round = 1; round <= 5; round++) {
                checkpoint_of(store, round);
                say(other.to, 'r');
                hear(other.from, 'd');
        }
        store_close(store);
        ck_assert_int_eq(other_join(&other), 0);
}
END_TEST

/* Two daemons on one folder: the second is refused, and may come when the first is gone. */
START_TEST(the_lock_ends_with_the_store)
{
        struct store_options options = scratch_options(folder);
        struct store *store = scratch_open(folder);

        scratch_refused(&options, STORE_LOCKED, folder);
        store_close(store);
        store_close(scratch_open(folder));
}
END_TEST

/* ---- death ---- */

#define DEATH_ROUND 4

static bool die_before;

static int die(void *context, uint64_t position)
{
        (void)context;
        if (die_before && position == DEATH_ROUND)
                (void)raise(SIGKILL);
        return 0;
}

static void write_and_die(int from, int to)
{
        struct store_options options = scratch_options(folder);
        struct store *store;

        (void)from;
        (void)to;
        options.commit_hook = die;
        store = scratch_open_with(&options);
        for (unsigned round = 1; round <= DEATH_ROUND; round++) {
                struct pollfd pollfd = {.fd = store_fd(store), .events = POLLIN};

                for (unsigned i = 0; i < 500; i++)
                        scratch_put(store, round * 100 + i, round, 300);
                ck_assert_int_eq(store_cut(store, round, 0), 0);
                ck_assert_int_eq(store_cut_end(store), 0);
                ck_assert_int_eq(store_settled(store, round), 0);
                ck_assert_int_eq(poll(&pollfd, 1, 60000), 1);
                if (round == DEATH_ROUND)
                        (void)raise(SIGKILL); /* committed, and nobody was told */
                ck_assert_int_eq(store_dispatch(store), 0);
                scratch_put(store, 9999, round, 10); /* never cut */
        }
}

/* kill -9 before the commit leaves the checkpoint before, after it this one, and never a mixture. */
START_TEST(a_killed_writer_leaves_a_whole_checkpoint)
{
        struct other other;
        struct store *store;
        unsigned last;
        int status;

        die_before = _i == 0;
        last = die_before ? DEATH_ROUND - 1 : DEATH_ROUND;
        other = other_start(write_and_die);
        status = other_join(&other);
        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);

        store = scratch_open(folder);
        ck_assert_uint_eq(store_position(store), last);
        for (unsigned i = 100; i < 1000; i++) {
                unsigned newest = i / 100 < last ? i / 100 : last; /* each round writes five hundreds */

                scratch_check(store, i, i < last * 100 + 500 ? newest : 0, 300);
        }
        /* What was put between the checkpoints of before went with the next one. */
        scratch_check(store, 9999, last - 1, 10);
        store_close(store);
}
END_TEST

static Suite *suite_of(void)
{
        Suite *suite = suite_create("store/processes");
        TCase *tcase = tcase_create("processes");

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, another_process_reads_and_may_not_write);
        tcase_add_test(tcase, the_lock_ends_with_the_store);
        tcase_add_loop_test(tcase, a_killed_writer_leaves_a_whole_checkpoint, 0, 2);
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
