/* transport/router.c */
#include "transport/router.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int receive(void *socket, zmq_msg_t *frame)
{
        while (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0)
                if (errno != EINTR)
                        return errno == EAGAIN ? ROUTER_EMPTY : -errno;
        return 0;
}

/* The rest of a message that is not of our protocol. */
static int drain(void *socket, zmq_msg_t *frame)
{
        int r = 0;

        while (r == 0 && zmq_msg_more(frame))
                r = receive(socket, frame);
        return r;
}

/* The property is absent on connections without security or without an address. */
static const char *property(zmq_msg_t *frame, const char *name)
{
        const char *value = zmq_msg_gets(frame, name);

        return value && *value ? value : NULL;
}

static void name_peer(zmq_msg_t *frame, char peer[PEER_TEXT_MAX])
{
        const char *key = property(frame, "User-Id"), *address = property(frame, "Peer-Address");

        snprintf(peer, PEER_TEXT_MAX, "%s", key ? key : address ? address : "ipc");
}

/* The body, with or without a delimiter before it. */
static int receive_body(void *socket, struct route *route, zmq_msg_t *body)
{
        int r = receive(socket, body);

        if (r == 0 && zmq_msg_size(body) == 0 && zmq_msg_more(body)) {
                route->delimited = true;
                r = receive(socket, body);
        }
        if (r == 0 && zmq_msg_more(body)) {
                r = drain(socket, body);
                return r < 0 ? r : ROUTER_FRAMES;
        }
        return r;
}

int router_receive(void *socket, struct route *ret_route, zmq_msg_t *body, char peer[PEER_TEXT_MAX])
{
        struct route route = {0};
        zmq_msg_t frame;
        size_t size;
        int r;

        zmq_msg_init(&frame);
        r = receive(socket, &frame);
        if (r != 0) {
                zmq_msg_close(&frame);
                return r;
        }

        size = zmq_msg_size(&frame);
        if (size <= ROUTE_BYTES_MAX) {
                memcpy(route.id, zmq_msg_data(&frame), size);
                route.length = (uint8_t)size;
        }
        r = zmq_msg_more(&frame) ? receive_body(socket, &route, body) : ROUTER_FRAMES;
        zmq_msg_close(&frame);

        if (r == 0)
                name_peer(body, peer);
        if (r == 0 || r == ROUTER_FRAMES)
                *ret_route = route;
        return r;
}

int router_send(void *socket, const struct route *route, const void *body, size_t length)
{
        int flags = ZMQ_DONTWAIT | ZMQ_SNDMORE;

        if (zmq_send(socket, route->id, route->length, flags) < 0)
                return errno == EHOSTUNREACH ? ROUTER_GONE : errno == EAGAIN ? ROUTER_FULL : -errno;

        /* The first frame took the place in the queue: the others cannot fail for want of it. */
        if (route->delimited && zmq_send(socket, "", 0, flags) < 0)
                return -errno;
        return zmq_send(socket, body, length, ZMQ_DONTWAIT) < 0 ? -errno : 0;
}
