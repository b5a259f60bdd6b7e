/* ctl/number.c: see number.h. */
#include "number.h"

#include <errno.h>
#include <stdlib.h>

bool number_parse(const char *argument, uint64_t min, uint64_t *ret)
{
        uint64_t number;
        char *end;

        /* strtoull() skips blanks, and takes "-1" for the largest of all. */
        if (argument[0] < '0' || argument[0] > '9')
                return false;
        errno = 0;
        number = strtoull(argument, &end, 10);
        if (errno || *end || number < min)
                return false;
        *ret = number;
        return true;
}
