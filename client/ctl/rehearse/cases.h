/* rehearse/cases.h: what the method would have said, case by case, by the daemon's own heart. */
#pragma once
#include "ctl.h"
#include <stdio.h>

/* Cases with a header, what follows from them behind each. 0, or 1: told what is wrong on stderr. */
int rehearse_cases(const char *cases, const char *const *histories, size_t histories_count, FILE *to);
