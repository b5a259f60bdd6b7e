/* host/config/mirror.h: the measure that shows the same trade from the other side. */
#pragma once
#include "host/config/reading.h"

/* `mirror` of all measures, once all are read. */
void mirrors_read(struct reading *reading);
