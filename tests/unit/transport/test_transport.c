/* tests/unit/transport/test_transport.c: real sockets on ipc, in a folder of their own. */
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include "base/limits.h"
#include "transport/router.h"
#include "transport/socket.h"

#define LIMIT_MSEC 60000

static char folder[] = "/tmp/milestone-XXXXXX", path[64], address[80];
static void *context, *router;

static void up(void)
{
        ck_assert_ptr_nonnull(mkdtemp(folder));
        snprintf(path, sizeof(path), "%s/s", folder);
        snprintf(address, sizeof(address), "ipc://%s", path);
        context = transport_new();
        ck_assert_int_eq(socket_new(context, SOCKET_INTAKE, &router), 0);
}

static void down(void)
{
        socket_free(router);
        transport_free(context);
        unlink(path);
        rmdir(folder);
}

static void *peer(int type)
{
        int linger = 0, limit = LIMIT_MSEC;
        void *socket = zmq_socket(context, type);

        zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof(linger));
        zmq_setsockopt(socket, ZMQ_RCVTIMEO, &limit, sizeof(limit));
        ck_assert_int_eq(zmq_connect(socket, address), 0);
        return socket;
}

static int receive(struct route *route, char *text, size_t size)
{
        zmq_pollitem_t item = {router, 0, ZMQ_POLLIN, 0};
        char name[PEER_TEXT_MAX];
        zmq_msg_t body;
        int r;

        ck_assert_int_gt(zmq_poll(&item, 1, LIMIT_MSEC), 0);
        zmq_msg_init(&body);
        r = router_receive(router, route, &body, name);
        if (r == 0)
                snprintf(text, size, "%.*s", (int)zmq_msg_size(&body), (char *)zmq_msg_data(&body));
        zmq_msg_close(&body);
        return r;
}

/* A DEALER sends one frame, a REQ an empty one before it: both are answered in kind. */
START_TEST(dealer_and_req_are_answered_in_kind)
{
        void *dealer, *req;
        struct route route;
        char text[32];

        ck_assert_int_eq(socket_bind(router, text_of(address), 0600, TEXT("")), 0);
        dealer = peer(ZMQ_DEALER);
        req = peer(ZMQ_REQ);

        zmq_send(dealer, "one", 3, 0);
        ck_assert_int_eq(receive(&route, text, sizeof(text)), 0);
        ck_assert_str_eq(text, "one");
        ck_assert_int_eq(router_send(router, &route, "ONE", 3), 0);
        ck_assert_int_eq(zmq_recv(dealer, text, sizeof(text), 0), 3);

        zmq_send(req, "two", 3, 0);
        ck_assert_int_eq(receive(&route, text, sizeof(text)), 0);
        ck_assert_str_eq(text, "two");
        ck_assert(route.delimited);
        ck_assert_int_eq(router_send(router, &route, "TWO", 3), 0);
        ck_assert_int_eq(zmq_recv(req, text, sizeof(text), 0), 3);
        ck_assert_mem_eq(text, "TWO", 3);

        zmq_close(dealer);
        zmq_close(req);
}
END_TEST

/* Too many frames: the peer is known and can be told, and the next message is read from its start. */
START_TEST(a_message_of_other_frames_does_not_spoil_the_next)
{
        struct route route;
        char text[32];
        void *dealer;

        ck_assert_int_eq(socket_bind(router, text_of(address), 0600, TEXT("")), 0);
        dealer = peer(ZMQ_DEALER);
        zmq_send(dealer, "a", 1, ZMQ_SNDMORE);
        zmq_send(dealer, "b", 1, ZMQ_SNDMORE);
        zmq_send(dealer, "c", 1, 0);
        zmq_send(dealer, "good", 4, 0);
        ck_assert_int_eq(receive(&route, text, sizeof(text)), ROUTER_FRAMES);
        ck_assert_uint_gt(route.length, 0);
        ck_assert_int_eq(receive(&route, text, sizeof(text)), 0);
        ck_assert_str_eq(text, "good");
        zmq_close(dealer);
}
END_TEST

/* Without MANDATORY a reply to nobody would seem sent, and a loss would go uncounted. */
START_TEST(a_peer_that_is_gone_is_said_to_be)
{
        const struct route route = {.length = 5, .id = {0, 9, 9, 9, 9}};

        ck_assert_int_eq(socket_bind(router, text_of(address), 0600, TEXT("")), 0);
        ck_assert_int_eq(router_send(router, &route, "x", 1), ROUTER_GONE);
}
END_TEST

/* A peer that announces more than a message may have is cut off before we keep a byte of it. */
START_TEST(an_oversized_message_never_arrives)
{
        char *large = calloc(1, MESSAGE_BYTES_MAX + 1);
        struct route route;
        char text[32];
        void *bad, *good;

        ck_assert_int_eq(socket_bind(router, text_of(address), 0600, TEXT("")), 0);
        bad = peer(ZMQ_DEALER);
        good = peer(ZMQ_DEALER);
        zmq_send(bad, large, MESSAGE_BYTES_MAX + 1, 0);
        zmq_send(good, "good", 4, 0);
        ck_assert_int_eq(receive(&route, text, sizeof(text)), 0);
        ck_assert_str_eq(text, "good");
        zmq_send(good, large, MESSAGE_BYTES_MAX, 0);
        ck_assert_int_eq(receive(&route, text, sizeof(text)), 0);
        zmq_close(bad);
        zmq_close(good);
        free(large);
}
END_TEST

/* bind() unlinks what lies at its path: somebody's file must not be lost to a slip in the
 * configuration. A socket that a killed daemon left behind is no reason to refuse. */
START_TEST(a_file_at_the_path_is_not_destroyed)
{
        struct stat status;
        int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, "precious", 8), 8);
        close(fd);
        ck_assert_int_eq(socket_bind(router, text_of(address), 0600, TEXT("")), -EEXIST);
        ck_assert_int_eq(stat(path, &status), 0);
        ck_assert_int_eq(status.st_size, 8);
        unlink(path);
        ck_assert_int_eq(socket_bind(router, text_of(address), 0600, TEXT("")), 0);
}
END_TEST

/* The mode of an ipc socket is what guards it. */
START_TEST(the_socket_has_the_mode_that_was_asked_for)
{
        struct stat status;

        ck_assert_int_eq(socket_bind(router, text_of(address), 0660, TEXT("")), 0);
        ck_assert_int_eq(stat(path, &status), 0);
        ck_assert_uint_eq(status.st_mode & 0777, 0660);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("transport");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, up, down);
        tcase_set_timeout(cases, 60);
        tcase_add_test(cases, dealer_and_req_are_answered_in_kind);
        tcase_add_test(cases, a_message_of_other_frames_does_not_spoil_the_next);
        tcase_add_test(cases, a_peer_that_is_gone_is_said_to_be);
        tcase_add_test(cases, an_oversized_message_never_arrives);
        tcase_add_test(cases, a_file_at_the_path_is_not_destroyed);
        tcase_add_test(cases, the_socket_has_the_mode_that_was_asked_for);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
