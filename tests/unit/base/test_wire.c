/* tests/unit/base/test_wire.c */
#include "base/wire.h"
#include <check.h>
#include <errno.h>
#include <string.h>

/* One value of each kind, in the order of read_all(). */
static void write_all(struct wire_out *out)
{
        wire_u8(out, 0xAB);
        wire_u16(out, 0x1234);
        wire_u32(out, 0xDEADBEEF);
        wire_u64(out, UINT64_C(0x0102030405060708));
        wire_i32(out, INT32_MIN);
        wire_i64(out, -2);
        wire_wide(out, WIDE_MIN + 1);
        wire_varint(out, 300);
        wire_zigzag(out, -3);
        wire_text(out, TEXT("RU-LEN"));
        wire_bytes(out, "\0\xFF", 2);
        wire_text(out, TEXT(""));
        wire_raw(out, "end", 3);
}

static const uint8_t all[] = {
        0xAB,                                                                           /* u8 */
        0x34, 0x12,                                                                     /* u16 */
        0xEF, 0xBE, 0xAD, 0xDE,                                                         /* u32 */
        0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01,                                 /* u64 */
        0x00, 0x00, 0x00, 0x80,                                                         /* i32 */
        0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,                                 /* i64 */
        0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0,   0, 0, 0, 0, 0, 0x80, /* wide */
        0xAC, 0x02,                                                                     /* varint */
        0x05,                                                                           /* zigzag */
        0x06, 0x00, 0x00, 0x00, 'R',  'U',  '-',  'L',  'E',  'N',                      /* text */
        0x02, 0x00, 0x00, 0x00, 0x00, 0xFF,                                             /* bytes */
        0x00, 0x00, 0x00, 0x00,                                                         /* text */
        'e',  'n',  'd',                                                                /* raw */
};

/* Counts what is as it was written; what failed must be zero or empty. */
static void read_all(struct wire_in *in)
{
        const uint8_t *bytes;
        struct text text;
        size_t length;
        uint64_t value;

#define SAME(read, written)                            \
        do {                                           \
                __typeof__(read) read_ = (read);       \
                if (in->failed)                        \
                        ck_assert(read_ == 0);         \
                else                                   \
                        ck_assert(read_ == (written)); \
        } while (0)

        SAME(wire_in_u8(in), 0xAB);
        SAME(wire_in_u16(in), 0x1234);
        SAME(wire_in_u32(in), 0xDEADBEEF);
        value = wire_in_u64(in);
        SAME(value, in->failed ? 0 : UINT64_C(0x0102030405060708));
        SAME(wire_in_i32(in), INT32_MIN);
        SAME(wire_in_i64(in), -2);
        SAME(wire_in_wide(in), WIDE_MIN + 1);
        SAME(wire_in_varint(in), 300);
        SAME(wire_in_zigzag(in), -3);
#undef SAME
        text = wire_in_text(in);
        ck_assert(text_equal(text, in->failed ? TEXT("") : TEXT("RU-LEN")));
        bytes = wire_in_bytes(in, &length);
        if (in->failed)
                ck_assert(!bytes && length == 0);
        else
                ck_assert(length == 2 && memcmp(bytes, "\0\xFF", 2) == 0);
        text = wire_in_text(in);
        ck_assert_uint_eq(text.length, 0);
        ck_assert_int_eq(!text.data, in->failed);
        bytes = wire_in_raw(in, 3);
        if (in->failed)
                ck_assert_ptr_null(bytes);
        else
                ck_assert_mem_eq(bytes, "end", 3);
}

/* A journal could not be read on another machine, nor by a second reader made from its text. */
START_TEST(bytes_are_as_described)
{
        SCOPED(wire_out_done) struct wire_out out = {0};

        write_all(&out);
        ck_assert(!out.failed);
        ck_assert_uint_eq(out.length, sizeof(all));
        ck_assert_mem_eq(out.data, all, sizeof(all));
}
END_TEST

/* A body that was cut would be believed in part. In memory of exactly that length, so that a
 * sanitizer sees a byte too far. */
START_TEST(cut_at_each_byte_is_a_failure)
{
        for (size_t length = 0; length <= sizeof(all); length++) {
                SCOPED(freep) uint8_t *copy = malloc(length > 0 ? length : 1);
                struct wire_in in = wire_in_of(copy, length);

                memcpy(copy, all, length);
                read_all(&in);
                ck_assert_int_eq(wire_in_complete(&in), length == sizeof(all));
                ck_assert_int_eq(in.failed, length != sizeof(all));
                ck_assert_uint_eq(wire_in_left(&in), 0);
        }
}
END_TEST

/* What is left over is damage too, or a newer format that must not be half understood. */
START_TEST(left_over_bytes_are_seen)
{
        struct wire_in in = wire_in_of("ab", 2);

        ck_assert_uint_eq(wire_in_u8(&in), 'a');
        ck_assert(!wire_in_complete(&in));
        ck_assert_uint_eq(wire_in_left(&in), 1);
        ck_assert_uint_eq(wire_in_u8(&in), 'b');
        ck_assert(wire_in_complete(&in));
        wire_in_fail(&in);
        ck_assert(!wire_in_complete(&in));

        in = wire_in_of(NULL, 0);
        ck_assert(wire_in_complete(&in));
        ck_assert_ptr_nonnull(wire_in_raw(&in, 0));
        ck_assert_uint_eq(wire_in_u8(&in), 0);
        ck_assert(in.failed);
}
END_TEST

/* A length of four billion in a frame of ten bytes. */
START_TEST(a_lying_length_is_a_failure)
{
        struct wire_in in = wire_in_of("\xFF\xFF\xFF\xFF"
                                       "abcdef",
                                       10);

        ck_assert_ptr_null(wire_in_text(&in).data);
        ck_assert(in.failed);
        /* It sticks: the six bytes behind it are not taken for something else. */
        ck_assert_uint_eq(wire_in_u8(&in), 0);

        in = wire_in_of("ab", 2);
        (void)wire_in_u8(&in);
        ck_assert_ptr_null(wire_in_raw(&in, SIZE_MAX));
}
END_TEST

/* The ends of each width, where a shift too far or a sign too many shows. */
START_TEST(varints_come_back)
{
        for (int bits = 0; bits <= 64; bits++) {
                for (int64_t more = -2; more <= 2; more++) {
                        SCOPED(wire_out_done) struct wire_out out = {0};
                        uint64_t value = (bits == 64 ? 0 : UINT64_C(1) << bits) + (uint64_t)more;
                        struct wire_in in;
                        size_t length = 1;

                        for (uint64_t rest = value; rest >= 0x80; rest >>= 7)
                                length++;
                        wire_varint(&out, value);
                        ck_assert_uint_eq(out.length, length);
                        wire_zigzag(&out, (int64_t)value);
                        wire_zigzag(&out, (int64_t)(0 - value));

                        in = wire_in_of(out.data, out.length);
                        ck_assert(wire_in_varint(&in) == value);
                        ck_assert(wire_in_zigzag(&in) == (int64_t)value);
                        ck_assert(wire_in_zigzag(&in) == (int64_t)(0 - value));
                        ck_assert(wire_in_complete(&in));
                }
        }
}
END_TEST

/* Two encodings of one value would be two hashes of one content: a repeat would be disputed. */
START_TEST(only_the_shortest_varint_is_read)
{
        static const struct {
                const char *bytes;
                size_t length;
                bool good;
        } cases[] = {
                {"\x00", 1, true},
                {"\x80\x00", 2, false},
                {"\x81\x00", 2, false},
                {"\x81\x80\x00", 3, false},
                {"\x80\x01", 2, true},
                {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10, true},
                {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02", 10, false},
                {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x81\x00", 11, false},
                {"\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11, false},
                {"\x80", 1, false},
        };

        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                struct wire_in in = wire_in_of(cases[i].bytes, cases[i].length);

                (void)wire_in_varint(&in);
                ck_assert_msg(wire_in_complete(&in) == cases[i].good, "case %zu", i);
        }
}
END_TEST

/* A count that is known only afterwards. */
START_TEST(patching_overwrites_four_bytes)
{
        SCOPED(wire_out_done) struct wire_out out = {0};

        wire_u8(&out, 7);
        wire_u32(&out, 0);
        wire_u8(&out, 9);
        wire_patch_u32(&out, 1, 0x01020304);
        ck_assert_uint_eq(out.length, 6);
        ck_assert_mem_eq(out.data, "\x07\x04\x03\x02\x01\x09", 6);
}
END_TEST

/* No memory: nothing of it is written in part, the writer says so at the end, and can be used
 * again. */
START_TEST(failure_sticks_until_cleared)
{
        SCOPED(wire_out_done) struct wire_out out = {0};

        wire_u8(&out, 1);
        ck_assert_int_eq(wire_out_reserve(&out, SIZE_MAX - 10), -ENOMEM);
        ck_assert(out.failed);
        wire_u8(&out, 2);
        wire_text(&out, TEXT("x"));
        wire_raw(&out, "y", 1);
        wire_varint(&out, 3);
        wire_patch_u32(&out, 100, 4);
        ck_assert_uint_eq(out.length, 1);
        ck_assert_int_eq(wire_out_reserve(&out, 0), -ENOMEM);

        wire_out_clear(&out);
        wire_u8(&out, 5);
        ck_assert(!out.failed);
        ck_assert_uint_eq(out.length, 1);
        ck_assert_uint_eq(out.data[0], 5);

        wire_bytes(&out, "x", (size_t)UINT32_MAX + 1);
        ck_assert(out.failed);
        ck_assert_uint_eq(out.length, 1);
}
END_TEST

/* Growing many times over loses nothing. */
START_TEST(grows)
{
        SCOPED(wire_out_done) struct wire_out out = {0};
        struct wire_in in;

        for (uint32_t i = 0; i < 100000; i++)
                wire_u32(&out, i);
        ck_assert(!out.failed);
        in = wire_in_of(out.data, out.length);
        for (uint32_t i = 0; i < 100000; i++)
                if (wire_in_u32(&in) != i)
                        ck_abort_msg("number %u", i);
        ck_assert(wire_in_complete(&in));
        wire_out_done(&out);
        ck_assert_ptr_null(out.data);
        wire_u8(&out, 1);
        ck_assert_uint_eq(out.length, 1);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("wire");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, bytes_are_as_described);
        tcase_add_test(cases, cut_at_each_byte_is_a_failure);
        tcase_add_test(cases, left_over_bytes_are_seen);
        tcase_add_test(cases, a_lying_length_is_a_failure);
        tcase_add_test(cases, varints_come_back);
        tcase_add_test(cases, only_the_shortest_varint_is_read);
        tcase_add_test(cases, patching_overwrites_four_bytes);
        tcase_add_test(cases, failure_sticks_until_cleared);
        tcase_add_test(cases, grows);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
