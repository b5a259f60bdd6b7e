/* ctl/ctl.h: the command line: what all verbs share.
 *
 *     milestonectl [GLOBAL...] VERB [OPTION...] [NAME...]
 *
 * A verb is one function and one `struct argp`; global options stand before or behind the verb.
 * Data go to stdout, in the format that was asked for and never depending on a terminal; words,
 * warnings and progress go to stderr. The command uses the public library like any other
 * program would. */
#pragma once
#include "pool.h"
#include <argp.h>
#include <milestone/client.h>
#include <stdbool.h>

enum exit_code {
        EXIT_DONE = 0,
        EXIT_NO = 1, /* the answer is no: refused, not found, not yet */
        EXIT_USAGE = 2,
        EXIT_UNREACHED = 3, /* no daemon there */
        EXIT_DENIED = 4,
        EXIT_TIMEOUT = 5,
};

enum format {
        FORMAT_TABLE,
        FORMAT_JSON, /* one object a line */
        FORMAT_CSV,
};

enum color {
        COLOR_AUTO,
        COLOR_ALWAYS,
        COLOR_NEVER,
};

#define CTL_TIMEOUT_MSEC 10000
/* An answer about the past is worked out from the whole journal. */
#define CTL_PAST_TIMEOUT_MSEC 600000

struct ctl {
        struct mst_endpoints endpoints;
        enum format format;
        enum color color;
        int timeout_msec; /* for the daemon to be there, and for an answer; -1: for ever */
        bool timeout_stated;
        bool ascii;        /* the locale that was asked for has no blocks and dots */
        const char *as_of; /* a position or a day; NULL: now */
        struct pool pool; /* of what lives as long as the command */
};

struct verb {
        const char *name;
        const char *sentence;
        int (*run)(struct ctl *ctl, int argc, char **argv);
};

/* Parses a verb's arguments; the global options are a child of its argp, and `verb_input` is
 * the input of its own parser. Wrong usage ends the program with 2. */
void ctl_parse(struct ctl *ctl, const struct argp *argp, int argc, char **argv, void *verb_input);

/* The global options, for children of argp. Its input is the struct ctl. */
extern const struct argp ctl_argp;

/* Options of the library: who we are. */
struct mst_options ctl_options(const struct ctl *ctl);

/* "milestonectl: ..." and a line end, on stderr. */
void ctl_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* What the library says of `r`, after `what`; returns the exit code for it. */
int ctl_fail(int r, const char *what);

int verb_archive(struct ctl *ctl, int argc, char **argv);
int verb_backup(struct ctl *ctl, int argc, char **argv);
int verb_check(struct ctl *ctl, int argc, char **argv);
int verb_command(struct ctl *ctl, int argc, char **argv);
int verb_counters(struct ctl *ctl, int argc, char **argv);
int verb_export(struct ctl *ctl, int argc, char **argv);
int verb_import(struct ctl *ctl, int argc, char **argv);
int verb_journal(struct ctl *ctl, int argc, char **argv);
int verb_milestones(struct ctl *ctl, int argc, char **argv);
int verb_outlook(struct ctl *ctl, int argc, char **argv);
int verb_plot(struct ctl *ctl, int argc, char **argv);
int verb_publish(struct ctl *ctl, int argc, char **argv);
int verb_quarantine(struct ctl *ctl, int argc, char **argv);
int verb_query(struct ctl *ctl, int argc, char **argv);
int verb_record(struct ctl *ctl, int argc, char **argv);
int verb_releases(struct ctl *ctl, int argc, char **argv);
int verb_reload(struct ctl *ctl, int argc, char **argv);
int verb_replay(struct ctl *ctl, int argc, char **argv);
int verb_restore(struct ctl *ctl, int argc, char **argv);
int verb_sources(struct ctl *ctl, int argc, char **argv);
int verb_status(struct ctl *ctl, int argc, char **argv);
int verb_verify(struct ctl *ctl, int argc, char **argv);
int verb_watch(struct ctl *ctl, int argc, char **argv);
