/* transport/router.h: one message in, one answer back to the same peer, over a ROUTER.
 *
 *      DEALER peers send [body], REQ peers ["", body]; the answer has the same shape.
 *
 * A route is good for as long as the peer's connection; answers to one that is gone, or that
 * does not read, are lost and counted by the caller: the peer asks again. Nothing blocks. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <zmq.h>

#define ROUTE_BYTES_MAX 255
#define PEER_TEXT_MAX   128

struct route {
        uint8_t length;
        bool delimited; /* a REQ: an empty frame goes before the body */
        uint8_t id[ROUTE_BYTES_MAX];
};

enum {
        ROUTER_EMPTY = 1, /* nothing to receive now */
        ROUTER_FRAMES,    /* too many or too few frames: `*ret_route` is known, the body is not */
        ROUTER_GONE,      /* the peer is no longer there */
        ROUTER_FULL,      /* the peer does not read */
};

/* `body` is an initialised message, which gets the frame on 0. `peer` says who sent it: the key
 * of the connection, else its address. */
int router_receive(void *socket, struct route *ret_route, zmq_msg_t *body, char peer[PEER_TEXT_MAX]);
int router_send(void *socket, const struct route *route, const void *body, size_t length);
