/* base/event_layout.c: an event as bytes, the same on every machine and for ever.
 *
 * Layout 1:
 *     event = kind { tag value } 0
 *     kind  = u8, enum event_kind
 *     tag   = u8, from the tables below, each at most once, in rising order
 * A field that is not set (zero, empty, unknown, CIVIL_NONE, no place) is not written, so a field
 * that is added to a later layout under a higher tag changes no bytes of events without it
 * (rule 6). One event has one encoding; event_read() takes no other. Values, by form:
 *     BYTE      u8                       U16       varint
 *     I64       zigzag                   DAY       zigzag of the day
 *     TEXT      varint length, raw       PLACE     the same, of the code
 *     CURRENCY  raw, three letters       QUANTITY  zigzag of the units (0 is written: it is known)
 *     PERIOD    u8 kind, zigzag of the first day, varint of last - first
 *     PLACES    u8 count, each as PLACE  TEXTS     u8 count, each as TEXT
 * Source, id and number are not part of it: they name the statement, they are not what it says.
 *
 * Writer and reader walk the same tables. Tags are never given to another field. */
#include "base/event.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/civil.h"

enum form {
        FORM_BYTE,
        FORM_U16,
        FORM_I64,
        FORM_DAY,
        FORM_TEXT,
        FORM_PLACE,
        FORM_CURRENCY,
        FORM_QUANTITY,
        FORM_PERIOD,
        FORM_PLACES,
        FORM_TEXTS,
};

struct field {
        uint8_t tag;
        uint8_t form;
        uint16_t offset; /* in struct event */
        uint16_t max;    /* the largest BYTE, the longest TEXT, the most of PLACES or TEXTS */
};

struct layout {
        size_t size; /* of struct event as far as the kind uses it */
        size_t fields_count;
        const struct field *fields;
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Of every kind, before those of the kind itself. */
static const struct field common_fields[] = {
        {1, FORM_PERIOD, offsetof(struct event, period), 0},
        {2, FORM_BYTE, offsetof(struct event, status), STATUS_FINAL},
        {3, FORM_BYTE, offsetof(struct event, reality), REALITY_PLANNED},
        {4, FORM_BYTE, offsetof(struct event, levels.commodity), LEVEL_COUNT - 1},
        {5, FORM_BYTE, offsetof(struct event, levels.reporter), LEVEL_COUNT - 1},
        {6, FORM_BYTE, offsetof(struct event, levels.partner), LEVEL_COUNT - 1},
        {7, FORM_BYTE, offsetof(struct event, levels.mode), LEVEL_COUNT - 1},
        {8, FORM_BYTE, offsetof(struct event, levels.place), LEVEL_COUNT - 1},
        {9, FORM_TEXT, offsetof(struct event, note), NOTE_BYTES_MAX},
};

static const struct field trade_fields[] = {
        {32, FORM_PLACE, offsetof(struct event, trade.reporter), 0},
        {33, FORM_PLACE, offsetof(struct event, trade.partner), 0},
        {34, FORM_PLACE, offsetof(struct event, trade.second_partner), 0},
        {35, FORM_BYTE, offsetof(struct event, trade.partner_basis), UINT8_MAX},
        {36, FORM_BYTE, offsetof(struct event, trade.flow), FLOW_COUNT - 1},
        {37, FORM_BYTE, offsetof(struct event, trade.supply), SUPPLY_COUNT - 1},
        {38, FORM_BYTE, offsetof(struct event, trade.valuation), UINT8_MAX},
        {39, FORM_BYTE, offsetof(struct event, trade.mode), MODE_COUNT - 1},
        {40, FORM_TEXT, offsetof(struct event, trade.commodity.code), COMMODITY_BYTES_MAX},
        {41, FORM_TEXT, offsetof(struct event, trade.commodity.classification), WORD_BYTES_MAX},
        {42, FORM_U16, offsetof(struct event, trade.commodity.edition), 0},
        {43, FORM_QUANTITY, offsetof(struct event, trade.value), 0},
        {44, FORM_CURRENCY, offsetof(struct event, trade.currency), 0},
        {45, FORM_QUANTITY, offsetof(struct event, trade.net_mass), 0},
        {46, FORM_QUANTITY, offsetof(struct event, trade.supplementary), 0},
        {47, FORM_TEXT, offsetof(struct event, trade.supplementary_unit), WORD_BYTES_MAX},
        {48, FORM_TEXT, offsetof(struct event, trade.facility), NAME_BYTES_MAX},
        {49, FORM_TEXT, offsetof(struct event, trade.procedure), WORD_BYTES_MAX},
};

static const struct field freight_fields[] = {
        {32, FORM_TEXT, offsetof(struct event, freight.origin), WORD_BYTES_MAX},
        {33, FORM_TEXT, offsetof(struct event, freight.destination), WORD_BYTES_MAX},
        {34, FORM_TEXT, offsetof(struct event, freight.facility), NAME_BYTES_MAX},
        {35, FORM_TEXT, offsetof(struct event, freight.route), WORD_BYTES_MAX},
        {36, FORM_BYTE, offsetof(struct event, freight.mode), MODE_COUNT - 1},
        {37, FORM_BYTE, offsetof(struct event, freight.stage), FREIGHT_STAGE_COUNT - 1},
        {38, FORM_BYTE, offsetof(struct event, freight.flow), FLOW_COUNT - 1},
        {39, FORM_TEXT, offsetof(struct event, freight.commodity.code), COMMODITY_BYTES_MAX},
        {40, FORM_TEXT, offsetof(struct event, freight.commodity.classification), WORD_BYTES_MAX},
        {41, FORM_U16, offsetof(struct event, freight.commodity.edition), 0},
        {42, FORM_QUANTITY, offsetof(struct event, freight.mass), 0},
        {43, FORM_QUANTITY, offsetof(struct event, freight.wagons), 0},
        {44, FORM_QUANTITY, offsetof(struct event, freight.teu), 0},
        {45, FORM_QUANTITY, offsetof(struct event, freight.containers), 0},
        {46, FORM_QUANTITY, offsetof(struct event, freight.value), 0},
        {47, FORM_CURRENCY, offsetof(struct event, freight.currency), 0},
        {48, FORM_TEXT, offsetof(struct event, freight.vehicle), WORD_BYTES_MAX},
        {49, FORM_TEXT, offsetof(struct event, freight.consignment), WORD_BYTES_MAX},
};

static const struct field project_fields[] = {
        {32, FORM_TEXT, offsetof(struct event, project.project), NAME_BYTES_MAX},
        {33, FORM_BYTE, offsetof(struct event, project.kind), UINT8_MAX},
        {34, FORM_BYTE, offsetof(struct event, project.stage), UINT8_MAX},
        {35, FORM_QUANTITY, offsetof(struct event, project.progress), 0},
        {36, FORM_QUANTITY, offsetof(struct event, project.budget), 0},
        {37, FORM_QUANTITY, offsetof(struct event, project.spent), 0},
        {38, FORM_CURRENCY, offsetof(struct event, project.currency), 0},
        {39, FORM_DAY, offsetof(struct event, project.due_day), 0},
        {40, FORM_PLACES, offsetof(struct event, project.places_count), PROJECT_PLACES_MAX},
        {41, FORM_TEXT, offsetof(struct event, project.facility), NAME_BYTES_MAX},
        {42, FORM_TEXT, offsetof(struct event, project.parent), NAME_BYTES_MAX},
        {43, FORM_TEXT, offsetof(struct event, project.title), NOTE_BYTES_MAX},
};

static const struct field rate_fields[] = {
        {32, FORM_CURRENCY, offsetof(struct event, rate.base), 0},
        {33, FORM_CURRENCY, offsetof(struct event, rate.quote), 0},
        {34, FORM_I64, offsetof(struct event, rate.mantissa), 0},
        {35, FORM_BYTE, offsetof(struct event, rate.scale), 18},
        {36, FORM_BYTE, offsetof(struct event, rate.kind), UINT8_MAX},
};

static const struct field withdrawal_fields[] = {
        {32, FORM_BYTE, offsetof(struct event, withdrawal.reason), UINT8_MAX},
        {33, FORM_TEXT, offsetof(struct event, withdrawal.text), NOTE_BYTES_MAX},
        {34, FORM_TEXTS, offsetof(struct event, withdrawal.successors_count), SUCCESSORS_MAX},
};

#define LAYOUT(kind) \
        {offsetof(struct event, kind) + sizeof(struct event_##kind), COUNT(kind##_fields), kind##_fields}

static const struct layout layouts[] = {
        [EVENT_TRADE] = LAYOUT(trade),
        [EVENT_FREIGHT] = LAYOUT(freight),
        [EVENT_PROJECT] = LAYOUT(project),
        [EVENT_RATE] = LAYOUT(rate),
        [EVENT_WITHDRAWAL] = LAYOUT(withdrawal),
};

static_assert(sizeof(struct event) <= UINT16_MAX, "offsets are 16 bits");

static void write_short(struct wire_out *out, struct text text)
{
        wire_varint(out, text.length);
        wire_raw(out, text.data, text.length);
}

static void write_period(struct wire_out *out, struct period period)
{
        wire_u8(out, (uint8_t)period.kind);
        wire_zigzag(out, period.first);
        wire_varint(out, (uint64_t)(period.last - period.first));
}

static void write_places(struct wire_out *out, const struct event *event)
{
        wire_u8(out, event->project.places_count);
        for (size_t i = 0; i < event->project.places_count; i++)
                write_short(out, place_text(&event->project.places[i]));
}

static void write_successors(struct wire_out *out, const struct event *event)
{
        wire_u8(out, event->withdrawal.successors_count);
        for (size_t i = 0; i < event->withdrawal.successors_count; i++)
                write_short(out, event->withdrawal.successors[i]);
}

static bool field_is_set(const struct field *field, const void *at)
{
        switch ((enum form)field->form) {
        case FORM_BYTE:
        case FORM_PLACES:
        case FORM_TEXTS:
                return *(const uint8_t *)at != 0;
        case FORM_U16:
                return *(const uint16_t *)at != 0;
        case FORM_I64:
                return *(const int64_t *)at != 0;
        case FORM_DAY:
                return *(const int32_t *)at != CIVIL_NONE;
        case FORM_TEXT:
                return ((const struct text *)at)->length > 0;
        case FORM_PLACE:
                return !place_is_none(*(const struct place *)at);
        case FORM_CURRENCY:
                return ((const struct currency *)at)->code[0] != 0;
        case FORM_QUANTITY:
                return ((const struct quantity *)at)->known;
        case FORM_PERIOD:
                return ((const struct period *)at)->kind != PERIOD_NONE;
        }
        __builtin_unreachable();
}

static void write_field(struct wire_out *out, const struct event *event, const struct field *field)
{
        const void *at = (const char *)event + field->offset;

        if (!field_is_set(field, at))
                return;

        wire_u8(out, field->tag);
        switch ((enum form)field->form) {
        case FORM_BYTE:
                return wire_u8(out, *(const uint8_t *)at);
        case FORM_U16:
                return wire_varint(out, *(const uint16_t *)at);
        case FORM_I64:
                return wire_zigzag(out, *(const int64_t *)at);
        case FORM_DAY:
                return wire_zigzag(out, *(const int32_t *)at);
        case FORM_TEXT:
                return write_short(out, *(const struct text *)at);
        case FORM_PLACE:
                return write_short(out, place_text(at));
        case FORM_CURRENCY:
                return wire_raw(out, ((const struct currency *)at)->code, 3);
        case FORM_QUANTITY:
                return wire_zigzag(out, ((const struct quantity *)at)->units);
        case FORM_PERIOD:
                return write_period(out, *(const struct period *)at);
        case FORM_PLACES:
                return write_places(out, event);
        case FORM_TEXTS:
                return write_successors(out, event);
        }
}

void event_copy(struct event *to, const struct event *from)
{
        assert(from->kind > EVENT_NONE && from->kind < COUNT(layouts));

        memcpy(to, from, layouts[from->kind].size);
}

void event_write(struct wire_out *out, const struct event *event)
{
        const struct layout *layout;

        assert(out && event);
        assert(event->kind > EVENT_NONE && event->kind < COUNT(layouts));

        layout = &layouts[event->kind];
        wire_u8(out, event->kind);
        for (size_t i = 0; i < COUNT(common_fields); i++)
                write_field(out, event, &common_fields[i]);
        for (size_t i = 0; i < layout->fields_count; i++)
                write_field(out, event, &layout->fields[i]);
        wire_u8(out, 0);
}

static struct text read_short(struct wire_in *in, size_t max)
{
        uint64_t length = wire_in_varint(in);
        const uint8_t *data;

        if (length > max)
                wire_in_fail(in);
        data = in->failed ? NULL : wire_in_raw(in, (size_t)length);
        return data ? (struct text){(const char *)data, (size_t)length} : (struct text){0};
}

static struct place read_place(struct wire_in *in)
{
        struct place place = place_none();

        if (place_parse(read_short(in, PLACE_TEXT_MAX), &place) != 0)
                wire_in_fail(in);
        return place;
}

static struct period read_period(struct wire_in *in)
{
        uint8_t kind = wire_in_u8(in);
        int64_t first = wire_in_zigzag(in);
        uint64_t days = wire_in_varint(in);

        if (kind >= PERIOD_KINDS || first < CIVIL_MIN || first > CIVIL_MAX ||
            days > (uint64_t)(CIVIL_MAX - first)) {
                wire_in_fail(in);
                return period_none();
        }
        return (struct period){kind, (int32_t)first, (int32_t)(first + (int64_t)days)};
}

static void read_currency(struct wire_in *in, struct currency *ret)
{
        const uint8_t *letters = wire_in_raw(in, 3);

        if (letters)
                memcpy(ret->code, letters, 3);
}

/* A number of the form, which is known to lie in `min` to `max`. */
static int64_t read_within(struct wire_in *in, int64_t min, int64_t max)
{
        int64_t value = wire_in_zigzag(in);

        if (value < min || value > max) {
                wire_in_fail(in);
                return min;
        }
        return value;
}

static uint8_t read_byte(struct wire_in *in, uint16_t max)
{
        uint8_t value = wire_in_u8(in);

        if (value > max) {
                wire_in_fail(in);
                return 0;
        }
        return value;
}

static void read_field(struct wire_in *in, struct event *event, const struct field *field)
{
        void *at = (char *)event + field->offset;
        uint64_t edition;

        switch ((enum form)field->form) {
        case FORM_BYTE:
                *(uint8_t *)at = read_byte(in, field->max);
                break;
        case FORM_U16:
                edition = wire_in_varint(in);
                if (edition > UINT16_MAX)
                        return wire_in_fail(in);
                *(uint16_t *)at = (uint16_t)edition;
                break;
        case FORM_I64:
                *(int64_t *)at = wire_in_zigzag(in);
                break;
        case FORM_DAY:
                *(int32_t *)at = (int32_t)read_within(in, CIVIL_MIN, CIVIL_MAX);
                break;
        case FORM_TEXT:
                *(struct text *)at = read_short(in, field->max);
                break;
        case FORM_PLACE:
                *(struct place *)at = read_place(in);
                break;
        case FORM_CURRENCY:
                read_currency(in, at);
                break;
        case FORM_QUANTITY:
                ((struct quantity *)at)->known = true;
                ((struct quantity *)at)->units = read_within(in, -AMOUNT_MAX, AMOUNT_MAX);
                break;
        case FORM_PERIOD:
                *(struct period *)at = read_period(in);
                break;
        case FORM_PLACES:
                event->project.places_count = read_byte(in, field->max);
                for (size_t i = 0; i < event->project.places_count; i++)
                        event->project.places[i] = read_place(in);
                break;
        case FORM_TEXTS:
                event->withdrawal.successors_count = read_byte(in, field->max);
                for (size_t i = 0; i < event->withdrawal.successors_count; i++)
                        event->withdrawal.successors[i] = read_short(in, ID_BYTES_MAX);
                break;
        }

        /* What is not set is not written: one event, one encoding. */
        if (!in->failed && !field_is_set(field, at))
                wire_in_fail(in);
}

/* Reads the fields whose tags the table has; `*tag` is the next one that it has not. */
static void read_fields(struct wire_in *in, struct event *event, const struct field *fields, size_t n,
                        uint8_t *tag)
{
        for (size_t i = 0; i < n && *tag != 0; i++)
                if (fields[i].tag == *tag) {
                        read_field(in, event, &fields[i]);
                        *tag = wire_in_u8(in);
                }
}

/* All that the kind uses, unset. */
static void event_clear(struct event *event, uint8_t kind)
{
        memset(event, 0, layouts[kind].size);
        event->kind = kind;
        event->period = period_none();
        if (kind == EVENT_PROJECT)
                event->project.due_day = CIVIL_NONE;
}

int event_read(struct wire_in *in, uint8_t layout, struct event *ret)
{
        struct event event;
        uint8_t kind, tag;

        assert(in && ret);

        kind = wire_in_u8(in);
        if (layout != EVENT_LAYOUT || in->failed || kind == EVENT_NONE || kind >= COUNT(layouts))
                return -EBADMSG;

        event_clear(&event, kind);
        tag = wire_in_u8(in);
        read_fields(in, &event, common_fields, COUNT(common_fields), &tag);
        read_fields(in, &event, layouts[kind].fields, layouts[kind].fields_count, &tag);
        if (in->failed || tag != 0) /* a tag left over is unknown or out of order */
                return -EBADMSG;

        event.source = ret->source;
        event.id = ret->id;
        event.number = ret->number;
        event_copy(ret, &event);
        return 0;
}
