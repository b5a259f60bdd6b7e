/* tests/unit/core/measures/oracle.c: every answer from the list of all figures, day by day. It shares
 * no code with the room but the calendar. */
#include <check.h>
#include <string.h>

#include "base/civil.h"
#include "unit/core/measures/scene.h"

typedef __int128 number;

struct pile {
        number amount;
        uint64_t records, provisional, unknown, waiting;
};

static const struct plan_measure *plan_of(const struct scene *scene, uint32_t measure)
{
        return &scene->measures[measure];
}

static bool is_sum(const struct plan_measure *plan)
{
        return plan->form == FORM_TALLY || plan->form == FORM_AVERAGE || plan->form == FORM_LATEST;
}

/* On which a figure counts: sums of months and longer know months only. */
static int32_t day_of(const struct plan_measure *plan, const struct figure *figure)
{
        int year, month;

        if (plan->resolution <= PERIOD_WEEK)
                return figure->day;
        civil_to_ymd(figure->day, &year, &month, NULL);
        return civil_from_ymd(year, month, civil_days_in_month(year, month));
}

static bool counts(const struct plan_measure *plan, const struct figure *figure, int partner, int flow)
{
        return figure->source == plan->sources[0] && (partner == SCENE_ALL || figure->partner == partner) &&
               (flow == SCENE_ALL || figure->flow == flow);
}

static struct pile pile_of(const struct scene *scene, uint32_t measure, int partner, int flow, int32_t first_day,
                           int32_t last_day)
{
        const struct plan_measure *plan = plan_of(scene, measure);
        bool is_count = plan->quantity == QUANTITY_COUNT;
        struct pile pile = {0};

        for (size_t i = 0; i < scene->figures_count; i++) {
                const struct figure *figure = &scene->figures[i];
                int32_t day = day_of(plan, figure);

                if (!counts(plan, figure, partner, flow) || day < first_day || day > last_day ||
                    (plan->form == FORM_LATEST && !figure->known))
                        continue;
                pile.records++;
                pile.provisional += figure->status != STATUS_FINAL;
                if (is_count)
                        pile.amount++;
                else if (!figure->known)
                        pile.unknown++;
                else if (figure->foreign && figure->source != BUILDER)
                        pile.waiting++;
                else
                        pile.amount += figure->units;
        }
        return pile;
}

/* ---- windows ---- */

static int32_t calendar_first(const struct plan_window *window, int32_t day)
{
        int year, month, length = window->period == PERIOD_YEAR ? 12 : window->period == PERIOD_QUARTER ? 3 : 1;

        if (window->period == PERIOD_DAY)
                return day;
        if (window->period == PERIOD_WEEK)
                return day - civil_weekday(day) + 1;
        civil_to_ymd(day, &year, &month, NULL);
        while ((month - window->fiscal_start + 12) % length != 0) {
                month--;
                if (month == 0) {
                        month = 12;
                        year--;
                }
        }
        return civil_from_ymd(year, month, 1);
}

/* The newest day up to `day` with a report that says how much. */
static int32_t report_day(const struct scene *scene, uint32_t measure, int32_t day)
{
        int32_t newest = CIVIL_NONE;

        for (size_t i = 0; i < scene->figures_count; i++) {
                const struct figure *figure = &scene->figures[i];

                if (counts(plan_of(scene, measure), figure, SCENE_ALL, SCENE_ALL) && figure->day <= day &&
                    figure->day > newest && figure->known)
                        newest = figure->day;
        }
        return newest;
}

static int32_t year_before(int32_t day, bool by_weeks)
{
        int year, month, mday, length;

        if (by_weeks)
                return day - 364;
        civil_to_ymd(day, &year, &month, &mday);
        length = civil_days_in_month(year - 1, month);
        if (mday == civil_days_in_month(year, month) || mday > length)
                mday = length;
        return civil_from_ymd(year - 1, month, mday);
}

static bool by_weeks(const struct scene *scene, uint32_t measure)
{
        const struct plan_measure *plan = plan_of(scene, measure);

        if (plan->resolution == PERIOD_WEEK ||
            (plan->window.kind == WINDOW_CALENDAR && plan->window.period == PERIOD_WEEK))
                return true;
        for (int i = 0; !is_sum(plan) && i < plan->operands_count; i++)
                if (by_weeks(scene, plan->operands[i]))
                        return true;
        return false;
}

static int32_t before_of(const struct scene *scene, uint32_t measure, int32_t day)
{
        const struct plan_measure *plan = plan_of(scene, measure);

        return plan->base.kind != PERIOD_NONE ? plan->base.last : year_before(day, by_weeks(scene, measure));
}

int32_t oracle_window_first(const struct scene *scene, uint32_t measure, int32_t day)
{
        const struct plan_measure *plan = plan_of(scene, measure);
        int32_t first = INT32_MAX, other;

        if (plan->form == FORM_LATEST)
                return report_day(scene, measure, day) == CIVIL_NONE ? day : report_day(scene, measure, day);
        if (is_sum(plan) || plan->form == FORM_PREFERENCE)
                switch (plan->window.kind) {
                case WINDOW_CALENDAR:
                        return calendar_first(&plan->window, day);
                case WINDOW_LAST_DAYS:
                        return day - plan->window.count + 1;
                case WINDOW_LAST_MONTHS:
                        return civil_is_month_last(day) ?
                                       civil_month_first(civil_month(day) - plan->window.count + 1) :
                                       civil_add_months(day, -plan->window.count) + 1;
                case WINDOW_SINCE:
                        return plan->window.since_day;
                }
        for (int i = 0; i < plan->operands_count; i++) {
                other = oracle_window_first(scene, plan->operands[i], day);
                first = other < first ? other : first;
        }
        if (plan->form == FORM_GROWTH) {
                other = oracle_window_first(scene, plan->operands[0], before_of(scene, measure, day));
                first = other < first ? other : first;
        }
        return first;
}

/* ---- completeness ---- */

static bool source_complete(const struct scene *scene, uint32_t source, int32_t first_day, int32_t last_day)
{
        for (int32_t day = first_day; day <= last_day; day++) {
                int32_t at = day - ymd(SCENE_FIRST_YEAR, 1, 1);

                if (at < 0 || at >= SCENE_DAYS || !scene->complete[source][at])
                        return false;
        }
        return true;
}

static bool has_spoken(const struct scene *scene, uint32_t operand, struct period period)
{
        return pile_of(scene, operand, SCENE_ALL, SCENE_ALL, period.first, period.last).records > 0;
}

/* rule 22, letter by letter. */
static int chosen(const struct scene *scene, const struct plan_measure *plan, struct period period)
{
        for (int i = 0; i < plan->operands_count; i++)
                if (has_spoken(scene, plan->operands[i], period) &&
                    oracle_complete_days(scene, plan->operands[i], period.first, period.last))
                        return i;
        for (int i = 0; i < plan->operands_count; i++)
                if (has_spoken(scene, plan->operands[i], period))
                        return i;
        return 0;
}

static bool preference_complete(const struct scene *scene, const struct plan_measure *plan, int32_t day)
{
        struct period period = period_at(plan->resolution, day, 1);
        int choice = chosen(scene, plan, period);

        if (choice > 0)
                return oracle_complete_days(scene, plan->operands[choice], period.first, period.last);
        return oracle_complete_days(scene, plan->operands[0], day, day);
}

bool oracle_complete_days(const struct scene *scene, uint32_t measure, int32_t first_day, int32_t last_day)
{
        const struct plan_measure *plan = plan_of(scene, measure);

        if (is_sum(plan))
                return source_complete(scene, plan->sources[0], first_day, last_day);
        if (plan->form == FORM_PREFERENCE) {
                for (int32_t day = first_day; day <= last_day; day++)
                        if (!preference_complete(scene, plan, day))
                                return false;
                return true;
        }
        for (int i = 0; i < plan->operands_count; i++)
                if (!oracle_complete_days(scene, plan->operands[i], first_day, last_day))
                        return false;
        return plan->form != FORM_GROWTH || plan->base.kind == PERIOD_NONE ||
               oracle_complete(scene, plan->operands[0], plan->base.last);
}

bool oracle_complete(const struct scene *scene, uint32_t measure, int32_t day)
{
        const struct plan_measure *plan = plan_of(scene, measure);

        if (is_sum(plan) || plan->form == FORM_PREFERENCE)
                return oracle_complete_days(scene, measure, oracle_window_first(scene, measure, day), day);
        for (int i = 0; i < plan->operands_count; i++)
                if (!oracle_complete(scene, plan->operands[i], day))
                        return false;
        return plan->form != FORM_GROWTH ||
               oracle_complete(scene, plan->operands[0], before_of(scene, measure, day));
}

/* ---- values ---- */

static void put_units(struct value *value, number units)
{
        if (units > INT64_MAX || units < INT64_MIN)
                value->state = VALUE_OUT_OF_RANGE;
        else
                value->units = (int64_t)units;
}

static number floor_of(number a, number b)
{
        number quotient = a / b;

        while (quotient * b > a)
                quotient--;
        return quotient;
}

static struct told_value value_of(const struct pile *pile, bool as_mean)
{
        struct told_value told = {
                .has_records = pile->records > 0,
                .value = {.state = pile->unknown || pile->waiting ? VALUE_INCOMPLETE : VALUE_KNOWN,
                          .provisional_records = pile->provisional,
                          .unknown_records = pile->unknown,
                          .waiting_records = pile->waiting},
        };
        uint64_t known = pile->records - pile->unknown - pile->waiting;

        if (pile->records == 0 || (as_mean && known == 0))
                told.value.state = VALUE_NO_DATA;
        else
                put_units(&told.value, pile->amount);
        if (as_mean && (told.value.state == VALUE_KNOWN || told.value.state == VALUE_INCOMPLETE))
                told.value.units = (int64_t)floor_of(pile->amount, (number)known);
        return told;
}

static struct told_value preferred(const struct scene *scene, const struct plan_measure *plan, int partner, int flow,
                                   int32_t first_day, int32_t last_day)
{
        struct period period = period_at(plan->resolution, first_day, 1);
        struct pile sum = {0};

        for (; period.first <= last_day; period = period_next(period)) {
                int choice = chosen(scene, plan, period);
                struct pile pile = pile_of(scene, plan->operands[choice], partner, flow,
                                           period.first > first_day ? period.first : first_day,
                                           period.last < last_day ? period.last : last_day);

                sum.amount += pile.amount;
                sum.records += pile.records;
                sum.provisional += choice > 0 ? pile.records : pile.provisional;
                sum.unknown += pile.unknown;
                sum.waiting += pile.waiting;
        }
        return value_of(&sum, false);
}

static struct told_value latest(const struct scene *scene, uint32_t measure, int32_t day)
{
        struct pile pile = {0};

        day = report_day(scene, measure, day);
        if (day != CIVIL_NONE)
                pile = pile_of(scene, measure, SCENE_ALL, SCENE_ALL, day, day);
        return value_of(&pile, true);
}

static bool reads_as_count(const struct scene *scene, uint32_t measure)
{
        const struct plan_measure *plan = plan_of(scene, measure);

        return plan->form == FORM_PREFERENCE ? reads_as_count(scene, plan->operands[0]) :
                                               plan->form == FORM_TALLY && plan->quantity == QUANTITY_COUNT;
}

static struct told_value operand(const struct scene *scene, uint32_t measure, int partner, int flow, int32_t day)
{
        struct told_value told = oracle_at(scene, measure, partner, flow, day);

        if (told.value.state == VALUE_NO_DATA && reads_as_count(scene, measure))
                told.value.state = VALUE_KNOWN;
        return told;
}

static void put_quotient(struct value *value, number a, number b)
{
        if (b <= 0)
                value->state = VALUE_NO_DATA;
        else
                put_units(value, floor_of(a * 1000000, b));
}

static void put_combined(struct value *value, enum plan_form form, number a, number b)
{
        if (form == FORM_DIFFERENCE)
                put_units(value, a - b);
        else if (form == FORM_RATIO)
                put_quotient(value, b < 0 ? -a : a, b < 0 ? -b : b);
        else if (form == FORM_GROWTH)
                put_quotient(value, a - b, b);
        else
                put_quotient(value, 2 * (a - b), a + b);
}

struct told_value oracle_at(const struct scene *scene, uint32_t measure, int partner, int flow, int32_t day)
{
        const struct plan_measure *plan = plan_of(scene, measure);
        int32_t first = is_sum(plan) || plan->form == FORM_PREFERENCE ? oracle_window_first(scene, measure, day) : 0;
        struct told_value a, b, told;
        struct pile pile;

        if (plan->form == FORM_LATEST)
                return latest(scene, measure, day);
        if (plan->form == FORM_PREFERENCE)
                return preferred(scene, plan, partner, flow, first, day);
        if (is_sum(plan)) {
                pile = pile_of(scene, measure, partner, flow, first, day);
                return value_of(&pile, plan->form == FORM_AVERAGE);
        }

        a = operand(scene, plan->operands[0], partner, flow, day);
        b = plan->form == FORM_GROWTH ?
                    operand(scene, plan->operands[0], partner, flow, before_of(scene, measure, day)) :
                    operand(scene, plan->operands[1], partner, flow, day);
        told = (struct told_value){
                .has_records = a.has_records || b.has_records,
                .value = {.state = VALUE_KNOWN,
                          .provisional_records = a.value.provisional_records + b.value.provisional_records,
                          .unknown_records = a.value.unknown_records + b.value.unknown_records,
                          .waiting_records = a.value.waiting_records + b.value.waiting_records},
        };
        if (a.value.state == VALUE_NO_DATA || b.value.state == VALUE_NO_DATA)
                told.value.state = VALUE_NO_DATA;
        else if (a.value.state == VALUE_OUT_OF_RANGE || b.value.state == VALUE_OUT_OF_RANGE)
                told.value.state = VALUE_OUT_OF_RANGE;
        else {
                if (a.value.state == VALUE_INCOMPLETE || b.value.state == VALUE_INCOMPLETE)
                        told.value.state = VALUE_INCOMPLETE;
                put_combined(&told.value, plan->form, a.value.units, b.value.units);
        }
        return told;
}
