/* core/tallies/concern.c: a two-way cache before a scan. */
#include "core/tallies/concern.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/scoped.h"
#include "core/tallies/filter.h"

#define KINDS        (EVENT_WITHDRAWAL + 1)
#define LENGTH_SHIFT 56

/* The measures of one source and kind of event, and what of an event they look at. */
struct group {
        uint32_t *measures;
        size_t count;
        bool by_facility, by_project;
};

struct list {
        uint32_t *measures;
        size_t count, capacity;
};

struct remembrance {
        size_t words_count; /* 0: empty */
        uint64_t words[CONCERN_WORDS_MAX];
        struct list list;
};

struct combination {
        size_t count;
        bool too_long;
        uint64_t words[CONCERN_WORDS_MAX];
};

struct concern {
        const struct plan *plan;
        struct group *groups; /* [source * KINDS + kind] */
        size_t groups_count;
        struct remembrance *entries;
        size_t remembered; /* numbers of measures in all entries */
        struct list scratch;
};

static bool looks_at_facility(const struct plan *plan, const struct plan_measure *measure)
{
        if (measure->where.facilities_count > 0)
                return true;
        return measure->event_kind != EVENT_TRADE && plan->corridors[measure->corridor].facilities_count > 0;
}

static int group_measures(struct concern *concern)
{
        const struct plan *plan = concern->plan;

        for (uint32_t m = 0; m < plan->measures_count; m++) {
                const struct plan_measure *measure = &plan->measures[m];

                for (size_t i = 0; plan_has_sums(measure) && i < measure->sources_count; i++) {
                        size_t at = measure->sources[i] * (size_t)KINDS + measure->event_kind;
                        struct group *group = &concern->groups[at];
                        uint32_t *grown;

                        grown = realloc(group->measures, (group->count + 1) * sizeof(*grown));
                        if (!grown)
                                return -ENOMEM;
                        grown[group->count++] = m;
                        group->measures = grown;
                        group->by_facility |= looks_at_facility(plan, measure);
                        group->by_project |= measure->where.projects_count > 0;
                }
        }
        return 0;
}

SCOPED_FUNCTION(struct concern, concern_free)

int concern_new(const struct plan *plan, struct concern **ret)
{
        SCOPED(concern_freep) struct concern *concern = NULL;
        int r;

        concern = calloc(1, sizeof(*concern));
        if (!concern)
                return -ENOMEM;
        concern->plan = plan;
        concern->groups_count = plan->sources_count * KINDS;
        concern->groups = calloc(concern->groups_count + 1, sizeof(*concern->groups));
        concern->entries = calloc(CONCERN_ENTRIES, sizeof(*concern->entries));
        if (!concern->groups || !concern->entries)
                return -ENOMEM;
        r = group_measures(concern);
        if (r < 0)
                return r;

        *ret = TAKE(concern);
        return 0;
}

struct concern *concern_free(struct concern *concern)
{
        if (!concern)
                return NULL;
        for (size_t i = 0; concern->groups && i < concern->groups_count; i++)
                free(concern->groups[i].measures);
        for (size_t i = 0; concern->entries && i < CONCERN_ENTRIES; i++)
                free(concern->entries[i].list.measures);
        free(concern->groups);
        free(concern->entries);
        free(concern->scratch.measures);
        free(concern);
        return NULL;
}

static void say_word(struct combination *combination, uint64_t word)
{
        if (combination->count == CONCERN_WORDS_MAX) {
                combination->too_long = true;
                return;
        }
        combination->words[combination->count++] = word;
}

/* Length and first seven bytes, then eight a word: different texts are different words. */
static void say_text(struct combination *combination, struct text text)
{
        uint64_t word = (uint64_t)(text.length & 0xff) << LENGTH_SHIFT;
        int shift = LENGTH_SHIFT - 8;

        if (text.length > NAME_BYTES_MAX) {
                combination->too_long = true;
                return;
        }
        for (size_t i = 0; i < text.length; i++) {
                word |= (uint64_t)(uint8_t)text.data[i] << shift;
                if (shift == 0) {
                        say_word(combination, word);
                        word = 0;
                        shift = LENGTH_SHIFT;
                } else {
                        shift -= 8;
                }
        }
        say_word(combination, word);
}

static void say(struct combination *combination, const struct group *group, const struct facts *facts)
{
        const struct event *event = facts->event;

        combination->count = 0;
        combination->too_long = false;
        say_word(combination, (uint64_t)facts->is_total << 63 | (uint64_t)facts->source << 8 | event->kind);
        switch (event->kind) {
        case EVENT_TRADE:
                say_word(combination, place_key(facts->reporter));
                say_word(combination, place_key(facts->partner));
                break;
        case EVENT_FREIGHT:
                say_text(combination, event->freight.origin);
                say_text(combination, event->freight.destination);
                break;
        case EVENT_PROJECT:
                say_word(combination, event->project.places_count);
                for (int i = 0; i < event->project.places_count; i++)
                        say_word(combination, place_key(event->project.places[i]));
                break;
        default:
                break;
        }
        if (group->by_facility)
                say_text(combination, facts->facility);
        if (group->by_project)
                say_text(combination, facts->project);
}

static size_t place_of(const struct combination *combination)
{
        uint64_t hash = combination->count;

        for (size_t i = 0; i < combination->count; i++) {
                unsigned __int128 product = (unsigned __int128)(hash ^ combination->words[i]) *
                                            UINT64_C(0x9fb21c651e98df25);

                hash = (uint64_t)product ^ (uint64_t)(product >> 64) ^ i;
        }
        return (size_t)(hash >> 20) & (CONCERN_ENTRIES - 1);
}

static int list_add(struct list *list, uint32_t measure)
{
        if (list->count == list->capacity) {
                size_t capacity = list->capacity ? list->capacity * 2 : 4;
                uint32_t *measures = realloc(list->measures, capacity * sizeof(*measures));

                if (!measures)
                        return -ENOMEM;
                list->measures = measures;
                list->capacity = capacity;
        }
        list->measures[list->count++] = measure;
        return 0;
}

static int scan(const struct concern *concern, const struct group *group, const struct facts *facts,
                struct list *list)
{
        int r;

        list->count = 0;
        for (size_t i = 0; i < group->count; i++) {
                uint32_t m = group->measures[i];

                if (!filter_concerns(concern->plan, &concern->plan->measures[m], facts))
                        continue;
                r = list_add(list, m);
                if (r < 0)
                        return r;
        }
        return 0;
}

static void forget_all(struct concern *concern)
{
        for (size_t i = 0; i < CONCERN_ENTRIES; i++) {
                free(concern->entries[i].list.measures);
                concern->entries[i].list = (struct list){0};
                concern->entries[i].words_count = 0;
        }
        concern->remembered = 0;
}

static bool is_of(const struct remembrance *entry, const struct combination *combination)
{
        return entry->words_count == combination->count &&
               memcmp(entry->words, combination->words, combination->count * sizeof(uint64_t)) == 0;
}

/* The newest lies in its own place, the one before it beside. */
static int learn(struct concern *concern, const struct group *group, const struct facts *facts,
                 const struct combination *combination, size_t at)
{
        struct remembrance *entry = &concern->entries[at], *beside = &concern->entries[at ^ 1], pushed_out;
        int r;

        if (concern->remembered + group->count > CONCERN_MEASURES_MAX)
                forget_all(concern);

        pushed_out = *beside;
        *beside = *entry;
        *entry = pushed_out;
        concern->remembered -= entry->list.count;
        entry->list.count = 0;
        entry->words_count = 0;

        r = scan(concern, group, facts, &entry->list);
        if (r < 0)
                return r;
        concern->remembered += entry->list.count;
        entry->words_count = combination->count;
        memcpy(entry->words, combination->words, combination->count * sizeof(uint64_t));
        return 0;
}

static void answer(const struct list *list, const uint32_t **ret, size_t *ret_count)
{
        *ret = list->measures;
        *ret_count = list->count;
}

int concern_find(struct concern *concern, const struct facts *facts, const uint32_t **ret, size_t *ret_count)
{
        const struct group *group;
        struct combination combination;
        size_t at;
        int r;

        assert(facts->source < concern->plan->sources_count);
        assert(facts->event->kind < KINDS);

        group = &concern->groups[facts->source * KINDS + facts->event->kind];
        if (group->count == 0) {
                *ret = NULL;
                *ret_count = 0;
                return 0;
        }

        say(&combination, group, facts);
        if (combination.too_long) {
                r = scan(concern, group, facts, &concern->scratch);
                if (r < 0)
                        return r;
                answer(&concern->scratch, ret, ret_count);
                return 0;
        }

        at = place_of(&combination);
        for (size_t way = 0; way < 2; way++)
                if (is_of(&concern->entries[at ^ way], &combination)) {
                        answer(&concern->entries[at ^ way].list, ret, ret_count);
                        return 0;
                }
        r = learn(concern, group, facts, &combination, at);
        if (r < 0)
                return r;
        answer(&concern->entries[at].list, ret, ret_count);
        return 0;
}
