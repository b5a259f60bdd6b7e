/* decode/event.c: one event of a batch: what all kinds have in common, and its content hash. */
#include "decode/judge.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/civil.h"

static_assert(CONTENT_HASH_BYTES >= crypto_generichash_BYTES_MIN, "a hash that libsodium makes");

static const struct kind {
        uint8_t number; /* of the field in Event */
        uint8_t kind;
        uint8_t shape;
        const char *prefix;
        size_t size; /* of struct event as far as the kind uses it */
        void (*take)(struct judge *j, const struct fields *fields, struct event *ret);
} kinds[] = {
        {AT_EVENT_TRADE, EVENT_TRADE, SHAPE_TRADE, "trade.",
         offsetof(struct event, trade) + sizeof(struct event_trade), take_trade},
        {AT_EVENT_FREIGHT, EVENT_FREIGHT, SHAPE_FREIGHT, "freight.",
         offsetof(struct event, freight) + sizeof(struct event_freight), take_freight},
        {AT_EVENT_PROJECT, EVENT_PROJECT, SHAPE_PROJECT, "project.",
         offsetof(struct event, project) + sizeof(struct event_project), take_project},
        {AT_EVENT_RATE, EVENT_RATE, SHAPE_RATE, "rate.",
         offsetof(struct event, rate) + sizeof(struct event_rate), take_rate},
        {AT_EVENT_WITHDRAWAL, EVENT_WITHDRAWAL, SHAPE_WITHDRAWAL, "withdrawal.",
         offsetof(struct event, withdrawal) + sizeof(struct event_withdrawal), take_withdrawal},
};

#define KINDS_COUNT (sizeof(kinds) / sizeof(*kinds))

/* Rule 3: where the number of a statement comes from. */
static uint64_t take_number(struct judge *j, const struct fields *event)
{
        uint64_t revision = fields_number(event, AT_EVENT_REVISION);

        if (j->holding->numbers == NUMBERS_EXPLICIT) {
                if (revision == 0)
                        judge_refuse(j, REASON_NUMBER, event, AT_EVENT_REVISION,
                                     "is required from 1, since the source numbers its events itself");
                return revision;
        }

        if (revision != 0)
                judge_refuse(j, REASON_NUMBER, event, AT_EVENT_REVISION,
                             "%" PRIu64 " must not be stated, since the source is numbered by %s", revision,
                             j->holding->numbers == NUMBERS_BY_RELEASE ? "release" : "arrival");
        return j->holding->numbers == NUMBERS_BY_RELEASE
                       ? event_vintage_number(j->batch->vintage_day, j->batch->vintage_serial)
                       : j->batch->number;
}

/* Rule 10: the source's own level counts, a coarser one is a control total; what is finer, or
 * does not nest, cannot be compared with anything. */
static void judge_resolution(struct judge *j, const struct fields *event, struct period period)
{
        enum period_kind resolution = j->source->resolution;
        char buf[PERIOD_TEXT_MAX];

        if (resolution == PERIOD_NONE || period.kind == resolution || period_nests(resolution, period.kind))
                return;
        judge_refuse(j, REASON_PERIOD, event, AT_EVENT_PERIOD, "%s is a %s, but the source speaks by the %s",
                     period_format(period, buf), period_name(period.kind), period_name(resolution));
}

static void judge_horizon(struct judge *j, const struct fields *event, struct period period, bool planned)
{
        int32_t last = j->batch->received_day + (planned ? HORIZON_PLANNED_DAYS : HORIZON_ACTUAL_DAYS);
        char buf[PERIOD_TEXT_MAX], day[CIVIL_TEXT_MAX];

        if (period.first < EVENT_DAY_MIN)
                judge_refuse(j, REASON_HORIZON, event, AT_EVENT_PERIOD, "%s begins before 1900-01-01",
                             period_format(period, buf));
        if (period.last > last)
                judge_refuse(j, REASON_HORIZON, event, AT_EVENT_PERIOD,
                             "%s ends after %s, the last day that %s event may speak of today",
                             period_format(period, buf), civil_format(last, day),
                             planned ? "a planned" : "an actual");
}

/* What every kind has, before its own fields, since these depend on it. */
static void take_common(struct judge *j, const struct fields *event, uint8_t kind, struct event *ret)
{
        ret->source = j->batch->source;
        ret->id = take_id(j, event, AT_EVENT_ID, fields_bytes(event, AT_EVENT_ID));
        ret->number = take_number(j, event);
        ret->kind = kind;
        if (j->mode == JUDGE_NEW && kind != EVENT_NONE && kind != EVENT_WITHDRAWAL &&
            !(j->source->kinds >> kind & 1))
                judge_refuse(j, REASON_KIND, event, (unsigned)kind - EVENT_TRADE + AT_EVENT_TRADE,
                             "%" TEXT_FORMAT " does not publish events of this kind",
                             TEXT_ARGUMENTS(j->source->name));

        ret->status = take_enum(j, event, AT_EVENT_STATUS);
        ret->reality = take_enum(j, event, AT_EVENT_REALITY);
        if (ret->reality == REALITY_NONE)
                ret->reality = REALITY_ACTUAL;

        ret->period = take_period(j, event, AT_EVENT_PERIOD);
        if (kind != EVENT_WITHDRAWAL)
                judge_require(j, event, AT_EVENT_PERIOD,
                              fields_has(event, AT_EVENT_PERIOD) &&
                                      fields_bytes(event, AT_EVENT_PERIOD).length > 0);
        if (j->mode == JUDGE_NEW && ret->period.kind != PERIOD_NONE) {
                judge_horizon(j, event, ret->period, ret->reality == REALITY_PLANNED);
                judge_resolution(j, event, ret->period);
        }

        take_levels(j, event, ret);
        ret->note = take_text(j, event, AT_EVENT_NOTE, NOTE_BYTES_MAX);
}

/* The first kind that the event has; NULL: none. */
static const struct kind *kind_of(struct judge *j, const struct fields *event)
{
        const struct kind *kind = NULL;

        for (size_t i = 0; i < KINDS_COUNT; i++) {
                if (!fields_has(event, kinds[i].number))
                        continue;
                if (kind)
                        judge_fail(j, REASON_KIND, event, kinds[i].number,
                                   "an event is of one kind, this one is a %s too",
                                   event->shape->fields[kind->number].name);
                else
                        kind = &kinds[i];
        }
        if (!kind)
                judge_fail(
                        j, REASON_MISSING, event, 0,
                        "the event is of no kind: trade, freight, project, rate or withdrawal is required");
        return kind;
}

/* Of its own fields the first kind; the others are only looked at for being messages at all. */
static void take_kinds(struct judge *j, const struct fields *event, const struct kind *kind,
                       struct event *ret)
{
        struct fields fields;

        for (size_t i = 0; i < KINDS_COUNT; i++)
                if (fields_has(event, kinds[i].number) &&
                    take_message(j, event, kinds[i].number, kinds[i].shape, kinds[i].prefix, &fields) &&
                    &kinds[i] == kind)
                        kind->take(j, &fields, ret);
}

static void keep_scales(struct decoder *decoder, const struct currency_scale *used, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                size_t at = 0;

                while (at < decoder->scales_count &&
                       memcmp(&decoder->scales[at].currency, &used[i].currency, sizeof(used->currency)) != 0)
                        at++;
                if (at < decoder->scales_count)
                        continue;
                assert(decoder->scales_count < SCALES_MAX);
                decoder->scales[decoder->scales_count++] = used[i];
        }
}

/* Rule 6: over the known fields in fixed order; source, id and number are not content. The statement keeps
 * the same bytes. */
static int hash_content(struct judge *j, struct batch_event *event)
{
        struct wire_out *out = &j->decoder->content;
        char *laid_out;
        int r;

        wire_out_clear(out);
        event_write(out, &event->event);
        laid_out = out->failed ? NULL : judge_memory(j, out->length);
        if (!laid_out)
                return -ENOMEM;
        memcpy(laid_out, out->data, out->length);
        event->laid_out = (struct text){laid_out, out->length};

        r = crypto_generichash(event->content, sizeof(event->content), out->data, out->length, NULL, 0);
        assert(r == 0);
        return 0;
}

int judge_event(struct judge *j, struct text bytes, struct batch_event *ret)
{
        const struct kind *kind;
        struct fields fields;

        ret->refusal = j->mode == JUDGE_SALVAGE ? ret->refusal : (struct refusal){0};
        memset(ret->content, 0, sizeof(ret->content));
        ret->laid_out = (struct text){0};
        j->refusal = &ret->refusal;
        j->used_count = 0;

        if (fields_take(&fields, &j->decoder->shapes[SHAPE_EVENT], "", bytes) != 0) {
                judge_malformed(j, &fields);
                return DECODE_REFUSED;
        }
        j->unknown_bytes = fields.unknown_bytes;

        kind = kind_of(j, &fields);
        memset(&ret->event, 0, kind ? kind->size : offsetof(struct event, trade));
        take_common(j, &fields, kind ? kind->kind : EVENT_NONE, &ret->event);
        take_kinds(j, &fields, kind, &ret->event);
        if (j->unknown_bytes > UNKNOWN_BYTES_MAX)
                judge_refuse(j, REASON_UNKNOWN_FIELDS, &fields, 0,
                             "%zu bytes are in fields that this version does not know, at most %d are kept",
                             j->unknown_bytes, UNKNOWN_BYTES_MAX);

        if (j->no_memory)
                return -ENOMEM;
        if (j->malformed)
                return DECODE_REFUSED;
        if (j->broken)
                return -EBADMSG;
        if (ret->refusal.reason != REASON_NONE)
                return 0;

        keep_scales(j->decoder, j->used, j->used_count);
        return hash_content(j, ret);
}
