/* The cells are worked out in the order that the mapping put them into; the first that cannot be read
 * makes the fault of its row, and its field is named. */
#include "import/row.h"
#include "import/work.h"
#include <assert.h>
#include <string.h>

/* The index of the rule that leaves the row out, or their number. */
static size_t rule_against(const struct mapping *mapping, const struct template_row *row, struct pool *pool)
{
        size_t i = 0;

        while (i < mapping->n_rules &&
               conditions_hold(&mapping->rules[i].when, row, pool) == mapping->rules[i].keeps)
                i++;
        return i;
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

static bool is_number(const struct field *field)
{
        return field->type == FIELD_QUANTITY || field->type == FIELD_RATE;
}

/* 0, ROW_MISSING, or ROW_FAULT with `row->why`. */
static int missing_set(const struct cell *cell, struct row *row, struct text *text)
{
        switch (cell->when_missing) {
        case MISSING_SKIP:
                return ROW_MISSING;
        case MISSING_ERROR:
                row->why = "nothing is there, and the mapping says that this is an error";
                return ROW_FAULT;
        case MISSING_ZERO:
                row->cells.zero++;
                *text = TEXT("0");
                return 0;
        default:
                row->cells.unknown += is_number(cell->field) || cell->when_missing_stated;
                return 0;
        }
}

static int cell_set(const struct cell *cell, const struct template_row *from, struct pool *pool,
                    struct row *row)
{
        bool is_period = strcmp(cell->field->path, "period") == 0;
        struct number_form form = cell->number;
        struct worked worked;
        int r;

        worked = cell_work(cell, from, pool);
        row->column = worked.column;
        row->why = worked.why;
        if (!row->why && worked.missing) {
                r = missing_set(cell, row, &worked.text);
                if (r != 0)
                        return r;
        }
        if (!row->why && worked.text.length > 0 && (is_period || cell->forms.n > 0))
                row->why = cell_set_when(cell, &worked.text, pool, row);
        form.n_rounded = &row->cells.rounded;
        if (!row->why)
                row->why = field_set(cell->field, &row->event, worked.text, &form, pool);
        return row->why ? ROW_FAULT : 0;
}

static const char *published_set(const struct release_rule *release, const struct template_row *from,
                                 struct pool *pool, struct row *row)
{
        const struct cell *cell = cell_case(&release->published_cell, from, pool);
        struct period period;
        struct worked worked;
        const char *why;

        if (!cell)
                return "no case of \"published\" fits";
        worked = cell_work(cell, from, pool);
        row->column = worked.column;
        why = worked.why ? worked.why : cell_period(cell, worked.text, pool, &period);
        if (!why)
                row->published = period.last;
        return why;
}

static const char *release_set(const struct release_rule *release, const struct template_row *from,
                               struct pool *pool, struct row *row)
{
        if (release->by == RELEASE_BY_TEXT) {
                row->release = text_trim(template_fill(&release->by_text, from, pool));
                if (row->release.length == 0)
                        return "nothing says to which release it belongs";
        }
        return release->published.kind == PUBLICATION_TEXT ? published_set(release, from, pool, row) : NULL;
}

static int refuse(struct row *row, const char *field, const char *why)
{
        row->field = field;
        row->why = why;
        return ROW_FAULT;
}

static int series_set(const struct cumulative_rule *rule, const struct template_row *from, struct pool *pool,
                      struct row *row)
{
        row->series = text_trim(template_fill(&rule->series, from, pool));
        if (row->series.length == 0)
                return refuse(row, "series", "empty");
        if (row->period.kind < PERIOD_MONTH || row->period.kind > PERIOD_HALF)
                return refuse(row, "period",
                              "a month, quarter or half is expected, whose sum since the year's "
                              "beginning it is");
        return 0;
}

static int cells_set(const struct mapping *mapping, const struct template_row *from, struct pool *pool,
                     struct row *row)
{
        for (size_t i = 0; i < mapping->n_cells; i++) {
                const struct cell *cell = cell_case(&mapping->cells[i], from, pool);
                int r;

                row->field = field_name(mapping->cells[i].field);
                r = cell ? cell_set(cell, from, pool, row) : 0;
                if (r != 0)
                        return r;
        }
        row->column = TEXT("");
        if (!row->event.id || !*row->event.id)
                return refuse(row, "id", "empty");
        if (row->period.kind == PERIOD_NONE && mapping->kind != MST_EVENT_WITHDRAWAL)
                return refuse(row, "period", "empty");
        return 0;
}

int row_read(const struct mapping *mapping, const struct file *file, const struct csv_row *from,
             size_t variant, struct pool *pool, struct row *ret)
{
        struct template_row row = {.columns = from->fields,
                                   .n_columns = from->n_fields,
                                   .event = &ret->event,
                                   .file_name = file->name,
                                   .line = from->line};
        const char *why;
        int r;

        assert(mapping && file && pool && ret);

        *ret = (struct row){.period = period_none(), .published = CIVIL_NONE};
        ret->event.kind = mapping->kind;
        if (mapping->wide.stated)
                row.wide = wide_texts(&mapping->wide_bound, variant, from->fields, pool);
        ret->rule = rule_against(mapping, &row, pool);
        if (ret->rule < mapping->n_rules)
                return ROW_LEFT_OUT;

        r = cells_set(mapping, &row, pool, ret);
        if (r != 0)
                return r;
        why = release_set(&mapping->release, &row, pool, ret);
        if (why)
                return refuse(ret, "release", why);
        return mapping->cumulative.stated ? series_set(&mapping->cumulative, &row, pool, ret) : 0;
}
