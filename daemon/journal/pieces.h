/* journal/pieces.h: which bytes of which files of a journal are on disk: what a backup takes while a
 * daemon writes on.
 *
 * Segments but the last are complete. The last one is taken up to its last whole entry, and synced here:
 * what lies in the page cache only, the daemon may lose with the power, and go on with something else in
 * its place. */
#pragma once
#include "journal/journal.h"

struct journal_piece {
        uint64_t first; /* position; names the file */
        uint64_t bytes; /* from its beginning on */
        bool sealed;    /* the file has no more, and never will */
};

struct journal_pieces {
        struct journal_identity identity;
        uint64_t position; /* the last that is on disk; 0: none */
        uint8_t chain[JOURNAL_HASH_BYTES]; /* after it */
        size_t count;
        struct journal_piece *list;
};
void journal_pieces_done(struct journal_pieces *pieces);

/* Writes nothing. `settled_known`: as in struct journal_options. 0, DAMAGED, FOREIGN or -errno; unless 0,
 * `*ret_why` is a sentence, to be freed by the caller; else NULL. */
int journal_pieces(const char *folder, const struct disk *disk, uint64_t settled_known,
                   struct journal_pieces *ret, char **ret_why);
