/* host/config/filters.h: which events a measure counts (where) and by what it is broken down. */
#pragma once
#include "host/config/reading.h"

/* Fills in `measure->where` and `measure->by`, once kind, corridor and sources are known. */
void where_read(struct reading *reading, const struct item *item, struct plan_measure *measure);
void by_read(struct reading *reading, const struct item *item, struct plan_measure *measure);
