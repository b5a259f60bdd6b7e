/* Sums come in with their rows, differences leave. Rows are sorted by series and year, and each year
 * is gone through release by release, with what is known of its months until then. */
#include "import/cumulative.h"
#include "import/manifest_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS_MAX 12 /* months of a year */

static const uint64_t seed[2] = {0x6d696c6573746f6eULL, 0x73756d6d65642e31ULL};

/* A row, and where it belongs. */
struct place {
        struct hash128 series;
        int32_t year; /* first day of it */
        enum period_kind kind;
        uint32_t release, slot, row;
};

/* A month of the year that is gone through. */
struct slot {
        bool present;
        uint32_t release, row; /* which row tells it now */
        struct cumulated sum;
        struct difference told; /* in the last release that told it */
};

struct year {
        struct manifest *manifest;
        struct faults *faults;
        const struct cumulative_rule *rule;
        struct slot slots[SLOTS_MAX];
};

void cumulated_of(const struct cumulative_rule *rule, const struct mst_event *event, struct text series,
                  struct period period, struct cumulated *ret)
{
        *ret = (struct cumulated){.series = hash128(series.data, series.length, seed), .period = period};
        for (size_t i = 0; i < rule->n_fields; i++) {
                const struct mst_quantity *quantity = field_quantity(rule->fields[i], event);

                ret->known[i] = quantity->known;
                ret->units[i] = quantity->known ? quantity->units : 0;
        }
}

void difference_apply(const struct cumulative_rule *rule, const struct difference *difference,
                      struct mst_event *event)
{
        for (size_t i = 0; i < rule->n_fields; i++)
                field_quantity_set(rule->fields[i], event,
                                   (struct mst_quantity){difference->known[i], difference->units[i]});
}

/* ---- rows in order ------------------------------------------------------------------------- */

static int compare_numbers(uint64_t a, uint64_t b)
{
        return a < b ? -1 : a > b;
}

static int place_compare_year(const struct place *x, const struct place *y)
{
        int order = compare_numbers(x->series.high, y->series.high);

        if (!order)
                order = compare_numbers(x->series.low, y->series.low);
        if (!order)
                order = (x->kind > y->kind) - (x->kind < y->kind);
        return order ? order : (x->year > y->year) - (x->year < y->year);
}

static int place_compare(const void *a, const void *b)
{
        const struct place *x = a, *y = b;
        int order = place_compare_year(x, y);

        if (!order)
                order = compare_numbers(x->release, y->release);
        if (!order)
                order = compare_numbers(x->slot, y->slot);
        return order ? order : compare_numbers(x->row, y->row);
}

static struct place place_of(const struct cumulated *sum, uint32_t release, uint32_t row)
{
        struct period first, year = period_at(PERIOD_YEAR, sum->period.first, 1);
        struct place ret = {.series = sum->series,
                            .year = year.first,
                            .kind = sum->period.kind,
                            .release = release,
                            .row = row};

        for (first = period_at(sum->period.kind, year.first, 1); !period_equal(first, sum->period);
             first = period_next(first))
                ret.slot++;
        return ret;
}

static struct place *places_of(const struct manifest *manifest, size_t *ret_n)
{
        const struct manifest_release *releases = manifest->releases;
        size_t n_releases = manifest->n_releases, n = 0;
        struct place *places;

        for (size_t i = 0; i < n_releases; i++)
                n += releases[i].n_rows;
        places = calloc(n + 1, sizeof(*places));
        if (!places)
                out_of_memory();
        *ret_n = n;
        n = 0;
        for (size_t i = 0; i < n_releases; i++)
                for (size_t j = 0; j < releases[i].n_rows; j++)
                        places[n++] = place_of(&releases[i].sums[j], (uint32_t)i, (uint32_t)j);
        qsort(places, n, sizeof(*places), place_compare);
        return places;
}

/* ---- one year of one series ---------------------------------------------------------------- */

static struct manifest_release *release_at(const struct year *y, uint32_t release)
{
        return &y->manifest->releases[release];
}

/* A number for a row's `difference`. */
static uint32_t difference_add(struct manifest *m, const struct difference *difference)
{
        if (m->n_differences == m->differences_allocated)
                m->differences = array_grow(m->differences, &m->differences_allocated, m->n_differences + 1,
                                            sizeof(*m->differences));
        m->differences[m->n_differences] = *difference;
        return (uint32_t)++m->n_differences;
}

static void year_fault(struct year *y, const struct slot *slot, const struct field *field)
{
        const struct manifest_row *row = &release_at(y, slot->release)->rows[slot->row];
        char is[PERIOD_TEXT_MAX], before[PERIOD_TEXT_MAX];
        struct pool scratch = {0};
        struct row read;

        (void)manifest_event(y->manifest, row, &scratch, &read);
        faults_add(y->faults, manifest_file(y->manifest, row->file), row->line, 0,
                   "%s: the sum until %s of \"%" TEXT_FORMAT
                   "\" is missing, so %s cannot be told from the sum "
                   "until then; gaps: next would count both in it",
                   field_name(field), period_format(period_previous(slot->sum.period), before),
                   TEXT_ARGUMENTS(read.series), period_format(slot->sum.period, is));
        pool_done(&scratch);
}

/* The sum until the month before, which the field is counted from: NULL where it counts from the year's
 * beginning. False where it is missing. */
static bool sum_before(struct year *y, size_t slot, size_t field, const struct cumulated **ret)
{
        *ret = NULL;
        for (size_t i = slot; i-- > 0;) {
                const struct slot *before = &y->slots[i];

                if (before->present && before->sum.known[field]) {
                        *ret = &before->sum;
                        return true;
                }
                if (!y->rule->gaps_allowed)
                        return false;
        }
        return true;
}

static struct difference difference_of(struct year *y, size_t slot)
{
        const struct cumulated *sum = &y->slots[slot].sum, *before;
        struct difference ret = {0};

        for (size_t i = 0; i < y->rule->n_fields; i++) {
                if (!sum->known[i])
                        continue;
                if (!sum_before(y, slot, i, &before)) {
                        year_fault(y, &y->slots[slot], y->rule->fields[i]);
                        continue;
                }
                ret.known[i] = true;
                ret.units[i] = sum->units[i] - (before ? before->units[i] : 0);
        }
        return ret;
}

static bool difference_equal(const struct difference *a, const struct difference *b)
{
        return memcmp(a->known, b->known, sizeof(a->known)) == 0 &&
               memcmp(a->units, b->units, sizeof(a->units)) == 0;
}

/* A month that changes though the release has no row for it. With "replaces" the release would void
 * what all others said of the month. */
static void follow(struct year *y, uint32_t release, const struct slot *slot)
{
        struct manifest_release *to = release_at(y, release), *from = release_at(y, slot->release);
        struct manifest_row row = from->rows[slot->row];
        char day[CIVIL_TEXT_MAX], is[PERIOD_TEXT_MAX];

        if (y->manifest->mapping->release.replaces) {
                faults_add(y->faults, manifest_file(y->manifest, row.file), row.line, 0,
                           "the release of %s changes %s by a revised sum, but has no row for it, and "
                           "\"replaces\" "
                           "would void all that was said of it",
                           civil_format(to->day, day), period_format(slot->sum.period, is));
                return;
        }
        row.difference = difference_add(y->manifest, &slot->told);
        release_add(to, &row, from->ids[slot->row], &slot->sum);
        y->manifest->counts.followed++;
}

/* The rows of one release; places[0..n) are of one year, series and release. */
static void year_release(struct year *y, const struct place *places, size_t n)
{
        bool own[SLOTS_MAX] = {0};

        for (size_t i = 0; i < n; i++) {
                struct slot *slot = &y->slots[places[i].slot];

                if (own[places[i].slot]) {
                        manifest_row_drop(&release_at(y, slot->release)->rows[slot->row]);
                        y->manifest->counts.superseded++;
                }
                own[places[i].slot] = slot->present = true;
                slot->release = places[i].release;
                slot->row = places[i].row;
                slot->sum = release_at(y, slot->release)->sums[slot->row];
        }
        for (size_t i = 0; i < SLOTS_MAX; i++) {
                struct slot *slot = &y->slots[i];
                struct difference difference;

                if (!slot->present)
                        continue;
                difference = difference_of(y, i);
                if (!own[i] && difference_equal(&difference, &slot->told))
                        continue;
                slot->told = difference;
                if (own[i])
                        release_at(y, slot->release)->rows[slot->row].difference = difference_add(
                                y->manifest, &difference);
                else
                        follow(y, places[0].release, slot);
        }
}

static void year_resolve(struct year *y, const struct place *places, size_t n)
{
        size_t begin = 0;

        memset(y->slots, 0, sizeof(y->slots));
        while (begin < n) {
                size_t end = begin + 1;

                while (end < n && places[end].release == places[begin].release)
                        end++;
                year_release(y, places + begin, end - begin);
                begin = end;
        }
}

void cumulative_resolve(struct reading *r)
{
        struct year y = {
                .manifest = r->manifest, .faults = r->faults, .rule = &r->manifest->mapping->cumulative};
        size_t n, begin = 0, before = r->faults->n;
        struct place *places;

        places = places_of(r->manifest, &n);
        while (begin < n) {
                size_t end = begin + 1;

                while (end < n && place_compare_year(&places[begin], &places[end]) == 0)
                        end++;
                year_resolve(&y, places + begin, end - begin);
                begin = end;
        }
        free(places);
        for (size_t i = 0; i < r->manifest->n_releases && r->faults->n == before; i++)
                release_recount(r, &r->manifest->releases[i]);
}
