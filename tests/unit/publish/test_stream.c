/* tests/unit/publish/test_stream.c: a real XPUB and a real SUB. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "news.h"
#include "publish/stream.h"
#include "transport/socket.h"

static void *context;
static struct stream *stream;
static char address[64];

static void up(void)
{
        void *socket;

        context = transport_new();
        ck_assert_ptr_nonnull(context);
        ck_assert_int_eq(socket_new(context, SOCKET_NOTIFICATIONS, &socket), 0);
        snprintf(address, sizeof(address), "ipc:///tmp/milestone-stream-%d", getpid());
        ck_assert_int_eq(socket_bind(socket, text_of(address), 0600, TEXT("")), 0);
        ck_assert_int_eq(stream_new(socket, &stream), 0);
}

static void down(void)
{
        stream_free(stream);
        transport_free(context);
        unlink(address + strlen("ipc://"));
}

static void *subscriber(const char *topic)
{
        void *socket = zmq_socket(context, ZMQ_SUB);
        uint64_t subscribed = 0, unsubscribed = 0;
        int linger = 0, limit_msec = 10000;

        zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof(linger));
        zmq_setsockopt(socket, ZMQ_RCVTIMEO, &limit_msec, sizeof(limit_msec));
        ck_assert_int_eq(zmq_connect(socket, address), 0);
        zmq_setsockopt(socket, ZMQ_SUBSCRIBE, topic, strlen(topic));
        while (subscribed == 0) {
                zmq_pollitem_t item = {stream_socket(stream), 0, ZMQ_POLLIN, 0};

                ck_assert_int_gt(zmq_poll(&item, 1, limit_msec), 0);
                ck_assert_int_eq(stream_receive(stream, &subscribed, &unsubscribed), 0);
        }
        return socket;
}

static int hand_on(void *unused, const struct held *held)
{
        (void)unused;
        return stream_send(stream, held);
}

/* One notification reaches who asks by kind as well as who asks by milestone, with the same bytes. */
START_TEST(it_is_sent_under_each_of_its_topics)
{
        void *by_kind = subscriber("kind/reached/"), *by_name = subscriber("milestone/north/");
        char topic[256], body[64];
        struct topics topics;
        struct hold *hold;
        int size;

        topics_of(NEWS_REACHED, TEXT("north"), TEXT("rails"), TEXT(""), &topics);
        ck_assert_int_eq(hold_new(&hold), 0);
        ck_assert_int_eq(hold_add_told(hold, HELD_NEWS, 1, &topics, "body", 4), 0);
        ck_assert_int_eq(hold_release(hold, 1, hand_on, NULL), 0);

        size = zmq_recv(by_kind, topic, sizeof(topic), 0);
        ck_assert_int_eq(size, (int)strlen("kind/reached/north/rails/"));
        ck_assert_int_eq(zmq_recv(by_kind, body, sizeof(body), 0), 4);
        ck_assert_mem_eq(body, "body", 4);
        size = zmq_recv(by_name, topic, sizeof(topic), 0);
        ck_assert_int_eq(size, (int)strlen("milestone/north/rails/reached/"));
        ck_assert_int_eq(zmq_recv(by_name, body, sizeof(body), 0), 4);

        hold_free(hold);
        zmq_close(by_kind);
        zmq_close(by_name);
}
END_TEST

/* A lost last message is noticed by the beat: it names the last of all and of each changed chain. */
START_TEST(a_beat_names_the_last)
{
        const struct identity identity = {.epoch = 3};
        const struct beat beat = {.identity = identity, .position = 8, .day = 19000, .measures_position = 7};
        struct news news = some_news(NEWS_REACHED, TEXT("north"), TEXT("rails"));
        const uint8_t chain[CHAIN_BYTES] = {0};
        void *socket = subscriber("beat/");
        Milestone__V1__Beat *message;
        struct told_news told;
        struct outbox *outbox;
        uint8_t body[1024];
        int size;

        ck_assert_int_eq(outbox_new(&identity, &outbox), 0);
        ck_assert_int_eq(outbox_tell(outbox, &news, chain, &told), 0);
        ck_assert_int_eq(stream_beat(stream, &beat, outbox), 0);
        ck_assert_int_gt(zmq_recv(socket, body, sizeof(body), 0), 0);
        size = zmq_recv(socket, body, sizeof(body), 0);
        message = milestone__v1__beat__unpack(NULL, (size_t)size, body);
        ck_assert_ptr_nonnull(message);
        ck_assert_uint_eq(message->sequence, 1);
        ck_assert_uint_eq(message->position, 8);
        ck_assert_uint_eq(message->n_chains, 2);
        ck_assert_mem_eq(message->outbox_hash.data, outbox_hash(outbox), OUTBOX_HASH_BYTES);
        milestone__v1__beat__free_unpacked(message, NULL);
        outbox_free(outbox);
        zmq_close(socket);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("stream");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, up, down);
        tcase_set_timeout(cases, 60);
        tcase_add_test(cases, it_is_sent_under_each_of_its_topics);
        tcase_add_test(cases, a_beat_names_the_last);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
