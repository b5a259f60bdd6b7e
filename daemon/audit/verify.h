/* audit/verify.h: is what stands on disk what follows from the journal?
 *
 *      read      every byte of the journal: checksums, positions, the chain of hashes
 *      replay    from position 1 into rooms and a store of its own, comparing the hashes of the outbox
 *                that the journal carries
 *      compare   at the position of the store's checkpoint: rows (sums, what was told, coverage and all
 *                else that the core keeps), statements, notifications, quarantine
 *
 * Reads only, without a lock: a daemon may go on writing; its store is looked at as it is at one
 * checkpoint, by a snapshot. Rule 35: sums and chain from the beginning, the outbox from the last upgrade. */
#pragma once
#include "audit/backup.h"
#include "audit/compare.h"
#include "journal/verify.h"

struct verify_options {
        /* A daemon's state, a backup, or a journal's own folder. */
        const char *folder;
        const char *scratch; /* a folder in which one is made, and removed */
        bool journal_only;   /* no replay */
        int told_fd;         /* what is told goes there: 4 bytes length, little endian, and bytes, each; -1: nowhere */
        audit_progress *progress;
        void *context;
};

struct verify_report {
        struct journal_report journal;
        bool is_backup;
        uint64_t replayed; /* up to this position */
        int32_t day;       /* that was reached; CIVIL_NONE: none */
        uint64_t outbox_sequence;
        uint8_t outbox_hash[JOURNAL_HASH_BYTES]; /* over the bytes of all notifications: RULES, the outbox */
        uint64_t marks_from;     /* the outbox is compared from here on: the last upgrade */
        uint64_t store_position; /* 0: there is no store */
        struct compared compared;
        /* The first that differs: the segment and the byte, where it is one of the journal's. */
        uint64_t bad_position, bad_segment, bad_offset;
};

enum {
        VERIFY_DIFFERS = 2, /* beside AUDIT_REFUSED, which says that it could not be verified */
};

/* 0, VERIFY_DIFFERS, AUDIT_REFUSED or -errno; unless 0, `*ret_why` is a sentence. The report is filled as
 * far as it came. */
int verify_folder(const struct verify_options *options, struct verify_report *ret, char **ret_why);
