/* host/config/derived.h: measures of measures: ratio, difference, growth, asymmetry. */
#pragma once
#include "host/config/reading.h"

/* All of them, once every measure of its own is read. They may name each other in any order of the
 * files, at most PLAN_DEPTH_MAX deep and never in a circle. */
void derived_read(struct reading *reading);
