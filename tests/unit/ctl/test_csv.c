/* tests/unit/ctl/test_csv.c */
#include "import/csv.h"
#include "suite.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void append(char *ret, size_t size, struct text text)
{
        size_t n = strlen(ret), length = text.length < size - 1 - n ? text.length : size - 1 - n;

        if (length > 0)
                memcpy(ret + n, text.data, length);
        ret[n + length] = '\0';
}

/* All rows as "line:a|b|c;", and how it ended; as much as fits. */
static int rows(struct text file, char delimiter, uint32_t skip, char *ret, size_t size)
{
        struct csv_reader *reader;
        struct csv_row row;
        char number[32];
        int r;

        ck_assert_int_eq(csv_reader_new(file, delimiter, &reader), 0);
        csv_reader_skip_lines(reader, skip);
        ret[0] = '\0';
        while ((r = csv_reader_next(reader, &row)) == 0) {
                (void)snprintf(number, sizeof(number), "%u:", row.line);
                append(ret, size, text_of(number));
                for (size_t i = 0; i < row.n_fields; i++) {
                        append(ret, size, i ? TEXT("|") : TEXT(""));
                        append(ret, size, row.fields[i]);
                }
                append(ret, size, TEXT(";"));
        }
        (void)snprintf(number, sizeof(number), "!%u", row.line);
        if (r != CSV_ROW_END)
                append(ret, size, text_of(number));
        csv_reader_free(reader);
        return r;
}

#define ROWS(file, outcome, expected)                                                      \
        do {                                                                               \
                char got_[1024];                                                           \
                ck_assert_int_eq(rows(TEXT(file), ',', 0, got_, sizeof(got_)), (outcome)); \
                ck_assert_str_eq(got_, (expected));                                        \
        } while (0)

/* A user would get "no column period" from a table that Excel saved, or lose its last row. */
START_TEST(files_as_they_are_met)
{
        ROWS("a,b\n1,2\n", CSV_ROW_END, "1:a|b;2:1|2;");
        ROWS("a,b\r\n1,2\r\n", CSV_ROW_END, "1:a|b;2:1|2;");
        ROWS("\xef\xbb\xbf"
             "a,b\n1,2",
             CSV_ROW_END, "1:a|b;2:1|2;");
        ROWS("\xef\xbb\xbf\"a\",b\n", CSV_ROW_END, "1:a|b;");
        ROWS("a,,\n,,\n", CSV_ROW_END, "1:a||;2:||;");
        ROWS("", CSV_ROW_END, "");
        ROWS("\n\n", CSV_ROW_END, "");
        ROWS("a", CSV_ROW_END, "1:a;");
}
END_TEST

/* A mistake would be looked for in the wrong line. */
START_TEST(lines_are_those_of_an_editor)
{
        ROWS("a,b\n\n1,2\n \t\r\n\n3,4\n", CSV_ROW_END, "1:a|b;3:1|2;6:3|4;");
        ROWS("a,b\n\"x\ny\r\nz\",2\n3,4\n", CSV_ROW_END, "1:a|b;2:x\ny\r\nz|2;5:3|4;");
        ROWS("\n\na\n", CSV_ROW_END, "3:a;");
}
END_TEST

/* Names with commas and quotes in them would be cut in two. */
START_TEST(quotes_hold_what_is_between_them)
{
        ROWS("\"a,b\",\"say \"\"no\"\"\",\"\"\n", CSV_ROW_END, "1:a,b|say \"no\"|;");
        ROWS("\"last\"", CSV_ROW_END, "1:last;");
        ROWS("\"a\n\nb\"\n", CSV_ROW_END, "1:a\n\nb;");
}
END_TEST

/* Blanks are the mapping's business: a code of three blanks may mean something. */
START_TEST(blanks_are_kept)
{
        ROWS(" a , b\t\n", CSV_ROW_END, "1: a | b\t;");
}
END_TEST

/* Half a file must not pass for a whole one. */
START_TEST(what_is_broken_is_said_with_its_line)
{
        ROWS("a\n\"b\nc\n", CSV_ROW_QUOTES, "1:a;!2");
        ROWS("a\nb\"c\n", CSV_ROW_QUOTES, "1:a;!2");
        ROWS("a\n\"b\"c\n", CSV_ROW_QUOTES, "1:a;!2");
        ROWS("a\nb\rc\n", CSV_ROW_RETURN, "1:a;!2");
}
END_TEST

/* A preamble above the header, or a semicolon, is common; the lines count on. */
START_TEST(preambles_and_separators)
{
        char got[256];

        ck_assert_int_eq(rows(TEXT("Title \"x\n\na;b\n1;2,5\n"), ';', 2, got, sizeof(got)), CSV_ROW_END);
        ck_assert_str_eq(got, "3:a|b;4:1|2,5;");
        ck_assert_int_eq(rows(TEXT("a\tb\n"), '\t', 0, got, sizeof(got)), CSV_ROW_END);
        ck_assert_str_eq(got, "1:a|b;");
        ck_assert_int_eq(rows(TEXT("a\n"), ',', 5, got, sizeof(got)), CSV_ROW_END);
}
END_TEST

/* Rows are sent in another order than they stand in: each must be found again, whole. */
START_TEST(rows_are_found_again_in_any_order)
{
        static const char *const first[] = {"h", "a\nb", "q\"q", "last"};
        static const char *const second[] = {"i", "2", "4", "5"};
        static const unsigned int lines[] = {1, 2, 5, 6};
        const struct text file = TEXT("\xef\xbb\xbfh,i\r\n\"a\nb\",2\n\n\"q\"\"q\",4\nlast,5");
        struct csv_reader *reader;
        struct csv_row all[5], row; /* the last one for the end */
        size_t n = 0;

        ck_assert_int_eq(csv_reader_new(file, ',', &reader), 0);
        while (csv_reader_next(reader, &all[n]) == 0)
                n++;
        ck_assert_uint_eq(n, 4);
        for (size_t turn = 0; turn < 12; turn++) {
                size_t i = (turn * 3 + 3) % 4;
                ck_assert_int_eq(csv_reader_at(reader, all[i].offset, all[i].length, all[i].line, &row), 0);
                ck_assert_uint_eq(row.n_fields, 2);
                ck_assert(text_equal(row.fields[0], text_of(first[i])));
                ck_assert(text_equal(row.fields[1], text_of(second[i])));
                ck_assert_uint_eq(row.line, lines[i]);
        }
        csv_reader_free(reader);
}
END_TEST

/* A quote that is never closed would make one row of a gigabyte; a wide table has its limit. */
START_TEST(limits_on_both_sides)
{
        size_t length = CSV_ROW_BYTES_MAX;
        char *bytes = malloc(length + 2), got[64];

        memset(bytes, 'x', length);
        bytes[length - 1] = '\n';
        for (size_t i = 100; i < length - 1; i += 100)
                bytes[i] = 'y';
        ck_assert_int_eq(rows((struct text){bytes, length}, ',', 0, got, sizeof(got)), CSV_ROW_END);
        bytes[length - 1] = 'x';
        bytes[length] = '\n';
        ck_assert_int_eq(rows((struct text){bytes, length + 1}, ',', 0, got, sizeof(got)), CSV_ROW_TOO_LONG);

        memset(bytes, ',', CSV_COLUMNS_MAX);
        bytes[CSV_COLUMNS_MAX - 1] = '\n';
        got[0] = '\0';
        struct csv_reader *reader;
        struct csv_row row;

        ck_assert_int_eq(csv_reader_new((struct text){bytes, CSV_COLUMNS_MAX}, ',', &reader), 0);
        ck_assert_int_eq(csv_reader_next(reader, &row), 0);
        ck_assert_uint_eq(row.n_fields, CSV_COLUMNS_MAX);
        csv_reader_free(reader);
        bytes[CSV_COLUMNS_MAX - 1] = ',';
        ck_assert_int_eq(csv_reader_new((struct text){bytes, CSV_COLUMNS_MAX}, ',', &reader), 0);
        ck_assert_int_eq(csv_reader_next(reader, &row), CSV_ROW_TOO_WIDE);
        csv_reader_free(reader);
        free(bytes);
}
END_TEST

SUITE("csv", files_as_they_are_met, lines_are_those_of_an_editor, quotes_hold_what_is_between_them,
      blanks_are_kept, what_is_broken_is_said_with_its_line, preambles_and_separators,
      rows_are_found_again_in_any_order, limits_on_both_sides)
