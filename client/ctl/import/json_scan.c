/* Brackets are counted outside of texts; a text ends at the quote that no backslash stands before. */
#include "import/json_scan.h"
#include "base/decimal.h"
#include <string.h>

static void skip(struct text *rest, size_t n)
{
        rest->data += n;
        rest->length -= n;
}

void json_scan_blank(struct text *rest)
{
        size_t n = 0;

        while (n < rest->length && memchr(" \t\r\n", rest->data[n], 4))
                n++;
        skip(rest, n);
}

/* Bytes of the quoted text at the front; 0 if it is never closed. */
static size_t text_length(struct text rest)
{
        for (size_t i = 1; i < rest.length; i++) {
                if (rest.data[i] == '\\')
                        i++;
                else if (rest.data[i] == '"')
                        return i + 1;
        }
        return 0;
}

/* Of a number or a word. */
static size_t plain_length(struct text rest)
{
        size_t n = 0;

        while (n < rest.length && !memchr(" \t\r\n,]}:[{\"", rest.data[n], 11))
                n++;
        return n;
}

static size_t nested_length(struct text rest)
{
        size_t depth = 0, i = 0;

        while (i < rest.length) {
                char c = rest.data[i];

                if (c == '"') {
                        size_t n = text_length((struct text){rest.data + i, rest.length - i});

                        if (n == 0)
                                return 0;
                        i += n;
                        continue;
                }
                i++;
                if ((c == '{' || c == '[') && ++depth > JSON_SCAN_DEPTH_MAX)
                        return 0;
                if ((c == '}' || c == ']') && --depth == 0)
                        return i;
        }
        return 0;
}

bool json_scan_value(struct text *rest, struct text *ret)
{
        size_t n;

        json_scan_blank(rest);
        if (rest->length == 0)
                return false;
        n = rest->data[0] == '"'                           ? text_length(*rest)
            : rest->data[0] == '{' || rest->data[0] == '[' ? nested_length(*rest)
                                                           : plain_length(*rest);
        if (n == 0)
                return false;
        *ret = (struct text){rest->data, n};
        skip(rest, n);
        return true;
}

static bool sign_cut(struct text *rest, char sign)
{
        json_scan_blank(rest);
        if (rest->length == 0 || rest->data[0] != sign)
                return false;
        skip(rest, 1);
        return true;
}

bool json_scan_member(struct text *rest, bool is_object, struct text *ret_key, struct text *ret_value)
{
        struct text key = TEXT("");

        json_scan_blank(rest);
        if (is_object) {
                if (rest->length == 0 || rest->data[0] != '"' || !json_scan_value(rest, &key) ||
                    !sign_cut(rest, ':'))
                        return false;
                skip(&key, 1);
                key.length--;
        }
        if (rest->length == 0 || rest->data[0] == ']' || !json_scan_value(rest, ret_value))
                return false;
        *ret_key = key;
        json_scan_blank(rest);
        return sign_cut(rest, ',') || (rest->length > 0 && rest->data[0] == (is_object ? '}' : ']'));
}

/* What is left of the path behind a key: false if the path does not begin with it. */
static bool path_cut(struct text *path, struct text key)
{
        if (!text_starts(*path, key))
                return false;
        if (path->length == key.length) {
                skip(path, key.length);
                return true;
        }
        if (path->data[key.length] != '.')
                return false;
        skip(path, key.length + 1);
        return true;
}

static bool list_path(struct text inside, struct text path, struct text *ret)
{
        struct text number, rest = path, key, value;
        int64_t wanted;

        (void)text_cut(&rest, '.', &number);
        if (decimal_parse(number, 0, &wanted) != 0 || wanted < 0)
                return false;
        while (json_scan_member(&inside, false, &key, &value))
                if (wanted-- == 0)
                        return json_scan_path(value, rest, ret);
        return false;
}

/* Depth is bounded by the path's. */
bool json_scan_path(struct text value, struct text path, struct text *ret)
{
        struct text inside = value, key, member;

        if (path.length == 0) {
                *ret = value;
                return true;
        }
        json_scan_blank(&inside);
        if (inside.length == 0 || (inside.data[0] != '{' && inside.data[0] != '['))
                return false;
        skip(&inside, 1);
        if (value.data[0] == '[')
                return list_path(inside, path, ret);
        while (json_scan_member(&inside, true, &key, &member)) {
                struct text rest = path;

                if (path_cut(&rest, key) && json_scan_path(member, rest, ret))
                        return true;
        }
        return false;
}
