/* host/config/describe.c: the table of keys as a text: what the manual and `--describe` print. */
#include <inttypes.h>
#include <stdio.h>

#include "host/config/config.h"
#include "host/config/keys.h"

#define MS  INT64_C(1000)
#define MIB INT64_C(1048576)

static const char *const type_texts[] = {
        [KEY_NAME] = "name of a-z, 0-9 and -",
        [KEY_REFERENCE] = "name",
        [KEY_REFERENCES] = "list of names",
        [KEY_TEXT] = "text",
        [KEY_WORD] = "one of",
        [KEY_WORDS] = "one or a list of",
        [KEY_PLACE] = "ISO 3166 code",
        [KEY_MEMBERS] = "ISO 3166 codes, or maps",
        [KEY_EXPECT] = "how often and within how many days, as in monthly within 45 days",
        [KEY_EDITIONS] = "one or a list of years",
        [KEY_PLACES] = "ISO 3166 codes and groups",
        [KEY_CODES] = "one or a list of codes",
        [KEY_DATE] = "date, YYYY-MM-DD",
        [KEY_DAYS] = "days, as in 10 days",
        [KEY_DURATION] = "duration in ms, s, min, h or days",
        [KEY_NUMBER] = "number",
        [KEY_BYTES] = "size in B, KiB, MiB, GiB or TiB",
        [KEY_MODE] = "octal number",
        [KEY_FLAG] = "true or false",
        [KEY_CURRENCY] = "ISO 4217 code",
        [KEY_AMOUNT] = "number with unit",
        [KEY_TARGET] = "number with unit, or so many times a period",
        [KEY_PERIOD] = "period",
        [KEY_SHARES] = "list of percentages",
        [KEY_WINDOW] = "window",
        [KEY_ENDPOINTS] = "one or a list of addresses, or of maps",
        [KEY_MAP] = "map",
        [KEY_LIST] = "list of maps",
        [KEY_LATER] = "not supported by this version",
};

static void limit_describe(const struct key *key, int64_t limit, FILE *out)
{
        if (key->type == KEY_DURATION)
                fprintf(out, "%" PRId64 " ms", limit / MS);
        else if (key->type == KEY_BYTES)
                fprintf(out, "%" PRId64 " MiB", limit / MIB);
        else if (key->type == KEY_MODE)
                fprintf(out, "%04" PRIo64, limit);
        else
                fprintf(out, "%" PRId64, limit);
}

static void key_describe(const char *path, const struct key *key, FILE *out)
{
        fprintf(out, "%s%s: %s", path, key->name, type_texts[key->type]);
        if (key->type == KEY_WORD || key->type == KEY_WORDS)
                for (const struct word *word = key->words; word->word; word++)
                        fprintf(out, "%s%s", word == key->words ? " " : ", ", word->word);
        if (key->maximum > 0) {
                fputs("; ", out);
                limit_describe(key, key->minimum, out);
                fputs(" to ", out);
                limit_describe(key, key->maximum, out);
        }
        if (key->required)
                fputs("; required", out);
        if (key->standard)
                fprintf(out, "; default %s", key->standard);
        fprintf(out, "\n        %s\n", key->sentence);
}

void config_describe(FILE *out)
{
        for (size_t i = 0; i < SECTIONS; i++) {
                size_t count;
                const struct key *keys = section_keys(i, &count);

                for (size_t k = 0; k < count; k++)
                        key_describe(section_path(i), &keys[k], out);
        }
}
