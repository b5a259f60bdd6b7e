/* tests/unit/core/test_checkpoint.c: the state is a pure function of the entries: a run that is cut at any
 * position and taken up from its rows says and keeps the same as one that was not. */
#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "unit/core/story.h"

#define STORIES 8

/* Half of the stories are watched: what is usual is part of the state. */
static void make(struct story *story, int seed)
{
        story_make(story, (uint64_t)seed);
        for (size_t i = 0; i < WORLD_SOURCES && seed % 2; i++) {
                struct plan_source *source = &story->world.sources[i];

                source->plausible = i % 2 ? PLAUSIBLE_FLAG : PLAUSIBLE_QUARANTINE;
                source->plausible_factor = 2;
                source->plausible_after = 2;
                story->other.sources[i].plausible = PLAUSIBLE_QUARANTINE;
                story->other.sources[i].plausible_factor = 3;
                story->other.sources[i].plausible_after = 1;
        }
}

static char *undisturbed(const struct story *story, char **ret_rows)
{
        struct bench bench;
        char *told;

        bench_init(&bench, &story->world.plan);
        bench.with_positions = true;
        for (size_t i = 0; i < story->count; i++)
                story_tell(&bench, &story->entries[i]);
        bench_checkpoint(&bench);
        *ret_rows = bench_rows(&bench);
        told = strdup(bench_told(&bench));
        bench_done(&bench);
        return told;
}

/* A crash at this place would tell something twice, leave something out, or count otherwise from then on. */
START_TEST(a_checkpoint_at_every_position_goes_on_as_if_nothing_had_been)
{
        struct story story;
        char *told, *rows;

        make(&story, _i);
        told = undisturbed(&story, &rows);
        for (size_t cut = (size_t)_i % 3; cut <= story.count; cut += 3) {
                struct bench before, after;
                struct lines both = {0};
                char *again;

                bench_init(&before, &story.world.plan);
                before.with_positions = true;
                for (size_t i = 0; i < cut; i++) {
                        story_tell(&before, &story.entries[i]);
                        if (i % 7 == 3)
                                bench_checkpoint(&before); /* only what changed is written next time */
                }
                bench_checkpoint(&before);
                bench_restart(&before, before.plan, &after);
                for (size_t i = cut; i < story.count; i++)
                        story_tell(&after, &story.entries[i]);
                bench_checkpoint(&after);

                lines_add(&both, "%s%s", bench_told(&before), bench_told(&after));
                ck_assert_msg(strcmp(both.text, told) == 0, "story %d, cut at %zu:\n%s\nbut undisturbed:\n%s",
                              _i, cut, both.text, told);
                again = bench_rows(&after);
                ck_assert_msg(strcmp(again, rows) == 0,
                              "story %d, cut at %zu: rows\n%s\nbut undisturbed:\n%s", _i, cut, again, rows);
                free(again);
                free(both.text);
                bench_done(&before);
                bench_done(&after);
        }
        free(told);
        free(rows);
        story_done(&story);
}
END_TEST

/* A checkpoint that stays behind what changed since would be taken for the whole. */
START_TEST(rows_that_are_written_bit_by_bit_are_the_rows_that_are_written_at_once)
{
        struct story story;
        struct bench bench;
        char *rows, *again;

        make(&story, _i);
        free(undisturbed(&story, &rows));
        bench_init(&bench, &story.world.plan);
        for (size_t i = 0; i < story.count; i++) {
                story_tell(&bench, &story.entries[i]);
                bench_checkpoint(&bench);
        }
        again = bench_rows(&bench);
        ck_assert_msg(strcmp(again, rows) == 0, "story %d: rows bit by bit\n%s\nbut at once:\n%s", _i, again,
                      rows);
        free(again);
        free(rows);
        bench_done(&bench);
        story_done(&story);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("checkpoint");
        TCase *tcase = tcase_create("checkpoint");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, rows_that_are_written_bit_by_bit_are_the_rows_that_are_written_at_once, 0,
                            60);
        tcase_add_loop_test(tcase, a_checkpoint_at_every_position_goes_on_as_if_nothing_had_been, 0, STORIES);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
