/* Counts of the tables come from the manifest, verdicts from the receipts. What is zero is not said. */
#include "verbs/import_report.h"

const struct column import_columns[] = {
        {"Source", "source", 0},
        {"Rows of the tables", "table_rows", 0},
        {"Events", "rows", 0},
        {"Left out", "rows_left_out", 0},
        {"By rule", "left_out_by", 0},
        {"Missing: unknown", "missing.unknown", 0},
        {"Missing: zero", "missing.zero", 0},
        {"Missing: left out", "missing.skipped", 0},
        {"Replaced by later rows", "superseded", 0},
        {"Changed by revised sums", "followed", 0},
        {"Rounded", "rounded", 0},
        {"Batches", "batches", 0},
        {"Sent again", "resent", 0},
        {"Accepted", "counts.accepted", 0},
        {"Revised", "counts.revised", 0},
        {"Repeated", "counts.repeated", 0},
        {"Stale", "counts.stale", 0},
        {"Disputed", "counts.disputed", 0},
        {"Withdrawn", "counts.withdrawn", 0},
        {"Staged", "counts.staged", COLUMN_CSV},
        {"Refused", "counts.refused", 0},
        {"Releases", "releases.counted", 0},
        {"Waiting", "releases.waiting", 0},
        {"Failed", "releases.failed", 0},
        {"Dry run", "dry_run", 0},
        {0},
};

static void put_some(json_t *object, const char *key, uint64_t number)
{
        if (number > 0)
                put_number(object, key, number);
}

static void put_table(json_t *object, const struct manifest *manifest)
{
        const struct mapping *mapping = manifest_mapping(manifest);
        const struct manifest_counts *counts = manifest_counts(manifest);
        json_t *rules = json_object(), *missing = json_object();

        put_text(object, "source", mapping->source);
        put_number(object, "table_rows", counts->rows);
        put_number(object, "rows", manifest_rows(manifest));
        put_some(object, "rows_left_out", counts->left_out);
        for (size_t i = 0; i < mapping->n_rules; i++)
                put_some(rules, mapping->rules[i].name, manifest_left_out_by(manifest, i));
        put_some(rules, "--only-periods", counts->outside);
        put(object, "left_out_by", rules);
        put_some(missing, "unknown", counts->cells.unknown);
        put_some(missing, "zero", counts->cells.zero);
        put_some(missing, "skipped", counts->missing_skip);
        put(object, "missing", missing);
        put_some(object, "superseded", counts->superseded);
        put_some(object, "followed", counts->followed);
        put_some(object, "rounded", counts->cells.rounded);
}

/* Of a source with releases the verdicts come with each release, and staged says nothing more. */
static void put_verdicts(json_t *object, const struct send_result *result, bool released)
{
        const struct mst_counts *counts = released ? &result->judged : &result->counts;
        json_t *c = json_object(), *releases = json_object();

        put_number(object, "batches", result->batches);
        put_some(object, "resent", result->resent);
        put_some(c, "accepted", counts->accepted);
        put_some(c, "revised", counts->revised);
        put_some(c, "repeated", released ? counts->repeated + result->counts.repeated : counts->repeated);
        put_some(c, "stale", released ? counts->stale + result->counts.stale : counts->stale);
        put_some(c, "disputed", counts->disputed);
        put_some(c, "withdrawn", counts->withdrawn);
        put_some(c, "staged", counts->staged);
        put_some(c, "refused", result->counts.refused); /* at once, also of what is staged */
        put(object, "counts", c);
        put_some(releases, "counted", result->releases_counted);
        put_some(releases, "waiting", result->releases_waiting);
        put_some(releases, "failed", result->releases_failed);
        put(object, "releases", releases);
}

json_t *import_report(const struct manifest *manifest, const struct send_result *result, bool dry_run)
{
        bool released = manifest_mapping(manifest)->release.by != RELEASE_NONE && !dry_run;
        json_t *object = json_object();

        put_table(object, manifest);
        if (result)
                put_verdicts(object, result, released);
        if (dry_run)
                put_bool(object, "dry_run", true);
        return object;
}
