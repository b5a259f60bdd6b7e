/* client/lib/publisher.c: batches out, receipts in. What is in flight, and when it is sent again,
 * is in requests.c; here are the receipts, the order of each source's numbers, and the waits. */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"
#include "endpoints.h"
#include "requests.h"

#define RECEIPTS_PER_TURN 256u

/* A receipt, the arena that it lies in, and its place among those that wait to be taken. */
struct receipt_box {
        struct arena *arena;
        struct receipt_box *next;
        struct mst_receipt receipt;
};

/* The highest number sent for a source. */
struct source {
        struct source *next;
        uint64_t number;
        char name[];
};

struct mst_publisher {
        struct mst_options options;
        char *software;
        char *software_version;
        void *context;
        struct bell bell;
        struct requests requests;
        struct receipt_box *first;
        struct receipt_box **last;
        unsigned int waiting; /* receipts that nobody has taken yet */
        struct source *sources;
        bool journal_known;
        char journal_id[2 * 32 + 1];
        uint64_t epoch;
        uint64_t receipts;
        uint64_t retry_later;
        uint64_t unreadable;
        void (*callback)(void *userdata, const struct mst_receipt *receipt);
        void *userdata;
};

struct mst_receipt *mst_receipt_unref(struct mst_receipt *receipt)
{
        struct receipt_box *box;

        if (!receipt)
                return NULL;
        box = (struct receipt_box *)(void *)((char *)receipt - offsetof(struct receipt_box, receipt));
        arena_free(box->arena);
        return NULL;
}

static void sources_free(struct source *source)
{
        struct source *next;

        for (; source; source = next) {
                next = source->next;
                free(source);
        }
}

struct mst_publisher *mst_publisher_unref(struct mst_publisher *publisher)
{
        struct receipt_box *box, *next;

        if (!publisher)
                return NULL;
        for (box = publisher->first; box; box = next) {
                next = box->next;
                arena_free(box->arena);
        }
        sources_free(publisher->sources);
        bell_done(&publisher->bell);
        requests_done(&publisher->requests);
        context_free(publisher->context);
        free(publisher->software);
        free(publisher->software_version);
        free(publisher);
        return NULL;
}
SCOPED_FUNCTION(struct mst_publisher, mst_publisher_unref)

static void publisher_ring(struct mst_publisher *publisher)
{
        bell_set(&publisher->bell, publisher->first || requests_work(&publisher->requests),
                 requests_due_usec(&publisher->requests));
}

/* The same for one who waits for one receipt, while others are there. */
static void publisher_ring_for_more(struct mst_publisher *publisher)
{
        bell_set(&publisher->bell, requests_work(&publisher->requests),
                 requests_due_usec(&publisher->requests));
}

int mst_publisher_new(const struct mst_endpoints *endpoints, const struct mst_options *options,
                      struct mst_publisher **ret)
{
        SCOPED(mst_publisher_unrefp) struct mst_publisher *publisher = calloc(1, sizeof(*publisher));
        struct mst_endpoints where;
        int r;

        if (!publisher)
                return -ENOMEM;
        publisher->last = &publisher->first;
        publisher->bell = (struct bell){.epoll_fd = -1, .timer_fd = -1, .event_fd = -1};
        r = endpoints_complete(endpoints, &where);
        if (r == 0)
                r = options_complete(options, &publisher->options);
        if (r < 0)
                return r;
        publisher->software = strdup(publisher->options.software);
        publisher->software_version = strdup(publisher->options.software_version);
        publisher->context = context_new();
        if (!publisher->software || !publisher->software_version || !publisher->context)
                return -ENOMEM;
        publisher->options.software = publisher->software;
        publisher->options.software_version = publisher->software_version;
        r = bell_init(&publisher->bell);
        if (r == 0)
                r = requests_init(&publisher->requests, publisher->context, where.intake, &publisher->options,
                                  &publisher->bell);
        if (r < 0)
                return r;
        publisher_ring(publisher);
        *ret = TAKE(publisher);
        return 0;
}

/* ---- out ---- */

static struct source *source_find(const struct mst_publisher *publisher, const char *name)
{
        struct source *source = publisher->sources;

        while (source && strcmp(source->name, name) != 0)
                source = source->next;
        return source;
}

static int source_add(struct mst_publisher *publisher, const char *name, struct source **ret)
{
        size_t size = strlen(name) + 1;
        struct source *source = calloc(1, sizeof(*source) + size);

        if (!source)
                return -ENOMEM;
        memcpy(source->name, name, size);
        source->next = publisher->sources;
        publisher->sources = source;
        *ret = source;
        return 0;
}

int mst_publisher_send(struct mst_publisher *publisher, struct mst_batch **batch, void *userdata,
                       uint64_t *ret_ticket)
{
        uint64_t number = batch_number(*batch);
        struct source *source = source_find(publisher, batch_source(*batch));
        SCOPED(freep) unsigned char *bytes = NULL;
        unsigned char id[REQUEST_ID_BYTES];
        struct request *request;
        size_t size;
        int r;

        if (publisher->requests.count + publisher->waiting >= publisher->requests.window)
                return MST_WINDOW_FULL;
        if (number && source && number <= source->number)
                return MST_ORDER;
        if (!source) {
                r = source_add(publisher, batch_source(*batch), &source);
                if (r < 0)
                        return r;
        }
        requests_next_id(&publisher->requests, id);
        r = batch_encode(*batch, id, &publisher->options, &bytes, &size);
        if (r == 0)
                r = requests_add(&publisher->requests, batch_source(*batch), bytes, size, &request);
        if (r != 0)
                return r;
        (void)TAKE(bytes);
        request->number = number;
        request->userdata = userdata;
        if (number)
                source->number = number;
        if (ret_ticket)
                *ret_ticket = request->ticket;
        *batch = mst_batch_unref(*batch);

        /* It is taken whatever becomes of this first try: an error will show at dispatch. */
        (void)requests_pump(&publisher->requests);
        publisher_ring(publisher);
        return 0;
}

/* ---- in ---- */

/* Whether the daemon's journal is another one than the receipt before said. */
static bool journal_changed(struct mst_publisher *publisher, const struct mst_receipt *receipt)
{
        bool changed;

        if (!*receipt->journal_id || strlen(receipt->journal_id) >= sizeof(publisher->journal_id))
                return false; /* refused before it came to a journal */
        changed = publisher->journal_known && (strcmp(publisher->journal_id, receipt->journal_id) != 0 ||
                                               publisher->epoch != receipt->epoch);
        (void)strcpy(publisher->journal_id, receipt->journal_id);
        publisher->epoch = receipt->epoch;
        publisher->journal_known = true;
        return changed;
}

static int receipt_take(struct mst_publisher *publisher, const void *bytes, size_t size)
{
        SCOPED(arena_freep) struct arena *arena = arena_new();
        const Milestone__V1__Receipt *wire;
        struct receipt_box *box;
        struct request *request;
        char *source;

        if (!arena)
                return -ENOMEM;
        wire = milestone__v1__receipt__unpack(arena_allocator(arena), size, bytes);
        if (!wire || wire->version != MST_PROTOCOL_VERSION) {
                publisher->unreadable++;
                return 0;
        }
        request = requests_find(&publisher->requests, wire->request_id.data, wire->request_id.len);
        if (!request)
                return 0;
        if (wire->reason == MILESTONE__V1__REASON__REASON_RETRY_LATER) {
                publisher->retry_later++;
                requests_pause(&publisher->requests, request);
                return 0;
        }

        box = arena_take(arena, 1, sizeof(*box));
        source = arena_take(arena, strlen(request->lane) + 1, 1);
        if (!box || !source)
                return -ENOMEM;
        receipt_from_wire(arena, wire, &box->receipt);
        if (arena_failed(arena))
                return -ENOMEM;
        (void)strcpy(source, request->lane);
        box->receipt.source = source;
        box->receipt.ticket = request->ticket;
        box->receipt.userdata = request->userdata;
        box->receipt.number = request->number;
        box->receipt.sent_times = request->sent_times;
        box->receipt.journal_changed = journal_changed(publisher, &box->receipt);
        requests_remove(&publisher->requests, request);
        publisher->receipts++;

        box->arena = TAKE(arena);
        *publisher->last = box;
        publisher->last = &box->next;
        publisher->waiting++;
        return 0;
}

static int receipts_take(struct mst_publisher *publisher)
{
        struct frames frames;
        int r;

        for (unsigned int i = 0; i < RECEIPTS_PER_TURN; i++) {
                r = link_receive(&publisher->requests.link, &frames);
                if (r != 0)
                        return r < 0 ? r : 0;
                if (frames.count == 1 && !frames.excess)
                        r = receipt_take(publisher, zmq_msg_data(&frames.frame[0]),
                                         zmq_msg_size(&frames.frame[0]));
                else
                        publisher->unreadable++;
                frames_done(&frames);
                if (r < 0)
                        return r;
        }
        return 0;
}

/* Receipts are taken before anything is sent again: what was answered need not be. */
static int publisher_turn(struct mst_publisher *publisher)
{
        int r = receipts_take(publisher);

        if (r == 0)
                r = requests_pump(&publisher->requests);
        publisher_ring(publisher);
        return r;
}

static struct receipt_box *receipt_unlink(struct mst_publisher *publisher, struct receipt_box **at)
{
        struct receipt_box *box = *at;

        *at = box->next;
        if (!*at)
                publisher->last = at;
        box->next = NULL;
        publisher->waiting--;
        return box;
}

int mst_publisher_next(struct mst_publisher *publisher, struct mst_receipt **ret)
{
        if (!publisher->first)
                return MST_NONE;
        *ret = &receipt_unlink(publisher, &publisher->first)->receipt;
        publisher_ring(publisher);
        return 0;
}

int mst_publisher_dispatch(struct mst_publisher *publisher)
{
        struct mst_receipt *receipt;
        int r = publisher_turn(publisher);

        while (publisher->callback && mst_publisher_next(publisher, &receipt) == 0) {
                publisher->callback(publisher->userdata, receipt);
                mst_receipt_unref(receipt);
        }
        return r;
}

int mst_publisher_wait(struct mst_publisher *publisher, int timeout_msec)
{
        int r = bell_wait(&publisher->bell, timeout_msec);

        return r == 0 ? mst_publisher_dispatch(publisher) : r;
}

int mst_publisher_receive(struct mst_publisher *publisher, int timeout_msec, struct mst_receipt **ret)
{
        int64_t until_usec = bell_until_usec(timeout_msec);
        int r;

        while (mst_publisher_next(publisher, ret) != 0) {
                r = bell_wait(&publisher->bell, bell_left_msec(until_usec));
                if (r == 0)
                        r = publisher_turn(publisher);
                if (r != 0)
                        return r;
        }
        return 0;
}

static int receipt_of(struct mst_publisher *publisher, uint64_t ticket, struct mst_receipt **ret)
{
        for (struct receipt_box **at = &publisher->first; *at; at = &(*at)->next)
                if ((*at)->receipt.ticket == ticket) {
                        *ret = &receipt_unlink(publisher, at)->receipt;
                        return 0;
                }
        return MST_NONE;
}

int mst_publisher_publish(struct mst_publisher *publisher, struct mst_batch **batch, int timeout_msec,
                          struct mst_receipt **ret)
{
        int64_t until_usec = bell_until_usec(timeout_msec);
        uint64_t ticket;
        int r;

        r = mst_publisher_send(publisher, batch, NULL, &ticket);
        while (r == 0 && receipt_of(publisher, ticket, ret) != 0) {
                publisher_ring_for_more(publisher);
                r = bell_wait(&publisher->bell, bell_left_msec(until_usec));
                if (r == 0)
                        r = publisher_turn(publisher);
        }
        publisher_ring(publisher);
        return r;
}

void mst_publisher_set_callback(struct mst_publisher *publisher,
                                void (*callback)(void *userdata, const struct mst_receipt *receipt),
                                void *userdata)
{
        publisher->callback = callback;
        publisher->userdata = userdata;
}

int mst_publisher_fd(struct mst_publisher *publisher)
{
        return publisher->bell.epoll_fd;
}

void mst_publisher_state(const struct mst_publisher *publisher, struct mst_publisher_state *ret)
{
        *ret = (struct mst_publisher_state){
                .connected = publisher->requests.link.up,
                .in_flight = publisher->requests.count,
                .window = publisher->requests.window,
                .batches_sent = publisher->requests.sent,
                .batches_resent = publisher->requests.sent_again,
                .receipts = publisher->receipts,
                .retry_later = publisher->retry_later,
                .strays = publisher->requests.strays,
                .unreadable = publisher->unreadable,
        };
}
