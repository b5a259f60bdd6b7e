/* host/config/preference.h: one side's reports, or one source's, before another's (rule 22). Each stands
 * in the plan as a measure of its own that is never shown, behind the one that chooses. */
#pragma once
#include "host/config/reading.h"

/* How many a measure names in order; 0: it has no order. Silent. */
size_t preference_count(const struct fields *fields);

/* "NAME@1": nothing else is named like it, and no file can. */
struct text preference_name(struct config_memory *memory, struct text name, size_t n);

/* Reporter, sources and resolution of each and of the measure itself, instead of reporter_read() and
 * sources_choose(). `hidden`: as many measures as preference_count() said. False: it is said. */
bool preference_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure,
                     struct plan_measure *hidden);
/* Makes the hidden ones of the measure, once all of it is read. `first`: the index of the first. */
void preference_finish(struct reading *reading, struct plan_measure *measure, struct plan_measure *hidden,
                       size_t count, uint32_t first);
