/* core/measures/changes.c: what may be another value since the last judgement, from operands to what is
 * made of them.
 *
 * A look may be taken more than once before a judgement: days only move back until it is over. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/measures/inside.h"

static void change_from(struct node *node, uint32_t measure, int32_t day)
{
        if (!node->changed)
                node->change = (struct measure_change){.measure = measure, .day = day};
        else if (day < node->change.day)
                node->change.day = day;
        node->changed = true;
}

/* ---- completeness ---- */

static bool sources_changed(const struct measures *measures, const struct plan_measure *plan)
{
        for (size_t i = 0; i < plan->sources_count; i++)
                if (coverage_changed(measures->coverage, plan->sources[i]))
                        return true;
        return false;
}

static int take_runs(struct node *node, const struct complete_run *runs, size_t count)
{
        int32_t day;
        int r = runs_take(&node->complete, runs, count, &day);

        if (r == 0 && day < node->completed_day)
                node->completed_day = day;
        return r;
}

static int look_at_sources(struct measures *measures, uint32_t measure)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        const struct complete_run *runs;
        size_t count;
        int r;

        if (measures->looked && !sources_changed(measures, plan))
                return 0;
        r = coverage_runs(measures->coverage, plan->sources, plan->sources_count, &runs, &count);
        return r == 0 ? take_runs(&measures->nodes[measure], runs, count) : r;
}

/* The runs of `of` but for the days of `without`: both lists rise. */
static int runs_less(const struct runs *of, const struct runs *without, struct runs *ret)
{
        size_t j = 0;
        int r = 0;

        for (size_t i = 0; i < of->count && r == 0; i++) {
                struct complete_run rest = of->runs[i];

                for (; j < without->count && without->runs[j].first_day <= rest.last_day && r == 0; j++) {
                        const struct complete_run *hole = &without->runs[j];

                        if (hole->first_day > rest.first_day)
                                r = runs_add(ret, rest.first_day, hole->first_day - 1);
                        if (hole->last_day >= rest.first_day)
                                rest.first_day = hole->last_day + 1;
                        if (rest.first_day > rest.last_day)
                                break; /* it may reach into the next run */
                }
                if (r == 0 && rest.first_day <= rest.last_day)
                        r = runs_add(ret, rest.first_day, rest.last_day);
        }
        return r;
}

/* Where whose figures count is complete: the first operand where it has spoken or nobody has, and a
 * substitute that has spoken. */
static int look_at_substitutes(struct measures *measures, uint32_t measure)
{
        struct node *node = &measures->nodes[measure];
        const struct runs *b = &node->substituted;
        struct runs a = {0}, both = {0};
        int r;

        r = runs_less(&measures->nodes[measures->plan->measures[measure].operands[0]].complete, &node->helped_out, &a);
        for (size_t i = 0, j = 0; (i < a.count || j < b->count) && r == 0;) {
                bool first = j == b->count || (i < a.count && a.runs[i].first_day <= b->runs[j].first_day);
                const struct complete_run *run = first ? &a.runs[i++] : &b->runs[j++];

                r = runs_add(&both, run->first_day, run->last_day);
        }
        if (r == 0)
                r = take_runs(node, both.runs, both.count);
        runs_done(&a);
        runs_done(&both);
        return r;
}

/* ---- changes of operands ---- */

static void take_change(struct measures *measures, uint32_t measure, const struct measure_change *of, int32_t day)
{
        struct node *node = &measures->nodes[measure];

        change_from(node, measure, day);
        node->change.by_records |= of->by_records;
        node->change.by_rates |= of->by_rates;
        node->change.by_preference |= of->by_preference;
        node->change.by_completeness |= of->by_completeness;
}

/* From which day on does a measure differ when its operand does from `day` on? With its base every value
 * that there is, or was: what there was before the first record was changed by `day` or later. */
static int32_t first_affected(const struct measures *measures, uint32_t measure, const struct key *key,
                              int32_t day)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        int32_t oldest;

        if (plan->form != FORM_GROWTH || plan->base.kind == PERIOD_NONE || day > plan->base.last)
                return day;
        oldest = measures_oldest_day(measures, measure, key);
        return oldest != CIVIL_NONE && oldest < day ? oldest : day;
}

static int look_at_choices(struct measures *measures, uint32_t measure, int32_t from_day)
{
        struct node *node = &measures->nodes[measure];
        int32_t day;
        int r;

        r = choices_renew(measures, measure, from_day, &day);
        if (r < 0)
                return r;
        if (day < INT32_MAX) {
                change_from(node, measure, day);
                node->change.by_preference = true;
        }
        return look_at_substitutes(measures, measure);
}

static int look_at_operands(struct measures *measures, uint32_t measure)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        struct node *node = &measures->nodes[measure];
        int32_t from_day = measures->looked ? INT32_MAX : CIVIL_MIN;

        for (int i = 0; i < plan->operands_count; i++) {
                const struct node *operand = &measures->nodes[plan->operands[i]];
                int32_t completed = first_affected(measures, measure, NULL, operand->completed_day);

                if (operand->changed && operand->change.day < from_day)
                        from_day = operand->change.day;
                if (operand->changed)
                        take_change(measures, measure, &operand->change,
                                    first_affected(measures, measure, NULL, operand->change.day));
                if (operand->completed_day < from_day)
                        from_day = operand->completed_day;
                if (plan->form != FORM_PREFERENCE && completed < node->completed_day)
                        node->completed_day = completed;
        }
        if (plan->form == FORM_PREFERENCE && from_day < INT32_MAX)
                return look_at_choices(measures, measure, from_day);
        return 0;
}

/* ---- a look ---- */

static int look(struct measures *measures, uint32_t measure)
{
        const bool chooses = measures->plan->measures[measure].form == FORM_PREFERENCE;
        struct node *node = &measures->nodes[measure];
        int r;

        if (plan_has_sums(&measures->plan->measures[measure]))
                r = look_at_sources(measures, measure);
        else
                r = look_at_operands(measures, measure);
        if (r < 0)
                return r;
        /* What records have chosen may be complete without a word of any source. */
        if ((node->falls || chooses) && node->completed_day < INT32_MAX) {
                change_from(node, measure, node->completed_day);
                node->change.by_completeness = true;
        }
        return 0;
}

static int by_measure(const void *left, const void *right)
{
        const struct measure_change *a = left, *b = right;

        return a->measure < b->measure ? -1 : a->measure > b->measure;
}

static void collect(struct measures *measures, const struct touched *touched, size_t count)
{
        measures->changes_count = 0;
        for (size_t i = 0; i < measures->order_count; i++)
                if (measures->nodes[measures->order[i]].changed)
                        measures->changes[measures->changes_count++] = measures->nodes[measures->order[i]].change;
        for (size_t i = 0; i < count; i++)
                if (!measures->nodes[touched[i].measure].ordered)
                        measures->changes[measures->changes_count++] = measures->nodes[touched[i].measure].change;
        qsort(measures->changes, measures->changes_count, sizeof(*measures->changes), by_measure);
}

int measures_changed(struct measures *measures, const struct measure_change **ret, size_t *ret_count)
{
        size_t count;
        const struct touched *touched = tallies_touched(measures->tallies, &count);

        for (size_t i = 0; i < count; i++) {
                struct node *node = &measures->nodes[touched[i].measure];

                change_from(node, touched[i].measure, touched[i].day);
                node->change.by_records |= touched[i].by_records;
                node->change.by_rates |= touched[i].by_rates;
        }
        for (size_t i = 0; i < measures->order_count; i++) {
                int r = look(measures, measures->order[i]);

                if (r < 0)
                        return r;
        }
        measures->looked = true;
        collect(measures, touched, count);

        *ret = measures->changes;
        *ret_count = measures->changes_count;
        return 0;
}

void measures_judged(struct measures *measures)
{
        for (size_t i = 0; i < measures->changes_count; i++)
                measures->nodes[measures->changes[i].measure].changed = false;
        for (size_t i = 0; i < measures->order_count; i++)
                measures->nodes[measures->order[i]].completed_day = INT32_MAX;
        measures->changes_count = 0;
}

/* ---- keys ---- */

static int gather_of_sums(const struct measures *measures, uint32_t measure, struct node *node, size_t *count)
{
        const struct touched_key *touched;
        size_t more;

        touched = tallies_touched_keys(measures->tallies, measure, &more);
        if (*count + more > node->keys_capacity) {
                size_t capacity = (*count + more) * 2;
                struct key_change *grown = realloc(node->keys, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                node->keys = grown;
                node->keys_capacity = capacity;
        }
        for (size_t i = 0; i < more; i++)
                node->keys[(*count)++] = (struct key_change){touched[i].key, touched[i].day,
                                                                    touched[i].by_records};
        return 0;
}

static int gather_keys(const struct measures *measures, uint32_t measure, struct node *node, size_t *count)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        size_t from = *count;
        int r = 0;

        if (plan_has_sums(plan))
                return gather_of_sums(measures, measure, node, count);
        for (int i = 0; i < plan->operands_count && r == 0; i++)
                r = gather_keys(measures, plan->operands[i], node, count);
        for (; from < *count; from++)
                node->keys[from].day =
                        first_affected(measures, measure, &node->keys[from].key, node->keys[from].day);
        return r;
}

/* By key, the first day first. */
static int by_key(const void *left, const void *right)
{
        const struct key_change *a = left, *b = right;
        int order = memcmp(&a->key, &b->key, sizeof(a->key));

        if (order != 0)
                return order;
        return a->day < b->day ? -1 : a->day > b->day;
}

int measures_changed_keys(const struct measures *measures, uint32_t measure, const struct key_change **ret,
                          size_t *ret_count)
{
        struct node *node = &measures->nodes[measure];
        size_t count = 0, kept = 0;
        int r;

        assert(measure < measures->plan->measures_count);

        r = gather_keys(measures, measure, node, &count);
        if (r < 0)
                return r;
        if (count > 1)
                qsort(node->keys, count, sizeof(*node->keys), by_key);
        for (size_t i = 0; i < count; i++)
                if (kept == 0 || memcmp(&node->keys[kept - 1].key, &node->keys[i].key, sizeof(struct key)) != 0)
                        node->keys[kept++] = node->keys[i];
                else
                        node->keys[kept - 1].by_records |= node->keys[i].by_records;

        *ret = node->keys;
        *ret_count = kept;
        return 0;
}
