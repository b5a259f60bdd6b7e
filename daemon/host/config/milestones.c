/* host/config/milestones.c: targets: on which measure, how much, from when to when. */
#include "host/config/reading.h"

#include <assert.h>

#include "base/decimal.h"
#include "host/config/values.h"
#include "host/config/windows.h"

/* ---- how much ---------------------------------------------------------------------------- */

struct target_unit {
        struct text name;
        int64_t factor; /* of the measure's unit */
};

/* Grams, TEU, wagons, records: by enum plan_quantity. */
static const struct target_unit units_mass[] = {
        {TEXT_INIT("g"), 1}, {TEXT_INIT("kg"), 1000}, {TEXT_INIT("t"), 1000000}, {TEXT_INIT(""), 0}};
static const struct target_unit units_teu[] = {{TEXT_INIT("TEU"), 1}, {TEXT_INIT(""), 0}};
static const struct target_unit units_wagons[] = {
        {TEXT_INIT("wagons"), 1}, {TEXT_INIT("wagon"), 1}, {TEXT_INIT(""), 0}};
static const struct target_unit units_records[] = {
        {TEXT_INIT("records"), 1}, {TEXT_INIT("record"), 1}, {TEXT_INIT(""), 0}};

static const struct target_unit *units_of(enum plan_quantity quantity)
{
        switch (quantity) {
        case QUANTITY_MASS:
                return units_mass;
        case QUANTITY_TEU:
                return units_teu;
        case QUANTITY_WAGONS:
                return units_wagons;
        default:
                return units_records;
        }
}

static bool factor_find(const struct plan_measure *measure, struct text unit, int64_t *ret)
{
        if (measure->quantity == QUANTITY_VALUE) {
                *ret = 1;
                return text_equal(unit, measure->unit);
        }
        for (const struct target_unit *u = units_of(measure->quantity); u->factor > 0; u++)
                if (text_equal(unit, u->name)) {
                        *ret = u->factor;
                        return true;
                }
        return false;
}

static const char *unit_expected(const struct plan_measure *measure)
{
        switch (measure->quantity) {
        case QUANTITY_VALUE:
                return measure->unit.data;
        case QUANTITY_MASS:
                return "t, kg or g";
        case QUANTITY_TEU:
                return "TEU";
        case QUANTITY_WAGONS:
                return "wagons";
        default:
                return "records";
        }
}

/* Targets that are not an amount: "1.5 x 2023", "100%". */
static bool later_say(struct reading *reading, const struct tree_node *node)
{
        for (size_t i = 1; i + 1 < node->text.length; i++)
                if (node->text.data[i] == 'x' && node->text.data[i - 1] == ' ' &&
                    node->text.data[i + 1] == ' ') {
                        reading_say(reading, node,
                                    "\"%" TEXT_FORMAT
                                    "\" is not supported by this version: targets relative to another year",
                                    TEXT_ARGUMENTS(config_shown(node->text)));
                        return true;
                }
        if (node->text.length == 0 || node->text.data[node->text.length - 1] != '%')
                return false;
        reading_say(reading, node,
                    "\"%" TEXT_FORMAT
                    "\" is not supported by this version: targets on ratios and on progress",
                    TEXT_ARGUMENTS(config_shown(node->text)));
        return true;
}

static void target_read(struct reading *reading, const struct tree_node *node,
                        const struct plan_measure *measure, int64_t *ret)
{
        struct text shown = config_shown(node->text);
        struct written written;
        struct ratio multiplier = {.den = 1};
        int64_t factor, target;
        int r;

        if (!node_is_scalar(reading, node, "an amount like 35 bn USD") || later_say(reading, node))
                return;
        if (!written_read(node->text, &written)) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no amount, expected one like 1_000_000 %s or 1.5 bn %s",
                            TEXT_ARGUMENTS(shown), unit_expected(measure), unit_expected(measure));
                return;
        }
        if (!factor_find(measure, written.unit, &factor)) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is not in the unit of measure \"%" TEXT_FORMAT
                            "\", expected an amount in %s",
                            TEXT_ARGUMENTS(shown), TEXT_ARGUMENTS(measure->name), unit_expected(measure));
                return;
        }
        multiplier.num = factor * written.multiplier; /* at most 10^18 */
        r = decimal_parse_scaled(written.number, measure->scale, multiplier, &target, NULL);
        if (r == DECIMAL_DIGITS)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" has more decimals than its unit, expected at most %u",
                            TEXT_ARGUMENTS(shown), measure->scale);
        else if (r == DECIMAL_SYNTAX)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no amount, expected one like 1_000_000 %s",
                            TEXT_ARGUMENTS(shown), unit_expected(measure));
        else if (r == DECIMAL_RANGE)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is too large, expected at most 2^62 of the smallest unit",
                            TEXT_ARGUMENTS(shown));
        else if (target <= 0)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is not above zero, expected a target that is",
                            TEXT_ARGUMENTS(shown));
        else
                *ret = target;
}

/* ---- from when to when -------------------------------------------------------------------- */

/* "2024-11-30 or 2024-12-31": the borders on both sides of the day. */
static void border_say(struct reading *reading, const struct tree_node *node, enum period_kind resolution,
                       int32_t day, bool first)
{
        struct period period = period_at(resolution, day, 1);
        struct period other = first ? period_next(period) : period_previous(period);
        char before[CIVIL_TEXT_MAX], after[CIVIL_TEXT_MAX];

        civil_format(first ? period.first : other.last, before);
        civil_format(first ? other.first : period.last, after);
        reading_say(reading, node, "\"%" TEXT_FORMAT "\" is not the %s day of %s, expected %s or %s",
                    TEXT_ARGUMENTS(node->text), first ? "first" : "last", border_noun(resolution), before,
                    after);
}

static void days_read(struct reading *reading, const struct fields *fields, enum period_kind resolution,
                      struct plan_milestone *milestone, struct plan_terms *terms)
{
        const struct tree_node *from = fields_value(fields, "from"), *by = fields_value(fields, "by");

        if (value_date(reading, fields, "from", &milestone->from_day) && milestone->each == PERIOD_NONE &&
            resolution != PERIOD_NONE && !border_is_first(resolution, milestone->from_day))
                border_say(reading, from, resolution, milestone->from_day, true);
        if (!value_date(reading, fields, "by", &terms->deadline_day))
                return;
        if (resolution != PERIOD_NONE && !border_is_last(resolution, terms->deadline_day))
                border_say(reading, by, resolution, terms->deadline_day, false);
        if (milestone->from_day != CIVIL_NONE && terms->deadline_day < milestone->from_day)
                reading_say(reading, by, "\"by\" is before \"from\", expected a later day");
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
        if (measure->window.kind != WINDOW_CALENDAR || measure->window.period != milestone->each) {
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

        milestone->grace_days = PLAN_NEVER;
        if (!value_number(reading, fields, "grace", &days))
                return;
        if (!fields_given(fields, "by") && !fields_given(fields, "each"))
                reading_say_at(reading, fields_mark(fields, "grace"),
                               "\"grace\" without a deadline, expected \"by\" or \"each\" too");
        milestone->grace_days = (int32_t)days;
}

static void milestone_read(struct reading *reading, const struct item *item, struct plan_milestone *milestone)
{
        const struct fields *fields = &item->fields;
        const struct tree_node *name = fields_value(fields, "measure"),
                               *reach = fields_value(fields, "reach");
        const struct plan_measure *measure = NULL;
        struct plan_terms *terms = CONFIG_MEMORY_ARRAY(reading->kept, 1, struct plan_terms);
        size_t i;
        int word;

        if (!terms)
                return;
        terms->on_day = terms->target.frozen_day = CIVIL_NONE;
        milestone->terms = terms;
        milestone->terms_count = 1;
        milestone->name = config_memory_text(reading->kept, item->name);
        milestone->from_day = terms->deadline_day = CIVIL_NONE;
        milestone->fiscal_start = 1;
        if (name && items_resolve(reading, &reading->measures, name, &i) && reading->measures.list[i].sound) {
                measure = &reading->plan_measures[i];
                milestone->measure = (uint32_t)i;
                milestone->corridor = measure->corridor;
        }
        if (reach && measure)
                target_read(reading, reach, measure, &terms->target.amount);
        if (value_word(reading, fields, "each", &word))
                milestone->each = (enum period_kind)word;
        days_read(reading, fields, measure ? measure->resolution : PERIOD_NONE, milestone,
                  terms);
        if (milestone->each != PERIOD_NONE)
                each_check(reading, fields, measure, milestone);
        grace_read(reading, fields, milestone);
        (void)value_shares(reading, fields, "steps", &milestone->steps_count, &milestone->steps_ppm);
}

void milestones_read(struct reading *reading)
{
        items_read(reading, SECTION_MILESTONE, "milestones", &reading->milestones);
        reading->plan_milestones = CONFIG_MEMORY_ARRAY(reading->kept, reading->milestones.count,
                                                       struct plan_milestone);
        if (!reading->plan_milestones || config_memory_is_short(reading->kept))
                return;
        for (size_t i = 0; i < reading->milestones.count; i++)
                milestone_read(reading, &reading->milestones.list[i], &reading->plan_milestones[i]);
}
