/* host/counters.c: the table, as rows. */
#include "host/counters.h"

const struct counter_row counter_rows[] = {
#define ROW(field, unit_of, is_gauge, meaning_of) \
        {.name = #field,                          \
         .unit = unit_of,                         \
         .meaning = meaning_of,                   \
         .gauge = is_gauge,                       \
         .offset = offsetof(struct counters, field)},
        COUNTERS(ROW)
#undef ROW
};

const size_t counter_rows_count = sizeof(counter_rows) / sizeof(counter_rows[0]);
