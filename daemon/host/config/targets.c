/* host/config/targets.c: how much; see targets.h.
 *
 *     target   = amount | factor " x " baseline
 *     amount   = quantity (numbers.c) | number "%"
 *     baseline = PERIOD | "last year" | "best of " PERIOD ".." PERIOD */
#include "host/config/targets.h"

#include <assert.h>

#include "base/decimal.h"
#include "host/config/periods.h"
#include "host/config/quantities.h"
#include "host/config/values.h"

#define FACTOR_DECIMALS 6
#define FACTOR_PPM_MAX  INT64_C(1000000000000) /* a million times */
#define BEST_OF_MAX     100                    /* periods, so that a baseline stays quick */

/* ---- units -------------------------------------------------------------------------------- */

struct target_unit {
        struct text name;
        int64_t factor; /* of the measure's unit */
};

static const struct target_unit units_mass[] = {
        {TEXT_INIT("g"), 1}, {TEXT_INIT("kg"), 1000}, {TEXT_INIT("t"), 1000000}, {TEXT_INIT(""), 0}};
static const struct target_unit units_teu[] = {{TEXT_INIT("TEU"), 1}, {TEXT_INIT(""), 0}};
static const struct target_unit units_wagons[] = {
        {TEXT_INIT("wagons"), 1}, {TEXT_INIT("wagon"), 1}, {TEXT_INIT(""), 0}};
static const struct target_unit units_containers[] = {
        {TEXT_INIT("containers"), 1}, {TEXT_INIT("container"), 1}, {TEXT_INIT(""), 0}};
static const struct target_unit units_records[] = {
        {TEXT_INIT("records"), 1}, {TEXT_INIT("record"), 1}, {TEXT_INIT(""), 0}};

static const struct target_unit *units_of(enum plan_quantity quantity, const char **ret_expected)
{
        switch (quantity) {
        case QUANTITY_MASS:
                *ret_expected = "t, kg or g";
                return units_mass;
        case QUANTITY_TEU:
                *ret_expected = "TEU";
                return units_teu;
        case QUANTITY_WAGONS:
                *ret_expected = "wagons";
                return units_wagons;
        case QUANTITY_CONTAINERS:
                *ret_expected = "containers";
                return units_containers;
        default:
                *ret_expected = "records";
                return units_records;
        }
}

/* How many of the measure's unit one of the written unit is; `*ret_expected`: what it may be. */
static bool factor_find(const struct plan_measure *measure, struct text unit, int64_t *ret,
                        const char **ret_expected)
{
        if (plan_is_money(measure->quantity) || unit_is_share(measure)) {
                *ret_expected = measure->unit.data;
                *ret = 1;
                return text_equal(unit, measure->unit);
        }
        for (const struct target_unit *u = units_of(measure->quantity, ret_expected); u->factor > 0; u++)
                if (text_equal(unit, u->name)) {
                        *ret = u->factor;
                        return true;
                }
        return false;
}

/* ---- amounts ------------------------------------------------------------------------------ */

/* "30%" is 30 of the unit "%". */
static bool amount_written(struct text text, struct written *ret)
{
        if (text.length < 2 || text.data[text.length - 1] != '%')
                return written_read(text, ret);
        if (!written_read(text_trim((struct text){text.data, text.length - 1}), ret) || ret->unit.length > 0)
                return false;
        ret->unit = TEXT("%");
        return true;
}

static bool range_fits(struct reading *reading, const struct tree_node *node, enum amount_range range,
                       int64_t amount)
{
        if (range == AMOUNT_ANY || amount > 0 || (range == AMOUNT_NOT_BELOW_ZERO && amount == 0))
                return true;
        reading_say(reading, node, "\"%" TEXT_FORMAT "\" is %s zero, expected %s",
                    TEXT_ARGUMENTS(config_shown(node->text)),
                    range == AMOUNT_ABOVE_ZERO ? "not above" : "below",
                    range == AMOUNT_ABOVE_ZERO ? "a target that is" : "zero or more");
        return false;
}

static void number_say(struct reading *reading, const struct tree_node *node,
                       const struct plan_measure *measure, int outcome, const char *unit)
{
        struct text shown = config_shown(node->text);

        if (outcome == DECIMAL_DIGITS)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" has more decimals than its unit, expected at most %u",
                            TEXT_ARGUMENTS(shown), measure->scale);
        else if (outcome == DECIMAL_SYNTAX)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no amount, expected one like 1_000_000 %s",
                            TEXT_ARGUMENTS(shown), unit);
        else
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is too large, expected at most 2^62 of the smallest unit",
                            TEXT_ARGUMENTS(shown));
}

bool amount_read(struct reading *reading, const struct tree_node *node, const struct plan_measure *measure,
                 enum amount_range range, int64_t *ret)
{
        struct text shown = config_shown(node->text);
        struct written written;
        struct ratio multiplier = {.den = 1};
        const char *unit;
        int64_t factor = 0, amount;
        bool known = false, is_written;
        int r;

        if (!node_is_scalar(reading, node, "an amount like 35 bn USD"))
                return false;
        is_written = amount_written(node->text, &written);
        known = factor_find(measure, is_written ? written.unit : TEXT(""), &factor, &unit);
        if (!is_written) {
                if (unit_is_share(measure))
                        reading_say(reading, node,
                                    "\"%" TEXT_FORMAT "\" is no amount, expected one like 30%%",
                                    TEXT_ARGUMENTS(shown));
                else
                        reading_say(reading, node,
                                    "\"%" TEXT_FORMAT
                                    "\" is no amount, expected one like 1_000_000 %s or 1.5 bn %s",
                                    TEXT_ARGUMENTS(shown), unit, unit);
                return false;
        }
        if (!known) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is not in the unit of measure \"%" TEXT_FORMAT
                            "\", expected an amount in %s",
                            TEXT_ARGUMENTS(shown), TEXT_ARGUMENTS(measure->name), unit);
                return false;
        }
        multiplier.num = factor * written.multiplier; /* at most 10^18 */
        r = decimal_parse_scaled(written.number, measure->scale, multiplier, &amount, NULL);
        if (r != 0) {
                number_say(reading, node, measure, r, unit);
                return false;
        }
        if (!range_fits(reading, node, range, amount))
                return false;
        *ret = amount;
        return true;
}

/* ---- so many times what was ----------------------------------------------------------------- */

/* At " x ": what stands before it and behind it. */
static bool times_cut(struct text text, struct text *ret_factor, struct text *ret_rest)
{
        for (size_t i = 1; i + 2 < text.length; i++)
                if (text.data[i] == ' ' && text.data[i + 1] == 'x' && text.data[i + 2] == ' ') {
                        *ret_factor = text_trim((struct text){text.data, i});
                        *ret_rest = text_trim((struct text){text.data + i + 3, text.length - i - 3});
                        return true;
                }
        return false;
}

static bool factor_read(struct reading *reading, const struct tree_node *node, struct text text,
                        uint64_t *ret)
{
        int64_t ppm;
        int r = decimal_parse(text, FACTOR_DECIMALS, &ppm);

        if (r == 0 && ppm > 0 && ppm <= FACTOR_PPM_MAX) {
                *ret = (uint64_t)ppm;
                return true;
        }
        reading_say(
                reading, node,
                "\"%" TEXT_FORMAT
                "\" is no factor, expected one like 1.5, above 0, at most 1000000, with at most %d decimals",
                TEXT_ARGUMENTS(config_shown(text)), FACTOR_DECIMALS);
        return false;
}

static bool last_year_fits(struct reading *reading, const struct tree_node *node, bool has_each,
                           const struct plan_measure *measure)
{
        if (measure->form == FORM_LATEST)
                reading_say(reading, node,
                            "\"last year\" of measure \"%" TEXT_FORMAT
                            "\", expected a measure that is no level: it has no sum of a period",
                            TEXT_ARGUMENTS(measure->name));
        else if (!has_each)
                reading_say(reading, node,
                            "\"last year\" without \"each\", expected both, or a year by its number");
        return measure->form != FORM_LATEST && has_each;
}

static bool best_read(struct reading *reading, const struct tree_node *node, struct text text,
                      const struct plan_measure *measure, struct plan_target *ret)
{
        struct text first = text, last = TEXT("");
        struct period at;
        int count = 1;

        for (size_t i = 0; i + 1 < text.length; i++)
                if (text.data[i] == '.' && text.data[i + 1] == '.') {
                        first = text_trim((struct text){text.data, i});
                        last = text_trim((struct text){text.data + i + 2, text.length - i - 2});
                        break;
                }
        if (last.length == 0) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is no range of periods, expected one like 2015..2019",
                            TEXT_ARGUMENTS(config_shown(text)));
                return false;
        }
        if (!named_period_read(reading, node, first, measure, &ret->first) ||
            !named_period_read(reading, node, last, measure, &ret->last))
                return false;
        for (at = ret->first; count <= BEST_OF_MAX && at.kind != PERIOD_NONE && at.last < ret->last.last;
             count++)
                at = period_next(at);
        if (count <= BEST_OF_MAX && period_equal(at, ret->last))
                return true;
        reading_say(
                reading, node,
                "\"%" TEXT_FORMAT
                "\" are not 1 to %d periods one after another, expected them from the earlier to the later",
                TEXT_ARGUMENTS(config_shown(text)), BEST_OF_MAX);
        return false;
}

static bool baseline_read(struct reading *reading, const struct tree_node *node, struct text text,
                          const struct plan_measure *measure, bool has_each, struct plan_target *ret)
{
        if (text_equal(text, TEXT("last year"))) {
                ret->kind = TARGET_OF_LAST_YEAR;
                return last_year_fits(reading, node, has_each, measure);
        }
        if (text_starts(text, TEXT("best of "))) {
                ret->kind = TARGET_OF_BEST;
                return best_read(reading, node, (struct text){text.data + 8, text.length - 8}, measure, ret);
        }
        ret->kind = TARGET_OF_PERIOD;
        if (!named_period_read(reading, node, text, measure, &ret->first))
                return false;
        ret->last = ret->first;
        return true;
}

bool target_read(struct reading *reading, const struct tree_node *node, const struct plan_measure *measure,
                 bool has_each, struct plan_target *ret)
{
        struct plan_target target = {.frozen_day = CIVIL_NONE};
        struct text factor, rest;

        if (!node_is_scalar(reading, node, "a target like 35 bn USD or 1.5 x 2023"))
                return false;
        if (!times_cut(node->text, &factor, &rest)) {
                if (!amount_read(reading, node, measure, AMOUNT_ABOVE_ZERO, &target.amount))
                        return false;
        } else if (!factor_read(reading, node, factor, &target.factor_ppm) ||
                   !baseline_read(reading, node, rest, measure, has_each, &target)) {
                return false;
        }
        *ret = target;
        return true;
}
