/* tests/unit/decode/test_layout.c: the bytes of an event, which live for ever: in statements, in
 * content hashes; the tables by which messages are read; and protobuf-c as the second reader. */
#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "decode/fields.h"
#include "decode/numbers.h"
#include "milestone/v1/desk.pb-c.h"
#include "milestone/v1/notification.pb-c.h"
#include "sender.h"

#define SAY(text)    ((char *)(uintptr_t)(text))
#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct sender s;

static void setup(void)
{
        sender_init(&s);
}

static void teardown(void)
{
        sender_done(&s);
}

/* All that can be said of each kind. */
static void say_everything(void)
{
        static char *places[] = {(char *)(uintptr_t) "BY", (char *)(uintptr_t) "RU-LEN"};
        static char *successors[] = {(char *)(uintptr_t) "decl-2"};

        s.event.status = 2;
        s.event.note = SAY("a note");
        s.trade.partner_basis = 1;
        s.trade.valuation = 1;
        s.trade.mode = 2;
        s.trade.edition = 2022;
        s.trade.net_mass = s.trade.supplementary = &s.mass;
        s.trade.supplementary_unit = SAY("litre");
        s.trade.classification = SAY("HS");
        s.trade.facility = SAY("RUULU");
        s.trade.procedure = SAY("40");
        s.trade.second_partner = SAY("KZ");
        s.freight.route = SAY("north");
        s.freight.mode = 2;
        s.freight.flow = 2;
        s.freight.commodity = SAY("27");
        s.freight.wagons = s.freight.teu = s.freight.containers = s.freight.value = &s.value;
        s.freight.currency = SAY("EUR");
        s.freight.vehicle = SAY("train 7");
        s.freight.consignment = SAY("WB-1");
        s.project.kind = 4;
        s.project.stage = 4;
        s.project.budget = s.project.spent = &s.value;
        s.project.currency = SAY("RUB");
        s.project.due = SAY("2027-12-31");
        s.project.n_places = 2;
        s.project.places = places;
        s.project.facility = SAY("RUMMK");
        s.project.parent = SAY("north");
        s.project.title = SAY("Порт");
        s.rate.kind = 1;
        s.withdrawal.text = SAY("typed twice");
        s.withdrawal.n_successors = 1;
        s.withdrawal.successors = successors;
}

static void (*const says[])(struct sender *) = {sender_says_trade, sender_says_freight, sender_says_project,
                                                sender_says_rate, sender_says_withdrawal};

static const char *hex(const uint8_t *bytes, size_t length)
{
        static char buf[2 * CONTENT_HASH_BYTES + 1];

        for (size_t i = 0; i < length; i++)
                (void)snprintf(buf + 2 * i, 3, "%02x", bytes[i]);
        return buf;
}

/* Rule 6: the hash of a statement that is kept must be that of its repeat after any upgrade. */
START_TEST(rule_6_content_hashes_are_golden)
{
        static const char *const golden[] = {
                "692157ecc6bf939891361926fa3a67d4", "c086603cfe2ce6a68ae939b6cae610f0",
                "f96bbab02101afbc6385f883b8f805cd", "cd0db25c4e3f7c59b5d052628b7eef00",
                "3026c37029d98b80da6191b6da735507",
        };

        say_everything();
        for (size_t i = 0; i < COUNT(says); i++) {
                says[i](&s);
                sender_accepted(&s);
                ck_assert_str_eq(hex(s.got->events[0].content, CONTENT_HASH_BYTES), golden[i]);
        }
}
END_TEST

/* Rule 6: what is not stated adds nothing, what names the statement is not what it says, and
 * every field that is stated does change the content. */
START_TEST(rule_6_content_is_what_is_stated)
{
        uint8_t content[CONTENT_HASH_BYTES];

        sender_accepted(&s);
        memcpy(content, s.got->events[0].content, sizeof(content));
        s.event.id = SAY("other");
        s.event.revision = 9;
        s.event.reality = 1; /* what is taken when it is not stated */
        s.trade.supply = 1;
        s.event.levels = &s.levels;
        s.levels.commodity = MILESTONE__V1__LEVEL__LEVEL_HEADING;
        sender_accepted(&s);
        ck_assert_mem_eq(s.got->events[0].content, content, sizeof(content));

        s.trade.edition = 2022;
        sender_accepted(&s);
        ck_assert_mem_ne(s.got->events[0].content, content, sizeof(content));
        s.trade.edition = 0;
        s.value.units = 0;
        sender_accepted(&s);
        ck_assert_mem_ne(s.got->events[0].content, content, sizeof(content));
        memcpy(content, s.got->events[0].content, sizeof(content));
        s.trade.value = NULL; /* unknown is not zero */
        sender_accepted(&s);
        ck_assert_mem_ne(s.got->events[0].content, content, sizeof(content));
}
END_TEST

/* A statement that is read from the store must be the one that was put there; cut off or
 * changed it is told, never read as something else beyond its bytes. */
START_TEST(what_is_written_is_read)
{
        say_everything();
        for (size_t i = 0; i < COUNT(says); i++) {
                struct wire_out out = {0}, again = {0};
                struct event event = {.number = 5};
                struct wire_in in;

                says[i](&s);
                sender_accepted(&s);
                event_write(&out, &s.got->events[0].event);
                in = wire_in_of(out.data, out.length);
                ck_assert_int_eq(event_read(&in, EVENT_LAYOUT, &event), 0);
                ck_assert(wire_in_complete(&in));
                ck_assert_uint_eq(event.number, 5);
                event_write(&again, &event);
                ck_assert_uint_eq(out.length, again.length);
                ck_assert_mem_eq(out.data, again.data, out.length);

                for (size_t length = 0; length < out.length; length++) {
                        in = wire_in_of(out.data, length);
                        ck_assert_int_eq(event_read(&in, EVENT_LAYOUT, &event), -EBADMSG);
                }
                in = wire_in_of(out.data, out.length);
                ck_assert_int_eq(event_read(&in, EVENT_LAYOUT + 1, &event), -EBADMSG);
                for (size_t bit = 0; bit < out.length * 8; bit++) {
                        out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
                        in = wire_in_of(out.data, out.length);
                        if (event_read(&in, EVENT_LAYOUT, &event) == 0) {
                                wire_out_clear(&again);
                                event_write(&again, &event); /* one event, one encoding */
                                ck_assert_uint_eq(again.length, in.position);
                                ck_assert_mem_eq(out.data, again.data, again.length);
                        }
                        out.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
                }
                wire_out_done(&out);
                wire_out_done(&again);
        }
}
END_TEST

/* A bit that flips on the way: never a crash, and what we take, protobuf-c takes as well. */
START_TEST(flipped_bits_are_read_as_protobuf_c_reads_them)
{
        say_everything();
        for (size_t i = 0; i < COUNT(says); i++) {
                says[i](&s);
                sender_pack(&s);
                for (size_t bit = 0; bit < s.length * 8; bit++) {
                        s.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
                        sender_decode(&s);
                        ck_assert_int_ge(s.r, 0);
                        if (s.r == 0) {
                                Milestone__V1__EventBatch *batch = milestone__v1__event_batch__unpack(
                                        NULL, s.length, s.bytes);

                                ck_assert_ptr_nonnull(batch);
                                ck_assert_uint_eq(batch->n_events, s.got->events_count);
                                milestone__v1__event_batch__free_unpacked(batch, NULL);
                        }
                        s.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
                }
        }
}
END_TEST

/* decode's names for field numbers are those of the .proto. */
START_TEST(field_numbers_are_those_of_the_protocol)
{
        static const struct {
                const ProtobufCMessageDescriptor *message;
                const char *first, *last;
                unsigned first_number, last_number;
        } rows[] = {
                {&milestone__v1__quantity__descriptor, "units", "units", AT_QUANTITY_UNITS,
                 AT_QUANTITY_UNITS},
                {&milestone__v1__levels__descriptor, "commodity", "place", AT_LEVELS_COMMODITY,
                 AT_LEVELS_PLACE},
                {&milestone__v1__trade__descriptor, "reporter", "second_partner", AT_TRADE_REPORTER,
                 AT_TRADE_SECOND_PARTNER},
                {&milestone__v1__trade__descriptor, "currency", "mode", AT_TRADE_CURRENCY, AT_TRADE_MODE},
                {&milestone__v1__freight__descriptor, "origin", "currency", AT_FREIGHT_ORIGIN,
                 AT_FREIGHT_CURRENCY},
                {&milestone__v1__freight__descriptor, "stage", "vehicle", AT_FREIGHT_STAGE,
                 AT_FREIGHT_VEHICLE},
                {&milestone__v1__project__descriptor, "project", "title", AT_PROJECT_PROJECT,
                 AT_PROJECT_TITLE},
                {&milestone__v1__exchange_rate__descriptor, "base_currency", "kind", AT_RATE_BASE_CURRENCY,
                 AT_RATE_KIND},
                {&milestone__v1__withdrawal__descriptor, "reason", "successors", AT_WITHDRAWAL_REASON,
                 AT_WITHDRAWAL_SUCCESSORS},
                {&milestone__v1__event__descriptor, "id", "note", AT_EVENT_ID, AT_EVENT_NOTE},
                {&milestone__v1__event__descriptor, "trade", "withdrawal", AT_EVENT_TRADE,
                 AT_EVENT_WITHDRAWAL},
                {&milestone__v1__event__descriptor, "freight", "levels", AT_EVENT_FREIGHT, AT_EVENT_LEVELS},
                {&milestone__v1__event__descriptor, "project", "rate", AT_EVENT_PROJECT, AT_EVENT_RATE},
                {&milestone__v1__vintage__descriptor, "date", "serial", AT_VINTAGE_DATE, AT_VINTAGE_SERIAL},
                {&milestone__v1__control_total__descriptor, "of", "sum", AT_CONTROL_OF, AT_CONTROL_SUM},
                {&milestone__v1__release_end__descriptor, "vintage", "note", AT_END_VINTAGE, AT_END_NOTE},
                {&milestone__v1__release_end__descriptor, "control", "embargo", AT_END_CONTROL,
                 AT_END_EMBARGO},
                {&milestone__v1__release_abort__descriptor, "vintage", "reason", AT_ABORT_VINTAGE,
                 AT_ABORT_REASON},
                {&milestone__v1__sender__descriptor, "software", "version", AT_SENDER_SOFTWARE,
                 AT_SENDER_VERSION},
                {&milestone__v1__event_batch__descriptor, "version", "nothing_until", AT_BATCH_VERSION,
                 AT_BATCH_NOTHING_UNTIL},
                {&milestone__v1__event_batch__descriptor, "source", "events", AT_BATCH_SOURCE,
                 AT_BATCH_EVENTS},
        };

        for (size_t i = 0; i < COUNT(rows); i++) {
                const ProtobufCFieldDescriptor *first, *last;

                first = protobuf_c_message_descriptor_get_field_by_name(rows[i].message, rows[i].first);
                last = protobuf_c_message_descriptor_get_field_by_name(rows[i].message, rows[i].last);
                ck_assert_ptr_nonnull(first);
                ck_assert_ptr_nonnull(last);
                ck_assert_uint_eq(first->id, rows[i].first_number);
                ck_assert_uint_eq(last->id, rows[i].last_number);
        }
}
END_TEST

/* No message holds itself, however indirectly: a reader cannot be made to recurse without end. */
static void descend(const ProtobufCMessageDescriptor *message, size_t depth)
{
        ck_assert_msg(depth < 16, "%s is nested in itself", message->name);
        for (unsigned i = 0; i < message->n_fields; i++)
                if (message->fields[i].type == PROTOBUF_C_TYPE_MESSAGE)
                        descend(message->fields[i].descriptor, depth + 1);
}

START_TEST(no_message_contains_itself)
{
        descend(&milestone__v1__event_batch__descriptor, 0);
        descend(&milestone__v1__receipt__descriptor, 0);
        descend(&milestone__v1__notification__descriptor, 0);
        descend(&milestone__v1__question__descriptor, 0);
        descend(&milestone__v1__answer__descriptor, 0);
}
END_TEST

/* The wire format's own traps, each refused by name. */
START_TEST(malformed_messages_are_named)
{
        static const struct {
                struct text bytes;
                const char *why;
        } rows[] = {
                {TEXT_INIT("\x08"), "number cut off"},
                {TEXT_INIT("\x80"), "tag cut off"},
                {TEXT_INIT("\x00\x01"), "cannot be"},
                {TEXT_INIT("\x08\x01\x08\x01"), "twice"},
                {TEXT_INIT("\x0d\x01\x01\x01\x01"), "another type"},
                {TEXT_INIT("\x1a\x05"
                           "abc"),
                 "cut off"},
                {TEXT_INIT("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02"), "more than 64 bits"},
                {TEXT_INIT("\xa3\x06\xa4\x06"), "a group"},
                {TEXT_INIT("\xa1\x06"
                           "1234567"),
                 "cut off"},
                {TEXT_INIT("\x08\x01\x1a\x08registry\x4a\x03\x52\x02\x0a"), "event 0"},
                {TEXT_INIT("\x08\x01\x1a\x08registry\x4a\x04\x52\x02\x0a\x05"), "event 0, byte 0 of trade"},
        };

        for (size_t i = 0; i < COUNT(rows); i++) {
                sender_decode_bytes(&s, (const uint8_t *)rows[i].bytes.data, rows[i].bytes.length);
                ck_assert_int_eq(s.r, DECODE_REFUSED);
                ck_assert_int_eq(s.refusal->refusal.reason, REASON_UNREADABLE);
                ck_assert_msg(memmem(s.refusal->refusal.message.data, s.refusal->refusal.message.length,
                                     rows[i].why, strlen(rows[i].why)),
                              "row %zu: %.*s", i, (int)s.refusal->refusal.message.length,
                              s.refusal->refusal.message.data);
        }
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("decode/layout");
        TCase *tests = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tests, setup, teardown);
        tcase_add_test(tests, rule_6_content_hashes_are_golden);
        tcase_add_test(tests, rule_6_content_is_what_is_stated);
        tcase_add_test(tests, what_is_written_is_read);
        tcase_add_test(tests, flipped_bits_are_read_as_protobuf_c_reads_them);
        tcase_add_test(tests, field_numbers_are_those_of_the_protocol);
        tcase_add_test(tests, no_message_contains_itself);
        tcase_add_test(tests, malformed_messages_are_named);
        suite_add_tcase(suite, tests);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
