/* client/lib/link.c: the options of every socket of the library, in one place. */
#include "link.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define HANDSHAKE_MSEC 5000
#define HEARTBEAT_MSEC 10000
#define HEARTBEAT_TIMEOUT_MSEC 30000
#define RECONNECT_MSEC 100
#define RECONNECT_MAX_MSEC 5000
#define REQUESTS_HWM 2048  /* twice the largest window: what is sent again fits beside it */
#define SUBSCRIBER_HWM 10000 /* notifications; a burst of one judgement fits */
#define Z85_KEY_TEXT 40u

#define WINDOW_DEFAULT 32u
#define WINDOW_MAX 1024u

static int key_check(const char *key)
{
        uint8_t bytes[32];

        return strlen(key) == Z85_KEY_TEXT && zmq_z85_decode(bytes, key) ? 0 : -EINVAL;
}

int options_complete(const struct mst_options *options, struct mst_options *ret)
{
        struct mst_options all = {.size = sizeof(all)};
        int r;

        if (options) {
                /* Of an older or a newer caller: what we know of it. */
                if (options->size < sizeof(options->size) || options->size > 4096)
                        return -EINVAL;
                memcpy(&all, options, options->size < sizeof(all) ? options->size : sizeof(all));
        }
        if (!all.software)
                all.software = "libmilestone";
        if (!all.software_version)
                all.software_version = MST_VERSION;
        if (!all.linger_msec)
                all.linger_msec = 2000;
        if (!all.answer_msec)
                all.answer_msec = 10000;
        if (!all.window)
                all.window = WINDOW_DEFAULT;
        if (!all.held_max)
                all.held_max = 10000;
        if (all.window > WINDOW_MAX || all.linger_msec > INT32_MAX || all.answer_msec > INT32_MAX)
                return -EINVAL;
        if (!all.server_key != !all.public_key || !all.server_key != !all.secret_key)
                return -EINVAL;
        if (all.server_key) {
                r = key_check(all.server_key);
                if (r == 0)
                        r = key_check(all.public_key);
                if (r == 0)
                        r = key_check(all.secret_key);
                if (r < 0)
                        return r;
        }
        *ret = all;
        return 0;
}

void *context_new(void)
{
        return zmq_ctx_new();
}

void *context_free(void *context)
{
        if (context)
                while (zmq_ctx_term(context) < 0 && errno == EINTR)
                        ; /* a signal came; libzmq wants to be asked again */
        return NULL;
}

static int set_int(void *socket, int option, int value)
{
        return zmq_setsockopt(socket, option, &value, sizeof(value)) < 0 ? -errno : 0;
}

static int set_numbers(void *socket, int type, const struct mst_options *options)
{
        int hwm = type == ZMQ_SUB ? SUBSCRIBER_HWM : REQUESTS_HWM;
        int64_t largest = LINK_MESSAGE_BYTES_MAX;
        const struct {
                int option;
                int value;
        } numbers[] = {
                {ZMQ_LINGER, (int)options->linger_msec},
                {ZMQ_SNDHWM, hwm},
                {ZMQ_RCVHWM, hwm},
                {ZMQ_HANDSHAKE_IVL, HANDSHAKE_MSEC},
                {ZMQ_HEARTBEAT_IVL, HEARTBEAT_MSEC},
                {ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MSEC},
                {ZMQ_HEARTBEAT_TTL, HEARTBEAT_TIMEOUT_MSEC},
                {ZMQ_IPV6, 1},
                {ZMQ_IMMEDIATE, 1},
                {ZMQ_RECONNECT_IVL, RECONNECT_MSEC},
                {ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MSEC},
        };
        int r;

        for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
                r = set_int(socket, numbers[i].option, numbers[i].value);
                if (r < 0)
                        return r;
        }
        return zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &largest, sizeof(largest)) < 0 ? -errno : 0;
}

static int set_keys(void *socket, const struct mst_options *options)
{
        if (!options->server_key)
                return 0;
        if (zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, options->server_key, Z85_KEY_TEXT + 1) < 0 ||
            zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, options->public_key, Z85_KEY_TEXT + 1) < 0 ||
            zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, options->secret_key, Z85_KEY_TEXT + 1) < 0)
                return -errno;
        return 0;
}

static int watch(void *socket, struct bell *bell)
{
        size_t size = sizeof(int);
        int fd;

        if (zmq_getsockopt(socket, ZMQ_FD, &fd, &size) < 0)
                return -errno;
        return bell_add(bell, fd);
}

/* The name lives in the context of one handle, where each kind of socket is there once or twice;
 * the socket's address makes it its own. */
static int monitor_open(struct link *link, void *context)
{
        const int events = ZMQ_EVENT_HANDSHAKE_SUCCEEDED | ZMQ_EVENT_DISCONNECTED;
        char name[64];

        (void)snprintf(name, sizeof(name), "inproc://monitor-%p", link->socket);
        if (zmq_socket_monitor(link->socket, name, events) < 0)
                return -errno;
        link->monitor = zmq_socket(context, ZMQ_PAIR);
        if (!link->monitor || zmq_connect(link->monitor, name) < 0)
                return -errno;
        return set_int(link->monitor, ZMQ_LINGER, 0);
}

int link_init(struct link *link, void *context, int type, const char *endpoint,
              const struct mst_options *options, const char *const *topics, struct bell *bell)
{
        int r;

        *link = (struct link){0};
        link->socket = zmq_socket(context, type);
        if (!link->socket)
                return -errno;
        r = set_numbers(link->socket, type, options);
        if (r == 0)
                r = set_keys(link->socket, options);
        for (; r == 0 && topics && *topics; topics++)
                if (zmq_setsockopt(link->socket, ZMQ_SUBSCRIBE, *topics, strlen(*topics)) < 0)
                        r = -errno;
        if (r == 0)
                r = monitor_open(link, context);
        if (r == 0)
                r = watch(link->monitor, bell);
        if (r == 0)
                r = watch(link->socket, bell);
        if (r == 0 && zmq_connect(link->socket, endpoint) < 0)
                r = -errno;
        if (r < 0)
                link_done(link);
        return r;
}

void link_done(struct link *link)
{
        if (link->socket)
                (void)zmq_socket_monitor(link->socket, NULL, 0);
        if (link->monitor)
                (void)zmq_close(link->monitor);
        if (link->socket)
                (void)zmq_close(link->socket);
        *link = (struct link){0};
}

/* An event is two frames: number (16 bits) and value, and the address. */
void link_pump(struct link *link)
{
        struct frames frames;

        while (link_receive(&(struct link){.socket = link->monitor}, &frames) == 0) {
                uint16_t event = 0;

                if (frames.count == 2 && !frames.excess && zmq_msg_size(&frames.frame[0]) >= sizeof(event))
                        memcpy(&event, zmq_msg_data(&frames.frame[0]), sizeof(event));
                if (event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
                        link->up = link->came = true;
                else if (event == ZMQ_EVENT_DISCONNECTED)
                        link->up = false;
                frames_done(&frames);
        }
}

static int socket_events(void *socket)
{
        size_t size = sizeof(int);
        int events = 0;

        return zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size) == 0 ? events : 0;
}

bool link_readable(const struct link *link)
{
        bool news = socket_events(link->monitor) & ZMQ_POLLIN;

        return (socket_events(link->socket) & ZMQ_POLLIN) || news;
}

bool link_writable(const struct link *link)
{
        return link->up && (socket_events(link->socket) & ZMQ_POLLOUT);
}

int link_send(struct link *link, const void *bytes, size_t size)
{
        /* Asking has the commands of the I/O thread done: a pipe that died must not take it. */
        if (!link_writable(link))
                return MST_NONE;
        if (zmq_send(link->socket, bytes, size, ZMQ_DONTWAIT) >= 0)
                return 0;
        return errno == EAGAIN || errno == EINTR ? MST_NONE : -errno;
}

int link_receive(struct link *link, struct frames *ret)
{
        zmq_msg_t frame;
        bool more = true;

        ret->count = 0;
        ret->excess = false;
        while (more) {
                (void)zmq_msg_init(&frame);
                if (zmq_msg_recv(&frame, link->socket, ZMQ_DONTWAIT) < 0) {
                        int error = errno;

                        (void)zmq_msg_close(&frame);
                        if (error == EINTR)
                                continue;
                        /* The frames of one message come together. */
                        assert(ret->count == 0 || error != EAGAIN);
                        frames_done(ret);
                        return error == EAGAIN ? MST_NONE : -error;
                }
                more = zmq_msg_more(&frame);
                if (ret->count < LINK_FRAMES_MAX) {
                        (void)zmq_msg_init(&ret->frame[ret->count]);
                        (void)zmq_msg_move(&ret->frame[ret->count], &frame);
                        ret->count++;
                } else {
                        ret->excess = true;
                }
                (void)zmq_msg_close(&frame);
        }
        return 0;
}

void frames_done(struct frames *frames)
{
        for (size_t i = 0; i < frames->count; i++)
                (void)zmq_msg_close(&frames->frame[i]);
        frames->count = 0;
}
