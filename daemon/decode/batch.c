/* decode/batch.c: a message as a whole: what it is, whose it is, and its events one by one.
 *
 * Nothing of a message whose head is refused is kept, so its events are not looked at then. */
#include "decode/judge.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>

#include "base/civil.h"

#define PROTOCOL_VERSION 1

/* The arena of a batch never takes more than the events, the message and the refusals. */
static_assert(BATCH_EVENTS_MAX * sizeof(struct batch_event) + MESSAGE_BYTES_MAX <= UNPACK_BYTES_MAX,
              "the largest batch fits the memory of one message");

static int outcome(const struct judge *j)
{
        if (j->no_memory)
                return -ENOMEM;
        if (j->broken)
                return -EBADMSG;
        return j->malformed || j->refusal->reason != REASON_NONE ? DECODE_REFUSED : 0;
}

/* Who is answered, and what it is about: read even of what is refused for other reasons. */
static void take_address(struct judge *j, const struct fields *fields)
{
        struct batch *batch = j->batch;
        struct text request_id = fields_bytes(fields, AT_BATCH_REQUEST_ID);

        if (request_id.length <= REQUEST_ID_BYTES_MAX)
                batch->request_id = request_id;
        batch->dry_run = fields_number(fields, AT_BATCH_DRY_RUN) != 0;
        batch->source = fields_bytes(fields, AT_BATCH_SOURCE);
        if (j->mode != JUDGE_TRUST)
                batch->source = judge_escaped(j, batch->source, NAME_BYTES_MAX);
}

static void judge_version(struct judge *j, const struct fields *fields)
{
        uint64_t version = fields_number(fields, AT_BATCH_VERSION);

        if (version != PROTOCOL_VERSION)
                judge_refuse(j, REASON_VERSION, fields, AT_BATCH_VERSION,
                             "%" PRIu64 " is not spoken here, %d is", version, PROTOCOL_VERSION);
}

/* Sources are sorted by name. */
static const struct plan_source *find_source(const struct plan *plan, struct text name)
{
        size_t low = 0, high = plan->sources_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(name, plan->sources[middle].name);

                if (order == 0)
                        return &plan->sources[middle];
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        return NULL;
}

static void judge_source(struct judge *j, const struct fields *fields)
{
        char buf[QUOTED_MAX], near[NEAREST_TEXT_MAX];
        struct text *names;

        judge_require(j, fields, AT_BATCH_SOURCE, j->batch->source.length > 0);
        j->source = find_source(j->plan, fields_bytes(fields, AT_BATCH_SOURCE));
        if (j->source) {
                j->holding->numbers = (uint8_t)j->source->numbers;
                return;
        }

        names = judge_memory(j, j->plan->sources_count * sizeof(*names));
        if (!names)
                return;
        for (size_t i = 0; i < j->plan->sources_count; i++)
                names[i] = j->plan->sources[i].name;
        judge_refuse(j, REASON_SOURCE, fields, AT_BATCH_SOURCE, "the configuration has no source %s%s",
                     quoted(j->batch->source, buf),
                     nearest_name(j, j->batch->source, names, j->plan->sources_count, near));
}

/* Exactly one of the three; the word "nothing until" stands with the first, or alone. */
static void take_kind(struct judge *j, const struct fields *fields)
{
        bool events = fields_has(fields, AT_BATCH_EVENTS);
        bool end = fields_has(fields, AT_BATCH_RELEASE_END);
        bool abort = fields_has(fields, AT_BATCH_RELEASE_ABORT);
        bool nothing = fields_bytes(fields, AT_BATCH_NOTHING_UNTIL).length > 0;
        bool part = fields_number(fields, AT_BATCH_RELEASE_BATCH) > 0;

        if (events + end + abort > 1 || ((end || abort) && nothing))
                judge_refuse(j, REASON_RELEASE, fields, end ? AT_BATCH_RELEASE_END : AT_BATCH_RELEASE_ABORT,
                             "a batch holds either events or the end or the abort of a release");
        if (!events && !end && !abort && !nothing && !part)
                judge_refuse(j, REASON_MISSING, fields, AT_BATCH_EVENTS, "the batch is empty");
        j->batch->kind = end ? BATCH_RELEASE_END : abort ? BATCH_RELEASE_ABORT : BATCH_EVENTS;
}

/* Rules 3 and 7: a by-release source speaks in releases and no other does; arrival needs its
 * number. */
static void judge_numbers(struct judge *j, const struct fields *fields)
{
        const struct batch *batch = j->batch;
        bool by_release = j->source->numbers == NUMBERS_BY_RELEASE;
        bool silent = batch->kind == BATCH_EVENTS && !fields_has(fields, AT_BATCH_EVENTS) &&
                      !batch->in_release && batch->release_batch == 0;

        if (!by_release && (batch->in_release || batch->release_batch > 0))
                judge_refuse(j, REASON_RELEASE, fields, AT_BATCH_VINTAGE,
                             "%" TEXT_FORMAT " does not publish by release", TEXT_ARGUMENTS(batch->source));
        if (by_release && batch->kind == BATCH_EVENTS && !silent) {
                if (!batch->in_release)
                        judge_refuse(j, REASON_RELEASE, fields, AT_BATCH_VINTAGE,
                                     "is required: %" TEXT_FORMAT
                                     " publishes by release, and this batch is in none",
                                     TEXT_ARGUMENTS(batch->source));
                if (batch->release_batch == 0)
                        judge_refuse(j, REASON_RELEASE, fields, AT_BATCH_RELEASE_BATCH,
                                     "is required from 1: which batch of its release this is");
        }
        if (batch->kind != BATCH_EVENTS && batch->release_batch > 0)
                judge_refuse(j, REASON_RELEASE, fields, AT_BATCH_RELEASE_BATCH,
                             "an end or an abort is no batch of its release");
        if (j->source->numbers == NUMBERS_BY_ARRIVAL && batch->number == 0)
                judge_refuse(j, REASON_NUMBER, fields, AT_BATCH_NUMBER,
                             "is required from 1, since it numbers the events of %" TEXT_FORMAT,
                             TEXT_ARGUMENTS(batch->source));
}

static int take_head(struct judge *j, const struct fields *fields)
{
        struct batch *batch = j->batch;
        struct fields sender;

        judge_version(j, fields);
        if (fields_bytes(fields, AT_BATCH_REQUEST_ID).length > REQUEST_ID_BYTES_MAX)
                judge_fail(j, REASON_TEXT, fields, AT_BATCH_REQUEST_ID,
                           "is of %zu bytes, at most %d are repeated",
                           fields_bytes(fields, AT_BATCH_REQUEST_ID).length, REQUEST_ID_BYTES_MAX);
        if (fields_number(fields, AT_BATCH_EVENTS) > BATCH_EVENTS_MAX)
                judge_fail(j, REASON_TOO_LARGE, fields, AT_BATCH_EVENTS,
                           "are %" PRIu64 ", at most %d are taken at once",
                           fields_number(fields, AT_BATCH_EVENTS), BATCH_EVENTS_MAX);
        if (j->mode == JUDGE_NEW)
                judge_source(j, fields);
        if (outcome(j) != 0)
                return outcome(j);

        if (take_message(j, fields, AT_BATCH_SENDER, SHAPE_SENDER, "sender.", &sender)) {
                batch->sender_software = take_text(j, &sender, AT_SENDER_SOFTWARE, WORD_BYTES_MAX);
                batch->sender_version = take_text(j, &sender, AT_SENDER_VERSION, WORD_BYTES_MAX);
        }
        batch->number = fields_number(fields, AT_BATCH_NUMBER);
        take_vintage(j, fields, AT_BATCH_VINTAGE, "vintage.");
        if (fields_number(fields, AT_BATCH_RELEASE_BATCH) > RELEASE_BATCHES_MAX)
                judge_fail(j, REASON_LIMIT, fields, AT_BATCH_RELEASE_BATCH, "is above %d",
                           RELEASE_BATCHES_MAX);
        else
                batch->release_batch = (uint32_t)fields_number(fields, AT_BATCH_RELEASE_BATCH);
        batch->nothing_until_day = take_day(j, fields, AT_BATCH_NOTHING_UNTIL, HORIZON_ACTUAL_DAYS);
        take_kind(j, fields);
        take_release_end(j, fields);
        take_release_abort(j, fields);
        if (j->mode == JUDGE_NEW)
                judge_numbers(j, fields);
        return outcome(j);
}

static int take_events(struct judge *j, const struct fields *fields, struct verdicts *verdicts)
{
        struct batch *batch = j->batch;
        size_t count = (size_t)fields_number(fields, AT_BATCH_EVENTS);
        struct text rest = fields->bytes, bytes;
        struct refusal *whole = j->refusal;
        int r = 0;

        if (count == 0)
                return 0;
        batch->events = judge_memory(j, count * sizeof(*batch->events));
        if (!batch->events)
                return -ENOMEM;

        j->whole_event = TEXT("events");
        for (; r == 0 && fields_next(&rest, AT_BATCH_EVENTS, &bytes); batch->events_count++) {
                struct batch_event *event = &batch->events[batch->events_count];

                j->index = batch->events_count;
                if (verdicts)
                        j->mode = verdicts_next(verdicts, j->index, &event->refusal);
                r = judge_event(j, bytes, event);
                batch->refused_count += event->refusal.reason != REASON_NONE;
        }
        if (r == DECODE_REFUSED) /* by an event that is no message */
                *whole = *j->refusal;
        return r;
}

int judge_batch(struct judge *j, struct verdicts *verdicts)
{
        struct fields fields;
        int r;

        j->nearest_left = NEAREST_MAX;
        j->decoder->scales_count = 0;
        j->batch->nothing_until_day = j->batch->end.embargo_day = CIVIL_NONE;

        if (fields_take(&fields, &j->decoder->shapes[SHAPE_BATCH], "", j->holding->received) != 0) {
                /* What was read before it fails is good enough for an answer; and a version
                 * that we do not speak need not be readable. */
                take_address(j, &fields);
                if (fields_has(&fields, AT_BATCH_VERSION))
                        judge_version(j, &fields);
                if (j->refusal->reason == REASON_NONE)
                        judge_malformed(j, &fields);
                return j->no_memory ? -ENOMEM : DECODE_REFUSED;
        }

        take_address(j, &fields);
        r = take_head(j, &fields);
        return r != 0 ? r : take_events(j, &fields, verdicts);
}
