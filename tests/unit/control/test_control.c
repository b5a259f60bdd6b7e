/* tests/unit/control/test_control.c */
#include <check.h>
#include <stdio.h>
#include <string.h>

#include "control/control.h"

static bool free_to_cut;
static int cuts, checked;

static bool checkpoint(void *context)
{
        (void)context;
        cuts += free_to_cut;
        return free_to_cut;
}

static int check(void *context, char *ret, size_t size)
{
        (void)context;
        snprintf(ret, size, "a.yaml:3:1: no such key");
        return checked;
}

static uint64_t released;

static bool release(void *context, uint64_t position, uint32_t index, bool dry_run, char *ret, size_t size)
{
        (void)context;
        released = dry_run ? 0 : position * 100 + index;
        snprintf(ret, size, "applied");
        return position == 12;
}

static const struct control_host host = {NULL, checkpoint, check, release};

static bool tell(const char *verb, size_t arguments, bool dry_run, char *sentence)
{
        char argument[] = "x", *list[] = {argument};

        sentence[0] = '\0';
        return control_command(&host, verb, list, arguments, dry_run, sentence);
}

/* An administrator who is told "done" when nothing was done, waits for a checkpoint for ever. */
START_TEST(a_checkpoint_is_begun_or_it_says_why_not)
{
        char sentence[CONTROL_SENTENCE_MAX];

        cuts = 0;
        free_to_cut = true;
        ck_assert(tell("checkpoint", 0, false, sentence));
        ck_assert_int_eq(cuts, 1);
        ck_assert(tell("checkpoint", 0, true, sentence));
        ck_assert_int_eq(cuts, 1);
        free_to_cut = false;
        ck_assert(!tell("checkpoint", 0, false, sentence));
        ck_assert_ptr_nonnull(strstr(sentence, "still being written"));
        ck_assert(!tell("checkpoint", 1, false, sentence));
}
END_TEST

/* A reload that would fail at the next start is said now, with its place; one that would do is
 * not claimed to have been done. */
START_TEST(reload_says_what_it_found_and_what_to_do)
{
        char sentence[CONTROL_SENTENCE_MAX];

        checked = 1;
        ck_assert(!tell("reload", 0, false, sentence));
        ck_assert_ptr_nonnull(strstr(sentence, "a.yaml:3:1"));
        checked = 0;
        ck_assert(tell("reload", 0, true, sentence));
        ck_assert(!tell("reload", 0, false, sentence));
        ck_assert_ptr_nonnull(strstr(sentence, "restart"));
}
END_TEST

static bool tell_release(const char *position, const char *index, bool dry_run, char *sentence)
{
        char first[32], second[32], *list[] = {first, second};

        snprintf(first, sizeof(first), "%s", position);
        snprintf(second, sizeof(second), "%s", index);
        return control_command(&host, "release-from-quarantine", list, 2, dry_run, sentence);
}

/* Another event than the one that was meant would count. */
START_TEST(an_event_is_released_by_position_and_index)
{
        char sentence[CONTROL_SENTENCE_MAX];

        ck_assert(tell_release("12", "3", false, sentence));
        ck_assert_uint_eq(released, 1203);
        ck_assert_str_eq(sentence, "applied");
        ck_assert(tell_release("12", "3", true, sentence));
        ck_assert_uint_eq(released, 0);
        ck_assert(!tell_release("13", "0", false, sentence));
        ck_assert(!tell_release("12", "4294967296", false, sentence));
        ck_assert(!tell_release("-1", "0", false, sentence));
        ck_assert(!tell_release("18446744073709551616", "0", false, sentence));
        ck_assert_ptr_nonnull(strstr(sentence, "two whole numbers"));
        ck_assert(!tell_release("", "0", false, sentence));
        ck_assert(!tell("release-from-quarantine", 1, false, sentence));
        ck_assert_ptr_nonnull(strstr(sentence, "takes the event's position and index"));
}
END_TEST

/* What the daemon does not do says so and what to do instead; a slip of the finger gets the verb. */
START_TEST(what_cannot_be_done_says_so)
{
        char sentence[CONTROL_SENTENCE_MAX];

        ck_assert(!tell("verify", 0, false, sentence));
        ck_assert_ptr_nonnull(strstr(sentence, "milestonectl verify"));
        ck_assert(!tell("checkpiont", 0, false, sentence));
        ck_assert_ptr_nonnull(strstr(sentence, "did you mean checkpoint?"));
        ck_assert(!tell("\033[2J", 0, false, sentence));
        ck_assert_ptr_null(strchr(sentence, '\033'));
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("control");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, a_checkpoint_is_begun_or_it_says_why_not);
        tcase_add_test(cases, reload_says_what_it_found_and_what_to_do);
        tcase_add_test(cases, an_event_is_released_by_position_and_index);
        tcase_add_test(cases, what_cannot_be_done_says_so);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
