/* host/config/expect.h: what a source owes, what of it is believed, and in which edition it counts. */
#pragma once
#include "host/config/reading.h"

/* `expect`, `expect-from`, `plausible` and `hs-edition`, once kinds and resolution are read. */
void expect_read(struct reading *reading, const struct fields *fields, struct plan_source *ret);
