/* tests/sim/model.c: see model.h. */
#include "sim/model.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/entry.h"
#include "core/reads.h"
#include "sim/finding.h"
#include "sim/publisher.h"
#include "sim/replay.h"

#define RECORDS_MAX 512

struct record {
        char source[16], id[32];
        uint64_t number;
        bool withdrawn;
        int32_t day;
        int64_t units;
};

static struct record records[RECORDS_MAX];
static size_t records_count;

static struct record *record_of(struct text source, struct text id)
{
        struct record *record = records;

        for (; record < records + records_count; record++)
                if (text_equal(text_of(record->source), source) && text_equal(text_of(record->id), id))
                        return record;
        if (records_count == RECORDS_MAX || source.length >= sizeof record->source ||
            id.length >= sizeof record->id)
                abort();
        memcpy(record->source, source.data, source.length);
        memcpy(record->id, id.data, id.length);
        records_count++;
        return record;
}

/* The highest number wins, whatever came first; a withdrawal wins a tie; of two revisions with one
 * number the first stands. */
static void take_event(struct record *record, const struct batch_event *event, uint64_t number)
{
        bool withdrawn = event->event.kind == EVENT_WITHDRAWAL;

        if (number < record->number || (number == record->number && (record->withdrawn || !withdrawn)))
                return;
        record->number = number;
        record->withdrawn = withdrawn;
        if (!withdrawn) {
                record->day = event->event.period.last;
                record->units = event->event.trade.value.units;
        }
}

static void take_batch(const struct batch *batch)
{
        bool arrival = text_equal(batch->source, TEXT("queue"));

        if (!arrival && !text_equal(batch->source, TEXT("registry")))
                return;
        for (size_t i = 0; i < batch->events_count; i++) {
                const struct batch_event *event = &batch->events[i];

                if (event->refusal.reason == REASON_NONE)
                        take_event(record_of(batch->source, event->event.id), event,
                                   arrival ? batch->number : event->event.number);
        }
}

static void take_all(struct decoder *decoder)
{
        records_count = 0;
        memset(records, 0, sizeof records);
        for (uint64_t position = 1; position <= known_last(); position++) {
                const struct journal_record *record = &known_at(position)->record;
                SCOPED(batch_freep) struct batch *batch = NULL;

                if (record->kind != ENTRY_BATCH)
                        continue;
                CHECK(decode_read_body(decoder, record->body, record->body_length, &batch) == 0,
                      "the journal is readable", "the batch at %" PRIu64 " is not", position);
                take_batch(batch);
        }
}

/* ---- beside the daemon's ---- */

struct wanted {
        const char *source;
        bool counts;
        int64_t sum; /* of what has not been seen in a row yet */
        const char *measure;
};

static int look(void *context, const struct measure_row *row)
{
        struct wanted *wanted = context;
        int64_t units = 0;

        for (const struct record *record = records; record < records + records_count; record++)
                if (strcmp(record->source, wanted->source) == 0 && record->number > 0 && !record->withdrawn &&
                    record->day >= row->first_day && record->day <= row->last_day)
                        units += wanted->counts ? 1 : record->units;
        CHECK(row->value.state == VALUE_NO_DATA || row->value.state == VALUE_KNOWN,
              "sums equal a plain model", "%s has state %d", wanted->measure, row->value.state);
        CHECK((row->value.state == VALUE_NO_DATA ? 0 : row->value.units) == units, "sums equal a plain model",
              "%s of %d..%d is %" PRId64 ", by the model %" PRId64, wanted->measure, row->first_day,
              row->last_day, row->value.units, units);
        wanted->sum += units;
        return 0;
}

static void compare_measure(struct pipeline *daemon, struct wanted wanted)
{
        const struct plan *plan = core_plan(daemon->core);
        int64_t all = 0;
        int32_t first = 0, last = 0;
        uint32_t measure = 0;

        while (measure < plan->measures_count &&
               !text_equal(plan->measures[measure].name, text_of(wanted.measure)))
                measure++;
        (void)civil_parse(TEXT("2023-12-01"), &first);
        (void)civil_parse(TEXT("2025-01-31"), &last);
        for (const struct record *record = records; record < records + records_count; record++)
                if (strcmp(record->source, wanted.source) == 0 && record->number > 0 && !record->withdrawn)
                        all += wanted.counts ? 1 : record->units;
        if (core_measure(daemon->core, measure, first, last, NULL, 0, look, &wanted) < 0)
                broken("questions are answered", "%s is not", wanted.measure);
        CHECK(wanted.sum == all, "sums equal a plain model",
              "the rows of %s add up to %" PRId64 ", the model to %" PRId64, wanted.measure, wanted.sum, all);
}

void model_compare(struct pipeline *daemon)
{
        if (!core_plan(daemon->core))
                return;
        take_all(daemon->decoder);
        compare_measure(daemon, (struct wanted){"registry", false, 0, "daily"});
        compare_measure(daemon, (struct wanted){"registry", false, 0, "monthly"});
        compare_measure(daemon, (struct wanted){"queue", true, 0, "arrived"});
}
