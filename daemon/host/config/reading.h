/* host/config/reading.h: one reading of the configuration, from text to plan.
 *
 *      bytes ─> tree ─> keys ─> groups, sources, rates, corridors, templates, ─> plan
 *      (file)   (YAML)  (table)  measures, milestones: each may name what stands
 *                                before it, measures and milestones each other too
 *
 * Every step says all that is wrong and goes on, so that one go finds everything; a plan comes
 * of it only if nothing was said. What is broken already is met with silence. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/codes/codes.h"
#include "base/plan.h"
#include "host/config/config.h"
#include "host/config/errors.h"
#include "host/config/keys.h"
#include "host/config/memory.h"
#include "host/config/tree.h"

/* "Did you mean" looks at so many names, so that thousands of errors among thousands of names
 * stay quick. */
#define READING_NEAREST_MAX 1000
/* Different currencies of measures: more than the world has. */
#define READING_CURRENCIES_MAX 200
/* Currencies that became others, by a factor. */
#define READING_REDENOMINATIONS_MAX 256

/* A named thing of the files: a source, a group ... */
struct item {
        struct text name; /* empty: it has none that can be used */
        struct fields fields;
        bool sound; /* what others need of it could be read */
};

/* Sorted by name. */
struct items {
        enum section section;
        size_t count;
        struct item *list;
};

/* The decimals of a currency, as they were when the files were read. */
struct reading_currency {
        struct currency currency;
        int digits;
};

struct reading {
        struct config_memory *scratch; /* for as long as the reading */
        struct config_memory *kept;    /* for as long as the plan */
        struct config_errors *errors;
        bool from_journal; /* the text decides alone: no list of codes, no environment */
        const struct config_environment *environment;

        size_t files_count;
        const char *files[CONFIG_FILES_MAX];
        const struct tree_node *trees[CONFIG_FILES_MAX];
        bool is_cut; /* a file ended early: what is missing may have stood behind */
        bool has_errors;
        bool is_short; /* memory for an error was not had */

        struct fields top, endpoints; /* of all files */
        struct items sources, groups, rates, corridors, templates, measures, milestones;
        size_t rates_first; /* of the files: the chain of measures that name none */

        struct tree_node made_measures, made_milestones; /* by templates: lists */

        /* As long as the items, in their order. */
        struct plan_side *group_sides;
        bool in_groups; /* it is their places that are read */
        struct plan_source *plan_sources;
        struct plan_rates *plan_rates;
        struct plan_corridor *plan_corridors;
        size_t plan_measures_count; /* hidden ones among them */
        struct plan_measure *plan_measures;
        uint32_t *measure_indexes; /* of each item in the plan */
        uint32_t *measure_hidden;  /* of the first of its order of preference, if it has one */
        struct plan_milestone *plan_milestones;
        struct plan_terms **milestone_terms;
        uint32_t *milestone_resolutions; /* bits 1u << enum period_kind, of all that it looks at */

        size_t currencies_count;
        struct reading_currency currencies[READING_CURRENCIES_MAX];
        size_t redenominations_count;
        struct plan_redenomination redenominations[READING_REDENOMINATIONS_MAX]; /* by old code */
};

/* Some memory was not had: the reading ends with -ENOMEM. */
bool reading_is_short(const struct reading *reading);

/* ---- saying what is wrong (reading.c) -------------------------------------------------- */

__attribute__((format(printf, 3, 4))) void reading_say_at(struct reading *reading, struct config_mark mark,
                                                          const char *format, ...);
__attribute__((format(printf, 3, 4))) void reading_say(struct reading *reading, const struct tree_node *node,
                                                       const char *format, ...);
/* "WHAT; did you mean "NEAR"?", or "WHAT, expected ELSE" if nothing is near (ELSE may be NULL). */
void reading_say_near(struct reading *reading, const struct tree_node *node, const char *what,
                      struct text word, const struct text *known, size_t known_count, const char *otherwise);

/* ---- named things (items.c) ------------------------------------------------------------- */

/* All elements of the lists `key` of all files: fields read, names checked, sorted. */
void items_read(struct reading *reading, enum section section, const char *key, struct items *ret);
/* The index of the thing that a scalar names. False: it is said (or was before). */
bool items_resolve(struct reading *reading, const struct items *items, const struct tree_node *node,
                   size_t *ret);
bool items_find(const struct items *items, struct text name, size_t *ret);

/* ---- the sections, in this order ---------------------------------------------------------- */

void groups_read(struct reading *reading);
void sources_read(struct reading *reading);
void corridors_read(struct reading *reading);
void measures_read(struct reading *reading);
void milestones_read(struct reading *reading);
void host_read(struct reading *reading, struct config_host *ret);

/* The measure of the plan that an item became, and its index. */
struct plan_measure *reading_measure(const struct reading *reading, size_t item);
uint32_t reading_measure_index(const struct reading *reading, size_t item);

/* Places and groups of a list or a scalar: sorted, each once. `*ret->any` if the word `any` is
 * among them (and may be). `*ret_first` is the first that was written, none for any. False: it
 * is said. */
bool places_read(struct reading *reading, const struct tree_node *node, bool any_allowed,
                 struct plan_side *ret, struct place *ret_first);
/* Says so if one of them counts on some days only. */
bool places_are_undated(struct reading *reading, const struct tree_node *node, const struct plan_side *side);
