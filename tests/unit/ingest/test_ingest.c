/* tests/unit/ingest/test_ingest.c: a real PUB and a real DEALER. */
#include <check.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#include "ingest/ingest.h"
#include "transport/socket.h"

#define LIMIT_MSEC 60000

static void *context;
static char address[64];
static struct ingest_socket from;

static void up_as(bool feed)
{
        context = transport_new();
        snprintf(address, sizeof(address), "ipc:///tmp/milestone-ingest-%d", getpid());
        from = (struct ingest_socket){.feed = feed, .address = text_of(address)};
        ck_assert_int_eq(socket_new(context, feed ? SOCKET_FEED : SOCKET_INTAKE, &from.socket), 0);
}

static void down(void)
{
        socket_free(from.socket);
        transport_free(context);
        unlink(address + strlen("ipc://"));
}

static int next(struct arrival *arrival)
{
        zmq_pollitem_t item = {from.socket, 0, ZMQ_POLLIN, 0};

        ck_assert_int_gt(zmq_poll(&item, 1, LIMIT_MSEC), 0);
        return ingest_receive(&from, arrival);
}

/* It has seen the subscription when it has read it. The feed hands it over when it is polled, as
 * the loop does. */
static void *publisher(void)
{
        void *socket = zmq_socket(context, ZMQ_XPUB);
        zmq_pollitem_t items[] = {{socket, 0, ZMQ_POLLIN, 0}, {from.socket, 0, ZMQ_POLLIN, 0}};
        int linger = 0;
        uint8_t frame[64];

        zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof(linger));
        ck_assert_int_eq(zmq_connect(socket, address), 0);
        ck_assert_int_gt(zmq_poll(items, 2, LIMIT_MSEC), 0);
        ck_assert_int_gt(zmq_recv(socket, frame, sizeof(frame), 0), 0);
        ck_assert_uint_eq(frame[0], 1);
        return socket;
}

static void send(void *socket, const char *const *frames, size_t count)
{
        for (size_t i = 0; i < count; i++)
                zmq_send(socket, frames[i], strlen(frames[i]), i + 1 < count ? ZMQ_SNDMORE : 0);
}

/* A feed's message is a topic and a batch; another shape is counted and the next one is read whole. */
START_TEST(a_feed_takes_topic_and_body)
{
        static const char *const good[] = {"batch/customs/", "body"}, *const one[] = {"batch/customs/"},
                                       *const three[] = {"batch/customs/", "a", "b"};
        struct arrival arrival;
        void *socket;

        up_as(true);
        ck_assert_int_eq(socket_bind(from.socket, text_of(address), 0600, TEXT("")), 0);
        socket = publisher();
        send(socket, one, 1);
        send(socket, three, 3);
        send(socket, good, 2);
        ck_assert_int_eq(next(&arrival), INGEST_FRAMES);
        ck_assert_int_eq(next(&arrival), INGEST_FRAMES);
        ck_assert_int_eq(next(&arrival), 0);
        ck_assert_ptr_null(arrival.socket); /* nobody waits for a receipt */
        ck_assert_uint_eq(zmq_msg_size(&arrival.body), 4);
        zmq_msg_close(&arrival.body);
        ck_assert_int_eq(ingest_receive(&from, &arrival), INGEST_EMPTY);
        zmq_close(socket);
        down();
}
END_TEST

/* Of the intake the socket and the route come with the message: that is where its receipt goes. */
START_TEST(the_intake_knows_where_the_receipt_goes)
{
        struct arrival arrival;
        void *dealer;

        up_as(false);
        ck_assert_int_eq(socket_bind(from.socket, text_of(address), 0600, TEXT("")), 0);
        dealer = zmq_socket(context, ZMQ_DEALER);
        zmq_connect(dealer, address);
        zmq_send(dealer, "body", 4, 0);
        ck_assert_int_eq(next(&arrival), 0);
        ck_assert_ptr_eq(arrival.socket, from.socket);
        ck_assert_uint_gt(arrival.route.length, 0);
        ck_assert_uint_gt(strlen(arrival.peer), 0);
        zmq_msg_close(&arrival.body);
        zmq_close(dealer);
        down();
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("ingest");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_set_timeout(cases, 60);
        tcase_add_test(cases, a_feed_takes_topic_and_body);
        tcase_add_test(cases, the_intake_knows_where_the_receipt_goes);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
