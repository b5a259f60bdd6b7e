/* host/config/amendments.c: what takes the place of a milestone's first target and deadline, each
 * from a day on (rule 21). */
#include "host/config/aim.h"

#include <assert.h>

#include "host/config/targets.h"
#include "host/config/values.h"

/* A plan that changes more often is none. */
#define AMENDMENTS_MAX 64

size_t amendments_count(const struct fields *fields)
{
        const struct tree_node *node = fields_value(fields, "amendments");

        return node && node->kind == TREE_LIST && node->count <= AMENDMENTS_MAX ? node->count : 0;
}

static void on_read(struct aim *aim, const struct fields *fields, const struct plan_terms *before,
                    struct plan_terms *terms)
{
        const struct tree_node *on = fields_value(fields, "on");

        if (!value_date(aim->reading, fields, "on", &terms->on_day))
                return;
        aim_border_check(aim->reading, aim_resolution(aim), on, terms->on_day, true);
        if (before->on_day != CIVIL_NONE && terms->on_day <= before->on_day)
                reading_say(aim->reading, on,
                            "\"%" TEXT_FORMAT "\" is not after the amendment before it, expected a later day",
                            TEXT_ARGUMENTS(on->text));
        else if (aim->milestone->from_day != CIVIL_NONE && terms->on_day <= aim->milestone->from_day)
                reading_say(aim->reading, on,
                            "\"%" TEXT_FORMAT "\" is not after \"from\", expected a later day",
                            TEXT_ARGUMENTS(on->text));
}

static void deadline_read(struct aim *aim, const struct fields *fields, struct plan_terms *terms)
{
        const struct tree_node *by = fields_value(fields, "by");

        if (!value_date(aim->reading, fields, "by", &terms->deadline_day))
                return;
        if (aim->milestone->each != PERIOD_NONE) {
                reading_say_at(
                        aim->reading, fields_mark(fields, "by"),
                        "\"by\" of an amendment beside \"each\", expected none: each period ends on its "
                        "last day");
                return;
        }
        aim_border_check(aim->reading, aim_resolution(aim), by, terms->deadline_day, false);
        if (terms->on_day != CIVIL_NONE && terms->deadline_day < terms->on_day)
                reading_say(aim->reading, by, "\"by\" is before \"on\", expected a later day");
}

static void reason_read(struct aim *aim, const struct fields *fields, struct plan_terms *terms)
{
        struct text reason;

        if (!value_text(aim->reading, fields, "reason", &reason))
                return;
        if (reason.length > NOTE_BYTES_MAX)
                reading_say(aim->reading, fields_value(fields, "reason"),
                            "a reason of %zu bytes, expected at most %d", reason.length, NOTE_BYTES_MAX);
        else
                terms->reason = config_memory_text(aim->reading->kept, reason);
}

static void amendment_read(struct aim *aim, const struct tree_node *node, struct plan_terms *terms)
{
        const struct plan_terms *before = terms - 1;
        const struct tree_node *reach;
        struct fields fields;

        *terms = *before;
        terms->on_day = CIVIL_NONE;
        terms->reason = TEXT("");
        if (!fields_read(aim->reading, node, SECTION_AMENDMENT, &fields))
                return;
        if (!fields_given(&fields, "reach") && !fields_given(&fields, "by") && !aim->reading->is_cut)
                reading_say(aim->reading, node,
                            "an amendment that changes nothing, expected \"reach\" or \"by\"");
        on_read(aim, &fields, before, terms);
        reach = fields_value(&fields, "reach");
        if (reach && aim->measure)
                (void)target_read(aim->reading, reach, aim->measure, aim->milestone->each != PERIOD_NONE,
                                  &terms->target);
        deadline_read(aim, &fields, terms);
        reason_read(aim, &fields, terms);
}

void amendments_read(struct aim *aim)
{
        const struct tree_node *list = fields_value(&aim->item->fields, "amendments");
        size_t count = amendments_count(&aim->item->fields), i = 1;

        if (!list || list->kind == TREE_BROKEN)
                return;
        if (count == 0) {
                reading_say(aim->reading, list,
                            "\"amendments\" must be a list of 1 to %d, expected \"- on: ...\" "
                            "for each",
                            AMENDMENTS_MAX);
                return;
        }
        for (const struct tree_node *n = list->first; n; n = n->next)
                amendment_read(aim, n, &aim->terms[i++]);
}
