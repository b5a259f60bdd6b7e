/* ingest/turns.c: peers that have something waiting form a ring; one that has nothing more is forgotten. They are
 * found by a hash of their routing id: who chooses ids that collide makes a list of at most
 * TURNS_MESSAGES_MAX long. */
#include "ingest/turns.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 1024

struct waiting {
        struct waiting *next;
        struct arrival arrival;
};

struct peer {
        struct peer *ring_next, *ring_before, *bucket_next;
        const void *from;
        uint8_t id[ROUTE_BYTES_MAX];
        size_t id_length;
        struct waiting *first, **end;
        size_t messages, bytes;
        size_t deficit; /* what it may still take in this turn */
};

struct turns {
        struct peer *turn; /* whose turn it is; NULL: nobody waits */
        size_t peers, messages, bytes;
        struct peer *buckets[BUCKETS];
};

int turns_new(struct turns **ret)
{
        *ret = calloc(1, sizeof(**ret));
        return *ret ? 0 : -ENOMEM;
}

struct turns *turns_free(struct turns *turns)
{
        struct arrival arrival;

        while (turns && turns_next(turns, &arrival))
                zmq_msg_close(&arrival.body);
        free(turns);
        return NULL;
}

/* ---- peers ---- */

static struct peer **bucket_of(struct turns *turns, const void *from, const uint8_t *id, size_t length)
{
        uint64_t hash = (uintptr_t)from * UINT64_C(0x9e3779b97f4a7c15);

        for (size_t i = 0; i < length; i++)
                hash = (hash ^ id[i]) * UINT64_C(0x100000001b3);
        return &turns->buckets[(hash >> 20) % BUCKETS];
}

static struct peer *find(struct turns *turns, const void *from, const struct route *route)
{
        for (struct peer *peer = *bucket_of(turns, from, route->id, route->length); peer;
             peer = peer->bucket_next)
                if (peer->from == from && peer->id_length == route->length &&
                    memcmp(peer->id, route->id, route->length) == 0)
                        return peer;
        return NULL;
}

/* Its turn comes after everybody else's. */
static struct peer *add(struct turns *turns, const void *from, const struct route *route)
{
        struct peer **bucket = bucket_of(turns, from, route->id, route->length);
        struct peer *peer = calloc(1, sizeof(*peer));

        if (!peer)
                return NULL;
        peer->from = from;
        memcpy(peer->id, route->id, route->length);
        peer->id_length = route->length;
        peer->end = &peer->first;
        peer->bucket_next = *bucket;
        *bucket = peer;
        if (turns->turn) {
                peer->ring_next = turns->turn;
                peer->ring_before = turns->turn->ring_before;
                peer->ring_before->ring_next = peer;
                peer->ring_next->ring_before = peer;
        } else {
                peer->ring_next = peer->ring_before = peer;
                turns->turn = peer;
        }
        turns->peers++;
        return peer;
}

static void drop(struct turns *turns, struct peer *peer)
{
        struct peer **at = bucket_of(turns, peer->from, peer->id, peer->id_length);

        while (*at != peer)
                at = &(*at)->bucket_next;
        *at = peer->bucket_next;
        if (turns->turn == peer)
                turns->turn = peer->ring_next == peer ? NULL : peer->ring_next;
        peer->ring_before->ring_next = peer->ring_next;
        peer->ring_next->ring_before = peer->ring_before;
        turns->peers--;
        free(peer);
}

/* ---- what waits ---- */

static bool is_crowded(const struct turns *turns, const struct peer *peer, size_t bytes)
{
        return peer && turns->peers > 1 &&
               (peer->messages >= TURNS_PEER_MESSAGES_MAX || peer->bytes + bytes > TURNS_PEER_BYTES_MAX);
}

int turns_put(struct turns *turns, const void *from, struct arrival *arrival)
{
        static const struct route no_route;
        const struct route *route = arrival->socket ? &arrival->route : &no_route;
        struct peer *peer = find(turns, from, route);
        size_t bytes = zmq_msg_size(&arrival->body);
        struct waiting *waiting;

        if (arrival->socket && is_crowded(turns, peer, bytes))
                return TURNS_CROWDED;
        waiting = malloc(sizeof(*waiting));
        if (waiting && !peer)
                peer = add(turns, from, route);
        if (!waiting || !peer) {
                free(waiting);
                return -ENOMEM;
        }
        waiting->next = NULL;
        waiting->arrival = *arrival;
        zmq_msg_init(&waiting->arrival.body);
        zmq_msg_move(&waiting->arrival.body, &arrival->body);
        *peer->end = waiting;
        peer->end = &waiting->next;
        peer->messages++;
        peer->bytes += bytes;
        turns->messages++;
        turns->bytes += bytes;
        return 0;
}

static void take(struct turns *turns, struct peer *peer, struct arrival *ret)
{
        struct waiting *waiting = peer->first;
        size_t bytes = zmq_msg_size(&waiting->arrival.body);

        *ret = waiting->arrival;
        zmq_msg_init(&ret->body);
        zmq_msg_move(&ret->body, &waiting->arrival.body);
        peer->first = waiting->next;
        if (!peer->first)
                peer->end = &peer->first;
        free(waiting);
        peer->messages--;
        peer->bytes -= bytes;
        turns->messages--;
        turns->bytes -= bytes;
        if (!peer->first)
                drop(turns, peer);
}

bool turns_next(struct turns *turns, struct arrival *ret)
{
        while (turns->turn) {
                struct peer *peer = turns->turn;
                size_t cost = zmq_msg_size(&peer->first->arrival.body) + TURNS_MESSAGE_COST;

                if (peer->deficit >= cost) {
                        peer->deficit -= cost;
                        take(turns, peer, ret);
                        return true;
                }
                peer->deficit += TURNS_QUANTUM;
                turns->turn = peer->ring_next;
        }
        return false;
}

bool turns_have_room(const struct turns *turns)
{
        return turns->messages < TURNS_MESSAGES_MAX && turns->bytes < TURNS_BYTES_MAX;
}

size_t turns_waiting(const struct turns *turns)
{
        return turns->messages;
}
