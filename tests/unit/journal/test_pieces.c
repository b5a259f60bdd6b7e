/* tests/unit/journal/test_pieces.c: a backup takes what is on disk, and not what a loss of power may still
 * take back. */
#include "journal/pieces.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "disk/false_disk.h"
#include "journal/format.h"
#include "scratch.h"

static char folder[SCRATCH_PATH_MAX];

static void setup(void)
{
        scratch_make(folder);
}

static void teardown(void)
{
        scratch_remove(folder);
}

static struct journal_pieces look(void)
{
        struct journal_pieces pieces;
        char *why = NULL;

        ck_assert_msg(journal_pieces(folder, NULL, 0, &pieces, &why) == 0, "%s", why);
        return pieces;
}

/* Segments that are complete, and the last one up to its closing mark, with the right chain. */
START_TEST(all_of_what_is_on_disk)
{
        const struct journal_options options = {.segment_bytes = 8192};
        struct journal *journal = scratch_open(folder, &options);
        uint8_t chain[JOURNAL_HASH_BYTES];
        struct journal_pieces pieces;

        for (int i = 0; i < 100; i++)
                ck_assert_int_eq(scratch_await(journal, scratch_append(journal, 2000)), 0);
        ck_assert_int_eq(journal_chain_at(journal, 100, chain), 0);
        ck_assert_int_eq(journal_close(journal), 0);
        pieces = look();
        ck_assert_uint_eq(pieces.position, 100);
        ck_assert_mem_eq(pieces.chain, chain, JOURNAL_HASH_BYTES);
        ck_assert_uint_gt(pieces.count, 3);
        for (size_t i = 0; i < pieces.count; i++) {
                char name[SEGMENT_NAME_MAX];
                size_t length;

                free(scratch_read(folder, format_segment_name(pieces.list[i].first, name), &length));
                ck_assert(pieces.list[i].sealed == (i + 1 < pieces.count));
                ck_assert_uint_eq(pieces.list[i].bytes,
                                  pieces.list[i].sealed ? length : length - ENTRY_HEADER_BYTES);
        }
        journal_pieces_done(&pieces);
}
END_TEST

/* What was written but not synced by the daemon yet is synced before it is taken, and if that fails there
 * is no backup of it: else the daemon could lose it and go on with something else in its place. */
START_TEST(what_is_taken_is_synced_first)
{
        static struct false_disk disk, ours;
        struct journal_options options = {.disk = &disk.disk};
        struct journal_pieces pieces;
        struct journal *journal;
        char *why = NULL;

        false_disk_init(&disk);
        false_disk_init(&ours);
        journal = scratch_open(folder, &options);
        (void)scratch_append(journal, 100);
        ck_assert_int_eq(scratch_await(journal, 1), 0);
        false_disk_hold(&disk, true);
        (void)scratch_append(journal, 100);
        false_disk_await_held(&disk);
        ck_assert_uint_eq(journal_settled(journal), 1);

        ck_assert_int_eq(journal_pieces(folder, &ours.disk, 0, &pieces, &why), 0);
        ck_assert_uint_eq(pieces.position, 2);
        ck_assert_uint_eq(ours.syncs, 1);
        journal_pieces_done(&pieces);
        ours.fail_at = 1;
        ours.calls = 0;
        ours.error = EIO;
        ck_assert_int_eq(journal_pieces(folder, &ours.disk, 0, &pieces, &why), -EIO);
        ck_assert_ptr_nonnull(strstr(why, "cannot be synced"));
        free(why);

        false_disk_hold(&disk, false);
        ck_assert_int_eq(scratch_await(journal, 2), 0);
        ck_assert_int_eq(journal_close(journal), 0);
        false_disk_done(&disk);
        false_disk_done(&ours);
}
END_TEST

/* An empty folder is no journal, and says so. */
START_TEST(no_journal_is_said)
{
        struct journal_pieces pieces;
        char *why = NULL;

        ck_assert_int_eq(journal_pieces(folder, NULL, 0, &pieces, &why), JOURNAL_FOREIGN);
        ck_assert_ptr_nonnull(strstr(why, folder));
        free(why);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("pieces");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, all_of_what_is_on_disk);
        tcase_add_test(cases, what_is_taken_is_synced_first);
        tcase_add_test(cases, no_journal_is_said);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
