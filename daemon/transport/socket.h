/* transport/socket.h: the only place that makes and binds a ZeroMQ socket.
 *
 * Every option that protects us is set before bind or connect, since set afterwards it does not
 * reach pipes that exist. ipc addresses are guarded by their file's mode: bind unlinks whatever
 * lies at the path, so anything but a socket there is refused first. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"

enum socket_kind {
        SOCKET_INTAKE,        /* ROUTER */
        SOCKET_DESK,          /* ROUTER */
        SOCKET_FEED,          /* SUB */
        SOCKET_NOTIFICATIONS, /* XPUB */
};

/* For the whole process: context with its limits. NULL and errno. */
void *transport_new(void);
void transport_free(void *transport);

int socket_new(void *transport, enum socket_kind kind, void **ret);
void *socket_free(void *socket);

/* `mode` and `group` (empty: the process' own) are of ipc sockets. -EEXIST: something that is no
 * socket lies at the path. */
int socket_bind(void *socket, struct text address, uint32_t mode, struct text group);
int socket_connect(void *socket, struct text address);
