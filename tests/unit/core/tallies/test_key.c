/* tests/unit/core/tallies/test_key.c */
#include <check.h>
#include <errno.h>
#include <stdlib.h>

#include "core/tallies/key.h"
#include "unit/core/tallies/world.h"

static struct world world;

static struct text text_by(struct names *names, const struct facts *facts, uint8_t coordinate,
                           char buf[KEY_TEXT_MAX])
{
        struct plan_measure measure = {.by_count = 1, .by = {coordinate}};
        struct key key;

        ck_assert_int_eq(key_of(&measure, facts, names, &key), 0);
        return key_text(&world.plan, names, coordinate, key.part[0], buf);
}

/* The words that an analyst reads and asks for. */
START_TEST(keys_read_as_the_words_of_the_field)
{
        struct event event = world_trade("RU-LEN", "BY", PERIOD_MONTH, 2021, 1, 1, 1);
        struct names names = {0};
        struct facts facts;
        char buf[KEY_TEXT_MAX];
        static const struct {
                uint8_t coordinate;
                struct text text;
        } cases[] = {
                {BY_FLOW, TEXT_INIT("re-export")},   {BY_HS2, TEXT_INIT("31")},
                {BY_HS4, TEXT_INIT("3104")},         {BY_HS6, TEXT_INIT("310420")},
                {BY_PARTNER, TEXT_INIT("BY")},       {BY_MODE, TEXT_INIT("inland-waterway")},
                {BY_FACILITY, TEXT_INIT("RUULU")},   {BY_PROJECT, TEXT_INIT("")},
                {BY_STATUS, TEXT_INIT("estimated")}, {BY_SOURCE, TEXT_INIT("office")},
                {BY_REPORTER, TEXT_INIT("RU-LEN")},
        };

        world_init(&world);
        event.trade.flow = FLOW_RE_EXPORT;
        event.trade.mode = MODE_INLAND_WATERWAY;
        event.trade.commodity.code = TEXT("3104209000");
        event.trade.facility = TEXT("RUULU");
        facts = facts_of(&event, SOURCE_OFFICE, STATUS_ESTIMATED);
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
                ck_assert(text_equal(text_by(&names, &facts, cases[i].coordinate, buf), cases[i].text));
        names_done(&names);
}
END_TEST

/* A code that is shorter than what is asked for stays what it is: chapter 27 is not 2700. */
START_TEST(short_codes_stay_short)
{
        struct event event = world_trade("RU", "BY", PERIOD_MONTH, 2021, 1, 1, 1);
        struct names names = {0};
        struct facts facts;
        char buf[KEY_TEXT_MAX];

        world_init(&world);
        event.trade.commodity.code = TEXT("27");
        facts = facts_of(&event, SOURCE_OFFICE, STATUS_FINAL);
        ck_assert(text_equal(text_by(&names, &facts, BY_HS6, buf), TEXT("27")));
        event.trade.commodity.code = TEXT("");
        facts = facts_of(&event, SOURCE_OFFICE, STATUS_FINAL);
        ck_assert(text_equal(text_by(&names, &facts, BY_HS2, buf), TEXT("")));
}
END_TEST

/* Every key of events by dice, to text and back: a checkpoint must lead to the same series. */
START_TEST(there_and_back)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct names names = {0};

        world_init(&world);
        for (int n = 0; n < 2000; n++) {
                uint8_t coordinate = (uint8_t)dice_roll(&dice, BY_COUNT), status;
                struct plan_measure measure = {.by_count = 1, .by = {coordinate}};
                char buf[KEY_TEXT_MAX];
                uint32_t source;
                uint64_t part;
                struct event event = world_event(&dice, &source, &status);
                struct facts facts = facts_of(&event, source, status);
                struct key key;

                ck_assert_int_eq(key_of(&measure, &facts, &names, &key), 0);
                ck_assert_int_eq(key_part(&world.plan, &names, coordinate,
                                          key_text(&world.plan, &names, coordinate, key.part[0], buf), &part),
                                 0);
                ck_assert_uint_eq(part, key.part[0]);
        }
        names_done(&names);
}
END_TEST

/* A row of a checkpoint that no key has made stops the start and is not taken for another key. */
START_TEST(what_is_no_key_is_said_to_be_none)
{
        struct names names = {0};
        uint64_t part = 5;

        world_init(&world);
        ck_assert_int_eq(key_part(&world.plan, &names, BY_FLOW, TEXT("exports"), &part), -EBADMSG);
        ck_assert_int_eq(key_part(&world.plan, &names, BY_HS2, TEXT("271"), &part), -EBADMSG);
        ck_assert_int_eq(key_part(&world.plan, &names, BY_HS4, TEXT("2x"), &part), -EBADMSG);
        ck_assert_int_eq(key_part(&world.plan, &names, BY_PARTNER, TEXT("by"), &part), -EBADMSG);
        ck_assert_int_eq(key_part(&world.plan, &names, BY_SOURCE, TEXT("nobody"), &part), -EBADMSG);
        ck_assert_int_eq(key_part(&world.plan, &names, BY_COUNT, TEXT("x"), &part), -EBADMSG);
        ck_assert_uint_eq(part, 5);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("key");
        TCase *tcase = tcase_create("key");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_test(tcase, keys_read_as_the_words_of_the_field);
        tcase_add_test(tcase, short_codes_stay_short);
        tcase_add_loop_test(tcase, there_and_back, 0, 4);
        tcase_add_test(tcase, what_is_no_key_is_said_to_be_none);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
