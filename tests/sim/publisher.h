/* tests/sim/publisher.h: publishers, and the network between them and the daemon.
 *
 * What was sent is kept, and sent again until its receipt comes. Messages on their way are lost,
 * doubled and overtake each other. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/rng.h"

#define SENT_MAX 4096

struct sent {
        uint8_t *bytes;
        size_t length;
        bool keeps;    /* a batch that is to be in the journal (a dry run is not) */
        bool done;     /* its publisher has a receipt that says so */
        uint64_t told; /* positions that any receipt named; 0: none */
};

extern struct sent sent[SENT_MAX];
extern size_t sent_count;

void publisher_begin(uint64_t seed, unsigned records, unsigned loss_per_mille);
/* Makes a batch and sends it. */
void publisher_says(struct rng *rng);
/* Sends one again that has no receipt. */
void publisher_repeats(struct rng *rng);
/* All of them. */
void publisher_repeats_all(void);
bool publisher_waits(void);

/* Takes one message off the network, or leaves it there to come twice. False: there is none. */
bool network_next(struct rng *rng, size_t *ret_sent);
void network_lose(struct rng *rng);
/* Whether what the daemon sent is lost on its way. */
bool network_loses(void);

/* The first day of the world, and the last that is spoken of. */
#define FIRST_DAY "2024-01-01"
#define DAYS      150
