/* host/config/baselines.c: the number that a relative target rests on, when it does not float; and
 * milestones of every series. */
#include "host/config/aim.h"

#include <assert.h>

#include "host/config/targets.h"
#include "host/config/values.h"

static const char *why_not(const struct aim *aim, const struct plan_target *target)
{
        if (target->kind == TARGET_AMOUNT)
                return "a target that is so many times what was, as in 1.5 x 2023";
        if (target->kind == TARGET_OF_LAST_YEAR)
                return "a target on a period by its name: each instance has a last year of its own";
        if (aim->milestone->for_each)
                return "no \"for-each\": each series has a period of its own";
        return NULL;
}

static void frozen_read(struct aim *aim, struct plan_target *target)
{
        const struct fields *fields = &aim->item->fields;
        const struct tree_node *node = fields_value(fields, "frozen");
        char after[CIVIL_TEXT_MAX];

        if (!value_date(aim->reading, fields, "frozen", &target->frozen_day))
                return;
        if (target->first.kind != PERIOD_NONE && target->frozen_day <= target->last.last)
                reading_say(aim->reading, node,
                            "\"%" TEXT_FORMAT
                            "\" is before the end of what the target is relative to, expected a "
                            "day after %s",
                            TEXT_ARGUMENTS(node->text), civil_format(target->last.last, after));
}

void baseline_keys_read(struct aim *aim)
{
        static const char *const keys[] = {"frozen", "baseline"};
        const struct fields *fields = &aim->item->fields;
        const struct tree_node *given = fields_value(fields, "baseline");
        struct plan_target *target = &aim->terms->target;
        const char *expected = why_not(aim, target);

        /* Of a target that could not be read nothing can be said. */
        for (size_t i = 0; i < 2; i++)
                if (expected && fields_given(fields, keys[i]) &&
                    (target->amount != 0 || target->kind != TARGET_AMOUNT))
                        reading_say_at(aim->reading, fields_mark(fields, keys[i]),
                                       "\"%s\" says nothing here, "
                                       "expected %s",
                                       keys[i], expected);
        frozen_read(aim, target);
        if (given && aim->measure)
                target->is_given = amount_read(aim->reading, given, aim->measure, AMOUNT_ABOVE_ZERO,
                                               &target->given);
}

void for_each_read(struct aim *aim)
{
        const struct fields *fields = &aim->item->fields;
        const struct tree_node *node = fields_value(fields, "for-each");
        uint32_t mask, all = 0;

        if (!value_words(aim->reading, fields, "for-each", &mask))
                return;
        aim->milestone->for_each = true;
        if (!aim->measure)
                return;
        for (size_t i = 0; i < aim->measure->by_count; i++)
                all |= 1u << aim->measure->by[i];
        if (mask != all)
                reading_say(aim->reading, node,
                            "\"for-each\" is not the breakdown of measure \"%" TEXT_FORMAT
                            "\", expected all that stands in its \"by\", and no more",
                            TEXT_ARGUMENTS(aim->measure->name));
}
