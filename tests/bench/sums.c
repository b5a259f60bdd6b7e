/* tests/bench/sums.c: the fields are those of event.proto. */
#include "sums.h"

#include <stdbool.h>

enum {
        BATCH_EVENTS = 9,
        EVENT_PERIOD = 3,
        EVENT_TRADE = 10,
        TRADE_FLOW = 4,
        TRADE_VALUE = 9,
        QUANTITY_UNITS = 1
};

struct walk {
        const uint8_t *at, *end;
};

/* A field: its number, and its varint or what it holds. */
struct field {
        uint64_t number, varint;
        struct walk inside;
};

static bool varint(struct walk *walk, uint64_t *ret)
{
        uint64_t value = 0;

        for (unsigned shift = 0; shift < 64 && walk->at < walk->end; shift += 7) {
                uint8_t byte = *walk->at++;

                value |= (uint64_t)(byte & 127) << shift;
                if (byte < 128) {
                        *ret = value;
                        return true;
                }
        }
        return false;
}

static bool next(struct walk *walk, struct field *ret)
{
        uint64_t tag, length;

        if (walk->at == walk->end || !varint(walk, &tag))
                return false;
        *ret = (struct field){.number = tag >> 3};
        if ((tag & 7) == 0)
                return varint(walk, &ret->varint);
        if ((tag & 7) != 2 || !varint(walk, &length) || length > (uint64_t)(walk->end - walk->at))
                return false;
        ret->inside = (struct walk){walk->at, walk->at + length};
        walk->at += length;
        return true;
}

static int64_t units_of(struct walk quantity)
{
        struct field field;

        while (next(&quantity, &field))
                if (field.number == QUANTITY_UNITS)
                        return (int64_t)(field.varint >> 1) ^ -(int64_t)(field.varint & 1);
        return 0;
}

static void add_event(struct sums *sums, struct walk event)
{
        uint64_t flow = 0, month = 0;
        struct field field, inside;
        int64_t units = 0;

        while (next(&event, &field)) {
                if (field.number == EVENT_PERIOD && field.inside.end - field.inside.at >= 7)
                        month = (uint64_t)((field.inside.at[5] - '0') * 10 + field.inside.at[6] - '0' - 1);
                if (field.number != EVENT_TRADE)
                        continue;
                while (next(&field.inside, &inside)) {
                        if (inside.number == TRADE_FLOW)
                                flow = inside.varint;
                        else if (inside.number == TRADE_VALUE)
                                units = units_of(inside.inside);
                }
        }
        sums->cell[flow & 1][month % 12] += units;
        sums->events++;
}

size_t sums_add(struct sums *sums, const uint8_t *bytes, size_t length)
{
        struct walk batch = {bytes, bytes + length};
        uint64_t before = sums->events;
        struct field field;

        while (next(&batch, &field))
                if (field.number == BATCH_EVENTS)
                        add_event(sums, field.inside);
        return sums->events - before;
}
