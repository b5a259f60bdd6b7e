/* tests/unit/base/test_text.c */
#include "base/scoped.h"
#include "base/text.h"
#include <check.h>
#include <stdint.h>
#include <string.h>

/* A source "rail" would be taken for "rail-north", or the other way round. */
START_TEST(equal_means_the_whole_of_it)
{
        ck_assert(text_equal(TEXT("rail"), text_of("rail")));
        ck_assert(!text_equal(TEXT("rail"), TEXT("rail-north")));
        ck_assert(!text_equal(TEXT("rail"), TEXT("raiL")));
        ck_assert(text_equal(TEXT(""), text_of(NULL)));
        ck_assert(!text_equal(TEXT("a\0b"), TEXT("a\0c")));
        ck_assert(text_starts(TEXT("rail-north"), TEXT("rail")));
        ck_assert(text_starts(TEXT("rail"), TEXT("")));
        ck_assert(!text_starts((struct text){"rail", 3}, TEXT("rail")));
}
END_TEST

/* The order of notifications is part of what replicas must agree on: bytes, never a locale. */
START_TEST(order_is_that_of_bytes)
{
        const struct text sorted[] = {
                TEXT_INIT(""),    TEXT_INIT("A"),  TEXT_INIT("Z"), TEXT_INIT("a"),
                TEXT_INIT("a\0"), TEXT_INIT("aa"), TEXT_INIT("b"), TEXT_INIT("\xC3\xA4"),
        };
        int n = sizeof(sorted) / sizeof(sorted[0]);

        for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                        int order = text_compare(sorted[i], sorted[j]);

                        ck_assert_int_eq((order > 0) - (order < 0), (i > j) - (i < j));
                }
        }
}
END_TEST

/* A topic's parts would be lost or invented. */
START_TEST(cutting_sees_empty_pieces_and_ends)
{
        struct text rest = TEXT("a//b/"), piece;
        const char *const pieces[] = {"a", "", "b", ""};
        int n = 0;

        while (text_cut(&rest, '/', &piece)) {
                ck_assert_int_lt(n, 4);
                ck_assert(text_equal(piece, text_of(pieces[n])));
                n++;
        }
        ck_assert_int_eq(n, 4);

        rest = TEXT("");
        ck_assert(text_cut(&rest, '/', &piece));
        ck_assert_uint_eq(piece.length, 0);
        ck_assert(!text_cut(&rest, '/', &piece));
}
END_TEST

/* A cell of a CSV file with blanks around it would be another word. */
START_TEST(trim_and_duplicate)
{
        SCOPED(freep) char *copy = text_duplicate(TEXT("by"));

        ck_assert_str_eq(copy, "by");
        ck_assert(text_equal(text_trim(TEXT(" \t a b \r\n")), TEXT("a b")));
        ck_assert(text_equal(text_trim(TEXT(" \n")), TEXT("")));
}
END_TEST

static bool is_utf8(const char *bytes, size_t length)
{
        /* In memory of exactly that length, so that a sanitizer sees a byte too far. */
        SCOPED(freep) char *copy = malloc(length + 1);

        memcpy(copy + 1, bytes, length);
        return text_is_utf8((struct text){copy + 1, length});
}

/* After the definition of UTF-8 (RFC 3629), not after our table: decode, and compare with the
 * shortest form of what was decoded. */
static bool model_is_code_point(const uint8_t *b, size_t n)
{
        uint32_t point;
        size_t shortest;

        if (n == 1)
                return b[0] < 0x80;
        if (n == 2 && (b[0] & 0xE0) == 0xC0)
                point = b[0] & 0x1F;
        else if (n == 3 && (b[0] & 0xF0) == 0xE0)
                point = b[0] & 0x0F;
        else if (n == 4 && (b[0] & 0xF8) == 0xF0)
                point = b[0] & 0x07;
        else
                return false;
        for (size_t i = 1; i < n; i++) {
                if ((b[i] & 0xC0) != 0x80)
                        return false;
                point = point << 6 | (b[i] & 0x3F);
        }
        shortest = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
        return shortest == n && point <= 0x10FFFF && !(point >= 0xD800 && point <= 0xDFFF);
}

static bool model_is_utf8(const uint8_t *b, size_t length)
{
        while (length > 0) {
                size_t n = 1;

                while (n <= 4 && n <= length && !model_is_code_point(b, n))
                        n++;
                if (n > 4 || n > length)
                        return false;
                b += n;
                length -= n;
        }
        return true;
}

/* What is no text would be told to subscribers, whose protobuf refuses the whole message. */
START_TEST(utf8_is_as_defined)
{
        static const uint8_t edges[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
        int n = sizeof(edges);

        for (int first = 0; first < 256; first++) {
                for (int i = 0; i < n * n * n; i++) {
                        const uint8_t b[4] = {(uint8_t)first, edges[i % n], edges[i / n % n],
                                              edges[i / n / n]};

                        for (size_t length = 1; length <= 4; length++)
                                if (text_is_utf8((struct text){(const char *)b, length}) !=
                                    model_is_utf8(b, length))
                                        ck_abort_msg("%02x %02x %02x %02x, %zu bytes", b[0], b[1], b[2], b[3],
                                                     length);
                }
        }
}
END_TEST

/* The well-known ways to smuggle a byte past a check. */
START_TEST(utf8_refuses_by_name)
{
        ck_assert(is_utf8("", 0));
        ck_assert(is_utf8("\xD0\x9C\xD0\xB8\xD0\xBD\xD1\x81\xD0\xBA", 10));
        ck_assert(is_utf8("\xF4\x8F\xBF\xBF", 4));
        ck_assert(is_utf8("\xED\x9F\xBF", 3));
        ck_assert(is_utf8("a\0b", 3));

        ck_assert(!is_utf8("\xC0\xAF", 2));             /* overlong / */
        ck_assert(!is_utf8("\xE0\x80\xAF", 3));         /* overlong / */
        ck_assert(!is_utf8("\xF0\x80\x80\xAF", 4));     /* overlong / */
        ck_assert(!is_utf8("\xED\xA0\x80", 3));         /* surrogate */
        ck_assert(!is_utf8("\xED\xBF\xBF", 3));         /* surrogate */
        ck_assert(!is_utf8("\xF4\x90\x80\x80", 4));     /* U+110000 */
        ck_assert(!is_utf8("\xF8\x88\x80\x80\x80", 5)); /* five bytes */
        ck_assert(!is_utf8("\x80", 1));                 /* a continuation of nothing */
        ck_assert(!is_utf8("\xD0", 1));                 /* cut off */
        ck_assert(!is_utf8("\xE2\x82", 2));
        ck_assert(!text_is_utf8((struct text){"\xD0\x9C", 1}));
        ck_assert(!is_utf8("\xF0\x9F\x9A", 3));
}
END_TEST

/* A newline in a name would forge a line of the log, an escape would paint the terminal. */
START_TEST(plain_has_no_controls)
{
        for (int point = 0; point < 0x300; point++) {
                char b[2] = {(char)point, 0};
                struct text text = {b, 1};
                bool control = point < 0x20 || (point >= 0x7F && point <= 0x9F);

                if (point >= 0x80) {
                        b[0] = (char)(0xC0 | point >> 6);
                        b[1] = (char)(0x80 | (point & 0x3F));
                        text.length = 2;
                }
                ck_assert(text_is_utf8(text));
                ck_assert_int_eq(text_is_plain(text), !control);
        }
        ck_assert(!text_is_plain(TEXT("rail\nnorth")));
        ck_assert(!text_is_plain(TEXT("rail\xFF")));
        ck_assert(text_is_plain(TEXT("")));
}
END_TEST

/* Text is looked at eight bytes at a time where it is plain: each byte, at each place among such. */
START_TEST(a_control_is_found_wherever_it_stands)
{
        for (int byte = 0; byte < 0x80; byte++)
                for (size_t at = 0; at < 20; at++) {
                        char b[20];

                        memset(b, '~', sizeof(b));
                        b[(at + 1) % 20] = ' ';
                        b[at] = (char)byte;
                        ck_assert_int_eq(text_is_plain((struct text){b, 20}), byte >= 0x20 && byte != 0x7F);
                }
        ck_assert(text_is_plain(TEXT("Mogilev, \xD0\x9C\xD0\xBE\xD0\xB3\xD0\xB8\xD0\xBB\xD1\x91\xD0\xB2")));
        ck_assert(!text_is_plain(TEXT("Mogilev, \xD0\x9C\xD0\xBE and more \x7F")));
}
END_TEST

/* A name is part of a topic: a slash in it would make one topic the prefix of another. */
START_TEST(names_are_narrow)
{
        char longest[TEXT_NAME_MAX + 1];

        memset(longest, 'a', sizeof(longest));
        ck_assert(text_is_name((struct text){longest, TEXT_NAME_MAX}));
        ck_assert(!text_is_name((struct text){longest, TEXT_NAME_MAX + 1}));

        ck_assert(text_is_name(TEXT("a")));
        ck_assert(text_is_name(TEXT("7")));
        ck_assert(text_is_name(TEXT("turnover-1bn")));
        ck_assert(!text_is_name(TEXT("")));
        ck_assert(!text_is_name(TEXT("-a")));
        ck_assert(!text_is_name(TEXT("a-")));
        ck_assert(!text_is_name(TEXT("-")));
        for (int c = 0; c < 256; c++) {
                char b[3] = {'a', (char)c, 'a'};
                bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';

                ck_assert_int_eq(text_is_name((struct text){b, 3}), allowed);
        }
}
END_TEST

/* A mistyped key would be answered without a hint, or with a misleading one. */
START_TEST(nearest_is_what_was_meant)
{
        const struct text known[] = {
                TEXT_INIT("corridors"), TEXT_INIT("measures"), TEXT_INIT("milestones"),
                TEXT_INIT("by"),        TEXT_INIT("reach"),    TEXT_INIT("reaches"),
        };
        const struct {
                const char *word, *nearest;
        } cases[] = {
                {"corridor", "corridors"},    /* deleted */
                {"corriidors", "corridors"},  /* inserted */
                {"measurez", "measures"},     /* changed */
                {"mielstones", "milestones"}, /* swapped */
                {"mielstonse", "milestones"}, /* swapped twice */
                {"reach", "reach"},
                {"reachs", "reach"}, /* of two that are one away the first */
                {"miles", NULL},
                {"xy", NULL},
                {"", NULL},
        };
        struct text found = TEXT("untouched");

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                bool any = text_nearest(text_of(cases[i].word), known, 6, &found);

                ck_assert_msg(any == !!cases[i].nearest, "%s", cases[i].word);
                if (any)
                        ck_assert_msg(text_equal(found, text_of(cases[i].nearest)), "%s", cases[i].word);
        }
        ck_assert(!text_nearest(TEXT("a"), NULL, 0, &found));
}
END_TEST

/* The limit: a word of a megabyte must not cost a megabyte squared, nor the stack. */
START_TEST(nearest_on_both_sides_of_its_limits)
{
        char a[TEXT_NAME_MAX + 1], b[TEXT_NAME_MAX + 1];
        struct text known = {b, TEXT_NAME_MAX}, found;

        memset(a, 'a', sizeof(a));
        memset(b, 'a', sizeof(b));
        memset(b, 'b', TEXT_NAME_MAX / 3);
        ck_assert(text_nearest((struct text){a, TEXT_NAME_MAX}, &known, 1, &found));
        b[TEXT_NAME_MAX / 3] = 'b';
        ck_assert(!text_nearest((struct text){a, TEXT_NAME_MAX}, &known, 1, &found));
        ck_assert(!text_nearest((struct text){b, TEXT_NAME_MAX + 1}, &known, 1, &found));
        known.length++;
        ck_assert(!text_nearest((struct text){b, TEXT_NAME_MAX}, &known, 1, &found));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("text");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, equal_means_the_whole_of_it);
        tcase_add_test(cases, order_is_that_of_bytes);
        tcase_add_test(cases, cutting_sees_empty_pieces_and_ends);
        tcase_add_test(cases, trim_and_duplicate);
        tcase_add_test(cases, utf8_is_as_defined);
        tcase_add_test(cases, utf8_refuses_by_name);
        tcase_add_test(cases, plain_has_no_controls);
        tcase_add_test(cases, a_control_is_found_wherever_it_stands);
        tcase_add_test(cases, names_are_narrow);
        tcase_add_test(cases, nearest_is_what_was_meant);
        tcase_add_test(cases, nearest_on_both_sides_of_its_limits);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
