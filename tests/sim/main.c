/* tests/sim/main.c: runs of many seeds, each in a process of its own; of one that breaks an invariant a
 * short list of steps that does so too. README.md says how to use it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "sim/bugs.h"
#include "sim/finding.h"
#include "sim/runs.h"
#include "sim/steps.h"
#include "sim/world.h"

#define BUG_SEEDS 200

struct options {
        uint64_t from, seeds, steps;
        bool one, bugs;
        unsigned jobs;
        const char *script;
};

static const char usage[] =
        "usage: sim [--seeds N] [--from SEED] [--steps TOTAL] [--jobs N]   many runs\n"
        "       sim --seed N [--steps N] [--script FILE]                   one, or a list of steps in its "
        "world\n"
        "       sim --bug NAME ...                                         with a mistake made on purpose\n"
        "       sim --bugs                                                 each of them must be found\n";

static bool number_of(const char *text, uint64_t *ret)
{
        char *end;

        errno = 0;
        *ret = strtoull(text, &end, 10);
        return errno == 0 && end != text && *end == '\0';
}

static bool option(struct options *options, const char *name, const char *value)
{
        uint64_t jobs;

        if (strcmp(name, "--bug") == 0)
                return bug_of(value, &bug);
        if (strcmp(name, "--script") == 0) {
                options->script = value;
                return true;
        }
        if (strcmp(name, "--jobs") == 0 && number_of(value, &jobs) && jobs >= 1 && jobs <= RUNS_JOBS_MAX) {
                options->jobs = (unsigned)jobs;
                return true;
        }
        if (strcmp(name, "--seed") == 0) {
                options->one = true;
                options->seeds = 1;
                return number_of(value, &options->from);
        }
        if (strcmp(name, "--from") == 0)
                return number_of(value, &options->from);
        if (strcmp(name, "--seeds") == 0)
                return number_of(value, &options->seeds) && options->seeds > 0;
        return strcmp(name, "--steps") == 0 && number_of(value, &options->steps);
}

static bool read_options(int argc, char **argv, struct options *ret)
{
        for (int i = 1; i < argc; i++) {
                if (strcmp(argv[i], "--bugs") == 0)
                        ret->bugs = true;
                else if (i + 1 == argc || !option(ret, argv[i], argv[i + 1]))
                        return false;
                else
                        i++;
        }
        return true;
}

/* ---- what is said of it ---- */

static void tell_broken(const struct runs *runs, uint64_t seed, const struct finding *what,
                        const char *script)
{
        struct step *steps = calloc(RUNS_STEPS_MAX, sizeof *steps);
        size_t count = runs->steps;
        FILE *in = script ? fopen(script, "r") : NULL;

        if (!steps)
                abort();
        steps_make(seed, steps, count);
        if (in && !steps_read(in, steps, RUNS_STEPS_MAX, &count))
                count = 0;
        if (in)
                (void)fclose(in);
        printf("seed %" PRIu64 ": broken at step %" PRIu64 ": %s: %s\n", seed, what->step, what->invariant,
               what->text);
        (void)fflush(stdout);
        runs_shorten(runs, seed, what, steps, &count);
        printf("the steps that matter (%zu; keep them in a file for --seed %" PRIu64 " --script FILE):\n",
               count, seed);
        steps_print(stdout, steps, count);
        free(steps);
}

static void add_up(struct finding *sum, const struct finding *one)
{
        sum->steps += one->steps;
        sum->lives += one->lives;
        sum->cuts += one->cuts;
        sum->kills += one->kills;
        sum->failures += one->failures;
        sum->entries += one->entries;
        sum->receipts += one->receipts;
        sum->news += one->news;
        sum->disk_operations += one->disk_operations;
}

static void tell_sum(uint64_t seeds, const struct finding *sum)
{
        printf("%" PRIu64 " seeds, %" PRIu64 " steps: %" PRIu64 " lives, %" PRIu64
               " losses of power, %" PRIu64 " kills, %" PRIu64 " failures of the disk; %" PRIu64
               " entries, %" PRIu64 " receipts, %" PRIu64 " notifications, %" PRIu64
               " calls of the disk. No invariant is broken.\n",
               seeds, sum->steps, sum->lives, sum->cuts, sum->kills, sum->failures, sum->entries,
               sum->receipts, sum->news, sum->disk_operations);
}

static int run_seeds(const struct runs *runs, const struct options *options)
{
        struct finding sum = {0}, one;
        uint64_t seed;

        if (options->one) {
                runs_one(runs, options->from, options->script, &one);
                if (!one.invariant[0])
                        printf("seed %" PRIu64 ": trace %016" PRIx64 "\n", options->from, one.trace);
                else
                        tell_broken(runs, options->from, &one, options->script);
                add_up(&sum, &one);
                if (!one.invariant[0])
                        tell_sum(1, &sum);
                return one.invariant[0] ? EXIT_FAILURE : EXIT_SUCCESS;
        }
        if (!runs_many(runs, options->from, options->seeds, &sum, add_up, &seed, &one)) {
                tell_broken(runs, seed, &one, NULL);
                return EXIT_FAILURE;
        }
        tell_sum(options->seeds, &sum);
        return EXIT_SUCCESS;
}

static int find_bugs(const struct runs *runs, const struct options *options)
{
        int status = EXIT_SUCCESS;

        for (bug = BUG_NONE + 1; bug < BUGS; bug++) {
                struct finding sum = {0}, one;
                uint64_t seed;

                if (runs_many(runs, options->from, BUG_SEEDS, &sum, add_up, &seed, &one)) {
                        printf("%s: not found within %d seeds\n", bug_name(bug), BUG_SEEDS);
                        status = EXIT_FAILURE;
                } else {
                        printf("%s: found at seed %" PRIu64 ", step %" PRIu64 ": %s: %s\n", bug_name(bug),
                               seed, one.step, one.invariant, one.text);
                }
        }
        return status;
}

int main(int argc, char **argv)
{
        struct options options = {
                .from = 1, .seeds = 1000, .steps = 0, .jobs = (unsigned)sysconf(_SC_NPROCESSORS_ONLN)};
        struct runs runs;
        int status;

        if (!read_options(argc, argv, &options)) {
                (void)fputs(usage, stderr);
                return 2;
        }
        world_read_configurations();
        if (options.steps == 0)
                options.steps = 1000 * options.seeds;
        if (options.jobs < 1 || options.jobs > RUNS_JOBS_MAX)
                options.jobs = 1;
        if (runs_new(options.jobs, options.steps / options.seeds, &runs) < 0) {
                (void)fputs("sim: more steps for a seed than this program takes, or no folder for the false "
                            "disk\n",
                            stderr);
                return 2;
        }
        status = options.bugs ? find_bugs(&runs, &options) : run_seeds(&runs, &options);
        runs_free(&runs);
        return status;
}
