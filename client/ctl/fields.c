/* Offsets into struct mst_event stand in the table, so that reader, writer and mapping need no
 * code for a single field; only at() and at_const() turn one into an address. */
#include "fields.h"
#include "base/codes/codes.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) offsetof(struct mst_event, member)
#define TEXT_FIELD(path, of, member)                       \
        {                                                  \
                path, of, FIELD_TEXT, .offset = AT(member) \
        }
#define ENUM_FIELD(path, of, member, e)                                  \
        {                                                                \
                path, of, FIELD_ENUM, .offset = AT(member), .names = (e) \
        }
#define QUANTITY_FIELD(path, of, member, u)                                 \
        {                                                                   \
                path, of, FIELD_QUANTITY, .offset = AT(member), .unit = (u) \
        }
#define YEAR_FIELD(path, of, member)                       \
        {                                                  \
                path, of, FIELD_YEAR, .offset = AT(member) \
        }
#define TEXTS_FIELD(path, of, member)                                                           \
        {                                                                                       \
                path, of, FIELD_TEXTS, .offset = AT(member), .count_offset = AT(member##_count) \
        }

#define ALL        MST_EVENT_UNSPECIFIED
#define TRADE      MST_EVENT_TRADE
#define FREIGHT    MST_EVENT_FREIGHT
#define PROJECT    MST_EVENT_PROJECT
#define RATE       MST_EVENT_RATE
#define WITHDRAWAL MST_EVENT_WITHDRAWAL

/* In the order of printing. */
const struct field fields[] = {
        TEXT_FIELD("id", ALL, id),
        {"revision", ALL, FIELD_NUMBER, .offset = AT(revision)},
        TEXT_FIELD("period", ALL, period),
        ENUM_FIELD("status", ALL, status, MST_ENUM_STATUS),
        ENUM_FIELD("reality", ALL, reality, MST_ENUM_REALITY),
        ENUM_FIELD("levels.commodity", ALL, levels.commodity, MST_ENUM_LEVEL),
        ENUM_FIELD("levels.reporter", ALL, levels.reporter, MST_ENUM_LEVEL),
        ENUM_FIELD("levels.partner", ALL, levels.partner, MST_ENUM_LEVEL),
        ENUM_FIELD("levels.mode", ALL, levels.mode, MST_ENUM_LEVEL),
        ENUM_FIELD("levels.place", ALL, levels.place, MST_ENUM_LEVEL),

        TEXT_FIELD("trade.reporter", TRADE, trade.reporter),
        TEXT_FIELD("trade.partner", TRADE, trade.partner),
        ENUM_FIELD("trade.partner_basis", TRADE, trade.partner_basis, MST_ENUM_PARTNER_BASIS),
        ENUM_FIELD("trade.flow", TRADE, trade.flow, MST_ENUM_FLOW),
        ENUM_FIELD("trade.supply", TRADE, trade.supply, MST_ENUM_SUPPLY),
        TEXT_FIELD("trade.commodity", TRADE, trade.commodity),
        TEXT_FIELD("trade.classification", TRADE, trade.classification),
        YEAR_FIELD("trade.edition", TRADE, trade.edition),
        QUANTITY_FIELD("trade.value", TRADE, trade.value, UNIT_MONEY),
        TEXT_FIELD("trade.currency", TRADE, trade.currency),
        ENUM_FIELD("trade.valuation", TRADE, trade.valuation, MST_ENUM_VALUATION),
        QUANTITY_FIELD("trade.net_mass", TRADE, trade.net_mass, UNIT_WHOLE),
        QUANTITY_FIELD("trade.supplementary", TRADE, trade.supplementary, UNIT_THOUSANDTHS),
        TEXT_FIELD("trade.supplementary_unit", TRADE, trade.supplementary_unit),
        ENUM_FIELD("trade.mode", TRADE, trade.mode, MST_ENUM_MODE),
        TEXT_FIELD("trade.facility", TRADE, trade.facility),
        TEXT_FIELD("trade.procedure", TRADE, trade.procedure),
        TEXT_FIELD("trade.second_partner", TRADE, trade.second_partner),

        TEXT_FIELD("freight.origin", FREIGHT, freight.origin),
        TEXT_FIELD("freight.destination", FREIGHT, freight.destination),
        TEXT_FIELD("freight.facility", FREIGHT, freight.facility),
        ENUM_FIELD("freight.mode", FREIGHT, freight.mode, MST_ENUM_MODE),
        TEXT_FIELD("freight.route", FREIGHT, freight.route),
        ENUM_FIELD("freight.stage", FREIGHT, freight.stage, MST_ENUM_FREIGHT_STAGE),
        ENUM_FIELD("freight.flow", FREIGHT, freight.flow, MST_ENUM_FLOW),
        TEXT_FIELD("freight.commodity", FREIGHT, freight.commodity),
        TEXT_FIELD("freight.classification", FREIGHT, freight.classification),
        YEAR_FIELD("freight.edition", FREIGHT, freight.edition),
        QUANTITY_FIELD("freight.mass", FREIGHT, freight.mass, UNIT_WHOLE),
        QUANTITY_FIELD("freight.wagons", FREIGHT, freight.wagons, UNIT_WHOLE),
        QUANTITY_FIELD("freight.teu", FREIGHT, freight.teu, UNIT_THOUSANDTHS),
        QUANTITY_FIELD("freight.containers", FREIGHT, freight.containers, UNIT_WHOLE),
        TEXT_FIELD("freight.vehicle", FREIGHT, freight.vehicle),
        TEXT_FIELD("freight.consignment", FREIGHT, freight.consignment),
        QUANTITY_FIELD("freight.value", FREIGHT, freight.value, UNIT_MONEY),
        TEXT_FIELD("freight.currency", FREIGHT, freight.currency),

        TEXT_FIELD("project.project", PROJECT, project.project),
        ENUM_FIELD("project.kind", PROJECT, project.kind, MST_ENUM_PROJECT_KIND),
        ENUM_FIELD("project.stage", PROJECT, project.stage, MST_ENUM_PROJECT_STAGE),
        QUANTITY_FIELD("project.progress", PROJECT, project.progress, UNIT_SHARE),
        QUANTITY_FIELD("project.budget", PROJECT, project.budget, UNIT_MONEY),
        QUANTITY_FIELD("project.spent", PROJECT, project.spent, UNIT_MONEY),
        TEXT_FIELD("project.currency", PROJECT, project.currency),
        TEXT_FIELD("project.due", PROJECT, project.due),
        TEXTS_FIELD("project.places", PROJECT, project.places),
        TEXT_FIELD("project.facility", PROJECT, project.facility),
        TEXT_FIELD("project.parent", PROJECT, project.parent),
        TEXT_FIELD("project.title", PROJECT, project.title),

        TEXT_FIELD("rate.base", RATE, rate.base),
        TEXT_FIELD("rate.quote", RATE, rate.quote),
        {"rate.rate", RATE, FIELD_RATE, .offset = AT(rate.mantissa), .count_offset = AT(rate.scale)},
        ENUM_FIELD("rate.kind", RATE, rate.kind, MST_ENUM_RATE_KIND),

        ENUM_FIELD("withdrawal.reason", WITHDRAWAL, withdrawal.reason, MST_ENUM_WITHDRAWAL_REASON),
        TEXT_FIELD("withdrawal.text", WITHDRAWAL, withdrawal.text),
        TEXTS_FIELD("withdrawal.successors", WITHDRAWAL, withdrawal.successors),

        TEXT_FIELD("note", ALL, note),
};
const size_t n_fields = sizeof(fields) / sizeof(*fields);

/* Words of a list that one text can hold. */
#define TEXTS_MAX 64

/* What an event lies at: a table of offsets needs one cast, and it is here. */
static void *at(struct mst_event *event, size_t offset)
{
        return (char *)event + offset;
}

static const void *at_const(const struct mst_event *event, size_t offset)
{
        return (const char *)event + offset;
}

const char *field_name(const struct field *field)
{
        const char *dot;

        if (field->kind == ALL)
                return field->path;
        dot = strchr(field->path, '.');
        assert(dot);
        return dot + 1;
}

static bool name_is(struct text name, const char *known)
{
        if (name.length != strlen(known))
                return false;
        for (size_t i = 0; i < name.length; i++)
                if ((name.data[i] == '-' ? '_' : name.data[i]) != known[i])
                        return false;
        return true;
}

const struct field *field_find(enum mst_event_kind kind, struct text name)
{
        for (size_t i = 0; i < n_fields; i++) {
                const struct field *field = &fields[i];

                if (field->kind != ALL && field->kind != kind)
                        continue;
                if (name_is(name, field->path) || name_is(name, field_name(field)))
                        return field;
        }
        return NULL;
}

const char *field_nearest(enum mst_event_kind kind, struct text name)
{
        struct text known[sizeof(fields) / sizeof(*fields)], nearest;
        size_t n = 0;

        for (size_t i = 0; i < n_fields; i++)
                if (fields[i].kind == ALL || fields[i].kind == kind)
                        known[n++] = text_of(field_name(&fields[i]));
        return text_nearest(name, known, n, &nearest) ? nearest.data : NULL;
}

const char *event_currency(const struct mst_event *event)
{
        const char *currency = NULL;

        switch (event->kind) {
        case MST_EVENT_TRADE:
                currency = event->trade.currency;
                break;
        case MST_EVENT_FREIGHT:
                currency = event->freight.currency;
                break;
        case MST_EVENT_PROJECT:
                currency = event->project.currency;
                break;
        default:
                break;
        }
        return currency ? currency : "";
}

/* Decimals of the field's smallest unit; below zero: `*why` says why there are none. */
static int field_scale(const struct field *field, const struct mst_event *event, struct pool *pool,
                       const char **why)
{
        struct codes_currency currency;
        const char *code;

        switch (field->unit) {
        case UNIT_WHOLE:
                return 0;
        case UNIT_THOUSANDTHS:
                return 3;
        case UNIT_SHARE:
                return 6;
        case UNIT_MONEY:
                break;
        }
        code = event_currency(event);
        if (!*code) {
                *why = "an amount of money without a currency";
                return -1;
        }
        if (!codes_currency(text_of(code), &currency) || currency.digits == CODES_NO_DIGITS) {
                *why = pool_print(pool, "\"%s\" is no currency of ISO 4217 with minor units", code);
                return -1;
        }
        return currency.digits;
}

/* The text as base/decimal.h reads it: without grouping, with a point. */
static struct text number_plain(struct text text, const struct number_form *form, struct pool *pool)
{
        char *plain;
        size_t n = 0;

        if (!form->grouping && !form->decimal)
                return text;
        plain = pool_take(pool, text.length + 1);
        for (size_t i = 0; i < text.length; i++) {
                if (form->grouping && text.data[i] == form->grouping)
                        continue;
                /* A point where another sign was named is not one: left, it would be read. */
                if (form->decimal && form->decimal != '.' && text.data[i] == '.')
                        plain[n++] = '?';
                else
                        plain[n++] = form->decimal && text.data[i] == form->decimal ? '.' : text.data[i];
        }
        return (struct text){plain, n};
}

static const char *number_read(struct text text, int scale, const struct number_form *form, struct pool *pool,
                               int64_t *ret)
{
        struct text plain = number_plain(text_trim(text), form, pool);
        bool rounded = false;
        int r;

        r = decimal_parse_scaled(plain, scale, form->times, ret, form->round ? &rounded : NULL);
        switch (r) {
        case 0:
                if (rounded && form->n_rounded)
                        (*form->n_rounded)++;
                return NULL;
        case DECIMAL_DIGITS:
                return pool_print(pool, "\"%" TEXT_FORMAT "\" has more digits than the unit's %d decimals",
                                  TEXT_ARGUMENTS(text), scale);
        case DECIMAL_RANGE:
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is larger than an event may be",
                                  TEXT_ARGUMENTS(text));
        default:
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is not a number", TEXT_ARGUMENTS(text));
        }
}

static const char *quantity_set(const struct field *field, struct mst_event *event, struct text text,
                                const struct number_form *form, struct pool *pool)
{
        struct mst_quantity quantity = {.known = true};
        const char *why = NULL;
        int scale;

        scale = field_scale(field, event, pool, &why);
        if (scale < 0)
                return why;
        if (field->unit == UNIT_SHARE && text.length > 0 && text.data[text.length - 1] == '%') {
                text.length--;
                scale -= 2;
        }
        why = number_read(text, scale, form, pool, &quantity.units);
        if (!why)
                *(struct mst_quantity *)at(event, field->offset) = quantity;
        return why;
}

/* "0.000047": 47 at scale 6. */
static const char *rate_set(struct mst_event *event, struct text text, const struct number_form *form,
                            struct pool *pool)
{
        struct number_form exact = *form;
        const char *why = NULL;
        int64_t mantissa;

        exact.round = false; /* the scale is the one that the text needs */
        for (int scale = 0; scale <= DECIMAL_SCALE_MAX; scale++) {
                why = number_read(text, scale, &exact, pool, &mantissa);
                if (why)
                        continue;
                if (mantissa <= 0)
                        return "a rate must be above zero";
                event->rate.mantissa = mantissa;
                event->rate.scale = (uint32_t)scale;
                return NULL;
        }
        return why;
}

static const char *enum_set(const struct field *field, struct mst_event *event, struct text text,
                            struct pool *pool)
{
        char *word = pool_text(pool, text);
        struct text known[64], nearest;
        size_t n = 0;
        int value;

        for (char *c = word; *c; c++)
                if (*c == '_')
                        *c = '-';
        if (mst_enum_value(field->names, word, &value) == 0) {
                memcpy(at(event, field->offset), &value, sizeof(value));
                return NULL;
        }
        for (const char *name; n < 64 && (name = mst_enum_list(field->names, n)); n++)
                known[n] = text_of(name);
        if (text_nearest(text, known, n, &nearest))
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is unknown; did you mean \"%" TEXT_FORMAT "\"?",
                                  TEXT_ARGUMENTS(text), TEXT_ARGUMENTS(nearest));
        return pool_print(pool, "\"%" TEXT_FORMAT "\" is no %s", TEXT_ARGUMENTS(text), field_name(field));
}

static const char *number_set(const struct field *field, struct mst_event *event, struct text text,
                              struct pool *pool)
{
        int64_t number = 0;

        if (text.length > 0 && (decimal_parse(text, 0, &number) != 0 || number < 0))
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is no number from 0", TEXT_ARGUMENTS(text));
        if (field->type == FIELD_NUMBER)
                *(uint64_t *)at(event, field->offset) = (uint64_t)number;
        else if (number > UINT32_MAX)
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is too large", TEXT_ARGUMENTS(text));
        else
                *(uint32_t *)at(event, field->offset) = (uint32_t)number;
        return NULL;
}

static const char *texts_set(const struct field *field, struct mst_event *event, struct text text,
                             struct pool *pool)
{
        const char **texts = pool_array(pool, TEXTS_MAX, sizeof(*texts));
        const char *const *list = texts;
        struct text rest = text, word;
        size_t n = 0;

        while (text.length > 0 && text_cut(&rest, '|', &word)) {
                if (n == TEXTS_MAX)
                        return "more than 64 words";
                texts[n++] = pool_text(pool, text_trim(word));
        }
        memcpy(at(event, field->offset), &list, sizeof(list));
        *(size_t *)at(event, field->count_offset) = n;
        return NULL;
}

const char *field_set(const struct field *field, struct mst_event *event, struct text text,
                      const struct number_form *form, struct pool *pool)
{
        const char *copy;

        assert(field && event && form && pool);
        assert(field->kind == ALL || field->kind == event->kind);

        switch (field->type) {
        case FIELD_TEXT:
                copy = pool_text(pool, text);
                memcpy(at(event, field->offset), &copy, sizeof(copy));
                return NULL;
        case FIELD_TEXTS:
                return texts_set(field, event, text, pool);
        case FIELD_ENUM:
                return enum_set(field, event, text, pool);
        case FIELD_YEAR:
        case FIELD_NUMBER:
                return number_set(field, event, text, pool);
        case FIELD_QUANTITY:
                if (text.length > 0)
                        return quantity_set(field, event, text, form, pool);
                *(struct mst_quantity *)at(event, field->offset) = (struct mst_quantity){0};
                return NULL;
        case FIELD_RATE:
                return rate_set(event, text, form, pool);
        }
        return "no such field";
}

const struct mst_quantity *field_quantity(const struct field *field, const struct mst_event *event)
{
        assert(field->type == FIELD_QUANTITY);

        return at_const(event, field->offset);
}

void field_quantity_set(const struct field *field, struct mst_event *event, struct mst_quantity quantity)
{
        assert(field->type == FIELD_QUANTITY);

        *(struct mst_quantity *)at(event, field->offset) = quantity;
}

bool field_is_stated(const struct field *field, const struct mst_event *event)
{
        const char *text;

        switch (field->type) {
        case FIELD_TEXT:
                memcpy(&text, at_const(event, field->offset), sizeof(text));
                return text && *text;
        case FIELD_TEXTS:
                return *(const size_t *)at_const(event, field->count_offset) > 0;
        case FIELD_ENUM:
                return *(const int *)at_const(event, field->offset) != 0;
        case FIELD_YEAR:
                return *(const uint32_t *)at_const(event, field->offset) != 0;
        case FIELD_NUMBER:
                return *(const uint64_t *)at_const(event, field->offset) != 0;
        case FIELD_QUANTITY:
                return ((const struct mst_quantity *)at_const(event, field->offset))->known;
        case FIELD_RATE:
                return event->rate.mantissa != 0;
        }
        return false;
}

/* An amount in a currency that has no minor units here is printed in what it came in. */
static const char *quantity_get(const struct field *field, const struct mst_event *event, struct pool *pool)
{
        const struct mst_quantity *quantity = at_const(event, field->offset);
        char buf[DECIMAL_TEXT_MAX];
        const char *why;
        int scale;

        scale = field_scale(field, event, pool, &why);
        return pool_text(pool, text_of(decimal_format(quantity->units, scale < 0 ? 0 : scale, buf)));
}

static const char *texts_get(const struct field *field, const struct mst_event *event, struct pool *pool)
{
        size_t n = *(const size_t *)at_const(event, field->count_offset);
        const char *ret = "", *const * texts;

        memcpy(&texts, at_const(event, field->offset), sizeof(texts));
        for (size_t i = 0; i < n; i++)
                ret = pool_print(pool, "%s%s%s", ret, i ? "|" : "", texts[i]);
        return ret;
}

const char *field_get(const struct field *field, const struct mst_event *event, struct pool *pool)
{
        char buf[DECIMAL_TEXT_MAX];
        const char *text;

        assert(field && event && pool);

        if (!field_is_stated(field, event))
                return "";
        switch (field->type) {
        case FIELD_TEXT:
                memcpy(&text, at_const(event, field->offset), sizeof(text));
                return text;
        case FIELD_TEXTS:
                return texts_get(field, event, pool);
        case FIELD_ENUM:
                return mst_enum_name(field->names, *(const int *)at_const(event, field->offset));
        case FIELD_YEAR:
                return pool_print(pool, "%u", *(const uint32_t *)at_const(event, field->offset));
        case FIELD_NUMBER:
                return pool_print(pool, "%llu",
                                  (unsigned long long)*(const uint64_t *)at_const(event, field->offset));
        case FIELD_QUANTITY:
                return quantity_get(field, event, pool);
        case FIELD_RATE:
                return pool_text(pool,
                                 text_of(decimal_format(event->rate.mantissa, (int)event->rate.scale, buf)));
        }
        return "";
}
