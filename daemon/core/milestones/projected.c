/* core/milestones/projected.c: what is no sum, taken apart into sums: each is projected, and what they make
 * together is told without a chance. */
#include <errno.h>

#include "base/civil.h"
#include "core/milestones/inside.h"

/* A sum in the window of the day: as it is, where that is complete, else its median. */
static int project_sum(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t today,
                       int32_t day, struct value *ret)
{
        struct sought sought = {milestones, measure, key, NULL, CIVIL_NONE, day, INT64_MAX};
        struct outlook_question question;
        struct foresight foresight;
        struct outlook outlook;
        struct origin origin;
        uint32_t held_back_by;
        int r;

        if (measures_complete(milestones->measures, measure, day, &held_back_by)) {
                measures_at(milestones->measures, measure, key, day, ret);
                return 0;
        }
        r = foresight_make(milestones, measure, key, today, &foresight);
        if (r == 0 && foresight.reason == OUTLOOK_SAID && civil_month(day) > foresight.last_month) {
                sought.foresight = &foresight;
                origin = (struct origin){.n = history_count(foresight.history),
                                         .day = civil_month_last(foresight.last_month)};
                r = sought_question(&sought, &origin, false, &question);
                if (r == 0) {
                        outlook_at(foresight.history, origin.n, &question, &outlook);
                        sought_done(&question);
                        *ret = (struct value){.state = VALUE_KNOWN, .units = outlook.total + foresight.offset};
                }
        }
        foresight_done(&foresight);
        return r;
}

int projected_at(const struct milestones *milestones, uint32_t measure, const struct key *key, int32_t today,
                 int32_t day, struct value *ret)
{
        const struct plan_measure *plan = &milestones->plan->measures[measure];
        bool grows = plan->form == FORM_GROWTH;
        struct value a, b;
        int32_t other = day;
        int r;

        *ret = (struct value){.state = VALUE_NO_DATA};
        if (plan->operands_count == 0 || plan->form == FORM_PREFERENCE)
                return project_sum(milestones, measure, key, today, day, ret);

        if (grows)
                other = measures_growth_before(milestones->measures, measure, day);
        if (other == CIVIL_NONE)
                return 0;
        r = projected_at(milestones, plan->operands[0], key, today, day, &a);
        if (r == 0)
                r = projected_at(milestones, plan->operands[grows ? 0 : 1], key, today, other, &b);
        if (r == 0)
                measures_combine(milestones->measures, measure, &a, &b, ret);
        return r;
}
