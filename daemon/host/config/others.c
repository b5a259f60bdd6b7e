/* host/config/others.c: milestones of other milestones: all of them, any, or so many. */
#include "host/config/aim.h"

#include <assert.h>

#include "host/config/layers.h"
#include "host/config/values.h"

/* A list that somebody reads. */
#define MEMBERS_MAX 100

const char *others_key(const struct fields *fields)
{
        static const char *const keys[] = {"all-of", "any-of", "at-least", "of"};

        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
                if (fields_given(fields, keys[i]))
                        return keys[i];
        return NULL;
}

/* The key whose value is the list; NULL: said, or refused before. */
static const char *list_key(struct reading *reading, const struct fields *fields)
{
        static const char *const keys[] = {"all-of", "any-of", "of"};
        const char *found = NULL;

        for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
                if (!fields_given(fields, keys[i]))
                        continue;
                if (found)
                        reading_say_at(reading, fields_mark(fields, keys[i]),
                                       "\"%s\" beside \"%s\", expected one of the two", keys[i], found);
                found = found ? found : keys[i];
        }
        if (fields_given(fields, "of") != fields_given(fields, "at-least") && !reading->is_cut) {
                reading_say_at(reading, fields_mark(fields, fields_given(fields, "of") ? "of" : "at-least"),
                               "\"at-least\" and \"of\" go together, expected both or none");
                return NULL;
        }
        return found && fields_value(fields, found) ? found : NULL;
}

static bool members_read(struct reading *reading, const struct fields *fields, struct layer *layer)
{
        const struct tree_node *node = fields_value(fields, layer->key);
        size_t most = elements_count(node);
        size_t *members = CONFIG_MEMORY_ARRAY(reading->scratch, most, size_t);
        bool good = true;

        if (node->kind == TREE_MAP || most < 1 || most > MEMBERS_MAX) {
                reading_say(reading, node, "\"%s\" must be a list of 1 to %d milestones", layer->key,
                            MEMBERS_MAX);
                return false;
        }
        for (const struct tree_node *n = elements_first(node); members && n; n = elements_next(node, n)) {
                if (!items_resolve(reading, &reading->milestones, n, &members[layer->count])) {
                        good = false;
                        continue;
                }
                for (size_t i = 0; i < layer->count; i++)
                        if (members[i] == members[layer->count]) {
                                reading_say(reading, n, "\"%" TEXT_FORMAT "\" is given twice, expected once",
                                            TEXT_ARGUMENTS(n->text));
                                good = false;
                        }
                layer->count++;
        }
        layer->below = members;
        return good && members;
}

static bool needed_read(struct reading *reading, const struct fields *fields, const struct layer *layer,
                        uint32_t *ret)
{
        int64_t number;

        if (fields_value(fields, "all-of"))
                *ret = (uint32_t)layer->count;
        else if (fields_value(fields, "any-of"))
                *ret = 1;
        else if (!value_number(reading, fields, "at-least", &number))
                return false;
        else
                *ret = (uint32_t)number;
        if (*ret <= layer->count)
                return true;
        reading_say(reading, fields_value(fields, "at-least"),
                    "at least %u of %zu milestones, expected not more than there are", *ret, layer->count);
        return false;
}

void others_begin(struct aim *aim, struct layer *layer)
{
        static const char *const needless[] = {"measure",  "reach",    "hold",      "band",
                                               "frozen",   "baseline", "each",      "from",
                                               "for-each", "steps",    "amendments"};
        const struct fields *fields = &aim->item->fields;
        struct plan_milestone *milestone = aim->milestone;

        milestone->form = MILESTONE_OF_OTHERS;
        milestone->measure = PLAN_NO_INDEX;
        aim_needless_say(aim, others_key(fields), needless, sizeof(needless) / sizeof(needless[0]),
                         "what the other milestones say is all");
        (void)value_date(aim->reading, fields, "by", &aim->terms->deadline_day);
        layer->key = list_key(aim->reading, fields);
        if (layer->key && members_read(aim->reading, fields, layer) &&
            needed_read(aim->reading, fields, layer, &milestone->members_needed))
                layer->depth = LAYER_OPEN;
        else
                *layer = (struct layer){.key = NULL};
}

/* Each member is reached once, or not. */
static bool member_fits(struct reading *reading, const struct tree_node *node,
                        const struct plan_milestone *member)
{
        const char *why = member->form == MILESTONE_HOLD ? "is a level to hold"
                          : member->each != PERIOD_NONE  ? "has an instance for each period"
                          : member->for_each             ? "has an instance for each series"
                                                         : NULL;

        if (why)
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" %s, expected a milestone that is reached once",
                            TEXT_ARGUMENTS(node->text), why);
        return !why;
}

void others_fill(struct reading *reading, const struct layer *layer, size_t item)
{
        struct plan_milestone *milestone = &reading->plan_milestones[item];
        const struct fields *fields = &reading->milestones.list[item].fields;
        const struct tree_node *node = fields_value(fields, layer->key), *n = elements_first(node);
        uint32_t *members = CONFIG_MEMORY_ARRAY(reading->kept, layer->count, uint32_t);
        struct plan_terms *terms = reading->milestone_terms[item];
        uint32_t resolutions = 0;
        bool sound = members != NULL;

        for (size_t i = 0; members && i < layer->count; i++, n = elements_next(node, n)) {
                size_t member = layer->below[i];

                members[i] = (uint32_t)member;
                sound = reading->milestones.list[member].sound &&
                        member_fits(reading, n, &reading->plan_milestones[member]) && sound;
                resolutions |= reading->milestone_resolutions[member];
        }
        milestone->corridor = reading->plan_milestones[layer->below[0]].corridor;
        milestone->members = members;
        milestone->members_count = layer->count;
        terms->target.amount = milestone->members_needed;
        reading->milestone_resolutions[item] = resolutions;
        for (enum period_kind kind = PERIOD_DAY; terms->deadline_day != CIVIL_NONE && kind < PERIOD_KINDS;
             kind++)
                if (resolutions & 1u << kind)
                        aim_border_check(reading, kind, fields_value(fields, "by"), terms->deadline_day,
                                         false);
        reading->milestones.list[item].sound = sound;
}
