/* host/catchup.h: all that the journal has is applied, at a start before anybody is served and at a stop
 * when nobody is any more. Checkpoints are written on the way; the disk is waited for. */
#pragma once
#include "host/pipeline.h"

struct catchup {
        struct pipeline *pipeline;
        uint64_t checkpoint_events; /* a checkpoint is due after so many */
        uint64_t keep_notifications;
        void (*progress)(const struct pipeline *pipeline); /* now and then; NULL: nobody asks */
};

int catchup_apply(const struct catchup *catchup);
/* Puts this text into force, unless it is; what was begun before is finished or abandoned first (rule 33).
 * `*ret_changed`: it was not. -EAGAIN: the journal has no room for it. */
int catchup_configure(const struct catchup *catchup, struct text config_text, bool *ret_changed);
/* Everything that was taken is applied, settled and told; the tail behind the last checkpoint is empty. */
int catchup_settle(const struct catchup *catchup);
