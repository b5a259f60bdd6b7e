/* tests/unit/core/model.c: RULES.md, the long way. Rules are named where they are. */
#include "unit/core/model.h"

#include <stdio.h>
#include <string.h>

#include <check.h>

#include "base/civil.h"

#define RELEASE_DAYS 400

void model_init(struct model *model, const struct plan *plan)
{
        *model = (struct model){.plan = plan, .day = CIVIL_NONE};
        for (int i = 0; i < WORLD_SOURCES; i++)
                model->newest[i] = model->nothing_until[i] = CIVIL_NONE;
}

static uint32_t source_of(const struct model *model, const struct batch *batch)
{
        for (uint32_t i = 0; i < model->plan->sources_count; i++)
                if (text_equal(model->plan->sources[i].name, batch->source))
                        return i;
        ck_abort_msg("a source");
        return 0;
}

/* ---- what is said ---- */

/* Rule 28: the day follows the events, never back. */
static void move_day(struct model *model, int32_t day)
{
        if (day == CIVIL_NONE || (model->day != CIVIL_NONE && day <= model->day))
                return;
        model->day = day;
        model->may_restate = true;
}

static int word_compare(const struct word *a, const struct word *b);

/* The statement of a record: the highest number, a withdrawal before a report, then the first. */
static const struct word *statement_of(const struct model *model, uint32_t source, struct text id)
{
        const struct word *best = NULL;

        for (size_t i = 0; i < model->words_count; i++) {
                const struct word *word = &model->words[i];

                if (word->source != source || !text_equal(word->event->event.id, id))
                        continue;
                if (!best || word_compare(word, best) > 0)
                        best = word;
        }
        return best;
}

static int word_compare(const struct word *a, const struct word *b)
{
        bool a_back = a->event->event.kind == EVENT_WITHDRAWAL,
             b_back = b->event->event.kind == EVENT_WITHDRAWAL;

        if (a->event->event.number != b->event->event.number)
                return a->event->event.number < b->event->event.number ? -1 : 1;
        return (int)a_back - (int)b_back;
}

/* Says the events; the last day that an accepted one speaks of goes to `*newest_day`. */
static void say(struct model *model, const struct batch *batch, uint8_t status, int32_t *newest_day)
{
        uint32_t source = source_of(model, batch);

        for (size_t i = 0; i < batch->events_count; i++) {
                const struct batch_event *event = &batch->events[i];
                const struct word *before = statement_of(model, source, event->event.id);
                struct word word = {event, source, event->event.status};

                if (event->refusal.reason != REASON_NONE)
                        continue;
                if (word.status == STATUS_NONE)
                        word.status = status;
                ck_assert_uint_lt(model->words_count, sizeof(model->words) / sizeof(*model->words));
                model->words[model->words_count++] = word;

                if (event->event.kind == EVENT_WITHDRAWAL || event->event.reality == REALITY_PLANNED)
                        continue;
                if (event->event.period.last > model->newest[source])
                        model->newest[source] = event->event.period.last;
                if ((!before || word_compare(&word, before) > 0) && newest_day &&
                    event->event.period.last > *newest_day)
                        *newest_day = event->event.period.last;
        }
}

/* ---- releases ---- */

static struct heard *heard_of(struct model *model, const struct batch *batch)
{
        struct heard *heard;

        for (size_t i = 0; i < model->heard_count; i++) {
                heard = &model->heard[i];
                if (!heard->gone && heard->vintage_day == batch->vintage_day &&
                    heard->vintage_serial == batch->vintage_serial)
                        return heard;
        }
        ck_assert_uint_lt(model->heard_count, sizeof(model->heard) / sizeof(*model->heard));
        heard = &model->heard[model->heard_count++];
        *heard = (struct heard){.vintage_day = batch->vintage_day,
                                .vintage_serial = batch->vintage_serial,
                                .opened_day = model->day};
        return heard;
}

static const struct batch *batch_of(const struct heard *heard, uint32_t number)
{
        for (size_t i = 0; i < heard->batches_count; i++)
                if (heard->batches[i]->release_batch == number)
                        return heard->batches[i];
        return NULL;
}

static bool is_whole(struct heard *heard)
{
        uint64_t events = 0;

        if (!heard->end || heard->quarantined || heard->counted || heard->gone)
                return false;
        for (uint32_t number = 1; number <= heard->end->end.batches; number++) {
                if (!batch_of(heard, number))
                        return false;
                events += batch_of(heard, number)->events_count;
        }
        heard->quarantined = events != heard->end->end.events;
        return !heard->quarantined;
}

/* Rule 8: whole, and at or after its embargo: lowest vintage first. */
static struct heard *ready(struct model *model)
{
        struct heard *first = NULL;

        for (size_t i = 0; i < model->heard_count; i++) {
                struct heard *heard = &model->heard[i];

                if (!is_whole(heard))
                        continue;
                if (heard->end->end.embargo_day != CIVIL_NONE &&
                    (model->day == CIVIL_NONE || model->day < heard->end->end.embargo_day))
                        continue;
                if (!first || heard->vintage_day < first->vintage_day ||
                    (heard->vintage_day == first->vintage_day &&
                     heard->vintage_serial < first->vintage_serial))
                        first = heard;
        }
        return first;
}

static void count_ready(struct model *model)
{
        struct heard *heard;

        while ((heard = ready(model))) {
                uint8_t status = heard->end->end.status == STATUS_NONE ? STATUS_FINAL
                                                                       : heard->end->end.status;

                heard->counted = true;
                for (uint32_t number = 1; number <= heard->end->end.batches; number++)
                        say(model, batch_of(heard, number), status, NULL);
                model->may_restate = true;
                if (model->plan->clock == CLOCK_EVENTS)
                        move_day(model, heard->vintage_day);
        }
}

/* Rule 8: a limit of days of ticks drops it. */
static void drop_overdue(struct model *model)
{
        if (model->plan->clock != CLOCK_SYSTEM || model->day == CIVIL_NONE)
                return;
        for (size_t i = 0; i < model->heard_count; i++) {
                struct heard *heard = &model->heard[i];

                if (heard->gone || heard->counted)
                        continue;
                if (heard->opened_day == CIVIL_NONE)
                        heard->opened_day = model->day;
                if (!is_whole(heard) && !heard->quarantined && model->day - heard->opened_day > RELEASE_DAYS)
                        heard->gone = true;
        }
}

static void stage(struct model *model, const struct batch *batch)
{
        struct heard *heard = heard_of(model, batch);

        if (heard->counted)
                say(model, batch, STATUS_FINAL, NULL); /* repeated, all of it */
        else if (batch->kind == BATCH_RELEASE_END)
                heard->end = batch;
        else if (batch->kind == BATCH_RELEASE_ABORT)
                heard->gone = true;
        else if (!batch_of(heard, batch->release_batch))
                heard->batches[heard->batches_count++] = batch;
}

void model_take(struct model *model, const struct story_entry *entry)
{
        int32_t newest_day = CIVIL_NONE;

        model->may_restate = entry->plan != NULL;
        if (entry->plan)
                model->plan = entry->plan;
        if (entry->batch && entry->batch->nothing_until_day != CIVIL_NONE) {
                int32_t *until = &model->nothing_until[source_of(model, entry->batch)];

                if (entry->batch->nothing_until_day > *until)
                        *until = entry->batch->nothing_until_day;
        }
        if (entry->batch && entry->batch->in_release)
                stage(model, entry->batch);
        else if (entry->batch)
                say(model, entry->batch, STATUS_FINAL, &newest_day);
        if (model->plan->clock == CLOCK_EVENTS)
                move_day(model, newest_day);
        drop_overdue(model);
        count_ready(model);

        /* Rule 27: one for each day. */
        if (entry->tick_day == CIVIL_NONE || model->plan->clock != CLOCK_SYSTEM)
                return;
        if (model->day == CIVIL_NONE)
                move_day(model, entry->tick_day);
        do {
                if (model->day < entry->tick_day)
                        move_day(model, model->day + 1);
                drop_overdue(model);
                count_ready(model);
        } while (model->day < entry->tick_day);
}

/* ---- what counts ---- */

static uint64_t vintage_of(const struct heard *heard)
{
        return event_vintage_number(heard->vintage_day, heard->vintage_serial);
}

/* The highest vintage that ended for this day of `customs`: replacing, or saying complete. */
static uint64_t ended(const struct model *model, int32_t day, bool complete)
{
        uint64_t highest = 0;

        for (size_t i = 0; i < model->heard_count; i++) {
                const struct heard *heard = &model->heard[i];
                const struct release_end *end = heard->counted ? &heard->end->end : NULL;

                for (size_t j = 0; end && j < end->periods_count; j++)
                        if (end->periods[j].first_day <= day && day <= end->periods[j].last_day &&
                            (complete ? end->complete : end->replaces) && vintage_of(heard) > highest)
                                highest = vintage_of(heard);
        }
        return highest;
}

/* Rules 9, 10 and 3: is this word its record's statement, and does it count? */
static bool counts(const struct model *model, const struct word *word)
{
        const struct plan_source *source = &model->plan->sources[word->source];
        const struct event *event = &word->event->event;

        if (event->kind == EVENT_WITHDRAWAL || event->reality == REALITY_PLANNED ||
            event->period.kind != source->resolution || statement_of(model, word->source, event->id) != word)
                return false;
        return source->numbers != NUMBERS_BY_RELEASE ||
               event->number >= ended(model, event->period.last, false);
}

/* Rule 11. */
int32_t model_window_first(const struct plan_measure *measure, int32_t day)
{
        int year, month;

        civil_to_ymd(day, &year, &month, NULL);
        switch (measure->window.kind) {
        case WINDOW_CALENDAR:
                return civil_from_ymd(year, 1, 1);
        case WINDOW_LAST_DAYS:
                return day - measure->window.count + 1;
        case WINDOW_LAST_MONTHS: /* at ends of months only */
                return civil_month_first(civil_month(day) - measure->window.count + 1);
        default:
                return measure->window.since_day;
        }
}

static bool is_of(const struct plan_measure *measure, uint32_t source)
{
        for (size_t i = 0; i < measure->sources_count; i++)
                if (measure->sources[i] == source)
                        return true;
        return false;
}

static void series_of(const struct plan_measure *measure, const struct word *word, char ret[SERIES_TEXT_MAX])
{
        int at = 0;

        ret[0] = '\0';
        for (int i = 0; i < measure->by_count; i++)
                at += snprintf(ret + at, SERIES_TEXT_MAX - (size_t)at, "%s%s", i ? "," : "",
                               measure->by[i] == BY_FLOW
                                       ? word->event->event.trade.flow == FLOW_IMPORT ? "flow=import" : "flow=export"
                               : word->status == STATUS_FINAL ? "status=final"
                                                              : "status=provisional");
}

/* A word that the measure counts, of the series. */
bool model_counts(const struct model *model, const struct plan_measure *measure, const struct word *word,
                  struct text series)
{
        char text[SERIES_TEXT_MAX];

        if (!is_of(measure, word->source) || word->event->event.kind == EVENT_WITHDRAWAL ||
            strcmp(word->event->event.trade.partner.code, "BY") != 0 || !counts(model, word))
                return false;
        if (!series.length)
                return true;
        series_of(measure, word, text);
        return text_equal(text_of(text), series);
}

size_t model_series(const struct model *model, uint32_t measure, char ret[SERIES_MAX][SERIES_TEXT_MAX])
{
        const struct plan_measure *of = &model->plan->measures[measure];
        size_t count = 0;

        for (size_t i = 0; i < model->words_count; i++) {
                size_t at = 0;

                if (!model_counts(model, of, &model->words[i], TEXT("")))
                        continue;
                ck_assert_uint_lt(count, SERIES_MAX);
                series_of(of, &model->words[i], ret[count]);
                while (strcmp(ret[at], ret[count]) != 0)
                        at++;
                count += at == count;
        }
        return count;
}

struct value_of_model model_value(const struct model *model, uint32_t measure, struct text series, int32_t day)
{
        const struct plan_measure *of = &model->plan->measures[measure];
        int32_t first = model_window_first(of, day);
        struct value_of_model value = {0};

        for (size_t i = 0; i < model->words_count; i++) {
                const struct word *word = &model->words[i];
                const struct event *event = &word->event->event;

                if (event->period.last < first || event->period.last > day || !model_counts(model, of, word, series))
                        continue;
                value.records++;
                value.provisional += word->status != STATUS_FINAL;
                if (event->trade.value.known && strcmp(event->trade.currency.code, "USD") == 0)
                        value.units += event->trade.value.units;
                else
                        value.unsettled++;
        }
        return value;
}

/* ---- completeness: rule 19 ---- */

static bool day_complete(const struct model *model, uint32_t source, int32_t day)
{
        const struct plan_source *of = &model->plan->sources[source];
        struct period period = period_at(of->resolution, day, 1);
        int32_t newest = model->newest[source];

        if (of->retired_day != CIVIL_NONE && day > of->retired_day)
                return true;
        if (model->nothing_until[source] != CIVIL_NONE && model->nothing_until[source] >= period.last)
                return true;
        if (of->complete_after_days >= 0 && newest != CIVIL_NONE && model->day != CIVIL_NONE &&
            newest >= period.last && model->day - of->complete_after_days >= period.last)
                return true;
        return of->numbers == NUMBERS_BY_RELEASE && ended(model, day, true) > 0 &&
               ended(model, day, true) >= ended(model, day, false);
}

bool model_complete(const struct model *model, uint32_t measure, int32_t first_day, int32_t last_day)
{
        const struct plan_measure *of = &model->plan->measures[measure];

        for (size_t i = 0; i < of->sources_count; i++)
                for (int32_t day = first_day; day <= last_day; day++)
                        if (!day_complete(model, of->sources[i], day))
                                return false;
        return true;
}
