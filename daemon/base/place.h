/* base/place.h: a country or a region, as a code of fixed size.
 *
 * ISO 3166-1 alpha-2 ("BY") or ISO 3166-2 ("RU-LEN"). Here only the form is known; whether a
 * code exists is asked in codes/, and groups of places have names in the configuration. The
 * code is padded with NUL, always ends with one, and is compared by bytes. */
#pragma once
#include "base/text.h"
#include <stdbool.h>
#include <stdint.h>

#define PLACE_TEXT_MAX 8

enum {
        PLACE_SYNTAX = 1, /* neither AA nor AA-X, AA-XX, AA-XXX */
};

/* All zero is none. */
struct place {
        char code[PLACE_TEXT_MAX];
};

struct place place_none(void);
bool place_is_none(struct place place);

/* Two letters A-Z, or these, a hyphen and 1 to 3 of A-Z and 0-9; `*ret` is as it was unless
 * 0. */
int place_parse(struct text text, struct place *ret);
/* Returns `buf`; none is "". */
const char *place_format(struct place place, char buf[PLACE_TEXT_MAX]);
/* Borrowed from `*place`. */
struct text place_text(const struct place *place);

/* Equal for equal places only, ordered as the codes are: a country comes before its regions.
 * Zero for none. */
uint64_t place_key(struct place place);
bool place_equal(struct place a, struct place b);

bool place_is_region(struct place place);
/* RU of RU-LEN, RU of RU. */
struct place place_country(struct place place);
/* RU-LEN lies within RU, everything within itself, none within nothing. */
bool place_is_within(struct place inner, struct place outer);
