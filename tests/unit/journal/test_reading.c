/* tests/unit/journal/test_reading.c: a second reader beside the one that writes. */
#include "journal/journal.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scratch.h"

#define SEGMENT 8192

static char folder[SCRATCH_PATH_MAX];
static struct journal *writer;

static void setup(void)
{
        const struct journal_options options = {.segment_bytes = SEGMENT};

        scratch_make(folder);
        writer = scratch_open(folder, &options);
}

static void teardown(void)
{
        ck_assert_int_eq(journal_close(writer), 0);
        scratch_remove(folder);
}

/* Entries of rising numbers, on disk. */
static void append(uint64_t first, uint64_t last)
{
        for (uint64_t i = first; i <= last; i++) {
                char body[64];
                uint64_t position;
                int length = snprintf(body, sizeof(body), "entry %llu", (unsigned long long)i);

                ck_assert_int_eq(journal_append(writer, 1, body, (size_t)length, NULL, &position), 0);
                ck_assert_uint_eq(position, i);
        }
        ck_assert_int_eq(scratch_await(writer, last), 0);
}

static struct journal *open_reading(void)
{
        struct journal *reading = NULL;
        char *why = NULL;
        int r = journal_open_reading(folder, NULL, &reading, &why);

        ck_assert_msg(r == 0, "%s", why ? why : "no reason");
        return reading;
}

static void is_entry(const struct journal_record *record, uint64_t position)
{
        char body[64];
        int length = snprintf(body, sizeof(body), "entry %llu", (unsigned long long)position);

        ck_assert_uint_eq(record->position, position);
        ck_assert_uint_eq(record->body_length, (size_t)length);
        ck_assert_mem_eq(record->body, body, record->body_length);
}

START_TEST(it_reads_what_is_there_while_the_writer_goes_on)
{
        struct journal *reading;
        struct journal_record record;
        uint8_t chain[JOURNAL_HASH_BYTES], other[JOURNAL_HASH_BYTES];

        append(1, 500); /* several segments */
        reading = open_reading();
        append(501, 900);
        ck_assert_uint_eq(journal_last(reading), 500);
        ck_assert_uint_eq(journal_settled(reading), 500);
        ck_assert_mem_eq(journal_identity(reading)->id, journal_identity(writer)->id, JOURNAL_ID_BYTES);
        for (uint64_t i = 1; i <= 500; i++) {
                ck_assert_int_eq(journal_next(reading, &record), 0);
                is_entry(&record, i);
        }
        ck_assert_int_eq(journal_next(reading, &record), JOURNAL_EMPTY);
        ck_assert_int_eq(journal_chain_at(reading, 321, chain), 0);
        ck_assert_int_eq(journal_chain_at(writer, 321, other), 0);
        ck_assert_mem_eq(chain, other, sizeof(chain));
        ck_assert_int_eq(journal_close(reading), 0);
}
END_TEST

START_TEST(any_position_and_the_cursor)
{
        struct journal_buffer buffer = {0};
        struct journal *reading;
        struct journal_record record;

        append(1, 300);
        reading = open_reading();
        ck_assert_int_eq(journal_read(reading, 17, &buffer, &record), 0);
        is_entry(&record, 17);
        ck_assert_int_eq(journal_read(reading, 299, &buffer, &record), 0);
        is_entry(&record, 299);
        ck_assert_int_eq(journal_read(reading, 301, &buffer, &record), JOURNAL_ABSENT);
        ck_assert_int_eq(journal_read(reading, 0, &buffer, &record), JOURNAL_ABSENT);
        ck_assert_int_eq(journal_seek(reading, 250), 0);
        ck_assert_int_eq(journal_next(reading, &record), 0);
        is_entry(&record, 251);
        ck_assert_int_eq(journal_seek(reading, 301), JOURNAL_ABSENT);
        journal_buffer_done(&buffer);
        ck_assert_int_eq(journal_close(reading), 0);
}
END_TEST

START_TEST(it_writes_nothing)
{
        struct journal *reading;
        uint64_t position;

        append(1, 3);
        reading = open_reading();
        ck_assert_int_eq(journal_append(reading, 1, "x", 1, NULL, &position), -EROFS);
        ck_assert_str_ne(journal_why(reading), "");
        ck_assert_int_eq(journal_fd(reading), -1);
        ck_assert_int_eq(journal_dispatch(reading), 0);
        ck_assert_int_eq(journal_close(reading), 0);
        append(4, 5); /* the writer was not disturbed */
}
END_TEST

START_TEST(a_folder_without_a_journal_is_said)
{
        char empty[SCRATCH_PATH_MAX];
        struct journal *reading = NULL;
        char *why = NULL;

        scratch_make(empty);
        ck_assert_int_eq(journal_open_reading(empty, NULL, &reading, &why), JOURNAL_FOREIGN);
        ck_assert_ptr_nonnull(why);
        ck_assert_ptr_nonnull(strstr(why, "no journal"));
        free(why);
        scratch_remove(empty);
        ck_assert_int_eq(journal_open_reading(empty, NULL, &reading, &why), -ENOENT);
        ck_assert_ptr_nonnull(strstr(why, empty));
        free(why);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("journal/reading");
        TCase *tcase = tcase_create("reading");
        SRunner *runner;
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, it_reads_what_is_there_while_the_writer_goes_on);
        tcase_add_test(tcase, any_position_and_the_cursor);
        tcase_add_test(tcase, it_writes_nothing);
        tcase_add_test(tcase, a_folder_without_a_journal_is_said);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
