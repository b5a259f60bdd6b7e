/* core/rates/published.c: records by month and day. */
#include "core/rates/published.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"

#define RECORDS_FIRST 24 /* the business days of a month */
#define MONTHS_FIRST  4
#define IDS_FIRST     256

static void month_done(struct published_month *month)
{
        free(month->records);
        free(month->ids);
}

void pair_done(struct pair *pair)
{
        for (uint32_t i = 0; i < pair->count; i++)
                month_done(&pair->months[i]);
        free(pair->months);
        pair->months = NULL;
        pair->count = pair->capacity = 0;
}

/* The first month that is not below. */
static uint32_t lower_bound(const struct pair *pair, int32_t month)
{
        uint32_t low = 0, high = pair->count;

        while (low < high) {
                uint32_t middle = low + (high - low) / 2;

                if (pair->months[middle].month < month)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

struct published_month *pair_month(const struct pair *pair, int32_t month)
{
        uint32_t at = lower_bound(pair, month);

        return at < pair->count && pair->months[at].month == month ? &pair->months[at] : NULL;
}

static int make_month(struct pair *pair, int32_t month, struct published_month **ret)
{
        uint32_t at = lower_bound(pair, month);

        if (at == pair->count || pair->months[at].month != month) {
                if (pair->count == pair->capacity) {
                        uint32_t capacity = pair->capacity ? pair->capacity * 2 : MONTHS_FIRST;
                        struct published_month *months = realloc(pair->months, capacity * sizeof(*months));

                        if (!months)
                                return -ENOMEM;
                        pair->months = months;
                        pair->capacity = capacity;
                }
                memmove(&pair->months[at + 1], &pair->months[at], (pair->count - at) * sizeof(*pair->months));
                pair->months[at] = (struct published_month){.month = month};
                pair->count++;
        }
        *ret = &pair->months[at];
        return 0;
}

static struct text id_of(const struct published_month *month, const struct published *record)
{
        return (struct text){month->ids + record->id_at, record->id_length};
}

/* Where (day, id) lies or belongs. */
static uint32_t place(const struct published_month *month, int mday, struct text id)
{
        uint32_t low = 0, high = month->count;

        while (low < high) {
                uint32_t middle = low + (high - low) / 2;
                const struct published *record = &month->records[middle];

                if (record->mday < mday || (record->mday == mday && text_compare(id_of(month, record), id) < 0))
                        low = middle + 1;
                else
                        high = middle;
        }
        return low;
}

static int reserve_records(struct published_month *month)
{
        uint32_t capacity = month->capacity ? month->capacity * 2 : RECORDS_FIRST;
        struct published *records;

        if (month->count < month->capacity)
                return 0;
        records = realloc(month->records, capacity * sizeof(*records));
        if (!records)
                return -ENOMEM;
        month->records = records;
        month->capacity = capacity;
        return 0;
}

static int reserve_ids(struct published_month *month, uint32_t more)
{
        uint32_t capacity = month->ids_capacity ? month->ids_capacity : IDS_FIRST;
        char *ids;

        if (month->ids_capacity - month->ids_length >= more)
                return 0;
        while (capacity - month->ids_length < more) {
                if (capacity > UINT32_MAX / 2)
                        return -ENOMEM;
                capacity *= 2;
        }
        ids = realloc(month->ids, capacity);
        if (!ids)
                return -ENOMEM;
        month->ids = ids;
        month->ids_capacity = capacity;
        return 0;
}

static void note_change(struct pair *pair, int32_t day)
{
        if (pair->changed_first > pair->changed_last) {
                pair->changed_first = pair->changed_last = day;
                return;
        }
        if (day < pair->changed_first)
                pair->changed_first = day;
        if (day > pair->changed_last)
                pair->changed_last = day;
}

int pair_add(struct pair *pair, int32_t day, const struct published *record, struct text id)
{
        struct published_month *month;
        uint32_t at;
        int r;

        r = make_month(pair, civil_month(day), &month);
        if (r == 0)
                r = reserve_records(month);
        if (r == 0)
                r = reserve_ids(month, (uint32_t)id.length);
        if (r < 0)
                return r;

        at = place(month, record->mday, id);
        assert(at == month->count || month->records[at].mday != record->mday ||
               !text_equal(id_of(month, &month->records[at]), id));
        memmove(&month->records[at + 1], &month->records[at], (month->count - at) * sizeof(*month->records));
        month->records[at] = *record;
        month->records[at].id_at = month->ids_length;
        month->records[at].id_length = (uint8_t)id.length;
        memcpy(month->ids + month->ids_length, id.data, id.length);
        month->ids_length += (uint32_t)id.length;
        month->count++;
        month->dirty = true;
        note_change(pair, day);
        return 0;
}

/* In the order of the records each lies at or behind where it goes only if they were added in order, so
 * it is done by a second block. Without memory for it the dead bytes stay until the next time. */
static void pack_ids(struct published_month *month)
{
        uint32_t length = month->ids_length - month->ids_dead, at = 0;
        char *ids;

        if (month->ids_dead < IDS_FIRST || month->ids_dead < length)
                return;
        ids = malloc(length + 1);
        if (!ids)
                return;
        for (uint32_t i = 0; i < month->count; i++) {
                struct published *record = &month->records[i];

                memcpy(ids + at, month->ids + record->id_at, record->id_length);
                record->id_at = at;
                at += record->id_length;
        }
        assert(at == length);
        free(month->ids);
        month->ids = ids;
        month->ids_length = length;
        month->ids_capacity = length + 1;
        month->ids_dead = 0;
}

void pair_remove(struct pair *pair, int32_t day, struct text id)
{
        struct published_month *month = pair_month(pair, civil_month(day));
        uint32_t at;
        int mday;

        assert(month);
        civil_to_ymd(day, NULL, NULL, &mday);
        at = place(month, mday, id);
        assert(at < month->count && month->records[at].mday == mday &&
               text_equal(id_of(month, &month->records[at]), id));

        month->ids_dead += month->records[at].id_length;
        month->count--;
        memmove(&month->records[at], &month->records[at + 1], (month->count - at) * sizeof(*month->records));
        month->dirty = true;
        pack_ids(month);
        note_change(pair, day);
}

void pair_sweep(struct pair *pair)
{
        uint32_t kept = 0;

        for (uint32_t i = 0; i < pair->count; i++) {
                pair->months[i].dirty = false;
                if (pair->months[i].count == 0)
                        month_done(&pair->months[i]);
                else
                        pair->months[kept++] = pair->months[i];
        }
        pair->count = kept;
}

static int mday_within(int32_t month, int32_t day)
{
        int mday;

        if (month < civil_month(day))
                return 31;
        civil_to_ymd(day, NULL, NULL, &mday);
        return mday;
}

const struct published *pair_newest(const struct pair *pair, int32_t first_day, int32_t last_day,
                                    int32_t *ret_day)
{
        for (uint32_t at = lower_bound(pair, civil_month(last_day) + 1); at > 0; at--) {
                const struct published_month *month = &pair->months[at - 1];
                int mday = mday_within(month->month, last_day);
                uint32_t i = month->count;

                if (civil_month_last(month->month) < first_day)
                        return NULL;
                while (i > 0 && month->records[i - 1].mday > mday)
                        i--;
                if (i == 0)
                        continue;
                *ret_day = civil_month_first(month->month) + month->records[i - 1].mday - 1;
                return *ret_day >= first_day ? &month->records[i - 1] : NULL;
        }
        return NULL;
}

int pair_standing(const struct pair *pair, int32_t first_day, int32_t last_day, published_visitor visitor,
                  void *context)
{
        for (uint32_t at = lower_bound(pair, civil_month(first_day)); at < pair->count; at++) {
                const struct published_month *month = &pair->months[at];
                int32_t before = civil_month_first(month->month) - 1;

                for (uint32_t i = 0; i < month->count; i++) {
                        const struct published *record = &month->records[i];
                        int r;

                        if (before + record->mday > last_day)
                                return 0;
                        if (before + record->mday < first_day ||
                            (i + 1 < month->count && month->records[i + 1].mday == record->mday))
                                continue;
                        r = visitor(context, record);
                        if (r != 0)
                                return r;
                }
        }
        return 0;
}
