/* host/config/quantities.h: what a measure is made of, and its unit. */
#pragma once
#include "host/config/reading.h"

/* The key that says what is measured ("sum", "ratio" ...). NULL: none that can be read. Silent. */
const char *form_find(const struct fields *fields, enum plan_form *ret);
/* Says so if there is none, or more than one. */
void form_check(struct reading *reading, const struct fields *fields);
/* It names other measures. */
bool form_is_derived(enum plan_form form);

/* Kind of event and quantity of a form that is not derived. False: it is said. */
bool quantity_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure);
/* `measure->unit`, `scale` and `currency`, once the quantity is known. */
bool unit_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure);
/* "%": ppm, written with four decimals. */
void unit_set_share(struct reading *reading, struct plan_measure *measure);
bool unit_is_share(const struct plan_measure *measure);
