/* tests/unit/core/model.h: the rules as plain lists. Nothing is kept but what was said; every
 * question is answered by going through all of it, for every day. Slow, and short enough to be read
 * beside RULES.md. */
#pragma once
#include "unit/core/story.h"

/* A word about a record, in the order in which it came to count or not. */
struct word {
        const struct batch_event *event;
        uint32_t source;
        uint8_t status; /* effective */
};

/* A release of which something was heard. */
struct heard {
        int32_t vintage_day;
        uint32_t vintage_serial;
        const struct batch *end;
        int32_t opened_day;
        size_t batches_count;
        const struct batch *batches[8];
        bool quarantined, counted, gone;
};

struct model {
        const struct plan *plan;
        int32_t day;
        size_t words_count, heard_count;
        struct word words[4000];
        struct heard heard[64];
        int32_t nothing_until[WORLD_SOURCES]; /* CIVIL_NONE */
        int32_t newest[WORLD_SOURCES];
        bool may_restate; /* since the entry began: a tick, a moved day or a counted release */
};

struct truth_of_model {
        uint8_t outcome;
        int32_t reached_first, reached_last; /* CIVIL_NONE */
        bool confirmed;
};

void model_init(struct model *model, const struct plan *plan);
void model_take(struct model *model, const struct story_entry *entry);

/* The sum over the measure's window that ends on the day, of one series of its breakdown ("flow=import"; empty:
 * the total). */
struct value_of_model {
        int64_t units;
        int records, provisional, unsettled; /* unsettled: unknown, or in another currency */
};
struct value_of_model model_value(const struct model *model, uint32_t measure, struct text series, int32_t day);
/* A word that the measure counts, of the series. */
bool model_counts(const struct model *model, const struct plan_measure *measure, const struct word *word,
                  struct text series);
/* Rule 11. */
int32_t model_window_first(const struct plan_measure *measure, int32_t day);
/* The series of the measure's breakdown that have records; how many. */
#define SERIES_MAX 8
#define SERIES_TEXT_MAX 48
size_t model_series(const struct model *model, uint32_t measure, char ret[SERIES_MAX][SERIES_TEXT_MAX]);
bool model_complete(const struct model *model, uint32_t measure, int32_t first_day, int32_t last_day);
struct truth_of_model model_truth(const struct model *model, uint32_t milestone, struct text series,
                                  const struct period *instance, uint32_t step_ppm);
