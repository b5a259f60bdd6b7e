/* publish/pieces.c: the small messages that others are made of. Memory is the arena's. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/period.h"
#include "publish/encode.h"

char *encode_text(struct arena *arena, struct text text)
{
        static char empty[1];

        return text.length ? (char *)(uintptr_t)arena_text(arena, text).data : empty;
}

char *encode_day(struct arena *arena, int32_t day)
{
        char buffer[CIVIL_TEXT_MAX];

        if (day == CIVIL_NONE)
                return encode_text(arena, TEXT(""));
        return encode_text(arena, text_of(civil_format(day, buffer)));
}

char *encode_period(struct arena *arena, const struct period *period)
{
        char buffer[PERIOD_TEXT_MAX];

        if (period->kind == PERIOD_NONE)
                return encode_text(arena, TEXT(""));
        return encode_text(arena, text_of(period_format(*period, buffer)));
}

char *encode_window(struct arena *arena, const struct period *period, int32_t first_day, int32_t last_day)
{
        char buffer[2 * CIVIL_TEXT_MAX + 2], first[CIVIL_TEXT_MAX], last[CIVIL_TEXT_MAX];

        if (period->kind != PERIOD_NONE)
                return encode_period(arena, period);
        if (first_day == last_day)
                return encode_day(arena, first_day);
        snprintf(buffer, sizeof(buffer), "%s..%s", civil_format(first_day, first), civil_format(last_day, last));
        return encode_text(arena, text_of(buffer));
}

Milestone__V1__Value *encode_value(struct arena *arena, const struct value *value, struct text unit,
                                   uint8_t scale)
{
        Milestone__V1__Value *message;

        if (value->state == VALUE_NONE)
                return NULL;
        message = arena_take(arena, sizeof(*message));
        if (!message)
                return NULL;

        milestone__v1__value__init(message);
        message->state = (Milestone__V1__Value__State)value->state;
        message->units = value->state == VALUE_OUT_OF_RANGE ? 0 : value->units;
        message->scale = scale;
        message->unit = encode_text(arena, unit);
        message->provisional_records = value->provisional_records;
        message->unknown_records = value->unknown_records;
        message->waiting_records = value->waiting_records;
        return message;
}

Milestone__V1__Quantity *encode_quantity(struct arena *arena, int64_t units)
{
        Milestone__V1__Quantity *message = arena_take(arena, sizeof(*message));

        if (message) {
                milestone__v1__quantity__init(message);
                message->units = units;
        }
        return message;
}

Milestone__V1__Interval *encode_interval(struct arena *arena, int32_t first_day, int32_t last_day,
                                         enum period_kind resolution)
{
        Milestone__V1__Interval *message;
        struct period period;

        if (first_day == CIVIL_NONE)
                return NULL;
        message = arena_take(arena, sizeof(*message));
        if (!message)
                return NULL;

        period = period_at(resolution, first_day, 1);
        milestone__v1__interval__init(message);
        message->first = encode_day(arena, first_day);
        message->last = encode_day(arena, last_day);
        message->period = encode_period(arena, &period);
        return message;
}

Milestone__V1__Vintage *encode_vintage(struct arena *arena, int32_t day, uint32_t serial)
{
        Milestone__V1__Vintage *message = arena_take(arena, sizeof(*message));

        if (message) {
                milestone__v1__vintage__init(message);
                message->date = encode_day(arena, day);
                message->serial = serial;
        }
        return message;
}

Milestone__V1__Counts *encode_counts(struct arena *arena, const struct counts *of)
{
        Milestone__V1__Counts *message = arena_take(arena, sizeof(*message));

        if (!message)
                return NULL;

        milestone__v1__counts__init(message);
        message->accepted = of->of[VERDICT_ACCEPTED];
        message->revised = of->of[VERDICT_REVISED];
        message->repeated = of->of[VERDICT_REPEATED];
        message->stale = of->of[VERDICT_STALE];
        message->disputed = of->of[VERDICT_DISPUTED];
        message->withdrawn = of->of[VERDICT_WITHDRAWN];
        message->staged = of->of[VERDICT_STAGED];
        message->refused = of->of[VERDICT_REFUSED];
        return message;
}

Milestone__V1__ReleaseVerdict *encode_release(struct arena *arena, const struct release_report *report)
{
        Milestone__V1__ReleaseVerdict *message;

        if (report->state == RELEASE_NONE)
                return NULL;
        message = arena_take(arena, sizeof(*message));
        if (!message)
                return NULL;

        milestone__v1__release_verdict__init(message);
        message->vintage = encode_vintage(arena, report->vintage_day, report->vintage_serial);
        message->state = (Milestone__V1__ReleaseState)report->state;
        message->batches = report->batches;
        message->batches_present = report->batches_present;
        message->n_missing = report->missing_count;
        message->missing = arena_take(arena, (report->missing_count + 1) * sizeof(*message->missing));
        if (!message->missing)
                return NULL;
        memcpy(message->missing, report->missing, report->missing_count * sizeof(*message->missing));
        message->end_missing = report->end_missing;
        if (report->state == RELEASE_COUNTED)
                message->counts = encode_counts(arena, &report->counts);
        message->message = encode_text(arena, report->message);
        return message;
}

int encode_message(const ProtobufCMessage *message, struct wire_out *out)
{
        size_t size = protobuf_c_message_get_packed_size(message);

        if (wire_out_reserve(out, size) < 0)
                return -ENOMEM;
        out->length += protobuf_c_message_pack(message, out->data + out->length);
        return 0;
}

/* What was said, without the words. */
static void fill_outlook(struct arena *arena, const struct outlook *outlook, Milestone__V1__Outlook *message)
{
        struct period month = period_none();

        message->state = (Milestone__V1__Outlook__State)outlook->state;
        message->reason = (Milestone__V1__Outlook__Reason)outlook->reason;
        message->chance_ppm = (uint32_t)outlook->chance_ppm;
        message->date_low = encode_day(arena, outlook->date_low);
        message->date = encode_day(arena, outlook->date);
        message->date_high = encode_day(arena, outlook->date_high);
        message->usual_error_ppm = (uint32_t)outlook->usual_error_ppm;
        message->months_known = outlook->months_known;
        if (outlook->months_known)
                month = period_at(PERIOD_MONTH, civil_month_first(outlook->last_complete_month), 1);
        message->last_complete = encode_period(arena, &month);
        message->total_day = encode_day(arena, outlook->has_total ? outlook->total_day : CIVIL_NONE);
        message->origin = encode_day(arena, outlook->origin_day);
}

Milestone__V1__Outlook *encode_outlook(struct arena *arena, const struct outlook *outlook,
                                       const struct outlook_words *words)
{
        char sentence[OUTLOOK_SENTENCE_MAX];
        Milestone__V1__Outlook *message;

        if (outlook->state == OUTLOOK_NONE)
                return NULL;
        message = arena_take(arena, sizeof(*message));
        if (!message)
                return NULL;
        milestone__v1__outlook__init(message);
        fill_outlook(arena, outlook, message);
        outlook_sentence(outlook, words, sentence);
        message->sentence = encode_text(arena, text_of(sentence));
        if (!outlook->has_total)
                return message;
        message->total = encode_quantity(arena, outlook->total);
        if (outlook->reason != OUTLOOK_SAID)
                return message;
        message->total_low = encode_quantity(arena, outlook->total_low);
        message->total_high = encode_quantity(arena, outlook->total_high);
        message->known = encode_quantity(arena, outlook->known);
        message->pace = encode_quantity(arena, outlook->pace);
        message->needed = encode_quantity(arena, outlook->needed);
        if (outlook->has_target)
                message->target = encode_quantity(arena, outlook->target);
        return message;
}
