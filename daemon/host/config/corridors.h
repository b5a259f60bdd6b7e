/* host/config/corridors.h: codes that are sorted texts: facilities, commodities, projects. */
#pragma once
#include "host/config/reading.h"

#define FACILITY_EXPECTED "a UN/LOCODE like RUULU or a name of a-z, 0-9 and -"

/* One or a list of codes, each good and given once; kept and sorted. False: it is said. */
bool code_list_read(struct reading *reading, const struct tree_node *node, const char *what,
                    const char *expected, bool (*is_good)(const struct reading *reading, struct text code),
                    size_t *ret_count, const struct text **ret);

/* UN/LOCODE, or a name. */
bool facility_is_good(const struct reading *reading, struct text code);
