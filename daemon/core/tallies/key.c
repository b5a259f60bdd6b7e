/* core/tallies/key.c: keys of breakdowns, as numbers and as texts. */
#include "core/tallies/key.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

static const struct text flow_names[FLOW_COUNT] = {
        [FLOW_NONE] = TEXT_INIT(""),
        [FLOW_IMPORT] = TEXT_INIT("import"),
        [FLOW_EXPORT] = TEXT_INIT("export"),
        [FLOW_RE_IMPORT] = TEXT_INIT("re-import"),
        [FLOW_RE_EXPORT] = TEXT_INIT("re-export"),
        [FLOW_TRANSIT] = TEXT_INIT("transit"),
};

static const struct text mode_names[MODE_COUNT] = {
        [MODE_NONE] = TEXT_INIT(""),
        [MODE_SEA] = TEXT_INIT("sea"),
        [MODE_RAIL] = TEXT_INIT("rail"),
        [MODE_ROAD] = TEXT_INIT("road"),
        [MODE_AIR] = TEXT_INIT("air"),
        [MODE_POST] = TEXT_INIT("post"),
        [MODE_PIPELINE] = TEXT_INIT("pipeline"),
        [MODE_INLAND_WATERWAY] = TEXT_INIT("inland-waterway"),
        [MODE_OWN_PROPULSION] = TEXT_INIT("own-propulsion"),
        [MODE_MULTIMODAL] = TEXT_INIT("multimodal"),
        [MODE_OTHER] = TEXT_INIT("other"),
};

static const struct text status_names[] = {
        [STATUS_NONE] = TEXT_INIT(""),
        [STATUS_ESTIMATED] = TEXT_INIT("estimated"),
        [STATUS_PROVISIONAL] = TEXT_INIT("provisional"),
        [STATUS_FINAL] = TEXT_INIT("final"),
};
#define STATUS_COUNT (sizeof(status_names) / sizeof(status_names[0]))

/* Stages of freight, and from PROJECT_STAGES on those of projects: a measure is of one kind. */
#define PROJECT_STAGES 16
static const struct text stage_names[] = {
        [FREIGHT_STAGE_NONE] = TEXT_INIT(""),
        [FREIGHT_ORDERED] = TEXT_INIT("ordered"),
        [FREIGHT_LOADED] = TEXT_INIT("loaded"),
        [FREIGHT_DEPARTED] = TEXT_INIT("departed"),
        [FREIGHT_BORDER] = TEXT_INIT("border"),
        [FREIGHT_ARRIVED] = TEXT_INIT("arrived"),
        [FREIGHT_UNLOADED] = TEXT_INIT("unloaded"),
        [FREIGHT_DELIVERED] = TEXT_INIT("delivered"),
        [FREIGHT_CANCELLED] = TEXT_INIT("cancelled"),
        [FREIGHT_STAGE_COUNT ... PROJECT_STAGES] = TEXT_INIT(""),
        [PROJECT_STAGES + PROJECT_PROPOSED] = TEXT_INIT("proposed"),
        [PROJECT_STAGES + PROJECT_AGREED] = TEXT_INIT("agreed"),
        [PROJECT_STAGES + PROJECT_SIGNED] = TEXT_INIT("signed"),
        [PROJECT_STAGES + PROJECT_STARTED] = TEXT_INIT("started"),
        [PROJECT_STAGES + PROJECT_COMPLETED] = TEXT_INIT("completed"),
        [PROJECT_STAGES + PROJECT_SUSPENDED] = TEXT_INIT("suspended"),
        [PROJECT_STAGES + PROJECT_STOPPED] = TEXT_INIT("cancelled"),
};
#define STAGES_COUNT (sizeof(stage_names) / sizeof(stage_names[0]))

/* The names of an enum's values; NULL: the coordinate is of another kind. */
static const struct text *enum_names(uint8_t coordinate, size_t *ret_count)
{
        switch (coordinate) {
        case BY_FLOW:
                *ret_count = FLOW_COUNT;
                return flow_names;
        case BY_MODE:
                *ret_count = MODE_COUNT;
                return mode_names;
        case BY_STATUS:
                *ret_count = STATUS_COUNT;
                return status_names;
        case BY_STAGE:
                *ret_count = STAGES_COUNT;
                return stage_names;
        default:
                return NULL;
        }
}

static uint64_t first_digits(uint64_t commodity, int digits)
{
        return commodity & (UINT64_MAX << (64 - 4 * digits));
}

static int intern(struct names *names, struct text text, uint64_t *ret)
{
        uint32_t number;
        int r;

        r = names_intern(names, text, &number);
        if (r < 0)
                return r;
        *ret = number;
        return 0;
}

static int part_of(uint8_t coordinate, const struct facts *facts, struct names *names, uint64_t *ret)
{
        switch (coordinate) {
        case BY_FLOW:
                *ret = facts->flow;
                return 0;
        case BY_HS2:
                *ret = first_digits(facts->commodity, 2);
                return 0;
        case BY_HS4:
                *ret = first_digits(facts->commodity, 4);
                return 0;
        case BY_HS6:
                *ret = first_digits(facts->commodity, 6);
                return 0;
        case BY_PARTNER:
                *ret = place_key(facts->partner);
                return 0;
        case BY_MODE:
                *ret = facts->mode;
                return 0;
        case BY_FACILITY:
                return intern(names, facts->facility, ret);
        case BY_PROJECT:
                return intern(names, facts->project, ret);
        case BY_STATUS:
                *ret = facts->status;
                return 0;
        case BY_STAGE:
                *ret = facts->stage;
                if (facts->event->kind == EVENT_PROJECT && facts->stage != PROJECT_STAGE_NONE)
                        *ret += PROJECT_STAGES;
                return 0;
        case BY_SOURCE:
                *ret = facts->source;
                return 0;
        case BY_REPORTER:
                *ret = place_key(facts->reporter);
                return 0;
        default:
                assert(!"a coordinate");
                return -EINVAL;
        }
}

int key_of(const struct plan_measure *measure, const struct facts *facts, struct names *names,
           struct key *ret)
{
        struct key key = {{0}};
        int r;

        for (int i = 0; i < measure->by_count; i++) {
                r = part_of(measure->by[i], facts, names, &key.part[i]);
                if (r < 0)
                        return r;
        }
        *ret = key;
        return 0;
}

uint64_t key_hash(const struct key *key)
{
        uint64_t hash = UINT64_C(0x2d358dccaa6c78a5);

        for (int i = 0; i < PLAN_BY_MAX; i++) {
                unsigned __int128 product = (unsigned __int128)(hash ^ key->part[i]) *
                                            UINT64_C(0x9fb21c651e98df25);

                hash = (uint64_t)product ^ (uint64_t)(product >> 64) ^ (uint64_t)i;
        }
        return hash;
}

static struct text digits_text(uint64_t digits, char buf[KEY_TEXT_MAX])
{
        size_t n = 0;

        for (; n < KEY_TEXT_MAX && digits != 0; digits <<= 4)
                buf[n++] = (char)('0' + (int)(digits >> 60) - 1);
        return (struct text){buf, n};
}

static struct text place_key_text(uint64_t key, char buf[KEY_TEXT_MAX])
{
        for (int i = 0; i < PLACE_TEXT_MAX; i++)
                buf[i] = (char)(key >> (56 - 8 * i) & 0xff);
        return text_of(buf);
}

struct text key_text(const struct plan *plan, const struct names *names, uint8_t coordinate, uint64_t part,
                     char buf[KEY_TEXT_MAX])
{
        size_t count;
        const struct text *values = enum_names(coordinate, &count);

        if (values) {
                assert(part < count);
                return values[part];
        }
        switch (coordinate) {
        case BY_HS2:
        case BY_HS4:
        case BY_HS6:
                return digits_text(part, buf);
        case BY_PARTNER:
        case BY_REPORTER:
                return place_key_text(part, buf);
        case BY_SOURCE:
                assert(part < plan->sources_count);
                return plan->sources[part].name;
        case BY_FACILITY:
        case BY_PROJECT:
                return names_text(names, (uint32_t)part);
        default:
                assert(!"a coordinate");
                return TEXT("");
        }
}

/* The index of the text in an array; `stride` since names lie in structs. */
static int find_text(struct text text, const struct text *first, size_t count, size_t stride, uint64_t *ret)
{
        for (size_t i = 0; i < count; i++) {
                const struct text *at = (const struct text *)(const void *)((const char *)first + i * stride);

                if (text_equal(*at, text)) {
                        *ret = i;
                        return 0;
                }
        }
        return -EBADMSG;
}

static int digits_part(struct text text, size_t digits_max, uint64_t *ret)
{
        if (text.length > digits_max)
                return -EBADMSG;
        for (size_t i = 0; i < text.length; i++)
                if (text.data[i] < '0' || text.data[i] > '9')
                        return -EBADMSG;
        *ret = facts_commodity(text);
        return 0;
}

static int place_part(struct text text, uint64_t *ret)
{
        struct place place = place_none();

        if (text.length > 0 && place_parse(text, &place) != 0)
                return -EBADMSG;
        *ret = place_key(place);
        return 0;
}

int key_part(const struct plan *plan, struct names *names, uint8_t coordinate, struct text text,
             uint64_t *ret)
{
        size_t count;
        const struct text *values = enum_names(coordinate, &count);

        if (values)
                return find_text(text, values, count, sizeof(*values), ret);
        switch (coordinate) {
        case BY_HS2:
                return digits_part(text, 2, ret);
        case BY_HS4:
                return digits_part(text, 4, ret);
        case BY_HS6:
                return digits_part(text, 6, ret);
        case BY_PARTNER:
        case BY_REPORTER:
                return place_part(text, ret);
        case BY_SOURCE:
                return find_text(text, &plan->sources->name, plan->sources_count, sizeof(*plan->sources),
                                 ret);
        case BY_FACILITY:
        case BY_PROJECT:
                return intern(names, text, ret);
        default:
                return -EBADMSG;
        }
}

static bool is_name(uint8_t coordinate)
{
        return coordinate == BY_FACILITY || coordinate == BY_PROJECT;
}

void key_hold(const struct plan_measure *measure, const struct key *key, struct names *names)
{
        for (int i = 0; i < measure->by_count; i++)
                if (is_name(measure->by[i]))
                        names_hold(names, (uint32_t)key->part[i]);
}

void key_drop(const struct plan_measure *measure, const struct key *key, struct names *names)
{
        for (int i = 0; i < measure->by_count; i++)
                if (is_name(measure->by[i]))
                        names_drop(names, (uint32_t)key->part[i]);
}
