/* query/mirror.c: the other side's figures beside a measure's, window by window and key by key. */
#include "query/mirror.h"

#include <errno.h>

#define PPM      1000000
#define PPM_UNIT "%"

/* A row of the mirror, in the order in which core_measure() hands rows out. */
struct mirrored {
        struct text series;
        int32_t last_day;
        struct value value;
};

struct gathering {
        struct query *query;
        struct list rows;
};

static int gather(void *context, const struct measure_row *row)
{
        struct gathering *gathering = context;
        struct query *query = gathering->query;
        struct mirrored *mirrored = arena_take(&query->arena, sizeof(*mirrored));

        if (!mirrored)
                return -ENOMEM;
        *mirrored = (struct mirrored){series_text(query, row), row->last_day, row->value};
        return list_add(query, &gathering->rows, mirrored);
}

int mirror_gather(struct query *query, uint32_t measure, int32_t first_day, int32_t last_day, const uint8_t *by,
                  size_t by_count, struct mirror *ret)
{
        struct gathering gathering = {.query = query};
        int r;

        r = core_measure(query->core, measure, first_day, last_day, by, by_count, gather, &gathering);
        *ret = (struct mirror){
                .measure = &core_plan(query->core)->measures[measure],
                .rows = gathering.rows.items,
                .count = gathering.rows.count,
        };
        return r;
}

static const struct value *find(const struct mirror *mirror, int32_t last_day, struct text series)
{
        size_t low = 0, high = mirror->count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const struct mirrored *at = mirror->rows[middle];
                int order = at->last_day != last_day ? (at->last_day < last_day ? -1 : 1) :
                                                       text_compare(at->series, series);

                if (order == 0)
                        return &at->value;
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}

static bool has_amount(const struct value *value)
{
        return value && (value->state == VALUE_KNOWN || value->state == VALUE_INCOMPLETE);
}

static struct value of_both(const struct value *a, const struct value *b)
{
        return (struct value){
                .state = a->state == VALUE_KNOWN ? b->state : a->state,
                .provisional_records = a->provisional_records + b->provisional_records,
                .unknown_records = a->unknown_records + b->unknown_records,
                .waiting_records = a->waiting_records + b->waiting_records,
        };
}

static struct value difference_of(const struct value *a, const struct value *b)
{
        struct value difference = of_both(a, b);
        wide units = (wide)a->units - b->units;

        if (wide_fits64(units))
                difference.units = (int64_t)units;
        else
                difference.state = VALUE_OUT_OF_RANGE;
        return difference;
}

/* Rounded towards minus infinity, as every quotient is (core/measures/measures.h). */
static struct value asymmetry_of(const struct value *a, const struct value *b)
{
        struct value asymmetry = of_both(a, b);
        wide sum = (wide)a->units + b->units, product = ((wide)a->units - b->units) * 2 * PPM, quotient;

        if (sum <= 0)
                return (struct value){.state = VALUE_NO_DATA};
        quotient = product / sum;
        quotient -= quotient * sum > product;
        if (wide_fits64(quotient))
                asymmetry.units = (int64_t)quotient;
        else
                asymmetry.state = VALUE_OUT_OF_RANGE;
        return asymmetry;
}

static bool encode_one(struct query *query, const struct value *value, struct text unit, uint8_t scale,
                       Milestone__V1__Value **ret)
{
        *ret = encode_value(&query->arena, value, unit, scale);
        return *ret != NULL;
}

int mirror_row(struct query *query, const struct mirror *mirror, const struct measure_row *row,
               Milestone__V1__MeasureRow *message)
{
        static const struct value none = {.state = VALUE_NO_DATA};
        const struct plan_measure *measure = mirror->measure;
        const struct value *other = find(mirror, row->last_day, text_of(message->series));
        struct value difference = none, asymmetry = none;

        if (has_amount(other) && has_amount(&row->value)) {
                difference = difference_of(&row->value, other);
                asymmetry = asymmetry_of(&row->value, other);
        }
        if (!encode_one(query, other ? other : &none, measure->unit, measure->scale, &message->mirror) ||
            !encode_one(query, &difference, measure->unit, measure->scale, &message->difference) ||
            !encode_one(query, &asymmetry, TEXT(PPM_UNIT), 4, &message->asymmetry))
                return -ENOMEM;
        return 0;
}
