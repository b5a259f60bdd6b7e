/* host/config/milestones.c: what is to be told: on which measure, how much, from when to when. */
#include "host/config/aim.h"

#include <assert.h>

#include "host/config/periods.h"
#include "host/config/targets.h"
#include "host/config/values.h"
#include "host/config/windows.h"

void aim_needless_say(const struct aim *aim, const char *key, const char *const *needless, size_t count,
                      const char *why)
{
        const struct fields *fields = &aim->item->fields;

        for (size_t i = 0; i < count; i++)
                if (fields_given(fields, needless[i]))
                        reading_say_at(aim->reading, fields_mark(fields, needless[i]),
                                       "\"%s\" beside \"%s\", expected none: %s", needless[i], key, why);
}

/* ---- from when to when -------------------------------------------------------------------- */

enum period_kind aim_resolution(const struct aim *aim)
{
        return aim->measure ? aim->measure->resolution : PERIOD_NONE;
}

void aim_border_check(struct reading *reading, enum period_kind resolution, const struct tree_node *node,
                      int32_t day, bool first)
{
        char before[CIVIL_TEXT_MAX], after[CIVIL_TEXT_MAX];
        struct period period, other;

        if (resolution == PERIOD_NONE ||
            (first ? border_is_first(resolution, day) : border_is_last(resolution, day)))
                return;
        period = period_at(resolution, day, 1);
        other = first ? period_next(period) : period_previous(period);
        civil_format(first ? period.first : other.last, before);
        civil_format(first ? other.first : period.last, after);
        reading_say(reading, node, "\"%" TEXT_FORMAT "\" is not the %s day of %s, expected %s or %s",
                    TEXT_ARGUMENTS(node->text), first ? "first" : "last", border_noun(resolution), before,
                    after);
}

static void days_read(struct aim *aim)
{
        const struct fields *fields = &aim->item->fields;
        const struct tree_node *from = fields_value(fields, "from"), *by = fields_value(fields, "by");
        struct plan_milestone *milestone = aim->milestone;

        if (value_date(aim->reading, fields, "from", &milestone->from_day) && milestone->each == PERIOD_NONE)
                aim_border_check(aim->reading, aim_resolution(aim), from, milestone->from_day, true);
        if (!value_date(aim->reading, fields, "by", &aim->terms->deadline_day))
                return;
        aim_border_check(aim->reading, aim_resolution(aim), by, aim->terms->deadline_day, false);
        if (milestone->from_day != CIVIL_NONE && aim->terms->deadline_day < milestone->from_day)
                reading_say(aim->reading, by, "\"by\" is before \"from\", expected a later day");
}

/* Rule 25: the clock makes the instances, from a first one that is named. */
static void each_check(struct reading *reading, const struct fields *fields,
                       const struct plan_measure *measure, struct plan_milestone *milestone)
{
        const struct tree_node *each = fields_value(fields, "each"), *from = fields_value(fields, "from");
        struct period period;
        char before[CIVIL_TEXT_MAX], after[CIVIL_TEXT_MAX];

        if (fields_value(fields, "by"))
                reading_say_at(
                        reading, fields_mark(fields, "by"),
                        "\"by\" beside \"each\", expected one of the two: each period ends on its last day");
        if (!fields_given(fields, "from") && !reading->is_cut)
                reading_say_at(reading, fields_mark(fields, "each"),
                               "\"each\" without \"from\", expected the first day of the first period");
        if (!measure)
                return;
        if (!measure_begins_with(reading, measure, milestone->each)) {
                reading_say(reading, each,
                            "\"each: %s\" on measure \"%" TEXT_FORMAT
                            "\", expected a measure whose window is that period",
                            period_name(milestone->each), TEXT_ARGUMENTS(measure->name));
                return;
        }
        milestone->fiscal_start = measure->window.fiscal_start;
        if (!from || milestone->from_day == CIVIL_NONE)
                return;
        period = period_at(milestone->each, milestone->from_day, milestone->fiscal_start);
        if (period.first == milestone->from_day)
                return;
        civil_format(period.first, before);
        civil_format(period_next(period).first, after);
        reading_say(reading, from,
                    "\"%" TEXT_FORMAT "\" is not the first day of such a %s, expected %s or %s",
                    TEXT_ARGUMENTS(from->text), period_name(milestone->each), before, after);
}

static void grace_read(struct reading *reading, const struct fields *fields, struct plan_milestone *milestone)
{
        int64_t days;

        if (!value_number(reading, fields, "grace", &days))
                return;
        if (!fields_given(fields, "by") && !fields_given(fields, "each"))
                reading_say_at(reading, fields_mark(fields, "grace"),
                               "\"grace\" without a deadline, expected \"by\" or \"each\" too");
        milestone->grace_days = (int32_t)days;
}

/* ---- how much ------------------------------------------------------------------------------ */

/* Rule 17: a level is judged at every border, for as long as there are figures. */
static void hold_read(struct aim *aim)
{
        static const char *const needless[] = {"reach", "frozen", "baseline", "by",
                                               "grace", "steps",  "each",     "amendments"};
        const struct fields *fields = &aim->item->fields;
        const struct tree_node *hold = fields_value(fields, "hold"), *band = fields_value(fields, "band");

        aim->milestone->form = MILESTONE_HOLD;
        aim_needless_say(aim, "hold", needless, sizeof(needless) / sizeof(needless[0]),
                         "a level is held at every time");
        if (!aim->measure)
                return;
        (void)amount_read(aim->reading, hold, aim->measure, AMOUNT_ANY, &aim->terms->target.amount);
        if (band)
                (void)amount_read(aim->reading, band, aim->measure, AMOUNT_NOT_BELOW_ZERO,
                                  &aim->milestone->band);
}

static void reach_read(struct aim *aim)
{
        const struct fields *fields = &aim->item->fields;
        const struct tree_node *reach = fields_value(fields, "reach");

        if (fields_given(fields, "band"))
                reading_say_at(aim->reading, fields_mark(fields, "band"),
                               "\"band\" without \"hold\", expected both or none");
        if (reach && aim->measure)
                (void)target_read(aim->reading, reach, aim->measure, aim->milestone->each != PERIOD_NONE,
                                  &aim->terms->target);
        if (!reach && !fields_given(fields, "reach") && !fields->has_later && !aim->reading->is_cut)
                reading_say(aim->reading, fields->map,
                            "a milestone without a target, expected \"reach\", \"hold\", "
                            "\"all-of\", \"any-of\" or \"at-least\"");
        baseline_keys_read(aim);
}

/* ---- all of it ------------------------------------------------------------------------------ */

static bool aim_begin(struct aim *aim)
{
        struct reading *reading = aim->reading;
        struct plan_milestone *milestone = aim->milestone;
        size_t count = 1 + amendments_count(&aim->item->fields);

        aim->terms = CONFIG_MEMORY_ARRAY(reading->kept, count, struct plan_terms);
        if (!aim->terms)
                return false;
        for (size_t i = 0; i < count; i++) {
                struct plan_terms *terms = &aim->terms[i];

                terms->on_day = terms->deadline_day = terms->target.frozen_day = CIVIL_NONE;
        }
        milestone->terms = aim->terms;
        milestone->terms_count = count;
        milestone->name = config_memory_text(reading->kept, aim->item->name);
        milestone->from_day = CIVIL_NONE;
        milestone->fiscal_start = 1;
        milestone->grace_days = PLAN_NEVER;
        return true;
}

static void measure_find(struct aim *aim)
{
        struct reading *reading = aim->reading;
        const struct tree_node *name = fields_value(&aim->item->fields, "measure");
        size_t i;

        if (!name)
                fields_miss(reading, &aim->item->fields, "measure");
        if (!name || !items_resolve(reading, &reading->measures, name, &i) ||
            !reading->measures.list[i].sound)
                return;
        aim->measure = reading_measure(reading, i);
        aim->milestone->measure = reading_measure_index(reading, i);
        aim->milestone->corridor = aim->measure->corridor;
}

/* On a measure. */
static void own_read(struct aim *aim)
{
        struct reading *reading = aim->reading;
        struct plan_milestone *milestone = aim->milestone;
        const struct fields *fields = &aim->item->fields;
        int word;

        measure_find(aim);
        if (value_word(reading, fields, "each", &word))
                milestone->each = (enum period_kind)word;
        for_each_read(aim);
        days_read(aim);
        if (fields_value(fields, "hold")) {
                hold_read(aim);
        } else {
                if (milestone->each != PERIOD_NONE)
                        each_check(reading, fields, aim->measure, milestone);
                reach_read(aim);
                grace_read(reading, fields, milestone);
                amendments_read(aim);
        }
        (void)value_shares(reading, fields, "steps", &milestone->steps_count, &milestone->steps_ppm);
}

static void milestone_read(struct reading *reading, size_t i, struct layer *layer)
{
        struct item *item = &reading->milestones.list[i];
        struct aim aim = {.reading = reading, .item = item, .milestone = &reading->plan_milestones[i]};

        if (!aim_begin(&aim))
                return;
        reading->milestone_terms[i] = aim.terms;
        if (others_key(&item->fields)) {
                others_begin(&aim, layer);
                grace_read(reading, &item->fields, aim.milestone);
                return;
        }
        own_read(&aim);
        item->sound = aim.measure != NULL;
        reading->milestone_resolutions[i] = 1u << aim_resolution(&aim);
}

void milestones_read(struct reading *reading)
{
        struct items *items = &reading->milestones;
        struct layer *layers;

        items_read(reading, SECTION_MILESTONE, "milestones", items);
        reading->plan_milestones = CONFIG_MEMORY_ARRAY(reading->kept, items->count, struct plan_milestone);
        reading->milestone_terms = CONFIG_MEMORY_ARRAY(reading->scratch, items->count, struct plan_terms *);
        reading->milestone_resolutions = CONFIG_MEMORY_ARRAY(reading->scratch, items->count, uint32_t);
        layers = CONFIG_MEMORY_ARRAY(reading->scratch, items->count, struct layer);
        if (!layers || reading_is_short(reading))
                return;
        for (size_t i = 0; i < items->count; i++)
                milestone_read(reading, i, &layers[i]);
        if (!reading_is_short(reading))
                layers_resolve(reading, items, layers, others_fill);
}
