/* tests/bench/load.c: publishers that keep so many batches in flight, and how long it took.
 *
 *     bench-load ADDRESS EVENTS BATCHES IN-FLIGHT [PUBLISHERS [FIRST [RATE [YEARS]]]]
 *
 * Sends BATCHES batches of EVENTS events with ids from FIRST on; each of PUBLISHERS has IN-FLIGHT of
 * them on the way and sends the next when a receipt came. With RATE (events a second) it is never
 * faster than that (0: as fast as it goes), whatever comes back. The events' days lie in YEARS (1).
 * Prints {"seconds": ..., "events": ..., "accepted": ..., "bytes": ...}: the time from the first sending to the
 * last receipt; and {"receipt_p50_usec", "receipt_p99_usec", "receipt_worst_usec"} from a batch's sending to its
 * receipt, where there are not more batches than are kept count of. */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "events.h"
#include "milestone/v1/receipt.pb-c.h"
#include "moment.h"

#define WAIT_MSEC 60000
#define TIMED_MAX 1000000 /* batches */

struct load {
        struct events events;
        size_t batches, in_flight, publishers;
        uint64_t first, rate;
        zmq_pollitem_t *items;
        size_t *flying; /* of each publisher */
        size_t sent, received;
        uint64_t accepted, bytes, began;
        uint64_t *sent_at; /* of each publisher's batches in flight, in a ring: receipts come in order */
        size_t *oldest;    /* of each publisher, its place in the ring */
        uint64_t *took;    /* NULL: too many */
};

static void fail(const char *what)
{
        fprintf(stderr, "bench-load: %s: %s\n", what, zmq_strerror(errno));
        exit(1);
}

/* How long the next batch must wait for its turn under a rate. */
static long wait_msec(const struct load *load)
{
        uint64_t due, now = moment_nsec();

        if (!load->rate)
                return WAIT_MSEC;
        due = load->began + load->sent * load->events.count * UINT64_C(1000000000) / load->rate;
        return due > now ? (long)((due - now) / 1000000) + 1 : 0;
}

static bool may_send(const struct load *load, size_t publisher)
{
        return load->sent < load->batches && load->flying[publisher] < load->in_flight &&
               (!load->rate || wait_msec(load) == 0);
}

static void send_to(struct load *load, size_t publisher)
{
        struct events *events = &load->events;

        while (may_send(load, publisher)) {
                events_number(events, load->first + load->sent * events->count);
                if (zmq_send(load->items[publisher].socket, events->bytes, events->length, 0) < 0)
                        fail("send");
                load->sent_at[publisher * load->in_flight +
                              (load->oldest[publisher] + load->flying[publisher]) % load->in_flight] = moment_nsec();
                load->sent++;
                load->flying[publisher]++;
                load->bytes += events->length;
        }
}

static void take_receipt(struct load *load, zmq_msg_t *message)
{
        Milestone__V1__Receipt *receipt;

        receipt = milestone__v1__receipt__unpack(NULL, zmq_msg_size(message), zmq_msg_data(message));
        if (!receipt || receipt->reason) {
                fprintf(stderr, "bench-load: refused: %s\n", receipt ? receipt->message : "no receipt");
                exit(1);
        }
        load->accepted += receipt->counts ? receipt->counts->accepted : 0;
        milestone__v1__receipt__free_unpacked(receipt, NULL);
}

static void time_receipt(struct load *load, size_t publisher)
{
        size_t at = load->oldest[publisher];

        if (load->took)
                load->took[load->received] = moment_nsec() - load->sent_at[publisher * load->in_flight + at];
        load->oldest[publisher] = (at + 1) % load->in_flight;
}

static void receive_from(struct load *load, size_t publisher)
{
        zmq_msg_t message;

        zmq_msg_init(&message);
        while (zmq_msg_recv(&message, load->items[publisher].socket, ZMQ_DONTWAIT) >= 0) {
                take_receipt(load, &message);
                time_receipt(load, publisher);
                load->flying[publisher]--;
                load->received++;
        }
        if (errno != EAGAIN)
                fail("receive");
        zmq_msg_close(&message);
}

static void run(struct load *load)
{
        load->began = moment_nsec();
        while (load->received < load->batches) {
                for (size_t i = 0; i < load->publishers; i++)
                        send_to(load, i);
                if (zmq_poll(load->items, (int)load->publishers,
                             load->sent < load->batches ? wait_msec(load) : WAIT_MSEC) == 0 &&
                    !load->rate)
                        fail("no receipt came");
                for (size_t i = 0; i < load->publishers; i++)
                        if (load->items[i].revents)
                                receive_from(load, i);
        }
}

static void tell(const struct load *load)
{
        printf("{\"seconds\": %.6f, \"events\": %zu, \"accepted\": %llu, \"bytes\": %llu",
               (double)(moment_nsec() - load->began) / 1e9, load->sent * load->events.count,
               (unsigned long long)load->accepted, (unsigned long long)load->bytes);
        if (load->took)
                printf(", \"receipt_p50_usec\": %.1f, \"receipt_p99_usec\": %.1f, \"receipt_worst_usec\": %.1f",
                       (double)moment_share(load->took, load->batches, 500) / 1e3,
                       (double)moment_share(load->took, load->batches, 990) / 1e3,
                       (double)moment_share(load->took, load->batches, 1000) / 1e3);
        printf("}\n");
}

static void *connected(void *context, const char *address)
{
        void *socket = zmq_socket(context, ZMQ_DEALER);
        int none = 0;

        if (!socket || zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof(none)) < 0 ||
            zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof(none)) < 0 || zmq_connect(socket, address) < 0)
                fail(address);
        return socket;
}

static uint64_t argument(int argc, char **argv, int index, uint64_t otherwise)
{
        return argc > index ? strtoull(argv[index], NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
        void *context = zmq_ctx_new();
        struct load load = {
                .batches = argument(argc, argv, 3, 0),
                .in_flight = argument(argc, argv, 4, 0),
                .publishers = argument(argc, argv, 5, 1),
                .first = argument(argc, argv, 6, 1),
                .rate = argument(argc, argv, 7, 0),
        };

        if (load.batches == 0 || load.in_flight == 0 || load.publishers == 0) {
                fprintf(stderr, "usage: bench-load ADDRESS EVENTS BATCHES IN-FLIGHT [PUBLISHERS [FIRST [RATE "
                                "[YEARS]]]]\n");
                return 2;
        }
        events_init(&load.events, "bench", "RU-LEN", argument(argc, argv, 2, 0), 0,
                    (unsigned)argument(argc, argv, 8, 1));
        load.items = calloc(load.publishers, sizeof(*load.items));
        load.flying = calloc(load.publishers, sizeof(*load.flying));
        load.oldest = calloc(load.publishers, sizeof(*load.oldest));
        load.sent_at = calloc(load.publishers * load.in_flight, sizeof(*load.sent_at));
        load.took = load.batches <= TIMED_MAX ? calloc(load.batches, sizeof(*load.took)) : NULL;
        for (size_t i = 0; i < load.publishers; i++)
                load.items[i] = (zmq_pollitem_t){.socket = connected(context, argv[1]), .events = ZMQ_POLLIN};
        run(&load);
        tell(&load);
        for (size_t i = 0; i < load.publishers; i++)
                zmq_close(load.items[i].socket);
        zmq_ctx_term(context);
        free(load.items);
        free(load.flying);
        free(load.oldest);
        free(load.sent_at);
        free(load.took);
        events_done(&load.events);
        return 0;
}
