/* journal/pieces.h: which bytes of which files of a journal are on disk for certain: what a backup takes
 * while a daemon writes on.
 *
 * Segments but the last are complete. Of the last one that counts which its own headers say was on disk:
 * an entry says it of the groups before it, the closing mark of all; what lies behind may be in the page
 * cache only, and after a loss of power the daemon would go on with something else in its place. */
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

/* Reads only. `settled_known`: as in struct journal_options. 0, DAMAGED, FOREIGN or -errno; unless 0,
 * `*ret_why` is a sentence, to be freed by the caller; else NULL. */
int journal_pieces(const char *folder, const struct journal_disk *disk, uint64_t settled_known,
                   struct journal_pieces *ret, char **ret_why);
