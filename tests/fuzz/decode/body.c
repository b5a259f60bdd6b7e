/* tests/fuzz/decode/body.c: any bytes as the body of an entry. A journal guards its bodies with
 * checksums, so what stands in one is trusted; but no body may be read beyond its end, and one
 * that is read has one form only. */
#include <assert.h>
#include <errno.h>

#include "fuzz/harness.h"
#include "judged.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        struct decoder *decoder = NULL;
        struct batch *batch = NULL;
        int r;

        r = decoder_new(&decoder);
        assert(r == 0);
        r = decode_read_body(decoder, data, length, &batch);
        assert(r == 0 || r == -EBADMSG);
        if (r == 0)
                batch_returns(decoder, batch);
        batch_free(batch);
        decoder_free(decoder);
        return 0;
}
