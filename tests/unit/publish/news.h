/* tests/unit/publish/news.h: a piece of news to be told in tests. */
#pragma once
#include "base/civil.h"
#include "base/effects.h"

static inline struct news some_news(uint8_t kind, struct text corridor, struct text milestone)
{
        return (struct news){
                .kind = kind,
                .corridor = corridor,
                .milestone = milestone,
                .measure = TEXT("turnover"),
                .unit = TEXT("USD"),
                .scale = 2,
                .instance = period_at(PERIOD_YEAR, civil_from_ymd(2021, 6, 1), 1),
                .fiscal_start = 1,
                .outcome = OUTCOME_REACHED,
                .outcome_before = OUTCOME_OPEN,
                .value = {.state = VALUE_KNOWN, .units = INT64_C(3513267293000), .provisional_records = 2},
                .target_known = true,
                .target = INT64_C(3500000000000),
                .resolution = PERIOD_MONTH,
                .reached_first = civil_from_ymd(2021, 11, 1),
                .reached_last = civil_from_ymd(2021, 11, 30),
                .before_first = CIVIL_NONE,
                .before_last = CIVIL_NONE,
                .deadline_day = civil_from_ymd(2021, 12, 31),
                .known_position = 77,
                .known_day = civil_from_ymd(2022, 1, 14),
                .cause = {.what = CAUSE_RELEASE,
                          .release_source = TEXT("fts-ru"),
                          .vintage_day = civil_from_ymd(2022, 1, 14),
                          .records_count = 1,
                          .records_total = 30,
                          .records = {{TEXT("fts-ru"), TEXT("RU-BY-X-2021-11"), 5}}},
        };
}
