/* core/measures/value.c: the value on a day, for each form. Whole numbers all the way: operands are of 64
 * bits, so that products with a million and sums of two fit 128. */
#include <assert.h>

#include "base/civil.h"
#include "base/wide.h"
#include "core/measures/inside.h"

#define PPM 1000000

/* Rounded towards minus infinity; `b` is above zero. */
static wide divide_floor(wide a, wide b)
{
        wide quotient = a / b;

        return a % b < 0 ? quotient - 1 : quotient;
}

static void set_units(struct value *value, wide units)
{
        if (wide_fits64(units))
                value->units = (int64_t)units;
        else
                value->state = VALUE_OUT_OF_RANGE;
}

/* ---- of sums ---- */

void scope_sum(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t first_day,
               int32_t last_day, struct sums *sums)
{
        if (!scope->keys)
                tallies_sum(measures->tallies, measure, NULL, first_day, last_day, sums);
        for (size_t i = 0; scope->keys && i < scope->count; i++)
                tallies_sum(measures->tallies, measure, &scope->keys[i], first_day, last_day, sums);
}

static void window_sums(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t day,
                        struct sums *sums)
{
        int32_t first_day = measures_window_first(measures, measure, day);

        if (measures->plan->measures[measure].form == FORM_PREFERENCE)
                choices_sum(measures, measure, scope, first_day, day, sums);
        else
                scope_sum(measures, measure, scope, first_day, day, sums);
}

/* The sum over the records whose quantity is in it; out of range where the sum is. */
static void set_mean(const struct sums *sums, struct reading *ret)
{
        wide known = sums->records - sums->unknown - sums->waiting;

        *ret = (struct reading){sums_value(sums), sums->records != 0};
        if (ret->value.state == VALUE_OUT_OF_RANGE)
                return;
        if (known > 0)
                ret->value.units = (int64_t)divide_floor(sums->amount, known);
        else
                ret->value.state = VALUE_NO_DATA;
}

/* The newest day with a report; those that do not say how much are not in its sums. */
static void latest_at(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t day,
                      struct reading *ret)
{
        struct sums sums = {0};

        day = scope_day_until(measures, measure, scope, day);
        if (day != CIVIL_NONE)
                scope_sum(measures, measure, scope, day, day, &sums);
        set_mean(&sums, ret);
}

/* ---- of operands ---- */

int32_t growth_before(const struct measures *measures, uint32_t measure, int32_t day)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t before;

        if (plan->base.kind != PERIOD_NONE)
                return plan->base.last;
        if (measures->nodes[measure].by_weeks) /* a week's day is one of the same weekday */
                return day - 52 * 7 < CIVIL_MIN ? CIVIL_NONE : day - 52 * 7;

        before = civil_add_months(day, -12);
        if (before != CIVIL_NONE && civil_is_month_last(day))
                before = civil_month_last(civil_month(before));
        return before;
}

static void operand_at(const struct measures *measures, uint32_t operand, const struct scope *scope, int32_t day,
                       struct reading *ret)
{
        *ret = (struct reading){.value.state = VALUE_NO_DATA};
        if (day == CIVIL_NONE)
                return;
        reading_at(measures, operand, scope, day, ret);
        if (ret->value.state == VALUE_NO_DATA && measures->nodes[operand].is_count)
                ret->value.state = VALUE_KNOWN;
}

/* What is worse for one is so for both: no data, out of range, incomplete. */
static uint8_t state_of_both(const struct value *a, const struct value *b)
{
        static const uint8_t states[] = {VALUE_NO_DATA, VALUE_OUT_OF_RANGE, VALUE_INCOMPLETE};

        for (size_t i = 0; i < sizeof(states); i++)
                if (a->state == states[i] || b->state == states[i])
                        return states[i];
        return VALUE_KNOWN;
}

/* `divisor` is zero where there is nothing to divide by. */
static void set_quotient(struct value *value, wide dividend, wide divisor)
{
        if (divisor > 0)
                set_units(value, divide_floor(dividend * PPM, divisor));
        else
                value->state = VALUE_NO_DATA;
}

static void combine(enum plan_form form, int64_t a, int64_t b, struct value *value)
{
        wide sum = (wide)a + b, difference = (wide)a - b;

        switch (form) {
        case FORM_RATIO:
                set_quotient(value, b < 0 ? -(wide)a : a, b < 0 ? -(wide)b : b);
                break;
        case FORM_DIFFERENCE:
                set_units(value, difference);
                break;
        case FORM_GROWTH:
                set_quotient(value, difference, b);
                break;
        case FORM_ASYMMETRY:
                set_quotient(value, 2 * difference, sum);
                break;
        default:
                assert(!"a form of two operands");
        }
}

void measures_combine(const struct measures *measures, uint32_t measure, const struct value *a,
                      const struct value *b, struct value *ret)
{
        *ret = (struct value){
                .state = state_of_both(a, b),
                .provisional_records = a->provisional_records + b->provisional_records,
                .unknown_records = a->unknown_records + b->unknown_records,
                .waiting_records = a->waiting_records + b->waiting_records,
        };
        if (ret->state == VALUE_KNOWN || ret->state == VALUE_INCOMPLETE)
                combine(measures->plan->measures[measure].form, a->units, b->units, ret);
}

int32_t measures_growth_before(const struct measures *measures, uint32_t measure, int32_t day)
{
        return growth_before(measures, measure, day);
}

static void derived_at(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t day,
                       struct reading *ret)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        bool grows = plan->form == FORM_GROWTH;
        struct reading a, b;

        operand_at(measures, plan->operands[0], scope, day, &a);
        operand_at(measures, plan->operands[grows ? 0 : 1], scope,
                   grows ? growth_before(measures, measure, day) : day, &b);

        ret->has_records = a.has_records || b.has_records;
        measures_combine(measures, measure, &a.value, &b.value, &ret->value);
}

void reading_at(const struct measures *measures, uint32_t measure, const struct scope *scope, int32_t day,
                struct reading *ret)
{
        struct sums sums = {0};

        switch (measures->plan->measures[measure].form) {
        case FORM_TALLY:
        case FORM_PREFERENCE:
                window_sums(measures, measure, scope, day, &sums);
                *ret = (struct reading){sums_value(&sums), sums.records != 0};
                break;
        case FORM_AVERAGE:
                window_sums(measures, measure, scope, day, &sums);
                set_mean(&sums, ret);
                break;
        case FORM_LATEST:
                latest_at(measures, measure, scope, day, ret);
                break;
        default:
                derived_at(measures, measure, scope, day, ret);
        }
}

void measures_sum(const struct measures *measures, uint32_t measure, const struct key *key, int32_t first_day,
                  int32_t last_day, struct value *ret)
{
        struct scope scope = {key, 1};
        struct sums sums = {0};

        if (measures->plan->measures[measure].form == FORM_PREFERENCE)
                choices_sum(measures, measure, &scope, first_day, last_day, &sums);
        else
                scope_sum(measures, measure, &scope, first_day, last_day, &sums);
        *ret = sums_value(&sums);
}

void measures_at(const struct measures *measures, uint32_t measure, const struct key *key, int32_t day,
                 struct value *ret)
{
        struct scope scope = {key, 1};
        struct reading reading;

        assert(measure < measures->plan->measures_count);

        reading_at(measures, measure, &scope, day, &reading);
        *ret = reading.value;
}

void measures_pass_at(const struct measures *measures, uint32_t measure, const struct key *key, int32_t day,
                      struct measures_pass *pass, struct value *ret)
{
        int32_t first_day;

        if (measures->plan->measures[measure].form != FORM_TALLY) {
                measures_at(measures, measure, key, day, ret);
                return;
        }

        first_day = measures_window_first(measures, measure, day);
        if (pass->begun && pass->first_day == first_day) {
                tallies_sum(measures->tallies, measure, key, pass->last_day + 1, day, &pass->sums);
        } else {
                *pass = (struct measures_pass){.begun = true, .first_day = first_day};
                tallies_sum(measures->tallies, measure, key, first_day, day, &pass->sums);
        }
        /* Before the day that it is since, the window is empty. */
        pass->last_day = day < first_day ? first_day - 1 : day;
        *ret = sums_value(&pass->sums);
}
