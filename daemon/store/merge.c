/* store/merge.c: see merge.h. */
#include "store/merge.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "store/card_walk.h"

bool merge_wanted(const struct view *view, size_t *ret_count)
{
        size_t i = view->runs_count;
        uint64_t sum = 0;

        if (i == 0)
                return false;
        sum = view->runs[--i]->head.count;
        while (i > 0 && view->runs[i - 1]->head.count < MERGE_RATIO * sum)
                sum += view->runs[--i]->head.count;
        *ret_count = view->runs_count - i;
        return *ret_count > 1;
}

/* ---- one merge ---- */

static int stream(struct card_walk *walk, struct run_writer *writer)
{
        int r = card_walk_next(walk);

        while (r == 0 && walk->cards_count > 0) {
                for (size_t i = 0; r == 0 && i < walk->cards_count; i++)
                        r = run_writer_add(writer, walk->bits, walk->cards[i]);
                if (r == 0)
                        r = card_walk_next(walk);
        }
        return r;
}

int merge_runs(const struct files *files, struct run *const *runs, size_t count, uint64_t number,
               struct run **ret)
{
        struct card_walk walk = {0};
        struct run_writer writer;
        uint64_t sum = 0;
        int r;

        for (size_t i = 0; i < count; i++)
                sum += runs[i]->head.count;
        r = run_writer_begin(&writer, files->disk, files->folder_fd, number, sum);
        if (r == 0)
                r = card_walk_begin(&walk, runs, count, 0);
        if (r == 0)
                r = stream(&walk, &writer);
        if (r == 0)
                r = run_writer_end(&writer);
        run_writer_done(&writer);
        card_walk_done(&walk);
        if (r == 0)
                r = run_open(files->disk, files->folder_fd, &(struct listed_run){number, writer.head.count},
                             ret);
        return r == RUN_BAD ? -EIO : r;
}

/* ---- the thread ---- */

enum state { IDLE, MERGING, MERGED, FAILED, STATES };

static const bool moves[STATES][STATES] = {
        [IDLE] = {[MERGING] = true},
        [MERGING] = {[MERGED] = true, [FAILED] = true},
        [MERGED] = {[IDLE] = true},
};

struct merger {
        const struct files *files;
        pthread_t thread;

        pthread_mutex_t lock; /* of all below */
        pthread_cond_t changed;
        enum state state;
        bool stop;
        struct run **runs; /* from MERGING to the collect */
        size_t count;
        uint64_t number;
        struct run *merged;
        int error; /* FAILED */
        struct merger_report report;
};

static void move(struct merger *merger, enum state to)
{
        assert(moves[merger->state][to]);
        merger->state = to;
        (void)pthread_cond_broadcast(&merger->changed);
}

static uint64_t now_usec(void)
{
        struct timespec now;

        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void *run_merger(void *context)
{
        struct merger *merger = context;

        (void)pthread_mutex_lock(&merger->lock);
        for (;;) {
                struct run *merged = NULL;
                uint64_t begun;
                int r;

                while (merger->state != MERGING && !merger->stop)
                        (void)pthread_cond_wait(&merger->changed, &merger->lock);
                if (merger->state != MERGING)
                        break;
                (void)pthread_mutex_unlock(&merger->lock);

                begun = now_usec();
                r = merge_runs(merger->files, merger->runs, merger->count, merger->number, &merged);

                (void)pthread_mutex_lock(&merger->lock);
                merger->merged = merged;
                merger->error = r;
                merger->report.usec += now_usec() - begun;
                merger->report.merges += r == 0;
                merger->report.bytes += merged ? merged->map_bytes : 0;
                move(merger, r < 0 ? FAILED : MERGED);
        }
        (void)pthread_mutex_unlock(&merger->lock);
        return NULL;
}

/* With all signals blocked: they are the loop's. */
static int start(struct merger *merger)
{
        sigset_t all, before;
        int r;

        (void)sigfillset(&all);
        r = pthread_sigmask(SIG_SETMASK, &all, &before);
        if (r != 0)
                return -r;
        r = pthread_create(&merger->thread, NULL, run_merger, merger);
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
        if (r == 0)
                (void)pthread_setname_np(merger->thread, "store-merger");
        return -r;
}

int merger_new(const struct files *files, struct merger **ret)
{
        struct merger *merger = calloc(1, sizeof *merger);
        int r;

        if (!merger)
                return -ENOMEM;
        merger->files = files;
        (void)pthread_mutex_init(&merger->lock, NULL);
        (void)pthread_cond_init(&merger->changed, NULL);
        r = start(merger);
        if (r < 0) {
                (void)pthread_cond_destroy(&merger->changed);
                (void)pthread_mutex_destroy(&merger->lock);
                free(merger);
                return r;
        }
        *ret = merger;
        return 0;
}

struct merger *merger_free(struct merger *merger)
{
        if (!merger)
                return NULL;
        (void)pthread_mutex_lock(&merger->lock);
        merger->stop = true;
        (void)pthread_cond_broadcast(&merger->changed);
        (void)pthread_mutex_unlock(&merger->lock);
        (void)pthread_join(merger->thread, NULL);

        run_close(merger->merged);
        free(merger->runs);
        (void)pthread_cond_destroy(&merger->changed);
        (void)pthread_mutex_destroy(&merger->lock);
        free(merger);
        return NULL;
}

bool merger_is_idle(struct merger *merger)
{
        bool idle;

        (void)pthread_mutex_lock(&merger->lock);
        idle = merger->state == IDLE;
        (void)pthread_mutex_unlock(&merger->lock);
        return idle;
}

int merger_give(struct merger *merger, const struct view *view, size_t count, uint64_t number)
{
        struct run **runs = calloc(count, sizeof *runs);

        if (!runs)
                return -ENOMEM;
        memcpy(runs, &view->runs[view->runs_count - count], count * sizeof *runs);
        (void)pthread_mutex_lock(&merger->lock);
        merger->runs = runs;
        merger->count = count;
        merger->number = number;
        move(merger, MERGING);
        (void)pthread_mutex_unlock(&merger->lock);
        return 0;
}

/* The runs stand in the view next to each other, as they were given. */
static void install(struct merger *merger, struct view *view, struct files *files)
{
        size_t first = 0;

        while (view->runs[first] != merger->runs[0])
                first++;
        assert(memcmp(&view->runs[first], merger->runs, merger->count * sizeof merger->runs[0]) == 0);
        view_replace_runs(view, first, merger->count, TAKE(merger->merged), files);
        free(merger->runs);
        merger->runs = NULL;
}

int merger_collect(struct merger *merger, struct view *view, struct files *files, bool wait)
{
        int r = MERGER_OK;

        (void)pthread_mutex_lock(&merger->lock);
        if (wait && merger->state == MERGING)
                merger->report.waits++;
        while (wait && merger->state == MERGING)
                (void)pthread_cond_wait(&merger->changed, &merger->lock);
        if (merger->state == FAILED) {
                r = merger->error;
        } else if (merger->state == MERGED) {
                install(merger, view, files);
                move(merger, IDLE);
                r = MERGER_MERGED;
        }
        (void)pthread_mutex_unlock(&merger->lock);
        return r;
}

void merger_report(struct merger *merger, struct merger_report *ret)
{
        (void)pthread_mutex_lock(&merger->lock);
        *ret = merger->report;
        (void)pthread_mutex_unlock(&merger->lock);
}
