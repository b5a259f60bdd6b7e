/* verbs/import_report.h: what became of the rows of an import, as one object. */
#pragma once
#include "import/send.h"
#include "out.h"

/* Prints it; `result` is NULL where nothing was sent. */
void import_report(const struct ctl *ctl, const struct manifest *manifest, const struct send_result *result,
                   bool dry_run);
