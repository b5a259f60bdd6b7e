/* tests/fuzz/config/fuzz_config.c: a text of the journal, or the content of one file, as anybody
 * may have damaged it: a plan that holds what base/plan.h promises, or errors, each with its
 * place; never anything else. */
#include "fuzz/harness.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "host/config/config.h"

static void measure_check(const struct plan *plan, const struct plan_measure *measure)
{
        assert(measure->corridor < plan->corridors_count);
        assert(measure->resolution != PERIOD_NONE && measure->sources_count > 0);
        assert(measure->by_count <= PLAN_BY_MAX && measure->series_max > 0);
        assert(measure->mirror == PLAN_NO_INDEX || measure->mirror < plan->measures_count);
        assert(measure->rates == PLAN_NO_INDEX || measure->rates < plan->rates_count);
        assert(measure->unit.length > 0 && measure->operands_count <= PLAN_OPERANDS_MAX);
        assert((measure->operands_count == 0) == (measure->form <= FORM_LATEST));
        for (size_t i = 0; i < measure->operands_count; i++)
                assert(measure->operands[i] < plan->measures_count);
        for (size_t i = 0; i < measure->sources_count; i++)
                assert(measure->sources[i] < plan->sources_count);
}

static void target_check(const struct plan_milestone *milestone, const struct plan_target *target)
{
        switch (target->kind) {
        case TARGET_AMOUNT:
                assert(target->amount > 0 || milestone->form == MILESTONE_HOLD);
                break;
        case TARGET_OF_LAST_YEAR:
                assert(milestone->each != PERIOD_NONE && target->factor_ppm > 0);
                break;
        default:
                assert(target->first.kind != PERIOD_NONE && target->first.last <= target->last.last);
                assert(target->factor_ppm > 0 && (!target->is_given || target->given > 0));
        }
}

static void milestone_check(const struct plan *plan, const struct plan_milestone *milestone)
{
        assert(text_is_name(milestone->name) && milestone->corridor < plan->corridors_count);
        assert(milestone->terms_count > 0);
        if (milestone->form == MILESTONE_OF_OTHERS) {
                assert(milestone->measure == PLAN_NO_INDEX && milestone->members_count > 0);
                assert(milestone->members_needed > 0 &&
                       milestone->members_needed <= milestone->members_count);
                for (size_t i = 0; i < milestone->members_count; i++)
                        assert(milestone->members[i] < plan->milestones_count);
        } else {
                assert(milestone->measure < plan->measures_count &&
                       !plan->measures[milestone->measure].hidden);
        }
        assert(milestone->each == PERIOD_NONE || milestone->from_day != CIVIL_NONE);
        assert(milestone->terms[0].on_day == CIVIL_NONE && milestone->band >= 0);
        for (size_t i = 0; i < milestone->terms_count; i++) {
                assert(i == 0 || milestone->terms[i].on_day > milestone->terms[i - 1].on_day);
                target_check(milestone, &milestone->terms[i].target);
        }
        for (size_t i = 0; i < milestone->steps_count; i++)
                assert(milestone->steps_ppm[i] > 0 && milestone->steps_ppm[i] < 1000000);
}

static void plan_check(const struct plan *plan)
{
        for (size_t i = 1; i < plan->sources_count; i++)
                assert(text_compare(plan->sources[i - 1].name, plan->sources[i].name) < 0);
        for (size_t i = 0; i < plan->measures_count; i++) {
                assert(i == 0 || text_compare(plan->measures[i - 1].name, plan->measures[i].name) < 0);
                measure_check(plan, &plan->measures[i]);
        }
        for (size_t i = 0; i < plan->rates_count; i++)
                for (size_t k = 0; k < plan->rates[i].sources_count; k++)
                        assert(plan->rates[i].sources[k] < plan->sources_count);
        for (size_t i = 0; i < plan->milestones_count; i++)
                milestone_check(plan, &plan->milestones[i]);
}

static void parse(struct text text)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct plan *plan = NULL;
        int r = config_parse(text, &errors, &plan);

        assert(r == 0 || (r == CONFIG_REFUSED && errors.count > 0));
        for (size_t i = 0; i < errors.count; i++)
                assert(text_is_plain(text_of(errors.list[i].what)) && errors.list[i].file);
        if (r == 0) {
                plan_check(plan);
                plan_free(plan);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        char *joined;
        int head;

        if (length > 65536)
                return 0;
        parse((struct text){(const char *)data, length});

        /* The same bytes as the one file of a text. */
        joined = malloc(length + 128);
        assert(joined);
        head = snprintf(joined, 128, "milestoned-config 1\ncurrency USD 2\ncurrency JPY 0\nfile %zu a.yaml\n",
                        length);
        memcpy(joined + head, data, length);
        joined[(size_t)head + length] = '\n';
        parse((struct text){joined, (size_t)head + length + 1});
        free(joined);
        return 0;
}
