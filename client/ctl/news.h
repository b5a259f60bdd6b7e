/* ctl/news.h: what was told, one line for each: for watch and replay. */
#pragma once
#include "ctl.h"
#include "out.h"
#include <milestone/types.h>

/* The heading that CSV has. */
void news_heading(const struct ctl *ctl);
void news_notification(const struct ctl *ctl, const struct mst_notification *notification);
void news_milestone(const struct ctl *ctl, const struct mst_milestone_row *row);
void news_measure(const struct ctl *ctl, const struct mst_measure_update *update);
/* "present", "resync", "gone": a line in JSON and CSV, words on stderr for a table. */
void news_mark(const struct ctl *ctl, const char *what, uint64_t sequence, const char *words);
