/* host/config/numbers.c: scalars that begin with digits, and currencies; see values.h.
 *
 *     quantity = number [ blank word ] [ blank unit ]      35 bn USD, 1.5 million t, 10 days
 *     number   = digits, with _ between two of them, and at most one point
 *     word     = thousand | million | mn | billion | bn | trillion | tn */
#include "host/config/values.h"

#include <assert.h>
#include <string.h>

#include "base/decimal.h"

/* Steps of a milestone: more would be a chart. */
#define SHARES_MAX 32
#define PPM        1000000

static bool is_digit(char c)
{
        return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The powers of ten that have a name. No single letters: k, m and t mean other things too. */
static bool multiplier_read(struct text word, int64_t *ret)
{
        static const struct {
                struct text word;
                int64_t factor;
        } words[] = {
                {TEXT_INIT("thousand"), 1000},
                {TEXT_INIT("million"), 1000000},
                {TEXT_INIT("mn"), 1000000},
                {TEXT_INIT("billion"), 1000000000},
                {TEXT_INIT("bn"), 1000000000},
                {TEXT_INIT("trillion"), INT64_C(1000000000000)},
                {TEXT_INIT("tn"), INT64_C(1000000000000)},
        };

        for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
                if (text_equal(word, words[i].word)) {
                        *ret = words[i].factor;
                        return true;
                }
        return false;
}

bool written_read(struct text text, struct written *ret)
{
        struct text rest, word;
        size_t i = 0, n = 0;

        if (i < text.length && (text.data[i] == '-' || text.data[i] == '+'))
                ret->digits[n++] = text.data[i++];
        for (; i < text.length && (is_digit(text.data[i]) || text.data[i] == '.' || text.data[i] == '_');
             i++) {
                if (text.data[i] == '_') {
                        /* Between two digits only. */
                        if (i == 0 || !is_digit(text.data[i - 1]) || i + 1 == text.length ||
                            !is_digit(text.data[i + 1]))
                                return false;
                        continue;
                }
                if (n == QUANTITY_DIGITS_MAX)
                        return false;
                ret->digits[n++] = text.data[i];
        }
        if (i == 0 || !is_digit(text.data[i - 1]))
                return false;
        /* A comma, say, is no unit. */
        if (i < text.length && text.data[i] != ' ' && !is_letter(text.data[i]))
                return false;
        ret->digits[n] = '\0';
        ret->number = (struct text){ret->digits, n};
        ret->multiplier = 1;

        rest = text_trim((struct text){text.data + i, text.length - i});
        ret->unit = rest;
        if (rest.length > 0 && text_cut(&rest, ' ', &word) && multiplier_read(word, &ret->multiplier))
                ret->unit = rest.data ? text_trim(rest) : TEXT("");
        return true;
}

struct unit {
        const char *name;
        int64_t factor;
};

static bool unit_read(struct text text, const struct unit *units, int64_t *ret)
{
        for (; units->name; units++)
                if (text_equal(text, text_of(units->name))) {
                        *ret = units->factor;
                        return true;
                }
        return false;
}

static const struct unit units_none[] = {{"", 1}, {NULL, 0}};
static const struct unit units_days[] = {{"day", 1}, {"days", 1}, {NULL, 0}};
static const struct unit units_durations[] = {{"ms", 1000},
                                              {"s", 1000000},
                                              {"second", 1000000},
                                              {"seconds", 1000000},
                                              {"min", 60000000},
                                              {"minute", 60000000},
                                              {"minutes", 60000000},
                                              {"h", INT64_C(3600000000)},
                                              {"hour", INT64_C(3600000000)},
                                              {"hours", INT64_C(3600000000)},
                                              {"day", INT64_C(86400000000)},
                                              {"days", INT64_C(86400000000)},
                                              {NULL, 0}};
static const struct unit units_bytes[] = {{"B", 1},
                                          {"KiB", INT64_C(1) << 10},
                                          {"MiB", INT64_C(1) << 20},
                                          {"GiB", INT64_C(1) << 30},
                                          {"TiB", INT64_C(1) << 40},
                                          {NULL, 0}};

static const struct unit *units_of(enum key_type type, const char **ret_expected)
{
        switch (type) {
        case KEY_DAYS:
                *ret_expected = "days as in \"10 days\"";
                return units_days;
        case KEY_DURATION:
                *ret_expected = "a duration like \"500 ms\", \"30 s\", \"5 min\", \"1 h\" or \"2 days\"";
                return units_durations;
        case KEY_BYTES:
                *ret_expected = "a size like \"256 MiB\"";
                return units_bytes;
        default:
                assert(type == KEY_NUMBER);
                *ret_expected = "a whole number like 1_000";
                return units_none;
        }
}

static bool octal_read(struct text text, int64_t *ret)
{
        int64_t value = 0;

        if (text.length < 3 || text.length > 4)
                return false;
        for (size_t i = 0; i < text.length; i++) {
                if (text.data[i] < '0' || text.data[i] > '7')
                        return false;
                value = value * 8 + (text.data[i] - '0');
        }
        *ret = value;
        return true;
}

static bool number_read(const struct key *key, struct text text, int64_t *ret, const char **ret_expected)
{
        const struct unit *units;
        struct written written;
        struct ratio multiplier = {.den = 1};
        int64_t factor;

        if (key->type == KEY_MODE) {
                *ret_expected = "an octal number like 0660";
                return octal_read(text, ret);
        }
        units = units_of(key->type, ret_expected);
        if (!written_read(text, &written) || !unit_read(written.unit, units, &factor))
                return false;
        if (__builtin_mul_overflow(factor, written.multiplier, &multiplier.num) ||
            multiplier.num > DECIMAL_MAX)
                return false;
        return decimal_parse_scaled(written.number, 0, multiplier, ret, NULL) == 0;
}

/* A limit in the words of its key. */
static void limit_print(const struct key *key, int64_t limit, char *buf, size_t size)
{
        const char *unused;
        const struct unit *units, *best;

        if (key->type == KEY_MODE) {
                (void)snprintf(buf, size, "%04llo", (unsigned long long)limit);
                return;
        }
        units = best = units_of(key->type, &unused);
        for (; units->name; units++)
                if (limit % units->factor == 0 && ((limit > 0 && units->factor > best->factor) ||
                                                   (units->factor == best->factor && limit != units->factor)))
                        best = units;
        (void)snprintf(buf, size, "%lld%s%s", (long long)(limit / best->factor), best->name[0] ? " " : "",
                       best->name);
}

bool value_number(struct reading *reading, const struct fields *fields, const char *name, int64_t *ret)
{
        const struct key *key = fields_key(fields, name);
        struct tree_node standard;
        const struct tree_node *node = scalar_of(reading, fields, name, "a number", &standard);
        const char *expected;
        struct text shown;
        int64_t value;
        char low[32], high[32];

        if (!node)
                return false;
        shown = config_shown(node->text);
        if (!number_read(key, node->text, &value, &expected)) {
                reading_say(reading, node, "\"%" TEXT_FORMAT "\" is no value for \"%s\", expected %s",
                            TEXT_ARGUMENTS(shown), name, expected);
                return false;
        }
        if (value < key->minimum || value > key->maximum) {
                limit_print(key, key->minimum, low, sizeof(low));
                limit_print(key, key->maximum, high, sizeof(high));
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is out of range, expected %s to %s for \"%s\"",
                            TEXT_ARGUMENTS(shown), low, high, name);
                return false;
        }
        *ret = value;
        return true;
}

/* ---- currencies ------------------------------------------------------------------------- */

/* From the journal's text: what stands there; else from the list of codes, and noted. */
static bool currency_find(struct reading *reading, const struct tree_node *node, struct text code,
                          struct reading_currency *ret)
{
        struct codes_currency found;
        struct text near;

        for (size_t i = 0; i < reading->currencies_count; i++)
                if (text_equal(code, (struct text){reading->currencies[i].currency.code, 3})) {
                        *ret = reading->currencies[i];
                        return true;
                }
        if (reading->from_journal || !codes_currency(code, &found)) {
                struct text shown = config_shown(code);

                if (!reading->from_journal && codes_nearest_currency(code, &near))
                        reading_say(reading, node,
                                    "\"%" TEXT_FORMAT "\" is no currency; did you mean \"%" TEXT_FORMAT "\"?",
                                    TEXT_ARGUMENTS(shown), TEXT_ARGUMENTS(near));
                else
                        reading_say(reading, node,
                                    "\"%" TEXT_FORMAT "\" is no currency, expected an ISO 4217 code like USD",
                                    TEXT_ARGUMENTS(shown));
                return false;
        }
        if (found.digits == CODES_NO_DIGITS) {
                reading_say(reading, node,
                            "\"%" TEXT_FORMAT "\" is not money to be added up, expected a currency like USD",
                            TEXT_ARGUMENTS(code));
                return false;
        }
        if (reading->currencies_count == READING_CURRENCIES_MAX) {
                reading_say(reading, node, "more than %d currencies, expected fewer", READING_CURRENCIES_MAX);
                return false;
        }
        *ret = (struct reading_currency){.digits = found.digits};
        memcpy(ret->currency.code, found.code, 3);
        reading->currencies[reading->currencies_count++] = *ret;
        return true;
}

bool value_currency(struct reading *reading, const struct fields *fields, const char *name,
                    struct reading_currency *ret)
{
        struct tree_node standard;
        const struct tree_node *node = scalar_of(reading, fields, name, "a currency like USD", &standard);

        return node && currency_find(reading, node, node->text, ret);
}

/* ---- shares ------------------------------------------------------------------------------ */

static bool share_read(struct text text, uint32_t *ret)
{
        int64_t ppm;

        if (text.length < 2 || text.data[text.length - 1] != '%')
                return false;
        text.length--;
        text = text_trim(text);
        if (text.length == 0 || !is_digit(text.data[text.length - 1]) || decimal_parse(text, 4, &ppm) != 0)
                return false;
        if (ppm <= 0 || ppm >= PPM)
                return false;
        *ret = (uint32_t)ppm;
        return true;
}

bool value_shares(struct reading *reading, const struct fields *fields, const char *name, size_t *ret_count,
                  const uint32_t **ret)
{
        const struct tree_node *node = fields_value(fields, name);
        uint32_t *shares, before = 0;
        size_t count = 0;
        bool good = true;

        if (!node)
                return false;
        if (elements_count(node) > SHARES_MAX) {
                reading_say(reading, node, "\"%s\" has %zu shares, expected at most %d", name,
                            elements_count(node), SHARES_MAX);
                return false;
        }
        shares = CONFIG_MEMORY_ARRAY(reading->kept, elements_count(node), uint32_t);
        for (const struct tree_node *n = elements_first(node); n; n = elements_next(node, n)) {
                struct text shown = config_shown(n->text);
                uint32_t share;

                if (!node_is_scalar(reading, n, "a share like 50%")) {
                        good = false;
                } else if (!share_read(n->text, &share)) {
                        reading_say(
                                reading, n,
                                "\"%" TEXT_FORMAT
                                "\" is no share, expected one like 50%% or 12.5%%, above 0%% and below 100%%",
                                TEXT_ARGUMENTS(shown));
                        good = false;
                } else if (share <= before) {
                        reading_say(reading, n,
                                    "\"%" TEXT_FORMAT
                                    "\" is not above the share before it, expected rising ones",
                                    TEXT_ARGUMENTS(shown));
                        good = false;
                } else if (shares) {
                        shares[count++] = before = share;
                }
        }
        if (!good || !shares)
                return false;
        *ret_count = count;
        *ret = shares;
        return true;
}
