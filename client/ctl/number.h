/* ctl/number.h: a whole number as it stands on the command line. */
#pragma once
#include <stdbool.h>
#include <stdint.h>

/* Digits alone, no sign and no blanks, of a number from `min` on; if it is none, `*ret` is as it was. */
bool number_parse(const char *argument, uint64_t min, uint64_t *ret);
