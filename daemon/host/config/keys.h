/* host/config/keys.h: the one table of keys. The parser, `check`, the manual and the example
 * come from it: a key that is not here does not exist. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "host/config/tree.h"

struct reading;

enum section {
        SECTION_TOP,
        SECTION_ENDPOINTS,
        SECTION_ENDPOINT,
        SECTION_SOURCE,
        SECTION_LEVELS,
        SECTION_PLAUSIBLE,
        SECTION_GROUP,
        SECTION_MEMBER,
        SECTION_RATES,
        SECTION_CORRIDOR,
        SECTION_TEMPLATE,
        SECTION_MEASURE,
        SECTION_WHERE,
        SECTION_MILESTONE,
        SECTION_AMENDMENT,
        SECTIONS,
};

enum key_type {
        KEY_NAME,      /* text_is_name() */
        KEY_REFERENCE, /* the name of something else of the files */
        KEY_REFERENCES,
        KEY_TEXT,
        KEY_WORD,  /* one of `words` */
        KEY_WORDS, /* one or a list of them */
        KEY_PLACE,
        KEY_PLACES,
        KEY_MEMBERS,  /* places, or maps of `child` */
        KEY_EXPECT,   /* "monthly within 45 days" */
        KEY_EDITIONS, /* of the HS */
        KEY_CODES, /* one or a list of commodity codes, facilities, projects */
        KEY_DATE,
        KEY_DAYS,     /* "10 days" */
        KEY_DURATION, /* "500 ms", "1 h"; read as microseconds */
        KEY_NUMBER,
        KEY_BYTES, /* "256 MiB" */
        KEY_MODE,  /* of a file, octal */
        KEY_FLAG,  /* true or false */
        KEY_CURRENCY,
        KEY_AMOUNT,
        KEY_TARGET, /* an amount, or so many times what was */
        KEY_PERIOD,
        KEY_SHARES, /* a list of "50%" */
        KEY_WINDOW,
        KEY_ENDPOINTS,
        KEY_MAP,   /* of `child` */
        KEY_LIST,  /* of maps of `child` */
        KEY_LATER, /* known, and refused with its sentence: this version cannot do it */
};

/* A word and what it stands for; a table ends with a NULL. */
struct word {
        const char *word;
        int value;
};

struct key {
        const char *name;
        enum key_type type;
        bool required;
        enum section child;       /* MAP, LIST */
        const struct word *words; /* WORD, WORDS */
        int64_t minimum, maximum; /* NUMBER, DAYS, BYTES; DURATION in microseconds */
        const char *standard;     /* the value without the key, as it would be written; NULL: none */
        const char *sentence;
};

/* No section has more. */
#define KEYS_MAX 24

/* "a source" */
const char *section_noun(enum section section);
/* "measures[].where." */
const char *section_path(enum section section);
const struct key *section_keys(enum section section, size_t *ret_count);

/* The values of one map, found by key. */
struct fields {
        enum section section;
        const struct tree_node *map;              /* NULL: not there at all */
        const struct tree_node *values[KEYS_MAX]; /* in the order of the table */
        uint32_t given; /* bits in the order of the table: stood there, be it refused */
        bool has_later; /* a key was refused as later work: what it would have said is not missing */
};

/* Checks a map against the table: unknown, repeated, later and missing keys, and keys without a
 * value. `*ret` holds what is left. False if the node is no map. */
bool fields_read(struct reading *reading, const struct tree_node *node, enum section section,
                 struct fields *ret);
/* The same for one of several files whose maps are one: what is given again replaces. Required
 * keys are not asked for. */
bool fields_merge(struct reading *reading, const struct tree_node *node, struct fields *fields);

/* The key must be in the table. NULL: not given, or refused. */
const struct tree_node *fields_value(const struct fields *fields, const char *name);
const struct key *fields_key(const struct fields *fields, const char *name);
/* Says that a key is missing which the table does not require, unless something else may be to blame. */
void fields_miss(struct reading *reading, const struct fields *fields, const char *name);
/* The key stood there, whatever became of its value. */
bool fields_given(const struct fields *fields, const char *name);
/* The mark of the key itself, of the map if it is not given. */
struct config_mark fields_mark(const struct fields *fields, const char *name);

/* Words of the table, used by several. */
extern const struct word words_kinds[], words_resolutions[], words_numbers[], words_clocks[], words_months[];
extern const struct word words_sums[], words_counts[], words_latest[];
extern const struct word words_project_kinds[], words_valuations[];
extern const struct word words_actions[];
extern const struct word words_flows[], words_supplies[], words_modes[];
extern const struct word words_stages[], words_project_stages[], words_statuses[], words_by[];
extern const struct word words_levels_commodity[], words_levels_place[], words_levels_partner[],
        words_levels_mode[];
