/* tests/unit/decode/sender.c: packing, sending, and what is wanted of the answer. */
#include "sender.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define ALL_KINDS    (1u << EVENT_TRADE | 1u << EVENT_FREIGHT | 1u << EVENT_PROJECT | 1u << EVENT_RATE)

static const struct place reports[] = {{"BY"}, {"RU-LEN"}};
static const struct place group[] = {{"EU"}};
static const uint16_t editions[] = {2017, 2022};
static const struct text facilities[] = {TEXT_INIT("RUULU"), TEXT_INIT("rail-north")};

static const struct plan_source sources[] = {
        {.name = TEXT_INIT("customs"),
         .kinds = 1u << EVENT_TRADE,
         .reports_count = 2,
         .reports = reports,
         .resolution = PERIOD_MONTH,
         .numbers = NUMBERS_BY_RELEASE,
         .editions_count = 2,
         .editions = editions},
        {.name = TEXT_INIT("desk"),
         .kinds = ALL_KINDS,
         .resolution = PERIOD_NONE,
         .numbers = NUMBERS_BY_ARRIVAL},
        {.name = TEXT_INIT("rail"),
         .kinds = 1u << EVENT_FREIGHT,
         .resolution = PERIOD_MONTH,
         .numbers = NUMBERS_EXPLICIT},
        {.name = TEXT_INIT("registry"),
         .kinds = ALL_KINDS,
         .resolution = PERIOD_DAY,
         .numbers = NUMBERS_EXPLICIT},
};

static const struct plan_corridor corridors[] = {
        {.name = TEXT_INIT("north"),
         .sides = {{.places_count = 2, .places = reports}, {.places_count = 1, .places = group}},
         .facilities_count = COUNT(facilities),
         .facilities = facilities},
};

static const struct plan plan = {.sources_count = COUNT(sources),
                                 .sources = sources,
                                 .corridors_count = COUNT(corridors),
                                 .corridors = corridors};

const struct plan *sender_plan(void)
{
        return &plan;
}

static void clear_what(struct sender *s)
{
        s->event.what_case = MILESTONE__V1__EVENT__WHAT__NOT_SET;
}

void sender_says_trade(struct sender *s)
{
        clear_what(s);
        s->event.what_case = MILESTONE__V1__EVENT__WHAT_TRADE;
        s->event.trade = &s->trade;
}

void sender_says_freight(struct sender *s)
{
        clear_what(s);
        s->event.what_case = MILESTONE__V1__EVENT__WHAT_FREIGHT;
        s->event.freight = &s->freight;
}

void sender_says_project(struct sender *s)
{
        clear_what(s);
        s->event.what_case = MILESTONE__V1__EVENT__WHAT_PROJECT;
        s->event.project = &s->project;
}

void sender_says_rate(struct sender *s)
{
        clear_what(s);
        s->event.what_case = MILESTONE__V1__EVENT__WHAT_RATE;
        s->event.rate = &s->rate;
}

void sender_says_withdrawal(struct sender *s)
{
        clear_what(s);
        s->event.what_case = MILESTONE__V1__EVENT__WHAT_WITHDRAWAL;
        s->event.withdrawal = &s->withdrawal;
}

void sender_says_release_batch(struct sender *s)
{
        s->batch.source = (char *)(uintptr_t) "customs";
        s->batch.vintage = &s->vintage;
        s->batch.release_batch = 1;
        s->event.revision = 0;
        s->event.period = (char *)(uintptr_t) "2024-04";
}

void sender_says_end(struct sender *s)
{
        s->batch.source = (char *)(uintptr_t) "customs";
        s->batch.n_events = 0;
        s->batch.release_end = &s->end;
}

/* protobuf-c wants char *, though it only reads. */
#define SAY(text) ((char *)(uintptr_t)(text))

static void init_events(struct sender *s)
{
        milestone__v1__trade__init(&s->trade);
        s->trade.reporter = SAY("BY");
        s->trade.partner = SAY("RU");
        s->trade.flow = MILESTONE__V1__FLOW__FLOW_EXPORT;
        s->trade.commodity = SAY("2710");
        s->trade.value = &s->value;
        s->trade.currency = SAY("USD");

        milestone__v1__freight__init(&s->freight);
        s->freight.origin = SAY("BY");
        s->freight.destination = SAY("RUULU");
        s->freight.facility = SAY("rail-north");
        s->freight.stage = MILESTONE__V1__FREIGHT_STAGE__FREIGHT_STAGE_ARRIVED;
        s->freight.mass = &s->mass;

        milestone__v1__project__init(&s->project);
        s->project.project = SAY("murmansk-port");
        s->project.progress = &s->mass;

        milestone__v1__exchange_rate__init(&s->rate);
        s->rate.base_currency = SAY("USD");
        s->rate.quote_currency = SAY("BYN");
        s->rate.mantissa = 32716;
        s->rate.scale = 4;

        milestone__v1__withdrawal__init(&s->withdrawal);
        s->withdrawal.reason = MILESTONE__V1__WITHDRAWAL_REASON__WITHDRAWAL_REASON_ERROR;
}

static void init_release(struct sender *s)
{
        static char *periods[] = {(char *)(uintptr_t) "2024-04"};

        milestone__v1__vintage__init(&s->vintage);
        s->vintage.date = SAY("2024-06-10");
        milestone__v1__control_total__init(&s->control);
        s->control.of = MILESTONE__V1__CONTROL_TOTAL__OF__OF_VALUE;
        s->control.currency = SAY("USD");
        s->control.sum = SAY("1994439510000");
        s->controls[0] = &s->control;
        milestone__v1__release_end__init(&s->end);
        s->end.vintage = &s->vintage;
        s->end.batches = 2;
        s->end.events = 1001;
        s->end.n_periods = 1;
        s->end.periods = periods;
        s->end.n_control = 1;
        s->end.control = s->controls;
        milestone__v1__release_abort__init(&s->abort);
        s->abort.vintage = &s->vintage;
}

void sender_init(struct sender *s)
{
        memset(s, 0, sizeof(*s));
        ck_assert_int_eq(decoder_new(&s->decoder), 0);

        milestone__v1__quantity__init(&s->value);
        s->value.units = 1500;
        milestone__v1__quantity__init(&s->mass);
        s->mass.units = 700;
        milestone__v1__levels__init(&s->levels);
        init_events(s);
        init_release(s);

        milestone__v1__event__init(&s->event);
        s->event.id = SAY("decl-1");
        s->event.revision = 1;
        s->event.period = SAY("2024-05-31");
        s->events[0] = &s->event;
        sender_says_trade(s);

        milestone__v1__sender__init(&s->software);
        milestone__v1__event_batch__init(&s->batch);
        s->batch.version = 1;
        s->batch.source = SAY("registry");
        s->batch.request_id = (ProtobufCBinaryData){4, (uint8_t *)SAY("req1")};
        s->batch.n_events = 1;
        s->batch.events = s->events;
}

static void drop(struct sender *s)
{
        batch_free(s->got);
        s->got = NULL;
        s->refusal = NULL;
}

void sender_done(struct sender *s)
{
        drop(s);
        free(s->bytes);
        decoder_free(s->decoder);
}

void sender_pack(struct sender *s)
{
        free(s->bytes);
        s->length = milestone__v1__event_batch__get_packed_size(&s->batch);
        s->bytes = malloc(s->length ? s->length : 1);
        ck_assert_ptr_nonnull(s->bytes);
        ck_assert_uint_eq(milestone__v1__event_batch__pack(&s->batch, s->bytes), s->length);
}

void sender_decode_bytes(struct sender *s, const uint8_t *bytes, size_t length)
{
        struct frame frame = {.data = bytes,
                              .length = length,
                              .peer = TEXT("ipc://intake"),
                              .received_usec = 1718438400000000};

        ck_assert_int_eq(civil_parse(TEXT(TODAY), &frame.received_day), 0);
        drop(s);
        s->r = decode_batch(s->decoder, &frame, sender_plan(), &s->got, &s->refusal);
}

void sender_decode(struct sender *s)
{
        /* A block of exactly this size, so that a reader that goes beyond it is seen. */
        uint8_t *exact = malloc(s->length ? s->length : 1);

        ck_assert_ptr_nonnull(exact);
        memcpy(exact, s->bytes, s->length);
        sender_decode_bytes(s, exact, s->length);
        free(exact);
}

void sender_send(struct sender *s)
{
        sender_pack(s);
        sender_decode(s);
}

static void wanted(const struct refusal *refusal, enum reason reason, const char *field, const char *why)
{
        char *message = text_duplicate(refusal->message);

        ck_assert_msg(refusal->reason == reason, "reason %d, wanted %d: %s", refusal->reason, reason,
                      message);
        ck_assert_msg(text_equal(refusal->field, text_of(field)), "field %.*s, wanted %s: %s",
                      (int)refusal->field.length, refusal->field.data, field, message);
        ck_assert_msg(!why || strstr(message, why), "\"%s\" does not say \"%s\"", message, why);
        ck_assert(refusal->reason == REASON_NONE || text_is_plain(refusal->message));
        ck_assert_uint_le(refusal->message.length, DECODE_MESSAGE_BYTES_MAX);
        free(message);
}

void sender_accepted(struct sender *s)
{
        sender_send(s);
        ck_assert_msg(s->r == 0, "refused whole: %.*s",
                      s->refusal ? (int)s->refusal->refusal.message.length : 0,
                      s->refusal ? s->refusal->refusal.message.data : "");
        for (size_t i = 0; i < s->got->events_count; i++)
                wanted(&s->got->events[i].refusal, REASON_NONE, "", NULL);
        ck_assert_uint_eq(s->got->refused_count, 0);
}

void sender_refused(struct sender *s, enum reason reason, const char *field, const char *why)
{
        sender_send(s);
        ck_assert_int_eq(s->r, 0);
        ck_assert_uint_ge(s->got->events_count, 1);
        wanted(&s->got->events[0].refusal, reason, field, why);
        ck_assert_uint_eq(s->got->refused_count, 1);
}

void sender_refused_whole(struct sender *s, enum reason reason, const char *field, const char *why)
{
        sender_send(s);
        ck_assert_int_eq(s->r, DECODE_REFUSED);
        ck_assert_ptr_null(s->got);
        wanted(&s->refusal->refusal, reason, field, why);
}
