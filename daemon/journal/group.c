/* journal/group.c: see group.h. */
#include "journal/group.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct group *group_new(size_t capacity)
{
        struct group *group = calloc(1, sizeof *group);

        if (!group)
                return NULL;
        group->data = malloc(capacity);
        if (!group->data)
                return group_free(group);
        group->capacity = capacity;
        return group;
}

struct group *group_free(struct group *group)
{
        if (group) {
                free(group->entries);
                free(group->data);
                free(group);
        }
        return NULL;
}

void group_begin(struct group *group, uint64_t first, uint64_t now_usec)
{
        group->next = NULL;
        group->first = first;
        group->born_usec = now_usec;
        group->count = 0;
        group->length = 0;
}

bool group_fits(const struct group *group, size_t body_length)
{
        return group->count == 0 || group->length + format_entry_bytes(body_length) <= group->capacity;
}

/* Room for one more entry. */
static int reserve(struct group *group, size_t bytes)
{
        if (group->length + bytes > group->capacity) {
                uint8_t *grown = realloc(group->data, group->length + bytes);

                if (!grown)
                        return -ENOMEM;
                group->data = grown;
                group->capacity = group->length + bytes;
        }
        if (group->count == group->entries_capacity) {
                size_t more = group->entries_capacity ? 2 * group->entries_capacity : 16;
                struct group_entry *grown = reallocarray(group->entries, more, sizeof *grown);

                if (!grown)
                        return -ENOMEM;
                group->entries = grown;
                group->entries_capacity = more;
        }
        return 0;
}

int group_add(struct group *group, const struct entry_header *header, const void *body)
{
        size_t bytes = format_entry_bytes(header->length);
        struct group_entry *entry;
        uint8_t *at;

        assert(group_fits(group, header->length));
        assert(header->position == group->first + group->count);
        if (reserve(group, bytes) < 0)
                return -ENOMEM;

        entry = &group->entries[group->count++];
        entry->offset = group->length;
        entry->header = *header;
        entry->header.settled_through = group->first - 1;

        at = group->data + group->length + ENTRY_HEADER_BYTES;
        if (header->length > 0)
                memcpy(at, body, header->length);
        memset(at + header->length, 0, bytes - ENTRY_HEADER_BYTES - header->length);
        group->length += bytes;
        return 0;
}

void group_seal(struct group *group, const struct segment_header *segment)
{
        for (size_t i = 0; i < group->count; i++)
                format_entry_write(segment, &group->entries[i].header,
                                   group->data + group->entries[i].offset);
}

uint64_t group_last(const struct group *group)
{
        assert(group->count > 0);
        return group->first + group->count - 1;
}

void group_record(const struct group *group, uint64_t position, struct journal_record *ret)
{
        const struct group_entry *entry;

        assert(position >= group->first && position <= group_last(group));
        entry = &group->entries[position - group->first];
        *ret = (struct journal_record){
                .position = position,
                .epoch = entry->header.epoch,
                .run = entry->header.run,
                .kind = entry->header.kind,
                .body = group->data + entry->offset + ENTRY_HEADER_BYTES,
                .body_length = entry->header.length,
        };
        memcpy(ret->body_hash, entry->header.body_hash, JOURNAL_HASH_BYTES);
        format_chain(entry->header.chain_before, position, entry->header.kind, entry->header.body_hash,
                     ret->chain);
}

void group_chain(const struct group *group, uint8_t ret[JOURNAL_HASH_BYTES])
{
        struct journal_record record;

        group_record(group, group_last(group), &record);
        memcpy(ret, record.chain, JOURNAL_HASH_BYTES);
}
