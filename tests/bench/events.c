/* tests/bench/events.c */
#include "events.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milestone/v1/event.pb-c.h"

#define DIGITS 16
/* A declaration as customs number them: office, year, and what is renumbered. */
#define ID_FORMAT "10216170/2024/b-%016x"
#define ID_BYTES  sizeof("10216170/2024/b-0000000000000000")

struct parts {
        Milestone__V1__Event event;
        Milestone__V1__Trade trade;
        Milestone__V1__Quantity value, mass;
        char id[ID_BYTES], period[sizeof("2024-12-31")], commodity[sizeof("870323")];
};

static void *memory(size_t count, size_t size)
{
        void *got = calloc(count ? count : 1, size);

        if (!got)
                abort();
        return got;
}

/* Days, codes and amounts as they may come: spread, but the same in every run. */
static void fill(struct parts *parts, size_t index, char *partner, int64_t value, unsigned years)
{
        static const Milestone__V1__Mode modes[] = {MILESTONE__V1__MODE__MODE_RAIL,
                                                    MILESTONE__V1__MODE__MODE_ROAD,
                                                    MILESTONE__V1__MODE__MODE_SEA};
        static char reporter[] = "BY", currency[] = "USD", facility[] = "RULED", procedure[] = "4000";
        uint64_t mixed = ((uint64_t)index + 1) * UINT64_C(0x9e3779b97f4a7c15);

        mixed ^= mixed >> 29;
        milestone__v1__event__init(&parts->event);
        milestone__v1__trade__init(&parts->trade);
        milestone__v1__quantity__init(&parts->value);
        milestone__v1__quantity__init(&parts->mass);
        snprintf(parts->id, sizeof(parts->id), ID_FORMAT, 0u);
        snprintf(parts->period, sizeof(parts->period), "%04u-%02u-%02u",
                 2024 - (unsigned)(mixed / 336 % years) % 100, (unsigned)(mixed % 12 + 1),
                 (unsigned)(mixed / 12 % 28 + 1));
        snprintf(parts->commodity, sizeof(parts->commodity), "%02u%02u%02u", (unsigned)(mixed / 7 % 24 + 1),
                 (unsigned)(mixed / 11 % 12 + 1), (unsigned)(mixed / 13 % 9) * 10);
        parts->value.units = value ? value : (int64_t)(mixed % 9000000 + 100000);
        parts->mass.units = (int64_t)(mixed / 17 % 60000000 + 1000);

        parts->trade.reporter = reporter;
        parts->trade.partner = partner;
        parts->trade.flow = mixed & 1024 ? MILESTONE__V1__FLOW__FLOW_EXPORT
                                         : MILESTONE__V1__FLOW__FLOW_IMPORT;
        parts->trade.commodity = parts->commodity;
        parts->trade.edition = 2022;
        parts->trade.value = &parts->value;
        parts->trade.currency = currency;
        parts->trade.valuation = MILESTONE__V1__VALUATION__VALUATION_INVOICE;
        parts->trade.net_mass = &parts->mass;
        parts->trade.mode = modes[mixed % 3];
        parts->trade.facility = facility;
        parts->trade.procedure = procedure;

        parts->event.id = parts->id;
        parts->event.revision = 1;
        parts->event.period = parts->period;
        parts->event.status = MILESTONE__V1__STATUS__STATUS_FINAL;
        parts->event.what_case = MILESTONE__V1__EVENT__WHAT_TRADE;
        parts->event.trade = &parts->trade;
}

static void find(struct events *events)
{
        static const char id[] = "b-0000000000000000", request[] = "r-0000000000000000";
        uint8_t *at = events->bytes, *end = events->bytes + events->length;

        at = memmem(at, (size_t)(end - at), request, sizeof(request) - 1);
        assert(at);
        events->request_at = (size_t)(at - events->bytes) + 2;
        for (size_t i = 0; i < events->count; i++) {
                at = memmem(at, (size_t)(end - at), id, sizeof(id) - 1);
                assert(at);
                at += 2;
                events->id_at[i] = (size_t)(at - events->bytes);
        }
}

void events_init(struct events *events, const char *source, const char *partner, size_t count, int64_t value,
                 unsigned years)
{
        Milestone__V1__EventBatch batch;
        struct parts *parts = memory(count, sizeof(*parts));
        char name[65], place[16], request[] = "r-0000000000000000";

        snprintf(name, sizeof(name), "%s", source);
        snprintf(place, sizeof(place), "%s", partner);
        *events = (struct events){.count = count, .id_at = memory(count, sizeof(*events->id_at))};
        milestone__v1__event_batch__init(&batch); /* by function: the macro casts away a const */
        batch.version = 1;
        batch.source = name;
        batch.request_id.data = (uint8_t *)request;
        batch.request_id.len = sizeof(request) - 1;
        batch.n_events = count;
        batch.events = memory(count, sizeof(Milestone__V1__Event *));
        for (size_t i = 0; i < count; i++) {
                fill(&parts[i], i, place, value, years);
                batch.events[i] = &parts[i].event;
        }
        events->bytes = memory(milestone__v1__event_batch__get_packed_size(&batch), 1);
        events->length = milestone__v1__event_batch__pack(&batch, events->bytes);
        find(events);
        free(batch.events);
        free(parts);
}

void events_done(struct events *events)
{
        free(events->bytes);
        free(events->id_at);
}

static void digits(uint8_t *at, uint64_t number)
{
        static const uint8_t hexadecimal[16] = "0123456789abcdef";

        for (size_t i = 0; i < DIGITS; i++, number >>= 4)
                at[DIGITS - 1 - i] = hexadecimal[number & 15];
}

void events_number(struct events *events, uint64_t first)
{
        digits(events->bytes + events->request_at, first);
        for (size_t i = 0; i < events->count; i++)
                digits(events->bytes + events->id_at[i], first + i);
}
