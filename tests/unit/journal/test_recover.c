/* tests/unit/journal/test_recover.c: what an open makes of a folder that a crash, a disk or a
 * person has left: a torn tail is cut, damage stops the start and says where. */
#include "disk/disk.h"
#include "journal/format.h"
#include "journal/verify.h"
#include "scratch.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIRST "000000000001.seg"

static char folder[SCRATCH_PATH_MAX], broken[SCRATCH_PATH_MAX];

static void setup(void)
{
        scratch_make(folder);
        scratch_make(broken);
}

static void teardown(void)
{
        scratch_remove(folder);
        scratch_remove(broken);
}

static size_t length_of(uint64_t position)
{
        return position * 29 % 90;
}

/* Where the entry begins in a single segment of entries with these lengths. */
static size_t offset_of(uint64_t position)
{
        size_t offset = SEGMENT_HEADER_BYTES;

        for (uint64_t p = 1; p < position; p++)
                offset += format_entry_bytes(length_of(p));
        return offset;
}

/* Entries up to `last`; each `each` of them is a group of its own, so that the one before is settled. */
static void make(const struct journal_options *options, uint64_t last, uint64_t each)
{
        struct journal *journal = scratch_open(folder, options);

        for (uint64_t p = 1; p <= last; p++) {
                (void)scratch_append(journal, length_of(p));
                if (p % each == 0)
                        ck_assert_int_eq(scratch_await(journal, p), 0);
        }
        ck_assert_int_eq(journal_close(journal), 0);
}

/* As a kill leaves it: without the closing mark. */
static void cut_closing(uint64_t last)
{
        scratch_cut(folder, FIRST, offset_of(last + 1));
}

/* Opens `broken`; what is there must be whole, and it must be possible to go on. */
static uint64_t opens(void)
{
        struct journal *journal = scratch_open(broken, NULL);
        struct journal_record record;
        uint64_t last = journal_last(journal);
        struct journal_report report;
        char *why = NULL;

        for (uint64_t p = 1; p <= last; p++) {
                ck_assert_int_eq(journal_next(journal, &record), 0);
                scratch_check(&record, p, length_of(p));
        }
        ck_assert_int_eq(journal_next(journal, &record), JOURNAL_EMPTY);
        (void)scratch_append(journal, length_of(last + 1));
        ck_assert_int_eq(journal_close(journal), 0);
        ck_assert_msg(journal_verify(broken, NULL, NULL, NULL, &report, &why) == 0, "%s", why);
        ck_assert_uint_eq(report.entries, last + 1);
        ck_assert_uint_eq(report.tail_bytes, 0);
        return last;
}

/* Opens `broken`, which must not open; the sentence must name file and position. */
static void refuses(int outcome, const char *word, const char *other)
{
        struct journal_options options = {0};
        struct journal *journal = NULL;
        char *why = NULL;
        int r = journal_open(broken, &options, &journal, &why);

        ck_assert_msg(r == outcome, "%d instead of %d: %s", r, outcome, why ? why : "");
        ck_assert_ptr_null(journal);
        ck_assert_msg(strstr(why, word) && strstr(why, other), "neither '%s' nor '%s' in: %s", word, other,
                      why);
        free(why);
}

/* A power loss while the last group was written must not keep the daemon from starting, nor
 * cost an entry that was there before. */
START_TEST(rule_31_a_torn_tail_is_cut_at_every_byte)
{
        make(NULL, 12, 10); /* 11 and 12: one or two groups, said by nobody to be settled */
        cut_closing(12);
        for (size_t size = offset_of(11); size < offset_of(13); size++) {
                scratch_copy(folder, broken);
                scratch_cut(broken, FIRST, size);
                ck_assert_uint_eq(opens(), size < offset_of(12) ? 10 : 11);
        }
}
END_TEST

/* The same if the tail has its length but not its bytes: zeros, or what lay there before. */
START_TEST(rule_31_a_tail_of_garbage_is_cut)
{
        size_t length;
        uint8_t *data;

        make(NULL, 12, 10);
        cut_closing(12);
        data = scratch_read(folder, FIRST, &length);
        for (size_t begin = offset_of(11); begin < offset_of(13); begin += 8) {
                for (int with = 0; with <= 0xff; with += 0xff) {
                        scratch_copy(folder, broken);
                        memset(data + begin, with, length - begin);
                        scratch_write(broken, FIRST, data, length);
                        ck_assert_uint_le(opens(), begin < offset_of(12) ? 10 : 11);
                }
                free(data);
                data = scratch_read(folder, FIRST, &length);
        }
        free(data);
}
END_TEST

/* An acknowledged entry that cannot be read must never be dropped in silence, whichever byte of
 * it was hit: the start stops and names file and position. */
START_TEST(rule_31_damage_before_the_settled_stops_the_start)
{
        size_t length;
        uint8_t *data;

        make(NULL, 8, 1);
        cut_closing(8);
        data = scratch_read(folder, FIRST, &length);
        scratch_copy(folder, broken);
        for (size_t at = SEGMENT_HEADER_BYTES; at < offset_of(8); at++) {
                uint64_t position = 1;
                char word[64];

                while (at >= offset_of(position + 1))
                        position++;
                if (at >= offset_of(position) + ENTRY_HEADER_BYTES + length_of(position))
                        continue; /* padding says nothing */
                data[at] ^= 0x10;
                scratch_write(broken, FIRST, data, length);
                data[at] ^= 0x10;
                (void)snprintf(word, sizeof word, "byte %zu, position %d:", offset_of(position),
                               (int)position);
                refuses(JOURNAL_DAMAGED, word, FIRST);
        }
        free(data);
}
END_TEST

/* The last entry too, after the sync thread had nothing more to do: the closing mark says that
 * it was settled. Without it a flipped bit would look like a torn write. */
START_TEST(rule_31_the_closing_mark_protects_the_last_entry)
{
        size_t length;
        uint8_t *data;

        make(NULL, 3, 1);
        data = scratch_read(folder, FIRST, &length);
        ck_assert_uint_eq(length, offset_of(4) + ENTRY_HEADER_BYTES);
        scratch_copy(folder, broken);
        for (size_t at = offset_of(3); at < offset_of(3) + ENTRY_HEADER_BYTES + length_of(3); at++) {
                data[at] ^= 1;
                scratch_write(broken, FIRST, data, length);
                data[at] ^= 1;
                refuses(JOURNAL_DAMAGED, "position 3:", FIRST);
        }
        for (size_t at = offset_of(4); at < length; at++) { /* of itself it protects nothing */
                scratch_copy(folder, broken);
                data[at] ^= 1;
                scratch_write(broken, FIRST, data, length);
                data[at] ^= 1;
                ck_assert_uint_eq(opens(), 3);
        }
        free(data);
}
END_TEST

/* A group that was to overwrite the mark and came to the disk without its beginning. */
START_TEST(a_torn_tail_behind_the_closing_mark_is_cut)
{
        make(NULL, 3, 1);
        for (size_t more = 1; more < 1000; more += 111) {
                size_t length;
                uint8_t *data = scratch_read(folder, FIRST, &length);
                uint8_t *longer = realloc(data, length + more);

                ck_assert_ptr_nonnull(longer);
                memset(longer + length, 0x5a, more);
                scratch_copy(folder, broken);
                scratch_write(broken, FIRST, longer, length + more);
                free(longer);
                ck_assert_uint_eq(opens(), 3);
                free(scratch_read(broken, FIRST, &length)); /* one more entry and its mark, no more */
                ck_assert_uint_eq(length, offset_of(5) + ENTRY_HEADER_BYTES);
        }
}
END_TEST

/* A store that has seen more than the journal holds proves that something was taken away. */
START_TEST(what_the_store_has_seen_must_be_there)
{
        struct journal_options options = {.settled_known = 11};
        uint8_t another[JOURNAL_ID_BYTES] = {1};
        char copy[SCRATCH_PATH_MAX];
        struct journal *journal = NULL;
        char *why = NULL;

        make(NULL, 12, 10);
        snprintf(copy, sizeof(copy), "%.200s-copy", broken);
        scratch_copy(folder, broken);
        scratch_cut(broken, FIRST, offset_of(11) + 20);
        ck_assert_int_eq(journal_open(broken, &options, &journal, &why), JOURNAL_DAMAGED);
        ck_assert_ptr_nonnull(strstr(why, "position 11"));
        free(why);
        options.settled_of = another; /* of which this one knows nothing */
        options.settled_known = 11;
        scratch_copy(broken, copy);
        journal = scratch_open(copy, &options);
        ck_assert_uint_eq(journal_last(journal), 10);
        memcpy(another, journal_identity(journal)->id, sizeof(another));
        ck_assert_int_eq(journal_close(journal), 0);
        scratch_remove(copy);
        ck_assert_int_eq(journal_open(broken, &options, &journal, &why), JOURNAL_DAMAGED);
        free(why);
        options.settled_known = 10;
        journal = scratch_open(broken, &options);
        ck_assert_uint_eq(journal_last(journal), 10);
        ck_assert_int_eq(journal_close(journal), 0);

        scratch_cut(folder, "lock", 0); /* an empty folder is no new journal then either */
        scratch_remove(broken);
        scratch_make(broken);
        ck_assert_int_eq(journal_open(broken, &options, &journal, &why), JOURNAL_DAMAGED);
        ck_assert_ptr_nonnull(strstr(why, "missing"));
        free(why);
}
END_TEST

/* Puts an entry of another run at the place of `position`; it fits in everything else. */
static void write_entry(uint64_t position, uint64_t settled_through, uint64_t run,
                        const uint8_t chain_before[JOURNAL_HASH_BYTES])
{
        struct segment_header segment;
        struct entry_header header = {
                .kind = 1, .position = position, .settled_through = settled_through, .run = run};
        uint8_t *grown;
        size_t length;
        uint8_t *data = scratch_read(broken, FIRST, &length);

        ck_assert_int_eq(format_segment_read(data, &segment), 0);
        format_body_hash("", 0, header.body_hash);
        memcpy(header.chain_before, chain_before, JOURNAL_HASH_BYTES);
        grown = calloc(1, offset_of(position) + ENTRY_HEADER_BYTES);
        ck_assert_ptr_nonnull(grown);
        memcpy(grown, data, offset_of(position));
        format_entry_write(&segment, &header, grown + offset_of(position));
        scratch_write(broken, FIRST, grown, offset_of(position) + ENTRY_HEADER_BYTES);
        free(grown);
        free(data);
}

/* Behind a cut that did not hold there may be whole entries of the run that was cut, and if a
 * batch was sent again even the chain fits them. They were never acknowledged: they must not come
 * back to life, nor look like damage. */
START_TEST(rule_31_leftovers_of_an_earlier_run_are_no_entries)
{
        uint8_t chain[JOURNAL_HASH_BYTES];
        struct journal *journal;

        make(NULL, 4, 1);
        cut_closing(4);
        scratch_copy(folder, broken);
        ck_assert_uint_eq(opens(), 4); /* run 2 wrote position 5 */
        journal = scratch_open(broken, NULL);
        ck_assert_uint_eq(journal_identity(journal)->run, 3);
        ck_assert_uint_eq(journal_last(journal), 5);
        ck_assert_int_eq(journal_chain_at(journal, 5, chain), 0);
        ck_assert_int_eq(journal_close(journal), 0);
        write_entry(6, 4, 1, chain);
        journal = scratch_open(broken, NULL);
        ck_assert_uint_eq(journal_last(journal), 5);
        ck_assert_int_eq(journal_close(journal), 0);
        write_entry(6, 4, 3, chain); /* the same of the last run is one */
        journal = scratch_open(broken, NULL);
        ck_assert_uint_eq(journal_last(journal), 6);
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* A peer cannot make a torn tail look like damage by sending the bytes of an entry: he does not
 * know the mark. Here he even has a whole entry of another segment. */
START_TEST(an_entry_inside_a_body_is_only_a_body)
{
        struct segment_header segment = {.mark = "guessed", .first = 1};
        struct entry_header header = {.kind = 1, .position = 900, .settled_through = 899, .run = 1};
        uint8_t body[ENTRY_HEADER_BYTES * 2] = {0};
        struct journal *journal = scratch_open(folder, NULL);
        uint64_t position;

        memcpy(segment.id, journal_identity(journal)->id, sizeof segment.id);
        format_entry_write(&segment, &header, body);
        ck_assert_int_eq(journal_append(journal, 1, body, sizeof body, NULL, &position), 0);
        ck_assert_int_eq(journal_close(journal), 0);
        scratch_cut(folder, FIRST, SEGMENT_HEADER_BYTES + ENTRY_HEADER_BYTES + sizeof body - 8);
        journal = scratch_open(folder, NULL);
        ck_assert_uint_eq(journal_last(journal), 0);
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

static const struct journal_options small = {.segment_bytes = 4096, .group_bytes = 512};

/* The names of the segments that `small` makes, found by asking. */
static size_t list(uint64_t firsts[100])
{
        size_t count = 0;

        for (uint64_t p = 1; p <= 1000 && count < 100; p++) {
                char name[SEGMENT_NAME_MAX];

                if (scratch_has(folder, format_segment_name(p, name)))
                        firsts[count++] = p;
        }
        return count;
}

/* Segments that are missing, shortened, swapped or damaged in their header are seen at the start,
 * without reading the whole journal. */
START_TEST(a_wrong_set_of_segments_stops_the_start)
{
        uint64_t firsts[100];
        char name[SEGMENT_NAME_MAX], other[SEGMENT_NAME_MAX], path[2 * SCRATCH_PATH_MAX];
        struct segment_header header;
        size_t count, length;
        uint8_t *data;

        make(&small, 300, 7);
        count = list(firsts);
        ck_assert_uint_gt(count, 8);
        scratch_copy(folder, broken);
        (void)opens();

        for (size_t i = 0; i + 1 < count; i++) { /* missing */
                scratch_copy(folder, broken);
                (void)snprintf(path, sizeof path, "%s/%s", broken, format_segment_name(firsts[i], name));
                ck_assert_int_eq(unlink(path), 0);
                refuses(JOURNAL_DAMAGED, "missing", "backup");
        }
        for (size_t i = 0; i + 1 < count; i++) { /* shortened, and of another length */
                scratch_copy(folder, broken);
                data = scratch_read(broken, format_segment_name(firsts[i], name), &length);
                scratch_cut(broken, name, length - 8);
                refuses(JOURNAL_DAMAGED, name, "had");
                scratch_cut(broken, name, 20);
                refuses(JOURNAL_DAMAGED, name, "header");
                free(data);
        }
        data = scratch_read(folder, format_segment_name(firsts[3], name), &length);
        for (size_t at = 0; at < SEGMENT_HEADER_BYTES; at++) { /* a bit of the header */
                scratch_copy(folder, broken);
                data[at] ^= 4;
                scratch_write(broken, name, data, length);
                data[at] ^= 4;
                refuses(at < 20 ? JOURNAL_FOREIGN : JOURNAL_DAMAGED, name, ".");
        }
        scratch_copy(folder, broken); /* one of another journal */
        ck_assert_int_eq(format_segment_read(data, &header), 0);
        header.id[0]++;
        format_segment_write(&header, data);
        scratch_write(broken, name, data, length);
        refuses(JOURNAL_DAMAGED, name, "another journal");
        header.id[0]--;
        format_segment_write(&header, data);
        scratch_copy(folder, broken); /* one in the other's place */
        scratch_write(broken, format_segment_name(firsts[4], other), data, length);
        refuses(JOURNAL_DAMAGED, other, "renamed");
        free(data);
}
END_TEST

/* Only the last segment can have a torn tail, and a roll that was cut short costs nothing. */
START_TEST(the_tail_of_the_last_of_several_segments)
{
        uint64_t firsts[100], last;
        char name[SEGMENT_NAME_MAX];
        size_t count, length;

        make(&small, 300, 7);
        count = list(firsts);
        free(scratch_read(folder, format_segment_name(firsts[count - 1], name), &length));
        scratch_copy(folder, broken);
        last = opens();
        ck_assert_uint_eq(last, 300);
        scratch_copy(folder, broken);
        scratch_cut(broken, name, SEGMENT_HEADER_BYTES + 3);
        ck_assert_uint_eq(opens(), firsts[count - 1] - 1);
        scratch_copy(folder, broken);
        scratch_cut(broken, name, SEGMENT_HEADER_BYTES);
        scratch_write(broken, "000000009999.seg.new", "half", 4);
        ck_assert_uint_eq(opens(), firsts[count - 1] - 1);
}
END_TEST

/* Whose journal it is must not be guessed, and a backup without the file goes on as a new epoch. */
START_TEST(the_identity_is_asked_for)
{
        struct journal_options restored = {.new_epoch = true};
        struct journal_identity before, identity;
        char path[2 * SCRATCH_PATH_MAX];
        struct journal *journal;
        size_t length;
        uint8_t *data;

        make(NULL, 5, 1);
        data = scratch_read(folder, "identity", &length);
        ck_assert_uint_eq(length, IDENTITY_BYTES);
        for (size_t at = 0; at < length; at++) {
                scratch_copy(folder, broken);
                data[at] ^= 1;
                scratch_write(broken, "identity", data, length);
                data[at] ^= 1;
                refuses(at < 20 ? JOURNAL_FOREIGN : JOURNAL_DAMAGED, "identity", ".");
        }
        ck_assert_int_eq(format_identity_read(data, &identity), 0);
        identity.id[3]++;
        format_identity_write(&identity, data);
        scratch_copy(folder, broken);
        scratch_write(broken, "identity", data, length);
        refuses(JOURNAL_DAMAGED, "different journals", broken);
        free(data);

        scratch_copy(folder, broken);
        journal = scratch_open(broken, NULL);
        before = *journal_identity(journal);
        ck_assert_int_eq(journal_close(journal), 0);
        (void)snprintf(path, sizeof path, "%s/identity", broken);
        ck_assert_int_eq(unlink(path), 0);
        refuses(JOURNAL_DAMAGED, "identity is missing", "new epoch");
        journal = scratch_open(broken, &restored);
        identity = *journal_identity(journal);
        ck_assert_mem_eq(identity.id, before.id, sizeof identity.id);
        ck_assert_uint_eq(identity.epoch, before.epoch + 1);
        ck_assert_uint_gt(identity.run, 1); /* that of the entries */
        ck_assert_mem_ne(identity.epoch_name, before.epoch_name, sizeof identity.epoch_name);
        ck_assert_uint_eq(journal_last(journal), 5);
        (void)scratch_append(journal, length_of(6));
        ck_assert_int_eq(journal_close(journal), 0);

        scratch_copy(broken, folder); /* and the epoch stays when nobody asks for a new one */
        journal = scratch_open(folder, NULL);
        ck_assert_uint_eq(journal_identity(journal)->epoch, identity.epoch);
        ck_assert_mem_eq(journal_identity(journal)->epoch_name, identity.epoch_name,
                         sizeof identity.epoch_name);
        ck_assert_int_eq(journal_close(journal), 0);

        (void)snprintf(path, sizeof path, "%s/identity", folder); /* lost again: the entries know it */
        ck_assert_int_eq(unlink(path), 0);
        journal = scratch_open(folder, &restored);
        ck_assert_uint_eq(journal_identity(journal)->epoch, identity.epoch + 1);
        ck_assert_int_eq(journal_close(journal), 0);

        (void)snprintf(path, sizeof path, "%s/" FIRST, broken);
        ck_assert_int_eq(unlink(path), 0);
        refuses(JOURNAL_DAMAGED, "no segments", "backup");
}
END_TEST

/* A body that was erased by law leaves its hash: the chain stands, and all else can be read. */
START_TEST(rule_29_an_erased_body_leaves_the_chain)
{
        uint8_t chain[JOURNAL_HASH_BYTES], after[JOURNAL_HASH_BYTES];
        struct segment_header segment;
        struct entry_header header;
        struct journal_buffer buffer = {0};
        struct journal_record record;
        struct journal_report report;
        struct journal *journal;
        char *why = NULL;
        size_t length;
        uint8_t *data;

        make(NULL, 9, 1);
        journal = scratch_open(folder, NULL);
        ck_assert_int_eq(journal_chain_at(journal, 9, chain), 0);
        ck_assert_int_eq(journal_close(journal), 0);

        data = scratch_read(folder, FIRST, &length);
        ck_assert_int_eq(format_segment_read(data, &segment), 0);
        ck_assert_int_eq(format_entry_read(&segment, data + offset_of(5), &header), 0);
        header.flags |= ENTRY_ERASED;
        format_entry_write(&segment, &header, data + offset_of(5));
        scratch_write(folder, FIRST, data, length);
        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), JOURNAL_DAMAGED);
        ck_assert_ptr_nonnull(strstr(why, "is there")); /* it is not erased until it is */
        free(why);
        memset(data + offset_of(5) + ENTRY_HEADER_BYTES, 0, length_of(5));
        scratch_write(folder, FIRST, data, length);
        free(data);

        journal = scratch_open(folder, NULL);
        ck_assert_uint_eq(journal_last(journal), 9);
        ck_assert_int_eq(journal_chain_at(journal, 9, after), 0);
        ck_assert_mem_eq(chain, after, sizeof chain);
        ck_assert_int_eq(journal_read(journal, 5, &buffer, &record), 0);
        ck_assert(record.erased);
        ck_assert_ptr_null(record.body);
        ck_assert_uint_eq(record.body_length, 0);
        ck_assert_int_eq(journal_read(journal, 6, &buffer, &record), 0);
        scratch_check(&record, 6, length_of(6));
        journal_buffer_done(&buffer);
        ck_assert_int_eq(journal_close(journal), 0);
        ck_assert_int_eq(journal_verify(folder, NULL, NULL, NULL, &report, &why), 0);
        ck_assert_uint_eq(report.erased, 1);
        ck_assert_mem_eq(report.chain, chain, sizeof chain);
}
END_TEST

/* Damage that came after the start is named when it is read, and nothing is made up. */
START_TEST(damage_under_a_running_journal_is_an_outcome)
{
        struct journal_buffer buffer = {0};
        struct journal_record record;
        struct journal *journal;
        char name[SEGMENT_NAME_MAX];
        size_t length;
        uint8_t *data;

        make(&small, 300, 7);
        journal = scratch_open(folder, &small);
        data = scratch_read(folder, format_segment_name(1, name), &length);
        data[offset_of(4) + ENTRY_HEADER_BYTES + 3] ^= 1;
        scratch_write(folder, name, data, length);
        for (uint64_t p = 1; p <= 3; p++)
                ck_assert_int_eq(journal_next(journal, &record), 0);
        for (int again = 0; again < 2; again++) {
                ck_assert_int_eq(journal_next(journal, &record), JOURNAL_DAMAGED);
                ck_assert_ptr_nonnull(strstr(journal_why(journal), "position 4:"));
                ck_assert_int_eq(journal_read(journal, 4, &buffer, &record), JOURNAL_DAMAGED);
        }
        ck_assert_int_eq(journal_read(journal, 3, &buffer, &record), 0);
        ck_assert_int_eq(journal_read(journal, 250, &buffer, &record), 0);
        scratch_check(&record, 250, length_of(250));
        journal_buffer_done(&buffer);
        ck_assert_int_eq(journal_close(journal), 0);
        free(data);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("journal recover");
        TCase *tcase = tcase_create("folders");
        SRunner *runner;
        int failed;

        tcase_add_checked_fixture(tcase, setup, teardown);
        tcase_add_test(tcase, rule_31_a_torn_tail_is_cut_at_every_byte);
        tcase_add_test(tcase, rule_31_a_tail_of_garbage_is_cut);
        tcase_add_test(tcase, rule_31_damage_before_the_settled_stops_the_start);
        tcase_add_test(tcase, rule_31_the_closing_mark_protects_the_last_entry);
        tcase_add_test(tcase, a_torn_tail_behind_the_closing_mark_is_cut);
        tcase_add_test(tcase, what_the_store_has_seen_must_be_there);
        tcase_add_test(tcase, rule_31_leftovers_of_an_earlier_run_are_no_entries);
        tcase_add_test(tcase, an_entry_inside_a_body_is_only_a_body);
        tcase_add_test(tcase, a_wrong_set_of_segments_stops_the_start);
        tcase_add_test(tcase, the_tail_of_the_last_of_several_segments);
        tcase_add_test(tcase, the_identity_is_asked_for);
        tcase_add_test(tcase, rule_29_an_erased_body_leaves_the_chain);
        tcase_add_test(tcase, damage_under_a_running_journal_is_an_outcome);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
