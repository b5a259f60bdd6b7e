/* tests/unit/journal/test_contract.c: what every implementation of journal/journal.h must do,
 * asked through that header alone. A new implementation is a row of `implementations`. */
#include "scratch.h"

#include <check.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int open_embedded(const char *folder, struct journal **ret, char **ret_why)
{
        struct journal_options options = {.segment_bytes = 256 * 1024, .group_bytes = 16 * 1024};

        return journal_open(folder, &options, ret, ret_why);
}

static const struct implementation {
        const char *name;
        int (*open)(const char *folder, struct journal **ret, char **ret_why);
} implementations[] = {
        {"embedded", open_embedded},
};
#define IMPLEMENTATIONS (int)(sizeof implementations / sizeof implementations[0])

static char folder[SCRATCH_PATH_MAX];
static struct journal *journal;

static void reopen(int i)
{
        char *why = NULL;
        int r;

        ck_assert_int_eq(journal_close(journal), 0);
        r = implementations[i].open(folder, &journal, &why);
        ck_assert_msg(r == 0, "%s: %d: %s", implementations[i].name, r, why ? why : "");
}

static void setup(void)
{
        scratch_make(folder);
        journal = NULL;
}

static void teardown(void)
{
        (void)journal_close(journal);
        scratch_remove(folder);
}

static size_t length_of(uint64_t position)
{
        return position * 37 % 700;
}

/* More of them than one file or one step of an index holds. */
static size_t long_of(uint64_t position)
{
        return position * 37 % 3000;
}

/* An empty journal that claimed to hold something would make a first start apply phantoms. */
START_TEST(a_new_journal_is_empty)
{
        uint8_t chain[JOURNAL_HASH_BYTES], zero[JOURNAL_HASH_BYTES] = {0};
        struct journal_buffer buffer = {0};
        struct journal_record record;

        reopen(_i);
        ck_assert_uint_eq(journal_last(journal), 0);
        ck_assert_uint_eq(journal_settled(journal), 0);
        ck_assert_int_eq(journal_next(journal, &record), JOURNAL_EMPTY);
        ck_assert_int_eq(journal_read(journal, 1, &buffer, &record), JOURNAL_ABSENT);
        ck_assert_int_eq(journal_seek(journal, 1), JOURNAL_ABSENT);
        ck_assert_int_eq(journal_seek(journal, 0), 0);
        ck_assert_int_eq(journal_chain_at(journal, 0, chain), 0);
        ck_assert_mem_eq(chain, zero, sizeof chain);
        ck_assert_int_eq(journal_chain_at(journal, 1, chain), JOURNAL_ABSENT);
        ck_assert_str_eq(journal_why(journal), "");
        journal_buffer_done(&buffer);
}
END_TEST

/* What is kept of an entry that has cargo is what its bytes say. */
static void same_as_read(const struct journal_record *record)
{
        struct journal_buffer buffer = {0};
        struct journal_record read;

        ck_assert_int_eq(journal_read(journal, record->position, &buffer, &read), 0);
        ck_assert_uint_eq(read.kind, record->kind);
        ck_assert_uint_eq(read.body_length, record->body_length);
        ck_assert_mem_eq(read.body, "body", read.body_length);
        ck_assert_mem_eq(read.body_hash, record->body_hash, JOURNAL_HASH_BYTES);
        ck_assert_mem_eq(read.chain, record->chain, JOURNAL_HASH_BYTES);
        ck_assert(!read.erased && !record->erased);
        journal_buffer_done(&buffer);
}

/* If order, content or cargo changed between append and next, receipts would go to the wrong
 * publishers or sums would be of other events. */
START_TEST(entries_come_out_as_they_went_in)
{
        int cargos[500];
        struct journal_record record;
        uint64_t position;

        reopen(_i);
        for (uint64_t p = 1; p <= 500; p++) {
                if (p % 3 == 0) { /* with cargo, and a body that is empty now and then */
                        ck_assert_int_eq(
                                journal_append(journal, 7, "body", p % 2 ? 4 : 0, &cargos[p - 1], &position),
                                0);
                        ck_assert_uint_eq(position, p);
                } else {
                        ck_assert_uint_eq(scratch_append(journal, length_of(p)), p);
                }
                if (p % 2 == 0)
                        continue;
                /* Now one behind, now at the end. */
                ck_assert_int_eq(journal_next(journal, &record), 0);
        }
        ck_assert_uint_eq(record.position, 250);
        for (uint64_t p = 251; p <= 500; p++) {
                ck_assert_int_eq(journal_next(journal, &record), 0);
                if (p % 3 == 0) {
                        ck_assert_uint_eq(record.position, p);
                        ck_assert_ptr_eq(record.cargo, &cargos[p - 1]);
                        ck_assert_uint_eq(record.body_length, p % 2 ? 4 : 0);
                        ck_assert_ptr_null(record.body);
                        ck_assert_uint_eq(record.kind, 7);
                        same_as_read(&record);
                } else {
                        ck_assert_ptr_null(record.cargo);
                        scratch_check(&record, p, length_of(p));
                }
                ck_assert_uint_eq(record.run, journal_identity(journal)->run);
                ck_assert_uint_eq(record.epoch, journal_identity(journal)->epoch);
        }
        ck_assert_int_eq(journal_next(journal, &record), JOURNAL_EMPTY);
        ck_assert_uint_eq(journal_last(journal), 500);
}
END_TEST

/* A body that changed under the core while the next batch arrives would be applied half. */
START_TEST(a_record_lives_until_the_next_one)
{
        struct journal_buffer buffer = {0};
        struct journal_record record, other;

        reopen(_i);
        (void)scratch_append(journal, 600);
        ck_assert_int_eq(journal_next(journal, &record), 0);
        for (uint64_t p = 2; p <= 300; p++) {
                (void)scratch_append(journal, 600);
                ck_assert_int_eq(journal_dispatch(journal), 0);
        }
        ck_assert_int_eq(scratch_await(journal, 300), 0);
        ck_assert_int_eq(journal_read(journal, 200, &buffer, &other), 0);
        scratch_check(&record, 1, 600);
        scratch_check(&other, 200, 600);
        journal_buffer_done(&buffer);
}
END_TEST

/* Settled that moved by itself, or ran ahead, would let a receipt out that the disk does not have. */
START_TEST(settled_moves_in_dispatch_only)
{
        struct pollfd pollfd;

        reopen(_i);
        pollfd = (struct pollfd){.fd = journal_fd(journal), .events = POLLIN};
        (void)scratch_append(journal, 100);
        ck_assert_int_eq(poll(&pollfd, 1, 60000), 1);
        ck_assert_uint_eq(journal_settled(journal), 0);
        ck_assert_int_eq(journal_dispatch(journal), 0);
        ck_assert_uint_eq(journal_settled(journal), 1);
        ck_assert_int_eq(poll(&pollfd, 1, 0), 0); /* drained: the loop does not spin */
}
END_TEST

/* What was settled must be there after a restart, in the same order, with the same chain. */
START_TEST(everything_is_there_after_reopening)
{
        uint8_t chains[301][JOURNAL_HASH_BYTES], chain[JOURNAL_HASH_BYTES];
        struct journal_record record;
        struct journal_identity identity;

        reopen(_i);
        identity = *journal_identity(journal);
        for (uint64_t p = 1; p <= 300; p++) {
                (void)scratch_append(journal, length_of(p));
                ck_assert_int_eq(journal_chain_at(journal, p, chains[p]), 0);
        }
        reopen(_i);
        ck_assert_uint_eq(journal_last(journal), 300);
        ck_assert_uint_eq(journal_settled(journal), 300);
        for (uint64_t p = 1; p <= 300; p++) {
                ck_assert_int_eq(journal_next(journal, &record), 0);
                scratch_check(&record, p, length_of(p));
                ck_assert_mem_eq(record.chain, chains[p], sizeof chain);
                ck_assert_uint_eq(record.run, identity.run);
                ck_assert_ptr_null(record.cargo);
        }
        ck_assert_int_eq(journal_next(journal, &record), JOURNAL_EMPTY);
        for (uint64_t p = 300; p > 0; p -= 7) {
                ck_assert_int_eq(journal_chain_at(journal, p, chain), 0);
                ck_assert_mem_eq(chain, chains[p], sizeof chain);
                if (p < 8)
                        break;
        }
        ck_assert_mem_eq(journal_identity(journal)->id, identity.id, sizeof identity.id);
        ck_assert_uint_eq(journal_identity(journal)->epoch, identity.epoch);
        ck_assert_mem_eq(journal_identity(journal)->epoch_name, identity.epoch_name,
                         sizeof identity.epoch_name);
        ck_assert_uint_gt(journal_identity(journal)->run, identity.run);

        /* And it goes on. */
        (void)scratch_append(journal, 5);
        ck_assert_int_eq(journal_next(journal, &record), 0);
        scratch_check(&record, 301, 5);
}
END_TEST

/* The end of a release reads its batches again, some of them still on their way to the disk. */
START_TEST(any_position_can_be_read_at_any_time)
{
        struct journal_buffer buffer = {0};
        struct journal_record record;
        unsigned seed = 1;

        reopen(_i);
        for (uint64_t p = 1; p <= 1000; p++) {
                uint64_t at = 1 + (unsigned)rand_r(&seed) % p;

                (void)scratch_append(journal, long_of(p));
                ck_assert_int_eq(journal_read(journal, at, &buffer, &record), 0);
                scratch_check(&record, at, long_of(at));
                ck_assert_ptr_null(record.cargo);
                ck_assert_int_eq(journal_read(journal, p, &buffer, &record), 0);
                scratch_check(&record, p, long_of(p));
                ck_assert_int_eq(journal_read(journal, p + 1, &buffer, &record), JOURNAL_ABSENT);
        }
        ck_assert_int_eq(journal_next(journal, &record), 0); /* the cursor has not moved */
        ck_assert_uint_eq(record.position, 1);
        reopen(_i);
        for (int i = 0; i < 1000; i++) {
                uint64_t at = 1 + (unsigned)rand_r(&seed) % 1000;

                ck_assert_int_eq(journal_read(journal, at, &buffer, &record), 0);
                scratch_check(&record, at, long_of(at));
        }
        journal_buffer_done(&buffer);
}
END_TEST

/* The store's checkpoint says from where to replay. */
START_TEST(the_cursor_goes_where_it_is_put)
{
        static const uint64_t places[] = {0, 399, 400, 123, 124, 122, 1, 0, 250};
        struct journal_record record;
        int cargo;
        uint64_t position;

        reopen(_i);
        for (uint64_t p = 1; p <= 399; p++)
                (void)scratch_append(journal, length_of(p));
        ck_assert_int_eq(journal_append(journal, 3, "x", 1, &cargo, &position), 0);
        for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
                ck_assert_int_eq(journal_seek(journal, places[i]), 0);
                if (places[i] == 400) {
                        ck_assert_int_eq(journal_next(journal, &record), JOURNAL_EMPTY);
                        continue;
                }
                ck_assert_int_eq(journal_next(journal, &record), 0);
                ck_assert_uint_eq(record.position, places[i] + 1);
                if (record.position < 400)
                        scratch_check(&record, record.position, length_of(record.position));
                if (record.position == 400)
                        ck_assert_ptr_eq(record.cargo, &cargo);
        }
        ck_assert_int_eq(journal_seek(journal, 399), 0);
        ck_assert_int_eq(journal_next(journal, &record), 0);
        ck_assert_ptr_null(record.cargo); /* skipped once: forgotten */
        ck_assert_int_eq(journal_seek(journal, 401), JOURNAL_ABSENT);
}
END_TEST

/* What belonged to an entry that was skipped must not turn up later: it may be freed by then. */
START_TEST(skipped_cargo_is_forgotten)
{
        struct journal_record record;
        uint64_t position;
        int cargo;

        reopen(_i);
        for (int i = 0; i < 3; i++)
                ck_assert_int_eq(journal_append(journal, 1, "x", 1, &cargo, &position), 0);
        ck_assert_int_eq(journal_seek(journal, 2), 0);
        ck_assert_int_eq(journal_seek(journal, 0), 0);
        for (uint64_t p = 1; p <= 3; p++) {
                ck_assert_int_eq(journal_next(journal, &record), 0);
                ck_assert_ptr_eq(record.cargo, p == 3 ? &cargo : NULL);
        }
}
END_TEST

/* A child that inherits the journal's lock or files keeps the next daemon from starting. */
START_TEST(no_descriptor_outlives_exec_or_close)
{
        bool before[64];

        for (int fd = 0; fd < 64; fd++)
                before[fd] = fcntl(fd, F_GETFD) >= 0;
        reopen(_i);
        for (uint64_t p = 1; p <= 300; p++)
                (void)scratch_append(journal, long_of(p));
        ck_assert_int_eq(scratch_await(journal, 300), 0);
        for (int fd = 0; fd < 64; fd++)
                if (!before[fd] && fcntl(fd, F_GETFD) >= 0)
                        ck_assert_msg(fcntl(fd, F_GETFD) & FD_CLOEXEC, "descriptor %d", fd);
        ck_assert_int_eq(journal_close(journal), 0);
        journal = NULL;
        for (int fd = 0; fd < 64; fd++)
                ck_assert_int_eq(fcntl(fd, F_GETFD) >= 0, before[fd]);
}
END_TEST

/* SIGTERM is for the main loop; taken by a thread of the journal it would end the process in the
 * middle of a write. */
START_TEST(signals_are_not_taken_by_a_thread_of_the_journal)
{
        sigset_t mine, pending;

        reopen(_i);
        (void)scratch_append(journal, 10);
        ck_assert_int_eq(scratch_await(journal, 1), 0);
        (void)sigemptyset(&mine);
        (void)sigaddset(&mine, SIGTERM);
        ck_assert_int_eq(sigprocmask(SIG_BLOCK, &mine, NULL), 0);
        ck_assert_int_eq(kill(getpid(), SIGTERM), 0);
        (void)scratch_append(journal, 10);
        ck_assert_int_eq(scratch_await(journal, 2), 0);
        ck_assert_int_eq(sigpending(&pending), 0);
        ck_assert_int_eq(sigismember(&pending, SIGTERM), 1);
}
END_TEST

/* Two journals with equal content have equal chains, whoever wrote them and however often they
 * were opened: `verify`, a copy and a replica rest on it; one bit of difference shows. */
START_TEST(rule_29_equal_content_has_an_equal_chain)
{
        enum { SAME, REOPENED, OTHER_KIND, OTHER_BODY, VARIANTS };
        uint8_t chains[VARIANTS][JOURNAL_HASH_BYTES], ids[VARIANTS][JOURNAL_ID_BYTES];
        uint64_t position;

        for (int variant = 0; variant < VARIANTS; variant++) {
                reopen(_i);
                for (int n = 0; n < 20; n++) {
                        uint8_t kind = variant == OTHER_KIND && n == 7 ? 2 : 1;
                        const char *body = variant == OTHER_BODY && n == 7 ? "b0dy" : "body";

                        if (variant == REOPENED && n % 5 == 0)
                                reopen(_i);
                        ck_assert_int_eq(journal_append(journal, kind, body, 4, NULL, &position), 0);
                }
                ck_assert_int_eq(journal_chain_at(journal, 20, chains[variant]), 0);
                memcpy(ids[variant], journal_identity(journal)->id, JOURNAL_ID_BYTES);
                teardown();
                setup();
        }
        ck_assert_mem_ne(ids[SAME], ids[REOPENED], JOURNAL_ID_BYTES);
        ck_assert_mem_eq(chains[SAME], chains[REOPENED], JOURNAL_HASH_BYTES);
        ck_assert_mem_ne(chains[SAME], chains[OTHER_KIND], JOURNAL_HASH_BYTES);
        ck_assert_mem_ne(chains[SAME], chains[OTHER_BODY], JOURNAL_HASH_BYTES);
}
END_TEST

/* A publisher must not be able to make the daemon keep a body beyond the limit, and must be able
 * to send one up to it. */
START_TEST(the_limit_of_a_body)
{
        struct journal_stats stats;
        struct journal_record record;
        uint8_t *body = calloc(1, JOURNAL_BODY_MAX + 1);
        uint64_t position = 99;

        ck_assert_ptr_nonnull(body);
        reopen(_i);
        ck_assert_int_eq(journal_append(journal, 1, body, JOURNAL_BODY_MAX + 1, NULL, &position),
                         JOURNAL_OVERSIZED);
        ck_assert_uint_eq(position, 99);
        ck_assert_uint_eq(journal_last(journal), 0);
        ck_assert_int_eq(journal_append(journal, 1, body, JOURNAL_BODY_MAX, NULL, &position), 0);
        ck_assert_uint_eq(position, 1);
        ck_assert_int_eq(journal_next(journal, &record), 0);
        ck_assert_uint_eq(record.body_length, JOURNAL_BODY_MAX);
        journal_stats(journal, &stats);
        ck_assert_uint_eq(stats.oversized, 1);
        reopen(_i);
        ck_assert_int_eq(journal_next(journal, &record), 0);
        ck_assert_uint_eq(record.body_length, JOURNAL_BODY_MAX);
        ck_assert_mem_eq(record.body, body, JOURNAL_BODY_MAX);
        free(body);
}
END_TEST

/* Two daemons on one journal would tear it. */
START_TEST(only_one_may_have_it_open)
{
        struct journal *second = NULL;
        char *why = NULL;

        reopen(_i);
        ck_assert_int_eq(implementations[_i].open(folder, &second, &why), JOURNAL_LOCKED);
        ck_assert_ptr_null(second);
        ck_assert_ptr_nonnull(strstr(why, "another process"));
        free(why);
        (void)scratch_append(journal, 10); /* the first is not disturbed */
        ck_assert_int_eq(scratch_await(journal, 1), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("journal contract");
        TCase *tcase = tcase_create("every implementation");
        SRunner *runner;
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_loop_test(tcase, a_new_journal_is_empty, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, entries_come_out_as_they_went_in, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, a_record_lives_until_the_next_one, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, settled_moves_in_dispatch_only, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, everything_is_there_after_reopening, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, any_position_can_be_read_at_any_time, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, the_cursor_goes_where_it_is_put, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, skipped_cargo_is_forgotten, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, no_descriptor_outlives_exec_or_close, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, signals_are_not_taken_by_a_thread_of_the_journal, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, rule_29_equal_content_has_an_equal_chain, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, the_limit_of_a_body, 0, IMPLEMENTATIONS);
        tcase_add_loop_test(tcase, only_one_may_have_it_open, 0, IMPLEMENTATIONS);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
