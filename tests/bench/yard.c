/* tests/bench/yard.c: what the daemon is measured against, in its place behind the same messages.
 *
 *     bench-yard raw ADDRESS                 libzmq alone: a message, a small reply
 *     bench-yard ceiling ADDRESS FOLDER      the daemon's journal and its group sync, sums in memory,
 *                                            a receipt when the batch is on disk; no checks, no ledger
 *
 * One thread decides, as in the daemon; the journal syncs in its own. Until a signal ends it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "journal/journal.h"
#include "milestone/v1/receipt.pb-c.h"
#include "sums.h"

#define HELD_MAX    4096 /* batches that wait for the disk; senders keep fewer in flight */
#define TURN        32
#define KIND_BATCH  1
#define RECEIPT_MAX 256

struct held {
        zmq_msg_t route;
        uint64_t position;
        size_t events;
};

struct yard {
        void *socket;
        struct journal *journal; /* NULL: raw */
        struct sums sums;
        struct held held[HELD_MAX];
        size_t first, count;
};

static int reply(struct yard *yard, zmq_msg_t *route, uint64_t position, size_t events)
{
        Milestone__V1__Receipt receipt;
        Milestone__V1__Counts counts;
        uint8_t bytes[RECEIPT_MAX], journal_id[16] = {0}, request[18] = {0};

        milestone__v1__receipt__init(&receipt);
        milestone__v1__counts__init(&counts);
        receipt.version = 1;
        receipt.journal_id.data = journal_id;
        receipt.journal_id.len = sizeof(journal_id);
        receipt.request_id.data = request;
        receipt.request_id.len = sizeof(request);
        receipt.epoch = 1;
        receipt.position = position;
        receipt.counts = &counts;
        counts.accepted = events;
        if (zmq_msg_send(route, yard->socket, ZMQ_SNDMORE) < 0)
                return -errno;
        return zmq_send(yard->socket, bytes, milestone__v1__receipt__pack(&receipt, bytes), 0) < 0 ? -errno
                                                                                                   : 0;
}

static int take(struct yard *yard, zmq_msg_t *route, zmq_msg_t *body)
{
        struct held *held = &yard->held[(yard->first + yard->count) % HELD_MAX];
        int r;

        if (!yard->journal)
                return reply(yard, route, 0, 0);
        if (yard->count == HELD_MAX)
                return -ENOBUFS;
        r = journal_append(yard->journal, KIND_BATCH, zmq_msg_data(body), zmq_msg_size(body), NULL,
                           &held->position);
        if (r != 0)
                return r < 0 ? r : -EAGAIN;
        held->events = sums_add(&yard->sums, zmq_msg_data(body), zmq_msg_size(body));
        zmq_msg_init(&held->route);
        zmq_msg_move(&held->route, route);
        yard->count++;
        return 0;
}

static int receive(struct yard *yard)
{
        for (size_t i = 0; i < TURN; i++) {
                zmq_msg_t route, body;
                int r;

                zmq_msg_init(&route);
                zmq_msg_init(&body);
                if (zmq_msg_recv(&route, yard->socket, ZMQ_DONTWAIT) < 0)
                        return errno == EAGAIN ? 0 : -errno;
                if (zmq_msg_recv(&body, yard->socket, 0) < 0)
                        return -errno;
                r = take(yard, &route, &body);
                zmq_msg_close(&route);
                zmq_msg_close(&body);
                if (r < 0)
                        return r;
        }
        return 0;
}

static int settled(struct yard *yard)
{
        int r = journal_dispatch(yard->journal);

        while (r == 0 && yard->count > 0) {
                struct held *held = &yard->held[yard->first];

                if (held->position > journal_settled(yard->journal))
                        return 0;
                r = reply(yard, &held->route, held->position, held->events);
                yard->first = (yard->first + 1) % HELD_MAX;
                yard->count--;
        }
        return r;
}

static int run(struct yard *yard)
{
        zmq_pollitem_t items[] = {
                {.socket = yard->socket, .events = ZMQ_POLLIN},
                {.fd = yard->journal ? journal_fd(yard->journal) : -1, .events = ZMQ_POLLIN},
        };
        int r = 0;

        while (r == 0) {
                if (zmq_poll(items, yard->journal ? 2 : 1, -1) < 0)
                        return -errno;
                if (items[0].revents)
                        r = receive(yard);
                if (r == 0 && yard->journal && items[1].revents)
                        r = settled(yard);
        }
        return r;
}

int main(int argc, char **argv)
{
        static struct yard yard;
        void *context = zmq_ctx_new();
        char *why = NULL;
        int r;

        if (argc < 3 || (strcmp(argv[1], "ceiling") == 0) != (argc == 4)) {
                fprintf(stderr, "usage: bench-yard raw ADDRESS | ceiling ADDRESS FOLDER\n");
                return 2;
        }
        if (argc == 4 && journal_open(argv[3], NULL, &yard.journal, &why) != 0) {
                fprintf(stderr, "bench-yard: %s\n", why ? why : argv[3]);
                return 1;
        }
        yard.socket = zmq_socket(context, ZMQ_ROUTER);
        if (zmq_bind(yard.socket, argv[2]) < 0) {
                perror(argv[2]);
                return 1;
        }
        r = run(&yard);
        fprintf(stderr, "bench-yard: %s\n", strerror(-r));
        return 1;
}
