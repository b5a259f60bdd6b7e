/* tests/unit/journal/test_portable.c: a journal goes into one file and comes out of it elsewhere as it was:
 * positions, bodies, chain; and nothing that was cut or altered on the way comes out at all. */
#include "journal/portable.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "journal/builder.h"
#include "journal/portable_format.h"
#include "journal/verify.h"
#include "scratch.h"

#define SEGMENT 16384
#define ENTRIES 120

static char from[SCRATCH_PATH_MAX], to[SCRATCH_PATH_MAX], other[SCRATCH_PATH_MAX];

static void setup(void)
{
        scratch_make(from);
        scratch_make(to);
        scratch_make(other);
}

static void teardown(void)
{
        scratch_remove(from);
        scratch_remove(to);
        scratch_remove(other);
}

/* Entries of many lengths, in two runs. */
static void write_journal(void)
{
        const struct journal_options options = {.segment_bytes = SEGMENT};

        for (int run = 0; run < 2; run++) {
                struct journal *journal = scratch_open(from, &options);

                for (unsigned i = 0; i < ENTRIES / 2; i++)
                        (void)scratch_append(journal, i * 37 % 900);
                ck_assert_int_eq(journal_close(journal), 0);
        }
}

static int file_at(const char *folder, const char *name, int flags)
{
        char path[SCRATCH_PATH_MAX + 16];
        int fd;

        (void)snprintf(path, sizeof(path), "%s/%s", folder, name);
        fd = open(path, flags | O_CLOEXEC, 0600);
        ck_assert_int_ge(fd, 0);
        return fd;
}

static struct portable_report export(void)
{
        int fd = file_at(other, "export", O_WRONLY | O_CREAT | O_TRUNC);
        struct portable_report report;
        char *why = NULL;

        ck_assert_msg(journal_export(from, fd, NULL, NULL, &report, &why) == 0, "%s", why);
        (void)close(fd);
        return report;
}

static int import(const char *name, struct portable_report *ret, char **ret_why)
{
        int fd = file_at(other, name, O_RDONLY);
        int r = journal_import(fd, to, SEGMENT * 2, NULL, NULL, ret, ret_why);

        (void)close(fd);
        return r;
}

struct seen {
        uint64_t entries;
        uint8_t chains[ENTRIES + 1][JOURNAL_HASH_BYTES];
        uint64_t runs[ENTRIES + 1];
        bool erased[ENTRIES + 1];
};

static int see(void *context, const struct journal_record *record)
{
        struct seen *seen = context;

        seen->entries++;
        memcpy(seen->chains[record->position], record->chain, JOURNAL_HASH_BYTES);
        seen->runs[record->position] = record->run;
        seen->erased[record->position] = record->erased;
        return 0;
}

static struct seen *see_all(const char *folder)
{
        struct seen *seen = calloc(1, sizeof(*seen));
        struct journal_report report;
        char *why = NULL;

        ck_assert_msg(journal_verify(folder, NULL, see, seen, &report, &why) == 0, "%s", why);
        return seen;
}

static void check_same(void)
{
        struct seen *a = see_all(from), *b = see_all(to);

        ck_assert_uint_eq(a->entries, ENTRIES);
        ck_assert_mem_eq(a, b, sizeof(*a));
        free(a);
        free(b);
}

/* An auditor elsewhere has what we have: every entry, at its position, with its chain; in segments of
 * another size. It is a journal when it is given an identity, and goes on in an epoch of its own. */
START_TEST(what_went_in_comes_out)
{
        const struct journal_options options = {.segment_bytes = SEGMENT};
        struct portable_report out, in;
        struct journal_identity next;
        struct journal *journal = NULL;
        char *why = NULL;

        write_journal();
        out = export();
        ck_assert_uint_eq(out.entries, ENTRIES);
        ck_assert_msg(import("export", &in, &why) == 0, "%s", why);
        ck_assert_uint_eq(in.entries, ENTRIES);
        ck_assert_uint_eq(in.bytes, out.bytes);
        ck_assert_mem_eq(in.chain, out.chain, JOURNAL_HASH_BYTES);
        ck_assert_mem_eq(in.identity.id, out.identity.id, JOURNAL_ID_BYTES);

        ck_assert_int_eq(journal_open(to, &options, &journal, &why), JOURNAL_DAMAGED); /* not yet */
        free(why);
        next = journal_next_epoch(&in.identity, 9);
        ck_assert_uint_eq(next.epoch, 9); /* it was restored before */
        next = journal_next_epoch(&in.identity, 0);
        ck_assert_int_eq(journal_identify(to, NULL, &next), 0);
        check_same();
        ck_assert_int_eq(journal_open(to, &options, &journal, &why), 0);
        ck_assert_uint_eq(journal_identity(journal)->epoch, out.identity.epoch + 1);
        ck_assert_uint_eq(journal_identity(journal)->run, 3);
        ck_assert_uint_eq(scratch_append(journal, 5), ENTRIES + 1);
        ck_assert_int_eq(journal_close(journal), 0);
}
END_TEST

/* Damage anywhere in the file, and its end missing: nothing becomes a journal. */
START_TEST(what_was_cut_or_altered_is_refused)
{
        struct portable_report report;
        size_t length, at = 0;
        uint8_t *bytes;
        char *why = NULL;

        write_journal();
        (void)export();
        bytes = scratch_read(other, "export", &length);
        for (int i = 0; i < 60; i++, at += length / 30) {
                bytes[at % length] ^= 1;
                scratch_write(other, "bad", bytes, i < 30 ? length : at % length);
                bytes[at % length] ^= 1;
                ck_assert_int_ne(import("bad", &report, &why), 0);
                ck_assert_ptr_nonnull(why);
                free(why);
                ck_assert(!scratch_has(to, "identity"));
                scratch_remove(to);
                scratch_make(to);
        }
        bytes = realloc(bytes, length + 1);
        bytes[length] = 0; /* something more behind the end */
        scratch_write(other, "bad", bytes, length + 1);
        ck_assert_int_eq(import("bad", &report, &why), JOURNAL_DAMAGED);
        free(why);
        free(bytes);
}
END_TEST

/* The file is packed anew, as somebody would who alters history: the compression's checksum fits again. */
static void pack(const uint8_t *content, size_t length)
{
        size_t bytes = ZSTD_compressBound(length);
        uint8_t *packed = malloc(bytes);

        bytes = ZSTD_compress(packed, bytes, content, length, 1);
        ck_assert(!ZSTD_isError(bytes));
        scratch_write(other, "forged", packed, bytes);
        free(packed);
}

/* History that was rewritten, with all checksums made anew, does not lead to the chain at the end; nor does the
 * chain of another journal. */
START_TEST(a_forged_export_is_refused)
{
        struct portable_report report;
        uint8_t *packed, *content;
        size_t length, bytes;
        char *why = NULL;

        write_journal();
        (void)export();
        packed = scratch_read(other, "export", &length);
        content = malloc(1024 * 1024);
        bytes = ZSTD_decompress(content, 1024 * 1024, packed, length);
        ck_assert(!ZSTD_isError(bytes));
        pack(content, bytes);
        ck_assert_int_eq(import("forged", &report, &why), 0);

        for (int forgery = 0; forgery < 2; forgery++) {
                size_t at = forgery == 0 ? PORTABLE_HEADER_BYTES : bytes - 1; /* the first kind; the chain */

                scratch_remove(to);
                scratch_make(to);
                content[at] ^= 4;
                pack(content, bytes);
                content[at] ^= 4;
                ck_assert_int_eq(import("forged", &report, &why), JOURNAL_DAMAGED);
                ck_assert_ptr_nonnull(strstr(why, "chain of hashes"));
                free(why);
                ck_assert(!scratch_has(to, "identity"));
        }

        scratch_write(other, "cut", packed, length - 2); /* within the compression's checksum */
        scratch_remove(to);
        scratch_make(to);
        ck_assert_int_eq(import("cut", &report, &why), JOURNAL_DAMAGED);
        free(why);
        free(packed);
        free(content);
}
END_TEST

/* A body that was erased by law stays erased, and the chain stands. */
START_TEST(erased_bodies_stay_erased)
{
        struct journal_record records[3] = {
                {.position = 1, .kind = 1, .body = (const uint8_t *)"one", .body_length = 3, .epoch = 1, .run = 1},
                {.position = 2, .kind = 2, .erased = true, .body_hash = {9}, .epoch = 1, .run = 1},
                {.position = 3, .kind = 1, .body = (const uint8_t *)"", .body_length = 0, .epoch = 1, .run = 2},
        };
        const struct journal_identity identity = {.id = {7}, .epoch = 1, .run = 2};
        struct journal_builder *builder;
        struct portable_report out, in;
        uint8_t chain[JOURNAL_HASH_BYTES];
        struct seen *seen;
        char *why = NULL;

        ck_assert_int_eq(journal_builder_new(from, NULL, &identity, 0, &builder), 0);
        for (int i = 0; i < 3; i++)
                ck_assert_int_eq(journal_builder_add(builder, &records[i], chain), 0);
        ck_assert_int_eq(journal_builder_finish(builder), 0);
        (void)journal_builder_free(builder);
        ck_assert_int_eq(journal_identify(from, NULL, &identity), 0);
        out = export();
        ck_assert_uint_eq(out.erased, 1);
        ck_assert_msg(import("export", &in, &why) == 0, "%s", why);
        ck_assert_mem_eq(in.chain, chain, JOURNAL_HASH_BYTES);
        ck_assert_uint_eq(in.erased, 1);
        ck_assert_int_eq(journal_identify(to, NULL, &identity), 0);
        seen = see_all(to);
        ck_assert(seen->erased[2] && !seen->erased[1] && !seen->erased[3]);
        free(seen);
}
END_TEST

/* The bytes are for ever: an export of today is read by every later program. */
START_TEST(the_bytes_are_what_format_md_says)
{
        const struct journal_identity identity = {.id = {1, 2}, .epoch = 3, .epoch_name = {4}};
        const struct portable_entry entry = {
                .kind = 4, .length = 0x010203, .position = 5, .epoch = 6, .run = 7, .hash = {8}};
        static const uint8_t start[] = "milestone-exp\r\n\x1a\1";
        uint8_t header[PORTABLE_HEADER_BYTES], bytes[PORTABLE_ENTRY_BYTES];
        struct journal_identity identity_read;
        struct portable_entry entry_read;

        portable_header_write(&identity, header);
        ck_assert_mem_eq(header, start, sizeof(start) - 1);
        ck_assert_uint_eq(header[24], 1);
        ck_assert_uint_eq(header[40], 3);
        ck_assert_uint_eq(header[48], 4);
        ck_assert_int_eq(portable_header_read(header, &identity_read), 0);
        ck_assert_mem_eq(&identity_read, &identity, sizeof(identity));
        header[41] = 1;
        ck_assert_int_ne(portable_header_read(header, &identity_read), 0);

        portable_entry_write(&entry, bytes);
        ck_assert_uint_eq(bytes[0], 4);
        ck_assert_uint_eq(bytes[4] | bytes[5] << 8 | bytes[6] << 16, 0x010203);
        ck_assert_uint_eq(bytes[8], 5);
        ck_assert_uint_eq(bytes[16], 6);
        ck_assert_uint_eq(bytes[24], 7);
        ck_assert_uint_eq(bytes[32], 8);
        ck_assert_int_eq(portable_entry_read(bytes, &entry_read), 0);
        ck_assert_uint_eq(entry_read.length, 0x010203);
        bytes[7] = 1; /* above what a body may have */
        ck_assert_int_ne(portable_entry_read(bytes, &entry_read), 0);
        bytes[7] = 0;
        bytes[1] = 2; /* a flag that nobody knows */
        ck_assert_int_ne(portable_entry_read(bytes, &entry_read), 0);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("portable");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, what_went_in_comes_out);
        tcase_add_test(cases, what_was_cut_or_altered_is_refused);
        tcase_add_test(cases, a_forged_export_is_refused);
        tcase_add_test(cases, erased_bodies_stay_erased);
        tcase_add_test(cases, the_bytes_are_what_format_md_says);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
