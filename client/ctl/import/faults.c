/* The texts of the first faults lie in a pool, the others are a number: a report has an end. */
#include "import/faults.h"
#include <assert.h>
#include <stdarg.h>

void faults_done(struct faults *faults)
{
        assert(faults);

        pool_done(&faults->pool);
        faults->n = 0;
}

void faults_add(struct faults *faults, const char *file, uint32_t line, uint32_t column, const char *format,
                ...)
{
        char what[1024], place[32] = "";
        va_list arguments;

        assert(faults && file && format);

        faults->n++;
        if (faults->n > FAULTS_SHOWN)
                return;

        va_start(arguments, format);
        (void)vsnprintf(what, sizeof(what), format, arguments);
        va_end(arguments);
        if (line > 0 && column > 0)
                (void)snprintf(place, sizeof(place), "%u:%u:", line, column);
        else if (line > 0)
                (void)snprintf(place, sizeof(place), "%u:", line);
        faults->texts[faults->n - 1] = pool_print(&faults->pool, "%s:%s %s", file, place, what);
}

void faults_print(const struct faults *faults, FILE *to)
{
        assert(faults && to);

        for (size_t i = 0; i < faults->n && i < FAULTS_SHOWN; i++)
                fprintf(to, "%s\n", faults->texts[i]);
        if (faults->n > FAULTS_SHOWN)
                fprintf(to, "and %zu more\n", faults->n - FAULTS_SHOWN);
}
