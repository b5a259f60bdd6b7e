/* tests/sim/threads.c: see threads.h. Mutexes are the real ones, which nobody waits for long: who finds
 * one taken lets the others go on. */
#include "sim/threads.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include "sim/finding.h"

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#define SWITCH_BEGIN(fake, stack, size) __sanitizer_start_switch_fiber(fake, stack, size)
#define SWITCH_END(fake, stack, size)   __sanitizer_finish_switch_fiber(fake, stack, size)
#else
#define SWITCH_BEGIN(fake, stack, size) ((void)(fake), (void)(stack), (void)(size))
#define SWITCH_END(fake, stack, size)   ((void)(fake), (void)(stack), (void)(size))
#endif

#define THREADS_MAX 8
#define STACK_BYTES (512 * 1024)
#define ROUNDS_MAX  1000000 /* of letting others go on: more is a deadlock */

enum state { FREE, READY, WAITING, ENDED };

struct thread {
        enum state state;
        ucontext_t context;
        void *stack;
        void *fake; /* of the sanitizer */
        void *(*run)(void *argument);
        void *argument, *result;
        const pthread_cond_t *waits_for;
};

static struct thread threads[THREADS_MAX];
static struct thread *current; /* NULL: the main one */
static ucontext_t main_context;
static const void *main_stack;
static size_t main_stack_size;
static bool no_stops;

#define EXPORTED __attribute__((visibility("default")))

/* ---- to and fro ---- */

static void resume(struct thread *thread)
{
        void *fake = NULL;

        assert(!current);
        current = thread;
        SWITCH_BEGIN(&fake, thread->stack, STACK_BYTES);
        if (swapcontext(&main_context, &thread->context) < 0)
                abort();
        SWITCH_END(fake, NULL, NULL);
        current = NULL;
}

static void leave(struct thread *thread)
{
        SWITCH_BEGIN(thread->state == ENDED ? NULL : &thread->fake, main_stack, main_stack_size);
        if (swapcontext(&thread->context, &main_context) < 0)
                abort();
        SWITCH_END(thread->fake, &main_stack, &main_stack_size);
}

static void begin(void)
{
        struct thread *thread = current;

        SWITCH_END(NULL, &main_stack, &main_stack_size);
        thread->result = thread->run(thread->argument);
        thread->state = ENDED;
        leave(thread);
        abort();
}

bool threads_step(struct rng *rng)
{
        size_t ready[THREADS_MAX], count = 0;

        for (size_t i = 0; i < THREADS_MAX; i++)
                if (threads[i].state == READY)
                        ready[count++] = i;
        if (count == 0)
                return false;
        resume(&threads[ready[rng_below(rng, count)]]);
        return true;
}

void threads_settle(void)
{
        struct rng rng = {0};

        for (size_t i = 0; threads_step(&rng); i++)
                CHECK(i < ROUNDS_MAX, "threads end", "a thread of the daemon runs for ever");
}

void threads_stop_here(void)
{
        if (current && !no_stops)
                leave(current);
}

void threads_let_stop(bool let)
{
        no_stops = !let;
}

/* Whoever waits lets the others go on. */
static void let_others(void)
{
        struct rng rng = {0};

        if (current)
                leave(current);
        else if (!threads_step(&rng))
                broken("no deadlock", "the main thread waits for what nobody will do");
}

static struct thread *free_one(void)
{
        for (size_t i = 0; i < THREADS_MAX; i++)
                if (threads[i].state == FREE)
                        return &threads[i];
        return NULL;
}

static void prepare(struct thread *thread)
{
        if (!thread->stack)
                thread->stack = mmap(NULL, STACK_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                                     -1, 0);
        if (thread->stack == MAP_FAILED || getcontext(&thread->context) < 0)
                abort();
        thread->context.uc_stack.ss_sp = thread->stack;
        thread->context.uc_stack.ss_size = STACK_BYTES;
        thread->context.uc_link = NULL;
        makecontext(&thread->context, begin, 0);
}

/* ---- what the daemon calls ---- */

EXPORTED int pthread_create(pthread_t *ret, const pthread_attr_t *attributes, void *(*run)(void *),
                            void *argument)
{
        struct thread *thread = free_one();

        (void)attributes;
        if (!thread)
                return EAGAIN;
        prepare(thread);
        thread->run = run;
        thread->argument = argument;
        thread->fake = NULL;
        thread->state = READY;
        *ret = (pthread_t)(thread - threads) + 1;
        return 0;
}

EXPORTED int pthread_join(pthread_t handle, void **ret)
{
        struct thread *thread = &threads[handle - 1];

        for (size_t i = 0; thread->state != ENDED; i++) {
                CHECK(i < ROUNDS_MAX, "threads end", "a thread of the daemon does not end");
                if (!current && thread->state == READY)
                        resume(thread);
                else
                        let_others();
        }
        if (ret)
                *ret = thread->result;
        thread->state = FREE;
        return 0;
}

EXPORTED int pthread_setname_np(pthread_t handle, const char *name)
{
        (void)handle;
        (void)name;
        return 0;
}

EXPORTED int pthread_mutex_lock(pthread_mutex_t *mutex)
{
        int r;

        while ((r = pthread_mutex_trylock(mutex)) == EBUSY)
                let_others();
        return r;
}

/* Without a signal it never wakes: who forgets one hangs here as elsewhere. */
EXPORTED int pthread_cond_wait(pthread_cond_t *condition, pthread_mutex_t *mutex)
{
        (void)pthread_mutex_unlock(mutex);
        if (current) {
                current->waits_for = condition;
                current->state = WAITING;
                leave(current);
        } else {
                let_others();
        }
        return pthread_mutex_lock(mutex);
}

EXPORTED int pthread_cond_broadcast(pthread_cond_t *condition)
{
        for (size_t i = 0; i < THREADS_MAX; i++)
                if (threads[i].state == WAITING && threads[i].waits_for == condition)
                        threads[i].state = READY;
        return 0;
}

/* The main thread waits for the disk: the others go on until it has something to say. */
EXPORTED int poll(struct pollfd *fds, nfds_t count, int timeout)
{
        static const struct timespec now;
        int r;

        while ((r = (int)syscall(SYS_ppoll, fds, count, &now, NULL, 0)) == 0 && timeout != 0)
                let_others();
        return r;
}

EXPORTED int pthread_cond_signal(pthread_cond_t *condition)
{
        return pthread_cond_broadcast(condition);
}
