/* audit/inventory.h: what a backup is: a list of files, of each the bytes that count and their hash.
 *
 *      milestone-backup 1
 *      journal ID
 *      epoch NUMBER NAME
 *      run NUMBER
 *      position NUMBER CHAIN
 *      store NUMBER                      only with a checkpoint of the store
 *      file NAME BYTES HASH              for each, journal/000000000001.seg or store-NUMBER/NAME
 *      end HASH                          of all bytes before this line
 *
 * Ids, names, chains and hashes are in hexadecimal; hashes are BLAKE2b of 32 bytes. It is written when
 * all of them are on disk, under a name of its own, and then given its name: a backup that was interrupted
 * has the inventory of the one before, which is still true, or none. A file may have more bytes than are
 * listed, and a file that is not listed does not count. */
#pragma once
#include "journal/journal.h"

#define INVENTORY_NAME     "inventory"
#define INVENTORY_FORMAT   1
#define INVENTORY_NAME_MAX 64
#define INVENTORY_BYTES_MAX (64u * 1024 * 1024) /* of a million files: no journal has so many segments */
#define INVENTORY_HASH_BYTES 32

struct inventory_file {
        char name[INVENTORY_NAME_MAX]; /* within the backup */
        uint64_t bytes;
        uint8_t hash[INVENTORY_HASH_BYTES];
};

struct inventory {
        struct journal_identity identity;
        uint64_t position;
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint64_t store_position; /* 0: no checkpoint is in it */
        size_t files_count;
        struct inventory_file *files;
};

enum {
        INVENTORY_ABSENT = 1, /* no backup, or one whose first run was interrupted */
        INVENTORY_DAMAGED,    /* of another format, or not what was written */
};

void inventory_done(struct inventory *inventory);
/* 0, ABSENT, DAMAGED or -errno. */
int inventory_read(const char *backup, struct inventory *ret);
/* On disk when it returns. 0 or -errno. */
int inventory_write(const char *backup, const struct inventory *inventory);

int inventory_add(struct inventory *inventory, const struct inventory_file *file);
/* NULL: it is not listed. */
const struct inventory_file *inventory_find(const struct inventory *inventory, const char *name);
