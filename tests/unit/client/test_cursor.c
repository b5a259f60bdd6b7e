/* tests/unit/client/test_cursor.c: the text of a cursor. */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "cursor.h"

static ProtobufCBinaryData bytes(const char *text)
{
        return (ProtobufCBinaryData){.len = strlen(text), .data = (uint8_t *)(uintptr_t)text};
}

/* rule 34: a cursor is (journal id, epoch, sequence, hash): all four survive the file that a
 * subscriber keeps it in, at their largest too. */
START_TEST(rule_34_text_and_back)
{
        static const char longest[] = "0123456789abcdef0123456789abcdef";
        struct cursor cursor = {.sequence = UINT64_MAX}, back;
        char text[MST_CURSOR_TEXT_MAX], again[MST_CURSOR_TEXT_MAX];

        cursor_set_journal(&cursor, bytes(longest), UINT64_MAX);
        cursor_set_hash(&cursor, bytes(longest));
        cursor_format(&cursor, text);
        ck_assert_int_eq(cursor_parse(text, &back), 0);
        ck_assert(cursor_fits(&back, bytes(longest), UINT64_MAX));
        ck_assert_uint_eq(back.sequence, UINT64_MAX);
        ck_assert_uint_eq(back.hash_size, 32);
        cursor_format(&back, again);
        ck_assert_str_eq(text, again);

        ck_assert_int_eq(cursor_parse("1::0:7:", &back), 0);
        ck_assert_uint_eq(back.sequence, 7);
        ck_assert_uint_eq(back.journal_id_size + back.hash_size, 0);
}
END_TEST

/* A file that was cut or edited is no cursor; half of one would skip notifications. */
START_TEST(damaged_text_is_refused)
{
        static const char *const texts[] = {
                "",        "1",          "1:",       "2::0:7:",  "1::0:7",  "1:a:0:7:",   "1:AB:0:7:",
                "1::-1:7:", "1:: 1:7:",  "1::0::",   "1::0:7:x", "1::0:7:abc", "1::99999999999999999999:7:",
                "1:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20:0:7:",
        };
        struct cursor cursor = {.sequence = 4711};

        for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
                ck_assert_msg(cursor_parse(texts[i], &cursor) == MST_CURSOR, "\"%s\"", texts[i]);
        ck_assert_uint_eq(cursor.sequence, 4711);
}
END_TEST

/* The hash is of one sequence: with another it would call a sound journal diverged. */
START_TEST(the_hash_goes_with_its_sequence)
{
        struct cursor cursor = {.sequence = 5};

        cursor_set_journal(&cursor, bytes("j"), 1);
        cursor_set_hash(&cursor, bytes("h"));
        cursor_advance(&cursor, 5);
        ck_assert_uint_eq(cursor.hash_size, 1);
        cursor_advance(&cursor, 6);
        ck_assert_uint_eq(cursor.hash_size, 0);
        cursor_set_hash(&cursor, bytes("h"));
        cursor_set_journal(&cursor, bytes("j"), 2);
        ck_assert_uint_eq(cursor.hash_size, 0);
        ck_assert(!cursor_fits(&cursor, bytes("j"), 1));
        ck_assert(!cursor_fits(&cursor, bytes("k"), 2));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_cursor");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, rule_34_text_and_back);
        tcase_add_test(cases, damaged_text_is_refused);
        tcase_add_test(cases, the_hash_goes_with_its_sequence);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
