/* Parsed once into parts, bound once for each table, filled for each row; a template of one column
 * copies nothing. */
#include "import/template.h"
#include <assert.h>
#include <string.h>

static struct part *part_add(struct template *template, enum part_kind kind, struct text text)
{
        struct part *part = &template->parts[template->n_parts++];

        part->kind = kind;
        part->text = text;
        return part;
}

/* Blanks around a name in a header are no part of it. */
static void column_add(struct template *template, struct text name, struct pool *pool)
{
        struct text trimmed = text_trim(name);

        (void)part_add(template, PART_COLUMN, (struct text){pool_text(pool, trimmed), trimmed.length});
}

/* What stands between the braces. */
static const char *hole_add(struct template *template, struct text name, enum mst_event_kind kind,
                            struct pool *pool)
{
        struct part *part;

        if (name.length == 0)
                return "nothing between { and }";
        if (text_equal(name, TEXT("file.name"))) {
                (void)part_add(template, PART_FILE_NAME, name);
                return NULL;
        }
        if (text_equal(name, TEXT("file.line"))) {
                (void)part_add(template, PART_FILE_LINE, name);
                return NULL;
        }
        if (text_starts(name, TEXT("wide."))) {
                part_add(template, PART_WIDE, name)->text = (struct text){pool_text(pool, name) + 5,
                                                                          name.length - 5};
                return NULL;
        }
        if (name.data[0] != '.') {
                column_add(template, name, pool);
                return NULL;
        }
        part = part_add(template, PART_FIELD, name);
        part->field = field_find(kind, (struct text){name.data + 1, name.length - 1});
        if (!part->field)
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is no field of this kind of event",
                                  TEXT_ARGUMENTS(name));
        return NULL;
}

const char *template_parse(struct text text, enum mst_event_kind kind, struct pool *pool,
                           struct template *ret)
{
        struct template template = {0};
        char *literal;
        size_t n = 0, i = 0;

        assert(pool && ret);

        template.parts = pool_array(pool, text.length + 1, sizeof(*template.parts));
        literal = pool_take(pool, text.length + 1);

        while (i < text.length) {
                char c = text.data[i];
                const char *end, *why;

                if ((c == '{' || c == '}') && i + 1 < text.length && text.data[i + 1] == c) {
                        literal[n++] = c;
                        i += 2;
                        continue;
                }
                if (c == '}')
                        return "a } without its {; the sign itself is }}";
                if (c != '{') {
                        literal[n++] = c;
                        i++;
                        continue;
                }
                end = memchr(text.data + i, '}', text.length - i);
                if (!end)
                        return "a { without its }; the sign itself is {{";
                if (n > 0)
                        (void)part_add(&template, PART_TEXT, (struct text){literal, n});
                literal += n;
                n = 0;
                why = hole_add(&template,
                               (struct text){text.data + i + 1, (size_t)(end - (text.data + i + 1))}, kind,
                               pool);
                if (why)
                        return why;
                i = (size_t)(end - text.data) + 1;
        }
        if (n > 0)
                (void)part_add(&template, PART_TEXT, (struct text){literal, n});
        *ret = template;
        return NULL;
}

void template_column(struct text name, struct pool *pool, struct template *ret)
{
        struct template template = {.parts = pool_take(pool, sizeof(struct part))};

        column_add(&template, name, pool);
        *ret = template;
}

/* "no column "x"; did you mean "y"?" */
static const char *unknown(const char *what, struct text name, const struct text *known, size_t n,
                           struct pool *pool)
{
        struct text nearest;

        if (text_nearest(name, known, n, &nearest))
                return pool_print(pool, "%s \"%" TEXT_FORMAT "\"; did you mean \"%" TEXT_FORMAT "\"?", what,
                                  TEXT_ARGUMENTS(name), TEXT_ARGUMENTS(nearest));
        return pool_print(pool, "%s \"%" TEXT_FORMAT "\"", what, TEXT_ARGUMENTS(name));
}

static const char *column_bind(struct part *part, const struct template_names *names, struct pool *pool)
{
        size_t found = 0;

        for (size_t i = 0; i < names->n_columns; i++)
                if (text_equal(text_trim(names->columns[i]), part->text)) {
                        part->column = i;
                        found++;
                }
        if (found > 1)
                return pool_print(pool, "the table has %zu columns \"%" TEXT_FORMAT "\"", found,
                                  TEXT_ARGUMENTS(part->text));
        return found ? NULL
                     : unknown("the table has no column", part->text, names->columns, names->n_columns, pool);
}

static const char *wide_part_bind(struct part *part, const struct template_names *names, struct pool *pool)
{
        for (size_t i = 0; i < names->n_wide; i++)
                if (text_equal(names->wide[i], part->text)) {
                        part->column = i;
                        return NULL;
                }
        if (names->n_wide == 0)
                return pool_print(pool, "{wide.%" TEXT_FORMAT "}, but there is no \"wide\"",
                                  TEXT_ARGUMENTS(part->text));
        return unknown("\"wide\" has no", part->text, names->wide, names->n_wide, pool);
}

const char *template_bind(struct template *template, const struct template_names *names, struct pool *pool)
{
        const char *why = NULL;

        assert(template && names && pool);

        for (size_t i = 0; i < template->n_parts && !why; i++) {
                struct part *part = &template->parts[i];

                if (part->kind == PART_COLUMN)
                        why = column_bind(part, names, pool);
                else if (part->kind == PART_WIDE)
                        why = wide_part_bind(part, names, pool);
        }
        return why;
}

static struct text part_fill(const struct part *part, const struct template_row *row, struct pool *pool)
{
        switch (part->kind) {
        case PART_TEXT:
                return part->text;
        case PART_COLUMN:
                assert(part->column < row->n_columns);
                return text_trim(row->columns[part->column]);
        case PART_WIDE:
                assert(row->wide);
                return row->wide[part->column];
        case PART_FIELD:
                return text_of(field_get(part->field, row->event, pool));
        case PART_FILE_NAME:
                return text_of(row->file_name);
        case PART_FILE_LINE:
                return text_of(pool_print(pool, "%u", row->line));
        }
        return (struct text){0};
}

struct text template_fill(const struct template *template, const struct template_row *row, struct pool *pool)
{
        struct text *texts;
        size_t length = 0;
        char *whole;

        assert(template && row && pool);

        if (template->n_parts == 0)
                return TEXT("");
        if (template->n_parts == 1)
                return part_fill(&template->parts[0], row, pool);

        texts = pool_array(pool, template->n_parts, sizeof(*texts));
        for (size_t i = 0; i < template->n_parts; i++) {
                texts[i] = part_fill(&template->parts[i], row, pool);
                length += texts[i].length;
        }
        whole = pool_take(pool, length + 1);
        length = 0;
        for (size_t i = 0; i < template->n_parts; i++) {
                if (texts[i].length > 0)
                        memcpy(whole + length, texts[i].data, texts[i].length);
                length += texts[i].length;
        }
        return (struct text){whole, length};
}

bool template_is_constant(const struct template *template)
{
        return template->n_parts == 0 || (template->n_parts == 1 && template->parts[0].kind == PART_TEXT);
}

bool template_has_field(const struct template *template)
{
        for (size_t i = 0; i < template->n_parts; i++)
                if (template->parts[i].kind == PART_FIELD)
                        return true;
        return false;
}
