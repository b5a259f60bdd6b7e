/* ctl/verbs/outlook.h: the two verbs in one: what is to come, and how well it was foretold. */
#pragma once
#include "ctl.h"

/* What was told, against what came true since: by corridor and over all. */
int outlook_score(struct ctl *ctl);
