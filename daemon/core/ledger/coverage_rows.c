/* core/ledger/coverage_rows.c: what sources said, as rows of a checkpoint.
 *
 *      ROW_COVERAGE      (source name)            oldest and newest day, nothing until
 *      ROW_COVERAGE + 1  (source name, last day)  first day, vintage that covers, that is complete
 */
#include <errno.h>

#include "base/wire.h"
#include "core/ledger/coverage_inside.h"

enum { TABLE_SOURCE = ROW_COVERAGE, TABLE_CELL };

static int save_source(struct coverage *coverage, size_t i, row_sink sink, void *context)
{
        struct text name = coverage->plan->sources[i].name;
        struct spoken *spoken = &coverage->sources[i];
        struct wire_out key = {0}, value = {0};
        int r = 0;

        wire_text(&key, name);
        if (spoken->dirty) {
                wire_i32(&value, spoken->oldest_day);
                wire_i32(&value, spoken->newest_day);
                wire_i32(&value, spoken->nothing_until);
                r = key.failed || value.failed ?
                            -ENOMEM :
                            sink(context, &(struct row){TABLE_SOURCE, key.data, key.length, value.data, value.length});
                spoken->dirty = r < 0;
        }
        for (size_t j = 0; j < spoken->count && r == 0; j++) {
                struct cell *cell = &spoken->cells[j];

                if (!cell->dirty)
                        continue;
                wire_out_clear(&key);
                wire_out_clear(&value);
                wire_text(&key, name);
                wire_i32(&key, cell->last_day);
                wire_i32(&value, cell->first_day);
                wire_u64(&value, cell->covered);
                wire_u64(&value, cell->complete);
                r = key.failed || value.failed ?
                            -ENOMEM :
                            sink(context, &(struct row){TABLE_CELL, key.data, key.length, value.data, value.length});
                cell->dirty = r < 0;
        }
        wire_out_done(&key);
        wire_out_done(&value);
        return r;
}

int coverage_save(struct coverage *coverage, row_sink sink, void *context)
{
        for (size_t i = 0; i < coverage->plan->sources_count; i++) {
                int r = save_source(coverage, i, sink, context);

                if (r < 0)
                        return r;
        }
        return 0;
}

int coverage_load(struct coverage *coverage, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        struct text name = wire_in_text(&key);
        struct spoken *spoken = NULL;

        for (size_t i = 0; i < coverage->plan->sources_count; i++)
                if (text_equal(coverage->plan->sources[i].name, name))
                        spoken = &coverage->sources[i];
        if (!spoken)
                return -EBADMSG;

        if (row->table == TABLE_SOURCE) {
                spoken->oldest_day = wire_in_i32(&value);
                spoken->newest_day = wire_in_i32(&value);
                spoken->nothing_until = wire_in_i32(&value);
        } else {
                int32_t last_day = wire_in_i32(&key), first_day = wire_in_i32(&value);
                struct cell *cell = cell_need(spoken, first_day, last_day);

                if (!cell)
                        return -ENOMEM;
                cell->covered = wire_in_u64(&value);
                cell->complete = wire_in_u64(&value);
        }
        return wire_in_complete(&key) && wire_in_complete(&value) ? 0 : -EBADMSG;
}
