/* tests/unit/decode/test_event.c: what is taken of an event and what is refused, with what, where
 * and why, on both sides of each limit. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "sender.h"

#define SAY(text) ((char *)(uintptr_t)(text))

static struct sender s;

static void setup(void)
{
        sender_init(&s);
}

static void teardown(void)
{
        sender_done(&s);
}

static char *repeat(char c, size_t n)
{
        static char buf[4096];

        ck_assert_uint_lt(n, sizeof(buf));
        memset(buf, c, n);
        buf[n] = '\0';
        return buf;
}

/* A good declaration must arrive as it was sent, with the defaults said aloud. */
START_TEST(trade_is_read_field_by_field)
{
        const struct event *e;

        s.trade.net_mass = &s.mass;
        s.trade.mode = MILESTONE__V1__MODE__MODE_RAIL;
        s.trade.facility = SAY("RUULU");
        s.event.note = SAY("первая");
        sender_accepted(&s);

        e = &s.got->events[0].event;
        ck_assert(text_equal(e->source, TEXT("registry")));
        ck_assert(text_equal(e->id, TEXT("decl-1")));
        ck_assert_uint_eq(e->number, 1);
        ck_assert_int_eq(e->kind, EVENT_TRADE);
        ck_assert_int_eq(e->reality, REALITY_ACTUAL);
        ck_assert_int_eq(e->status, STATUS_NONE);
        ck_assert_int_eq(e->period.kind, PERIOD_DAY);
        ck_assert_int_eq(e->period.last, civil_from_ymd(2024, 5, 31));
        ck_assert_str_eq(e->trade.reporter.code, "BY");
        ck_assert_str_eq(e->trade.partner.code, "RU");
        ck_assert_int_eq(e->trade.flow, FLOW_EXPORT);
        ck_assert_int_eq(e->trade.supply, SUPPLY_GOODS);
        ck_assert(text_equal(e->trade.commodity.code, TEXT("2710")));
        ck_assert_uint_eq(e->trade.commodity.classification.length, 0);
        ck_assert(e->trade.value.known && e->trade.value.units == 1500);
        ck_assert_str_eq(e->trade.currency.code, "USD");
        ck_assert(e->trade.net_mass.known && e->trade.net_mass.units == 700);
        ck_assert(!e->trade.supplementary.known);
        ck_assert(text_equal(e->trade.facility, TEXT("RUULU")));
        ck_assert(text_equal(e->note, TEXT("первая")));
        ck_assert_int_eq(e->levels.commodity, LEVEL_HEADING);
        ck_assert_int_eq(e->levels.partner, LEVEL_COUNTRY);
        ck_assert_int_eq(e->levels.mode, LEVEL_MODE);
}
END_TEST

/* Zero and unknown are different things (rule 13): an amount that is not there must not be 0. */
START_TEST(rule_13_zero_is_known_and_absence_is_not)
{
        s.value.units = 0;
        sender_accepted(&s);
        ck_assert(s.got->events[0].event.trade.value.known);
        ck_assert_int_eq(s.got->events[0].event.trade.value.units, 0);

        s.trade.value = NULL;
        sender_accepted(&s);
        ck_assert(!s.got->events[0].event.trade.value.known);
}
END_TEST

/* The other kinds must arrive too. */
START_TEST(every_kind_is_read)
{
        char *successors[] = {SAY("decl-2"), SAY("decl-3")}, *places[] = {SAY("BY"), SAY("RU-LEN")};
        const struct event *e;

        sender_says_freight(&s);
        sender_accepted(&s);
        e = &s.got->events[0].event;
        ck_assert_int_eq(e->kind, EVENT_FREIGHT);
        ck_assert(text_equal(e->freight.destination, TEXT("RUULU")));
        ck_assert_int_eq(e->freight.stage, FREIGHT_ARRIVED);
        ck_assert_int_eq(e->freight.mass.units, 700);
        ck_assert_int_eq(e->levels.place, LEVEL_FACILITY);

        sender_says_project(&s);
        s.project.n_places = 2;
        s.project.places = places;
        s.project.due = SAY("2026-01-01");
        sender_accepted(&s);
        e = &s.got->events[0].event;
        ck_assert(text_equal(e->project.project, TEXT("murmansk-port")));
        ck_assert_uint_eq(e->project.places_count, 2);
        ck_assert_str_eq(e->project.places[1].code, "RU-LEN");
        ck_assert_int_eq(e->project.due_day, civil_from_ymd(2026, 1, 1));

        sender_says_rate(&s);
        sender_accepted(&s);
        e = &s.got->events[0].event;
        ck_assert_str_eq(e->rate.quote.code, "BYN");
        ck_assert_int_eq(e->rate.mantissa, 32716);
        ck_assert_uint_eq(e->rate.scale, 4);

        sender_says_withdrawal(&s);
        s.event.period = SAY("");
        s.withdrawal.n_successors = 2;
        s.withdrawal.successors = successors;
        sender_accepted(&s);
        e = &s.got->events[0].event;
        ck_assert_int_eq(e->period.kind, PERIOD_NONE);
        ck_assert_uint_eq(e->withdrawal.successors_count, 2);
        ck_assert(text_equal(e->withdrawal.successors[1], TEXT("decl-3")));
}
END_TEST

/* Each kind has fields without which it says nothing. */
START_TEST(what_is_required_is_named_when_it_is_missing)
{
        s.event.id = SAY("");
        sender_refused(&s, REASON_MISSING, "id", "required");
        s.event.id = SAY("x");
        s.event.period = SAY("");
        sender_refused(&s, REASON_MISSING, "period", "required");
        s.event.period = SAY("2024-05-31");

        s.trade.reporter = SAY("");
        sender_refused(&s, REASON_MISSING, "trade.reporter", "required");
        s.trade.reporter = SAY("BY");
        s.trade.partner = SAY("");
        sender_refused(&s, REASON_MISSING, "trade.partner", "levels.partner must say total");
        s.event.levels = &s.levels;
        s.levels.partner = MILESTONE__V1__LEVEL__LEVEL_TOTAL;
        sender_accepted(&s);
        s.event.levels = NULL;
        s.trade.partner = SAY("RU");
        s.trade.flow = 0;
        sender_refused(&s, REASON_MISSING, "trade.flow", "required");
        s.trade.flow = 1;
        s.trade.currency = SAY("");
        sender_refused(&s, REASON_MISSING, "trade.currency", "required");
        s.trade.value = NULL;
        sender_accepted(&s);

        sender_says_freight(&s);
        s.freight.stage = 0;
        sender_refused(&s, REASON_MISSING, "freight.stage", "required");
        sender_says_project(&s);
        s.project.project = SAY("");
        sender_refused(&s, REASON_MISSING, "project.project", "required");
        sender_says_withdrawal(&s);
        s.withdrawal.reason = 0;
        sender_refused(&s, REASON_MISSING, "withdrawal.reason", "required");
        sender_says_rate(&s);
        s.rate.base_currency = SAY("");
        sender_refused(&s, REASON_MISSING, "rate.base_currency", "required");

        s.event.what_case = MILESTONE__V1__EVENT__WHAT__NOT_SET;
        sender_refused(&s, REASON_MISSING, "", "of no kind");
}
END_TEST

/* A wrong code must come back with the right one beside it. */
START_TEST(wrong_codes_are_refused_with_the_nearest)
{
        s.trade.currency = SAY("UDS");
        sender_refused(&s, REASON_CODE, "trade.currency", "did you mean USD?");
        s.trade.currency = SAY("usd");
        sender_refused(&s, REASON_CODE, "trade.currency", "three letters A-Z");
        s.trade.currency = SAY("XAU");
        sender_refused(&s, REASON_CODE, "trade.currency", "no minor unit");
        s.trade.currency = SAY("BYR"); /* until 2016 */
        sender_refused(&s, REASON_CODE, "trade.currency",
                       "no amount of 2024-05-31 can be in \"BYR\"; did you mean BYN?");
        s.event.period = SAY("2015-05-31");
        sender_accepted(&s);
        s.trade.currency = SAY("BYN"); /* since 2016 */
        sender_refused(&s, REASON_CODE, "trade.currency",
                       "no amount of 2015-05-31 can be in \"BYN\"; did you mean BYR?");
        s.event.period = SAY("2024-05-31");
        s.trade.currency = SAY("USD");

        s.trade.partner = SAY("Russia");
        sender_refused(&s, REASON_CODE, "trade.partner", "\"Russia\" is no code");
        s.trade.partner = SAY("RUS");
        sender_refused(&s, REASON_CODE, "trade.partner", "did you mean RU?");
        s.trade.partner = SAY("QQ");
        sender_refused(&s, REASON_CODE, "trade.partner", "ISO 3166 has no \"QQ\"");
        s.trade.partner = SAY("RU-QQQ");
        sender_refused(&s, REASON_CODE, "trade.partner", "ISO 3166 has no \"RU-QQQ\"");
        s.trade.partner = SAY("RU-LNE");
        sender_refused(&s, REASON_CODE, "trade.partner", "did you mean RU-LEN?");
        s.trade.partner = SAY("SU"); /* old figures name it */
        sender_accepted(&s);
        s.trade.partner = SAY("EU"); /* of the configuration */
        sender_accepted(&s);
        s.trade.partner = SAY("RU-LEN");
        sender_accepted(&s);

        s.trade.commodity = SAY("271");
        sender_refused(&s, REASON_CODE, "trade.commodity", "no code of the HS");
        s.trade.classification = SAY("SITC");
        sender_accepted(&s);
        s.trade.commodity = SAY("27a");
        sender_refused(&s, REASON_CODE, "trade.commodity", "not all digits");
        s.trade.commodity = SAY("");

        s.trade.facility = SAY("Rail North");
        sender_refused(&s, REASON_CODE, "trade.facility", "neither a UN/LOCODE");
        s.trade.facility = SAY("RAIL-NORTH");
        sender_refused(&s, REASON_CODE, "trade.facility", "neither");
        s.trade.facility = SAY("rail_north");
        sender_refused(&s, REASON_CODE, "trade.facility", "did you mean rail-north?");
        s.trade.facility = SAY("port-2");
        sender_accepted(&s);

        sender_says_freight(&s);
        s.freight.origin = SAY("RUUL1");
        sender_refused(&s, REASON_CODE, "freight.origin", "no code of ISO 3166");
}
END_TEST

/* A level that contradicts its value would put a total beside its parts and count both. */
START_TEST(a_level_must_fit_its_value)
{
        s.event.levels = &s.levels;
        s.levels.commodity = MILESTONE__V1__LEVEL__LEVEL_CHAPTER;
        sender_refused(&s, REASON_CODE, "trade.commodity", "stated as chapter, but it looks like heading");
        s.levels.commodity = MILESTONE__V1__LEVEL__LEVEL_HEADING;
        sender_accepted(&s);
        s.levels.commodity = MILESTONE__V1__LEVEL__LEVEL_GROUP;
        sender_accepted(&s);
        ck_assert_int_eq(s.got->events[0].event.levels.commodity, LEVEL_GROUP);
        s.levels.commodity = 0;
        s.levels.partner = MILESTONE__V1__LEVEL__LEVEL_TOTAL;
        sender_refused(&s, REASON_CODE, "trade.partner", "stated as total");
}
END_TEST

/* Text that would tear a log, a topic or a terminal is refused, and the id is shown escaped. */
START_TEST(texts_are_strict)
{
        s.event.id = SAY("decl\n1");
        sender_refused(&s, REASON_TEXT, "id", "\"decl\\x0a1\"");
        ck_assert(text_equal(s.got->events[0].event.id, TEXT("decl\\x0a1")));
        s.event.id = SAY("decl\xff");
        sender_refused(&s, REASON_TEXT, "id", "\\xff");
        s.event.id = SAY("\xc0\xaf"); /* an overlong slash */
        sender_refused(&s, REASON_TEXT, "id", "\\xc0\\xaf");
        s.event.id = repeat('i', ID_BYTES_MAX);
        sender_accepted(&s);
        s.event.id = repeat('i', ID_BYTES_MAX + 1);
        sender_refused(&s, REASON_TEXT, "id", "129 bytes");
        ck_assert_uint_le(s.got->events[0].event.id.length, ID_BYTES_MAX);
        s.event.id = SAY("x");

        s.event.note = repeat('n', NOTE_BYTES_MAX);
        sender_accepted(&s);
        s.event.note = repeat('n', NOTE_BYTES_MAX + 1);
        sender_refused(&s, REASON_TEXT, "note", "at most 512");
        s.event.note = SAY("");
        s.trade.procedure = repeat('p', WORD_BYTES_MAX);
        sender_accepted(&s);
        s.trade.procedure = repeat('p', WORD_BYTES_MAX + 1);
        sender_refused(&s, REASON_TEXT, "trade.procedure", "at most 64");
        s.trade.procedure = SAY("");
        s.trade.classification = SAY("X");
        s.trade.commodity = repeat('1', COMMODITY_BYTES_MAX);
        sender_accepted(&s);
        s.trade.commodity = repeat('1', COMMODITY_BYTES_MAX + 1);
        sender_refused(&s, REASON_TEXT, "trade.commodity", "at most 12");

        sender_says_project(&s);
        s.project.project = SAY("Murmansk");
        sender_refused(&s, REASON_TEXT, "project.project", "not a name");
}
END_TEST

/* protobuf-c hides what stands behind a NUL: two ids that differ there would be one record. */
START_TEST(what_stands_behind_a_nul_is_seen)
{
        uint8_t *at;

        s.event.id = SAY("decl_1");
        sender_pack(&s);
        at = memmem(s.bytes, s.length, "decl_1", 6);
        ck_assert_ptr_nonnull(at);
        at[4] = '\0';
        sender_decode(&s);
        ck_assert_int_eq(s.r, 0);
        ck_assert_int_eq(s.got->events[0].refusal.reason, REASON_TEXT);
        ck_assert(text_equal(s.got->events[0].event.id, TEXT("decl\\x001")));
}
END_TEST

/* A value of a later version is refused by name, never taken for "not stated" or another one. */
START_TEST(unknown_enum_values_are_refused)
{
        s.trade.flow = 6;
        sender_refused(&s, REASON_ENUM, "trade.flow", "6 is no value");
        s.trade.flow = -1;
        sender_refused(&s, REASON_ENUM, "trade.flow", "no value");
        s.trade.flow = 5;
        sender_accepted(&s);
        s.event.status = 4;
        sender_refused(&s, REASON_ENUM, "status", "4 is no value");
        s.event.status = 3;
        s.event.levels = &s.levels;
        s.levels.mode = 11;
        sender_refused(&s, REASON_ENUM, "levels.mode", "11 is no value");
}
END_TEST

/* A heading of 2017 would be added to one of 2022 that is another thing. */
START_TEST(an_edition_of_the_hs_that_the_source_does_not_use)
{
        sender_says_release_batch(&s); /* customs: 2017 and 2022 */
        s.trade.edition = 2022;
        sender_accepted(&s);
        s.trade.edition = 2017;
        sender_accepted(&s);
        s.trade.edition = 0; /* not stated */
        sender_accepted(&s);
        s.trade.edition = 2012;
        sender_refused(&s, REASON_CODE, "trade.edition", "HS 2012 is no edition of customs: expected 2017, 2022");
        s.trade.classification = SAY("SITC");
        sender_accepted(&s);
        s.trade.classification = SAY("");
        sender_says_trade(&s); /* of a source that has not declared any */
        s.batch.source = SAY("registry");
        s.batch.vintage = NULL;
        s.batch.release_batch = 0;
        s.event.revision = 1;
        sender_accepted(&s);
}
END_TEST

/* A sum cannot overflow because no part of it is beyond 2^62; and 2^32 + 2022 is no edition. */
START_TEST(rule_12_numbers_are_within_their_range)
{
        s.value.units = AMOUNT_MAX;
        sender_accepted(&s);
        s.value.units = -AMOUNT_MAX;
        sender_accepted(&s);
        s.value.units = AMOUNT_MAX + 1;
        sender_refused(&s, REASON_RANGE, "trade.value", "beyond 2^62");
        s.value.units = -AMOUNT_MAX - 1;
        sender_refused(&s, REASON_RANGE, "trade.value", "beyond 2^62");
        s.value.units = INT64_MIN;
        sender_refused(&s, REASON_RANGE, "trade.value", "beyond 2^62");
        s.value.units = 1;
        s.trade.edition = UINT16_MAX;
        sender_accepted(&s);
        s.trade.edition = UINT16_MAX + 1;
        sender_refused(&s, REASON_RANGE, "trade.edition", "65536 is above 65535");

        sender_says_rate(&s);
        s.rate.mantissa = 0;
        sender_refused(&s, REASON_RANGE, "rate.mantissa", "0 is not from 1");
        s.rate.mantissa = -1;
        sender_refused(&s, REASON_RANGE, "rate.mantissa", "-1 is not from 1");
        s.rate.mantissa = 1;
        s.rate.scale = 18;
        sender_accepted(&s);
        s.rate.scale = 19;
        sender_refused(&s, REASON_RANGE, "rate.scale", "19 is above 18");
        s.rate.scale = 0;
        s.rate.quote_currency = SAY("USD");
        sender_refused(&s, REASON_CODE, "rate.quote_currency", "base currency itself");
}
END_TEST

/* A 32-bit field that a sender writes in 64 bits is not cut down to something else. */
START_TEST(a_number_of_64_bits_is_not_cut_to_32)
{
        static const uint8_t edition[] = {0x40, 0xe6, 0x8f, 0x80, 0x80, 0x10}; /* field 8: 2^32 + 2022 */
        uint8_t bytes[256];
        size_t trade, length;

        /* an event by hand: id "x", revision 1, period, trade {RU, BY, flow 1, edition} */
        static const uint8_t head[] = {0x0a, 1,   'x', 0x10, 1,   0x1a, 10,  '2', '0',
                                       '2',  '4', '-', '0',  '5', '-',  '3', '1'};
        static const uint8_t body[] = {0x0a, 2, 'R', 'U', 0x12, 2, 'B', 'Y', 0x20, 1};
        static const uint8_t batch[] = {0x08, 1, 0x1a, 8, 'r', 'e', 'g', 'i', 's', 't', 'r', 'y', 0x4a};

        trade = sizeof(body) + sizeof(edition);
        memcpy(bytes, batch, sizeof(batch));
        length = sizeof(batch);
        bytes[length++] = (uint8_t)(sizeof(head) + 2 + trade);
        memcpy(bytes + length, head, sizeof(head));
        length += sizeof(head);
        bytes[length++] = 0x52;
        bytes[length++] = (uint8_t)trade;
        memcpy(bytes + length, body, sizeof(body));
        length += sizeof(body);
        memcpy(bytes + length, edition, sizeof(edition));
        length += sizeof(edition);

        sender_decode_bytes(&s, bytes, length);
        ck_assert_int_eq(s.r, 0);
        ck_assert_int_eq(s.got->events[0].refusal.reason, REASON_RANGE);
        ck_assert(text_equal(s.got->events[0].refusal.field, TEXT("trade.edition")));
}
END_TEST

/* No window is ruined by a slip of the year; both borders of each horizon. */
START_TEST(dates_lie_within_the_horizon)
{
        s.event.period = SAY("1900-01-01");
        sender_accepted(&s);
        s.event.period = SAY("1899-12-31");
        sender_refused(&s, REASON_HORIZON, "period", "before 1900-01-01");
        s.event.period = SAY("2024-06-17"); /* two days after TODAY */
        sender_accepted(&s);
        s.event.period = SAY("2024-06-18");
        sender_refused(&s, REASON_HORIZON, "period", "ends after 2024-06-17");
        s.event.reality = MILESTONE__V1__REALITY__REALITY_PLANNED;
        sender_accepted(&s);
        s.event.period = SAY("2074-07-23");
        sender_accepted(&s);
        s.event.period = SAY("2074-07-24");
        sender_refused(&s, REASON_HORIZON, "period", "a planned event");
        s.event.period = SAY("2024-05-31");
        s.event.reality = 0;

        sender_says_project(&s);
        s.project.due = SAY("2074-07-23");
        sender_accepted(&s);
        s.project.due = SAY("2074-07-24");
        sender_refused(&s, REASON_HORIZON, "project.due", "2074-07-23");
        s.project.due = SAY("2023-02-29");
        sender_refused(&s, REASON_PERIOD, "project.due", "no calendar has");
}
END_TEST

/* Rule 10: finer than the source's level, or across it, is refused; coarser is kept as control. */
START_TEST(rule_10_periods_fit_the_source)
{
        s.event.period = SAY("2024-02-30");
        sender_refused(&s, REASON_PERIOD, "period", "no calendar has");
        s.event.period = SAY("May 2024");
        sender_refused(&s, REASON_PERIOD, "period", "no period");

        sender_says_freight(&s);
        s.batch.source = SAY("rail");
        s.event.period = SAY("2024-05");
        sender_accepted(&s);
        s.event.period = SAY("2024-Q1");
        sender_accepted(&s);
        s.event.period = SAY("2024-05-31");
        sender_refused(&s, REASON_PERIOD, "period", "is a day, but the source speaks by the month");
        s.event.period = SAY("2024-W18");
        sender_refused(&s, REASON_PERIOD, "period", "is a week");
}
END_TEST

/* A source may speak of its own kinds and for its own reporters only. */
START_TEST(a_source_speaks_for_itself)
{
        s.batch.source = SAY("rail");
        s.event.period = SAY("2024-05");
        sender_refused(&s, REASON_KIND, "trade", "rail does not publish");
        sender_says_withdrawal(&s); /* what it may say it may take back */
        sender_accepted(&s);

        sender_says_trade(&s);
        sender_says_release_batch(&s);
        sender_accepted(&s);
        s.trade.reporter = SAY("BY-HM"); /* lies in BY */
        sender_accepted(&s);
        s.trade.reporter = SAY("RU");
        sender_refused(&s, REASON_REPORTER, "trade.reporter", "customs does not report for RU");
        s.trade.reporter = SAY("RU-LEN");
        sender_accepted(&s);
}
END_TEST

/* Rule 3: the number of a statement is the event's, the vintage or the batch's. */
START_TEST(rule_3_numbers_come_from_where_the_source_says)
{
        s.event.revision = 0;
        sender_refused(&s, REASON_NUMBER, "revision", "required from 1");
        s.event.revision = UINT64_MAX;
        sender_accepted(&s);
        ck_assert_uint_eq(s.got->events[0].event.number, UINT64_MAX);

        s.batch.source = SAY("desk");
        s.batch.number = 77;
        sender_refused(&s, REASON_NUMBER, "revision", "numbered by arrival");
        s.event.revision = 0;
        sender_accepted(&s);
        ck_assert_uint_eq(s.got->events[0].event.number, 77);

        s.batch.number = 0;
        sender_says_release_batch(&s);
        s.vintage.serial = 3;
        sender_accepted(&s);
        ck_assert_uint_eq(s.got->events[0].event.number,
                          event_vintage_number(civil_from_ymd(2024, 6, 10), 3));
        s.event.revision = 1;
        sender_refused(&s, REASON_NUMBER, "revision", "numbered by release");
}
END_TEST

/* Lists have an end too. */
START_TEST(lists_are_bounded)
{
        char *many[SUCCESSORS_MAX + 1];

        for (size_t i = 0; i < SUCCESSORS_MAX + 1; i++)
                many[i] = SAY("BY");
        sender_says_withdrawal(&s);
        s.withdrawal.successors = many;
        s.withdrawal.n_successors = SUCCESSORS_MAX;
        sender_accepted(&s);
        s.withdrawal.n_successors = SUCCESSORS_MAX + 1;
        sender_refused(&s, REASON_RANGE, "withdrawal.successors", "more than 64");

        sender_says_project(&s);
        s.project.places = many;
        s.project.n_places = PROJECT_PLACES_MAX;
        sender_accepted(&s);
        s.project.n_places = PROJECT_PLACES_MAX + 1;
        sender_refused(&s, REASON_RANGE, "project.places", "more than 16");
}
END_TEST

/* What a later version adds is kept up to a limit, wherever in the event it stands. */
START_TEST(unknown_fields_are_bounded)
{
        static uint8_t filler[UNKNOWN_BYTES_MAX];
        ProtobufCMessageUnknownField unknown[2] = {
                {.tag = 100, .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, .len = 0, .data = filler},
                {.tag = 100, .wire_type = PROTOBUF_C_WIRE_TYPE_LENGTH_PREFIXED, .len = 0, .data = filler},
        };

        /* each has two bytes of tag, two of length, and the rest */
        filler[0] = 0x80 | (508 & 0x7f);
        filler[1] = 508 >> 7;
        unknown[0].len = unknown[1].len = 510;
        s.event.base.n_unknown_fields = 1;
        s.event.base.unknown_fields = &unknown[0];
        s.value.base.n_unknown_fields = 1;
        s.value.base.unknown_fields = &unknown[1];
        sender_accepted(&s);

        unknown[0].tag = 40000; /* a byte more of tag */
        sender_refused(&s, REASON_UNKNOWN_FIELDS, "", "1025 bytes");
}
END_TEST

/* One bad event of three: the other two count, and the bad one says where it stands. */
START_TEST(good_events_survive_bad_ones)
{
        Milestone__V1__Event bad = s.event, last = s.event, *three[3] = {&s.event, &bad, &last};

        bad.period = SAY("yesterday");
        last.id = SAY("decl-3");
        s.batch.events = three;
        s.batch.n_events = 3;
        sender_send(&s);
        ck_assert_int_eq(s.r, 0);
        ck_assert_uint_eq(s.got->events_count, 3);
        ck_assert_uint_eq(s.got->refused_count, 1);
        ck_assert_int_eq(s.got->events[0].refusal.reason, REASON_NONE);
        ck_assert_int_eq(s.got->events[1].refusal.reason, REASON_PERIOD);
        ck_assert_int_eq(s.got->events[2].refusal.reason, REASON_NONE);
        ck_assert(text_equal(s.got->events[2].event.id, TEXT("decl-3")));
        ck_assert_uint_eq(s.got->scales_count, 1);
        ck_assert_str_eq(s.got->scales[0].currency.code, "USD");
        ck_assert_uint_eq(s.got->scales[0].digits, 2);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("decode/event");
        TCase *tests = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tests, setup, teardown);
        tcase_add_test(tests, trade_is_read_field_by_field);
        tcase_add_test(tests, rule_13_zero_is_known_and_absence_is_not);
        tcase_add_test(tests, every_kind_is_read);
        tcase_add_test(tests, what_is_required_is_named_when_it_is_missing);
        tcase_add_test(tests, wrong_codes_are_refused_with_the_nearest);
        tcase_add_test(tests, a_level_must_fit_its_value);
        tcase_add_test(tests, texts_are_strict);
        tcase_add_test(tests, what_stands_behind_a_nul_is_seen);
        tcase_add_test(tests, unknown_enum_values_are_refused);
        tcase_add_test(tests, an_edition_of_the_hs_that_the_source_does_not_use);
        tcase_add_test(tests, rule_12_numbers_are_within_their_range);
        tcase_add_test(tests, a_number_of_64_bits_is_not_cut_to_32);
        tcase_add_test(tests, dates_lie_within_the_horizon);
        tcase_add_test(tests, rule_10_periods_fit_the_source);
        tcase_add_test(tests, a_source_speaks_for_itself);
        tcase_add_test(tests, rule_3_numbers_come_from_where_the_source_says);
        tcase_add_test(tests, lists_are_bounded);
        tcase_add_test(tests, unknown_fields_are_bounded);
        tcase_add_test(tests, good_events_survive_bad_ones);
        suite_add_tcase(suite, tests);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
