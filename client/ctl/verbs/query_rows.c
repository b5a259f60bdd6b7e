/* ctl/verbs/query_rows.c: see query_rows.h. */
#include "query_rows.h"

#include "base/codes/codes.h"
#include "base/decimal.h"
#include "tell.h"

const struct column query_columns[] = {
        {"PERIOD", "period", 0},
        {"SERIES", "series", 0},
        {"VALUE", "value.amount", COLUMN_RIGHT},
        {"CURRENCY", "value.currency", COLUMN_CSV},
        {"UNIT", "value.unit", COLUMN_CSV},
        {"STATE", "value.state", COLUMN_CSV},
        {"COMPLETE", "complete", 0},
        {"PROVISIONAL", "value.provisional_records", COLUMN_CSV},
        {"UNKNOWN", "value.unknown_records", COLUMN_CSV},
        {"WAITING", "value.waiting_records", COLUMN_CSV},
        {0},
};

/* VALUE and COMPLETE stand where they do above: query_print_waiting() serves both. */
const struct column query_mirror_columns[] = {
        {"PERIOD", "period", 0},
        {"SERIES", "series", 0},
        {"VALUE", "value.amount", COLUMN_RIGHT},
        {"MIRROR", "mirror.amount", COLUMN_RIGHT},
        {"DIFFERENCE", "difference.amount", COLUMN_RIGHT},
        {"ASYMMETRY", "asymmetry.amount", COLUMN_RIGHT},
        {"COMPLETE", "complete", 0},
        {"CURRENCY", "value.currency", COLUMN_CSV},
        {"UNIT", "value.unit", COLUMN_CSV},
        {0},
};

const struct column query_control_columns[] = {
        {"PERIOD", "period", 0},
        {"LEVELS", "levels", 0},
        {"STATED", "stated.amount", COLUMN_RIGHT},
        {"PARTS", "parts.amount", COLUMN_RIGHT},
        {"DIFFERENCE", "difference.amount", COLUMN_RIGHT},
        {"CURRENCY", "stated.currency", COLUMN_CSV},
        {"UNIT", "stated.unit", COLUMN_CSV},
        {0},
};

/* What a person should know beside the number. */
static const char *remark(struct pool *pool, const struct mst_value *value, bool complete)
{
        const char *words = complete ? "yes" : "not yet";

        if (value->provisional_records > 0)
                words = pool_print(pool, "%s, %llu provisional", words,
                                   (unsigned long long)value->provisional_records);
        if (value->unknown_records > 0)
                words = pool_print(pool, "%s, %llu unknown", words,
                                   (unsigned long long)value->unknown_records);
        if (value->waiting_records > 0)
                words = pool_print(pool, "%s, %llu waiting for a rate", words,
                                   (unsigned long long)value->waiting_records);
        return words;
}

void query_print_row(struct out *out, const struct mst_measure_answer *m, const struct mst_measure_row *row)
{
        json_t *object = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {NULL, NULL, tell_value_words(&pool, &row->value),     NULL,
                                              NULL, NULL, remark(&pool, &row->value, row->complete)};

        put_text(object, "corridor", m->corridor);
        put_text(object, "measure", m->measure);
        put_text(object, "period", row->period);
        put_text(object, "series", row->series);
        put(object, "value", tell_value(&row->value));
        put_bool(object, "complete", row->complete);
        out_row(out, object, cells);
        pool_done(&pool);
}

void query_print_mirror(struct out *out, const struct mst_measure_answer *m, const struct mst_measure_row *row)
{
        json_t *object = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {NULL,
                                              NULL,
                                              tell_value_words(&pool, &row->value),
                                              tell_value_words(&pool, &row->mirror),
                                              tell_value_words(&pool, &row->difference),
                                              tell_value_words(&pool, &row->asymmetry),
                                              remark(&pool, &row->value, row->complete)};

        put_text(object, "corridor", m->corridor);
        put_text(object, "measure", m->measure);
        put_text(object, "mirror_measure", m->mirror_side.measure);
        put_text(object, "period", row->period);
        put_text(object, "series", row->series);
        put(object, "value", tell_value(&row->value));
        put(object, "mirror", tell_value(&row->mirror));
        put(object, "difference", tell_value(&row->difference));
        put(object, "asymmetry", tell_value(&row->asymmetry));
        put_bool(object, "complete", row->complete);
        out_row(out, object, cells);
        pool_done(&pool);
}

void query_print_control(struct out *out, const struct mst_measure_answer *m, const struct mst_control_row *row)
{
        json_t *object = json_object();
        struct pool pool = {0};
        const char *cells[OUT_COLUMNS_MAX] = {NULL, NULL, tell_value_words(&pool, &row->stated),
                                              tell_value_words(&pool, &row->parts),
                                              tell_value_words(&pool, &row->difference)};

        put_text(object, "corridor", m->corridor);
        put_text(object, "measure", m->measure);
        put_text(object, "period", row->period);
        put_text(object, "levels", row->levels);
        put(object, "stated", tell_value(&row->stated));
        put(object, "parts", tell_value(&row->parts));
        put(object, "difference", tell_value(&row->difference));
        out_row(out, object, cells);
        pool_done(&pool);
}

/* "98 %", never 100 or 0 where it is not. */
static const char *share(struct pool *pool, uint64_t part, uint64_t whole)
{
        uint64_t percent = whole ? (uint64_t)((unsigned __int128)part * 100 / whole) : 0;

        return percent == 0 && part > 0 ? "below 1 %" : pool_print(pool, "%llu %%", (unsigned long long)percent);
}

static const char *basis_words(struct pool *pool, const struct mst_basis_row *row)
{
        const char *valuation = mst_enum_name(MST_ENUM_VALUATION, row->valuation),
                   *basis = mst_enum_name(MST_ENUM_PARTNER_BASIS, row->partner_basis);

        return pool_print(pool, "%s%s%s",
                          row->valuation ? valuation : "valued as not stated",
                          row->partner_basis ? ", partner by " : "", row->partner_basis ? basis : "");
}

const char *query_side_words(struct pool *pool, const struct mst_side *side)
{
        const char *words = "";
        uint64_t records = 0;

        for (size_t i = 0; i < side->bases_count; i++)
                records += side->bases[i].records;
        for (size_t i = 0; i < side->bases_count; i++)
                words = pool_print(pool, "%s%s%s of records %s", words, i ? "; " : "",
                                   share(pool, side->bases[i].records, records),
                                   basis_words(pool, &side->bases[i]));
        return pool_print(pool, "%s, reported by %s: %s", side->measure, side->reporter,
                          side->bases_count ? words : "no records");
}

/* An amount that is in no sum, since its currency is another and has no rate. The answer has minor units,
 * and how many decimals these are is the currency's own. */
void query_print_waiting(struct out *out, const struct mst_measure_answer *m, const struct mst_waiting_row *row)
{
        json_t *object = json_object(), *value = json_object();
        struct codes_currency currency;
        bool known = codes_currency(text_of(row->currency), &currency) && currency.digits != CODES_NO_DIGITS;
        struct pool pool = {0};
        char text[DECIMAL_TEXT_MAX];
        const char *cells[OUT_COLUMNS_MAX] = {
                NULL,
                NULL,
                known ? pool_print(&pool, "%s %s", decimal_format_grouped(row->units, currency.digits, text),
                                   row->currency) :
                        pool_print(&pool, "%lld minor units of %s", (long long)row->units, row->currency),
                NULL,
                NULL,
                NULL,
                pool_print(&pool, "waiting for a rate, %llu record%s", (unsigned long long)row->records,
                           row->records == 1 ? "" : "s")};

        put_text(object, "corridor", m->corridor);
        put_text(object, "measure", m->measure);
        put_text(object, "period", row->period);
        if (known)
                put_text(value, "amount", decimal_format(row->units, currency.digits, text));
        else
                put_text(value, "minor_units", pool_print(&pool, "%lld", (long long)row->units));
        put_text(value, "currency", row->currency);
        put_text(value, "state", "waiting");
        put_number(value, "waiting_records", row->records);
        put(object, "value", value);
        put_bool(object, "complete", false);
        out_row(out, object, cells);
        pool_done(&pool);
}

