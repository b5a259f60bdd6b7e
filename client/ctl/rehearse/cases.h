/* rehearse/cases.h: what the method would have said, case by case, by the daemon's own heart. */
#pragma once
#include "ctl.h"
#include <stdio.h>

/* Cases with a header, what follows from them behind each; `states`: also the state at the end of a period's
 * window, a fold over the months of it that are known. 0, or 1: told what is wrong on stderr. */
int rehearse_cases(const char *cases, const char *const *histories, size_t histories_count, bool states, FILE *to);
