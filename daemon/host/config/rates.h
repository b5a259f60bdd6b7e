/* host/config/rates.h: where rates come from, and which currencies are one. */
#pragma once
#include "host/config/reading.h"

/* The chains, once the sources are read. */
void rates_read(struct reading *reading);
/* `measure->rates`: the chain that it names, else the first of the files. False: it is said. */
bool measure_rates_read(struct reading *reading, const struct fields *fields, struct plan_measure *measure);

/* From the lists of codes into the reading; a text of the journal brings its own. */
void redenominations_find(struct reading *reading);
/* Leaves those that the plan can need: all where there are rates, else those of its own currencies. */
void redenominations_choose(struct reading *reading);
