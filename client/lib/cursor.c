/* client/lib/cursor.c: the text of a cursor, and its moves. */
#include "cursor.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "wire.h"

#define TEXT_VERSION "1:"

static int hex_digit(char c)
{
        if (c >= '0' && c <= '9')
                return c - '0';
        return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Up to the end character, which is skipped. */
static int parse_hex(const char **text, char end, unsigned char bytes[CURSOR_ID_BYTES_MAX], size_t *ret_size)
{
        const char *at = *text;
        size_t size = 0;

        for (; *at != end; at += 2, size++) {
                int high = hex_digit(*at);
                int low = high < 0 ? -1 : hex_digit(at[1]);

                if (low < 0 || size == CURSOR_ID_BYTES_MAX)
                        return MST_CURSOR;
                bytes[size] = (unsigned char)(high << 4 | low);
        }
        *text = at + (end != '\0');
        *ret_size = size;
        return 0;
}

static int parse_number(const char **text, uint64_t *ret)
{
        char *end;

        if (**text < '0' || **text > '9')
                return MST_CURSOR;
        errno = 0;
        *ret = strtoull(*text, &end, 10);
        if (errno || *end != ':')
                return MST_CURSOR;
        *text = end + 1;
        return 0;
}

int cursor_parse(const char *text, struct cursor *ret)
{
        struct cursor cursor = {0};
        int r;

        if (strncmp(text, TEXT_VERSION, strlen(TEXT_VERSION)) != 0)
                return MST_CURSOR;
        text += strlen(TEXT_VERSION);
        r = parse_hex(&text, ':', cursor.journal_id, &cursor.journal_id_size);
        if (r == 0)
                r = parse_number(&text, &cursor.epoch);
        if (r == 0)
                r = parse_number(&text, &cursor.sequence);
        if (r == 0)
                r = parse_hex(&text, '\0', cursor.hash, &cursor.hash_size);
        if (r == 0)
                *ret = cursor;
        return r;
}

static void format_hex(const unsigned char *bytes, size_t size, char *ret)
{
        for (size_t i = 0; i < size; i++)
                (void)snprintf(ret + 2 * i, 3, "%02x", bytes[i]);
        ret[2 * size] = '\0';
}

void cursor_format(const struct cursor *cursor, char ret[MST_CURSOR_TEXT_MAX])
{
        char journal[2 * CURSOR_ID_BYTES_MAX + 1], hash[2 * CURSOR_ID_BYTES_MAX + 1];
        int n;

        format_hex(cursor->journal_id, cursor->journal_id_size, journal);
        format_hex(cursor->hash, cursor->hash_size, hash);
        n = snprintf(ret, MST_CURSOR_TEXT_MAX, TEXT_VERSION "%s:%llu:%llu:%s", journal,
                     (unsigned long long)cursor->epoch, (unsigned long long)cursor->sequence, hash);
        assert(n > 0 && (unsigned int)n < MST_CURSOR_TEXT_MAX);
}

bool cursor_fits(const struct cursor *cursor, ProtobufCBinaryData journal_id, uint64_t epoch)
{
        return cursor->epoch == epoch && cursor->journal_id_size == journal_id.len &&
               (!journal_id.len || memcmp(cursor->journal_id, journal_id.data, journal_id.len) == 0);
}

void cursor_set_journal(struct cursor *cursor, ProtobufCBinaryData journal_id, uint64_t epoch)
{
        if (cursor_fits(cursor, journal_id, epoch))
                return;
        cursor->journal_id_size = journal_id.len <= CURSOR_ID_BYTES_MAX ? journal_id.len : 0;
        if (cursor->journal_id_size)
                memcpy(cursor->journal_id, journal_id.data, cursor->journal_id_size);
        cursor->epoch = epoch;
        cursor->hash_size = 0;
}

void cursor_advance(struct cursor *cursor, uint64_t sequence)
{
        if (cursor->sequence != sequence)
                cursor->hash_size = 0;
        cursor->sequence = sequence;
}

void cursor_set_hash(struct cursor *cursor, ProtobufCBinaryData hash)
{
        cursor->hash_size = hash.len <= CURSOR_ID_BYTES_MAX ? hash.len : 0;
        if (cursor->hash_size)
                memcpy(cursor->hash, hash.data, cursor->hash_size);
}

void cursor_to_wire(const struct cursor *cursor, Milestone__V1__Cursor *wire)
{
        milestone__v1__cursor__init(wire);
        wire->journal_id = wire_bytes(cursor->journal_id, cursor->journal_id_size);
        wire->epoch = cursor->epoch;
        wire->sequence = cursor->sequence;
        wire->outbox_hash = wire_bytes(cursor->hash, cursor->hash_size);
}

void cursor_from_wire(const Milestone__V1__Cursor *wire, struct cursor *ret)
{
        *ret = (struct cursor){.sequence = wire->sequence};
        cursor_set_journal(ret, wire->journal_id, wire->epoch);
        cursor_set_hash(ret, wire->outbox_hash);
}
