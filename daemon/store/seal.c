/* store/seal.c: see seal.h. */
#include "store/seal.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "base/civil.h"

void sealer_done(struct sealer *sealer)
{
        lookup_done(&sealer->lookup);
        arena_done(&sealer->arena);
}

static int compare(const void *a, const void *b)
{
        const struct fresh *x = a, *y = b;
        int r = layout_hash_compare(x->hash, y->hash);

        if (r == 0)
                r = x->place < y->place ? -1 : x->place > y->place;
        return r;
}

void fresh_sort(struct fresh *fresh, size_t count)
{
        qsort(fresh, count, sizeof fresh[0], compare);
}

/* The statement that this one replaces is dead, where it lies. */
static int replace(struct view *view, struct fresh *fresh, const struct record *before, uint64_t place)
{
        struct view_segment *segment = view_segment_of(view, place);
        struct kept_statement statement;
        int r = layout_statement_read(before->value, &statement);

        if (r < 0)
                return r;
        fresh->before_day = statement.scope_day;
        segment->dead += log_record_bytes(before->value.length);
        return 0;
}

/* Looks at the older cards with the same bits. */
static int judge(struct sealer *sealer, struct view *view, struct fresh *fresh, uint32_t candidate,
                 bool *ret_replaces)
{
        bool found = false;

        *ret_replaces = true;
        fresh->before_day = CIVIL_NONE;
        arena_reset(&sealer->arena);
        for (; candidate != LOOKUP_END; candidate = sealer->lookup.candidates[candidate].next) {
                uint64_t place = sealer->lookup.candidates[candidate].place;
                struct record record;
                int r = view_read(view, sealer->files->disk, place, false, &sealer->arena, &record);

                if (r == VIEW_GONE)
                        continue;
                if (r < 0)
                        return r;
                if (layout_hash_compare(record.hash, fresh->hash) != 0) {
                        *ret_replaces = false;
                        continue;
                }
                if (!found)
                        r = replace(view, fresh, &record, place);
                if (r < 0)
                        return r;
                found = true;
        }
        if (!found)
                view->statements++;
        return 0;
}

static uint64_t bits_of(const struct sealer *sealer, const struct fresh *fresh)
{
        return card_bits(fresh->hash, sealer->hash_bits);
}

/* Another record of this run has the same bits: it would be a neighbour. */
static bool has_twin(const struct sealer *sealer, const struct fresh *fresh, size_t count, size_t i)
{
        uint64_t bits = bits_of(sealer, &fresh[i]);

        return (i > 0 && bits_of(sealer, &fresh[i - 1]) == bits) ||
               (i + 1 < count && bits_of(sealer, &fresh[i + 1]) == bits);
}

static int write_cards(struct sealer *sealer, struct view *view, struct fresh *fresh, size_t count,
                       struct run_writer *writer)
{
        uint64_t bits[LOOKUP_KEYS_MAX];

        for (size_t at = 0; at < count; at += LOOKUP_KEYS_MAX) {
                size_t some = count - at < LOOKUP_KEYS_MAX ? count - at : LOOKUP_KEYS_MAX;
                int r;

                for (size_t i = 0; i < some; i++)
                        bits[i] = bits_of(sealer, &fresh[at + i]);
                r = lookup_cards(&sealer->lookup, view, bits, some);
                for (size_t i = 0; r == 0 && i < some; i++) {
                        bool replaces;

                        r = judge(sealer, view, &fresh[at + i], sealer->lookup.first[i], &replaces);
                        if (r == 0)
                                r = run_writer_add(writer, bits[i],
                                                   card_make(bits[i],
                                                             replaces &&
                                                                     !has_twin(sealer, fresh, count, at + i),
                                                             fresh[at + i].place));
                }
                if (r < 0)
                        return r;
        }
        return 0;
}

int seal_run(struct sealer *sealer, struct view *view, struct fresh *fresh, size_t count)
{
        const struct files *files = sealer->files;
        struct run_writer writer;
        struct run *run = NULL;
        int r;

        assert(count > 0);
        r = run_writer_begin(&writer, files->disk, files->folder_fd, view->next_number++, count);
        if (r == 0)
                r = write_cards(sealer, view, fresh, count, &writer);
        if (r == 0)
                r = run_writer_end(&writer);
        run_writer_done(&writer);
        if (r == 0)
                r = run_open(files->disk, files->folder_fd, &(struct listed_run){writer.number, count}, &run);
        if (r == 0)
                r = view_add_run(view, run);
        if (r < 0 && run)
                run_close(run);
        return r == RUN_BAD ? -EIO : r;
}
