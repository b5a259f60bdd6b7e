/* ctl/tell.h: what the daemon says, as JSON objects and as words for a table. */
#pragma once
#include "ctl.h"
#include "out.h"
#include <milestone/types.h>

/* {"amount": "1.00", "currency": "USD"}, {"amount": "5", "unit": "g"}; with "state" where it is
 * not simply known, and how many of its records are provisional, unknown, waiting. */
json_t *tell_value(const struct mst_value *value);
/* "1,234.00 USD", "no data yet", "1,234.00 USD so far" where amounts wait. */
const char *tell_value_words(struct pool *pool, const struct mst_value *value);

/* In the scale and unit of `like`. */
json_t *tell_outlook(const struct mst_outlook *outlook, const struct mst_value *like);
json_t *tell_quantity(const struct mst_quantity *quantity, const struct mst_value *like);
const char *tell_quantity_words(struct pool *pool, const struct mst_quantity *quantity,
                                const struct mst_value *like);

const char *tell_interval_words(const struct mst_interval *interval);

json_t *tell_vintage(const struct mst_vintage *vintage);

json_t *tell_counts(const struct mst_counts *counts);
json_t *tell_texts(const char *const *texts, size_t n);

/* "75 %"; "" for the target itself. */
const char *tell_step_words(struct pool *pool, uint32_t step_ppm);

/* "2024 partner=DE": which of a milestone's many; what lacks is left out. */
const char *tell_instance_words(struct pool *pool, const char *instance, const char *series);
/* An instant since 1970 in UTC: "2024-05-01T12:00:00.000000Z"; "" for zero. */
const char *tell_instant(struct pool *pool, int64_t usec);
/* "77.4 GiB" */
const char *tell_size_words(struct pool *pool, uint64_t bytes);

json_t *tell_milestone(const struct mst_milestone_row *row);
json_t *tell_notification(const struct mst_notification *notification);
json_t *tell_measure(const struct mst_measure_update *update);
json_t *tell_event(const struct mst_event *event);
