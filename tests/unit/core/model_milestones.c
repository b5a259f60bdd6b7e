/* tests/unit/core/model_milestones.c: the rules about milestones, the long way. Rules are named where they
 * are. */
#include <string.h>

#include <check.h>

#include "base/civil.h"
#include "unit/core/model.h"

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
                                                       model_window_first(asked->measure, day), day))
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
                    model_counts(asked->model, asked->measure, word, asked->series))
                        return true;
        }
        return false;
}

static bool is_judged(const struct asked *asked, int32_t day) /* rule 17 */
{
        return (asked->of->form != MILESTONE_HOLD && !falls(asked->measure)) ||
               model_complete(asked->model, asked->of->measure, model_window_first(asked->measure, day), day);
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
        if (model_complete(model, asked->of->measure, model_window_first(asked->measure, needed), asked->deadline))
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
        int32_t deadline = of->terms[0].deadline_day;

        for (size_t i = 0; i < of->members_count; i++) {
                struct crossed one = {.truth = model_truth(model, of->members[i], TEXT(""), &only, 0)};
                const struct plan_milestone *member = &model->plan->milestones[of->members[i]];
                size_t at = count;

                one.day = one.truth.reached_last;
                if (one.day == CIVIL_NONE) {
                        struct asked asked = ask(model, of->members[i], TEXT(""), &only, 0);
                        int64_t amount;
                        int provisional;

                        if (deadline == CIVIL_NONE)
                                continue;
                        decided &= asks_for(&asked, term_on(member, deadline), &amount,
                                            &provisional) &&
                                   model_complete(model, member->measure,
                                                  model_window_first(asked.measure, deadline),
                                                  deadline);
                        continue;
                }
                for (; at > 0 && crossed[at - 1].day > one.day; at--)
                        crossed[at] = crossed[at - 1];
                crossed[at] = one;
                count++;
        }

        if (count >= of->members_needed) {
                truth = crossed[of->members_needed - 1].truth;
                truth.outcome = deadline != CIVIL_NONE && truth.reached_last > deadline ? OUTCOME_REACHED_LATE :
                                                                                          OUTCOME_REACHED;
                truth.confirmed = true;
                for (size_t i = 0; i < of->members_needed; i++)
                        truth.confirmed &= crossed[i].truth.confirmed;
        } else if (deadline == CIVIL_NONE || model->day == CIVIL_NONE ||
                   model->day <= deadline) {
                truth.outcome = OUTCOME_OPEN;
        } else {
                decided |= of->grace_days != PLAN_NEVER && model->day > deadline + of->grace_days;
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
