/* tests/unit/client/test_event.c: events on their way out, read back by way of the wire. */
#include <check.h>
#include <string.h>

#include "wire.h"

static struct buffer buffer;
static struct arena *arena;
static struct mst_event back;

static void setup(void)
{
        arena = arena_new();
        ck_assert_ptr_nonnull(arena);
}

static void teardown(void)
{
        buffer_done(&buffer);
        arena = arena_free(arena);
}

static const struct mst_event *through(const struct mst_event *event)
{
        Milestone__V1__EventBatch *batch;

        ck_assert_int_eq(wire_put_event(&buffer, event, MST_MESSAGE_BYTES_MAX), 0);
        batch = milestone__v1__event_batch__unpack(arena_allocator(arena), buffer.size, buffer.bytes);
        ck_assert_ptr_nonnull(batch);
        ck_assert_uint_eq(batch->n_events, 1);
        event_from_wire(batch->events[0], &back);
        return &back;
}

static void same_quantity(struct mst_quantity one, struct mst_quantity other)
{
        ck_assert(one.known == other.known);
        ck_assert_int_eq(one.units, other.units);
}

/* Each field of a trade event arrives as the field that it is: figures of one country would count
 * for another otherwise. */
START_TEST(trade_arrives_as_it_was_said)
{
        const struct mst_event event = {
                .id = "id",
                .revision = 7,
                .period = "2024-Q2",
                .status = MST_STATUS_PROVISIONAL,
                .reality = MST_REALITY_PLANNED,
                .note = "note",
                .levels = {MST_LEVEL_CHAPTER, MST_LEVEL_COUNTRY, MST_LEVEL_TOTAL, MST_LEVEL_MODE,
                           MST_LEVEL_FACILITY},
                .kind = MST_EVENT_TRADE,
                .trade =
                        {
                                .reporter = "BY",
                                .partner = "RU-LEN",
                                .partner_basis = MST_PARTNER_BASIS_CONSIGNMENT,
                                .flow = MST_FLOW_RE_EXPORT,
                                .supply = MST_SUPPLY_GOODS,
                                .commodity = "2710",
                                .classification = "CN",
                                .edition = 2022,
                                .value = {true, -1},
                                .currency = "BYN",
                                .valuation = MST_VALUATION_CIF,
                                .net_mass = {true, INT64_C(1) << 62},
                                .supplementary = {false, 0},
                                .supplementary_unit = "l",
                                .mode = MST_MODE_RAIL,
                                .facility = "RUULU",
                                .procedure = "40",
                                .second_partner = "LT",
                        },
        };
        const struct mst_event *e = through(&event);

        ck_assert_str_eq(e->id, "id");
        ck_assert_uint_eq(e->revision, 7);
        ck_assert_str_eq(e->period, "2024-Q2");
        ck_assert_int_eq(e->status, MST_STATUS_PROVISIONAL);
        ck_assert_int_eq(e->reality, MST_REALITY_PLANNED);
        ck_assert_str_eq(e->note, "note");
        ck_assert_mem_eq(&e->levels, &event.levels, sizeof(e->levels));
        ck_assert_int_eq(e->kind, MST_EVENT_TRADE);
        ck_assert_str_eq(e->trade.reporter, "BY");
        ck_assert_str_eq(e->trade.partner, "RU-LEN");
        ck_assert_int_eq(e->trade.partner_basis, MST_PARTNER_BASIS_CONSIGNMENT);
        ck_assert_int_eq(e->trade.flow, MST_FLOW_RE_EXPORT);
        ck_assert_int_eq(e->trade.supply, MST_SUPPLY_GOODS);
        ck_assert_str_eq(e->trade.commodity, "2710");
        ck_assert_str_eq(e->trade.classification, "CN");
        ck_assert_uint_eq(e->trade.edition, 2022);
        same_quantity(e->trade.value, event.trade.value);
        ck_assert_str_eq(e->trade.currency, "BYN");
        ck_assert_int_eq(e->trade.valuation, MST_VALUATION_CIF);
        same_quantity(e->trade.net_mass, event.trade.net_mass);
        same_quantity(e->trade.supplementary, event.trade.supplementary);
        ck_assert_str_eq(e->trade.supplementary_unit, "l");
        ck_assert_int_eq(e->trade.mode, MST_MODE_RAIL);
        ck_assert_str_eq(e->trade.facility, "RUULU");
        ck_assert_str_eq(e->trade.procedure, "40");
        ck_assert_str_eq(e->trade.second_partner, "LT");
}
END_TEST

/* rule 13: number, zero and unknown are three things, on the wire too. */
START_TEST(rule_13_zero_is_not_unknown)
{
        struct mst_event event = {
                .id = "a", .kind = MST_EVENT_TRADE, .trade.value = {.known = true, .units = 0}};
        const struct mst_event *e = through(&event);

        ck_assert(e->trade.value.known);
        ck_assert(!e->trade.net_mass.known);
        buffer.size = 0;
        event.trade.value = (struct mst_quantity){.known = false, .units = 5};
        e = through(&event);
        ck_assert(!e->trade.value.known);
        ck_assert_int_eq(e->trade.value.units, 0);
}
END_TEST

START_TEST(freight_arrives_as_it_was_said)
{
        const struct mst_event event = {
                .id = "wagon",
                .period = "2024-05-01",
                .kind = MST_EVENT_FREIGHT,
                .freight =
                        {
                                .origin = "BY",
                                .destination = "RUULU",
                                .facility = "rail-north",
                                .mode = MST_MODE_RAIL,
                                .route = "r",
                                .stage = MST_FREIGHT_STAGE_UNLOADED,
                                .flow = MST_FLOW_EXPORT,
                                .commodity = "3104",
                                .classification = "HS",
                                .edition = 2017,
                                .mass = {true, 1},
                                .wagons = {true, 2},
                                .teu = {true, 3},
                                .containers = {true, 4},
                                .vehicle = "v",
                                .consignment = "c",
                                .value = {true, 5},
                                .currency = "USD",
                        },
        };
        const struct mst_event *e = through(&event);

        ck_assert_int_eq(e->kind, MST_EVENT_FREIGHT);
        ck_assert_str_eq(e->freight.origin, "BY");
        ck_assert_str_eq(e->freight.destination, "RUULU");
        ck_assert_str_eq(e->freight.facility, "rail-north");
        ck_assert_int_eq(e->freight.mode, MST_MODE_RAIL);
        ck_assert_str_eq(e->freight.route, "r");
        ck_assert_int_eq(e->freight.stage, MST_FREIGHT_STAGE_UNLOADED);
        ck_assert_int_eq(e->freight.flow, MST_FLOW_EXPORT);
        ck_assert_str_eq(e->freight.commodity, "3104");
        ck_assert_str_eq(e->freight.classification, "HS");
        ck_assert_uint_eq(e->freight.edition, 2017);
        same_quantity(e->freight.mass, event.freight.mass);
        same_quantity(e->freight.wagons, event.freight.wagons);
        same_quantity(e->freight.teu, event.freight.teu);
        same_quantity(e->freight.containers, event.freight.containers);
        same_quantity(e->freight.value, event.freight.value);
        ck_assert_str_eq(e->freight.vehicle, "v");
        ck_assert_str_eq(e->freight.consignment, "c");
        ck_assert_str_eq(e->freight.currency, "USD");
}
END_TEST

START_TEST(project_arrives_as_it_was_said)
{
        static const char *const places[] = {"RU-MUR", "BY"};
        const struct mst_event event = {
                .id = "report", .period = "2024-05-01", .kind = MST_EVENT_PROJECT,
                .project = {
                        .project = "murmansk-port", .kind = MST_PROJECT_KIND_PORT,
                        .stage = MST_PROJECT_STAGE_STARTED, .progress = {true, 250000}, .budget = {true, 1},
                        .spent = {true, 2}, .currency = "RUB", .due = "2028-12-31", .places = places,
                        .places_count = 2, .facility = "RUMMK", .parent = "p", .title = "t",
                },
        };
        const struct mst_event *e = through(&event);

        ck_assert_int_eq(e->kind, MST_EVENT_PROJECT);
        ck_assert_str_eq(e->project.project, "murmansk-port");
        ck_assert_int_eq(e->project.kind, MST_PROJECT_KIND_PORT);
        ck_assert_int_eq(e->project.stage, MST_PROJECT_STAGE_STARTED);
        same_quantity(e->project.progress, event.project.progress);
        same_quantity(e->project.budget, event.project.budget);
        same_quantity(e->project.spent, event.project.spent);
        ck_assert_str_eq(e->project.currency, "RUB");
        ck_assert_str_eq(e->project.due, "2028-12-31");
        ck_assert_uint_eq(e->project.places_count, 2);
        ck_assert_str_eq(e->project.places[1], "BY");
        ck_assert_str_eq(e->project.facility, "RUMMK");
        ck_assert_str_eq(e->project.parent, "p");
        ck_assert_str_eq(e->project.title, "t");
}
END_TEST

START_TEST(rates_and_withdrawals_arrive_as_they_were_said)
{
        static const char *const successors[] = {"b", "c"};
        struct mst_event event = {
                .id = "r",
                .kind = MST_EVENT_RATE,
                .rate = {.base = "USD",
                         .quote = "BYN",
                         .mantissa = 32741,
                         .scale = 4,
                         .kind = MST_RATE_KIND_OFFICIAL},
        };
        const struct mst_event *e = through(&event);

        ck_assert_str_eq(e->rate.base, "USD");
        ck_assert_str_eq(e->rate.quote, "BYN");
        ck_assert_int_eq(e->rate.mantissa, 32741);
        ck_assert_uint_eq(e->rate.scale, 4);
        ck_assert_int_eq(e->rate.kind, MST_RATE_KIND_OFFICIAL);

        buffer.size = 0;
        event = (struct mst_event){
                .id = "w",
                .kind = MST_EVENT_WITHDRAWAL,
                .withdrawal = {.reason = MST_WITHDRAWAL_REASON_REPLACED,
                               .text = "split",
                               .successors = successors,
                               .successors_count = 2},
        };
        e = through(&event);
        ck_assert_int_eq(e->kind, MST_EVENT_WITHDRAWAL);
        ck_assert_int_eq(e->withdrawal.reason, MST_WITHDRAWAL_REASON_REPLACED);
        ck_assert_str_eq(e->withdrawal.text, "split");
        ck_assert_uint_eq(e->withdrawal.successors_count, 2);
        ck_assert_str_eq(e->withdrawal.successors[1], "c");
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_event");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, trade_arrives_as_it_was_said);
        tcase_add_test(cases, rule_13_zero_is_not_unknown);
        tcase_add_test(cases, freight_arrives_as_it_was_said);
        tcase_add_test(cases, project_arrives_as_it_was_said);
        tcase_add_test(cases, rates_and_withdrawals_arrive_as_they_were_said);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
