/* audit/archive.h: old segments on another disk. The journal stays whole: in the place of a segment that was
 * moved is a symbolic link to it, so everybody who reads the journal reads it there, and nothing is lost of
 * what can be verified, replayed or asked of the past, as long as the other disk is there. Without it a
 * daemon does not start, and says which file is missing.
 *
 * Segments are never deleted: the configuration in force and batches that are staged are read from the
 * journal, and a store that is lost is made anew from position 1. */
#pragma once
#include "audit/backup.h"

struct archive_options {
        const char *state; /* of a daemon, which may run */
        const char *to;    /* a folder by its whole path, made if its parent is there */
        uint64_t keep;     /* so many complete segments stay, the newest */
        audit_progress *progress;
        void *context;
};

struct archive_report {
        uint64_t position;                     /* entries up to this one lie elsewhere; 0: none do */
        uint64_t segments, segments_elsewhere; /* now */
        uint64_t segments_moved, bytes_moved;  /* by this run */
};

/* Each is copied, synced, read again and compared before the link takes its place; what is interrupted can be
 * done again. 0, AUDIT_REFUSED or -errno; unless 0, `*ret_why` is a sentence. */
int archive_segments(const struct archive_options *options, struct archive_report *ret, char **ret_why);
