/* ingest/turns.h: whose batch is next. What came waits here, a queue for each connection, and they take turns by
 * what their batches cost (deficit round robin), not by how many they send: large batches, or very many, keep
 * nobody else waiting.
 *
 * A connection that has more waiting than its part, while others wait too, is told to come later: its messages
 * would fill all the room there is, and a ROUTER cannot leave those of one peer unread. Where nobody else waits
 * there is no hurry to refuse: the sockets are not read while it is full, and the peer feels it. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "ingest/ingest.h"

/* Waiting in all: what is read ahead of the journal. */
#define TURNS_MESSAGES_MAX 2048
#define TURNS_BYTES_MAX    (32u * 1024 * 1024)
/* A connection's part, if others wait: a publisher has fewer on their way. */
#define TURNS_PEER_MESSAGES_MAX 256
#define TURNS_PEER_BYTES_MAX    (4u * 1024 * 1024)
/* What a turn is worth, in bytes; a message costs its length, and as much as TURNS_MESSAGE_COST for itself:
 * entry, receipt, and the calls that it takes. */
#define TURNS_QUANTUM      (16u * 1024)
#define TURNS_MESSAGE_COST 512u

enum { TURNS_CROWDED = 1 };

struct turns;

int turns_new(struct turns **ret);
struct turns *turns_free(struct turns *turns);

/* Takes the arrival over. TURNS_CROWDED: it stays the caller's, whose peer is to come later; never of a feed,
 * which would not hear of it. 0 or -errno. `from` tells sockets apart. */
int turns_put(struct turns *turns, const void *from, struct arrival *arrival);
/* The next one, the caller's from here on. Whether there was one. */
bool turns_next(struct turns *turns, struct arrival *ret);

/* Whether sockets should be read. */
bool turns_have_room(const struct turns *turns);
size_t turns_waiting(const struct turns *turns);
