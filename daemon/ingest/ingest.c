/* ingest/ingest.c */
#include "ingest/ingest.h"

#include <errno.h>
#include <stdio.h>

static int receive_frame(void *socket, zmq_msg_t *frame)
{
        while (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0)
                if (errno != EINTR)
                        return errno == EAGAIN ? INGEST_EMPTY : -errno;
        return 0;
}

/* Topic and body; the topic served the subscription and says nothing that the batch does not. */
static int receive_feed(const struct ingest_socket *from, struct arrival *arrival)
{
        int r = receive_frame(from->socket, &arrival->body), frames = 1;

        if (r != 0)
                return r;
        while (zmq_msg_more(&arrival->body)) {
                r = receive_frame(from->socket, &arrival->body);
                if (r != 0)
                        return r == INGEST_EMPTY ? -EPROTO : r;
                frames++;
        }
        snprintf(arrival->peer, sizeof(arrival->peer), "feed %" TEXT_FORMAT, TEXT_ARGUMENTS(from->address));
        return frames == 2 ? 0 : INGEST_FRAMES;
}

int ingest_receive(const struct ingest_socket *from, struct arrival *ret)
{
        int r;

        zmq_msg_init(&ret->body);
        if (from->feed) {
                ret->socket = NULL;
                r = receive_feed(from, ret);
        } else {
                ret->socket = from->socket;
                r = router_receive(from->socket, &ret->route, &ret->body, ret->peer);
                if (r == ROUTER_EMPTY)
                        r = INGEST_EMPTY;
                else if (r == ROUTER_FRAMES)
                        r = INGEST_FRAMES;
        }
        if (r != 0)
                zmq_msg_close(&ret->body);
        return r;
}
