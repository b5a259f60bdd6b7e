/* core/rates/rows.c: rows of a checkpoint.
 *
 * Table ROW_RATES: what was published in a month.
 *     key    text name of the source, raw 3 base, raw 3 quote (their newest codes), i32 month
 *     value  for each record, by day and id:
 *            u8 day of the month, u8 1 when it is not final, raw 3 base and raw 3 quote as it was said,
 *            u8 scale, i64 mantissa, text id
 * Table ROW_RATES + 1: decimals of currencies.
 *     key    raw 3 currency
 *     value  u8 digits */
#include <errno.h>
#include <string.h>

#include "base/civil.h"
#include "base/decimal.h"
#include "base/limits.h"
#include "base/wire.h"
#include "core/rates/inside.h"

#define TABLE_RATES  ROW_RATES
#define TABLE_SCALES (ROW_RATES + 1)
#define CODE_LENGTH  3

struct writer {
        row_sink sink;
        void *context;
        struct wire_out key, value;
};

static int put(struct writer *writer, uint8_t table)
{
        struct row row = {
                .table = table,
                .key = writer->key.data,
                .key_length = writer->key.length,
                .value = writer->value.data,
                .value_length = writer->value.length,
        };

        if (writer->key.failed || writer->value.failed)
                return -ENOMEM;
        return writer->sink(writer->context, &row);
}

static struct currency said_in(const struct rates *rates, uint16_t number, struct currency current)
{
        return number ? rates->plan->redenominations[number - 1].old : current;
}

static void write_record(const struct rates *rates, const struct pair *pair, const struct published_month *month,
                         const struct published *record, struct wire_out *value)
{
        struct currency base = said_in(rates, record->base_old, pair->base);
        struct currency quote = said_in(rates, record->quote_old, pair->quote);

        wire_u8(value, record->mday);
        wire_u8(value, record->provisional);
        wire_raw(value, base.code, CODE_LENGTH);
        wire_raw(value, quote.code, CODE_LENGTH);
        wire_u8(value, record->scale);
        wire_i64(value, record->mantissa);
        wire_text(value, (struct text){month->ids + record->id_at, record->id_length});
}

static int save_pair(const struct rates *rates, struct text source, const struct pair *pair,
                     struct writer *writer)
{
        for (uint32_t i = 0; i < pair->count; i++) {
                const struct published_month *month = &pair->months[i];
                int r;

                if (!month->dirty)
                        continue;
                wire_out_clear(&writer->key);
                wire_out_clear(&writer->value);
                wire_text(&writer->key, source);
                wire_raw(&writer->key, pair->base.code, CODE_LENGTH);
                wire_raw(&writer->key, pair->quote.code, CODE_LENGTH);
                wire_i32(&writer->key, month->month);
                for (uint32_t j = 0; j < month->count; j++)
                        write_record(rates, pair, month, &month->records[j], &writer->value);
                r = put(writer, TABLE_RATES);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int save_scales(const struct rates *rates, struct writer *writer)
{
        for (size_t i = 0; i < rates->scales_count; i++) {
                int r;

                if (!rates->scales[i].dirty)
                        continue;
                wire_out_clear(&writer->key);
                wire_out_clear(&writer->value);
                wire_raw(&writer->key, rates->scales[i].currency.code, CODE_LENGTH);
                wire_u8(&writer->value, rates->scales[i].digits);
                r = put(writer, TABLE_SCALES);
                if (r != 0)
                        return r;
        }
        return 0;
}

/* Everything is written: nothing is dirty, empty months go. */
static void settle(struct rates *rates)
{
        for (size_t i = 0; i < rates->plan->sources_count; i++)
                for (size_t j = 0; j < rates->publishers[i].pairs_count; j++)
                        pair_sweep(&rates->publishers[i].pairs[j]);
        for (size_t i = 0; i < rates->scales_count; i++)
                rates->scales[i].dirty = false;
}

int rates_save(struct rates *rates, row_sink sink, void *context)
{
        struct writer writer = {.sink = sink, .context = context};
        int r = 0;

        for (size_t i = 0; i < rates->plan->sources_count && r == 0; i++)
                for (size_t j = 0; j < rates->publishers[i].pairs_count && r == 0; j++)
                        r = save_pair(rates, rates->plan->sources[i].name, &rates->publishers[i].pairs[j], &writer);
        if (r == 0)
                r = save_scales(rates, &writer);
        if (r == 0)
                settle(rates);

        wire_out_done(&writer.key);
        wire_out_done(&writer.value);
        return r;
}

/* ---- loading ---- */

static struct currency read_currency(struct wire_in *in)
{
        struct currency currency = {{0}};
        const uint8_t *code = wire_in_raw(in, CODE_LENGTH);

        if (code)
                memcpy(currency.code, code, CODE_LENGTH);
        return currency;
}

static int read_record(const struct rates *rates, struct wire_in *in, struct pair *pair, int32_t month)
{
        struct published record = {0};
        struct text id;
        uint8_t flag;

        record.mday = wire_in_u8(in);
        flag = wire_in_u8(in);
        record.base_old = family_number(&rates->families, read_currency(in));
        record.quote_old = family_number(&rates->families, read_currency(in));
        record.scale = wire_in_u8(in);
        record.mantissa = wire_in_i64(in);
        id = wire_in_text(in);
        if (in->failed || flag > 1 || record.mday < 1 ||
            record.mday > civil_days_in_month(month / 12, month % 12 + 1) || record.scale > DECIMAL_SCALE_MAX ||
            record.mantissa <= 0 || id.length > ID_BYTES_MAX)
                return -EBADMSG;
        record.provisional = flag;
        return pair_add(pair, civil_month_first(month) + record.mday - 1, &record, id);
}

static int source_of(const struct plan *plan, struct text name)
{
        for (size_t i = 0; i < plan->sources_count; i++)
                if (text_equal(plan->sources[i].name, name))
                        return (int)i;
        return -EBADMSG;
}

static int load_month(struct rates *rates, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        int source = source_of(rates->plan, wire_in_text(&key));
        struct currency base = read_currency(&key), quote = read_currency(&key);
        int32_t month = wire_in_i32(&key);
        struct pair *pair;
        int r;

        if (!wire_in_complete(&key) || source < 0 || month < civil_month(CIVIL_MIN) || month > civil_month(CIVIL_MAX))
                return -EBADMSG;
        rates->changed = true;
        r = publisher_make_pair(&rates->publishers[source], base, quote, &pair);
        while (r == 0 && wire_in_left(&value) > 0)
                r = read_record(rates, &value, pair, month);
        if (r == 0 && pair_month(pair, month))
                pair_month(pair, month)->dirty = false;
        return r;
}

static int load_scale(struct rates *rates, const struct row *row)
{
        struct wire_in key = wire_in_of(row->key, row->key_length);
        struct wire_in value = wire_in_of(row->value, row->value_length);
        struct currency currency = read_currency(&key);
        uint8_t digits = wire_in_u8(&value);
        int r;

        if (!wire_in_complete(&key) || !wire_in_complete(&value) || digits > DECIMAL_SCALE_MAX)
                return -EBADMSG;
        r = rates_scale(rates, currency, digits);
        for (size_t i = 0; i < rates->scales_count; i++)
                rates->scales[i].dirty = false;
        return r;
}

int rates_load(struct rates *rates, const struct row *row)
{
        switch (row->table) {
        case TABLE_RATES:
                return load_month(rates, row);
        case TABLE_SCALES:
                return load_scale(rates, row);
        default:
                return -EBADMSG;
        }
}
