/* client/lib/buffer.c: messages packed one after the other, and texts that the packer reads. */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "wire.h"

#define CAPACITY_FIRST 1024u

void buffer_done(struct buffer *buffer)
{
        free(buffer->bytes);
        *buffer = (struct buffer){0};
}

int buffer_pack(struct buffer *buffer, const ProtobufCMessage *message, size_t largest)
{
        size_t more = protobuf_c_message_get_packed_size(message);
        size_t capacity = buffer->capacity ? buffer->capacity : CAPACITY_FIRST;
        unsigned char *bytes;

        if (more > largest || buffer->size > largest - more)
                return MST_TOO_LARGE;
        while (capacity < buffer->size + more)
                capacity *= 2;
        if (capacity != buffer->capacity) {
                bytes = realloc(buffer->bytes, capacity);
                if (!bytes)
                        return -ENOMEM;
                buffer->bytes = bytes;
                buffer->capacity = capacity;
        }
        buffer->size += protobuf_c_message_pack(message, buffer->bytes + buffer->size);
        return 0;
}

/* The generated structs have no const; by way of an integer, since the packer only reads. */
char *wire_text(const char *text)
{
        return (char *)(uintptr_t)(text ? text : "");
}

ProtobufCBinaryData wire_bytes(const void *bytes, size_t size)
{
        return (ProtobufCBinaryData){.len = size, .data = (uint8_t *)(uintptr_t)bytes};
}
