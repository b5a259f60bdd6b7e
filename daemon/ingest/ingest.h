/* ingest/ingest.h: bytes come in.
 *
 * Intake sockets (ROUTER) are the reliable way: each message gets a receipt over its route. Feed
 * sockets (SUB) are the way without: a topic frame `batch/SOURCE/` and the batch. Each endpoint
 * has a socket of its own, so that who may do what can be asked of the endpoint.
 *
 * Nothing is looked into here: that is decode's. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <zmq.h>

#include "base/text.h"
#include "transport/router.h"

struct ingest_socket {
        void *socket;
        bool feed;
        struct text address; /* of the configuration */
};

/* One message. Its body is the caller's to close. */
struct arrival {
        void *socket; /* INTAKE: answers go there; NULL for feeds */
        struct route route;
        zmq_msg_t body;
        char peer[PEER_TEXT_MAX];
};

enum {
        INGEST_EMPTY = 1,
        INGEST_FRAMES, /* not the frames of the protocol; an intake's route is in `*ret`, no body */
};

int ingest_receive(const struct ingest_socket *from, struct arrival *ret);
