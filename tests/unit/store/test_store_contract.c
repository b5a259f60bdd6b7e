/* tests/unit/store/test_store_contract.c: what every store behind store/store.h must do, asked
 * through that header alone, against the plain arrays of model.h. The seed is the test's number.
 *
 * Side by side: the statement log as a daemon has it; with segments so small that they die and are
 * reclaimed all the time, and hashes cut so short that every card is ambiguous sooner or later; and
 * LMDB. All of them are put through the same steps by the same seeds. */
#include "lmdb_ledger.h"
#include "model.h"
#include "scratch.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

static char folder[SCRATCH_PATH_MAX];
static struct store_options options;
static struct store *store;

/* What is read now, what the closed front holds, and what is on disk. */
static struct model now, closed, disk;
static bool is_closed, is_settled;
static uint64_t seed;

static unsigned chance(unsigned below)
{
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        return (unsigned)(seed >> 20) % below;
}

static struct store *open_it(void)
{
        return scratch_open_with(&options);
}

static void setup_of(const struct ledger_kind *ledger, uint64_t segment_bytes, unsigned hash_bits)
{
        scratch_make(folder);
        options = scratch_options(folder);
        options.ledger = ledger;
        options.segment_bytes = segment_bytes;
        options.hash_bits = hash_bits;
        store = open_it();
        memset(&now, 0, sizeof now);
        now.oldest_told = 1;
        closed = disk = now;
        is_closed = is_settled = false;
}

static void setup_log(void)
{
        setup_of(NULL, 0, 0);
}

/* Cut to 24 bits; among so few records hardly any meet, */
static void setup_cut(void)
{
        setup_of(NULL, 256 * 1024, 24);
}

/* but of 14 bits many do: here 2,400 records share 16,384 patterns. */
static void setup_ambiguous(void)
{
        setup_of(NULL, 32 * 1024, 14);
}

static void setup_lmdb(void)
{
        setup_of(&lmdb_ledger_kind, 0, 0);
}

static void teardown(void)
{
        store_close(store);
        scratch_remove(folder);
}

/* ---- steps ---- */

static int32_t some_day(void)
{
        return chance(4) == 0 ? CIVIL_NONE : (int32_t)chance(MODEL_DAYS) - MODEL_DAYS / 2;
}

static void put_some(void)
{
        unsigned source = chance(MODEL_SOURCES), n = 1 + chance(300);

        for (unsigned i = 0; i < n; i++)
                model_put(&now, store, source, chance(MODEL_IDS), some_day());
}

static void tell_some(void)
{
        for (unsigned n = chance(30); n > 0 && now.last_told < MODEL_TOLD; n--)
                model_tell(&now, store);
}

static void quarantine_some(void)
{
        for (unsigned n = chance(5); n > 0; n--)
                model_line(&now, store, chance(MODEL_LINES));
}

static void rows_some(void)
{
        for (unsigned n = chance(12); n > 0; n--)
                if (chance(6) == 0)
                        model_clear(&now, store, chance(MODEL_TABLES));
                else
                        model_row(&now, store, chance(MODEL_TABLES), chance(MODEL_KEYS), chance(4) == 0);
}

static void cut(void)
{
        uint64_t keep_from = chance(3) == 0 && now.last_told > 0 ? 1 + chance((unsigned)now.last_told + 3)
                                                                 : 0;
        uint64_t position = now.position + 1 + chance(5);

        if (is_closed) {
                ck_assert_int_eq(store_cut(store, position, 0), STORE_BUSY);
                return;
        }
        now.position = position;
        ck_assert_int_eq(store_cut(store, position, keep_from), 0);
        if (keep_from > now.last_told + 1)
                keep_from = now.last_told + 1;
        if (keep_from > now.oldest_told)
                now.oldest_told = keep_from;
        rows_some();
        closed = now;
        ck_assert_int_eq(store_cut_end(store), 0);
        is_closed = true;
        is_settled = false;
}

static void settle(void)
{
        ck_assert_int_eq(store_settled(store, now.position), 0);
        is_settled = is_closed;
}

static void await(void)
{
        if (!is_closed || !is_settled)
                return;
        ck_assert_int_eq(scratch_await(store), 0);
        disk = closed;
        is_closed = is_settled = false;
        ck_assert_uint_eq(store_position(store), disk.position);
}

/* What was not cut, or not settled, is gone: as after a crash. */
static void reopen(void)
{
        store_close(store);
        store = open_it();
        if (is_closed && is_settled)
                disk = closed;
        is_closed = is_settled = false;
        now = disk;
        model_same_at_start(&now, store);
}

static void step(void)
{
        static void (*const steps[])(void) = {put_some, put_some, put_some, tell_some, quarantine_some,
                                              cut,      settle,   settle,   await,     await};

        if (chance(60) == 0)
                reopen();
        else
                steps[chance(sizeof steps / sizeof steps[0])]();
}

/* ---- tests ---- */

/* A new store that claimed a position would let the daemon skip what its journal holds. */
START_TEST(a_new_store_is_empty)
{
        struct store_stats stats;

        model_same_at_start(&now, store);
        store_stats(store, &stats);
        ck_assert_uint_eq(stats.statements + stats.quarantined + stats.front_bytes, 0);
        ck_assert(!store_wants_cut(store));
        ck_assert_int_eq(store_dispatch(store), 0);
        ck_assert_str_eq(store_why(store), "");
}
END_TEST

/* The promise as a whole: whatever was put, cut, settled, written, dropped in whatever order, a read
 * gives the newest, and a start gives what stood at the last written cut, to the byte. */
START_TEST(says_what_plain_arrays_say)
{
        seed = 1000003u * (uint64_t)(_i + 1);
        for (int i = 0; i < 250; i++) {
                step();
                if (i % 10 == 0)
                        model_same(&now, store);
        }
        reopen();
        /* And the other way round: everything written. */
        put_some();
        cut();
        settle();
        await();
        reopen();
}
END_TEST

/* Between two chunks of a walk: the same scope, so that a statement's spot stands still. */
static void get_in_the_way(void *context)
{
        (void)context;
        for (int i = 0; i < 40; i++) {
                unsigned source = chance(MODEL_SOURCES), id = chance(MODEL_IDS);

                if (now.records[source][id].version > 0)
                        model_put(&now, store, source, id, now.records[source][id].day);
        }
        cut();
        settle();
        if (chance(2) == 0)
                await();
}

/* A release's end walks over a source while checkpoints go on: each statement must come once, or a
 * sum would be taken back twice, or not at all. */
START_TEST(a_walk_is_not_disturbed_by_cuts_and_checkpoints)
{
        seed = 7919u * (uint64_t)(_i + 1);
        for (unsigned source = 0; source < MODEL_SOURCES; source++)
                for (unsigned id = 0; id < MODEL_IDS; id++)
                        model_put(&now, store, source, id, source == 1 ? some_day() : CIVIL_NONE);
        for (int round = 0; round < 6; round++) {
                model_walk(&now, store, MODEL_SOURCES, 0, 0, get_in_the_way, NULL);
                model_walk(&now, store, 1, -3, 3, get_in_the_way, NULL);
                put_some();
        }
}
END_TEST

/* Digits, without a NUL behind them. */
static size_t number_of(struct text id)
{
        size_t number = 0;

        for (size_t i = 0; i < id.length; i++)
                number = number * 10 + (size_t)(id.data[i] - '0');
        return number;
}

/* The same over more than a chunk of one scope, by number and by bytes. */
START_TEST(a_scope_of_many_chunks_comes_whole)
{
        enum { MANY = 3500 };
        static uint8_t times[MANY];
        struct want want = {.kind = WANT_SCOPE, .source = TEXT("s"), .first_day = 10, .last_day = 12};
        const struct stored_statement *found;
        size_t length = _i ? 3000 : 20, count, chunks = 0;
        bool more = true;

        for (unsigned i = 0; i < MANY; i++) {
                uint8_t body[3000];
                char id[12];
                struct statement_put put = {.source = TEXT("s"),
                                            .scope = {PERIOD_DAY, (int32_t)(9 + i % 5), (int32_t)(9 + i % 5)},
                                            .body = body,
                                            .body_length = length};

                (void)snprintf(id, sizeof id, "%u", i);
                put.id = text_of(id);
                memset(body, (int)i, length);
                ck_assert_int_eq(store_put(store, &(struct puts){.count = 1, .puts = &put}), 0);
                if (i == 1200)
                        scratch_checkpoint(store, 1);
        }
        memset(times, 0, sizeof times);
        for (; more; chunks++) {
                ck_assert_int_eq(store_walk(store, &want, &found, &count, &more, &want.cursor), 0);
                for (size_t i = 0; i < count; i++)
                        times[number_of(found[i].id)]++;
                if (chunks == 0)
                        scratch_checkpoint(store, 2);
        }
        for (unsigned i = 0; i < MANY; i++)
                ck_assert_uint_eq(times[i], i % 5 >= 1 && i % 5 <= 3);
        ck_assert_uint_eq(chunks, _i ? 7 : 3);
}
END_TEST

/* A published figure that moves from May to June must not be found under May for ever. */
START_TEST(a_statement_is_found_under_its_last_scope_only)
{
        model_put(&now, store, 1, 5, 1);
        scratch_checkpoint(store, 1);
        model_put(&now, store, 1, 5, 2);
        for (int i = 0; i < 3; i++) {
                model_walk(&now, store, 1, 1, 1, NULL, NULL);
                model_walk(&now, store, 1, 2, 2, NULL, NULL);
                model_walk(&now, store, 1, 1, 2, NULL, NULL);
                if (i < 2)
                        scratch_checkpoint(store, 2 + (uint64_t)i);
                if (i == 1)
                        model_put(&now, store, 1, 5, CIVIL_NONE);
        }
        model_put(&now, store, 1, 5, 1); /* and back, within one front */
        model_put(&now, store, 1, 5, 3);
        model_put(&now, store, 1, 5, 1);
        model_walk(&now, store, 1, 1, 3, NULL, NULL);
        scratch_checkpoint(store, 9);
        model_walk(&now, store, 1, 1, 3, NULL, NULL);
        model_walk(&now, store, 1, 3, 3, NULL, NULL);
}
END_TEST

/* A table that is saved anew begins with emptying it: what came before must go, also within the
 * cut, what comes after must stay, and other tables must not notice. */
START_TEST(emptying_a_table_spares_what_follows)
{
        ck_assert_int_eq(store_cut(store, 1, 0), 0);
        for (unsigned key = 0; key < 10; key++) {
                model_row(&now, store, 1, key, false);
                model_row(&now, store, 2, key, false);
        }
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, 2), 0);
        ck_assert_int_eq(scratch_await(store), 0);

        ck_assert_int_eq(store_cut(store, 2, 0), 0);
        model_row(&now, store, 1, 11, false);
        model_clear(&now, store, 1);
        model_row(&now, store, 1, 12, false);
        model_row(&now, store, 2, 3, true);
        model_row(&now, store, 2, 19, true); /* was never there */
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(scratch_await(store), 0);
        now.position = 2;
        disk = now;
        reopen();
        ck_assert_uint_eq(now.rows[1][11], 0);
        ck_assert_uint_gt(now.rows[1][12], 0);
}
END_TEST

/* Checkpoints ahead of the journal would let a restart skip entries that were lost: nothing is
 * written before its position is settled, not even at close. */
START_TEST(a_checkpoint_waits_for_the_journal)
{
        scratch_put(store, 1, 1, 10);
        ck_assert_int_eq(store_cut(store, 10, 0), 0);
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, 9), 0);
        store_close(store);
        store = open_it();
        ck_assert_uint_eq(store_position(store), 0);
        scratch_check(store, 1, 0, 10);

        /* Settled before the cut is settled too; close waits for it. */
        ck_assert_int_eq(store_settled(store, 10), 0);
        scratch_put(store, 1, 1, 10);
        ck_assert_int_eq(store_cut(store, 10, 0), 0);
        ck_assert_int_eq(store_cut_end(store), 0);
        store_close(store);
        store = open_it();
        ck_assert_uint_eq(store_position(store), 10);
        scratch_check(store, 1, 1, 10);
}
END_TEST

/* Memory that is not counted is not bounded; a record that is corrected all day is one record. */
START_TEST(the_front_counts_its_bytes)
{
        struct store_stats stats;
        unsigned n = 0;

        for (; !store_wants_cut(store); n++)
                scratch_put(store, n, 1, 100);
        ck_assert_uint_gt(n, 100);
        ck_assert_uint_lt(n, 600); /* 64 KiB */
        store_stats(store, &stats);
        ck_assert_uint_ge(stats.front_bytes, 64 * 1024);
        ck_assert_uint_eq(stats.statements_put, n);
        scratch_checkpoint(store, 1);
        store_stats(store, &stats);
        ck_assert_uint_eq(stats.front_bytes, 0);
        ck_assert_uint_eq(stats.statements, n);
        ck_assert_uint_eq(stats.checkpoints, 1);
        ck_assert_uint_eq(stats.last_checkpoint_position, 1);

        for (unsigned i = 1; i < 20000; i++)
                scratch_put(store, 3, i, 50 + i % 50);
        ck_assert(!store_wants_cut(store));
        scratch_check(store, 3, 19999, 50 + 19999 % 50);
        for (unsigned i = 1; i < 2000; i++) /* nor is one that grows by a byte each time */
                scratch_put(store, 4, i, i);
        ck_assert(!store_wants_cut(store));
}
END_TEST

/* Retention may take everything; the sequence goes on where it was. */
START_TEST(sequences_go_on_when_all_is_forgotten)
{
        const uint8_t *bytes;
        size_t length;

        for (int i = 0; i < 25; i++)
                model_tell(&now, store);
        ck_assert_int_eq(store_cut(store, 1, 1000), 0);
        ck_assert_int_eq(store_told(store, 25, &bytes, &length), STORE_ABSENT); /* at once */
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, 1), 0);
        ck_assert_int_eq(scratch_await(store), 0);
        now.oldest_told = 26;
        now.position = 1;
        disk = now;
        reopen();
        model_tell(&now, store);
        model_same(&now, store);
}
END_TEST

static void add(Suite *suite, const char *name, void (*setup)(void), int rounds)
{
        TCase *tcase = tcase_create(name);

        tcase_set_timeout(tcase, 120);
        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, a_new_store_is_empty);
        tcase_add_test(tcase, a_statement_is_found_under_its_last_scope_only);
        tcase_add_test(tcase, emptying_a_table_spares_what_follows);
        tcase_add_test(tcase, a_checkpoint_waits_for_the_journal);
        tcase_add_test(tcase, the_front_counts_its_bytes);
        tcase_add_test(tcase, sequences_go_on_when_all_is_forgotten);
        tcase_add_loop_test(tcase, a_scope_of_many_chunks_comes_whole, 0, 2);
        tcase_add_loop_test(tcase, a_walk_is_not_disturbed_by_cuts_and_checkpoints, 0, rounds / 3);
        tcase_add_loop_test(tcase, says_what_plain_arrays_say, 0, rounds);
        suite_add_tcase(suite, tcase);
}

static Suite *suite_of(void)
{
        Suite *suite = suite_create("store/contract");

        add(suite, "log", setup_log, 6);
        add(suite, "log, of few bits", setup_cut, 3);
        add(suite, "log, ambiguous", setup_ambiguous, 12);
        add(suite, "lmdb", setup_lmdb, 3);
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
