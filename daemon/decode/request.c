/* decode/request.c: whose receipt it is, for a message that is not looked into further: its fields are passed
 * over by their lengths, so a batch of ten thousand events costs ten thousand steps and no memory. */
#include "decode/decode.h"

#include <stdbool.h>

#include "base/limits.h"

#define REQUEST_ID_NUMBER 2 /* of EventBatch */

enum wire_type { WIRE_VARINT = 0, WIRE_64 = 1, WIRE_BYTES = 2, WIRE_32 = 5 };

struct scan {
        const uint8_t *at, *end;
};

static bool take_varint(struct scan *scan, uint64_t *ret)
{
        *ret = 0;
        for (int shift = 0; shift < 64 && scan->at < scan->end; shift += 7) {
                uint8_t byte = *scan->at++;

                *ret |= (uint64_t)(byte & 0x7f) << shift;
                if (!(byte & 0x80))
                        return true;
        }
        return false;
}

/* The bytes behind a tag; of a number none. */
static bool take_bytes(struct scan *scan, enum wire_type type, struct text *ret)
{
        uint64_t length = 0;

        *ret = TEXT("");
        if (type == WIRE_VARINT)
                return take_varint(scan, &length);
        if (type == WIRE_BYTES) {
                if (!take_varint(scan, &length))
                        return false;
        } else if (type == WIRE_64 || type == WIRE_32) {
                length = type == WIRE_64 ? 8 : 4;
        } else {
                return false;
        }
        if (length > (uint64_t)(scan->end - scan->at))
                return false;
        *ret = (struct text){(const char *)scan->at, (size_t)length};
        scan->at += length;
        return true;
}

struct text decode_request_id(const void *data, size_t length)
{
        struct scan scan = {data, (const uint8_t *)data + length};
        struct text ret = TEXT(""), bytes;
        uint64_t tag;

        while (scan.at < scan.end && take_varint(&scan, &tag) &&
               take_bytes(&scan, (enum wire_type)(tag & 7), &bytes))
                if (tag == (REQUEST_ID_NUMBER << 3 | WIRE_BYTES)) /* the last one stands */
                        ret = bytes.length <= REQUEST_ID_BYTES_MAX ? bytes : TEXT("");
        return ret;
}
