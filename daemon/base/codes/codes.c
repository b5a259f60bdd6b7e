/* base/codes/codes.c: looking codes up in the generated tables. */
#include "base/codes/codes.h"
#include "base/civil.h"
#include "base/codes/tables.h"
#include <assert.h>
#include <string.h>

#define CURRENCY_LENGTH 3

/* Rows of both kinds begin with their code, a C string. */
static int compare_code(struct text code, const void *row)
{
        return text_compare(code, text_of(row));
}

static const void *find(struct text code, const void *rows, size_t n, size_t row_size)
{
        size_t low = 0, high = n;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                const void *row = (const char *)rows + middle * row_size;
                int order = compare_code(code, row);

                if (order == 0)
                        return row;
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        return NULL;
}

static const struct codes_row *find_country(struct text code)
{
        return find(code, codes_countries, codes_countries_n, sizeof(struct codes_row));
}

static const struct codes_row *find_former_country(struct text code)
{
        return find(code, codes_former_countries, codes_former_countries_n, sizeof(struct codes_row));
}

static const struct codes_row *find_subdivision(struct text code)
{
        return find(code, codes_subdivisions, codes_subdivisions_n, sizeof(struct codes_row));
}

static const struct codes_currency_row *find_currency(struct text code)
{
        return find(code, codes_currencies, codes_currencies_n, sizeof(struct codes_currency_row));
}

static bool is_letter(char c)
{
        return c >= 'A' && c <= 'Z';
}

/* Asked of every facility that is a UN/LOCODE: without a search. */
bool codes_is_country(struct text code)
{
        return code.length == 2 && is_letter(code.data[0]) && is_letter(code.data[1]) &&
               codes_country_second_letters[code.data[0] - 'A'] >> (code.data[1] - 'A') & 1;
}

bool codes_is_former_country(struct text code)
{
        return find_former_country(code);
}

bool codes_is_of_users(struct text code)
{
        char a, b;

        if (code.length != 2)
                return false;
        a = code.data[0];
        b = code.data[1];
        return (a == 'X' && b >= 'A' && b <= 'Z') || (a == 'Q' && b >= 'M' && b <= 'Z') ||
               text_equal(code, TEXT("AA")) || text_equal(code, TEXT("ZZ")) || text_equal(code, TEXT("EU"));
}

bool codes_is_subdivision(struct text code)
{
        return find_subdivision(code);
}

struct text codes_country_name(struct text code)
{
        const struct codes_row *row = find_country(code);

        if (!row)
                row = find_former_country(code);
        return row ? text_of(row->name) : TEXT("");
}

struct text codes_subdivision_name(struct text code)
{
        const struct codes_row *row = find_subdivision(code);

        return row ? text_of(row->name) : TEXT("");
}

static struct codes_currency currency_of(const struct codes_currency_row *row)
{
        struct codes_currency currency = {
                .digits = row->digits,
                .first_day = row->first_day,
                .last_day = row->last_day,
                .successor = text_of(row->successor),
                .factor = row->factor,
                .name = text_of(row->name),
        };

        memcpy(currency.code, row->code, sizeof(currency.code));
        return currency;
}

bool codes_currency(struct text code, struct codes_currency *ret)
{
        const struct codes_currency_row *row = find_currency(code);

        assert(ret);

        if (!row)
                return false;
        *ret = currency_of(row);
        return true;
}

bool codes_redenominated(size_t index, struct codes_currency *ret)
{
        assert(ret);

        for (size_t i = 0; i < codes_currencies_n; i++) {
                if (codes_currencies[i].factor == 0 || index-- > 0)
                        continue;
                *ret = currency_of(&codes_currencies[i]);
                return true;
        }
        return false;
}

bool codes_currency_is_valid_on(const struct codes_currency *currency, int32_t day)
{
        assert(currency);
        assert(civil_is_valid(day));

        if (currency->first_day != CIVIL_NONE && day < currency->first_day)
                return false;
        return currency->last_day == CIVIL_NONE || day <= currency->last_day;
}

static bool is_row_valid_on(const struct codes_currency_row *row, int32_t day)
{
        struct codes_currency currency = currency_of(row);

        return codes_currency_is_valid_on(&currency, day);
}

/* The only one that became `code`; NULL if none did, or several. */
static const struct codes_currency_row *only_predecessor(struct text code)
{
        const struct codes_currency_row *ret = NULL;

        for (size_t i = 0; i < codes_currencies_n; i++) {
                if (!text_equal(text_of(codes_currencies[i].successor), code))
                        continue;
                if (ret)
                        return NULL;
                ret = &codes_currencies[i];
        }
        return ret;
}

bool codes_currency_of_day(const struct codes_currency *currency, int32_t day, struct text *ret)
{
        const struct codes_currency_row *row;
        bool before;

        assert(currency);
        assert(ret);

        before = currency->first_day != CIVIL_NONE && day < currency->first_day;
        row = find_currency(text_of(currency->code));
        while (row && !is_row_valid_on(row, day))
                row = before ? only_predecessor(text_of(row->code)) : find_currency(text_of(row->successor));
        if (!row)
                return false;
        *ret = text_of(row->code);
        return true;
}

static char lower(char c)
{
        return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static char upper(char c)
{
        return c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
}

/* Into `buf` of TEXT_NAME_MAX, so that names are compared without regard to capitals. */
static struct text changed(struct text text, char (*change)(char), char buf[TEXT_NAME_MAX])
{
        size_t length = text.length < TEXT_NAME_MAX ? text.length : TEXT_NAME_MAX;

        for (size_t i = 0; i < length; i++)
                buf[i] = change(text.data[i]);
        return (struct text){buf, length};
}

/* What is nearest so far. */
struct nearest {
        struct text word; /* in small letters */
        size_t best;      /* index of the row, or SIZE_MAX */
        char known[TEXT_NAME_MAX];
        struct text known_text;
};

/* A name is offered; text_nearest() judges between it and the best until now. */
static void offer(struct nearest *nearest, struct text name, size_t row)
{
        char buf[TEXT_NAME_MAX];
        struct text both[2] = {nearest->known_text, changed(name, lower, buf)};
        size_t from = nearest->best == SIZE_MAX ? 1 : 0;
        struct text found;

        if (!text_nearest(nearest->word, both + from, 2 - from, &found) || found.data != buf)
                return;
        nearest->best = row;
        memcpy(nearest->known, buf, found.length);
        nearest->known_text = (struct text){nearest->known, found.length};
}

bool codes_nearest_country(struct text word, struct text *ret)
{
        char lower_buf[TEXT_NAME_MAX], upper_buf[TEXT_NAME_MAX];
        struct nearest nearest = {.best = SIZE_MAX};
        struct text code;

        assert(ret);

        if (word.length > TEXT_NAME_MAX)
                return false;
        code = changed(word, upper, upper_buf);
        nearest.word = changed(word, lower, lower_buf);

        for (size_t i = 0; i < codes_countries_n; i++) {
                const struct codes_row *row = &codes_countries[i];

                if (text_equal(code, text_of(row->code)) || text_equal(code, text_of(row->other))) {
                        *ret = text_of(row->code);
                        return true;
                }
                offer(&nearest, text_of(row->name), i);
        }
        if (nearest.best == SIZE_MAX)
                return false;
        *ret = text_of(codes_countries[nearest.best].code);
        return true;
}

/* Only those of the country that was named: its two letters and the hyphen are not compared. */
static bool nearest_subdivision(struct text word, struct text *ret)
{
        char lower_buf[TEXT_NAME_MAX], upper_buf[TEXT_NAME_MAX];
        struct text country = changed((struct text){word.data, 2}, upper, upper_buf);
        struct nearest nearest = {.best = SIZE_MAX};

        nearest.word = changed((struct text){word.data + 3, word.length - 3}, lower, lower_buf);
        for (size_t i = 0; i < codes_subdivisions_n; i++) {
                const struct codes_row *row = &codes_subdivisions[i];

                if (memcmp(row->code, country.data, 2) != 0)
                        continue;
                offer(&nearest, text_of(row->code + 3), i);
                offer(&nearest, text_of(row->name), i);
        }
        if (nearest.best == SIZE_MAX)
                return false;
        *ret = text_of(codes_subdivisions[nearest.best].code);
        return true;
}

bool codes_nearest_place(struct text word, struct text *ret)
{
        assert(ret);

        if (word.length > 3 && word.length <= TEXT_NAME_MAX && word.data[2] == '-' && nearest_subdivision(word, ret))
                return true;
        return codes_nearest_country(word, ret);
}

static bool is_current(const struct codes_currency_row *row)
{
        return row->last_day == CIVIL_NONE && row->digits != CODES_NO_DIGITS;
}

/* What amounts of a former one are in now: BYN for BYB, by way of BYR. */
static bool current_successor(const struct codes_currency_row *row, struct text *ret)
{
        while (row && row->successor[0] != '\0')
                row = find_currency(text_of(row->successor));
        if (!row || !is_current(row))
                return false;
        *ret = text_of(row->code);
        return true;
}

/* A code's first two letters are its country: BYN is nearer to BYM than BAM is. */
static bool same_country(struct text code, struct text *ret)
{
        for (size_t i = 0; i < codes_currencies_n; i++) {
                if (is_current(&codes_currencies[i]) && memcmp(codes_currencies[i].code, code.data, 2) == 0) {
                        *ret = text_of(codes_currencies[i].code);
                        return true;
                }
        }
        return false;
}

bool codes_nearest_currency(struct text word, struct text *ret)
{
        char lower_buf[TEXT_NAME_MAX], upper_buf[TEXT_NAME_MAX];
        struct nearest nearest = {.best = SIZE_MAX};
        const struct codes_currency_row *exact;
        struct text code;

        assert(ret);

        if (word.length > TEXT_NAME_MAX)
                return false;
        code = changed(word, upper, upper_buf);
        nearest.word = changed(word, lower, lower_buf);

        exact = find_currency(code);
        if (exact)
                return current_successor(exact, ret);
        if (code.length == CURRENCY_LENGTH && same_country(code, ret))
                return true;

        for (size_t i = 0; i < codes_currencies_n; i++) {
                if (!is_current(&codes_currencies[i]))
                        continue;
                offer(&nearest, text_of(codes_currencies[i].name), i);
                if (word.length == CURRENCY_LENGTH)
                        offer(&nearest, text_of(codes_currencies[i].code), i);
        }
        if (nearest.best == SIZE_MAX)
                return false;
        *ret = text_of(codes_currencies[nearest.best].code);
        return true;
}

bool codes_hs_form(struct text code)
{
        if (code.length != 2 && code.length != 4 && (code.length < 6 || code.length > 10))
                return false;
        for (size_t i = 0; i < code.length; i++)
                if (code.data[i] < '0' || code.data[i] > '9')
                        return false;
        return code.data[0] != '0' || code.data[1] != '0';
}

bool codes_locode_form(struct text code)
{
        if (code.length != 5 || !codes_is_country((struct text){code.data, 2}))
                return false;
        for (size_t i = 2; i < code.length; i++) {
                bool digit = code.data[i] >= '2' && code.data[i] <= '9';

                if (!is_letter(code.data[i]) && !digit)
                        return false;
        }
        return true;
}

static bool alias_find(const struct codes_alias_row *rows, size_t n, struct text word, struct text *ret)
{
        size_t low = 0, high = n;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(word, text_of(rows[middle].word));

                if (order == 0) {
                        *ret = text_of(rows[middle].code);
                        return true;
                }
                if (order < 0)
                        high = middle;
                else
                        low = middle + 1;
        }
        return false;
}

/* With the noughts that belong in front; into `buf`. */
static struct text three_digits(struct text word, char buf[3])
{
        if (word.length == 0 || word.length >= 3)
                return word;
        memset(buf, '0', 3);
        memcpy(buf + 3 - word.length, word.data, word.length);
        return (struct text){buf, 3};
}

bool codes_by_alias(enum codes_alias alias, struct text word, struct text *ret)
{
        char buf[TEXT_NAME_MAX], digits[3];

        assert(ret);

        switch (alias) {
        case CODES_COUNTRY_NAME:
                if (word.length > TEXT_NAME_MAX)
                        return false;
                return alias_find(codes_country_names, codes_country_names_n, changed(word, lower, buf), ret);
        case CODES_COUNTRY_LETTERS:
                return alias_find(codes_country_letters, codes_country_letters_n, word, ret);
        case CODES_COUNTRY_NUMBER:
                return alias_find(codes_country_numbers, codes_country_numbers_n, three_digits(word, digits),
                                  ret);
        case CODES_CURRENCY_NUMBER:
                return alias_find(codes_currency_numbers, codes_currency_numbers_n,
                                  three_digits(word, digits), ret);
        }
        return false;
}
