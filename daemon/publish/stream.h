/* publish/stream.h: the XPUB: notifications under each of their topics, measure updates, beats. A
 * subscriber that does not read loses its place in the stream and replays; nobody else notices. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "publish/hold.h"
#include "publish/outbox.h"

struct stream;

/* The socket is the stream's from here on. */
int stream_new(void *socket, struct stream **ret);
struct stream *stream_free(struct stream *stream);
void *stream_socket(const struct stream *stream);

/* HELD_NEWS or HELD_UPDATE; encoded once, sent under each topic. */
int stream_send(struct stream *stream, const struct held *held);

struct beat {
        struct identity identity;
        uint64_t position; /* settled */
        int32_t day;
        uint64_t measures_position;
};
/* Only what is settled may be in it: the caller beats when nothing is held back. */
int stream_beat(struct stream *stream, const struct beat *beat, struct outbox *outbox);

/* Takes in subscriptions, which queue until they are read; a flood of them waits for the turns of others. */
#define STREAM_RECEIVE_MAX 1024 /* of one call */
int stream_receive(struct stream *stream, uint64_t *ret_subscribed, uint64_t *ret_unsubscribed);
