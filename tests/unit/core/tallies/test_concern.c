/* tests/unit/core/tallies/test_concern.c */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/tallies/concern.h"
#include "core/tallies/filter.h"
#include "unit/core/tallies/world.h"

static struct world world;

static const struct text names[] = {TEXT_INIT("RUMMK"), TEXT_INIT("facility-77")};

static void measures_of_all_kinds(void)
{
        world_init(&world);
        for (uint8_t kind = EVENT_TRADE; kind <= EVENT_PROJECT; kind++)
                for (uint32_t corridor = 0; corridor < WORLD_CORRIDORS; corridor++)
                        for (int n = 0; n < 8; n++) {
                                struct plan_measure *measure;

                                measure = world_measure(&world, kind, QUANTITY_COUNT,
                                                        (enum period_kind)(1 + n % 6));
                                measure->corridor = corridor;
                                measure->reporter = world_place(n % 2 ? "RU" : "BY");
                                measure->where.facilities = names;
                                measure->where.facilities_count = n == 5 ? 2 : 0;
                                measure->where.projects = names;
                                measure->where.projects_count = n == 6 ? 2 : 0;
                        }
}

static void check(struct concern *concern, const struct facts *facts)
{
        const uint32_t *got;
        size_t count, at = 0;

        ck_assert_int_eq(concern_find(concern, facts, &got, &count), 0);
        for (uint32_t m = 0; m < world.plan.measures_count; m++) {
                const struct plan_measure *measure = &world.measures[m];
                bool of_source = false;

                for (size_t i = 0; i < measure->sources_count; i++)
                        of_source |= measure->sources[i] == facts->source;
                if (!of_source || !filter_concerns(&world.plan, measure, facts))
                        continue;
                ck_assert_uint_lt(at, count);
                ck_assert_uint_eq(got[at++], m);
        }
        ck_assert_uint_eq(at, count);
}

/* What is remembered must be what would be found: else an event counts for its neighbour. */
START_TEST(remembered_equals_found)
{
        struct dice dice = dice_of((uint64_t)_i);
        struct concern *concern;

        measures_of_all_kinds();
        ck_assert_int_eq(concern_new(&world.plan, &concern), 0);
        for (int n = 0; n < 4000; n++) {
                uint32_t source;
                uint8_t status;
                struct event event = world_event(&dice, &source, &status);
                struct facts facts = facts_of(&event, source, status);

                check(concern, &facts);
        }
        concern_free(concern);
}
END_TEST

/* More combinations than are remembered: names that a peer makes up push out others and nothing
 * else happens. */
START_TEST(more_combinations_than_fit)
{
        struct dice dice = dice_of(1);
        struct concern *concern;

        measures_of_all_kinds();
        ck_assert_int_eq(concern_new(&world.plan, &concern), 0);
        for (int n = 0; n < 3 * CONCERN_ENTRIES; n++) {
                char name[NAME_BYTES_MAX + 8];
                uint32_t source;
                uint8_t status;
                struct event event = world_event(&dice, &source, &status);
                struct facts facts;

                snprintf(name, sizeof(name), "facility-%d", (int)dice_roll(&dice, 2 * CONCERN_ENTRIES));
                if (dice_roll(&dice, 3) == 0)
                        memset(name + strlen(name), 'x', NAME_BYTES_MAX - strlen(name));
                name[NAME_BYTES_MAX] = '\0';
                if (event.kind == EVENT_FREIGHT)
                        event.freight.facility = text_of(name);
                facts = facts_of(&event, source, status);
                check(concern, &facts);
        }
        concern_free(concern);
}
END_TEST

/* A project in many places does not fit what is remembered, and is answered all the same. */
START_TEST(combinations_too_long_to_remember)
{
        struct event event = {.kind = EVENT_PROJECT, .period = {PERIOD_DAY, 18000, 18000}};
        struct concern *concern;
        struct facts facts;

        measures_of_all_kinds();
        ck_assert_int_eq(concern_new(&world.plan, &concern), 0);
        event.project.facility = TEXT("a-facility-whose-name-is-as-long-as-a-name-may-be-and-a-little-m");
        event.project.project = event.project.facility;
        event.project.places_count = PROJECT_PLACES_MAX;
        for (int i = 0; i < PROJECT_PLACES_MAX; i++)
                event.project.places[i] = world_place("FR");
        facts = facts_of(&event, SOURCE_RAIL, STATUS_FINAL);
        check(concern, &facts);
        event.project.places[PROJECT_PLACES_MAX - 1] = world_place("RU-LEN");
        check(concern, &facts);
        concern_free(concern);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("concern");
        TCase *tcase = tcase_create("concern");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, remembered_equals_found, 0, 4);
        tcase_add_test(tcase, more_combinations_than_fit);
        tcase_add_test(tcase, combinations_too_long_to_remember);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
