/* tests/fuzz/ctl/fuzz_event_json.c: any bytes as a line of `milestonectl publish`: an event with its texts ended,
 * or a sentence. */
#include "fuzz/harness.h"

#include <assert.h>
#include <string.h>

#include "event_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        struct mst_event event = {0};
        struct pool pool = {0};
        const char *why;

        if (length > 65536)
                return 0;
        why = event_from_json((struct text){(const char *)data, length}, &pool, &event);
        if (why)
                assert(*why);
        else
                assert(event.id && strlen(event.id) < length);
        pool_done(&pool);
        return 0;
}
