/* core/measures/keys.c: the series of a breakdown as text: "partner=DE,flow=export". */
#include <assert.h>
#include <errno.h>
#include <string.h>

#include "core/measures/inside.h"

static const struct text coordinate_names[BY_COUNT] = {
        [BY_FLOW] = TEXT_INIT("flow"),
        [BY_HS2] = TEXT_INIT("hs2"),
        [BY_HS4] = TEXT_INIT("hs4"),
        [BY_HS6] = TEXT_INIT("hs6"),
        [BY_PARTNER] = TEXT_INIT("partner"),
        [BY_MODE] = TEXT_INIT("mode"),
        [BY_FACILITY] = TEXT_INIT("facility"),
        [BY_PROJECT] = TEXT_INIT("project"),
        [BY_STATUS] = TEXT_INIT("status"),
        [BY_SOURCE] = TEXT_INIT("source"),
        [BY_REPORTER] = TEXT_INIT("reporter"),
        [BY_STAGE] = TEXT_INIT("stage"),
};

/* Writes what fits and counts all. */
static void append(char *buf, size_t size, size_t *length, struct text text)
{
        for (size_t i = 0; i < text.length; i++, ++*length)
                if (*length + 1 < size)
                        buf[*length] = text.data[i];
}

size_t measures_key_text(const struct measures *measures, uint32_t measure, const struct key *key, char *buf,
                         size_t size)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        size_t length = 0;

        assert(measure < measures->plan->measures_count);

        for (int i = 0; i < plan->by_count; i++) {
                char part[KEY_TEXT_MAX];

                if (i > 0)
                        append(buf, size, &length, TEXT(","));
                append(buf, size, &length, coordinate_names[plan->by[i]]);
                append(buf, size, &length, TEXT("="));
                append(buf, size, &length,
                       tallies_key_text(measures->tallies, plan->by[i], key->part[i], part));
        }
        if (size > 0)
                buf[length < size ? length : size - 1] = '\0';
        return length;
}

/* Takes `word` off the front of the text. */
static bool skip(struct text *text, struct text word)
{
        if (text->length < word.length || memcmp(text->data, word.data, word.length) != 0)
                return false;
        *text = (struct text){text->data + word.length, text->length - word.length};
        return true;
}

/* The end of a value: where ",NEXT=" stands, or the end of the text. A name may hold a comma. */
static size_t value_length(struct text text, const struct text *next)
{
        for (size_t i = 0; next && i < text.length; i++) {
                struct text rest = {text.data + i, text.length - i};

                if (skip(&rest, TEXT(",")) && skip(&rest, *next) && skip(&rest, TEXT("=")))
                        return i;
        }
        return text.length;
}

int measures_key_of(const struct measures *measures, uint32_t measure, struct text text, struct key *ret)
{
        const struct plan_measure *plan = &measures->plan->measures[measure];
        struct key key = {{0}};

        assert(measure < measures->plan->measures_count);

        for (int i = 0; i < plan->by_count; i++) {
                const struct text *next = i + 1 < plan->by_count ? &coordinate_names[plan->by[i + 1]] : NULL;
                struct text value;
                int r;

                if ((i > 0 && !skip(&text, TEXT(","))) || !skip(&text, coordinate_names[plan->by[i]]) ||
                    !skip(&text, TEXT("=")))
                        return -EBADMSG;
                value = (struct text){text.data, value_length(text, next)};
                text = (struct text){text.data + value.length, text.length - value.length};
                r = tallies_key_part(measures->tallies, plan->by[i], value, &key.part[i]);
                if (r < 0)
                        return r;
        }
        if (text.length > 0)
                return -EBADMSG;
        *ret = key;
        return 0;
}

void measures_key_hold(const struct measures *measures, uint32_t measure, const struct key *key)
{
        tallies_key_hold(measures->tallies, measure, key);
}

void measures_key_drop(const struct measures *measures, uint32_t measure, const struct key *key)
{
        tallies_key_drop(measures->tallies, measure, key);
}
