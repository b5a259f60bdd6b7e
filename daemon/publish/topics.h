/* publish/topics.h: the topics of a notification (proto/README.md).
 *
 *      milestone/CORRIDOR/MILESTONE/KIND/      kind/KIND/CORRIDOR/MILESTONE/
 *      source/SOURCE/KIND/                     measure/CORRIDOR/MEASURE/        beat/
 *
 * Each part ends in `/` and is a name of the configuration or a word of ours, so no name is the
 * prefix of another and a filter is a plain prefix. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/effects.h"
#include "base/text.h"

#define TOPIC_BYTES_MAX 255
#define TOPICS_MAX      3

struct topics {
        size_t count;
        struct text list[TOPICS_MAX];
        char memory[TOPICS_MAX][TOPIC_BYTES_MAX + 1];
};

/* "fell-below" */
const char *topic_kind(uint8_t kind);

/* The texts lie in `ret` itself. */
void topics_of(uint8_t kind, struct text corridor, struct text milestone, struct text source,
               struct topics *ret);
void topics_of_measure(struct text corridor, struct text measure, struct topics *ret);

/* Would a subscriber to these prefixes get it? No prefixes: everything. */
bool topics_match(const struct topics *topics, const struct text *prefixes, size_t prefixes_count);
