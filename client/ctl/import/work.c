/* Texts are borrowed from the row as long as nothing changes them; what does makes a new one in the
 * pool. */
#include "import/work.h"
#include <assert.h>
#include <string.h>

const struct cell *cell_case(const struct cell *cell, const struct template_row *row, struct pool *pool)
{
        while (cell && !conditions_hold(&cell->when, row, pool))
                cell = cell->next_case;
        return cell;
}

/* Where it is from byte `from` on; false if it is not there. An empty match is none. */
static bool occurrence(const struct replacement *replacement, struct text text, size_t from,
                       struct pattern_found *ret)
{
        const char *found;

        if (replacement->pattern)
                return pattern_find(replacement->pattern, text, from, ret) && ret->groups[0].length > 0;
        found = memmem(text.data + from, text.length - from, replacement->what.data,
                       replacement->what.length);
        if (!found)
                return false;
        *ret = (struct pattern_found){.groups = {{found, replacement->what.length}}};
        return true;
}

static size_t append(char *whole, size_t n, const char *data, size_t length)
{
        if (whole && length > 0)
                memcpy(whole + n, data, length);
        return n + length;
}

/* Writes the text with all that is replaced, or says only how long it is, without `whole`. */
static size_t rewrite(struct text text, const struct replacement *replacement, struct pool *pool, char *whole)
{
        struct pattern_found found;
        size_t n = 0, from = 0;

        while (from < text.length && occurrence(replacement, text, from, &found)) {
                size_t begin = (size_t)(found.groups[0].data - text.data);
                struct text by = pattern_write(replacement->by, &found, pool);

                n = append(whole, n, text.data + from, begin - from);
                n = append(whole, n, by.data, by.length);
                from = begin + found.groups[0].length;
        }
        return append(whole, n, text.data + from, text.length - from);
}

static struct text replace(struct text text, const struct replacement *replacement, struct pool *pool)
{
        struct pattern_found found;
        char *whole;

        if (!occurrence(replacement, text, 0, &found))
                return text;
        whole = pool_take(pool, rewrite(text, replacement, pool, NULL) + 1);
        return (struct text){whole, rewrite(text, replacement, pool, whole)};
}

static bool is_missing(const struct cell *cell, struct text text)
{
        return text.length == 0 || text_list_has(&cell->missing, text);
}

/* What the pattern takes out of it: its first group, or all that fits, or as the mapping writes. */
static bool capture(const struct cell *cell, struct text *text, struct pool *pool)
{
        struct pattern_found found;

        if (!pattern_find(cell->capture, *text, 0, &found))
                return false;
        if (cell->capture_as.length > 0)
                *text = pattern_write(cell->capture_as, &found, pool);
        else
                *text = found.groups[pattern_groups(cell->capture) > 0 ? 1 : 0];
        *text = text_trim(*text);
        return true;
}

static bool look_up(const struct cell *cell, struct text *text)
{
        for (size_t i = 0; i < cell->n_lookups; i++) {
                struct text value;

                if (lookup_find(&cell->lookups[i], *text, &value)) {
                        *text = value;
                        return true;
                }
        }
        return false;
}

static struct text with_letters(struct text text, enum letters letters, struct pool *pool)
{
        char first = letters == LETTERS_LOWER ? 'A' : 'a', *ret;

        if (letters == LETTERS_AS_THEY_ARE)
                return text;
        ret = pool_take(pool, text.length + 1);
        for (size_t i = 0; i < text.length; i++) {
                bool other = text.data[i] >= first && text.data[i] < first + 26;

                ret[i] = other ? (char)(text.data[i] ^ ('a' ^ 'A')) : text.data[i];
        }
        return (struct text){ret, text.length};
}

/* The name of the first column, so that a person knows where to look. */
static struct text column_of(const struct template *template, const struct template_row *row)
{
        for (size_t i = 0; i < template->n_parts; i++) {
                if (template->parts[i].kind == PART_COLUMN)
                        return template->parts[i].text;
                if (template->parts[i].kind == PART_WIDE && row->wide)
                        return row->wide[0];
        }
        return TEXT("");
}

/* What did not fit stands for "otherwise", or is an error. */
static void unfit(const struct cell *cell, const char *what, struct pool *pool, struct worked *ret)
{
        if (!cell->otherwise_stated)
                ret->why = pool_print(pool, "\"%" TEXT_FORMAT "\" %s", TEXT_ARGUMENTS(ret->text), what);
        ret->text = cell->otherwise;
}

struct worked cell_work(const struct cell *cell, const struct template_row *row, struct pool *pool)
{
        struct worked ret = {.text = text_trim(template_fill(&cell->from, row, pool)),
                             .column = column_of(&cell->from, row)};

        assert(cell && row && pool);

        for (size_t i = 0; i < cell->n_replacements && !is_missing(cell, ret.text); i++)
                ret.text = text_trim(replace(ret.text, &cell->replacements[i], pool));
        if (is_missing(cell, ret.text)) {
                ret.text = TEXT("");
                (void)look_up(cell, &ret.text); /* which may name the empty word */
        } else if (cell->capture && !capture(cell, &ret.text, pool))
                unfit(cell, "does not fit the pattern", pool, &ret);
        else if (cell->n_lookups > 0 && !look_up(cell, &ret.text))
                unfit(cell, "is not in the look-up", pool, &ret);
        ret.text = with_letters(ret.text, cell->letters, pool);
        ret.missing = !ret.why && ret.text.length == 0;
        return ret;
}
