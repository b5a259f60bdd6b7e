/* tests/unit/journal/test_format.c: the bytes, so that a journal of today can be read for ever. */
#include "journal/format.h"

#include <check.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void is_hex(const uint8_t *data, const char *expected)
{
        char text[2 * JOURNAL_HASH_BYTES + 1];

        for (size_t i = 0; i < JOURNAL_HASH_BYTES; i++)
                (void)sprintf(text + 2 * i, "%02x", data[i]);
        ck_assert_str_eq(text, expected);
}

/* The chain as hashlib of Python makes it by FORMAT.md: a verifier elsewhere gets the same. */
START_TEST(rule_29_the_chain_is_what_the_page_says)
{
        uint8_t hash[JOURNAL_HASH_BYTES], chain[JOURNAL_HASH_BYTES] = {0};

        format_body_hash("milestone", 9, hash);
        is_hex(hash, "832227b89cab78165790ff8f241a7812dfb8c06534697391b660e88d886746e7");
        format_chain(chain, 1, 1, hash, chain);
        is_hex(chain, "17444e1fb918cce448bebd96d610dfe56ad530c7c09a18a7a97699ca292eddcc");
        format_body_hash(NULL, 0, hash);
        format_chain(chain, UINT64_C(0x0102030405060708), 4, hash, chain);
        is_hex(chain, "d78907e8ea9a2821dbd1f8f2ca9c1a37ebf176824f4e82b5fe14e6fc2a6ef61c");
}
END_TEST

static const struct segment_header segment = {
        .mark = "mark567",
        .id = "id-of-a-journal",
        .epoch = 2,
        .epoch_name = "name-of-epoch-2",
        .run = 3,
        .first = 44,
        .before_first = 22,
        .before_bytes = 100000,
        .chain = "chain",
};

/* What is written is read, and no flipped bit of it passes. */
START_TEST(a_segment_header_comes_back)
{
        uint8_t data[SEGMENT_HEADER_BYTES];
        struct segment_header back = {0};

        format_segment_write(&segment, data);
        ck_assert_int_eq(memcmp(data, "milestone-seg\r\n\x1a", 16), 0);
        ck_assert_int_eq(data[16], FORMAT_VERSION);
        ck_assert_int_eq(data[80], 44);
        ck_assert_int_eq(format_segment_read(data, &back), 0);
        ck_assert_mem_eq(&back, &segment, sizeof back);
        for (size_t bit = 0; bit < 8 * sizeof data; bit++) {
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
                ck_assert_int_eq(format_segment_read(data, &back),
                                 bit < 160 ? FORMAT_NOT_OURS : FORMAT_BAD_CHECKSUM);
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
}
END_TEST

START_TEST(an_entry_header_comes_back)
{
        struct entry_header header = {
                .kind = 4,
                .flags = ENTRY_ERASED,
                .length = JOURNAL_BODY_MAX,
                .position = 45,
                .settled_through = 44,
                .epoch = 2,
                .run = 3,
                .body_hash = "hash",
                .chain_before = "before",
        };
        uint8_t data[ENTRY_HEADER_BYTES], again[ENTRY_HEADER_BYTES];
        struct entry_header back = {0};
        struct segment_header other = segment;

        format_entry_write(&segment, &header, data);
        ck_assert_mem_eq(data, "mark567", 8);
        ck_assert_int_eq(data[12], 4);
        ck_assert_int_eq(data[24], 45);
        ck_assert_int_eq(data[32], 44);
        ck_assert_int_eq(format_entry_read(&segment, data, &back), 0);
        format_entry_write(&segment, &back, again);
        ck_assert_mem_eq(again, data, sizeof data);
        for (size_t bit = 0; bit < 8 * sizeof data; bit++) {
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
                ck_assert_int_eq(format_entry_read(&segment, data, &back),
                                 bit < 64 ? FORMAT_NOT_OURS : FORMAT_BAD_CHECKSUM);
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        other.id[0]++; /* a whole entry of a copied folder's other journal */
        ck_assert_int_eq(format_entry_read(&other, data, &back), FORMAT_BAD_VALUE);
}
END_TEST

/* The identity too; the run is what tells leftovers from entries. */
START_TEST(an_identity_comes_back)
{
        struct journal_identity identity = {.id = "id", .epoch = 7, .epoch_name = "name", .run = 9},
                                back = {0};
        uint8_t data[IDENTITY_BYTES];

        format_identity_write(&identity, data);
        ck_assert_int_eq(format_identity_read(data, &back), 0);
        ck_assert_mem_eq(&back, &identity, sizeof back);
        for (size_t bit = 0; bit < 8 * sizeof data; bit++) {
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
                ck_assert_int_ne(format_identity_read(data, &back), 0);
                data[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
}
END_TEST

/* A file that an administrator left in the folder must not be taken for a segment, nor one of
 * ours be overlooked when positions grow beyond twelve digits. */
START_TEST(names_of_segments)
{
        static const uint64_t firsts[] = {1, 999999999999, 1000000000000, UINT64_MAX};
        static const char *const none[] = {
                "",
                ".",
                "..",
                "lock",
                "identity",
                "1.seg",
                "000000000000.seg",
                "000000000001.seg.new",
                "000000000001",
                "0000000000001.seg",
                "-00000000001.seg",
                "99999999999999999999999.seg",
                "000000000001.SEG",
        };
        char name[SEGMENT_NAME_MAX];

        ck_assert_str_eq(format_segment_name(1, name), "000000000001.seg");
        for (size_t i = 0; i < sizeof firsts / sizeof firsts[0]; i++)
                ck_assert_uint_eq(format_segment_first(format_segment_name(firsts[i], name)), firsts[i]);
        for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
                ck_assert_msg(format_segment_first(none[i]) == 0, "%s", none[i]);
}
END_TEST

START_TEST(entries_are_padded)
{
        ck_assert_uint_eq(format_entry_bytes(0), 136);
        ck_assert_uint_eq(format_entry_bytes(1), 144);
        ck_assert_uint_eq(format_entry_bytes(8), 144);
        ck_assert_uint_eq(format_entry_bytes(9), 152);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("journal format");
        TCase *tcase = tcase_create("format");
        SRunner *runner;
        int failed;

        if (sodium_init() < 0)
                return 1;
        tcase_add_test(tcase, rule_29_the_chain_is_what_the_page_says);
        tcase_add_test(tcase, a_segment_header_comes_back);
        tcase_add_test(tcase, an_entry_header_comes_back);
        tcase_add_test(tcase, an_identity_comes_back);
        tcase_add_test(tcase, names_of_segments);
        tcase_add_test(tcase, entries_are_padded);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
