/* tests/sim/threads.h: the daemon's threads, on one thread of the machine.
 *
 * This program has pthread_create() and what goes with it of its own (threads.c): a thread is a stack
 * that runs until it waits, or until it comes to a call of the disk; then the simulation goes on,
 * and says who is next. So the order of everything follows from the seed. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "sim/rng.h"

/* One of those that can go on does, up to its next stop; false: all of them wait. */
bool threads_step(struct rng *rng);
/* Until all of them wait. */
void threads_settle(void);

/* Called where a thread of the daemon comes to the disk: the others go on. Nothing in the main one. */
void threads_stop_here(void);
/* While it is off nobody stops at the disk: for what is not part of the run. */
void threads_let_stop(bool let);
