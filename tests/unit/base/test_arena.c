/* tests/unit/base/test_arena.c */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

/* Blocks that overlapped would let one event's text show up in another's. */
START_TEST(blocks_do_not_overlap_and_are_aligned)
{
        struct arena arena = {0};
        uint8_t *blocks[100];

        for (size_t i = 0; i < 100; i++) {
                blocks[i] = arena_take(&arena, i * 97);
                ck_assert_ptr_nonnull(blocks[i]);
                ck_assert_uint_eq((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
                memset(blocks[i], (int)(i & 0xff), i * 97);
        }
        for (size_t i = 0; i < 100; i++)
                for (size_t j = 0; j < i * 97; j += 31)
                        ck_assert_uint_eq(blocks[i][j], i & 0xff);
        arena_done(&arena);
}
END_TEST

/* A text of a frame must outlive the frame, and protobuf-c wants the NUL. */
START_TEST(a_text_is_copied_with_a_nul)
{
        struct arena arena = {0};
        char bytes[] = "turnover";
        struct text copy = arena_text(&arena, text_of(bytes));

        bytes[0] = 'x';
        ck_assert_str_eq(copy.data, "turnover");
        ck_assert_uint_eq(copy.length, 8);
        ck_assert_uint_eq(arena_text(&arena, TEXT("")).data[0], '\0');
        arena_done(&arena);
}
END_TEST

/* A large release must not stay resident for ever, and small entries must not allocate again. */
START_TEST(reset_keeps_one_small_chunk)
{
        struct arena arena = {0};
        void *first = arena_take(&arena, 100);

        arena_reset(&arena);
        ck_assert_ptr_eq(arena_take(&arena, 100), first);

        ck_assert_ptr_nonnull(arena_take(&arena, ARENA_KEEP_BYTES + 1));
        arena_reset(&arena);
        ck_assert_ptr_null(arena.chunks);
        ck_assert_ptr_nonnull(arena_take(&arena, ARENA_KEEP_BYTES));
        arena_reset(&arena);
        ck_assert_ptr_nonnull(arena.chunks);
        arena_done(&arena);
        ck_assert_ptr_null(arena.chunks);
}
END_TEST

/* A length that wraps when it is rounded up must not give a small block. */
START_TEST(a_length_that_wraps_is_refused)
{
        struct arena arena = {0};

        ck_assert_ptr_null(arena_take(&arena, SIZE_MAX - 3));
        arena_done(&arena);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("arena");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, blocks_do_not_overlap_and_are_aligned);
        tcase_add_test(cases, a_text_is_copied_with_a_nul);
        tcase_add_test(cases, reset_keeps_one_small_chunk);
        tcase_add_test(cases, a_length_that_wraps_is_refused);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
