/* tests/sim/steps.h: a run is a list of steps, which follows from its seed. Each carries its own luck, so
 * that steps can be left out and the others still do what they did, as far as they can. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum step_kind {
        STEP_SAY,     /* a publisher sends a batch */
        STEP_DELIVER, /* the daemon takes one off the network */
        STEP_LOSE,    /* one is lost on its way */
        STEP_REPEAT,  /* one without a receipt is sent again */
        STEP_WORK,    /* a turn of the loop */
        STEP_THREADS, /* the daemon's threads go on */
        STEP_JOURNAL, /* the loop hears of the journal, */
        STEP_STORE,   /* and of the store */
        STEP_TICK,    /* days go by */
        STEP_CHECKPOINT,
        STEP_UPDATES, /* the newest values of measures are told */
        STEP_BEAT,
        STEP_ASK,        /* the subscriber fetches what it missed */
        STEP_RELEASE,    /* somebody releases an event from quarantine */
        STEP_CRASH,      /* now: the power is lost, or the process killed */
        STEP_CRASH_SOON, /* in the middle of some call of the disk */
        STEP_FAIL_SOON,  /* some call of the disk fails, or a write is short */
        STEP_FULL,       /* others fill the disk */
        STEP_ROOM,       /* and clear it */
        STEP_STOP,       /* a clean stop, and a start, perhaps with another configuration */
        STEP_KINDS,
};

struct step {
        uint8_t kind;
        uint64_t luck;
};

void steps_make(uint64_t seed, struct step *steps, size_t count);
/* In this process, whose finding is written; returns if nothing is broken. `folder` is empty. */
void steps_run(uint64_t seed, const struct step *steps, size_t count, const char *folder);

/* A line each: the word, the luck. */
void steps_print(FILE *out, const struct step *steps, size_t count);
/* Reads them up to the end; false: it is no list of steps. */
bool steps_read(FILE *in, struct step *steps, size_t max, size_t *ret_count);
