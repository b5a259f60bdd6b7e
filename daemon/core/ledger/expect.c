/* core/ledger/expect.c: who owes what, and when it was known. */
#include "core/ledger/expect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/ledger/coverage_inside.h"
#include "core/ledger/expect_inside.h"

int expect_new(const struct plan *plan, struct expect **ret)
{
        struct expect *expect = calloc(1, sizeof(*expect));

        if (!expect)
                return -ENOMEM;

        expect->plan = plan;
        expect->sources = calloc(plan->sources_count + 1, sizeof(*expect->sources));
        if (!expect->sources) {
                free(expect);
                return -ENOMEM;
        }
        for (size_t i = 0; i < plan->sources_count; i++) {
                expect->sources[i].told = period_none();
                expect->sources[i].told_until = expect->sources[i].told_day = CIVIL_NONE;
        }
        *ret = expect;
        return 0;
}

struct expect *expect_free(struct expect *expect)
{
        if (!expect)
                return NULL;

        for (size_t i = 0; i < expect->plan->sources_count; i++)
                free(expect->sources[i].marks);
        free(expect->sources);
        free(expect);
        return NULL;
}

static bool says_by_release(const struct expect *expect, size_t source)
{
        return expect->plan->sources[source].numbers == NUMBERS_BY_RELEASE;
}

/* The first mark whose last day is not below. */
static size_t mark_at(const struct owing *owing, int32_t last_day)
{
        size_t low = 0, high = owing->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (owing->marks[middle].last_day < last_day)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

struct mark *mark_need(struct owing *owing, int32_t last_day)
{
        size_t at = mark_at(owing, last_day);

        if (at < owing->count && owing->marks[at].last_day == last_day)
                return &owing->marks[at];

        if (owing->count == owing->capacity) {
                size_t capacity = owing->capacity ? owing->capacity * 2 : 16;
                struct mark *marks = realloc(owing->marks, capacity * sizeof(*marks));

                if (!marks)
                        return NULL;
                owing->marks = marks;
                owing->capacity = capacity;
        }
        memmove(owing->marks + at + 1, owing->marks + at, (owing->count - at) * sizeof(*owing->marks));
        owing->marks[at] = (struct mark){.last_day = last_day, .known_day = CIVIL_NONE, .dirty = true};
        owing->count++;
        return &owing->marks[at];
}

static int marks_take_over(struct owing *owing, const struct owing *before)
{
        if (before->count == 0)
                return 0;

        owing->marks = malloc(before->count * sizeof(*owing->marks));
        if (!owing->marks)
                return -ENOMEM;
        memcpy(owing->marks, before->marks, before->count * sizeof(*owing->marks));
        owing->count = owing->capacity = before->count;
        for (size_t i = 0; i < owing->count; i++)
                owing->marks[i].dirty = true;
        return 0;
}

int expect_take_over(struct expect *expect, const struct expect *old)
{
        for (size_t i = 0; i < expect->plan->sources_count; i++) {
                const struct plan_source *source = &expect->plan->sources[i];
                struct owing *owing = &expect->sources[i];
                int r = 0;

                for (size_t j = 0; j < old->plan->sources_count; j++) {
                        const struct plan_source *before = &old->plan->sources[j];

                        if (!text_equal(before->name, source->name))
                                continue;
                        owing->told = old->sources[j].told;
                        owing->told_until = old->sources[j].told_until;
                        owing->told_day = old->sources[j].told_day;
                        owing->dirty = true;
                        if (before->resolution == source->resolution && before->numbers == source->numbers)
                                r = marks_take_over(owing, &old->sources[j]);
                }
                if (r < 0)
                        return r;
        }
        return 0;
}

/* ---- what was spoken of ---- */

/* Of a source without releases. */
static int32_t spoken_until(const struct spoken *spoken)
{
        if (spoken->newest_day == CIVIL_NONE || spoken->nothing_until > spoken->newest_day)
                return spoken->nothing_until;
        return spoken->newest_day;
}

/* A period has a cell for ever, so as many marks as cells are all of them. */
static int note_releases(struct owing *owing, const struct spoken *spoken, int32_t day)
{
        for (size_t i = 0; i < spoken->count && owing->count < spoken->count; i++) {
                struct mark *mark = mark_need(owing, spoken->cells[i].last_day);

                if (!mark)
                        return -ENOMEM;
                if (mark->known_day == CIVIL_NONE)
                        mark->known_day = day;
        }
        return 0;
}

static int note_days(struct owing *owing, const struct spoken *spoken, int32_t day)
{
        struct mark *last = owing->count ? &owing->marks[owing->count - 1] : NULL;
        int32_t until = spoken_until(spoken);

        if (until == CIVIL_NONE || (last && until <= last->last_day))
                return 0;

        if (last && last->known_day == day) {
                last->last_day = until;
                last->dirty = true;
                return 0;
        }
        last = mark_need(owing, until);
        if (!last)
                return -ENOMEM;
        last->known_day = day;
        return 0;
}

int expect_note(struct expect *expect, const struct coverage *coverage, int32_t day)
{
        int r = 0;

        for (size_t i = 0; i < expect->plan->sources_count && day != CIVIL_NONE && r == 0; i++) {
                if (says_by_release(expect, i))
                        r = note_releases(&expect->sources[i], &coverage->sources[i], day);
                else
                        r = note_days(&expect->sources[i], &coverage->sources[i], day);
        }
        return r;
}

/* ---- what is owed ---- */

static bool is_expected(const struct plan_source *source, const struct period *period)
{
        return source->expect_days > 0 && period->kind != PERIOD_NONE &&
               (source->retired_day == CIVIL_NONE || period->last <= source->retired_day);
}

static struct period first_expected(const struct expect *expect, const struct coverage *coverage, size_t i)
{
        const struct plan_source *source = &expect->plan->sources[i];
        const struct spoken *spoken = &coverage->sources[i];
        int32_t day = source->expect_from_day;

        if (day == CIVIL_NONE && !says_by_release(expect, i))
                day = spoken->oldest_day;
        else if (day == CIVIL_NONE && spoken->count)
                day = spoken->cells[0].last_day;
        return day == CIVIL_NONE ? period_none() : period_at(source->resolution, day, 1);
}

/* The first expected period that was not spoken of; kind NONE: there is none. */
static struct period first_unspoken(const struct expect *expect, const struct coverage *coverage, size_t i)
{
        const struct plan_source *source = &expect->plan->sources[i];
        const struct spoken *spoken = &coverage->sources[i];
        struct period period;
        int32_t until;

        if (source->expect_days <= 0)
                return period_none();

        period = first_expected(expect, coverage, i);
        if (period.kind != PERIOD_NONE && says_by_release(expect, i)) {
                for (size_t at = cell_at(spoken, period.last);
                     at < spoken->count && spoken->cells[at].last_day == period.last; at++)
                        period = period_next(period);
        } else if (period.kind != PERIOD_NONE) {
                until = spoken_until(spoken);
                if (until != CIVIL_NONE && until >= period.last)
                        period = period_at(source->resolution, until + 1, 1);
        }
        return is_expected(source, &period) ? period : period_none();
}

static bool is_owed(const struct plan_source *source, const struct period *period, int32_t day)
{
        return period->kind != PERIOD_NONE && day != CIVIL_NONE && day > period->last + source->expect_days;
}

static struct news news_of(const struct expect *expect, size_t i, enum news_kind kind, int32_t day, uint64_t position)
{
        const struct owing *owing = &expect->sources[i];

        return (struct news){
                .kind = (uint8_t)kind,
                .corridor = TEXT(""),
                .milestone = TEXT(""),
                .measure = TEXT(""),
                .source = expect->plan->sources[i].name,
                .unit = TEXT(""),
                .instance = owing->told,
                .fiscal_start = 1,
                .reached_first = CIVIL_NONE,
                .reached_last = CIVIL_NONE,
                .before_first = CIVIL_NONE,
                .before_last = CIVIL_NONE,
                .deadline_day = owing->told_until,
                .known_position = position,
                .known_day = day,
                .cause = {.what = CAUSE_TICK},
        };
}

bool expect_tell(struct expect *expect, const struct coverage *coverage, int32_t day, uint64_t position,
                 struct news *ret)
{
        for (size_t i = 0; i < expect->plan->sources_count; i++) {
                const struct plan_source *source = &expect->plan->sources[i];
                struct owing *owing = &expect->sources[i];
                struct period period = first_unspoken(expect, coverage, i);
                bool silent = is_owed(source, &period, day);

                if (silent == (owing->told.kind != PERIOD_NONE))
                        continue;

                owing->dirty = true;
                if (silent) {
                        owing->told = period;
                        owing->told_until = period.last + source->expect_days;
                        owing->told_day = day;
                        *ret = news_of(expect, i, NEWS_SILENT, day, position);
                } else {
                        *ret = news_of(expect, i, NEWS_SPEAKING, day, position);
                        owing->told = period_none();
                        owing->told_until = owing->told_day = CIVIL_NONE;
                }
                return true;
        }
        return false;
}

int32_t expect_due_day(const struct expect *expect, const struct coverage *coverage, int32_t day)
{
        int32_t due = PLAN_NEVER;

        for (size_t i = 0; i < expect->plan->sources_count; i++) {
                const struct plan_source *source = &expect->plan->sources[i];
                struct period period = first_unspoken(expect, coverage, i);
                bool told = expect->sources[i].told.kind != PERIOD_NONE;
                int32_t next = PLAN_NEVER;

                if (is_owed(source, &period, day) != told)
                        next = day + 1;
                else if (!told && period.kind != PERIOD_NONE)
                        next = period.last + source->expect_days + 1;
                if (next < due)
                        due = next;
        }
        return due;
}

/* ---- for who asks ---- */

static const struct mark *mark_of(const struct expect *expect, uint32_t source, const struct period *period)
{
        const struct owing *owing = &expect->sources[source];
        size_t at = mark_at(owing, period->last);

        if (at == owing->count || (says_by_release(expect, source) && owing->marks[at].last_day != period->last))
                return NULL;
        return &owing->marks[at];
}

void expect_count(const struct expect *expect, const struct coverage *coverage, uint32_t source, int32_t day,
                  struct expect_counts *ret)
{
        const struct plan_source *of = &expect->plan->sources[source];
        struct period period;

        *ret = (struct expect_counts){0};
        if (of->expect_days <= 0)
                return;

        for (period = first_expected(expect, coverage, source);
             is_expected(of, &period) && is_owed(of, &period, day); period = period_next(period)) {
                const struct mark *mark = mark_of(expect, source, &period);

                ret->expected++;
                ret->actual += mark != NULL;
                ret->on_time += mark && mark->known_day <= period.last + of->expect_days;
        }
}

int32_t expect_silent_since(const struct expect *expect, uint32_t source)
{
        return expect->sources[source].told_day;
}
