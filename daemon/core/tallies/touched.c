/* core/tallies/touched.c: what was touched since the last judgement: measures and series, from which day on
 * and by what, and the records that did it. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/tallies/inside.h"

void tallies_touch(struct tallies *tallies, struct tally *tally, int32_t day, uint8_t by)
{
        uint32_t measure = tally->total.measure;
        size_t low = 0, high = tallies->touched_count;
        bool is_new = tally->touched_day == TALLY_NOT_TOUCHED;

        if (day >= tally->touched_day && (tally->touched_by & by))
                return;
        if (day < tally->touched_day)
                tally->touched_day = day;
        tally->touched_by |= by;

        while (low < high) {
                size_t middle = low + (high - low) / 2;

                if (tallies->touched[middle].measure < measure)
                        low = middle + 1;
                else
                        high = middle;
        }
        if (is_new) {
                memmove(&tallies->touched[low + 1], &tallies->touched[low],
                        (tallies->touched_count - low) * sizeof(*tallies->touched));
                tallies->touched_count++;
        }
        tallies->touched[low] = (struct touched){
                .measure = measure,
                .day = tally->touched_day,
                .by_records = tally->touched_by & TOUCHED_BY_RECORDS,
                .by_rates = tally->touched_by & TOUCHED_BY_RATES,
        };
}

int tallies_touch_key(struct tally *tally, struct series *series, int32_t day, bool by_records)
{
        if (!tally->keys_matter)
                return 0;
        if (series->touched > 0) {
                struct touched_key *touched = &tally->touched_keys[series->touched - 1];

                if (day < touched->day)
                        touched->day = day;
                touched->by_records |= by_records;
                return 0;
        }
        if (tally->touched_keys_count == tally->touched_keys_capacity) {
                size_t capacity = tally->touched_keys_capacity ? tally->touched_keys_capacity * 2 : 16;
                struct touched_key *grown = realloc(tally->touched_keys, capacity * sizeof(*grown));

                if (!grown)
                        return -ENOMEM;
                tally->touched_keys = grown;
                tally->touched_keys_capacity = capacity;
        }
        tally->touched_keys[tally->touched_keys_count++] = (struct touched_key){series->key, day, by_records};
        series->touched = (uint32_t)tally->touched_keys_count;
        return 0;
}

/* ---- the records ---- */

/* Once for a record, also where it is taken back and counted anew. */
static int note_cause(struct tallies *tallies, struct tally *tally, const struct event *event, uint32_t source)
{
        if (!tally->causes) {
                tally->causes = calloc(1, sizeof(*tally->causes));
                if (!tally->causes)
                        return -ENOMEM;
        }
        causes_note(tally->causes, tallies->plan->sources[source].name, event->id, tallies->record_number,
                    tally->noted == tallies->record);
        tally->noted = tallies->record;
        return 0;
}

/* It is a cause of whatever is made of the measure, too. */
int tallies_note_causes(struct tallies *tallies, struct tally *tally, const struct event *event, uint32_t source)
{
        int r = note_cause(tallies, tally, event, source);

        for (size_t i = 0; i < tally->dependents_count && r == 0; i++)
                r = note_cause(tallies, &tallies->tallies[tally->dependents[i]], event, source);
        return r;
}

/* ---- read and forgotten ---- */

const struct touched *tallies_touched(const struct tallies *tallies, size_t *ret_count)
{
        *ret_count = tallies->touched_count;
        return tallies->touched;
}

const struct touched_key *tallies_touched_keys(const struct tallies *tallies, uint32_t measure,
                                               size_t *ret_count)
{
        *ret_count = tallies->tallies[measure].touched_keys_count;
        return tallies->tallies[measure].touched_keys;
}

static void forget_touched(struct tally *tally)
{
        tally->touched_day = TALLY_NOT_TOUCHED;
        tally->touched_by = 0;
        for (size_t i = 0; i < tally->touched_keys_count; i++) {
                struct series *series = breakdown_find(&tally->breakdown, &tally->touched_keys[i].key);

                if (series)
                        series->touched = 0;
        }
        tally->touched_keys_count = 0;
}

static void forget_causes(struct tally *tally)
{
        if (tally->causes)
                causes_clear(tally->causes);
}

void tallies_judged(struct tallies *tallies)
{
        for (size_t i = 0; i < tallies->touched_count; i++) {
                struct tally *tally = &tallies->tallies[tallies->touched[i].measure];

                forget_touched(tally);
                forget_causes(tally);
                for (size_t j = 0; j < tally->dependents_count; j++)
                        forget_causes(&tallies->tallies[tally->dependents[j]]);
        }
        tallies->touched_count = 0;
}

void tallies_next_record(struct tallies *tallies, uint64_t number)
{
        tallies->record++;
        tallies->record_number = number;
}

void tallies_cause(const struct tallies *tallies, uint32_t measure, struct cause *cause)
{
        const struct causes *causes = tallies->tallies[measure].causes;

        cause->records_count = causes ? causes->count : 0;
        cause->records_total = causes ? causes->total : 0;
        for (size_t i = 0; i < cause->records_count; i++)
                cause->records[i] = causes->records[i];
}
