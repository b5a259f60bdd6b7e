/* tests/unit/journal/test_verify.c: the auditor's walk over a whole journal, alone and beside a
 * daemon that writes, and against a reader that shares no code with us. */
#include "disk/false_disk.h"
#include "journal/format.h"
#include "journal/verify.h"
#include "scratch.h"

#include <check.h>
#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char folder[SCRATCH_PATH_MAX];

static const struct journal_options small = {.segment_bytes = 4096, .group_bytes = 1024};

static void setup(void)
{
        scratch_make(folder);
}

static void teardown(void)
{
        scratch_remove(folder);
}

static size_t length_of(uint64_t position)
{
        return position * 53 % 300;
}

static void make(uint64_t last)
{
        struct journal *journal = scratch_open(folder, &small);

        while (journal_last(journal) < last) {
                (void)scratch_append(journal, length_of(journal_last(journal) + 1));
                if (journal_last(journal) % 5 == 0)
                        ck_assert_int_eq(scratch_await(journal, journal_last(journal)), 0);
        }
        ck_assert_int_eq(journal_close(journal), 0);
}

static int look(void *userdata, const struct journal_record *record)
{
        uint64_t *next = userdata;

        scratch_check(record, (*next)++, length_of(record->position));
        return record->position == 150 ? 77 : 0;
}

/* The report is what an administrator believes: it must agree with the journal. */
START_TEST(a_good_journal_is_said_to_be_good)
{
        uint8_t chain[JOURNAL_HASH_BYTES];
        struct journal_identity identity;
        struct journal_report report;
        struct journal *journal;
        uint64_t next = 1;
        char *why = NULL;

        make(200);
        journal = scratch_open(folder, &small);
        ck_assert_int_eq(journal_chain_at(journal, 200, chain), 0);
        identity = *journal_identity(journal);

        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), 0);
        ck_assert_ptr_null(why);
        ck_assert_uint_eq(report.entries, 200);
        ck_assert_uint_gt(report.segments, 5);
        ck_assert_uint_eq(report.tail_bytes, 0);
        ck_assert_uint_eq(report.bad_position, 0);
        ck_assert_mem_eq(report.chain, chain, sizeof chain);
        ck_assert_mem_eq(&report.identity, &identity, sizeof identity);
        ck_assert_int_eq(journal_close(journal), 0);

        ck_assert_int_eq(journal_verify(folder, NULL, look, &next, &report, &why), 77);
        ck_assert_uint_eq(next, 151);
        ck_assert_ptr_null(why);
}
END_TEST

/* Altered history shows, wherever it was altered, and the first bad position is named. */
START_TEST(damage_anywhere_is_named)
{
        make(60);
        for (uint64_t first = 1; first <= 60; first++) {
                char name[SEGMENT_NAME_MAX];
                size_t length, step;
                uint8_t *data;

                if (!scratch_has(folder, format_segment_name(first, name)))
                        continue;
                data = scratch_read(folder, name, &length);
                step = 41;
                for (size_t at = SEGMENT_HEADER_BYTES; at < length; at += step) {
                        struct segment_header segment;
                        struct entry_header header;
                        struct journal_report report;
                        uint64_t position = first;
                        size_t offset = SEGMENT_HEADER_BYTES;
                        char *why = NULL, word[64];
                        int r;

                        while (at >= offset + format_entry_bytes(length_of(position)))
                                offset += format_entry_bytes(length_of(position++));
                        ck_assert_int_eq(format_segment_read(data, &segment), 0);
                        ck_assert_int_eq(format_entry_read(&segment, data + offset, &header), 0);
                        if (header.kind == KIND_CLOSING ||
                            at >= offset + ENTRY_HEADER_BYTES + length_of(position))
                                continue;
                        data[at] ^= 0x80;
                        scratch_write(folder, name, data, length);
                        data[at] ^= 0x80;
                        r = journal_verify(folder, NULL, NULL, NULL, &report, &why);
                        ck_assert_msg(r == JOURNAL_DAMAGED, "%d: byte %zu of %s", r, at, name);
                        ck_assert_uint_eq(report.bad_position, position);
                        ck_assert_uint_eq(report.entries, position - 1);
                        (void)snprintf(word, sizeof word, "%s at byte %zu, position %" PRIu64 ":", name,
                                       offset, position);
                        ck_assert_msg(strstr(why, word) != NULL, "no '%s' in: %s", word, why);
                        free(why);
                }
                scratch_write(folder, name, data, length);
                free(data);
        }
}
END_TEST

/* An entry that was replaced by another whole one, with its own hash, breaks the chain. */
START_TEST(a_forged_entry_breaks_the_chain)
{
        const char *name = "000000000001.seg";
        size_t length, offset = SEGMENT_HEADER_BYTES;
        struct segment_header segment;
        struct entry_header header;
        struct journal_report report;
        char *why = NULL;
        uint8_t *data;

        make(60);
        data = scratch_read(folder, name, &length);
        ck_assert_int_eq(format_segment_read(data, &segment), 0);
        for (uint64_t p = 1; p < 5; p++)
                offset += format_entry_bytes(length_of(p));
        ck_assert_int_eq(format_entry_read(&segment, data + offset, &header), 0);
        data[offset + ENTRY_HEADER_BYTES] ^= 1;
        format_body_hash(data + offset + ENTRY_HEADER_BYTES, header.length, header.body_hash);
        format_entry_write(&segment, &header, data + offset);
        scratch_write(folder, name, data, length);
        free(data);
        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), JOURNAL_DAMAGED);
        ck_assert_uint_eq(report.bad_position, 6); /* the next one knows what was before it */
        ck_assert_ptr_nonnull(strstr(why, "chain"));
        free(why);
}
END_TEST

/* One that gives itself another number is no entry either. */
START_TEST(a_renumbered_entry_is_not_the_next_one)
{
        const char *name = "000000000001.seg";
        struct segment_header segment;
        struct entry_header header;
        struct journal_report report;
        char *why = NULL;
        size_t length;
        uint8_t *data;

        make(1);
        data = scratch_read(folder, name, &length);
        ck_assert_int_eq(format_segment_read(data, &segment), 0);
        ck_assert_int_eq(format_entry_read(&segment, data + SEGMENT_HEADER_BYTES, &header), 0);
        header.position++;
        format_entry_write(&segment, &header, data + SEGMENT_HEADER_BYTES);
        scratch_write(folder, name, data, length);
        free(data);
        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), JOURNAL_DAMAGED);
        ck_assert_uint_eq(report.bad_position, 1);
        ck_assert_ptr_nonnull(strstr(why, "another position"));
        free(why);
}
END_TEST

/* Puts another header before a segment, as somebody would who knows the format. */
static void rewrite(const char *name, const struct segment_header *header)
{
        size_t length;
        uint8_t *data = scratch_read(folder, name, &length);

        format_segment_write(header, data);
        scratch_write(folder, name, data, length);
        free(data);
}

static void is_bad_at(uint64_t position, const char *word)
{
        struct journal_report report;
        char *why = NULL;

        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), JOURNAL_DAMAGED);
        ck_assert_msg(strstr(why, word) != NULL, "no '%s' in: %s", word, why);
        ck_assert_uint_eq(report.bad_position, position);
        free(why);
}

/* Segments that fit by their headers but not by what is in them: altered, shortened, or with
 * something behind their end. A start does not see it, an audit must. */
START_TEST(segments_must_follow_from_each_other)
{
        const char *first = "000000000001.seg";
        struct segment_header header, next, changed;
        struct entry_header last;
        char name[SEGMENT_NAME_MAX];
        uint64_t begin = 2;
        size_t length, bytes;
        uint8_t *data, *longer;

        make(60);
        while (!scratch_has(folder, format_segment_name(begin, name)))
                begin++;
        data = scratch_read(folder, name, &length);
        ck_assert_int_eq(format_segment_read(data, &next), 0);
        free(data);

        changed = next; /* another past */
        changed.chain[5] ^= 1;
        rewrite(name, &changed);
        is_bad_at(begin, "does not follow");

        data = scratch_read(folder, first, &length); /* an entry less */
        ck_assert_int_eq(format_segment_read(data, &header), 0);
        bytes = format_entry_bytes(length_of(begin - 1));
        scratch_cut(folder, first, length - bytes);
        changed = next;
        changed.before_bytes -= bytes;
        ck_assert_int_eq(format_entry_read(&header, data + length - bytes, &last), 0);
        memcpy(changed.chain, last.chain_before, sizeof changed.chain);
        rewrite(name, &changed);
        is_bad_at(begin - 1, "does not follow");

        longer = realloc(data, length + ENTRY_HEADER_BYTES); /* a closing mark behind the end */
        ck_assert_ptr_nonnull(longer);
        last.kind = KIND_CLOSING;
        last.length = 0;
        last.position = begin;
        last.settled_through = begin - 1;
        memcpy(last.chain_before, next.chain, sizeof next.chain);
        format_entry_write(&header, &last, longer + length);
        scratch_write(folder, first, longer, length + ENTRY_HEADER_BYTES);
        free(longer);
        changed = next;
        changed.before_bytes += ENTRY_HEADER_BYTES;
        rewrite(name, &changed);
        is_bad_at(begin, "closing mark");
}
END_TEST

/* What is not there is said, not made. */
START_TEST(verify_changes_and_makes_nothing)
{
        struct journal_report report;
        char *why = NULL, path[2 * SCRATCH_PATH_MAX];

        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), JOURNAL_DAMAGED);
        ck_assert(!scratch_has(folder, "lock"));
        free(why);
        (void)snprintf(path, sizeof path, "%s/nowhere", folder);
        ck_assert_int_eq(journal_verify(path, NULL, NULL, NULL, &report, &why), -ENOENT);
        ck_assert_ptr_nonnull(strstr(why, "nowhere"));
        free(why);
}
END_TEST

struct auditor {
        atomic_bool stop;
        unsigned walks;
        int result;
        bool backwards;
        char *why;
};

static void *audit(void *userdata)
{
        struct auditor *auditor = userdata;
        uint64_t entries = 0;

        while (!auditor->stop || auditor->walks == 0) {
                struct journal_report report;

                auditor->result = journal_verify(folder, NULL, NULL, NULL, &report, &auditor->why);
                if (auditor->result != 0)
                        break;
                auditor->backwards |= report.entries < entries;
                entries = report.entries;
                auditor->walks++;
        }
        return NULL;
}

/* An audit beside the running daemon must not cry wolf over what is just being written. */
START_TEST(beside_a_daemon_that_writes)
{
        struct auditor auditor = {0};
        struct journal *journal = scratch_open(folder, &small);
        pthread_t thread;

        ck_assert_int_eq(pthread_create(&thread, NULL, audit, &auditor), 0);
        for (uint64_t p = 1; p <= 600; p++) {
                (void)scratch_append(journal, length_of(p));
                if (p % 3 == 0)
                        ck_assert_int_eq(scratch_await(journal, p), 0);
        }
        auditor.stop = true;
        (void)pthread_join(thread, NULL);
        ck_assert_msg(auditor.result == 0, "%d: %s", auditor.result, auditor.why ? auditor.why : "");
        ck_assert(!auditor.backwards);
        ck_assert_int_eq(journal_close(journal), 0);
        free(auditor.why);
}
END_TEST

static void hex(char *to, const uint8_t *data, size_t length)
{
        for (size_t i = 0; i < length; i++)
                (void)sprintf(to + 2 * i, "%02x", data[i]);
}

/* The next line of the other reader must be this record. */
static int compare(void *userdata, const struct journal_record *record)
{
        char expected[400], line[400] = "", length[24] = "erased", body[65], chain[65];

        hex(body, record->body_hash, JOURNAL_HASH_BYTES);
        hex(chain, record->chain, JOURNAL_HASH_BYTES);
        if (!record->erased)
                (void)snprintf(length, sizeof length, "%zu", record->body_length);
        (void)snprintf(expected, sizeof expected, "%" PRIu64 " %u %s %" PRIu64 " %" PRIu64 " %s %s\n",
                       record->position, record->kind, length, record->epoch, record->run, body, chain);
        ck_assert_ptr_nonnull(fgets(line, sizeof line, userdata));
        ck_assert_str_eq(line, expected);
        return 0;
}

static FILE *read_otherwise(void)
{
        char command[3 * SCRATCH_PATH_MAX];
        FILE *pipe;

        (void)snprintf(command, sizeof command, "%s %s %s 2>&1", PYTHON, READER, folder);
        pipe = popen(command, "r");
        ck_assert_ptr_nonnull(pipe);
        return pipe;
}

/* FORMAT.md is enough for a second reader: both read the same, entry by entry, and find the same
 * tail. If this fails, page and program differ. */
START_TEST(a_second_reader_reads_the_same)
{
        struct journal_options restored = small;
        struct journal_report report;
        char expected[200], line[200] = "", id[2 * JOURNAL_ID_BYTES + 1], *why = NULL, name[SEGMENT_NAME_MAX];
        struct journal *journal;
        size_t length;
        FILE *pipe;

        make(100);
        restored.new_epoch = true; /* several runs, two epochs, a torn tail */
        journal = scratch_open(folder, &restored);
        (void)scratch_append(journal, 0);
        (void)scratch_append(journal, 100000);
        (void)scratch_append(journal, 77);
        ck_assert_int_eq(journal_close(journal), 0);
        for (uint64_t p = 103; !scratch_has(folder, format_segment_name(p, name)); p--)
                ck_assert_uint_gt(p, 1);
        free(scratch_read(folder, name, &length));
        scratch_cut(folder, name, length - ENTRY_HEADER_BYTES - 3);

        pipe = read_otherwise();
        ck_assert_msg(journal_verify(folder, NULL, compare, pipe, &report, &why) == 0, "%s", why);
        hex(id, report.identity.id, JOURNAL_ID_BYTES);
        (void)snprintf(expected, sizeof expected,
                       "end %" PRIu64 " torn %" PRIu64 " id %s epoch %" PRIu64 " run %" PRIu64
                       " segments %" PRIu64 "\n",
                       report.entries, report.tail_bytes, id, report.identity.epoch, report.identity.run,
                       report.segments);
        ck_assert_ptr_nonnull(fgets(line, sizeof line, pipe));
        ck_assert_str_eq(line, expected);
        ck_assert_int_eq(pclose(pipe), 0);
        ck_assert_uint_eq(report.entries, 102);
        ck_assert_uint_gt(report.tail_bytes, 0);
        ck_assert_uint_eq(report.identity.epoch, 2);
}
END_TEST

/* And both call the same thing damage. */
START_TEST(a_second_reader_sees_the_same_damage)
{
        char line[400], word[64];
        struct journal_report report;
        char *why = NULL;
        size_t length;
        uint8_t *data;
        FILE *pipe;

        make(100);
        data = scratch_read(folder, "000000000001.seg", &length);
        data[length / 2] ^= 1;
        scratch_write(folder, "000000000001.seg", data, length);
        free(data);
        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), JOURNAL_DAMAGED);
        free(why);
        pipe = read_otherwise();
        for (uint64_t p = 0; p < report.entries; p++)
                ck_assert_ptr_nonnull(fgets(line, sizeof line, pipe));
        ck_assert_ptr_nonnull(fgets(line, sizeof line, pipe));
        (void)snprintf(word, sizeof word, "000000000001.seg at byte");
        ck_assert_ptr_nonnull(strstr(line, word));
        (void)snprintf(word, sizeof word, "position %" PRIu64 "\n", report.bad_position);
        ck_assert_ptr_nonnull(strstr(line, word));
        ck_assert_int_ne(pclose(pipe), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("journal verify");
        TCase *tcase = tcase_create("verify");
        SRunner *runner;
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, a_good_journal_is_said_to_be_good);
        tcase_add_test(tcase, damage_anywhere_is_named);
        tcase_add_test(tcase, a_forged_entry_breaks_the_chain);
        tcase_add_test(tcase, a_renumbered_entry_is_not_the_next_one);
        tcase_add_test(tcase, segments_must_follow_from_each_other);
        tcase_add_test(tcase, verify_changes_and_makes_nothing);
        tcase_add_test(tcase, beside_a_daemon_that_writes);
        tcase_add_test(tcase, a_second_reader_reads_the_same);
        tcase_add_test(tcase, a_second_reader_sees_the_same_damage);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
