/* decode/freight.c: a consignment, or a total of consignments, at a facility and a stage. */
#include "decode/judge.h"

void take_freight(struct judge *j, const struct fields *freight, struct event *ret)
{
        struct event_freight *f = &ret->freight;

        f->origin = take_point(j, freight, AT_FREIGHT_ORIGIN);
        f->destination = take_point(j, freight, AT_FREIGHT_DESTINATION);
        f->facility = take_facility(j, freight, AT_FREIGHT_FACILITY);
        f->mode = take_enum(j, freight, AT_FREIGHT_MODE);
        f->route = take_text(j, freight, AT_FREIGHT_ROUTE, WORD_BYTES_MAX);
        f->stage = take_enum(j, freight, AT_FREIGHT_STAGE);
        judge_require(j, freight, AT_FREIGHT_STAGE, f->stage != FREIGHT_STAGE_NONE);
        f->flow = take_enum(j, freight, AT_FREIGHT_FLOW);

        f->commodity = take_commodity(j, freight, AT_FREIGHT_COMMODITY, AT_FREIGHT_CLASSIFICATION,
                                      AT_FREIGHT_EDITION);
        f->mass = take_quantity(j, freight, AT_FREIGHT_MASS);
        f->wagons = take_quantity(j, freight, AT_FREIGHT_WAGONS);
        f->teu = take_quantity(j, freight, AT_FREIGHT_TEU);
        f->containers = take_quantity(j, freight, AT_FREIGHT_CONTAINERS);
        f->vehicle = take_text(j, freight, AT_FREIGHT_VEHICLE, WORD_BYTES_MAX);
        f->consignment = take_text(j, freight, AT_FREIGHT_CONSIGNMENT, WORD_BYTES_MAX);
        f->value = take_quantity(j, freight, AT_FREIGHT_VALUE);
        f->currency = take_currency(j, freight, AT_FREIGHT_CURRENCY, ret->period.last, true);
        judge_currency_stated(j, freight, AT_FREIGHT_CURRENCY, f->currency, f->value.known);

        ret->levels.commodity = level_commodity(j, freight, AT_FREIGHT_COMMODITY, ret->levels.commodity,
                                                f->commodity);
        ret->levels.mode = level_mode(j, freight, AT_FREIGHT_MODE, ret->levels.mode, f->mode);
        ret->levels.place = level_freight(j, freight, ret->levels.place, f);
}
