/* tests/sim/publisher.c: see publisher.h. */
#include "sim/publisher.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "milestone/v1/event.pb-c.h"
#include "sim/finding.h"

#define EVENTS_MAX 12
#define RELEASES   9
#define BATCHES    3 /* of a release */
#define FLYING_MAX 512
#define SAY(text)  ((char *)(uintptr_t)(text))

struct sent sent[SENT_MAX];
size_t sent_count;

static struct {
        uint64_t seed, arrivals;
        unsigned records, loss_per_mille;
        struct rng luck;
        uint32_t releases_begun;
        size_t flying[FLYING_MAX], flying_count;
} net;

void publisher_begin(uint64_t seed, unsigned records, unsigned loss_per_mille)
{
        net.seed = seed;
        net.records = records;
        net.loss_per_mille = loss_per_mille;
        net.luck = (struct rng){rng_mix(seed, 3)};
}

/* ---- the network ---- */

bool network_loses(void)
{
        return rng_chance(&net.luck, net.loss_per_mille);
}

static void fly(size_t which)
{
        if (net.flying_count < FLYING_MAX && !network_loses())
                net.flying[net.flying_count++] = which;
}

bool network_next(struct rng *rng, size_t *ret_sent)
{
        size_t i;

        if (net.flying_count == 0)
                return false;
        i = rng_chance(rng, 700) ? 0 : (size_t)rng_below(rng, net.flying_count);
        *ret_sent = net.flying[i];
        if (rng_chance(rng, 50))
                return true;
        net.flying_count--;
        memmove(&net.flying[i], &net.flying[i + 1], (net.flying_count - i) * sizeof net.flying[0]);
        return true;
}

void network_lose(struct rng *rng)
{
        size_t i;

        if (net.flying_count > 0) {
                i = (size_t)rng_below(rng, net.flying_count);
                net.flying[i] = net.flying[--net.flying_count];
        }
}

/* ---- events ---- */

struct made {
        Milestone__V1__Event event;
        Milestone__V1__Trade trade;
        Milestone__V1__Quantity value;
        Milestone__V1__Withdrawal withdrawal;
        char id[32], period[16];
};

struct making {
        Milestone__V1__EventBatch batch;
        struct made made[EVENTS_MAX];
        Milestone__V1__Event *events[EVENTS_MAX];
        Milestone__V1__Vintage vintage;
        Milestone__V1__ReleaseEnd end;
        Milestone__V1__ReleaseAbort abort;
        char vintage_day[16], period[16], *periods[1];
        uint8_t request[8];
};

static void say_day(int32_t day, char ret[16])
{
        char text[CIVIL_TEXT_MAX];

        civil_format(day, text);
        (void)snprintf(ret, 16, "%s", text);
}

static int32_t first_day(void)
{
        int32_t day = 0;

        (void)civil_parse(TEXT(FIRST_DAY), &day);
        return day;
}

static void say_trade(struct made *made, struct rng *content, const char *partner)
{
        static const char *const commodities[] = {"27", "84", "10"};

        milestone__v1__event__init(&made->event);
        milestone__v1__trade__init(&made->trade);
        milestone__v1__quantity__init(&made->value);
        milestone__v1__withdrawal__init(&made->withdrawal);
        made->event.id = made->id;
        made->event.period = made->period;
        say_day(first_day() + (int32_t)rng_below(content, DAYS), made->period);
        made->value.units = (int64_t)rng_between(content, 1, 5000);
        made->trade.reporter = SAY("BY");
        made->trade.partner = SAY(partner);
        made->trade.flow = MILESTONE__V1__FLOW__FLOW_EXPORT;
        made->trade.commodity = SAY(commodities[rng_below(content, 3)]);
        made->trade.value = &made->value;
        made->trade.currency = SAY("USD");
        made->event.what_case = MILESTONE__V1__EVENT__WHAT_TRADE;
        made->event.trade = &made->trade;
}

/* Explicit numbers. The same revision says the same, but where somebody disputes it. */
static void say_registry(struct making *making, struct made *made, struct rng *rng)
{
        uint64_t record = rng_below(rng, net.records), revision = 1 + rng_below(rng, 1 + rng_below(rng, 6));
        struct rng content = {rng_mix(rng_mix(net.seed, record), revision)};

        (void)making;
        (void)snprintf(made->id, sizeof made->id, "id-%llu", (unsigned long long)record);
        if (rng_chance(rng, 30))
                content.state++;
        say_trade(made, &content, "RU");
        made->event.revision = revision;
        if (rng_chance(rng, 60)) {
                made->withdrawal.reason = MILESTONE__V1__WITHDRAWAL_REASON__WITHDRAWAL_REASON_ERROR;
                made->event.what_case = MILESTONE__V1__EVENT__WHAT_WITHDRAWAL;
                made->event.withdrawal = &made->withdrawal;
        } else if (rng_chance(rng, 20)) {
                made->trade.currency = SAY("XXQ"); /* there is none */
        }
}

static void say_queue(struct making *making, struct made *made, struct rng *rng)
{
        (void)making;
        (void)snprintf(made->id, sizeof made->id, "q-%llu", (unsigned long long)rng_below(rng, net.records));
        say_trade(made, rng, "UA");
}

/* Figures of one size, and now and then one that is not. */
static void say_watched(struct making *making, struct made *made, struct rng *rng)
{
        (void)making;
        (void)snprintf(made->id, sizeof made->id, "w-%llu", (unsigned long long)rng_below(rng, 100));
        say_trade(made, rng, "RU");
        made->event.revision = 1;
        made->trade.commodity = SAY("27");
        made->value.units = (int64_t)(rng_chance(rng, 150) ? rng_between(rng, 50000, 90000)
                                                           : rng_between(rng, 500, 900));
}

/* A batch of a release is the same whenever it is made. */
static void say_customs(struct making *making, struct rng *rng)
{
        uint64_t release, part;
        struct rng content;

        if (net.releases_begun == 0 || (net.releases_begun < RELEASES && rng_chance(rng, 150)))
                net.releases_begun++;
        release = rng_below(rng, net.releases_begun);
        part = rng_below(rng, BATCHES + 1);
        content = (struct rng){rng_mix(rng_mix(net.seed, release + 1000), part)};

        (void)snprintf(making->period, sizeof making->period, "2024-%02u", (unsigned)(release % 5 + 1));
        say_day(first_day() + 40 + (int32_t)release * 12, making->vintage_day);
        making->vintage.date = making->vintage_day;
        making->batch.source = SAY("customs");
        if (rng_chance(rng, 10)) {
                making->abort.vintage = &making->vintage;
                making->abort.reason = SAY("by mistake");
                making->batch.release_abort = &making->abort;
        } else if (part == BATCHES) {
                making->periods[0] = making->period;
                making->end.vintage = &making->vintage;
                making->end.batches = BATCHES;
                making->end.events = 4 * BATCHES;
                making->end.periods = making->periods;
                making->end.n_periods = 1;
                making->end.complete = making->end.replaces = true;
                making->batch.release_end = &making->end;
        } else {
                making->batch.vintage = &making->vintage;
                making->batch.release_batch = (uint32_t)part + 1;
                making->batch.n_events = 4;
                for (size_t i = 0; i < 4; i++) {
                        (void)snprintf(making->made[i].id, sizeof making->made[i].id, "c-%s-%llu",
                                       making->period, (unsigned long long)(part * 4 + i));
                        say_trade(&making->made[i], &content, "RU");
                        making->made[i].value.units *= 20;
                        making->made[i].event.period = making->period;
                }
        }
}

/* ---- batches ---- */

static void keep(const struct making *making)
{
        struct sent *one = &sent[sent_count];

        one->length = milestone__v1__event_batch__get_packed_size(&making->batch);
        one->bytes = malloc(one->length);
        assert(one->bytes);
        milestone__v1__event_batch__pack(&making->batch, one->bytes);
        one->keeps = !making->batch.dry_run;
        fly(sent_count++);
}

static void fill(struct making *making, struct rng *rng,
                 void (*say)(struct making *making, struct made *made, struct rng *rng))
{
        making->batch.n_events = rng_between(rng, 1, EVENTS_MAX);
        for (size_t i = 0; i < making->batch.n_events; i++)
                say(making, &making->made[i], rng);
}

void publisher_says(struct rng *rng)
{
        struct making making = {0};
        uint64_t which = rng_below(rng, 10);

        if (sent_count == SENT_MAX)
                return;
        milestone__v1__event_batch__init(&making.batch);
        milestone__v1__vintage__init(&making.vintage);
        milestone__v1__release_end__init(&making.end);
        milestone__v1__release_abort__init(&making.abort);
        making.batch.version = 1;
        making.batch.events = making.events;
        for (size_t i = 0; i < EVENTS_MAX; i++)
                making.events[i] = &making.made[i].event;
        memcpy(making.request, &sent_count, sizeof making.request);
        making.batch.request_id = (ProtobufCBinaryData){sizeof making.request, making.request};

        if (which < 5) {
                making.batch.source = SAY("registry");
                fill(&making, rng, say_registry);
                making.batch.dry_run = rng_chance(rng, 40);
        } else if (which < 7) {
                making.batch.source = SAY("queue");
                making.batch.number = ++net.arrivals;
                fill(&making, rng, say_queue);
        } else if (which < 8) {
                making.batch.source = SAY("watched");
                fill(&making, rng, say_watched);
        } else {
                say_customs(&making, rng);
        }
        keep(&making);
}

void publisher_repeats(struct rng *rng)
{
        size_t first = sent_count ? (size_t)rng_below(rng, sent_count) : 0;

        for (size_t i = 0; i < sent_count; i++) {
                size_t which = (first + i) % sent_count;

                if (!sent[which].done) {
                        fly(which);
                        return;
                }
        }
        if (sent_count > 0) /* all are done: a repeat that nobody needs */
                fly(first);
}

void publisher_repeats_all(void)
{
        net.loss_per_mille = 0;
        net.flying_count = 0;
        for (size_t i = 0; i < sent_count && net.flying_count < FLYING_MAX; i++)
                if (!sent[i].done)
                        fly(i);
}

bool publisher_waits(void)
{
        for (size_t i = 0; i < sent_count; i++)
                if (!sent[i].done)
                        return true;
        return false;
}
