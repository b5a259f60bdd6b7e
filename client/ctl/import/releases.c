/* Events come in one after the other and are sorted into releases, by period, file, day of publication or
 * a text of theirs; when all are there, releases stand in the order of their vintages. */
#include "base/hash.h"
#include "base/limits.h"
#include "import/manifest_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* A secret is not needed: a table that collides on purpose harms its own import only, and
 * equal hashes are compared by their ids. */
static const uint64_t seed[2] = {0x6d696c6573746f6eULL, 0x696d706f72742e31ULL};

static void reading_fault(struct reading *r, uint32_t line, const char *what)
{
        faults_add(r->faults, r->manifest->files[r->file]->path, line, 0, "%s", what);
}

/* ---- one event ----------------------------------------------------------------------------- */

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

/* What events of one release have in common. */
static struct text release_key(struct reading *r, const struct row *row, int32_t day,
                               char buf[CIVIL_TEXT_MAX])
{
        switch (r->manifest->mapping->release.by) {
        case RELEASE_BY_PERIOD:
                return text_of(row->event.period);
        case RELEASE_BY_FILE:
                return text_of(r->manifest->files[r->file]->path);
        case RELEASE_BY_PUBLICATION:
                return text_of(civil_format(day, buf));
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
        release_count(release, row);
}

void releases_add(struct reading *r, const struct csv_row *from, uint32_t variant, const struct row *row)
{
        bool released = r->manifest->mapping->release.by != RELEASE_NONE;
        int32_t day = released ? release_day(r, row) : CIVIL_NONE;
        struct manifest_release *release;
        char buf[CIVIL_TEXT_MAX];

        if (released && day == CIVIL_NONE) {
                reading_fault(r, from->line,
                              "nothing says when its release was published; the mapping can, as in "
                              "published: period end + 45 days, or --published");
                return;
        }
        release = release_of(r, release_key(r, row, day, buf));
        if (!released || vintage_agree(r, release, day, from->line))
                row_place(r, from, variant, row, release);
}

/* ---- all of them --------------------------------------------------------------------------- */

static int release_compare(const void *a, const void *b)
{
        const struct manifest_release *x = a, *y = b;

        if (x->day != y->day)
                return x->day < y->day ? -1 : 1;
        return text_compare(x->key, y->key);
}

void releases_sort(struct manifest *m)
{
        if (m->n_releases > 0)
                qsort(m->releases, m->n_releases, sizeof(*m->releases), release_compare);
}

void releases_choose(struct reading *r)
{
        struct manifest *m = r->manifest;
        size_t kept = 0;

        if (r->options->only_vintage == CIVIL_NONE)
                return;
        for (size_t i = 0; i < m->n_releases; i++) {
                if (m->releases[i].day == r->options->only_vintage) {
                        m->releases[kept++] = m->releases[i];
                        continue;
                }
                m->counts.other_vintages += m->releases[i].n_rows;
                m->counts.left_out += m->releases[i].n_rows;
                release_done(&m->releases[i]);
        }
        m->n_releases = kept;
}

void releases_check(struct reading *r)
{
        struct manifest *m = r->manifest;

        for (size_t i = 0; i < m->n_releases; i++) {
                struct manifest_release *release = &m->releases[i];
                size_t batches = (release->n_rows + m->mapping->batch_events - 1) / m->mapping->batch_events;
                char day[CIVIL_TEXT_MAX];

                if (m->mapping->release.by == RELEASE_NONE)
                        continue;
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
