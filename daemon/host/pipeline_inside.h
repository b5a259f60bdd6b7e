/* host/pipeline_inside.h: what pipeline.c leaves to supply.c (what the core wants), notes.c (what
 * the host remembers of an entry) and checkpoint.c. */
#pragma once
#include "host/pipeline.h"

/* supply.c */
int supply_want(struct pipeline *pipeline, const struct want *want, struct supply *ret);
enum { SUPPLY_COLD = 1 }; /* not in memory; the disk is asked: again soon */
int supply_statements(struct pipeline *pipeline, const struct record_key *keys, size_t count, bool wait,
                      struct stored_statement **ret);
/* The statements of a batch that counts at once, before the core has it: in the middle of an entry nobody
 * else could be served while the disk reads. 0, COLD (never if it may `wait`) or -errno. */
int supply_ahead(struct pipeline *pipeline, const struct batch *batch, bool wait);
/* The plan of the CONFIGURATION entry at a position. */
int plan_of(struct pipeline *pipeline, uint64_t configuration, struct plan **ret);

/* notes.c */
#define QUARANTINE_RELEASED    "released" /* how the message of what an administrator released begins */
#define QUARANTINE_MESSAGE_MAX 1024
struct batch *batch_freed(struct batch *batch);
int quarantine(struct pipeline *pipeline, const struct batch *batch, uint64_t position);
int quarantine_released(struct pipeline *pipeline, const struct decision *decision, const struct effects *effects);
int quarantine_held(struct pipeline *pipeline, const struct puts *puts);
void note_touched(struct pipeline *pipeline, const struct touched *touched, uint64_t position);
/* Takes `*plan` if the entry puts it in force. */
int note_entry(struct pipeline *pipeline, const struct journal_record *record, struct plan **plan);
void count_effects(struct pipeline *pipeline, const struct entry *entry, const struct effects *effects);
int plan_in_force(struct pipeline *pipeline, struct plan **plan);
