/* core/tallies/causes.c */
#include "core/tallies/causes.h"

#include <assert.h>
#include <string.h>

static int compare(const struct record_ref *record, struct text source, struct text id)
{
        int r = text_compare(record->source, source);

        return r ? r : text_compare(record->id, id);
}

/* Of the full list the last one makes room. */
static char *place(struct causes *causes)
{
        if (causes->count < CAUSE_RECORDS_MAX)
                return causes->ids[causes->count++];
        return causes->ids[(size_t)(causes->records[CAUSE_RECORDS_MAX - 1].id.data - causes->ids[0]) / ID_BYTES_MAX];
}

void causes_note(struct causes *causes, struct text source, struct text id, uint64_t number, bool again)
{
        size_t at = causes->count;
        char *kept;

        assert(id.length <= ID_BYTES_MAX);
        for (; at > 0; at--) {
                struct record_ref *before = &causes->records[at - 1];
                int order = compare(before, source, id);

                if (order < 0)
                        break;
                if (order > 0)
                        continue;
                if (number > before->number)
                        before->number = number; /* swept away, and said anew */
                return;
        }
        if (again)
                return;
        causes->total++;
        if (at == CAUSE_RECORDS_MAX)
                return;

        kept = place(causes);
        if (id.length)
                memcpy(kept, id.data, id.length);
        memmove(causes->records + at + 1, causes->records + at, (causes->count - at - 1) * sizeof(*causes->records));
        causes->records[at] = (struct record_ref){source, {kept, id.length}, number};
}

void causes_clear(struct causes *causes)
{
        causes->total = causes->count = 0;
}
