/* tests/support/oracle/driver_write.c: what follows from entries, a line each, and all rows. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "support/oracle/driver.h"

static const char *const verdicts[VERDICT_COUNT] = {"none",     "accepted",  "revised", "repeated", "stale",
                                                    "disputed", "withdrawn", "staged",  "refused"};
static const char *const states[] = {"none", "open", "embargoed", "counted", "quarantined", "aborted", "dropped"};
static const char *const kinds[NEWS_KIND_COUNT] = {
        "none",   "reached", "confirmed", "retracted",  "restated", "rescheduled", "awaiting",
        "missed", "at-risk", "on-track",  "fell-below", "silent",   "speaking",    "dropped",
};
static const char *const outcomes[] = {"none", "open", "awaiting", "reached", "missed", "late", "retired", "unknown",
                                       "fell-below"};
static const char *const values[] = {"none", "known", "nodata", "incomplete", "range"};
static const char *const causes[] = {"none", "records", "release", "rate", "tick", "configuration",
                                     "administrator", "perspective", "program"};
static const char *const coordinates[BY_COUNT] = {"flow",     "hs2",     "hs4",    "hs6",    "partner",  "mode",
                                                  "facility", "project", "status", "source", "reporter", "stage"};

/* Of a source; core/reads.h names the first few. */
#define HOLES_SHOWN 16

static void day_write(const char *name, int32_t day)
{
        if (day != CIVIL_NONE)
                printf(" %s=%d", name, day);
}

static void period_write(const char *name, struct period period)
{
        if (period.kind != PERIOD_NONE)
                printf(" %s=%d:%d:%d", name, period.kind, period.first, period.last);
}

static void value_write(const char *name, const struct value *value)
{
        bool counts = value->state == VALUE_KNOWN || value->state == VALUE_INCOMPLETE;

        printf(" %s=%s:%" PRId64 ":%" PRIu64 ":%" PRIu64 ":%" PRIu64, name, values[value->state],
               counts ? value->units : 0, value->provisional_records, value->unknown_records,
               value->waiting_records);
}

static void series_write(struct text series)
{
        if (series.length)
                printf(" series=%.*s", (int)series.length, series.data);
}

static void target_write(bool known, int64_t target)
{
        if (known)
                printf(" target=%" PRId64, target);
        else
                printf(" target=-");
}

static void counts_write(const struct counts *counts)
{
        for (size_t i = 1; i < VERDICT_COUNT; i++)
                if (counts->of[i])
                        printf(" %s=%" PRIu64, verdicts[i], counts->of[i]);
}

static void release_write(const struct release_report *report)
{
        printf("release %s %d.%u batches=%u present=%u", states[report->state], report->vintage_day,
               report->vintage_serial, report->batches, report->batches_present);
        if (report->missing_count)
                printf(" missing=%u", report->missing[0]);
        for (size_t i = 1; i < report->missing_count; i++)
                printf(",%u", report->missing[i]);
        if (report->end_missing)
                printf(" without-end");
        counts_write(&report->counts);
        printf("\n");
}

static void cause_write(const struct cause *cause)
{
        printf(" cause=%s", causes[cause->what]);
        if (cause->release_source.length)
                printf(" of=%.*s/%d.%u", (int)cause->release_source.length, cause->release_source.data,
                       cause->vintage_day, cause->vintage_serial);
        if (cause->records_total)
                printf(" records=%" PRIu64, cause->records_total);
        for (size_t i = 0; i < cause->records_count; i++)
                printf("%s%.*s/%.*s/%" PRIu64, i ? "," : " ids=", (int)cause->records[i].source.length,
                       cause->records[i].source.data, (int)cause->records[i].id.length, cause->records[i].id.data,
                       cause->records[i].number);
}

static void news_write(const struct news *news)
{
        printf("news %s", kinds[news->kind]);
        if (news->source.length)
                printf(" source=%.*s", (int)news->source.length, news->source.data);
        if (news->milestone.length)
                printf(" milestone=%.*s", (int)news->milestone.length, news->milestone.data);
        series_write(news->series);
        period_write("instance", news->instance);
        if (news->step_ppm)
                printf(" step=%u", news->step_ppm);
        printf(" was=%s now=%s", outcomes[news->outcome_before], outcomes[news->outcome]);
        value_write("before", &news->value_before);
        value_write("value", &news->value);
        if (news->milestone.length)
                target_write(news->target_known, news->target);
        day_write("first", news->reached_first);
        day_write("last", news->reached_last);
        day_write("before-first", news->before_first);
        day_write("before-last", news->before_last);
        day_write("deadline", news->deadline_day);
        printf("%s%s", news->confirmed ? " confirmed" : "", news->backfill ? " backfill" : "");
        printf(" at=%" PRIu64, news->known_position);
        day_write("day", news->known_day);
        cause_write(&news->cause);
        printf("\n");
}

void effects_write(const struct driver *driver, const struct effects *effects)
{
        printf("entry %" PRIu64, effects->position);
        counts_write(&effects->counts);
        if (effects->refusal.reason != REASON_NONE)
                printf(" refusal=%u", effects->refusal.reason);
        day_write("day", core_day(driver->core));
        printf("\n");
        if (effects->refusal.message.length)
                printf("# %.*s\n", (int)effects->refusal.message.length, effects->refusal.message.data);
        if (effects->release.message.length)
                printf("# %.*s\n", (int)effects->release.message.length, effects->release.message.data);
        if (effects->release.state != RELEASE_NONE)
                release_write(&effects->release);
        for (size_t i = 0; i < effects->exceptions_count; i++) {
                const struct exception *e = &effects->exceptions[i];

                printf("exception %u %u %s %.*s%s\n", e->release_batch, e->index, verdicts[e->verdict],
                       (int)e->id.length, e->id.data, e->refusal.reason == REASON_PLAUSIBILITY ? " far" : "");
        }
        /* Of what is to come the oracle says nothing. */
        for (size_t i = 0; i < effects->news_count; i++)
                if (effects->news[i].outlook.state == OUTLOOK_NONE)
                        news_write(&effects->news[i]);
}

/* ---- rows ---- */

static int measure_write(void *context, const struct measure_row *row)
{
        (void)context;
        if (row->value.state == VALUE_NO_DATA)
                return 0;
        printf("row");
        for (size_t i = 0; i < row->keys_count; i++)
                printf("%s%s=%.*s", i ? "," : " ", coordinates[row->keys[i].coordinate],
                       (int)row->keys[i].value.length, row->keys[i].value.data);
        printf("%s %d..%d", row->keys_count ? "" : " total", row->first_day, row->last_day);
        value_write("value", &row->value);
        printf("\n");
        return 0;
}

static int waiting_write(void *context, const struct waiting_row *row)
{
        char digits[40], *at = digits + sizeof(digits) - 1;
        unsigned __int128 rest = row->units < 0 ? -(unsigned __int128)row->units : (unsigned __int128)row->units;

        (void)context;
        *at = '\0';
        do
                *--at = (char)('0' + (int)(rest % 10));
        while (rest /= 10);
        printf("waiting %.3s %d %s%s %" PRIu64 "\n", row->currency.code, row->month, row->units < 0 ? "-" : "", at,
               row->records);
        return 0;
}

static int control_write(void *context, const struct control_row *row)
{
        const struct control_levels *levels = &row->levels;
        bool counts = row->difference.state == VALUE_KNOWN || row->difference.state == VALUE_INCOMPLETE;

        (void)context;
        printf("control %u/%u/%u/%u/%u/%u %d..%d", levels->period, levels->commodity, levels->reporter, levels->partner,
               levels->mode, levels->place, row->period.first, row->period.last);
        value_write("stated", &row->stated);
        value_write("parts", &row->parts);
        printf(" difference=%s:%" PRId64 "\n", values[row->difference.state], counts ? row->difference.units : 0);
        return 0;
}

static int basis_write(void *context, const struct basis_row *row)
{
        (void)context;
        printf("basis %u %u %" PRIu64 "\n", row->valuation, row->partner_basis, row->records);
        return 0;
}

static int milestone_write(void *context, const struct milestone_row *row)
{
        const struct driver *driver = context;
        const struct plan *plan = driver->plan;
        struct text name = plan->milestones[row->milestone].name;

        printf("milestone %.*s", (int)name.length, name.data);
        series_write(row->series);
        period_write("instance", row->instance);
        if (row->step_ppm)
                printf(" step=%u", row->step_ppm);
        printf(" %s", outcomes[row->outcome]);
        value_write("value", &row->value);
        target_write(row->target_known, row->target);
        day_write("first", row->reached_first);
        day_write("last", row->reached_last);
        day_write("deadline", row->deadline_day);
        printf("%s", row->confirmed ? " confirmed" : "");
        if (row->known_position)
                printf(" at=%" PRIu64, row->known_position);
        day_write("day", row->known_day);
        printf("\n");
        return 0;
}

static int source_write(void *context, const struct source_row *row)
{
        const struct driver *driver = context;
        struct text name = driver->plan->sources[row->source].name;

        printf("source %.*s disputed=%" PRIu64 " open=%u", (int)name.length, name.data, row->disputed,
               row->open_releases);
        day_write("complete", row->complete_until_day);
        day_write("newest", row->newest_day);
        if (row->last_vintage)
                printf(" vintage=%d.%u", event_vintage_day(row->last_vintage),
                       event_vintage_serial(row->last_vintage));
        printf(" events=%" PRIu64 " gaps=%" PRIu64 " last=%" PRIu64 " holes=%zu", row->events, row->gaps,
               row->last_number, row->holes_count);
        for (size_t i = 0; i < row->holes_count && i < HOLES_SHOWN; i++)
                printf(",%d:%d:%d", row->holes[i].kind, row->holes[i].first, row->holes[i].last);
        printf(" expected=%u actual=%u on-time=%u", row->expected, row->actual, row->on_time);
        day_write("silent", row->silent_since);
        printf("\n");
        return 0;
}

static void measure_show(const struct driver *driver, uint32_t measure, int32_t first, int32_t last)
{
        const struct plan_measure *of = &driver->plan->measures[measure];

        if (of->hidden)
                return;
        printf("measure %.*s closed=%d\n", (int)of->name.length, of->name.data,
               core_measure_closed(driver->core, measure));
        if (core_measure(driver->core, measure, first, last, NULL, 0, measure_write, NULL) != 0 ||
            (of->by_count &&
             core_measure(driver->core, measure, first, last, of->by, of->by_count, measure_write, NULL) != 0))
                driver_die("a measure does not answer");
        for (size_t i = 0; of->by_count > 1 && i < of->by_count; i++)
                core_measure(driver->core, measure, first, last, &of->by[i], 1, measure_write, NULL);
        core_waiting(driver->core, measure, waiting_write, NULL);
        core_control(driver->core, measure, CIVIL_NONE, CIVIL_NONE, control_write, NULL);
        core_bases(driver->core, measure, basis_write, NULL);
}

void driver_show(const struct driver *driver, char *words)
{
        int32_t first = number_read(words), last = number_read(strchr(words, ' ') + 1);

        if (driver->refused)
                return;
        printf("rows\n");
        for (uint32_t i = 0; i < driver->plan->measures_count; i++)
                measure_show(driver, i, first, last);
        core_milestones(driver->core, milestone_write, (void *)(uintptr_t)driver);
        core_sources(driver->core, source_write, (void *)(uintptr_t)driver);
        printf("shown\n");
}
