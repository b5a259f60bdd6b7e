/* tests/unit/journal/test_faults.c: the disk fails, waits, fills and loses power; counted, not
 * hoped for. What settled() had reached is there afterwards, and nothing is there twice. */
#include "disk/false_disk.h"
#include "journal/format.h"
#include "journal/verify.h"
#include "scratch.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static char folder[SCRATCH_PATH_MAX], left[SCRATCH_PATH_MAX];
static struct false_disk disk;

static void setup(void)
{
        scratch_make(folder);
        scratch_make(left);
        false_disk_init(&disk);
}

static void teardown(void)
{
        false_disk_done(&disk);
        scratch_remove(folder);
        scratch_remove(left);
}

static size_t length_of(uint64_t position)
{
        return 100 + position * 37 % 400;
}

static struct journal_options options(void)
{
        return (struct journal_options){.segment_bytes = 4096, .group_bytes = 2048, .disk = &disk.disk};
}

/* What is left opens, holds at least `settled` entries, all whole, and goes on. */
static uint64_t survives(const char *path, uint64_t settled)
{
        struct journal_options plain = {.segment_bytes = 4096, .settled_known = settled};
        struct journal *journal = scratch_open(path, &plain);
        struct journal_record record;
        uint64_t last = journal_last(journal);

        ck_assert_uint_ge(last, settled);
        for (uint64_t p = 1; p <= last; p++) {
                ck_assert_int_eq(journal_next(journal, &record), 0);
                scratch_check(&record, p, length_of(p));
        }
        ck_assert_int_eq(journal_next(journal, &record), JOURNAL_EMPTY);
        ck_assert_uint_eq(scratch_append(journal, length_of(last + 1)), last + 1);
        ck_assert_int_eq(scratch_await(journal, last + 1), 0);
        ck_assert_int_eq(journal_close(journal), 0);
        return last;
}

/* It has failed: for ever, without another attempt, and it says what and where. */
static void stays_failed(struct journal *journal, int r)
{
        uint64_t settled, position;

        ck_assert_int_eq(journal_dispatch(journal), r);
        settled = journal_settled(journal);
        ck_assert_int_eq(journal_append(journal, 1, "x", 1, NULL, &position), r);
        ck_assert_int_eq(journal_dispatch(journal), r);
        ck_assert_uint_eq(journal_settled(journal), settled);
        ck_assert_ptr_nonnull(strstr(journal_why(journal), ".seg at byte"));
        ck_assert_ptr_nonnull(strstr(journal_why(journal), strerror(-r)));
}

/* Appends up to `last`, waits for each third; stops at the first failure. How far it settled. */
static uint64_t fill(uint64_t last, int *ret_error)
{
        struct journal_options with = options();
        struct journal *journal = NULL;
        uint64_t settled;
        char *why = NULL;
        int r;

        r = journal_open(folder, &with, &journal, &why);
        ck_assert((r == 0) == (why == NULL));
        free(why);
        if (r != 0) {
                *ret_error = r;
                return 0;
        }
        for (uint64_t p = 1; p <= last && r == 0; p++) {
                r = scratch_try(journal, length_of(p));
                if (r == 0 && (p % 3 == 0 || p == last))
                        r = scratch_await(journal, p);
        }
        if (r < 0)
                stays_failed(journal, r);
        settled = journal_settled(journal);
        *ret_error = journal_close(journal);
        ck_assert(r == 0 || *ret_error == r);
        return settled;
}

/* fsync may say EIO once and then 0 while the data is gone: after the first failure nothing may
 * be acknowledged, whichever write, sync, rename or cut it was, and the next start finds at least
 * what was. */
START_TEST(the_first_failure_is_the_last_word)
{
        for (unsigned n = 1;; n++) {
                uint64_t settled;
                unsigned calls;
                int r;

                disk.fail_at = n;
                disk.error = n % 2 ? EIO : ENOSPC;
                settled = fill(30, &r);
                if (!disk.failed) {
                        ck_assert_int_eq(r, 0);
                        ck_assert_uint_eq(settled, 30);
                        ck_assert_uint_gt(n, 40); /* there was something to fail */
                        break;
                }
                ck_assert_int_eq(r, -disk.error);
                calls = disk.calls;
                ck_assert_msg(calls == n, "call %u failed, but %u were made", n, calls);
                (void)survives(folder, settled);
                teardown();
                setup();
        }
}
END_TEST

/* The same while a journal is opened again, with a torn tail to cut. */
START_TEST(a_failing_open_leaves_what_was_there)
{
        char before[SCRATCH_PATH_MAX];
        int r;

        scratch_make(before);
        ck_assert_uint_eq(fill(10, &r), 10);
        scratch_copy(folder, before);
        for (unsigned n = 1;; n++) {
                struct journal *journal = NULL;
                struct journal_options with = options();
                char name[] = "000000000001.seg", *why = NULL;
                size_t length;

                false_disk_done(&disk);
                false_disk_init(&disk);
                scratch_copy(before, folder);
                free(scratch_read(folder, name, &length));
                disk.fail_at = n;
                r = journal_open(folder, &with, &journal, &why);
                if (r == 0) {
                        r = journal_close(journal);
                        if (!disk.failed)
                                break;
                } else {
                        ck_assert_ptr_nonnull(why);
                }
                ck_assert_int_eq(r, -EIO);
                free(why);
                (void)survives(folder, 10);
        }
        scratch_remove(before);
}
END_TEST

/* Power fails between any write and its sync, at any of them; of what was not synced any sectors
 * and names may be there. What settled() said is. */
START_TEST(power_loss_at_every_sync_loses_nothing_that_was_settled)
{
        struct journal_options with = options();
        struct journal *journal = scratch_open(folder, &with);
        uint64_t settled = 0;

        for (int step = 0; step < 40; step++) {
                false_disk_hold(&disk, true);
                for (int i = 0; i < 1 + step % 4; i++)
                        (void)scratch_append(journal, length_of(journal_last(journal) + 1));
                false_disk_await_held(&disk); /* written, not synced */
                ck_assert_int_eq(journal_dispatch(journal), 0);
                ck_assert_uint_eq(journal_settled(journal), settled);
                for (unsigned seed = 0; seed < 4; seed++) {
                        scratch_remove(left);
                        scratch_make(left);
                        false_disk_power_loss(&disk, left, seed ? seed + 100 * (unsigned)step : 0);
                        (void)survives(left, settled);
                }
                false_disk_hold(&disk, false);
                ck_assert_int_eq(scratch_await(journal, journal_last(journal)), 0);
                settled = journal_settled(journal);
        }
        scratch_remove(left); /* and nothing at all is lost of what was synced */
        scratch_make(left);
        false_disk_power_loss(&disk, left, 0);
        ck_assert_uint_eq(survives(left, settled), settled);
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* What was cut must not be there again after the next power loss, behind entries of the new run. */
START_TEST(rule_31_the_cut_is_on_disk_before_the_run_begins)
{
        struct journal_options with = options();
        unsigned clean;
        size_t length;
        int r;

        ck_assert_uint_eq(fill(3, &r), 3);
        disk.syncs = 0;
        ck_assert_int_eq(journal_close(scratch_open(folder, &with)), 0);
        clean = disk.syncs;
        free(scratch_read(folder, "000000000001.seg", &length));
        scratch_cut(folder, "000000000001.seg", length - 140);
        disk.syncs = 0;
        ck_assert_int_eq(journal_close(scratch_open(folder, &with)), 0);
        ck_assert_uint_eq(disk.syncs, clean + 1);
}
END_TEST

/* A kill leaves the page cache: everything written is there, whole, and settled or not may stay. */
START_TEST(a_kill_between_write_and_sync)
{
        struct journal_options with = options();
        struct journal *journal = scratch_open(folder, &with);

        for (uint64_t p = 1; p <= 5; p++)
                (void)scratch_append(journal, length_of(p));
        ck_assert_int_eq(scratch_await(journal, 5), 0);
        false_disk_hold(&disk, true);
        (void)scratch_append(journal, length_of(6));
        false_disk_await_held(&disk);
        ck_assert_uint_eq(journal_settled(journal), 5);
        scratch_copy(folder, left);
        ck_assert_uint_eq(survives(left, 5), 6);
        false_disk_hold(&disk, false);
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* What was killed before its sync, or whose sync failed, is in the page cache and perhaps nowhere else,
 * and a later sync would not write it. What an open hands out as settled it has written and synced
 * itself: this disk knows of nothing that came before it. */
START_TEST(what_an_open_finds_is_on_disk)
{
        struct journal_options with = options(), plain = options();
        struct journal *journal;
        size_t length, entry = format_entry_bytes(length_of(3));
        uint8_t *data;

        plain.disk = NULL;
        journal = scratch_open(folder, &plain);
        for (uint64_t p = 1; p <= 3; p++) {
                (void)scratch_append(journal, length_of(p));
                ck_assert_int_eq(scratch_await(journal, p), 0);
        }
        ck_assert_int_eq(journal_close(journal), 0);
        data = scratch_read(folder, "000000000001.seg", &length);
        length -= ENTRY_HEADER_BYTES; /* the closing mark, which a killed process does not write */
        scratch_cut(folder, "000000000001.seg", length);

        journal = scratch_open(folder, &with);
        ck_assert_uint_eq(journal_settled(journal), 3);
        for (size_t i = 0; i < disk.files_count; i++) {
                const struct false_file *file = &disk.files[i];

                if (strcmp(file->name_now, "000000000001.seg") != 0)
                        continue;
                ck_assert_uint_ge(file->length, length);
                ck_assert_mem_eq(file->data + length - entry, data + length - entry, entry);
        }
        free(data);
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* A thousand publishers may not cost a thousand syncs. */
START_TEST(a_thousand_appends_take_few_syncs)
{
        struct journal_options with = {.disk = &disk.disk};
        struct journal *journal = scratch_open(folder, &with);
        struct journal_record record;
        struct journal_stats stats;
        unsigned before;

        false_disk_hold(&disk, true);
        (void)scratch_append(journal, 150);
        false_disk_await_held(&disk); /* the first is alone: it was not made to wait */
        before = disk.syncs;
        for (uint64_t p = 2; p <= 1001; p++)
                (void)scratch_append(journal, 150);
        for (uint64_t p = 1; p <= 1001; p++) { /* and the core works on all of them meanwhile */
                ck_assert_int_eq(journal_next(journal, &record), 0);
                scratch_check(&record, p, 150);
        }
        ck_assert_uint_eq(journal_settled(journal), 0);
        journal_stats(journal, &stats);
        ck_assert_uint_eq(stats.pending_bytes, 1001 * (136 + 152));
        ck_assert_uint_gt(stats.pending_usec, 0);
        false_disk_hold(&disk, false);
        ck_assert_int_eq(scratch_await(journal, 1001), 0);
        ck_assert_uint_eq(disk.syncs - before, 2);
        journal_stats(journal, &stats);
        ck_assert_uint_eq(stats.groups, 2);
        ck_assert_uint_eq(stats.group_entries_max, 1000);
        ck_assert_uint_eq(stats.entries, 1001);
        ck_assert_uint_eq(stats.pending_bytes, 0);
        for (uint64_t p = 1001; p > 0; p -= 10) { /* now from the file, by its index */
                struct journal_buffer buffer = {0};

                ck_assert_int_eq(journal_read(journal, p, &buffer, &record), 0);
                scratch_check(&record, p, 150);
                journal_buffer_done(&buffer);
                if (p == 1)
                        break;
        }
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* With a slow disk memory stays bounded: the publisher is told to wait, and goes on afterwards. */
START_TEST(a_slow_disk_makes_append_busy)
{
        struct journal_options with = {.pending_bytes_max = 10 * (136 + 152), .disk = &disk.disk};
        struct journal *journal = scratch_open(folder, &with);
        struct journal_record record;
        struct journal_stats stats;
        uint64_t position = 99;

        false_disk_hold(&disk, true);
        for (int i = 0; i < 10; i++)
                (void)scratch_append(journal, 150);
        ck_assert_int_eq(journal_append(journal, 1, "x", 1, NULL, &position), JOURNAL_BUSY);
        ck_assert_uint_eq(position, 99);
        ck_assert_uint_eq(journal_last(journal), 10);
        journal_stats(journal, &stats);
        ck_assert_uint_eq(stats.busy, 1);
        false_disk_hold(&disk, false);
        ck_assert_int_eq(scratch_await(journal, 10), 0);
        (void)scratch_append(journal, 5000); /* larger than the limit, but alone */
        ck_assert_int_eq(scratch_await(journal, 11), 0);
        for (uint64_t p = 1; p <= 11; p++) {
                ck_assert_int_eq(journal_next(journal, &record), 0);
                scratch_check(&record, p, p == 11 ? 5000 : 150);
        }
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* A disk is met before it is full: intake is refused with a name, reading goes on, and intake
 * comes back when there is room, at once and without a restart. */
START_TEST(below_the_floor_of_free_space_nothing_is_taken)
{
        struct journal_options with = {.free_floor_bytes = 1000, .disk = &disk.disk};
        struct journal *journal = scratch_open(folder, &with);
        struct journal_record record;
        struct journal_stats stats;
        uint64_t position;

        disk.free_bytes = 1000; /* at the floor is not below it */
        (void)scratch_append(journal, 10);
        ck_assert_int_eq(scratch_await(journal, 1), 0);
        disk.free_bytes = 999;
        (void)scratch_append(journal, 10); /* seen when this one was written */
        ck_assert_int_eq(scratch_await(journal, 2), 0);
        ck_assert_int_eq(journal_append(journal, 1, "x", 1, NULL, &position), JOURNAL_NO_SPACE);
        ck_assert_int_eq(journal_next(journal, &record), 0);
        ck_assert_int_eq(journal_close(journal), 0);

        journal = scratch_open(folder, &with); /* it starts nevertheless */
        ck_assert_int_eq(journal_append(journal, 1, "x", 1, NULL, &position), JOURNAL_NO_SPACE);
        ck_assert_int_eq(journal_next(journal, &record), 0);
        journal_stats(journal, &stats);
        ck_assert_uint_eq(stats.no_space, 1);
        disk.free_bytes = 1000;
        ck_assert_int_eq(journal_append(journal, 1, "x", 1, NULL, &position), 0);
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* Disks may write less than they were asked to. */
START_TEST(short_writes_are_continued)
{
        struct journal_report report;
        char *why = NULL;
        int r;

        disk.write_max = 100;
        ck_assert_uint_eq(fill(40, &r), 40);
        ck_assert_int_eq(r, 0);
        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), 0);
        ck_assert_uint_eq(report.entries, 40);
        ck_assert_uint_eq(survives(folder, 40), 40);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("journal faults");
        TCase *tcase = tcase_create("false disk");
        SRunner *runner;
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, the_first_failure_is_the_last_word);
        tcase_add_test(tcase, a_failing_open_leaves_what_was_there);
        tcase_add_test(tcase, power_loss_at_every_sync_loses_nothing_that_was_settled);
        tcase_add_test(tcase, rule_31_the_cut_is_on_disk_before_the_run_begins);
        tcase_add_test(tcase, a_kill_between_write_and_sync);
        tcase_add_test(tcase, what_an_open_finds_is_on_disk);
        tcase_add_test(tcase, a_thousand_appends_take_few_syncs);
        tcase_add_test(tcase, a_slow_disk_makes_append_busy);
        tcase_add_test(tcase, below_the_floor_of_free_space_nothing_is_taken);
        tcase_add_test(tcase, short_writes_are_continued);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
