/* tests/sim/life.h: the daemon from a start to a stop or a fall: the real rooms and host/pipeline, put
 * together and driven as host/host.c and host/loop.c do it, but for sockets, clock and threads.
 *
 * A verb that fails (below zero) leads to the end of this life, as a failed write or sync does; one
 * that fails though nothing happened to the disk breaks an invariant. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "host/pipeline.h"
#include "query/query.h"
#include "sim/rng.h"
#include "sim/world.h"

struct life {
        const struct world *world;
        bool up;
        struct pipeline pipeline;
        struct counters counters;
        struct query query;
        uint64_t applied_at_start;
        unsigned configuration; /* which of the world's is to be in force */
        int32_t today;
};

/* What happens between the replay and the first word to anybody: everything is compared. */
typedef int (*life_found)(struct life *life);

/* 0, or the -errno of the disk, and then it is down again. */
int life_start(struct life *life, life_found found);
/* As the process ends: by itself (all that was taken is settled first), or after a failure or a crash. */
int life_stop(struct life *life);
void life_fall(struct life *life);

/* One turn of the loop: a checkpoint if one is due, some entries, what is on disk is told. */
int life_work(struct life *life, unsigned entries);
/* A message off the network. */
int life_take(struct life *life, const uint8_t *bytes, size_t length, size_t which);
/* The disk has news: of the journal, of the store. */
int life_journal(struct life *life);
int life_store(struct life *life);
int life_checkpoint(struct life *life);
int life_tick(struct life *life);
int life_updates(struct life *life);
int life_beat(struct life *life);
/* A packed question to the desk; its answer is held until it is settled. */
int life_ask(struct life *life, const uint8_t *question, size_t length);
/* What lies in quarantine since `position` is released, if the core holds it. */
int life_release(struct life *life, uint64_t position);

/* Until everything is applied and on disk. */
int life_settle(struct life *life);
/* What must hold after every step. */
void life_look(const struct life *life);
