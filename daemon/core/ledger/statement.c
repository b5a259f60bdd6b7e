/* core/ledger/statement.c: a statement as it is kept.
 *
 *      u8      version of this layout: 1
 *      u8      layout of the event's bytes (event.h, EVENT_LAYOUT)
 *      u8      effective status
 *      u8      flags: 1 withdrawn
 *      u64     number
 *      16      content hash
 *      varint  times disputed
 *      varint  position of the entry that made it what it is
 *      rest    the event, event_write()
 *
 * Every known field is kept, so that any measure of any later configuration can be made from the
 * statements (rule 33). */
#include <errno.h>
#include <string.h>

#include "core/ledger/ledger.h"

#define STATEMENT_VERSION 1
#define FLAG_WITHDRAWN 1u

int statement_read(const uint8_t *body, size_t length, struct text source, struct text id, struct statement *ret)
{
        struct wire_in in = wire_in_of(body, length);
        struct statement statement = {0};
        const uint8_t *content;
        uint8_t version, flags;

        version = wire_in_u8(&in);
        statement.layout = wire_in_u8(&in);
        statement.status = wire_in_u8(&in);
        flags = wire_in_u8(&in);
        statement.event.number = wire_in_u64(&in);
        content = wire_in_raw(&in, CONTENT_HASH_BYTES);
        statement.disputed_times = wire_in_varint(&in);
        statement.position = wire_in_varint(&in);
        if (in.failed || version != STATEMENT_VERSION || (flags & ~FLAG_WITHDRAWN))
                return -EBADMSG;

        memcpy(statement.content, content, CONTENT_HASH_BYTES);
        statement.withdrawn = flags & FLAG_WITHDRAWN;
        statement.event.source = source;
        statement.event.id = id;
        if (event_read(&in, statement.layout, &statement.event) < 0 || !wire_in_complete(&in))
                return -EBADMSG;

        *ret = statement;
        return 0;
}

void statement_write(const struct statement *statement, struct wire_out *out)
{
        wire_u8(out, STATEMENT_VERSION);
        wire_u8(out, EVENT_LAYOUT);
        wire_u8(out, statement->status);
        wire_u8(out, statement->withdrawn ? FLAG_WITHDRAWN : 0);
        wire_u64(out, statement->event.number);
        wire_raw(out, statement->content, CONTENT_HASH_BYTES);
        wire_varint(out, statement->disputed_times);
        wire_varint(out, statement->position);
        if (statement->laid_out.data)
                wire_raw(out, statement->laid_out.data, statement->laid_out.length);
        else
                event_write(out, &statement->event);
}
