/* core/ledger/releases.c: the staging itself. Open releases lie in an array sorted by source and
 * vintage; there are few of them at a time (RELEASES_OPEN_MAX for a source). */
#include "core/ledger/releases.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/ledger/releases_inside.h"

int releases_new(const struct plan *plan, struct releases **ret)
{
        struct releases *releases = calloc(1, sizeof(*releases));

        if (!releases)
                return -ENOMEM;

        releases->plan = plan;
        *ret = releases;
        return 0;
}

struct release *release_free(struct release *release)
{
        if (!release)
                return NULL;

        free(release->batches);
        free(release->cells);
        free(release->periods);
        free(release->controls);
        free(release->note);
        free(release);
        return NULL;
}

struct releases *releases_free(struct releases *releases)
{
        if (!releases)
                return NULL;

        for (size_t i = 0; i < releases->open_count; i++)
                release_free(releases->open[i]);
        free(releases->open);
        free(releases->traces);
        free(releases->gone);
        free(releases);
        return NULL;
}

static size_t open_at(const struct releases *releases, uint32_t source, uint64_t vintage)
{
        size_t low = 0, high = releases->open_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const struct release *release = releases->open[middle];

                if (release->source < source || (release->source == source && release->vintage < vintage))
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

struct release *releases_find(struct releases *releases, uint32_t source, uint64_t vintage)
{
        size_t at = open_at(releases, source, vintage);

        if (at < releases->open_count && releases->open[at]->source == source &&
            releases->open[at]->vintage == vintage)
                return releases->open[at];
        return NULL;
}

int releases_insert(struct releases *releases, struct release *release)
{
        size_t at = open_at(releases, release->source, release->vintage);

        if (releases->open_count == releases->open_capacity) {
                size_t capacity = releases->open_capacity ? releases->open_capacity * 2 : 16;
                struct release **open = realloc(releases->open, capacity * sizeof(*open));

                if (!open)
                        return -ENOMEM;
                releases->open = open;
                releases->open_capacity = capacity;
        }
        memmove(releases->open + at + 1, releases->open + at, (releases->open_count - at) * sizeof(*releases->open));
        releases->open[at] = release;
        releases->open_count++;
        return 0;
}

/* An open release, made by whatever comes first of it. */
static int release_need(struct releases *releases, uint32_t source, uint64_t vintage, int32_t day,
                        struct release **ret, struct refusal *ret_refusal)
{
        struct release *release = releases_find(releases, source, vintage);

        if (release) {
                *ret = release;
                return 0;
        }
        if (releases_open(releases, source) >= RELEASES_OPEN_MAX) {
                *ret_refusal = (struct refusal){REASON_LIMIT, TEXT("vintage"),
                                                TEXT("too many releases of this source are open: end or abort some")};
                return RELEASES_REFUSED;
        }

        release = calloc(1, sizeof(*release));
        if (!release)
                return -ENOMEM;
        release->source = source;
        release->vintage = vintage;
        release->state = RELEASE_OPEN;
        release->opened_day = day;
        release->end.embargo_day = CIVIL_NONE;
        if (releases_insert(releases, release) < 0) {
                release_free(release);
                return -ENOMEM;
        }
        *ret = release;
        return 0;
}

/* What the batch says, whatever the order of its fields on the wire was: ids and content. */
static struct hash128 batch_digest(const struct batch *batch)
{
        static const uint64_t seed[2] = {UINT64_C(0x6d696c6573746f6e), UINT64_C(0x65642072656c6561)};
        struct hash128 digest = {batch->events_count, 0};

        for (size_t i = 0; i < batch->events_count; i++) {
                const struct batch_event *event = &batch->events[i];
                struct {
                        struct hash128 before, id;
                        uint8_t content[CONTENT_HASH_BYTES];
                        uint64_t refused;
                } link = {.before = digest, .refused = event->refusal.reason};

                link.id = hash128(event->event.id.data, event->event.id.length, seed);
                memcpy(link.content, event->content, sizeof(link.content));
                digest = hash128(&link, sizeof(link), seed);
        }
        return digest;
}

static size_t staged_at(const struct release *release, uint32_t number)
{
        size_t low = 0, high = release->batches_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (release->batches[middle].number < number)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static int staged_insert(struct release *release, size_t at, const struct staged_batch *staged)
{
        if (release->batches_count == release->batches_capacity) {
                size_t capacity = release->batches_capacity ? release->batches_capacity * 2 : 8;
                struct staged_batch *batches = realloc(release->batches, capacity * sizeof(*batches));

                if (!batches)
                        return -ENOMEM;
                release->batches = batches;
                release->batches_capacity = capacity;
        }
        memmove(release->batches + at + 1, release->batches + at,
                (release->batches_count - at) * sizeof(*release->batches));
        release->batches[at] = *staged;
        release->batches_count++;
        release->events += staged->events;
        release->dirty = true;
        return 0;
}

static bool over_limits(const struct release *release, uint32_t number, uint64_t events, struct refusal *ret_refusal)
{
        if (number > RELEASE_BATCHES_MAX) {
                *ret_refusal = (struct refusal){REASON_LIMIT, TEXT("release_batch"),
                                                TEXT("a release has at most 100,000 batches")};
                return true;
        }
        if (release->events + events > RELEASE_EVENTS_MAX) {
                *ret_refusal = (struct refusal){REASON_LIMIT, TEXT("events"),
                                                TEXT("a release has at most 10,000,000 events")};
                return true;
        }
        if (release->has_end && number > release->end.batches) {
                *ret_refusal = (struct refusal){REASON_RELEASE, TEXT("release_batch"),
                                                TEXT("the end of this release announced fewer batches")};
                return true;
        }
        return false;
}

int releases_batch(struct releases *releases, uint32_t source, const struct batch *batch, uint64_t position,
                   int32_t day, struct release **ret, struct refusal *ret_refusal)
{
        uint64_t vintage = event_vintage_number(batch->vintage_day, batch->vintage_serial);
        struct staged_batch staged = {batch->release_batch, position, batch->events_count, batch_digest(batch), true};
        struct release *release;
        size_t at;
        int r;

        if (trace_find(releases, source, vintage))
                return RELEASES_FINISHED;

        r = release_need(releases, source, vintage, day, &release, ret_refusal);
        if (r != 0)
                return r;

        at = staged_at(release, staged.number);
        if (at < release->batches_count && release->batches[at].number == staged.number) {
                if (memcmp(&release->batches[at].digest, &staged.digest, sizeof(staged.digest)) == 0) {
                        *ret = release;
                        return RELEASES_REPEATED;
                }
                *ret_refusal = (struct refusal){REASON_RELEASE, TEXT("release_batch"),
                                                TEXT("this release has a batch of this number with other content")};
                return RELEASES_REFUSED;
        }
        if (over_limits(release, staged.number, staged.events, ret_refusal)) {
                if (release->batches_count == 0 && !release->has_end)
                        releases_drop(releases, release);
                return RELEASES_REFUSED;
        }

        r = staged_insert(release, at, &staged);
        if (r == 0)
                r = control_add(release, batch);
        if (r < 0)
                return r;

        *ret = release;
        return RELEASES_STAGED;
}

/* What an end says, whatever the number of batches that it was sent in: imported again in larger
 * ones, a release is still the same. */
static struct hash128 end_digest(const struct release_end *end)
{
        static const uint64_t seed[2] = {UINT64_C(0x656e64206f662061), UINT64_C(0x2072656c65617365)};
        struct release_end said = *end;
        struct wire_out out = {0};
        struct hash128 digest;

        said.batches = 0;
        end_write(&said, &out);
        digest = out.failed ? (struct hash128){0, 0} : hash128(out.data, out.length, seed);
        wire_out_done(&out);
        return digest;
}

/* Copies of the end's arrays, owned by the release. */
static int end_keep(struct release *release, const struct release_end *end)
{
        struct period_range *periods = calloc(end->periods_count + 1, sizeof(*periods));
        struct control_total *controls = calloc(end->controls_count + 1, sizeof(*controls));
        char *note = text_duplicate(end->note);

        if (!periods || !controls || !note) {
                free(periods);
                free(controls);
                free(note);
                return -ENOMEM;
        }
        if (end->periods_count)
                memcpy(periods, end->periods, end->periods_count * sizeof(*periods));
        if (end->controls_count)
                memcpy(controls, end->controls, end->controls_count * sizeof(*controls));

        free(release->periods);
        free(release->controls);
        free(release->note);
        release->end = *end;
        release->end.periods = release->periods = periods;
        release->end.controls = release->controls = controls;
        release->note = note;
        release->end.note = (struct text){note, end->note.length};
        release->has_end = true;
        release->dirty = true;
        return 0;
}

static bool end_contradicts(const struct release *release, const struct release_end *end, struct refusal *ret_refusal)
{
        if (end->batches > RELEASE_BATCHES_MAX || end->events > RELEASE_EVENTS_MAX) {
                *ret_refusal = (struct refusal){REASON_LIMIT, TEXT("release_end.batches"),
                                                TEXT("a release has at most 100,000 batches and 10,000,000 events")};
                return true;
        }
        if (release->batches_count && release->batches[release->batches_count - 1].number > end->batches) {
                *ret_refusal = (struct refusal){REASON_RELEASE, TEXT("release_end.batches"),
                                                TEXT("a batch with a higher number is there already")};
                return true;
        }
        return false;
}

int releases_end(struct releases *releases, uint32_t source, const struct batch *batch, uint64_t position,
                 int32_t day, struct release **ret, struct refusal *ret_refusal)
{
        uint64_t vintage = event_vintage_number(batch->vintage_day, batch->vintage_serial);
        struct hash128 digest = end_digest(&batch->end);
        const struct release_trace *trace = trace_find(releases, source, vintage);
        struct release *release;
        int r;

        if (trace) {
                if (memcmp(&trace->end_digest, &digest, sizeof(digest)) == 0)
                        return RELEASES_FINISHED;
                *ret_refusal = (struct refusal){REASON_RELEASE, TEXT("release_end"),
                                                TEXT("this release has counted with another end: corrections need a "
                                                     "newer vintage")};
                return RELEASES_REFUSED;
        }

        r = release_need(releases, source, vintage, day, &release, ret_refusal);
        if (r != 0)
                return r;

        *ret = release;
        if (release->has_end && release->end.batches == batch->end.batches &&
            memcmp(&release->end_digest, &digest, sizeof(digest)) == 0)
                return RELEASES_REPEATED;
        if (release->has_end && release->state != RELEASE_QUARANTINED) {
                *ret_refusal = (struct refusal){REASON_RELEASE, TEXT("release_end"),
                                                TEXT("this release has another end already: abort it first")};
                return RELEASES_REFUSED;
        }
        if (end_contradicts(release, &batch->end, ret_refusal)) {
                if (release->batches_count == 0 && !release->has_end)
                        releases_drop(releases, release);
                return RELEASES_REFUSED;
        }

        r = end_keep(release, &batch->end);
        if (r < 0)
                return r;
        release->end_digest = digest;
        release->end_position = position;
        release->state = RELEASE_OPEN;
        return RELEASES_STAGED;
}

struct release *releases_ready(struct releases *releases, int32_t day)
{
        for (size_t i = 0; i < releases->open_count; i++) {
                struct release *release = releases->open[i];

                if (release->state != RELEASE_EMBARGOED)
                        continue;
                if (release->end.embargo_day == CIVIL_NONE || (day != CIVIL_NONE && day >= release->end.embargo_day))
                        return release;
        }
        return NULL;
}

static void forget(struct releases *releases, struct release *release)
{
        size_t at = open_at(releases, release->source, release->vintage);

        assert(releases->open[at] == release);
        memmove(releases->open + at, releases->open + at + 1,
                (releases->open_count - at - 1) * sizeof(*releases->open));
        releases->open_count--;
        gone_note(releases, release);
        release_free(release);
}

int releases_counted(struct releases *releases, struct release *release, const struct counts *counts)
{
        struct release_trace trace = {
                .source = release->source,
                .vintage = release->vintage,
                .end_digest = release->end_digest,
                .batches = release->end.batches,
                .counts = *counts,
                .dirty = true,
        };
        int r = trace_insert(releases, &trace);

        if (r < 0)
                return r;

        forget(releases, release);
        return 0;
}

void releases_drop(struct releases *releases, struct release *release)
{
        forget(releases, release);
}

struct release *releases_overdue(struct releases *releases, int32_t day)
{
        for (size_t i = 0; i < releases->open_count; i++) {
                struct release *release = releases->open[i];

                if (release->opened_day == CIVIL_NONE) { /* its days begin with the first tick */
                        release->opened_day = day;
                        release->dirty = true;
                }
                if (release->state == RELEASE_OPEN && day - release->opened_day > RELEASE_DAYS_MAX)
                        return release;
        }
        return NULL;
}

int32_t releases_due_day(const struct releases *releases, int32_t day)
{
        int32_t due = PLAN_NEVER;

        for (size_t i = 0; i < releases->open_count; i++) {
                const struct release *release = releases->open[i];
                int32_t when = PLAN_NEVER;

                if (release->state == RELEASE_EMBARGOED)
                        when = release->end.embargo_day;
                else if (release->state == RELEASE_OPEN && release->opened_day != CIVIL_NONE)
                        when = release->opened_day + RELEASE_DAYS_MAX + 1;
                if (when > day && when < due)
                        due = when;
        }
        return due;
}

void releases_report(const struct release *release, struct release_report *ret)
{
        uint32_t next = 1;

        *ret = (struct release_report){
                .state = release->state,
                .vintage_day = event_vintage_day(release->vintage),
                .vintage_serial = event_vintage_serial(release->vintage),
                .batches = release->has_end ? release->end.batches : 0,
                .batches_present = (uint32_t)release->batches_count,
                .end_missing = !release->has_end,
                .counts = release->counts,
        };
        if (!release->has_end)
                return;

        for (size_t i = 0; i <= release->batches_count && ret->missing_count < RELEASE_MISSING_MAX; i++) {
                uint32_t number = i < release->batches_count ? release->batches[i].number : release->end.batches + 1;

                for (; next < number && ret->missing_count < RELEASE_MISSING_MAX; next++)
                        ret->missing[ret->missing_count++] = next;
                next = number + 1;
        }
}

bool releases_trace(const struct releases *releases, uint32_t source, uint64_t vintage, struct release_report *ret)
{
        const struct release_trace *trace = trace_find(releases, source, vintage);

        if (!trace)
                return false;

        *ret = (struct release_report){
                .state = RELEASE_COUNTED,
                .vintage_day = event_vintage_day(vintage),
                .vintage_serial = event_vintage_serial(vintage),
                .batches = trace->batches,
                .batches_present = trace->batches,
                .counts = trace->counts,
        };
        return true;
}

size_t releases_open(const struct releases *releases, uint32_t source)
{
        return open_at(releases, source + 1, 0) - open_at(releases, source, 0);
}

const struct release *releases_at(const struct releases *releases, size_t i)
{
        return i < releases->open_count ? releases->open[i] : NULL;
}
