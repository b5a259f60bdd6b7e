/* tests/unit/core/tallies/world.c: the plan and the events of the tests. */
#include "unit/core/tallies/world.h"

#include <assert.h>
#include <string.h>

#include "base/civil.h"

static const struct plan_source sources[WORLD_SOURCES] = {
        [SOURCE_CUSTOMS] = {.name = TEXT_INIT("customs"), .resolution = PERIOD_MONTH},
        [SOURCE_OFFICE] = {.name = TEXT_INIT("office"), .resolution = PERIOD_QUARTER},
        [SOURCE_RAIL] = {.name = TEXT_INIT("rail"), .resolution = PERIOD_DAY},
        [SOURCE_WEEKLY] = {.name = TEXT_INIT("weekly"), .resolution = PERIOD_WEEK},
};

static const struct place place_by[] = {{"BY"}}, place_len[] = {{"RU-LEN"}}, place_ru[] = {{"RU"}};
static const struct place group_east[] = {{"CN"}, {"KZ"}}, group_west[] = {{"BY"}, {"RU"}};
/* BY left in 2020 and came again in 2021-07; KZ joined on 2020-12-31; CN was always there. */
static const struct place group_dated[] = {{"BY"}, {"BY"}, {"CN"}, {"KZ"}};
static const struct plan_span spans_dated[] = {{CIVIL_MIN, 18505}, {18809, CIVIL_MAX}, {CIVIL_MIN, CIVIL_MAX},
                                               {18627, CIVIL_MAX}};
static const struct text facilities[] = {TEXT_INIT("RUULU"), TEXT_INIT("rail-north")};

static const struct plan_corridor corridors[WORLD_CORRIDORS] = {
        [CORRIDOR_BY_LEN] = {.name = TEXT_INIT("by-len"),
                             .sides = {{.places_count = 1, .places = place_by},
                                       {.places_count = 1, .places = place_len}},
                             .facilities_count = 2,
                             .facilities = facilities},
        [CORRIDOR_DATED] = {.name = TEXT_INIT("dated"),
                            .sides = {{.places_count = 4, .places = group_dated, .spans = spans_dated},
                                      {.places_count = 1, .places = place_ru}}},
        [CORRIDOR_DATED_ANY] = {.name = TEXT_INIT("dated-any"),
                                .sides = {{.any = true},
                                          {.places_count = 4, .places = group_dated, .spans = spans_dated}}},
        [CORRIDOR_GROUPS] = {.name = TEXT_INIT("groups"),
                             .sides = {{.places_count = 2, .places = group_west},
                                       {.places_count = 2, .places = group_east}}},
        [CORRIDOR_RU_ANY] = {.name = TEXT_INIT("ru-any"),
                             .sides = {{.places_count = 1, .places = place_ru}, {.any = true}}},
};

static const uint32_t sources_of[PERIOD_KINDS][3] = {
        [PERIOD_DAY] = {SOURCE_RAIL},
        [PERIOD_WEEK] = {SOURCE_RAIL, SOURCE_WEEKLY},
        [PERIOD_MONTH] = {SOURCE_CUSTOMS, SOURCE_RAIL},
        [PERIOD_QUARTER] = {SOURCE_CUSTOMS, SOURCE_OFFICE},
        [PERIOD_HALF] = {SOURCE_OFFICE},
        [PERIOD_YEAR] = {SOURCE_OFFICE, SOURCE_RAIL},
};
static const size_t sources_count_of[PERIOD_KINDS] = {0, 1, 2, 2, 2, 1, 2};

struct place world_place(const char *code)
{
        struct place place = place_none();

        memcpy(place.code, code, strlen(code));
        return place;
}

struct currency world_currency(const char *code)
{
        struct currency currency = {{0}};

        memcpy(currency.code, code, strlen(code));
        return currency;
}

void world_init(struct world *world)
{
        memset(world, 0, sizeof(*world));
        world->plan.sources_count = WORLD_SOURCES;
        world->plan.sources = sources;
        world->plan.corridors_count = WORLD_CORRIDORS;
        world->plan.corridors = corridors;
        world->plan.measures = world->measures;
}

struct plan_measure *world_measure(struct world *world, uint8_t event_kind, enum plan_quantity quantity,
                                   enum period_kind resolution)
{
        struct plan_measure *measure = &world->measures[world->plan.measures_count++];

        assert(world->plan.measures_count <= WORLD_MEASURES_MAX);
        *measure = (struct plan_measure){
                .name = TEXT("measure"),
                .corridor = CORRIDOR_RU_ANY,
                .event_kind = event_kind,
                .quantity = quantity,
                .reporter = world_place("RU"),
                .sources_count = sources_count_of[resolution],
                .sources = sources_of[resolution],
                .currency = world_currency("USD"),
                .resolution = resolution,
                .window = {.kind = WINDOW_CALENDAR, .period = PERIOD_YEAR, .fiscal_start = 1},
                .series_max = 1000,
        };
        return measure;
}

struct event world_trade(const char *reporter, const char *partner, enum period_kind kind, int year,
                         int month, int mday, int64_t value)
{
        return (struct event){
                .kind = EVENT_TRADE,
                .status = STATUS_FINAL,
                .period = period_at(kind, civil_from_ymd(year, month, mday), 1),
                .trade = {.reporter = world_place(reporter),
                          .partner = world_place(partner),
                          .flow = FLOW_EXPORT,
                          .value = {true, value},
                          .currency = world_currency("USD")},
        };
}

static struct quantity quantity_by_dice(struct dice *dice)
{
        struct quantity quantity = {0};

        quantity.known = dice_roll(dice, 10) > 0;
        if (!quantity.known)
                return quantity;
        quantity.units = dice_roll(dice, 2000001) - 500000;
        if (dice_roll(dice, 40) == 0)
                quantity.units = dice_roll(dice, 2) ? AMOUNT_MAX : -AMOUNT_MAX;
        return quantity;
}

static const char *const places[] = {"BY", "RU", "RU-LEN", "RU-MUR", "CN", "KZ", ""};
static const char *const locodes[] = {"BY", "RUULU", "RU-LEN", "CNSHA", "BYMSQ", "nowhere", ""};
static const char *const commodities[] = {"", "27", "2710", "271019", "31", "310420", "3104", "2701"};
static const char *const facility_names[] = {"",      "RUULU", "rail-north",
                                             "RUMMK", "x",     "a-long-name-of-a-facility"};
static const char *const currencies[] = {"USD", "USD", "USD", "EUR", "BYN"};
#define ONE_OF(dice, list) (list)[dice_roll((dice), (int64_t)(sizeof(list) / sizeof((list)[0])))]

static void trade_by_dice(struct dice *dice, struct event_trade *trade)
{
        trade->reporter = world_place(ONE_OF(dice, places));
        trade->partner = world_place(ONE_OF(dice, places));
        trade->flow = (uint8_t)dice_roll(dice, FLOW_COUNT);
        trade->supply = (uint8_t)dice_roll(dice, SUPPLY_COUNT);
        trade->mode = (uint8_t)dice_roll(dice, MODE_COUNT);
        trade->valuation = (uint8_t)dice_roll(dice, 5);
        trade->commodity.code = text_of(ONE_OF(dice, commodities));
        trade->value = quantity_by_dice(dice);
        trade->currency = world_currency(ONE_OF(dice, currencies));
        trade->net_mass = quantity_by_dice(dice);
        trade->facility = text_of(ONE_OF(dice, facility_names));
}

static void freight_by_dice(struct dice *dice, struct event_freight *freight)
{
        freight->origin = text_of(ONE_OF(dice, locodes));
        freight->destination = text_of(ONE_OF(dice, locodes));
        freight->facility = text_of(ONE_OF(dice, facility_names));
        freight->mode = (uint8_t)dice_roll(dice, MODE_COUNT);
        freight->stage = (uint8_t)dice_roll(dice, FREIGHT_STAGE_COUNT);
        freight->flow = (uint8_t)dice_roll(dice, FLOW_COUNT);
        freight->commodity.code = text_of(ONE_OF(dice, commodities));
        freight->mass = quantity_by_dice(dice);
        freight->wagons = quantity_by_dice(dice);
        freight->teu = quantity_by_dice(dice);
        freight->value = quantity_by_dice(dice);
        freight->currency = world_currency(ONE_OF(dice, currencies));
}

struct event world_event(struct dice *dice, uint32_t *ret_source, uint8_t *ret_status)
{
        int32_t first = civil_from_ymd(2019, 11, 1), last = civil_from_ymd(2022, 3, 31);
        struct event event = {0};

        *ret_source = (uint32_t)dice_roll(dice, WORLD_SOURCES);
        *ret_status = (uint8_t)(STATUS_ESTIMATED + dice_roll(dice, 3));
        event.kind = (uint8_t)(EVENT_TRADE + dice_roll(dice, 3));
        event.period = period_at(sources[*ret_source].resolution,
                                 first + (int32_t)dice_roll(dice, last - first), 1);
        switch (event.kind) {
        case EVENT_TRADE:
                trade_by_dice(dice, &event.trade);
                break;
        case EVENT_FREIGHT:
                freight_by_dice(dice, &event.freight);
                break;
        default:
                event.project.project = text_of(ONE_OF(dice, facility_names));
                event.project.facility = text_of(ONE_OF(dice, facility_names));
                event.project.stage = (uint8_t)dice_roll(dice, 5);
                event.project.kind = (uint8_t)dice_roll(dice, 9);
                event.project.due_day = dice_roll(dice, 4) ? first + (int32_t)dice_roll(dice, last - first)
                                                           : CIVIL_NONE;
                event.project.places_count = (uint8_t)dice_roll(dice, 3);
                for (int i = 0; i < event.project.places_count; i++)
                        event.project.places[i] = world_place(ONE_OF(dice, places));
                break;
        }
        return event;
}
