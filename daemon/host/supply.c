/* host/supply.c: what the core wants, from the store and the journal. */
#include <errno.h>
#include <stdlib.h>

#include "host/config/config.h"
#include "host/log.h"
#include "host/messages.h"
#include "host/pipeline_inside.h"

int supply_statements(struct pipeline *pipeline, const struct record_key *keys, size_t count, bool wait,
                      struct stored_statement **ret)
{
        int r;

        pipeline->ahead = false;
        if (count > pipeline->statements_capacity) {
                struct stored_statement *statements = realloc(pipeline->statements,
                                                              count * sizeof(*statements));

                if (!statements)
                        return -ENOMEM;
                pipeline->statements = statements;
                pipeline->statements_capacity = count;
        }
        r = store_statements(pipeline->store, keys, count, wait, pipeline->statements);
        if (r == STORE_COLD)
                return SUPPLY_COLD;

        *ret = pipeline->statements;
        return r;
}

/* What was read ahead is what the core's first want of the entry asks for: apply_want() made both lists. */
int supply_ahead(struct pipeline *pipeline, const struct batch *batch, bool wait)
{
        struct stored_statement *statements;
        const struct record_key *keys;
        size_t count;
        int r;

        r = core_try_keys(pipeline->core, batch, &keys, &count);
        if (r == 0)
                r = supply_statements(pipeline, keys, count, wait, &statements);
        pipeline->ahead = r == 0;
        return r;
}

/* A staged batch is read again, with the verdicts that it was given then. */
static int supply_batch(struct pipeline *pipeline, uint64_t position, const struct batch **ret)
{
        struct journal_record record;
        int r;

        pipeline->staged = batch_freed(pipeline->staged);
        r = journal_read(pipeline->journal, position, &pipeline->buffer, &record);
        if (r != 0)
                return r < 0 ? r : -EBADMSG;

        r = decode_read_body(pipeline->decoder, record.body, record.body_length, &pipeline->staged);
        *ret = pipeline->staged;
        return r;
}

int supply_want(struct pipeline *pipeline, const struct want *want, struct supply *ret)
{
        struct stored_statement *statements;
        int r = 0;

        *ret = (struct supply){.kind = want->kind};
        switch (want->kind) {
        case WANT_STATEMENTS:
                if (!pipeline->ahead)
                        r = supply_statements(pipeline, want->keys, want->keys_count, true, &statements);
                pipeline->ahead = false;
                ret->statements = pipeline->statements;
                ret->statements_count = want->keys_count;
                return r;
        case WANT_BATCH:
                return supply_batch(pipeline, want->position, &ret->batch);
        case WANT_SCOPE:
        case WANT_ALL:
                return store_walk(pipeline->store, want, &ret->statements, &ret->statements_count, &ret->more,
                                  &ret->cursor);
        default:
                return -EINVAL;
        }
}

int plan_of(struct pipeline *pipeline, uint64_t configuration, struct plan **ret)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct journal_record record;
        int r;

        r = journal_read(pipeline->journal, configuration, &pipeline->buffer, &record);
        if (r != 0)
                return r < 0 ? r : -EBADMSG;

        r = config_parse((struct text){(const char *)record.body, record.body_length}, &errors, ret);
        if (r == CONFIG_REFUSED) {
                log_line(LOG_ERR, MESSAGE_CONFIGURATION_BAD,
                         "the configuration at position %llu of the journal is not taken by this program: %s",
                         (unsigned long long)configuration,
                         errors.count ? errors.list[0].what : "unreadable");
                return -EINVAL;
        }
        return r;
}
