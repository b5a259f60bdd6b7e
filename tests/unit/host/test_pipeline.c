/* tests/unit/host/test_pipeline.c: the way as a whole, over a journal whose disk holds its syncs back,
 * fails or is full: rule 32 (nothing leaves that follows from what is not on disk), rule 40 (a dry run
 * changes nothing). What a restart leads to is test_restart.c. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "host/host_inside.h"
#include "milestone/v1/receipt.pb-c.h"
#include "disk/disk.h"
#include "transport/socket.h"
#include "unit/ctl/suite.h"
#include "unit/query/way.h"

#define LIMIT_MSEC 60000

static struct way way;
static struct false_disk disk;

/* ---- peers: a publisher, a subscriber, one who asks ---- */

static void *context, *intake, *desk, *dealer, *asker, *subscriber;
static struct route route;

static void *router(const char *address, enum socket_kind kind)
{
        void *socket;

        ck_assert_int_eq(socket_new(context, kind, &socket), 0);
        ck_assert_int_eq(zmq_bind(socket, address), 0);
        return socket;
}

static void *peer(const char *address, int type)
{
        void *socket = zmq_socket(context, type);
        int linger = 0, limit_msec = LIMIT_MSEC;

        ck_assert_ptr_nonnull(socket);
        zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof(linger));
        zmq_setsockopt(socket, ZMQ_RCVTIMEO, &limit_msec, sizeof(limit_msec));
        ck_assert_int_eq(zmq_connect(socket, address), 0);
        return socket;
}

static void await(void *socket)
{
        zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};

        ck_assert_int_gt(zmq_poll(&item, 1, LIMIT_MSEC), 0);
}

static void attach(void)
{
        char from[PEER_TEXT_MAX];
        void *notifications;
        zmq_msg_t body;

        context = transport_new();
        ck_assert_ptr_nonnull(context);
        intake = router("inproc://intake", SOCKET_INTAKE);
        desk = router("inproc://desk", SOCKET_DESK);
        notifications = router("inproc://notifications", SOCKET_NOTIFICATIONS);
        ck_assert_int_eq(stream_new(notifications, &way.pipeline.stream), 0);
        dealer = peer("inproc://intake", ZMQ_DEALER);
        asker = peer("inproc://desk", ZMQ_DEALER);
        subscriber = peer("inproc://notifications", ZMQ_SUB);

        for (uint64_t subscribed = 0, unsubscribed = 0; subscribed == 0;) {
                zmq_setsockopt(subscriber, ZMQ_SUBSCRIBE, "", 0);
                await(notifications);
                ck_assert_int_eq(stream_receive(way.pipeline.stream, &subscribed, &unsubscribed), 0);
        }
        /* The route of the publisher, by a message of it. */
        ck_assert_int_eq(zmq_send(dealer, "x", 1, 0), 1);
        await(intake);
        zmq_msg_init(&body);
        ck_assert_int_eq(router_receive(intake, &route, &body, from), 0);
        zmq_msg_close(&body);
}

static void detach(void)
{
        zmq_close(dealer);
        zmq_close(asker);
        zmq_close(subscriber);
        socket_free(intake);
        socket_free(desk);
        stream_free(way.pipeline.stream);
        way.pipeline.stream = NULL;
        transport_free(context);
}

/* Nothing has come: an inproc message is there as soon as it is sent. */
static bool is_silent(void *socket)
{
        uint8_t bytes[16];

        return zmq_recv(socket, bytes, sizeof(bytes), ZMQ_DONTWAIT) < 0 && zmq_errno() == EAGAIN;
}

static Milestone__V1__Receipt *receipt(void)
{
        Milestone__V1__Receipt *message;
        zmq_msg_t frame;

        zmq_msg_init(&frame);
        ck_assert_int_ge(zmq_msg_recv(&frame, dealer, 0), 0);
        message = milestone__v1__receipt__unpack(NULL, zmq_msg_size(&frame), zmq_msg_data(&frame));
        ck_assert_ptr_nonnull(message);
        zmq_msg_close(&frame);
        return message;
}

static void receipt_free(Milestone__V1__Receipt *message)
{
        milestone__v1__receipt__free_unpacked(message, NULL);
}

/* ---- what is said ---- */

static const struct said a_day = {.id = "a", .number = 1, .period = "2024-01-01", .value = 1000};

static int take_day(const struct said *said)
{
        return way_take(&way, &(struct batch_said){.source = "registry", .events = said, .count = 1}, intake,
                        &route);
}

static void begin(void)
{
        false_disk_init(&disk);
        way_init(&way, &disk);
        way_configure(&way, way_yaml);
        attach();
}

static void end(void)
{
        detach();
        way_done(&way);
        false_disk_done(&disk);
}

static void dispatch_and_tell(void)
{
        ck_assert_int_eq(journal_dispatch(way.pipeline.journal), 0);
        ck_assert_int_eq(pipeline_settled(&way.pipeline), 0);
}

static void let_it_sync(void)
{
        false_disk_hold(&disk, false);
        ck_assert_int_eq(scratch_await(way.pipeline.journal, journal_last(way.pipeline.journal)), 0);
        ck_assert_int_eq(pipeline_settled(&way.pipeline), 0);
}

/* One question through the desk's own function. */
static void ask_the_desk(const void *bytes, size_t length, int frames)
{
        struct host *host = calloc(1, sizeof(*host));

        ck_assert_ptr_nonnull(host);
        for (int i = 1; i < frames; i++)
                ck_assert_int_ge(zmq_send(asker, "x", 1, ZMQ_SNDMORE), 0);
        ck_assert_int_ge(zmq_send(asker, bytes, length, 0), 0);
        await(desk);
        host->config = way_config(way_yaml);
        host->pipeline = way.pipeline;
        desk_init(host);
        ck_assert_int_eq(desk_answer(host, desk), 0);
        way.pipeline = host->pipeline;
        ck_assert_uint_eq(host->counters.questions, 1);
        ck_assert_uint_eq(host->counters.questions_failed, frames > 1);
        query_done(&host->query);
        config_free(host->config);
        free(host);
}

/* ---- on disk before told ---- */

/* rule 32: a receipt, a notification, a measure's value and an answer wait for the sync of the entry
 * that they follow from, though the core has long applied it; then all of them leave. */
START_TEST(rule_32_nothing_leaves_before_the_sync)
{
        Milestone__V1__Receipt *told;
        uint8_t bytes[64];
        char topic[256];
        size_t held;
        ASKING(Sources, sources, SOURCES);

        begin();
        false_disk_hold(&disk, true);
        ck_assert_int_eq(take_day(&a_day), 0);
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert_uint_eq(way.pipeline.applied, 4); /* the core is ahead of the disk */
        ck_assert_int_eq(pipeline_tell_measures(&way.pipeline), 0);
        milestone__v1__question__pack(&question, bytes);
        ask_the_desk(bytes, milestone__v1__question__get_packed_size(&question), 1);
        held = hold_count(way.pipeline.hold);
        ck_assert_uint_eq(held, 4);

        false_disk_await_held(&disk);
        dispatch_and_tell();
        ck_assert_uint_eq(journal_settled(way.pipeline.journal), 3);
        ck_assert_uint_eq(hold_count(way.pipeline.hold), held);
        ck_assert(is_silent(dealer) && is_silent(subscriber) && is_silent(asker));
        ck_assert_uint_eq(way.counters.receipts_sent + way.counters.notifications_sent, 0);

        let_it_sync();
        ck_assert_uint_eq(hold_count(way.pipeline.hold), 0);
        told = receipt();
        ck_assert_uint_eq(told->position, 4);
        ck_assert_uint_eq(told->counts->accepted, 1);
        receipt_free(told);
        ck_assert_int_gt(zmq_recv(subscriber, topic, sizeof(topic), 0), 0);
        ck_assert(!is_silent(asker));
        ck_assert_uint_eq(way.counters.receipts_sent, 1);
        ck_assert_uint_eq(way.counters.notifications_sent, 1);
        ck_assert_uint_eq(way.counters.measure_updates_sent, 1);
        end();
}
END_TEST

/* rule 32: what is settled leaves while the next group still waits. */
START_TEST(rule_32_each_with_its_own_sync)
{
        const struct said next = {.id = "b", .number = 1, .period = "2024-01-02", .value = 1000};
        Milestone__V1__Receipt *told;

        begin();
        ck_assert_int_eq(take_day(&a_day), 0);
        ck_assert_int_eq(way_work(&way), 0);
        let_it_sync();
        false_disk_hold(&disk, true);
        ck_assert_int_eq(take_day(&next), 0);
        ck_assert_int_eq(way_work(&way), 0);
        false_disk_await_held(&disk);
        dispatch_and_tell();
        told = receipt();
        ck_assert_uint_eq(told->position, 4);
        receipt_free(told);
        ck_assert(is_silent(dealer));
        let_it_sync();
        told = receipt();
        ck_assert_uint_eq(told->position, 5);
        receipt_free(told);
        end();
}
END_TEST

/* Call number `nth` of the disk from here on fails, and all after it. */
static void fail_from(unsigned nth)
{
        (void)pthread_mutex_lock(&disk.lock);
        disk.fail_at = disk.calls + nth;
        disk.for_ever = true;
        (void)pthread_mutex_unlock(&disk.lock);
}

/* rule 32: after a write (the first call) or a sync (the second) that failed nothing ever leaves, and
 * who takes, dispatches or appends gets the error of the disk. */
static void fail_and_look(unsigned nth)
{
        unsigned syncs;

        begin();
        syncs = disk.syncs;
        fail_from(nth);
        ck_assert_int_eq(take_day(&a_day), 0);
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert_int_eq(scratch_await(way.pipeline.journal, journal_last(way.pipeline.journal)), -EIO);
        ck_assert_uint_eq(disk.syncs, syncs);
        ck_assert_int_eq(pipeline_settled(&way.pipeline), 0);
        ck_assert_uint_gt(hold_count(way.pipeline.hold), 0);
        ck_assert(is_silent(dealer) && is_silent(subscriber));
        ck_assert_int_eq(take_day(&a_day), -EIO);
        ck_assert_int_eq(pipeline_append_tick(&way.pipeline, 1, 19800), -EIO);
        ck_assert_int_eq(journal_dispatch(way.pipeline.journal), -EIO);
        ck_assert_int_eq(pipeline_settled(&way.pipeline), 0);
        ck_assert(is_silent(dealer) && is_silent(subscriber));
        end();
}

START_TEST(rule_32_a_failed_disk_tells_nothing)
{
        fail_and_look(1);
        fail_and_look(2);
}
END_TEST

/* A batch of a feed has nobody to tell: it counts, and no receipt is held for nobody. */
START_TEST(a_feed_gets_no_receipt)
{
        begin();
        ck_assert_int_eq(way_take(&way,
                                  &(struct batch_said){.source = "registry", .events = &a_day, .count = 1},
                                  NULL, NULL),
                         0);
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert_uint_eq(hold_count(way.pipeline.hold), 1); /* the news */
        ck_assert_uint_eq(way.counters.events_accepted, 1);
        ck_assert_uint_eq(way.counters.feed_batches, 1);
        let_it_sync();
        ck_assert(is_silent(dealer));
        end();
}
END_TEST

/* ---- statements that are not in memory ---- */

static bool is_cold;
static unsigned waited; /* reads that had to */

static ssize_t read_or_cold(void *nothing, int fd, void *data, size_t length, uint64_t offset, bool cached)
{
        if (cached && is_cold)
                return -EAGAIN;
        waited += is_cold;
        return disk_real.pread(nothing, fd, data, length, offset, cached);
}

/* Where the statement of a day is in the log, and may be cold. */
static void begin_cold(void)
{
        static struct disk cold_disk;

        cold_disk = disk_real;
        cold_disk.pread = read_or_cold;
        is_cold = false;
        waited = 0;
        false_disk_init(&disk);
        way_init(&way, &disk);
        way_down(&way);
        way.store_disk = &cold_disk;
        ck_assert_int_eq(way_up(&way), 0);
        way_configure(&way, way_yaml);
        attach();
        ck_assert_int_eq(take_day(&a_day), 0);
        ck_assert_int_eq(way_work(&way), 0);
        way_checkpoint(&way, 0);
        receipt_free(receipt());
        is_cold = true;
}

static int64_t value_of_day(void)
{
        Answer *answer;
        int64_t units;
        ASKING(Measure, measure, MEASURE);

        ask.measure = SAY("daily");
        ask.period = SAY("2024-01-01");
        answer = way_ask(&way, &question);
        units = answer->measure->rows[0]->value->units;
        answer_free(answer);
        return units;
}

/* An entry whose statements the disk must read first stands aside, with all behind it; meanwhile others
 * are answered, as if it had not come. Then it counts once, and in its order. */
START_TEST(a_cold_entry_stands_aside)
{
        const struct said corrected = {.id = "a", .number = 2, .period = "2024-01-01", .value = 2000};
        const struct said again = {.id = "a", .number = 3, .period = "2024-01-01", .value = 3000};
        Milestone__V1__Receipt *told;
        uint64_t applied;

        begin_cold();
        applied = way.pipeline.applied;
        ck_assert_int_eq(take_day(&corrected), 0);
        ck_assert_int_eq(take_day(&again), 0);
        for (int i = 0; i < 3; i++)
                ck_assert_int_eq(way_work(&way), 0);
        ck_assert(pipeline_is_parked(&way.pipeline));
        ck_assert_uint_eq(way.pipeline.applied, applied);
        ck_assert_int_eq(value_of_day(), 1000);
        ck_assert(is_silent(dealer));
        ck_assert_uint_eq(waited, 0);

        is_cold = false;
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert(!pipeline_is_parked(&way.pipeline));
        ck_assert_int_eq(value_of_day(), 3000);
        let_it_sync();
        for (unsigned i = 1; i <= 2; i++) {
                told = receipt();
                ck_assert_uint_eq(told->position, applied + i);
                ck_assert_uint_eq(told->counts->revised, 1);
                receipt_free(told);
        }
        ck_assert_uint_eq(way.counters.entries_parked, 1);
        ck_assert_uint_eq(way.counters.entries_waited, 0);
        end();
}
END_TEST

/* Where memory forgets faster than the disk reads, it goes on all the same. */
START_TEST(a_cold_entry_is_waited_for_in_the_end)
{
        const struct said corrected = {.id = "a", .number = 2, .period = "2024-01-01", .value = 2000};

        begin_cold();
        ck_assert_int_eq(take_day(&corrected), 0);
        for (unsigned i = 0; i < PIPELINE_COLD_TRIES_MAX; i++)
                ck_assert_int_eq(way_work(&way), 0);
        ck_assert(pipeline_is_parked(&way.pipeline));
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert(!pipeline_is_parked(&way.pipeline));
        ck_assert_int_eq(value_of_day(), 2000);
        ck_assert_uint_gt(waited, 0);
        ck_assert_uint_eq(way.counters.entries_waited, 1);
        end();
}
END_TEST

/* What is parked at the end is nobody's loss: the journal has it. */
START_TEST(a_parked_entry_comes_again_after_a_restart)
{
        const struct said corrected = {.id = "a", .number = 2, .period = "2024-01-01", .value = 2000};

        begin_cold();
        ck_assert_int_eq(take_day(&corrected), 0);
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert(pipeline_is_parked(&way.pipeline));
        detach();
        way_down(&way);
        ck_assert_int_eq(way_up(&way), 0);
        ck_assert_int_eq(way_work(&way), 0);
        ck_assert_int_eq(value_of_day(), 2000);
        attach();
        end();
}
END_TEST

/* ---- refused whole ---- */

/* What is of no use is told to its sender and leaves no trace in the journal. */
START_TEST(a_message_of_no_use_is_told_so)
{
        struct arrival arrival = {.peer = "peer"};
        Milestone__V1__Receipt *told;

        begin();
        arrival.socket = intake;
        arrival.route = route;
        ck_assert_int_eq(way_take(&way,
                                  &(struct batch_said){.source = "regisry", .events = &a_day, .count = 1},
                                  intake, &route),
                         0);
        ck_assert_int_eq(pipeline_refuse_frames(&way.pipeline, &arrival), 0);
        let_it_sync();
        told = receipt();
        ck_assert_int_eq(told->reason, MILESTONE__V1__REASON__REASON_SOURCE);
        ck_assert_uint_eq(told->position, 0);
        ck_assert_uint_eq(told->request_id.len, 3);
        receipt_free(told);
        told = receipt();
        ck_assert_int_eq(told->reason, MILESTONE__V1__REASON__REASON_FRAMES);
        receipt_free(told);
        ck_assert_uint_eq(journal_last(way.pipeline.journal), 3);
        ck_assert_uint_eq(way.counters.batches_refused, 2);
        ck_assert_uint_eq(way.counters.frames_refused, 1);
        end();
}
END_TEST

/* A question of three frames is answered, not read where nothing is. */
START_TEST(a_question_of_many_frames)
{
        zmq_msg_t frame;
        Answer *answer;

        begin();
        ask_the_desk("x", 1, 3);
        let_it_sync();
        zmq_msg_init(&frame);
        ck_assert_int_ge(zmq_msg_recv(&frame, asker, 0), 0);
        answer = milestone__v1__answer__unpack(NULL, zmq_msg_size(&frame), zmq_msg_data(&frame));
        ck_assert_ptr_nonnull(answer);
        ck_assert_int_eq(answer->failure->why, MILESTONE__V1__FAILURE__WHY__WHY_UNREADABLE);
        answer_free(answer);
        zmq_msg_close(&frame);
        end();
}
END_TEST

static void reopen_with(uint64_t pending_bytes_max, uint64_t free_floor_bytes)
{
        detach();
        way_checkpoint(&way, 1000);
        way_down(&way);
        way.pending_bytes_max = pending_bytes_max;
        way.free_floor_bytes = free_floor_bytes;
        ck_assert_int_eq(way_up(&way), 0);
        way_settle(&way);
        attach();
}

/* While too much waits for the disk a publisher is told to come again; what was refused left no trace
 * and counts when it is sent again. */
START_TEST(busy_is_retry_later)
{
        uint64_t last, accepted = 0, later = 0, sent = 0;
        Milestone__V1__Receipt *told;

        begin();
        reopen_with(4096, 0);
        false_disk_hold(&disk, true);
        while (way.counters.retry_later == 0 && sent < 1000) {
                ck_assert_int_eq(take_day(&a_day), 0);
                sent++;
        }
        ck_assert_uint_eq(way.counters.retry_later, 1);
        ck_assert(!pipeline_has_room(&way.pipeline, 1024));
        last = journal_last(way.pipeline.journal);
        ck_assert_int_eq(way_work(&way), 0);
        let_it_sync();
        for (uint64_t i = 0; i < sent; i++) {
                told = receipt();
                accepted += told->reason == MILESTONE__V1__REASON__REASON_UNSPECIFIED;
                later += told->reason == MILESTONE__V1__REASON__REASON_RETRY_LATER;
                ck_assert_int_eq(told->position == 0, told->reason != 0);
                receipt_free(told);
        }
        ck_assert_uint_eq(later, 1);
        ck_assert_uint_eq(accepted, sent - 1);
        ck_assert(pipeline_has_room(&way.pipeline, 1024));
        ck_assert_int_eq(take_day(&a_day), 0);
        ck_assert_uint_eq(journal_last(way.pipeline.journal), last + 1);
        ck_assert_int_eq(way_work(&way), 0);
        let_it_sync();
        told = receipt();
        ck_assert_uint_eq(told->counts->repeated, 1);
        receipt_free(told);
        end();
}
END_TEST

static void set_free(uint64_t bytes)
{
        (void)pthread_mutex_lock(&disk.lock);
        disk.free_bytes = bytes;
        (void)pthread_mutex_unlock(&disk.lock);
}

/* Below the floor of free space intake is refused and reading goes on; with room it counts again. */
START_TEST(no_space_is_retry_later)
{
        Milestone__V1__Receipt *told;
        uint64_t last;

        begin();
        reopen_with(0, 1 << 20);
        last = journal_last(way.pipeline.journal);
        set_free((1 << 20) - 1);
        /* The floor is looked at from time to time, so the first ones may pass. */
        for (int i = 0; way.counters.retry_later == 0 && i < 1000; i++) {
                ck_assert_int_eq(take_day(&a_day), 0);
                last = journal_last(way.pipeline.journal);
                ck_assert_int_eq(way_work(&way), 0);
                let_it_sync();
                told = receipt();
                ck_assert_int_eq(told->reason == MILESTONE__V1__REASON__REASON_RETRY_LATER,
                                 way.counters.retry_later == 1);
                receipt_free(told);
        }
        ck_assert_uint_eq(way.counters.retry_later, 1);
        ck_assert_uint_eq(journal_last(way.pipeline.journal), last);
        {
                ASKING(Sources, sources, SOURCES);

                answer_free(way_ask(&way, &question));
        }
        set_free(UINT64_MAX);
        for (int i = 0; journal_last(way.pipeline.journal) == last && i < 1000; i++) {
                ck_assert_int_eq(take_day(&a_day), 0);
                ck_assert_int_eq(way_work(&way), 0);
                let_it_sync();
                receipt_free(receipt());
        }
        ck_assert_uint_eq(journal_last(way.pipeline.journal), last + 1);
        end();
}
END_TEST

static const char quota_yaml[] =
        "clock: events\n"
        "currency: USD\n"
        "sources:\n"
        "  - {name: registry, kinds: trade, reports: BY, resolution: day, complete-after: 10 days}\n"
        "  - {name: queue, kinds: trade, reports: BY, resolution: day, numbers: by-arrival, events-max: 3}\n"
        "corridors:\n"
        "  - {name: north, between: [BY, RU]}\n";

/* A source may fill its own quota, and not the disk of all: batches beyond it leave no entry, and those of
 * other sources go on. */
START_TEST(a_source_has_a_quota)
{
        const struct said said[] = {{.id = "a", .number = 1, .period = "2024-01-01", .value = 1000},
                                    {.id = "b", .number = 1, .period = "2024-01-01", .value = 1000}};
        const struct batch_said two = {.source = "queue", .events = said, .count = 2, .number = 1};
        Milestone__V1__Receipt *told;
        uint64_t last;

        begin();
        way_configure(&way, quota_yaml);
        let_it_sync();
        for (int i = 0; i < 2; i++) {
                last = journal_last(way.pipeline.journal);
                ck_assert_int_eq(way_take(&way, &two, intake, &route), 0);
                ck_assert_int_eq(way_work(&way), 0);
                let_it_sync();
                told = receipt();
                ck_assert_int_eq(told->reason, i == 0 ? MILESTONE__V1__REASON__REASON_UNSPECIFIED
                                                      : MILESTONE__V1__REASON__REASON_LIMIT);
                ck_assert_uint_eq(journal_last(way.pipeline.journal) - last, i == 0);
                receipt_free(told);
        }
        ck_assert_uint_eq(way.counters.batches_over_quota, 1);
        ck_assert_int_eq(take_day(&a_day), 0);
        ck_assert_int_eq(way_work(&way), 0);
        let_it_sync();
        told = receipt();
        ck_assert_uint_eq(told->counts->accepted, 1);
        receipt_free(told);
        end();
}
END_TEST

/* ---- dry run ---- */

/* rule 40: a dry run gets the receipt that the batch would get, and journal, sums, records and
 * outbox are as they were. */
START_TEST(rule_40_a_dry_run_changes_nothing)
{
        const struct said said[] = {{.id = "a", .number = 1, .period = "2024-01-01", .value = 1000},
                                    {.id = "new", .number = 1, .period = "2024-01-01", .value = 5},
                                    {.id = "bad", .number = 1, .period = "2024-01-01", .currency = "XXQ"}};
        const struct batch_said dry = {.source = "registry", .events = said, .count = 3, .dry_run = true};
        SCOPED(answer_freep) Answer *value = NULL;
        SCOPED(answer_freep) Answer *record = NULL;
        Milestone__V1__Receipt *told;
        uint64_t sequence;

        begin();
        ck_assert_int_eq(take_day(&a_day), 0);
        ck_assert_int_eq(way_work(&way), 0);
        let_it_sync();
        receipt_free(receipt());
        sequence = outbox_sequence(way.pipeline.outbox);
        for (int i = 0; i < 2; i++) {
                ck_assert_int_eq(way_take(&way, &dry, intake, &route), 0);
                ck_assert_int_eq(way_work(&way), 0);
                let_it_sync();
                told = receipt();
                ck_assert(told->dry_run);
                ck_assert_uint_eq(told->position, 0);
                ck_assert_uint_eq(told->counts->accepted, 1);
                ck_assert_uint_eq(told->counts->repeated, 1);
                ck_assert_uint_eq(told->counts->refused, 1);
                receipt_free(told);
        }
        ck_assert_uint_eq(journal_last(way.pipeline.journal), 4);
        ck_assert_uint_eq(outbox_sequence(way.pipeline.outbox), sequence);
        {
                ASKING(Measure, measure, MEASURE);

                ask.measure = SAY("daily");
                ask.period = SAY("2024-01-01");
                value = way_ask(&way, &question);
                ck_assert_int_eq(value->measure->rows[0]->value->units, 1000);
        }
        {
                ASKING(Record, record, RECORD);

                ask.source = SAY("registry");
                ask.id = SAY("new");
                record = way_ask(&way, &question);
                ck_assert(!record->record->found);
        }
        ck_assert_uint_eq(way.counters.dry_runs, 2);
        end();
}
END_TEST

SUITE("pipeline", rule_32_nothing_leaves_before_the_sync, rule_32_each_with_its_own_sync,
      rule_32_a_failed_disk_tells_nothing, a_feed_gets_no_receipt, a_message_of_no_use_is_told_so,
      a_question_of_many_frames, busy_is_retry_later, no_space_is_retry_later, a_source_has_a_quota,
      rule_40_a_dry_run_changes_nothing, a_cold_entry_stands_aside, a_cold_entry_is_waited_for_in_the_end,
      a_parked_entry_comes_again_after_a_restart)
