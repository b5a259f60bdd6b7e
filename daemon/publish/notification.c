/* publish/notification.c: a piece of news and a measure's value, as messages. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/amount.h"
#include "base/civil.h"
#include "base/decimal.h"
#include "base/period.h"
#include "publish/encode.h"
#include "publish/topics.h"

#define SENTENCE_MAX        720
#define SENTENCE_REASON_MAX 480 /* a reason is given where the sentence is no longer with it */
/* A breakdown by many names would leave no room for what happened. */
#define SENTENCE_SERIES_MAX(series) (int)((series).length < 160 ? (series).length : 160), (series).data

static const char *sentence_value(const struct value *value, const struct amount_form *form,
                                  char buffer[DECIMAL_TEXT_MAX])
{
        switch (value->state) {
        case VALUE_KNOWN:
        case VALUE_INCOMPLETE:
                return amount_format(form, value->units, buffer);
        case VALUE_OUT_OF_RANGE:
                return "out of range";
        default:
                return "no data";
        }
}

/* What happened, when in event time. */
static void sentence_what(const struct news *news, char *buffer, size_t size)
{
        struct period now = news->reached_first == CIVIL_NONE
                                    ? period_none()
                                    : period_at(news->resolution, news->reached_first, 1);
        struct period before = news->before_first == CIVIL_NONE
                                       ? period_none()
                                       : period_at(news->before_resolution, news->before_first, 1);
        char now_text[PERIOD_TEXT_MAX] = "", before_text[PERIOD_TEXT_MAX] = "", day[CIVIL_TEXT_MAX];

        if (now.kind != PERIOD_NONE)
                period_format(now, now_text);
        if (before.kind != PERIOD_NONE)
                period_format(before, before_text);

        switch (news->kind) {
        case NEWS_REACHED:
                snprintf(buffer, size, "reached in %s%s", now_text,
                         news->outcome == OUTCOME_REACHED_LATE ? ", after the deadline" : "");
                break;
        case NEWS_CONFIRMED:
                snprintf(buffer, size, "confirmed: reached in %s, all figures are final", now_text);
                break;
        case NEWS_RESTATED:
                snprintf(buffer, size, "restated: reached in %s and not in %s", now_text, before_text);
                break;
        case NEWS_RETRACTED:
                snprintf(buffer, size, "retracted: not reached in %s after all", before_text);
                break;
        case NEWS_FELL_BELOW:
                snprintf(buffer, size, "fell below in %s", now_text);
                break;
        case NEWS_RESCHEDULED:
                if (news->deadline_day == CIVIL_NONE)
                        snprintf(buffer, size, "rescheduled");
                else
                        snprintf(buffer, size, "rescheduled, to be reached by %s",
                                 civil_format(news->deadline_day, day));
                break;
        case NEWS_AWAITING:
                snprintf(buffer, size, "the deadline %s is over and the figures are not complete",
                         civil_format(news->deadline_day, day));
                break;
        case NEWS_MISSED:
                snprintf(buffer, size, "missed by %s", civil_format(news->deadline_day, day));
                break;
        default:
                snprintf(buffer, size, "%s", topic_kind(news->kind));
        }
}

static void sentence_of_source(const struct news *news, char *buffer, size_t size)
{
        char period[PERIOD_TEXT_MAX], day[CIVIL_TEXT_MAX];

        if (news->kind == NEWS_DROPPED)
                snprintf(buffer, size, "a release of %" TEXT_FORMAT " does not count: it was dropped",
                         TEXT_ARGUMENTS(news->source));
        else if (news->kind == NEWS_SILENT)
                snprintf(buffer, size, "%" TEXT_FORMAT " is silent: %s was owed by %s", TEXT_ARGUMENTS(news->source),
                         period_format(news->instance, period), civil_format(news->deadline_day, day));
        else
                snprintf(buffer, size, "%" TEXT_FORMAT " speaks again: %s and all that was owed since is there",
                         TEXT_ARGUMENTS(news->source), period_format(news->instance, period));
}

static struct outlook_words words_of(const struct news *news)
{
        return (struct outlook_words){news->unit, news->scale, news->target_known, news->target, news->deadline_day};
}

/* "at risk: needs 171 m a month ..." */
static void sentence_outlook(const struct news *news, char *buffer, size_t size)
{
        const struct outlook_words words = words_of(news);
        char outlook[OUTLOOK_SENTENCE_MAX];

        outlook_sentence(&news->outlook, &words, outlook);
        snprintf(buffer, size, ": %s: %s", news->kind == NEWS_AT_RISK ? "at risk" : "on track", outlook);
}

/* "at 120 of 150 t": both in one unit, that of the target where it is known. */
static void sentence_amounts(const struct news *news, char *buffer, size_t size)
{
        wide like = news->target_known ? news->target : news->value.units;
        struct amount_form form = amount_form(news->unit, news->scale, like);
        char value[DECIMAL_TEXT_MAX], target[DECIMAL_TEXT_MAX];

        snprintf(buffer, size, "at %s of %s %" TEXT_FORMAT "%s", sentence_value(&news->value, &form, value),
                 news->target_known ? amount_format(&form, news->target, target) :
                                      "a target that is not known, in",
                 TEXT_ARGUMENTS(form.unit), amount_ending(&form, like));
}

/* One sentence for a person. */
static char *sentence(const struct news *news, struct arena *arena)
{
        const struct amount_form percent = amount_form(TEXT("%"), 4, 0);
        char step[DECIMAL_TEXT_MAX], what[160], amounts[160], instance[PERIOD_TEXT_MAX] = "";
        char buffer[SENTENCE_MAX];
        int at = 0;

        if (news->source.length) {
                sentence_of_source(news, buffer, sizeof(buffer));
                return encode_text(arena, text_of(buffer));
        }

        if (news->instance.kind != PERIOD_NONE)
                period_format(news->instance, instance);
        at = snprintf(buffer, sizeof(buffer), "%" TEXT_FORMAT "%s%.*s%s%s", TEXT_ARGUMENTS(news->milestone),
                      news->series.length ? " " : "", SENTENCE_SERIES_MAX(news->series), *instance ? " " : "",
                      instance);
        if (news->step_ppm)
                at += snprintf(buffer + at, sizeof(buffer) - (size_t)at, " (step %s %%)",
                               amount_format(&percent, news->step_ppm, step));
        if (news->outlook.state) {
                sentence_outlook(news, buffer + at, sizeof(buffer) - (size_t)at);
                return encode_text(arena, text_of(buffer));
        }
        sentence_what(news, what, sizeof(what));
        sentence_amounts(news, amounts, sizeof(amounts));
        at += snprintf(buffer + at, sizeof(buffer) - (size_t)at, ": %s, %s", what, amounts);
        if (news->reason.length && (size_t)at + news->reason.length + sizeof(": ") < SENTENCE_REASON_MAX)
                snprintf(buffer + at, sizeof(buffer) - (size_t)at, ": %" TEXT_FORMAT, TEXT_ARGUMENTS(news->reason));
        return encode_text(arena, text_of(buffer));
}

static Milestone__V1__Cause *cause(struct arena *arena, const struct cause *of)
{
        Milestone__V1__Cause *message = arena_take(arena, sizeof(*message));

        if (!message)
                return NULL;
        milestone__v1__cause__init(message);
        message->what = (Milestone__V1__Cause__What)of->what;
        message->records_total = of->records_total;
        message->records = arena_take(arena, (of->records_count + 1) * sizeof(*message->records));
        if (!message->records)
                return NULL;

        for (size_t i = 0; i < of->records_count; i++) {
                Milestone__V1__RecordRef *record = arena_take(arena, sizeof(*record));

                if (!record)
                        return NULL;
                milestone__v1__record_ref__init(record);
                record->source = encode_text(arena, of->records[i].source);
                record->id = encode_text(arena, of->records[i].id);
                record->number = of->records[i].number;
                message->records[message->n_records++] = record;
        }
        if (of->release_source.length) {
                Milestone__V1__ReleaseRef *release = arena_take(arena, sizeof(*release));

                if (!release)
                        return NULL;
                milestone__v1__release_ref__init(release);
                release->source = encode_text(arena, of->release_source);
                release->vintage = encode_vintage(arena, of->vintage_day, of->vintage_serial);
                message->release = release;
        }
        return message;
}

/* What says where and when, the same in every kind. */
static void fill_names(const struct news *news, struct arena *arena, Milestone__V1__Notification *message)
{
        message->kind = (Milestone__V1__Kind)news->kind;
        message->corridor = encode_text(arena, news->corridor);
        message->milestone = encode_text(arena, news->milestone);
        message->measure = encode_text(arena, news->measure);
        message->source = encode_text(arena, news->source);
        message->series = encode_text(arena, news->series);
        message->instance = encode_period(arena, &news->instance);
        message->step_ppm = news->step_ppm;
        message->deadline = encode_day(arena, news->deadline_day);
        message->text = sentence(news, arena);
        message->backfill = news->backfill;
}

static void fill_truth(const struct news *news, struct arena *arena, Milestone__V1__Notification *message)
{
        const struct outlook_words words = words_of(news);

        if (!news->milestone.length)
                return;

        message->outcome = (Milestone__V1__Outcome)news->outcome;
        message->outcome_before = (Milestone__V1__Outcome)news->outcome_before;
        message->value = encode_value(arena, &news->value, news->unit, news->scale);
        message->value_before = encode_value(arena, &news->value_before, news->unit, news->scale);
        if (news->target_known)
                message->target = encode_quantity(arena, news->target);
        message->reached = encode_interval(arena, news->reached_first, news->reached_last, news->resolution);
        message->reached_before = encode_interval(arena, news->before_first, news->before_last,
                                                  news->before_resolution);
        message->late = news->outcome == OUTCOME_REACHED_LATE;
        message->confirmed = news->confirmed;
        message->outlook = encode_outlook(arena, &news->outlook, &words);
}

int encode_notification(const struct news *news, const struct identity *identity,
                        const struct sequences *sequences, const uint8_t chain[CHAIN_BYTES],
                        struct arena *arena, struct wire_out *out)
{
        Milestone__V1__Notification message;
        Milestone__V1__Before before;
        Milestone__V1__Known known;
        uint8_t journal_id[JOURNAL_ID_LENGTH], witness[CHAIN_BYTES];

        milestone__v1__notification__init(&message);
        milestone__v1__before__init(&before);
        milestone__v1__known__init(&known);
        memcpy(journal_id, identity->journal_id, sizeof(journal_id));
        memcpy(witness, chain, sizeof(witness));
        message.version = PROTOCOL_VERSION;
        message.journal_id.data = journal_id;
        message.journal_id.len = sizeof(journal_id);
        message.epoch = identity->epoch;
        message.sequence = sequences->sequence;
        before.all = sequences->sequence - 1;
        before.corridor = sequences->corridor;
        before.kind = sequences->kind;
        before.source = sequences->source;
        message.before = &before;
        known.position = news->known_position;
        known.day = encode_day(arena, news->known_day);
        message.known = &known;
        message.chain.data = witness;
        message.chain.len = sizeof(witness);

        fill_names(news, arena, &message);
        fill_truth(news, arena, &message);
        message.cause = cause(arena, &news->cause);
        if (!message.cause || !message.text || !known.day)
                return -ENOMEM;
        message.cause->text = encode_text(arena, news->reason);
        return encode_message(&message.base, out);
}

int encode_update(const struct update *update, const struct identity *identity, struct arena *arena,
                  struct wire_out *out)
{
        Milestone__V1__MeasureUpdate message;
        uint8_t journal_id[JOURNAL_ID_LENGTH];

        milestone__v1__measure_update__init(&message);
        memcpy(journal_id, identity->journal_id, sizeof(journal_id));
        message.version = PROTOCOL_VERSION;
        message.journal_id.data = journal_id;
        message.journal_id.len = sizeof(journal_id);
        message.epoch = identity->epoch;
        message.position = update->position;
        message.corridor = encode_text(arena, update->corridor);
        message.measure = encode_text(arena, update->measure);
        message.period = encode_text(arena, update->period);
        message.value = encode_value(arena, &update->value, update->unit, update->scale);
        message.complete_until = encode_day(arena, update->complete_until_day);
        if (!message.value || !message.complete_until)
                return -ENOMEM;
        return encode_message(&message.base, out);
}
