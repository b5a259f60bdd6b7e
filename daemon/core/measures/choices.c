/* core/measures/choices.c: whose figures count, period by period (rule 22).
 *
 * For each period of the measure's resolution the first operand all of whose sources are complete and
 * that has a record in it; where there is none, the first that has a record at all. Periods in which
 * nobody has a record choose nothing and need no choice: what is kept is where the choice changes.
 *
 * A choice is made by the totals, so that all keys of a period come from one operand. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/measures/inside.h"

/* ---- one period ---- */

static bool has_spoken(const struct measures *measures, uint32_t operand, struct period period)
{
        int32_t day = tallies_day_from(measures->tallies, operand, NULL, period.first);

        return day != CIVIL_NONE && day <= period.last;
}

/* The place of the operand that counts; `*ret_complete`: it is complete and has spoken. */
static uint32_t choose(const struct measures *measures, const struct plan_measure *plan, struct period period,
                       bool *ret_complete)
{
        uint32_t spoken = UINT32_MAX, held_back_by;

        *ret_complete = false;
        for (uint32_t i = 0; i < plan->operands_count; i++) {
                if (!has_spoken(measures, plan->operands[i], period))
                        continue;
                *ret_complete = measures_complete_days(measures, plan->operands[i], period.first, period.last,
                                                       &held_back_by);
                if (*ret_complete)
                        return i;
                if (spoken == UINT32_MAX)
                        spoken = i;
        }
        return spoken == UINT32_MAX ? 0 : spoken;
}

/* The period of the first record of any operand from `day` on; kind NONE: there is none. */
static struct period next_period(const struct measures *measures, const struct plan_measure *plan, int32_t day)
{
        int32_t first = CIVIL_NONE;

        for (int i = 0; i < plan->operands_count; i++) {
                int32_t next = tallies_day_from(measures->tallies, plan->operands[i], NULL, day);

                if (next != CIVIL_NONE && (first == CIVIL_NONE || next < first))
                        first = next;
        }
        return first == CIVIL_NONE ? period_none() : period_at(plan->resolution, first, 1);
}

/* ---- all of them ---- */

static int choices_add(struct node *node, int32_t first_day, uint32_t operand)
{
        if (node->choices_count > 0 && node->choices[node->choices_count - 1].operand == operand)
                return 0;
        if (node->choices_count == node->choices_capacity) {
                size_t capacity = node->choices_capacity ? node->choices_capacity * 2 : 8;
                struct choice *grown = realloc(node->choices, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                node->choices = grown;
                node->choices_capacity = capacity;
        }
        node->choices[node->choices_count++] = (struct choice){first_day, operand};
        return 0;
}

static size_t choices_before(const struct node *node, int32_t day)
{
        size_t count = node->choices_count;

        while (count > 0 && node->choices[count - 1].first_day >= day)
                count--;
        return count;
}

/* The first day from which on the lists differ, where both are equal before; INT32_MAX: nowhere. */
static int32_t first_other(const struct choice *a, size_t a_count, const struct choice *b, size_t b_count)
{
        size_t i = 0;

        while (i < a_count && i < b_count && a[i].first_day == b[i].first_day && a[i].operand == b[i].operand)
                i++;
        if (i < a_count && i < b_count)
                return a[i].first_day < b[i].first_day ? a[i].first_day : b[i].first_day;
        if (i < a_count)
                return a[i].first_day;
        return i < b_count ? b[i].first_day : INT32_MAX;
}

static int choose_from(struct measures *measures, uint32_t measure, int32_t from_day)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        struct node *node = &measures->nodes[measure];
        struct period period;
        bool complete;
        int r = 0;

        node->choices_count = choices_before(node, from_day);
        runs_cut(&node->substituted, from_day);
        runs_cut(&node->helped_out, from_day);

        period = next_period(measures, plan, from_day);
        while (period.kind != PERIOD_NONE && r == 0) {
                uint32_t operand = choose(measures, plan, period, &complete);

                r = choices_add(node, period.first, operand);
                if (r == 0 && operand > 0)
                        r = runs_add(complete ? &node->substituted : &node->helped_out, period.first, period.last);
                period = next_period(measures, plan, period.last + 1);
        }
        return r;
}

int choices_renew(struct measures *measures, uint32_t measure, int32_t from_day, int32_t *ret_day)
{
        struct node *node = &measures->nodes[measure];
        struct period period = period_none();
        size_t kept, before;
        struct choice *old;
        int r;

        if (from_day >= CIVIL_MIN && from_day <= CIVIL_MAX)
                period = period_at(measures->plan->measures[measure].resolution, from_day, 1);
        if (period.kind == PERIOD_NONE)
                period.first = CIVIL_MIN;

        kept = choices_before(node, period.first);
        before = node->choices_count - kept;
        old = malloc((before + 1) * sizeof(*old));
        if (!old)
                return -ENOMEM;
        if (before > 0)
                memcpy(old, &node->choices[kept], before * sizeof(*old));

        r = choose_from(measures, measure, period.first);
        if (r == 0)
                *ret_day = first_other(old, before, &node->choices[kept], node->choices_count - kept);
        free(old);
        return r;
}

uint32_t choice_on(const struct measures *measures, uint32_t measure, int32_t day)
{
        const struct node *node = &measures->nodes[measure];
        size_t count = choices_before(node, day + 1);

        return count > 0 ? node->choices[count - 1].operand : 0;
}

int32_t choices_newest_day(const struct measures *measures, uint32_t measure, const struct key *key)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        const struct node *node = &measures->nodes[measure];
        int32_t last_day = CIVIL_MAX;

        for (size_t i = node->choices_count; i-- > 0;) {
                const struct choice *choice = &node->choices[i];
                int32_t day = tallies_day_until(measures->tallies, plan->operands[choice->operand], key, last_day);

                if (day != CIVIL_NONE && day >= choice->first_day)
                        return day;
                last_day = choice->first_day - 1;
        }
        return CIVIL_NONE;
}

/* ---- sums ---- */

static void add_sums(struct sums *sums, const struct sums *more, bool substitute)
{
        sums->amount += more->amount;
        sums->records += more->records;
        sums->provisional += substitute ? more->records : more->provisional;
        sums->unknown += more->unknown;
        sums->waiting += more->waiting;
        sums->beyond += more->beyond;
}

void choices_sum(const struct measures *measures, uint32_t measure, const struct scope *scope,
                 int32_t first_day, int32_t last_day, struct sums *sums)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        const struct node *node = &measures->nodes[measure];
        size_t i = choices_before(node, first_day + 1);

        for (i -= i > 0; i < node->choices_count && node->choices[i].first_day <= last_day; i++) {
                const struct choice *choice = &node->choices[i];
                int32_t first = choice->first_day > first_day ? choice->first_day : first_day;
                int32_t last = last_day;
                struct sums more = {0};

                if (i + 1 < node->choices_count && choice[1].first_day <= last_day)
                        last = choice[1].first_day - 1;
                scope_sum(measures, plan->operands[choice->operand], scope, first, last, &more);
                add_sums(sums, &more, choice->operand > 0);
        }
}
