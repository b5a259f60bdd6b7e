/* client/lib/news.c: news in their arenas. */
#include "news.h"

#include <assert.h>
#include <errno.h>
#include <stddef.h>

static struct news_box *box_in(struct arena *arena, enum mst_news_what what)
{
        struct news_box *box = arena_take(arena, 1, sizeof(*box));

        if (box)
                box->news.what = what;
        return box;
}

int news_notification(const void *bytes, size_t size, struct news_box **ret)
{
        SCOPED(arena_freep) struct arena *arena = arena_new();
        struct mst_notification *notification;
        struct news_box *box;

        if (!arena)
                return -ENOMEM;
        box = box_in(arena, MST_NEWS_NOTIFICATION);
        notification = arena_take(arena, 1, sizeof(*notification));
        if (!box || !notification)
                return -ENOMEM;
        box->wire = milestone__v1__notification__unpack(arena_allocator(arena), size, bytes);
        if (!box->wire || box->wire->version != MST_PROTOCOL_VERSION)
                return MST_PROTOCOL;
        notification_from_wire(arena, box->wire, notification);
        if (arena_failed(arena))
                return -ENOMEM;
        box->moves = true;
        box->news.notification = notification;
        box->news.sequence = notification->sequence;
        box->arena = TAKE(arena);
        *ret = box;
        return 0;
}

int news_measure(struct arena *arena, const Milestone__V1__MeasureUpdate *wire, struct news_box **ret)
{
        struct news_box *box = box_in(arena, MST_NEWS_MEASURE);
        struct mst_measure_update *measure = arena_take(arena, 1, sizeof(*measure));

        if (!box || !measure)
                return -ENOMEM;
        update_from_wire(wire, measure);
        box->news.measure = measure;
        box->arena = arena_share(arena);
        *ret = box;
        return 0;
}

int news_milestone(struct arena *arena, const Milestone__V1__MilestoneRow *wire, struct news_box **ret)
{
        struct news_box *box = box_in(arena, MST_NEWS_MILESTONE);
        struct mst_milestone_row *row = arena_take(arena, 1, sizeof(*row));

        if (!box || !row)
                return -ENOMEM;
        row_from_wire(wire, row);
        box->news.milestone = row;
        box->arena = arena_share(arena);
        *ret = box;
        return 0;
}

int news_mark(enum mst_news_what what, uint64_t sequence, const struct cursor *cursor, struct news_box **ret)
{
        SCOPED(arena_freep) struct arena *arena = arena_new();
        struct news_box *box;

        if (!arena)
                return -ENOMEM;
        box = box_in(arena, what);
        if (!box)
                return -ENOMEM;
        box->moves = true;
        box->cursor = *cursor;
        box->news.sequence = sequence;
        box->arena = TAKE(arena);
        *ret = box;
        return 0;
}

struct news_box *news_box_free(struct news_box *box)
{
        if (box)
                arena_free(box->arena);
        return NULL;
}

struct mst_news *mst_news_unref(struct mst_news *news)
{
        if (news)
                news_box_free((struct news_box *)(void *)((char *)news - offsetof(struct news_box, news)));
        return NULL;
}

void news_queue_init(struct news_queue *queue)
{
        *queue = (struct news_queue){.last = &queue->first};
}

void news_queue_done(struct news_queue *queue)
{
        while (queue->first)
                news_box_free(news_queue_pop(queue));
}

void news_queue_push(struct news_queue *queue, struct news_box *box)
{
        box->next = NULL;
        *queue->last = box;
        queue->last = &box->next;
        queue->count++;
}

struct news_box *news_queue_pop(struct news_queue *queue)
{
        struct news_box *box = queue->first;

        if (!box)
                return NULL;
        queue->first = box->next;
        if (!queue->first)
                queue->last = &queue->first;
        queue->count--;
        box->next = NULL;
        return box;
}
