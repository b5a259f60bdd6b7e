/* ctl/state.h: verbs that look into a daemon's folder instead of asking it: verify, backup, restore, export,
 * journal. They write nothing there and need no daemon; one that runs goes on. */
#pragma once
#include "audit/backup.h"
#include "ctl.h"
#include "out.h"
#include "progress.h"

#define STATE_DEFAULT "/var/lib/milestoned"

/* $STATE_DIRECTORY, or else STATE_DEFAULT: as the daemon has it without "state-folder". */
const char *state_default(void);
/* --state in a verb's options; `what` says which folders it may name. */
#define STATE_OPTION(what) \
        {"state", 's', "DIR", 0, what " (default: $STATE_DIRECTORY, or " STATE_DEFAULT ")", 0}
/* What is left to parse for a verb that goes from the folder of --state into one other `what`, "folder" or
 * "file", which must be named. */
error_t state_parse(int key, char *argument, struct argp_state *state, const char *what,
                    const char **ret_from, const char **ret_to);
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
/* "journal_id" and "epoch". */
void state_put_identity(json_t *object, struct pool *pool, const struct journal_identity *identity);

/* Of an outcome that is not 0, with its sentence, which is freed; the exit code. */
int state_failed(int r, char *why);
