/* host/config/config.h: what the administrator wrote, checked, and made into the plan.
 *
 * In come `milestoned.yaml` and drop-ins `conf.d/NAME.yaml` in the order of their names; out
 * come the part that the host alone needs (sockets, folders, intervals), the plan that the
 * core trusts (base/plan.h), and one text that holds all files as they were read. That text is
 * what the journal's configuration entry keeps, and config_parse() makes the same plan of it,
 * on every machine, with every later edition of the lists of codes: what these lists decided
 * (which currencies there are, with how many decimals, and which became others by which factor)
 * stands in the text itself. Nothing of
 * the host's part is in the plan, and nothing of the environment.
 *
 * Lists (sources, groups, rates, corridors, templates, measures, milestones) of several files are
 * joined; of any other key the last file's value stands. All errors of all files are found in one go,
 * each with file, line and column. The keys, their types, limits and defaults are one table
 * (keys.c), and config_describe() prints it.
 *
 * The room reads files and nothing else: no clock, no sockets, no logging. It must never be
 * touched by the rooms on the way. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/plan.h"
#include "base/scoped.h"
#include "base/text.h"

/* All files together, as one text: 20,000 milestones of a line each, and well within one entry
 * of the journal. */
#define CONFIG_BYTES_MAX  (2 * 1024 * 1024)
#define CONFIG_FILES_MAX  256  /* one main file, and a drop-in for each of many corridors */
#define CONFIG_ERRORS_MAX 1000 /* kept for reading; the rest is counted */

/* Outcomes. */
enum {
        CONFIG_REFUSED = 1, /* `errors` says why; nothing was made */
};

/* ---- errors -------------------------------------------------------------------------- */

struct config_error {
        const char *file;     /* as it was given, or its name in the journal's text */
        uint32_t line;        /* from 1; 0: the file as a whole */
        uint32_t column;      /* from 1, in characters */
        const char *what;     /* what, and what was expected; one line of UTF-8 */
        uint32_t file_number; /* in the order of reading, from 0 */
};

/* The caller's: begin with {0} and SCOPED(config_errors_done). Sorted by file in the
 * order of reading, line and column. */
struct config_errors {
        size_t count;
        struct config_error *list;
        size_t more; /* beyond CONFIG_ERRORS_MAX */
        void *memory;
};

void config_errors_done(struct config_errors *errors);
/* "FILE:LINE:COLUMN: WHAT" a line each, and a last line if there were more. */
void config_errors_print(const struct config_errors *errors, FILE *out);

/* ---- the host's part ----------------------------------------------------------------- */

enum config_endpoint_kind {
        ENDPOINT_INTAKE,        /* ROUTER: batches in, receipts out */
        ENDPOINT_FEEDS,         /* SUB: batches in */
        ENDPOINT_NOTIFICATIONS, /* XPUB */
        ENDPOINT_DESK,          /* ROUTER: questions and answers */
        ENDPOINT_KINDS,
};

struct config_endpoint {
        struct text address; /* "ipc:///run/milestoned/intake", "tcp://127.0.0.1:7001"; ends in NUL */
        bool connect;        /* feeds only: to a publisher's socket; else it is bound */
        bool ipc;
        bool insecure; /* tcp to others than this machine, without CURVE, asked for by name */
};

/* Texts end in a NUL that their length does not count. */
struct config_host {
        struct {
                size_t count;
                const struct config_endpoint *list;
        } endpoints[ENDPOINT_KINDS];
        struct text state_folder;
        uint32_t socket_mode;     /* of ipc sockets */
        struct text socket_group; /* empty: the process' own */
        int64_t beat_usec;
        int64_t measure_updates_usec; /* at most one for each series in this time */
        int64_t settle_in_usec;       /* rule 27 */
        int64_t checkpoint_usec;      /* whichever of the two comes first */
        int64_t checkpoint_events;
        int64_t outbox_notifications;      /* kept for replay at least (rule 39) */
        int64_t free_floor_bytes;          /* of the disk: below it intake says retry later */
        int64_t journal_pending_bytes_max; /* appended and not yet synced: then intake waits */
};

/* "intake", "feeds", "notifications", "desk" */
const char *config_endpoint_name(enum config_endpoint_kind kind);

/* What defaults come from and what only the host can know. */
struct config_environment {
        const char *runtime_folder;
        const char *state_folder;
        /* Whether the machine knows this time zone; NULL: any well-formed name will do. */
        bool (*timezone_is_known)(const char *name);
};

/* $RUNTIME_DIRECTORY or /run/milestoned, $STATE_DIRECTORY or /var/lib/milestoned (the first of
 * several); no opinion on time zones. Borrowed from the environment. */
struct config_environment config_environment_of_process(void);

/* ---- life ---------------------------------------------------------------------------- */

struct config {
        struct config_host host; /* borrowed from the config */
        struct plan *plan;       /* owned; TAKE() it to let it live longer */
        struct text config_text; /* for the journal; borrowed from the config */
        void *arena;
};

/* Reads `path`: a folder that holds milestoned.yaml (and perhaps conf.d), or one file, which is
 * read alone. 0, REFUSED, or -errno when memory is out; a file that cannot be read is an error
 * in the list. `*ret` is freed with config_free(). */
int config_read(const char *path, const struct config_environment *environment, struct config_errors *errors,
                struct config **ret);
struct config *config_free(struct config *config);
SCOPED_FUNCTION(struct config, config_free)

/* The same plan again from a config_text: a pure function of it. The plan is freed with
 * plan_free() and borrows nothing. REFUSED for a text that config_read() did not make, or that
 * this version of the program no longer takes; `errors` may be NULL. */
int config_parse(struct text config_text, struct config_errors *errors, struct plan **ret);

/* ---- reads --------------------------------------------------------------------------- */

/* The table of keys: name, type, limits, default, and a sentence. */
void config_describe(FILE *out);
