/* client/lib/link.h: one connection of ours: a ZeroMQ socket with every option that matters, set
 * before it connects, and the monitor that tells when the peer comes and goes.
 *
 * link_init() is the only caller of zmq_socket() in the library. A link is *up* from a finished
 * handshake to the disconnect. What is sent while it is not up could be lost in silence in a
 * pipe that dies, so nothing is. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <zmq.h>

#include "bell.h"
#include "milestone/client.h"

#define LINK_FRAMES_MAX 2u /* more in a message than the protocol has: it is none of ours */
#define LINK_MESSAGE_BYTES_MAX (8 * (int64_t)MST_MESSAGE_BYTES_MAX) /* lenient to a larger page */

struct link {
        void *socket;
        void *monitor;
        bool up;
        bool came; /* up anew since somebody cleared this */
};

/* Frames of a message that was received. */
struct frames {
        zmq_msg_t frame[LINK_FRAMES_MAX];
        size_t count;
        bool excess; /* there were more, which are gone */
};

/* NULL: out of memory or descriptors. Free waits for `linger_msec` of its sockets, all closed. */
void *context_new(void);
void *context_free(void *context);

/* `options` have been completed by options_complete(). `topics` are for SUB, NULL-terminated. */
int link_init(struct link *link, void *context, int type, const char *endpoint,
              const struct mst_options *options, const char *const *topics, struct bell *bell);
void link_done(struct link *link);

/* Reads what the monitor has to say. Once before each turn. */
void link_pump(struct link *link);
/* Whether messages are there to be received, or news of the monitor. Asks ZMQ_EVENTS, as one has to after
 * each use of the socket. */
bool link_readable(const struct link *link);

/* Up, and it would take a message. */
bool link_writable(const struct link *link);

/* One frame. MST_NONE: not now. */
int link_send(struct link *link, const void *bytes, size_t size);
/* MST_NONE: nothing is there. Afterwards frames_done(). */
int link_receive(struct link *link, struct frames *ret);
void frames_done(struct frames *frames);

/* Fills defaults in, and checks keys. -EINVAL: keys that are none, or one without the others; a
 * size that is none; a window out of bounds. */
int options_complete(const struct mst_options *options, struct mst_options *ret);
