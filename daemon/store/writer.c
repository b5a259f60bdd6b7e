/* store/writer.c: see writer.h. */
#include "store/writer.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "store/checkpoint.h"

enum state { IDLE, WAITING, WRITING, WRITTEN, FAILED, STATES };

static const bool moves[STATES][STATES] = {
        [IDLE] = {[WAITING] = true},
        [WAITING] = {[WRITING] = true},
        [WRITING] = {[WRITTEN] = true, [FAILED] = true},
        [WRITTEN] = {[IDLE] = true},
};

struct writer {
        struct lmdb *lmdb;
        struct ledger *ledger;
        store_commit_hook hook;
        void *context;
        int fd;
        pthread_t thread;

        pthread_mutex_t lock; /* of all below */
        pthread_cond_t changed;
        enum state state;
        const struct front *front; /* WAITING, WRITING */
        uint64_t settled;
        bool stop;
        int error; /* FAILED */
        struct writer_report report;
};

static void move(struct writer *writer, enum state to)
{
        assert(moves[writer->state][to]);
        writer->state = to;
}

static uint64_t now_usec(void)
{
        struct timespec now;

        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* A map that is too small is made larger, until it is not. */
static int write_front(struct writer *writer, const struct front *front, uint64_t *ret_growths)
{
        int r = writer->ledger->kind->prepare(writer->ledger, front);

        if (r == 0)
                r = checkpoint_write(writer->lmdb, writer->ledger, front, writer->hook, writer->context);
        while (r == LMDB_FULL) {
                r = lmdb_grow(writer->lmdb);
                if (r != 0)
                        return r;
                ++*ret_growths;
                r = checkpoint_write(writer->lmdb, writer->ledger, front, writer->hook, writer->context);
        }
        assert(r <= 0);
        return r;
}

static bool may_write(const struct writer *writer)
{
        return writer->state == WAITING && writer->front->mark.position <= writer->settled;
}

static void *run(void *context)
{
        struct writer *writer = context;

        (void)pthread_mutex_lock(&writer->lock);
        for (;;) {
                uint64_t begun, growths = 0;
                int r;

                while (!may_write(writer) && !writer->stop)
                        (void)pthread_cond_wait(&writer->changed, &writer->lock);
                if (!may_write(writer))
                        break;
                move(writer, WRITING);
                (void)pthread_mutex_unlock(&writer->lock);

                begun = now_usec();
                r = write_front(writer, writer->front, &growths);

                (void)pthread_mutex_lock(&writer->lock);
                writer->front = NULL;
                writer->error = r;
                writer->report.usec = now_usec() - begun;
                writer->report.growths += growths;
                move(writer, r < 0 ? FAILED : WRITTEN);
                (void)eventfd_write(writer->fd, 1);
        }
        (void)pthread_mutex_unlock(&writer->lock);
        return NULL;
}

/* With all signals blocked: they are the loop's. */
static int start(struct writer *writer)
{
        sigset_t all, before;
        int r;

        (void)sigfillset(&all);
        r = pthread_sigmask(SIG_SETMASK, &all, &before);
        if (r != 0)
                return -r;
        r = pthread_create(&writer->thread, NULL, run, writer);
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (r != 0)
                return -r;
        (void)pthread_setname_np(writer->thread, "store-writer");
        return 0;
}

int writer_open(struct lmdb *lmdb, struct ledger *ledger, store_commit_hook hook, void *context,
                struct writer **ret)
{
        struct writer *writer = calloc(1, sizeof *writer);
        int r;

        if (!writer)
                return -ENOMEM;
        *writer = (struct writer){.lmdb = lmdb, .ledger = ledger, .hook = hook, .context = context};
        writer->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        if (writer->fd < 0) {
                r = -errno;
                free(writer);
                return r;
        }
        (void)pthread_mutex_init(&writer->lock, NULL);
        (void)pthread_cond_init(&writer->changed, NULL);
        r = start(writer);
        if (r < 0) {
                (void)close(writer->fd);
                (void)pthread_cond_destroy(&writer->changed);
                (void)pthread_mutex_destroy(&writer->lock);
                free(writer);
                return r;
        }
        *ret = writer;
        return 0;
}

struct writer *writer_close(struct writer *writer)
{
        if (!writer)
                return NULL;
        (void)pthread_mutex_lock(&writer->lock);
        writer->stop = true;
        (void)pthread_cond_signal(&writer->changed);
        (void)pthread_mutex_unlock(&writer->lock);
        (void)pthread_join(writer->thread, NULL);

        (void)close(writer->fd);
        (void)pthread_cond_destroy(&writer->changed);
        (void)pthread_mutex_destroy(&writer->lock);
        free(writer);
        return NULL;
}

void writer_give(struct writer *writer, const struct front *front)
{
        (void)pthread_mutex_lock(&writer->lock);
        writer->front = front;
        move(writer, WAITING);
        (void)pthread_cond_signal(&writer->changed);
        (void)pthread_mutex_unlock(&writer->lock);
}

void writer_settled(struct writer *writer, uint64_t position)
{
        (void)pthread_mutex_lock(&writer->lock);
        if (position > writer->settled) {
                writer->settled = position;
                (void)pthread_cond_signal(&writer->changed);
        }
        (void)pthread_mutex_unlock(&writer->lock);
}

int writer_fd(const struct writer *writer)
{
        return writer->fd;
}

int writer_collect(struct writer *writer, struct writer_report *ret)
{
        eventfd_t news;
        int r = WRITER_OK;

        (void)eventfd_read(writer->fd, &news);
        (void)pthread_mutex_lock(&writer->lock);
        if (writer->state == FAILED) {
                r = writer->error;
        } else if (writer->state == WRITTEN) {
                move(writer, IDLE);
                *ret = writer->report;
                r = WRITER_WRITTEN;
        }
        (void)pthread_mutex_unlock(&writer->lock);
        return r;
}

const char *writer_why(struct writer *writer)
{
        return writer->ledger->write_why[0] ? writer->ledger->write_why : lmdb_write_why(writer->lmdb);
}
