/* tests/bench/store.c: what knowing each record costs: the store alone, without core, journal and sockets.
 *
 *      bench-store FOLDER RECORDS...     rising
 *
 * Batches of 1000 events, nine tenths of new records, the rest repeats and revisions of old ones, in
 * random order: each batch is looked up, what is new is put, checkpoints are written behind as the
 * daemon does. At each number of records it prints a JSON line: events a second since half of the way there
 * (and what a raw file takes: the same bodies appended, one sync for each checkpoint), bytes written
 * for an event, files, and how long an open takes after a kill: the checkpoint alone. */
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "moment.h"
#include "store/store.h"

#define BATCH      1000
#define BODY_BYTES 96

struct bench {
        struct store *store;
        uint64_t records, events, position, seed;
        uint64_t checkpoints; /* at the last raw write */
        int raw_fd;
        uint64_t raw_nsec;
};

struct id {
        char text[24];
};

static void must(int r, const char *what)
{
        if (r != 0) {
                fprintf(stderr, "%s: %d (%s)\n", what, r, strerror(r < 0 ? -r : 0));
                exit(1);
        }
}

static struct store *open_store(const char *folder)
{
        struct store_options options = {.folder = folder};
        struct store *store;
        char *why;
        int r = store_open(&options, &store, &why);

        must(r, why ? why : "open");
        return store;
}

static uint64_t chance(struct bench *bench)
{
        bench->seed ^= bench->seed << 13;
        bench->seed ^= bench->seed >> 7;
        bench->seed ^= bench->seed << 17;
        return bench->seed;
}

static void checkpoint(struct bench *bench)
{
        struct pollfd pollfd = {.fd = store_fd(bench->store), .events = POLLIN};
        int r;

        while ((r = store_cut(bench->store, ++bench->position, 0)) == STORE_BUSY) {
                (void)poll(&pollfd, 1, -1);
                must(store_dispatch(bench->store), "dispatch");
        }
        must(r, "cut");
        must(store_cut_end(bench->store), "cut end");
        must(store_settled(bench->store, bench->position), "settled");
}

static void one_batch(struct bench *bench)
{
        static struct id ids[BATCH];
        static struct record_key keys[BATCH];
        static struct stored_statement found[BATCH];
        static struct statement_put puts[BATCH];
        static uint8_t body[BODY_BYTES];
        size_t count = 0;

        for (size_t i = 0; i < BATCH; i++) {
                uint64_t number = i % 10 == 0 && bench->records > 0 ? chance(bench) % bench->records
                                                                    : bench->records++;

                snprintf(ids[i].text, sizeof ids[i].text, "BY-%012" PRIu64, number * 2654435761u % 999999999989u);
                keys[i] = (struct record_key){TEXT("customs-by"), text_of(ids[i].text)};
        }
        must(store_statements(bench->store, keys, BATCH, true, found), "statements");
        for (size_t i = 0; i < BATCH; i++)
                if (!found[i].body || i % 20 == 0)
                        puts[count++] = (struct statement_put){.source = keys[i].source,
                                                               .id = keys[i].id,
                                                               .body = body,
                                                               .body_length = sizeof body};
        must(store_put(bench->store, &(struct puts){.count = count, .puts = puts}), "put");
        bench->events += BATCH;
        must(store_dispatch(bench->store), "dispatch");
        if (store_wants_cut(bench->store))
                checkpoint(bench);
}

/* The yardstick: as many bodies as a batch has, and a sync for each checkpoint since. */
static void one_raw(struct bench *bench)
{
        static uint8_t bodies[BATCH * BODY_BYTES];
        struct store_stats stats;
        uint64_t began = moment_nsec();

        store_stats(bench->store, &stats);
        if (write(bench->raw_fd, bodies, sizeof bodies) != (ssize_t)sizeof bodies)
                must(-1, "raw write");
        if (stats.checkpoints > bench->checkpoints)
                must(fdatasync(bench->raw_fd), "raw sync");
        bench->checkpoints = stats.checkpoints;
        bench->raw_nsec += moment_nsec() - began;
}

/* A process that opens the store as it is after a kill. */
static uint64_t open_nsec(const char *folder)
{
        uint64_t began = moment_nsec(), took;
        struct store *store = open_store(folder);

        took = moment_nsec() - began;
        store_close(store);
        return took;
}

static void tell(const struct bench *bench, uint64_t events, uint64_t nsec, const char *folder)
{
        struct store_stats s;
        uint64_t written;

        store_stats(bench->store, &s);
        written = s.log.appended_bytes + s.log.sealed_bytes + s.log.merged_bytes + s.log.moved_bytes;
        printf("{\"records\": %" PRIu64 ", \"events_per_second\": %" PRIu64 ", \"raw_events_per_second\": %" PRIu64
               ", \"bytes_written_per_event\": %" PRIu64 ", \"of_these_statements\": %" PRIu64
               ", \"runs\": %" PRIu64 ", \"segments\": %" PRIu64 ", \"merges\": %" PRIu64
               ", \"merge_waits\": %" PRIu64 ", \"checkpoints\": %" PRIu64 ", \"cuts_busy\": %" PRIu64
               ", \"disk_bytes\": %" PRIu64 ", \"folder\": \"%s\"}\n",
               bench->records, events * 1000000000u / nsec,
               bench->raw_nsec ? events * 1000000000u / bench->raw_nsec : 0, written / bench->events,
               s.log.appended_bytes / bench->events, s.log.runs, s.log.segments, s.log.merges, s.log.merge_waits,
               s.checkpoints, s.cuts_busy, s.disk_bytes, folder);
        fflush(stdout);
}

static void run(const char *folder, int marks_count, char **marks)
{
        struct bench bench = {.seed = 88172645463325252u, .store = open_store(folder)};

        bench.raw_fd = open(folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
        if (bench.raw_fd < 0)
                must(-1, "a raw file");
        for (int i = 0; i < marks_count; i++) {
                uint64_t mark = strtoull(marks[i], NULL, 10), nsec = 0, events = 0;

                bench.raw_nsec = 0;
                while (bench.records < mark) {
                        uint64_t began = moment_nsec();

                        one_batch(&bench);
                        if (bench.records < mark / 2)
                                continue;
                        nsec += moment_nsec() - began;
                        events += BATCH;
                        one_raw(&bench);
                }
                tell(&bench, events, nsec, folder);
        }
        _exit(0); /* as if it had been killed */
}

int main(int argc, char **argv)
{
        int status;
        pid_t pid;

        if (argc < 3) {
                fprintf(stderr, "usage: bench-store FOLDER RECORDS...\n");
                return 1;
        }
        pid = fork();
        if (pid == 0)
                run(argv[1], argc - 2, argv + 2);
        if (waitpid(pid, &status, 0) != pid || status != 0)
                return 1;
        printf("{\"open_usec\": %" PRIu64 "}\n", open_nsec(argv[1]) / 1000);
        must(store_remove(argv[1]), "remove");
        return 0;
}
