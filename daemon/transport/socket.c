/* transport/socket.c: the options of each kind of socket, and why. */
#include "transport/socket.h"

#include <assert.h>
#include <errno.h>
#include <grp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#include "base/limits.h"
#include "base/scoped.h"

#define HANDSHAKE_MSEC         5000  /* a silent connection holds a descriptor for so long */
#define HEARTBEAT_MSEC         10000 /* a peer that vanished without FIN is noticed by these */
#define HEARTBEAT_TIMEOUT_MSEC 30000
#define BACKLOG                1024 /* a herd of publishers that reconnect */

void *transport_new(void)
{
        void *transport = zmq_ctx_new();

        if (!transport)
                return NULL;

        zmq_ctx_set(transport, ZMQ_BLOCKY, 0); /* nobody waits for an absent peer at the end */
        return transport;
}

void transport_free(void *transport)
{
        if (!transport)
                return;

        zmq_ctx_shutdown(transport);
        while (zmq_ctx_term(transport) < 0 && errno == EINTR)
                ;
}

static int set(void *socket, int option, int value)
{
        return zmq_setsockopt(socket, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

/* Messages in each direction for each peer. Receipts and answers are few and small; a slow
 * subscriber may fall behind by a burst, then it loses its place and replays. */
static const struct {
        int type, send_messages_max, receive_messages_max;
} kinds[] = {
        [SOCKET_INTAKE] = {ZMQ_ROUTER, 1000, 16},
        [SOCKET_DESK] = {ZMQ_ROUTER, 64, 16},
        [SOCKET_FEED] = {ZMQ_SUB, 1000, 1000},
        [SOCKET_NOTIFICATIONS] = {ZMQ_XPUB, 10000, 100},
};

static int set_all(void *socket, enum socket_kind kind)
{
        int64_t message_bytes_max = kind == SOCKET_NOTIFICATIONS ? 512 : MESSAGE_BYTES_MAX;
        int r;

        if (zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &message_bytes_max, sizeof(message_bytes_max)) < 0)
                return -errno;

        r = set(socket, ZMQ_LINGER, 0);
        if (r == 0)
                r = set(socket, ZMQ_SNDHWM, kinds[kind].send_messages_max);
        if (r == 0)
                r = set(socket, ZMQ_RCVHWM, kinds[kind].receive_messages_max);
        if (r == 0)
                r = set(socket, ZMQ_HANDSHAKE_IVL, HANDSHAKE_MSEC);
        if (r == 0)
                r = set(socket, ZMQ_HEARTBEAT_IVL, HEARTBEAT_MSEC);
        if (r == 0)
                r = set(socket, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MSEC);
        if (r == 0)
                r = set(socket, ZMQ_IPV6, 1);
        if (r == 0)
                r = set(socket, ZMQ_BACKLOG, BACKLOG);
        if (r == 0 && kinds[kind].type == ZMQ_ROUTER)
                r = set(socket, ZMQ_ROUTER_MANDATORY, 1); /* else replies to nobody seem sent */
        if (r == 0 && kind == SOCKET_NOTIFICATIONS)
                r = set(socket, ZMQ_XPUB_VERBOSER, 1); /* else a second subscriber is not seen, nor its end */
        if (r == 0 && kind == SOCKET_FEED && zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "batch/", 6) < 0)
                r = -errno;
        return r;
}

int socket_new(void *transport, enum socket_kind kind, void **ret)
{
        void *socket = zmq_socket(transport, kinds[kind].type);
        int r;

        if (!socket)
                return -errno;

        r = set_all(socket, kind);
        if (r < 0) {
                zmq_close(socket);
                return r;
        }
        *ret = socket;
        return 0;
}

void *socket_free(void *socket)
{
        if (socket)
                zmq_close(socket);
        return NULL;
}

#define IPC "ipc://"

static int only_a_socket(const char *path)
{
        struct stat status;

        if (lstat(path, &status) < 0)
                return errno == ENOENT ? 0 : -errno;
        return S_ISSOCK(status.st_mode) ? 0 : -EEXIST;
}

static int guard(const char *path, uint32_t mode, struct text group)
{
        SCOPED(freep) char *name = NULL;
        const struct group *entry;

        if (group.length) {
                name = text_duplicate(group);
                if (!name)
                        return -ENOMEM;
                errno = 0;
                entry = getgrnam(name);
                if (!entry)
                        return errno ? -errno : -ENOENT;
                if (chown(path, (uid_t)-1, entry->gr_gid) < 0)
                        return -errno;
        }
        return chmod(path, mode) < 0 ? -errno : 0;
}

int socket_bind(void *socket, struct text address, uint32_t mode, struct text group)
{
        SCOPED(freep) char *name = text_duplicate(address);
        bool ipc = text_starts(address, TEXT(IPC));
        const char *path;
        mode_t mask;
        int r;

        if (!name)
                return -ENOMEM;
        path = name + (ipc ? strlen(IPC) : 0);
        if (ipc) {
                r = only_a_socket(path);
                if (r < 0)
                        return r;
        }

        /* Nobody may connect between the bind and the chmod. */
        mask = umask(0177);
        r = zmq_bind(socket, name) < 0 ? -errno : 0;
        umask(mask);
        return r < 0 || !ipc ? r : guard(path, mode, group);
}

int socket_connect(void *socket, struct text address)
{
        SCOPED(freep) char *name = text_duplicate(address);

        if (!name)
                return -ENOMEM;
        return zmq_connect(socket, name) < 0 ? -errno : 0;
}
