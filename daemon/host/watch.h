/* host/watch.h: a ZeroMQ socket in an sd-event loop.
 *
 * ZMQ_FD only wakes; what there is to do is asked of ZMQ_EVENTS before every wait, so that a
 * message that came while another callback used the socket is not slept over. The handler takes
 * a bounded number of messages in a turn; what is left gets its next turn after the others. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <systemd/sd-event.h>

struct watch;

/* 0 to go on; below zero ends the loop with this error. */
typedef int (*watch_handler)(void *context);

int watch_new(sd_event *event, void *socket, watch_handler handler, void *context, struct watch **ret);
struct watch *watch_free(struct watch *watch);

/* A paused socket is not read: its peers feel it. */
void watch_pause(struct watch *watch, bool paused);

/* For so long nothing wakes the socket: libzmq itself takes in what came only when somebody asks, and its
 * peers wait when its queues are full. Sending goes on. */
int watch_rest(struct watch *watch, uint64_t usec);
