/* tests/bench/crossings.c: how long it is from sending the event that crosses a target to hearing
 * the notification; and, after each, how long the disk takes for a sync of 4 KiB in FOLDER, since a disk
 * has good and bad minutes.
 *
 *     bench-crossings INTAKE NOTIFICATIONS FOLDER COUNT FIRST
 *
 * The daemon's corridor `crossings` has a milestone at each USD; each event of one USD crosses the
 * next, with ids from FIRST on. One at a time: sent, heard, the next. Prints of both, in microseconds,
 * how long half of them took at most, 99 and 99.9 in a hundred: {"p50_usec": ..., "p99_usec": ...,
 * "p99.9_usec": ..., "sync_p50_usec": ..., ...}. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "disk.h"
#include "events.h"
#include "moment.h"

#define TOPIC     "milestone/crossings/"
#define WAIT_MSEC 10000

static void fail(const char *what)
{
        fprintf(stderr, "bench-crossings: %s: %s\n", what, zmq_strerror(errno));
        exit(1);
}

static void *connected(void *context, int type, const char *address)
{
        void *socket = zmq_socket(context, type);
        int none = 0, wait_msec = WAIT_MSEC;

        if (!socket || zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof(none)) < 0 ||
            zmq_setsockopt(socket, ZMQ_RCVTIMEO, &wait_msec, sizeof(wait_msec)) < 0 ||
            zmq_connect(socket, address) < 0)
                fail(address);
        return socket;
}

/* Waits for a message whose topic begins so; others, and their bodies, are passed over. */
static void hear(void *news, const char *topic)
{
        char got[512];
        int length, more;
        size_t size = sizeof(more);

        do {
                length = zmq_recv(news, got, sizeof(got), 0);
                if (length < 0)
                        fail(topic);
                do {
                        zmq_msg_t rest;

                        if (zmq_getsockopt(news, ZMQ_RCVMORE, &more, &size) < 0)
                                fail(topic);
                        zmq_msg_init(&rest);
                        if (more && zmq_msg_recv(&rest, news, 0) < 0)
                                fail(topic);
                        zmq_msg_close(&rest);
                } while (more);
        } while ((size_t)length < strlen(topic) || memcmp(got, topic, strlen(topic)) != 0);
}

/* Subscriptions arrive in their order: a beat says that the one before it is in force. */
static void subscribe(void *news)
{
        if (zmq_setsockopt(news, ZMQ_SUBSCRIBE, TOPIC, strlen(TOPIC)) < 0 ||
            zmq_setsockopt(news, ZMQ_SUBSCRIBE, "beat/", 5) < 0)
                fail("subscribe");
        hear(news, "beat/");
        if (zmq_setsockopt(news, ZMQ_UNSUBSCRIBE, "beat/", 5) < 0)
                fail("unsubscribe");
}

struct taken {
        uint64_t *crossing_nsec, *sync_nsec;
        size_t count;
};

static void cross(void *intake, void *news, const char *folder, uint64_t first, struct taken *taken)
{
        int fd = disk_open(folder);
        struct events events;
        char receipt[1024];

        events_init(&events, "crossings", "KZ", 1, 100, 1);
        for (size_t i = 0; i < taken->count; i++) {
                uint64_t began;

                events_number(&events, first + i);
                began = moment_nsec();
                if (zmq_send(intake, events.bytes, events.length, 0) < 0)
                        fail("send");
                hear(news, TOPIC);
                taken->crossing_nsec[i] = moment_nsec() - began;
                if (zmq_recv(intake, receipt, sizeof(receipt), 0) < 0)
                        fail("receipt");
                taken->sync_nsec[i] = disk_sync_nsec(fd);
        }
        events_done(&events);
        close(fd);
}

static void tell(const char *what, uint64_t *nsec, size_t count, const char *end)
{
        static const struct {
                const char *name;
                unsigned per_mille;
        } shares[] = {{"p50", 500}, {"p99", 990}, {"p99.9", 999}};

        for (size_t i = 0; i < sizeof(shares) / sizeof(shares[0]); i++)
                printf("%s\"%s%s_usec\": %.1f", i ? ", " : "", what, shares[i].name,
                       (double)moment_share(nsec, count, shares[i].per_mille) / 1e3);
        fputs(end, stdout);
}

int main(int argc, char **argv)
{
        struct taken taken = {.count = argc == 6 ? strtoul(argv[4], NULL, 10) : 0};
        void *context = zmq_ctx_new(), *intake, *news;

        taken.crossing_nsec = calloc(taken.count + 1, sizeof(uint64_t));
        taken.sync_nsec = calloc(taken.count + 1, sizeof(uint64_t));
        if (taken.count == 0 || !taken.crossing_nsec || !taken.sync_nsec) {
                fprintf(stderr, "usage: bench-crossings INTAKE NOTIFICATIONS FOLDER COUNT FIRST\n");
                return 2;
        }
        intake = connected(context, ZMQ_DEALER, argv[1]);
        news = connected(context, ZMQ_SUB, argv[2]);
        subscribe(news);
        cross(intake, news, argv[3], strtoull(argv[5], NULL, 10), &taken);
        putchar('{');
        tell("", taken.crossing_nsec, taken.count, ", ");
        tell("sync_", taken.sync_nsec, taken.count, "}\n");
        zmq_close(intake);
        zmq_close(news);
        zmq_ctx_term(context);
        free(taken.crossing_nsec);
        free(taken.sync_nsec);
        return 0;
}
