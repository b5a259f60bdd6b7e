/* store/log.h: the ledger of a daemon: a statement log with index runs.
 *
 * Statements are written down one after another in a log and never changed. To find one there are
 * cards: a card says "a key with these hash bits: look at this place". The cards of what a checkpoint
 * appended are sorted and written as a run, a file that never changes; when runs become many, the
 * last ones are merged into one. Looking up is to collect the cards that fit, to read the newest
 * place first and to compare the key; no card: never seen. A checkpoint says: the log is this long,
 * these are the runs, this is the position in the journal. After a crash: the log is cut to that
 * length, other files are forgotten, the journal is replayed from that position.
 *
 *      front ──append.c──> segments NNNNNNNN.log     view.c: which, and how long
 *            ──seal.c────> a run NNNNNNNN.run        run.c, card_walk.c, lookup.c
 *                 merge.c: the last runs into one    reclaim.c: what lives of a segment that is half
 *                                                    dead is appended again, the segment left out
 *
 * The list of files lies in LMDB and is written in the transaction that writes the position, after
 * all of them are synced: so both are true at one position, whenever the power fails. FORMAT.md has
 * the bytes.
 *
 * Within a checkpoint statements lie in the order of their hashes, since the front gives them so: a
 * walk over everything, which goes by hash, reads each checkpoint's part in sequence. */
#pragma once
#include "store/ledger.h"

/* What a segment may have of dead bytes, in hundredths, before the living ones move. */
#define LOG_DEAD_PERCENT 50
/* Statements that are sealed together when runs are made anew: memory of about 15 MiB. */
#define LOG_REBUILD_STATEMENTS 262144

extern const struct ledger_kind log_kind;

/* Whether a file of this name in a store's folder is the log's. */
bool log_owns(const char *name);
