/* query/records.c: a record's statement, and what lies in quarantine. */
#include <errno.h>
#include <string.h>

#include "base/civil.h"
#include "query/inside.h"

static char *place(struct query *query, struct place of)
{
        return encode_text(&query->arena, (struct text){of.code, strnlen(of.code, sizeof(of.code))});
}

static char *currency(struct query *query, struct currency of)
{
        return encode_text(&query->arena, (struct text){of.code, strnlen(of.code, sizeof(of.code))});
}

static Milestone__V1__Quantity *quantity(struct query *query, const struct quantity *of)
{
        return of->known ? encode_quantity(&query->arena, of->units) : NULL;
}

static int trade(struct query *query, const struct event_trade *of, Milestone__V1__Event *event)
{
        Milestone__V1__Trade *message = MESSAGE_NEW(query, Milestone__V1__Trade, milestone__v1__trade__init);

        if (!message)
                return -ENOMEM;
        message->reporter = place(query, of->reporter);
        message->partner = place(query, of->partner);
        message->second_partner = place(query, of->second_partner);
        message->partner_basis = (Milestone__V1__PartnerBasis)of->partner_basis;
        message->flow = (Milestone__V1__Flow)of->flow;
        message->supply = (Milestone__V1__Supply)of->supply;
        message->commodity = encode_text(&query->arena, of->commodity.code);
        message->classification = encode_text(&query->arena, of->commodity.classification);
        message->edition = of->commodity.edition;
        message->value = quantity(query, &of->value);
        message->currency = currency(query, of->currency);
        message->valuation = (Milestone__V1__Valuation)of->valuation;
        message->net_mass = quantity(query, &of->net_mass);
        message->supplementary = quantity(query, &of->supplementary);
        message->supplementary_unit = encode_text(&query->arena, of->supplementary_unit);
        message->mode = (Milestone__V1__Mode)of->mode;
        message->facility = encode_text(&query->arena, of->facility);
        message->procedure = encode_text(&query->arena, of->procedure);
        event->what_case = MILESTONE__V1__EVENT__WHAT_TRADE;
        event->trade = message;
        return 0;
}

static int freight(struct query *query, const struct event_freight *of, Milestone__V1__Event *event)
{
        Milestone__V1__Freight *message = MESSAGE_NEW(query, Milestone__V1__Freight,
                                                      milestone__v1__freight__init);

        if (!message)
                return -ENOMEM;
        message->origin = encode_text(&query->arena, of->origin);
        message->destination = encode_text(&query->arena, of->destination);
        message->facility = encode_text(&query->arena, of->facility);
        message->mode = (Milestone__V1__Mode)of->mode;
        message->route = encode_text(&query->arena, of->route);
        message->stage = (Milestone__V1__FreightStage)of->stage;
        message->flow = (Milestone__V1__Flow)of->flow;
        message->commodity = encode_text(&query->arena, of->commodity.code);
        message->classification = encode_text(&query->arena, of->commodity.classification);
        message->edition = of->commodity.edition;
        message->mass = quantity(query, &of->mass);
        message->wagons = quantity(query, &of->wagons);
        message->teu = quantity(query, &of->teu);
        message->containers = quantity(query, &of->containers);
        message->vehicle = encode_text(&query->arena, of->vehicle);
        message->consignment = encode_text(&query->arena, of->consignment);
        message->value = quantity(query, &of->value);
        message->currency = currency(query, of->currency);
        event->what_case = MILESTONE__V1__EVENT__WHAT_FREIGHT;
        event->freight = message;
        return 0;
}

static int project(struct query *query, const struct event_project *of, Milestone__V1__Event *event)
{
        Milestone__V1__Project *message = MESSAGE_NEW(query, Milestone__V1__Project,
                                                      milestone__v1__project__init);

        if (!message)
                return -ENOMEM;
        message->project = encode_text(&query->arena, of->project);
        message->kind = (Milestone__V1__ProjectKind)of->kind;
        message->stage = (Milestone__V1__ProjectStage)of->stage;
        message->progress = quantity(query, &of->progress);
        message->budget = quantity(query, &of->budget);
        message->spent = quantity(query, &of->spent);
        message->currency = currency(query, of->currency);
        message->due = encode_day(&query->arena, of->due_day);
        message->facility = encode_text(&query->arena, of->facility);
        message->parent = encode_text(&query->arena, of->parent);
        message->title = encode_text(&query->arena, of->title);
        message->places = arena_take(&query->arena, (of->places_count + 1u) * sizeof(*message->places));
        if (!message->places)
                return -ENOMEM;
        for (size_t i = 0; i < of->places_count; i++)
                message->places[message->n_places++] = place(query, of->places[i]);
        event->what_case = MILESTONE__V1__EVENT__WHAT_PROJECT;
        event->project = message;
        return 0;
}

static int rate(struct query *query, const struct event_rate *of, Milestone__V1__Event *event)
{
        Milestone__V1__ExchangeRate *message = MESSAGE_NEW(query, Milestone__V1__ExchangeRate,
                                                           milestone__v1__exchange_rate__init);

        if (!message)
                return -ENOMEM;
        message->base_currency = currency(query, of->base);
        message->quote_currency = currency(query, of->quote);
        message->mantissa = of->mantissa;
        message->scale = of->scale;
        message->kind = (Milestone__V1__RateKind)of->kind;
        event->what_case = MILESTONE__V1__EVENT__WHAT_RATE;
        event->rate = message;
        return 0;
}

static int withdrawal(struct query *query, const struct event_withdrawal *of, Milestone__V1__Event *event)
{
        Milestone__V1__Withdrawal *message = MESSAGE_NEW(query, Milestone__V1__Withdrawal,
                                                         milestone__v1__withdrawal__init);

        if (!message)
                return -ENOMEM;
        message->reason = (Milestone__V1__WithdrawalReason)of->reason;
        message->text = encode_text(&query->arena, of->text);
        message->successors = arena_take(&query->arena,
                                         (of->successors_count + 1u) * sizeof(*message->successors));
        if (!message->successors)
                return -ENOMEM;
        for (size_t i = 0; i < of->successors_count; i++)
                message->successors[message->n_successors++] = encode_text(&query->arena, of->successors[i]);
        event->what_case = MILESTONE__V1__EVENT__WHAT_WITHDRAWAL;
        event->withdrawal = message;
        return 0;
}

Milestone__V1__Event *event_message(struct query *query, const struct event *event)
{
        Milestone__V1__Event *message = MESSAGE_NEW(query, Milestone__V1__Event, milestone__v1__event__init);
        int r = 0;

        if (!message)
                return NULL;
        message->id = encode_text(&query->arena, event->id);
        message->revision = event->number;
        message->period = encode_period(&query->arena, &event->period);
        message->status = (Milestone__V1__Status)event->status;
        message->reality = (Milestone__V1__Reality)event->reality;
        message->note = encode_text(&query->arena, event->note);
        message->levels = MESSAGE_NEW(query, Milestone__V1__Levels, milestone__v1__levels__init);
        if (!message->levels)
                return NULL;
        message->levels->commodity = (Milestone__V1__Level)event->levels.commodity;
        message->levels->reporter = (Milestone__V1__Level)event->levels.reporter;
        message->levels->partner = (Milestone__V1__Level)event->levels.partner;
        message->levels->mode = (Milestone__V1__Level)event->levels.mode;
        message->levels->place = (Milestone__V1__Level)event->levels.place;

        switch (event->kind) {
        case EVENT_TRADE:
                r = trade(query, &event->trade, message);
                break;
        case EVENT_FREIGHT:
                r = freight(query, &event->freight, message);
                break;
        case EVENT_PROJECT:
                r = project(query, &event->project, message);
                break;
        case EVENT_RATE:
                r = rate(query, &event->rate, message);
                break;
        case EVENT_WITHDRAWAL:
                r = withdrawal(query, &event->withdrawal, message);
                break;
        default:
                break;
        }
        return r < 0 ? NULL : message;
}

static bool is_by_release(const struct plan *plan, struct text name)
{
        for (size_t i = 0; i < plan->sources_count; i++)
                if (text_equal(plan->sources[i].name, name))
                        return plan->sources[i].numbers == NUMBERS_BY_RELEASE;
        return false;
}

/* No such record: is it at least one that could be? */
static int absent(struct query *query, const struct record_key *key, Milestone__V1__RecordAnswer *message,
                  Answer *answer)
{
        uint32_t source;
        int r = known_source(query, key->source, answer, &source);

        if (r != 0)
                return r;
        message->source = encode_text(&query->arena, key->source);
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_RECORD;
        answer->record = message;
        return 0;
}

int answer_record(struct query *query, const Milestone__V1__RecordQuestion *question, Answer *answer)
{
        const struct plan *plan = core_plan(query->core);
        struct record_key key = {text_of(question->source), text_of(question->id)};
        Milestone__V1__RecordAnswer *message = MESSAGE_NEW(query, Milestone__V1__RecordAnswer,
                                                           milestone__v1__record_answer__init);
        struct stored_statement stored;
        struct statement_view view;
        int r;

        if (!message)
                return -ENOMEM;
        r = store_statements(query->store, &key, 1, true, &stored);
        if (r != 0)
                return r < 0 ? r : -EAGAIN;

        if (!stored.body)
                return absent(query, &key, message, answer);

        answer->tell_case = MILESTONE__V1__ANSWER__TELL_RECORD;
        answer->record = message;
        message->source = encode_text(&query->arena, key.source);
        r = core_statement(query->core, &stored, &view);
        if (r < 0)
                return r;
        message->found = true;
        message->number = view.event.number;
        message->statement = event_message(query, &view.event);
        message->withdrawn = view.withdrawn;
        message->counts = view.counts;
        message->disputed = view.disputed;
        message->disputed_times = view.disputed_times;
        message->position = view.position;
        if (is_by_release(plan, key.source))
                message->vintage = encode_vintage(&query->arena, event_vintage_day(view.event.number),
                                                  event_vintage_serial(view.event.number));
        return message->statement ? 0 : -ENOMEM;
}

int answer_quarantine(struct query *query, const Milestone__V1__QuarantineQuestion *question, Answer *answer)
{
        Milestone__V1__QuarantineAnswer *message = MESSAGE_NEW(query, Milestone__V1__QuarantineAnswer,
                                                               milestone__v1__quarantine_answer__init);
        size_t limit = question->limit && question->limit < QUERY_ROWS_MAX ? question->limit : QUERY_ROWS_MAX,
               count = 0;
        const struct quarantined *lines;
        struct list rows = {0};
        uint64_t total = 0;
        int r;

        if (!message)
                return -ENOMEM;
        r = store_quarantined(query->store, question->after, question->after_index, limit, &lines, &count,
                              &total);
        for (size_t i = 0; i < count && r == 0; i++) {
                Milestone__V1__QuarantineRow *row = MESSAGE_NEW(query, Milestone__V1__QuarantineRow,
                                                                milestone__v1__quarantine_row__init);

                if (!row)
                        return -ENOMEM;
                row->position = lines[i].position;
                row->index = lines[i].index;
                row->source = encode_text(&query->arena, lines[i].source);
                row->id = encode_text(&query->arena, lines[i].id);
                row->reason = (Milestone__V1__Reason)lines[i].reason;
                row->field = encode_text(&query->arena, lines[i].field);
                row->message = encode_text(&query->arena, lines[i].message);
                row->sender = encode_text(&query->arena, lines[i].sender);
                row->received_usec = lines[i].received_usec;
                r = list_add_row(query, &rows, limit, &row->base);
        }
        if (r < 0)
                return r;

        message->rows = (Milestone__V1__QuarantineRow **)rows.items;
        message->n_rows = rows.count;
        message->total = total;
        message->more = r == QUERY_FAILED || count == limit;
        answer->tell_case = MILESTONE__V1__ANSWER__TELL_QUARANTINE;
        answer->quarantine = message;
        return 0;
}
