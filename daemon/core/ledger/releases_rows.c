/* core/ledger/releases_rows.c: traces of releases that counted, and the rows of a checkpoint.
 *
 *      ROW_RELEASES      (source name, vintage)          the release, its end, its control sums
 *      ROW_RELEASES + 1  (source name, vintage, number)  a staged batch
 *      ROW_RELEASES + 2  (source name, vintage)          the trace of one that counted */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/ledger/releases_inside.h"

enum { TABLE_RELEASE = ROW_RELEASES, TABLE_BATCH, TABLE_TRACE };

static size_t trace_at(const struct releases *releases, uint32_t source, uint64_t vintage)
{
        size_t low = 0, high = releases->traces_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const struct release_trace *trace = &releases->traces[middle];

                if (trace->source < source || (trace->source == source && trace->vintage < vintage))
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

struct release_trace *trace_find(const struct releases *releases, uint32_t source, uint64_t vintage)
{
        size_t at = trace_at(releases, source, vintage);

        if (at < releases->traces_count && releases->traces[at].source == source &&
            releases->traces[at].vintage == vintage)
                return &releases->traces[at];
        return NULL;
}

int trace_insert(struct releases *releases, const struct release_trace *trace)
{
        size_t at = trace_at(releases, trace->source, trace->vintage);

        if (releases->traces_count == releases->traces_capacity) {
                size_t capacity = releases->traces_capacity ? releases->traces_capacity * 2 : 64;
                struct release_trace *traces = realloc(releases->traces, capacity * sizeof(*traces));

                if (!traces)
                        return -ENOMEM;
                releases->traces = traces;
                releases->traces_capacity = capacity;
        }
        memmove(releases->traces + at + 1, releases->traces + at,
                (releases->traces_count - at) * sizeof(*releases->traces));
        releases->traces[at] = *trace;
        releases->traces_count++;
        return 0;
}

uint64_t releases_last_vintage(const struct releases *releases, uint32_t source)
{
        size_t end = trace_at(releases, source + 1, 0);

        return end && releases->traces[end - 1].source == source ? releases->traces[end - 1].vintage : 0;
}

void gone_note(struct releases *releases, const struct release *release)
{
        if (releases->gone_count == releases->gone_capacity) {
                size_t capacity = releases->gone_capacity ? releases->gone_capacity * 2 : 16;
                struct release_gone *gone = realloc(releases->gone, capacity * sizeof(*gone));

                if (!gone) {
                        releases->gone_failed = true;
                        return;
                }
                releases->gone = gone;
                releases->gone_capacity = capacity;
        }
        releases->gone[releases->gone_count++] = (struct release_gone){
                .source = release->source,
                .vintage = release->vintage,
                .last_number = release->batches_count ? release->batches[release->batches_count - 1].number : 0,
        };
}

/* ---- layouts ---- */

void end_write(const struct release_end *end, struct wire_out *out)
{
        wire_u32(out, end->batches);
        wire_u64(out, end->events);
        wire_u8(out, end->status);
        wire_u8(out, (uint8_t)(end->complete | end->replaces << 1 | end->historical << 2));
        wire_i32(out, end->embargo_day);
        wire_text(out, end->note);
        wire_u32(out, (uint32_t)end->periods_count);
        for (size_t i = 0; i < end->periods_count; i++) {
                wire_i32(out, end->periods[i].first_day);
                wire_i32(out, end->periods[i].last_day);
        }
        wire_u32(out, (uint32_t)end->controls_count);
        for (size_t i = 0; i < end->controls_count; i++) {
                const struct control_total *control = &end->controls[i];

                wire_u8(out, control->of);
                wire_u8(out, control->flow);
                wire_raw(out, control->currency.code, sizeof(control->currency.code));
                wire_u8(out, (uint8_t)control->period.kind);
                wire_i32(out, control->period.first);
                wire_i32(out, control->period.last);
                wire_wide(out, control->sum);
        }
}

static void currency_read(struct wire_in *in, struct currency *ret)
{
        const uint8_t *code = wire_in_raw(in, sizeof(ret->code));

        if (code)
                memcpy(ret->code, code, sizeof(ret->code));
}

static int periods_read(struct wire_in *in, struct release *ret)
{
        ret->end.periods_count = wire_in_u32(in);
        if (in->failed || ret->end.periods_count > RELEASE_PERIODS_MAX)
                return -EBADMSG;

        ret->end.periods = ret->periods = calloc(ret->end.periods_count + 1, sizeof(*ret->periods));
        if (!ret->periods)
                return -ENOMEM;
        for (size_t i = 0; i < ret->end.periods_count; i++) {
                ret->periods[i].first_day = wire_in_i32(in);
                ret->periods[i].last_day = wire_in_i32(in);
        }
        return 0;
}

static int controls_read(struct wire_in *in, struct release *ret)
{
        ret->end.controls_count = wire_in_u32(in);
        if (in->failed || ret->end.controls_count > RELEASE_CONTROLS_MAX)
                return -EBADMSG;

        ret->end.controls = ret->controls = calloc(ret->end.controls_count + 1, sizeof(*ret->controls));
        if (!ret->controls)
                return -ENOMEM;
        for (size_t i = 0; i < ret->end.controls_count; i++) {
                struct control_total *control = &ret->controls[i];

                control->of = wire_in_u8(in);
                control->flow = wire_in_u8(in);
                currency_read(in, &control->currency);
                control->period.kind = wire_in_u8(in);
                control->period.first = wire_in_i32(in);
                control->period.last = wire_in_i32(in);
                control->sum = wire_in_wide(in);
        }
        return 0;
}

/* Into arrays of the release's own, which it owns also when this fails. */
static int end_read(struct wire_in *in, struct release *ret)
{
        struct release_end *end = &ret->end;
        uint8_t flags;
        int r;

        end->batches = wire_in_u32(in);
        end->events = wire_in_u64(in);
        end->status = wire_in_u8(in);
        flags = wire_in_u8(in);
        end->complete = flags & 1;
        end->replaces = flags & 2;
        end->historical = flags & 4;
        end->embargo_day = wire_in_i32(in);
        end->note = wire_in_text(in);
        ret->note = text_duplicate(end->note);
        if (!ret->note)
                return -ENOMEM;
        end->note.data = ret->note;

        r = periods_read(in, ret);
        return r < 0 ? r : controls_read(in, ret);
}

static void digest_write(struct wire_out *out, struct hash128 digest)
{
        wire_u64(out, digest.low);
        wire_u64(out, digest.high);
}

static struct hash128 digest_read(struct wire_in *in)
{
        struct hash128 digest;

        digest.low = wire_in_u64(in);
        digest.high = wire_in_u64(in);
        return digest;
}

static void counts_write(struct wire_out *out, const struct counts *counts)
{
        for (size_t i = 0; i < VERDICT_COUNT; i++)
                wire_varint(out, counts->of[i]);
}

static void counts_read(struct wire_in *in, struct counts *ret)
{
        for (size_t i = 0; i < VERDICT_COUNT; i++)
                ret->of[i] = wire_in_varint(in);
}

static void release_write(const struct release *release, struct wire_out *out)
{
        wire_u8(out, (uint8_t)release->state);
        wire_i32(out, release->opened_day);
        wire_u64(out, release->events);
        wire_u8(out, release->cells_overflow);
        wire_u32(out, (uint32_t)release->cells_count);
        for (size_t i = 0; i < release->cells_count; i++) {
                const struct control_cell *cell = &release->cells[i];

                wire_u8(out, cell->of);
                wire_u8(out, cell->flow);
                wire_raw(out, cell->currency.code, sizeof(cell->currency.code));
                wire_u8(out, cell->period_kind);
                wire_i32(out, cell->last_day);
                wire_wide(out, cell->sum);
        }
        wire_u8(out, release->has_end);
        if (release->has_end) {
                wire_u64(out, release->end_position);
                digest_write(out, release->end_digest);
                end_write(&release->end, out);
        }
}

static int release_read(struct wire_in *in, struct release *ret)
{
        ret->state = wire_in_u8(in);
        ret->opened_day = wire_in_i32(in);
        ret->events = wire_in_u64(in);
        ret->cells_overflow = wire_in_u8(in);
        ret->cells_count = ret->cells_capacity = wire_in_u32(in);
        if (in->failed || ret->cells_count > RELEASE_CELLS_MAX)
                return -EBADMSG;
        ret->cells = calloc(ret->cells_count + 1, sizeof(*ret->cells));
        if (!ret->cells)
                return -ENOMEM;
        for (size_t i = 0; i < ret->cells_count; i++) {
                ret->cells[i].of = wire_in_u8(in);
                ret->cells[i].flow = wire_in_u8(in);
                currency_read(in, &ret->cells[i].currency);
                ret->cells[i].period_kind = wire_in_u8(in);
                ret->cells[i].last_day = wire_in_i32(in);
                ret->cells[i].sum = wire_in_wide(in);
        }
        ret->end.embargo_day = CIVIL_NONE;
        ret->has_end = wire_in_u8(in);
        if (ret->has_end) {
                int r;

                ret->end_position = wire_in_u64(in);
                ret->end_digest = digest_read(in);
                r = end_read(in, ret);
                if (r < 0)
                        return r;
        }
        return wire_in_complete(in) ? 0 : -EBADMSG;
}

/* ---- rows ---- */

static int put(row_sink sink, void *context, uint8_t table, const struct wire_out *key, const struct wire_out *value)
{
        if (key->failed || (value && value->failed))
                return -ENOMEM;
        return sink(context, &(struct row){table, key->data, key->length, value ? value->data : NULL,
                                           value ? value->length : 0});
}

static void key_write(struct wire_out *key, const struct releases *releases, uint32_t source, uint64_t vintage)
{
        wire_out_clear(key);
        wire_text(key, releases->plan->sources[source].name);
        wire_u64(key, vintage);
}

static int save_gone(struct releases *releases, row_sink sink, void *context, struct wire_out *key)
{
        int r = releases->gone_failed ? -ENOMEM : 0;

        for (size_t i = 0; i < releases->gone_count && r == 0; i++) {
                const struct release_gone *gone = &releases->gone[i];

                key_write(key, releases, gone->source, gone->vintage);
                r = put(sink, context, TABLE_RELEASE, key, NULL);
                for (uint32_t number = 1; number <= gone->last_number && r == 0; number++) {
                        key_write(key, releases, gone->source, gone->vintage);
                        wire_u32(key, number);
                        r = put(sink, context, TABLE_BATCH, key, NULL);
                }
        }
        if (r == 0)
                releases->gone_count = 0;
        return r;
}

static int save_open(struct releases *releases, struct release *release, row_sink sink, void *context,
                     struct wire_out *key, struct wire_out *value)
{
        int r;

        if (!release->dirty)
                return 0;

        key_write(key, releases, release->source, release->vintage);
        wire_out_clear(value);
        release_write(release, value);
        r = put(sink, context, TABLE_RELEASE, key, value);

        for (size_t i = 0; i < release->batches_count && r == 0; i++) {
                struct staged_batch *staged = &release->batches[i];

                if (!staged->dirty)
                        continue;
                key_write(key, releases, release->source, release->vintage);
                wire_u32(key, staged->number);
                wire_out_clear(value);
                wire_u64(value, staged->position);
                wire_u64(value, staged->events);
                digest_write(value, staged->digest);
                r = put(sink, context, TABLE_BATCH, key, value);
                staged->dirty = r < 0;
        }
        release->dirty = r < 0;
        return r;
}

int releases_save(struct releases *releases, row_sink sink, void *context)
{
        struct wire_out key = {0}, value = {0};
        int r = save_gone(releases, sink, context, &key);

        for (size_t i = 0; i < releases->open_count && r == 0; i++)
                r = save_open(releases, releases->open[i], sink, context, &key, &value);

        for (size_t i = 0; i < releases->traces_count && r == 0; i++) {
                struct release_trace *trace = &releases->traces[i];

                if (!trace->dirty)
                        continue;
                key_write(&key, releases, trace->source, trace->vintage);
                wire_out_clear(&value);
                digest_write(&value, trace->end_digest);
                wire_u32(&value, trace->batches);
                counts_write(&value, &trace->counts);
                r = put(sink, context, TABLE_TRACE, &key, &value);
                trace->dirty = r < 0;
        }
        wire_out_done(&key);
        wire_out_done(&value);
        return r;
}

/* Rows come in any order: a batch may be there before its release. */
static int need(struct releases *releases, uint32_t source, uint64_t vintage, struct release **ret)
{
        struct release *release = releases_find(releases, source, vintage);

        if (!release) {
                release = calloc(1, sizeof(*release));
                if (!release)
                        return -ENOMEM;
                release->source = source;
                release->vintage = vintage;
                if (releases_insert(releases, release) < 0) {
                        release_free(release);
                        return -ENOMEM;
                }
        }
        *ret = release;
        return 0;
}

static int load_batch(struct release *release, struct wire_in *key, struct wire_in *value)
{
        struct staged_batch staged = {.number = wire_in_u32(key), .position = wire_in_u64(value)};
        size_t at = release->batches_count;

        staged.events = wire_in_u64(value);
        staged.digest = digest_read(value);
        if (!wire_in_complete(key) || !wire_in_complete(value))
                return -EBADMSG;

        if (release->batches_count == release->batches_capacity) {
                size_t capacity = release->batches_capacity ? release->batches_capacity * 2 : 8;
                struct staged_batch *batches = realloc(release->batches, capacity * sizeof(*batches));

                if (!batches)
                        return -ENOMEM;
                release->batches = batches;
                release->batches_capacity = capacity;
        }
        for (; at > 0 && release->batches[at - 1].number > staged.number; at--)
                release->batches[at] = release->batches[at - 1];
        release->batches[at] = staged;
        release->batches_count++;
        return 0;
}

static int load_trace(struct releases *releases, uint32_t source, uint64_t vintage, struct wire_in *value)
{
        struct release_trace trace = {.source = source, .vintage = vintage};

        trace.end_digest = digest_read(value);
        trace.batches = wire_in_u32(value);
        counts_read(value, &trace.counts);
        return wire_in_complete(value) ? trace_insert(releases, &trace) : -EBADMSG;
}

int releases_load(struct releases *releases, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        struct text name = wire_in_text(&key);
        uint64_t vintage = wire_in_u64(&key);
        uint32_t source = 0;
        struct release *release;
        int r;

        while (source < releases->plan->sources_count && !text_equal(releases->plan->sources[source].name, name))
                source++;
        if (key.failed || source == releases->plan->sources_count)
                return -EBADMSG;

        if (row->table == TABLE_TRACE)
                return load_trace(releases, source, vintage, &value);

        r = need(releases, source, vintage, &release);
        if (r < 0)
                return r;
        return row->table == TABLE_BATCH ? load_batch(release, &key, &value) : release_read(&value, release);
}

/* ---- another plan ---- */

static uint32_t source_in(const struct plan *plan, const struct plan_source *source)
{
        for (size_t i = 0; i < plan->sources_count; i++)
                if (text_equal(plan->sources[i].name, source->name) && plan->sources[i].numbers == NUMBERS_BY_RELEASE &&
                    source->numbers == NUMBERS_BY_RELEASE && plan->sources[i].resolution == source->resolution)
                        return (uint32_t)i;
        return UINT32_MAX;
}

int releases_take_over(struct releases *releases, struct releases *old)
{
        for (size_t i = 0; i < old->open_count; i++) {
                struct release *release = old->open[i];
                uint32_t source = source_in(releases->plan, &old->plan->sources[release->source]);

                old->open[i] = NULL;
                if (source == UINT32_MAX) {
                        release_free(release);
                        continue;
                }
                release->source = source;
                release->dirty = true;
                for (size_t j = 0; j < release->batches_count; j++)
                        release->batches[j].dirty = true;
                if (releases_insert(releases, release) < 0) {
                        release_free(release);
                        return -ENOMEM;
                }
        }
        old->open_count = 0;

        for (size_t i = 0; i < old->traces_count; i++) {
                struct release_trace trace = old->traces[i];

                trace.source = source_in(releases->plan, &old->plan->sources[trace.source]);
                trace.dirty = true;
                if (trace.source != UINT32_MAX && trace_insert(releases, &trace) < 0)
                        return -ENOMEM;
        }
        return 0;
}
