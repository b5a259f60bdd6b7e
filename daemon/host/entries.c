/* host/entries.c */
#include "host/entries.h"

#include <errno.h>
#include <string.h>

static int done(const struct wire_in *in)
{
        return wire_in_complete(in) ? 0 : -EBADMSG;
}

void entry_write_tick(const struct tick *tick, struct wire_out *out)
{
        wire_text(out, tick->member);
        wire_i64(out, tick->instant_usec);
        wire_i32(out, tick->day);
}

int entry_read_tick(const uint8_t *body, size_t length, struct tick *ret)
{
        struct wire_in in = wire_in_of(body, length);

        ret->member = wire_in_text(&in);
        ret->instant_usec = wire_in_i64(&in);
        ret->day = wire_in_i32(&in);
        return done(&in);
}

void entry_write_freeze(const struct freeze *freeze, struct wire_out *out)
{
        wire_text(out, freeze->milestone);
        wire_text(out, freeze->series);
        wire_u8(out, (uint8_t)freeze->instance.kind);
        wire_i32(out, freeze->instance.first);
        wire_i32(out, freeze->instance.last);
        wire_i32(out, freeze->terms_day);
        wire_i32(out, freeze->day);
        wire_i64(out, freeze->baseline);
}

int entry_read_freeze(const uint8_t *body, size_t length, struct freeze *ret)
{
        struct wire_in in = wire_in_of(body, length);

        ret->milestone = wire_in_text(&in);
        ret->series = wire_in_text(&in);
        ret->instance.kind = wire_in_u8(&in);
        ret->instance.first = wire_in_i32(&in);
        ret->instance.last = wire_in_i32(&in);
        ret->terms_day = wire_in_i32(&in);
        ret->day = wire_in_i32(&in);
        ret->baseline = wire_in_i64(&in);
        if (ret->instance.kind >= PERIOD_KINDS)
                wire_in_fail(&in);
        return done(&in);
}

void entry_write_decision(const struct decision *decision, struct wire_out *out)
{
        wire_u8(out, decision->what);
        wire_u64(out, decision->position);
        wire_u32(out, decision->index);
}

int entry_read_decision(const uint8_t *body, size_t length, struct decision *ret)
{
        struct wire_in in = wire_in_of(body, length);

        ret->what = wire_in_u8(&in);
        ret->position = wire_in_u64(&in);
        ret->index = wire_in_u32(&in);
        return done(&in);
}

void entry_write_position(uint64_t position, struct wire_out *out)
{
        wire_u64(out, position);
}

int entry_read_position(const uint8_t *body, size_t length, uint64_t *ret)
{
        struct wire_in in = wire_in_of(body, length);

        *ret = wire_in_u64(&in);
        return done(&in);
}

void entry_write_upgrade(uint32_t state_version, struct text program, struct wire_out *out)
{
        wire_u32(out, state_version);
        wire_text(out, program);
}

int entry_read_upgrade(const uint8_t *body, size_t length, uint32_t *ret_state_version,
                       struct text *ret_program)
{
        struct wire_in in = wire_in_of(body, length);

        *ret_state_version = wire_in_u32(&in);
        *ret_program = wire_in_text(&in);
        return done(&in);
}

void entry_write_epoch(const struct epoch_begun *epoch, struct wire_out *out)
{
        wire_u64(out, epoch->number);
        wire_raw(out, epoch->name, sizeof(epoch->name));
}

int entry_read_epoch(const uint8_t *body, size_t length, struct epoch_begun *ret)
{
        struct wire_in in = wire_in_of(body, length);
        const uint8_t *name;

        ret->number = wire_in_u64(&in);
        name = wire_in_raw(&in, sizeof(ret->name));
        if (!name)
                return -EBADMSG;
        memcpy(ret->name, name, sizeof(ret->name));
        return done(&in);
}

void entry_write_mark(const struct outbox_mark *mark, struct wire_out *out)
{
        wire_u64(out, mark->sequence);
        wire_raw(out, mark->hash, sizeof(mark->hash));
}

int entry_read_mark(const uint8_t *body, size_t length, struct outbox_mark *ret)
{
        struct wire_in in = wire_in_of(body, length);
        const uint8_t *hash;

        ret->sequence = wire_in_u64(&in);
        hash = wire_in_raw(&in, sizeof(ret->hash));
        if (!hash)
                return -EBADMSG;
        memcpy(ret->hash, hash, sizeof(ret->hash));
        return done(&in);
}
