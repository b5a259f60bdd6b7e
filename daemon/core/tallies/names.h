/* core/tallies/names.h: texts as numbers, so that series are found without comparing texts.
 *
 * Only what a publisher may choose freely and a breakdown needs comes here: facilities and
 * projects. Numbers are never visible outside: everything that leaves is sorted and written by
 * text. Names are counted by who holds them and forgotten with the last, so a publisher who
 * names and withdraws for ever makes nothing grow. */
#pragma once
#include <stdint.h>

#include "base/text.h"

#define NAMES_EMPTY 0 /* the number of the empty text; never counted */

struct name;

/* All zero is an empty one; done by names_done(). */
struct names {
        struct name *list; /* by number; number 0 is unused */
        uint32_t list_count, list_capacity;
        uint32_t free_number; /* of the chain of numbers that are free; 0: none */
        uint32_t *slots;      /* open addressing: a number, or 0 */
        uint32_t slots_count; /* a power of two; 0: none yet */
        uint32_t count;
};

void names_done(struct names *names);

/* The text's number; a new one is held by nobody. 0 or -ENOMEM. */
int names_intern(struct names *names, struct text text, uint32_t *ret);

void names_hold(struct names *names, uint32_t number);
/* Forgets it with the last. */
void names_drop(struct names *names, uint32_t number);

/* Good until the name is forgotten. */
struct text names_text(const struct names *names, uint32_t number);
