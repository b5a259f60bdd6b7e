/* client/lib/bell.c: epoll, timerfd and eventfd behind one descriptor. */
#include "bell.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/scoped.h"
#include "milestone/errors.h"

int64_t bell_now_usec(void)
{
        struct timespec now;
        int r;

        r = clock_gettime(CLOCK_MONOTONIC, &now);
        assert(r == 0);
        return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

int bell_add(struct bell *bell, int fd)
{
        struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

        return epoll_ctl(bell->epoll_fd, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int bell_init(struct bell *bell)
{
        int r;

        *bell = (struct bell){.epoll_fd = -1, .timer_fd = -1, .event_fd = -1, .due_usec = BELL_NEVER};
        bell->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
        bell->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
        bell->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (bell->epoll_fd < 0 || bell->timer_fd < 0 || bell->event_fd < 0)
                r = -errno;
        else
                r = bell_add(bell, bell->timer_fd);
        if (r == 0)
                r = bell_add(bell, bell->event_fd);
        if (r < 0)
                bell_done(bell);
        return r;
}

void bell_done(struct bell *bell)
{
        closep(&bell->event_fd);
        closep(&bell->timer_fd);
        closep(&bell->epoll_fd);
}

static void bell_ring(struct bell *bell, bool work)
{
        uint64_t count = 1;
        ssize_t n;

        if (bell->rung == work)
                return;
        if (work)
                n = write(bell->event_fd, &count, sizeof(count));
        else
                n = read(bell->event_fd, &count, sizeof(count));
        assert(n == (ssize_t)sizeof(count));
        bell->rung = work;
}

void bell_set(struct bell *bell, bool work, int64_t due_usec)
{
        struct itimerspec timer = {0};
        int r;

        bell_ring(bell, work);
        /* Setting also clears a timer that has expired, which stays readable otherwise. */
        if (due_usec == bell->due_usec && due_usec > bell_now_usec())
                return;
        if (due_usec != BELL_NEVER) {
                int64_t usec = due_usec > 0 ? due_usec : 1;

                timer.it_value.tv_sec = usec / 1000000;
                timer.it_value.tv_nsec = usec % 1000000 * 1000;
        }
        r = timerfd_settime(bell->timer_fd, TFD_TIMER_ABSTIME, &timer, NULL);
        assert(r == 0);
        bell->due_usec = due_usec;
}

int bell_wait(const struct bell *bell, int timeout_msec)
{
        struct pollfd pollfd = {.fd = bell->epoll_fd, .events = POLLIN};
        int n = poll(&pollfd, 1, timeout_msec);

        if (n < 0)
                return -errno;
        return n == 0 ? MST_TIMEOUT : 0;
}

int64_t bell_until_usec(int timeout_msec)
{
        return timeout_msec < 0 ? BELL_NEVER : bell_now_usec() + (int64_t)timeout_msec * 1000;
}

int bell_left_msec(int64_t until_usec)
{
        int64_t left_usec;

        if (until_usec == BELL_NEVER)
                return -1;
        left_usec = until_usec - bell_now_usec();
        return left_usec > 0 ? (int)((left_usec + 999) / 1000) : 0;
}
