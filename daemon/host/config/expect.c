/* host/config/expect.c: what a source owes, what of it is believed, and in which edition it counts; see
 * expect.h. */
#include "host/config/expect.h"

#include <assert.h>

#include "base/decimal.h"
#include "host/config/values.h"
#include "host/config/windows.h"

#define EXPECT_DAYS_MAX 3660

/* ---- "monthly within 45 days" -------------------------------------------------------------------- */

static const struct word words_often[] = {{"daily", PERIOD_DAY},
                                          {"weekly", PERIOD_WEEK},
                                          {"monthly", PERIOD_MONTH},
                                          {"quarterly", PERIOD_QUARTER},
                                          {"half-yearly", PERIOD_HALF},
                                          {"yearly", PERIOD_YEAR},
                                          {NULL, 0}};

static const char *often_of(enum period_kind kind)
{
        const struct word *word = words_often;

        while (word->word && word->value != (int)kind)
                word++;
        return word->word;
}

static bool often_read(struct text text, enum period_kind *ret)
{
        for (const struct word *word = words_often; word->word; word++)
                if (text_equal(text, text_of(word->word))) {
                        *ret = (enum period_kind)word->value;
                        return true;
                }
        return false;
}

static bool days_read(struct text text, int64_t *ret)
{
        struct text number;

        if (!text_cut(&text, ' ', &number) || !text.data)
                return false;
        text = text_trim(text);
        for (size_t i = 0; i < number.length; i++)
                if (number.data[i] < '0' || number.data[i] > '9')
                        return false;
        return (text_equal(text, TEXT("days")) || text_equal(text, TEXT("day"))) &&
               decimal_parse(number, 0, ret) == 0 && *ret >= 1 && *ret <= EXPECT_DAYS_MAX;
}

/* Its parts: how often, and within how many days. */
static bool phrase_read(struct text text, enum period_kind *ret_often, int64_t *ret_days)
{
        struct text often, within;

        if (!text_cut(&text, ' ', &often) || !often_read(often, ret_often) || !text.data)
                return false;
        text = text_trim(text);
        if (!text_cut(&text, ' ', &within) || !text_equal(within, TEXT("within")) || !text.data)
                return false;
        return days_read(text_trim(text), ret_days);
}

static void owed_read(struct reading *reading, const struct fields *fields, struct plan_source *ret)
{
        const struct tree_node *node = fields_value(fields, "expect");
        enum period_kind often;
        struct text shown;
        int64_t days;

        if (!node || !node_is_scalar(reading, node, "what is owed, as in monthly within 45 days"))
                return;
        shown = config_shown(node->text);
        if (!phrase_read(node->text, &often, &days)) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT
                            "\" is not what a source may owe, expected daily, weekly, monthly, quarterly, "
                            "half-yearly or yearly, \"within\", and 1 to %d days: monthly within 45 days",
                            TEXT_ARGUMENTS(shown), EXPECT_DAYS_MAX);
                return;
        }
        if (ret->resolution != PERIOD_NONE && often != ret->resolution) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" of a source whose resolution is %s, expected %s",
                            TEXT_ARGUMENTS(shown), period_name(ret->resolution), often_of(ret->resolution));
                return;
        }
        ret->expect_days = (int32_t)days;
}

static void owed_from_read(struct reading *reading, const struct fields *fields, struct plan_source *ret)
{
        const struct tree_node *node = fields_value(fields, "expect-from");
        char before[CIVIL_TEXT_MAX], after[CIVIL_TEXT_MAX];
        struct period period;

        if (!value_date(reading, fields, "expect-from", &ret->expect_from_day))
                return;
        if (!fields_given(fields, "expect"))
                reading_say_at(reading, fields_mark(fields, "expect-from"),
                               "\"expect-from\" without \"expect\", expected both or none");
        if (ret->resolution == PERIOD_NONE || border_is_first(ret->resolution, ret->expect_from_day))
                return;
        period = period_at(ret->resolution, ret->expect_from_day, 1);
        reading_say(reading, node, "\"%" TEXT_FORMAT "\" is not the first day of %s, expected %s or %s",
                    TEXT_ARGUMENTS(node->text), border_noun(ret->resolution),
                    civil_format(period.first, before), civil_format(period_next(period).first, after));
}

/* ---- what is believed ------------------------------------------------------------------------------ */

static void plausible_read(struct reading *reading, const struct fields *source, struct plan_source *ret)
{
        const struct tree_node *node = fields_value(source, "plausible");
        struct fields fields;
        int64_t number = 0;
        int word;

        if (!node || !fields_read(reading, node, SECTION_PLAUSIBLE, &fields))
                return;
        if (value_word(reading, &fields, "action", &word))
                ret->plausible = (enum plan_plausible)word;
        if (value_number(reading, &fields, "factor", &number))
                ret->plausible_factor = (uint32_t)number;
        if (value_number(reading, &fields, "after", &number))
                ret->plausible_after = (uint32_t)number;
}

/* ---- editions of the HS ------------------------------------------------------------------------------ */

static const uint16_t editions_known[] = {1988, 1992, 1996, 2002, 2007, 2012, 2017, 2022, 2028};

static bool edition_read(struct reading *reading, const struct tree_node *node, uint16_t *ret)
{
        int64_t year;

        if (!node_is_scalar(reading, node, "an edition of the HS like 2022"))
                return false;
        if (decimal_parse(node->text, 0, &year) == 0)
                for (size_t i = 0; i < sizeof(editions_known) / sizeof(editions_known[0]); i++)
                        if (year == editions_known[i]) {
                                *ret = editions_known[i];
                                return true;
                        }
        reading_say(reading, node,
                    "\"%" TEXT_FORMAT
                    "\" is no edition of the HS, expected one of 1988, 1992, 1996, 2002, 2007, "
                    "2012, 2017, 2022, 2028",
                    TEXT_ARGUMENTS(config_shown(node->text)));
        return false;
}

static void editions_read(struct reading *reading, const struct fields *fields, struct plan_source *ret)
{
        const struct tree_node *node = fields_value(fields, "hs-edition");
        uint16_t *editions;
        size_t count = 0;

        if (!node)
                return;
        if (elements_count(node) == 0)
                reading_say(reading, node, "\"hs-edition\" is an empty list, expected a year at least");
        editions = CONFIG_MEMORY_ARRAY(reading->kept, elements_count(node), uint16_t);
        for (const struct tree_node *n = elements_first(node); editions && n; n = elements_next(node, n)) {
                uint16_t edition;
                size_t at = count;

                if (!edition_read(reading, n, &edition))
                        continue;
                while (at > 0 && editions[at - 1] >= edition)
                        at--;
                if (at < count && editions[at] == edition) {
                        reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                    TEXT_ARGUMENTS(n->text));
                        continue;
                }
                for (size_t i = count++; i > at; i--)
                        editions[i] = editions[i - 1];
                editions[at] = edition;
        }
        ret->editions = editions;
        ret->editions_count = count;
}

void expect_read(struct reading *reading, const struct fields *fields, struct plan_source *ret)
{
        ret->expect_days = -1;
        ret->expect_from_day = CIVIL_NONE;
        owed_read(reading, fields, ret);
        owed_from_read(reading, fields, ret);
        plausible_read(reading, fields, ret);
        editions_read(reading, fields, ret);
}
