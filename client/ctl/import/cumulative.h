/* import/cumulative.h: tables that tell the sum since the beginning of the year become months (or
 * quarters) by subtraction.
 *
 * Rows are of one *series* if the mapping's text for it is equal. A month is its own sum minus that of
 * the month before, as both are known in the release that tells it: so a later release which revises
 * a sum revises its month and the one behind it, and what follows from that is sent with the
 * release too, even if it has no row for it. */
#pragma once
#include "base/hash.h"
#include "base/period.h"
#include "fields.h"
#include "import/faults.h"
#include "import/template.h"

#define CUMULATIVE_FIELDS_MAX 4
#define CUMULATIVE_ROWS_MAX   (16u * 1024 * 1024) /* of all tables; each needs 72 bytes */

/* As the mapping says it. */
struct cumulative_rule {
        bool stated;
        uint32_t line, column;
        struct template series;
        const struct field *fields[CUMULATIVE_FIELDS_MAX]; /* that are sums */
        size_t n_fields;
        bool gaps_allowed; /* a month that is missing is counted in the next one that is there */
};

/* What a row tells. */
struct cumulated {
        struct hash128 series;
        struct period period; /* the last one that is in the sum */
        int64_t units[CUMULATIVE_FIELDS_MAX];
        bool known[CUMULATIVE_FIELDS_MAX];
};

/* What its event tells instead. */
struct difference {
        int64_t units[CUMULATIVE_FIELDS_MAX];
        bool known[CUMULATIVE_FIELDS_MAX];
};

struct mst_event;

void cumulated_of(const struct cumulative_rule *rule, const struct mst_event *event, struct text series,
                  struct period period, struct cumulated *ret);
void difference_apply(const struct cumulative_rule *rule, const struct difference *difference,
                      struct mst_event *event);
