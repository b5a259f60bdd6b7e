/* host/notes.c: what the host remembers of an entry: quarantine, counters, the configuration in
 * force, the measures to tell. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/reads.h"
#include "host/entries.h"
#include "host/log.h"
#include "host/messages.h"
#include "host/pipeline_inside.h"

struct batch *batch_freed(struct batch *batch)
{
        batch_free(batch);
        return NULL;
}

int quarantine(struct pipeline *pipeline, const struct batch *batch, uint64_t position)
{
        for (size_t i = 0; batch->refused_count && i < batch->events_count; i++) {
                const struct batch_event *event = &batch->events[i];
                int r;

                if (event->refusal.reason == REASON_NONE)
                        continue;
                r = store_quarantine(pipeline->store, &(struct quarantined){
                                                              .position = position,
                                                              .index = (uint32_t)i,
                                                              .reason = event->refusal.reason,
                                                              .source = batch->source,
                                                              .id = event->event.id,
                                                              .field = event->refusal.field,
                                                              .message = event->refusal.message,
                                                              .sender = batch->peer,
                                                              .received_usec = batch->received_usec,
                                                      });
                if (r < 0)
                        return r;
        }
        if (batch->refused_count && pipeline->stream)
                log_rarely(LOG_NOTICE, MESSAGE_EVENTS_REFUSED,
                           "%zu events of %" TEXT_FORMAT " from %" TEXT_FORMAT
                           " are in quarantine, at position %llu",
                           batch->refused_count, TEXT_ARGUMENTS(batch->source), TEXT_ARGUMENTS(batch->peer),
                           (unsigned long long)position);
        return 0;
}

int quarantine_line(struct pipeline *pipeline, uint64_t position, uint32_t index, const struct quarantined **ret)
{
        uint32_t before = index > 0 ? index - 1 : UINT32_MAX;
        uint64_t total;
        size_t count;
        int r;

        *ret = NULL;
        if (position == 0)
                return 0;
        r = store_quarantined(pipeline->store, index > 0 ? position : position - 1, before, 1, ret, &count, &total);
        if (r < 0)
                return r;
        if (count == 0 || (*ret)->position != position || (*ret)->index != index)
                *ret = NULL;
        return 0;
}

/* The line stays and says what became of it: who looks later sees that somebody has looked. */
int quarantine_released(struct pipeline *pipeline, const struct decision *decision, const struct effects *effects)
{
        char message[QUARANTINE_MESSAGE_MAX];
        const struct quarantined *line;
        struct quarantined now;
        int r;

        if (effects->refusal.reason != REASON_NONE)
                return 0;
        r = quarantine_line(pipeline, decision->position, decision->index, &line);
        if (r < 0 || !line || text_starts(line->message, TEXT(QUARANTINE_RELEASED)))
                return r;

        snprintf(message, sizeof(message), QUARANTINE_RELEASED " at position %llu: %" TEXT_FORMAT,
                 (unsigned long long)effects->position, TEXT_ARGUMENTS(line->message));
        now = *line;
        now.message = text_of(message);
        return store_quarantine(pipeline->store, &now);
}

/* What the core refused: of a release, at the position of the batch that it came with. */
int quarantine_held(struct pipeline *pipeline, const struct puts *puts)
{
        for (size_t i = 0; i < puts->held_count; i++) {
                const struct held_event *held = &puts->held[i];
                int r = store_quarantine(pipeline->store, &(struct quarantined){
                                                                  .position = held->position,
                                                                  .index = held->index,
                                                                  .reason = held->refusal.reason,
                                                                  .source = held->source,
                                                                  .id = held->id,
                                                                  .field = held->refusal.field,
                                                                  .message = held->refusal.message,
                                                                  .sender = held->sender,
                                                                  .received_usec = held->received_usec,
                                                          });

                if (r < 0)
                        return r;
        }
        if (puts->held_count && pipeline->stream)
                log_rarely(LOG_NOTICE, MESSAGE_EVENTS_REFUSED,
                           "%zu events of %" TEXT_FORMAT " are far from what is usual and in quarantine",
                           puts->held_count, TEXT_ARGUMENTS(puts->held[0].source));
        return 0;
}

void note_touched(struct pipeline *pipeline, const struct touched *touched, uint64_t position)
{
        if (!pipeline->touched || touched->measure >= pipeline->plan->measures_count)
                return;

        if (!pipeline->touched[touched->measure] || touched->day < pipeline->touched_day[touched->measure])
                pipeline->touched_day[touched->measure] = touched->day;
        pipeline->touched[touched->measure] = true;
        pipeline->measures_position = position;
}

int plan_in_force(struct pipeline *pipeline, struct plan **plan)
{
        size_t measures = (*plan)->measures_count + 1;
        bool *touched = calloc(measures, sizeof(*touched));
        int32_t *touched_day = calloc(measures, sizeof(*touched_day));

        if (!touched || !touched_day) {
                free(touched);
                free(touched_day);
                return -ENOMEM;
        }
        free(pipeline->touched);
        free(pipeline->touched_day);
        plan_free(pipeline->plan);
        pipeline->touched = touched;
        pipeline->touched_day = touched_day;
        pipeline->plan = TAKE(*plan);
        return 0;
}

/* The same journal has told the same: a difference is found on the day on which it happens. */
static int compare_mark(struct pipeline *pipeline, const struct journal_record *record)
{
        struct outbox_mark mark;
        int r;

        r = entry_read_mark(record->body, record->body_length, &mark);
        if (r < 0)
                return r;
        if (mark.sequence == outbox_sequence(pipeline->outbox) &&
            memcmp(mark.hash, outbox_hash(pipeline->outbox), OUTBOX_HASH_BYTES) == 0)
                return 0;

        if (pipeline->looks_back && record->position < pipeline->marks_from)
                return 0;
        if (pipeline->looks_back) {
                pipeline->mark_differs = record->position;
                return -ENOTRECOVERABLE;
        }
        log_line(LOG_CRIT, MESSAGE_OUTBOX_DIFFERS,
                 "position %llu of the journal says that %llu notifications had been told; replaying it "
                 "gives %llu, "
                 "or others: this program does not do what the one before did, and stops before it tells "
                 "anything",
                 (unsigned long long)record->position, (unsigned long long)mark.sequence,
                 (unsigned long long)outbox_sequence(pipeline->outbox));
        return -ENOTRECOVERABLE;
}

static int note_epoch(struct pipeline *pipeline, const struct journal_record *record)
{
        struct epoch_begun epoch;
        int r = entry_read_epoch(record->body, record->body_length, &epoch);

        return r < 0 ? r : outbox_begin_epoch(pipeline->outbox, epoch.number);
}

int note_entry(struct pipeline *pipeline, const struct journal_record *record, struct plan **plan)
{
        struct text program;
        int r = 0;

        switch (record->kind) {
        case ENTRY_CONFIGURATION:
                pipeline->configuration_new = record->position;
                break;
        case ENTRY_ACTIVATE:
                r = entry_read_position(record->body, record->body_length, &pipeline->configuration);
                pipeline->configuration_new = 0;
                if (r == 0)
                        r = plan_in_force(pipeline, plan);
                break;
        case ENTRY_ABANDON:
                pipeline->configuration_new = 0;
                break;
        case ENTRY_UPGRADE:
                r = entry_read_upgrade(record->body, record->body_length, &pipeline->state_version, &program);
                break;
        case ENTRY_EPOCH:
                r = note_epoch(pipeline, record);
                break;
        case ENTRY_OUTBOX_HASH:
                r = compare_mark(pipeline, record);
                pipeline->marked_sequence = outbox_sequence(pipeline->outbox);
                break;
        default:
                return 0;
        }
        return r;
}

void count_effects(struct pipeline *pipeline, const struct entry *entry, const struct effects *effects)
{
        struct counters *counters = pipeline->counters;
        const uint64_t *of = effects->counts.of;

        counters->entries_applied++;
        counters->ticks += entry->kind == ENTRY_TICK;
        counters->events_accepted += of[VERDICT_ACCEPTED];
        counters->events_revised += of[VERDICT_REVISED];
        counters->events_repeated += of[VERDICT_REPEATED];
        counters->events_stale += of[VERDICT_STALE];
        counters->events_disputed += of[VERDICT_DISPUTED];
        counters->events_withdrawn += of[VERDICT_WITHDRAWN];
        counters->events_staged += of[VERDICT_STAGED];
        counters->events_refused += of[VERDICT_REFUSED];
        if (effects->release.state == RELEASE_COUNTED) {
                const uint64_t *counted = effects->release.counts.of;

                counters->releases_counted++;
                counters->events_accepted += counted[VERDICT_ACCEPTED];
                counters->events_revised += counted[VERDICT_REVISED];
                counters->events_repeated += counted[VERDICT_REPEATED];
                counters->events_stale += counted[VERDICT_STALE];
                counters->events_disputed += counted[VERDICT_DISPUTED];
                counters->events_withdrawn += counted[VERDICT_WITHDRAWN];
        }
        if (effects->release.state == RELEASE_QUARANTINED && effects->release.message.length) {
                counters->releases_quarantined++;
                if (!pipeline->looks_back)
                        log_line(LOG_WARNING, MESSAGE_RELEASE_QUARANTINED,
                                 "a release of %" TEXT_FORMAT " is in quarantine: %" TEXT_FORMAT,
                                 TEXT_ARGUMENTS(entry->batch->source),
                                 TEXT_ARGUMENTS(effects->release.message));
        }
        for (size_t i = 0; i < VERDICT_COUNT; i++)
                pipeline->events_since_cut += of[i];
}
