/* journal/builder.h: makes a journal of entries that come from elsewhere, and of files that were put back.
 *
 * A folder is a journal when it has an identity, which is written last: what was interrupted before is
 * none, and no daemon starts on it. */
#pragma once
#include "journal/journal.h"

struct journal_builder;

/* In an empty folder, for the segments of the journal `identity`; zero `segment_bytes` is the default.
 * The sentence that belongs to a failure is journal_builder_why(). 0 or -errno. */
int journal_builder_new(const char *folder, const struct disk *disk,
                        const struct journal_identity *identity, uint64_t segment_bytes,
                        struct journal_builder **ret);
struct journal_builder *journal_builder_free(struct journal_builder *builder);
SCOPED_FUNCTION(struct journal_builder, journal_builder_free)

/* The next entry: its position is the one after the last. Hash of the body and chain are made here; what
 * the record says of them is compared by the caller. `ret_chain` is the one after it. 0 or -errno. */
int journal_builder_add(struct journal_builder *builder, const struct journal_record *record,
                        uint8_t ret_chain[JOURNAL_HASH_BYTES]);
/* All entries are on disk when it returns. 0 or -errno. */
int journal_builder_finish(struct journal_builder *builder);
const char *journal_builder_why(const struct journal_builder *builder);

/* Makes what lies in the folder a journal, of this identity; on disk when it returns. 0 or -errno. */
int journal_identify(const char *folder, const struct disk *disk,
                     const struct journal_identity *identity);

/* The identity with which a copy goes on: of an epoch of its own (rule 34), whose number is the one before
 * and one more, or `number` if that is higher. */
struct journal_identity journal_next_epoch(const struct journal_identity *identity, uint64_t number);
