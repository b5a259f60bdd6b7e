/* journal/journal.c: the port: what holds for every implementation is asserted here. */
#include "journal/journal.h"

#include "journal/port.h"
#include <assert.h>
#include <stdlib.h>

void journal_buffer_done(struct journal_buffer *buffer)
{
        free(buffer->data);
        *buffer = (struct journal_buffer){0};
}

int journal_close(struct journal *journal)
{
        return journal ? journal->port->close(journal) : 0;
}

int journal_append(struct journal *journal, uint8_t kind, const void *body, size_t length, void *cargo,
                   uint64_t *ret_position)
{
        assert(journal && ret_position);
        assert(kind > 0);
        assert(body || length == 0);
        return journal->port->append(journal, kind, body, length, cargo, ret_position);
}

int journal_next(struct journal *journal, struct journal_record *ret)
{
        assert(journal && ret);
        return journal->port->next(journal, ret);
}

int journal_seek(struct journal *journal, uint64_t after_position)
{
        assert(journal);
        return journal->port->seek(journal, after_position);
}

int journal_read(struct journal *journal, uint64_t position, struct journal_buffer *buffer,
                 struct journal_record *ret)
{
        assert(journal && buffer && ret);
        return journal->port->read(journal, position, buffer, ret);
}

int journal_dispatch(struct journal *journal)
{
        uint64_t before;
        int r;

        assert(journal);
        before = journal_settled(journal);
        r = journal->port->dispatch(journal);
        assert(journal_settled(journal) >= before);
        assert(journal_settled(journal) <= journal_last(journal));
        return r;
}

int journal_fd(const struct journal *journal)
{
        assert(journal);
        return journal->port->fd(journal);
}

uint64_t journal_settled(const struct journal *journal)
{
        assert(journal);
        return journal->port->settled(journal);
}

uint64_t journal_last(const struct journal *journal)
{
        assert(journal);
        return journal->port->last(journal);
}

int journal_chain_at(struct journal *journal, uint64_t position, uint8_t ret[JOURNAL_HASH_BYTES])
{
        assert(journal && ret);
        return journal->port->chain_at(journal, position, ret);
}

const struct journal_identity *journal_identity(const struct journal *journal)
{
        assert(journal);
        return journal->port->identity(journal);
}

const char *journal_why(const struct journal *journal)
{
        assert(journal);
        return journal->port->why(journal);
}

void journal_stats(const struct journal *journal, struct journal_stats *ret)
{
        assert(journal && ret);
        journal->port->stats(journal, ret);
}
