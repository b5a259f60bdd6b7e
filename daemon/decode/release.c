/* decode/release.c: a source's word about its own data: the vintage that batches name, and the
 * end or the abort of a release. */
#include "decode/judge.h"

#include <inttypes.h>
#include <string.h>

#include "base/civil.h"
#include "base/wide.h"

void take_vintage(struct judge *j, const struct fields *from, unsigned number, const char *prefix)
{
        struct batch *batch = j->batch;
        struct fields vintage;
        int32_t day;
        uint32_t serial;

        if (!take_message(j, from, number, SHAPE_VINTAGE, prefix, &vintage))
                return;

        day = take_day(j, &vintage, AT_VINTAGE_DATE, HORIZON_ACTUAL_DAYS);
        serial = take_u32(j, &vintage, AT_VINTAGE_SERIAL, UINT32_MAX);
        if (fields_bytes(&vintage, AT_VINTAGE_DATE).length == 0)
                judge_fail(j, REASON_MISSING, &vintage, AT_VINTAGE_DATE, "is required");
        if (batch->in_release && (batch->vintage_day != day || batch->vintage_serial != serial))
                judge_refuse(j, REASON_RELEASE, from, number, "is another vintage than the batch's own");

        batch->in_release = true;
        batch->vintage_day = day;
        batch->vintage_serial = serial;
}

/* "2021-11", or "2021-01..2021-12" of one kind. */
static struct period_range judge_range(struct judge *j, const struct fields *end, struct text text)
{
        const char *dots = text.length ? memmem(text.data, text.length, "..", 2) : NULL;
        struct text first = text, last = text;
        struct period from = period_none(), to = period_none();
        int32_t horizon = j->batch->received_day + HORIZON_PLANNED_DAYS;
        char buf[QUOTED_MAX], day[CIVIL_TEXT_MAX];

        if (dots) {
                first.length = (size_t)(dots - text.data);
                last = (struct text){dots + 2, text.length - first.length - 2};
        }
        if (period_parse(first, &from) != 0 || period_parse(last, &to) != 0 || from.kind != to.kind ||
            from.first > to.first) {
                judge_fail(j, REASON_PERIOD, end, AT_END_PERIODS,
                           "%s is neither a period nor a range as 2021-01..2021-12", quoted(text, buf));
                return (struct period_range){0, 0};
        }
        if (from.first < EVENT_DAY_MIN || to.last > horizon)
                judge_refuse(j, REASON_HORIZON, end, AT_END_PERIODS, "%s is not within 1900-01-01 to %s",
                             quoted(text, buf), civil_format(horizon, day));
        return (struct period_range){from.first, to.last};
}

static void take_ranges(struct judge *j, const struct fields *end, struct release_end *ret)
{
        uint64_t count = fields_number(end, AT_END_PERIODS);
        struct text rest = end->bytes, text;
        struct period_range *ranges;

        judge_require(j, end, AT_END_PERIODS, count > 0);
        if (count > RELEASE_PERIODS_MAX) {
                judge_fail(j, REASON_LIMIT, end, AT_END_PERIODS,
                           "are %" PRIu64 ", at most %d are taken; use ranges", count, RELEASE_PERIODS_MAX);
                return;
        }
        if (count == 0)
                return;

        ranges = judge_memory(j, (size_t)count * sizeof(*ranges));
        if (!ranges)
                return;
        while (fields_next(&rest, AT_END_PERIODS, &text))
                ranges[ret->periods_count++] = judge_range(j, end, text);
        ret->periods = ranges;
}

/* A decimal integer of 128 bits: an optional sign, then digits. */
static bool parse_sum(struct text text, wide *ret)
{
        bool negative = text.length > 0 && text.data[0] == '-';
        size_t i = negative || (text.length > 0 && text.data[0] == '+');
        wide sum = 0;

        if (i == text.length)
                return false;
        for (; i < text.length; i++) {
                int digit = text.data[i] - '0';

                if (digit < 0 || digit > 9 || __builtin_mul_overflow(sum, 10, &sum) ||
                    __builtin_add_overflow(sum, negative ? -digit : digit, &sum))
                        return false;
        }
        *ret = sum;
        return true;
}

static void take_control(struct judge *j, const struct fields *end, struct text bytes,
                         struct control_total *ret)
{
        struct fields control;
        struct text sum;
        char buf[QUOTED_MAX];

        *ret = (struct control_total){.period = period_none()};
        if (fields_take(&control, &j->decoder->shapes[SHAPE_CONTROL], "release_end.control.", bytes) != 0) {
                judge_malformed(j, &control);
                return;
        }

        ret->of = take_enum(j, &control, AT_CONTROL_OF);
        judge_require(j, &control, AT_CONTROL_OF, ret->of != CONTROL_NONE);
        ret->flow = take_enum(j, &control, AT_CONTROL_FLOW);
        ret->period = take_period(j, &control, AT_CONTROL_PERIOD);
        ret->currency = take_currency(j, &control, AT_CONTROL_CURRENCY, ret->period.last, true);
        judge_currency_stated(j, &control, AT_CONTROL_CURRENCY, ret->currency, ret->of == CONTROL_VALUE);

        sum = fields_bytes(&control, AT_CONTROL_SUM);
        if (!parse_sum(sum, &ret->sum))
                judge_fail(j, REASON_RANGE, &control, AT_CONTROL_SUM, "%s is no whole number of 128 bits",
                           quoted(sum, buf));
        (void)end;
}

static void take_controls(struct judge *j, const struct fields *end, struct release_end *ret)
{
        uint64_t count = fields_number(end, AT_END_CONTROL);
        struct text rest = end->bytes, bytes;
        struct control_total *controls;

        if (count > RELEASE_CONTROLS_MAX) {
                judge_fail(j, REASON_LIMIT, end, AT_END_CONTROL, "are %" PRIu64 ", at most %d are taken",
                           count, RELEASE_CONTROLS_MAX);
                return;
        }
        if (count == 0)
                return;

        controls = judge_memory(j, (size_t)count * sizeof(*controls));
        if (!controls)
                return;
        while (fields_next(&rest, AT_END_CONTROL, &bytes)) {
                j->used_count = 0; /* scales are kept of events only */
                take_control(j, end, bytes, &controls[ret->controls_count++]);
        }
        ret->controls = controls;
}

/* More than a limit is refused as a limit, not cut. */
static uint64_t take_count(struct judge *j, const struct fields *end, unsigned number, uint64_t max)
{
        uint64_t count = fields_number(end, number);

        if (count > max) {
                judge_fail(j, REASON_LIMIT, end, number, "%" PRIu64 " is above %" PRIu64, count, max);
                return 0;
        }
        return count;
}

void take_release_end(struct judge *j, const struct fields *batch)
{
        struct release_end *ret = &j->batch->end;
        struct fields end;

        if (!take_message(j, batch, AT_BATCH_RELEASE_END, SHAPE_END, "release_end.", &end))
                return;

        if (!fields_has(&end, AT_END_VINTAGE))
                judge_fail(j, REASON_MISSING, &end, AT_END_VINTAGE, "is required");
        take_vintage(j, &end, AT_END_VINTAGE, "release_end.vintage.");
        ret->batches = (uint32_t)take_count(j, &end, AT_END_BATCHES, RELEASE_BATCHES_MAX);
        ret->events = take_count(j, &end, AT_END_EVENTS, RELEASE_EVENTS_MAX);
        if (ret->batches == 0 && ret->events > 0)
                judge_refuse(j, REASON_RELEASE, &end, AT_END_BATCHES, "is 0, but there are to be events");

        take_ranges(j, &end, ret);
        take_controls(j, &end, ret);
        ret->status = take_enum(j, &end, AT_END_STATUS);
        ret->complete = fields_number(&end, AT_END_COMPLETE) != 0;
        ret->replaces = fields_number(&end, AT_END_REPLACES) != 0;
        ret->historical = fields_number(&end, AT_END_HISTORICAL) != 0;
        ret->embargo_day = take_day(j, &end, AT_END_EMBARGO, HORIZON_PLANNED_DAYS);
        ret->note = take_text(j, &end, AT_END_NOTE, NOTE_BYTES_MAX);
}

void take_release_abort(struct judge *j, const struct fields *batch)
{
        struct fields abort;

        if (!take_message(j, batch, AT_BATCH_RELEASE_ABORT, SHAPE_ABORT, "release_abort.", &abort))
                return;

        if (!fields_has(&abort, AT_ABORT_VINTAGE))
                judge_fail(j, REASON_MISSING, &abort, AT_ABORT_VINTAGE, "is required");
        take_vintage(j, &abort, AT_ABORT_VINTAGE, "release_abort.vintage.");
        j->batch->abort_reason = take_text(j, &abort, AT_ABORT_REASON, NOTE_BYTES_MAX);
}
