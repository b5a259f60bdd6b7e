/* import/mapping.h: how the rows of a table become events, as its author wrote it.
 *
 * A mapping is a YAML file; milestone-mapping(5) is its manual. It is declarative: every field
 * of an event is a *cell*, that is a text with holes for columns (import/template.h), and what
 * is to be done with that text: words that mean "missing", a look-up, a form of periods, a
 * factor. All of it is checked here before a table is opened, and bound to the columns of a
 * table by mapping_bind(). Nothing in here knows a single data set. */
#pragma once
#include "fields.h"
#include "import/condition.h"
#include "import/cumulative.h"
#include "import/faults.h"
#include "import/lookup.h"
#include "import/table.h"
#include "import/template.h"
#include "import/when.h"
#include "import/wide.h"
#include "pool.h"
#include <milestone/types.h>
#include <stdbool.h>
#include <stdint.h>

#define MAPPING_BATCH_EVENTS 1000 /* of a batch, unless it says otherwise */

/* A text, or what a pattern finds, and what it becomes wherever it is. */
struct replacement {
        struct text what;
        struct pattern *pattern; /* instead of `what` */
        struct text by;          /* {1} to {9} are groups of the pattern */
};

/* What a cell means whose text is missing. */
enum missing_means {
        MISSING_UNKNOWN, /* "not stated", unknown */
        MISSING_SKIP,    /* there is no event */
        MISSING_ZERO,
        MISSING_ERROR,
};

/* What becomes of letters; of those of ASCII, since names have no others. */
enum letters {
        LETTERS_AS_THEY_ARE,
        LETTERS_LOWER,
        LETTERS_UPPER,
};

/* How a field gets its text. Of several cases the first counts whose conditions hold; where none
 * does, the field is not stated. */
struct cell {
        bool stated;
        uint32_t line, column; /* in the mapping */
        const struct field *field;
        struct conditions when;
        struct cell *next_case; /* NULL: the last one */
        struct template from;
        struct text_list missing; /* words that mean that nothing is there */
        enum missing_means when_missing;
        bool when_missing_stated;
        struct replacement *replacements;
        size_t n_replacements;
        struct pattern *capture; /* what of the text is meant */
        struct text capture_as;  /* written with its groups; empty: the first group, or all that fits */
        struct lookup *lookups;  /* the first that has the word */
        size_t n_lookups;
        enum letters letters;
        bool otherwise_stated; /* for what does not fit the pattern or is in no look-up; else an error */
        struct text otherwise;
        struct text_list forms; /* of periods and dates; the first that fits */
        struct number_form number;
        bool counts_mass; /* by its unit */
};

/* Rows that are left out, and why. */
struct rule {
        uint32_t line, column;
        const char *name; /* in the report */
        struct conditions when;
        bool keeps; /* "only": rows for which they do not hold are left out; else "skip" */
};

enum release_by {
        RELEASE_NONE, /* the source's numbers are explicit or come by arrival */
        RELEASE_BY_PERIOD,
        RELEASE_BY_FILE,
        RELEASE_BY_PUBLICATION, /* what was published on one day */
        RELEASE_BY_TEXT,        /* rows with the same text are one release */
};

struct release_rule {
        enum release_by by;
        struct template by_text;
        uint32_t line, column;
        struct publication published;
        struct cell published_cell; /* of PUBLICATION_TEXT */
        uint32_t serial;
        enum mst_status status;
        bool complete, replaces, historical;
        bool control; /* control totals are worked out and sent */
        const char *note;
};

/* Rows of one release, or of one number, that name one record and differ. */
enum duplicates {
        DUPLICATES_ERROR,
        DUPLICATES_LATER_WINS,
        DUPLICATES_DISPUTED, /* all are sent, and the daemon says so */
};

enum numbering {
        NUMBERING_RELEASE,
        NUMBERING_EXPLICIT,
        NUMBERING_ARRIVAL,
};

struct mapping {
        struct pool pool;
        const char *path;
        const char *source;
        enum mst_event_kind kind;
        struct table_rule table;
        struct text_list asked; /* the columns that it names, each once; free() */
        size_t asked_allocated;
        struct text_list missing; /* of cells that name none of their own */
        struct wide_rule wide;
        struct cell *cells; /* in the order in which they are worked out */
        size_t n_cells;
        struct rule *rules;
        size_t n_rules;
        struct cumulative_rule cumulative;
        struct release_rule release;
        enum numbering numbering;
        enum duplicates duplicates;
        uint32_t batch_events;

        struct pattern *patterns; /* all of them */
        struct pool bound;        /* what follows from the columns of the table that it is bound to */
        struct wide_table wide_bound;
};

/* 0, or 1 after adding to `faults` all that is wrong. */
int mapping_read(const char *path, struct faults *faults, struct mapping **ret);
int mapping_parse(struct text text, const char *path, struct faults *faults, struct mapping **ret);
struct mapping *mapping_free(struct mapping *mapping);

/* Fills `asked`; once, at the end of reading. */
void mapping_ask(struct mapping *mapping);

/* How many events a row of the bound table makes, before any is left out. */
size_t mapping_variants(const struct mapping *mapping);

/* Binds all columns to those of a table; 1 after adding to `faults`. Of several tables each is
 * bound when its rows are read. */
int mapping_bind(struct mapping *mapping, const struct text *header, size_t n_header, struct faults *faults);
