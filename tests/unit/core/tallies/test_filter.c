/* tests/unit/core/tallies/test_filter.c */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "core/tallies/filter.h"
#include "unit/core/tallies/world.h"

static struct world world;

static bool concerns(const struct plan_measure *measure, const struct event *event)
{
        struct facts facts = facts_of(event, SOURCE_CUSTOMS, STATUS_FINAL);

        return filter_concerns(&world.plan, measure, &facts);
}

static bool trade_concerns(const struct plan_measure *measure, const char *reporter, const char *partner)
{
        struct event event = world_trade(reporter, partner, PERIOD_MONTH, 2021, 1, 1, 1);

        return concerns(measure, &event);
}

static bool freight_concerns(const struct plan_measure *measure, const char *from, const char *to,
                             const char *at)
{
        struct event event = {.kind = EVENT_FREIGHT, .period = {PERIOD_DAY, 18000, 18000}};

        event.freight.origin = text_of(from);
        event.freight.destination = text_of(to);
        event.freight.facility = text_of(at);
        return concerns(measure, &event);
}

/* Both sides report the same trade: a report of the other side would count it twice. */
START_TEST(one_reporter_of_a_corridor)
{
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure->corridor = CORRIDOR_BY_LEN;
        measure->reporter = world_place("BY");
        ck_assert(trade_concerns(measure, "BY", "RU-LEN"));
        ck_assert(!trade_concerns(measure, "RU-LEN", "BY"));
        ck_assert(!trade_concerns(measure, "BY", "RU"));
        ck_assert(!trade_concerns(measure, "BY", "RU-MUR"));
        ck_assert(!trade_concerns(measure, "BY", "BY"));
        ck_assert(!trade_concerns(measure, "BY", ""));
}
END_TEST

/* RU with any: every partner, but neither Russia itself nor its regions, nor nobody. */
START_TEST(any_is_everybody_else)
{
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        ck_assert(trade_concerns(measure, "RU", "BY"));
        ck_assert(trade_concerns(measure, "RU", "CN"));
        ck_assert(trade_concerns(measure, "RU-LEN", "BY")); /* its region reports for it */
        ck_assert(!trade_concerns(measure, "RU", "RU"));
        ck_assert(!trade_concerns(measure, "RU", "RU-LEN"));
        ck_assert(!trade_concerns(measure, "RU", ""));
        ck_assert(!trade_concerns(measure, "BY", "RU"));
}
END_TEST

/* Rule 10: a source that counts trade with the whole world names no partner, and lies between its
 * reporter and `any`; another one's total beside its parts does not. */
START_TEST(rule_10_a_total_that_counts_has_no_partner)
{
        struct plan_source sources[WORLD_SOURCES];
        struct plan_source *customs = &sources[SOURCE_CUSTOMS];
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        memcpy(sources, world.plan.sources, sizeof(sources));
        world.plan.sources = sources;
        customs->levels.partner = LEVEL_TOTAL;
        ck_assert(trade_concerns(measure, "RU", ""));
        ck_assert(trade_concerns(measure, "RU-LEN", ""));
        ck_assert(!trade_concerns(measure, "BY", ""));
        measure->corridor = CORRIDOR_BY_LEN;
        measure->reporter = world_place("BY");
        ck_assert(!trade_concerns(measure, "BY", "")); /* with the world, not with one place */
        customs->levels.partner = LEVEL_COUNTRY;
        measure->corridor = CORRIDOR_RU_ANY;
        measure->reporter = world_place("RU");
        ck_assert(!trade_concerns(measure, "RU", ""));
}
END_TEST

/* A consignment counts by its facility, or by where it comes from and goes to, either way; of a
 * LOCODE only the country is known, which is not the region. */
START_TEST(freight_by_facility_or_by_its_ends)
{
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_FREIGHT, QUANTITY_MASS, PERIOD_DAY);
        measure->corridor = CORRIDOR_BY_LEN;
        ck_assert(freight_concerns(measure, "", "", "rail-north"));
        ck_assert(freight_concerns(measure, "CNSHA", "", "RUULU"));
        ck_assert(!freight_concerns(measure, "", "", "rail-south"));
        ck_assert(freight_concerns(measure, "BYMSQ", "RU-LEN", ""));
        ck_assert(freight_concerns(measure, "RU-LEN", "BY", "x"));
        ck_assert(!freight_concerns(measure, "BYMSQ", "RUULU", ""));

        measure->corridor = CORRIDOR_GROUPS;
        ck_assert(freight_concerns(measure, "CNSHA", "RUULU", ""));
        ck_assert(freight_concerns(measure, "BYMSQ", "KZALA", ""));
        ck_assert(!freight_concerns(measure, "BYMSQ", "RUULU", ""));
        ck_assert(!freight_concerns(measure, "rail-north", "CN", ""));
}
END_TEST

/* A port that is built in a corridor's place belongs to it, wherever its agreement was signed. */
START_TEST(projects_by_facility_or_place)
{
        struct plan_measure *measure;
        struct event event = {.kind = EVENT_PROJECT, .period = {PERIOD_DAY, 18000, 18000}};

        world_init(&world);
        measure = world_measure(&world, EVENT_PROJECT, QUANTITY_COUNT, PERIOD_DAY);
        measure->corridor = CORRIDOR_BY_LEN;
        ck_assert(!concerns(measure, &event));
        event.project.facility = TEXT("rail-north");
        ck_assert(concerns(measure, &event));
        event.project.facility = TEXT("");
        event.project.places_count = 2;
        event.project.places[0] = world_place("CN");
        event.project.places[1] = world_place("RU");
        ck_assert(!concerns(measure, &event));
        event.project.places[1] = world_place("RU-LEN");
        ck_assert(concerns(measure, &event));
}
END_TEST

/* Lists of partners, facilities and projects: what is on none does not count. */
START_TEST(lists_of_names_and_places)
{
        static const struct place partners[] = {{"RU"}};
        static const struct text names[] = {TEXT_INIT("RUULU"), TEXT_INIT("RUMMK")};
        struct plan_measure *measure;
        struct event event;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure->corridor = CORRIDOR_GROUPS;
        measure->reporter = world_place("CN");
        measure->where.partners = partners;
        measure->where.partners_count = 1;
        ck_assert(trade_concerns(measure, "CN", "RU-LEN"));
        ck_assert(!trade_concerns(measure, "CN", "BY"));

        measure->where.facilities = names;
        measure->where.facilities_count = 2;
        event = world_trade("CN", "RU", PERIOD_MONTH, 2021, 1, 1, 1);
        ck_assert(!concerns(measure, &event));
        event.trade.facility = TEXT("RUMMK");
        ck_assert(concerns(measure, &event));
        measure->where.projects = names;
        measure->where.projects_count = 2;
        ck_assert(!concerns(measure, &event));
}
END_TEST

/* Masks and prefixes: chapter 27 is not chapter 2, nor is an export an import. */
START_TEST(masks_and_prefixes)
{
        static const struct text codes[] = {TEXT_INIT("27"), TEXT_INIT("310420"), TEXT_INIT("123456789012")};
        struct plan_filter where = {.commodities = codes, .commodities_count = 3, .flows = 1u << FLOW_EXPORT};
        static const struct {
                struct text code;
                bool passes;
        } cases[] = {
                {TEXT_INIT("27"), true},
                {TEXT_INIT("2710"), true},
                {TEXT_INIT("271019"), true},
                {TEXT_INIT("2"), false},
                {TEXT_INIT(""), false},
                {TEXT_INIT("31"), false},
                {TEXT_INIT("3104"), false},
                {TEXT_INIT("310420"), true},
                {TEXT_INIT("3104201000"), true},
                {TEXT_INIT("310421"), false},
                {TEXT_INIT("28"), false},
                {TEXT_INIT("123456789012"), true},
                {TEXT_INIT("123456789013"), false},
                {TEXT_INIT("12345678901"), false},
        };
        struct event event = world_trade("RU", "BY", PERIOD_MONTH, 2021, 1, 1, 1);
        struct plan_measure *measure;
        struct filter filter;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure->where = where;
        ck_assert_int_eq(filter_init(&filter, &world.plan, measure), 0);
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                struct facts facts;

                event.trade.commodity.code = cases[i].code;
                event.trade.flow = FLOW_EXPORT;
                facts = facts_of(&event, SOURCE_CUSTOMS, STATUS_FINAL);
                ck_assert(filter_passes(&filter, &facts) == cases[i].passes);
                facts.flow = FLOW_IMPORT;
                ck_assert(!filter_passes(&filter, &facts));
                facts.flow = FLOW_NONE;
                ck_assert(!filter_passes(&filter, &facts));
        }
        filter_done(&filter);

        measure->where = (struct plan_filter){.statuses = 1u << STATUS_FINAL | 1u << STATUS_PROVISIONAL};
        ck_assert_int_eq(filter_init(&filter, &world.plan, measure), 0);
        for (uint8_t status = STATUS_NONE; status <= STATUS_FINAL; status++) {
                struct facts facts = facts_of(&event, SOURCE_CUSTOMS, status);

                ck_assert(filter_passes(&filter, &facts) == (status >= STATUS_PROVISIONAL));
        }
        filter_done(&filter);
}
END_TEST

/* An accession would move trade of years before it, or a leaving take them away. */
START_TEST(rule_10_a_member_of_a_group_counts_from_joining_to_leaving)
{
        static const struct {
                int32_t day;
                bool of_group;
        } cases[] = {{18505, true}, {18506, false}, {18808, false}, {18809, true}};
        struct plan_measure *measure;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_DAY);
        for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
                struct event event = world_trade("RU", "BY", PERIOD_DAY, 2021, 1, 1, 1);
                struct facts facts;

                event.period = period_at(PERIOD_DAY, cases[i].day, 1);
                facts = facts_of(&event, SOURCE_RAIL, STATUS_FINAL);
                measure->corridor = CORRIDOR_DATED; /* the group and RU */
                ck_assert(filter_concerns(&world.plan, measure, &facts));
                ck_assert(filter_counts_on(&world.plan, measure, &facts) == cases[i].of_group);

                measure->corridor = CORRIDOR_DATED_ANY; /* the group and anybody else */
                measure->reporter = world_place("BY");
                event.trade.reporter = world_place("BY");
                event.trade.partner = world_place("CN"); /* always of the group */
                facts = facts_of(&event, SOURCE_RAIL, STATUS_FINAL);
                ck_assert(filter_concerns(&world.plan, measure, &facts));
                ck_assert(filter_counts_on(&world.plan, measure, &facts) != cases[i].of_group);
                measure->reporter = world_place("RU");
        }
}
END_TEST

/* "CIF only" would count FOB as well; agreements would be railways. */
START_TEST(masks_of_valuations_and_kinds_of_projects)
{
        struct event event = world_trade("RU", "BY", PERIOD_MONTH, 2021, 1, 1, 1);
        struct plan_measure *measure;
        struct filter filter;
        struct facts facts;

        world_init(&world);
        measure = world_measure(&world, EVENT_TRADE, QUANTITY_VALUE, PERIOD_MONTH);
        measure->where.valuations = 1u << 2;
        ck_assert_int_eq(filter_init(&filter, &world.plan, measure), 0);
        for (uint8_t valuation = 0; valuation < 5; valuation++) {
                event.trade.valuation = valuation;
                facts = facts_of(&event, SOURCE_CUSTOMS, STATUS_FINAL);
                ck_assert(filter_passes(&filter, &facts) == (valuation == 2));
        }
        filter_done(&filter);

        measure->where = (struct plan_filter){.project_kinds = 1u << 1 | 1u << 3};
        ck_assert_int_eq(filter_init(&filter, &world.plan, measure), 0);
        event = (struct event){.kind = EVENT_PROJECT, .period = {PERIOD_DAY, 18000, 18000}};
        for (uint8_t kind = 0; kind < 9; kind++) {
                event.project.kind = kind;
                facts = facts_of(&event, SOURCE_RAIL, STATUS_FINAL);
                ck_assert(filter_passes(&filter, &facts) == (kind == 1 || kind == 3));
        }
        filter_done(&filter);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("filter");
        TCase *tcase = tcase_create("filter");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_test(tcase, one_reporter_of_a_corridor);
        tcase_add_test(tcase, any_is_everybody_else);
        tcase_add_test(tcase, rule_10_a_total_that_counts_has_no_partner);
        tcase_add_test(tcase, freight_by_facility_or_by_its_ends);
        tcase_add_test(tcase, projects_by_facility_or_place);
        tcase_add_test(tcase, lists_of_names_and_places);
        tcase_add_test(tcase, masks_and_prefixes);
        tcase_add_test(tcase, rule_10_a_member_of_a_group_counts_from_joining_to_leaving);
        tcase_add_test(tcase, masks_of_valuations_and_kinds_of_projects);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
