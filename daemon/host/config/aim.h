/* host/config/aim.h: one milestone while it is read, and the pieces that read a part of it each. */
#pragma once
#include "host/config/layers.h"
#include "host/config/reading.h"

struct aim {
        struct reading *reading;
        const struct item *item;
        const struct plan_measure *measure; /* NULL: not known, or none */
        struct plan_milestone *milestone;
        struct plan_terms *terms; /* of the milestone, amendments behind the first */
};

/* Says so for each of the keys that is given beside `key`, which it does not go with. */
void aim_needless_say(const struct aim *aim, const char *key, const char *const *needless, size_t count,
                      const char *why);

/* "2024-11-30 or 2024-12-31": says so if the day is not the first (else the last) of a period of the
 * resolution (rule 11), if that is known. */
void aim_border_check(struct reading *reading, enum period_kind resolution, const struct tree_node *node,
                      int32_t day, bool first);
/* The measure's; NONE if it is not known. */
enum period_kind aim_resolution(const struct aim *aim);

/* `amendments`: fills in `terms` behind the first (amendments.c). */
size_t amendments_count(const struct fields *fields);
void amendments_read(struct aim *aim);

/* `frozen` and `baseline`, once the target is read (baselines.c). */
void baseline_keys_read(struct aim *aim);
/* `for-each`, which is all of the measure's breakdown. */
void for_each_read(struct aim *aim);

/* Milestones of others (others.c): the key that says so, NULL: it is none; its own part, and all that
 * its members make of it, once they are read. */
const char *others_key(const struct fields *fields);
void others_begin(struct aim *aim, struct layer *layer);
void others_fill(struct reading *reading, const struct layer *layer, size_t item);
