/* ctl/event_json.h: one event from one line of JSON, in the words of the protocol:
 *
 *     {"id": "A-1", "period": "2021-11", "status": "final",
 *      "trade": {"reporter": "RU", "partner": "BY", "flow": "export",
 *                "value": "1234.56", "currency": "USD"}}
 *
 * Amounts are texts, since JSON's numbers lose digits in most programs; whole numbers may be
 * numbers. null and a missing member mean "not stated" or "unknown". Words of enums are those
 * that milestonectl prints. */
#pragma once
#include "fields.h"
#include "pool.h"
#include <milestone/types.h>

#define EVENT_LINE_BYTES_MAX (1024 * 1024)

/* NULL, or a sentence out of `pool`. Texts of the event are the pool's. */
const char *event_from_json(struct text line, struct pool *pool, struct mst_event *ret);
