/* Tables come in, front to end, and leave as places of rows by release. Whatever a row can have wrong
 * is found here, before anything is sent: nothing behind this has to expect a fault. */
#include "import/manifest.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/scoped.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct manifest {
        struct mapping *mapping;
        struct pool pool;
        struct file **files;
        struct table **tables; /* of each file; NULL where it could not be opened */
        size_t n_files;
        uint32_t bound; /* the file whose columns the mapping is bound to */
        bool *seen;     /* of the columns that the mapping asks for */
        struct manifest_release *releases;
        size_t n_releases, releases_allocated, last_release;
        uint64_t rows;
        uint64_t *rule_counts; /* of each rule of the mapping */
        struct manifest_counts counts;
        struct difference *differences;
        size_t n_differences, differences_allocated;
};

struct reading {
        struct manifest *manifest;
        const struct manifest_options *options;
        struct faults *faults;
        struct pool scratch; /* of one row */
        uint32_t file;
};

/* A secret is not needed: a table that collides on purpose harms its own import only, and
 * equal hashes are compared by their ids. */
static const uint64_t seed[2] = {0x6d696c6573746f6eULL, 0x696d706f72742e31ULL};

static void reading_fault(struct reading *r, uint32_t line, const char *what)
{
        faults_add(r->faults, r->manifest->files[r->file]->path, line, 0, "%s", what);
}

/* ---- releases ------------------------------------------------------------------------------ */

static int32_t release_day(struct reading *r, const struct row *row)
{
        const struct publication *published = &r->manifest->mapping->release.published;
        int32_t day = CIVIL_NONE;

        if (r->options->published != CIVIL_NONE)
                day = r->options->published;
        else if (published->kind == PUBLICATION_TEXT)
                day = row->published;
        else if (published->kind == PUBLICATION_DATE)
                day = published->day;
        else if (published->kind == PUBLICATION_AFTER && row->period.kind != PERIOD_NONE)
                day = publication_day(published, row->period.last);
        if (day == CIVIL_NONE || !civil_is_valid(day + r->options->vintage_shift_days))
                return CIVIL_NONE;
        return day + r->options->vintage_shift_days;
}

static struct text release_key(struct reading *r, const struct row *row)
{
        switch (r->manifest->mapping->release.by) {
        case RELEASE_BY_PERIOD:
                return text_of(row->event.period);
        case RELEASE_BY_FILE:
                return text_of(r->manifest->files[r->file]->path);
        case RELEASE_BY_TEXT:
                return row->release;
        default:
                return TEXT("");
        }
}

/* Rows of one release mostly lie together or in turns: the last one is asked first, then the
 * one behind it, then all. */
static struct manifest_release *release_of(struct reading *r, struct text key)
{
        struct manifest *m = r->manifest;
        struct manifest_release *release;

        for (size_t i = 0; i < m->n_releases; i++) {
                size_t at = (m->last_release + i) % m->n_releases;

                if (text_equal(m->releases[at].key, key)) {
                        m->last_release = at;
                        return &m->releases[at];
                }
        }

        if (m->n_releases == m->releases_allocated)
                m->releases = array_grow(m->releases, &m->releases_allocated, m->n_releases + 1,
                                         sizeof(*m->releases));
        m->last_release = m->n_releases++;
        release = &m->releases[m->last_release];
        *release = (struct manifest_release){.day = CIVIL_NONE,
                                             .serial = m->mapping->release.serial,
                                             .key = {pool_text(&m->pool, key), key.length}};
        return release;
}

/* The vintage of a release is one, so rows that say different ones are a mistake; but where it
 * follows from periods, the last one counts. */
static bool vintage_agree(struct reading *r, struct manifest_release *release, int32_t day, uint32_t line)
{
        bool follows = r->manifest->mapping->release.published.kind == PUBLICATION_AFTER;
        char was[CIVIL_TEXT_MAX], is[CIVIL_TEXT_MAX], what[160];

        if (release->day == CIVIL_NONE || release->day == day || (follows && day > release->day)) {
                release->day = day;
                return true;
        }
        if (follows)
                return true;
        (void)snprintf(what, sizeof(what), "published on %s, but other rows of its release on %s",
                       civil_format(day, is), civil_format(release->day, was));
        reading_fault(r, line, what);
        return false;
}

/* Of sums neither periods nor totals are known yet. */
static void row_place(struct reading *r, const struct csv_row *from, uint32_t variant, const struct row *row,
                      struct manifest_release *release)
{
        struct manifest *m = r->manifest;
        const struct cumulative_rule *rule = &m->mapping->cumulative;
        uint64_t id = hash64(row->event.id, strlen(row->event.id), seed);
        struct manifest_row place = {.offset = from->offset,
                                     .length = from->length,
                                     .line = from->line,
                                     .file = r->file,
                                     .variant = variant};
        struct cumulated sum;

        if (m->rows == (rule->stated ? CUMULATIVE_ROWS_MAX : MANIFEST_ROWS_MAX)) {
                reading_fault(r, from->line,
                              "more events than one import may hold; the tables can be imported "
                              "one after the other");
                return;
        }
        m->rows++;
        if (rule->stated) {
                cumulated_of(rule, &row->event, row->series, row->period, &sum);
                release_add(release, &place, id, &sum);
                return;
        }
        release_add(release, &place, id, NULL);
        if (row->period.kind != PERIOD_NONE)
                release_period(release, row->period);
        release_totals(release, &row->event);
}

static void row_add(struct reading *r, const struct csv_row *from, uint32_t variant, const struct row *row)
{
        struct manifest *m = r->manifest;
        struct manifest_release *release = release_of(r, release_key(r, row));

        if (m->mapping->release.by != RELEASE_NONE) {
                int32_t day = release_day(r, row);

                if (day == CIVIL_NONE) {
                        reading_fault(r, from->line,
                                      "nothing says when its release was published; the mapping can, as in "
                                      "published: period end + 45 days, or --published");
                        return;
                }
                if (!vintage_agree(r, release, day, from->line))
                        return;
        }
        row_place(r, from, variant, row, release);
}

/* ---- tables -------------------------------------------------------------------------------- */

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
                if (m->mapping->cumulative.stated || !manifest_is_outside(r->options, row.period)) {
                        cells_count(&m->counts.cells, &row.cells);
                        row_add(r, from, variant, &row);
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
        reading_fault(r, 0, "is not a table for this mapping");
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

static int release_compare(const void *a, const void *b)
{
        const struct manifest_release *x = a, *y = b;

        if (x->day != y->day)
                return x->day < y->day ? -1 : 1;
        return text_compare(x->key, y->key);
}

struct id_place {
        uint64_t hash;
        size_t row;
};

static int id_compare(const void *a, const void *b)
{
        const struct id_place *x = a, *y = b;

        if (x->hash != y->hash)
                return x->hash < y->hash ? -1 : 1;
        return x->row < y->row ? -1 : x->row > y->row;
}

/* Two rows of a release that name the same record: the second would be disputed. It is the
 * commonest mistake in a mapping, an id that lacks a column. */
static void check_ids(struct reading *r, const struct manifest_release *release)
{
        struct id_place *places;

        if (release->n_rows == 0)
                return;
        places = calloc(release->n_rows, sizeof(*places));
        if (!places)
                out_of_memory();
        for (size_t i = 0; i < release->n_rows; i++)
                places[i] = (struct id_place){release->ids[i], i};
        qsort(places, release->n_rows, sizeof(*places), id_compare);

        for (size_t i = 1; i < release->n_rows; i++) {
                const struct manifest_row *a = &release->rows[places[i - 1].row];
                const struct manifest_row *b = &release->rows[places[i].row];
                struct row first, second;

                if (places[i].hash != places[i - 1].hash)
                        continue;
                pool_reset(&r->scratch);
                if (manifest_event(r->manifest, a, &r->scratch, &first) != 0)
                        continue;
                if (manifest_event(r->manifest, b, &r->scratch, &second) != 0 ||
                    strcmp(first.event.id, second.event.id) != 0)
                        continue;
                faults_add(r->faults, r->manifest->files[b->file]->path, b->line, 0,
                           "id: \"%s\" is the record of line %u too; the mapping's id lacks a column",
                           second.event.id, a->line);
        }
        free(places);
}

static void sort_releases(struct manifest *m)
{
        if (m->n_releases > 0)
                qsort(m->releases, m->n_releases, sizeof(*m->releases), release_compare);
}

/* Sums become differences; then only it is known what the releases hold. */
static void resolve_sums(struct reading *r)
{
        struct manifest *m = r->manifest;
        size_t before = r->faults->n;

        if (!m->mapping->cumulative.stated)
                return;
        cumulative_resolve(m, r->faults);
        m->rows = 0;
        for (size_t i = 0; i < m->n_releases && r->faults->n == before; i++) {
                release_recount(m, &m->releases[i], r->options, &m->counts);
                m->rows += m->releases[i].n_rows;
        }
}

static void check_releases(struct reading *r)
{
        struct manifest *m = r->manifest;

        for (size_t i = 0; i < m->n_releases; i++) {
                struct manifest_release *release = &m->releases[i];
                size_t batches = (release->n_rows + m->mapping->batch_events - 1) / m->mapping->batch_events;
                char day[CIVIL_TEXT_MAX];

                if (m->mapping->release.by == RELEASE_NONE)
                        continue;
                check_ids(r, release);
                if (i > 0 && release->day == m->releases[i - 1].day)
                        faults_add(r->faults, m->mapping->path, m->mapping->release.line, 0,
                                   "\"%" TEXT_FORMAT "\" and \"%" TEXT_FORMAT
                                   "\" would be two releases of one day, %s",
                                   TEXT_ARGUMENTS(m->releases[i - 1].key), TEXT_ARGUMENTS(release->key),
                                   civil_format(release->day, day));
                if (batches > RELEASE_BATCHES_MAX)
                        faults_add(r->faults, m->mapping->path, m->mapping->release.line, 0,
                                   "%zu batches in a release, at most %d; a larger batch-size helps", batches,
                                   RELEASE_BATCHES_MAX);
                if (release->n_periods > RELEASE_PERIODS_MAX)
                        faults_add(r->faults, m->mapping->path, m->mapping->release.line, 0,
                                   "%zu periods in a release, at most %d", release->n_periods,
                                   RELEASE_PERIODS_MAX);
        }
}

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
        sort_releases(r.manifest);
        if (faults->n == before)
                resolve_sums(&r);
        if (faults->n == before)
                check_releases(&r);
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
        r = table_at(manifest->tables[row->file], row->offset, row->length, row->line, &from);
        if (r == 0)
                r = row_read(manifest->mapping, manifest->files[row->file], &from, row->variant, pool, ret);
        else
                *ret = (struct row){.field = "row", .why = "changed while it was imported"};
        if (r == 0 && row->difference > 0)
                difference_apply(&manifest->mapping->cumulative, &manifest->differences[row->difference - 1],
                                 &ret->event);
        return r == 0 ? 0 : ROW_FAULT;
}

uint32_t manifest_difference_add(struct manifest *manifest, const struct difference *difference)
{
        if (manifest->n_differences == manifest->differences_allocated)
                manifest->differences = array_grow(manifest->differences, &manifest->differences_allocated,
                                                   manifest->n_differences + 1,
                                                   sizeof(*manifest->differences));
        manifest->differences[manifest->n_differences] = *difference;
        return (uint32_t)++manifest->n_differences;
}

void manifest_follow_count(struct manifest *manifest)
{
        manifest->counts.followed++;
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

const char *manifest_file(const struct manifest *manifest, uint32_t file)
{
        return manifest->files[file]->path;
}
