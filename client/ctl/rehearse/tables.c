/* Rows of figures become series, rows of cases questions; every fault is named with its line. */
#include "rehearse/tables.h"
#include "base/decimal.h"
#include "base/scoped.h"
#include "import/csv.h"
#include "import/file.h"
#include <stdlib.h>

SCOPED_FUNCTION(struct csv_reader, csv_reader_free)
SCOPED_FUNCTION(struct file, file_close)

/* ---- a table by the names of its columns ---------------------------------------------------- */

#define COLUMNS_MAX 6

struct sheet {
        const char *path;
        const char *const *names;
        size_t names_count, needed; /* the first so many must be there */
        size_t places[COLUMNS_MAX]; /* SIZE_MAX: not in the table */
        struct faults *faults;
        void *context;
        void (*row)(const struct sheet *sheet, const struct csv_row *row);
};

static struct text field(const struct sheet *sheet, const struct csv_row *row, size_t column)
{
        size_t place = sheet->places[column];

        return place < row->n_fields ? text_trim(row->fields[place]) : TEXT("");
}

static void fault(const struct sheet *sheet, const struct csv_row *row, size_t column, const char *expected)
{
        faults_add(sheet->faults, sheet->path, row->line, (uint32_t)sheet->places[column] + 1,
                   "%s: \"%" TEXT_FORMAT "\": expected %s", sheet->names[column],
                   TEXT_ARGUMENTS(field(sheet, row, column)), expected);
}

static bool find_columns(struct sheet *sheet, const struct csv_row *head)
{
        bool all = true;

        for (size_t i = 0; i < sheet->names_count; i++) {
                sheet->places[i] = SIZE_MAX;
                for (size_t j = 0; j < head->n_fields; j++)
                        if (text_equal(text_trim(head->fields[j]), text_of(sheet->names[i])))
                                sheet->places[i] = j;
                if (sheet->places[i] < SIZE_MAX || i >= sheet->needed)
                        continue;
                faults_add(sheet->faults, sheet->path, head->line, 0, "there is no column \"%s\"", sheet->names[i]);
                all = false;
        }
        return all;
}

static int sheet_read(struct sheet *sheet)
{
        SCOPED(csv_reader_freep) struct csv_reader *reader = NULL;
        SCOPED(file_closep) struct file *file = NULL;
        size_t before = sheet->faults->n;
        struct csv_row row;
        int r;

        r = file_open(sheet->path, NULL, sheet->faults, &file);
        if (r != 0)
                return r;
        if (csv_reader_new(file->bytes, ',', &reader) < 0)
                out_of_memory();
        r = csv_reader_next(reader, &row);
        if (r == 0 && !find_columns(sheet, &row))
                return 1;
        while (r == 0 && (r = csv_reader_next(reader, &row)) == 0)
                sheet->row(sheet, &row);
        if (r != CSV_ROW_END)
                faults_add(sheet->faults, sheet->path, row.line, 0, "%s", csv_outcome(r));
        return sheet->faults->n > before;
}

static bool month_of(struct text text, int32_t *ret)
{
        struct period period;

        if (period_parse(text, &period) != 0 || period.kind != PERIOD_MONTH)
                return false;
        *ret = civil_month(period.first);
        return true;
}

/* ---- histories ------------------------------------------------------------------------------ */

enum { HISTORY_SERIES, HISTORY_MONTH, HISTORY_VALUE };
static const char *const history_columns[] = {"series", "month", "value"};

struct figure {
        struct text series;
        int32_t month;
        bool missing;
        int64_t value;
        const char *path;
        uint32_t line;
};

struct figures {
        struct pool *pool;
        struct figure *list;
        size_t count, allocated;
};

static void figure_read(const struct sheet *sheet, const struct csv_row *row)
{
        struct figures *figures = sheet->context;
        struct text name = field(sheet, row, HISTORY_SERIES), value = field(sheet, row, HISTORY_VALUE);
        struct figure figure = {.path = sheet->path, .line = row->line, .missing = value.length == 0};

        if (name.length == 0)
                fault(sheet, row, HISTORY_SERIES, "the name of a series");
        else if (!month_of(field(sheet, row, HISTORY_MONTH), &figure.month))
                fault(sheet, row, HISTORY_MONTH, "a month, as 2021-07");
        else if (!figure.missing && decimal_parse(value, 0, &figure.value) != 0)
                fault(sheet, row, HISTORY_VALUE, "a whole number of the smallest unit, or nothing: missing");
        else {
                struct text last = figures->count ? figures->list[figures->count - 1].series : TEXT("");

                figure.series = last.length && text_equal(last, name) ?
                                        last :
                                        (struct text){pool_text(figures->pool, name), name.length};
                if (figures->count == figures->allocated)
                        figures->list =
                                array_grow(figures->list, &figures->allocated, figures->count + 1, sizeof(figure));
                figures->list[figures->count++] = figure;
        }
}

static int figure_compare(const void *a, const void *b)
{
        const struct figure *left = a, *right = b;
        int order = text_compare(left->series, right->series);

        return order ? order : left->month < right->month ? -1 : left->month > right->month;
}

/* From the first month behind the last gap. */
static struct rehearsed_series series_make(struct pool *pool, const struct figure *first, const struct figure *end)
{
        const struct figure *from = end;
        struct rehearsed_series series = {.name = first->series};

        while (end > first && end[-1].missing)
                end--;
        for (from = end; from > first && !from[-1].missing && (from == end || from[-1].month + 1 == from->month);)
                from--;
        series.count = (size_t)(end - from);
        series.months = pool_array(pool, series.count + 1, sizeof(*series.months));
        series.first_month = series.count ? from->month : first->month;
        for (size_t i = 0; i < series.count; i++)
                series.months[i] = from[i].value;
        return series;
}

static void gather(const struct figures *figures, struct faults *faults, struct rehearsed *ret)
{
        ret->series = pool_array(&ret->pool, figures->count + 1, sizeof(*ret->series));
        for (size_t first = 0, end; first < figures->count; first = end) {
                for (end = first + 1; end < figures->count &&
                                      text_equal(figures->list[end].series, figures->list[first].series);
                     end++)
                        if (figures->list[end].month == figures->list[end - 1].month)
                                faults_add(faults, figures->list[end].path, figures->list[end].line, 0,
                                           "%" TEXT_FORMAT ": the month is there twice",
                                           TEXT_ARGUMENTS(figures->list[end].series));
                ret->series[ret->series_count++] =
                        series_make(&ret->pool, figures->list + first, figures->list + end);
        }
}

int rehearsed_read(const char *const *paths, size_t paths_count, struct faults *faults, struct rehearsed *ret)
{
        struct figures figures = {.pool = &ret->pool};
        size_t before = faults->n;
        int r = 0;

        for (size_t i = 0; i < paths_count; i++) {
                struct sheet sheet = {.path = paths[i],
                                      .names = history_columns,
                                      .names_count = 3,
                                      .needed = 3,
                                      .faults = faults,
                                      .context = &figures,
                                      .row = figure_read};

                r |= sheet_read(&sheet);
        }
        if (figures.count > 1)
                qsort(figures.list, figures.count, sizeof(*figures.list), figure_compare);
        if (r == 0)
                gather(&figures, faults, ret);
        free(figures.list);
        return r || faults->n > before;
}

void rehearsed_done(struct rehearsed *rehearsed)
{
        pool_done(&rehearsed->pool);
}

const struct rehearsed_series *rehearsed_find(const struct rehearsed *rehearsed, struct text name)
{
        size_t low = 0, high = rehearsed->series_count;

        while (low < high) {
                size_t middle = low + (high - low) / 2;
                int order = text_compare(rehearsed->series[middle].name, name);

                if (order == 0)
                        return &rehearsed->series[middle];
                if (order < 0)
                        low = middle + 1;
                else
                        high = middle;
        }
        return NULL;
}

/* ---- cases ---------------------------------------------------------------------------------- */

enum { CASE_SERIES, CASE_ORIGIN, CASE_WINDOW, CASE_TARGET, CASE_BOOKED, CASE_ELAPSED };
static const char *const case_columns[] = {"series", "origin", "window", "target", "booked", "elapsed"};

static bool window_of(struct text text, struct outlook_window *ret)
{
        struct text rest = text, word;
        struct period period;
        enum period_kind kind;
        int64_t months;

        if (!text_cut(&rest, ':', &word) || !rest.data)
                return false;
        if (text_equal(word, TEXT("last"))) {
                *ret = (struct outlook_window){.kind = OUTLOOK_LAST};
                if (decimal_parse(rest, 0, &months) != 0 || months < 1 || months > OUTLOOK_AHEAD_MAX)
                        return false;
                ret->months = (int32_t)months;
                return true;
        }
        if (period_parse(rest, &period) != 0)
                return false;
        if (text_equal(word, TEXT("since"))) {
                *ret = (struct outlook_window){.kind = OUTLOOK_SINCE, .first_month = civil_month(period.first)};
                return period.kind == PERIOD_MONTH;
        }
        *ret = (struct outlook_window){.kind = OUTLOOK_CALENDAR,
                                       .first_month = civil_month(period.first),
                                       .months = period_months(period.kind),
                                       .once = true};
        return period_kind_parse(word, &kind) && kind == period.kind && ret->months > 0;
}

static bool number_of(const struct sheet *sheet, const struct csv_row *row, size_t column, int64_t max,
                      int64_t *ret)
{
        struct text text = field(sheet, row, column);

        if (column >= sheet->needed && text.length == 0)
                return true;
        return decimal_parse(text, 0, ret) == 0 && *ret <= max;
}

static void case_read(const struct sheet *sheet, const struct csv_row *row)
{
        struct rehearsed_cases *cases = sheet->context;
        struct rehearsed_case *made;

        if (cases->count == cases->allocated)
                cases->cases = array_grow(cases->cases, &cases->allocated, cases->count + 1, sizeof(*made));
        made = &cases->cases[cases->count];
        *made = (struct rehearsed_case){.line = row->line,
                                        .series = {pool_text(&cases->pool, field(sheet, row, CASE_SERIES)),
                                                   field(sheet, row, CASE_SERIES).length},
                                        .window = {pool_text(&cases->pool, field(sheet, row, CASE_WINDOW)),
                                                   field(sheet, row, CASE_WINDOW).length}};
        if (!month_of(field(sheet, row, CASE_ORIGIN), &made->origin))
                fault(sheet, row, CASE_ORIGIN, "the last month known, as 2021-06");
        else if (!window_of(made->window, &made->asked))
                fault(sheet, row, CASE_WINDOW,
                      "year:2021, half:2021-H2, quarter:2021-Q3, month:2021-07, since:2006-01 or last:12 (of at "
                      "most 120)");
        else if (!number_of(sheet, row, CASE_TARGET, DECIMAL_MAX, &made->target))
                fault(sheet, row, CASE_TARGET, "a whole number of the smallest unit");
        else if (!number_of(sheet, row, CASE_BOOKED, DECIMAL_MAX, &made->booked))
                fault(sheet, row, CASE_BOOKED, "a whole number of the smallest unit");
        else if (!number_of(sheet, row, CASE_ELAPSED, OUTLOOK_PPM - 1, &made->elapsed_ppm) || made->elapsed_ppm < 0)
                fault(sheet, row, CASE_ELAPSED, "the share of the month that has passed, 0 to 999999 ppm");
        else
                cases->count++;
}

int rehearsed_cases_read(const char *path, struct faults *faults, struct rehearsed_cases *ret)
{
        struct sheet sheet = {.path = path,
                              .names = case_columns,
                              .names_count = COLUMNS_MAX,
                              .needed = 4,
                              .faults = faults,
                              .context = ret,
                              .row = case_read};

        return sheet_read(&sheet);
}

void rehearsed_cases_done(struct rehearsed_cases *cases)
{
        pool_done(&cases->pool);
        free(cases->cases);
}
