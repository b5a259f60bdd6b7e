/* tests/support/oracle/driver.h: one world: a core, the statements it keeps, the batches of its
 * journal. Whatever fails ends the program with a sentence. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/core.h"
#include "core/reads.h"
#include "host/config/config.h"

struct kept {
        char *source, *id;
        struct period scope;
        uint8_t *body;
        size_t body_length;
};

/* An event that is far from usual: its batch, and its place in it. */
struct held {
        uint64_t position;
        uint32_t index;
};

struct driver {
        struct core *core;
        struct config *config;
        const struct plan *plan; /* of `config` */
        uint64_t position;       /* of the last entry */
        size_t kept_count, kept_capacity;
        struct kept *kept; /* by source and id */
        size_t journal_capacity;
        const struct batch **journal; /* by position */
        size_t blocks_count, blocks_capacity;
        void **blocks; /* of batches: freed with the world */
        size_t rows_count, rows_capacity;
        struct saved_row *rows; /* of the checkpoint */
        size_t held_count, held_capacity;
        struct held *held;
        struct batch *batch; /* that is being read */
        bool refused;        /* a configuration was: nothing more is applied */
};

void driver_die(const char *why) __attribute__((noreturn));
void *driver_block(struct driver *driver, size_t size);
void driver_begin(struct driver *driver);
void driver_over(struct driver *driver);
void driver_apply(struct driver *driver, struct entry *entry);
int32_t number_read(const char *word);

/* driver_rows.c: a checkpoint of what is dirty; a core that begins from one. */
void driver_save(struct driver *driver);
void driver_restart(struct driver *driver);
void driver_rows_done(struct driver *driver);

/* driver_read.c: `words` are what stands behind the first word of a line. */
struct batch *batch_begin(struct driver *driver, enum batch_kind kind, char *words);
void event_add(struct driver *driver, char *words);
/* NULL: it was refused, and why is written down. */
struct config *plan_read(const char *yaml, size_t length);

/* driver_write.c */
void effects_write(const struct driver *driver, const struct effects *effects);
void driver_show(const struct driver *driver, char *words);
