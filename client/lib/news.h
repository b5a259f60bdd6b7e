/* client/lib/news.h: one thing that a subscriber is told, in the arena that it lives in, and queues
 * of them. */
#pragma once
#include <stdbool.h>

#include "cursor.h"
#include "wire.h"

struct news_box {
        struct arena *arena;
        struct news_box *next;
        const Milestone__V1__Notification *wire; /* of a notification */
        bool moves;                              /* handing it over moves the cursor */
        struct cursor cursor;                    /* to here */
        struct mst_news news;
};

/* {0} is no queue yet: news_queue_init() first. */
struct news_queue {
        struct news_box *first;
        struct news_box **last;
        size_t count;
};

/* In an arena of its own. MST_PROTOCOL: it cannot be read, or is of another version. */
int news_notification(const void *bytes, size_t size, struct news_box **ret);
/* The same of a measure; `arena` is shared and `wire` lies in it. */
int news_measure(struct arena *arena, const Milestone__V1__MeasureUpdate *wire, struct news_box **ret);
int news_milestone(struct arena *arena, const Milestone__V1__MilestoneRow *wire, struct news_box **ret);
/* Present, resync or gone, which move the cursor. */
int news_mark(enum mst_news_what what, uint64_t sequence, const struct cursor *cursor, struct news_box **ret);
struct news_box *news_box_free(struct news_box *box);
SCOPED_FUNCTION(struct news_box, news_box_free)

void news_queue_init(struct news_queue *queue);
void news_queue_done(struct news_queue *queue);
void news_queue_push(struct news_queue *queue, struct news_box *box);
struct news_box *news_queue_pop(struct news_queue *queue);
