/* client/lib/bell.h: the one descriptor that a handle shows to its caller.
 *
 * A ZeroMQ descriptor is edge-triggered and says nothing of messages that were there before the
 * last call, and a handle has several sockets and timers besides. The bell is an epoll of them
 * all, with a timer and an event counter that is raised while there is work left. So what the
 * caller polls is level-triggered and complete, as long as every call that touches a socket
 * ends with bell_set(). */
#pragma once
#include <stdbool.h>
#include <stdint.h>

struct bell {
        int epoll_fd;
        int timer_fd;
        int event_fd;
        int64_t due_usec;
        bool rung;
};

#define BELL_NEVER INT64_MAX

/* Monotonic. */
int64_t bell_now_usec(void);

int bell_init(struct bell *bell);
/* Of a bell whose init failed, or of {.epoll_fd = -1, .timer_fd = -1, .event_fd = -1}, too. */
void bell_done(struct bell *bell);

/* The descriptor stays the caller's, who closes it after the bell. */
int bell_add(struct bell *bell, int fd);

/* Readable at once if there is work, else from due_usec on, or when a descriptor is. */
void bell_set(struct bell *bell, bool work, int64_t due_usec);

/* 0: readable. MST_TIMEOUT. -EINTR: a signal came. timeout_msec -1: for ever. */
int bell_wait(const struct bell *bell, int timeout_msec);

/* Of a caller's timeout: when it is over, and what is left of it. -1: never. */
int64_t bell_until_usec(int timeout_msec);
int bell_left_msec(int64_t until_usec);
