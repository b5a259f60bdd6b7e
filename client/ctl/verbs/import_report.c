/* Counts of the tables come from the manifest, verdicts from the receipts. What is zero is not said. */
#include "verbs/import_report.h"
#include "base/period.h"
#include <string.h>

static const struct column columns[] = {
        {"Source", "source", 0},
        {"Rows of the tables", "table_rows", 0},
        {"Events", "rows", 0},
        {"Apart as totals", "apart.levels", 0},
        {"By period", "apart.periods", 0},
        {"Left out", "rows_left_out", 0},
        {"Left out by", "left_out_by", 0},
        {"Missing: unknown", "missing.unknown", 0},
        {"Missing: zero", "missing.zero", 0},
        {"Told twice", "twice.same", 0},
        {"Replaced by later rows", "twice.superseded", 0},
        {"Sent to be disputed", "twice.disputed", 0},
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

/* Events that were left out, by the rule's name or by what left them out. */
static json_t *left_out_by(const struct manifest *manifest)
{
        const struct mapping *mapping = manifest_mapping(manifest);
        const struct manifest_counts *counts = manifest_counts(manifest);
        json_t *object = json_object();

        for (size_t i = 0; i < mapping->n_rules; i++)
                put_some(object, mapping->rules[i].name, manifest_left_out_by(manifest, i));
        put_some(object, "missing", counts->missing_skip);
        put_some(object, "told twice", counts->repeated);
        put_some(object, "replaced by later rows", counts->superseded);
        put_some(object, "--only-periods", counts->outside);
        put_some(object, "--only-vintage", counts->other_vintages);
        return object;
}

/* Of a table with months and years only one can count; which, the daemon's configuration says. */
static json_t *apart(const struct manifest *manifest)
{
        json_t *object = json_object(), *periods = json_object();
        uint64_t by_period[PERIOD_YEAR + 1], levels;
        size_t kinds = 0;

        manifest_apart(manifest, &levels, by_period);
        put_some(object, "levels", levels);
        for (int kind = PERIOD_DAY; kind <= PERIOD_YEAR; kind++) {
                put_some(periods, period_name((enum period_kind)kind), by_period[kind]);
                kinds += by_period[kind] > 0;
        }
        if (kinds < 2)
                json_object_clear(periods);
        put(object, "periods", periods);
        return object;
}

static void put_table(json_t *object, const struct manifest *manifest)
{
        const struct manifest_counts *counts = manifest_counts(manifest);
        json_t *missing = json_object(), *twice = json_object();

        put_text(object, "source", manifest_mapping(manifest)->source);
        put_number(object, "table_rows", counts->rows);
        put_number(object, "rows", manifest_rows(manifest));
        put(object, "apart", apart(manifest));
        put_some(object, "rows_left_out", counts->left_out);
        put(object, "left_out_by", left_out_by(manifest));
        put_some(missing, "unknown", counts->cells.unknown);
        put_some(missing, "zero", counts->cells.zero);
        put_some(missing, "skipped", counts->missing_skip);
        put(object, "missing", missing);
        put_some(twice, "same", counts->repeated);
        put_some(twice, "superseded", counts->superseded);
        put_some(twice, "disputed", counts->disputed);
        put(object, "twice", twice);
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

/* The first of them, as they are told on stderr too. */
static void put_complaints(json_t *object, const struct faults *faults)
{
        json_t *list = json_array();

        for (size_t i = 0; i < faults->n && i < FAULTS_SHOWN; i++)
                if (json_array_append_new(list, json_string(faults->texts[i])) != 0)
                        out_of_memory();
        put(object, "complaints", list);
}

/* "totals 12, missing 4" for the table. */
static const char *counts_text(json_t *object, struct pool *pool)
{
        const char *ret = NULL, *key;
        const json_t *value;

        json_object_foreach(object, key, value) ret = pool_print(
                pool, "%s%s%s %s", ret ? ret : "", ret ? ", " : "", key, json_string_value(value));
        return ret;
}

void import_report(const struct ctl *ctl, const struct manifest *manifest, const struct send_result *result,
                   bool dry_run)
{
        bool released = manifest_mapping(manifest)->release.by != RELEASE_NONE && !dry_run;
        const char *cells[sizeof(columns) / sizeof(*columns)] = {0};
        json_t *object = json_object();
        struct pool pool = {0};

        put_table(object, manifest);
        if (result)
                put_verdicts(object, result, released);
        if (dry_run)
                put_bool(object, "dry_run", true);
        if (result)
                put_complaints(object, &result->faults);
        for (size_t i = 0; columns[i].path; i++) {
                if (strcmp(columns[i].path, "left_out_by") == 0)
                        cells[i] = counts_text(json_object_get(object, "left_out_by"), &pool);
                else if (strcmp(columns[i].path, "apart.periods") == 0)
                        cells[i] = counts_text(json_object_get(json_object_get(object, "apart"), "periods"),
                                               &pool);
        }
        out_object(ctl, columns, object, cells);
        pool_done(&pool);
}
