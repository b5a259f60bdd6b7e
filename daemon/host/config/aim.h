/* host/config/aim.h: one milestone while it is read, and the pieces that read a part of it each. */
#pragma once
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
 * measure's resolution (rule 11). */
void aim_border_check(const struct aim *aim, const struct tree_node *node, int32_t day, bool first);

/* `amendments`: fills in `terms` behind the first (amendments.c). */
size_t amendments_count(const struct fields *fields);
void amendments_read(struct aim *aim);

/* `frozen` and `baseline`, once the target is read (baselines.c). */
void baseline_keys_read(struct aim *aim);
/* `for-each`, which is all of the measure's breakdown. */
void for_each_read(struct aim *aim);
