/* tests/unit/journal/test_folder.c: the sparse index, and the ring of cargo, against plain models. */
#include "journal/cargo.h"
#include "journal/folder.h"

#include <check.h>
#include <stdlib.h>

/* A search that began behind its entry would never find it; one that began far before it would
 * read the whole segment. For every position of a thousand random entries. */
START_TEST(the_index_is_at_or_before_and_near)
{
        struct segment segment = {.header.first = 500};
        uint64_t offsets[1000], offset = SEGMENT_HEADER_BYTES;
        unsigned seed = (unsigned)_i + 1;

        for (size_t i = 0; i < 1000; i++) {
                offsets[i] = offset;
                segment_learn(&segment, 500 + i, offset);
                offset += format_entry_bytes((size_t)rand_r(&seed) % (_i % 2 ? 100000 : 3000));
        }
        for (size_t i = 0; i < 1000; i++) {
                struct index_step near = segment_nearest(&segment, 500 + i);

                ck_assert_uint_ge(near.position, 500);
                ck_assert_uint_le(near.position, 500 + i);
                ck_assert_uint_eq(near.offset, offsets[near.position - 500]);
                ck_assert_uint_lt(offsets[i] - near.offset, INDEX_STEP_BYTES);
        }
        for (size_t i = 0; i < 1000; i++) /* known already: told again, it does not grow */
                segment_learn(&segment, 500 + i, offsets[i]);
        ck_assert_uint_le(segment.steps_count, (offset - SEGMENT_HEADER_BYTES) / INDEX_STEP_BYTES);
        free(segment.steps);
}
END_TEST

START_TEST(a_position_is_found_in_its_segment)
{
        struct folder folder = {.fd = -1, .lock_fd = -1};
        struct segment_header header = {0};

        for (uint64_t first = 1; first < 1000; first += 1 + first / 3) {
                header.first = first;
                ck_assert_int_eq(folder_segment_add(&folder, &header), 0);
        }
        for (uint64_t p = 1; p < 2000; p++) {
                const struct segment *segment = folder_segment_of(&folder, p);
                const struct segment *end = folder.segments + folder.segments_count;

                ck_assert_uint_le(segment->header.first, p);
                ck_assert(segment + 1 == end || segment[1].header.first > p);
        }
        folder_done(&folder);
}
END_TEST

/* A receipt goes to who sent the batch: cargo comes back for its own position, once, also after
 * the ring has grown and gone round, and what was skipped is forgotten. */
START_TEST(cargo_belongs_to_its_position)
{
        struct cargo cargo = {0};
        const struct journal_record *record;
        int things[5000];
        uint64_t put = 1, taken = 1;
        unsigned seed = 1;

        while (put < 5000) {
                unsigned more = (unsigned)rand_r(&seed) % 200, fewer = (unsigned)rand_r(&seed) % 200;

                for (; more > 0 && put < 5000; more--, put++) {
                        if (put % 7 == 0)
                                continue;
                        ck_assert_int_eq(cargo_reserve(&cargo), 0);
                        cargo_put(&cargo, &(struct journal_record){.position = put, .cargo = &things[put]});
                }
                for (; fewer > 0 && taken < put; fewer--, taken++) {
                        if (taken % 11 == 0) /* skipped */
                                continue;
                        record = cargo_take(&cargo, taken);
                        ck_assert_int_eq(record != NULL, taken % 7 != 0);
                        ck_assert(!record || (record->position == taken && record->cargo == &things[taken]));
                        ck_assert_ptr_null(cargo_take(&cargo, taken));
                }
        }
        ck_assert_ptr_null(cargo_take(&cargo, 10000));
        ck_assert_uint_eq(cargo.count, 0);
        cargo_done(&cargo);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("journal folder");
        TCase *tcase = tcase_create("models");
        SRunner *runner;
        int failed;

        tcase_add_loop_test(tcase, the_index_is_at_or_before_and_near, 0, 20);
        tcase_add_test(tcase, a_position_is_found_in_its_segment);
        tcase_add_test(tcase, cargo_belongs_to_its_position);
        suite_add_tcase(suite, tcase);
        runner = srunner_create(suite);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
