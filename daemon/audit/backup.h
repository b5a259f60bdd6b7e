/* audit/backup.h: a journal, and if asked for a checkpoint of its store, in another folder, while a daemon
 * goes on writing; and back from there.
 *
 *      FOLDER/inventory                    what counts: inventory.h
 *      FOLDER/journal/NNNNNNNNNNNN.seg    segments, as they are
 *      FOLDER/journal/identity            so that the folder is a journal for those who read it
 *      FOLDER/store-NNN/                  a snapshot of the store, at that position
 *      FOLDER/lock                        one backup at a time
 *
 * A second run copies what is new: segments that were complete are there already. Of the last one all
 * that is on disk is taken. A daemon that starts from a backup begins a new epoch, so that subscribers and
 * publishers see what went back (rule 34). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "journal/journal.h"
#include "journal/portable.h"

/* Told now and then; `total` 0: it is not known. */
typedef void audit_progress(void *context, const char *unit, uint64_t done, uint64_t total);

enum {
        AUDIT_REFUSED = 1, /* it would harm what is there, or what is there is not what it should be */
};

struct backup_options {
        const char *state; /* folder of the daemon's state */
        const char *to;
        bool with_store;
        audit_progress *progress; /* NULL: nobody looks */
        void *context;
};

struct backup_report {
        struct journal_identity identity;
        uint64_t position, store_position;
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint64_t files, bytes;               /* of the whole backup */
        uint64_t files_copied, bytes_copied; /* by this run */
};

/* All: 0, AUDIT_REFUSED or -errno; unless 0, `*ret_why` is a sentence, to be freed by the caller. */
int backup_make(const struct backup_options *options, struct backup_report *ret, char **ret_why);

struct restore_options {
        const char *from;   /* a backup */
        const char *to;     /* a state folder: not there yet, or empty */
        uint64_t epoch;     /* the least number of the new one; 0: the next */
        bool without_store; /* the journal alone: the daemon replays all of it */
        audit_progress *progress;
        void *context;
};

struct restore_report {
        struct journal_identity identity; /* with which it goes on */
        uint64_t position, store_position;
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint64_t bytes;
};

int backup_restore(const struct restore_options *options, struct restore_report *ret, char **ret_why);
/* The same from an export, which a descriptor gives; `from` is its name, for sentences. */
int backup_restore_export(const struct restore_options *options, int fd, struct restore_report *ret, char **ret_why);

/* Whether the files of a backup are the ones that were written. */
int backup_check(const char *backup, audit_progress *progress, void *context, uint64_t *ret_store_position,
                 char **ret_why);
/* Whether there is a inventory. */
bool backup_is(const char *folder);
/* "FOLDER/store-NNN" */
int backup_store_folder(const char *backup, uint64_t store_position, char *ret, size_t size);
