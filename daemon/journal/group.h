/* journal/group.h: entries that wait for the disk: one group is one write and one sync. Bodies
 * lie where they will lie in the file; the headers are put before them when it is known in which
 * segment that will be. No locking here: the writer does.
 *
 * A group is written only when everything before it is on disk: so each of its entries says that
 * what comes before the group's first is settled. */
#pragma once
#include "journal/format.h"

struct group {
        struct group *next;
        uint64_t first;     /* position */
        uint64_t born_usec; /* CLOCK_MONOTONIC, of its first entry */
        size_t count;
        struct group_entry *entries;
        size_t entries_capacity;
        size_t length, capacity; /* of data, in bytes */
        uint8_t *data;
};

struct group_entry {
        size_t offset;
        struct entry_header header;
};

/* An empty one; NULL without memory. */
struct group *group_new(size_t capacity);
struct group *group_free(struct group *group);
/* Empties it. */
void group_begin(struct group *group, uint64_t first, uint64_t now_usec);

/* Whether a body of that length still goes in; any one body goes into an empty group. */
bool group_fits(const struct group *group, size_t body_length);
/* Adds an entry: the position is the next, settled-through the group's. 0 or -ENOMEM. */
int group_add(struct group *group, const struct entry_header *header, const void *body);
/* Writes the headers into data, which can be written then. Reads of records go on meanwhile. */
void group_seal(struct group *group, const struct segment_header *segment);

/* Of a group that is not empty. */
uint64_t group_last(const struct group *group);
/* The body is borrowed from the group. `position` is one of its. */
void group_record(const struct group *group, uint64_t position, struct journal_record *ret);
/* The chain after its last entry. */
void group_chain(const struct group *group, uint8_t ret[JOURNAL_HASH_BYTES]);
