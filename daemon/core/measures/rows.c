/* core/measures/rows.c: a measure by windows and keys, for those who ask.
 *
 * Series lie in tables by hash; here the keys of the measure, or of all its operands, are sorted by their
 * texts first, and those that agree in the coordinates that were asked for are one row. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/scoped.h"
#include "core/measures/inside.h"

/* A key and its texts in the coordinates that were asked for. */
struct member {
        struct key key;
        struct series_key texts[PLAN_BY_MAX];
        char buf[PLAN_BY_MAX][KEY_TEXT_MAX];
};

struct walk {
        const struct measures *measures;
        uint32_t measure;
        const uint8_t *by;
        size_t by_count;
        int places[PLAN_BY_MAX]; /* of `by` in the measure's breakdown */
        struct member *members;
        size_t members_count, members_capacity;
        struct member **sorted;
        struct key *keys; /* of the members, as they are sorted; each once */
        measure_visitor visitor;
        void *context;
};

/* Where the coordinates that were asked for lie in the measure's breakdown. */
static int find_places(struct walk *walk)
{
        const struct plan_measure *plan = &walk->measures->plan->measures[walk->measure];

        if (walk->by_count > plan->by_count)
                return -EINVAL;
        for (size_t i = 0; i < walk->by_count; i++) {
                walk->places[i] = -1;
                for (int j = 0; j < plan->by_count; j++)
                        if (plan->by[j] == walk->by[i])
                                walk->places[i] = j;
                for (size_t j = 0; j < i; j++)
                        if (walk->by[j] == walk->by[i])
                                return -EINVAL;
                if (walk->places[i] < 0)
                        return -EINVAL;
        }
        return 0;
}

/* ---- members ---- */

static int add_member(void *context, const struct key *key)
{
        struct walk *walk = context;

        if (walk->members_count == walk->members_capacity) {
                size_t capacity = walk->members_capacity ? walk->members_capacity * 2 : 64;
                struct member *grown = realloc(walk->members, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                walk->members = grown;
                walk->members_capacity = capacity;
        }
        walk->members[walk->members_count++].key = *key;
        return 0;
}

static int add_members(struct walk *walk, uint32_t measure)
{
        const struct plan_measure *plan = &walk->measures->plan->measures[measure];
        int r = 0;

        if (plan_has_sums(plan))
                return tallies_keys(walk->measures->tallies, measure, add_member, walk);
        for (int i = 0; i < plan->operands_count && r == 0; i++)
                r = add_members(walk, plan->operands[i]);
        return r;
}

/* By texts, and then by the other coordinates, so that equal keys lie together. */
static int compare_texts(const struct member *a, const struct member *b, size_t by_count)
{
        int order = 0;

        for (size_t i = 0; i < by_count && order == 0; i++)
                order = text_compare(a->texts[i].value, b->texts[i].value);
        return order;
}

static int compare(const void *left, const void *right, void *context)
{
        const struct walk *walk = context;
        const struct member *a = *(struct member *const *)left, *b = *(struct member *const *)right;
        int order = compare_texts(a, b, walk->by_count);

        return order != 0 ? order : memcmp(&a->key, &b->key, sizeof(a->key));
}

static void write_texts(const struct walk *walk, struct member *member)
{
        for (size_t i = 0; i < walk->by_count; i++)
                member->texts[i] = (struct series_key){
                        .coordinate = walk->by[i],
                        .value = tallies_key_text(walk->measures->tallies, walk->by[i],
                                                  member->key.part[walk->places[i]], member->buf[i]),
                };
}

/* Sorted, and each key once. */
static int sort_members(struct walk *walk)
{
        size_t count = 0;

        walk->sorted = calloc(walk->members_count + 1, sizeof(struct member *));
        walk->keys = calloc(walk->members_count + 1, sizeof(*walk->keys));
        if (!walk->sorted || !walk->keys)
                return -ENOMEM;
        for (size_t i = 0; i < walk->members_count; i++) {
                write_texts(walk, &walk->members[i]);
                walk->sorted[i] = &walk->members[i];
        }
        qsort_r(walk->sorted, walk->members_count, sizeof(struct member *), compare, walk);

        for (size_t i = 0; i < walk->members_count; i++) {
                if (count > 0 && memcmp(&walk->keys[count - 1], &walk->sorted[i]->key, sizeof(struct key)) == 0)
                        continue;
                walk->keys[count] = walk->sorted[i]->key;
                walk->sorted[count++] = walk->sorted[i];
        }
        walk->members_count = count;
        return 0;
}

/* ---- rows ---- */

static int visit(const struct walk *walk, const struct scope *scope, const struct member *member, int32_t last_day,
                 struct period period)
{
        uint32_t shape = walk->measures->nodes[walk->measure].shape;
        struct measure_row row = {
                .first_day = measures_window_first(walk->measures, shape, last_day),
                .last_day = last_day,
                .period = period,
        };
        struct reading reading;

        if (walk->measures->plan->measures[shape].form != FORM_LATEST && row.first_day > last_day)
                return 0; /* the window has not begun */
        reading_at(walk->measures, walk->measure, scope, last_day, &reading);
        if (member && (!reading.has_records || reading.value.state == VALUE_NO_DATA))
                return 0;
        if (member) {
                row.keys_count = walk->by_count;
                row.keys = member->texts;
        }
        row.value = reading.value;
        return walk->visitor(walk->context, &row);
}

static int visit_window(const struct walk *walk, int32_t last_day, struct period period)
{
        int r = 0;

        if (walk->by_count == 0)
                return visit(walk, &(struct scope){NULL, 0}, NULL, last_day, period);

        for (size_t first = 0, end; first < walk->members_count && r == 0; first = end) {
                for (end = first + 1; end < walk->members_count; end++)
                        if (compare_texts(walk->sorted[first], walk->sorted[end], walk->by_count) != 0)
                                break;
                r = visit(walk, &(struct scope){&walk->keys[first], end - first}, walk->sorted[first], last_day,
                          period);
        }
        return r;
}

static int visit_windows(const struct walk *walk, int32_t first_day, int32_t last_day)
{
        const struct measures *measures = walk->measures;
        struct period period;
        int32_t day;
        int r;

        if (first_day == CIVIL_NONE)
                first_day = measures_oldest_day(measures, walk->measure, NULL);
        if (last_day == CIVIL_NONE) {
                last_day = measures_newest_day(measures, walk->measure, NULL);
                if (last_day != CIVIL_NONE)
                        last_day = measures_window_end(measures, walk->measure, last_day, &period);
        }
        if (first_day == CIVIL_NONE || last_day == CIVIL_NONE)
                return 0;

        for (; first_day <= last_day; first_day = day + 1) {
                day = measures_window_end(measures, walk->measure, first_day, &period);
                if (day == CIVIL_NONE || day > last_day)
                        return 0;
                r = visit_window(walk, day, period);
                if (r != 0)
                        return r;
        }
        return 0;
}

int measures_rows(const struct measures *measures, uint32_t measure, int32_t first_day, int32_t last_day,
                  const uint8_t *by, size_t by_count, measure_visitor visitor, void *context)
{
        struct walk walk = {
                .measures = measures,
                .measure = measure,
                .by = by,
                .by_count = by_count,
                .visitor = visitor,
                .context = context,
        };
        int r;

        assert(measure < measures->plan->measures_count);

        r = find_places(&walk);
        if (r == 0 && by_count > 0 && !measures_closed(measures, measure)) {
                r = add_members(&walk, measure);
                if (r == 0)
                        r = sort_members(&walk);
        }
        if (r == 0)
                r = visit_windows(&walk, first_day, last_day);

        free(walk.members);
        free(walk.sorted);
        free(walk.keys);
        return r;
}
