/* tests/fuzz/decode/judged.c: the invariants of a batch. */
#include "judged.h"

#include <assert.h>
#include <string.h>

#include "base/civil.h"

#define ALL_KINDS (1u << EVENT_TRADE | 1u << EVENT_FREIGHT | 1u << EVENT_PROJECT | 1u << EVENT_RATE)

static const struct place reports[] = {{"BY"}};
static const struct text facilities[] = {TEXT_INIT("rail-north")};

static const struct plan_source sources[] = {
        {.name = TEXT_INIT("customs"),
         .kinds = 1u << EVENT_TRADE,
         .reports_count = 1,
         .reports = reports,
         .resolution = PERIOD_MONTH,
         .numbers = NUMBERS_BY_RELEASE},
        {.name = TEXT_INIT("desk"), .kinds = ALL_KINDS, .numbers = NUMBERS_BY_ARRIVAL},
        {.name = TEXT_INIT("registry"),
         .kinds = ALL_KINDS,
         .resolution = PERIOD_DAY,
         .numbers = NUMBERS_EXPLICIT},
};

static const struct plan_corridor corridors[] = {
        {.name = TEXT_INIT("north"),
         .sides = {{.places_count = 1, .places = reports}, {.any = true}},
         .facilities_count = 1,
         .facilities = facilities},
};

const struct plan fuzz_plan = {
        .sources_count = 3, .sources = sources, .corridors_count = 1, .corridors = corridors};

static void event_holds(const struct batch_event *event)
{
        assert(event->event.id.length <= ID_BYTES_MAX);
        assert(text_is_plain(event->event.id));
        assert(text_is_plain(event->event.note) && event->event.note.length <= NOTE_BYTES_MAX);
        assert(text_is_plain(event->refusal.message) &&
               event->refusal.message.length <= DECODE_MESSAGE_BYTES_MAX);
        assert(text_is_plain(event->refusal.field) && event->refusal.field.length <= DECODE_FIELD_BYTES_MAX);
        if (event->refusal.reason != REASON_NONE)
                return;

        assert(event->event.id.length > 0 && event->event.kind != EVENT_NONE);
        assert(event->event.reality != REALITY_NONE);
        if (event->event.kind == EVENT_WITHDRAWAL)
                return;
        assert(event->event.period.kind != PERIOD_NONE && event->event.period.first >= EVENT_DAY_MIN);
        if (event->event.kind != EVENT_TRADE)
                return;
        assert(!place_is_none(event->event.trade.reporter));
        assert(event->event.trade.flow > FLOW_NONE && event->event.trade.flow < FLOW_COUNT);
        assert(!event->event.trade.value.known || event->event.trade.currency.code[0]);
        assert(event->event.trade.value.units <= AMOUNT_MAX && event->event.trade.value.units >= -AMOUNT_MAX);
}

void batch_holds(const struct batch *batch)
{
        size_t refused = 0;

        assert(batch->events_count <= BATCH_EVENTS_MAX);
        assert(text_is_name(batch->source));
        for (size_t i = 0; i < batch->events_count; i++) {
                event_holds(&batch->events[i]);
                refused += batch->events[i].refusal.reason != REASON_NONE;
        }
        assert(refused == batch->refused_count);
}

static void same(const struct batch_event *a, const struct batch_event *b)
{
        struct wire_out one = {0}, other = {0};

        assert(a->refusal.reason == b->refusal.reason && text_equal(a->refusal.message, b->refusal.message));
        assert(text_equal(a->event.id, b->event.id) && a->event.number == b->event.number);
        assert(a->event.kind == b->event.kind);
        assert(memcmp(a->content, b->content, CONTENT_HASH_BYTES) == 0);
        if (a->event.kind != EVENT_NONE) {
                event_write(&one, &a->event);
                event_write(&other, &b->event);
                assert(one.length == other.length && memcmp(one.data, other.data, one.length) == 0);
        }
        wire_out_done(&one);
        wire_out_done(&other);
}

void batch_returns(struct decoder *decoder, const struct batch *batch)
{
        struct wire_out body = {0}, twice = {0};
        struct batch *again = NULL;
        int r;

        r = decode_write_body(batch, &body);
        assert(r == 0 && body.length <= DECODE_BODY_BYTES_MAX);
        r = decode_read_body(decoder, body.data, body.length, &again);
        assert(r == 0 && again->events_count == batch->events_count);
        for (size_t i = 0; i < batch->events_count; i++)
                same(&batch->events[i], &again->events[i]);
        r = decode_write_body(again, &twice);
        assert(r == 0 && body.length == twice.length && memcmp(body.data, twice.data, body.length) == 0);
        batch_free(again);
        wire_out_done(&body);
        wire_out_done(&twice);
}
