/* tests/sim/bugs.c: see bugs.h. __wrap_NAME() stands in for NAME(), as ld's --wrap has it. */
#include "sim/bugs.h"

#include <stdlib.h>
#include <string.h>

#include "base/entry.h"
#include "journal/journal.h"
#include "publish/hold.h"
#include "store/store.h"

enum bug bug;

static const char *const names[BUGS] = {
        [BUG_RECEIPT_BEFORE_SYNC] = "receipt-before-sync",
        [BUG_STORE_AHEAD] = "store-ahead",
        [BUG_TICK_TWICE] = "tick-twice",
};

const char *bug_name(enum bug of)
{
        return of < BUGS ? names[of] : NULL;
}

bool bug_of(const char *name, enum bug *ret)
{
        for (enum bug i = BUG_NONE + 1; i < BUGS; i++)
                if (strcmp(names[i], name) == 0) {
                        *ret = i;
                        return true;
                }
        return false;
}

/* ---- told before it is on disk ---- */

int __real_hold_release(struct hold *hold, uint64_t position, held_sink sink, void *context);
int __wrap_hold_release(struct hold *hold, uint64_t position, held_sink sink, void *context);

int __wrap_hold_release(struct hold *hold, uint64_t position, held_sink sink, void *context)
{
        return __real_hold_release(hold, bug == BUG_RECEIPT_BEFORE_SYNC ? UINT64_MAX : position, sink,
                                   context);
}

/* ---- a checkpoint of what is not on disk ---- */

int __real_store_settled(struct store *store, uint64_t position);
int __wrap_store_settled(struct store *store, uint64_t position);

int __wrap_store_settled(struct store *store, uint64_t position)
{
        return __real_store_settled(store, bug == BUG_STORE_AHEAD ? UINT64_MAX : position);
}

/* ---- a tick again, when the next entries have been applied ---- */

static struct {
        const struct journal *journal; /* the daemon's; others are read for comparison */
        struct journal_record record;
        uint8_t body[256];
        unsigned waits; /* entries; 0: none is remembered */
} tick;

void bugs_reborn(const struct journal *journal)
{
        tick.journal = journal;
        tick.waits = 0;
}

int __real_journal_next(struct journal *journal, struct journal_record *ret);
int __wrap_journal_next(struct journal *journal, struct journal_record *ret);

int __wrap_journal_next(struct journal *journal, struct journal_record *ret)
{
        int r;

        if (bug != BUG_TICK_TWICE || journal != tick.journal)
                return __real_journal_next(journal, ret);
        if (tick.waits > 0 && --tick.waits == 0) {
                *ret = tick.record;
                return 0;
        }
        r = __real_journal_next(journal, ret);
        if (r == 0 && ret->kind == ENTRY_TICK && ret->body_length <= sizeof tick.body) {
                tick.record = *ret;
                memcpy(tick.body, ret->body, ret->body_length);
                tick.record.body = tick.body;
                tick.waits = 3;
        }
        return r;
}
