/* core/ledger/plausible.c: amounts of an event against what is usual of them. */
#include "core/ledger/plausible.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/ledger/plausible_inside.h"

#define GRAMS_PER_TONNE 1000000

/* The sizes of the amounts of one event; 0: none that is looked at. */
static void amounts_of(const struct event *event, int64_t ret[WATCHED_COUNT])
{
        bool trade = event->kind == EVENT_TRADE;
        const struct quantity *value = trade ? &event->trade.value : &event->freight.value;
        const struct quantity *mass = trade ? &event->trade.net_mass : &event->freight.mass;
        wide unit_value = 0;

        ret[WATCHED_VALUE] = value->known ? (value->units < 0 ? -value->units : value->units) : 0;
        ret[WATCHED_MASS] = mass->known ? (mass->units < 0 ? -mass->units : mass->units) : 0;
        if (ret[WATCHED_MASS] > 0)
                unit_value = (wide)ret[WATCHED_VALUE] * GRAMS_PER_TONNE / ret[WATCHED_MASS];
        ret[WATCHED_UNIT_VALUE] = wide_fits64(unit_value) ? (int64_t)unit_value : 0;
}

static void say_place(struct wire_out *key, struct place place)
{
        wire_raw(key, place.code, sizeof(place.code));
}

static void say_event(struct wire_out *key, const struct event *event)
{
        const struct event_trade *trade = &event->trade;
        const struct event_freight *freight = &event->freight;

        wire_u8(key, event->kind);
        wire_u8(key, (uint8_t)event->period.kind);
        if (event->kind == EVENT_TRADE) {
                say_place(key, trade->reporter);
                say_place(key, trade->partner);
                wire_u8(key, trade->flow);
                wire_u8(key, trade->mode);
                wire_text(key, trade->commodity.code);
                wire_text(key, trade->facility);
        } else {
                wire_text(key, freight->origin);
                wire_text(key, freight->destination);
                wire_u8(key, freight->flow);
                wire_u8(key, freight->mode);
                wire_u8(key, freight->stage);
                wire_text(key, freight->commodity.code);
                wire_text(key, freight->facility);
        }
}

/* 128 bits stand for the key: nobody finds two of the same. */
static int key_of(struct plausible *plausible, const struct plan_source *source, const struct event *event,
                  enum watched watched, struct hash128 *ret)
{
        static const uint64_t seed[2] = {UINT64_C(0x706c617573), UINT64_C(0x6c6576656c)};
        struct wire_out *key = &plausible->key;
        const struct currency *currency = event->kind == EVENT_TRADE ? &event->trade.currency
                                                                     : &event->freight.currency;

        wire_out_clear(key);
        wire_text(key, source->name);
        say_event(key, event);
        wire_u8(key, (uint8_t)watched);
        if (watched != WATCHED_MASS)
                wire_raw(key, currency->code, sizeof(currency->code));
        if (key->failed)
                return -ENOMEM;
        *ret = hash128(key->data, key->length, seed);
        return 0;
}

static bool is_watched(const struct plan_source *source, const struct event *event)
{
        return source->plausible != PLAUSIBLE_OFF && (event->kind == EVENT_TRADE || event->kind == EVENT_FREIGHT);
}

static bool is_far(const struct plan_source *source, int64_t amount, int64_t usual)
{
        return (wide)amount > (wide)usual * source->plausible_factor ||
               (wide)amount * source->plausible_factor < (wide)usual;
}

int plausible_judge(struct plausible *plausible, const struct plan_source *source, const struct event *event,
                    const struct batch *batch, struct arena *arena, struct refusal *ret)
{
        int64_t amounts[WATCHED_COUNT];

        if (!is_watched(source, event))
                return 0;

        amounts_of(event, amounts);
        for (enum watched watched = WATCHED_VALUE; watched < WATCHED_COUNT; watched++) {
                struct told_level told = {.watched = watched, .event = event, .batch = batch};
                const struct level *level;
                struct hash128 key;
                int r;

                if (amounts[watched] == 0)
                        continue;
                r = key_of(plausible, source, event, watched, &key);
                if (r < 0)
                        return r;
                level = level_find(plausible, key);
                if (!level || level->seen < source->plausible_after)
                        continue;
                told.amount = amounts[watched];
                told.usual = level_usual(level);
                told.count = level->count;
                if (!is_far(source, told.amount, told.usual))
                        continue;
                r = plausible_tell(&told, arena, ret);
                return r < 0 ? r : 1;
        }
        return 0;
}

int plausible_accept(struct plausible *plausible, const struct plan_source *source, const struct event *event)
{
        int64_t amounts[WATCHED_COUNT];

        if (!is_watched(source, event))
                return 0;

        amounts_of(event, amounts);
        for (enum watched watched = WATCHED_VALUE; watched < WATCHED_COUNT; watched++) {
                struct level *level;
                struct hash128 key;
                int r;

                if (amounts[watched] == 0)
                        continue;
                r = key_of(plausible, source, event, watched, &key);
                if (r == 0)
                        r = level_need(plausible, key, &level);
                if (r < 0)
                        return r;
                if (level)
                        level_add(level, amounts[watched]);
        }
        return 0;
}
