/* journal/recover.h: from a folder as a crash left it to one that can be written again. */
#pragma once
#include "journal/tail.h"

struct recovered {
        struct journal_identity identity; /* of this run, on disk already */
        struct tail tail;
        int fd; /* of the last segment, for reading and writing; the caller closes it */
};

/* The folder is locked and empty or as it was. A torn tail is cut; the cut and all entries before it
 * are on disk, those too that a killed process had written and not synced. 0,
 * DAMAGED, FOREIGN or -errno; then nothing has been changed and `why` says what is wrong. */
int recover(struct folder *folder, const struct journal_options *options, struct recovered *ret,
            struct why *why);
