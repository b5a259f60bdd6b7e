/* ctl/state.h: verbs that look into a daemon's folder instead of asking it: verify, backup, restore, export,
 * journal. They write nothing there and need no daemon; one that runs goes on. */
#pragma once
#include "audit/backup.h"
#include "ctl.h"
#include "out.h"
#include "progress.h"

/* $STATE_DIRECTORY, or /var/lib/milestoned: as the daemon has it without "state-folder". */
const char *state_default(void);
/* The folder of the journal in `state`: of a state folder or a backup the one in it, else itself. */
const char *state_journal(struct pool *pool, const char *state);

/* Progress of whatever unit is being counted; `context` of state_progress() is a struct state_progress,
 * all zero at first. */
struct state_progress {
        struct progress progress;
        bool begun;
        int64_t spent_msec; /* of the units before */
};
void state_progress(void *context, const char *unit, uint64_t done, uint64_t total);
/* Seconds since it began, in words: "1.2 s". */
const char *state_progress_end(struct state_progress *progress, struct pool *pool);

/* 64 hexadecimal digits, and the like. */
const char *state_hex(struct pool *pool, const uint8_t *data, size_t length);

/* Of an outcome that is not 0, with its sentence, which is freed; the exit code. */
int state_failed(int r, char *why);
