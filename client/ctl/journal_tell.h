/* ctl/journal_tell.h: an entry of the journal as a JSON object. */
#pragma once
#include "audit/look.h"
#include "out.h"

/* What a line of a list says; texts in it are copied. */
json_t *journal_tell(struct pool *pool, const struct journal_record *record, const struct looked *looked);
/* And what only the whole entry says: its events, or the text of a configuration. */
void journal_tell_whole(json_t *object, const struct journal_record *record, const struct looked *looked);
json_t *journal_tell_event(const struct batch *batch, size_t index);
