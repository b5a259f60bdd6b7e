/* decode/places.c: countries, regions, points and facilities.
 *
 * A country is known when ISO 3166 lists it now or did once (old figures name SU, AN), a region
 * when ISO 3166-2 lists it, and either when the configuration names it: so user-assigned codes
 * (XK, EU) are allowed by who wants them. */
#include "decode/judge.h"

#include <string.h>

static bool is_listed(const struct place *place)
{
        struct text code = place_text(place);

        return place_is_region(*place) ? codes_is_subdivision(code)
                                       : codes_is_country(code) || codes_is_former_country(code);
}

/* The same, remembered: the lists are constant, a key names one place only. */
static bool is_listed_memo(struct decoder *decoder, const struct place *place)
{
        uint64_t key = place_key(*place);
        size_t slot = (size_t)(key * UINT64_C(0x9e3779b97f4a7c15) >> 56) % PLACE_MEMO;

        if (decoder->places[slot].key != key) {
                decoder->places[slot].known = is_listed(place);
                decoder->places[slot].key = key;
        }
        return decoder->places[slot].known;
}

static bool is_among(struct place place, const struct place *places, size_t n)
{
        for (size_t i = 0; i < n; i++)
                if (place_equal(place, places[i]))
                        return true;
        return false;
}

static bool is_named_by_plan(const struct plan *plan, struct place place)
{
        for (size_t i = 0; i < plan->sources_count; i++)
                if (is_among(place, plan->sources[i].reports, plan->sources[i].reports_count))
                        return true;
        for (size_t i = 0; i < plan->corridors_count; i++)
                for (size_t side = 0; side < 2; side++)
                        if (is_among(place, plan->corridors[i].sides[side].places,
                                     plan->corridors[i].sides[side].places_count))
                                return true;
        for (size_t i = 0; i < plan->measures_count; i++)
                if (is_among(place, plan->measures[i].where.partners, plan->measures[i].where.partners_count))
                        return true;
        return false;
}

static bool is_known(struct judge *j, struct place place)
{
        return is_listed_memo(j->decoder, &place) || is_named_by_plan(j->plan, place);
}

struct place judge_place(struct judge *j, const struct fields *from, unsigned number, struct text text,
                         bool group)
{
        struct place place = place_none();
        char buf[QUOTED_MAX], near[NEAREST_TEXT_MAX];

        if (text.length == 0)
                return place;

        if (place_parse(text, &place) != 0) {
                judge_fail(j, REASON_CODE, from, number, "%s is no code of ISO 3166: BY or RU-LEN%s",
                           quoted(text, buf), nearest_code(j, codes_nearest_place, text, near));
                return place_none();
        }
        if (j->mode == JUDGE_NEW && !group && !is_known(j, place))
                judge_refuse(j, REASON_CODE, from, number,
                             "ISO 3166 has no %s, and the configuration names none%s", quoted(text, buf),
                             nearest_code(j, codes_nearest_place, text, near));
        return place;
}

struct place take_place(struct judge *j, const struct fields *from, unsigned number, bool group)
{
        return judge_place(j, from, number, fields_bytes(from, number), group);
}

struct text take_point(struct judge *j, const struct fields *from, unsigned number)
{
        struct text text = take_text(j, from, number, WORD_BYTES_MAX);

        if (j->mode == JUDGE_NEW && text.length > 0 && !codes_locode_form(text))
                (void)judge_place(j, from, number, text, false);
        return text;
}

/* The nearest of the facilities that any corridor names. */
static const char *nearest_facility(struct judge *j, struct text word, char buf[NEAREST_TEXT_MAX])
{
        const char *found = "";

        for (size_t i = 0; i < j->plan->corridors_count && found[0] == '\0'; i++)
                found = nearest_name(j, word, j->plan->corridors[i].facilities,
                                     j->plan->corridors[i].facilities_count, buf);
        return found;
}

struct text take_facility(struct judge *j, const struct fields *from, unsigned number)
{
        struct text text = take_text(j, from, number, NAME_BYTES_MAX);
        char buf[QUOTED_MAX], near[NEAREST_TEXT_MAX];

        if (j->mode == JUDGE_NEW && text.length > 0 && !text_is_name(text) && !codes_locode_form(text))
                judge_refuse(j, REASON_CODE, from, number,
                             "%s is neither a UN/LOCODE (RUULU) nor a name of a-z, 0-9 and -%s",
                             quoted(text, buf), nearest_facility(j, text, near));
        return text;
}
