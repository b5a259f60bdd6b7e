/* tests/unit/store/test_store_layout.c: keys keep their order as bytes, values survive the way to
 * the disk and back, and what was cut off is seen. */
#include "store/layout.h"

#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

static int sign(int n)
{
        return (n > 0) - (n < 0);
}

/* If bytes and numbers were in different orders, a walk that merges memory with the disk would
 * lose statements: days before 1970 are the case that goes wrong first. */
START_TEST(keys_compare_as_their_numbers_do)
{
        static const int32_t days[] = {CIVIL_MIN, -1, 0, 1, 255, 256, CIVIL_MAX};
        static const uint64_t halves[] = {0, 1, 255, 256, UINT64_C(1) << 63, UINT64_MAX};
        struct spot spots[7 * 6];
        uint8_t bytes[7 * 6][LAYOUT_SCOPE_BYTES];

        for (size_t i = 0; i < 42; i++) {
                spots[i] = (struct spot){
                        halves[(i * 5 + 1) % 6], days[i % 7], {halves[i / 7], halves[i % 6]}};
                layout_spot_write(&spots[i], bytes[i]);
        }
        for (size_t i = 0; i < 42; i++) {
                struct spot back = layout_spot_read(bytes[i]);

                ck_assert_int_eq(layout_spot_compare(&back, &spots[i]), 0);
                for (size_t k = 0; k < 42; k++)
                        ck_assert_int_eq(sign(memcmp(bytes[i], bytes[k], LAYOUT_SCOPE_BYTES)),
                                         sign(layout_spot_compare(&spots[i], &spots[k])));
        }
}
END_TEST

/* Two records whose names run together must not be one. */
START_TEST(the_border_between_source_and_id_counts)
{
        static const uint64_t secret[2] = {1, 2};

        ck_assert(layout_hash_compare(layout_hash(secret, TEXT("ab"), TEXT("c")),
                                      layout_hash(secret, TEXT("a"), TEXT("bc"))) != 0);
}
END_TEST

/* A value that a damaged disk cut short must be an error, never a shorter statement's neighbour. */
START_TEST(a_statement_comes_back_whole_or_not_at_all)
{
        struct statement_put put = {
                .source = TEXT("customs"),
                .id = TEXT("N 1"),
                .scope = {PERIOD_MONTH, -31, -1},
                .body = (const uint8_t *)"body",
                .body_length = 4,
        };
        uint8_t value[64];
        struct kept_statement back;
        size_t length = layout_statement_bytes(&put), names = length - put.body_length;

        layout_statement_write(&put, value);
        ck_assert_int_eq(layout_statement_read((struct bytes){value, length}, &back), 0);
        ck_assert(text_equal(back.source, put.source) && text_equal(back.id, put.id));
        ck_assert_int_eq(back.scope_day, -1);
        ck_assert_uint_eq(back.body.length, 4);
        ck_assert_mem_eq(back.body.data, "body", 4);
        for (size_t cut = 0; cut <= names; cut++)
                ck_assert_int_eq(layout_statement_read((struct bytes){value, cut}, &back), -EBADMSG);

        put.scope = period_none();
        layout_statement_write(&put, value);
        ck_assert_int_eq(layout_statement_read((struct bytes){value, length}, &back), 0);
        ck_assert_int_eq(back.scope_day, CIVIL_NONE);
}
END_TEST

/* The administrator looks at quarantine to find the sender: every field must come back. */
START_TEST(a_line_of_quarantine_comes_back_whole_or_not_at_all)
{
        const struct quarantined line = {UINT64_C(1) << 40, 77,          9,           TEXT("src"), TEXT("id"),
                                         TEXT("value"),     TEXT("why"), TEXT("key"), -5};
        uint8_t key[LAYOUT_LINE_BYTES];
        struct wire_out out = {0};
        struct quarantined back;

        layout_line_key_write(line.position, line.index, key);
        layout_line_write(&line, &out);
        ck_assert_int_eq(layout_line_read(key, (struct bytes){out.data, out.length}, &back), 0);
        ck_assert_uint_eq(back.position, line.position);
        ck_assert_uint_eq(back.index, 77);
        ck_assert_uint_eq(back.reason, 9);
        ck_assert(text_equal(back.source, line.source) && text_equal(back.id, line.id));
        ck_assert(text_equal(back.field, line.field) && text_equal(back.message, line.message));
        ck_assert(text_equal(back.sender, line.sender));
        ck_assert_int_eq(back.received_usec, -5);
        for (size_t cut = 0; cut < out.length; cut++)
                ck_assert_int_eq(layout_line_read(key, (struct bytes){out.data, cut}, &back), -EBADMSG);
        wire_out_done(&out);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("store/layout");
        TCase *tcase = tcase_create("layout");
        SRunner *runner;
        int failed;

        tcase_add_test(tcase, keys_compare_as_their_numbers_do);
        tcase_add_test(tcase, the_border_between_source_and_id_counts);
        tcase_add_test(tcase, a_statement_comes_back_whole_or_not_at_all);
        tcase_add_test(tcase, a_line_of_quarantine_comes_back_whole_or_not_at_all);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
