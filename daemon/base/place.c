/* base/place.c: codes of countries and regions. */
#include "base/place.h"
#include <assert.h>
#include <string.h>

#define COUNTRY_LENGTH    2
#define REGION_LENGTH_MAX 6

struct place place_none(void)
{
        return (struct place){{0}};
}

bool place_is_none(struct place place)
{
        return place.code[0] == '\0';
}

static bool is_upper(char c)
{
        return c >= 'A' && c <= 'Z';
}

static bool is_upper_or_digit(char c)
{
        return is_upper(c) || (c >= '0' && c <= '9');
}

int place_parse(struct text text, struct place *ret)
{
        struct place place = place_none();

        assert(ret);

        if (text.length < COUNTRY_LENGTH || text.length > REGION_LENGTH_MAX)
                return PLACE_SYNTAX;
        if (!is_upper(text.data[0]) || !is_upper(text.data[1]))
                return PLACE_SYNTAX;
        if (text.length > COUNTRY_LENGTH &&
            (text.data[COUNTRY_LENGTH] != '-' || text.length == COUNTRY_LENGTH + 1))
                return PLACE_SYNTAX;
        for (size_t i = COUNTRY_LENGTH + 1; i < text.length; i++)
                if (!is_upper_or_digit(text.data[i]))
                        return PLACE_SYNTAX;

        memcpy(place.code, text.data, text.length);
        *ret = place;
        return 0;
}

const char *place_format(struct place place, char buf[PLACE_TEXT_MAX])
{
        assert(buf);
        assert(place.code[PLACE_TEXT_MAX - 1] == '\0');
        return memcpy(buf, place.code, PLACE_TEXT_MAX);
}

struct text place_text(const struct place *place)
{
        assert(place);
        assert(place->code[PLACE_TEXT_MAX - 1] == '\0');
        return text_of(place->code);
}

uint64_t place_key(struct place place)
{
        uint64_t key = 0;

        for (size_t i = 0; i < sizeof(place.code); i++)
                key = key << 8 | (uint8_t)place.code[i];
        return key;
}

bool place_equal(struct place a, struct place b)
{
        return place_key(a) == place_key(b);
}

bool place_is_region(struct place place)
{
        return place.code[COUNTRY_LENGTH] == '-';
}

struct place place_country(struct place place)
{
        struct place country = place_none();

        memcpy(country.code, place.code, COUNTRY_LENGTH);
        return country;
}

bool place_is_within(struct place inner, struct place outer)
{
        if (place_is_none(inner) || place_is_none(outer))
                return false;
        return place_equal(inner, outer) || place_equal(place_country(inner), outer);
}
