/* host/config/errors.c: the list of what is wrong, kept until all files are read. */
#include "host/config/errors.h"

#include <assert.h>
#include <errno.h>
#include <string.h>

#include "host/config/memory.h"

#define SHOWN_BYTES_MAX 64 /* of a value within a message: as long as the longest name */

struct text config_shown(struct text text)
{
        if (text.length <= SHOWN_BYTES_MAX)
                return text;
        text.length = SHOWN_BYTES_MAX;
        /* Not in the middle of a character. */
        while (text.length > 0 && ((unsigned char)text.data[text.length] & 0xc0) == 0x80)
                text.length--;
        return text;
}

static int errors_grow(struct config_errors *errors)
{
        struct config_error *list;

        if (!errors->memory)
                errors->memory = config_memory_new();
        if (!errors->memory)
                return -ENOMEM;
        if (errors->list)
                return 0;
        list = CONFIG_MEMORY_ARRAY(errors->memory, CONFIG_ERRORS_MAX, struct config_error);
        if (!list)
                return -ENOMEM;
        errors->list = list;
        return 0;
}

int config_errors_add(struct config_errors *errors, const char *file, struct config_mark mark,
                      const char *format, va_list arguments)
{
        struct config_error *error;
        int r;

        assert(errors && file && format);

        if (errors->count == CONFIG_ERRORS_MAX) {
                errors->more++;
                return 0;
        }
        r = errors_grow(errors);
        if (r < 0)
                return r;
        error = &errors->list[errors->count];
        error->file = config_memory_text(errors->memory, text_of(file)).data;
        error->what = config_memory_print(errors->memory, format, arguments);
        if (!error->what || config_memory_is_short(errors->memory))
                return -ENOMEM;
        error->file_number = mark.file;
        error->line = mark.line;
        error->column = mark.column;
        errors->count++;
        return 0;
}

static int error_compare(const void *a, const void *b)
{
        const struct config_error *x = a, *y = b;

        if (x->file_number != y->file_number)
                return x->file_number < y->file_number ? -1 : 1;
        if (x->line != y->line)
                return x->line < y->line ? -1 : 1;
        if (x->column != y->column)
                return x->column < y->column ? -1 : 1;
        return strcmp(x->file, y->file) != 0 ? strcmp(x->file, y->file) : strcmp(x->what, y->what);
}

void config_errors_sort(struct config_errors *errors)
{
        size_t kept = 0;

        if (errors->count == 0)
                return;
        qsort(errors->list, errors->count, sizeof(*errors->list), error_compare);
        for (size_t i = 0; i < errors->count; i++)
                if (i == 0 || error_compare(&errors->list[kept - 1], &errors->list[i]) != 0)
                        errors->list[kept++] = errors->list[i];
        errors->count = kept;
}

void config_errors_done(struct config_errors *errors)
{
        if (!errors)
                return;
        config_memory_free(errors->memory);
        *errors = (struct config_errors){0};
}

void config_errors_print(const struct config_errors *errors, FILE *out)
{
        for (size_t i = 0; i < errors->count; i++) {
                const struct config_error *error = &errors->list[i];

                if (error->line > 0)
                        fprintf(out, "%s:%u:%u: %s\n", error->file, error->line, error->column, error->what);
                else
                        fprintf(out, "%s: %s\n", error->file, error->what);
        }
        if (errors->more > 0)
                fprintf(out, "and %zu more\n", errors->more);
}
