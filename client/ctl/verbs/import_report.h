/* verbs/import_report.h: what became of the rows of an import, as one object. */
#pragma once
#include "import/send.h"
#include "out.h"

extern const struct column import_columns[];

/* `result` is NULL where nothing was sent. */
json_t *import_report(const struct manifest *manifest, const struct send_result *result, bool dry_run);
