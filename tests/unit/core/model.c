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
static int32_t window_first(const struct plan_measure *measure, int32_t day)
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
static bool is_in(const struct model *model, const struct plan_measure *measure, const struct word *word,
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

                if (!is_in(model, of, &model->words[i], TEXT("")))
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
        int32_t first = window_first(of, day);
        struct value_of_model value = {0};

        for (size_t i = 0; i < model->words_count; i++) {
                const struct word *word = &model->words[i];
                const struct event *event = &word->event->event;

                if (event->period.last < first || event->period.last > day || !is_in(model, of, word, series))
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

/* ---- milestones ---- */

static bool falls(const struct plan_measure *measure)
{
        return measure->window.kind == WINDOW_LAST_DAYS || measure->window.kind == WINDOW_LAST_MONTHS;
}

/* What a question is about. */
struct asked {
        const struct model *model;
        const struct plan_milestone *of;
        const struct plan_measure *measure;
        struct text series;
        const struct period *instance;
        uint32_t step_ppm;
        int32_t first_day, last_day, deadline;
};

static struct value_of_model value_at(const struct asked *asked, int32_t day)
{
        return model_value(asked->model, asked->of->measure, asked->series, day);
}

/* Rule 21: the terms of a day. */
static size_t term_on(const struct plan_milestone *of, int32_t day)
{
        for (size_t i = of->terms_count; i-- > 1;)
                if (day >= of->terms[i].on_day)
                        return i;
        return 0;
}

/* Rule 21: the deadline that nothing had moved when it came. */
static int32_t deadline_of(const struct plan_milestone *of)
{
        for (size_t i = 0; i + 1 < of->terms_count; i++)
                if (of->terms[i].deadline_day != CIVIL_NONE && of->terms[i].deadline_day < of->terms[i + 1].on_day)
                        return of->terms[i].deadline_day;
        return of->terms[of->terms_count - 1].deadline_day;
}

/* Rule 20: complete, nothing unknown and nothing waiting; of years the best. */
static bool baseline(const struct asked *asked, const struct plan_target *target, int64_t *ret, int *ret_provisional)
{
        int first, last;

        *ret = 0;
        *ret_provisional = 0;
        if (target->kind == TARGET_OF_LAST_YEAR) {
                civil_to_ymd(asked->instance->first, &first, NULL, NULL);
                first = last = first - 1;
        } else {
                civil_to_ymd(target->first.first, &first, NULL, NULL);
                civil_to_ymd(target->last.first, &last, NULL, NULL);
        }
        for (int year = first; year <= last; year++) {
                int32_t day = civil_from_ymd(year, 12, 31);
                struct value_of_model value = value_at(asked, day);

                if (value.unsettled || !model_complete(asked->model, asked->of->measure,
                                                       window_first(asked->measure, day), day))
                        return false;
                if (value.units > *ret)
                        *ret = value.units;
                *ret_provisional += value.provisional;
        }
        return *ret > 0;
}

/* What the terms ask for; false: it is not known. */
static bool asks_for(const struct asked *asked, size_t term, int64_t *ret, int *ret_provisional)
{
        const struct plan_target *target = &asked->of->terms[term].target;

        *ret = target->amount;
        *ret_provisional = 0;
        if (target->kind != TARGET_AMOUNT) {
                if (!baseline(asked, target, ret, ret_provisional))
                        return false;
                *ret = (*ret * (int64_t)target->factor_ppm + 999999) / 1000000;
        }
        if (asked->step_ppm)
                *ret = (*ret * asked->step_ppm + 999999) / 1000000;
        return true;
}

/* Does anything speak of the days? */
static bool is_spoken_of(const struct asked *asked, struct period period)
{
        for (size_t i = 0; i < asked->model->words_count; i++) {
                const struct word *word = &asked->model->words[i];

                if (period_contains(period, word->event->event.period.last) &&
                    is_in(asked->model, asked->measure, word, asked->series))
                        return true;
        }
        return false;
}

static bool is_judged(const struct asked *asked, int32_t day) /* rule 17 */
{
        return (asked->of->form != MILESTONE_HOLD && !falls(asked->measure)) ||
               model_complete(asked->model, asked->of->measure, window_first(asked->measure, day), day);
}

/* The first border of the resolution on which the measure is at what is asked for on it. */
static int32_t crossing(const struct asked *asked)
{
        int64_t amounts[2] = {0};
        bool known[2] = {false};
        int provisional;

        for (size_t i = 0; i < asked->of->terms_count; i++)
                known[i] = asks_for(asked, i, &amounts[i], &provisional);

        for (struct period period = period_at(asked->measure->resolution, asked->first_day, 1);
             period.last <= asked->last_day; period = period_next(period)) {
                size_t term = term_on(asked->of, period.last);
                struct value_of_model value = value_at(asked, period.last);

                /* Cheap things first: days are many. */
                if (value.records == 0 || !known[term] || value.units < amounts[term])
                        continue;
                /* A day that has not come is reached by what is said of it, not by an amendment. */
                if (!falls(asked->measure) && period.first > asked->model->day && !is_spoken_of(asked, period))
                        continue;
                if (is_judged(asked, period.last))
                        return period.last;
        }
        return CIVIL_NONE;
}

/* Rule 18: the last border on which it began to hold or fell; how often it did. */
static int32_t held(const struct asked *asked, int *ret_switches)
{
        int64_t level = asked->of->terms[0].target.amount;
        int32_t last = CIVIL_NONE;

        *ret_switches = 0;
        for (struct period period = period_at(asked->measure->resolution, asked->first_day, 1);
             period.last <= asked->last_day; period = period_next(period)) {
                struct value_of_model value = value_at(asked, period.last);
                bool holds = *ret_switches % 2;

                if (value.records && (holds ? value.units < level - asked->of->band : value.units >= level) &&
                    is_judged(asked, period.last)) {
                        last = period.last;
                        ++*ret_switches;
                }
        }
        return last;
}

static uint8_t outcome_unreached(const struct asked *asked)
{
        const struct model *model = asked->model;
        int32_t begin = asked->instance->kind != PERIOD_NONE ? asked->instance->first : asked->of->from_day,
                needed = begin != CIVIL_NONE ? begin : asked->deadline, today = model->day;
        int64_t amount;
        int provisional;

        if (today == CIVIL_NONE)
                today = begin;
        if (asked->deadline != CIVIL_NONE && today > asked->deadline)
                today = asked->deadline;
        if (!asks_for(asked, term_on(asked->of, today), &amount, &provisional))
                return OUTCOME_UNKNOWN;
        if (asked->deadline == CIVIL_NONE || model->day == CIVIL_NONE || model->day <= asked->deadline)
                return OUTCOME_OPEN;
        if (model_complete(model, asked->of->measure, window_first(asked->measure, needed), asked->deadline))
                return OUTCOME_MISSED;
        if (asked->of->grace_days != PLAN_NEVER && model->day > asked->deadline + asked->of->grace_days)
                return OUTCOME_MISSED;
        return OUTCOME_AWAITING;
}

static struct asked ask(const struct model *model, uint32_t milestone, struct text series,
                        const struct period *instance, uint32_t step_ppm)
{
        const struct plan_milestone *of = &model->plan->milestones[milestone];
        bool each = instance->kind != PERIOD_NONE;

        return (struct asked){
                .model = model,
                .of = of,
                .measure = &model->plan->measures[of->measure],
                .series = series,
                .instance = instance,
                .step_ppm = step_ppm,
                .first_day = each ? instance->first : of->from_day == CIVIL_NONE ? civil_from_ymd(2020, 1, 1) :
                                                                                   of->from_day,
                .last_day = each ? instance->last : civil_from_ymd(2023, 12, 31),
                .deadline = each ? instance->last : deadline_of(of),
        };
}

static void reach(const struct asked *asked, int32_t at, struct truth_of_model *ret)
{
        struct period period = period_at(asked->measure->resolution, at, 1);
        int64_t amount;
        int provisional;

        ret->outcome = asked->deadline != CIVIL_NONE && at > asked->deadline ? OUTCOME_REACHED_LATE : OUTCOME_REACHED;
        ret->reached_first = period.first;
        ret->reached_last = period.last;
        asks_for(asked, term_on(asked->of, at), &amount, &provisional);
        ret->confirmed = value_at(asked, period.last).provisional + provisional == 0;
}

/* ---- others ---- */

struct crossed {
        int32_t day;
        struct truth_of_model truth;
};

static struct truth_of_model truth_of_others(const struct model *model, const struct plan_milestone *of)
{
        const struct period only = period_none();
        struct truth_of_model truth = {.reached_first = CIVIL_NONE, .reached_last = CIVIL_NONE};
        struct crossed crossed[8];
        size_t count = 0;
        bool decided = true;

        for (size_t i = 0; i < of->members_count; i++) {
                struct crossed one = {.truth = model_truth(model, of->members[i], TEXT(""), &only, 0)};
                const struct plan_milestone *member = &model->plan->milestones[of->members[i]];
                size_t at = count;

                one.day = one.truth.reached_last;
                if (one.day == CIVIL_NONE) {
                        struct asked asked = ask(model, of->members[i], TEXT(""), &only, 0);
                        int64_t amount;
                        int provisional;

                        if (of->terms[0].deadline_day == CIVIL_NONE)
                                continue;
                        decided &= asks_for(&asked, term_on(member, of->terms[0].deadline_day), &amount,
                                            &provisional) &&
                                   model_complete(model, member->measure,
                                                  window_first(asked.measure, of->terms[0].deadline_day),
                                                  of->terms[0].deadline_day);
                        continue;
                }
                for (; at > 0 && crossed[at - 1].day > one.day; at--)
                        crossed[at] = crossed[at - 1];
                crossed[at] = one;
                count++;
        }

        if (count >= of->members_needed) {
                truth = crossed[of->members_needed - 1].truth;
                truth.outcome = of->terms[0].deadline_day != CIVIL_NONE && truth.reached_last > of->terms[0].deadline_day
                                        ? OUTCOME_REACHED_LATE
                                        : OUTCOME_REACHED;
                truth.confirmed = true;
                for (size_t i = 0; i < of->members_needed; i++)
                        truth.confirmed &= crossed[i].truth.confirmed;
        } else if (of->terms[0].deadline_day == CIVIL_NONE || model->day == CIVIL_NONE ||
                   model->day <= of->terms[0].deadline_day) {
                truth.outcome = OUTCOME_OPEN;
        } else {
                decided |= of->grace_days != PLAN_NEVER && model->day > of->terms[0].deadline_day + of->grace_days;
                truth.outcome = decided ? OUTCOME_MISSED : OUTCOME_AWAITING;
        }
        return truth;
}

struct truth_of_model model_truth(const struct model *model, uint32_t milestone, struct text series,
                                  const struct period *instance, uint32_t step_ppm)
{
        struct truth_of_model truth = {.reached_first = CIVIL_NONE, .reached_last = CIVIL_NONE};
        struct asked asked;
        int switches = 1;
        int32_t at;

        if (model->plan->milestones[milestone].form == MILESTONE_OF_OTHERS)
                return truth_of_others(model, &model->plan->milestones[milestone]);

        asked = ask(model, milestone, series, instance, step_ppm);
        at = asked.of->form == MILESTONE_HOLD ? held(&asked, &switches) : crossing(&asked);
        if (at == CIVIL_NONE)
                truth.outcome = outcome_unreached(&asked);
        else
                reach(&asked, at, &truth);
        if (at != CIVIL_NONE && switches % 2 == 0)
                truth.outcome = OUTCOME_FELL_BELOW;
        return truth;
}
