/* base/codes/tables.h: the generated tables, for codes.c only. Each is sorted by code, bytewise,
 * without a code twice; the names are UTF-8. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct codes_row {
        char code[8];
        char other[4]; /* alpha-3 of a country, else empty */
        const char *name;
};

struct codes_currency_row {
        char code[4];
        int8_t digits; /* or CODES_NO_DIGITS */
        int32_t first_day;
        int32_t last_day;
        char successor[4]; /* its code; empty of current ones */
        uint32_t factor;   /* units of it for one of the successor; 0: no whole number, or current */
        const char *name;
};

/* Another way to write a code. Sorted by the word, names in small letters of ASCII. */
struct codes_alias_row {
        char code[4];
        const char *word;
};

extern const struct codes_row codes_countries[];
extern const size_t codes_countries_n;
/* By first letter: bit n says that it and the letter n behind A are a country's. */
extern const uint32_t codes_country_second_letters[26];
extern const struct codes_row codes_former_countries[];
extern const size_t codes_former_countries_n;
extern const struct codes_row codes_subdivisions[];
extern const size_t codes_subdivisions_n;
extern const struct codes_currency_row codes_currencies[];
extern const size_t codes_currencies_n;
extern const struct codes_alias_row codes_country_names[];
extern const size_t codes_country_names_n;
extern const struct codes_alias_row codes_country_letters[];
extern const size_t codes_country_letters_n;
extern const struct codes_alias_row codes_country_numbers[];
extern const size_t codes_country_numbers_n;
extern const struct codes_alias_row codes_currency_numbers[];
extern const size_t codes_currency_numbers_n;
