/* host/host.h: the daemon as a whole: builds the rooms, replays the journal's tail, opens the
 * sockets, and runs the loop that owns the clock.
 *
 *      host_new     configuration read, journal and store open, the checkpoint loaded
 *      host_replay  the tail behind it applied, the configuration in force; nothing was told yet
 *      host_run     sockets bound, READY, the loop; until a signal, or until something failed
 *      host_free    a last checkpoint if all went well, everything closed */
#pragma once
#include <stdbool.h>

struct host;

struct host_options {
        const char *config_path;
        bool replay_only; /* replay, write a checkpoint, leave: for benchmarks and tests */
};

/* Exit codes: systemd's unit knows them. */
enum {
        EXIT_DONE = 0,
        EXIT_FAILED = 1,
        EXIT_DISK = 74,         /* EX_IOERR: a write or sync failed; a restart reads what is there */
        EXIT_CONFIGURATION = 78 /* EX_CONFIG: a restart does not help */
};

/* Each logs what was wrong and gives an exit code; 0 to go on. */
int host_new(const struct host_options *options, struct host **ret);
int host_replay(struct host *host);
int host_run(struct host *host);
int host_free(struct host *host, bool all_went_well);
