/* tests/support/spoilers/shifted_clock.c: LD_PRELOAD: the clock of the day is CLOCK_SHIFT seconds ahead and goes
 * CLOCK_SPEED times as fast as it should; monotonic time and timers are left alone. */
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t begin_nsec, shift_nsec, speed = 1;

static int64_t nsec_of(const struct timespec *ts)
{
        return (int64_t)ts->tv_sec * 1000000000 + ts->tv_nsec;
}

static int real(clockid_t id, struct timespec *ret)
{
        return (int)syscall(SYS_clock_gettime, id, ret);
}

__attribute__((constructor)) static void begin(void)
{
        const char *ahead = getenv("CLOCK_SHIFT"), *fast = getenv("CLOCK_SPEED");
        struct timespec now;

        (void)real(CLOCK_REALTIME, &now);
        begin_nsec = nsec_of(&now);
        shift_nsec = ahead ? strtoll(ahead, NULL, 10) * 1000000000 : 0;
        speed = fast ? strtoll(fast, NULL, 10) : 1;
}

int clock_gettime(clockid_t id, struct timespec *ret)
{
        int r = real(id, ret);
        int64_t now;

        if (r < 0 || id != CLOCK_REALTIME)
                return r;
        now = begin_nsec + (nsec_of(ret) - begin_nsec) * speed + shift_nsec;
        *ret = (struct timespec){.tv_sec = now / 1000000000, .tv_nsec = now % 1000000000};
        return 0;
}
