/* client/lib/wire_event.c: events and releases, out and in. */
#include <errno.h>
#include <stdint.h>

#include "wire.h"

struct quantities {
        Milestone__V1__Quantity quantity[4];
        size_t count;
};

/* Unknown is the message's absence. */
static Milestone__V1__Quantity *put_quantity(struct quantities *quantities, struct mst_quantity quantity)
{
        Milestone__V1__Quantity *ret;

        if (!quantity.known)
                return NULL;
        ret = &quantities->quantity[quantities->count++];
        milestone__v1__quantity__init(ret);
        ret->units = quantity.units;
        return ret;
}

/* Repeated texts: read by the packer, which takes NULL for "". */
static char **put_texts(const char *const *texts)
{
        return (char **)(uintptr_t)texts;
}

static int put_trade(struct buffer *buffer, const struct mst_trade *trade, Milestone__V1__Event *event,
                     const Milestone__V1__EventBatch *batch, size_t largest)
{
        Milestone__V1__Trade wire;
        struct quantities quantities = {0};

        milestone__v1__trade__init(&wire);
        wire.reporter = wire_text(trade->reporter);
        wire.partner = wire_text(trade->partner);
        wire.partner_basis = (Milestone__V1__PartnerBasis)trade->partner_basis;
        wire.flow = (Milestone__V1__Flow)trade->flow;
        wire.supply = (Milestone__V1__Supply)trade->supply;
        wire.commodity = wire_text(trade->commodity);
        wire.classification = wire_text(trade->classification);
        wire.edition = trade->edition;
        wire.value = put_quantity(&quantities, trade->value);
        wire.currency = wire_text(trade->currency);
        wire.valuation = (Milestone__V1__Valuation)trade->valuation;
        wire.net_mass = put_quantity(&quantities, trade->net_mass);
        wire.supplementary = put_quantity(&quantities, trade->supplementary);
        wire.supplementary_unit = wire_text(trade->supplementary_unit);
        wire.mode = (Milestone__V1__Mode)trade->mode;
        wire.facility = wire_text(trade->facility);
        wire.procedure = wire_text(trade->procedure);
        wire.second_partner = wire_text(trade->second_partner);
        event->what_case = MILESTONE__V1__EVENT__WHAT_TRADE;
        event->trade = &wire;
        return buffer_pack(buffer, &batch->base, largest);
}

static int put_freight(struct buffer *buffer, const struct mst_freight *freight, Milestone__V1__Event *event,
                       const Milestone__V1__EventBatch *batch, size_t largest)
{
        Milestone__V1__Freight wire;
        struct quantities quantities = {0};
        Milestone__V1__Quantity value;

        milestone__v1__freight__init(&wire);
        milestone__v1__quantity__init(&value);
        wire.origin = wire_text(freight->origin);
        wire.destination = wire_text(freight->destination);
        wire.facility = wire_text(freight->facility);
        wire.mode = (Milestone__V1__Mode)freight->mode;
        wire.route = wire_text(freight->route);
        wire.stage = (Milestone__V1__FreightStage)freight->stage;
        wire.flow = (Milestone__V1__Flow)freight->flow;
        wire.commodity = wire_text(freight->commodity);
        wire.classification = wire_text(freight->classification);
        wire.edition = freight->edition;
        wire.mass = put_quantity(&quantities, freight->mass);
        wire.wagons = put_quantity(&quantities, freight->wagons);
        wire.teu = put_quantity(&quantities, freight->teu);
        wire.containers = put_quantity(&quantities, freight->containers);
        wire.vehicle = wire_text(freight->vehicle);
        wire.consignment = wire_text(freight->consignment);
        value.units = freight->value.units;
        wire.value = freight->value.known ? &value : NULL;
        wire.currency = wire_text(freight->currency);
        event->what_case = MILESTONE__V1__EVENT__WHAT_FREIGHT;
        event->freight = &wire;
        return buffer_pack(buffer, &batch->base, largest);
}

static int put_project(struct buffer *buffer, const struct mst_project *project, Milestone__V1__Event *event,
                       const Milestone__V1__EventBatch *batch, size_t largest)
{
        Milestone__V1__Project wire;
        struct quantities quantities = {0};

        milestone__v1__project__init(&wire);
        wire.project = wire_text(project->project);
        wire.kind = (Milestone__V1__ProjectKind)project->kind;
        wire.stage = (Milestone__V1__ProjectStage)project->stage;
        wire.progress = put_quantity(&quantities, project->progress);
        wire.budget = put_quantity(&quantities, project->budget);
        wire.spent = put_quantity(&quantities, project->spent);
        wire.currency = wire_text(project->currency);
        wire.due = wire_text(project->due);
        wire.places = put_texts(project->places);
        wire.n_places = project->places_count;
        wire.facility = wire_text(project->facility);
        wire.parent = wire_text(project->parent);
        wire.title = wire_text(project->title);
        event->what_case = MILESTONE__V1__EVENT__WHAT_PROJECT;
        event->project = &wire;
        return buffer_pack(buffer, &batch->base, largest);
}

static int put_rate(struct buffer *buffer, const struct mst_rate *rate, Milestone__V1__Event *event,
                    const Milestone__V1__EventBatch *batch, size_t largest)
{
        Milestone__V1__ExchangeRate wire;

        milestone__v1__exchange_rate__init(&wire);
        wire.base_currency = wire_text(rate->base);
        wire.quote_currency = wire_text(rate->quote);
        wire.mantissa = rate->mantissa;
        wire.scale = rate->scale;
        wire.kind = (Milestone__V1__RateKind)rate->kind;
        event->what_case = MILESTONE__V1__EVENT__WHAT_RATE;
        event->rate = &wire;
        return buffer_pack(buffer, &batch->base, largest);
}

static int put_withdrawal(struct buffer *buffer, const struct mst_withdrawal *withdrawal,
                          Milestone__V1__Event *event, const Milestone__V1__EventBatch *batch, size_t largest)
{
        Milestone__V1__Withdrawal wire;

        milestone__v1__withdrawal__init(&wire);
        wire.reason = (Milestone__V1__WithdrawalReason)withdrawal->reason;
        wire.text = wire_text(withdrawal->text);
        wire.successors = put_texts(withdrawal->successors);
        wire.n_successors = withdrawal->successors_count;
        event->what_case = MILESTONE__V1__EVENT__WHAT_WITHDRAWAL;
        event->withdrawal = &wire;
        return buffer_pack(buffer, &batch->base, largest);
}

static bool put_levels(const struct mst_levels *levels, Milestone__V1__Levels *ret)
{
        ret->commodity = (Milestone__V1__Level)levels->commodity;
        ret->reporter = (Milestone__V1__Level)levels->reporter;
        ret->partner = (Milestone__V1__Level)levels->partner;
        ret->mode = (Milestone__V1__Level)levels->mode;
        ret->place = (Milestone__V1__Level)levels->place;
        return levels->commodity || levels->reporter || levels->partner || levels->mode || levels->place;
}

int wire_put_event(struct buffer *buffer, const struct mst_event *event, size_t largest)
{
        Milestone__V1__EventBatch batch;
        Milestone__V1__Event wire;
        Milestone__V1__Levels levels;
        Milestone__V1__Event *events[] = {&wire};

        milestone__v1__event_batch__init(&batch);
        milestone__v1__event__init(&wire);
        milestone__v1__levels__init(&levels);
        batch.events = events;
        batch.n_events = 1;
        wire.id = wire_text(event->id);
        wire.revision = event->revision;
        wire.period = wire_text(event->period);
        wire.status = (Milestone__V1__Status)event->status;
        wire.reality = (Milestone__V1__Reality)event->reality;
        wire.levels = put_levels(&event->levels, &levels) ? &levels : NULL;
        wire.note = wire_text(event->note);

        switch (event->kind) {
        case MST_EVENT_TRADE:
                return put_trade(buffer, &event->trade, &wire, &batch, largest);
        case MST_EVENT_FREIGHT:
                return put_freight(buffer, &event->freight, &wire, &batch, largest);
        case MST_EVENT_PROJECT:
                return put_project(buffer, &event->project, &wire, &batch, largest);
        case MST_EVENT_RATE:
                return put_rate(buffer, &event->rate, &wire, &batch, largest);
        case MST_EVENT_WITHDRAWAL:
                return put_withdrawal(buffer, &event->withdrawal, &wire, &batch, largest);
        case MST_EVENT_UNSPECIFIED:
                break;
        }
        return -EINVAL;
}

/* ---- in ---- */

void quantity_from_wire(const Milestone__V1__Quantity *wire, struct mst_quantity *ret)
{
        *ret = (struct mst_quantity){.known = wire, .units = wire ? wire->units : 0};
}

void vintage_from_wire(const Milestone__V1__Vintage *wire, struct mst_vintage *ret)
{
        *ret = (struct mst_vintage){.date = wire ? wire->date : "", .serial = wire ? wire->serial : 0};
}

static void trade_from_wire(const Milestone__V1__Trade *wire, struct mst_trade *ret)
{
        *ret = (struct mst_trade){
                .reporter = wire->reporter,
                .partner = wire->partner,
                .partner_basis = (enum mst_partner_basis)wire->partner_basis,
                .flow = (enum mst_flow)wire->flow,
                .supply = (enum mst_supply)wire->supply,
                .commodity = wire->commodity,
                .classification = wire->classification,
                .edition = wire->edition,
                .currency = wire->currency,
                .valuation = (enum mst_valuation)wire->valuation,
                .supplementary_unit = wire->supplementary_unit,
                .mode = (enum mst_mode)wire->mode,
                .facility = wire->facility,
                .procedure = wire->procedure,
                .second_partner = wire->second_partner,
        };
        quantity_from_wire(wire->value, &ret->value);
        quantity_from_wire(wire->net_mass, &ret->net_mass);
        quantity_from_wire(wire->supplementary, &ret->supplementary);
}

static void freight_from_wire(const Milestone__V1__Freight *wire, struct mst_freight *ret)
{
        *ret = (struct mst_freight){
                .origin = wire->origin,
                .destination = wire->destination,
                .facility = wire->facility,
                .mode = (enum mst_mode)wire->mode,
                .route = wire->route,
                .stage = (enum mst_freight_stage)wire->stage,
                .flow = (enum mst_flow)wire->flow,
                .commodity = wire->commodity,
                .classification = wire->classification,
                .edition = wire->edition,
                .vehicle = wire->vehicle,
                .consignment = wire->consignment,
                .currency = wire->currency,
        };
        quantity_from_wire(wire->mass, &ret->mass);
        quantity_from_wire(wire->wagons, &ret->wagons);
        quantity_from_wire(wire->teu, &ret->teu);
        quantity_from_wire(wire->containers, &ret->containers);
        quantity_from_wire(wire->value, &ret->value);
}

static void project_from_wire(const Milestone__V1__Project *wire, struct mst_project *ret)
{
        *ret = (struct mst_project){
                .project = wire->project,
                .kind = (enum mst_project_kind)wire->kind,
                .stage = (enum mst_project_stage)wire->stage,
                .currency = wire->currency,
                .due = wire->due,
                .places = (const char *const *)wire->places,
                .places_count = wire->n_places,
                .facility = wire->facility,
                .parent = wire->parent,
                .title = wire->title,
        };
        quantity_from_wire(wire->progress, &ret->progress);
        quantity_from_wire(wire->budget, &ret->budget);
        quantity_from_wire(wire->spent, &ret->spent);
}

static void what_from_wire(const Milestone__V1__Event *wire, struct mst_event *ret)
{
        ret->kind = (enum mst_event_kind)wire->what_case;
        switch (ret->kind) {
        case MST_EVENT_TRADE:
                trade_from_wire(wire->trade, &ret->trade);
                break;
        case MST_EVENT_FREIGHT:
                freight_from_wire(wire->freight, &ret->freight);
                break;
        case MST_EVENT_PROJECT:
                project_from_wire(wire->project, &ret->project);
                break;
        case MST_EVENT_RATE:
                ret->rate = (struct mst_rate){
                        .base = wire->rate->base_currency,
                        .quote = wire->rate->quote_currency,
                        .mantissa = wire->rate->mantissa,
                        .scale = wire->rate->scale,
                        .kind = (enum mst_rate_kind)wire->rate->kind,
                };
                break;
        case MST_EVENT_WITHDRAWAL:
                ret->withdrawal = (struct mst_withdrawal){
                        .reason = (enum mst_withdrawal_reason)wire->withdrawal->reason,
                        .text = wire->withdrawal->text,
                        .successors = (const char *const *)wire->withdrawal->successors,
                        .successors_count = wire->withdrawal->n_successors,
                };
                break;
        case MST_EVENT_UNSPECIFIED:
        default:
                ret->kind = MST_EVENT_UNSPECIFIED;
        }
}

void event_from_wire(const Milestone__V1__Event *wire, struct mst_event *ret)
{
        *ret = (struct mst_event){
                .id = wire->id,
                .revision = wire->revision,
                .period = wire->period,
                .status = (enum mst_status)wire->status,
                .reality = (enum mst_reality)wire->reality,
                .note = wire->note,
        };
        if (wire->levels)
                ret->levels = (struct mst_levels){
                        .commodity = (enum mst_level)wire->levels->commodity,
                        .reporter = (enum mst_level)wire->levels->reporter,
                        .partner = (enum mst_level)wire->levels->partner,
                        .mode = (enum mst_level)wire->levels->mode,
                        .place = (enum mst_level)wire->levels->place,
                };
        what_from_wire(wire, ret);
}
