/* The cells are worked out in the order that the mapping put them into; the first that cannot be read
 * makes the fault of its row, and its field is named. */
#include "import/row.h"
#include <assert.h>
#include <string.h>

static bool list_has(const struct text_list *list, struct text text)
{
        for (size_t i = 0; i < list->n; i++)
                if (text_equal(list->texts[i], text))
                        return true;
        return false;
}

static bool is_left_out(const struct mapping *mapping, const struct template_row *row, struct pool *pool)
{
        for (size_t i = 0; i < mapping->n_rules; i++) {
                const struct rule *rule = &mapping->rules[i];

                if (list_has(&rule->words, text_trim(template_fill(&rule->from, row, pool))) != rule->keeps)
                        return true;
        }
        return false;
}

/* The text of a cell after missing words and the look-up; NULL or why there is none. */
static const char *cell_text(const struct cell *cell, const struct template_row *row, struct pool *pool,
                             struct text *ret)
{
        struct text text = text_trim(template_fill(&cell->from, row, pool)), value;

        if (list_has(&cell->missing, text))
                text = TEXT("");
        else if (lookup_find(cell->lookup, cell->n_lookup, text, &value))
                text = value;
        else if (cell->n_lookup > 0 && cell->otherwise_stated)
                text = cell->otherwise;
        else if (cell->n_lookup > 0)
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is not in the look-up", TEXT_ARGUMENTS(text));
        *ret = text;
        return NULL;
}

static const char *cell_period(const struct cell *cell, struct text text, struct pool *pool,
                               struct period *ret)
{
        static struct text iso[] = {TEXT_INIT("ISO")};
        struct text_list forms = cell->forms.n > 0 ? cell->forms : (struct text_list){iso, 1};

        for (size_t i = 0; i < forms.n; i++) {
                switch (when_parse(text, forms.texts[i], ret)) {
                case 0:
                        return NULL;
                case WHEN_ABSENT:
                        return pool_print(pool, "the calendar has no \"%" TEXT_FORMAT "\"",
                                          TEXT_ARGUMENTS(text));
                default:
                        break;
                }
        }
        return pool_print(pool, "\"%" TEXT_FORMAT "\" is not of the form %" TEXT_FORMAT "%s",
                          TEXT_ARGUMENTS(text), TEXT_ARGUMENTS(forms.texts[0]),
                          forms.n > 1 ? " or another one" : "");
}

/* Periods and dates are written as the protocol wants them, however the table does. */
static const char *cell_set_when(const struct cell *cell, struct text *text, struct pool *pool,
                                 struct row *row)
{
        char buf[PERIOD_TEXT_MAX];
        struct period period;
        const char *why;

        why = cell_period(cell, *text, pool, &period);
        if (why)
                return why;
        if (strcmp(cell->field->path, "period") == 0)
                row->period = period;
        else if (period.kind != PERIOD_DAY)
                return pool_print(pool, "\"%" TEXT_FORMAT "\" is no day", TEXT_ARGUMENTS(*text));
        *text = text_of(pool_text(pool, text_of(period_format(period, buf))));
        return NULL;
}

static const char *cell_set(const struct cell *cell, const struct template_row *from, struct pool *pool,
                            struct row *row)
{
        bool is_period = strcmp(cell->field->path, "period") == 0;
        struct text text;
        const char *why;

        why = cell_text(cell, from, pool, &text);
        if (why)
                return why;
        if (text.length > 0 && (is_period || cell->forms.n > 0)) {
                why = cell_set_when(cell, &text, pool, row);
                if (why)
                        return why;
        }
        return field_set(cell->field, &row->event, text, &cell->number, pool);
}

static const char *release_set(const struct release_rule *release, const struct template_row *from,
                               struct pool *pool, struct row *row)
{
        struct period period;
        const char *why;
        struct text text;

        if (release->by == RELEASE_BY_TEXT) {
                row->release = text_trim(template_fill(&release->by_text, from, pool));
                if (row->release.length == 0)
                        return "nothing says to which release it belongs";
        }
        if (release->published.kind != PUBLICATION_TEXT)
                return NULL;
        why = cell_text(&release->published_cell, from, pool, &text);
        if (!why)
                why = cell_period(&release->published_cell, text, pool, &period);
        if (!why)
                row->published = period.last;
        return why;
}

static int refuse(struct row *row, const char *field, const char *why)
{
        row->field = field;
        row->why = why;
        return ROW_FAULT;
}

int row_read(const struct mapping *mapping, const struct file *file, const struct csv_row *from,
             struct pool *pool, struct row *ret)
{
        struct template_row row = {.columns = from->fields,
                                   .n_columns = from->n_fields,
                                   .event = &ret->event,
                                   .file_name = file->name,
                                   .line = from->line};
        const char *why;

        assert(mapping && file && pool && ret);

        *ret = (struct row){.period = period_none(), .published = CIVIL_NONE};
        ret->event.kind = mapping->kind;
        if (is_left_out(mapping, &row, pool))
                return ROW_LEFT_OUT;

        for (size_t i = 0; i < mapping->n_cells; i++) {
                why = cell_set(&mapping->cells[i], &row, pool, ret);
                if (why)
                        return refuse(ret, field_name(mapping->cells[i].field), why);
        }
        if (!ret->event.id || !*ret->event.id)
                return refuse(ret, "id", "empty");
        if (ret->period.kind == PERIOD_NONE && mapping->kind != MST_EVENT_WITHDRAWAL)
                return refuse(ret, "period", "empty");

        why = release_set(&mapping->release, &row, pool, ret);
        return why ? refuse(ret, "release", why) : 0;
}
