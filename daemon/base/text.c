/* base/text.c: views of text, UTF-8 and the nearest word. */
#include "base/text.h"
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct text text_of(const char *string)
{
        return (struct text){string, string ? strlen(string) : 0};
}

bool text_equal(struct text a, struct text b)
{
        return a.length == b.length && (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

int text_compare(struct text a, struct text b)
{
        size_t shorter = a.length < b.length ? a.length : b.length;
        int order = shorter > 0 ? memcmp(a.data, b.data, shorter) : 0;

        if (order != 0)
                return order;
        return (a.length > b.length) - (a.length < b.length);
}

bool text_starts(struct text text, struct text prefix)
{
        if (prefix.length > text.length)
                return false;
        return text_equal((struct text){text.data, prefix.length}, prefix);
}

bool text_cut(struct text *rest, char at, struct text *ret)
{
        const char *found;

        assert(rest && ret);

        if (!rest->data)
                return false;

        found = rest->length > 0 ? memchr(rest->data, at, rest->length) : NULL;
        if (!found) {
                *ret = *rest;
                *rest = (struct text){NULL, 0};
                return true;
        }

        *ret = (struct text){rest->data, (size_t)(found - rest->data)};
        *rest = (struct text){found + 1, rest->length - ret->length - 1};
        return true;
}

static bool is_blank(char c)
{
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text text)
{
        while (text.length > 0 && is_blank(text.data[0])) {
                text.data++;
                text.length--;
        }
        while (text.length > 0 && is_blank(text.data[text.length - 1]))
                text.length--;
        return text;
}

char *text_duplicate(struct text text)
{
        char *copy = malloc(text.length + 1);

        if (!copy)
                return NULL;
        if (text.length > 0)
                memcpy(copy, text.data, text.length);
        copy[text.length] = '\0';
        return copy;
}

/* The bytes of the first code point, 0 if they are not well-formed. The bounds of the second
 * byte exclude overlong forms (E0, F0), surrogates (ED) and what is above U+10FFFF (F4). */
static size_t code_point_length(const uint8_t *byte, size_t left)
{
        uint8_t low = 0x80, high = 0xBF;
        size_t length;

        if (byte[0] < 0x80)
                return 1;
        if (byte[0] >= 0xC2 && byte[0] <= 0xDF)
                length = 2;
        else if (byte[0] >= 0xE0 && byte[0] <= 0xEF)
                length = 3;
        else if (byte[0] >= 0xF0 && byte[0] <= 0xF4)
                length = 4;
        else
                return 0;
        if (left < length)
                return 0;

        if (byte[0] == 0xE0)
                low = 0xA0;
        else if (byte[0] == 0xED)
                high = 0x9F;
        else if (byte[0] == 0xF0)
                low = 0x90;
        else if (byte[0] == 0xF4)
                high = 0x8F;

        if (byte[1] < low || byte[1] > high)
                return 0;
        for (size_t i = 2; i < length; i++)
                if (byte[i] < 0x80 || byte[i] > 0xBF)
                        return 0;
        return length;
}

/* Of a well-formed code point; the C1 controls U+0080..009F are C2 80..9F. */
static bool is_control(const uint8_t *byte)
{
        return byte[0] < 0x20 || byte[0] == 0x7F || (byte[0] == 0xC2 && byte[1] <= 0x9F);
}

/* How many bytes at the front are printable ASCII, as mostly all are: eight at a time. */
static size_t printable(const uint8_t *byte, size_t left)
{
        const uint64_t ones = UINT64_C(0x0101010101010101);
        size_t at = 0;

        for (; left - at >= 8; at += 8) {
                uint64_t word;

                memcpy(&word, byte + at, 8);
                /* A high bit comes of a byte above 0x7F, of one below 0x20, or of 0x7F itself. */
                if ((word | (word - 0x20 * ones) | (word + ones)) & 0x80 * ones)
                        break;
        }
        while (at < left && byte[at] >= 0x20 && byte[at] < 0x7F)
                at++;
        return at;
}

static bool is_well_formed(struct text text, bool controls)
{
        const uint8_t *byte = (const uint8_t *)text.data;
        size_t left = text.length, first = left ? printable(byte, left) : 0;

        byte += first;
        left -= first;
        while (left > 0) {
                size_t length = code_point_length(byte, left);

                if (length == 0 || (!controls && is_control(byte)))
                        return false;
                byte += length;
                left -= length;
        }
        return true;
}

bool text_is_utf8(struct text text)
{
        return is_well_formed(text, true);
}

bool text_is_plain(struct text text)
{
        return is_well_formed(text, false);
}

static bool is_lower_or_digit(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool text_is_name(struct text text)
{
        if (text.length < 1 || text.length > TEXT_NAME_MAX)
                return false;
        for (size_t i = 0; i < text.length; i++)
                if (!is_lower_or_digit(text.data[i]) && text.data[i] != '-')
                        return false;
        return text.data[0] != '-' && text.data[text.length - 1] != '-';
}

static size_t least(size_t a, size_t b)
{
        return a < b ? a : b;
}

/* Damerau-Levenshtein (optimal string alignment) by rows: edits between the first i bytes of a
 * and the first j of b, from the two rows before. Both have at most TEXT_NAME_MAX bytes. */
static size_t edits(struct text a, struct text b)
{
        size_t rows[3][TEXT_NAME_MAX + 1];
        size_t *before = rows[0], *last = rows[1], *row = rows[2];

        for (size_t j = 0; j <= b.length; j++)
                last[j] = j;

        for (size_t i = 1; i <= a.length; i++) {
                size_t *spare = before;

                row[0] = i;
                for (size_t j = 1; j <= b.length; j++) {
                        bool same = a.data[i - 1] == b.data[j - 1];

                        row[j] = least(last[j - 1] + !same, 1 + least(last[j], row[j - 1]));
                        if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] &&
                            a.data[i - 2] == b.data[j - 1])
                                row[j] = least(row[j], before[j - 2] + 1);
                }
                before = last;
                last = row;
                row = spare;
        }
        return last[b.length];
}

bool text_nearest(struct text word, const struct text *known, size_t n, struct text *ret)
{
        size_t best = SIZE_MAX;

        assert((known || n == 0) && ret);

        if (word.length > TEXT_NAME_MAX)
                return false;

        for (size_t i = 0; i < n; i++) {
                size_t longer = word.length > known[i].length ? word.length : known[i].length;
                size_t distance;

                if (known[i].length > TEXT_NAME_MAX)
                        continue;
                distance = edits(word, known[i]);
                if (distance > longer / 3 || distance >= best)
                        continue;
                best = distance;
                *ret = known[i];
        }
        return best != SIZE_MAX;
}
