/* ctl/fields.h: the fields of an event, by name: one table for all that reads or writes events.
 *
 * A field is named as in the protocol: "id", "levels.partner", "trade.net_mass", and "net_mass"
 * where the kind of event is known; '-' may stand for '_'. A text becomes the field's value as
 * its type says: words of enums as the library names them, quantities as exact decimals. What
 * a quantity's text counts:
 *     money   units of its currency ("123.45"), mass grams, pieces whole ones,
 *     TEU and supplementary units of one ("2.25"), progress a share ("0.75") or per cent ("75%"),
 *     a rate units of the quote currency for one of the base.
 * Nothing is rounded unless the caller allows it. */
#pragma once
#include "base/decimal.h"
#include "base/text.h"
#include "pool.h"
#include <milestone/types.h>
#include <stdbool.h>

enum field_type {
        FIELD_TEXT,
        FIELD_TEXTS, /* words with '|' between */
        FIELD_ENUM,
        FIELD_YEAR,   /* 32 bits, unsigned */
        FIELD_NUMBER, /* 64 bits, unsigned */
        FIELD_QUANTITY,
        FIELD_RATE, /* mantissa and scale */
};

enum field_unit {
        UNIT_MONEY, /* minor units of the event's currency */
        UNIT_WHOLE, /* grams, pieces */
        UNIT_THOUSANDTHS,
        UNIT_SHARE, /* millionths */
};

struct field {
        const char *path;         /* "trade.net_mass" */
        enum mst_event_kind kind; /* whose; UNSPECIFIED: of every event */
        enum field_type type;
        size_t offset;       /* within struct mst_event; of texts: of the pointer, */
        size_t count_offset; /* and of the number of them */
        enum mst_enum names;
        enum field_unit unit;
};

extern const struct field fields[];
extern const size_t n_fields;

/* How the text of a quantity is read. All zero but `times`, which is 1/1: as it stands. */
struct number_form {
        struct ratio times;
        char decimal;        /* the sign before decimals; 0: a point */
        char grouping;       /* between groups of digits, thrown away; 0: none */
        bool round;          /* halves to even, instead of an error */
        uint64_t *n_rounded; /* how often that lost something is added; may be NULL */
};
#define NUMBER_FORM_PLAIN ((struct number_form){.times = {1, 1}})

/* NULL if there is none. `name` may lack the kind's word ("value" for trade). */
const struct field *field_find(enum mst_event_kind kind, struct text name);
/* The nearest name of a field of the kind, without the kind's word; NULL if none is near. */
const char *field_nearest(enum mst_event_kind kind, struct text name);
/* The name without the kind's word. */
const char *field_name(const struct field *field);

/* The currency that the event's money is in, "" if none is said. */
const char *event_currency(const struct mst_event *event);

/* Sets the field: NULL, or a sentence out of `pool` why the text is none of its values. An
 * empty text sets "not stated" or "unknown". Money needs the event's currency to be set
 * before. Texts are copied into the pool. */
const char *field_set(const struct field *field, struct mst_event *event, struct text text,
                      const struct number_form *form, struct pool *pool);

/* The field's value as text, "" if it is not stated or unknown. Out of `pool`. */
const char *field_get(const struct field *field, const struct mst_event *event, struct pool *pool);
/* Of a field of type QUANTITY. */
const struct mst_quantity *field_quantity(const struct field *field, const struct mst_event *event);
void field_quantity_set(const struct field *field, struct mst_event *event, struct mst_quantity quantity);
/* Not "not stated", not unknown. */
bool field_is_stated(const struct field *field, const struct mst_event *event);
