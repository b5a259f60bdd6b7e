/* tests/sim/runs.c: see runs.h. */
#include "sim/runs.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SHORTEN_RUNS_MAX 250

/* ---- life ---- */

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *ftw)
{
        (void)st;
        (void)kind;
        (void)ftw;
        return remove(path);
}

static void remove_all(const char *path)
{
        (void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

int runs_new(unsigned jobs, size_t steps, struct runs *ret)
{
        static const char *const places[] = {"/dev/shm", "/tmp"};

        *ret = (struct runs){.jobs = jobs, .steps = steps};
        if (steps > RUNS_STEPS_MAX)
                return -E2BIG;
        ret->findings = mmap(NULL, RUNS_JOBS_MAX * sizeof *ret->findings, PROT_READ | PROT_WRITE,
                             MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (ret->findings == MAP_FAILED)
                return -errno;
        for (size_t i = 0; i < 2; i++) {
                (void)snprintf(ret->folder, sizeof ret->folder, "%s/milestone-sim-XXXXXX", places[i]);
                if (mkdtemp(ret->folder))
                        return 0;
        }
        return -errno;
}

void runs_free(struct runs *runs)
{
        remove_all(runs->folder);
}

/* ---- one process ---- */

static pid_t spawn(const struct runs *runs, unsigned job, uint64_t seed, const struct step *steps,
                   size_t count)
{
        struct step *own;
        char folder[160];
        pid_t pid;

        runs->findings[job] = (struct finding){0};
        (void)snprintf(folder, sizeof folder, "%s/%u", runs->folder, job);
        remove_all(folder);
        (void)mkdir(folder, 0700);
        (void)fflush(stdout);
        pid = fork();
        if (pid != 0)
                return pid;
        finding = &runs->findings[job];
        (void)alarm(RUNS_SECONDS);
        if (!steps) {
                own = calloc(runs->steps + 1, sizeof *own);
                if (!own)
                        abort();
                steps_make(seed, own, runs->steps);
                steps = own;
                count = runs->steps;
        }
        steps_run(seed, steps, count, folder);
        _exit(0);
}

/* A process that fell by itself: an assertion of the daemon's, or worse. */
static void judge(struct finding *one, int status)
{
        if (WIFSIGNALED(status)) {
                (void)snprintf(one->invariant, sizeof one->invariant, "the daemon does not fall (signal %d)",
                               WTERMSIG(status));
                (void)snprintf(one->text, sizeof one->text, "%s",
                               WTERMSIG(status) == SIGALRM ? "it hangs" : strsignal(WTERMSIG(status)));
        } else if (WEXITSTATUS(status) != 0 && !one->invariant[0]) {
                (void)snprintf(one->invariant, sizeof one->invariant, "a run ends (exit %d)",
                               WEXITSTATUS(status));
        }
}

static void run_list(const struct runs *runs, uint64_t seed, const struct step *steps, size_t count,
                     struct finding *ret)
{
        pid_t pid = spawn(runs, 0, seed, steps, count);
        int status = 0;

        if (pid < 0 || waitpid(pid, &status, 0) != pid)
                abort();
        judge(&runs->findings[0], status);
        *ret = runs->findings[0];
}

void runs_one(const struct runs *runs, uint64_t seed, const char *script, struct finding *ret)
{
        struct step *steps = calloc(RUNS_STEPS_MAX, sizeof *steps);
        FILE *in = script ? fopen(script, "r") : NULL;
        size_t count = runs->steps;

        if (!steps)
                abort();
        steps_make(seed, steps, count);
        if (script && (!in || !steps_read(in, steps, RUNS_STEPS_MAX, &count))) {
                (void)fprintf(stderr, "sim: %s: %s\n", script,
                              in ? "a line is no step and its luck, as a failed run prints them"
                                 : strerror(errno));
                exit(2);
        }
        if (in)
                (void)fclose(in);
        run_list(runs, seed, steps, count, ret);
        free(steps);
}

/* ---- many ---- */

struct jobs {
        pid_t pids[RUNS_JOBS_MAX];
        uint64_t seeds[RUNS_JOBS_MAX];
};

/* Waits for any of them. */
static unsigned await(const struct runs *runs, struct jobs *jobs)
{
        int status;
        pid_t pid = wait(&status);
        unsigned job = 0;

        while (job < runs->jobs && jobs->pids[job] != pid)
                job++;
        if (pid < 0 || job == runs->jobs)
                abort();
        jobs->pids[job] = 0;
        judge(&runs->findings[job], status);
        return job;
}

bool runs_many(const struct runs *runs, uint64_t from, uint64_t seeds, struct finding *sum,
               void (*add)(struct finding *sum, const struct finding *one), uint64_t *ret_seed,
               struct finding *ret)
{
        struct jobs jobs = {0};
        uint64_t begun = 0;
        unsigned running = 0;
        bool sound = true;

        for (unsigned job = 0; sound || running > 0;) {
                const struct finding *one;

                for (job = 0; sound && begun < seeds && job < runs->jobs; job++) {
                        if (jobs.pids[job] > 0)
                                continue;
                        jobs.seeds[job] = from + begun++;
                        jobs.pids[job] = spawn(runs, job, jobs.seeds[job], NULL, 0);
                        if (jobs.pids[job] < 0)
                                abort();
                        running++;
                }
                if (running == 0)
                        break;
                job = await(runs, &jobs);
                running--;
                one = &runs->findings[job];
                add(sum, one);
                if (one->invariant[0] && (sound || jobs.seeds[job] < *ret_seed)) {
                        sound = false;
                        *ret_seed = jobs.seeds[job];
                        *ret = *one;
                }
        }
        return sound;
}

/* ---- shorter ---- */

void runs_shorten(const struct runs *runs, uint64_t seed, const struct finding *what, struct step *steps,
                  size_t *count)
{
        struct step *less = calloc(*count + 1, sizeof *less);
        size_t tried = 0, chunk;

        if (!less)
                abort();
        if (what->step + 1 < *count)
                *count = (size_t)what->step + 1;
        for (chunk = *count / 2; chunk > 0; chunk /= 2) {
                for (size_t at = 0; at + chunk <= *count && tried < SHORTEN_RUNS_MAX;) {
                        struct finding one;

                        memcpy(less, steps, at * sizeof *less);
                        memcpy(less + at, steps + at + chunk, (*count - at - chunk) * sizeof *less);
                        run_list(runs, seed, less, *count - chunk, &one);
                        tried++;
                        if (strcmp(one.invariant, what->invariant) == 0) {
                                *count -= chunk;
                                memcpy(steps, less, *count * sizeof *less);
                        } else {
                                at += chunk;
                        }
                }
        }
        free(less);
}
