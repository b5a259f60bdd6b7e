/* host/past.c: a queue, a thread, and a queue back. */
#include "host/past.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "host/earlier.h"

#define IDLE_SECONDS 60 /* then the state is dropped, and its memory with it */

struct job {
        struct job *next;
        struct past_question question;
        struct wire_out answer;
        bool failed;
        uint8_t bytes[];
};

struct jobs {
        struct job *first, **end;
        size_t count;
};

struct past {
        const char *state_folder;
        struct identity identity;
        pthread_t thread;
        bool has_thread;
        pthread_mutex_t lock;
        pthread_cond_t asked;
        int fd;
        atomic_bool stop;
        /* under the lock */
        struct jobs todo, done;
        int failed;
        /* the taker's */
        struct job *taken;
};

static void jobs_init(struct jobs *jobs)
{
        *jobs = (struct jobs){.end = &jobs->first};
}

static void jobs_put(struct jobs *jobs, struct job *job)
{
        job->next = NULL;
        *jobs->end = job;
        jobs->end = &job->next;
        jobs->count++;
}

static struct job *jobs_take(struct jobs *jobs)
{
        struct job *job = jobs->first;

        if (!job)
                return NULL;
        jobs->first = job->next;
        if (!jobs->first)
                jobs->end = &jobs->first;
        jobs->count--;
        return job;
}

static struct job *job_free(struct job *job)
{
        if (job) {
                wire_out_done(&job->answer);
                free(job);
        }
        return NULL;
}

/* ---- the thread ---- */

static int refuse(struct earlier *earlier, struct job *job, bool busy, const char *field, const char *why)
{
        job->failed = true;
        return query_refuse(earlier_query(earlier), job->question.bytes, job->question.length, busy, field, why,
                            &job->answer);
}

static int work_out(struct earlier *earlier, struct job *job)
{
        const struct query_as_of *as_of = &job->question.as_of;
        int r;

        r = as_of->position ? earlier_go(earlier, as_of->position) : earlier_go_to_day(earlier, as_of->day);
        if (r == EARLIER_AHEAD)
                return refuse(earlier, job, true, "as_of_position",
                              "as_of_position: this position has not come yet");
        if (r == EARLIER_UNREADABLE)
                return refuse(earlier, job, false, "as_of", earlier_why(earlier));
        if (r < 0)
                return r;
        return query_answer(earlier_query(earlier), job->question.bytes, job->question.length, &job->answer,
                            &job->failed);
}

/* The next question; NULL: nobody asked for IDLE_SECONDS, or the end. */
static struct job *wait_for_job(struct past *past, bool may_idle)
{
        struct timespec until;
        struct job *job;
        int r = 0;

        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_sec += IDLE_SECONDS;
        pthread_mutex_lock(&past->lock);
        while (!past->todo.first && !atomic_load(&past->stop) && r != ETIMEDOUT)
                r = may_idle ? pthread_cond_wait(&past->asked, &past->lock)
                             : pthread_cond_timedwait(&past->asked, &past->lock, &until);
        job = atomic_load(&past->stop) ? NULL : jobs_take(&past->todo);
        pthread_mutex_unlock(&past->lock);
        return job;
}

static void hand_back(struct past *past, struct job *job, int r)
{
        uint64_t one = 1;
        ssize_t n;

        pthread_mutex_lock(&past->lock);
        if (r < 0 && r != -ECANCELED)
                past->failed = r;
        jobs_put(&past->done, job);
        pthread_mutex_unlock(&past->lock);
        n = write(past->fd, &one, sizeof(one));
        (void)n; /* a full counter is readable too */
}

static void *run(void *argument)
{
        struct past *past = argument;
        struct earlier *earlier = NULL;

        while (!atomic_load(&past->stop)) {
                struct job *job = wait_for_job(past, earlier == NULL);
                int r = 0;

                if (!job) {
                        earlier = earlier_free(earlier);
                        continue;
                }
                if (!earlier)
                        r = earlier_new(past->state_folder, &past->identity, &past->stop, &earlier);
                if (r == 0)
                        r = work_out(earlier, job);
                hand_back(past, job, r);
        }
        earlier_free(earlier);
        return NULL;
}

/* ---- the loop's side ---- */

static int start_thread(struct past *past)
{
        pthread_condattr_t attributes;
        int r;

        pthread_condattr_init(&attributes);
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
        pthread_mutex_init(&past->lock, NULL);
        pthread_cond_init(&past->asked, &attributes);
        pthread_condattr_destroy(&attributes);
        r = pthread_create(&past->thread, NULL, run, past);
        past->has_thread = r == 0;
        return -r;
}

int past_new(const char *state_folder, const struct identity *identity, struct past **ret)
{
        struct past *past = calloc(1, sizeof(*past));
        int r;

        if (!past)
                return -ENOMEM;
        past->state_folder = state_folder;
        past->identity = *identity;
        jobs_init(&past->todo);
        jobs_init(&past->done);
        past->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        r = past->fd < 0 ? -errno : start_thread(past);
        if (r < 0) {
                past_free(past);
                return r;
        }
        *ret = past;
        return 0;
}

struct past *past_free(struct past *past)
{
        struct job *job;

        if (!past)
                return NULL;
        if (past->has_thread) {
                atomic_store(&past->stop, true);
                pthread_mutex_lock(&past->lock);
                pthread_cond_signal(&past->asked);
                pthread_mutex_unlock(&past->lock);
                pthread_join(past->thread, NULL);
        }
        while ((job = jobs_take(&past->todo)))
                job_free(job);
        while ((job = jobs_take(&past->done)))
                job_free(job);
        job_free(past->taken);
        if (past->fd >= 0)
                close(past->fd);
        free(past);
        return NULL;
}

int past_ask(struct past *past, const struct past_question *question)
{
        struct job *job;

        pthread_mutex_lock(&past->lock);
        if (past->todo.count >= PAST_QUEUE_MAX) {
                pthread_mutex_unlock(&past->lock);
                return PAST_FULL;
        }
        pthread_mutex_unlock(&past->lock);

        job = calloc(1, sizeof(*job) + question->length);
        if (!job)
                return -ENOMEM;
        job->question = *question;
        memcpy(job->bytes, question->bytes, question->length);
        job->question.bytes = job->bytes;

        pthread_mutex_lock(&past->lock);
        jobs_put(&past->todo, job);
        pthread_cond_signal(&past->asked);
        pthread_mutex_unlock(&past->lock);
        return 0;
}

int past_fd(const struct past *past)
{
        return past->fd;
}

int past_take(struct past *past, struct past_answer *ret)
{
        uint64_t count;
        ssize_t n = read(past->fd, &count, sizeof(count));
        int failed;

        (void)n; /* another call may have read it */
        past->taken = job_free(past->taken);
        pthread_mutex_lock(&past->lock);
        failed = past->failed;
        past->taken = jobs_take(&past->done);
        pthread_mutex_unlock(&past->lock);
        if (failed < 0)
                return failed;
        if (!past->taken)
                return PAST_EMPTY;
        *ret = (struct past_answer){
                .socket = past->taken->question.socket,
                .route = past->taken->question.route,
                .bytes = past->taken->answer.data,
                .length = past->taken->answer.length,
                .failed = past->taken->failed,
        };
        return 0;
}
