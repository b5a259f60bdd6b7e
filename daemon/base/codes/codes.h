/* base/codes/codes.h: which codes exist, and how codes look.
 *
 * Countries (ISO 3166-1), regions (3166-2), former countries (3166-3) and currencies (ISO
 * 4217). The tables are made at build time by generate.py from Debian's iso-codes, the minor
 * units and former currencies from currencies.csv beside it. They are constants: all text
 * that is returned lives for ever.
 *
 * Only ingest, decode and configuration ask here. What they decide is in the journal with its
 * verdict, so another edition of the lists changes no replay. User-assigned codes (XK, EU and
 * the like) are in no list: they come from the configuration.
 *
 * HS and UN/LOCODE have no free list, so only their form is known. */
#pragma once
#include "base/text.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of gold, special drawing rights, the code for tests and the like: not money to be added. */
#define CODES_NO_DIGITS (-1)

struct codes_currency {
        char code[4];
        int digits;            /* minor units are 10^-digits, or CODES_NO_DIGITS */
        int32_t first_day;     /* of amounts in it, CIVIL_NONE if it is not stated */
        int32_t last_day;      /* the last day before its successor, CIVIL_NONE if it is current */
        struct text successor; /* the code that amounts are in from then on, empty if current */
        uint32_t factor;       /* units of it that became one of the successor; 0: no whole number */
        struct text name;
};

/* "BY", now. */
bool codes_is_country(struct text code);
/* "SU", "AN": in no list any more; a code may be both (SK, GE, BY were used before). */
bool codes_is_former_country(struct text code);
/* "XK", "QX": free for users in ISO 3166, for what has no code of its own; and EU, which it reserves. */
bool codes_is_of_users(struct text code);
/* "RU-LEN" */
bool codes_is_subdivision(struct text code);

/* Of countries that are or were, in English; the empty text if there is none. */
struct text codes_country_name(struct text code);
struct text codes_subdivision_name(struct text code);

/* False if there is no such code; `*ret` is then as it was. */
bool codes_currency(struct text code, struct codes_currency *ret);
/* Whether amounts of that day can be in it. */
bool codes_currency_is_valid_on(const struct codes_currency *currency, int32_t day);
/* The code that amounts of that day are in instead: of a later code of the same money, or of the one that
 * stood before it. False where there is none, or where several became one (EUR). */
bool codes_currency_of_day(const struct codes_currency *currency, int32_t day, struct text *ret);
/* The former currencies that have a factor, sorted by code: 0, 1, ... False beyond the last one. The
 * successor's first day is the one after `last_day`. */
bool codes_redenominated(size_t index, struct codes_currency *ret);

/* Other ways to write a code, as tables do. */
enum codes_alias {
        CODES_COUNTRY_NAME,    /* the name in English as ISO has it, or the common one; capitals do not matter */
        CODES_COUNTRY_LETTERS, /* alpha-3: "BLR" */
        CODES_COUNTRY_NUMBER,  /* "112"; noughts in front may lack */
        CODES_CURRENCY_NUMBER, /* "933" */
};

/* The code of a country that is, or of a current currency; false if there is none. */
bool codes_by_alias(enum codes_alias alias, struct text word, struct text *ret);

/* "Did you mean": the code in other capitals; an alpha-3 for its alpha-2; a former currency for
 * what amounts are in now; the English name, or one near to it; of currencies a code with the
 * same two first letters, or one edit away (of countries not: two letters are one edit from a
 * dozen others). The answer is a
 * code that is valid now. False if nothing is near. */
bool codes_nearest_country(struct text word, struct text *ret);
bool codes_nearest_currency(struct text word, struct text *ret);
/* Of "RU-LNE" a subdivision of RU by its code or its name; else as codes_nearest_country(). */
bool codes_nearest_place(struct text word, struct text *ret);

/* Chapter, heading, subheading (2, 4, 6 digits) or these with a national tail: 7 to 10 digits.
 * A chapter is 01 to 99. */
bool codes_hs_form(struct text code);
/* UN/LOCODE: a country that is, and three of A-Z and 2-9; no blank between. */
bool codes_locode_form(struct text code);
