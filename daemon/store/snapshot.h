/* store/snapshot.h: a store as it is at one position, in a folder of its own, while another process goes
 * on writing it: for a comparison that takes a while, and for a backup.
 *
 * LMDB's file is copied at one commit; it lists the files of the statement log that count there, and these
 * never change: they are linked or copied. One that has gone meanwhile means that two checkpoints have
 * passed, and all of it begins again. */
#pragma once
#include "store/store.h"

#define SNAPSHOT_NAME_MAX 32

struct snapshot_file {
        char name[SNAPSHOT_NAME_MAX];
        uint64_t bytes; /* that count; the file may have more */
};

struct snapshot {
        uint64_t position; /* 0: there is no checkpoint yet, and nothing was made */
        size_t files_count;
        struct snapshot_file *files;
};
void snapshot_done(struct snapshot *snapshot);

struct snapshot_options {
        const char *folder; /* of the store */
        const char *to;     /* made; its parent is there */
        /* Links where the file system can: such a snapshot is to be read only, since a writer would cut and
         * delete what the other still has. */
        bool links;
        /* An earlier snapshot, of copies, or NULL: what has not changed since is linked from there. */
        const char *before;
};

/* Copies are on disk when it returns. 0, STORE_ABSENT (no store, or no checkpoint yet), STORE_FOREIGN or
 * -errno; unless 0, `*ret_why` is a sentence and `to` is as it was. */
int store_snapshot(const struct snapshot_options *options, struct snapshot *ret, char **ret_why);

/* Deletes a snapshot and its folder. 0 or -errno; 0 too if there is none. */
static inline int snapshot_remove(const char *folder)
{
        return store_remove(folder);
}
