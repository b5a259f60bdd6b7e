/* The library's regular expressions, over texts that end by their length. */
#include "import/pattern.h"
#include <assert.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#define SMALL_BYTES 512 /* most texts of a table are shorter */

struct pattern {
        regex_t regex;
        struct pattern *next;
};

const char *pattern_new(const char *text, struct pattern **list, struct pool *pool, struct pattern **ret)
{
        struct pattern *pattern;
        char why[128];
        int r;

        assert(text && list && pool && ret);

        pattern = calloc(1, sizeof(*pattern));
        if (!pattern)
                out_of_memory();
        r = regcomp(&pattern->regex, text, REG_EXTENDED);
        if (r != 0) {
                (void)regerror(r, &pattern->regex, why, sizeof(why));
                free(pattern);
                return pool_print(pool, "\"%s\" is no regular expression: %s", text, why);
        }
        pattern->next = *list;
        *list = pattern;
        if (pattern->regex.re_nsub > PATTERN_GROUPS_MAX)
                return pool_print(pool, "\"%s\" has more than %d groups", text, PATTERN_GROUPS_MAX);
        *ret = pattern;
        return NULL;
}

void patterns_free(struct pattern **list)
{
        assert(list);

        while (*list) {
                struct pattern *next = (*list)->next;

                regfree(&(*list)->regex);
                free(*list);
                *list = next;
        }
}

size_t pattern_groups(const struct pattern *pattern)
{
        return pattern->regex.re_nsub;
}

/* With a NUL behind it, as the library wants it: in `small` if it fits, else to be freed. */
static char *terminated(const char *data, size_t length, char small[SMALL_BYTES])
{
        char *ret = length < SMALL_BYTES ? small : malloc(length + 1);

        if (!ret)
                out_of_memory();
        if (length > 0)
                memcpy(ret, data, length);
        ret[length] = '\0';
        return ret;
}

bool pattern_find(const struct pattern *pattern, struct text text, size_t from, struct pattern_found *ret)
{
        regmatch_t matches[PATTERN_GROUPS_MAX + 1];
        char small[SMALL_BYTES], *copy;
        const char *data = "";
        size_t length = 0;
        int r;

        assert(pattern && from <= text.length);

        if (text.length > 0) {
                data = text.data + from;
                length = text.length - from;
        }
        copy = terminated(data, length, small);
        r = regexec(&pattern->regex, copy, PATTERN_GROUPS_MAX + 1, matches, from > 0 ? REG_NOTBOL : 0);
        if (copy != small)
                free(copy);
        if (r != 0)
                return false;
        for (size_t i = 0; ret && i <= PATTERN_GROUPS_MAX; i++) {
                bool used = i <= pattern->regex.re_nsub && matches[i].rm_so >= 0;

                ret->groups[i] = used ? (struct text){data + matches[i].rm_so,
                                                      (size_t)(matches[i].rm_eo - matches[i].rm_so)}
                                      : (struct text){"", 0};
        }
        return true;
}

static bool is_hole(struct text form, size_t at)
{
        return at + 2 < form.length && form.data[at] == '{' && form.data[at + 1] >= '0' &&
               form.data[at + 1] <= '9' && form.data[at + 2] == '}';
}

struct text pattern_write(struct text form, const struct pattern_found *found, struct pool *pool)
{
        size_t length = form.length, n = 0;
        char *whole;

        assert(found && pool);

        for (size_t i = 0; i < form.length; i++)
                if (is_hole(form, i))
                        length += found->groups[form.data[i + 1] - '0'].length;
        whole = pool_take(pool, length + 1);
        for (size_t i = 0; i < form.length; i++) {
                struct text group;

                if (!is_hole(form, i)) {
                        whole[n++] = form.data[i];
                        continue;
                }
                group = found->groups[form.data[i + 1] - '0'];
                if (group.length > 0)
                        memcpy(whole + n, group.data, group.length);
                n += group.length;
                i += 2;
        }
        return (struct text){whole, n};
}
