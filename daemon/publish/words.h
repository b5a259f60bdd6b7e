/* publish/words.h: figures in words for a person, three digits of them: "0.93 bn". Programs get the numbers. */
#pragma once
#include "base/outlook.h"
#include "base/text.h"

#define OUTLOOK_SENTENCE_MAX 360

struct outlook_words {
        struct text unit; /* of the measure */
        uint8_t scale;
        bool target_known;
        int64_t target;
        int32_t deadline_day; /* CIVIL_NONE: none */
};

/* "needs 171 m a month for the rest of the year, makes 150 m, ends at 0.93 of 1 bn USD, between 0.88 and
 * 0.97, chance 14 %": what can be said, or why nothing can. Empty where there is nothing to say. */
void outlook_sentence(const struct outlook *outlook, const struct outlook_words *words,
                      char ret[OUTLOOK_SENTENCE_MAX]);
