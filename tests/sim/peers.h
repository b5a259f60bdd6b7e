/* tests/sim/peers.h: who hears the daemon: publishers their receipts, a subscriber the stream and the answers
 * of the desk. zmq_send() is this program's own (peers.c); everything is looked at when it leaves.
 *
 * Never told before it is on disk. Each notification once in a life, one behind the other, and with the
 * same bytes whenever it is told again. */
#pragma once
#include <stddef.h>
#include <stdint.h>

/* What stands for sockets. */
extern char peers_intake, peers_desk, peers_stream;

struct acknowledged {
        size_t sent; /* which of them */
        uint64_t position;
};
extern const struct acknowledged *peers_receipts;
extern size_t peers_receipts_count;

/* A life begins to tell; the sequence of the last notification so far. */
void peers_reborn(uint64_t sequence);
/* The highest that anybody was told of. */
uint64_t peers_told(void);
/* What was told under this sequence, if anything was, was this. */
void peers_compare(uint64_t sequence, const uint8_t *bytes, size_t length);
