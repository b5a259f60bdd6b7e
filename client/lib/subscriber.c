/* client/lib/subscriber.c: the stream and the desk, brought together by the merge.
 *
 *   PRESENT  pages of a snapshot, the first one's cursor counts --+
 *   LIVE     the desk's status says where now is -----------------+--> FOLLOW
 *   a cursor, or the oldest --------------------------------------+
 *
 * In FOLLOW the stream is read, and whenever the merge wants it the desk is asked for what
 * follows. One question at a time: asking is the credit. While as much waits to be taken as
 * READY_MAX, neither the stream is read nor the desk asked; what the daemon then drops comes by
 * replay. After each (re)connection the desk is asked once, since nobody knows what was missed. */
#include "subscriber.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define READY_MAX 4096u

/* ---- life ---- */

struct mst_subscriber *mst_subscriber_unref(struct mst_subscriber *subscriber)
{
        if (!subscriber)
                return NULL;
        bell_done(&subscriber->bell);
        if (subscriber->started) {
                link_done(&subscriber->stream);
                requests_done(&subscriber->desk);
        }
        context_free(subscriber->context);
        merge_done(&subscriber->merge);
        measures_done(&subscriber->measures);
        filter_done(&subscriber->filter);
        for (size_t i = 0; i < 3; i++)
                free(subscriber->keys[i]);
        free(subscriber->next);
        free(subscriber);
        return NULL;
}
SCOPED_FUNCTION(struct mst_subscriber, mst_subscriber_unref)

/* The sockets are opened later, so keys are kept until then. */
static int keys_keep(struct mst_subscriber *subscriber)
{
        const char **keys[] = {&subscriber->options.server_key, &subscriber->options.public_key,
                               &subscriber->options.secret_key};

        for (size_t i = 0; i < 3 && *keys[i]; i++) {
                subscriber->keys[i] = strdup(*keys[i]);
                if (!subscriber->keys[i])
                        return -ENOMEM;
                *keys[i] = subscriber->keys[i];
        }
        return 0;
}

int mst_subscriber_new(const struct mst_endpoints *endpoints, const struct mst_options *options,
                       struct mst_subscriber **ret)
{
        SCOPED(mst_subscriber_unrefp) struct mst_subscriber *subscriber = calloc(1, sizeof(*subscriber));
        int r;

        if (!subscriber)
                return -ENOMEM;
        subscriber->bell = (struct bell){.epoll_fd = -1, .timer_fd = -1, .event_fd = -1};
        subscriber->pause_usec = SUBSCRIBER_PAUSE_FIRST_USEC;
        measures_init(&subscriber->measures);
        merge_init(&subscriber->merge, &subscriber->filter, 0);
        r = endpoints_complete(endpoints, &subscriber->where);
        if (r == 0)
                r = options_complete(options, &subscriber->options);
        if (r == 0)
                r = keys_keep(subscriber);
        if (r == 0)
                r = bell_init(&subscriber->bell);
        if (r < 0)
                return r;
        subscriber->merge.held_max = subscriber->options.held_max;
        subscriber->context = context_new();
        if (!subscriber->context)
                return -ENOMEM;
        bell_set(&subscriber->bell, true, BELL_NEVER); /* the first dispatch connects */
        *ret = TAKE(subscriber);
        return 0;
}

int mst_subscriber_add_topic(struct mst_subscriber *subscriber, const char *prefix)
{
        if (subscriber->started)
                return MST_STARTED;
        return filter_add(&subscriber->filter, prefix ? prefix : "");
}

int mst_subscriber_set_start(struct mst_subscriber *subscriber, enum mst_start start)
{
        if (subscriber->started)
                return MST_STARTED;
        if (start != MST_START_PRESENT && start != MST_START_LIVE && start != MST_START_OLDEST)
                return -EINVAL;
        subscriber->start = start;
        return 0;
}

int mst_subscriber_set_cursor(struct mst_subscriber *subscriber, const char *text)
{
        int r;

        if (subscriber->started)
                return MST_STARTED;
        if (!text || !*text) {
                subscriber->told_known = false;
                return 0;
        }
        r = cursor_parse(text, &subscriber->told);
        if (r == 0)
                subscriber->told_known = true;
        return r;
}

int mst_subscriber_cursor(const struct mst_subscriber *subscriber, char ret[MST_CURSOR_TEXT_MAX])
{
        /* With nothing left to hand over, what does not concern the topics counts as handed over. */
        if (subscriber->merge.begun && !subscriber->merge.ready.first &&
            subscriber->merge.seen.journal_id_size)
                cursor_format(&subscriber->merge.seen, ret);
        else if (subscriber->told_known)
                cursor_format(&subscriber->told, ret);
        else
                return MST_NONE;
        return 0;
}

void subscriber_follow(struct mst_subscriber *subscriber, const struct cursor *cursor)
{
        merge_begin(&subscriber->merge, cursor);
        subscriber->phase = PHASE_FOLLOW;
}

static int subscriber_start(struct mst_subscriber *subscriber)
{
        int r;

        if (subscriber->started)
                return 0;
        r = filter_settle(&subscriber->filter);
        if (r == 0)
                r = subscriber_listen(subscriber);
        if (r < 0)
                return r;
        r = requests_init(&subscriber->desk, subscriber->context, subscriber->where.desk,
                          &subscriber->options, &subscriber->bell);
        if (r < 0) {
                link_done(&subscriber->stream);
                return r;
        }
        subscriber->started = true;
        subscriber->measures_wanted = subscriber->filter.measures_count > 0;
        if (subscriber->told_known)
                subscriber_follow(subscriber, &subscriber->told);
        else if (subscriber->start == MST_START_OLDEST)
                subscriber_follow(subscriber, &(struct cursor){0});
        else
                subscriber->phase = subscriber->start == MST_START_LIVE ? PHASE_LIVE : PHASE_PRESENT;
        return 0;
}

bool subscriber_has_room(const struct mst_subscriber *subscriber)
{
        return subscriber->merge.ready.count < READY_MAX;
}

/* ---- turns ---- */

static void subscriber_ring(struct mst_subscriber *subscriber)
{
        int64_t due_usec = requests_due_usec(&subscriber->desk);
        bool work = subscriber->merge.ready.first || subscriber->measures.first ||
                    requests_work(&subscriber->desk);

        work = (subscriber_has_room(subscriber) && link_readable(&subscriber->stream)) || work;
        if (subscriber_ask_due_usec(subscriber) < due_usec)
                due_usec = subscriber_ask_due_usec(subscriber);
        bell_set(&subscriber->bell, work, due_usec);
}

static int subscriber_turn(struct mst_subscriber *subscriber)
{
        int r = subscriber_start(subscriber);

        if (r == 0)
                r = requests_pump(&subscriber->desk);
        if (r == 0)
                r = subscriber_answers(subscriber);
        if (r == 0)
                r = subscriber_hear(subscriber);
        if (r == 0)
                r = subscriber_ask(subscriber);
        if (subscriber->started)
                subscriber_ring(subscriber);
        return r;
}

int mst_subscriber_next(struct mst_subscriber *subscriber, struct mst_news **ret)
{
        struct news_box *box = news_queue_pop(&subscriber->merge.ready);

        if (!box)
                box = measures_pop(&subscriber->measures);
        if (!box)
                return MST_NONE;
        if (box->moves) {
                subscriber->told = box->cursor;
                subscriber->told_known = true;
        }
        if (box->news.what == MST_NEWS_NOTIFICATION)
                subscriber->delivered++;
        *ret = &box->news;
        subscriber_ring(subscriber);
        return 0;
}

int mst_subscriber_dispatch(struct mst_subscriber *subscriber)
{
        struct mst_news *news;
        int r = subscriber_turn(subscriber);

        while (subscriber->callback && mst_subscriber_next(subscriber, &news) == 0) {
                subscriber->callback(subscriber->userdata, news);
                mst_news_unref(news);
        }
        return r;
}

int mst_subscriber_wait(struct mst_subscriber *subscriber, int timeout_msec)
{
        int r = bell_wait(&subscriber->bell, timeout_msec);

        return r == 0 ? mst_subscriber_dispatch(subscriber) : r;
}

int mst_subscriber_receive(struct mst_subscriber *subscriber, int timeout_msec, struct mst_news **ret)
{
        int64_t until_usec = bell_until_usec(timeout_msec);
        int r;

        while ((r = mst_subscriber_next(subscriber, ret)) == MST_NONE) {
                r = bell_wait(&subscriber->bell, bell_left_msec(until_usec));
                if (r == 0)
                        r = subscriber_turn(subscriber);
                if (r != 0)
                        return r;
        }
        return r;
}

void mst_subscriber_set_callback(struct mst_subscriber *subscriber,
                                 void (*callback)(void *userdata, const struct mst_news *news),
                                 void *userdata)
{
        subscriber->callback = callback;
        subscriber->userdata = userdata;
}

int mst_subscriber_fd(struct mst_subscriber *subscriber)
{
        return subscriber->bell.epoll_fd;
}

void mst_subscriber_state(const struct mst_subscriber *subscriber, struct mst_subscriber_state *ret)
{
        const struct merge *merge = &subscriber->merge;

        *ret = (struct mst_subscriber_state){
                .connected = subscriber->stream.up,
                .desk_connected = subscriber->desk.link.up,
                .caught_up = merge->begun && merge->beaten && merge->complete && !merge->wanted &&
                             merge->seen.sequence >= merge->beat_sequence,
                .sequence = merge->begun ? merge->seen.sequence : 0,
                .beat_sequence = merge->beat_sequence,
                .beat_age_msec = subscriber->beat_usec ? (bell_now_usec() - subscriber->beat_usec) / 1000
                                                       : -1,
                .delivered = subscriber->delivered,
                .gaps = merge->gaps,
                .recovered = merge->recovered,
                .repeats = merge->repeats,
                .held = merge->held_count,
                .unreadable = merge->unreadable + subscriber->unreadable,
                .questions = subscriber->questions,
                .refused = subscriber->refused,
        };
        (void)snprintf(ret->refused_message, sizeof(ret->refused_message), "%s", subscriber->refused_message);
}
