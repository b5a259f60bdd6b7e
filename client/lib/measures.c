/* client/lib/measures.c: a tree of measures, and a queue of those that changed. */
#include "measures.h"

#include <assert.h>
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

enum { CORRIDOR, MEASURE, SERIES, PERIOD, PARTS };

struct measure_entry {
        const char *part[PARTS]; /* the key */
        uint64_t position;
        struct news_box *box; /* NULL: nothing to hand over */
        struct measure_entry *next;
        char text[];
};

static int compare(const void *one, const void *other)
{
        const struct measure_entry *a = one, *b = other;
        int order = 0;

        for (int i = 0; order == 0 && i < PARTS; i++)
                order = strcmp(a->part[i], b->part[i]);
        return order;
}

static void entry_free(void *entry)
{
        news_box_free(((struct measure_entry *)entry)->box);
        free(entry);
}

void measures_init(struct measures *measures)
{
        *measures = (struct measures){.last = &measures->first};
}

void measures_done(struct measures *measures)
{
        tdestroy(measures->tree, entry_free);
        measures_init(measures);
}

void measures_forget(struct measures *measures)
{
        measures_done(measures);
}

static int entry_add(struct measures *measures, const struct measure_entry *key, struct measure_entry **ret)
{
        struct measure_entry *entry;
        size_t size = 0;
        char *at;

        for (int i = 0; i < PARTS; i++)
                size += strlen(key->part[i]) + 1;
        entry = calloc(1, sizeof(*entry) + size);
        if (!entry)
                return -ENOMEM;
        at = entry->text;
        for (int i = 0; i < PARTS; i++) {
                entry->part[i] = at;
                at = stpcpy(at, key->part[i]) + 1;
        }
        if (!tsearch(entry, &measures->tree, compare)) {
                free(entry);
                return -ENOMEM;
        }
        measures->count++;
        *ret = entry;
        return 0;
}

static void enqueue(struct measures *measures, struct measure_entry *entry, struct news_box *box)
{
        if (entry->box) {
                news_box_free(entry->box); /* it keeps its place */
        } else {
                entry->next = NULL;
                *measures->last = entry;
                measures->last = &entry->next;
        }
        entry->box = box;
}

int measures_take(struct measures *measures, struct news_box *box)
{
        const struct mst_measure_update *update = box->news.measure;
        const struct measure_entry key = {
                .part = {update->corridor, update->measure, update->series, update->period}};
        struct measure_entry *const *found = tfind(&key, &measures->tree, compare);
        struct measure_entry *entry = found ? *found : NULL;
        int r;

        if (update->position > measures->newest_position)
                measures->newest_position = update->position;
        if (entry && update->position <= entry->position)
                return MEASURES_OLD;
        if (!entry && measures->count == MEASURES_MAX)
                return MEASURES_FULL;
        if (!entry) {
                r = entry_add(measures, &key, &entry);
                if (r < 0)
                        return r;
        }
        entry->position = update->position;
        enqueue(measures, entry, box);
        return MEASURES_TAKEN;
}

struct news_box *measures_pop(struct measures *measures)
{
        struct measure_entry *entry = measures->first;
        struct news_box *box;

        if (!entry)
                return NULL;
        measures->first = entry->next;
        if (!measures->first)
                measures->last = &measures->first;
        box = entry->box;
        entry->box = NULL;
        entry->next = NULL;
        return box;
}
