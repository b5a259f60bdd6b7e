/* audit/say.c: see say.h. */
#include "audit/say.h"

#include <stdarg.h>
#include <stdio.h>

int audit_say(char **ret_why, int outcome, const char *format, ...)
{
        va_list arguments;

        if (*ret_why)
                return outcome;
        va_start(arguments, format);
        if (vasprintf(ret_why, format, arguments) < 0)
                *ret_why = NULL;
        va_end(arguments);
        return outcome;
}
