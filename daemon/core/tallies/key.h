/* core/tallies/key.h: which series of a breakdown an event belongs to.
 *
 * A key is one number for each coordinate of the measure's breakdown: an enum's value, a place's
 * code, the digits of a commodity, the index of a source, or the number of a name. Texts are made
 * of it when it leaves: in rows of a query and of a checkpoint. The text of what an event does
 * not state is empty. */
#pragma once
#include <stdint.h>

#include "base/plan.h"
#include "core/tallies/facts.h"
#include "core/tallies/names.h"

struct key {
        uint64_t part[PLAN_BY_MAX]; /* behind by_count: zero */
};

/* Room for a place, or for six digits; names are borrowed. */
#define KEY_TEXT_MAX 16
/* Coordinates whose texts are names: facility, project, source. */
#define KEY_NAMES_MAX 3

/* 0 or -ENOMEM (of a new name). */
int key_of(const struct plan_measure *measure, const struct facts *facts, struct names *names,
           struct key *ret);

uint64_t key_hash(const struct key *key);

/* Borrowed from `buf`, the names, the plan or for ever. */
struct text key_text(const struct plan *plan, const struct names *names, uint8_t coordinate, uint64_t part,
                     char buf[KEY_TEXT_MAX]);

/* The inverse. 0, -ENOMEM, or -EBADMSG: no such key. */
int key_part(const struct plan *plan, struct names *names, uint8_t coordinate, struct text text,
             uint64_t *ret);

/* The names in a key are held by the series that has it. */
void key_hold(const struct plan_measure *measure, const struct key *key, struct names *names);
void key_drop(const struct plan_measure *measure, const struct key *key, struct names *names);
