/* tests/sim/world.h: what a run is about: configurations, the sizes of the daemon's rooms, the weather. All
 * of it follows from the seed. */
#pragma once
#include <stdint.h>

#include "base/text.h"
#include "journal/journal.h"
#include "sim/rng.h"
#include "store/store.h"

#define WORLD_CONFIGURATIONS 3

/* Read once by the program, for all runs. */
void world_read_configurations(void);
/* As the journal keeps it. */
struct text world_configuration(unsigned which);

struct world {
        struct journal_options journal; /* without the disk */
        struct store_options store;     /* without folder and journal */
        uint64_t checkpoint_events, keep_notifications;
        unsigned records;              /* of each source: few are revised often */
        unsigned loss_per_mille;       /* of messages, either way */
        unsigned faults_per_mille;     /* of steps */
        unsigned starts_hit_per_mille; /* of starts something happens to */
};

struct world world_of(uint64_t seed);
