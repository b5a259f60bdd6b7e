/* publish/topics.c */
#include "publish/topics.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

static const char *const kinds[NEWS_KIND_COUNT] = {
        [NEWS_NONE] = "none",           [NEWS_REACHED] = "reached",       [NEWS_CONFIRMED] = "confirmed",
        [NEWS_RETRACTED] = "retracted", [NEWS_RESTATED] = "restated",     [NEWS_RESCHEDULED] = "rescheduled",
        [NEWS_AWAITING] = "awaiting",   [NEWS_MISSED] = "missed",         [NEWS_AT_RISK] = "at-risk",
        [NEWS_ON_TRACK] = "on-track",   [NEWS_FELL_BELOW] = "fell-below", [NEWS_SILENT] = "silent",
        [NEWS_SPEAKING] = "speaking",   [NEWS_DROPPED] = "dropped",
};

const char *topic_kind(uint8_t kind)
{
        assert(kind < NEWS_KIND_COUNT);
        return kinds[kind];
}

__attribute__((format(printf, 2, 3))) static void add(struct topics *topics, const char *format, ...)
{
        va_list arguments;
        int length;

        assert(topics->count < TOPICS_MAX);
        va_start(arguments, format);
        length = vsnprintf(topics->memory[topics->count], TOPIC_BYTES_MAX + 1, format, arguments);
        va_end(arguments);
        assert(length >= 0 && length <= TOPIC_BYTES_MAX); /* names have at most 64 bytes */

        topics->list[topics->count] = (struct text){topics->memory[topics->count], (size_t)length};
        topics->count++;
}

void topics_of(uint8_t kind, struct text corridor, struct text milestone, struct text source,
               struct topics *ret)
{
        const char *word = topic_kind(kind);

        ret->count = 0;
        if (milestone.length) {
                add(ret, "milestone/%" TEXT_FORMAT "/%" TEXT_FORMAT "/%s/", TEXT_ARGUMENTS(corridor),
                    TEXT_ARGUMENTS(milestone), word);
                add(ret, "kind/%s/%" TEXT_FORMAT "/%" TEXT_FORMAT "/", word, TEXT_ARGUMENTS(corridor),
                    TEXT_ARGUMENTS(milestone));
        }
        if (source.length)
                add(ret, "source/%" TEXT_FORMAT "/%s/", TEXT_ARGUMENTS(source), word);
}

void topics_of_measure(struct text corridor, struct text measure, struct topics *ret)
{
        ret->count = 0;
        add(ret, "measure/%" TEXT_FORMAT "/%" TEXT_FORMAT "/", TEXT_ARGUMENTS(corridor),
            TEXT_ARGUMENTS(measure));
}

bool topics_match(const struct topics *topics, const struct text *prefixes, size_t prefixes_count)
{
        if (prefixes_count == 0)
                return true;

        for (size_t i = 0; i < topics->count; i++)
                for (size_t j = 0; j < prefixes_count; j++)
                        if (text_starts(topics->list[i], prefixes[j]))
                                return true;
        return false;
}
