/* tests/unit/ctl/test_file.c */
#include "import/file.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

static char path[] = "/tmp/milestone-table.2021.XXXXXX";

static void write_file(const void *bytes, size_t length)
{
        int fd;

        (void)strcpy(path + strlen(path) - 6, "XXXXXX");
        fd = mkstemp(path);
        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, bytes, length), (ssize_t)length);
        (void)close(fd);
}

/* What is read of the file, or what is said of it. */
static const char *read_file(const char *encoding)
{
        static char got[256];
        struct faults faults = {0};
        struct file *file;

        if (file_open(path, encoding, &faults, &file) == 0) {
                (void)snprintf(got, sizeof(got), "%" TEXT_FORMAT, TEXT_ARGUMENTS(file->bytes));
                ck_assert_str_eq(file->name, "milestone-table");
                file_close(file);
        } else {
                ck_assert_uint_eq(faults.n, 1);
                (void)snprintf(got, sizeof(got), "!%s", faults.texts[0] + strlen(path));
        }
        faults_done(&faults);
        (void)unlink(path);
        return got;
}

/* A table is read whether it is compressed or not, whatever its name says. */
START_TEST(compressed_tables)
{
        unsigned char packed[256];
        z_stream z = {.next_in = (unsigned char *)(uintptr_t) "a,b\n",
                      .avail_in = 4,
                      .next_out = packed,
                      .avail_out = sizeof(packed)};
        size_t length;

        write_file("a,b\n", 4);
        ck_assert_str_eq(read_file(NULL), "a,b\n");
        write_file("", 0);
        ck_assert_str_eq(read_file(NULL), "");

        ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
        ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
        length = z.total_out;
        (void)deflateEnd(&z);
        write_file(packed, length);
        ck_assert_str_eq(read_file(NULL), "a,b\n");

        /* Half a file must not pass for a whole one. */
        for (size_t cut = 2; cut < length; cut++) {
                write_file(packed, cut);
                ck_assert_int_eq(read_file(NULL)[0], '!');
        }

        length = ZSTD_compress(packed, sizeof(packed), "a,b\n", 4, 3);
        ck_assert(!ZSTD_isError(length));
        write_file(packed, length);
        ck_assert_str_eq(read_file(NULL), "a,b\n");
        for (size_t cut = 4; cut < length; cut++) {
                write_file(packed, cut);
                ck_assert_int_eq(read_file(NULL)[0], '!');
        }
}
END_TEST

/* Encodings are named, never guessed: a wrong letter is a wrong partner. */
START_TEST(encodings)
{
        write_file("caf\xe9\n", 5);
        ck_assert_str_eq(read_file("ISO-8859-1"), "caf\xc3\xa9\n");
        write_file("\xcc\xe8\xed\xf1\xea\n", 6);
        ck_assert_str_eq(read_file("CP1251"), "Минск\n");
        write_file("ok\ncaf\xe9\n", 8);
        ck_assert_str_eq(read_file(NULL),
                         "!:2: not UTF-8; the mapping can name another encoding, as in table: "
                         "{encoding: ISO-8859-1}");
        write_file("a\n", 2);
        ck_assert_str_eq(read_file("no-such-encoding"),
                         "!: the mapping's encoding is unknown here; see iconv -l");
        write_file("\xff", 1);
        ck_assert_str_eq(read_file("ASCII"), "!: bytes that are not of the mapping's encoding");
}
END_TEST

/* A table that is not there is said, not an empty one. */
START_TEST(files_that_cannot_be_read)
{
        struct faults faults = {0};
        struct file *file;

        ck_assert_int_eq(file_open("/nonexistent/table.csv", NULL, &faults, &file), 1);
        ck_assert_int_eq(file_open("/tmp", NULL, &faults, &file), 1);
        ck_assert_uint_eq(faults.n, 2);
        ck_assert_str_eq(faults.texts[0], "/nonexistent/table.csv: No such file or directory");
        faults_done(&faults);
}
END_TEST

SUITE("file", compressed_tables, encodings, files_that_cannot_be_read)
