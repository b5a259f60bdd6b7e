/* ctl/journal_tell.c: see journal_tell.h. */
#include "journal_tell.h"

#include <string.h>

#include "base/civil.h"
#include "state.h"
#include "tell.h"

static void put_view(json_t *object, struct pool *pool, const char *key, struct text text)
{
        put_text(object, key, pool_text(pool, text));
}

static void put_day(json_t *object, const char *key, int32_t day)
{
        char text[CIVIL_TEXT_MAX];

        if (day != CIVIL_NONE)
                put_text(object, key, civil_format(day, text));
}

/* Ids of requests are bytes; most programs have texts. */
static const char *request_words(struct pool *pool, struct text id)
{
        for (size_t i = 0; i < id.length; i++)
                if (id.data[i] <= ' ' || id.data[i] > '~')
                        return pool_print(pool, "0x%s", state_hex(pool, (const uint8_t *)id.data, id.length));
        return pool_text(pool, id);
}

/* A release by its vintage, a batch of one by its number in it. */
static const char *batch_words(struct pool *pool, const struct batch *batch)
{
        char day[CIVIL_TEXT_MAX];

        if (batch->kind == BATCH_RELEASE_ABORT)
                return pool_print(pool, "release of %s/%u: %.*s", civil_format(batch->vintage_day, day),
                                  batch->vintage_serial, (int)batch->abort_reason.length, batch->abort_reason.data);
        if (batch->kind == BATCH_RELEASE_END)
                return pool_print(pool, "release of %s/%u: %u batches, %llu events",
                                  civil_format(batch->vintage_day, day), batch->vintage_serial, batch->end.batches,
                                  (unsigned long long)batch->end.events);
        if (batch->in_release)
                return pool_print(pool, "batch %u of release %s/%u", batch->release_batch,
                                  civil_format(batch->vintage_day, day), batch->vintage_serial);
        return batch->number ? pool_print(pool, "number %llu", (unsigned long long)batch->number) : "";
}

static void put_batch(json_t *object, struct pool *pool, const struct batch *batch)
{
        put_text(object, "time", tell_instant(pool, batch->received_usec));
        put_day(object, "day", batch->received_day);
        put_view(object, pool, "source", batch->source);
        put_view(object, pool, "sender", batch->peer);
        put_text(object, "request_id", request_words(pool, batch->request_id));
        put(object, "events", json_integer((json_int_t)batch->events_count));
        put(object, "refused", json_integer((json_int_t)batch->refused_count));
        put_text(object, "what", batch_words(pool, batch));
}

static const char *words(struct pool *pool, const struct journal_record *record, const struct looked *looked)
{
        switch (record->kind) {
        case ENTRY_TICK:
                return pool_text(pool, looked->tick.member);
        case ENTRY_FREEZE:
                return pool_print(pool, "baseline of %.*s: %lld", (int)looked->freeze.milestone.length,
                                  looked->freeze.milestone.data, (long long)looked->freeze.baseline);
        case ENTRY_DECISION:
                return pool_print(pool, "event %u of position %llu is released", looked->decision.index,
                                  (unsigned long long)looked->decision.position);
        case ENTRY_ACTIVATE:
        case ENTRY_ABANDON:
                return pool_print(pool, "the configuration of position %llu",
                                  (unsigned long long)looked->configuration);
        case ENTRY_EPOCH:
                return pool_print(pool, "epoch %llu begins", (unsigned long long)looked->epoch.number);
        case ENTRY_UPGRADE:
                return pool_print(pool, "state version %u, by %.*s", looked->upgrade.state_version,
                                  (int)looked->upgrade.program.length, looked->upgrade.program.data);
        case ENTRY_OUTBOX_HASH:
                return pool_print(pool, "%llu told, %s", (unsigned long long)looked->mark.sequence,
                                  state_hex(pool, looked->mark.hash, sizeof(looked->mark.hash)));
        default:
                return "";
        }
}

json_t *journal_tell(struct pool *pool, const struct journal_record *record, const struct looked *looked)
{
        json_t *object = json_object();

        put_number(object, "position", record->position);
        put_text(object, "kind", looked->kind);
        put(object, "bytes", json_integer((json_int_t)record->body_length));
        put_number(object, "epoch", record->epoch);
        put_number(object, "run", record->run);
        put_text(object, "hash", state_hex(pool, record->body_hash, sizeof(record->body_hash)));
        put_text(object, "chain", state_hex(pool, record->chain, sizeof(record->chain)));
        if (record->erased) {
                put_text(object, "what", "erased");
                return object;
        }
        if (looked->batch) {
                put_batch(object, pool, looked->batch);
        } else {
                if (record->kind == ENTRY_TICK) {
                        put_text(object, "time", tell_instant(pool, looked->tick.instant_usec));
                        put_day(object, "day", looked->tick.day);
                }
                put_text(object, "what", words(pool, record, looked));
        }
        return object;
}

/* ---- whole ---- */

json_t *journal_tell_event(const struct batch *batch, size_t index)
{
        const struct batch_event *event = &batch->events[index];
        struct pool pool = {0};
        char period[PERIOD_TEXT_MAX];
        json_t *object = json_object();

        put(object, "index", json_integer((json_int_t)index));
        put_view(object, &pool, "id", event->event.id);
        if (event->event.period.kind != PERIOD_NONE)
                put_text(object, "period", period_format(event->event.period, period));
        put_number(object, "number", event->event.number);
        if (event->refusal.reason != REASON_NONE) {
                put_text(object, "reason", mst_enum_name(MST_ENUM_REASON, event->refusal.reason));
                put_view(object, &pool, "field", event->refusal.field);
                put_view(object, &pool, "message", event->refusal.message);
        }
        pool_done(&pool);
        return object;
}

void journal_tell_whole(json_t *object, const struct journal_record *record, const struct looked *looked)
{
        struct pool pool = {0};
        json_t *events;

        if (record->kind == ENTRY_CONFIGURATION && !record->erased)
                put_view(object, &pool, "text", looked->text);
        if (looked->batch && looked->batch->events_count > 0) {
                events = json_array();
                for (size_t i = 0; i < looked->batch->events_count; i++)
                        json_array_append_new(events, journal_tell_event(looked->batch, i));
                put(object, "event_list", events);
        }
        pool_done(&pool);
}
