/* journal/why.c: see why.h. */
#include "journal/why.h"

#include <stdarg.h>
#include <stdio.h>

int why_say(struct why *why, int outcome, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        (void)vsnprintf(why->text, sizeof why->text, format, args);
        va_end(args);
        return outcome;
}
