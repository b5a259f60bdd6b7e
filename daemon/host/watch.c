/* host/watch.c */
#include "host/watch.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <zmq.h>

struct watch {
        void *socket;
        watch_handler handler;
        void *context;
        bool paused;
        sd_event_source *wake, *turn, *rested;
};

static bool readable(const struct watch *watch)
{
        int events = 0;
        size_t size = sizeof(events);

        if (zmq_getsockopt(watch->socket, ZMQ_EVENTS, &events, &size) < 0)
                return false;
        return events & ZMQ_POLLIN;
}

/* Asking for the events takes in what the descriptor woke us for. */
static int on_wake(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
        (void)source;
        (void)fd;
        (void)revents;
        (void)readable(userdata);
        return 0;
}

static int before_wait(sd_event_source *source, void *userdata)
{
        struct watch *watch = userdata;

        (void)source;
        if (!watch->paused && readable(watch))
                return sd_event_source_set_enabled(watch->turn, SD_EVENT_ONESHOT);
        return 0;
}

static int on_turn(sd_event_source *source, void *userdata)
{
        struct watch *watch = userdata;
        int r;

        if (watch->paused)
                return 0;
        r = watch->handler(watch->context);
        return r < 0 ? sd_event_exit(sd_event_source_get_event(source), r) : 0;
}

static int on_rested(sd_event_source *source, uint64_t usec, void *userdata)
{
        struct watch *watch = userdata;

        (void)source;
        (void)usec;
        return sd_event_source_set_enabled(watch->wake, SD_EVENT_ON); /* and before_wait() asks */
}

int watch_new(sd_event *event, void *socket, watch_handler handler, void *context, struct watch **ret)
{
        struct watch *watch = calloc(1, sizeof(*watch));
        size_t size = sizeof(int);
        int fd, r;

        if (!watch)
                return -ENOMEM;
        *watch = (struct watch){.socket = socket, .handler = handler, .context = context};

        r = zmq_getsockopt(socket, ZMQ_FD, &fd, &size) < 0 ? -errno : 0;
        if (r == 0)
                r = sd_event_add_io(event, &watch->wake, fd, EPOLLIN, on_wake, watch);
        if (r >= 0)
                r = sd_event_add_defer(event, &watch->turn, on_turn, watch);
        if (r >= 0)
                r = sd_event_source_set_enabled(watch->turn, SD_EVENT_OFF);
        if (r >= 0)
                r = sd_event_add_time_relative(event, &watch->rested, CLOCK_MONOTONIC, 0, 1, on_rested, watch);
        if (r >= 0)
                r = sd_event_source_set_enabled(watch->rested, SD_EVENT_OFF);
        if (r >= 0)
                r = sd_event_source_set_prepare(watch->wake, before_wait);
        if (r < 0) {
                watch_free(watch);
                return r;
        }
        *ret = watch;
        return 0;
}

struct watch *watch_free(struct watch *watch)
{
        if (!watch)
                return NULL;
        sd_event_source_disable_unref(watch->wake);
        sd_event_source_disable_unref(watch->turn);
        sd_event_source_disable_unref(watch->rested);
        free(watch);
        return NULL;
}

int watch_rest(struct watch *watch, uint64_t usec)
{
        int r = sd_event_source_set_time_relative(watch->rested, usec);

        if (r >= 0)
                r = sd_event_source_set_enabled(watch->rested, SD_EVENT_ONESHOT);
        if (r >= 0)
                r = sd_event_source_set_enabled(watch->wake, SD_EVENT_OFF);
        return r;
}

void watch_pause(struct watch *watch, bool paused)
{
        watch->paused = paused;
}
