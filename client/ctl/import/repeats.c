/* Rows of one release are sorted by the hash of their ids, and what has the same is read again and
 * compared: so only rows that are there twice cost anything. */
#include "import/manifest_inside.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

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

static bool text_same(const char *a, const char *b)
{
        return strcmp(a ? a : "", b ? b : "") == 0;
}

/* All fields but the number. */
static bool event_same(const struct mst_event *a, const struct mst_event *b, struct pool *pool)
{
        for (size_t i = 0; i < n_fields; i++) {
                const struct field *field = &fields[i];

                if (field->kind != MST_EVENT_UNSPECIFIED && field->kind != a->kind)
                        continue;
                if (field->type != FIELD_NUMBER &&
                    !text_same(field_get(field, a, pool), field_get(field, b, pool)))
                        return false;
        }
        return true;
}

/* One that is there twice with one number, and says different things. */
static void conflict(struct reading *r, struct manifest_row *first, const struct manifest_row *second,
                     const struct mst_event *event)
{
        switch (r->manifest->mapping->duplicates) {
        case DUPLICATES_LATER_WINS:
                manifest_row_drop(first);
                r->manifest->counts.superseded++;
                return;
        case DUPLICATES_DISPUTED:
                r->manifest->counts.disputed++;
                return;
        case DUPLICATES_ERROR:
                faults_add(r->faults, r->manifest->files[second->file]->path, second->line, 0,
                           "id: \"%s\" is the record of line %u too, with other content; the mapping's id "
                           "lacks a "
                           "column, or it says what counts: duplicates: later-wins",
                           event->id, first->line);
        }
}

/* Whether the second row, further behind, is of the same record as the first; then they are settled. */
static bool settle(struct reading *r, struct manifest_row *first, struct manifest_row *second)
{
        struct row a, b;

        pool_reset(&r->scratch);
        if (manifest_event(r->manifest, first, &r->scratch, &a) != 0 ||
            manifest_event(r->manifest, second, &r->scratch, &b) != 0 || !text_same(a.event.id, b.event.id))
                return false;
        if (event_same(&a.event, &b.event, &r->scratch)) {
                manifest_row_drop(second);
                r->manifest->counts.repeated++;
        } else if (a.event.revision == b.event.revision)
                conflict(r, first, second, &b.event);
        return true;
}

/* Rows of one hash, in their order: each is compared with the last one of its record. */
static void same_settle(struct reading *r, struct manifest_release *release, const struct id_place *places,
                        size_t n)
{
        for (size_t i = 1; i < n; i++)
                for (size_t j = i; j-- > 0;) {
                        struct manifest_row *before = &release->rows[places[j].row];

                        if (before->length > 0 && settle(r, before, &release->rows[places[i].row]))
                                break;
                }
}

static void release_settle(struct reading *r, struct manifest_release *release)
{
        struct id_place *places = calloc(release->n_rows + 1, sizeof(*places));
        const struct manifest_counts *counts = &r->manifest->counts;
        uint64_t dropped = counts->repeated + counts->superseded;
        size_t n = release->n_rows, begin = 0;

        if (!places)
                out_of_memory();
        for (size_t i = 0; i < n; i++)
                places[i] = (struct id_place){release->ids[i], i};
        qsort(places, n, sizeof(*places), id_compare);
        while (begin < n) {
                size_t end = begin + 1;

                while (end < n && places[end].hash == places[begin].hash)
                        end++;
                if (end > begin + 1)
                        same_settle(r, release, places + begin, end - begin);
                begin = end;
        }
        free(places);
        if (counts->repeated + counts->superseded > dropped)
                release_recount(r, release);
}

void repeats_resolve(struct reading *r)
{
        assert(r);

        for (size_t i = 0; i < r->manifest->n_releases; i++)
                release_settle(r, &r->manifest->releases[i]);
}
