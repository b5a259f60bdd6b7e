/* Objects come in, lines in one of three formats leave. Table and CSV read the same object by paths:
 * what a column shows is what JSON holds, or words that the verb made of it. */
#include "out.h"
#include "base/text.h"
#include <assert.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

struct out {
        const struct ctl *ctl;
        const struct column *columns;
        struct libscols_table *table; /* FORMAT_TABLE only */
        struct pool pool;             /* of one row */
};

/* ---- objects ------------------------------------------------------------------------------- */

void put(json_t *object, const char *key, json_t *member)
{
        if (!member)
                return;
        if ((json_is_object(member) && json_object_size(member) == 0) ||
            (json_is_array(member) && json_array_size(member) == 0))
                json_decref(member);
        else if (json_object_set_new(object, key, member) != 0)
                out_of_memory();
}

void put_text(json_t *object, const char *key, const char *text)
{
        json_t *string;

        if (!text || !*text)
                return;
        string = json_string(text);
        if (!string)
                string = json_string("?");
        put(object, key, string);
}

void put_number(json_t *object, const char *key, uint64_t number)
{
        char text[24];

        (void)snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
        put_text(object, key, text);
}

void put_bool(json_t *object, const char *key, bool value)
{
        put(object, key, json_boolean(value));
}

/* What stands at "value.amount", or NULL. */
static const json_t *at_path(const json_t *object, const char *path)
{
        struct text rest = text_of(path), name;
        char key[64];

        while (object && text_cut(&rest, '.', &name)) {
                assert(name.length < sizeof(key));
                memcpy(key, name.data, name.length);
                key[name.length] = '\0';
                object = json_object_get(object, key);
        }
        return object;
}

/* As text: "" where nothing is, the members of a list with blanks between. */
static const char *value_text(const json_t *value, struct pool *pool)
{
        const char *ret = "";
        json_t *member;
        size_t i;

        switch (value ? json_typeof(value) : JSON_NULL) {
        case JSON_STRING:
                return pool_text(pool, text_of(json_string_value(value)));
        case JSON_INTEGER:
                return pool_print(pool, "%lld", (long long)json_integer_value(value));
        case JSON_TRUE:
                return "yes";
        case JSON_FALSE:
                return "no";
        case JSON_ARRAY:
                json_array_foreach(value, i, member)
                        ret = pool_print(pool, "%s%s%s", ret, i ? " " : "", value_text(member, pool));
                return ret;
        default:
                return "";
        }
}

/* ---- colours and signs --------------------------------------------------------------------- */

static const struct {
        const char *word, *sign, *color;
} states[] = {
        {"reached", "✓", "32"},     {"reached-late", "✓", "33"}, {"confirmed", "✓", "32"},
        {"counted", "✓", "32"},     {"running", "✓", "32"},      {"on-track", "✓", "32"},
        {"speaking", "✓", "32"},    {"missed", "✗", "31"},       {"retracted", "✗", "31"},
        {"refused", "✗", "31"},     {"quarantined", "✗", "31"},  {"dropped", "✗", "31"},
        {"aborted", "✗", "31"},     {"fell-below", "✗", "31"},   {"at-risk", "!", "33"},
        {"silent", "!", "33"},      {"disputed", "!", "33"},     {"awaiting", "…", "33"},
        {"open", "·", "0"},         {"embargoed", "…", "33"},    {"restated", "~", "36"},
        {"rescheduled", "~", "36"}, {"unknown", "?", "0"},       {"retired", "·", "0"},
};
#define N_STATES (sizeof(states) / sizeof(*states))

static size_t state_find(const char *word)
{
        for (size_t i = 0; i < N_STATES; i++)
                if (strcmp(states[i].word, word) == 0)
                        return i;
        return N_STATES;
}

/* "missed" is "✗ missed", out of `pool`; other words as they are. */
static const char *state_words(struct pool *pool, const char *word)
{
        size_t i = state_find(word);

        return i < N_STATES ? pool_print(pool, "%s %s", states[i].sign, word) : word;
}

static const char *state_color(const char *word)
{
        size_t i = state_find(word);

        return i < N_STATES ? states[i].color : "0";
}

static bool has_color(const struct ctl *ctl)
{
        const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

        if (ctl->color != COLOR_AUTO)
                return ctl->color == COLOR_ALWAYS;
        return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb") != 0;
}

/* ---- rows ---------------------------------------------------------------------------------- */

static bool is_end(const struct column *column)
{
        return !column->title && !column->path;
}

static void print_json(const json_t *object)
{
        char *line = json_dumps(object, JSON_COMPACT);

        if (!line)
                out_of_memory();
        puts(line);
        free(line);
}

static void print_csv_field(const char *text, bool first)
{
        if (!first)
                putchar(',');
        if (!strpbrk(text, ",\"\r\n")) {
                fputs(text, stdout);
                return;
        }
        putchar('"');
        for (; *text; text++) {
                if (*text == '"')
                        putchar('"');
                putchar(*text);
        }
        putchar('"');
}

static void print_csv_heading(const struct column *columns)
{
        bool first = true;

        for (; !is_end(columns); columns++)
                if (!(columns->flags & COLUMN_TABLE)) {
                        print_csv_field(columns->path, first);
                        first = false;
                }
        putchar('\n');
}

static void print_csv(const struct column *columns, const json_t *object, struct pool *pool)
{
        bool first = true;

        for (; !is_end(columns); columns++)
                if (!(columns->flags & COLUMN_TABLE)) {
                        print_csv_field(value_text(at_path(object, columns->path), pool), first);
                        first = false;
                }
        putchar('\n');
}

/* What the table shows of a column. */
static const char *cell_text(const struct column *columns, size_t i, const json_t *object,
                             const char *const *cells, struct pool *pool)
{
        const char *text = cells ? cells[i] : NULL;

        if (!text)
                text = value_text(at_path(object, columns[i].path), pool);
        return columns[i].flags & COLUMN_STATE ? state_words(pool, text) : text;
}

/* Columns that a terminal shows of a text. */
static size_t text_width(const char *text)
{
        mbstate_t state = {0};
        size_t width = 0, length;
        wchar_t c;

        while ((length = mbrtowc(&c, text, MB_CUR_MAX, &state)) > 0) {
                if (length == (size_t)-1 || length == (size_t)-2)
                        return width + strlen(text);
                width += (size_t)(wcwidth(c) < 0 ? 0 : wcwidth(c));
                text += length;
        }
        return width;
}

/* The text within `width` columns, with an ellipsis where it was longer. */
static const char *text_cut_to(const char *text, size_t width, struct pool *pool)
{
        mbstate_t state = {0};
        const char *at = text;
        size_t used = 0, length;
        wchar_t c;

        if (text_width(text) <= width)
                return text;
        while (width > 0 && (length = mbrtowc(&c, at, MB_CUR_MAX, &state)) > 0 && length < (size_t)-2) {
                used += (size_t)(wcwidth(c) < 0 ? 0 : wcwidth(c));
                if (used > width - 1)
                        break;
                at += length;
        }
        return pool_print(pool, "%.*s…", (int)(at - text), text);
}

/* 0 where stdout is no terminal. */
static size_t terminal_width(void)
{
        struct winsize size;

        if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
                return 0;
        return size.ws_col;
}

/* ---- tables -------------------------------------------------------------------------------- */

static struct libscols_table *table_new(const struct ctl *ctl, const struct column *columns)
{
        struct libscols_table *table = scols_new_table();

        if (!table)
                out_of_memory();
        scols_table_enable_colors(table, has_color(ctl));
        /* Nothing is cut by the library: it knows no ellipsis. */
        scols_table_set_termforce(table, SCOLS_TERMFORCE_NEVER);
        for (; !is_end(columns); columns++) {
                if (columns->flags & COLUMN_CSV)
                        continue;
                if (!scols_table_new_column(table, columns->title, 0,
                                            columns->flags & COLUMN_RIGHT ? SCOLS_FL_RIGHT : 0))
                        out_of_memory();
        }
        return table;
}

struct out *out_begin(const struct ctl *ctl, const struct column *columns)
{
        struct out *out = calloc(1, sizeof(*out));

        if (!out)
                out_of_memory();
        out->ctl = ctl;
        out->columns = columns;
        if (ctl->format == FORMAT_TABLE)
                out->table = table_new(ctl, columns);
        else if (ctl->format == FORMAT_CSV)
                print_csv_heading(columns);
        return out;
}

static void table_row(struct out *out, const json_t *object, const char *const *cells)
{
        struct libscols_line *line = scols_table_new_line(out->table, NULL);
        size_t shown = 0;

        if (!line)
                out_of_memory();
        for (size_t i = 0; !is_end(&out->columns[i]); i++) {
                const struct column *column = &out->columns[i];

                if (column->flags & COLUMN_CSV)
                        continue;
                if (scols_line_set_data(line, shown, cell_text(out->columns, i, object, cells, &out->pool)) !=
                    0)
                        out_of_memory();
                if (column->flags & COLUMN_STATE)
                        (void)scols_cell_set_color(
                                scols_line_get_cell(line, shown),
                                pool_print(
                                        &out->pool, "\033[%sm",
                                        state_color(value_text(at_path(object, column->path), &out->pool))));
                shown++;
        }
}

void out_row(struct out *out, json_t *object, const char *const *cells)
{
        assert(out && object);

        pool_reset(&out->pool);
        switch (out->ctl->format) {
        case FORMAT_JSON:
                print_json(object);
                break;
        case FORMAT_CSV:
                print_csv(out->columns, object, &out->pool);
                break;
        case FORMAT_TABLE:
                table_row(out, object, cells);
                break;
        }
        json_decref(object);
}

/* The last column within what the others leave of the terminal. */
static void table_cut(struct out *out)
{
        size_t n = scols_table_get_ncols(out->table), used = 0, width = terminal_width();
        struct libscols_iter *iter = scols_new_iter(SCOLS_ITER_FORWARD);
        struct libscols_line *line;

        if (!iter)
                out_of_memory();
        for (size_t i = 0; i + 1 < n; i++) {
                struct libscols_cell *header = scols_column_get_header(scols_table_get_column(out->table, i));
                size_t widest = text_width(scols_cell_get_data(header));

                scols_reset_iter(iter, SCOLS_ITER_FORWARD);
                while (scols_table_next_line(out->table, iter, &line) == 0) {
                        const char *text = scols_cell_get_data(scols_line_get_cell(line, i));
                        size_t cell = text ? text_width(text) : 0;

                        widest = cell > widest ? cell : widest;
                }
                used += widest + 1;
        }
        scols_reset_iter(iter, SCOLS_ITER_FORWARD);
        while (width > used + 8 && scols_table_next_line(out->table, iter, &line) == 0) {
                const char *text = scols_cell_get_data(scols_line_get_cell(line, n - 1));

                if (text &&
                    scols_line_set_data(line, n - 1, text_cut_to(text, width - used, &out->pool)) != 0)
                        out_of_memory();
        }
        scols_free_iter(iter);
}

void out_end(struct out *out)
{
        if (!out)
                return;
        if (out->table) {
                if (terminal_width() > 0)
                        table_cut(out);
                if (scols_table_get_nlines(out->table) > 0)
                        (void)scols_print_table(out->table);
                scols_unref_table(out->table);
        }
        pool_done(&out->pool);
        free(out);
}

void out_object(const struct ctl *ctl, const struct column *columns, json_t *object, const char *const *cells)
{
        struct pool pool = {0};
        size_t widest = 0;

        assert(columns && object);

        switch (ctl->format) {
        case FORMAT_JSON:
                print_json(object);
                break;
        case FORMAT_CSV:
                print_csv_heading(columns);
                print_csv(columns, object, &pool);
                break;
        case FORMAT_TABLE:
                for (size_t i = 0; !is_end(&columns[i]); i++)
                        if (!(columns[i].flags & COLUMN_CSV) && text_width(columns[i].title) > widest)
                                widest = text_width(columns[i].title);
                for (size_t i = 0; !is_end(&columns[i]); i++) {
                        const char *text = cell_text(columns, i, object, cells, &pool);

                        if (!(columns[i].flags & COLUMN_CSV) && *text)
                                printf("%-*s  %s\n", (int)widest, columns[i].title, text);
                }
                break;
        }
        json_decref(object);
        pool_done(&pool);
}

/* ---- streams ------------------------------------------------------------------------------- */

void out_line_heading(const struct ctl *ctl, const struct column *columns)
{
        if (ctl->format == FORMAT_CSV)
                print_csv_heading(columns);
}

static void line_cell(const struct ctl *ctl, const struct column *column, const char *word, const char *text,
                      int width, bool last)
{
        bool colored = (column->flags & COLUMN_STATE) && has_color(ctl);
        int blanks = width - (int)text_width(text);

        if (blanks < 0 || (last && !(column->flags & COLUMN_RIGHT)))
                blanks = 0;
        if (column->flags & COLUMN_RIGHT)
                printf("%*s", blanks, "");
        if (colored)
                printf("\033[%sm", state_color(word));
        fputs(text, stdout);
        if (colored)
                fputs("\033[0m", stdout);
        if (!(column->flags & COLUMN_RIGHT))
                printf("%*s", blanks, "");
        putchar(last ? '\n' : ' ');
}

static void print_line(const struct ctl *ctl, const struct column *columns, const int *widths,
                       const json_t *object, const char *const *cells, struct pool *pool)
{
        const char *texts[OUT_COLUMNS_MAX] = {0};
        size_t n = 0, last = 0, used = 0, width = terminal_width();

        for (; !is_end(&columns[n]); n++) {
                if (columns[n].flags & COLUMN_CSV)
                        continue;
                texts[n] = cell_text(columns, n, object, cells, pool);
                if (*texts[n])
                        last = n;
        }
        for (size_t i = 0; i <= last; i++) {
                const char *word;
                size_t shown;

                if (!texts[i])
                        continue;
                word = value_text(at_path(object, columns[i].path), pool);
                if (i == last && width > used + 8)
                        texts[i] = text_cut_to(texts[i], width - used, pool);
                line_cell(ctl, &columns[i], word, texts[i], widths[i], i == last);
                shown = text_width(texts[i]);
                used += (shown > (size_t)widths[i] ? shown : (size_t)widths[i]) + 1;
        }
}

void out_line(const struct ctl *ctl, const struct column *columns, const int *widths, json_t *object,
              const char *const *cells)
{
        struct pool pool = {0};

        assert(columns && widths && object);

        switch (ctl->format) {
        case FORMAT_JSON:
                print_json(object);
                break;
        case FORMAT_CSV:
                print_csv(columns, object, &pool);
                break;
        case FORMAT_TABLE:
                print_line(ctl, columns, widths, object, cells, &pool);
                break;
        }
        json_decref(object);
        pool_done(&pool);
}
