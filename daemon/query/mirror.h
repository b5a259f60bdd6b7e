/* query/mirror.h: the other side's figures beside a measure's own. */
#pragma once
#include "query/inside.h"

struct mirror {
        const struct plan_measure *measure; /* of the other side; NULL: nobody asked */
        void **rows;
        size_t count;
};

/* The mirror's values of the same windows and coordinates, in memory of the query's arena. */
int mirror_gather(struct query *query, uint32_t measure, int32_t first_day, int32_t last_day, const uint8_t *by,
                  size_t by_count, struct mirror *ret);

/* Fills mirror, difference and asymmetry of a row whose series is filled in. 0 or -ENOMEM. */
int mirror_row(struct query *query, const struct mirror *mirror, const struct measure_row *row,
               Milestone__V1__MeasureRow *message);
