/* core/ledger/expect_rows.c: what was told of sources, and when their periods were known, as rows.
 *
 *      ROW_EXPECT      (source name)       kind, first and last day of the period told as owed first;
 *                                          the day until which it was owed; the day of telling
 *      ROW_EXPECT + 1  (source name, day)  day
 *
 * Of a by-release source the key's day is the last of the period and the value the day of knowing;
 * of others it is the other way about, since what is known on one day grows.
 */
#include <errno.h>

#include "base/wire.h"
#include "core/ledger/expect_inside.h"

enum { TABLE_TOLD = ROW_EXPECT, TABLE_MARK };

static int put(uint8_t table, const struct wire_out *key, const struct wire_out *value, row_sink sink, void *context)
{
        if (key->failed || value->failed)
                return -ENOMEM;
        return sink(context, &(struct row){table, key->data, key->length, value->data, value->length});
}

static int save_told(const struct expect *expect, size_t i, struct wire_out *key, struct wire_out *value, row_sink sink,
                     void *context)
{
        struct owing *owing = &expect->sources[i];
        int r;

        if (!owing->dirty)
                return 0;
        wire_out_clear(key);
        wire_out_clear(value);
        wire_text(key, expect->plan->sources[i].name);
        if (owing->told.kind != PERIOD_NONE) { /* else the row goes */
                wire_u8(value, (uint8_t)owing->told.kind);
                wire_i32(value, owing->told.first);
                wire_i32(value, owing->told.last);
                wire_i32(value, owing->told_until);
                wire_i32(value, owing->told_day);
        }
        r = put(TABLE_TOLD, key, value, sink, context);
        owing->dirty = r < 0;
        return r;
}

static int save_marks(const struct expect *expect, size_t i, struct wire_out *key, struct wire_out *value,
                      row_sink sink, void *context)
{
        const struct plan_source *source = &expect->plan->sources[i];
        struct owing *owing = &expect->sources[i];
        int r = 0;

        for (size_t j = 0; j < owing->count && r == 0; j++) {
                struct mark *mark = &owing->marks[j];
                bool by_release = source->numbers == NUMBERS_BY_RELEASE;

                if (!mark->dirty)
                        continue;
                wire_out_clear(key);
                wire_out_clear(value);
                wire_text(key, source->name);
                wire_i32(key, by_release ? mark->last_day : mark->known_day);
                wire_i32(value, by_release ? mark->known_day : mark->last_day);
                r = put(TABLE_MARK, key, value, sink, context);
                mark->dirty = r < 0;
        }
        return r;
}

int expect_save(struct expect *expect, row_sink sink, void *context)
{
        struct wire_out key = {0}, value = {0};
        int r = 0;

        for (size_t i = 0; i < expect->plan->sources_count && r == 0; i++) {
                r = save_told(expect, i, &key, &value, sink, context);
                if (r == 0)
                        r = save_marks(expect, i, &key, &value, sink, context);
        }
        wire_out_done(&key);
        wire_out_done(&value);
        return r;
}

static int load_told(struct owing *owing, struct wire_in *value)
{
        owing->told.kind = (enum period_kind)wire_in_u8(value);
        owing->told.first = wire_in_i32(value);
        owing->told.last = wire_in_i32(value);
        owing->told_until = wire_in_i32(value);
        owing->told_day = wire_in_i32(value);
        return owing->told.kind <= PERIOD_YEAR ? 0 : -EBADMSG;
}

static int load_mark(const struct plan_source *source, struct owing *owing, struct wire_in *key, struct wire_in *value)
{
        int32_t a = wire_in_i32(key), b = wire_in_i32(value);
        bool by_release = source->numbers == NUMBERS_BY_RELEASE;
        struct mark *mark = mark_need(owing, by_release ? a : b);

        if (!mark)
                return -ENOMEM;
        mark->known_day = by_release ? b : a;
        mark->dirty = false;
        return 0;
}

int expect_load(struct expect *expect, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        struct text name = wire_in_text(&key);
        int r = -EBADMSG;

        for (size_t i = 0; i < expect->plan->sources_count; i++) {
                if (!text_equal(expect->plan->sources[i].name, name))
                        continue;
                if (row->table == TABLE_TOLD)
                        r = load_told(&expect->sources[i], &value);
                else
                        r = load_mark(&expect->plan->sources[i], &expect->sources[i], &key, &value);
        }
        if (r < 0)
                return r;
        return wire_in_complete(&key) && wire_in_complete(&value) ? 0 : -EBADMSG;
}
