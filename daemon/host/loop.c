/* host/loop.c: what wakes the daemon, and what it does then.
 *
 *      intake, feeds    take batches (as long as there is room), then apply
 *      desk             answer
 *      notifications    take in subscriptions
 *      journal          something is on disk: tell it
 *      store            a checkpoint is written, or has failed
 *      past             a question about the past is worked out
 *      timers           beat, newest values of measures, ticks, checkpoints
 *      signals          leave, or look at the configuration
 *
 * Each handler takes a bounded number of messages; work that is left gets its turn after the
 * others. The first failed write or sync ends the loop. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <systemd/sd-daemon.h>

#include "base/civil.h"
#include "base/limits.h"
#include "core/reads.h"
#include "host/host_inside.h"
#include "host/log.h"
#include "host/messages.h"
#include "transport/socket.h"

#define QUESTIONS_A_TURN 16
#define PARKED_USEC      500     /* an entry waits for statements: a disk answers in as much */
#define SUBSCRIPTIONS_REST_USEC 10000 /* between two looks at new ones: a flood of them must not be all we do */
#define TICK_RETRY_USEC  1000000 /* the journal had no room for a tick */

/* ---- work ---- */

static uint64_t pending_bytes(const struct host *host)
{
        struct journal_stats stats;

        journal_stats(host->pipeline.journal, &stats);
        return stats.pending_bytes;
}

/* The disk is behind with the journal, or with a checkpoint while the next one is full already (`stalled`). */
static void tell_pause(struct host *host, bool stalled)
{
        char what[64] = "a checkpoint waits";

        host->counters.intake_pauses++;
        if (!stalled)
                (void)snprintf(what, sizeof(what), "%llu bytes wait", (unsigned long long)pending_bytes(host));
        log_rarely(LOG_WARNING, MESSAGE_INTAKE_PAUSED,
                   "intake is paused: %s for the disk; publishers wait, nothing is lost", what);
}

/* That the disk is behind an administrator should know. An entry that stands aside for its statements is the way of
 * things. Sockets are not read either while what was read fills all turns. */
static void pause_intake(struct host *host, bool stalled, bool full, bool parked)
{
        bool disk = stalled || full, pause = disk || parked;

        if (disk && !host->waits_for_disk)
                tell_pause(host, stalled);
        host->waits_for_disk = disk;
        host->paused = pause;
        for (size_t i = 0; i < host->listeners_count; i++)
                if (host->listeners[i].ingest.socket)
                        watch_pause(host->listeners[i].watch, pause || !turns_have_room(host->turns));
}

int loop_checkpoint(struct host *host)
{
        int r = pipeline_checkpoint(&host->pipeline, (uint64_t)host->config->host.outbox_notifications);

        if (r == STORE_BUSY)
                host->counters.checkpoints_stretched++;
        return r;
}

/* The store's front is full and the checkpoint before is still being written: the disk is behind,
 * so nothing more is applied until on_store() has seen it done. */
static int make_room(struct host *host, bool *ret_stalled)
{
        int r = 0;

        if (pipeline_cut_is_due(&host->pipeline, (uint64_t)host->config->host.checkpoint_events))
                r = loop_checkpoint(host);
        *ret_stalled = r == STORE_BUSY && store_wants_cut(host->pipeline.store);
        return r < 0 ? r : 0;
}

/* What the journal has no room for is written at a later turn. */
static int freeze(struct pipeline *pipeline, bool *more)
{
        uint64_t before = pipeline->freezes_appended;
        int r = pipeline_append_freezes(pipeline);

        *more |= pipeline->freezes_appended != before;
        return r == -EAGAIN ? 0 : r;
}

static int again(sd_event_source *source, int64_t usec)
{
        int r = sd_event_source_set_time_relative(source, (uint64_t)usec);

        return r < 0 ? r : sd_event_source_set_enabled(source, SD_EVENT_ONESHOT);
}

int loop_work(struct host *host)
{
        struct pipeline *pipeline = &host->pipeline;
        uint64_t pending_max = (uint64_t)host->config->host.journal_pending_bytes_max / 2;
        bool more = false, stalled;
        int r;

        r = make_room(host, &stalled);
        if (r == 0 && !stalled && !host->paused)
                r = intake_take(host);
        if (r == 0 && !stalled)
                r = pipeline_work(pipeline, &more);
        if (r == 0)
                r = freeze(pipeline, &more);
        if (r == 0)
                r = pipeline_settled(pipeline);
        if (r < 0)
                return r;

        if (pipeline_is_parked(pipeline))
                r = again(host->parked, PARKED_USEC);
        if (r < 0)
                return r;
        pause_intake(host, stalled, !pipeline_has_room(pipeline, pending_max), pipeline_is_parked(pipeline));
        more |= !host->paused && turns_waiting(host->turns) > 0;
        return sd_event_source_set_enabled(host->work, more ? SD_EVENT_ON : SD_EVENT_OFF);
}

static int leave(struct host *host, int r)
{
        return sd_event_exit(host->event, r);
}

static int on_work(sd_event_source *source, void *userdata)
{
        int r = loop_work(userdata);

        (void)source;
        return r < 0 ? leave(userdata, r) : 0;
}

static int on_parked(sd_event_source *source, uint64_t usec, void *userdata)
{
        (void)usec;
        return on_work(source, userdata);
}

/* ---- sockets ---- */

static int on_ingest(void *context)
{
        struct listener *listener = context;
        int r = intake_receive(listener);

        return r < 0 ? r : loop_work(listener->host);
}

static int on_desk(void *context)
{
        struct listener *listener = context;
        int r = 0;

        for (size_t i = 0; i < QUESTIONS_A_TURN && r == 0; i++)
                r = desk_answer(listener->host, listener->socket);
        return r < 0 ? r : pipeline_settled(&listener->host->pipeline);
}

static int on_subscription(void *context)
{
        struct listener *listener = context;
        struct counters *counters = &listener->host->counters;
        int r = stream_receive(listener->host->pipeline.stream, &counters->subscriptions,
                               &counters->unsubscriptions);

        if (counters->subscriptions - counters->unsubscriptions > SUBSCRIPTIONS_MAX)
                log_rarely(LOG_WARNING, MESSAGE_SUBSCRIPTIONS,
                           "%llu topics are subscribed, more than %d: their memory ends at MemoryMax of the unit",
                           (unsigned long long)(counters->subscriptions - counters->unsubscriptions),
                           SUBSCRIPTIONS_MAX);
        return r < 0 ? r : watch_rest(listener->watch, SUBSCRIPTIONS_REST_USEC);
}

/* ---- disk ---- */

static int on_journal(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
        struct host *host = userdata;
        int r = journal_dispatch(host->pipeline.journal);

        (void)source;
        (void)fd;
        (void)revents;
        if (r == 0)
                r = loop_work(host);
        return r < 0 ? leave(host, r) : 0;
}

static int on_store(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
        struct host *host = userdata;
        int r = store_dispatch(host->pipeline.store);

        (void)source;
        (void)fd;
        (void)revents;
        if (r == 0)
                r = loop_work(host);
        return r < 0 ? leave(host, r) : 0;
}

static int on_past(sd_event_source *source, int fd, uint32_t revents, void *userdata)
{
        int r = desk_answer_past(userdata);

        (void)source;
        (void)fd;
        (void)revents;
        return r < 0 ? leave(userdata, r) : 0;
}

/* ---- timers ---- */

/* A beat names what is told and settled; with something held back it waits for the next one. */
static int on_beat(sd_event_source *source, uint64_t usec, void *userdata)
{
        struct host *host = userdata;
        struct pipeline *pipeline = &host->pipeline;
        struct beat beat = {
                .identity = pipeline->identity,
                .position = journal_settled(pipeline->journal),
                .day = core_day(pipeline->core),
                .measures_position = pipeline->measures_position,
        };
        int r = 0;

        (void)usec;
        if (pipeline->applied <= beat.position) {
                r = stream_beat(pipeline->stream, &beat, pipeline->outbox);
                host->counters.beats_sent++;
        }
        if (r >= 0)
                r = again(source, host->config->host.beat_usec);
        return r < 0 ? leave(host, r) : 0;
}

static int on_updates(sd_event_source *source, uint64_t usec, void *userdata)
{
        struct host *host = userdata;
        int r;

        (void)usec;
        r = pipeline_tell_measures(&host->pipeline);
        if (r >= 0)
                r = pipeline_settled(&host->pipeline);
        if (r >= 0)
                r = again(source, host->config->host.measure_updates_usec);
        return r < 0 ? leave(host, r) : 0;
}

static int on_checkpoint(sd_event_source *source, uint64_t usec, void *userdata)
{
        struct host *host = userdata;
        struct pipeline *pipeline = &host->pipeline;
        int r = 0;

        (void)usec;
        if (pipeline->applied > store_position(pipeline->store))
                r = loop_checkpoint(host);
        if (r >= 0)
                r = loop_work(host);
        if (r >= 0)
                r = again(source, host->config->host.checkpoint_usec);
        return r < 0 ? leave(host, r) : 0;
}

/* A tick is written when something is due; then the next one is looked for at the next midnight. */
static int on_tick(sd_event_source *source, uint64_t usec, void *userdata)
{
        struct host *host = userdata;
        int64_t now = clock_now_usec(), wait = clock_next_day_usec(host->clock, now) - now + 1000;
        int32_t today = clock_day(host->clock, now);
        int r = 0;

        (void)usec;
        if (core_due_day(host->pipeline.core) <= today)
                r = pipeline_append_tick(&host->pipeline, now, today);
        if (r == -EAGAIN) {
                wait = TICK_RETRY_USEC;
                r = 0;
        }
        if (r >= 0)
                r = loop_work(host);
        if (r >= 0)
                r = again(source, wait);
        return r < 0 ? leave(host, r) : 0;
}

static int on_signal(sd_event_source *source, const struct signalfd_siginfo *info, void *userdata)
{
        (void)source;
        if (info->ssi_signo == SIGHUP) {
                log_line(LOG_NOTICE, MESSAGE_CONFIGURED,
                         "SIGHUP: this version takes up a configuration at a start only; the one in force "
                         "stays");
                return 0;
        }
        sd_notify(0, "STOPPING=1");
        return leave(userdata, 0);
}

/* ---- life ---- */

static int listen_on(struct host *host, enum config_endpoint_kind kind, enum socket_kind socket_kind,
                     const struct config_endpoint *endpoint, watch_handler handler)
{
        const struct config_host *config = &host->config->host;
        struct listener *listener = &host->listeners[host->listeners_count];
        void *socket = NULL;
        int r;

        r = socket_new(host->transport, socket_kind, &socket);
        if (r == 0)
                r = endpoint->connect ? socket_connect(socket, endpoint->address)
                                      : socket_bind(socket, endpoint->address, config->socket_mode,
                                                    config->socket_group);
        if (r < 0) {
                socket_free(socket);
                log_line(LOG_ERR, MESSAGE_SOCKET_FAILED, "%s %s: %s", config_endpoint_name(kind),
                         endpoint->address.data,
                         r == -EEXIST ? "something that is no socket lies there" : strerror(-r));
                return r;
        }

        *listener = (struct listener){.host = host, .socket = socket};
        if (kind == ENDPOINT_INTAKE || kind == ENDPOINT_FEEDS)
                listener->ingest = (struct ingest_socket){socket, kind == ENDPOINT_FEEDS, endpoint->address};
        host->listeners_count++;
        return watch_new(host->event, socket, handler, listener, &listener->watch);
}

static int listen_all(struct host *host)
{
        static const struct {
                enum config_endpoint_kind kind;
                enum socket_kind socket;
                watch_handler handler;
        } kinds[] = {
                {ENDPOINT_INTAKE, SOCKET_INTAKE, on_ingest},
                {ENDPOINT_FEEDS, SOCKET_FEED, on_ingest},
                {ENDPOINT_DESK, SOCKET_DESK, on_desk},
        };
        const struct config_host *config = &host->config->host;
        size_t count = 1;

        for (size_t i = 0; i < ENDPOINT_KINDS; i++)
                count += config->endpoints[i].count;
        host->listeners = calloc(count, sizeof(*host->listeners));
        if (!host->listeners)
                return -ENOMEM;

        for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
                for (size_t j = 0; j < config->endpoints[kinds[i].kind].count; j++) {
                        int r = listen_on(host, kinds[i].kind, kinds[i].socket,
                                          &config->endpoints[kinds[i].kind].list[j], kinds[i].handler);

                        if (r < 0)
                                return r;
                }
        return 0;
}

/* All notification endpoints are one socket: a message is encoded and handed over once. */
static int listen_notifications(struct host *host)
{
        const struct config_host *config = &host->config->host;
        struct listener *listener = &host->listeners[host->listeners_count];
        void *socket;
        int r;

        r = socket_new(host->transport, SOCKET_NOTIFICATIONS, &socket);
        if (r < 0)
                return r;
        for (size_t i = 0; i < config->endpoints[ENDPOINT_NOTIFICATIONS].count && r == 0; i++) {
                const struct config_endpoint *endpoint = &config->endpoints[ENDPOINT_NOTIFICATIONS].list[i];

                r = socket_bind(socket, endpoint->address, config->socket_mode, config->socket_group);
                if (r < 0)
                        log_line(LOG_ERR, MESSAGE_SOCKET_FAILED, "notifications %s: %s",
                                 endpoint->address.data, strerror(-r));
        }
        if (r == 0)
                r = stream_new(socket, &host->pipeline.stream);
        if (r < 0) {
                socket_free(socket);
                return r;
        }
        *listener = (struct listener){.host = host};
        host->listeners_count++;
        return watch_new(host->event, socket, on_subscription, listener, &listener->watch);
}

static int add_timer(struct host *host, int64_t usec, sd_event_time_handler_t handler, sd_event_source **ret)
{
        return sd_event_add_time_relative(host->event, ret, CLOCK_MONOTONIC, (uint64_t)usec, 1, handler,
                                          host);
}

static int add_timers(struct host *host)
{
        const struct config_host *config = &host->config->host;
        int r;

        r = add_timer(host, PARKED_USEC, on_parked, &host->parked);
        if (r >= 0)
                r = add_timer(host, config->beat_usec, on_beat, &host->beat);
        if (r >= 0)
                r = add_timer(host, config->measure_updates_usec, on_updates, &host->updates);
        if (r >= 0)
                r = add_timer(host, config->checkpoint_usec, on_checkpoint, &host->checkpoint);
        /* A backlog is not news of silence: the first tick waits (rule 27). */
        if (r >= 0 && host->pipeline.plan->clock == CLOCK_SYSTEM)
                r = add_timer(host, config->settle_in_usec, on_tick, &host->tick);
        return r;
}

static int add_signals(struct host *host)
{
        static const int signals[] = {SIGTERM, SIGINT, SIGHUP};
        int r = 0;

        for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]) && r >= 0; i++)
                r = sd_event_add_signal(host->event, NULL, signals[i], on_signal, host);
        return r;
}

int loop_new(struct host *host)
{
        int r;

        r = turns_new(&host->turns);
        if (r >= 0)
                r = sd_event_new(&host->event);
        if (r >= 0)
                r = add_signals(host);
        if (r >= 0)
                r = sd_event_add_defer(host->event, &host->work, on_work, host);
        if (r >= 0)
                r = sd_event_add_io(host->event, NULL, journal_fd(host->pipeline.journal), EPOLLIN,
                                    on_journal, host);
        if (r >= 0)
                r = sd_event_add_io(host->event, NULL, store_fd(host->pipeline.store), EPOLLIN, on_store,
                                    host);
        if (r >= 0)
                r = past_new(host->config->host.state_folder.data, &host->pipeline.identity, &host->past);
        if (r >= 0)
                r = sd_event_add_io(host->event, NULL, past_fd(host->past), EPOLLIN, on_past, host);
        if (r >= 0)
                r = listen_all(host);
        if (r >= 0)
                r = listen_notifications(host);
        if (r >= 0)
                r = add_timers(host);
        if (r >= 0)
                r = sd_event_set_watchdog(host->event, true);
        return r < 0 ? r : 0;
}

void loop_free(struct host *host)
{
        sd_event_source **timers[] = {&host->work, &host->parked, &host->beat, &host->updates, &host->tick,
                                      &host->checkpoint};

        host->past = past_free(host->past);
        for (size_t i = 0; i < host->listeners_count; i++) {
                watch_free(host->listeners[i].watch);
                socket_free(host->listeners[i].socket);
        }
        free(host->listeners);
        host->turns = turns_free(host->turns);
        host->pipeline.stream = stream_free(host->pipeline.stream);
        for (size_t i = 0; i < sizeof(timers) / sizeof(timers[0]); i++)
                *timers[i] = sd_event_source_disable_unref(*timers[i]);
        sd_event_unref(host->event);
}
