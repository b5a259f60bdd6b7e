/* Tables come in, front to end, and leave as places of rows by release. Whatever a row can have wrong
 * is found here, before anything is sent: nothing behind this has to expect a fault. */
#include "import/manifest.h"
#include "import/manifest_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void cells_count(struct row_cells *to, const struct row_cells *cells)
{
        to->unknown += cells->unknown;
        to->zero += cells->zero;
        to->rounded += cells->rounded;
}

/* "value (column "value_musd"): what": so a person finds it in a table of many columns. */
static void row_fault(struct reading *r, uint32_t line, const struct row *row)
{
        const char *path = r->manifest->files[r->file]->path;

        if (row->column.length == 0)
                faults_add(r->faults, path, line, 0, "%s: %s", row->field, row->why);
        else
                faults_add(r->faults, path, line, 0, "%s (column \"%" TEXT_FORMAT "\"): %s", row->field,
                           TEXT_ARGUMENTS(row->column), row->why);
}

static void read_variant(struct reading *r, const struct csv_row *from, uint32_t variant)
{
        struct manifest *m = r->manifest;
        struct row row;

        pool_reset(&r->scratch);
        switch (row_read(m->mapping, m->files[r->file], from, variant, &r->scratch, &row)) {
        case ROW_FAULT:
                row_fault(r, from->line, &row);
                return;
        case ROW_LEFT_OUT:
                m->rule_counts[row.rule]++;
                break;
        case ROW_MISSING:
                m->counts.missing_skip++;
                break;
        default:
                if (m->mapping->cumulative.stated || !reading_is_outside(r, row.period)) {
                        cells_count(&m->counts.cells, &row.cells);
                        releases_add(r, from, variant, &row);
                        return;
                }
                m->counts.outside++;
                break;
        }
        m->counts.left_out++;
}

static void read_row(struct reading *r, const struct csv_row *from)
{
        struct manifest *m = r->manifest;

        m->counts.rows++;
        for (size_t i = 0; i < mapping_variants(m->mapping); i++)
                read_variant(r, from, (uint32_t)i);
}

static bool bind(struct reading *r)
{
        struct manifest *m = r->manifest;
        const struct text *columns;
        size_t n;

        columns = table_columns(m->tables[r->file], &n);
        m->bound = r->file;
        if (mapping_bind(m->mapping, columns, n, r->faults) == 0)
                return true;
        faults_add(r->faults, m->files[r->file]->path, 0, 0, "is not a table for this mapping");
        return false;
}

static void see(struct manifest *m, const struct table *table)
{
        for (size_t i = 0; i < m->mapping->asked.n; i++)
                m->seen[i] |= table_saw(table, i);
}

static void read_file(struct reading *r, const char *path)
{
        struct manifest *m = r->manifest;
        struct table *table;
        bool on = true;

        if (file_open(path, m->mapping->table.encoding, r->faults, &m->files[m->n_files]) != 0)
                return;
        r->file = (uint32_t)m->n_files++;
        if (table_open(&m->mapping->table, m->files[r->file], &m->mapping->asked, r->faults,
                       &m->tables[r->file]) != 0)
                return;
        table = m->tables[r->file];
        if (!bind(r))
                return;
        while (on) {
                struct csv_row row;

                if (table_next(table, r->faults, &row, &on) == 0)
                        read_row(r, &row);
        }
        if (m->mapping->table.type == TABLE_JSON)
                see(m, table);
}

/* A member that no object has is misspelt; one that some lack is not. */
static void check_seen(struct reading *r)
{
        struct manifest *m = r->manifest;

        if (m->mapping->table.type != TABLE_JSON || m->counts.rows == 0)
                return;
        for (size_t i = 0; i < m->mapping->asked.n; i++)
                if (!m->seen[i])
                        faults_add(r->faults, m->mapping->path, 0, 0,
                                   "no object has a member \"%" TEXT_FORMAT "\"",
                                   TEXT_ARGUMENTS(m->mapping->asked.texts[i]));
}

/* ---- the whole ----------------------------------------------------------------------------- */

static struct manifest *manifest_new(struct mapping *mapping, size_t n_files)
{
        struct manifest *m = calloc(1, sizeof(*m));

        if (!m)
                out_of_memory();
        m->mapping = mapping;
        m->files = pool_array(&m->pool, n_files + 1, sizeof(*m->files));
        m->tables = pool_array(&m->pool, n_files + 1, sizeof(struct table *));
        m->seen = pool_array(&m->pool, mapping->asked.n + 1, sizeof(*m->seen));
        m->rule_counts = pool_array(&m->pool, mapping->n_rules + 1, sizeof(*m->rule_counts));
        return m;
}

/* What depends on all rows, in this order. */
static void resolve(struct reading *r)
{
        size_t before = r->faults->n;

        releases_sort(r->manifest);
        if (r->manifest->mapping->cumulative.stated)
                cumulative_resolve(r);
        releases_choose(r);
        if (r->faults->n == before)
                repeats_resolve(r);
        if (r->faults->n == before)
                releases_check(r);
        r->manifest->rows = 0;
        for (size_t i = 0; i < r->manifest->n_releases; i++)
                r->manifest->rows += r->manifest->releases[i].n_rows;
}

int manifest_read(struct mapping *mapping, const char *const *paths, size_t n_paths,
                  const struct manifest_options *options, struct faults *faults, struct manifest **ret)
{
        struct reading r = {.options = options, .faults = faults};
        size_t before;

        assert(mapping && options && faults && ret);

        before = faults->n;
        r.manifest = manifest_new(mapping, n_paths);
        for (size_t i = 0; i < n_paths; i++)
                read_file(&r, paths[i]);
        if (faults->n == before)
                check_seen(&r);
        if (faults->n == before)
                resolve(&r);
        for (size_t i = 0; i < r.manifest->n_releases; i++) {
                free(r.manifest->releases[i].ids);
                free(r.manifest->releases[i].sums);
                r.manifest->releases[i].ids = NULL;
                r.manifest->releases[i].sums = NULL;
        }
        pool_done(&r.scratch);
        if (faults->n > before) {
                (void)manifest_free(r.manifest);
                return 1;
        }
        *ret = r.manifest;
        return 0;
}

struct manifest *manifest_free(struct manifest *manifest)
{
        if (!manifest)
                return NULL;
        for (size_t i = 0; i < manifest->n_files; i++) {
                (void)table_close(manifest->tables[i]);
                (void)file_close(manifest->files[i]);
        }
        for (size_t i = 0; i < manifest->n_releases; i++)
                release_done(&manifest->releases[i]);
        free(manifest->releases);
        free(manifest->differences);
        pool_done(&manifest->pool);
        free(manifest);
        return NULL;
}

/* Events of one row of a wide table lie one behind the other, so the row is read once for them. */
static int read_again(struct manifest *m, const struct manifest_row *row, struct csv_row *ret)
{
        int r;

        if (m->again.fields && m->again_file == row->file && m->again.offset == row->offset) {
                *ret = m->again;
                return 0;
        }
        m->again.fields = NULL;
        r = table_at(m->tables[row->file], row->offset, row->length, row->line, ret);
        if (r == 0) {
                m->again = *ret;
                m->again_file = row->file;
        }
        return r;
}

int manifest_event(struct manifest *manifest, const struct manifest_row *row, struct pool *pool,
                   struct row *ret)
{
        struct faults faults = {0};
        struct csv_row from;
        int r;

        assert(manifest && row && pool && ret);

        if (manifest->bound != row->file) {
                size_t n;
                const struct text *columns = table_columns(manifest->tables[row->file], &n);

                r = mapping_bind(manifest->mapping, columns, n, &faults);
                assert(r == 0); /* it was bound to it before */
                manifest->bound = row->file;
        }
        r = read_again(manifest, row, &from);
        if (r == 0)
                r = row_read(manifest->mapping, manifest->files[row->file], &from, row->variant, pool, ret);
        else
                *ret = (struct row){.field = "row", .why = "changed while it was imported"};
        if (r == 0 && row->difference > 0)
                difference_apply(&manifest->mapping->cumulative, &manifest->differences[row->difference - 1],
                                 &ret->event);
        return r == 0 ? 0 : ROW_FAULT;
}

const struct mapping *manifest_mapping(const struct manifest *manifest)
{
        return manifest->mapping;
}

struct manifest_release *manifest_releases(const struct manifest *manifest, size_t *ret_n)
{
        *ret_n = manifest->n_releases;
        return manifest->releases;
}

uint64_t manifest_rows(const struct manifest *manifest)
{
        return manifest->rows;
}

const struct manifest_counts *manifest_counts(const struct manifest *manifest)
{
        return &manifest->counts;
}

uint64_t manifest_left_out_by(const struct manifest *manifest, size_t rule)
{
        return manifest->rule_counts[rule];
}

void manifest_apart(const struct manifest *manifest, uint64_t *ret_levels,
                    uint64_t ret_by_period[PERIOD_YEAR + 1])
{
        *ret_levels = 0;
        memset(ret_by_period, 0, (PERIOD_YEAR + 1) * sizeof(*ret_by_period));
        for (size_t i = 0; i < manifest->n_releases; i++) {
                *ret_levels += manifest->releases[i].apart;
                for (int kind = PERIOD_NONE; kind <= PERIOD_YEAR; kind++)
                        ret_by_period[kind] += manifest->releases[i].by_period[kind];
        }
}

const char *manifest_file(const struct manifest *manifest, uint32_t file)
{
        return manifest->files[file]->path;
}
