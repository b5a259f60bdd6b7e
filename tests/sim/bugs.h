/* tests/sim/bugs.h: mistakes that the daemon does not make, made here on purpose at the borders between its
 * rooms (the linker hands those calls to bugs.c), so that it is seen that the simulation would find
 * them. */
#pragma once
#include <stdbool.h>

enum bug { BUG_NONE, BUG_RECEIPT_BEFORE_SYNC, BUG_STORE_AHEAD, BUG_TICK_TWICE, BUGS };

extern enum bug bug;

/* NULL: there is none of that number. */
const char *bug_name(enum bug bug);
bool bug_of(const char *name, enum bug *ret);
/* A life begins, with this journal: what was remembered of the one before is forgotten. */
struct journal;
void bugs_reborn(const struct journal *journal);
