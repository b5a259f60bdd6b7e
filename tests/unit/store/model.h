/* tests/unit/store/model.h: what a store must say, as plain arrays that are copied as a whole.
 *
 * Records are (source, number), their contents follow from a version; so are rows, notifications
 * and lines of quarantine. model_same() asks the store for everything, by every way there is. */
#pragma once
#include "store/store.h"

#define MODEL_SOURCES 3
#define MODEL_IDS     800
#define MODEL_DAYS    12 /* scopes end on the days -6 to 5 */
#define MODEL_TABLES  4
#define MODEL_KEYS    20
#define MODEL_TOLD    4000
#define MODEL_LINES   300 /* (position 1 to 100, index 0 to 2) */

struct model_record {
        uint32_t version; /* 0: absent */
        int32_t day;      /* CIVIL_NONE: in no scope */
};

struct model {
        uint64_t position;
        struct model_record records[MODEL_SOURCES][MODEL_IDS];
        uint32_t rows[MODEL_TABLES][MODEL_KEYS]; /* versions, 0: absent */
        uint64_t last_told, oldest_told;
        uint32_t lines[MODEL_LINES]; /* versions, 0: absent */
};

/* The store must agree in everything but its rows and its position, which are the disk's. */
void model_same(const struct model *model, struct store *store);
/* After a start: rows and position too. */
void model_same_at_start(const struct model *model, struct store *store);

/* Each does it to both. */
void model_put(struct model *model, struct store *store, unsigned source, unsigned id, int32_t day);
void model_tell(struct model *model, struct store *store);
void model_line(struct model *model, struct store *store, unsigned line);
void model_row(struct model *model, struct store *store, unsigned table, unsigned key, bool delete);
void model_clear(struct model *model, struct store *store, unsigned table);

/* A walk over a source's scope (source below MODEL_SOURCES) or over everything; `between` is called
 * after each chunk, to get in its way. */
void model_walk(const struct model *model, struct store *store, unsigned source, int32_t first_day,
                int32_t last_day, void (*between)(void *context), void *context);
