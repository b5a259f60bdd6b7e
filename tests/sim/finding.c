/* tests/sim/finding.c: see finding.h. */
#include "sim/finding.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/hash.h"
#include "sim/rng.h"

struct finding *finding;

void broken(const char *invariant, const char *format, ...)
{
        va_list arguments;

        (void)snprintf(finding->invariant, sizeof finding->invariant, "%s", invariant);
        va_start(arguments, format);
        (void)vsnprintf(finding->text, sizeof finding->text, format, arguments);
        va_end(arguments);
        _exit(3);
}

void trace(uint64_t what)
{
        finding->trace = rng_mix(finding->trace, what);
}

void trace_bytes(const void *data, uint64_t length)
{
        static const uint64_t key[2] = {1, 2};

        trace(hash64(data, length, key));
}
