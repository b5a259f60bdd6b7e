/* core/measures/measures.c: life of the room, and what follows from the plan alone. */
#include "core/measures/measures.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"
#include "base/scoped.h"
#include "core/measures/inside.h"

SCOPED_FUNCTION(struct measures, measures_free)

static bool is_made_of_operands(const struct plan_measure *plan)
{
        return !plan_has_sums(plan);
}

static bool falls(const struct plan_measure *plan)
{
        switch (plan->form) {
        case FORM_TALLY:
        case FORM_PREFERENCE:
                return plan->window.kind == WINDOW_LAST_DAYS || plan->window.kind == WINDOW_LAST_MONTHS;
        case FORM_LATEST:
                return false;
        default:
                return true;
        }
}

static bool is_count(const struct measures *measures, uint32_t measure)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];

        if (plan->form == FORM_PREFERENCE)
                return measures->nodes[plan->operands[0]].is_count;
        return plan->form == FORM_TALLY &&
               (plan->quantity == QUANTITY_COUNT || plan->quantity == QUANTITY_COUNT_DUE);
}

/* Nodes of operands are there. */
static void node_init(struct measures *measures, uint32_t measure)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        struct node *node = &measures->nodes[measure];

        node->falls = falls(plan);
        node->is_count = is_count(measures, measure);
        node->by_weeks = plan->resolution == PERIOD_WEEK ||
                         (plan->window.kind == WINDOW_CALENDAR && plan->window.period == PERIOD_WEEK);
        node->shape = measure;
        node->completed_day = INT32_MAX;
        if (!is_made_of_operands(plan))
                return;
        for (int i = 0; i < plan->operands_count; i++)
                node->by_weeks |= measures->nodes[plan->operands[i]].by_weeks;
        if (plan->form != FORM_PREFERENCE)
                node->shape = measures->nodes[plan->operands[0]].shape;
}

/* Operands first; the plan has no circles. */
static void visit(struct measures *measures, uint32_t measure, bool *visited)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];

        if (visited[measure])
                return;
        visited[measure] = true;
        for (int i = 0; is_made_of_operands(plan) && i < plan->operands_count; i++)
                visit(measures, plan->operands[i], visited);
        node_init(measures, measure);
        if (measures->nodes[measure].ordered || measures->nodes[measure].falls || is_made_of_operands(plan)) {
                measures->nodes[measure].ordered = true;
                measures->order[measures->order_count++] = measure;
        }
}

static void mark_operands(struct measures *measures)
{
        for (size_t m = 0; m < measures->plan->measures_count; m++) {
                const struct plan_measure *plan = &measures->plan->measures[m];

                for (int i = 0; is_made_of_operands(plan) && i < plan->operands_count; i++)
                        measures->nodes[plan->operands[i]].ordered = true;
        }
}

static int nodes_init(struct measures *measures)
{
        size_t count = measures->plan->measures_count + 1;
        SCOPED(freep) bool *visited = NULL;

        measures->nodes = calloc(count, sizeof(*measures->nodes));
        measures->order = calloc(count, sizeof(*measures->order));
        measures->changes = calloc(count, sizeof(*measures->changes));
        visited = calloc(count, sizeof(*visited));
        if (!measures->nodes || !measures->order || !measures->changes || !visited)
                return -ENOMEM;

        mark_operands(measures);
        for (uint32_t m = 0; m < measures->plan->measures_count; m++)
                visit(measures, m, visited);
        return 0;
}

int measures_new(const struct plan *plan, struct tallies *tallies, struct coverage *coverage,
                 struct measures **ret)
{
        SCOPED(measures_freep) struct measures *measures = NULL;
        int r;

        assert(plan && tallies && coverage && ret);

        measures = calloc(1, sizeof(*measures));
        if (!measures)
                return -ENOMEM;
        measures->plan = plan;
        measures->tallies = tallies;
        measures->coverage = coverage;
        r = nodes_init(measures);
        if (r < 0)
                return r;

        *ret = TAKE(measures);
        return 0;
}

struct measures *measures_free(struct measures *measures)
{
        if (!measures)
                return NULL;
        for (size_t m = 0; measures->nodes && m < measures->plan->measures_count; m++) {
                runs_done(&measures->nodes[m].complete);
                runs_done(&measures->nodes[m].substituted);
                runs_done(&measures->nodes[m].helped_out);
                free(measures->nodes[m].choices);
                free(measures->nodes[m].keys);
        }
        free(measures->nodes);
        free(measures->order);
        free(measures->changes);
        free(measures);
        return NULL;
}

bool measures_falls(const struct measures *measures, uint32_t measure)
{
        assert(measure < measures->plan->measures_count);
        return measures->nodes[measure].falls;
}

bool measures_closed(const struct measures *measures, uint32_t measure)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];

        assert(measure < measures->plan->measures_count);

        if (!is_made_of_operands(plan))
                return tallies_closed(measures->tallies, measure);
        for (int i = 0; i < plan->operands_count; i++)
                if (measures_closed(measures, plan->operands[i]))
                        return true;
        return false;
}
